"""Whole stories of a search, day by day (tests/data/stories/): what came, what was told, and the plan of that day.

A file is read from top to bottom. `at` is a moment; `+` an interview that comes or moves, `-` one that is called off;
`fact` tells something, `back` takes it back. `plan` is followed by all that is not done: what the calendar should hold,
with its reason where that is new. At the end of each day the plan is written, as the commands do it.

After a change of the words: ``python tests/core/test_stories.py`` writes the plans anew; read the difference.
"""

import csv
import re
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from followcal.core.agenda import agenda
from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import (
    Application,
    Asked,
    Facts,
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
from followcal.core.policy import Kind
from followcal.core.schedule import schedule
from followcal.core.timeline import AnswerBy, ContactInvited, SilenceMeansNo, StatedTimeline

STORIES = sorted((Path(__file__).parent.parent / "data" / "stories").glob("*.txt"))
ROWS = list(csv.DictReader((STORIES[0].parent.parent / "life.csv").read_text(encoding="utf-8").splitlines()))
ZONE = ZoneInfo("America/New_York")
HOLIDAYS = {
    date(2026, 11, 26): "Thanksgiving Day",
    date(2026, 12, 25): "Christmas Day",
    date(2027, 1, 1): "New Year's Day",
    date(2027, 1, 18): "Martin Luther King Jr. Day",
}
OFFICES = {Office(): BusinessCalendar.of(HOLIDAYS)}
OUTCOMES = {"heard": HeardBack, "rejected": Rejected, "offer": Offer, "withdrawn": Withdrawn}


def day_of(text):
    weekday, day = text.split()
    assert f"{date.fromisoformat(day):%a}" == weekday, text
    return date.fromisoformat(day)


class Story:
    def __init__(self):
        self.interviews, self.told, self.standing = {}, set(), {}
        self.now = None
        self.shown = set()

    def about(self, text):
        if text in self.interviews:
            return self.interviews[text].key
        company, _, role = text.partition("/")
        return Application(company, role or None)

    def come(self, text):
        uid, company, role, weekday, day, start, end, people = re.fullmatch(
            r"(\w+): ([^,]+), ([^,]*), (\w{3}) (\S+) (\S+)-([^,]+)(?:, (.*))?", text
        ).groups()
        moments = [datetime.fromisoformat(f"{day} {at}").replace(tzinfo=ZONE) for at in (start, end)]
        assert f"{moments[0]:%a}" == weekday, text
        met = tuple(Person(name.strip()) for name in (people or "").split(";") if name.strip())
        self.interviews[uid] = Interview(
            uid=uid, start=moments[0], end=moments[1], company=company, role=role or None, interviewers=met
        )

    def call_off(self, uid):
        self.interviews[uid] = replace(self.interviews[uid], cancelled=True, stamp=self.now)

    def fact(self, text):
        kind, rest = text.split(" ", 1)
        about, on, more = re.fullmatch(r"(.*?) ?on (\w{3} \S+?)(?:[:,] (.*))?", rest).groups()
        on = day_of(on)
        match kind:
            case "heard" | "rejected" | "offer" | "withdrawn":
                return OUTCOMES[kind](self.about(about), on)
            case "other-offer":
                return OtherOffer(self.about(about) if about else None, on, day_of(more.removeprefix("decide by ")))
            case "asked":
                return Asked(self.about(about), on, day_of(more.removeprefix("for ")) if more else None)
            case "promised":
                return Promised(self.about(about), on, more)
            case "sent":
                return NoteSent(self.about(about), on, more and more.removeprefix("to "))
            case "no-show":
                return NoShow(self.about(about), on, more)
            case "said":
                return Said(self.about(about), self.timeline(more, on))
            case "done" | "skipped":
                uid, step = about.split()
                made = StepDone if kind == "done" else StepSkipped
                return made(step_uid(self.interviews[uid], Kind(step)), on)
        raise AssertionError(text)

    def timeline(self, text, on):
        words, _, day = text.rpartition("by ")
        promise = {"": AnswerBy, "ask if nothing ": ContactInvited, "no if nothing ": SilenceMeansNo}
        if text == "please do not call":
            return StatedTimeline(no_calls=True, said_on=on)
        return StatedTimeline(promise[words](day_of(day)), text=text, said_on=on)

    def line(self, text):
        word, _, rest = text.partition(" ")
        match word:
            case "at":
                self.write()
                weekday, moment = rest.split(" ", 1)
                self.now = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
                assert f"{self.now:%a}" == weekday, text
            case "+":
                self.come(rest)
            case "-":
                self.call_off(rest)
            case "fact":
                self.told.add(self.fact(rest))
            case "back":
                self.told.remove(self.fact(rest))
            case _:
                raise AssertionError(text)

    def result(self):
        facts = Facts(self.standing, told=frozenset(self.told))
        return schedule(plan(self.interviews.values(), OFFICES, now=self.now, facts=facts), OFFICES)

    def write(self):
        if self.now is None:
            return
        result, standing = self.result(), {}
        for first, *_ in result.events():
            if first.status is Status.DONE and first.uid in self.standing:
                standing[first.uid] = self.standing[first.uid]
            elif first.status in (Status.PLANNED, Status.OVERDUE):
                period = Period(first.start, first.end)
                interview = first.interview
                standing[first.uid] = Standing(
                    first.uid, first.kind, interview.key, interview.end, period, first.window, about=first.about
                )
        self.standing = standing

    def plan(self):
        """The plan of the day, a line each: what is not done, why, and how much is over."""
        result, lines = self.result(), []
        for event in result.events():
            first = event[0]
            if first.status is Status.DONE:
                continue
            state = "" if first.status is Status.PLANNED else f"{first.status.value.upper()} "
            lines.append(f"  {first.start:%a %d %b %H:%M}  {state}{first.summary}")
            told_by = ("S4", "S7", "S8", "S9", "S10")
            why = [reason for reason in first.reasons if reason.rule in told_by]
            if first.status is Status.WITHDRAWN:
                why = list(first.reasons)
            for reason in why:
                if (first.uid, reason) not in self.shown:
                    self.shown.add((first.uid, reason))
                    lines.append(f"      {reason.rule}: {reason.text}")
            lines += [
                f"      before: {e.on:%a %d %b} {e.kind} {e.to.label if e.to else ''}".rstrip() for e in first.before
            ]
        for step in {step.uid: step for step in result.over}.values():
            lines.append(f"  over: {step.kind} of {step.interview.uid}, {step.reasons[-1].text}")
        tasks = [f"{task.when}: {task.steps[0].summary}" for task in agenda(result).tasks]
        return lines + [f"  next {task}" for task in tasks[:1]]


def told(path):
    """The file with the plans as they are: equal to the file itself, if they are right."""
    story, out, skipping = Story(), [], False
    for line in path.read_text(encoding="utf-8").splitlines():
        if skipping and line.startswith("  "):
            continue
        skipping = line == "plan"
        out.append(line)
        if skipping:
            out += story.plan()
        elif line.strip() and not line.startswith("#"):
            story.line(line)
    return "\n".join(out) + "\n"


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story(path):
    assert told(path) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["case"])
def test_case(row):
    """Dated cases of S4, S7, S9 and S10, worked out by hand (tests/data/life.csv)."""
    story = Story()
    story.line(f"+ one: Acme, Data Engineer, {row['interview']}, Ann Lee")
    story.line(f"at {row['now']}")
    for fact in row["told"].split(" | "):
        story.line(f"fact {fact}")
    found = [step for step in story.result().steps if step.kind == row["step"] and step.status is not Status.DONE]
    if row["earliest"] == "none":
        assert found == []
        return
    [step] = found
    got = {"earliest": step.window.earliest, "latest": step.window.latest}
    assert {name: f"{moment:%a %Y-%m-%d %H:%M}" for name, moment in got.items()} == {name: row[name] for name in got}


def test_there_are_ten():
    assert len(STORIES) >= 10


if __name__ == "__main__":
    for path in STORIES if len(sys.argv) == 1 else map(Path, sys.argv[1:]):
        path.write_text(told(path), encoding="utf-8")
