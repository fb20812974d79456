"""The rows of tests/data/phrases.csv, and how each is read: once in a process."""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from followcal import business_calendar, read_timeline

with (Path(__file__).parent / "data" / "phrases.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))


def calendar_of(row):
    return _calendar(row["country"], row["closed"])


def read(row, text=None):
    """What a row says, or what another text says in its place."""
    return _said(text or row["phrase"], row["said_on"], row["country"], row["closed"])


@cache
def _calendar(country, closed):
    return business_calendar(*[country] if country else [], closed=_closures(closed))


def _closures(text):
    """The days of "2026-12-24..2027-01-03", of one day, or of nothing."""
    first, _, last = text.partition("..")
    days = (date.fromisoformat(last or first) - date.fromisoformat(first)).days + 1 if text else 0
    return [date.fromisoformat(first) + timedelta(days=number) for number in range(days)]


@cache
def _said(text, day, country, closed):
    return read_timeline(text, date.fromisoformat(day), calendar=_calendar(country, closed), country=country or None)
