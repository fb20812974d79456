"""The life of applications as a state machine, and the laws of facts.

Interviews come, move, are called off and merge; facts arrive late, twice, in any order, and are taken back; time
passes; what was planned is written, as the commands write it. After each step the invariants of restraint hold, and the
plan is that of what is known, whatever the order in which it became known.
"""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from followcal.core.facts import Facts, Offer, Rejected, Status
from followcal.core.freebusy import Period
from followcal.core.outcomes import sort_facts
from followcal.core.planning import step_uid
from followcal.core.policy import DEFAULT_POLICY, Channel, Kind
from followcal.core.step import ASKED, NO_SHOW
from life import CALENDAR, DAY, OPEN, ZONE, days, events, facts_told, places, scheduled, written
from shares import share
from strategies import tightened

FIRST_KINDS = (Kind.DEBRIEF, Kind.THANK_YOU)


class Search(RuleBasedStateMachine):
    """One user's search."""

    @initialize()
    def begin(self):
        self.interviews, self.told, self.standing = {}, set(), {}
        self.now = datetime(2026, 11, 8, 12, tzinfo=UTC)
        self.written_before = {}
        self.look()

    @rule(data=st.data())
    def an_interview_comes(self, data):
        uid = f"i{data.draw(st.integers(0, 5))}"
        if uid not in self.interviews:
            self.interviews[uid] = data.draw(events(uid))

    @precondition(lambda self: self.interviews)
    @rule(data=st.data(), day=days(0, 40), hour=st.integers(9, 18))
    def one_moves(self, data, day, hour):
        uid = data.draw(st.sampled_from(sorted(self.interviews)))
        start = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
        assume(start > self.now)
        self.interviews[uid] = replace(self.interviews[uid], start=start, end=start + timedelta(hours=1))

    @precondition(lambda self: len(self.interviews) > 1)
    @rule(data=st.data())
    def two_merge(self, data):
        """One moves right behind another one of the same employer."""
        one, other = data.draw(st.lists(st.sampled_from(sorted(self.interviews)), min_size=2, max_size=2, unique=True))
        first = self.interviews[one]
        moved = replace(
            self.interviews[other],
            company=first.company,
            role=first.role,
            start=first.end + timedelta(minutes=15),
            end=first.end + timedelta(minutes=60),
        )
        self.interviews[other] = moved

    @precondition(lambda self: self.interviews)
    @rule(data=st.data())
    def one_is_called_off_or_on_again(self, data):
        uid = data.draw(st.sampled_from(sorted(self.interviews)))
        old = self.interviews[uid]
        self.interviews[uid] = replace(old, cancelled=not old.cancelled, stamp=self.now)

    @rule(fact=facts_told())
    def a_fact_is_told(self, fact):
        self.told.add(fact)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def a_fact_is_told_twice_or_taken_back(self, data):
        fact = data.draw(st.sampled_from(sorted(self.told, key=repr)))
        if data.draw(st.booleans()):
            self.told.add(fact)
        else:
            self.told.discard(fact)

    @precondition(lambda self: any(s.kind in FIRST_KINDS for s in self.standing.values()))
    @rule(data=st.data(), day=days(0, 40), hour=st.integers(0, 23))
    def the_user_moves_a_note_or_a_debrief(self, data, day, hour):
        uid = data.draw(st.sampled_from(sorted(uid for uid, s in self.standing.items() if s.kind in FIRST_KINDS)))
        old = self.standing[uid]
        start = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
        length = old.period.end - old.period.start
        self.standing[uid] = replace(old, period=Period(start, start + length), pinned=True)

    @rule(hours=st.sampled_from([1, 6, 24, 24 * 3, 24 * 8, 24 * 30]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def the_plan_is_written(self):
        self.written_before = self.standing
        self.standing = written(self.result, self.facts())
        new = {uid: s for uid, s in self.standing.items() if uid not in self.written_before}
        assert all(standing.period.start >= self.now for standing in new.values())
        again = written(scheduled(self.interviews.values(), self.facts(), self.now), self.facts())
        assert places(again) == places(self.standing)

    def facts(self):
        return Facts(self.standing, told=frozenset(self.told))

    def look(self):
        self.result = scheduled(self.interviews.values(), self.facts(), self.now)
        self.rounds = {interview.key: interview for interview in self.result.interviews}
        groups = {}
        for interview in self.result.interviews:
            groups.setdefault(interview.application, []).append(interview)
        self.sorted = sort_facts(list(groups.values()), self.told)

    @invariant()
    def what_always_holds(self):
        self.look()
        self.the_plan_is_that_of_what_is_known()
        self.no_more_than_the_cap()
        self.no_second_note_for_one_meeting()
        self.an_owed_note_is_never_lost()
        self.nothing_about_an_interview_is_presumed_done_before_it()
        self.never_too_early()
        self.touches_of_one_employer_keep_their_distance()
        self.touches_lie_on_business_days_and_in_contact_hours()
        self.nothing_new_starts_in_the_past()
        self.what_is_told_of_closed_applications_ends_them()

    def the_plan_is_that_of_what_is_known(self):
        for seed in (1, 2):
            shuffled, told = list(self.interviews.values()), list(self.told)
            random.Random(seed).shuffle(shuffled)
            random.Random(seed).shuffle(told)
            standing = dict(random.Random(seed).sample(sorted(self.standing.items()), len(self.standing)))
            assert scheduled(shuffled, Facts(standing, told=frozenset(told)), self.now) == self.result

    def no_more_than_the_cap(self):
        """S7: one check-in and one closing that is open, references once, one note for each person and round."""
        open_steps = [step for step in self.result.steps if step.status in OPEN]
        for kind in (Kind.CHECK_IN, Kind.CLOSING, Kind.REFERENCES, Kind.GRACIOUS_REPLY):
            found = [s.interview.application for s in open_steps if s.kind is kind and not s.about.startswith(ASKED)]
            assert len(found) == len(set(found)), kind
        uids = [(step.uid, step.to) for step in self.result.steps]
        assert len(uids) == len(set(uids))
        closings = [s for s in self.result.steps if s.kind is Kind.CLOSING and s.status is not Status.WITHDRAWN]
        for closing in closings:
            if closing.status in OPEN:
                made = [s for s in closings if s.interview.application == closing.interview.application]
                assert [s for s in made if s.status is Status.DONE and s.start >= s.interview.end] == []

    def no_second_note_for_one_meeting(self):
        """S2: to nobody to whom the note of this round, or of one of its events, is out already."""
        for note in self.result.steps:
            if note.kind is Kind.THANK_YOU and note.status in OPEN:
                sent = self.sorted.meeting(note.interview).note_sent(note.interview.interviewers, note.to)
                assert sent is None
                old = self.standing.get(note.uid)
                assert not old or old.period.start > self.now or old.period.start < note.interview.end, (note, old)

    def an_owed_note_is_never_lost(self):
        """S2, S9, S10, S11."""
        notes = {(s.uid, s.to) for s in (*self.result.steps, *self.result.over) if s.kind is Kind.THANK_YOU}
        for life in self.sorted.lives:
            for interview in life.rounds:
                came = not self.sorted.meeting(interview).nobody_came
                uid = step_uid(interview, Kind.THANK_YOU)
                skipped = uid in self.sorted.skipped
                if came and not interview.cancelled and not skipped and not life.is_replaced(interview):
                    assert {(uid, person) for person in interview.interviewers or (None,)} <= notes
                if life.closed and isinstance(life.closed, Rejected):
                    replies = [s for s in self.result.steps if s.kind is Kind.GRACIOUS_REPLY]
                    over = [s for s in self.result.over if s.kind is Kind.GRACIOUS_REPLY]
                    assert any(s.interview in life.rounds for s in (*replies, *over))

    def nothing_about_an_interview_is_presumed_done_before_it(self):
        """S11: also where the user moved it there, however often it was planned since."""
        for step in self.result.steps:
            if step.kind in FIRST_KINDS and step.status is Status.DONE and step.made is None:
                assert step.start >= step.interview.start, step

    def never_too_early(self):
        """S5: no check-in before the answer is due plus one business day; none before day 7 when nothing was said."""
        for step in self.result.steps:
            unlocked = step.about.startswith(ASKED) or step.about == NO_SHOW
            if step.kind is Kind.CHECK_IN and step.status in OPEN and not unlocked:
                timeline, day = step.interview.timeline, step.interview.day
                first = timeline.contact_from(CALENDAR) if timeline else None
                assert step.start.date() >= (first or day + 7 * DAY)
                assert not timeline or timeline.allows_check_in

    def touches_of_one_employer_keep_their_distance(self):
        """S8: what is open moves for all that lies at a known day."""
        touches = [s for s in self.result.steps if s.status is not Status.WITHDRAWN]
        touches = [s for s in touches if s.kind.is_spaced_touch or s.kind is Kind.OFFER_NOTICE]
        for one in touches:
            if one.status in OPEN and not one.unspaced:
                for other in touches:
                    if other is not one and other.interview.employer == one.interview.employer:
                        assert abs((one.start.date() - other.contact_day).days) >= 7, (one, other)

    def touches_lie_on_business_days_and_in_contact_hours(self):
        for step in self.result.steps:
            touch = step.kind.is_spaced_touch or step.kind is Kind.OFFER_NOTICE
            if touch and step.status in OPEN:
                assert CALENDAR.is_business_day(step.start.date()), step
                if step.channel is Channel.PHONE:
                    assert step.start.hour in (10, 11, 14, 15)

    def nothing_new_starts_in_the_past(self):
        """S11; and no open step lies in the past at all, but where the user moved it to."""
        for step in self.result.steps:
            old = self.standing.get(step.uid)
            if step.status in OPEN and not (old and old.pinned):
                assert step.start >= self.now, step

    def what_is_told_of_closed_applications_ends_them(self):
        """S10."""
        for life in self.sorted.lives:
            if life.closed is None:
                continue
            allowed = {Kind.THANK_YOU}
            if isinstance(life.closed, Rejected):
                allowed = {Kind.GRACIOUS_REPLY}
            elif isinstance(life.closed, Offer):
                allowed |= {Kind.DEBRIEF, Kind.PREP, Kind.REFERENCES, Kind.MATERIALS}
            keys = {interview.key for interview in life.rounds}
            found = [s for s in self.result.steps if s.interview.key in keys and s.status in OPEN]
            assert {s.kind for s in found if not s.about.startswith(ASKED)} <= allowed


TestSearch = Search.TestCase
TestSearch.settings = settings(
    share(0.25),
    stateful_step_count=25,
    suppress_health_check=list(HealthCheck),
)


@given(st.data())
def test_a_stricter_policy_never_gives_more_touches_whatever_was_told(data):
    found = [data.draw(events(f"i{n}")) for n in range(data.draw(st.integers(1, 3)))]
    facts = Facts(told=frozenset(data.draw(st.lists(facts_told(), max_size=3))))
    now = datetime(2026, 11, 9, 8, tzinfo=ZONE) + data.draw(st.integers(0, 40)) * DAY
    loose, tight = (
        sum(
            step.kind in (Kind.CHECK_IN, Kind.CLOSING) and step.status in OPEN and policy.allows(step.kind)
            for step in scheduled(found, facts, now, policy).steps
        )
        for policy in (DEFAULT_POLICY, data.draw(tightened(DEFAULT_POLICY)))
    )
    assert tight <= loose
