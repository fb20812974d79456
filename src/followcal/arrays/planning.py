"""From columns of interviews to columns of windows.

Days come from the planner's table (`arrays.tables`); what the planner then does with times of day is done here on whole
columns, in the order of `core.windows`. Only what is asked for is worked out. Each row is an application of its own:
nothing is known of other rounds, and no facts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cached_property

import numpy as np
from msgspec import Struct

from followcal.arrays.tables import FAILED, NOT_ASKED, Anchor, DayTable, Flag
from followcal.arrays.units import DAY, Codes, Days, Flags, Moments, Span, day_of, microseconds, number_of
from followcal.arrays.zones import ZoneTables
from followcal.core.hours import Hours
from followcal.core.policy import Channel, Kind, Policy

STEPS = ("prep", "debrief", "thank_you", "references", "check_in", "closing")
ENDS = ("earliest", "due", "latest")
WINDOWS = tuple(f"{step}_{end}" for step in STEPS for end in ENDS)
_TWO_HOURS = microseconds(timedelta(hours=2))
_HALF_A_DAY = DAY // 2
_MORNING = microseconds(timedelta(hours=5))
SILENCE = 3


class Interviews(Struct, frozen=True):
    """Columns of some interviews, a row each. Where all rows agree, a number stands for a column."""

    end: Moments
    zone: Codes | int
    policy: Codes | int
    rule: Codes | int
    """The number of the row's policy and calendar in the tables."""

    start: Moments | None = None
    has_start: Flags | None = None
    """Where the start is known; else there is nothing to prepare."""

    anchor: Days | int = 0
    """What was said: an `Anchor`; or `SILENCE`, that it means no."""

    stated: Days | None = None
    """The day that was named; -2**31: none."""

    no_calls: Flags | None = None
    no_contact: Flags | None = None


class Column(Struct, frozen=True):
    """Values, and where they hold; None: everywhere."""

    values: Days | Moments
    holds: Flags | None = None


