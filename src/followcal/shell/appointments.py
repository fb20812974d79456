"""What else the user has to do while follow-ups are due: other appointments, and all interviews (P1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, timedelta, tzinfo
from typing import TYPE_CHECKING

from msgspec import Struct

from followcal.core.freebusy import Busy
from followcal.core.interview import Interview, times_of
from followcal.core.policy import Channel, Kind
from followcal.core.step import Plan
from followcal.formats.zones import zone_named
from followcal.shell.request import Request

if TYPE_CHECKING:
    from followcal.formats.busy import BusyTime

_MOVED_BY = timedelta(days=90)
"""So far other contacts may move one (S8): appointments are looked for until then."""


class Appointments(Struct, frozen=True):
    """When the user is busy, and what could not be read of it."""

    busy: Busy
    warnings: list[str]
    problems: list[str]


def other_appointments(request: Request, interviews: Collection[Interview], plan: Plan) -> Appointments:
    """Return what else the user has to do on the days of a plan: what they named as busy, and all interviews."""
    found = _read(request, interviews, plan)
    if found is None:
        return Appointments(Busy(times_of(interviews)), [], [])
    warnings = [str(problem) for problem in found.problems if not problem.lost]
    problems = [str(problem) for problem in found.problems if problem.lost]
    if found.more_problems:
        problems.append(f"and {found.more_problems} more, of the same kind or others")
    return Appointments(Busy([*times_of(interviews), *found.periods]), warnings, problems)


def _read(request: Request, interviews: Collection[Interview], plan: Plan) -> BusyTime | None:
    """Return when the user is busy; None: nothing needs to know."""
    waiting = [step.window.latest for step in plan.steps if not step.fixed]
    if not request.busy.sources or not waiting:
        return None
    from followcal.formats.busy import BusyReading
    from followcal.shell.busy_sources import busy_time

    home = home_of(request)
    days = [moment.astimezone(home).date() for moment in (request.now, *waiting)]
    reading = BusyReading(
        first=days[0],
        last=max(days) + _MOVED_BY,
        home=home,
        me=request.me | {word[3:] for each in interviews for word in each.told if word.startswith("me=")},
        tentative=request.busy.tentative,
        unmarked_days=request.busy.unmarked_days,
    )
    return busy_time(request.busy, reading, request.servers, request.progress)


def home_of(request: Request) -> tzinfo:
    """Return where the user is; the machine is asked only where something depends on it."""
    if request.policy.own_zone:
        return zone_named(request.policy.own_zone) or UTC
    has_hours = any(request.policy.own_hours(kind, channel).lines for kind in Kind for channel in Channel)
    return request.home_zone() if has_hours or request.busy.sources else UTC
