"""What moved since the calendar was last written, and because of what; a move is remembered until the next one.

What the user wrote does not move: it is said where it speaks of other days.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.facts import Fact, Said, StepDone, StepSkipped
from followcal.core.interview import Interview
from followcal.core.reconcile import Conflict, FollowUp
from followcal.core.schedule import Step
from followcal.core.wording import days_named, list_text, printable, time_text
from followcal.formats.followups import MOVED, Item
from followcal.formats.memory import MEMORY, basic, moment_of
from followcal.formats.understood import fact_text


class Moved(Struct, frozen=True):
    """A step that lies elsewhere than its event: where that stands, and why it does no more."""

    was: datetime
    because: tuple[str, ...]
    on: date | None = None
    """The day of the run that moved it; None: the calendar does not know yet."""


def moved(step: Step, item: Item | None, told: Iterable[Fact]) -> Moved | None:
    """Return how a step moved against the event that stands for it; None: it stands where it is planned.

    `told` is what was told since that event was written.
    """
    if item is None or item.is_todo or item.present.event.start.timestamp() == step.start.timestamp():
        return None
    was = item.present.event.start.astimezone(step.interview.end.tzinfo)
    news = [fact for fact in told if not isinstance(fact, StepDone | StepSkipped) or fact.uid == step.uid]
    because = [*_changes(item.interviews[0], _event_of(step, item)), *(_news(fact, step.interview) for fact in news)]
    return Moved(was, tuple(dict.fromkeys(because)) or ("the rules, the holidays or other steps changed",))


def with_move(event: FollowUp, step: Step, item: Item | None, told: Iterable[Fact], now: datetime) -> FollowUp:
    """Return an event that remembers the last time that it moved."""
    if item is None:
        return event
    move = moved(step, item, told)
    words = [value for name, value in item.present.event.kept if name == MOVED]
    if move:
        fields = {"was": basic(move.was), "on": str(now.date()), "because": move.because}
        words = [base64.b64encode(json.dumps(fields).encode()).decode()]
    kept = [pair for pair in event.kept if pair[0] != MOVED]
    place = next((number for number, pair in enumerate(kept) if pair[0] == MEMORY), len(kept))
    return replace(event, kept=(*kept[:place], *((MOVED, word) for word in words[:1]), *kept[place:]))


def last_move(step: Step, item: Item | None) -> Moved | None:
    """Return the last move that an event remembers; nothing, where what it remembers is damaged."""
    word = next((value for name, value in item.present.event.kept if name == MOVED), "") if item else ""
    try:
        fields = json.loads(base64.b64decode(word, validate=True))
        was = moment_of(fields["was"]).astimezone(step.interview.end.tzinfo)
        return Moved(was, tuple(map(str, fields["because"])), date.fromisoformat(fields["on"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def outdated(conflicts: Iterable[Conflict]) -> list[str]:
    """Return which titles and texts of the user's name days that the plan does not name, a line for each event."""
    texts: dict[str, list[Conflict]] = {}
    for conflict in conflicts:
        if conflict.name in ("summary", "description"):
            texts.setdefault(conflict.wish.uid, []).append(conflict)
    lines = []
    for found in texts.values():
        there, wish = found[0].event, found[0].wish
        planned = days_named(f"{wish.summary}\n{wish.description}")
        written = days_named("\n".join(getattr(there, conflict.name) for conflict in found))
        title = there.summary if any(conflict.name == "summary" for conflict in found) else wish.summary
        if days := [day for day in written if day not in planned]:
            lines.append(
                f"{title}: what you wrote in it stays, and speaks of {list_text(days)}, which the plan does not"
            )
    return lines


def _event_of(step: Step, item: Item) -> Interview:
    key = item.interviews[0].key
    return next((event for event in step.interview.events if event.key == key), step.interview)


def _changes(before: Interview, now: Interview) -> Iterable[str]:
    """Yield in what an interview differs from what its follow-ups remember of it."""
    if (before.start, before.end) != (now.start, now.end):
        was = before.start.astimezone(now.start.tzinfo)
        yield f"the interview moved from {time_text(was, now.day)} to {time_text(now.start, now.day)}"
    if before.cancelled != now.cancelled:
        yield "the interview was called off" if now.cancelled else "the interview takes place again"
    if before.office != now.office:
        yield "other days count as the employer's days off"
    if before.timeline != now.timeline:
        text = printable(now.timeline.text)[:200] if now.timeline else ""
        yield f"they said “{text}”" if text else "what they said changed"


def _news(fact: Fact, interview: Interview) -> str:
    text = printable(fact.timeline.text)[:200] if isinstance(fact, Said) else ""
    return (
        f"they said “{text}”: {fact_text(fact, interview.day)}"
        if text
        else f"you told: {fact_text(fact, interview.day)}"
    )
