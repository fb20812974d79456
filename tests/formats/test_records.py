"""What a place told, remembered as a word: every kind comes back, and what is damaged says where."""

import base64
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.core.facts import (
    Application,
    Asked,
    HeardBack,
    NoShow,
    NoteSent,
    Offer,
    OtherOffer,
    Promised,
    Rejected,
    Said,
    StepDone,
    StepSkipped,
    Withdrawn,
)
from followcal.core.interview import Person
from followcal.core.timeline import AnswerBy, ContactInvited, NotUnderstood, SilenceMeansNo, StatedTimeline, Undated
from followcal.errors import UnreadableError
from followcal.formats.form import Corrections
from followcal.formats.records import _KINDS, Record, recall_record, remember_record

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
keys = st.tuples(texts, texts)
abouts = st.one_of(keys, st.builds(Application, texts, st.none() | texts))
promises = st.one_of(
    st.none(),
    st.just(Undated()),
    st.just(NotUnderstood()),
    st.builds(AnswerBy, days, st.none() | days, st.none() | days),
    st.builds(ContactInvited, days, st.none() | days),
    st.builds(SilenceMeansNo, st.none()),
    st.builds(SilenceMeansNo, days, st.none() | days),
)
timelines = st.builds(StatedTimeline, promises, st.booleans(), st.booleans(), texts, days)
later = st.integers(0, 500).map(lambda n: timedelta(days=n))
of_kind = {
    **{
        name: st.builds(kind, abouts, days)
        for name, kind in (("heard", HeardBack), ("rejected", Rejected), ("offer", Offer), ("withdrawn", Withdrawn))
    },
    "other-offer": st.builds(lambda a, day, n: OtherOffer(a, day, day + n), st.none() | abouts, days, later),
    "asked": st.builds(
        lambda a, day, n: Asked(a, day, None if n is None else day + n), abouts, days, st.none() | later
    ),
    "promised": st.builds(Promised, abouts, days, texts.filter(str.strip)),
    "note-sent": st.builds(NoteSent, abouts, days, st.none() | texts),
    "said": st.builds(Said, abouts, timelines),
    "no-show": st.builds(NoShow, keys, days, st.none() | texts),
    "done": st.builds(StepDone, texts, days),
    "skipped": st.builds(StepSkipped, texts, days),
}


def test_every_kind_of_fact_is_tried():
    assert set(of_kind) == set(_KINDS)


@pytest.mark.parametrize("kind", of_kind)
@given(data=st.data())
def test_what_is_remembered_is_recalled(kind, data):
    facts = frozenset(data.draw(st.lists(of_kind[kind], max_size=3)))
    word = remember_record("", Record(facts))
    assert word.isascii()
    assert " " not in word
    assert recall_record(word, "here") == ("", Record(facts))


people = st.builds(Person, st.none() | texts, st.none() | texts)
corrections = st.builds(
    Corrections, st.none() | texts, st.none() | texts, st.none() | people, st.none() | st.lists(people).map(tuple)
)


@given(texts, st.none() | keys, corrections, st.dictionaries(texts, days, max_size=3))
def test_all_that_a_place_told_is_recalled(place, about, said, seen):
    record = Record(frozenset(), about, said, seen)
    assert recall_record(remember_record(place, record), "here") == (place, record)
    assert record.is_empty == (said == Corrections() and not seen)


@given(st.lists(st.one_of(*of_kind.values()), max_size=6), st.randoms())
def test_the_word_depends_on_no_order_and_no_repetition(facts, random):
    shuffled = facts + facts
    random.shuffle(shuffled)
    assert word_for(shuffled) == word_for(facts)


def word_for(facts):
    return remember_record("p", Record(frozenset(facts)))


def word_of(value):
    return base64.b64encode(json.dumps(value).encode()).decode()


GOOD = {"about": ["u", ""], "on": "2026-12-04"}


@pytest.mark.parametrize(
    "word",
    [
        "",
        "!!!",
        "bm8=",
        word_of([]),
        word_of({"version": 2, "facts": []}),
        word_of({"version": 1}),
        word_of({"version": 1, "facts": []}),
        word_of({"version": 1, "place": 7, "facts": []}),
        word_of({"version": 1, "place": "", "facts": [], "about": "uid"}),
        word_of({"version": 1, "place": "", "facts": [], "company": 7}),
        word_of({"version": 1, "place": "", "facts": [], "contact": ["Ann"]}),
        word_of({"version": 1, "place": "", "facts": [], "interviewers": 7}),
        word_of({"version": 1, "place": "", "facts": [], "seen": {"m": "2026-02-30"}}),
        word_of({"version": 1, "place": "", "facts": [["none", GOOD]]}),
        word_of({"version": 1, "place": "", "facts": [["rejected", {"about": ["u", ""]}]]}),
        word_of({"version": 1, "place": "", "facts": [["rejected", {**GOOD, "on": "2026-02-30"}]]}),
        word_of({"version": 1, "place": "", "facts": [["rejected", {**GOOD, "about": None}]]}),
        word_of({"version": 1, "place": "", "facts": [["rejected", {**GOOD, "about": [1, 2]}]]}),
        word_of({"version": 1, "place": "", "facts": [["rejected", {**GOOD, "about": {"company": 7, "role": None}}]]}),
        word_of(
            {
                "version": 1,
                "place": "",
                "facts": [["no-show", {**GOOD, "about": {"company": "A", "role": None}, "who": None}]],
            }
        ),
        word_of({"version": 1, "place": "", "facts": [["promised", {**GOOD, "what": " "}]]}),
        word_of({"version": 1, "place": "", "facts": [["said", {"about": ["u", ""], "timeline": {}}]]}),
        word_of({"version": 1, "place": "", "facts": [["other-offer", {**GOOD, "decide_by": "2026-01-01"}]]}),
        base64.b64encode(b"[" * 100_000).decode(),
    ],
)
def test_damaged_facts_are_an_error_that_says_where(word):
    with pytest.raises(UnreadableError, match=r"x\.ics: line 7: what is remembered of the facts is damaged"):
        recall_record(word, "x.ics: line 7")


@given(st.binary(max_size=60), st.data())
def test_a_word_cut_or_changed_never_raises_anything_else(noise, data):
    good = word_for(data.draw(st.lists(st.one_of(*of_kind.values()), min_size=1, max_size=3)))
    cut = data.draw(st.integers(0, len(good)))
    for word in (good[:cut], good[:cut] + base64.b64encode(noise).decode()):
        try:
            recall_record(word, "here")
        except UnreadableError:
            continue
