"""The planner's own answers as tables: one row per day, one table per policy, business calendar and kind of anchor.

Each row is what `core.windows` says for an interview that ends as the day begins, asked for when the day first comes
up. So there is one definition of each rule, and a table cannot disagree with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import IntEnum, IntFlag

import numpy as np
from msgspec import Struct

from followcal.arrays.units import Codes, Days, Moments, Span, day_number, day_of, number_of
from followcal.core.business_days import BusinessCalendar
from followcal.core.interview import Interview
from followcal.core.policy import Channel, Policy
from followcal.core.reason import Reason
from followcal.core.timeline import AnswerBy, ContactInvited, StatedTimeline
from followcal.core.windows import Explained, Windows
from followcal.errors import FollowcalError

NOT_ASKED, FAILED = np.int32(-(2**31)), np.int32(-(2**31) + 1)
"""In place of a day: nobody asked the planner yet; the planner refused."""


class Anchor(IntEnum):
    """What a table counts from."""

    INTERVIEW = 0
    ANSWER = 1
    INVITED = 2


class Flag(IntFlag):
    """What the reasons of a row's steps tell."""

    NOTE_PROVISIONAL = 1
    REFERENCES_PROVISIONAL = 2
    CHECK_IN_PROVISIONAL = 4
    CLOSING_PROVISIONAL = 8
    NOTE_HOLIDAY = 16
    REFERENCES_HOLIDAY = 32
    CHECK_IN_HOLIDAY = 64
    CLOSING_HOLIDAY = 128
    NOTE_HURRIED = 256
    BY_MAIL = 512


class Rules(Struct, frozen=True, eq=False):
    """Whose business days, by which policy."""

    policy: Policy
    calendar: BusinessCalendar


Row = tuple[int, ...]


class DayTable:
    """The answers about each day, for each set of rules and each anchor, in columns of days (and of flags).

    The columns of a group are asked for together; where the planner refuses, all of them are FAILED.
    """

    def __init__(self) -> None:
        self._numbers: dict[Rules, int] = {}
        self._first, self._days = 0, 0
        self._values = {name: np.empty(0, np.int32) for columns, _ in _GROUPS for name in columns}
        self._refused: dict[tuple[int, int, Anchor], str] = {}

    @property
    def refuses(self) -> bool:
        """Whether the planner refused any row so far."""
        return bool(self._refused)

    def number(self, rules: Rules) -> int:
        """Return the number by which these rules are known here."""
        number = self._numbers.get(rules)
        if number is None:
            number = self._numbers[rules] = len(self._numbers)
            self._grow(self._first, self._first + self._days - 1)
        return number

    def cover(self, span: Span) -> None:
        """Make room for these days: what is said of places holds until it is asked again, or a number is given."""
        if span[0] < self._first or span[1] >= self._first + self._days:
            self._grow(*span)

    def places(self, days: Moments, rules: Codes | int) -> Moments:
        """Return where the rows of these days stand, counted from the interview; all days are covered."""
        bases = np.arange(len(self._numbers), dtype=np.int64) * (len(Anchor) * self._days) - self._first
        return days + number_of(rules, bases)

    def anchored(self, places: Moments, anchors: Days) -> Moments:
        """Return where the same rows stand, counted from other anchors."""
        return places + np.multiply(anchors, self._days, dtype=np.int64)

    def take(self, name: str, places: Moments) -> Days:
        """Return a column of these rows; FAILED where the planner refused."""
        found = self._values[name].take(places, mode="wrap")
        if found.size and found.min() == NOT_ASKED:
            for place in np.unique(places[found == NOT_ASKED]).tolist():
                self._ask(name, place)
            found = self._values[name].take(places, mode="wrap")
        return found

    def refusal(self, place: int) -> str | None:
        """Return why the planner refused the row that stands there, if it did."""
        return self._refused.get(self._row(place))

    def _row(self, place: int) -> tuple[int, int, Anchor]:
        table, day = divmod(place, self._days)
        return table // len(Anchor), day + self._first, Anchor(table % len(Anchor))

    def _ask(self, name: str, place: int) -> None:
        columns, answers = next(group for group in _GROUPS if name in group[0])
        rules, day, anchor = self._row(place)
        try:
            row = answers(list(self._numbers)[rules], day_of(day), anchor)
        except FollowcalError as error:
            self._refused[rules, day, anchor] = str(error)
            row = (int(FAILED),) * len(columns)
        for each, value in zip(columns, row, strict=True):
            self._values[each][place] = value

    def _grow(self, first: int, last: int) -> None:
        """Make room for these days, and for all rules; what is known stays."""
        if self._days:
            first, last = min(first, self._first), max(last, self._first + self._days - 1)
        first, last = _whole_years(first, last)
        days, shift = last - first + 1, self._first - first
        before = next(iter(self._values.values())).size // max(len(Anchor) * self._days, 1)
        if (before, self._first, self._days) == (len(self._numbers), first, days):
            return
        for name, held in self._values.items():
            grown = np.full((len(self._numbers), len(Anchor), days), NOT_ASKED)
            grown[:before, :, shift : shift + self._days] = held.reshape(before, len(Anchor), self._days)
            self._values[name] = grown.reshape(-1)
        self._first, self._days = first, days


