"""How `check` judges the labelled notes: what was reached holds."""

import importlib.util
import sys
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("notes", Path(__file__).parent.parent.parent / "benchmarks" / "notes.py")
notes = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = notes
_SPEC.loader.exec_module(notes)


@pytest.fixture(scope="module")
def score():
    return notes.measure()


def test_the_set_is_half_good_and_as_large_as_it_must_be(score):
    assert (score.notes, score.good) == (60, 30)
    assert score.found.total() + score.missed.total() == 54


def test_every_labelled_fault_is_found(score):
    assert score.missed.total() == 0, score.lines


def test_no_good_note_is_stopped(score):
    assert (score.false.total(), score.passed) == (0, score.good), score.lines


def test_next_to_nothing_is_asked_about_in_vain(score):
    assert score.false_advice.total() == 0, score.lines


def test_all_faulty_notes_but_those_with_advice_only_are_stopped(score):
    assert score.stopped == 28


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_the_sets_in_other_languages(language):
    score = notes.measure(language)
    assert (score.notes, score.good, score.found.total() + score.missed.total()) == (22, 10, 19)
    assert score.missed.total() == 0, score.lines
    assert (score.false.total(), score.false_advice.total(), score.passed) == (0, 0, score.good), score.lines
