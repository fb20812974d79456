"""What a plan says, word for word: every reason, its rule and its source, and every title (tests/data/reasons.txt).

After a change of the words: ``python tests/core/test_reasons.py`` writes the file anew; read its diff.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar, YearDays
from followcal.core.facts import NO_FACTS, Facts, Standing
from followcal.core.freebusy import Period
from followcal.core.interview import Interview, Office, Person
from followcal.core.planning import plan
from followcal.core.policy import DEFAULT_POLICY, Channel, Kind
from followcal.core.reason import Reason
from followcal.core.schedule import schedule
from followcal.core.timeline import AnswerBy, ContactInvited, NotUnderstood, SilenceMeansNo, StatedTimeline, Undated

TEXTS = Path(__file__).parent.parent / "data" / "reasons.txt"
ZONE = ZoneInfo("America/New_York")
DAY = timedelta(days=1)

_PLAIN = BusinessCalendar.of({date(2026, 11, 26): "Thanksgiving Day", date(2026, 11, 19): "Founders' Day"})


def _doubtful(year):
    known = _PLAIN.year(year)
    return YearDays(
        year,
        known.is_open,
        known.holidays,
        {date(2026, 11, 21): "make-up working day"},
        frozenset(known.holidays),
        "more to come",
    )


CALENDAR = BusinessCalendar(
    _PLAIN.year, closed=[date(2026, 11, 27), date(2026, 11, 18)], opened=[date(2026, 11, 28), date(2026, 11, 18)]
)
DOUBTFUL = BusinessCalendar(_doubtful)


def interview(**changes):
    start = datetime(2026, 11, 18, 14, tzinfo=ZONE)
    fields = {
        "uid": "x",
        "start": start,
        "end": start + timedelta(minutes=90),
        "company": "Acme",
        "role": "Data Engineer",
        "interviewers": (Person("Ann Lee", "ann@acme.com"), Person(None, "bo@acme.com")),
        "assumed": (Reason("I3", "the country was guessed"),),
        **changes,
    }
    return Interview(**fields)


def said(promise=None, **more):
    return StatedTimeline(promise, text="by then", **more)


def scheduled(found, now, facts=NO_FACTS, calendar=CALENDAR, policy=DEFAULT_POLICY):
    offices = {Office(): calendar}
    return schedule(plan(found, offices, now=now, facts=facts, policy=policy), offices, policy=policy)


def standing(result, **changes):
    return Facts(
        {
            step.uid: replace(
                Standing(
                    step.uid,
                    step.kind,
                    step.interview.key,
                    step.interview.end,
                    Period(step.start, step.end),
                    step.window,
                ),
                **(changes if step.kind is Kind.CHECK_IN else {}),
            )
            for step in result.steps
        }
    )


def situations():
    one = interview()
    before, after = one.start - 9 * DAY, one.end + timedelta(minutes=1)
    yield "nothing stated, planned ahead", scheduled([one], before)
    yield "planned after the interview, doubtful holidays", scheduled([one], after, calendar=DOUBTFUL)
    for promise in (
        AnswerBy(date(2026, 11, 28)),
        AnswerBy(date(2026, 11, 29)),
        AnswerBy(date(2026, 11, 18)),
        AnswerBy(date(2026, 11, 20)),
        AnswerBy(date(2026, 11, 23)),
        ContactInvited(date(2026, 11, 30)),
        SilenceMeansNo(date(2026, 12, 4)),
        Undated(),
        NotUnderstood(),
    ):
        yield f"they said {promise}", scheduled([interview(timeline=said(promise))], after)
    wordless = StatedTimeline(AnswerBy(date(2026, 12, 4)))
    yield "they said, no words kept", scheduled([interview(timeline=wordless)], after)
    yield "no calls", scheduled([interview(timeline=StatedTimeline(no_calls=True))], after)
    mail = replace(DEFAULT_POLICY, check_in_channel=Channel.EMAIL, debrief_after=timedelta(hours=2))
    yield "no calls, by mail anyway", scheduled([interview(timeline=said(no_calls=True))], after, policy=mail)
    yield (
        "nobody and nothing known",
        scheduled([interview(company=None, role=None, interviewers=(), assumed=())], before),
    )
    yield "read late", scheduled([one], after + 40 * DAY)
    first = scheduled([one], before)
    facts = standing(first)
    yield "planned before, half of it over", scheduled([one], after + DAY, facts)
    yield "called off", scheduled([replace(one, cancelled=True)], before + 8 * DAY, facts)
    quiet = interview(timeline=said(no_contact=True))
    yield "they asked not to be contacted", scheduled([quiet], before, facts)
    two = interview(uid="y", role=None, start=one.start + 6 * DAY, end=one.end + 6 * DAY)
    yield "a second round", scheduled([one, two], after + DAY, facts)
    other = interview(uid="z", role="Team Lead", start=one.start + DAY, end=one.end + DAY)
    yield "another role", scheduled([one, other], after)
    for moved in (Period(one.end + 3 * DAY, one.end + 4 * DAY), Period(one.end + 30 * DAY, one.end + 31 * DAY)):
        pinned = standing(first, pinned=True, period=moved)
        yield f"moved by the user to {moved.start:%d %b}", scheduled([one], before, pinned)
        late = interview(timeline=said(AnswerBy(date(2026, 12, 4))))
        yield "... and then they said", scheduled([late], before, pinned)
    night = interview(end=datetime(2026, 11, 18, 21, 30, tzinfo=ZONE), timeline=said(AnswerBy(date(2026, 11, 18))))
    yield "no mail hour is left", scheduled([night], night.end)
    abroad = interview(end=one.end.astimezone(UTC), start=one.start.astimezone(UTC))
    yield "in UTC", scheduled([abroad], before)


def as_text():
    lines = []
    for name, result in situations():
        lines += ["", f"# {name}"]
        for step in result.steps:
            window = ", ".join(
                f"{m:%a %d %b %H:%M}" for m in (step.window.earliest, step.window.due, step.window.latest)
            )
            flags = " ".join(
                word for word, holds in (("optional", step.optional), ("provisional", step.provisional)) if holds
            )
            to = step.to.label if step.to else "-"
            moment = f"{step.start:%a %d %b %H:%M} {step.end:%H:%M}"
            lines.append(f"{moment} {step.kind} {step.channel} {step.status} to {to} {flags}".rstrip())
            lines += [f"  {step.summary}", f"  {window}"]
            lines += [f"    {r.rule}: {r.text} | {r.source}" for r in step.reasons]
    return "\n".join(lines[1:]) + "\n"


def test_every_word_of_a_plan():
    assert as_text() == TEXTS.read_text(encoding="utf-8")


if __name__ == "__main__":
    TEXTS.write_text(as_text(), encoding="utf-8")
