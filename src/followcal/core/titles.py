"""The title of a step's event: what to do, at whom, by which day.

No time of day stands in it: nobody knows in which zone it is read. The calendar shows when the event is.
"""

from __future__ import annotations

from collections.abc import Sequence

from followcal.core.interview import Person
from followcal.core.policy import Channel, Kind
from followcal.core.step import ASKED, NO_SHOW, PlannedStep
from followcal.core.window import Window
from followcal.core.wording import count_text, day_text, list_text

_NAMED = 5
"""How many people a title names."""


def title(step: PlannedStep, window: Window, left_behind: str | None, to: Sequence[Person]) -> str:
    """Return the title, with the last day; `to` are those whom the notes of this event still go to."""
    company = step.interview.company or "the employer"
    role = step.interview.role
    what, about = (f"{company} ({role})", f"{company} about {role}") if role else (company, company)
    by = f"by {day_text(window.latest, step.interview.day)}"
    match step.kind:
        case Kind.PREP:
            text = f"Prepare for {what}"
        case Kind.DEBRIEF:
            text = f"Debrief {what}, {by}"
        case Kind.THANK_YOU:
            text = f"Thank {_names(to)} at {company}, {by}"
        case Kind.REFERENCES:
            text = f"Tell your references about {what}, {by}"
        case Kind.CHECK_IN:
            text = f"{_check_in(step, what, about)}, {by}"
        case Kind.CLOSING:
            text = f"Last mail to {about}, {by}"
        case Kind.MATERIALS:
            text = f"Send {what} what you promised: {step.about}, {by}"
        case Kind.GRACIOUS_REPLY:
            text = f"Thank {company} for their answer{f' about {role}' if role else ''}, {by}"
        case Kind.OFFER_NOTICE:
            text = f"Tell {what} about your other offer, {by}"
    return f"{text} ({left_behind})" if left_behind else text


def _names(to: Sequence[Person]) -> str:
    others = [count_text(len(to) - _NAMED, "other")] if len(to) > _NAMED + 1 else []
    return list_text([*(person.label for person in (to[:_NAMED] if others else to)), *others]) or "the team"


def _check_in(step: PlannedStep, what: str, about: str) -> str:
    if step.about == NO_SHOW:
        return f"Ask {what} for another date"
    how = "Call" if step.channel is Channel.PHONE else "Write to"
    return f"{how} {about}{', as they asked' if step.about.startswith(ASKED) else ''}"
