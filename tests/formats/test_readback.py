"""What is read back of a calendar: three places tell the same facts, and each is taken back where it was told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from followcal.core.facts import (
    Application,
    Facts,
    OtherOffer,
    Rejected,
    Status,
    StepDone,
    StepSkipped,
)
from followcal.core.interview import Interview, Person
from followcal.core.planning import step_uid
from followcal.core.policy import Kind
from followcal.core.reconcile import CANCELLED, Create, Retire, Update, diff
from followcal.formats.followup_file import Head, new_calendar, read_memory
from followcal.formats.followups import Item, write_component
from followcal.formats.form import Corrections
from followcal.formats.readback import TELL, Text, by_event, read_back
from followcal.formats.records import Record
from followcal.formats.standing import facts_about, facts_of, follow_ups
from followcal.formats.telling import Told, read_telling
from followcal.shell.said import read_phrase
from formats.garblers import GARBLERS
from life import OFFICES, ZONE, scheduled
from shares import share

NAMES = {"a1": "Acme", "b1": "Bolt"}
CALENDAR = next(iter(OFFICES.values()))


def interview(uid="a1", day=18, **changes):
    start = datetime(2026, 11, day, 14, tzinfo=ZONE)
    people = (Person("Ann Lee", "ann@acme.com"), Person("Bo Chen"))
    fields = {"uid": uid, "start": start, "end": start + timedelta(hours=1), "company": NAMES[uid], "role": "Engineer"}
    return Interview(**{**fields, "interviewers": people, **changes})


class Search:
    """A search with its calendar, as the commands keep it, without files."""

    def __init__(self, *interviews, now):
        self.interviews = {each.key: each for each in interviews}
        self.now, self.text, self.head = now, "", Head()
        self.texts = []

    def look(self, records=None):
        """Read back, plan, and return what would be written."""
        self.memory = read_memory(self.text, "x")
        items = self.memory.items
        self.read = read_back(
            items.values(),
            self.texts,
            self.head.records if records is None else records,
            by_event(self.interviews.values()),
            now=self.now,
            read_phrase=read_phrase,
            calendar_of=lambda _: CALENDAR,
        )
        everything = self.read.corrected(self.interviews)
        told = facts_about(self.read.facts, list(everything.values()), everything)
        facts = facts_of(items.values(), told, todos=False)
        self.result = scheduled(everything.values(), facts, self.now)
        planned = follow_ups(self.result, items, facts, self.read.forms, as_todos=False)
        return diff(planned, {uid: item.present for uid, item in items.items()})

    def run(self):
        """Read back, plan and write; return whether anything changed."""
        changes = self.look()
        blocks = {uid: piece for piece in self.memory.pieces for uid in [_uid(piece)] if uid in self.memory.items}
        written = {uid: piece.text for uid, piece in blocks.items()}
        for change in changes:
            match change:
                case Retire(old):
                    del written[old.uid]
                case Create(event, base):
                    written[event.uid] = write_component(event, base, as_todo=False, now=self.now, old=None)
                case Update(_, event, base):
                    old = blocks[event.uid]
                    written[event.uid] = write_component(event, base, as_todo=False, now=self.now, old=old)
        self.head = Head(records=self.read.records)
        self.text = new_calendar(written.values(), self.head)
        return bool(changes)

    def edit(self, kind, uid="a1", **changes):
        """Change an event as the user's calendar program would."""
        memory = read_memory(self.text, "x")
        target = step_uid(self.interviews[uid, ""], kind)
        item = memory.items.get(target)
        if item is None:
            return False
        event = replace(
            item.present.event, **{name: change(getattr(item.present.event, name)) for name, change in changes.items()}
        )
        pieces = []
        for piece in memory.pieces:
            if _uid(piece) == target:
                pieces.append(write_component(event, item.present.base, as_todo=False, now=self.now, old=piece))
            else:
                pieces.append(piece.text)
        self.text = "".join(pieces)
        return True

    def type(self, label, value, garble=str, uid="a1"):
        """Type into the form; what stood behind the label, and the answer below it, goes."""

        def change(text):
            lines = text.split("\n")
            at = next(number for number, line in enumerate(lines) if line.startswith(f"{label}:"))
            del lines[at + 1 : at + 1 + (lines[at + 1 : at + 2] != [] and lines[at + 1].startswith("->"))]
            lines[at] = f"{label}: {value}".rstrip()
            return garble("\n".join(lines))

        return self.edit(Kind.DEBRIEF, uid, description=change)

    def tell(self, sentence, uid="a1", *, undo=False):
        """Tell a sentence, as `followcal tell` does."""
        self.look()
        told = read_telling(
            f"{NAMES[uid]}: {sentence}", self.interviews.values(), today=self.today, read_phrase=read_phrase
        )
        if not isinstance(told, Told):
            return frozenset()  # the day that it names has passed
        before = self.head.records.get(TELL, Record()).facts
        after = before - told.facts if undo else before | told.facts
        self.head = Head(records={**self.head.records, TELL: Record(after)})
        return told.facts

    @property
    def today(self):
        return self.now.astimezone(ZONE).date()

    def plan(self):
        """What the calendar should hold: kind, moment and state of each step."""
        return [(step.uid, step.to, step.start, step.window) for step in self.result.steps if step.status in OPEN]


