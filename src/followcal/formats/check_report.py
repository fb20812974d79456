"""What was looked at, what was found, and what to do about it: for a terminal and as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import force_setattr

from followcal.core.wording import count_text, printable
from followcal.formats.columns import BOLD, MIN_WIDTH, RED, block


class Mark(StrEnum):
    """How it stands with something that was looked at."""

    GOOD = "ok"
    NOTE = "note"
    """It works, and there is something to know."""

    BAD = "failed"


class Check(Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    mark: Mark
    found: str
    to_do: str = ""

    def __post_init__(self) -> None:
        for field in ("name", "found", "to_do"):
            force_setattr(self, field, printable(getattr(self, field))[:500])


def checks_table(checks: Sequence[Check], *, width: int, color: bool) -> str:
    """Return the checks as lines of at most `width` columns, and how many of them failed."""
    width = max(width, MIN_WIDTH)
    styles = {Mark.GOOD: "", Mark.NOTE: BOLD, Mark.BAD: RED}
    lines: list[str] = []
    for check in checks:
        style = styles[check.mark] if color else ""
        lines += block(f"{check.name}: {check.found}", width, f"{check.mark.value:<8}", " " * 10, style)
        lines += block(check.to_do, width, " " * 8 + "to do: ", " " * 10, "") if check.to_do else ()
    bad = sum(check.mark is Mark.BAD for check in checks)
    return "\n".join((*lines, "", f"{count_text(bad, 'check')} failed" if bad else "all is well"))


def checks_json(checks: Sequence[Check]) -> str:
    """Return the checks as JSON (schema 1)."""
    rows = [
        {"check": each.name, "state": each.mark.value, "found": each.found, "to_do": each.to_do or None}
        for each in checks
    ]
    return json.dumps({"schema": 1, "checks": rows}, ensure_ascii=False, indent=2)
