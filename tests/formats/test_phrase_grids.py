"""Whoever says the same says it in many words: sentences of one meaning read the same, in all languages."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from followcal import business_calendar, read_timeline

GRIDS = tomllib.loads((Path(__file__).parents[1] / "data" / "phrase_grids.toml").read_text(encoding="utf-8"))["grid"]
COUNTRIES = {"en": "US", "de": "DE-BE", "fr": "FR", "es": "ES-MD"}

calendar_of = cache(business_calendar)


def read(text, day, country):
    said = read_timeline(text, day, calendar=calendar_of(country), country=country[:2])
    return said.kind, said.answer_due, said.no_calls, said.no_contact


def begun(text):
    return text[:1].upper() + text[1:]


@pytest.mark.parametrize("grid", GRIDS, ids=[f"{grid['language']}, {grid['says']}" for grid in GRIDS])
def test_sentences_of_one_meaning_read_the_same(grid):
    country = COUNTRIES[grid["language"]]
    differing = []
    for day in grid["days"]:
        for time in grid["times"]:
            texts = [begun(sentence.format(time)) for sentence in grid["sentences"]]
            readings = {text: read(text, day, country) for text in texts}
            first = readings[texts[0]]
            differing += [f"{day} {text}: {found}, not {first}" for text, found in readings.items() if found != first]
    assert not differing, "\n".join([f"{len(differing)} differ", *differing[:20]])