OPEN = (Status.PLANNED, Status.OVERDUE)


def _uid(piece):
    return next((line[4:] for line in piece.text.splitlines() if line.startswith("UID:")), "")


def after_the_interview(*interviews, now=None):
    """A search whose steps were written before the interview, as seen on the morning after it."""
    search = Search(*(interviews or (interview(),)), now=datetime(2026, 11, 13, 9, tzinfo=ZONE))
    search.run()
    search.now = now or datetime(2026, 11, 19, 7, tzinfo=ZONE)
    search.run()
    return search


SENTENCES = {
    "rejected": "Outcome",
    "offer": "Outcome",
    "withdrawn": "Outcome",
    "heard yesterday": "Outcome",
    "asked me to call on Monday": "Outcome",
    "nobody came": "Outcome",
    "offer, decide by 4 Dec": "Outcome",
    "by Fri 4 Dec": "They will reply",
    "promised a portfolio": "I promised",
    "sent to Ann": "Sent",
}
"""What is told by command, and the line of the form that says the same."""


def typed(sentence):
    return sentence.removeprefix("promised ").removeprefix("sent to ")


class TestThreePlaces:
    @share(0.4)
    @given(sentence=st.sampled_from(sorted(SENTENCES)), garble=st.sampled_from([str, *GARBLERS]))
    def test_a_form_however_garbled_tells_what_the_command_tells(self, sentence, garble):
        form, told = (
            after_the_interview(interview(), interview("b1", 17)),
            after_the_interview(interview(), interview("b1", 17)),
        )
        assert form.type(SENTENCES[sentence], typed(sentence), garble)
        form.look()
        facts = told.tell(sentence)
        told.look(told.head.records)
        assert form.read.facts == facts != frozenset()
        assert form.plan() == told.plan()

    @pytest.mark.parametrize("sentence", SENTENCES)
    def test_told_in_both_places_is_told_once(self, sentence):
        once, twice = after_the_interview(), after_the_interview()
        for search in (once, twice):
            search.tell(sentence)
            search.run()
        twice.type(SENTENCES[sentence], typed(sentence))
        twice.run()
        assert twice.plan() == once.plan()

    def test_a_tick_and_a_word_tell_the_same(self):
        ticked, told = after_the_interview(), after_the_interview()
        ticked.edit(Kind.CHECK_IN, summary=lambda text: f"✓ {text}")
        ticked.look()
        uid = step_uid(interview(), Kind.CHECK_IN)
        assert ticked.read.facts == {StepDone(uid, date(2026, 11, 19))}
        items = read_memory(told.text, "x").items.values()
        standing = [item.standing for item in items]
        said = read_telling(
            "called Acme",
            told.interviews.values(),
            today=told.today,
            read_phrase=read_phrase,
            standing=standing,
        )
        assert said.facts == ticked.read.facts

    def test_cancelled_deleted_and_left_out_by_command_leave_no_step(self):
        plans = []
        for way in ("cancel", "delete", "tell"):
            search = after_the_interview()
            if way == "cancel":
                search.edit(Kind.CHECK_IN, status=lambda _: CANCELLED)
            elif way == "delete":
                uid = step_uid(interview(), Kind.CHECK_IN)
                pieces = read_memory(search.text, "x").pieces
                search.text = "".join(piece.text for piece in pieces if _uid(piece) != uid)
            else:
                uid = step_uid(interview(), Kind.CHECK_IN)
                search.head = Head(records={TELL: Record(frozenset({StepSkipped(uid, search.today)}))})
            search.run()
            search.run()
            plans.append(search.plan())
        assert plans[0] == plans[1] == plans[2]
        assert not [step for step in plans[0] if step[0] == step_uid(interview(), Kind.CHECK_IN)]


