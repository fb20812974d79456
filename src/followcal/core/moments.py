"""The moment of one step: the first that is right for everybody, or else the best there is, and what had to give.

What gives, gives in this order: the pause between two calls, the user's calendar, the user's own hours, the hours in
which the employer is reached. Nothing gives that could have been kept beside what did. Where other steps fill the whole
window, it is the window that gives: a step comes right behind them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain

from msgspec import Struct, field

from followcal.core.freebusy import Busy, Period, Together, first_fit, free_starts, overlaps

_NO_TIME = timedelta(0)


class Gave(StrEnum):
    """What had to give, from what gives first to what gives last."""

    PAUSE = "pause"
    CALENDAR = "calendar"
    OWN_HOURS = "own-hours"
    HOURS = "hours"
    WINDOW = "window"


class Wish(Struct, frozen=True, kw_only=True):
    """What a moment has to keep to, all in UTC."""

    first: datetime
    last: datetime
    """The last moment at which it may start."""

    length: timedelta
    hours: Callable[[], Iterable[Period]] | None
    """The hours in which somebody may be reached, in order; None: at any hour."""

    own_hours: Sequence[Period] | None = None
    """The user's own hours, in order, some around `first` and `last`, too; None: at any hour."""

    taken: tuple[Busy, ...] = ()
    """Other steps: they never give."""

    calendar: Busy = field(default_factory=Busy)
    """What else the user has to do."""

    pauses: tuple[Busy, ...] = ()
    """Other calls, with a pause before and after each."""


class Found(Struct, frozen=True):
    """A moment, in UTC, and what had to give for it."""

    start: datetime
    gave: tuple[Gave, ...] = ()
    stretched: timedelta = timedelta(0)
    """How far outside of the user's own hours it lies."""

    @property
    def loss(self) -> tuple[int, timedelta]:
        """What moments of one step are compared by: the one that loses less is the better one."""
        return sum(1 << index for index, each in enumerate(Gave) if each in self.gave), self.stretched


def find(wish: Wish) -> Found | None:
    """Return the moment for a wish; None: other steps leave no room at all."""
    for gave in _ladder(wish):
        taken = Together(tuple(kept(wish, gave)))
        allowed: Iterable[Period] = [Period(wish.first, wish.last + wish.length)]
        if wish.hours and Gave.HOURS not in gave:
            allowed = wish.hours()
        if wish.own_hours is None:
            start = first_fit(allowed, taken, wish.length, wish.first, wish.last)
            found = None if start is None else Found(start, gave)
        elif Gave.OWN_HOURS in gave:
            slots = free_starts(allowed, taken, wish.length, wish.first, wish.last)
            found = _nearest(slots, wish.own_hours, wish.length, gave)
        else:
            start = first_fit(overlaps(allowed, wish.own_hours), taken, wish.length, wish.first, wish.last)
            found = None if start is None else Found(start, gave)
        if found:
            return found
    return None


def find_behind(wish: Wish) -> Found:
    """Return the first moment behind the window that nothing takes, whatever the hour."""
    start = Together(tuple(kept(wish, ()))).free_from(wish.last, wish.length)
    return Found(start, (Gave.WINDOW,) if wish.hours else ())


def _ladder(wish: Wish) -> Iterator[tuple[Gave, ...]]:
    """Yield what may give, the least first: of two things both may give only where neither is enough alone."""
    yield ()
    has = {
        Gave.PAUSE: any(wish.pauses),
        Gave.CALENDAR: bool(wish.calendar),
        Gave.OWN_HOURS: wish.own_hours is not None,
        Gave.HOURS: wish.hours is not None,
    }
    there = [each for each, is_there in has.items() if is_there]
    for number in range(1, 1 << len(there)):
        yield tuple(each for index, each in enumerate(there) if number >> index & 1)


def kept(wish: Wish, gave: tuple[Gave, ...]) -> Iterator[Busy]:
    """Yield what is taken, but for what gave."""
    yield from filter(None, wish.taken)
    if wish.calendar and Gave.CALENDAR not in gave:
        yield wish.calendar
    if Gave.PAUSE not in gave:
        yield from filter(None, wish.pauses)


def _nearest(
    slots: Iterable[tuple[datetime, datetime]], own: Sequence[Period], length: timedelta, gave: tuple[Gave, ...]
) -> Found | None:
    """Return the moment that lies least outside of the user's own hours, the first of equals."""
    ends = [period.end for period in own]

    def outside(start: datetime) -> timedelta:
        index = bisect_left(ends, start)
        near = own[max(index - 1, 0) : index + 2]
        return min(max(each.start - start, _NO_TIME) + max(start + length - each.end, _NO_TIME) for each in near)

    best: tuple[timedelta, datetime] | None = None
    for first, last in slots:
        near = own[max(bisect_left(ends, first) - 1, 0) : bisect_left(ends, last) + 2]
        edges = chain.from_iterable((each.start, each.end - length) for each in near)
        for start in (first, last, *(edge for edge in edges if first < edge < last)):
            if best is None or (outside(start), start) < best:
                best = outside(start), start
    return Found(best[1], gave, best[0]) if best else None
