"""The weekly digest: one all-day event on Monday that lists what the week asks for, and where there is nothing to do.

The digest of a week is written in the week before it, or on its Monday; it is kept current until the week is over, and
then goes. One that the user deleted stays deleted; one whose title or text they changed is theirs. One into which they
put anything, or that they moved, stays when its week is over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from followcal.core.interview import Interview
from followcal.core.wording import count_text, day_text, time_text
from followcal.formats.additions import has_more
from followcal.formats.blocks import Block
from followcal.formats.followup_file import DIGEST, digest_uid
from followcal.formats.followups import BASE, next_sequence
from followcal.formats.objects import hands_off
from followcal.formats.patching import Patch
from followcal.formats.rewritten import without_html
from followcal.formats.writing import moment_value, text_value

_WEEK = timedelta(days=7)
_MOST = 50
"""Weeks that are remembered."""


class Open(Struct, frozen=True):
    """Something that is still to be done."""

    interview: Interview
    start: datetime
    title: str

    @property
    def application(self) -> str:
        """What it is about."""
        role = f" ({self.interview.role})" if self.interview.role else ""
        return f"{self.interview.company or self.interview.summary or 'an interview'}{role}"


def digests(
    there: Mapping[str, Block], before: Sequence[date], tasks: Iterable[Open], now: datetime
) -> tuple[dict[str, str | None], tuple[date, ...]]:
    """Return the digests to write, by UID (None: goes), and the Mondays to remember.

    `there` are the digests that stand in the calendar, `before` the Mondays that were remembered; weeks are those of
    the zone of `now`. A week whose digest the user deleted stays remembered, whatever the clock says.
    """
    today = now.date()
    this = today - timedelta(days=today.weekday())
    weeks = [week for week in (this, this + _WEEK) if week >= today or week in before]
    current = set(map(digest_uid, weeks))
    written: dict[str, str | None] = {uid: None for uid in removable(there) if uid not in current}
    found = sorted(tasks, key=lambda task: (task.start.timestamp(), task.title))
    for week in weeks:
        old = there.get(digest_uid(week))
        title, text = _texts(found, week, now)
        if old is None and week not in before:
            written[digest_uid(week)] = _new(week, title, text, now)
        elif old and not _is_edited(patch := Patch(old), old) and _base(*_said(patch)) != _base(title, text):
            written[digest_uid(week)] = _updated(patch, old, title, text, now)
    deleted = (week for week in before if digest_uid(week) not in written)
    return written, tuple(sorted({*weeks, *deleted})[-_MOST:])


def removable(there: Mapping[str, Block]) -> list[str]:
    """Return which digests the user never touched, by UID."""
    return [
        uid
        for uid, piece in there.items()
        if not (_is_edited(patch := Patch(piece), piece) or _is_touched(patch, piece))
    ]


def _base(title: str, text: str) -> str:
    said = "\n".join(" ".join(each.split()) for each in (title, text))
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def _said(digest: Patch) -> tuple[str, str]:
    """Return title and text; as followcal wrote it, where a program only made HTML of it."""
    names = ("SUMMARY", "DESCRIPTION", BASE)
    title, text, base = ("".join(part.plain for part in digest.all(name)[:1]) for name in names)
    return title, without_html(text, lambda each: _base(title, each) == base)


def _is_edited(digest: Patch, piece: Block) -> bool:
    """Return whether the user changed title or text, or made it theirs."""
    return bool(hands_off([piece])) or any(part.value != _base(*_said(digest)) for part in digest.all(BASE))


def _is_touched(digest: Patch, piece: Block) -> bool:
    """Return whether the user moved a digest, called it off, or put anything into it."""
    expected = {"DTSTART": "".join(part.value for part in digest.all(DIGEST)), "STATUS": "CONFIRMED"}
    changed = any(part.value != value for name, value in expected.items() for part in digest.all(name))
    return changed or bool(digest.inner() or digest.all("RELATED-TO")) or has_more(piece.text)


def _texts(tasks: Sequence[Open], monday: date, now: datetime) -> tuple[str, str]:
    """Return title and description of the digest of a week."""
    due: list[Open] = []
    later: dict[str, Open] = {}
    for task in tasks:
        day = task.start.astimezone(now.tzinfo).date()
        if day < monday + _WEEK and (day >= monday or monday <= now.date()):
            due.append(task)
        elif day >= monday + _WEEK:
            later.setdefault(task.application, task)
    busy = {task.application for task in due}
    # Whoever reads it may be anywhere, and several computers may write it: no zone is taken for granted.
    zones = dict.fromkeys(str(task.start.tzinfo) for task in due)
    head = f"To do (times in {next(iter(zones))})" if len(zones) == 1 else "To do"
    lines = [
        f"- {time_text(task.start, monday)}{f' ({task.start.tzinfo})' if len(zones) > 1 else ''}: {task.title}"
        for task in due
    ]
    quiet = [f"- {name}: until {day_text(task.start, monday)}" for name, task in later.items() if name not in busy]
    title = f"{count_text(len(due), 'follow-up')} this week" if due else "No follow-ups this week"
    parts = ["\n".join((head, *lines))] if lines else []
    parts += ["Nothing to do for\n" + "\n".join(quiet)] if quiet else []
    return title, "\n\n".join(parts) or "Nothing is open."


def _updated(digest: Patch, old: Block, title: str, text: str, now: datetime) -> str:
    values = {"SUMMARY": text_value(title), "DESCRIPTION": text_value(text), BASE: _base(title, text)}
    values |= {"DTSTAMP": moment_value(now), "LAST-MODIFIED": moment_value(now)}
    for name, value in (*values.items(), ("SEQUENCE", str(next_sequence(old.text)))):
        digest.set(name, value)
    return digest.text


def _new(monday: date, title: str, text: str, now: datetime) -> str:
    from icalendar import Event

    stamp = now.astimezone(UTC).replace(microsecond=0)
    event = Event()
    values = {
        "summary": title,
        "description": text,
        "dtstamp": stamp,
        "last-modified": stamp,
        "sequence": 0,
        BASE: _base(title, text),
        "uid": digest_uid(monday),
        "dtstart": monday,
        "dtend": monday + timedelta(days=1),
        "created": stamp,
        "status": "CONFIRMED",
        "class": "PRIVATE",
        "categories": ["followcal"],
        "transp": "TRANSPARENT",
        "x-microsoft-cdo-busystatus": "FREE",
        DIGEST: f"{monday:%Y%m%d}",
    }
    for name, value in values.items():
        event.add(name, value)
    return event.to_ical().decode("utf-8")  # type: ignore[no-any-return]
