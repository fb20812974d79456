"""Steps to iCalendar components and back: what our events look like, and what they remember.

Our events carry what is needed to know their interview again, so the calendar is the memory of the search. No event
of ours names an ATTENDEE, an ORGANIZER or a METHOD: a server would mail the employer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from icalendar import Alarm, Calendar, Component, Event, Todo

from followcal.core.facts import Standing
from followcal.core.freebusy import Period
from followcal.core.interview import Interview
from followcal.core.planning import step_uid
from followcal.core.policy import Kind
from followcal.core.reconcile import FollowUp, Present
from followcal.core.schedule import Step
from followcal.core.window import Window
from followcal.errors import UnreadableError
from followcal.formats.blocks import Block, blocks
from followcal.formats.descriptions import description
from followcal.formats.memory import basic, moment_of, recall, remember

MARK = "X-FOLLOWCAL-KIND"
_WINDOW, _MEMORY, _STEPS, _BASE, _ABOUT_WHAT = (
    f"X-FOLLOWCAL-{name}" for name in ("WINDOW", "INTERVIEW", "STEPS", "BASE", "ABOUT")
)
_PRODID = "-//followcal//followcal//EN"
_ABOUT = (
    "Follow-ups to your interviews, written by followcal. Importing this file twice: Thunderbird and Nextcloud skip "
    "what they know already, so moved dates do not arrive; calcurse adds everything again."
)


@dataclass(frozen=True, slots=True)
class Item:
    """An event or to-do of ours, as read from a calendar."""

    present: Present
    standing: Standing
    interviews: tuple[Interview, ...]
    """The events of the round that it belongs to, as they were when it was written."""

    steps: frozenset[str]
    """Which steps were written for this round: by kind; where there may be several of a kind, by UID."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A calendar file of ours: its pieces, the items among them, and the interviews that they remember."""

    pieces: tuple[Block, ...] = ()
    items: Mapping[str, Item] = field(default_factory=dict)
    forgotten: tuple[Interview, ...] = ()
    """Interviews of which no item is left, such as cancelled ones."""

    is_ours: bool = False
    is_new: bool = False
    """Whether there is no such file yet."""


def followups(
    event: Sequence[Step], *, as_todo: bool, steps: Iterable[str], remembered: Sequence[Interview]
) -> FollowUp:
    """Return the event (or to-do) for the steps that share it."""
    step = event[0]
    kept = [
        (MARK, step.kind.value),
        (_WINDOW, "/".join(basic(m) for m in (step.window.earliest, step.window.due, step.window.latest))),
        (_STEPS, " ".join(sorted(steps))),
        *([(_ABOUT_WHAT, step.about)] if step.about else []),
        *((_MEMORY, remember(interview)) for interview in remembered),
    ]
    return FollowUp(
        uid=todo_uid(step.uid) if as_todo else step.uid,
        start=step.window.earliest if as_todo else step.start,
        end=_todo_due(step) if as_todo else step.end,
        summary=step.summary,
        description=description(event, as_todo=as_todo),
        status="NEEDS-ACTION" if as_todo else "TENTATIVE" if step.optional else "CONFIRMED",
        alarm=step.left_behind is None,
        related_to="".join(char for char in step.interview.uid if char.isprintable()),
        kept=tuple(kept),
    )


def _todo_due(step: Step) -> datetime:
    """Return until when a to-do is of use: to prepare, until the interview."""
    return step.interview.start if step.kind is Kind.PREP else step.window.latest


def todo_uid(uid: str) -> str:
    """Return the UID of the to-do that stands for an event: a calendar may hold both."""
    return str(uuid5(NAMESPACE_OID, f"{uid} as to-do"))


