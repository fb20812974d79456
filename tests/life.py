"""A search in November 2026: interviews, facts about them, and what the commands write."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import (
    Application,
    Asked,
    HeardBack,
    NoShow,
    NoteSent,
    Offer,
    OtherOffer,
    Promised,
    Rejected,
    Said,
    Standing,
    Status,
    StepDone,
    StepSkipped,
    Withdrawn,
)
from followcal.core.freebusy import Period
from followcal.core.interview import Interview, Office, Person
from followcal.core.planning import plan, step_uid
from followcal.core.policy import DEFAULT_POLICY, Kind
from followcal.core.schedule import schedule
from followcal.core.timeline import AnswerBy, ContactInvited, SilenceMeansNo, StatedTimeline, Undated

ZONE = ZoneInfo("America/New_York")
HOLIDAYS = {date(2026, 11, 26): "Thanksgiving Day", date(2026, 12, 25): "Christmas Day", date(2027, 1, 1): "New Year"}
CALENDAR = BusinessCalendar.of(HOLIDAYS)
OFFICES = {Office(): CALENDAR}
FIRST = date(2026, 11, 9)
DAY = timedelta(days=1)
OPEN = (Status.PLANNED, Status.OVERDUE)

COMPANIES = ("Acme", "ACME Inc.", "Bolt")
ROLES = (None, "Data Engineer", "Team Lead")
PEOPLE = (Person("Ann Lee", "ann@acme.com"), Person("Bo Chen", "bo@acme.com"), Person("Cy Diaz", None))


def scheduled(interviews, facts, now, policy=DEFAULT_POLICY):
    return schedule(plan(interviews, OFFICES, now=now, facts=facts, policy=policy), OFFICES, policy=policy)


def written(result, facts):
    """What stands in the calendar after the commands wrote `result` (`_follow_ups`)."""
    standing = {}
    for event in result.events():
        first = event[0]
        if first.status is Status.WITHDRAWN or (first.status is Status.DONE and first.uid not in facts.standing):
            continue
        if first.status is Status.DONE:
            standing[first.uid] = facts.standing[first.uid]
            continue
        old = facts.standing.get(first.uid)
        standing[first.uid] = Standing(
            first.uid,
            first.kind,
            first.interview.key,
            max((event.end for event in first.interview.events), key=datetime.timestamp),
            Period(first.start, first.end),
            first.window,
            pinned=bool(old and old.pinned),
            about=first.about,
        )
    return standing


def places(standing):
    return {uid: (s.kind.value, s.about, s.interview, str(s.period.start)) for uid, s in standing.items()}


def days(least=0, most=50):
    return st.integers(least, most).map(lambda n: FIRST + n * DAY)


def keys():
    return st.sampled_from([(f"i{n}", "") for n in range(6)])


def abouts():
    return st.one_of(keys(), st.builds(Application, st.sampled_from(COMPANIES), st.sampled_from(ROLES)))


@st.composite
def saids(draw):
    on = draw(days())
    day = on + draw(st.integers(0, 21)) * DAY
    promise = draw(
        st.sampled_from([AnswerBy(day), ContactInvited(day), SilenceMeansNo(day), SilenceMeansNo(), Undated()])
    )
    quiet = draw(st.integers(0, 5))
    return Said(draw(abouts()), StatedTimeline(promise, no_calls=quiet == 0, said_on=on))


def steps_uids():
    kinds = st.sampled_from([Kind.THANK_YOU, Kind.CHECK_IN, Kind.CLOSING, Kind.REFERENCES, Kind.DEBRIEF])
    return st.builds(lambda key, kind: step_uid(event(key[0], FIRST, 9), kind), keys(), kinds)


def facts_told():
    return st.one_of(
        st.builds(HeardBack, abouts(), days()),
        st.builds(Rejected, abouts(), days()),
        st.builds(Offer, abouts(), days()),
        st.builds(Withdrawn, abouts(), days()),
        st.builds(lambda a, on, n: OtherOffer(a, on, on + n * DAY), st.none() | abouts(), days(), st.integers(0, 14)),
        st.builds(
            lambda a, on, n: Asked(a, on, None if n is None else on + n * DAY),
            abouts(),
            days(),
            st.none() | st.integers(0, 9),
        ),
        st.builds(Promised, abouts(), days(), st.sampled_from(["portfolio", "Portfolio!", "a link"])),
        st.builds(NoteSent, abouts(), days(), st.sampled_from([None, "Ann Lee", "bo@acme.com", "Cy"])),
        st.builds(NoShow, keys(), days(), st.sampled_from([None, "Ann Lee"])),
        st.builds(StepDone, steps_uids(), days()),
        st.builds(StepSkipped, steps_uids(), days()),
        saids(),
    )


def event(uid, day, hour, **changes):
    start = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    fields = {"uid": uid, "start": start, "end": start + timedelta(hours=1), "company": "Acme", **changes}
    return Interview(**fields)


@st.composite
def events(draw, uid):
    company = draw(st.sampled_from(COMPANIES))
    people = draw(st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True))
    day, hour = draw(days(0, 40)), draw(st.integers(9, 18))
    return event(uid, day, hour, company=company, role=draw(st.sampled_from(ROLES)), interviewers=tuple(people))
