"""The weekly digest: one all-day event on Monday that lists what the week asks for, and where there is nothing to do.

The digest of a week is written in the week before it, or on its Monday; it is kept current until the week is over, and
then goes. One that the user deleted stays deleted; one whose title or text they changed is theirs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from msgspec import Struct

from followcal.core.interview import Interview
from followcal.core.wording import count_text, day_text, time_text
from followcal.formats.blocks import Block
from followcal.formats.followup_file import DIGEST
from followcal.formats.followups import BASE
from followcal.formats.objects import hands_off
from followcal.formats.rewritten import parsed, without_html

if TYPE_CHECKING:
    from icalendar import Component

_WEEK = timedelta(days=7)
_MOST = 50
"""Weeks that are remembered."""


class Open(Struct, frozen=True):
    """Something that is still to be done."""

    interview: Interview
    start: datetime
    title: str

    @property
    def application(self) -> str:
        """What it is about."""
        role = f" ({self.interview.role})" if self.interview.role else ""
        return f"{self.interview.company or self.interview.summary or 'an interview'}{role}"


def digest_uid(monday: date) -> str:
    """Return the UID of the digest of a week."""
    return str(uuid5(NAMESPACE_OID, f"followcal digest {monday}"))


def digests(
    there: Mapping[str, Block], before: Sequence[date], tasks: Iterable[Open], now: datetime
) -> tuple[dict[str, str | None], tuple[date, ...]]:
    """Return the digests to write, by UID (None: goes), and the Mondays to remember.

    `there` are the digests that stand in the calendar, `before` the Mondays that were remembered; weeks are those of
    the zone of `now`. A week whose digest the user deleted stays remembered, whatever the clock says.
    """
    from icalendar import Event

    today = now.date()
    this = today - timedelta(days=today.weekday())
    weeks = [week for week in (this, this + _WEEK) if week >= today or week in before]
    events = {uid: parsed(block) for uid, block in there.items()}
    over = events.keys() - set(map(digest_uid, weeks))
    theirs = {uid for uid, block in there.items() if hands_off([block]) or _is_edited(events[uid])}
    written: dict[str, str | None] = {uid: None for uid in there if uid in over - theirs}
    found = sorted(tasks, key=lambda task: (task.start.timestamp(), task.title))
    for week in weeks:
        old = events.get(digest_uid(week))
        if week in before if old is None else digest_uid(week) in theirs:
            continue  # the user deleted it, or made it theirs
        title, text = _texts(found, week, now)
        event = old or Event()
        if _base(*_said(event)) != _base(title, text):
            written[digest_uid(week)] = _written(event, week, title, text, now)
    deleted = (week for week in before if digest_uid(week) not in written)
    return written, tuple(sorted({*weeks, *deleted})[-_MOST:])


def _base(title: str, text: str) -> str:
    said = "\n".join(" ".join(each.split()) for each in (title, text))
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def _said(event: Component) -> tuple[str, str]:
    """Return title and text; as followcal wrote it, where a program only made HTML of it."""
    title, text, base = (str(event.get(name, "")) for name in ("SUMMARY", "DESCRIPTION", BASE))
    return title, without_html(text, lambda each: _base(title, each) == base)


def _is_edited(event: Component) -> bool:
    """Return whether the user changed title or text."""
    base = event.get(BASE)
    return base is not None and str(base) != _base(*_said(event))


def _texts(tasks: Sequence[Open], monday: date, now: datetime) -> tuple[str, str]:
    """Return title and description of the digest of a week."""
    due: list[Open] = []
    later: dict[str, Open] = {}
    for task in tasks:
        day = task.start.astimezone(now.tzinfo).date()
        if day < monday + _WEEK and (day >= monday or monday <= now.date()):
            due.append(task)
        elif day >= monday + _WEEK:
            later.setdefault(task.application, task)
    busy = {task.application for task in due}
    # Whoever reads it may be anywhere, and several computers may write it: no zone is taken for granted.
    zones = dict.fromkeys(str(task.start.tzinfo) for task in due)
    head = f"To do (times in {next(iter(zones))})" if len(zones) == 1 else "To do"
    lines = [
        f"- {time_text(task.start, monday)}{f' ({task.start.tzinfo})' if len(zones) > 1 else ''}: {task.title}"
        for task in due
    ]
    quiet = [f"- {name}: until {day_text(task.start, monday)}" for name, task in later.items() if name not in busy]
    title = f"{count_text(len(due), 'follow-up')} this week" if due else "No follow-ups this week"
    parts = ["\n".join((head, *lines))] if lines else []
    parts += ["Nothing to do for\n" + "\n".join(quiet)] if quiet else []
    return title, "\n\n".join(parts) or "Nothing is open."


def _written(event: Component, monday: date, title: str, text: str, now: datetime) -> str:
    stamp = now.astimezone(UTC).replace(microsecond=0)
    is_new = "UID" not in event
    sequence = event.get("SEQUENCE", -1)
    values = {
        "summary": title,
        "description": text,
        "dtstamp": stamp,
        "last-modified": stamp,
        "sequence": (sequence if isinstance(sequence, int) else 0) + 1,
        BASE: _base(title, text),
    }
    if is_new:
        values |= {
            "uid": digest_uid(monday),
            "dtstart": monday,
            "dtend": monday + timedelta(days=1),
            "created": stamp,
            "status": "CONFIRMED",
            "class": "PRIVATE",
            "categories": ["followcal"],
            "transp": "TRANSPARENT",
            "x-microsoft-cdo-busystatus": "FREE",
            DIGEST: f"{monday:%Y%m%d}",
        }
    for name, value in values.items():
        event.pop(name, None)
        event.add(name, value)
    return event.to_ical().decode("utf-8")  # type: ignore[no-any-return]
