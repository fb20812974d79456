"""Checks of notes: each fault is found where it is, and what only looks like one is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costs import cost
from followcal.formats.note_checks import MAX_FINDINGS, check_note
from followcal.formats.note_rules import RULES
from followcal.formats.note_text import NOTHING, About
from followcal.formats.notes import read_note
from hostile import hostile

ABOUT = About(("Dana Whitfield",), "Brightloom", "Data Engineer")
GOOD = """\
Subject: Thank you: Data Engineer

Dear Dana,

Thank you for taking the time on Wednesday to tell me about the Data Engineer position at Brightloom. I enjoyed hearing
how your team moved the nightly jobs into one pipeline, and I have thought since about the tests that you described.

That kind of careful work is what I did for three years at my last company. I would be glad to do it with you.

Kind regards,
Jo Seeker
+1 212 555 0147
"""


def note(text, is_mail=False):
    return read_note(text.encode("utf-8", "surrogatepass"), is_mail=is_mail)


def found(text, about=ABOUT, **options):
    return [(each.rule, each.line) for each in check_note(note(text), about, **options)]


def rules(text, about=ABOUT, **options):
    return {rule for rule, _ in found(text, about, **options)}


def test_a_good_note_has_no_finding():
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("three years", "[number] years", "open-place", 8),
        ("three years", "{{years}}", "open-place", 8),
        ("three years", "<how many> years", "open-place", 8),
        ("three years", "____ years", "open-place", 8),
        ("three years", "XXX years", "open-place", 8),
        ("three years", "TODO years", "open-place", 8),
        ("three years", "(insert number) years", "open-place", 8),
        ("Jo Seeker", "Your Name", "open-place", 11),
        ("Dear Dana,", "Dear Diana,", "wrong-name", 3),
        ("Dear Dana,", "Dear Ms Whitfeild,", "wrong-name", 3),
        ("Dear Dana,", "Hi Priya,", "wrong-name", 3),
        ("Dear Dana,", "Dear Dana Whitman,", "wrong-name", 3),
        ("Dear Dana,", "Dear D,", "wrong-name", 3),
        ("Dear Dana,", "Dear Hiring Manager,", "no-name", 3),
        ("Dear Dana,", "To whom it may concern:", "no-name", 3),
        ("Dear Dana,", "Hello,", "no-name", 3),
        ("Dear Dana,\n\n", "", "no-name", 3),
        (" at Brightloom", "", "no-company", 0),
        ("at Brightloom", "at Globex", "wrong-company", 5),
        ("at Brightloom", "at Brightlom", "wrong-company", 5),
        ("with you.\n", "with you, and to join Initech Labs soon.\n", "wrong-company", 8),
        ("Data Engineer position", "Product Manager position", "wrong-role", 5),
        ("the Data Engineer position", "my application as Data Analyst", "wrong-role", 5),
        ("+1 212 555 0147\n", "", "no-contact", 11),
        ("+1 212 555 0147", "18.11.2026", "no-contact", 12),
        ("three years", "a better salary", "salary", 8),
        ("I would be glad", "I am looking for $95k. I would be glad", "salary", 8),
        ("I would be glad", "Please reply by Friday. I would be glad", "demand", 8),
        ("I would be glad", "I need an answer. I would be glad", "demand", 8),
        ("I would be glad", "I am still waiting. I would be glad", "complaint", 8),
        ("I would be glad", "I really need this job. I would be glad", "desperate", 8),
        ("I would be glad", "I am gonna be glad", "slang", 8),
        ("I would be glad", "C u soon, I would be glad", "slang", 8),
        ("glad to do it", "glad 🙂 to do it", "emoji", 8),
        ("glad to do it with you.", "glad to do it with you :-)", "emoji", 8),
        ("glad", "VERY glad", "shouting", 8),
        ("with you.", "with you!!", "shouting", 8),
        ("I would", "I I would", "doubled-word", 8),
        ("how your team", "how your\nyour team", "doubled-word", 7),
        ("careful", "carefull", "spelling", 8),
        ("position", "positon", "spelling", 5),
        ("be glad to do", "look forward to hear from you to do", "spelling", 8),
        ("That kind of careful work", "As a team player and fast learner, careful work", "generic", 8),
    ],
)
def test_a_fault_is_found_on_its_line(old, new, rule, line):
    assert old in GOOD
    assert (rule, line) in found(GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Dear Dana,", "Dear Ms. Whitfield,"),
        ("Dear Dana,", "Dear Dr Dana Whitfield:"),
        ("Dear Dana,", "Hello Dana –"),
        ("Dear Dana,", "Dana,"),
        ("Dear Dana,", "DEAR DANA,".title()),
        ("Dear Dana,", "Dear Dana and Priya,"),
        ("Dear Dana,\n\nThank", "Dear Dana, thank"),
        ("Brightloom", "Brightloom GmbH"),
        ("three years", "three years, that is, when I had had time to learn (AWS, SQL and PHP),"),
        ("my last company", "Siemens, as a Data Analyst in my previous role,"),
        ("the Data Engineer position", "the engineer role"),
        ("the Data Engineer position", "the engineering position"),
        ("three years", "three years (I saved my company $40,000 per quarter in cloud costs)"),
        ("I would be glad", "You mentioned that you would decide by Friday. I would be glad"),
        ("I would be glad", "I can send you the sample by tomorrow. I would be glad"),
        ("I would be glad", "If it suits you, let me know by Friday. I would be glad"),
        ("careful", "colourful, organised and well-analysed"),
        ("careful", "favorite, organized and well-analyzed"),
        ("+1 212 555 0147", "jo.seeker@example.org"),
        ("+1 212 555 0147", "(020) 7946 0958"),
        ("+1 212 555 0147", "0151/2345 678"),
        ("+1 212 555 0147", "+91 98765 43210"),
        ("with you.", "with you!"),
        ("the tests that you described", "what you said: “do that that matters”"),
        ("the tests that you described", "the meeting at 10 AM in the U.S. office (see https://x.example/u/r)"),
    ],
)
def test_what_only_looks_like_a_fault_is_left_alone(old, new):
    assert old in GOOD
    assert found(GOOD.replace(old, new, 1)) == []


@pytest.mark.parametrize(
    ("about", "name", "company", "role"),
    [
        (About(("Siobhán O'Hara-Núñez",), "Urgent Care Partners", "Payroll Analyst"), "Ms O'Hara-Nunez", None, None),
        (About(("Elizabeth Park",), "Salary.com", "Compensation Manager"), "Liz", None, None),
        (About(("Wei Zhang",), "Brown & Sons", "Bonus Accountant (m/f/d)"), "Wei", None, "Bonus Accountant"),
        (About(("J. R. Okonkwo",), "The Very Group", "Charge Nurse"), "J. R.", "The Very Group", None),
    ],
)
def test_known_names_are_no_words(about, name, company, role):
    text = GOOD.replace("Dana", name).replace("Brightloom", company or about.company)
    assert found(text.replace("Data Engineer", role or about.role), about) == []


def test_what_is_not_known_is_not_checked():
    assert found(GOOD, NOTHING) == []
    assert rules("Hello,\n\nthank you for the interview.\n", NOTHING) == {"too-short", "no-contact", "generic"}


def test_the_purpose_stands_in_subject_or_first_lines():
    text = "Dear Dana,\n\nThe weather at the coast was lovely. My dog swims well.\n" + "It rained a lot there. " * 15
    about = About(("Dana Whitfield",))
    assert "no-purpose" in rules(text, about)
    assert "no-purpose" not in rules(f"Subject: Thank you\n\n{text}", about)
    assert "no-purpose" not in rules(text.replace("The weather", "Thank you for the talk. The weather"), about)


def test_length():
    assert "too-long" in rules(GOOD.replace("Kind regards", "We spoke of much. " * 50 + "\n\nKind regards"))
    assert "too-short" in rules("Dear Dana,\n\nthank you.\n\nJo, jo@x.example\n")


def test_the_notes_of_a_panel_are_compared():
    other = GOOD.replace("Dana", "Priya").replace("Wednesday", "Thursday")
    assert "too-similar" in rules(GOOD, beside=[note(other)])
    different = (
        "Dear Priya,\n\nWhat you told me about hiring for the night shift was new to me. Thank you for that.\n\nJo\n"
    )
    assert "too-similar" not in rules(GOOD, beside=[note(different)])


def test_a_colleague_may_be_named():
    text = GOOD.replace("your team", "Marvin's team")
    about = About(("Martin Whitfield",), "Brightloom", "Data Engineer", ("Marvin Lee",))
    assert found(text.replace("Dana", "Martin"), about) == []
    assert "wrong-name" in rules(
        text.replace("Dana", "Martin"), About(("Martin Whitfield",), "Brightloom", "Data Engineer")
    )


def test_every_rule_cites_the_advice_that_it_comes_from():
    assert all(rule.source.startswith("advice: ") and "(" in rule.source for rule in RULES.values())


def test_only_advice_never_says_must():
    advice = {rule.id for rule in RULES.values() if not rule.must}
    assert advice == {"too-short", "generic", "language", "mixed-address"}


def test_a_language_without_lists_is_told_and_its_words_are_left_alone():
    text = (
        "Kedves Dana!\n\nKöszönöm szépen a szerdai beszélgetést az adatmérnöki állásról. Nagyon érdekes volt hallani "
        "arról, hogyan dolgozik az önök csapata, és örömmel dolgoznék önökkel a jövőben "
        "is [téma]. Remélem, hogy hamarosan találkozunk, addig minden jót kívánok mindenkinek.\n\nÜdvözlettel,\nJo 🙂\n"
    )
    assert found(text) == [("language", 0), ("open-place", 3), ("no-contact", 6), ("emoji", 6)]


pieces = st.lists(
    st.one_of(
        hostile,
        st.sampled_from(
            ["Dear Dana,", "\n", "\n\n", " ", "the the", "[x]", "SALARY", ":-)", "by Friday", "Kind regards,"]
        ),
    ),
    max_size=20,
).map("".join)


@given(pieces, pieces, st.sampled_from([ABOUT, NOTHING]))
def test_any_text_is_checked(text, other, about):
    findings = check_note(note(text), about, beside=[note(other)])
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(0 <= each.line <= lines for each in findings)
    assert all(each.rule in RULES for each in findings)
    assert list(findings) == sorted(findings, key=lambda each: each.line)


@given(hostile, hostile, hostile)
def test_any_names_are_checked_against(name, company, role):
    check_note(note(GOOD), About((name,), company, role, (company,)))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "a " * 100_000,
        "[" * 100_000,
        "<a" * 50_000,
        "Aa " * 40_000,
        "!" * 100_000,
        "1 " * 60_000,
        "salary " * 20_000,
        "by Friday reply " * 8_000,
        "zzqx" * 30_000,
        " ".join(f"wrrd{n}x" for n in range(9_000)).translate(str.maketrans("0123456789", "abcdefghij")),
        "Dear " + "Ann, " * 30_000,
        "\n" * 100_000,
        "the position at Globex " * 5_000,
        "(" * 100_000,
        "http://" * 20_000,
        "Data Engineer " * 9_000,
        "position " * 15_000,
        "for Data Engineer " * 6_000,
        "e.e." * 30_000,
        "a@" * 50_000,
    ],
)
def test_a_hostile_note_costs_little_time(text):
    findings = []
    assert cost(lambda: findings.extend(check_note(note(text), ABOUT, beside=[note(text)]))) < 150
    assert max(sum(each.rule == rule for each in findings) for rule in RULES) <= 3 * MAX_FINDINGS
