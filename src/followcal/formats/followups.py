"""Steps to iCalendar components and back: what our events look like, and what they remember.

Our events carry what is needed to know their interview again, so the calendar is the memory of the search. No event
of ours names an ATTENDEE, an ORGANIZER or a METHOD: a server would mail the employer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from typing import Any, TypeVar
from uuid import NAMESPACE_OID, uuid5

from msgspec import Struct, field
from msgspec.structs import replace

from followcal.core.facts import InterviewKey, Standing
from followcal.core.freebusy import Period
from followcal.core.interview import Interview, rounds
from followcal.core.planning import step_uid
from followcal.core.policy import Kind
from followcal.core.reconcile import CANCELLED, FollowUp, Present, says
from followcal.core.schedule import Step
from followcal.core.window import Window
from followcal.core.wording import printable
from followcal.errors import UnreadableError
from followcal.formats.additions import has_more
from followcal.formats.alarms import has_our_alarm, our_alarm, set_alarm
from followcal.formats.blocks import Block
from followcal.formats.carrying import seen_of
from followcal.formats.content import component as lines_of
from followcal.formats.descriptions import description
from followcal.formats.form_lines import Seen, blank_form
from followcal.formats.memory import MEMORY, basic, moment_of, recall, remember
from followcal.formats.own_text import MARK, RETIRED
from followcal.formats.patching import Patch
from followcal.formats.rewritten import clock_of, is_whole_day, moment_in, parsed, without_html
from followcal.formats.ticks import is_ticked
from followcal.formats.times import Clock, UnusableError
from followcal.formats.writing import moment_value, text_value, written
from followcal.formats.written import Written, as_written
from followcal.regex import regex

MOVED = "X-FOLLOWCAL-MOVED"
BASE = "X-FOLLOWCAL-BASE"
"""The hashes of the fields as they were last written."""

WINDOW, STEPS, ABOUT = "X-FOLLOWCAL-WINDOW", "X-FOLLOWCAL-STEPS", "X-FOLLOWCAL-ABOUT"
_SEEN = "X-FOLLOWCAL-SEEN"

_Part = TypeVar("_Part")

_BY_ITSELF = clock_of(())
_FOLD = regex(r"\r?\n[ \t]")


class Item(Struct, frozen=True):
    """An event or to-do of ours, as read from a calendar."""

    present: Present
    standing: Standing
    interviews: tuple[Interview, ...]
    """The events of the round that it belongs to, as they were when it was written."""

    steps: frozenset[str]
    """Which steps were written for this round: by kind; where there may be several of a kind, by UID."""

    seen: Seen = field(default_factory=Seen)
    """What is remembered of its description, if there is a form in it."""

    ticked: date | None = None
    """The day on which it was completed, where its properties say so."""

    is_ticked: bool = False
    """Whether the user ticked it off: completed it, or said so in its title."""

    hands_off: str = ""
    """Why it is written no more, whatever is planned: the user made it theirs."""

    @property
    def step(self) -> str:
        """The UID of the step: that of the event, even where this is a to-do."""
        return step_uid(self.interviews[0], self.standing.kind, self.standing.about)

    @property
    def is_todo(self) -> bool:
        """Whether it is a to-do."""
        return self.standing.done is not None

    @property
    def is_withdrawn(self) -> bool:
        """Whether followcal cancelled it, and it is kept only for what the user wrote in it."""
        return self.present.event.status == CANCELLED and "status" not in self.present.edited

    @property
    def is_left_out(self) -> bool:
        """Whether the user cancelled it."""
        return self.present.event.status == CANCELLED and "status" in self.present.edited


def followups(
    event: Sequence[Step], *, as_todo: bool, steps: Collection[str], remembered: Sequence[Interview]
) -> FollowUp:
    """Return the event (or to-do) for the steps that share it; it lists the `steps` of its round, if any."""
    step = event[0]
    kept = [
        (MARK, step.kind.value),
        (WINDOW, "/".join(basic(m) for m in (step.window.earliest, step.window.due, step.window.latest))),
        *([(STEPS, " ".join(sorted(steps)))] if steps else []),
        *([(ABOUT, step.about)] if step.about else []),
        *((MEMORY, remember(interview)) for interview in remembered),
    ]
    return FollowUp(
        uid=todo_uid(step.uid) if as_todo else step.uid,
        start=step.window.earliest if as_todo else step.start,
        end=_todo_due(step) if as_todo else step.end,
        summary=step.summary,
        description=description(event, as_todo=as_todo),
        status="NEEDS-ACTION" if as_todo else "TENTATIVE" if step.optional else "CONFIRMED",
        alarm=step.left_behind is None,
        related_to=_printable(step.interview.uid),
        kept=tuple(kept),
    )


def with_seen(event: FollowUp, seen: Seen) -> FollowUp:
    """Return an event of ours that remembers whose the lines of its description are."""
    kept = [pair for pair in event.kept if pair[0] != _SEEN]
    place = next((number for number, pair in enumerate(kept) if pair[0] == MEMORY), len(kept))
    return replace(event, kept=(*kept[:place], (_SEEN, seen.encoded()), *kept[place:]))


def with_interviews(event: FollowUp, known: Mapping[InterviewKey, Interview], item: Item) -> FollowUp:
    """Return an event of ours that remembers its interviews as they are known now."""
    others = [pair for pair in event.kept if pair[0] != MEMORY]
    interviews = (known.get(each.key, each) for each in item.interviews)
    return replace(event, kept=(*others, *((MEMORY, remember(each)) for each in interviews)))


def kept_as_done(wanted: FollowUp, there: FollowUp) -> tuple[tuple[str, str], ...]:
    """Return what we keep in an event that is done: its window, and what is known of its text, stay as they are."""
    stays = {name: value for name, value in there.kept if name in (WINDOW, _SEEN)}
    kept = [(name, stays.get(name, value)) for name, value in wanted.kept if name != _SEEN]
    done = replace(wanted, kept=tuple(kept))
    return with_seen(done, Seen.decoded(stays[_SEEN])).kept if _SEEN in stays else done.kept


def _todo_due(step: Step) -> datetime:
    """Return until when a to-do is of use: to prepare, until the interview."""
    return step.interview.start if step.kind is Kind.PREP else step.window.latest


def todo_uid(uid: str) -> str:
    """Return the UID of the to-do that stands for an event: a calendar may hold both."""
    return str(uuid5(NAMESPACE_OID, f"{uid} as to-do"))


def write_component(
    event: FollowUp,
    base: Mapping[str, str],
    *,
    as_todo: bool,
    now: datetime,
    old: Block | None,
    there: FollowUp | None = None,
    moved: bool = True,
) -> str:
    """Return the component for `event`; foreign properties of the `old` one survive.

    `there` is how the old one was read, with the zones of its calendar; None: by itself. `moved` is whether a user sees
    a difference: only then DTSTAMP, LAST-MODIFIED and SEQUENCE move.
    """
    stamp = now.astimezone(UTC).replace(microsecond=0)
    # Rounded up: a step that was placed from now on is placed from then on again.
    created = stamp if now.microsecond == 0 else stamp + timedelta(seconds=1)
    if old is None:
        return _new_component(event, base, as_todo=as_todo, stamp=stamp, created=created)
    there = there or _follow_up(as_written(old) or parsed(old), old, _BY_ITSELF)
    patch = Patch(old)
    if moved:
        patch.set("DTSTAMP", moment_value(stamp))
        patch.set("LAST-MODIFIED", moment_value(stamp))
        patch.set("SEQUENCE", str(next_sequence(old.text)))
    fields = {"start": "DTSTART", "end": "DUE" if as_todo else "DTEND"}
    for name in ("start", "end", "summary", "description", "status"):
        if there.value(name) != event.value(name):  # else as the user's program wrote it
            value = getattr(event, name)
            if name == "end":
                patch.set("DURATION")
            patch.set(fields.get(name, name.upper()), moment_value(value) if name in fields else text_value(value))
    _relate(patch, event.related_to, {interview.uid for interview in _remembered(old)})
    if patch.all(RETIRED) and not event.retired:
        patch.set("CREATED", moment_value(created))
    patch.set(RETIRED, *([basic(event.retired)] if event.retired else []))
    kept: dict[str, list[str]] = {BASE: [base_text(base)]}
    for name, value in event.kept:
        kept.setdefault(name, []).append(value)
    for name, values in kept.items():
        if [part.value for part in patch.all(name)] != values:
            patch.set(name, *values)
    set_alarm(patch, there.summary, event.summary, is_wanted=event.alarm)
    return patch.text


def next_sequence(text: str) -> int:
    """Return the SEQUENCE of a component that is written once more."""
    number = first_value(text, "SEQUENCE")
    return int(number) + 1 if number.isdecimal() and len(number) < 10 else 1


def _relate(patch: Patch, uid: str, before: Collection[str]) -> None:
    """Write of which interview an event is, in place of those that it was of `before`; its other relations stay."""
    ours = [part for part in patch.all("RELATED-TO") if part.plain in {uid, *map(_printable, before)}]
    if any(part.plain == uid for part in ours):
        return
    for part in ours[1:]:
        patch.replace(part)
    if ours:
        patch.replace(ours[0], text_value(uid))
    else:
        patch.add("RELATED-TO", text_value(uid))


def _printable(uid: str) -> str:
    return "".join(char for char in uid if char.isprintable())


def _remembered(piece: Block) -> list[Interview]:
    """Return the interviews that a component of ours was last written for, as far as they can be read."""
    found: list[Interview] = []
    for value in values_of(piece.text, MEMORY):
        with suppress(UnreadableError):
            found.append(recall(value, ""))
    return found


def base_text(base: Mapping[str, str]) -> str:
    """Return the hashes of fields as they stand in a property."""
    return " ".join(f"{name}={value}" for name, value in base.items())


def _new_component(
    event: FollowUp, base: Mapping[str, str], *, as_todo: bool, stamp: datetime, created: datetime
) -> str:
    own: dict[str, list[str]] = {}
    for name, value in (*event.kept, (BASE, base_text(base))):
        own.setdefault(name, []).append(value)
    if not as_todo:
        own |= {"TRANSP": ["TRANSPARENT"], "X-MICROSOFT-CDO-BUSYSTATUS": ["FREE"]}
    return written(
        "VTODO" if as_todo else "VEVENT",
        {
            "UID": text_value(event.uid),
            "DTSTAMP": moment_value(stamp),
            "CREATED": moment_value(created),
            "LAST-MODIFIED": moment_value(stamp),
            "SEQUENCE": "0",
            "CLASS": "PRIVATE",
            "CATEGORIES": "followcal",
            "DTSTART": moment_value(event.start),
            "DUE" if as_todo else "DTEND": moment_value(event.end),
            "SUMMARY": text_value(event.summary),
            "DESCRIPTION": text_value(event.description),
            "STATUS": event.status,
            "RELATED-TO": text_value(event.related_to),
            **own,
        },
        our_alarm(event.summary) if event.alarm else "",
    )


def read_item(piece: Block, source: str, clock: Clock | None = None) -> Item:
    """Return the item of ours in a piece of a calendar, whose times are read by a `clock`.

    Raises UnreadableError, with line and UID, if it is damaged.
    """
    where = f"{source}: line {piece.line}"

    def part(what: str, read: Callable[[], _Part]) -> _Part:
        try:
            return read()
        except (ValueError, LookupError, TypeError, AttributeError, UnreadableError, UnusableError):
            uid = printable(first_value(piece.text, "UID"))[:80] or "(no UID)"
            text = f"event {uid}: {what} cannot be read: left as it is, so mend it or delete it"
            raise UnreadableError(f"{where}: {text}") from None

    component: Any = part("this event of followcal", lambda: as_written(piece) or parsed(piece))
    kind = part(f"its {MARK}", lambda: Kind(str(component[MARK])))
    interviews = part(f"its {MEMORY}", lambda: tuple(recall(value, where) for value in values_of(piece.text, MEMORY)))
    first = part(f"its {MEMORY}", lambda: interviews[0])
    window = part(f"its {WINDOW}", lambda: Window(*(moment_of(each) for each in str(component[WINDOW]).split("/"))))
    by = clock or _BY_ITSELF
    event = part("its UID, start or end", lambda: _follow_up(component, piece, by, first.end.tzinfo))
    base = dict(part.partition("=")[::2] for part in str(component.get(BASE, "")).split())
    event = replace(
        event,
        summary=without_html(event.summary, lambda text: says(text, base.get("summary", ""))),
        description=without_html(event.description, lambda text: says(text, base.get("description", ""))),
    )
    related = _relations(component) - {_printable(each.uid) for each in interviews}
    present = Present(event, base, bool(related) or has_more(piece.text))
    todo = piece.name == "VTODO"
    standing = Standing(
        uid=event.uid,
        kind=kind,
        interview=first.key,
        interview_end=max((i.end for i in interviews), key=datetime.timestamp),
        period=Period(event.start, max(event.start, event.end, key=datetime.timestamp)),
        window=window,
        pinned=not todo and bool(present.edited & {"start", "end"}) and bool(base),
        done=str(component.get("STATUS", "")).upper() == "COMPLETED" if todo else None,
        about=str(component.get(ABOUT, "")),
        whole_day=not isinstance(component, Written) and is_whole_day(lines_of(piece)),
        created=_moment(component.get("CREATED")),
    )
    said = "summary" in present.edited and bool(base) and is_ticked(event.summary)
    complete = event.status == "COMPLETED" or str(component.get("PERCENT-COMPLETE", "")).strip() == "100"
    return Item(
        present,
        standing,
        interviews,
        frozenset(str(component.get(STEPS, "")).split()),
        seen=_seen(component, interviews) if kind is Kind.DEBRIEF else Seen(),
        ticked=_day_of(component.get("COMPLETED"), first) if complete else None,
        is_ticked=complete or said,
    )


def _seen(component: Any, interviews: Sequence[Interview]) -> Seen:
    """Return what is remembered of a form; of one that was written before that was, what it was filled in with."""
    if _SEEN in component:
        return Seen.decoded(str(component[_SEEN]))
    return seen_of("\n".join(blank_form(each) for each in rounds(interviews)))


def _day_of(value: Any, interview: Interview) -> date | None:
    """Return the date of a moment where the interview was, if there is one that can be read."""
    moment = _moment(value)
    return moment.astimezone(interview.end.tzinfo).date() if moment else None


def _moment(value: Any) -> datetime | None:
    moment = getattr(value, "dt", None)
    return _utc(moment) if isinstance(moment, date) else None


def visible(component: Any, piece: Block, clock: Clock, days_in: tzinfo | None = None) -> FollowUp:
    """Return what a user sees of an event or to-do, ours or not; a whole day begins in the zone `days_in`.

    Raises what a lack of its properties raises, and UnusableError.
    """
    names = "DTSTART", "DUE" if piece.name == "VTODO" else "DTEND"
    if isinstance(component, Written):
        start, last = map(component.moment, names)
    else:
        lines = lines_of(piece)
        start, last = (moment_in(lines, name, clock, days_in) for name in names)
    if start is None:
        raise KeyError("DTSTART")
    length = component.get("DURATION")
    return FollowUp(
        uid=str(component["UID"]),
        start=start,
        end=last if last is not None else start + length.dt if length is not None else start,
        summary=str(component.get("SUMMARY", "")),
        description=str(component.get("DESCRIPTION", "")),
        status=str(component.get("STATUS", "")).upper(),
        alarm=has_our_alarm(piece.text),
    )


def _follow_up(component: Any, piece: Block, clock: Clock, days_in: tzinfo | None = None) -> FollowUp:
    kept = [(MARK, str(component[MARK])), (WINDOW, str(component[WINDOW]))]
    if steps := str(component.get(STEPS, "")):
        kept.append((STEPS, steps))
    if about := str(component.get(ABOUT, "")):
        kept.append((ABOUT, about))
    if seen := str(component.get(_SEEN, "")):
        kept.append((_SEEN, seen))
    kept += ((MOVED, value) for value in values_of(piece.text, MOVED))
    kept += ((MEMORY, value) for value in values_of(piece.text, MEMORY))
    return replace(
        visible(component, piece, clock, days_in),
        related_to=_related_to(component, piece),
        kept=tuple(kept),
        retired=moment_of(str(component[RETIRED])) if component.get(RETIRED) else None,
    )


def _relations(component: Any) -> set[str]:
    related = component.get("RELATED-TO", "")
    return {str(each) for each in (related if isinstance(related, list) else [related])} - {""}


def _related_to(component: Any, piece: Block) -> str:
    """Return the UID of the interview that a component says it is of, whatever else the user related it to."""
    related = sorted(_relations(component))
    if len(related) > 1:
        uids = {_printable(each.uid) for each in _remembered(piece)}
        related.sort(key=lambda uid: uid not in uids)
    return related[0] if related else ""


def values_of(text: str, name: str) -> Iterator[str]:
    """Yield the values of a property whose values are words of ASCII."""
    yield from _values(name, "[A-Za-z0-9+/=]+").findall(_FOLD.sub("", text))


def first_value(text: str, name: str) -> str:
    """Return the first value of a property as it stands, or an empty text."""
    match = _values(name, ".*?").search(_FOLD.sub("", text))
    return match[1] if match else ""


@cache
def _values(name: str, value: str) -> re.Pattern[str]:
    return regex(rf"^{name}(?:;[^:\n]*)?:({value})\r?$", re.MULTILINE)


def _utc(moment: date | datetime) -> datetime:
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
