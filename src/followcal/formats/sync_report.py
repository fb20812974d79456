"""What a run of sync did, for a terminal and as data: old and new date, and why, row by row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from msgspec import Struct, field

from followcal.core.reconcile import CANCELLED, Adopt, Change, Conflict, Create, FollowUp, Settle, Update
from followcal.core.wording import count_text, is_elsewhere, list_text, reader_text
from followcal.formats.columns import BOLD, DIM, MIN_WIDTH, block
from followcal.regex import regex

_SHOWN = 3
"""So many events that were written elsewhere are named; of more, only the number is told."""

_TIME = regex(r"\b\d\d:\d\d\b")
_FIELDS = {
    "start": "begin",
    "end": "end",
    "summary": "title",
    "description": "text",
    "status": "state",
    "alarm": "alarm",
}


class Run(Struct, frozen=True):
    """What came of a run of sync."""

    place: str
    now: datetime
    changes: Sequence[Change] = ()
    adopted: Sequence[Adopt] = ()
    deleted: Sequence[str] = ()
    conflicts: Sequence[Conflict] = ()
    elsewhere: int = 0
    zones: Mapping[str, tzinfo] = field(default_factory=dict)
    """The zones that interviews are shown in, by their UIDs."""

    dry_run: bool = False
    rewritten: int = 0
    """How many events were written only to hide their details, or to show them again."""

    digests: int = 0
    """How many weekly digests were written, or taken away."""

    def shown(self, event: FollowUp, moment: datetime) -> datetime:
        """Return a moment as it is where the interview is."""
        return moment.astimezone(self.zones.get(event.related_to, self.now.tzinfo))


def sync_table(run: Run, *, width: int, color: bool) -> str:
    """Return what was done as lines of at most `width` columns; one line, where nothing was."""
    width = max(width, MIN_WIDTH)
    changes = sorted(run.changes, key=lambda change: _start(change).timestamp())
    rows = [(*row[:2], _why(row[2], change, run)) for change in changes if (row := _row(change, run))]
    others = f"; {run.elsewhere} of other interviews untouched" if run.elsewhere and rows else ""
    will = "dry run, nothing is written: " if run.dry_run and rows else ""
    unseen = "dry run, nothing is written" if run.dry_run else "no date changed"
    counts = _counts(rows) or (unseen if run.rewritten or run.digests else "nothing changed")
    lines = list(block(f"{run.place}: {will}{counts}{others}", width, "", "  ", ""))
    for word, text, why in rows:
        lines += block(f"{word}: {text}", width, "  ", "    ", BOLD if color else "")
        lines += block(f"why: {why}", width, "    ", "      ", DIM if color else "") if why else ()
    if run.rewritten:
        text = f"written anew, only to hide details or to show them: {count_text(run.rewritten, 'follow-up')}"
        lines += block(text, width, "  ", "    ", "")
    if run.digests:
        lines += block(f"{count_text(run.digests, 'weekly digest')} written or taken away", width, "  ", "    ", "")
    for title in run.deleted:
        lines += block(f"deleted by you, and not planned again: {title}", width, "  ", "    ", "")
    lines += _adopted(run, width)
    for conflict in run.conflicts:
        lines += conflict_lines(conflict_fields(conflict, run), width=width)
    return "\n".join(lines)


def _start(change: Change) -> datetime:
    return _event(change).start


def _event(change: Change) -> FollowUp:
    return change.event if isinstance(change, Create) else change.event or change.old


def _why(why: str, change: Change, run: Run) -> str:
    """Return why something changed, and in which zone times in it are, where that is not the reader's."""
    start = run.shown(_event(change), _start(change))
    return f"{why} ({start.tzinfo})" if _TIME.search(why) and is_elsewhere(start, run.now) else why


def _counts(rows: Sequence[tuple[str, str, str]]) -> str:
    words = list(dict.fromkeys(word for word, _, _ in rows))
    return ", ".join(f"{sum(row[0] == word for row in rows)} {word}" for word in words)


def _row(change: Change, run: Run) -> tuple[str, str, str] | None:
    """Return what happened to an event in a word, which one it is, and why; None, where nobody sees a difference."""
    if isinstance(change, Create):
        return "new", _titled(change.event, run), change.why
    if isinstance(change, Update):
        found = _difference(change.old, change.event, run)
        return (*found, change.why) if found else None
    if change.event is None and change.old.status == CANCELLED:
        return "taken away", f"{change.old.summary} (it was called off)", ""
    return "called off" if change.event else "gone", _titled(change.old, run), change.why


