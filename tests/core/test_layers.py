"""The laws of policies over policies, and what a tighter one does to a plan."""

from datetime import UTC

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from followcal.core.business_days import CalendarDays
from followcal.core.interview import Office
from followcal.core.layers import DEFAULT, Authority, Layer, Layered, layered
from followcal.core.planning import plan
from followcal.core.policy import (
    DEFAULT_POLICY,
    KEYS,
    Channel,
    Kind,
    PolicyError,
    loosened,
    tighter_or_equal,
    value_of,
    with_values,
)
from followcal.core.schedule import schedule
from strategies import calendars, interviews, policies, policy_changes, tightened

TOUCHES = (Kind.CHECK_IN, Kind.CLOSING)


def layers(authority=None):
    kinds = st.sampled_from(Authority) if authority is None else st.just(authority)
    sources = st.one_of(st.none(), st.just("their words"))
    return st.builds(Layer, st.sampled_from(["a.toml", "b.toml", "c"]), policy_changes(), kinds, sources)


def attempt(*arguments):
    """The layered policy, or None where it is refused."""
    try:
        return layered(*arguments)
    except PolicyError:
        return None


class TestLayering:
    @given(st.lists(layers(), max_size=3), st.lists(layers(), max_size=3))
    def test_it_does_not_matter_where_a_pile_is_cut(self, low, high):
        """Associative: (default < a) < (b < c) is ((default < a) < b) < c."""
        whole, below = attempt(low + high), attempt(low)
        assert whole == (below and attempt(high, below))

    @given(layers(Authority.OWN), layers(Authority.OWN))
    def test_two_layers_are_one_that_says_both(self, low, high):
        pile = attempt([low, high])
        assume(pile is not None)
        both = Layer("both", {**low.with_sources(), **high.with_sources()})
        assert layered([both]).policy == pile.policy

    @given(st.lists(layers(), max_size=3), st.sampled_from(Authority))
    def test_an_empty_layer_changes_nothing(self, pile, authority):
        below = attempt(pile)
        assume(below is not None)
        above = below.under(Layer("empty", {}, authority))
        assert above.policy == below.policy
        assert above.origins == below.origins

    @given(layers(Authority.OWN))
    def test_a_layer_over_itself_is_itself(self, layer):
        once = attempt([layer])
        assume(once is not None)
        assert layered([layer], once).policy == once.policy

    @given(policies(), policy_changes())
    def test_each_value_comes_from_the_last_layer_that_says_it(self, policy, changes):
        below = Layer("low", {key: value_of(policy, key) for key in KEYS})
        pile = attempt([below, Layer("high", changes)])
        assume(pile is not None)
        for key, value in changes.items():
            assert value_of(pile.policy, key) == value
            assert pile.origins[key] == "high"
        assert set(pile.origins.values()) <= {"low", "high"}
        assert pile.names == (DEFAULT, "low", "high")

    def test_the_default_policy_is_no_layer_at_all(self):
        assert layered([]) == Layered()
        assert Layered().policy == DEFAULT_POLICY
        assert set(Layered().origins) == set(KEYS)

    @given(layers(Authority.OWN))
    def test_over_the_default_anything_within_the_limits_is_free(self, layer):
        try:
            expected, problems = with_values(DEFAULT_POLICY, layer.with_sources()), None
        except PolicyError as error:
            expected, problems = None, error.problems
        if expected:
            assert layered([layer]).policy == expected
        else:
            with pytest.raises(PolicyError) as caught:
                layered([layer])
            assert caught.value.problems == problems


class TestCentre:
    @given(layers(Authority.CENTRE), st.lists(layers(), min_size=1, max_size=3))
    def test_what_comes_over_a_centre_never_loosens_it(self, centre, above):
        below = attempt([centre])
        assume(below is not None)
        pile = attempt(above, below)
        if pile is not None:
            assert loosened(pile.policy, below.policy) == []

    @given(policies(), policy_changes())
    def test_a_layer_is_refused_with_just_the_keys_that_loosen(self, policy, changes):
        centre = Layer("centre", {key: value_of(policy, key) for key in KEYS}, Authority.CENTRE)
        loose = {key for key, value in changes.items() if not tighter_or_equal(key, value, value_of(policy, key))}
        try:
            layered([centre, Layer("mine", changes)])
        except PolicyError as error:
            told = {key for key, why in error.problems if "tightened, never loosened" in why}
            assert told == loose
        else:
            assert not loose

    @given(policies(), st.data())
    def test_tightening_is_welcome(self, policy, data):
        centre = Layer("centre", {key: value_of(policy, key) for key in KEYS}, Authority.CENTRE)
        tight = data.draw(tightened(policy))
        mine = Layer("mine", {key: value_of(tight, key) for key in KEYS})
        assert layered([centre, mine]).policy == tight

    def test_the_centre_binds_through_the_layers_between(self):
        centre = Layer("centre", {"check-in.earliest": CalendarDays(9)}, Authority.CENTRE)
        own = [Layer(f"{n}", {"check-in.earliest": CalendarDays(n)}) for n in (10, 9)]
        with pytest.raises(
            PolicyError, match=r"check-in\.earliest: looser than in 10: the policy of a centre \(centre\)"
        ):
            layered([centre, *own])
        assert layered([centre, own[0]]).policy.check_in.earliest == CalendarDays(10)

    def test_what_a_centre_leaves_as_it_is_binds_too(self):
        with pytest.raises(PolicyError, match=r"check-in\.latest: looser than in default"):
            layered([Layer("centre", {}, Authority.CENTRE), Layer("mine", {"check-in.latest": CalendarDays(9)})])

    def test_a_broken_limit_and_a_loosened_key_are_told_together(self):
        mine = Layer("mine", {"spacing.days": CalendarDays(6), "check-in.latest": CalendarDays(9)})
        with pytest.raises(PolicyError) as caught:
            layered([Layer("centre", {}, Authority.CENTRE), mine])
        assert [key for key, _ in caught.value.problems] == ["spacing.days", "spacing.days", "check-in.latest"]


