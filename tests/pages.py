"""Plans to show on a page: none, one, thirty applications, and one whose every text is hostile."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Facts, HeardBack, Promised
from followcal.core.interview import Interview, Office, Person
from followcal.core.planning import plan
from followcal.core.reason import Reason
from followcal.core.schedule import schedule
from followcal.core.timeline import AnswerBy, StatedTimeline
from life import written

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 19, 9, 30, tzinfo=ZONE)
HOLIDAYS = {
    date(2026, 11, 26): "Thanksgiving Day",
    date(2026, 12, 25): "Christmas Day",
    date(2027, 1, 1): "New Year's Day",
}
CALENDARS = {Office(): BusinessCalendar.of(HOLIDAYS)}
COMPANIES = (
    "Acme Bolt Corvin Dunmore Elstow Fairlea Gantry Halden Ister Juno Kestrel Larkfield Marlow Nordwerk Oakhurst "
    "Palisade Quill Ridgeway Solenne Tarn Umber Vesper Wexley Xylem Yarrow Zephyr Alder Birch Cedar Driftwood"
).split()
ROLES = ("Data Engineer", "Team Lead", "Product Manager", "Claims Analyst")
LATE = ("interview-3", "interview-12", "interview-17")
"""Of these nothing was written in time."""

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "</style></title></svg><script>alert(1)</script>",
    "\" onmouseover=alert(1) x='",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "&lt;b&gt;&#x202e;",
    "\u202egnorw\u2066 \x1b[31mred\x00",
    "W" * 400,
    "https://evil.example/x?<a href=javascript:alert(1)>",
)


def scheduled(interviews, facts=(), standing=None):
    found = Facts(standing or {}, told=frozenset(facts))
    return schedule(plan(interviews, CALENDARS, now=NOW, facts=found), CALENDARS)


def interview(number, day, **changes):
    start = datetime(day.year, day.month, day.day, 10 + number % 6, tzinfo=ZONE)
    fields = {
        "uid": f"interview-{number}",
        "start": start,
        "end": start + timedelta(minutes=60),
        "summary": f"Interview {number}",
        "company": COMPANIES[number % len(COMPANIES)],
        "role": ROLES[number % len(ROLES)],
        "interviewers": (Person("Dana Whitfield", "dana@acme.example"), Person("Tom Keller", None)),
        **changes,
    }
    return Interview(**fields)


def empty():
    return scheduled([])


def one():
    said = StatedTimeline(AnswerBy(date(2026, 11, 27), other=date(2026, 11, 25)), text="in about a week")
    assumed = (Reason("I3", "the employer's country is taken to be US, from acme.example; else --country"),)
    return scheduled([interview(0, date(2026, 11, 18), timeline=said, assumed=assumed)])


def thirty():
    days = [date(2026, 10, 28) + timedelta(days=n * 7 // 6) for n in range(30)]
    found = [interview(n, day) for n, day in enumerate(days)]
    found.append(interview(31, date(2026, 11, 25), company="Juno", role="Team Lead", round="final"))
    standing = {}
    for each in found:
        if each.uid not in LATE and each.end < NOW:
            alone = schedule(plan([each], CALENDARS, now=each.start), CALENDARS)
            standing |= written(alone, Facts())
    return scheduled(found, [HeardBack(("interview-2", ""), date(2026, 11, 12))], standing)


def hostile():
    found = [
        interview(
            n,
            date(2026, 11, 17) + timedelta(days=n % 4),
            summary=text,
            company=text,
            role=text if n % 2 else None,
            interviewers=(Person(text, None), Person(None, f"{text}@evil.example")),
            timeline=StatedTimeline(AnswerBy(date(2026, 12, 4)), text=text, reading=text),
            assumed=(Reason("I3", text),),
        )
        for n, text in enumerate(HOSTILE)
    ]
    return scheduled(found, [Promised(("interview-1", ""), date(2026, 11, 19), text) for text in HOSTILE])


PLANS = {"empty": empty, "one": one, "thirty": thirty, "hostile": hostile}
