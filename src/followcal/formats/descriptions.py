"""What stands in the events: what to do, by when and why, a checklist, a draft with open places in [brackets]."""

from __future__ import annotations

from collections.abc import Sequence

from followcal.core.interview import Interview
from followcal.core.policy import Kind
from followcal.core.schedule import Step
from followcal.core.wording import time_text
from followcal.formats.drafts import event_draft

FORM = ("They will reply:", "Contact:", "Interviewers:", "I promised:", "Sent:", "Outcome:", "Company:", "Role:")
"""The lines of the debrief form."""

_OF_THE_MOMENT = ("P1", "P4", "S11")
"""Rules whose reasons hold only as seen from now: an event must not change because time passes."""

_OF_THE_PLACE = (*_OF_THE_MOMENT, "P2", "P3")
"""Rules that place an event: a to-do has no place."""

_CHECKS: dict[Kind, tuple[str, ...]] = {
    Kind.PREP: (
        "Names and titles of everybody you will meet",
        "To ask at the end: when will you decide, and how may I follow up?",
        "Your public profiles are as you want them seen",
    ),
    Kind.DEBRIEF: (
        "What did you and each person talk about? One thing each, for the notes",
        "Which answer would you give differently? Practise it",
        "Did anything feel off? Sleep on it before you go on",
        "No posts about the interview",
    ),
    Kind.THANK_YOU: (
        "One specific thing from each conversation: people compare their notes",
        "Name, company and role are right; your phone number is in it",
        "Nothing about salary; no slang, no emoji",
        "Read it aloud once, then let somebody you trust read it",
    ),
    Kind.REFERENCES: (
        "Attach your current CV and the job ad",
        "Ask them to wait until the company calls",
    ),
    Kind.CHECK_IN: (
        "Once only, friendly, short; say why you call in the first sentence",
        "Do not ask for an answer on the spot, do not complain about the wait",
        "Decisions take longer than planned: silence is not a no",
        "Keep applying elsewhere",
    ),
    Kind.CLOSING: (
        "Leave it out if they have answered",
        "Friendly, final, no reproach; after this, nothing more",
    ),
}


def description(event: Sequence[Step], *, as_todo: bool = False) -> str:
    """Return the description of an event (or to-do): one step, or the notes of one round."""
    step = event[0]
    left_out = _OF_THE_PLACE if as_todo else _OF_THE_MOMENT
    reasons = (f"- {reason.text} ({reason.rule})" for reason in step.reasons if reason.rule not in left_out)
    parts = [_when(step), "Why\n" + "\n".join(reasons)]
    if step.kind is Kind.DEBRIEF:
        said = "If they named a date, give it to followcal: --they-said DATE"
        parts.append(f"Fill in while it is fresh\n{_form(step.interview)}\n\n{said}")
    if step.kind in _CHECKS:
        parts.append("Checklist\n" + "\n".join(f"- {line}" for line in _CHECKS[step.kind]))
    parts += [text for each in event for text in event_draft(each)]
    return "\n\n".join(parts)


def _when(step: Step) -> str:
    window = step.window
    zone = window.latest.tzinfo
    if step.kind is Kind.PREP:
        span = f"At {time_text(window.due)}, before the interview at {time_text(step.interview.start)}"
    elif window.earliest == window.due:
        span = f"At {time_text(window.due)}, at the latest {time_text(window.latest)}"
    elif window.due == window.latest:
        span = f"From {time_text(window.earliest)} to {time_text(window.latest)}"
    else:
        span = f"Best by {time_text(window.due)}, at the latest {time_text(window.latest)}"
    return f"{span} ({zone}).{' The dates are provisional.' if step.provisional else ''}"


def _form(interview: Interview) -> str:
    known = {
        "Interviewers:": ", ".join(person.label for person in interview.interviewers),
        "Company:": interview.company or "",
        "Role:": interview.role or "",
    }
    return "\n".join(f"{line} {known.get(line, '')}".rstrip() for line in FORM)
