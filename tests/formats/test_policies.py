"""Policy files: each key does what it says, and nothing else passes."""

import re
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.core.business_days import BusinessDays, CalendarDays
from followcal.core.hours import Hours
from followcal.core.layers import Authority, Layer, Layered, layered
from followcal.core.policy import DEFAULT_POLICY, Channel, PolicyError, value_of
from followcal.core.policy import KEYS as ALL_KEYS
from followcal.errors import PolicyFileError, UsageError
from followcal.formats import policies
from followcal.formats.policies import (
    layered_files,
    policy_differences,
    policy_toml,
    read_policy,
    read_policy_file,
)
from strategies import policies as any_policies
from strategies import policy_changes

KEYS = {
    "thank-you": {"due": "24 hours", "latest": "2 business days"},
    "references": {"earliest": "2 business days", "latest": "1 business day"},
    "check-in": {
        "count": 1,
        "channel": "phone",
        "earliest": "7 days",
        "latest": "10 days",
        "after-answer": "1 business day",
    },
    "closing": {"count": 1, "after": "21 days", "within": "7 days"},
    "spacing": {"days": "7 days"},
    "own-hours": {"note": [], "mail": [], "call": [], "zone": ""},
    "hours": {
        "note": ["08:00-20:00"],
        "mail": ["09:00-17:00"],
        "call": ["10:00-12:00", "14:00-16:00"],
    },
}
"""Every key but the sources, with its default."""


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
    text = policies.__doc__.partition("\n\n")[2].rpartition("\n\n")[0]
    file = read_policy_file(text, "mine.toml")
    assert (file.title, file.extends) == ("A calm search", "email-only")
    policy = layered_files([file]).policy
    assert (policy.check_in.earliest, policy.check_in.latest) == (CalendarDays(9), CalendarDays(12))
    assert policy.check_in.source == "my own patience"
    assert policy.mail_hours == Hours.daily((time(9), time(12)), (time(14), time(16)), business_days_only=True)


CHANGES = [
    ("check-in", "count", 0, lambda p: p.check_in_count == 0),
    ("closing", "count", 0, lambda p: p.closing_count == 0),
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
    ("hours", "note", "09:00-18:00", lambda p: p.note_hours == Hours.daily((time(9), time(18)))),
    (
        "hours",
        "mail",
        ["10:00-11:00"],
        lambda p: p.mail_hours == Hours.daily((time(10), time(11)), business_days_only=True),
    ),
    (
        "hours",
        "call",
        ["09:30-10:00", "16:00-16:30"],
        lambda p: (
            p.call_hours == Hours.daily((time(9, 30), time(10)), (time(16), time(16, 30)), business_days_only=True)
        ),
    ),
    (
        "hours",
        "mail",
        ["09:00-17:00", "fri 09:00-12:00, 13:00-15:00", "12-24 closed", "2026-12-31 09:00-12:00"],
        lambda p: (
            str(p.mail_hours)
            == "09:00-17:00, fri 09:00-12:00, fri 13:00-15:00, 12-24 closed, 2026-12-31 09:00-12:00 on business days"
        ),
    ),
    (
        "own-hours",
        "call",
        ["12:00-13:00", "17:00-21:00"],
        lambda p: str(p.own_call_hours) == "12:00-13:00, 17:00-21:00",
    ),
    ("own-hours", "note", "mon-fri 18:00-20:00", lambda p: str(p.own_note_hours) == "mon-fri 18:00-20:00"),
    (
        "own-hours",
        "mail",
        ["07:00-08:00", "2026-12-31 closed"],
        lambda p: str(p.own_mail_hours).endswith("2026-12-31 closed"),
    ),
    ("own-hours", "zone", "Asia/Kathmandu", lambda p: p.own_zone == "Asia/Kathmandu"),
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
    ("check-in", "count", 2),
    ("check-in", "count", -1),
    ("check-in", "count", "1"),
    ("check-in", "count", True),
    ("check-in", "count", 1.0),
    ("closing", "count", 2),
    ("closing", "source", ""),
    ("closing", "source", " "),
    ("closing", "source", 7),
    ("hours", "source", ["x"]),
    ("policy", "kind", "own "),
    ("policy", "kind", ["own"]),
    ("policy", "title", ""),
    ("policy", "extends", 1),
    ("hours", "note", "10:00-10:10"),
    ("spacing", "days", "6 days"),
    ("closing", "after", "6 business days"),
    ("references", "earliest", "0 business days"),
    ("references", "earliest", "1 day"),
    ("check-in", "after-answer", "0 business days"),
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
    assert message.startswith("mine.toml: line 2: ")
    assert f"{table}." in message
    assert key in message
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
        ("extends = 'email-only'", ["line 1: extends: no such table", "policy.extends"]),
        ("[check-in]\nafter = '9 days'", ["line 2: check-in.after", "closing.after"]),
        ("[thank-you]\ncount = 0", ["line 2: thank-you.count: no such key"]),
        ("'check-in.latest' = '9 days'", ["line 1: check-in.latest: no such table"]),
        ("[check-in]\n'a.b' = 1", ["line 2: check-in.a.b: no such key"]),
        ("[zzz]\nx = 1", ["known are policy, thank-you"]),
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


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("[check-in]\n\nlatest = '9'", 3, id="a table"),
        pytest.param("check-in.latest = '9'", 1, id="dotted"),
        pytest.param("\ncheck-in = {channel = 'email', latest = '9'}", 2, id="inline"),
        pytest.param(
            "[check-in]\nsource = '''\nlatest = 1\n'''\n\"latest\" = '9'", 5, id="after a text of several lines"
        ),
        pytest.param("[check-in]\nlatest = [\n  '9',\n]", 2, id="a value of several lines"),
        pytest.param("[closing]\nwithin = '7 days'\n['check-in']\nlatest = '9'", 4, id="a quoted table"),
    ],
)
def test_a_problem_names_its_line(text, line):
    with pytest.raises(PolicyFileError) as caught:
        read_policy(text, "mine.toml")
    [told] = caught.value.lines
    assert told.startswith(f"mine.toml: line {line}: check-in.latest = ")


