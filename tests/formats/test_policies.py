"""Policy files: each key does what it says, and nothing else passes."""

import re
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.core.business_days import BusinessDays, CalendarDays
from followcal.core.policy import DEFAULT_POLICY, Channel
from followcal.errors import UsageError
from followcal.formats import policies
from followcal.formats.policies import read_policy

KEYS = {
    "thank-you": {"due": "24 hours", "latest": "2 business days"},
    "references": {"earliest": "2 business days", "latest": "1 business day"},
    "check-in": {"channel": "phone", "earliest": "7 days", "latest": "10 days", "after-answer": "1 business day"},
    "closing": {"after": "21 days", "within": "7 days"},
    "spacing": {"days": "7 days"},
    "hours": {
        "note": ["08:00-20:00"],
        "mail": ["09:00-17:00"],
        "call": ["10:00-12:00", "14:00-16:00"],
    },
}
"""Every key, with its default."""


def toml(tables):
    lines = []
    for table, values in tables.items():
        lines += [f"[{table}]", *(f"{key} = {value!r}" for key, value in values.items())]
    return "\n".join(lines)


def values_of(policy):
    """Everything that a policy says, but for the sources."""
    return re.sub(r"source=(\"[^\"]*\"|'[^']*')", "source", repr(policy))


@pytest.mark.parametrize("text", ["", "\n# nothing\n", "[check-in]\n"])
def test_a_file_that_says_nothing_is_the_default(text):
    assert read_policy(text, "mine.toml") == DEFAULT_POLICY


def test_the_defaults_written_out_are_the_default():
    assert values_of(read_policy(toml(KEYS), "mine.toml")) == values_of(DEFAULT_POLICY)


def test_the_example_in_the_module_is_a_policy():
    policy = read_policy(policies.__doc__.partition("\n\n")[2], "mine.toml")
    assert policy.check_in_channel is Channel.EMAIL
    assert values_of(policy).replace("EMAIL: 'email'", "PHONE: 'phone'") == values_of(DEFAULT_POLICY)


CHANGES = [
    ("thank-you", "due", "12 hours", lambda p: p.thank_you.due == timedelta(hours=12)),
    ("thank-you", "due", "1 hour", lambda p: p.thank_you.due == timedelta(hours=1)),
    ("thank-you", "latest", "1 business day", lambda p: p.thank_you.latest == BusinessDays(1)),
    ("thank-you", "latest", "0 business days", lambda p: p.thank_you.latest == BusinessDays(0)),
    ("references", "earliest", "3 business days", lambda p: p.references.earliest == BusinessDays(-3)),
    ("references", "latest", "2 business days", lambda p: p.references.latest == BusinessDays(-2)),
    ("check-in", "channel", "email", lambda p: p.check_in_channel is Channel.EMAIL),
    ("check-in", "earliest", "8 days", lambda p: p.check_in.earliest == CalendarDays(8)),
    ("check-in", "latest", "9 business days", lambda p: p.check_in.latest == BusinessDays(9)),
    ("check-in", "after-answer", "2 business days", lambda p: p.check_in_after_answer.earliest == BusinessDays(2)),
    ("closing", "after", "28 days", lambda p: p.closing.earliest == CalendarDays(28)),
    ("closing", "within", "3 business days", lambda p: p.closing.latest == BusinessDays(3)),
    ("spacing", "days", "14 days", lambda p: p.spacing == CalendarDays(14)),
    ("hours", "note", "09:00-18:00", lambda p: p.note_hours.spans == ((time(9), time(18)),)),
    ("hours", "mail", ["10:00-11:00"], lambda p: p.mail_hours.spans == ((time(10), time(11)),)),
    (
        "hours",
        "call",
        ["09:30-10:00", "16:00-16:30"],
        lambda p: (
            p.call_hours.spans == ((time(9, 30), time(10)), (time(16), time(16, 30)))
            and p.call_hours.business_days_only
        ),
    ),
]


