"""The laws of facts, and dated cases of S4, S7, S9, S10 and S11, worked out from the rules by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

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
    Status,
    StepDone,
    StepSkipped,
    Withdrawn,
)
from followcal.core.interview import Interview, Person
from followcal.core.planning import step_uid
from followcal.core.policy import DEFAULT_POLICY, Channel, Kind
from followcal.core.timeline import AnswerBy, SilenceMeansNo, StatedTimeline
from life import OPEN, ZONE, events, facts_told, scheduled, written

DAY = timedelta(days=1)
ACME = Application("Acme", "Data Engineer")
WED = date(2026, 11, 18)


def interview(uid="one", day=WED, hour=14, **changes):
    start = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    fields = {"company": "Acme", "role": "Data Engineer", "interviewers": (Person("Ann Lee", "ann@acme.com"),)}
    return Interview(uid=uid, start=start, end=start + timedelta(hours=1), **{**fields, **changes})


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def steps(*found, told=(), now="2026-11-18 16:00", standing=None, policy=DEFAULT_POLICY, **options):
    facts = Facts(standing or {}, told=frozenset(told), **options)
    return scheduled(found, facts, at(now), policy)


def standing_at(*found, told=(), now="2026-11-16 08:00"):
    """What was written at `now`."""
    return written(steps(*found, told=told, now=now), Facts())


def of(result, kind, *statuses):
    return [step for step in result.steps if step.kind is kind and step.status in (statuses or OPEN)]


def window(step):
    return tuple(f"{moment:%a %d %b %H:%M}" for moment in (step.window.earliest, step.window.latest))


@st.composite
def searches(draw):
    numbers = draw(st.lists(st.integers(0, 5), unique=True, min_size=1))
    found = [draw(events(f"i{number}")) for number in numbers]
    now = datetime(2026, 11, 9, 12, tzinfo=UTC) + draw(st.integers(-2, 70)) * DAY
    return found, draw(st.frozensets(facts_told(), max_size=6)), now


class TestLaws:
    @given(searches(), st.randoms())
    def test_order_and_repetition_are_no_matter(self, search, shuffle):
        found, told, now = search
        facts, again = list(told), list(found)
        shuffle.shuffle(facts)
        shuffle.shuffle(again)
        first = scheduled(found, Facts(told=told), now)
        assert scheduled(again, Facts(told=frozenset(facts + facts)), now) == first

    @given(searches(), facts_told())
    def test_taking_a_fact_back_restores_the_plan(self, search, fact):
        """What was written in the meantime is withdrawn again."""
        found, told, now = search
        told = told - {fact}
        before = scheduled(found, Facts(told=told), now)
        standing = written(before, Facts())
        meantime = scheduled(found, Facts(standing, told=told | {fact}), now)
        facts = Facts(written(meantime, Facts(standing)), told=told)
        after = scheduled(found, facts, now)

        def open_steps(result):
            return {(s.uid, s.to, s.window, s.status) for s in result.steps if s.status in OPEN}

        started = {s.uid for s in (*before.steps, *meantime.steps) if s.start <= now}
        restored = {each for each in open_steps(after) if each[0] not in started}
        assert restored == {each for each in open_steps(before) if each[0] not in started}

    @given(searches(), facts_told())
    def test_an_answer_never_adds_a_touch(self, search, fact):
        """S10: heard back, an outcome, a rejection: check-ins and closings become fewer, or stay."""
        found, told, now = search
        answers = (HeardBack, Rejected, Offer, Withdrawn)
        told = frozenset(each for each in told if not isinstance(each, answers))
        if isinstance(fact, answers):
            first, after = (scheduled(found, Facts(told=each), now) for each in (told, told | {fact}))
            both = [{s.uid for s in result.steps if s.kind.is_spaced_touch} for result in (first, after)]
            assert both[1] <= both[0]

    @given(searches(), facts_told())
    def test_facts_of_one_employer_change_no_windows_at_another(self, search, fact):
        found, _, now = search
        fact = replace(fact, about=Application("Acme")) if isinstance(fact, HeardBack | Rejected | Asked) else None
        if fact:
            first, after = (scheduled(found, Facts(told=frozenset(each)), now) for each in ((), (fact,)))
            both = [{(s.uid, s.to, s.window) for s in r.steps if s.interview.company == "Bolt"} for r in (first, after)]
            assert both[0] == both[1]


class TestMaterials:
    def test_two_business_days_after_the_interview_or_the_promise(self):
        """S4: Wed 18 Nov + 2 is Fri 20 Nov; promised on Wed 25 Nov, over Thanksgiving, Mon 30 Nov."""
        told = [Promised(("one", ""), WED, "portfolio"), Promised(("one", ""), date(2026, 11, 25), "a link")]
        first, second = of(steps(interview(), told=told), Kind.MATERIALS)
        assert window(first) == ("Wed 18 Nov 15:00", "Fri 20 Nov 17:00")
        assert window(second) == ("Wed 25 Nov 08:00", "Mon 30 Nov 17:00")
        assert (first.about, second.about) == ("portfolio", "a link")

    def test_one_thing_is_one_step_however_it_is_written(self):
        told = [Promised(("one", ""), WED, text) for text in ("My portfolio", "my  Portfolio!")]
        assert len(of(steps(interview(), told=told), Kind.MATERIALS)) == 1

    def test_it_is_withdrawn_when_the_promise_is_taken_back(self):
        told = [Promised(("one", ""), WED, "portfolio")]
        standing = standing_at(interview(), told=told)
        [gone] = of(steps(interview(), standing=standing, now="2026-11-18 14:00"), Kind.MATERIALS, Status.WITHDRAWN)
        assert [(r.rule, r.text) for r in gone.reasons] == [("S4", "what it followed from holds no more")]


class TestOutcomes:
    def test_a_rejection_leaves_one_reply(self):
        """S10: from Thu 19 Nov to Mon 23 Nov; in place of the note."""
        result = steps(interview(), told=[Rejected(ACME, date(2026, 11, 19))], now="2026-11-19 07:00")
        [reply] = [step for step in result.steps if step.status in OPEN]
        assert (reply.kind, window(reply)) == (Kind.GRACIOUS_REPLY, ("Thu 19 Nov 08:00", "Mon 23 Nov 17:00"))
        assert reply.to == Person("Ann Lee", "ann@acme.com")

    def test_a_note_that_is_out_is_done_all_the_same(self):
        told = [Rejected(ACME, date(2026, 11, 19)), NoteSent(("one", ""), WED)]
        result = steps(interview(), told=told, now="2026-11-19 07:00")
        assert [step.made for step in of(result, Kind.THANK_YOU, Status.DONE)] == [WED]

    @pytest.mark.parametrize(
        ("told", "kinds"),
        [
            pytest.param([Rejected(ACME, WED), Offer(ACME, WED + DAY)], {"thank-you"}, id="the later one wins"),
            pytest.param([Offer(ACME, WED), Rejected(ACME, WED)], {"gracious-reply"}, id="of one day, the more final"),
            pytest.param([Rejected(ACME, WED), Withdrawn(ACME, WED)], {"thank-you"}, id="withdrawn is the most final"),
            pytest.param([Rejected(ACME, WED), HeardBack(ACME, WED + DAY)], {"gracious-reply"}, id="no contradiction"),
            pytest.param([HeardBack(Application("Acme"), WED)], {"thank-you"}, id="no role named"),
            pytest.param([HeardBack(Application("acme.com", "DATA engineer"), WED)], {"thank-you"}, id="spelling"),
        ],
    )
    def test_which_fact_counts(self, told, kinds):
        result = steps(interview(), told=told)
        touches = set(Kind) - {Kind.DEBRIEF, Kind.REFERENCES}
        assert {step.kind.value for step in result.steps if step.status in OPEN and step.kind in touches} == kinds

    def test_a_role_that_is_unknown_can_only_be_the_one_named(self):
        assert not of(steps(interview(role=None), told=[HeardBack(ACME, WED)]), Kind.CHECK_IN)
        result = steps(interview(), told=[fact := HeardBack(Application("Acme", "Cook"), WED)])
        assert of(result, Kind.CHECK_IN)
        assert result.idle == (fact,)

    def test_facts_about_nothing_that_is_known_are_idle(self):
        told = {Promised(("no", ""), WED, "x"), Said(("no", ""), StatedTimeline(said_on=WED)), Offer(("no", ""), WED)}
        told |= {NoteSent(Application("Nowhere"), WED)}
        assert set(steps(interview(), told=told).idle) == told
        assert steps(interview()).idle == ()

    def test_an_outcome_speaks_for_the_rounds_up_to_its_day(self):
        two = interview("two", WED + 14 * DAY)
        result = steps(interview(), two, told=[Withdrawn(ACME, WED + DAY)], now="2026-11-20 09:00")
        assert {s.kind for s in result.steps if s.interview.uid == "two" and s.status in OPEN} >= {
            Kind.PREP,
            Kind.CHECK_IN,
        }

    def test_an_owed_note_of_a_closed_application_is_not_caught_up_with(self):
        """S11: overdue since Fri 20 Nov and never written."""
        result = steps(interview(), told=[Offer(ACME, date(2026, 11, 23))], now="2026-11-24 09:00")
        assert not [step for step in result.steps if step.status in OPEN]
        assert {step.kind for step in result.over} == {Kind.THANK_YOU, Kind.DEBRIEF, Kind.REFERENCES}
        assert of(steps(interview(), told=[Offer(ACME, WED)]), Kind.THANK_YOU)


class TestOtherOffers:
    BOLT = interview("bolt", WED, 10, company="Bolt")

    def notices(self, *found, on=date(2026, 11, 20), by=date(2026, 12, 1), about=None, **options):
        result = steps(*found, told=[OtherOffer(about, on, by)], now="2026-11-20 08:00", **options)
        return of(result, Kind.OFFER_NOTICE)

    def test_two_business_days_before_the_decision(self):
        """Tue 1 Dec - 2 is Fri 27 Nov."""
        [notice] = self.notices(interview())
        assert window(notice) == ("Fri 20 Nov 09:00", "Fri 27 Nov 17:00")
        assert [reason.rule for reason in notice.reasons][:2] == ["S10", "S7"]

    def test_who_made_it_is_told_nothing(self):
        for about in (Application("Bolt"), ("bolt", "")):
            assert [step.interview.uid for step in self.notices(interview(), self.BOLT, about=about)] == ["one"]
        assert len(self.notices(interview(), self.BOLT, about=Application("Elsewhere"))) == 2
        assert len(self.notices(interview(), self.BOLT, about=("elsewhere", ""))) == 2

    def test_who_made_it_is_told_nothing_even_if_a_round_follows(self):
        """That round reopens the application (S9); it is still their own offer."""
        again = replace(self.BOLT, uid="again", start=self.BOLT.start + 7 * DAY, end=self.BOLT.end + 7 * DAY)
        found = self.notices(interview(), self.BOLT, again, about=Application("Bolt"))
        assert [step.interview.uid for step in found] == ["one"]

    def test_a_later_word_on_it_is_the_one(self):
        offers = [OtherOffer(None, date(2026, 11, 19), date(2026, 11, 24)), OtherOffer(None, WED, date(2026, 12, 1))]
        [notice] = of(steps(interview(), told=offers), Kind.OFFER_NOTICE)
        assert window(notice)[1] == "Fri 20 Nov 17:00"

    def test_in_a_hurry_it_is_told_on_the_next_business_day_and_says_so(self):
        [notice] = self.notices(interview(), by=date(2026, 11, 23))
        assert window(notice) == ("Fri 20 Nov 09:00", "Fri 20 Nov 17:00")
        assert "later than the 2 business days" in notice.reasons[0].text

    @pytest.mark.parametrize(
        ("changes", "on", "by"),
        [
            pytest.param({}, date(2026, 11, 21), date(2026, 11, 22), id="no business day is left"),
            pytest.param({"timeline": StatedTimeline(no_contact=True)}, WED, WED + 9 * DAY, id="no contact"),
            pytest.param({"timeline": StatedTimeline(SilenceMeansNo(WED))}, WED + DAY, WED + 9 * DAY, id="a no"),
            pytest.param({"cancelled": True}, WED, WED + 9 * DAY, id="called off"),
            pytest.param({"day": WED + 20 * DAY}, WED, WED + 9 * DAY, id="not begun"),
            pytest.param({"day": WED - 90 * DAY}, WED, WED + 9 * DAY, id="long over"),
        ],
    )
    def test_where_there_is_nothing_to_hope_for_nobody_is_told(self, changes, on, by):
        assert self.notices(interview(**changes), on=on, by=by) == []

    def test_after_the_decision_it_is_over(self):
        result = steps(interview(), told=[OtherOffer(None, WED, date(2026, 11, 24))], now="2026-11-24 17:01")
        assert Kind.OFFER_NOTICE in {step.kind for step in result.over}
        assert not of(result, Kind.OFFER_NOTICE)


class TestCaps:
    def test_asked_is_one_more_on_the_day_they_named(self):
        """S7: Sat 21 Nov is adjusted to Mon 23 Nov; no day named: within two business days, Thu 19 to Mon 23 Nov."""
        for day, expected in (
            (date(2026, 11, 21), ("Mon 23 Nov 10:00", "Mon 23 Nov 17:00")),
            (None, ("Thu 19 Nov 10:00", "Mon 23 Nov 17:00")),
        ):
            [call] = of(steps(interview(), told=[Asked(ACME, WED + DAY, day)]), Kind.CHECK_IN)
            assert window(call) == expected
            assert call.reasons[0].rule == "S7"

    def test_asked_after_a_no_is_answered_and_before_it_is_not(self):
        for on, count in ((WED, 0), (WED + 2 * DAY, 1)):
            told = [Rejected(ACME, WED + DAY), Asked(ACME, on)]
            assert len(of(steps(interview(), told=told), Kind.CHECK_IN)) == count

    def test_a_call_for_a_round_that_is_called_off_later_was_a_call(self):
        """S7: the check-in of the first round does not come back, the closing does."""
        one, two = interview(), interview("two", WED + 6 * DAY)
        standing = standing_at(one, two)
        off = replace(two, cancelled=True, stamp=at("2026-12-02 09:00"))
        result = steps(one, off, standing=standing, now="2026-12-03 09:00")
        assert [s.interview.uid for s in of(result, Kind.CHECK_IN, Status.DONE)] == ["two"]
        assert of(result, Kind.CHECK_IN) == []
        assert [s.interview.uid for s in of(result, Kind.CLOSING)] == ["one"]

    def test_a_closing_is_the_only_one_ever(self):
        """S6."""
        standing = standing_at(interview())
        two = interview("two", date(2027, 1, 6))
        result = steps(interview(), two, standing=standing, now="2027-01-04 09:00")
        assert len(of(result, Kind.CLOSING, Status.DONE)) == 1
        assert of(result, Kind.CLOSING) == []
        assert [s.interview.uid for s in of(result, Kind.CHECK_IN)] == ["two"]

    def test_a_closing_of_an_event_that_is_part_of_a_round_by_now_was_one(self):
        """S6, I7: told about the second event, which has joined the first one since."""
        pm, three = interview("pm", hour=15), interview("three", WED + 20 * DAY)
        done = StepDone(step_uid(pm, Kind.CLOSING), WED + 16 * DAY)
        result = steps(interview(hour=13), pm, three, told=[done], now="2026-12-05 09:00")
        assert [len(each.events) for each in result.interviews] == [2, 1]
        assert of(result, Kind.CLOSING) == []

    def test_contact_that_was_told_of_counts_although_it_was_never_planned(self):
        """S8: called on Tue 24 Nov before the second round, on the other role not before Tue 1 Dec."""
        two = interview("two", WED + 7 * DAY)
        other = interview("other", WED - DAY, role="Team Lead")
        done = StepDone(step_uid(interview(), Kind.CHECK_IN), date(2026, 11, 24))
        result = steps(interview(), two, other, told=[done], now="2026-11-25 16:00")
        [call] = of(result, Kind.CHECK_IN, Status.DONE)
        assert (call.interview.uid, call.made) == ("one", date(2026, 11, 24))
        moved = next(s for s in of(result, Kind.CHECK_IN) if s.interview.uid == "other")
        text = "call to Acme on Tue 24 Nov about Data Engineer: not before Tue 1 Dec"
        assert text in [reason.text for reason in moved.reasons]

    def test_a_new_day_after_a_told_call_unlocks_one_and_only_one(self):
        def said(day, by):
            return Said(ACME, StatedTimeline(AnswerBy(by), said_on=day))

        uid = step_uid(interview(), Kind.CHECK_IN)
        told = [StepDone(uid, date(2026, 11, 25)), said(date(2026, 11, 25), date(2026, 12, 4))]
        [call] = of(steps(interview(), told=told, now="2026-11-25 16:00"), Kind.CHECK_IN)
        assert window(call) == ("Mon 07 Dec 10:00", "Wed 09 Dec 17:00")
        told.append(StepDone(call.uid, date(2026, 12, 7)))
        assert of(steps(interview(), told=told, now="2026-12-07 16:00"), Kind.CHECK_IN) == []
        assert len(of(steps(interview(), told=told, now="2026-12-07 16:00"), Kind.CHECK_IN, Status.DONE)) == 2

    def test_a_day_said_before_the_call_and_told_after_it_moves_the_call(self):
        """Nothing new was said since: the same event, Wed 25 Nov, moves behind Fri 4 Dec."""
        said = Said(ACME, StatedTimeline(AnswerBy(date(2026, 12, 4)), said_on=WED))
        standing = standing_at(interview())
        [call] = of(steps(interview(), told=[said], standing=standing, now="2026-11-26 09:00"), Kind.CHECK_IN)
        assert (call.uid, window(call)[0]) == (step_uid(interview(), Kind.CHECK_IN), "Mon 07 Dec 10:00")

    def test_the_day_that_was_told_counts_not_the_one_that_was_planned(self):
        """S8: planned for Wed 25 Nov, done on Mon 23 Nov: the other role not before Mon 30 Nov."""
        other = interview("other", WED + DAY, role="Team Lead")
        standing = standing_at(interview())
        done = StepDone(step_uid(interview(), Kind.CHECK_IN), date(2026, 11, 23))
        result = steps(interview(), other, told=[done], standing=standing, now="2026-11-24 09:00")
        moved = next(s for s in of(result, Kind.CHECK_IN) if s.interview.uid == "other")
        assert window(moved)[0] == "Mon 30 Nov 10:00"

    def test_what_was_prepared_before_a_move_is_not_prepared_for_what_is_past(self):
        """S0: planned for Wed 18 Nov, moved to Mon 23 Nov, and run on Tue 24 Nov."""
        standing = standing_at(interview())
        moved = interview(day=WED + 5 * DAY)
        assert of(steps(moved, standing=standing, now="2026-11-24 09:00"), Kind.PREP) == []

    def test_skipped_is_left_out_and_done_is_stronger(self):
        uid = step_uid(interview(), Kind.CHECK_IN)
        skipped, done = StepSkipped(uid, WED), StepDone(uid, WED)
        assert of(steps(interview(), told=[skipped]), Kind.CHECK_IN) == []
        assert len(of(steps(interview(), told=[skipped, done]), Kind.CHECK_IN, Status.DONE)) == 1
        later = StepSkipped(uid, WED + DAY)
        assert of(steps(interview(), told=[done, later]), Kind.CHECK_IN, Status.DONE) == []

    @pytest.mark.parametrize("how", ["skipped", "deleted", "done"])
    def test_references_that_are_settled_are_settled_for_all_rounds(self, how):
        """S3, S9: whichever round they were planned with."""
        one, two = interview(), interview("two", WED + 7 * DAY)
        uid = step_uid(two, Kind.REFERENCES)
        fact = {"skipped": StepSkipped(uid, WED), "done": StepDone(uid, WED)}.get(how)
        options = {"told": [fact]} if fact else {"deleted": frozenset({uid})}
        assert of(steps(one, two, now="2026-11-13 09:00", **options), Kind.REFERENCES) == []

    def test_what_the_policy_leaves_out_is_withdrawn_and_what_they_asked_for_is_not(self):
        """S7."""
        none = replace(DEFAULT_POLICY, check_in_count=0, closing_count=0)
        standing = standing_at(interview())
        result = steps(interview(), told=[Asked(ACME, WED)], standing=standing, policy=none)
        assert [step.about for step in of(result, Kind.CHECK_IN, Status.PLANNED)] == ["asked 2026-11-18"]
        [gone] = of(result, Kind.CLOSING, Status.WITHDRAWN)
        assert [(r.rule, r.text) for r in gone.reasons] == [("S7", "your policy asks for none")]


class TestSaid:
    def check_in(self, *told, **changes):
        [step] = of(steps(interview(**changes), told=told, now="2026-11-18 16:00"), Kind.CHECK_IN)
        return window(step)[0], step.channel

    def said(self, by, on=WED, about=ACME, **more):
        return Said(about, StatedTimeline(AnswerBy(by), said_on=on, **more))

    def test_the_last_word_counts_and_of_one_day_the_more_patient(self):
        early, late = date(2026, 11, 24), date(2026, 12, 4)
        assert self.check_in(self.said(late), self.said(early, WED + DAY))[0] == "Wed 25 Nov 10:00"
        assert self.check_in(self.said(late), self.said(early))[0] == "Mon 07 Dec 10:00"
        assert self.check_in(self.said(early), timeline=StatedTimeline(AnswerBy(late)))[0] == "Mon 07 Dec 10:00"

    def test_no_calls_stays_said(self):
        quiet = Said(ACME, StatedTimeline(no_calls=True, said_on=WED))
        assert self.check_in(quiet, self.said(date(2026, 12, 4), WED + DAY)) == ("Mon 07 Dec 09:00", Channel.EMAIL)

    def test_a_day_that_the_interview_moved_behind_is_counted_on_no_more(self):
        assert self.check_in(self.said(WED - DAY, WED - 5 * DAY))[0] == "Wed 25 Nov 10:00"
        old = StatedTimeline(AnswerBy(WED - DAY))
        assert self.check_in(self.said(date(2026, 12, 4)), timeline=old)[0] == "Mon 07 Dec 10:00"

    def test_it_is_about_the_last_round_held_by_then(self):
        two = interview("two", WED + 6 * DAY)
        told = [self.said(date(2026, 12, 4), WED + 6 * DAY)]
        result = steps(interview(), two, told=told, now="2026-11-24 16:00")
        assert [window(s)[0] for s in of(result, Kind.CHECK_IN)] == ["Mon 07 Dec 10:00"]
        assert [i.timeline is not None for i in result.interviews] == [False, True]
        assert result.interviews[1].events == (two,)  # remembered as its source has it


class TestPeople:
    PANEL = (Person("Ann Lee", "ann@acme.com"), Person("Bo Chen", "bo@acme.com"), Person("Ann Marsh"))

    @pytest.mark.parametrize(
        ("to", "left"),
        [
            pytest.param("Ann Lee", ["Bo Chen", "Ann Marsh"], id="the name"),
            pytest.param("BO@acme.com", ["Ann Lee", "Ann Marsh"], id="the address"),
            pytest.param("marsh", ["Ann Lee", "Bo Chen"], id="a word that only one has"),
            pytest.param("Ann", ["Ann Lee", "Bo Chen", "Ann Marsh"], id="two of that name: an owed note stays"),
            pytest.param("Zoe", ["Ann Lee", "Bo Chen", "Ann Marsh"], id="nobody here"),
            pytest.param("!", ["Ann Lee", "Bo Chen", "Ann Marsh"], id="no word"),
            pytest.param(None, [], id="to all"),
        ],
    )
    def test_who_is_still_to_be_thanked(self, to, left):
        result = steps(interview(interviewers=self.PANEL), told=[NoteSent(("one", ""), WED, to)])
        assert [step.to.name for step in of(result, Kind.THANK_YOU)] == left

    def test_a_note_that_is_sent_does_not_hold_the_others_where_it_stood(self):
        """Bo was thanked, then the interview moved from Wed 18 to Mon 23 Nov: the others lie behind it."""
        panel = interview(interviewers=self.PANEL)
        moved = replace(panel, start=panel.start + 5 * DAY, end=panel.end + 5 * DAY)
        told = [NoteSent(("one", ""), WED, "Bo Chen")]
        result = steps(moved, told=told, standing=standing_at(panel), now="2026-11-20 09:00")
        assert [(s.to.name, f"{s.start:%a %d %b}") for s in of(result, Kind.THANK_YOU)] == [
            ("Ann Lee", "Mon 23 Nov"),
            ("Ann Marsh", "Mon 23 Nov"),
        ]
        assert result.steps[0].status is not Status.DONE or result.steps[0].kind is not Kind.THANK_YOU

    def test_a_note_that_was_withdrawn_is_no_note_to_keep_a_week_from(self):
        """P3: two events of Wed 18 Nov become one; the second one's note would have gone out on Thu 19 Nov."""
        am, pm = interview("am", WED, 9), interview("pm", WED, 19)
        standing = standing_at(am, pm)
        joined = replace(pm, start=at("2026-11-18 10:15"), end=at("2026-11-18 11:00"))
        result = steps(am, joined, standing=standing, now="2026-11-16 09:00")
        assert [f"{s.start:%a %d %b}" for s in of(result, Kind.THANK_YOU, Status.WITHDRAWN)] == ["Thu 19 Nov"]
        assert [f"{s.start:%a %d %b}" for s in of(result, Kind.CHECK_IN)] == ["Wed 25 Nov"]

    def test_a_round_keeps_the_name_that_any_of_its_steps_was_written_under(self):
        """I7: the second event's step stands, what was promised; the first joins it later."""
        am, pm = interview("am", hour=13), interview("pm", hour=15)
        told = [Promised(("pm", ""), WED, "portfolio")]
        standing = {u: s for u, s in standing_at(pm, told=told).items() if s.kind is Kind.MATERIALS}
        result = steps(am, pm, told=told, standing=standing, now="2026-11-17 09:00")
        assert [each.uid for each in result.interviews] == ["pm"]
        assert [step.uid for step in of(result, Kind.MATERIALS)] == list(standing)

    def test_if_nobody_of_the_panel_came_it_did_not_take_place(self):
        told = [NoShow(("one", ""), WED, name) for name in ("Ann Lee", "Bo Chen", "Ann Marsh")]
        result = steps(interview(interviewers=self.PANEL), told=told)
        assert of(result, Kind.THANK_YOU) == []
        [mail] = of(result, Kind.CHECK_IN)
        assert (window(mail), mail.channel) == (("Wed 18 Nov 15:00", "Thu 19 Nov 17:00"), Channel.EMAIL)

    def test_who_had_a_note_of_their_own_before_the_events_became_one_round_gets_no_second_one(self):
        """I7, S2: pm was thanked for; then am moves right before it, and both are one round of am."""
        am = interview("am", WED + 5 * DAY, 10, interviewers=self.PANEL[:1])
        pm = interview("pm", WED, 12, interviewers=self.PANEL[1:2])
        standing = standing_at(am, pm)
        now = "2026-11-18 15:30"
        joined = replace(am, start=at("2026-11-18 10:00"), end=at("2026-11-18 11:00"))
        result = steps(pm, joined, standing={u: s for u, s in standing.items() if s.kind is Kind.THANK_YOU}, now=now)
        assert [len(each.events) for each in result.interviews] == [2]
        assert [step.to.name for step in of(result, Kind.THANK_YOU)] == ["Ann Lee"]
