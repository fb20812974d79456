"""What to do now: complete, in one order, and nothing twice."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal.core.agenda import When, agenda
from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import Facts, NoteSent, Standing, Status, StepDone, StepSkipped
from followcal.core.freebusy import Period
from followcal.core.interview import Interview, Office, Person
from followcal.core.planning import plan, step_uid
from followcal.core.policy import DEFAULT_POLICY, Kind
from followcal.core.schedule import schedule
from strategies import calendars, interviews

OPEN = (Status.PLANNED, Status.OVERDUE)
BEGIN = datetime(2026, 11, 16, 14, tzinfo=UTC)


def scheduled(found, calendar, now, told=()):
    office = {Office(): calendar}
    return schedule(plan(found, office, now=now, facts=Facts(told=frozenset(told))), office)


def example(uid, days, company):
    start = BEGIN + timedelta(days=days)
    people = (Person("Ann Lee"), Person("Bo Chen"))
    return Interview(uid=uid, start=start, end=start + timedelta(hours=1), company=company, interviewers=people)


@given(st.lists(interviews(), max_size=5), calendars(), st.timedeltas(-timedelta(days=9), timedelta(days=60)))
def test_every_open_event_is_a_task_or_lies_behind_the_week(found, calendar, shift):
    found = [
        Interview(uid=f"i{n}", start=each.start, end=each.end, company=f"{each.company} {n % 2}", role=each.role)
        for n, each in enumerate(found)
    ]
    now = (found[0].end.astimezone(UTC) if found else BEGIN) + shift
    result = scheduled(found, calendar, now)
    shown = agenda(result)
    tasks = [task.steps[0].uid for task in shown.tasks]
    waiting = [step for step in result.steps if step.status in OPEN]
    soon = {s.uid for s in waiting if s.start.timestamp() <= now.timestamp() + 7 * 24 * 3600}
    assert soon | {s.uid for s in waiting if s.status is Status.OVERDUE} == set(tasks)
    assert len(tasks) == len(set(tasks))
    assert len(tasks) + shown.later == len({step.uid for step in waiting})
    assert shown.over == len({step.uid for step in result.over})
    whens = [list(When).index(task.when) for task in shown.tasks]
    assert whens == sorted(whens)


def test_what_is_late_comes_first_then_today_then_the_week():
    found = [example("old", -12, "Acme"), example("new", -1, "Bolt"), example("next", 8, "Cave")]
    shown = agenda(scheduled(found, BusinessCalendar.of(), BEGIN))
    assert [(task.when.value, task.line) for task in shown.tasks][:7] == [
        ("late", "Mon 16 Nov, 15:20  Call Acme, by Fri 13 Nov"),
        ("late", "Mon 16 Nov, 14:50  Thank Ann Lee and Bo Chen at Acme, by Fri 6 Nov"),
        ("late", "Mon 16 Nov, 15:05  Tell your references about Acme, by Fri 6 Nov"),
        ("late", "Mon 16 Nov, 14:40  Debrief Acme, by Thu 5 Nov"),
        ("today", "Mon 16 Nov, 14:00  Debrief Bolt, by Mon 16 Nov"),
        ("today", "Mon 16 Nov, 14:10  Thank Ann Lee and Bo Chen at Bolt, by Tue 17 Nov"),
        ("today", "Mon 16 Nov, 14:25  Tell your references about Bolt, by Tue 17 Nov"),
    ]


def test_an_optional_one_says_so_and_a_sent_note_is_none():
    found = [example("one", -30, "Acme"), example("two", -1, "Bolt")]
    sent = NoteSent(("two", ""), date(2026, 11, 15), "Ann Lee")
    shown = agenda(scheduled(found, BusinessCalendar.of(), BEGIN, [sent]))
    notes = [task for task in shown.tasks if task.steps[0].kind is Kind.THANK_YOU]
    note = next(task for task in notes if task.steps[0].interview.uid == "two")
    assert [step.to.name for step in note.steps] == ["Bo Chen"]
    skipped = StepSkipped(step_uid(found[1], Kind.CHECK_IN), date(2026, 11, 25))
    december = BEGIN + timedelta(days=30)  # Wed 25 Nov + 21 days is Wed 16 Dec
    closing = agenda(scheduled(found[1:], BusinessCalendar.of(), december, [skipped])).tasks[-1]
    assert closing.line == "Wed 16 Dec, 14:40  Last mail to Bolt, by Wed 23 Dec (optional)"


def test_what_rang_today_is_listed_until_it_is_ticked_off_or_too_late():
    interview, office = example("one", -1, "Acme"), {Office(): BusinessCalendar.of()}
    uid = step_uid(interview, Kind.THANK_YOU)
    first = next(s for s in scheduled([interview], office[Office()], interview.end).steps if s.uid == uid)
    standing = Standing(uid, first.kind, interview.key, interview.end, Period(first.start, first.end), first.window)

    def notes(now, *told):
        facts = Facts({uid: standing}, told=frozenset(told))
        shown = agenda(schedule(plan([interview], office, now=now, facts=facts), office))
        return [task for task in shown.tasks if task.steps[0].kind is Kind.THANK_YOU]

    [note] = notes(first.start + timedelta(hours=1))
    assert (note.when, note.rang) == (When.TODAY, True)
    assert note.line.endswith("by Tue 17 Nov (it rang: presumed done)")
    assert notes(first.start + timedelta(hours=1), StepDone(uid, first.start.date())) == []
    assert notes(first.start + timedelta(days=1)) == []


def test_who_is_elsewhere_reads_their_own_time_and_that_of_the_interview():
    there, office = ZoneInfo("America/New_York"), {Office(): BusinessCalendar.of()}
    start = datetime(2026, 12, 2, 10, 30, tzinfo=there)
    met = Interview(uid="1", start=start, end=start + timedelta(minutes=45), company="Acme")
    now = datetime(2026, 12, 2, 9, tzinfo=ZoneInfo("Europe/Berlin"))

    def lines(now):
        found = agenda(schedule(plan([met], office, now=now), office))
        return [task.line for task in found.tasks if task.steps[0].kind in (Kind.PREP, Kind.DEBRIEF)]

    assert lines(now) == [
        "Wed 2 Dec, 15:30 (09:30 America/New_York)  Prepare for Acme (interview at 16:30)",
        "Wed 2 Dec, 17:30 (11:30 America/New_York)  Debrief Acme, by Thu 3 Dec",
    ]
    assert lines(now.astimezone(there)) == [
        "Wed 2 Dec, 09:30  Prepare for Acme (interview at 10:30)",
        "Wed 2 Dec, 11:30  Debrief Acme, by Thu 3 Dec",
    ]


def test_what_is_prepared_the_day_before_says_on_which_day_it_is():
    office, policy = {Office(): BusinessCalendar.of()}, replace(DEFAULT_POLICY, prep_before=timedelta(hours=20))
    met = example("1", 2, "Acme")
    [task] = [
        task
        for task in agenda(schedule(plan([met], office, now=BEGIN, policy=policy), office, policy=policy)).tasks
        if task.steps[0].kind is Kind.PREP
    ]
    assert task.line == "Tue 17 Nov, 18:00  Prepare for Acme (interview at Wed 18 Nov, 14:00)"


@given(interviews(), calendars(), st.timedeltas(-timedelta(days=9), timedelta(days=60)))
def test_no_title_holds_a_time_of_day(found, calendar, shift):
    """Nobody knows in which zone a title is read."""
    named = replace(found, company="Acme", role="Engineer", interviewers=())
    for step in scheduled([named], calendar, found.end.astimezone(UTC) + shift).steps:
        assert ":" not in step.summary.partition(" (too ")[0]
