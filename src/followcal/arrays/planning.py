"""From columns of interviews to columns of windows.

Days come from the planner's tables (`arrays.tables`); what the planner then does with times of day is done here on whole columns, in the
order of `core.windows`. Only what is asked for is worked out. Each row is an application of its own: nothing is known
of other rounds, and no facts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np

from followcal.arrays.tables import FAILED, Anchor, DayTable, Flag
from followcal.arrays.units import DAY, Days, Flags, Moments, microseconds
from followcal.arrays.zones import ZoneTables
from followcal.core.policy import Channel, Kind, Policy

STEPS = ("prep", "debrief", "thank_you", "references", "check_in", "closing")
ENDS = ("earliest", "due", "latest")
WINDOWS = tuple(f"{step}_{end}" for step in STEPS for end in ENDS)
_TWO_HOURS = microseconds(timedelta(hours=2))
_HALF_A_DAY = DAY // 2
_MORNING = microseconds(timedelta(hours=5))
_SILENCE = 3


@dataclass(frozen=True, slots=True)
class Interviews:
    """Columns of interviews, a row each. Where all rows agree, a number stands for a column."""

    end: Moments
    zone: Days | int
    policy: Days | int
    rule: Days | int
    """The number of the row's policy and calendar in the tables."""

    start: Moments | None = None
    anchor: Days | int = 0
    """What was said: an `Anchor`; 3: that silence means no."""

    stated: Days | None = None
    """The day that was named; -2**31: none."""

    no_calls: Flags | None = None
    no_contact: Flags | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """Values, and where they hold; None: everywhere."""

    values: Days | Moments
    holds: Flags | None = None


