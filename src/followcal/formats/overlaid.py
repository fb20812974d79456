"""What the user typed in a neutral event, laid into the description behind it: beside all that they typed there before.

A line of the form takes the place of an empty one, or of what followcal filled in. Where the user had answered there
already, a list goes on, and any other answer stands below theirs, where it counts: the last one does. Everything else
stands above. What is typed no more goes again, and nothing with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from followcal.formats.form_lines import LISTS, Label, Seen, entries, label_of
from followcal.formats.typed import Edit, Line, Typed, added, edited, mark_of, removed, replaced, typed


def above(lines: Sequence[str], text: str) -> str:
    """Return a text with lines above it."""
    there = typed(text)
    return there.new_line.join((*map(there.written, lines), "", text)) if lines and text else "\n".join(lines) or text


def in_text(text: str, before: str, now: str) -> str:
    """Return a text without a form, with what was typed `now` above it, in place of what was typed `before`."""
    there = typed(text)
    gone = [there.lines[number] for number in _found(there, before, frozenset()).values()]
    rest = edited(text, [edit for line in gone for edit in removed(there, line)])
    rest = rest.lstrip("\r\n") if gone else rest
    if not rest.strip():
        return now
    return above(_trimmed([line.text for line in typed(now).lines]), rest)


def in_form(text: str, before: str, now: str, seen: Seen) -> str:
    """Return a text with the form, with what was typed `now` in place of what was typed `before`; without answers."""
    there = typed(_without(text, before, seen))
    answers = _answers(there, seen)
    lines: dict[Label | None, list[str]] = {}
    for label, line in _under_labels(typed(now)):
        if not (label in lines and label_of(line.text) and _is_bare(line.text)):
            lines.setdefault(label, []).append(line.text)
    edits: list[Edit] = []
    for label in [each for each in answers if each in lines]:
        edits += answers[label].with_more(_trimmed(lines.pop(label)))
    loose = [line for held in lines.values() for line in _trimmed(held)]
    return above(loose, edited(there.source, edits))


class _Answer(Struct, frozen=True):
    """What stands behind and under a label of the form."""

    text: Typed
    label: Label
    first: int
    last: int
    is_theirs: bool
    """Whether the user wrote it."""

    def with_more(self, new: Sequence[str]) -> list[Edit]:
        """Return the edits that put the lines that were typed for this label there."""
        first, *rest = new
        at = self.text.lines[self.first]
        if not self.is_theirs:
            return [*replaced(self.text, at, first), *(added(self.text, at, rest) if rest else [])]
        if _is_bare(first):
            new = rest
        elif self.label in LISTS and (value := _value(first)):
            new = [value, *rest]
        return added(self.text, self.text.lines[self.last], new) if new else []


def _answers(text: Typed, seen: Seen) -> dict[Label | None, _Answer]:
    """Return what stands behind the labels; of one that stands twice, behind the last."""
    found: dict[Label | None, _Answer] = {}
    for entry in entries(text, seen):
        own = text.lines[entry.line].text
        is_theirs = bool(entry.value) or not (_value(own) or _is_bare(own))
        found[entry.label] = _Answer(text, entry.label, entry.line, entry.last, is_theirs)
    for number, line in enumerate(text.lines):
        label = label_of(line.text)
        if label and label[0] is Label.NOTES:
            last = number
            while last + 1 < len(text.lines) and (mark := text.lines[last + 1].mark) and mark not in seen.ours:
                last += 1
            is_theirs = last > number or not _is_bare(line.text)
            found[Label.NOTES] = _Answer(text, Label.NOTES, number, last, is_theirs)
    return found


def _value(line: str) -> str:
    """Return what is read behind the label of a line."""
    return (label_of(line) or ("", ""))[1]


def _is_bare(line: str) -> bool:
    """Return whether nothing at all stands behind the label of a line."""
    return not _value(line) and line.endswith((":", "=", "-"))


def _without(source: str, before: str, seen: Seen) -> str:
    """Return a text with the form without what was typed before, and without answers of ours."""
    text = typed(source)
    gone = _found(text, before, frozenset(seen.ours))
    labels = [label_of(line.text) for number, line in enumerate(text.lines) if number not in gone.values()]
    kept = {label[0] for label in labels if label}
    answers = (line for line in text.lines if line.mark in seen.answers and line.looks_like_answer)
    edits = [edit for line in answers for edit in removed(text, line)]
    for number in sorted(gone.values()):
        line = text.lines[number]
        label = label_of(line.text)
        if label and label[0] not in kept:
            kept.add(label[0])
            edits += replaced(text, line, label[0].text)
        else:
            edits += removed(text, line)
    found = edited(source, edits)
    return found.lstrip("\r\n") if 0 in gone.values() else found


def _found(text: Typed, before: str, ours: frozenset[str]) -> dict[int, int]:
    """Return where each line that was typed before stands in a text, by its number; each place once.

    What followcal writes itself is not looked for. Of equal lines of the form the last one is meant, of others the
    first one: so they were put there.
    """
    there = [(label, line, mark_of(line.text) or line.text) for label, line in _under_labels(text)]
    found: dict[int, int] = {}
    for number, (label, line) in enumerate(_under_labels(typed(before))):
        if not line.text or line.mark in ours:
            continue
        own = label_of(line.text)
        wanted = [mark_of(own[1])] if own and own[0] in LISTS and own[1] else []
        for mark in (*wanted, line.mark or line.text):
            is_value = bool(wanted) and mark == wanted[0]
            places = [
                place
                for place, (under, _, each) in enumerate(there)
                if each == mark and place not in found.values() and (under is label or not is_value)
            ]
            if places:
                found[number] = places[-1 if label else 0]
                break
    return found


def _under_labels(text: Typed) -> Iterator[tuple[Label | None, Line]]:
    """Yield each line with the label that it stands under, or is."""
    label = None
    for line in text.lines:
        if not line.looks_like_answer and (found := label_of(line.text)):
            label = found[0]
        yield label, line


def _trimmed(lines: Sequence[str]) -> list[str]:
    """Return lines without empty ones at the end."""
    kept = list(lines)
    while kept and not kept[-1]:
        kept.pop()
    return kept