def write_component(
    event: FollowUp, base: Mapping[str, str], *, as_todo: bool, now: datetime, old: Block | None, moved: bool = True
) -> str:
    """Return the component for `event`; foreign properties of the `old` one survive.

    `moved` is whether a user sees a difference: only then DTSTAMP, LAST-MODIFIED and SEQUENCE move.
    """
    component: Component = _parse(old) if old else (Todo() if as_todo else Event())
    sequence = _integer(component.get("SEQUENCE")) + 1 if old else 0
    old_summary = str(component.get("SUMMARY", ""))
    stamp = now.astimezone(UTC).replace(microsecond=0)
    if moved or not old:
        _set(component, {"dtstamp": stamp, "last-modified": stamp, "sequence": sequence})
    if not old:
        _set(component, {"uid": event.uid, "created": stamp, "class": "PRIVATE", "categories": ["followcal"]})
        if not as_todo:
            _set(component, {"transp": "TRANSPARENT", "x-microsoft-cdo-busystatus": "FREE"})
    there = _follow_up(component, old) if old else None
    fields = {"start": "dtstart", "end": "due" if as_todo else "dtend"}
    for name in ("start", "end", "summary", "description", "status"):
        if there is None or there.value(name) != event.value(name):  # else as the user's program wrote it
            value = getattr(event, name)
            _set(component, {fields.get(name, name): value.astimezone(UTC) if name in fields else value})
    _set(
        component,
        {
            "related-to": event.related_to,
            _BASE: " ".join(f"{name}={value}" for name, value in base.items()),
        },
    )
    for name in {name for name, _ in event.kept}:
        component.pop(name, None)
    for name, value in event.kept:
        component.add(name, value)
    _set_alarm(component, event, old_summary)
    return component.to_ical().decode("utf-8")  # type: ignore[no-any-return]