class Planning:
    """What follows for some interviews, as seen at `now` (microseconds since 1970; None: at the end of each)."""

    def __init__(
        self,
        rows: Interviews,
        policies: Sequence[Policy],
        tables: tuple[DayTable, DayTable],
        zones: ZoneTables,
        now: int | None,
    ) -> None:
        self.rows, self._policies, self._zones, self._now = rows, policies, zones, now
        self._rounds, self._touches = tables

    def day_column(self, name: str) -> Column:
        """Return a column of `WINDOWS` as local dates."""
        short_cut = {
            "thank_you_earliest": lambda: self.day,
            "thank_you_latest": self._note_latest_day,
            "check_in_earliest": lambda: self._touch("check_in_earliest"),
            "check_in_due": lambda: self._touch("check_in_latest"),
            "check_in_latest": lambda: self._touch("check_in_latest"),
            "closing_earliest": lambda: self._touch("closing_earliest"),
            "closing_due": lambda: self._touch("closing_latest"),
            "closing_latest": lambda: self._touch("closing_latest"),
        }.get(name)
        holds = self._holds(name)
        if short_cut is not None:
            return Column(short_cut(), holds)
        return Column(self._local_day(self._moments(name)), holds)

    def moment_column(self, name: str) -> Column:
        """Return a column of `WINDOWS` as moments."""
        return Column(self._moments(name), self._holds(name))

    @cached_property
    def refused(self) -> Flags:
        """Where the planner refuses: nothing else may be asked of these rows."""
        refused = (self._round("next_day") == FAILED) | self.too_early
        return refused | ((self._touch("check_in_latest") == FAILED) & self.allows_contact)

    def why_refused(self, row: int) -> str:
        """Return why the planner refuses a row."""
        if self.too_early[row]:
            return "they would answer before the interview"
        place = int(self._round_places[row])
        return self._rounds.refused.get(place) or self._touches.refused[int(self._touch_places[row])]

    @cached_property
    def flags(self) -> Days:
        """What the reasons of each row's steps tell, as `Flag`."""
        found = self._round("round_flags").copy()
        by_note = found & (Flag.NOTE_PROVISIONAL | Flag.NOTE_HOLIDAY)
        references = np.where(self._told_before, found & (Flag.REFERENCES_PROVISIONAL | Flag.REFERENCES_HOLIDAY), by_note * 2)
        note = np.where(self.hurried, np.int32(Flag.NOTE_HURRIED), by_note)
        references = np.where(self.hurried & ~self._told_before, 0, references)
        touches = self._touch("touch_flags")
        parts = ((self._holds("check_in_earliest"), Flag.CHECK_IN_PROVISIONAL | Flag.CHECK_IN_HOLIDAY),)
        parts += ((self._holds("closing_earliest"), Flag.CLOSING_PROVISIONAL | Flag.CLOSING_HOLIDAY),)
        result = (note | references).astype(np.int32)
        for holds, mask in parts:
            own = touches & np.int32(mask)
            result |= own if holds is None else np.where(holds, own, 0)
        by_mail = np.where(self._by_mail_as_asked, np.int32(Flag.BY_MAIL), 0)
        holds = self._holds("check_in_earliest")
        return result | (by_mail if holds is None else np.where(holds, by_mail, 0))

    # What the rows themselves say

    @cached_property
    def local_end(self) -> Moments:
        """The end of each interview as clocks there show it."""
        return self._zones.local(self.rows.end, self.rows.zone)

    @cached_property
    def day(self) -> Days:
        """The interview day (I1)."""
        return np.floor_divide(self.local_end, DAY).astype(np.int32)

    @cached_property
    def _due_day(self) -> tuple[Flags, Days] | None:
        """Where a day was named, and which."""
        if self.rows.stated is None:
            return None
        named = (np.asarray(self.rows.anchor) > 0) & (self.rows.stated > FAILED)
        return (named, self.rows.stated) if named.any() else None

    @cached_property
    def too_early(self) -> Flags:
        """Where they would answer before the interview."""
        if self._due_day is None:
            return np.zeros(len(self.rows.end), bool)
        named, stated = self._due_day
        return named & (stated < self.day)

    @cached_property
    def allows_contact(self) -> Flags:
        """Where a check-in and a closing may follow, as far as the employer is concerned (S5)."""
        allowed = np.broadcast_to(np.asarray(self.rows.anchor) != _SILENCE, self.rows.end.shape).copy()
        if self.rows.no_contact is not None:
            allowed &= ~self.rows.no_contact
        return allowed

    # The tables

    @cached_property
    def _round_places(self) -> Moments:
        return self._rounds.places(self.day, self.rows.rule)

    @cached_property
    def _touch_places(self) -> Moments:
        anchor, stated = self.rows.anchor, self.rows.stated
        if stated is None:
            return self._touches.places(self.day, self.rows.rule)
        dated = (np.asarray(anchor) == Anchor.ANSWER) | (np.asarray(anchor) == Anchor.INVITED)
        day = np.where(dated & (stated >= self.day), stated, self.day)
        return self._touches.places(day, self.rows.rule, np.where(dated, anchor, 0))

    def _round(self, name: str) -> Days:
        return self._rounds.take(name, self._round_places)

    def _touch(self, name: str) -> Days:
        return self._touches.take(name, self._touch_places)

    # Policies

    def _of_policy(self, value: Callable[[Policy], int]) -> Moments | int:
        values = [value(policy) for policy in self._policies]
        if isinstance(self.rows.policy, int):
            return values[self.rows.policy]
        return values[0] if len(set(values)) == 1 else np.array(values, np.int64)[self.rows.policy]

    @cached_property
    def _closes(self) -> Moments | int:
        return self._of_policy(lambda policy: microseconds(policy.closes))

    @cached_property
    def _opens(self) -> Moments | int:
        return self._of_policy(lambda policy: microseconds(policy.opens))

    @cached_property
    def _by_mail_as_asked(self) -> Flags:
        """Where a call became a mail, because they asked for no calls (S5)."""
        calls = np.asarray(self._of_policy(lambda policy: policy.check_in_channel is Channel.PHONE)).astype(bool)
        asked = self.rows.no_calls if self.rows.no_calls is not None else np.zeros(len(self.rows.end), bool)
        return asked & calls

    @cached_property
    def by_phone(self) -> Flags:
        """Where the check-in is a call."""
        calls = np.asarray(self._of_policy(lambda policy: policy.check_in_channel is Channel.PHONE)).astype(bool)
        return np.broadcast_to(calls, self.rows.end.shape) & ~self._by_mail_as_asked

    @cached_property
    def _check_in_opens(self) -> Moments | int:
        def opening(policy: Policy, channel: Channel) -> int:
            hours = policy.hours(Kind.CHECK_IN, channel)
            return microseconds(hours.opening if hours else policy.opens)

        own = self._of_policy(lambda policy: opening(policy, policy.check_in_channel))
        if not self._by_mail_as_asked.any():
            return own
        return np.where(self._by_mail_as_asked, self._of_policy(lambda policy: opening(policy, Channel.EMAIL)), own)

    def _holds(self, name: str) -> Flags | None:
        """Return where there is such a step at all; None: everywhere."""
        step = name.rpartition("_")[0]
        if step == "prep":
            start = self.rows.start
            if start is None or self._now is None:
                return np.zeros(len(self.rows.end), bool)
            return self._now < start
        if step in ("check_in", "closing"):
            kind = Kind.CHECK_IN if step == "check_in" else Kind.CLOSING
            asked = np.asarray(self._of_policy(lambda policy: policy.allows(kind))).astype(bool)
            holds = self.allows_contact & asked
            return None if holds.all() else holds
        return None

    # The windows, as in `core.windows`

    def _moments(self, name: str) -> Moments:
        step, _, end = name.rpartition("_")
        window: tuple[Moments, Moments, Moments] = getattr(self, f"_{step}")
        return window[ENDS.index(end)]

    def _at(self, day: Days, time: Moments | int) -> Moments:
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
            opening = self._of_policy(lambda policy: microseconds(policy.note_hours.opening))
            day = np.floor_divide(local, DAY).astype(np.int32)
            moment = np.where(all_day, self._at(day, opening), moment)
        return self._around(moment)

    @cached_property
    def _debrief(self) -> tuple[Moments, Moments, Moments]:
        return self._around(self.rows.end + self._of_policy(lambda policy: microseconds(policy.debrief_after)))

    def _around(self, moment: Moments) -> tuple[Moments, Moments, Moments]:
        return moment, moment, np.maximum(self._at(self._round("next_day"), self._closes), moment)

    @cached_property
    def hurried(self) -> Flags:
        """Where the note must be there before they decide (S2)."""
        if self._due_day is None:
            return np.zeros(len(self.rows.end), bool)
        named, stated = self._due_day
        return named & (stated <= self._round("note_latest")) & (stated >= self.day)

    @cached_property
    def _note_last_day(self) -> Days:
        last = self._round("note_latest")
        return np.where(self.hurried, self._due_day[1], last) if self._due_day is not None else last

    @cached_property
    def _thank_you(self) -> tuple[Moments, Moments, Moments]:
        end, last = self.rows.end, self._note_last_day
        due = end + self._of_policy(lambda policy: microseconds(policy.thank_you.due))
        if self.hurried.any():
            sooner = self.hurried & (last > self.day)
            due = np.where(sooner, np.minimum(due, self._at(last, self._opens)), due)
        latest = np.maximum(self._at(last, self._closes), end + _TWO_HOURS)
        return end, np.minimum(due, latest), latest

    def _note_latest_day(self) -> Days:
        last = self._note_last_day
        # Two hours after an interview it is no later than five in the morning of the next day, clock changes included.
        if (last > self.day).all() and np.min(self._closes) >= _MORNING:
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
        return self._at(self._touch("check_in_earliest"), self._check_in_opens), latest, latest

    @cached_property
    def _closing(self) -> tuple[Moments, Moments, Moments]:
        latest = self._at(self._touch("closing_latest"), self._closes)
        return self._at(self._touch("closing_earliest"), self._opens), latest, latest