def _whole_years(first: int, last: int) -> tuple[int, int]:
    return day_number(date(day_of(first).year, 1, 1)), day_number(date(day_of(last).year, 12, 31))


def _windows(rules: Rules, day: date, anchor: Anchor) -> Windows:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    match anchor:
        case Anchor.INTERVIEW:
            timeline = None
        case Anchor.ANSWER:
            timeline = StatedTimeline(AnswerBy(day))
        case Anchor.INVITED:
            timeline = StatedTimeline(ContactInvited(day))
    return Windows(Interview(uid="", start=moment, end=moment, timeline=timeline), rules.calendar, rules.policy)


def _round_row(rules: Rules, day: date, anchor: Anchor) -> Row:
    windows = _windows(rules, day, anchor)
    note, references = windows.note(), windows.references_before()
    flags = _flags(note, Flag.NOTE_PROVISIONAL, Flag.NOTE_HOLIDAY)
    flags |= _flags(references, Flag.REFERENCES_PROVISIONAL, Flag.REFERENCES_HOLIDAY)
    first, last = _days(references)
    return _days(windows.debrief())[1], _days(note)[1], first, last, flags


def _touch_row(rules: Rules, day: date, anchor: Anchor) -> Row:
    windows = _windows(rules, day, anchor)
    check_in, closing = windows.check_in(Channel.EMAIL), windows.closing()
    flags = _flags(check_in, Flag.CHECK_IN_PROVISIONAL, Flag.CHECK_IN_HOLIDAY)
    flags |= _flags(closing, Flag.CLOSING_PROVISIONAL, Flag.CLOSING_HOLIDAY)
    return *_days(check_in), *_days(closing), flags


def _days(explained: Explained) -> tuple[int, int]:
    window = explained.window()
    return day_number(window.earliest.date()), day_number(window.latest.date())


def _flags(explained: Explained, provisional: Flag, holiday: Flag) -> int:
    reasons = explained.reasons
    return provisional * any(reason.rule == "B5" for reason in reasons) | holiday * any(map(_names_a_holiday, reasons))


def _names_a_holiday(reason: Reason) -> bool:
    """Return whether a day was skipped that is off by its name: "no business days: Thu 26 Nov (Thanksgiving Day)"."""
    return reason.rule == "B1" and reason.text.startswith("no business") and "(" in reason.text


_ROUND = ("next_day", "note_latest", "references_earliest", "references_latest", "round_flags")
_TOUCHES = ("check_in_earliest", "check_in_latest", "closing_earliest", "closing_latest", "touch_flags")
_GROUPS: tuple[tuple[tuple[str, ...], Callable[[Rules, date, Anchor], Row]], ...] = (
    (_ROUND, _round_row),
    (_TOUCHES, _touch_row),
)
"""What follows from the interview day alone; and the last touches, counted from it or from what was said."""
