"""How well phrases of employers are read, beside general parsers of dates: `make phrases`, or ... phrases.py [FILE...].

Every row of a table (tests/data/phrases.csv) with an answer due is given to each parser that is installed, with the day
on which it was said and dates preferred that lie ahead. The others get every benefit: a row counts as right if any
date that they return is the answer due. Silently wrong is another date, without a word; too early are those of them
that lie before the answer is due: contact would come while the employer still has time. `invented` counts the rows
without a promise in which a date was found. ctparse knows English and German only.
"""

from __future__ import annotations

import csv
import logging
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from followcal import business_calendar, read_timeline

TABLE = Path(__file__).parent.parent / "tests" / "data" / "phrases.csv"
LANGUAGES = {
    **dict.fromkeys(("DE", "AT"), ("de",)),
    **dict.fromkeys(("FR", "BE"), ("fr",)),
    **dict.fromkeys(("ES", "MX", "AR", "CO", "CL", "PE"), ("es",)),
    "CH": ("de", "fr"),
    "CA": ("en", "fr"),
}
"""What is spoken in a country, the language of most of its rows first; elsewhere it is English."""

Row = dict[str, str]
Parser = Callable[[Row], set[date]]


def main() -> None:
    for name in sys.argv[1:] or [TABLE]:
        with Path(name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        print(f"{Path(name).name}: {len(rows)} rows")
        for title, chosen in (("in English", False), ("in German, French and Spanish", True)):
            part = [row for row in rows if (spoken(row)[0] != "en") == chosen]
            if part:
                show(title, part)


def show(title: str, rows: list[Row]) -> None:
    dated = [row for row in rows if row["answer_due"]]
    bare = [row for row in rows if not row["answer_due"]]
    print(f"\n{title}: {len(dated)} rows with an answer due, {len(bare)} without")
    print(f"{'':24}{'right':>7}{'other':>7}{'silently':>10}{'too':>7}{'nothing':>9}{'invented':>10}")
    print(f"{'':24}{'':>7}{'reading':>8}{'wrong':>9}{'early':>7}")
    for name, parser in parsers().items():
        found = [(row, parser(row)) for row in dated]
        score = Counter(verdict(row, days) for row, days in found)
        early = sum(is_early(row, days) for row, days in found)
        invented = sum(bool(parser(row)) for row in bare)
        print(
            f"{name:24}{score['right']:>7}{score['other']:>7}{score['wrong']:>10}{early:>7}{score['nothing']:>9}"
            f"{invented:>10}"
        )


def verdict(row: Row, found: set[date]) -> str:
    if not found:
        return "nothing"
    if date.fromisoformat(row["answer_due"]) in found:
        return "right"
    return "other" if row["other_reading"] and date.fromisoformat(row["other_reading"]) in found else "wrong"


def is_early(row: Row, found: set[date]) -> bool:
    return verdict(row, found) == "wrong" and max(found) < date.fromisoformat(row["answer_due"])


def parsers() -> dict[str, Parser]:
    """Return those that are installed, by name and version."""
    found: dict[str, Parser] = {"followcal": ours}
    for package, parser in (
        ("dateparser", with_dateparser),
        ("parsedatetime", with_parsedatetime),
        ("ctparse", with_ctparse),
    ):
        try:
            found[f"{package} {version(package)}"] = parser
        except PackageNotFoundError:
            continue
    return found


def ours(row: Row) -> set[date]:
    first, _, last = row["closed"].partition("..")
    days = (date.fromisoformat(last or first) - date.fromisoformat(first)).days + 1 if first else 0
    closed = [date.fromisoformat(first) + timedelta(days=number) for number in range(days)]
    calendar = business_calendar(*([row["country"]] if row["country"] else []), closed=closed)
    said = read_timeline(
        row["phrase"], date.fromisoformat(row["said_on"]), calendar=calendar, country=row["country"] or None
    )
    return {said.answer_due} if said.answer_due else set()


def spoken(row: Row) -> tuple[str, ...]:
    return LANGUAGES.get(row["country"][:2], ("en",))


def noon(row: Row) -> datetime:
    return datetime.combine(date.fromisoformat(row["said_on"]), time(12))


def ahead(row: Row, found: set[date]) -> set[date]:
    """Drop what lies before the day it was said: nobody would believe that."""
    return {day for day in found if day >= date.fromisoformat(row["said_on"])}


def with_dateparser(row: Row) -> set[date]:
    from dateparser.search import search_dates

    settings = {
        "RELATIVE_BASE": noon(row),
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "MDY" if row["country"] == "US" else "DMY",
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = search_dates(row["phrase"], languages=list(spoken(row)), settings=settings) or []
    return ahead(row, {moment.date() for _, moment in found})


def with_parsedatetime(row: Row) -> set[date]:
    import parsedatetime

    names = {"de": "de_DE", "fr": "fr_FR", "es": "es"}
    constants = parsedatetime.Constants(names.get(spoken(row)[0], "en_US"), usePyICU=False)
    found = parsedatetime.Calendar(constants).nlp(row["phrase"], sourceTime=noon(row)) or ()
    return ahead(row, {moment.date() for moment, *_ in found})


def with_ctparse(row: Row) -> set[date]:
    from ctparse import ctparse

    logging.disable()  # it tells of each row in which it finds nothing
    found = ctparse(row["phrase"], ts=noon(row), timeout=2)
    value = found.resolution if found else None
    ends = [getattr(value, "t_from", None), getattr(value, "t_to", None)] if hasattr(value, "t_from") else [value]
    return ahead(row, {end.dt.date() for end in ends if end is not None and getattr(end, "hasDate", False)})


if __name__ == "__main__":
    main()
