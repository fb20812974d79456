"""Packs and files by name; every pack keeps the laws that the default policy keeps."""

import re
import tomllib
from datetime import UTC, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.core.interview import Office
from followcal.core.layers import Authority
from followcal.core.planning import plan
from followcal.core.policy import DEFAULT_POLICY, KEYS, Channel, Kind, loosened, value_of
from followcal.core.schedule import schedule
from followcal.core.timeline import AnswerBy, ContactInvited
from followcal.errors import PolicyFileError, UnreadableError, UsageError
from followcal.formats.policies import read_policy_file
from followcal.shell.policies import checked, differences, listed, load_layers, load_policy, pack_names, shown
from strategies import calendars, interviews

PACKS = pack_names()
DAY = timedelta(days=1)
TOUCHES = (Kind.CHECK_IN, Kind.CLOSING)


def text_of(name):
    return files("followcal").joinpath("packs", f"{name}.toml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestPacks:
    def test_the_default_written_out_is_the_default(self):
        layer = read_policy_file(text_of("default"), "default").layer
        assert set(layer.values) == set(KEYS)
        assert {key: value_of(DEFAULT_POLICY, key) for key in KEYS} == layer.values
        assert load_policy("default") == load_policy() == DEFAULT_POLICY

    def test_there_are_these(self):
        assert PACKS == ["default", "email-only", "law-callbacks", "same-day"]
        assert [line.split()[0] for line in listed()] == PACKS

    @pytest.mark.parametrize("name", PACKS)
    def test_a_pack_has_a_title_and_a_source_for_each_rule(self, name):
        tables = tomllib.loads(text_of(name))
        assert tables["policy"]["title"] in "".join(listed())
        for table, keys in tables.items():
            assert table in ("policy", "hours", "own-hours") or keys["source"], table
            assert "after-answer" not in keys or keys["after-answer-source"]

    @pytest.mark.parametrize("name", PACKS[1:])
    def test_a_pack_is_a_centres_and_nowhere_looser_than_the_advice(self, name):
        layered = load_layers([name])
        assert layered.centre == name
        assert layered.policy != DEFAULT_POLICY
        assert loosened(layered.policy, DEFAULT_POLICY) == []

    def test_what_they_say(self):
        mail, same_day, law = map(load_policy, ("email-only", "same-day", "law-callbacks"))
        assert (mail.check_in_channel, mail.check_in_after_answer.earliest.count) == (Channel.EMAIL, 3)
        assert same_day.thank_you.due == timedelta(hours=4)
        assert (law.check_in.earliest.count, law.check_in.latest.count) == (14, 18)


def steps_of(interview, calendar, policy, now=None):
    office = {Office(): calendar}
    windows = plan([interview], office, now=now or interview.end, policy=policy)
    return schedule(windows, office, policy=policy).steps


@pytest.mark.parametrize("policy", [load_policy(name) for name in PACKS], ids=PACKS)
class TestLaws:
    """What holds for the default policy, holds for every pack."""

    @given(interview=interviews(), calendar=calendars())
    def test_a_note_is_owed_by_the_second_business_day(self, policy, interview, calendar):
        notes = [step for step in steps_of(interview, calendar, policy) if step.kind is Kind.THANK_YOU]
        last, count = interview.day, 2
        while count:
            last += DAY
            count -= calendar.is_business_day(last)
        assert len(notes) == max(1, len(interview.interviewers))
        late = interview.end.astimezone(UTC) + timedelta(hours=2)
        assert all(
            note.window.latest.date() <= max(last, late.astimezone(interview.end.tzinfo).date()) for note in notes
        )
        assert all(note.start.timestamp() <= note.window.latest.timestamp() for note in notes)

    @given(interview=interviews(), calendar=calendars())
    def test_a_check_in_waits_for_the_week_or_for_the_answer(self, policy, interview, calendar):
        promise = interview.timeline.promise if interview.timeline else None
        soonest = interview.day + 7 * DAY
        if isinstance(promise, AnswerBy):
            soonest = promise.day + DAY
        if isinstance(promise, ContactInvited):
            soonest = promise.day + DAY
        for step in steps_of(interview, calendar, policy):
            if step.kind in TOUCHES:
                assert step.start.date() >= soonest
                assert step.window.earliest.date() >= soonest

    @given(interview=interviews(), calendar=calendars(), shift=st.timedeltas(-20 * DAY, 90 * DAY))
    def test_one_check_in_one_closing_on_business_days_in_their_hours(self, policy, interview, calendar, shift):
        now = interview.end.astimezone(UTC) + shift
        steps = [step for step in steps_of(interview, calendar, policy, now) if step.kind in TOUCHES]
        assert len({step.kind for step in steps}) == len(steps)
        for step in steps:
            assert calendar.is_business_day(step.start.date())
            spans = policy.hours(step.kind, step.channel).on(step.start.date())
            assert any(start <= step.start.time() and step.end.time() <= end for start, end in spans)
            assert step.start.astimezone(UTC) >= now

    @given(interview=interviews(), calendar=calendars(), shift=st.timedeltas(-20 * DAY, 90 * DAY))
    def test_windows_are_never_inverted_and_planning_twice_is_planning_once(self, policy, interview, calendar, shift):
        now = interview.end.astimezone(UTC) + shift
        steps = steps_of(interview, calendar, policy, now)
        assert steps == steps_of(interview, calendar, policy, now)
        for step in steps:
            assert step.window.earliest.timestamp() <= step.window.due.timestamp() <= step.window.latest.timestamp()
            assert step.start.timestamp() >= step.window.earliest.timestamp()

    @given(interview=interviews(), calendar=calendars())
    def test_the_reasons_name_the_source_of_the_pack(self, policy, interview, calendar):
        rules = {Kind.THANK_YOU: policy.thank_you.source, Kind.CLOSING: policy.closing.source}
        for step in steps_of(interview, calendar, policy):
            if step.kind in rules:
                assert rules[step.kind] in {reason.source for reason in step.reasons}


class TestLoad:
    def test_later_ones_lie_over_earlier_ones(self, folder):
        (folder / "mine.toml").write_text("[closing]\ncount = 0\n")
        layered = load_layers(["email-only", "mine.toml"])
        assert layered.names == ("default", "email-only", "mine.toml")
        assert (layered.policy.check_in_channel, layered.policy.closing_count) == (Channel.EMAIL, 0)
        assert layered.origins["check-in.channel"] == "email-only"
        assert load_policy("email-only", folder / "mine.toml") == layered.policy

    def test_a_file_lies_over_the_pack_that_it_extends(self, folder):
        (folder / "mine.toml").write_text("[policy]\nextends = 'law-callbacks'\n[check-in]\nlatest = '20 days'\n")
        layered = load_layers(["mine.toml"])
        assert layered.names == ("default", "law-callbacks", "mine.toml")
        assert layered.policy.check_in.latest.count == 20
        assert load_layers(["law-callbacks", "mine.toml"]) == layered, "a pack counts once"

    def test_a_students_file_does_not_loosen_a_centres(self, folder):
        (folder / "centre.toml").write_text("[policy]\nkind = 'centre'\n[check-in]\nearliest = '9 days'\n")
        (folder / "mine.toml").write_text("[check-in]\nearliest = '8 days'\n")
        assert load_policy("mine.toml").check_in.earliest.count == 8
        assert load_layers(["mine.toml", "centre.toml"]).centre == "centre.toml"
        with pytest.raises(PolicyFileError, match=r"mine\.toml: line 2: check-in\.earliest = \"8 days\": looser than"):
            load_policy("centre.toml", "mine.toml")

    def test_the_default_lies_below_all(self, folder):
        (folder / "mine.toml").write_text("[policy]\nextends = 'default'\n")
        assert load_policy("email-only", "default") == load_policy("email-only")
        assert load_policy("mine.toml") == DEFAULT_POLICY

    def test_a_file_named_like_a_pack_needs_its_path(self, folder):
        (folder / "same-day").write_text("[closing]\ncount = 0\n")
        assert load_policy("same-day").closing_count == 1
        assert load_policy("./same-day").closing_count == load_policy(folder / "same-day").closing_count == 0
        (folder / "mine").write_text("[closing]\ncount = 0\n")
        assert load_policy("mine").closing_count == 0

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("law-callback", "law-callback: no such pack: did you mean law-callbacks?"),
            ("zzz", "zzz: no such pack or file: followcal policy list names the packs (default, email-only, "),
            ("x" * 300, "no such pack or file"),
        ],
    )
    def test_a_pack_that_is_not_there(self, folder, name, why):
        with pytest.raises(UsageError, match=re.escape(why)):
            load_policy(name)

    def test_a_file_that_extends_what_is_not_there(self, folder):
        (folder / "mine.toml").write_text("\n[policy]\nextends = 'same-da'\n")
        why = "mine.toml: line 3: policy.extends: no such pack: did you mean same-day?"
        with pytest.raises(PolicyFileError, match=re.escape(why)):
            load_policy("mine.toml")
        (folder / "mine.toml").write_text("[policy]\nextends = 'other.toml'\n")
        with pytest.raises(PolicyFileError, match=r"line 2: policy\.extends: no such pack or file"):
            load_policy("mine.toml")

    def test_a_file_that_is_not_there(self, folder):
        with pytest.raises(UnreadableError, match=r"missing\.toml: cannot be read: no such file or folder"):
            load_policy("missing.toml")

    @pytest.mark.parametrize("name", PACKS)
    def test_what_is_shown_is_a_policy_file_of_the_same_policy(self, folder, name):
        (folder / "shown.toml").write_text(shown([name]), encoding="utf-8")
        layered = load_layers(["shown.toml"])
        assert layered.policy == load_policy(name)
        binds = read_policy_file(shown([name]), "").layer.authority is Authority.CENTRE
        assert binds == (name != "default")


def test_each_policy_is_checked_by_itself(folder):
    (folder / "good.toml").write_text("[policy]\nextends = 'same-day'\n")
    (folder / "bad.toml").write_text("[closing]\ncount = 2\nafter = 'soon'\n")
    assert checked(["email-only", "good.toml", "bad.toml", "missing.toml"]) == (
        ["email-only: right (default < email-only)", "good.toml: right (default < same-day < good.toml)"],
        [
            "bad.toml: line 2: closing.count = 2: 0 or 1: nobody is asked twice (S7)",
            "bad.toml: line 3: closing.after = 'soon': write it as '7 days' or '2 business days'",
            "missing.toml: cannot be read: no such file or folder",
        ],
    )


def test_differences():
    assert differences("default", None) == ["no difference"]
    assert differences("same-day", "same-day") == ["no difference"]
    forth, back = differences("email-only", None), differences("email-only", "default")
    assert forth == [
        'check-in.channel: "phone" -> "email" (tightened)',
        'check-in.after-answer: "1 business day" -> "3 business days" (tightened)',
    ]
    assert back[0] == 'check-in.channel: "email" -> "phone" (loosened)'
