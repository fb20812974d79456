"""followcal: job interviews in, the right follow-ups out.

>>> from datetime import datetime
>>> from zoneinfo import ZoneInfo
>>> import followcal
>>> zone = ZoneInfo("America/New_York")
>>> start, end = datetime(2026, 11, 18, 14, tzinfo=zone), datetime(2026, 11, 18, 15, 30, tzinfo=zone)
>>> office = followcal.Office((followcal.Region("US"),))
>>> interview = followcal.Interview(uid="42", start=start, end=end, company="Acme", office=office)
>>> for step in followcal.plan([interview], now=start).steps:
...     print(step.start.strftime("%a %d %b %H:%M"), step.summary)
Wed 18 Nov 15:45 Debrief Acme, by Thu 19 Nov
Wed 18 Nov 16:30 Thank the team at Acme, by Fri 20 Nov
Wed 18 Nov 16:45 Tell your references about Acme, by Fri 20 Nov
Wed 25 Nov 10:00 Call Acme, by Fri 27 Nov
Fri 18 Dec 09:00 Last mail to Acme, by Thu 24 Dec
"""

from __future__ import annotations

TYPE_CHECKING = False  # that of typing would be imported before anybody could catch Ctrl-C
if TYPE_CHECKING:
    from followcal.core.agenda import Agenda as Agenda
    from followcal.core.agenda import Task as Task
    from followcal.core.agenda import When as When
    from followcal.core.agenda import agenda as agenda
    from followcal.core.business_days import BusinessCalendar as BusinessCalendar
    from followcal.core.business_days import BusinessDays as BusinessDays
    from followcal.core.business_days import CalendarDays as CalendarDays
    from followcal.core.business_days import Convention as Convention
    from followcal.core.facts import Application as Application
    from followcal.core.facts import Asked as Asked
    from followcal.core.facts import Facts as Facts
    from followcal.core.facts import HeardBack as HeardBack
    from followcal.core.facts import NoShow as NoShow
    from followcal.core.facts import NoteSent as NoteSent
    from followcal.core.facts import Offer as Offer
    from followcal.core.facts import OtherOffer as OtherOffer
    from followcal.core.facts import Promised as Promised
    from followcal.core.facts import Rejected as Rejected
    from followcal.core.facts import Said as Said
    from followcal.core.facts import Standing as Standing
    from followcal.core.facts import Status as Status
    from followcal.core.facts import StepDone as StepDone
    from followcal.core.facts import StepSkipped as StepSkipped
    from followcal.core.facts import Withdrawn as Withdrawn
    from followcal.core.freebusy import Period as Period
    from followcal.core.hours import Hours as Hours
    from followcal.core.hours import HoursLine as HoursLine
    from followcal.core.interview import DateRange as DateRange
    from followcal.core.interview import Interview as Interview
    from followcal.core.interview import Office as Office
    from followcal.core.interview import Person as Person
    from followcal.core.interview import Region as Region
    from followcal.core.policy import DEFAULT_POLICY as DEFAULT_POLICY
    from followcal.core.policy import Channel as Channel
    from followcal.core.policy import DayRule as DayRule
    from followcal.core.policy import Kind as Kind
    from followcal.core.policy import LatestFrom as LatestFrom
    from followcal.core.policy import NoteRule as NoteRule
    from followcal.core.policy import Policy as Policy
    from followcal.core.reason import Reason as Reason
    from followcal.core.schedule import Earlier as Earlier
    from followcal.core.schedule import Schedule as Schedule
    from followcal.core.schedule import Step as Step
    from followcal.core.timeline import AnswerBy as AnswerBy
    from followcal.core.timeline import ContactInvited as ContactInvited
    from followcal.core.timeline import NotUnderstood as NotUnderstood
    from followcal.core.timeline import SilenceMeansNo as SilenceMeansNo
    from followcal.core.timeline import StatedTimeline as StatedTimeline
    from followcal.core.timeline import Undated as Undated
    from followcal.core.window import Window as Window
    from followcal.errors import FollowcalError as FollowcalError
    from followcal.errors import InvalidValueError as InvalidValueError
    from followcal.errors import OutsideCalendarError as OutsideCalendarError
    from followcal.errors import PolicyFileError as PolicyFileError
    from followcal.errors import StatedTooEarlyError as StatedTooEarlyError
    from followcal.errors import UnknownPlaceError as UnknownPlaceError
    from followcal.errors import UnreadableError as UnreadableError
    from followcal.errors import UsageError as UsageError
    from followcal.formats.busy import BusyReading as BusyReading
    from followcal.formats.busy import BusyTime as BusyTime
    from followcal.formats.busy import read_busy as read_busy
    from followcal.formats.interviews import Found as Found
    from followcal.formats.interviews import Invitation as Invitation
    from followcal.formats.interviews import Reading as Reading
    from followcal.formats.interviews import read_calendar as read_calendar
    from followcal.formats.phrases.timelines import find_timeline as find_timeline
    from followcal.formats.phrases.timelines import read_timeline as read_timeline
    from followcal.formats.policies import read_policy as read_policy
    from followcal.shell.commands import plan as plan
    from followcal.shell.holiday_data import business_calendar as business_calendar
    from followcal.shell.policies import load_policy as load_policy

__version__ = "0.1.0"

_MODULES = {
    "core.agenda": ("Agenda", "Task", "When", "agenda"),
    "core.business_days": ("BusinessCalendar", "BusinessDays", "CalendarDays", "Convention"),
    "core.interview": ("DateRange", "Interview", "Office", "Person", "Region"),
    "core.facts": (
        "Application",
        "Asked",
        "Facts",
        "HeardBack",
        "NoShow",
        "NoteSent",
        "Offer",
        "OtherOffer",
        "Promised",
        "Rejected",
        "Said",
        "Standing",
        "Status",
        "StepDone",
        "StepSkipped",
        "Withdrawn",
    ),
    "core.freebusy": ("Period",),
    "core.hours": ("Hours", "HoursLine"),
    "core.policy": ("DEFAULT_POLICY", "Channel", "DayRule", "Kind", "LatestFrom", "NoteRule", "Policy"),
    "core.reason": ("Reason",),
    "core.schedule": ("Earlier", "Schedule", "Step"),
    "core.timeline": ("AnswerBy", "ContactInvited", "NotUnderstood", "SilenceMeansNo", "StatedTimeline", "Undated"),
    "core.window": ("Window",),
    "errors": (
        "FollowcalError",
        "InvalidValueError",
        "OutsideCalendarError",
        "PolicyFileError",
        "StatedTooEarlyError",
        "UnknownPlaceError",
        "UnreadableError",
        "UsageError",
    ),
    "formats.busy": ("BusyReading", "BusyTime", "read_busy"),
    "formats.interviews": ("Found", "Invitation", "Reading", "read_calendar"),
    "formats.phrases.timelines": ("find_timeline", "read_timeline"),
    "formats.policies": ("read_policy",),
    "shell.commands": ("plan",),
    "shell.holiday_data": ("business_calendar",),
    "shell.policies": ("load_policy",),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}
__all__ = ["__version__", *sorted(_HOME)]  # noqa: PLE0604


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: the command starts without what it does not use."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
