"""How well `followcal check` judges notes: labelled sets, in English one that another person wrote.

    make notes                 faults found and false alarms in each language, in all and by rule
    ... notes.py --misses      with each of them

A fault is a rule of a note in labels.csv; found is one that `check` tells of that note, a false alarm one that it tells
and nobody labelled. What must be fixed and what is only to be looked at are told apart: a good note passes with advice.
"""

import argparse
import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from followcal.formats.note_checks import check_note
from followcal.formats.note_lists import note_languages, note_words
from followcal.formats.note_rules import RULES, Finding
from followcal.formats.note_text import About
from followcal.formats.notes import Note, looks_like_mail, read_note

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "notes"


@dataclass
class Score:
    """What was right."""

    notes: int = 0
    good: int = 0
    passed: int = 0
    """Good notes in which nothing must be fixed."""

    stopped: int = 0
    """Faulty notes in which something must be fixed."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    false_advice: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """How many of the labelled faults were found."""
        return self.found.total() / max(1, self.found.total() + self.missed.total())

    @property
    def precision(self) -> float:
        """How many of the rules told as to be fixed were labelled."""
        return self.found.total() / max(1, self.found.total() + self.false.total())


def measure(language: str = "en") -> Score | None:
    """Return the score of a language's set; None where it is missing."""
    folder = FOLDER if language == "en" else FOLDER / language
    labels = folder / "labels.csv"
    if not labels.exists():
        return None
    with labels.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    notes = {row["file"]: _read(folder, row["file"]) for row in rows}
    score = Score()
    for row in rows:
        panel = [other for other in rows if other is not row and _interview(other) == _interview(row)]
        people = tuple(filter(None, (row["name"].strip(),)))
        about = About(people, row["company"].strip() or None, row["role"].strip() or None)
        beside = [notes[other["file"]] for other in panel]
        _count(score, row, check_note(notes[row["file"]], about, beside=beside))
    return score


def _interview(row: dict[str, str]) -> tuple[str, str]:
    return row["company"].strip(), row["role"].strip()


def _read(folder: Path, name: str) -> Note:
    path = folder / (name if Path(name).suffix else f"{name}.txt")
    data = path.read_bytes()
    return read_note(data, is_mail=looks_like_mail(path.name, data))


def _count(score: Score, row: dict[str, str], findings: tuple[Finding, ...]) -> None:
    wanted = {fault.strip() for fault in (row["faults"] or "").split(";") if fault.strip()}
    unknown = wanted - RULES.keys()
    if unknown:
        raise SystemExit(f"{row['file']}: no such fault: {', '.join(unknown)}")
    must = {finding.rule for finding in findings if finding.must}
    told = {finding.rule for finding in findings}
    score.notes += 1
    score.good += not wanted
    score.passed += not wanted and not must
    score.stopped += bool(wanted and must)
    score.found.update(wanted & told)
    score.missed.update(wanted - told)
    score.false.update(must - wanted)
    score.false_advice.update(told - must - wanted)
    score.lines += [f"missed  {row['file']}: {rule}" for rule in sorted(wanted - told)]
    score.lines += [
        f"{'false' if each.must else 'advice':6}  {row['file']} line {each.line}: {each.rule}: {each.text}"
        for each in findings
        if each.rule not in wanted
    ]


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--misses", action="store_true", help="show each miss and each false alarm")
    args = parser.parse_args()
    for language in note_languages():
        score = measure(language)
        if score is None:
            print(f"no labelled notes in {note_words(language).name}")
        else:
            _show(note_words(language).name, score, misses=args.misses)


def _show(language: str, score: Score, *, misses: bool) -> None:
    faulty = score.notes - score.good
    faults = (score.found + score.missed).total()
    print(f"{language}, {score.notes} notes: {score.good} good, {faulty} with {faults} faults")
    print(f"faults found                 {score.found.total():4} of {faults} ({score.recall:.0%})")
    print(f"false alarms, to be fixed    {score.false.total():4} (precision {score.precision:.0%})")
    print(f"false alarms, to look at     {score.false_advice.total():4}")
    print(f"good notes that pass         {score.passed:4} of {score.good}")
    print(f"faulty notes that are stopped{score.stopped:4} of {faulty}")
    print(f"\n{'rule':14} found missed false")
    for rule in RULES:
        counts = (score.found[rule], score.missed[rule], score.false[rule] + score.false_advice[rule])
        if any(counts):
            print(f"{rule:14} {counts[0]:5} {counts[1]:6} {counts[2]:5}")
    if misses:
        print("", *score.lines, sep="\n")
    print()


if __name__ == "__main__":
    _main()
