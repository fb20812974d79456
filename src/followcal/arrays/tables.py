"""The planner's own answers as tables: one row per day, one table per policy, business calendar and kind of anchor.

Each row is what `core.windows` says for an interview that ends as the day begins. It is asked for when the day first comes up. So
there is one definition of each rule, and a table cannot disagree with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum, IntFlag

import numpy as np

from followcal.arrays.units import Days, Moments, day_number, day_of
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


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Whose business days, by which policy."""

    policy: Policy
    calendar: BusinessCalendar


Row = tuple[int, ...]
_Answers = Callable[[Rules, date, Anchor], Row]


class DayTable:
    """Some columns of days, for each rule and each anchor; `columns` names them, the last one holds flags."""

    def __init__(self, columns: Sequence[str], answers: _Answers, anchors: Sequence[Anchor]) -> None:
        self.columns = tuple(columns)
        self._answers, self._anchors = answers, tuple(anchors)
        self._numbers: dict[Rules, int] = {}
        self._first, self._days = 0, 0
        self._values = {name: np.empty(0, np.int32) for name in self.columns}
        self.refused: dict[int, str] = {}
        """Why the planner refused, by place."""

    def number(self, rules: Rules) -> int:
        """Return the number by which these rules are known here."""
        number = self._numbers.get(rules)
        if number is None:
            number = self._numbers[rules] = len(self._numbers)
            self._grow(self._first, self._first + self._days - 1)
        return number

    def places(self, days: Days, rules: Days | int, anchors: Days | int = 0) -> Moments:
        """Return where the rows of these days stand, until it is asked again."""
        if days.size:
            self._grow(int(days.min()), int(days.max()))
        tables = np.multiply(rules, len(self._anchors), dtype=np.int64) + anchors
        return days + (tables * self._days - self._first)

    def _grow(self, first: int, last: int) -> None:
        """Make room for these days, and for all rules; what is known stays."""
        if self._days:
            first, last = min(first, self._first), max(last, self._first + self._days - 1)
        first, last = _whole_years(first, last)
        days, shift = last - first + 1, self._first - first
        values = next(iter(self._values.values()))
        old = values.size // max(len(self._anchors) * self._days, 1), len(self._anchors), self._days
        if (old[0], self._first, self._days) == (len(self._numbers), first, days):
            return
        for name, held in self._values.items():
            grown = np.full((len(self._numbers), len(self._anchors), days), NOT_ASKED)
            grown[: old[0], :, shift : shift + self._days] = held.reshape(old)
            self._values[name] = grown.reshape(-1)
        self.refused = {
            place // self._days * days + place % self._days + shift: why for place, why in self.refused.items()
        }
        self._first, self._days = first, days

    def take(self, name: str, places: Moments) -> Days:
        """Return a column of these rows; FAILED where the planner refused."""
        found = self._values[name].take(places, mode="clip")
        if found.size and found.min() == NOT_ASKED:
            for place in np.unique(places[found == NOT_ASKED]).tolist():
                self._ask(place)
            found = self._values[name].take(places, mode="clip")
        return found

    def _ask(self, place: int) -> None:
        table, day = divmod(place, self._days)
        rule, anchor = divmod(table, len(self._anchors))
        try:
            row = self._answers(list(self._numbers)[rule], day_of(day + self._first), self._anchors[anchor])
        except FollowcalError as error:
            self.refused[place] = str(error)
            row = (int(FAILED),) * len(self.columns)
        for name, value in zip(self.columns, row, strict=True):
            self._values[name][place] = value


def round_table() -> DayTable:
    """Return the table of what follows from the interview day alone: debrief, note, references."""
    columns = ("next_day", "note_latest", "references_earliest", "references_latest", "round_flags")
    return DayTable(columns, _round_row, (Anchor.INTERVIEW,))


def touch_table() -> DayTable:
    """Return the table of the last touches, counted from the interview or from what was said."""
    columns = ("check_in_earliest", "check_in_latest", "closing_earliest", "closing_latest", "touch_flags")
    return DayTable(columns, _touch_row, tuple(Anchor))


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
    window, _ = explained
    return day_number(window.earliest.date()), day_number(window.latest.date())


def _flags(explained: Explained, provisional: Flag, holiday: Flag) -> int:
    _, reasons = explained
    return provisional * any(reason.rule == "B5" for reason in reasons) | holiday * any(map(_names_a_holiday, reasons))


def _names_a_holiday(reason: Reason) -> bool:
    """Return whether a day was skipped that is off by its name: "no business days: Thu 26 Nov (Thanksgiving Day)"."""
    return reason.rule == "B1" and reason.text.startswith("no business") and "(" in reason.text


def _whole_years(first: int, last: int) -> tuple[int, int]:
    return day_number(date(day_of(first).year, 1, 1)), day_number(date(day_of(last).year, 12, 31))
