"""Why a step that stands in the calendar is wanted no more."""

from __future__ import annotations

from followcal.core.facts import Offer, Outcome, Rejected, Withdrawn
from followcal.core.interview import Interview
from followcal.core.outcomes import Life, Told
from followcal.core.policy import SOURCES, Kind
from followcal.core.reason import Reason
from followcal.core.wording import day_text


def why_withdrawn(life: Life, interview: Interview, kind: Kind, told: Told) -> Reason:
    """Return the first of the reasons that holds."""
    if interview.cancelled:
        return Reason("I4", "the interview was called off")
    replaced = life.outcome if kind is Kind.THANK_YOU and life.is_replaced(interview) else None
    if outcome := life.closed or replaced:
        return _why_closed(outcome, interview)
    if told.meeting(interview).nobody_came and kind in (Kind.THANK_YOU, Kind.CHECK_IN):
        return Reason("S9", "nobody came to the interview", SOURCES["rounds"])
    if kind.is_spaced_touch:
        return _why_no_touch(life, interview)
    if kind in (Kind.PREP, Kind.DEBRIEF, Kind.THANK_YOU, Kind.REFERENCES):
        return Reason("S9", "a later round takes its place")
    return Reason("S4" if kind is Kind.MATERIALS else "S10", "what it followed from holds no more")


def _why_no_touch(life: Life, interview: Interview) -> Reason:
    if interview is not life.last:
        return Reason("S9", "a later round takes its place")
    if interview.timeline and not interview.timeline.allows_check_in:
        return Reason("S5", "they asked not to be contacted, or their silence means no", SOURCES["stated"])
    if life.answered and life.answered >= interview.day:
        return Reason("S10", f"they were heard of on {day_text(life.answered, interview.day)}", SOURCES["rounds"])
    return Reason("S7", "one of its kind was made, or takes its place", SOURCES["cap"])


def _why_closed(outcome: Outcome, interview: Interview) -> Reason:
    day = day_text(outcome.on, interview.day)
    match outcome:
        case Rejected():
            text = f"they said no on {day}"
        case Offer():
            text = f"they made an offer on {day}"
        case Withdrawn():
            text = f"you withdrew on {day}"
    return Reason("S10", text, SOURCES["rounds"])
