"""What was understood, in words: for the answers in the form and on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import (
    Asked,
    Fact,
    HeardBack,
    NoShow,
    NoteSent,
    Offer,
    OtherOffer,
    Promised,
    Rejected,
    Said,
    StepDone,
    StepSkipped,
    Withdrawn,
)
from followcal.core.timeline import AnswerBy, ContactInvited, Promise, SilenceMeansNo, StatedTimeline
from followcal.core.wording import day_text, printable
from followcal.errors import FollowcalError


def harmless(text: str) -> str:
    """Return foreign text so that it stays on its line in any calendar, HTML or not.

    >>> harmless("Ann<br>Outcome: offer")
    'Ann br Outcome: offer'
    """
    return printable(re.sub(r"[<>]|&(?=\S{1,32};)", " ", text))


def timeline_text(timeline: StatedTimeline, calendar: BusinessCalendar | None = None) -> str:
    """Return how a stated timeline was understood; a day of another year than when it was said has its year.

    >>> from datetime import date
    >>> timeline_text(StatedTimeline(AnswerBy(date(2026, 12, 4))), BusinessCalendar.of([]))
    'by Fri 4 Dec; check in from Mon 7 Dec'
    """
    said_on = timeline.said_on
    parts = [_promise_text(timeline.promise, said_on)]
    if timeline.no_contact:
        parts.append("no contact")
    elif timeline.no_calls:
        parts.append("no calls")
    if timeline.other_reading:
        parts.append(f"not {day_text(timeline.other_reading, said_on)}: the later day counts")
    try:
        start = timeline.contact_from(calendar) if calendar else None
    except FollowcalError:  # the plan says so
        start = None
    if start:
        parts.append(f"check in from {day_text(start, said_on)}")
    return "; ".join(part for part in parts if part)


def _promise_text(promise: Promise | None, said_on: date | None) -> str:
    match promise:
        case AnswerBy(day):
            return f"by {day_text(day, said_on)}"
        case ContactInvited(day):
            return f"you may ask if nothing comes by {day_text(day, said_on)}"
        case SilenceMeansNo(day):
            return f"silence after {day_text(day, said_on)} means no" if day else "silence means no"
        case None:
            return ""
        case _:
            return "no day named"


def _asked(fact: Any, _: date | None) -> str:
    return f"they asked for contact on {day_text(fact.at, fact.on)}" if fact.at else "they asked for contact"


def _no_show(fact: Any, _: date | None) -> str:
    return f"{harmless(fact.who)} did not come" if fact.who else "nobody came"


_TEXTS: Mapping[type[Fact], Callable[[Any, date | None], str]] = {
    HeardBack: lambda fact, seen: f"heard back on {day_text(fact.on, seen)}",
    Rejected: lambda fact, seen: f"rejected on {day_text(fact.on, seen)}",
    Offer: lambda fact, seen: f"offer on {day_text(fact.on, seen)}",
    Withdrawn: lambda fact, seen: f"withdrawn on {day_text(fact.on, seen)}",
    OtherOffer: lambda fact, _: f"another offer, decide by {day_text(fact.decide_by, fact.on)}",
    Asked: _asked,
    NoShow: _no_show,
    Promised: lambda fact, _: f"promised: {harmless(fact.what)}",
    NoteSent: lambda fact, seen: f"note sent to {harmless(fact.to or 'all')} on {day_text(fact.on, seen)}",
    Said: lambda fact, _: f"they answer: {timeline_text(fact.timeline)}",
    StepDone: lambda fact, seen: f"done on {day_text(fact.on, seen)}",
    StepSkipped: lambda fact, seen: f"left out on {day_text(fact.on, seen)}",
}


def fact_text(fact: Fact, seen_from: date | None = None) -> str:
    """Return what a fact says; the year as `day_text` has it.

    >>> from datetime import date
    >>> fact_text(Rejected(("1", ""), date(2026, 12, 4)))
    'rejected on Fri 4 Dec'
    """
    return _TEXTS[type(fact)](fact, seen_from)
