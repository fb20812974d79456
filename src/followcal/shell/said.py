"""What employers said, with the interview and the calendar that it is about.

The grammar of phrases is imported where words are to be read: most runs read none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.interview import Interview, Office, rounds
from followcal.core.timeline import NotUnderstood, StatedTimeline
from followcal.core.wording import printable
from followcal.errors import OutsideCalendarError, UsageError
from followcal.formats.plaintext import own_words, plain_text
from followcal.formats.reading import Invitation
from followcal.shell.holiday_data import calendar_of

NOTHING_SAID = "nothing-said"
"""Told by the user: what the invitation says about an answer does not hold."""


class Words(Struct, frozen=True):
    """What the user says that the employer said; `text` None: nothing, after all."""

    text: str | None
    said_on: date | None
    now: datetime


def what_was_said(text: str, office: Office, *, said_on: date | None, today: date) -> StatedTimeline:
    """Return what an employer said with a phrase or a pasted mail: on `said_on`, else on the mail's own date."""
    from followcal.formats.phrases.letters import read_letter

    letter = read_letter(text)
    return _read(letter.text, said_on or letter.sent or today, office)


def read_phrase(text: str, said_on: date, interview: Interview) -> StatedTimeline:
    """Return what the employer's words mean, wherever they were typed, counted in its business days.

    Raises OutsideCalendarError where they lead into a year that its calendar does not know (B5).
    """
    return _read(text, said_on, interview.office)


def stated_in(invitation: Invitation, office: Office) -> StatedTimeline | None:
    """Return what an invitation promises about the answer, counted from the interview day; None: nothing for sure."""
    if not invitation.is_theirs or not invitation.text:
        return None
    from followcal.formats.form_lines import label_of
    from followcal.formats.phrases.hints import may_promise

    lines = own_words(plain_text(invitation.text)).splitlines()
    text = "\n".join(line for line in lines if label_of(line) is None)  # forged lines of the form are no promise
    if not may_promise(text):
        return None
    from followcal.formats.phrases.timelines import find_timeline

    calendar, day = calendar_of(office), invitation.interview.day
    try:
        found = find_timeline(text, day, calendar=calendar, country=_country(office))
    except OutsideCalendarError:
        return None
    return replace(found, in_invitation=True) if found else None


def with_stated(
    chosen: Sequence[Interview], named: set[tuple[str, str]], words: Words, problems: list[str]
) -> list[Interview]:
    """Return the interviews with what the employer said, at the round that it was said after."""
    from followcal.formats.phrases.letters import read_letter

    active = [r for r in rounds(chosen) if not r.cancelled and named & {event.key for event in r.events}]
    employers, roles = {r.employer for r in active}, {r.application[1] for r in active} - {""}
    if len(employers) != 1 or len(roles) > 1:
        names = ", ".join(sorted(r.summary or r.uid for r in active)) or "all are called off"
        raise UsageError(f"--they-said is about one application, the sources hold others ({names}): use --only TEXT")
    letter, said_on = read_letter(words.text or ""), words.said_on
    until = said_on or letter.sent or words.now.astimezone(active[-1].end.tzinfo).date()
    held = ([r for r in active if r.day <= until] or active[-1:])[-1]
    if said_on and said_on < held.day:
        raise UsageError(f"--said-on {said_on} lies before the interview on {held.day}")
    last, keys = held.events[-1], {event.key for event in held.events}
    told = last.told | {NOTHING_SAID} if words.text is None else last.told - {NOTHING_SAID}
    stated = None
    if words.text is not None:
        stated = _read(letter.text, said_on or max(letter.sent or held.day, held.day), last.office)
        if isinstance(stated.promise, NotUnderstood):
            problems.append(
                f"what they said, {printable(stated.text)[:100]!r}, is not understood and no date is counted on: "
                f"say it in other words, or as a date: --they-said 2026-12-04"
            )
            if held.timeline and not isinstance(held.timeline.promise, NotUnderstood):
                return list(chosen)
    return [_stating(i, stated if i.key == last.key else None, told) if i.key in keys else i for i in chosen]


def _stating(interview: Interview, timeline: StatedTimeline | None, told: frozenset[str]) -> Interview:
    """Return the interview with what was said: what is remembered of its event says so, too."""
    parts = tuple(replace(part, timeline=timeline, told=told) for part in interview.parts)
    return replace(interview, timeline=timeline, told=told, parts=parts)


def _read(text: str, said_on: date, office: Office) -> StatedTimeline:
    from followcal.formats.phrases.dates import read_bare_date
    from followcal.formats.phrases.timelines import read_timeline

    return read_bare_date(text, said_on) or read_timeline(
        text, said_on, calendar=calendar_of(office), country=_country(office)
    )


def _country(office: Office) -> str | None:
    return office.regions[0].country if office.regions else None