class TestTakenBack:
    @share(0.4)
    @given(sentence=st.sampled_from(sorted(SENTENCES)), garble=st.sampled_from([str, *GARBLERS]))
    def test_an_emptied_line_restores_the_plan(self, sentence, garble):
        search = after_the_interview()
        before = search.plan()
        search.type(SENTENCES[sentence], typed(sentence))
        search.run()
        search.type(SENTENCES[sentence], "", garble)
        search.run()
        assert search.read.facts == frozenset()
        assert [step[:3] for step in search.plan()] == [step[:3] for step in before]
        assert not search.run()

    def test_a_tick_taken_away(self):
        search = after_the_interview()
        before = search.plan()
        search.edit(Kind.CHECK_IN, summary=lambda text: f"{text} (done)")
        search.run()
        assert search.plan() != before
        search.edit(Kind.CHECK_IN, summary=lambda text: text.removesuffix(" (done)"))
        search.run()
        assert search.plan() == before


class TestWhatOutlives:
    def test_what_an_event_told_stays_told_when_it_is_gone(self):
        search = after_the_interview()
        search.type("Outcome", "rejected")
        search.run()
        plan = search.plan()
        uid = step_uid(interview(), Kind.DEBRIEF)
        pieces = read_memory(search.text, "x").pieces
        search.text = "".join(piece.text for piece in pieces if _uid(piece) != uid)
        search.run()
        assert search.plan() == plan
        assert not search.run()

    def test_the_day_of_a_tick_is_the_day_on_which_it_was_seen_first(self):
        search = after_the_interview()
        search.edit(Kind.CHECK_IN, summary=lambda text: f"✓ {text}")
        search.run()
        search.now += timedelta(days=3)
        search.run()
        assert {fact.on for fact in search.read.facts} == {date(2026, 11, 19)}

    def test_a_late_tick_counts_for_the_day_of_the_step(self):
        search = after_the_interview(now=datetime(2026, 12, 3, 9, tzinfo=ZONE))
        search.edit(Kind.CHECK_IN, summary=lambda text: f"✓ {text}")
        search.run()
        assert {fact.on for fact in search.read.facts} == {date(2026, 11, 25)}


class TestNews:
    def test_what_is_new_concerns_its_interview_alone(self):
        search = after_the_interview(interview(), interview("b1"))
        search.look()
        assert (search.read.news, search.read.concerns_all) == (set(), False)
        search.type("Outcome", "rejected")
        search.look()
        assert (search.read.news, search.read.concerns_all) == ({("a1", "")}, False)
        search.run()
        search.look()
        assert search.read.news == set()

    def test_an_offer_with_a_deadline_concerns_all_and_so_does_taking_it_back(self):
        search = after_the_interview(interview(), interview("b1"))
        search.type("Outcome", "offer, decide by 4 Dec")
        search.run()
        assert search.read.concerns_all
        search.type("Outcome", "")
        search.look()
        assert search.read.concerns_all

    def test_a_line_that_is_not_understood_is_news_once_and_quoted_always(self):
        search = after_the_interview()
        search.type("Outcome", "mixed feelings")
        search.run()
        assert search.read.news == {("a1", "")}
        search.look()
        assert search.read.news == set()
        [unread] = search.read.unread
        assert unread.about == ("a1", "")
        assert unread.uid == step_uid(interview(), Kind.DEBRIEF)
        assert "Outcome: mixed feelings" in str(unread)