def new_calendar(components: Iterable[str], forgotten: Iterable[Interview] = ()) -> str:
    """Return a calendar of our own with these components."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODID}", "CALSCALE:GREGORIAN"]
    calendar = Calendar()
    calendar.add("x-wr-calname", "Follow-ups")
    calendar.add("name", "Follow-ups")
    calendar.add("description", _ABOUT)
    for interview in forgotten:
        calendar.add(_MEMORY, remember(interview))
    own = calendar.to_ical().decode("utf-8").splitlines(keepends=True)[1:-1]
    return "\r\n".join(lines) + "\r\n" + "".join((*own, *components)) + "END:VCALENDAR\r\n"


def read_memory(text: str, source: str) -> Memory:
    """Return what a calendar file of ours holds. A foreign or broken file is told by `is_ours`, or raises."""
    if not text.strip():
        return Memory(is_ours=True)
    if "BEGIN:VCALENDAR" not in text:
        return Memory()
    pieces = blocks(text, source)
    items: dict[str, Item] = {}
    for piece in pieces:
        if piece.name in ("VEVENT", "VTODO") and MARK in piece.text:
            item = _item(piece, source)
            uid = step_uid(item.interviews[0], item.standing.kind, item.standing.about)
            if item.present.event.uid in (uid, todo_uid(uid)):  # else a copy that the user made: theirs
                items[item.present.event.uid] = item
    head = "".join(piece.text for piece in pieces if not piece.name)
    ours = bool(items) or _PRODID in head
    forgotten = tuple(recall(value, source) for value in _values(head, _MEMORY)) if ours else ()
    return Memory(pieces, items, forgotten, ours)


def rewrite(memory: Memory, changed: Mapping[str, str | None], forgotten: Sequence[Interview]) -> str:
    """Return the text of a calendar file: `changed` holds new components by UID, None for one that goes.

    Every other piece stays as it was, to the byte.
    """
    new = dict(changed)
    pieces: list[str] = []
    uids = {id(piece): uid for uid, piece in own_blocks(memory).items()}
    for piece in memory.pieces:
        uid = uids.get(id(piece))
        if uid is None:
            pieces.append(piece.text)
        elif uid in new:
            pieces.append(new.pop(uid) or "")
        else:
            pieces.append(piece.text)
    added = [text for text in new.values() if text]
    if not memory.pieces:
        return new_calendar(added, forgotten)
    head, tail = pieces[0], pieces[-1] if len(pieces) > 1 else ""
    if len(memory.pieces) == 1:
        cut = [match.start() for match in re.finditer(r"^END:VCALENDAR", head, re.MULTILINE | re.IGNORECASE)][-1]
        head, tail = head[:cut], head[cut:]
    middle = pieces[1:-1] if len(pieces) > 1 else []
    if list(memory.forgotten) != list(forgotten):
        head = _with_forgotten(head, forgotten)
    return "".join((head, *middle, *added, tail))


def own_blocks(memory: Memory) -> dict[str, Block]:
    """Return the pieces of a calendar that are items of ours, by UID."""
    found = {}
    for piece in memory.pieces:
        if piece.name in ("VEVENT", "VTODO") and MARK in piece.text:
            found[_unfolded_value(piece.text, "UID")] = piece
    return found


def _with_forgotten(head: str, forgotten: Sequence[Interview]) -> str:
    calendar = Calendar()
    for interview in forgotten:
        calendar.add(_MEMORY, remember(interview))
    lines = "".join(calendar.to_ical().decode("utf-8").splitlines(keepends=True)[1:-1])
    kept = re.sub(rf"^{_MEMORY}[^\n]*\n(?:[ \t][^\n]*\n)*", "", head, flags=re.MULTILINE)
    return kept + lines


def _item(piece: Block, source: str) -> Item:
    where = f"{source}: line {piece.line}"
    try:
        component = _parse(piece)
        kind = Kind(str(component[MARK]))
        interviews = tuple(recall(value, where) for value in _values(piece.text, _MEMORY))
        if not interviews:
            raise ValueError("no interview is remembered in it")
        event = _follow_up(component, piece)
        window = Window(*(moment_of(part) for part in str(component[_WINDOW]).split("/")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError(
            f"{where}: this event of followcal is damaged ({str(error)[:100]}): mend it or delete it"
        ) from None
    base = dict(part.partition("=")[::2] for part in str(component.get(_BASE, "")).split())
    present = Present(event, base)
    todo = piece.name == "VTODO"
    standing = Standing(
        uid=event.uid,
        kind=kind,
        interview=interviews[0].key,
        interview_end=max((i.end for i in interviews), key=datetime.timestamp),
        period=Period(event.start, event.end),
        window=window,
        pinned=not todo and bool(present.edited & {"start", "end"}) and bool(base),
        done=str(component.get("STATUS", "")).upper() == "COMPLETED" if todo else None,
        about=str(component.get(_ABOUT_WHAT, "")),
    )
    return Item(present, standing, interviews, frozenset(str(component.get(_STEPS, "")).split()))


def _follow_up(component: Any, piece: Block) -> FollowUp:
    start = _utc(component["DTSTART"].dt)
    last = component.get("DUE" if piece.name == "VTODO" else "DTEND")
    kept = [(MARK, str(component[MARK])), (_WINDOW, str(component[_WINDOW]))]
    kept.append((_STEPS, str(component.get(_STEPS, ""))))
    if about := str(component.get(_ABOUT_WHAT, "")):
        kept.append((_ABOUT_WHAT, about))
    kept += ((_MEMORY, value) for value in _values(piece.text, _MEMORY))
    return FollowUp(
        uid=str(component["UID"]),
        start=start,
        end=_utc(last.dt) if last is not None else start,
        summary=str(component.get("SUMMARY", "")),
        description=str(component.get("DESCRIPTION", "")),
        status=str(component.get("STATUS", "")).upper(),
        alarm=bool(component.walk("VALARM")),
        related_to=str(component.get("RELATED-TO", "")),
        kept=tuple(kept),
    )


def _set(component: Component, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        component.pop(name, None)
        component.add(name, value)


def _set_alarm(component: Component, event: FollowUp, old_summary: str) -> None:
    alarms = component.walk("VALARM")
    for alarm in alarms:
        if str(alarm.get("DESCRIPTION", "")) == old_summary:
            _set(alarm, {"description": event.summary})
        if getattr(alarm.get("TRIGGER"), "dt", None) == timedelta(0):
            alarm["TRIGGER"] = "PT0S"  # icalendar writes it as P0D
    if event.alarm and not alarms:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.summary)
        alarm["TRIGGER"] = "PT0S"
        component.add_component(alarm)
    elif not event.alarm:
        component.subcomponents = [sub for sub in component.subcomponents if sub not in alarms]


def _parse(piece: Block) -> Component:
    return (Todo if piece.name == "VTODO" else Event).from_ical(piece.text)


def _values(text: str, name: str) -> Iterator[str]:
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    yield from re.findall(rf"^{name}(?:;[^:\n]*)?:([A-Za-z0-9+/=]+)\r?$", unfolded, re.MULTILINE)


def _unfolded_value(text: str, name: str) -> str:
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    match = re.search(rf"^{name}(?:;[^:\n]*)?:(.*?)\r?$", unfolded, re.MULTILINE)
    return match[1] if match else ""


def _integer(value: object) -> int:
    return value if isinstance(value, int) else 0


def _utc(moment: date | datetime) -> datetime:
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