class TestSources:
    def test_days_name_whose_they_are(self):
        values = {"check-in.latest": CalendarDays(12)}
        own, centre = Layer("mine", values), Layer("a.toml", values, Authority.CENTRE)
        assert layered([own]).policy.check_in.source == "your policy file"
        assert layered([centre]).policy.check_in.source == "the policy of your centre, a.toml"
        assert layered([Layer("mine", values, source="a book")]).policy.check_in.source == "a book"
        assert layered([own]).policy.closing == DEFAULT_POLICY.closing

    def test_a_source_of_its_own_wins(self):
        values = {"check-in.latest": CalendarDays(12), "check-in.source": "a study"}
        assert layered([Layer("mine", values, source="a book")]).policy.check_in.source == "a study"

    def test_a_channel_or_a_count_leaves_the_days_and_their_source(self):
        quiet = Layer("mine", {"check-in.channel": Channel.EMAIL, "closing.count": 0}, source="a book")
        policy = layered([quiet]).policy
        assert (policy.check_in, policy.closing) == (DEFAULT_POLICY.check_in, DEFAULT_POLICY.closing)


def windows_of(interview, calendar, policy):
    """The windows of the touches, by kind, as planned when the interview ends."""
    office = {Office(): calendar}
    steps = plan([interview], office, now=interview.end, policy=policy).steps
    return {step.kind: step.window for step in steps if step.kind in TOUCHES and policy.allows(step.kind)}


def steps_of(found, calendar, policy):
    office = {Office(): calendar}
    now = min(interview.end.astimezone(UTC) for interview in found)
    return schedule(plan(found, office, now=now, policy=policy), office, policy=policy).steps


class TestTighterPlans:
    """A stricter policy never gives more touches, or earlier ones."""

    @given(interviews(), calendars(), policies(), st.data())
    def test_no_more_touches_and_none_may_be_earlier(self, interview, calendar, policy, data):
        loose = windows_of(interview, calendar, policy)
        tight = windows_of(interview, calendar, data.draw(tightened(policy)))
        assert set(tight) <= set(loose)
        for kind, window in tight.items():
            assert window.earliest.date() >= loose[kind].earliest.date()

    @given(interviews(), calendars(), policies(), st.data())
    def test_a_note_is_owed_no_later(self, interview, calendar, policy, data):
        tight = data.draw(tightened(policy))
        one, other = (
            next(step for step in steps_of([interview], calendar, p) if step.kind is Kind.THANK_YOU)
            for p in (tight, policy)
        )
        assert one.window.due <= other.window.due
        assert one.window.latest <= other.window.latest

    # A check-in keeps its distance to the note (P3): on dates of notes that differ, nothing can be said.
    @given(interviews(), calendars(), policies(), st.data())
    def test_touches_do_not_fall_on_earlier_days(self, interview, calendar, policy, data):
        same = [key for key in KEYS if key not in ("thank-you.due", "thank-you.latest", "hours.note")]
        loose, tight = (
            [step for step in steps_of([interview], calendar, p) if step.kind in TOUCHES and p.allows(step.kind)]
            for p in (policy, data.draw(tightened(policy, same)))
        )
        assert {step.kind for step in tight} <= {step.kind for step in loose}
        days = {step.kind: step.start.date() for step in loose}
        assert all(step.start.date() >= days[step.kind] for step in tight)

    @given(st.data(), calendars(), policies())
    def test_several_roles_at_one_employer_get_no_more_touches(self, data, calendar, policy):
        """S8: whose turn it is may change, how often they are contacted may not."""
        found = [data.draw(interviews(uid=f"{n}")) for n in range(2)]
        loose, tight = (
            sum(step.kind in TOUCHES and p.allows(step.kind) for step in steps_of(found, calendar, p))
            for p in (policy, data.draw(tightened(policy)))
        )
        assert tight <= loose

    @given(
        interviews(), calendars(), st.sampled_from([("check-in.count", Kind.CHECK_IN), ("closing.count", Kind.CLOSING)])
    )
    def test_what_is_switched_off_is_not_planned(self, interview, calendar, which):
        key, kind = which
        steps = steps_of([interview], calendar, with_values(DEFAULT_POLICY, {key: 0}))
        assert kind not in {step.kind for step in steps}
        assert Kind.THANK_YOU in {step.kind for step in steps}