class TestCorrections:
    def test_a_round_of_several_events_is_corrected_as_one(self):
        second = interview("b1", company="Acme")
        second = replace(second, start=second.start + timedelta(hours=1), end=second.end + timedelta(hours=1))
        search = after_the_interview(interview(), second)
        assert len(search.result.interviews) == 1
        search.type("Interviewers", "Ann Lee, Zoe Park")
        search.type("Role", "Lead")
        search.run()
        [only] = search.result.interviews
        assert [person.name for person in only.interviewers] == ["Ann Lee", "Zoe Park"]
        assert only.role == "Lead"
        assert {event.role for event in only.events} == {"Engineer"}, "what is remembered is what the source says"

    def test_of_an_interview_that_is_not_known_any_more_nothing_is_corrected(self):
        search = after_the_interview()
        search.look({"gone": Record(frozenset(), ("x", ""), Corrections(company="Birch"))})
        assert search.read.corrected(search.interviews) == search.interviews


class TestOwnTexts:
    @pytest.mark.parametrize("is_own", [True, False])
    def test_an_invitation_tells_a_timeline_and_nothing_else(self, is_own):
        search = after_the_interview()
        lines = "Outcome: rejected\nI promised: a report\nSent: yes\nThey will reply: by Fri 4 Dec\nCompany: Evil"
        search.texts = [Text(interview(), lines, is_own)]
        search.look()
        kinds = {type(fact).__name__ for fact in search.read.facts}
        assert kinds == ({"Rejected", "Promised", "NoteSent", "Said"} if is_own else {"Said"})
        assert search.read.corrected(search.interviews)["a1", ""].company == ("Evil" if is_own else "Acme")

    def test_a_relative_phrase_counts_from_the_day_it_was_seen_first(self):
        search = after_the_interview()
        search.texts = [Text(interview(), "Outcome: heard yesterday", is_own=True)]
        search.run()
        first = search.read.facts
        search.now += timedelta(days=4)
        search.run()
        assert search.read.facts == first
        assert {fact.on for fact in first} == {date(2026, 11, 18)}


class TestFactsAbout:
    def test_an_offer_is_known_by_its_maker_whoever_is_planned_for(self):
        acme, bolt = interview(), interview("b1")
        everything = {each.key: each for each in (acme, bolt)}
        offer = OtherOffer(acme.key, date(2026, 11, 20), date(2026, 12, 4))
        facts = {
            "all": facts_about([offer], [acme, bolt], everything),
            "bolt": facts_about([offer], [bolt], everything),
        }
        assert facts["bolt"] == {replace(offer, about=Application("Acme", "Engineer"))}
        notices = {}
        for name, chosen in (("all", [acme, bolt]), ("bolt", [bolt])):
            result = scheduled(chosen, Facts(told=facts[name]), datetime(2026, 11, 23, 9, tzinfo=ZONE))
            notices[name] = [step.uid for step in result.steps if step.kind is Kind.OFFER_NOTICE]
        assert notices["all"] == notices["bolt"] != []

    def test_only_what_is_about_the_chosen_is_told(self):
        acme, bolt = interview(), interview("b1")
        day = date(2026, 11, 20)
        facts = [Rejected(acme.key, day), Rejected(Application("Bolt Inc."), day), StepDone("x", day)]
        assert facts_about(facts, [bolt], {}) == set(facts[1:])
        assert facts_about(facts, [acme], {}) == {facts[0], facts[2]}
        maker = OtherOffer(("who", ""), day, day)
        assert facts_about([maker], [acme], {}) == {maker}


