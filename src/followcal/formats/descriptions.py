"""What stands in the events: what to do, by when and why, a checklist, a draft with open places in [brackets]."""

from __future__ import annotations

from collections.abc import Sequence

from followcal.core.facts import Status
from followcal.core.interview import Interview
from followcal.core.policy import Channel, Kind
from followcal.core.schedule import Earlier, Step
from followcal.core.step import NO_SHOW
from followcal.core.wording import day_text, time_text
from followcal.formats.drafts import event_draft, first_name
from followcal.formats.form_lines import blank_form
from followcal.formats.open_places import value

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
        parts.append("Said before\n" + "\n".join(f"- {_said(each, step.interview)}" for each in step.before))
    parts += [text for each in event for text in _drafts(each)]
    return "\n\n".join(parts)


def _when(step: Step) -> str:
    window, day = step.window, step.interview.day
    zone = window.latest.tzinfo
    earliest, due, latest = (time_text(each, day) for each in (window.earliest, window.due, window.latest))
    if step.kind is Kind.PREP:
        span = f"At {due}, before the interview at {time_text(step.interview.start, day)}"
    elif window.earliest == window.due:
        span = f"At {due}, at the latest {latest}"
    elif window.due == window.latest:
        span = f"From {earliest} to {latest}"
    else:
        span = f"Best by {due}, at the latest {latest}"
    return f"{span} ({zone}).{' The dates are provisional.' if step.provisional else ''}"


def _drafts(step: Step) -> list[str]:
    if step.about == NO_SHOW:
        return [_missed(step)]
    return event_draft(step)


def _missed(step: Step) -> str:
    role, start = step.interview.role or "[role]", time_text(step.interview.start)
    name = first_name(value(step.to.name)) if step.to and step.to.name else "[name]"
    return (
        f"Draft\nSubject: {role}: our appointment on {start}\nDear {name},\nwe seem to have missed "
        f"each other: I was there on {start}. I am still very interested. Which other dates would suit you?\n"
        f"[your name]\n[your phone number]"
    )


def _said(earlier: Earlier, interview: Interview) -> str:
    what = "call" if earlier.channel is Channel.PHONE else earlier.kind.value
    return f"{day_text(earlier.on, interview.day)}: {what}{f' to {earlier.to.label}' if earlier.to else ''}"