@pytest.mark.parametrize(("table", "key", "value", "holds"), CHANGES)
def test_each_key_changes_its_value_alone(table, key, value, holds):
    policy = read_policy(toml({table: {key: value}}), "mine.toml")
    assert holds(policy)
    assert not holds(DEFAULT_POLICY)
    back = read_policy(toml({table: {key: KEYS[table][key]}}), "mine.toml")
    assert values_of(back) == values_of(DEFAULT_POLICY)


def test_every_key_is_tested():
    assert {(table, key) for table, key, *_ in CHANGES} == {(table, key) for table in KEYS for key in KEYS[table]}


def test_what_the_user_changed_names_their_file_as_its_source():
    policy = read_policy(toml({"check-in": {"latest": "9 days"}}), "mine.toml")
    assert "policy file" in policy.check_in.source
    assert policy.closing.source == DEFAULT_POLICY.closing.source


BAD = [
    ("check-in", "earliest", "7"),
    ("check-in", "earliest", "7 weeks"),
    ("check-in", "earliest", "-7 days"),
    ("check-in", "earliest", "0 days"),
    ("check-in", "earliest", "1000 days"),
    ("check-in", "earliest", "7 days "),
    ("check-in", "earliest", 7),
    ("check-in", "earliest", True),
    ("check-in", "earliest", ["7 days"]),
    ("check-in", "earliest", {"days": 7}),
    ("check-in", "earliest", "11 days"),
    ("check-in", "channel", "post"),
    ("check-in", "channel", "self"),
    ("check-in", "channel", ["email"]),
    ("thank-you", "due", "25 hours"),
    ("thank-you", "due", "0 hours"),
    ("thank-you", "due", "2 days"),
    ("thank-you", "latest", "3 business days"),
    ("thank-you", "latest", "2 days"),
    ("references", "latest", "3 business days"),
    ("spacing", "days", "5 business days"),
    ("hours", "call", "10:00"),
    ("hours", "call", "10-12"),
    ("hours", "call", "24:00-25:00"),
    ("hours", "call", "12:00-12:00"),
    ("hours", "call", ["14:00-16:00", "10:00-12:00"]),
    ("hours", "call", ["10:00-12:00", "11:00-13:00"]),
    ("hours", "call", []),
    ("hours", "call", [["10:00", "12:00"]]),
    ("hours", "call", 10),
]


@pytest.mark.parametrize(("table", "key", "value"), BAD, ids=str)
def test_a_bad_value_is_refused_with_file_key_and_value(table, key, value):
    text = f"[{table}]\n{key} = {toml_value(value)}\n"
    with pytest.raises(UsageError) as caught:
        read_policy(text, "mine.toml")
    message = str(caught.value)
    assert message.startswith("mine.toml: ")
    assert f"{table}.{key}" in message
    assert "\n" not in message


def toml_value(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{days = 7}"
    return repr(value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[chek-in]\nlatest = '9 days'", ["[chek-in]", "check-in"]),
        ("[check-in]\nlast = '9 days'", ["check-in.last", "latest"]),
        ("latest = '9 days'", ["latest"]),
        ("check-in = 7", ["check-in"]),
        ("[[check-in]]\nlatest = '9 days'", ["check-in"]),
        ("[check-in.latest]\ndays = 9", ["check-in.latest"]),
        ("[check-in\n", ["not a valid policy file", "line 1"]),
        ("[check-in]\nlatest = '9 days'\nlatest = '8 days'", ["not a valid policy file"]),
    ],
)
def test_what_is_not_known_is_refused_and_what_is_known_named(text, words):
    with pytest.raises(UsageError) as caught:
        read_policy(text, "mine.toml")
    assert [word for word in ("mine.toml: ", *words) if word not in str(caught.value)] == []


@given(st.text(max_size=60), st.sampled_from([(table, key) for table in KEYS for key in KEYS[table]]))
def test_no_value_is_an_accident(value, place):
    table, key = place
    escaped = "".join(f"\\U{ord(char):08x}" for char in value if not 0xD800 <= ord(char) < 0xE000)
    try:
        policy = read_policy(f'[{table}]\n{key} = "{escaped}"\n', "mine.toml")
    except UsageError as error:
        assert "mine.toml" in str(error)  # noqa: PT017
    else:
        assert policy != DEFAULT_POLICY or value == KEYS[table][key]