class Planning:
    """What follows for some interviews, as seen at `now` (microseconds since 1970; None: at the end of each)."""

    def __init__(
        self,
        rows: Interviews,
        policies: Sequence[Policy],
        table: DayTable,
        zones: ZoneTables,
        now: int | None,
    ) -> None:
        self.rows, self._policies, self._zones, self._now = rows, policies, zones, now
        self._table = table
        self._taken: dict[str, Days] = {}

    def day_column(self, name: str) -> Column:
        """Return a column of `WINDOWS` as local dates."""
        short_cuts: dict[str, Callable[[], Days | Moments]] = {
            "thank_you_earliest": lambda: self.day,
            "thank_you_latest": self._note_latest_day,
            "check_in_earliest": lambda: self._touch("check_in_earliest"),
            "check_in_due": lambda: self._touch("check_in_latest"),
            "check_in_latest": lambda: self._touch("check_in_latest"),
            "closing_earliest": lambda: self._touch("closing_earliest"),
            "closing_due": lambda: self._touch("closing_latest"),
            "closing_latest": lambda: self._touch("closing_latest"),
        }
        holds = self._holds(name)
        if name in short_cuts:
            return Column(short_cuts[name](), holds)
        return Column(self._local_day(self._moments(name)), holds)

    def moment_column(self, name: str) -> Column:
        """Return a column of `WINDOWS` as moments."""
        return Column(self._moments(name), self._holds(name))

    @cached_property
    def refused(self) -> Flags | None:
        """Where the planner refuses: nothing else may be asked of these rows. None: nowhere."""
        rounds, touches = self._round("note_latest"), self._touch("check_in_latest")
        if self.too_early is None and (not self._table.refuses or min(rounds.min(), touches.min()) > FAILED):
            return None
        without_touches: Flags = touches == FAILED
        if self._contact is not None:
            without_touches &= self._contact
        refused: Flags = (rounds == FAILED) | without_touches
        return refused if self.too_early is None else refused | self.too_early

    def why_refused(self, row: int) -> str:
        """Return why the planner refuses a row."""
        if self.too_early is not None and self.too_early[row]:
            return "they would answer before the interview"
        places = (int(self._round_places[row]), int(self._touch_places[row]))
        return next(filter(None, map(self._table.refusal, places)))

    @cached_property
    def flags(self) -> Days:
        """What the reasons of each row's steps tell, as `Flag`."""
        own = self._round("round_flags")
        by_note = own & (Flag.NOTE_PROVISIONAL | Flag.NOTE_HOLIDAY)
        references = own & (Flag.REFERENCES_PROVISIONAL | Flag.REFERENCES_HOLIDAY)
        if self.hurried is not None:
            by_note = np.where(self.hurried, 0, by_note)
        found = by_note | np.where(self._told_before, references, by_note * 2)
        if self.hurried is not None:
            found |= self.hurried * np.int32(Flag.NOTE_HURRIED)
        touches = self._touch("touch_flags")
        check_in = touches & (Flag.CHECK_IN_PROVISIONAL | Flag.CHECK_IN_HOLIDAY)
        if self._to_mail is not None:
            check_in |= self._to_mail * np.int32(Flag.BY_MAIL)
        closing = touches & (Flag.CLOSING_PROVISIONAL | Flag.CLOSING_HOLIDAY)
        for name, flags in (("check_in_latest", check_in), ("closing_latest", closing)):
            holds = self._holds(name)
            found |= flags if holds is None else flags * holds
        return found.astype(np.int32)

    # What the rows themselves say

    @cached_property
    def _ends(self) -> Span:
        """The first end and the last."""
        return int(self.rows.end.min()), int(self.rows.end.max())

    @cached_property
    def day(self) -> Moments:
        """The interview day (I1)."""
        return np.floor_divide(self._zones.local(self.rows.end, self.rows.zone, self._ends), DAY)

    @cached_property
    def _due_day(self) -> tuple[Flags, Moments] | None:
        """Where a day was named, and which; None: nowhere."""
        if self.rows.stated is None:
            return None
        named = self.rows.stated > FAILED
        return (named, self.rows.stated.astype(np.int64)) if named.any() else None

    @cached_property
    def too_early(self) -> Flags | None:
        """Where they would answer before the interview; None: nowhere."""
        if self._due_day is None:
            return None
        named, stated = self._due_day
        early = named & (stated < self.day)
        return early if early.any() else None

    @cached_property
    def _contact(self) -> Flags | None:
        """Where a check-in and a closing may follow, as far as the employer is concerned (S5); None: everywhere."""
        contact = None if self.rows.no_contact is None else ~self.rows.no_contact
        if isinstance(self.rows.anchor, np.ndarray):
            heard = self.rows.anchor != SILENCE
            contact = heard if contact is None else contact & heard
        return contact

    # The table

    @cached_property
    def _round_places(self) -> Moments:
        span = self._ends[0] // DAY - 1, self._ends[1] // DAY + 1
        if self._due_day is not None:
            named, stated = self._due_day
            span = min(span[0], int(stated[named].min())), max(span[1], int(stated[named].max()))
        self._table.cover(span)
        return self._table.places(self.day, self.rows.rule)

    @cached_property
    def _touch_places(self) -> Moments:
        places = self._round_places
        if self._due_day is None or not isinstance(self.rows.anchor, np.ndarray):
            return places
        dated = (self.rows.anchor == Anchor.ANSWER) | (self.rows.anchor == Anchor.INVITED)
        later = np.where(dated, self._due_day[1] - self.day, 0)
        return self._table.anchored(places + np.maximum(later, 0), np.where(dated, self.rows.anchor, 0))

    def _round(self, name: str) -> Days:
        if name not in self._taken:
            self._taken[name] = self._table.take(name, self._round_places)
        return self._taken[name]

    def _touch(self, name: str) -> Days:
        if name not in self._taken:
            found = self._table.take(name, self._touch_places)
            if self._contact is not None:  # where there is no contact, the planner may refuse its days: none are needed
                found = np.where(self._contact, found, self.day).astype(np.int32)
            self._taken[name] = found
        return self._taken[name]

    # Policies

    def _of_policy(self, value: Callable[[Policy], int]) -> Moments | int:
        values = [value(policy) for policy in self._policies]
        if isinstance(self.rows.policy, Codes) and len(set(values)) == 1:
            return values[0]
        return number_of(self.rows.policy, np.array(values, np.int64))

    @cached_property
    def _closes(self) -> Moments | int:
        return self._of_policy(lambda policy: microseconds(policy.closes))

    @cached_property
    def _opens(self) -> Moments | int:
        return self._of_policy(lambda policy: microseconds(policy.opens))

    @cached_property
    def _calls(self) -> Flags | bool:
        """Where the policy asks for a call."""
        calls = self._of_policy(lambda policy: policy.check_in_channel is Channel.PHONE)
        return calls.astype(bool) if isinstance(calls, np.ndarray) else bool(calls)

    @cached_property
    def _to_mail(self) -> Flags | None:
        """Where a call became a mail, because they asked for no calls (S5); None: nowhere."""
        return None if self.rows.no_calls is None else self.rows.no_calls & self._calls

    @cached_property
    def by_phone(self) -> Flags:
        """Where the check-in is a call."""
        calls = np.broadcast_to(np.asarray(self._calls), self.rows.end.shape)
        return calls if self._to_mail is None else calls & ~self._to_mail

    def _check_in_opens(self, days: Days) -> Moments | int:
        """Return when the hours for a check-in begin, on each of these days."""
        own = self._openings(days, lambda policy: policy.hours(Kind.CHECK_IN, policy.check_in_channel))
        if self._to_mail is None:
            return own
        by_mail = self._openings(days, lambda policy: policy.hours(Kind.CHECK_IN, Channel.EMAIL))
        return np.where(self._to_mail, by_mail, own)

    def _openings(self, days: Days, hours_of: Callable[[Policy], Hours | None]) -> Moments | int:
        """Return when hours begin, on each of these days: most policies have the same hours on all of them."""
        every_day = [hours.only_opening() if (hours := hours_of(p)) else p.opens for p in self._policies]
        if None not in every_day:
            openings = dict(zip(map(id, self._policies), every_day, strict=True))
            return self._of_policy(lambda policy: microseconds(openings[id(policy)] or policy.opens))
        numbers, place = np.unique(days, return_inverse=True)
        table = np.array([[_opening(hours_of(p), p, int(n)) for n in numbers] for p in self._policies], np.int64)
        return table[number_of(self.rows.policy, np.arange(len(self._policies))), place]  # type: ignore[no-any-return]

    def _holds(self, name: str) -> Flags | None:
        """Return where there is such a step at all; None: everywhere."""
        step = name.rpartition("_")[0]
        if step == "prep":
            if self.rows.start is None or self._now is None:
                return np.zeros(len(self.rows.end), bool)
            ahead: Flags = np.greater(self.rows.start, self._now)
            return ahead if self.rows.has_start is None else ahead & self.rows.has_start
        if step not in ("check_in", "closing"):
            return None
        kind = Kind.CHECK_IN if step == "check_in" else Kind.CLOSING
        asked = self._of_policy(lambda policy: policy.allows(kind))
        if not isinstance(asked, np.ndarray) and asked:
            return self._contact
        wanted = np.broadcast_to(np.asarray(asked, bool), self.rows.end.shape)
        return wanted if self._contact is None else wanted & self._contact

    # The windows, as in `core.windows`

    def _moments(self, name: str) -> Moments:
        step, _, end = name.rpartition("_")
        window: tuple[Moments, Moments, Moments] = getattr(self, f"_{step}")
        return window[ENDS.index(end)]

    def _at(self, day: Days | Moments, time: Moments | int) -> Moments:
        return self._zones.instants(day * np.int64(DAY) + time, self.rows.zone)

    def _local_day(self, moments: Moments) -> Days:
        return np.floor_divide(self._zones.local(moments, self.rows.zone), DAY).astype(np.int32)

    @cached_property
    def _prep(self) -> tuple[Moments, Moments, Moments]:
        start = self.rows.end if self.rows.start is None else self.rows.start
        moment = start - self._of_policy(lambda policy: microseconds(policy.prep_before))
        local = self._zones.local(start, self.rows.zone)
        all_day = (local % DAY == 0) & (start + _HALF_A_DAY < self.rows.end)
        if all_day.any():
            day = np.floor_divide(local, DAY).astype(np.int32)
            opening = self._openings(day, lambda policy: policy.note_hours)
            moment = np.where(all_day, self._at(day, opening), moment)
        return self._around(moment)

    @cached_property
    def _debrief(self) -> tuple[Moments, Moments, Moments]:
        return self._around(self.rows.end + self._of_policy(lambda policy: microseconds(policy.debrief_after)))

    def _around(self, moment: Moments) -> tuple[Moments, Moments, Moments]:
        return moment, moment, np.maximum(self._at(self._round("next_day"), self._closes), moment)

    @cached_property
    def hurried(self) -> Flags | None:
        """Where the note must be there before they decide (S2); None: nowhere."""
        if self._due_day is None:
            return None
        named, stated = self._due_day
        return named & (stated <= self._round("note_latest"))

    @cached_property
    def _note_last_day(self) -> Days | Moments:
        last = self._round("note_latest")
        if self._due_day is None or self.hurried is None:
            return last
        return np.where(self.hurried, self._due_day[1], last)

    @cached_property
    def _thank_you(self) -> tuple[Moments, Moments, Moments]:
        end, last = self.rows.end, self._note_last_day
        due = end + self._of_policy(lambda policy: microseconds(policy.thank_you.due))
        if self.hurried is not None:
            sooner = self.hurried & (last > self.day)
            due = np.where(sooner, np.minimum(due, self._at(last, self._opens)), due)
        latest = np.maximum(self._at(last, self._closes), end + _TWO_HOURS)
        return end, np.minimum(due, latest), latest

    def _note_latest_day(self) -> Days | Moments:
        last = self._note_last_day
        # Two hours after an interview it is no later than five in the morning of the next day, clock changes included.
        is_later = self.hurried is None and all(policy.thank_you.latest.count > 0 for policy in self._policies)
        if is_later and np.min(self._closes) >= _MORNING:
            return last
        return self._local_day(self._thank_you[2])

    @cached_property
    def _references_before(self) -> tuple[Moments, Moments, Moments]:
        first, last = self._round("references_earliest"), self._round("references_latest")
        latest = self._at(last, self._closes)
        return self._at(first, self._opens), latest, latest

    @cached_property
    def _told_before(self) -> Flags:
        """Where the references are told before the interview (S3)."""
        now = self.rows.end if self._now is None else self._now
        return now <= self._references_before[1]

    @cached_property
    def _references(self) -> tuple[Moments, Moments, Moments]:
        before = self._told_before
        if not before.any():
            return self._thank_you
        pairs = zip(self._references_before, self._thank_you, strict=True)
        earliest, due, latest = (np.where(before, one, other) for one, other in pairs)
        return earliest, due, latest

    @cached_property
    def _check_in(self) -> tuple[Moments, Moments, Moments]:
        latest = self._at(self._touch("check_in_latest"), self._closes)
        first = self._touch("check_in_earliest")
        return self._at(first, self._check_in_opens(first)), latest, latest

    @cached_property
    def _closing(self) -> tuple[Moments, Moments, Moments]:
        latest = self._at(self._touch("closing_latest"), self._closes)
        return self._at(self._touch("closing_earliest"), self._opens), latest, latest


def _opening(hours: Hours | None, policy: Policy, day: int) -> int:
    """Return when hours begin on a day; where there is no day, it is no matter."""
    is_day = day not in (NOT_ASKED, FAILED)
    return microseconds(hours.opening(day_of(day)) if hours and is_day else policy.opens)
