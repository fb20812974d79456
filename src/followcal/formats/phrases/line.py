"""One sentence as marks, with the day on which it was said: what the rules of the grammar look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from followcal.formats.phrases.days import Said, When
from followcal.formats.phrases.marks import Mark

Found = tuple[When, int] | None
"""The days that were read, and the place behind them."""

NEXT = ("next", "coming", "following")
"""The values of `which` that mean the one after this."""

NOT_KNOWN = When(date.min, date.min, unit="not known")
"""What stands for a date that is written in words that the grammar does not know."""

COUNTED_FROM = ("from-said", "from-today", "from-talk", "from-event")
"""The values of `tail` that tell what a span counts from: the day it was said, or that of the interview or a test."""

_JUST_OVER = timedelta(days=65)
"""A day or a month without a year that is no longer over is one of the past: no later one is near enough."""

_LONG_OVER = timedelta(days=3650)
_LONGEST_DATE = 8
_THE_NEXT = (*NEXT, "after-next", "more")
_END = Mark("", "end", 0, 0)
_MOST_SKIPPED = 6
_OVER = frozenset(("with", "break", "condition", "answer", "tail", "purpose"))


class Line(Struct, frozen=True):
    """The marks of a sentence."""

    marks: Sequence[Mark]
    said: Said
    then: date | None = None
    """The day that was named last: what "by then" means."""

    is_then_open: bool = False
    """Whether "then" only comes after the day that was named last: "we meet after the 4th"."""
    is_week: bool = False
    """Whether a week was named last, in an earlier sentence."""

    past: date | None = None
    """The day of the past that was named last: what "of receipt" may count from."""

    is_past_last: bool = False
    """Whether it was named behind `then`."""

    named: Mapping[str, date] = field(default_factory=dict)
    """The days of events that were named before, by the event."""

    talk: date | None = None
    """The day of the interview or of another event to come that was named before: what "the interview" means."""

    asks: bool = False
    """Whether it is a question: what somebody is to do in it is no promise."""

    free: date | None = None
    """The first day behind what was named before without a promise: a weekday before it may be meant a week later."""

    begins: date | None = None
    """The first day of what `then` is the last day of, where that was told from one day to another."""

    is_behind: bool = False
    """Whether it stands behind a sentence that tells of an event alone, as a farewell does."""

    def at(self, place: int) -> Mark:
        """Return the mark at `place`, an empty one behind the end."""
        try:
            return self.marks[place] if place >= 0 else _END
        except IndexError:
            return _END

    def sense(self, place: int, name: str) -> str | None:
        """Return the value that the mark at `place` has in a sense, or None."""
        return self.marks[place].senses.get(name) if 0 <= place < len(self.marks) else None

    def number(self, place: int) -> int:
        """Return the number in digits at `place`, else -1."""
        return self.marks[place].number if 0 <= place < len(self.marks) else -1

    def is_joined(self, place: int) -> bool:
        """Return whether nothing stands between the mark at `place` and the next one."""
        return 0 <= place < len(self.marks) - 1 and self.marks[place].end == self.marks[place + 1].start

    def join(self, place: int) -> str:
        """Return how the mark at `place` joins two times or numbers: to, or, and, or another relation."""
        mark = self.at(place)
        if mark.kind == "sign":
            return {"-": "to", "/": "or"}.get(mark.text, "")
        how = mark.senses.get("join") or mark.senses.get("relation", "")
        if how == "to" and self.sense(place + 1, "link") == "hour" and "unit" not in self.at(place + 3).senses:
            return ""  # "el miércoles 10 a las 9"
        return how

    def skip(self, place: int, *names: str) -> int:
        """Return the next place whose mark has none of these senses."""
        last = min(place + _MOST_SKIPPED, len(self.marks))
        while 0 <= place < last and not self.marks[place].senses.keys().isdisjoint(names):
            place += 1
        return place

    def leads_to_a_clause(self, place: int) -> bool:
        """Return whether "before" or "until" leads to what somebody does: "two weeks before we know"."""
        noun = self.skip(place + 1, "link", "number")  # "until a decision is made"
        is_led = "leads" in self.at(place).senses or bool({"we", "you"} & self.at(place + 1).senses.keys())
        is_led |= noun > place + 1 and "answer" in self.at(noun).senses
        return is_led and (self.sense(place, "relation") in ("before", "by") or "leads" in self.at(place).senses)

    def is_over(self, place: int) -> bool:
        """Return whether a time ends at `place`: "the day after", "the day after with news"."""
        mark = self.at(place)
        return mark.kind in ("end", "sign") or not _OVER.isdisjoint(mark.senses)

    def is_the_next(self, place: int) -> bool:
        """Return whether "next" stands for what was named before: "nicht diesen Freitag, sondern den nächsten"."""
        which = self.sense(place, "which")
        before = self.at(place - 1).senses
        is_led = "link" in before or before.get("relation") == "on"  # "am nächsten"
        begins = place == 1 or self.at(place - 2).kind == "sign"  # "la suivante je vous appelle"
        is_alone = self.is_over(place + 1) or (begins and "we" in self.at(place + 1).senses)
        return which in _THE_NEXT and is_led and is_alone

    def named_before(self, place: int) -> int:
        """Return the place behind what stands for the day that was named before: "that", "that meeting"; else 0."""
        start = self.skip(place, "link")
        is_that = self.sense(start, "which") in ("that", "this") or self.sense(start, "day") == "then"
        start = self.skip(start + 1 if is_that else start, "ordinal")
        if "anchor" in self.at(start).senses:
            return start + 1
        is_over = self.is_over(start) or bool({"we", "you"} & self.at(start).senses.keys())  # "of that you'll hear"
        return start if is_that and is_over else 0

    def day_of(self, place: int) -> date | None:
        """Return the day of the event at `place`, as it was named before; else the day that was named last."""
        text = self.at(place).text if "anchor" in self.at(place).senses else ""
        same = [day for name, day in self.named.items() if text and (text in name or name in text)]
        last = (self.past or self.then) if self.is_past_last else (self.then or self.past)
        return max(same, default=last)

    def earlier(self, place: int) -> Line:
        """Return the same sentence as if it had been said before what was named at `place` was over."""
        dated = any(len(mark.text) == 4 and mark.kind == "number" for mark in self.marks[place : place + _LONGEST_DATE])
        return replace(self, said=replace(self.said, day=self.said.day - (_LONG_OVER if dated else _JUST_OVER)))

    def skip_signs(self, place: int, signs: str) -> int:
        """Return the next place whose mark is none of these signs."""
        while (mark := self.at(place)).kind == "sign" and mark.text in signs:
            place += 1
        return place


ReadDay = Callable[[Line, int], Found]
"""What reads the days at a place of a sentence."""
