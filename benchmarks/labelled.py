"""How well interviews are found and read, on labelled calendars in five languages (I5, I6).

    make labelled              precision, recall and exact fields of each set, and of both
    ... labelled.py --misses   with each miss of the set that the rules were tuned on

`tuned` is the set that the rules were made on; `held-out`, a third of all, was never looked at while they were.
"""

from __future__ import annotations

import argparse
import csv
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from followcal.formats.interviews import Reading, read_calendar
from followcal.formats.prescan import Days

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "labelled"
SETS = {"tuned": "tuned", "held-out": "held_out"}
ME = frozenset({"jo.seeker@gmail.com", "jo.seeker+jobs@gmail.com", "jo.seeker@brightpath.example"})
FIELDS = ("company", "role", "round", "medium", "interviewers", "contact")


@dataclass
class Score:
    """What was right in one set, or in one language of it."""

    found: int = 0
    missed: int = 0
    false: int = 0
    exact: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """How many of those taken for interviews are some."""
        return self.found / max(1, self.found + self.false)

    @property
    def recall(self) -> float:
        """How many of the interviews were found."""
        return self.found / max(1, self.found + self.missed)

    def __add__(self, other: Score) -> Score:
        """Return what was right in both together."""
        counts = self.found + other.found, self.missed + other.missed, self.false + other.false
        return Score(*counts, self.exact + other.exact)

    def share(self, name: str) -> float:
        """How many of the interviews found have this field right."""
        return self.exact[name] / max(1, self.found)


def measure(name: str, me: frozenset[str]) -> tuple[dict[str, Score], list[str]] | None:
    """Return the scores of a set by language and in all, and its misses; None where the set is missing."""
    calendar, labels = _files(name)
    if not calendar.exists() or not labels.exists():
        return None
    reading = Reading(home_zone=lambda: ZoneInfo("UTC"), me=me, days=Days(), takes_only_event=False)
    found = read_calendar(calendar.read_bytes(), calendar.name, reading)
    read = {}
    for invitation in found.invitations:
        read.setdefault(invitation.interview.uid, invitation)
    near = {miss.uid: miss for miss in found.near_misses}
    scores, misses = {}, []
    for row in rows(name):
        both = [scores.setdefault(language, Score()) for language in ("all", row["language"])]
        misses += _compare(row, read.get(row["uid"]), near.get(row["uid"]), both)
    return scores, misses


def rows(name: str) -> list[dict[str, str]]:
    """Return the labels of a set."""
    with _files(name)[1].open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _files(name):
    return FOLDER / f"{SETS[name]}.ics", FOLDER / f"{SETS[name]}.csv"


def _compare(row, invitation, near, scores):
    wanted = row["interview"] == "yes"
    title = f"{row['language']} {invitation.interview.summary!r}" if invitation else f"{row['language']} {row['uid']}"
    if not invitation:
        for score in scores:
            score.missed += wanted
        why = f": {near.summary!r} {_clues(near.verdict)}" if near else ""
        return [f"MISSED {title} ({row['why']}){why}"] if wanted else []
    if not wanted:
        if invitation.interview.cancelled:
            return []  # found, and said to be off: nothing is planned for it
        for score in scores:
            score.false += 1
        return [f"FALSE {title} ({row['why']}): {_clues(invitation.verdict)}"]
    misses = []
    for score in scores:
        score.found += 1
    for name in FIELDS:
        said = getattr(invitation.interview, name)
        if is_right(name, said, row[name]):
            for score in scores:
                score.exact[name] += 1
        else:
            misses.append(f"{name.upper()} {title}: {_shown(said)!r}, not {row[name]!r}")
    return misses


def is_right(name, said, wanted):
    """Return whether a field was read as its label says.

    Of several spellings, parted by ``|``, any will do, and ``-`` is none; so will any of the lists of people that
    `` | `` parts.
    """
    if name in ("interviewers", "contact"):
        people = said if name == "interviewers" else [said] if said else []
        marks = [{_mark(p.name, p.email), _mark(p.name, "")} for p in people]
        return any(_are_same(marks, [_marks(each) for each in _people(people)]) for people in wanted.split(" | "))
    return _plain(said or "") in [_plain("" if each == "-" else each) for each in wanted.split("|")]


def _people(wanted):
    return [each for each in wanted.split("; ") if each.strip(" -")]


def _are_same(said, wanted):
    """Return whether those said are those wanted, each once; whose label has no address goes by the name."""
    left = list(wanted)
    for mark in said:
        known = next((marks for marks in left if mark & marks), None)
        if known is None:
            return False
        left.remove(known)
    return not left


def _marks(label):
    return {
        _mark(name.strip(), mail.strip("> ")) for each in label.split("|") for name, _, mail in [each.partition("<")]
    }


def _mark(name, mail):
    """Return what somebody is known by: their address or else their name, with or without a title before it."""
    family, comma, given = (name or "").partition(", ")
    words = _plain(f"{given} {family}" if comma else name or "").replace(".", ". ").split()
    while len(words) > 1 and words[0].strip(".") in _TITLES:
        words = words[1:]
    return mail.casefold() if mail else " ".join(words)


_TITLES = set(
    (
        "mr mrs ms miss dr prof herr herrn frau hr fr mag ing dipl di m mme mlle me sr sra srta d dna don dona dra "
        "eng lic mg mr mx meister chef sor frère soeur père padre dona dom"
    ).split()
)


def _plain(text):
    text = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in text if not unicodedata.combining(char)).split())


def _shown(said):
    if isinstance(said, tuple):
        return "; ".join(f"{p.name or ''} <{p.email or ''}>" for p in said)
    return said if said is None or isinstance(said, str) else f"{said.name or ''} <{said.email or ''}>"


def _clues(verdict):
    return ", ".join(f"{signal.points:+d} {signal.text}" for signal in verdict.signals)


def main():
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--misses", action="store_true", help="list the misses, of the set `tuned` only")
    parser.add_argument("--without-me", action="store_true", help="those without the user's addresses")
    parser.add_argument(
        "--set", choices=SETS, help="this set only: while rules are made, the held-out one stays unseen"
    )
    args = parser.parse_args()
    for with_me in (True, False):
        found = {}
        for name, file in SETS.items():
            if args.set not in (None, name):
                continue
            measured = measure(name, ME if with_me else frozenset())
            if measured is None:
                print(f"{name}: tests/data/labelled/{file}.ics and .csv are missing\n")
                continue
            scores, misses = measured
            found[name] = scores["all"]
            show(f"{name}, {'with' if with_me else 'without'} --me", scores)
            if args.misses and name == "tuned" and with_me != args.without_me:
                print("\n".join(misses))
        if len(found) == len(SETS):
            show(f"both, {'with' if with_me else 'without'} --me", {"all": sum(found.values(), Score())})


def show(title: str, scores: Mapping[str, Score]) -> None:
    """Print the figures of a set, in all and by language."""
    print(title)
    print("  language  interviews  precision  recall  " + "  ".join(f"{each:>12}" for each in FIELDS))
    for language, score in scores.items():
        shares = "  ".join(f"{score.share(each):12.3f}" for each in FIELDS)
        total = score.found + score.missed
        print(f"  {language:8}  {total:10}  {score.precision:9.3f}  {score.recall:6.3f}  {shares}")
    print()


if __name__ == "__main__":
    main()
