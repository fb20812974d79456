"""`followcal policy`, and `followcal plan --policy`, from end to end."""

import json
import os
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "interview.ics"
NOW = ("--now", "2026-11-12T09:00:00-05:00")


@pytest.fixture
def policy(run):
    def policy(*args, code=0):
        result = run("policy", *args)
        assert result.code == code, result.err
        return result

    return policy


def step_of(result, kind):
    return next(step for step in json.loads(result.text)["steps"] if step["kind"] == kind)


def test_list_names_the_packs(policy):
    result = policy("list")
    assert [line.split()[0] for line in result.text.splitlines()] == [
        "default",
        "email-only",
        "law-callbacks",
        "same-day",
    ]
    assert result.err == ""


def test_show_names_the_layer_of_each_value_and_is_a_policy_file(policy, tmp_path):
    (tmp_path / "mine.toml").write_text("[closing]\ncount = 0\n")
    text = policy("show", "email-only", "mine.toml").text
    assert text.startswith("# default < email-only < mine.toml\n")
    for line in (
        'channel = "email"                 # email-only',
        'earliest = "7 days"               # default',
        "count = 0          # mine.toml",
    ):
        assert f"\n{line}\n" in text
    (tmp_path / "shown.toml").write_text(text)
    assert policy("diff", "shown.toml", "email-only").text == "closing.count: 0 -> 1 (loosened)\n"
    assert policy("show").text.startswith("# default\n\n[thank-you]\n")


def test_check_tells_all_problems_a_line_each(policy, tmp_path):
    (tmp_path / "good.toml").write_text("[closing]\ncount = 0\n")
    (tmp_path / "bad.toml").write_text("[closing]\ncount = 2\n[chek-in]\n")
    good = policy("check", "good.toml")
    assert (good.text, good.err) == ("good.toml: right (default < good.toml)\n", "")
    bad = policy("check", "bad.toml", "good.toml", code=2)
    assert bad.text == good.text
    assert bad.lines == [
        "followcal: bad.toml: line 2: closing.count = 2: 0 or 1: nobody is asked twice (S7)",
        "followcal: bad.toml: line 3: [chek-in]: no such table: did you mean check-in?",
    ]
    assert policy("check", "bad.toml", code=2).text == ""


def test_diff_is_against_the_default_unless_told_otherwise(policy):
    assert policy("diff", "same-day").text == (
        'thank-you.due: "24 hours" -> "4 hours" (tightened)\n'
        'thank-you.latest: "2 business days" -> "1 business day" (tightened)\n'
    )
    assert policy("diff", "same-day", "default").text.count("(loosened)") == 2


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], "ACTION"),
        (["sing"], "invalid choice"),
        (["check"], "NAME|FILE"),
        (["diff"], "A"),
        (["show", "same-dya"], "did you mean same-day?"),
    ],
)
def test_wrong_use(policy, args, words):
    [line] = policy(*args, code=2).lines
    assert words in line


def test_a_plan_follows_its_policies(plan, tmp_path):
    (tmp_path / "mine.toml").write_text("[check-in]\nlatest = '12 days'\nsource = 'my own patience'\n")
    result = plan(EXAMPLE, *NOW, "--policy", "email-only", "--policy", "mine.toml", "--format", "json")
    step = step_of(result, "check-in")
    assert (step["channel"], step["latest"]) == ("email", "2026-11-30T17:00:00-05:00")
    assert "my own patience" in [reason["source"] for reason in step["reasons"]]
    same_day = plan(EXAMPLE, *NOW, "--policy", "same-day", "-o", "same-day.ics", "--format", "json")
    note = step_of(same_day, "thank-you")
    assert note["due"] == "2026-11-18T19:30:00-05:00"
    assert any("Babson" in str(reason["source"]) for reason in note["reasons"])


def test_a_plan_tells_each_problem_of_its_policies(plan, tmp_path):
    (tmp_path / "mine.toml").write_text("[check-in]\nchannel = 'phone'\nafter-answer = '2 business days'\n")
    before = sorted(os.listdir(tmp_path))  # noqa: PTH208
    result = plan(EXAMPLE, *NOW, "--policy", "email-only", "--policy", "mine.toml", code=2)
    assert [line.partition(": looser")[0] for line in result.lines] == [
        'followcal: mine.toml: line 2: check-in.channel = "phone"',
        'followcal: mine.toml: line 3: check-in.after-answer = "2 business days"',
    ]
    assert sorted(os.listdir(tmp_path)) == before  # noqa: PTH208
