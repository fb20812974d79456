"""What stands in the events: what to do, by when and why, a checklist, a draft with open places in [brackets]."""

from __future__ import annotations

from collections.abc import Sequence

from followcal.core.facts import Status
from followcal.core.interview import Interview, Person
from followcal.core.policy import Channel, Kind
from followcal.core.schedule import Earlier, Step
from followcal.core.step import NO_SHOW
from followcal.core.wording import day_text, list_text, printable, time_text
from followcal.formats.form_lines import blank_form

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
    Kind.MATERIALS: (
        "Just what you promised, with one sentence about it: no question, no reminder",
        "Name, company and role are right; the link or attachment opens",
        "If the note is not sent yet, both fit into one mail",
    ),
    Kind.GRACIOUS_REPLY: (
        "Thank them for their time and for telling you; no reproach, no arguing",
        "Say that you would like to be considered again",
        "Nothing after this",
    ),
    Kind.OFFER_NOTICE: (
        "Name the day by which you must decide, not the other company and no number",
        "Say that you would rather work for them, if it is true",
        "Ask whether they can decide by then; no pressure, no ultimatum",
    ),
}


def description(event: Sequence[Step], *, as_todo: bool = False) -> str:
    """Return the description of an event (or to-do): one step, or the notes of one round."""
    step = event[0]
    event = [each for each in event if each.status is not Status.DONE] or event
    left_out = _OF_THE_PLACE if as_todo else _OF_THE_MOMENT
    reasons = (f"- {reason.text} ({reason.rule})" for reason in step.reasons if reason.rule not in left_out)
    parts = [_when(step), "Why\n" + "\n".join(reasons)]
    if step.kind is Kind.DEBRIEF:
        read = "What you type behind the colons is read the next time that followcal runs, and answered here."
        parts.append(f"Fill in while it is fresh\n{blank_form(step.interview)}\n\n{read}")
    if step.kind in _CHECKS:
        parts.append("Checklist\n" + "\n".join(f"- {line}" for line in _CHECKS[step.kind]))
    if step.before:
        parts.append("Said before\n" + "\n".join(f"- {_said(each)}" for each in step.before))
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


def _draft(step: Step) -> list[str]:
    interview = step.interview
    role = interview.role or "[role]"
    company = interview.company or "[company]"
    greeting = f"Dear {_first_name(step.to)},"
    sign = "[your name]\n[your phone number]"
    if step.about == NO_SHOW:
        return [_missed(interview, role, greeting, sign)]
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
        case Kind.MATERIALS | Kind.GRACIOUS_REPLY | Kind.OFFER_NOTICE:
            return [_answer(step, role, company, greeting, sign)]
        case Kind.PREP | Kind.DEBRIEF:
            return []


def _missed(interview: Interview, role: str, greeting: str, sign: str) -> str:
    start = time_text(interview.start)
    return (
        f"Draft\nSubject: {role}: our appointment on {start}\n{greeting}\nwe seem to have missed each other: I was "
        f"there on {start}. I am still very interested. Which other dates would suit you?\n{sign}"
    )


def _answer(step: Step, role: str, company: str, greeting: str, sign: str) -> str:
    """Return the draft of what follows from something that happened."""
    if step.kind is Kind.MATERIALS:
        subject = f"{role}: {step.about}"
        text = f"here is what I promised in our conversation: {step.about}. [one sentence about it]"
    elif step.kind is Kind.GRACIOUS_REPLY:
        subject = role
        text = (
            f"thank you for letting me know, and for the time that you all took for our conversations. I learned "
            f"[one thing]. I would be glad to be considered for another position at {company}."
        )
    else:
        subject = f"{role}: my decision by [day]"
        text = (
            f"I have another offer and must decide by [day]. {company} is still my first choice: [why]. Can you tell "
            f"me by then where you are with the {role} position?"
        )
    return f"Draft\nSubject: {subject}\n{greeting}\n{text}\n{sign}"


def _said(earlier: Earlier) -> str:
    what = "call" if earlier.channel is Channel.PHONE else earlier.kind.value
    return f"{day_text(earlier.on)}: {what}{f' to {earlier.to.label}' if earlier.to else ''}"


def _people(interview: Interview) -> str:
    return list_text([person.label for person in interview.interviewers]) or "your team"


def _first_name(person: Person | None) -> str:
    names = [word for word in printable(person.name or "").split() if not word.endswith(".")] if person else []
    return names[0] if names else "[name]"
