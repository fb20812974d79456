"""From what sources hold to the interviews to plan for: newest version, what was told before, whose days count."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar, CalendarDays
from followcal.core.interview import Interview, Office, Region
from followcal.core.reason import Reason
from followcal.core.timeline import StatedTimeline
from followcal.core.wording import day_text
from followcal.errors import FollowcalError, OutsideCalendarError
from followcal.formats.reading import Invitation
from followcal.shell.country_data import REGIONS_DIFFER
from followcal.shell.holiday_data import calendar_of, region_named
from followcal.shell.places import country_of_domain, country_of_zone
from followcal.shell.request import Request, is_excluded
from followcal.shell.said import NOTHING_SAID, stated_in

_PLANNED_AHEAD = 45
"""Days after an interview into which a plan reaches when nothing was stated."""


def named(
    versions: Mapping[tuple[str, str], Invitation],
    request: Request,
    remembered: Mapping[tuple[str, str], Interview],
    warnings: list[str],
) -> list[Interview]:
    """Return the newest version of each interview in the sources, with what was told about it before (I8)."""
    named = []
    for key, invitation in versions.items():
        known = remembered.get(key)
        interview = _placed(invitation, request, known or _sibling(invitation.interview, remembered))
        off = is_excluded(interview, request)
        if known and not interview.replaces(known):
            title = interview.summary or interview.uid
            warnings.append(f"{title}: the file holds an older version than the one planned for; that one stays")
            interview = replace(known, office=interview.office, told=interview.told)
        interview = _taken_out(interview, known, is_excluded=off or is_excluded(interview, request))
        due = interview.timeline.answer_due if interview.timeline else None
        if due is not None and due < interview.day:
            warnings.append(
                f"{interview.summary}: they answer by {day_text(due, request.now)}, as you said; the interview has "
                f"since moved behind that day, so it is not counted on"
            )
            interview = replace(interview, timeline=None)
        if request.since is None or interview.day >= request.since:
            named.append(interview)
    # A series, or one event, as a whole: what it had before, and has no more, is off.
    whole = {i.interview.uid: i.interview for i in versions.values() if i.is_of_series or i.is_master}
    for key, known in remembered.items():
        ahead = known.end.timestamp() > request.now.timestamp() and not known.cancelled
        is_off = ahead and known.recurrence_id and key not in versions and known.uid in whole
        if is_off and whole[known.uid].replaces(known):
            named.append(replace(known, cancelled=True))
    called_off = {i.uid: i for i in named if i.cancelled and not i.recurrence_id}
    for (uid, instance), known in remembered.items():
        master = called_off.get(uid)
        if master and instance and (uid, instance) not in versions:
            named.append(replace(known, cancelled=True, sequence=master.sequence, stamp=master.stamp))
    return named


def _taken_out(interview: Interview, known: Interview | None, *, is_excluded: bool) -> Interview:
    """Return the interview, off where the user said so, now or about this version of it before (--not)."""
    said_before = known is not None and "off" in known.told and known.sequence >= interview.sequence
    if is_excluded or said_before:
        return replace(interview, cancelled=True, told=interview.told | {"off"})
    return replace(interview, told=interview.told - {"off"})


def countable(named: list[Interview], problems: list[str]) -> list[Interview]:
    """Return the interviews in years whose business days are known; the others are problems (B5)."""
    kept = []
    for interview in named:
        calendar = calendar_of(interview.office)
        try:
            calendar.year(interview.day.year)
            calendar.year(calendar.offset(interview.day, CalendarDays(_PLANNED_AHEAD)).year)
        except OutsideCalendarError as error:
            problems.append(_not_planned(interview, error))
        else:
            kept.append(interview)
    return kept


def countable_employers(
    chosen: Iterable[Interview], decide: Callable[[list[Interview]], object]
) -> tuple[list[Interview], list[str]]:
    """Return the interviews at the employers for which it can be decided, and why not of the others (B5).

    What `decide` refuses for one interview, it refuses for all at that employer: they hang on each other (S8).
    """
    by_employer: dict[str, list[Interview]] = {}
    for interview in chosen:
        by_employer.setdefault(interview.employer, []).append(interview)
    kept: list[Interview] = []
    problems: list[str] = []
    for some in by_employer.values():
        try:
            decide(some)
        except OutsideCalendarError as error:
            problems += [_not_planned(interview, error) for interview in some]
        else:
            kept += some
    return kept, problems


def _not_planned(interview: Interview, error: OutsideCalendarError) -> str:
    name = interview.summary or interview.uid
    hint = "; a newer holidays package may know them" if interview.office.regions else ""
    return f"{name}: {error}{hint}; its follow-ups stay as they are"


def _sibling(interview: Interview, remembered: Mapping[tuple[str, str], Interview]) -> Interview | None:
    """Return another interview at the same employer: what was told about their office holds here, too."""
    same = [known for known in remembered.values() if known.employer == interview.employer and interview.company]
    return max(same, key=lambda known: (len(known.told), known.end.timestamp()), default=None)


def _placed(invitation: Invitation, request: Request, known: Interview | None) -> Interview:
    """Return the interview with its office: as told now, as told before, or as assumed (I3)."""
    interview = invitation.interview
    office = known.office if known else Office()
    told = set(known.told) if known else set()
    if known and known.key != interview.key:
        told -= {"timezone", "off", NOTHING_SAID}  # of that other interview
    told |= {f"me={address}" for address in request.me}
    assumed: list[Reason] = []
    if request.regions:
        regions = request.regions
        told.add("country")
    elif "country" in told:
        regions = office.regions
    else:
        regions, assumed = _assumed_regions(invitation)
    for region in regions:
        if region.country in REGIONS_DIFFER and not region.subdivision:
            text = (
                f"the public holidays of {region.country} differ from region to region: "
                f"name yours with --subdivision, or --country {region.country}-..."
            )
            assumed.append(Reason("B6", text))
    if request.timezone is not None:
        told.add("timezone")
    office = Office(
        regions,
        office.closed if request.closed is None else request.closed,
        office.opened if request.opened is None else request.opened,
        request.weekend if request.weekend is not None else office.weekend,
    )
    return replace(
        interview,
        office=office,
        timeline=_stated(invitation, office, known, told),
        told=frozenset(told),
        assumed=(*interview.assumed, *assumed),
    )


def _stated(
    invitation: Invitation, office: Office, known: Interview | None, told: Collection[str]
) -> StatedTimeline | None:
    """Return what the user told that the employer said; else what the invitation says."""
    timeline = known.timeline if known and known.key == invitation.interview.key else None
    if timeline and not timeline.in_invitation:
        return timeline
    return None if NOTHING_SAID in told else stated_in(invitation, office)


def _assumed_regions(invitation: Invitation) -> tuple[tuple[Region, ...], list[Reason]]:
    clues = [(country_of_domain(domain), domain) for domain in invitation.domains]
    if invitation.zone_name:
        clues.append(
            (
                country_of_zone(invitation.zone_name),
                f"{'your own' if invitation.zone_is_own else 'the'} zone {invitation.zone_name}",
            )
        )
    for country, clue in clues:
        if country:
            try:
                region = region_named(country)
            except FollowcalError:
                continue
            return (region,), [
                Reason("I3", f"the employer's country is taken to be {region}, from {clue}; else --country")
            ]
    return (), [Reason("I3", "no country is known: only weekends count as days off; name it with --country")]


def affected(
    everything: Mapping[tuple[str, str], Interview],
    named: set[tuple[str, str]],
    remembered: Mapping[tuple[str, str], Interview],
) -> list[Interview]:
    """Return the interviews to plan for: those named, and all others at their employers (S8, S9)."""
    employers = {everything[key].employer for key in named}
    employers |= {remembered[key].employer for key in named if key in remembered}
    return [interview for key, interview in everything.items() if key in named or interview.employer in employers]


def calendars_of(interviews: Iterable[Interview]) -> dict[Office, BusinessCalendar]:
    """Return the business days of each interview's office."""
    return {office: calendar_of(office) for office in {interview.office for interview in interviews}}