def test_all_problems_are_told_at_once_in_the_order_of_the_lines():
    text = """
[hours]
call = "9-5"
[chek-in]
latest = "9 days"
[check-in]
earlist = "8 days"
count = 3
channel = 'fax'
latest = "7 business days"
[thank-you]
latest = "5 business days"
"""
    with pytest.raises(PolicyFileError) as caught:
        read_policy(text, "mine.toml")
    assert caught.value.lines == [
        "mine.toml: line 3: hours.call = '9-5': write it as '10:00-12:00', 'fri 09:00-12:00, 13:00-15:00', "
        "'12-24 closed' or '2026-12-31 09:00-12:00'",
        "mine.toml: line 4: [chek-in]: no such table: did you mean check-in?",
        "mine.toml: line 7: check-in.earlist: no such key: did you mean earliest?",
        "mine.toml: line 8: check-in.count = 3: 0 or 1: nobody is asked twice (S7)",
        "mine.toml: line 9: check-in.channel = 'fax': 'email' or 'phone'",
        'mine.toml: line 12: thank-you.latest = "5 business days": 0 to 2 business days: a note is never later, and '
        "never left out",
    ]
    assert caught.value.exit_code == 2


def test_what_is_only_half_understood_is_not_held_against_its_table():
    with pytest.raises(PolicyFileError) as caught:
        read_policy("[references]\nearliest = '4'\nlatest = '3 business days'\n[closing]\ncount = 0", "mine.toml")
    assert caught.value.lines == [
        "mine.toml: line 2: references.earliest = '4': write it as '7 days' or '2 business days'"
    ]


def test_all_that_is_impossible_together_is_told_with_its_line():
    text = """
[spacing]
days = "3 days"
[check-in]
earliest = "20 days"
[references]
earliest = "1 business day"
latest = "2 business days"
"""
    with pytest.raises(PolicyFileError) as caught:
        read_policy(text, "mine.toml")
    assert caught.value.lines == [
        'mine.toml: line 3: spacing.days = "3 days": two contacts of one employer lie 7 days or more apart',
        "mine.toml: line 5: check-in.latest: it lies before check-in.earliest",
        'mine.toml: line 8: references.latest = "2 business days": it lies before '
        "references.earliest, or not before the interview",
    ]


def test_what_loosens_a_centre_is_refused_with_its_line():
    centre = read_policy_file("[policy]\nkind = 'centre'\n[closing]\ncount = 0", "centre.toml")
    mine = read_policy_file("[closing]\n\ncount = 1\n[hours]\nmail = '08:00-17:00'", "mine.toml")
    assert layered_files([mine]).policy.mail_hours.opening(date(2026, 12, 1)) == time(8)
    with pytest.raises(PolicyFileError) as caught:
        layered_files([centre, mine])
    tail = "the policy of a centre (centre.toml) is tightened, never loosened"
    assert caught.value.lines == [
        f"mine.toml: line 3: closing.count = 1: looser than in centre.toml: {tail}",
        f'mine.toml: line 5: hours.mail = "08:00-17:00": looser than in default: {tail}',
    ]


def test_values_are_shown_short():
    with pytest.raises(PolicyFileError) as caught:
        read_policy(f"[check-in]\nlatest = '{'x' * 5000}'\n{'y' * 5000} = 1", "mine.toml")
    assert all(len(line) < 300 for line in caught.value.lines)


def test_a_long_text_is_no_policy():
    with pytest.raises(PolicyFileError, match=r"mine\.toml: not a valid policy file: longer than 100,000 characters"):
        read_policy("#" * 100_001, "mine.toml")
    assert read_policy("#" * 100_000, "mine.toml") == DEFAULT_POLICY


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff[check-in]\nlatest = '9 days'",
        "a = " + "[" * 5000 + "]" * 5000,
        "a = " + "[" * 400 + "]" * 400,
        "a = " + "9" * 5000,
        "a = 0x" + "f" * 5000,
        "[check-in]\ncount = 0x" + "f" * 5000,
        "a = 9999-99-99",
        ".".join("a" * 2000) + " = 1",
        "[check-in]\nlatest = { " + "a = { " * 400 + "}" * 401,
    ],
    ids=lambda text: text[:12],
)
def test_a_monster_is_refused_like_anything_else(text):
    with pytest.raises(PolicyFileError, match=r"mine\.toml") as caught:
        read_policy(text, "mine.toml")
    assert all(len(line) < 300 for line in caught.value.lines)


