"""What was assumed about interviews, as notes: one line for all of which the same was, and which of it is news.

What the calendar remembers of an earlier run was told then, and stands in its events: it is no news any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from followcal.core.facts import InterviewKey
from followcal.core.interview import Interview
from followcal.core.wording import list_text

_NAMED = 3
"""How many interviews a note names."""


def assumptions(interviews: Iterable[Interview], remembered: Mapping[InterviewKey, Interview]) -> dict[str, bool]:
    """Return what was assumed, a line each, and whether it already was when the interviews were `remembered`."""
    interviews = list(interviews)
    about: dict[tuple[str, bool], dict[str, None]] = {}
    for interview in interviews:
        versions = (remembered[event.key] for event in interview.events if event.key in remembered)
        before = {reason.text for version in versions for reason in version.assumed}
        for reason in interview.assumed:
            about.setdefault((reason.text, reason.text in before), {})[interview.company or interview.summary] = None
    several = len(interviews) > 1
    return {
        f"{_listed(list(names))}: {text}" if several else text: is_known for (text, is_known), names in about.items()
    }


def assumed_before(interviews: Iterable[Interview], remembered: Mapping[InterviewKey, Interview]) -> frozenset[str]:
    """Return the lines among them that are no news."""
    return frozenset(line for line, is_known in assumptions(interviews, remembered).items() if is_known)


def _listed(names: Sequence[str]) -> str:
    if len(names) <= _NAMED + 1:
        return list_text(names)
    return list_text([*names[:_NAMED], f"{len(names) - _NAMED} others"])