@share(0.4)
@given(st.text(max_size=80), st.sampled_from(GARBLERS))
def test_nothing_that_is_typed_stops_a_run_or_is_lost(text, garble):
    search = after_the_interview()
    marked = "".join(char for char in text if char.isprintable())
    search.edit(Kind.DEBRIEF, description=lambda old: garble(f"{old}\n\n{marked}"))
    before = read_memory(search.text, "x").items[step_uid(interview(), Kind.DEBRIEF)].present.event.description
    search.run()
    after = read_memory(search.text, "x").items[step_uid(interview(), Kind.DEBRIEF)].present.event.description
    assert set(before.split()) <= set(after.split())
    assert not search.run()


class Places(RuleBasedStateMachine):
    """Facts come from any of the three places, and go; the plan depends on what is told, never on where or when."""

    @initialize()
    def begin(self):
        self.search = after_the_interview(interview(), interview("b1", 17), now=datetime(2026, 11, 19, 21, tzinfo=ZONE))
        self.told = {}

    @rule(
        uid=st.sampled_from(sorted(NAMES)), sentence=st.sampled_from(sorted(SENTENCES)), garble=st.sampled_from([str])
    )
    def typed(self, uid, sentence, garble):
        if self.search.type(SENTENCES[sentence], typed(sentence), garble, uid):
            self.told[uid, SENTENCES[sentence]] = sentence

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def a_line_is_emptied(self, data):
        uid, label = data.draw(st.sampled_from(sorted(self.told)))
        if self.search.type(label, "", uid=uid):
            del self.told[uid, label]

    @rule(uid=st.sampled_from(sorted(NAMES)), sentence=st.sampled_from(sorted(SENTENCES)))
    def told_by_command(self, uid, sentence):
        self.search.tell(sentence, uid)

    @rule(uid=st.sampled_from(sorted(NAMES)), kind=st.sampled_from([Kind.CHECK_IN, Kind.CLOSING, Kind.THANK_YOU]))
    def ticked_off(self, uid, kind):
        self.search.edit(kind, uid, summary=lambda text: f"✓ {text.removeprefix('✓ ')}")

    @rule(uid=st.sampled_from(sorted(NAMES)), kind=st.sampled_from([Kind.CHECK_IN, Kind.CLOSING]))
    def tick_taken_away(self, uid, kind):
        self.search.edit(kind, uid, summary=lambda text: text.removeprefix("✓ "))

    @rule()
    def run_twice(self):
        self.search.run()
        text = self.search.text
        assert not self.search.run(), "a second run writes nothing"
        assert self.search.text == text

    @rule(days=st.integers(1, 9))
    def time_passes(self, days):
        self.search.now += timedelta(days=days)

    @invariant()
    def the_plan_is_that_of_the_facts(self):
        self.search.look()
        search = self.search
        items = {uid: item for uid, item in read_memory(search.text, "x").items.items()}
        facts = facts_of(items.values(), search.read.facts, todos=False)
        everything = search.read.corrected(search.interviews)
        assert scheduled(everything.values(), facts, search.now) == search.result

    @invariant()
    def nobody_is_written_to_after_an_end(self):
        for step in self.search.result.steps:
            ends = [f for f in self.search.read.facts if isinstance(f, Rejected) and f.about == step.interview.key]
            if ends and step.status in OPEN:
                assert not (step.kind.is_spaced_touch and not step.about)

    @invariant()
    def what_was_typed_stands_in_the_form(self):
        items = read_memory(self.search.text, "x").items
        for (uid, label), sentence in self.told.items():
            item: Item | None = items.get(step_uid(interview(uid), Kind.DEBRIEF))
            assert item, "what the user typed into is never taken away"
            assert f"{label}: {typed(sentence)}" in item.present.event.description


TestPlaces = Places.TestCase
TestPlaces.settings = settings(share(0.12), stateful_step_count=12, suppress_health_check=list(HealthCheck))