def test_a_file_that_extends_a_pack_needs_load_policy():
    with pytest.raises(PolicyFileError, match=r"line 2: policy\.extends: 'email-only' is not at hand.*load_policy"):
        read_policy("[policy]\nextends = 'email-only'", "mine.toml")
    assert read_policy("[policy]\nextends = 'default'", "mine.toml") == DEFAULT_POLICY


def test_the_sources_of_a_file_stand_in_its_rules():
    text = """
policy.source = "a book"
check-in.latest = "12 days"
closing = { after = "28 days", source = "a study" }
"""
    policy = read_policy(text, "mine.toml")
    assert (policy.check_in.source, policy.closing.source) == ("a book", "a study")
    assert read_policy("[hours]\nsource = ''", "mine.toml").hours_source == ""


TOML_VALUES = st.recursive(
    st.one_of(
        st.sampled_from(["1", "0", "true", "1.5", "nan", "1979-05-27", "07:32:00", "'7 days'", '"2 business days"']),
        st.text(st.sampled_from("ab79 days-:"), max_size=12).map(lambda text: f"'{text}'"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        inner.map(lambda value: f"{{x = {value}}}"),
    ),
    max_leaves=4,
)
NAMES = sorted({name for keys in policies._TABLES.values() for name in keys} | {"x", "'a.b'", "earlier", '"\\u0000"'})
LINES = st.one_of(
    st.sampled_from([f"[{table}]" for table in policies._TABLES]),
    st.tuples(st.sampled_from(NAMES), TOML_VALUES).map(" = ".join),
    st.text(max_size=10),
)


@given(st.lists(LINES, max_size=8).map("\n".join))
def test_any_text_is_a_policy_or_is_refused_in_lines_of_ours(text):
    told = []
    try:
        assert read_policy(text, "mine.toml").thank_you.latest.count <= 2
    except PolicyFileError as error:
        told = error.lines
    assert all(re.match(r"mine\.toml: (line [1-9][0-9]*: |not a valid policy file: )", line) for line in told)
    assert not any(re.search(r"[\x00-\x1f]", line) for line in told)


LAYERS = st.lists(
    st.builds(
        Layer, st.sampled_from(["a.toml", "b\n[x]\n", "\x1b\ud800"]), policy_changes(), st.sampled_from(Authority)
    ),
    max_size=3,
)


@given(LAYERS)
def test_what_is_shown_reads_as_the_same_policy(pile):
    shown = Layered()
    for layer in pile:
        try:
            shown = layered([layer], shown)
        except PolicyError:
            continue
    text = policy_toml(shown)
    file = read_policy_file(text, "shown.toml")
    assert layered_files([file]).policy == shown.policy
    assert (file.layer.authority is Authority.CENTRE) == (shown.centre is not None)
    assert set(file.layer.values) == set(ALL_KEYS)
    for key in ALL_KEYS:
        if shown.origins[key] in ("a.toml", "default"):
            assert text.split("\n")[file.lines[key] - 1].endswith(f"  # {shown.origins[key]}")


class TestDifferences:
    def test_each_key_says_its_direction(self):
        text = """
[thank-you]
due = "4 hours"
[check-in]
count = 0
earliest = "8 business days"
[hours]
call = "11:00-13:00"
mail = "08:00-17:00"
[references]
earliest = "3 business days"
[closing]
source = "a study"
"""
        assert policy_differences(read_policy(text, "mine.toml"), DEFAULT_POLICY) == [
            'thank-you.due: "24 hours" -> "4 hours" (tightened)',
            'references.earliest: "2 business days" -> "3 business days" (changed)',
            "check-in.count: 1 -> 0 (tightened)",
            'check-in.earliest: "7 days" -> "8 business days" (tightened)',
            'hours.mail: "09:00-17:00" -> "08:00-17:00" (loosened)',
            'hours.call: ["10:00-12:00", "14:00-16:00"] -> "11:00-13:00" (tightened here, loosened there)',
        ]

    @given(any_policies(), any_policies())
    def test_the_way_back_is_the_converse_and_there_is_none_to_itself(self, one, other):
        assert policy_differences(other, other) == []
        turned = {"tightened)": "loosened)", "loosened)": "tightened)"}
        for line, opposite in zip(policy_differences(one, other), policy_differences(other, one), strict=True):
            key, _, rest = line.partition(": ")
            values, _, direction = rest.rpartition(" (")
            old, _, new = values.partition(" -> ")
            assert opposite == f"{key}: {new} -> {old} ({turned.get(direction, direction)}"
            assert value_of(one, key) != value_of(other, key)
