"""Why a date is that date: the rule, in words, and where the rule comes from (S12)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the reasoning for a step, or of what was assumed about an interview."""

    rule: str
    """The id of the rule in docs/rules.md, such as S5."""

    text: str
    source: str = "followcal, docs/rules.md"
