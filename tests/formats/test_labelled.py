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
UNSEEN = {"precision": 0.89, "recall": 0.91, "company": 0.88, "interviewers": 0.74}
"""What a set that the rules were not made on must reach: to be set to its figures, rounded down, when it comes.

Until then they are those of 360 events that were unseen, and have joined the tuned ones.
"""


CASES = [
    pytest.param(name, me, id=f"{name}-{'with-me' if me else 'without-me'}")
    for name in ("held-out", "tuned")
    for me in (labelled.ME, frozenset())
]


@pytest.mark.parametrize(("name", "me"), some(CASES, default=(0, 1, 2)))
def test_figures_hold(name, me):
    measured = measure(name, me)
    if measured is None:
        pytest.skip(f"no set {name}: {labelled.SETS[name]}.ics and .csv are not in tests/data/labelled")
    score = measured[0]["all"]
    wanted = AIM if name == "tuned" else UNSEEN
    assert score.precision >= wanted["precision"]
    assert score.recall >= wanted["recall"]
    assert score.share("company") >= wanted["company"]
    assert score.share("interviewers") >= wanted["interviewers"]


def test_tuned_set_is_as_large_and_as_varied_as_it_must_be():
    scores, _ = measure("tuned", labelled.ME)
    assert set(scores) == {"all", "en", "de", "fr", "es", "pt"}
    assert scores["all"].found + scores["all"].missed >= 100
