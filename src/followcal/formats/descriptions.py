"""What stands in the events: what to do, by when and why, a checklist, a draft with open places in [brackets]."""

from __future__ import annotations

from collections.abc import Sequence

from followcal.core.interview import Interview, Person
from followcal.core.policy import Channel, Kind
from followcal.core.schedule import Step
from followcal.core.wording import list_text, printable, time_text

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
        said = 'What they said about their answer, give it to followcal: --they-said "by Friday"'
        parts.append(f"Fill in while it is fresh\n{_form(step.interview)}\n\n{said}")
    if step.kind in _CHECKS:
        parts.append("Checklist\n" + "\n".join(f"- {line}" for line in _CHECKS[step.kind]))
    parts += [text for each in event for text in _draft(each)]
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


def _draft(step: Step) -> list[str]:
    interview = step.interview
    role = interview.role or "[role]"
    company = interview.company or "[company]"
    greeting = f"Dear {_first_name(step.to)}," if step.kind is Kind.THANK_YOU else "Dear [name],"
    sign = "[your name]\n[your phone number]"
    match step.kind:
        case Kind.THANK_YOU:
            address = f" <{step.to.email}>" if step.to and step.to.email and step.to.name else ""
            return [
                f"Draft for {step.to.label if step.to else 'the team'}{address}\n"
                f"Subject: Thank you: {role}\n{greeting}\n"
                f"thank you for our conversation. I enjoyed talking with you about [one thing that you two talked "
                f"about]. It made me want the {role} position at {company} even more: [why you fit].\n{sign}"
            ]
        case Kind.REFERENCES:
            return [
                f"Draft\nDear [name],\n{company} may call you about me: I am in their interviews for {role}. My CV and "
                f"the job ad are attached. Please wait for their call. Thank you!\n{sign}"
            ]
        case Kind.CHECK_IN if step.channel is Channel.PHONE:
            return [
                f"Call script\n1. My name is [your name]; I interviewed for {role} with "
                f"{_people(interview)} on {time_text(interview.end).partition(',')[0]}.\n"
                f"2. I enjoyed our conversation about [topic].\n3. I am still very interested: [one strength].\n"
                f"4. May I ask where you are in your decision?\n5. Thank you. I look forward to hearing from you."
            ]
        case Kind.CHECK_IN:
            return [
                f"Draft\nSubject: {role}: my interview on {time_text(interview.end).partition(',')[0]}\n{greeting}\n"
                f"I wanted to ask where you are with the {role} position. I am still very interested, above all in "
                f"[one thing]. Is there anything else that you need from me?\n{sign}"
            ]
        case Kind.CLOSING:
            return [
                f"Draft\nSubject: {role}\n{greeting}\nI have not heard back about the {role} position and assume that "
                f"you went another way. Thank you again for the conversations; please keep me in mind.\n{sign}"
            ]
        case Kind.PREP | Kind.DEBRIEF:
            return []


def _people(interview: Interview) -> str:
    return list_text([person.label for person in interview.interviewers]) or "your team"


def _first_name(person: Person | None) -> str:
    names = [word for word in printable(person.name or "").split() if not word.endswith(".")] if person else []
    return names[0] if names else "[name]"