def _titled(event: FollowUp, run: Run) -> str:
    return f"{reader_text(run.shown(event, event.start), run.now)}: {event.summary}"


def _difference(old: FollowUp, event: FollowUp, run: Run) -> tuple[str, str] | None:
    """Return what a user sees that is different now."""
    changed = [word for name, word in _FIELDS.items() if old.value(name) != event.value(name)]
    if event.status == CANCELLED != old.status:
        return "called off", f"{event.summary} (you edited it: it stays)"
    if old.start != event.start:
        was, now = (reader_text(run.shown(event, each.start), run.now) for each in (old, event))
        return "moved", f"{was} -> {now}: {event.summary}"
    if old.status == CANCELLED != event.status:
        return "back", _titled(event, run)
    if "title" in changed:
        return "changed", f"{event.summary} (was: {old.summary})"
    return ("changed", f"{event.summary} ({list_text(changed)})") if changed else None


def _adopted(run: Run, width: int) -> Iterator[str]:
    if len(run.adopted) > _SHOWN:
        text = (
            f"taken up: {count_text(len(run.adopted), 'follow-up')} that this computer did not write, or had forgotten"
        )
        yield from block(text, width, "  ", "    ", "")
        return
    for each in run.adopted:
        text = f"taken up: {each.event.summary} (this computer did not write it, or had forgotten it)"
        yield from block(text, width, "  ", "    ", "")


def conflict_fields(conflict: Conflict, run: Run) -> dict[str, str]:
    """Return a conflict as texts, by name."""
    yours, planned = (
        reader_text(run.shown(event, value), run.now)
        if isinstance(value := getattr(event, conflict.name), datetime)
        else str(value)
        for event in (conflict.event, conflict.wish)
    )
    return {
        "uid": conflict.wish.uid,
        "summary": conflict.event.summary,
        "field": conflict.name,
        "yours": yours,
        "planned": planned,
        "why": conflict.why,
    }


def conflict_lines(fields: Mapping[str, str], *, width: int) -> Iterator[str]:
    """Yield a conflict, what each side wants, and how to settle it."""
    what = _FIELDS.get(fields["field"], fields["field"])
    yield from block(
        f"conflict: {fields['summary']}: the {what} was changed by you and by the plan", width, "  ", "    ", ""
    )
    yours, planned = fields["yours"], fields["planned"]
    if fields["field"] == "description":
        yours, planned = _only_in(yours, planned), _only_in(planned, yours)
    yield from block(f"yours, which stays: {yours}", width, "    ", "      ", "")
    yield from block(f"planned: {planned}", width, "    ", "      ", "")
    ways = " or ".join(f"followcal sync --{way.value} {fields['uid']}" for way in Settle)
    yield from block(f"settle it: {ways}", width, "    ", "      ", "")


def _only_in(text: str, other: str) -> str:
    """Return the lines that only one of two texts has, but for links that hold a whole mail."""
    there = set(other.splitlines())
    lines = (line for line in text.splitlines() if line not in there and "mailto:" not in line)
    return "\n".join(lines) or "(nothing of its own)"


def sync_json(run: Run, warnings: Sequence[str], problems: Sequence[str]) -> str:
    """Return what was done as JSON (schema 1): times are ISO 8601 with offset."""
    data = {
        "schema": 1,
        "now": run.now.isoformat(),
        "target": run.place,
        "dry_run": run.dry_run,
        "changes": [_change(change, run) for change in run.changes if _row(change, run)],
        "adopted": [{"uid": each.event.uid, "summary": each.event.summary} for each in run.adopted],
        "deleted": list(run.deleted),
        "rewritten": run.rewritten,
        "digests": run.digests,
        "conflicts": [conflict_fields(each, run) for each in run.conflicts],
        "warnings": [*warnings, *problems],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _change(change: Change, run: Run) -> dict[str, str | None]:
    word, _, why = _row(change, run) or ("", "", "")
    old = None if isinstance(change, Create) else change.old
    event = _event(change)
    return {
        "change": word,
        "uid": event.uid,
        "interview": event.related_to,
        "summary": event.summary,
        "start": run.shown(event, event.start).isoformat(),
        "was": run.shown(old, old.start).isoformat() if old else None,
        "why": why,
    }
