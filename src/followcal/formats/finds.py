"""What was found in the sources, for a terminal: interviews and near misses, each with its clues (I5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from followcal.core.finding import TAKEN_FROM, Verdict
from followcal.core.interview import Interview
from followcal.core.wording import clock_text, count_text, day_text, list_text
from followcal.formats.columns import BOLD, DIM, MIN_WIDTH, block
from followcal.formats.reading import Invitation, NearMiss
from followcal.formats.stated import interview_text

MAX_NEAR_MISSES = 20
"""More than these are not shown one by one."""


def finds_table(taken: Sequence[Invitation], near: Sequence[NearMiss], *, width: int, color: bool) -> str:
    """Return interviews and near misses as lines of at most `width` columns."""
    width = max(width, MIN_WIDTH)
    bold, dim = (BOLD, DIM) if color else ("", "")
    lines = list(block(count_text(len(taken), "interview"), width, "", "", bold))
    for invitation in taken:
        interview = invitation.interview
        lines += block(_headline(interview), width, "  ", "    ", "")
        lines += block(_particulars(interview), width, "    ", "      ", "")
        lines += block(f"{_place(invitation)}; UID {interview.uid}", width, "    ", "      ", dim)
        lines += _why(invitation.verdict, width, dim)
    if near:
        count = "1 near miss" if len(near) == 1 else f"{len(near)} near misses"
        best = f", the best {MAX_NEAR_MISSES} of them" if len(near) > MAX_NEAR_MISSES else ""
        lines += ("", *block(count + best, width, "", "", bold))
    for miss in near_misses_shown(near):
        start = f"{day_text(miss.start)} {miss.start.year}, {clock_text(miss.start)}, {miss.start.tzinfo}"
        lines += block(f"{start}  {miss.summary}", width, "  ", "    ", "")
        lines += block(f"{_place(miss)}; take it with --match '{miss.uid}'", width, "    ", "      ", dim)
        lines += _why(miss.verdict, width, dim)
    return "\n".join(lines)


def near_misses_shown(near: Sequence[NearMiss]) -> list[NearMiss]:
    """Return the near misses that came nearest, in the order of time."""
    best = sorted(near, key=lambda miss: (-miss.verdict.score, miss.start.timestamp(), miss.uid))[:MAX_NEAR_MISSES]
    return sorted(best, key=lambda miss: (miss.start.timestamp(), miss.uid))


def _headline(interview: Interview) -> str:
    off = " (called off)" if interview.cancelled else ""
    return f"{interview_text(interview)}  {interview.summary}{off}"


def _particulars(interview: Interview) -> str:
    people = list_text([person.label for person in interview.interviewers])
    return "; ".join(
        f"{name}: {value or 'not known'}"
        for name, value in (
            ("company", interview.company),
            ("role", interview.role),
            ("round", interview.round),
            ("held by", interview.medium),
            ("interviewers", people),
            ("to ask", interview.contact.label if interview.contact else None),
        )
        if value or name in ("company", "role", "interviewers")
    )


def _place(found: Invitation | NearMiss) -> str:
    return f"{found.source}, line {found.line}"


def _why(verdict: Verdict, width: int, style: str) -> Iterator[str]:
    clues = ", ".join(
        f"{signal.points:+d} {signal.text}" if signal.points else signal.text for signal in verdict.signals
    )
    score = clues if verdict.is_decided else f"{verdict.score} of {TAKEN_FROM} points: {clues}"
    yield from block(score, width, "    ", "      ", style)
