"""What the user typed is carried over into the description that the plan wants: nothing of it is lost or moved.

Line by line, three ways. A line that followcal wrote last (`Seen.ours`) and wants no more goes; one that it wants now
comes, next to the lines that it stands next to in the wanted text; one that the user took away stays away; every other
line is the user's and is not touched, to the byte. Then each line of the form is answered, under what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from followcal.formats.form import Answered, Form, answer_line
from followcal.formats.form_lines import Label, Seen, entries, label_of
from followcal.formats.typed import Edit, Line, Typed, added, edited, mark_of, removed, replaced, typed


def seen_of(written: str) -> Seen:
    """Return what is to be remembered with a description that is written for the first time."""
    return Seen(ours=marks_of(written))


def marks_of(text: str) -> tuple[str, ...]:
    """Return the marks of the lines of a text."""
    return tuple(line.mark for line in typed(text).lines if line.mark)


def carried_over(present: str, wanted: str | None, form: Form, seen: Seen) -> tuple[str, Seen]:
    """Return the description to write, and what to remember with it.

    `present` is the description as it stands, `wanted` the one that the plan would write into a new event (None: ours
    stays as it is, and only the answers follow), `form` what was read in the present one, with the same `seen`.
    """
    text = answered(present if wanted is None else merged(present, wanted, seen), form.answers, seen)
    new = frozenset(mark_of(answer_line(answer)) for answer in form.answers)
    return text, Seen(form.seen, seen.ours if wanted is None else _ours(present, wanted, seen), new)


def _ours(present: str, wanted: str, seen: Seen) -> tuple[str, ...]:
    """Return the marks of our lines; a line of the form that the user wrote stays the user's, whatever we would say."""
    theirs = [line for line in typed(present).lines if line.mark and line.mark not in seen.ours]
    marks = {line.mark for line in theirs}
    labels = {label[0] for line in theirs if (label := label_of(line.text))}
    lines = [line for line in typed(wanted).lines if line.mark and line.mark not in marks]
    return tuple(line.mark for line in lines if not ((label := label_of(line.text)) and label[0] in labels))


def merged(present: str, wanted: str, seen: Seen) -> str:
    """Return the present description with our lines as they are wanted, and the user's as they are."""
    there, lines = typed(present), [line for line in typed(wanted).lines if line.mark]
    marks = [line.mark for line in there.lines if line.mark]
    if tuple(marks) == seen.ours or not marks:  # nothing was typed
        return present if marks_of(wanted) == seen.ours and marks else wanted
    ours = set(seen.ours)
    standing, want = set(marks), {line.mark for line in lines}
    labels = {label[0] for line in there.lines if line.mark not in ours and (label := label_of(line.text))}
    gone: dict[str, list[Line]] = {"": []}
    anchors: dict[str, Line] = {}
    anchor = ""
    for line in there.lines:
        if line.mark in ours and line.mark not in want:
            gone[anchor].append(line)
        elif line.mark in want:
            anchor = line.mark
            gone.setdefault(anchor, [])
            anchors.setdefault(anchor, line)
    new = _wanted_after(lines, standing, ours, labels)
    edits: list[Edit] = []
    for mark in dict.fromkeys((*gone, *new)):
        edits += _gap(there, anchors.get(mark), gone.get(mark, ()), new.get(mark, ()))
    return edited(present, edits)


def _wanted_after(
    lines: Sequence[Line], standing: set[str], ours: set[str], labels: set[Label]
) -> Mapping[str, list[str]]:
    """Return the lines that are to be written, by the mark of the standing line that they stand behind."""
    new: dict[str, list[str]] = {}
    anchor = ""
    written: set[str] = set()
    for line in lines:
        label = label_of(line.text)
        if line.mark in standing:
            anchor = line.mark
        elif line.mark not in ours | written and not (label and label[0] in labels):
            new.setdefault(anchor, []).append(line.text)
            written.add(line.mark)
    return new


def _gap(text: Typed, anchor: Line | None, gone: Sequence[Line], new: Sequence[str]) -> list[Edit]:
    """Return the edits behind one line: new lines take the places of those that go."""
    edits: list[Edit] = []
    for line, wanted in zip(gone, new, strict=False):
        edits += replaced(text, line, wanted)
    for line in gone[len(new) :]:
        edits += removed(text, line)
    rest = new[len(gone) :]
    if rest and (gone or anchor):
        edits += added(text, gone[-1] if gone else anchor or gone[-1], rest)
    elif rest:
        edits.append(Edit(0, 0, "".join(text.written(line) + text.new_line for line in rest)))
    return edits


def answered(present: str, answers: Sequence[Answered], seen: Seen) -> str:
    """Return the description with the answers under their lines; old answers of ours go, or are written anew."""
    text = typed(present)
    wanted: dict[tuple[object, str], list[Answered]] = {}
    for answer in answers:
        wanted.setdefault((answer.entry.label, answer.entry.mark), []).append(answer)
    edits: list[Edit] = []
    for entry in entries(text, seen):
        mine = wanted.get((entry.label, entry.mark)) if entry.value else None
        new = answer_line(mine.pop(0)) if mine else ""
        old = text.lines[entry.answer] if entry.answer is not None else None
        if old and not new:
            edits += removed(text, old)
        elif old and mark_of(new) != old.mark:
            edits += replaced(text, old, new)
        elif new and not old:
            edits += added(text, text.lines[entry.last], [new])
    return edited(present, edits)
