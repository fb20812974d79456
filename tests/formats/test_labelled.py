"""Interviews found and read in labelled calendars: the figures that must hold, on both sets (I5, I6)."""

import importlib.util
import sys
from functools import cache
from pathlib import Path

import pytest

from shares import some

_SPEC = importlib.util.spec_from_file_location(
    "labelled", Path(__file__).parent.parent.parent / "benchmarks" / "labelled.py"
)
labelled = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = labelled
_SPEC.loader.exec_module(labelled)

measure = cache(labelled.measure)

AIM = {"precision": 0.95, "recall": 0.95, "company": 0.9, "interviewers": 0.9}
UNSEEN = {"precision": 0.99, "recall": 0.94, "company": 0.86, "interviewers": 0.84}
"""What is reached on the events that the rules were not made on, rounded down; the aims hold for both sets together."""


CASES = [
    pytest.param(name, me, id=f"{name}-{'with-me' if me else 'without-me'}")
    for name in ("both", "held-out", "tuned")
    for me in (labelled.ME, frozenset())
]


@pytest.mark.parametrize(("name", "me"), some(CASES, default=(0, 1, 2)))
def test_figures_hold(name, me):
    if name == "both":
        score = measure("tuned", me)[0]["all"] + measure("held-out", me)[0]["all"]
    else:
        score = measure(name, me)[0]["all"]
    wanted = UNSEEN if name == "held-out" else AIM
    assert score.precision >= wanted["precision"]
    assert score.recall >= wanted["recall"]
    assert score.share("company") >= wanted["company"]
    assert score.share("interviewers") >= wanted["interviewers"]


def test_sets_are_as_large_and_as_varied_as_they_must_be():
    tuned, held_out = (measure(name, labelled.ME)[0] for name in ("tuned", "held-out"))
    assert set(tuned) == set(held_out) == {"all", "en", "de", "fr", "es", "pt"}
    counts = [sum(1 for _ in labelled.rows(name)) for name in ("tuned", "held-out")]
    assert counts[1] >= sum(counts) / 3
