"""The texts of drafts, by language: data files in `draft_texts/`. A new language is a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from msgspec import Struct

from followcal.formats.plain_toml import tables_in
from followcal.package_data import package_data


class Skeleton(Struct, frozen=True):
    """One kind of text in one tone: paragraphs of slots, each a list of sentences that say the same."""

    subject: tuple[str, ...]
    paragraphs: tuple[tuple[tuple[str, ...], ...], ...]

    @property
    def slots(self) -> tuple[tuple[str, ...], ...]:
        """All slots in order, the subject first."""
        return (self.subject, *(slot for paragraph in self.paragraphs for slot in paragraph))


class Texts(Struct, frozen=True):
    """What one language has to say."""

    fields: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.fields[key]

    def skeleton(self, kind: str, tone: str) -> Skeleton:
        """Return what there is for a kind of draft; a kind with one tone only is said in that."""
        tones = self.fields[kind]
        found = tones.get(tone) or tones["neutral"]
        paragraphs = tuple(tuple(tuple(slot) for slot in paragraph) for paragraph in found["text"])
        return Skeleton(tuple(found["subject"]), paragraphs)

    def day(self, day: date) -> str:
        """Return a day as a letter has it.

        >>> texts("en").day(date(2026, 11, 18))
        'Wednesday, 18 November'
        """
        names = {
            "weekday": self["weekdays"][day.weekday()],
            "day": str(day.day),
            "month": self["months"][day.month - 1],
        }
        return str(self["day"].format(**names))

    def list(self, names: list[str]) -> str:
        """Return names as a phrase.

        >>> texts("en").list(["Ann", "Bo", "Cy"])
        'Ann, Bo and Cy'
        """
        return ", ".join(names) if len(names) < 2 else f"{', '.join(names[:-1])}{self['and']}{names[-1]}"


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages in which there are drafts."""
    folder = package_data("formats", "draft_texts")
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


@cache
def texts(language: str) -> Texts:
    """Return the texts of a language, one of `languages()`."""
    file = package_data("formats", "draft_texts", f"{language}.toml")
    return Texts(tables_in(file.read_text(encoding="utf-8")))
