"""The whole search on one page of HTML: nothing is loaded, no script is needed, and calendar text stays text.

An invitation is hostile input. Everything goes through the template's escaping, no text becomes a link, and the page
forbids itself all but its one style sheet, by its hash.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from followcal.core.business_days import BusinessCalendar
from followcal.core.interview import Office
from followcal.core.schedule import Schedule
from followcal.formats.page_view import PageView
from followcal.package_data import package_data

MARK = "followcal page"
"""What a page of ours says of itself, so that no other file is written over."""


def page(schedule: Schedule, calendars: Mapping[Office, BusinessCalendar], *, discreet: bool = False) -> str:
    """Return the page. A discreet one names no company, person, role or reason, and does not say what it is about."""
    from jinja2 import Environment, StrictUndefined

    parts = package_data("formats", "page_parts")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((parts / "page.html").read_text(encoding="utf-8"))
    view = PageView(schedule, calendars, discreet=discreet).page()
    style = (parts / "page.css").read_text(encoding="utf-8") + _drawn(view)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    mark = "reminders" if discreet else MARK
    # The sheet is ours, and a hash is of what stands there: it is not escaped.
    return template.render(page=view, policy=policy, style=environment.filters["safe"](style), mark=mark)


def is_page(text: str) -> bool:
    """Return whether a text is a page that followcal wrote."""
    return any(f'<meta name="generator" content="{mark}">' in text[:1000] for mark in (MARK, "reminders"))


def _drawn(view: Mapping[str, Any]) -> str:
    """Return the part of the style sheet that depends on the plan: attributes of style are forbidden."""
    weeks, span = view["number_of_weeks"], view["weeks_per_label"]
    rules = [f".weeks{{grid-template-columns:repeat({weeks},1fr)}}.weeks span{{grid-column-end:span {span}}}"]
    rules.append(f".weeks span:last-child{{grid-column-end:span {view['weeks_of_last_label']}}}")
    lanes = sorted({row["lanes"] for row in view["rows"]})
    rules += [f".lanes{count}{{height:{count * 0.75:g}rem}}" for count in lanes]
    return "".join(rules)
