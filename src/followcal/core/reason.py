"""Why a date is that date: the rule, in words, where it comes from, and the count itself, to be made again (S12).

A reader who has nothing but the reasons of a step can reach each of its moments: of the reasons that speak of an end,
the last one holds, and a day is a business day unless one of the reasons names it as off.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct

from followcal.core.business_days import DayOff, Move

OWN_SOURCE = "followcal, docs/rules.md"
"""The source of what we decided ourselves."""


class End(StrEnum):
    """Which moment of a step is spoken of."""

    EARLIEST = "earliest"
    DUE = "due"
    LATEST = "latest"
    START = "start"


class DayAt(Struct, frozen=True):
    """The time `at` on the day that `moves` lead to from `since`, in the interview's zone."""

    since: date
    moves: tuple[Move, ...]
    at: time


class After(Struct, frozen=True):
    """Elapsed time after a moment (before it, if negative); zero: the moment itself."""

    since: datetime
    by: timedelta = timedelta(0)


class EarlierOf(Struct, frozen=True):
    """The earliest of several moments."""

    ways: tuple[Way, ...]


class LaterOf(Struct, frozen=True):
    """The latest of several moments."""

    ways: tuple[Way, ...]


class FirstFit(Struct, frozen=True):
    """The first moment, not before any of `since`, at which `length` fits into what is open and meets nothing taken."""

    since: tuple[tuple[str, datetime], ...]
    """Each with what it is; nothing to say of it: the step's own window, or now."""

    length: timedelta
    open: tuple[tuple[datetime, datetime], ...]
    """The hours until then in which it may lie, in order; none: any hour."""

    business_days_only: bool
    """Whether these are hours of business days."""

    taken: tuple[tuple[datetime, datetime], ...]
    """What was in the way, in order."""


Way = DayAt | After | EarlierOf | LaterOf
"""How an end of a window is reached."""

AnyWay = Way | FirstFit
"""How any moment of a step is reached: a start is looked for."""

Ends = tuple[tuple[End, AnyWay], ...]


class Reason(Struct, frozen=True):
    """One sentence of the reasoning for a step, or of what was assumed about an interview."""

    rule: str
    """The id of the rule in docs/rules.md, such as S5."""

    text: str
    source: str = OWN_SOURCE
    ends: Ends = ()
    """How the moments are reached that it speaks of."""

    off: tuple[DayOff, ...] = ()
    """The days, among those that were counted over, that are no business days."""

    worked: tuple[DayOff, ...] = ()
    """The days that count all the same: make-up working days, the employer's open days."""
