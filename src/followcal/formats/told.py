"""Days, people and outcomes as users write them: a closed grammar over the words of `form.toml`.

What does not fit is None, never guessed at. A day without a year is the nearest one; a day whose weekday is not its
own, and a day such as 4/12 that two countries read in two ways, are not understood.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from followcal.core.facts import (
    Asked,
    Fact,
    HeardBack,
    InterviewKey,
    NoShow,
    Offer,
    OtherOffer,
    Rejected,
    Withdrawn,
)
from followcal.core.interview import Person, unique_people
from followcal.formats.typed import key_of, plain

_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_AGO = re.compile(r"(\d{1,2}) days? ago|vor (\d{1,2}) tagen|il y a (\d{1,2}) jours?|ha(?:ce)? (\d{1,2}) dias?")
_LONGEST = 300
"""Characters of a value that are looked at: what is longer is a story."""

_DATE_WORDS = 8


@cache
def form_words() -> Mapping[str, Any]:
    """Return the words of the form, by section and key."""
    file = files("followcal.formats") / "form.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def keys(section: str, name: str) -> frozenset[str]:
    """Return a list of words as what tells them apart.

    >>> "absage" in keys("outcomes", "rejected")
    True
    """
    return frozenset(key_of(word) for word in form_words()[section][name])


def says_nothing(text: str) -> bool:
    """Return whether an entry says that there is nothing to say."""
    return key_of(text).strip(" .!-?") in keys("answers", "nothing") | {""}


def read_day(text: str, on: date, *, ahead: bool = False) -> date | None:
    """Return the day that is named, seen from the day `on`; None: none is, or not for sure.

    A bare weekday is the last one, today included; `ahead`: the next one, today not included.

    >>> str(read_day("Fri 4 Dec", date(2026, 11, 25))), read_day("Thu 4 Dec", date(2026, 11, 25))
    ('2026-12-04', None)
    """
    words = key_of(text).replace(",", " ").strip(" .;!").split()
    around = keys("dates", "around")
    whole = " ".join(words)
    while words and words[0] in around and whole not in _relative():
        words.pop(0)
        whole = " ".join(words)
    if not words or len(words) > _DATE_WORDS:
        return None
    try:
        if whole in _relative():
            return on + timedelta(days=_relative()[whole])
        ago = _AGO.fullmatch(whole)
        if ago:
            return on - timedelta(days=int(next(group for group in ago.groups() if group)))
        return _named_day([word for word in words if word not in around], on, ahead=ahead)
    except (ValueError, OverflowError):
        return None


@cache
def _relative() -> Mapping[str, int]:
    return {key_of(word): days for word, days in form_words()["dates"]["relative"].items()}


@cache
def _numbers(name: str) -> Mapping[str, int]:
    return {key_of(word): n for n, words in enumerate(form_words()["dates"][name]) for word in words}


def _named_day(words: Sequence[str], on: date, *, ahead: bool) -> date | None:
    """Return the day in words such as fri 4 dec 2026, in any order. Raises ValueError for a day that does not exist."""
    weekday = day = None
    rest = []
    for word in words:
        known = _numbers("weekdays").get(word.strip("."))
        if known is not None and weekday is None:
            weekday = known
        else:
            rest.append(word)
    if not rest or (len(rest) == 1 and rest[0] in keys("dates", "last") | keys("dates", "next")):
        return None if weekday is None else _weekday(weekday, on, rest, ahead=ahead)
    day = _date(rest, on)
    return day if day is None or weekday in (None, day.weekday()) else None


def _weekday(weekday: int, on: date, which: Sequence[str], *, ahead: bool) -> date | None:
    if which and which[0] in keys("dates", "next"):  # the one of next week: the later reading
        return on + timedelta(days=7 - on.weekday() + weekday) if ahead else None
    if which or not ahead:
        back = (on.weekday() - weekday) % 7 or (7 if which else 0)
        return None if which and ahead else on - timedelta(days=back)
    return on + timedelta(days=(weekday - on.weekday()) % 7 or 7)


def _date(words: Sequence[str], on: date) -> date | None:
    if len(words) == 1:
        return _numeric(words[0], on)
    months = [_numbers("months")[word.strip(".")] + 1 for word in words if word.strip(".") in _numbers("months")]
    numbers = [m[1] for word in words if (m := re.fullmatch(r"([0-9]{1,2}|[0-9]{4})(?:st|nd|rd|th|er|\.|º)?", word))]
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) < 4]
    if len(months) != 1 or len(days) != 1 or len(years) > 1 or len(months) + len(numbers) != len(words):
        return None
    return date(years[0], months[0], days[0]) if years else _nearest(months[0], days[0], on)


def _numeric(word: str, on: date) -> date | None:
    if iso := _ISO.fullmatch(word):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if dotted := _DOTTED.fullmatch(word) or _DOTTED.fullmatch(f"{word}."):
        return _day_month(dotted[1], dotted[2], dotted[3], on)
    slashed = _SLASHED.fullmatch(word)
    if not slashed:
        return None
    first, second = int(slashed[1]), int(slashed[2])
    if second > 12:
        return _day_month(slashed[2], slashed[1], slashed[3], on)
    return _day_month(slashed[1], slashed[2], slashed[3], on) if first > 12 or first == second else None


def _day_month(day: str, month: str, year: str | None, on: date) -> date:
    return date(int(year), int(month), int(day)) if year else _nearest(int(month), int(day), on)


def _nearest(month: int, day: int, on: date) -> date:
    """Return the day of that name nearest to `on`. Raises ValueError if none of the years around has it."""
    found = []
    for year in (on.year - 1, on.year, on.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return min(found, key=lambda each: abs(each - on))


def day_at_end(text: str, on: date, *, ahead: bool = False) -> Iterator[tuple[str, date | None]]:
    """Yield the ways to cut a day from the end of a text, the longest day first, the text without a day last.

    >>> next(day_at_end("Ann Lee on Fri 20 Nov", date(2026, 11, 25)))
    ('Ann Lee', datetime.date(2026, 11, 20))
    """
    words = text.split()
    for cut in range(max(0, len(words) - _DATE_WORDS), len(words)):
        day = read_day(" ".join(words[cut:]), on, ahead=ahead)
        if day:
            yield " ".join(words[:cut]).rstrip(" ,;:-("), day
    yield text, None


@dataclass(frozen=True, slots=True)
class People:
    """Who is named, and what among it is no name."""

    people: tuple[Person, ...]
    unread: tuple[str, ...] = ()


def read_people(text: str, known: Sequence[Person] = ()) -> People:
    """Return the people that are named. Who is `known` is told by an address, a full name, or a name of their own.

    >>> [person.label for person in read_people("Ann Lee (CTO), Bo <bo@acme.com> and Cy").people]
    ['Ann Lee', 'Bo', 'Cy']
    """
    people: list[Person] = []
    unread: list[str] = []
    for entry in _entries(text):
        if says_nothing(entry):
            continue
        person = _person(entry, known)
        if person:
            people.append(person)
        else:
            unread.append(entry)
    return People(unique_people(people), tuple(unread))


def _entries(text: str) -> list[str]:
    """Return the entries of a list; commas and "and" inside brackets separate nothing."""
    ands = "|".join(re.escape(word) for word in form_words()["people"]["and"])
    found: list[str] = []
    for line in text.split("\n"):
        pieces = re.split(r"(\([^()]*\)|<[^<>]*>)", plain(line)[: _LONGEST * 4])
        marks = ";" if any(";" in piece for piece in pieces[::2]) else ",;"
        pieces[::2] = [
            re.sub(rf"\s(?:{ands})\s|[{marks}]", "\n", f" {piece} ", flags=re.IGNORECASE) for piece in pieces[::2]
        ]
        found += [_turned(entry.strip(" .,:;-*_\"'")) for entry in "".join(pieces).split("\n")]
    return [entry for entry in found if entry]


def _turned(entry: str) -> str:
    """Return "Lee, Ann" as Ann Lee."""
    turned = re.fullmatch(r"(\w[\w'-]*), ?(\w[\w'-]*)(?P<rest>\s*[(<].*)?", entry)
    if turned and not (turned[2].isupper() or turned[2].islower()):
        return f"{turned[2]} {turned[1]}{turned['rest'] or ''}"
    return entry


def _person(entry: str, known: Sequence[Person]) -> Person | None:
    address = _EMAIL.search(entry)
    email = address[0] if address else None
    rest = _EMAIL.sub(" ", re.sub(r"\([^()]*\)", " ", entry))
    name = " ".join(re.sub(r"[<>()\"\[\]]|mailto:", " ", re.split(r"\s[-/|]\s|,|:", f"{rest} ")[0]).split())
    someone = who(name, email, known)
    if someone:
        return replace(someone, name=someone.name or name or None, email=someone.email or email)
    if name and not _is_name(name):
        return None
    return Person(name or None, email) if name or email else None


def who(name: str, email: str | None, known: Sequence[Person]) -> Person | None:
    """Return the one among the known whom a name or an address means; None: nobody, or not one alone."""
    if email:
        for person in known:
            if person.email and person.email.casefold() == email.casefold():
                return person
    mine = key_of(name).split()
    if not mine:
        return None
    full = [person for person in known if key_of(person.name or "").split() == mine]
    part = [person for person in known if set(mine) <= set(key_of(person.name or "").split())]
    if email:
        full = [person for person in full if not person.email]
        part = []
    return full[0] if full else part[0] if len(part) == 1 else None


def _is_name(text: str) -> bool:
    words = text.split()
    particles = keys("people", "particles")
    return (
        len(words) <= 6
        and len(text) <= 80
        and all(re.fullmatch(r"[^\W\d_][\w'.-]*", word) for word in words)
        and not words[-1][0].islower()
        and not any(word[0].islower() and word not in particles for word in words)
    )


def read_sent(text: str, on: date, known: Sequence[Person]) -> tuple[tuple[str | None, date], ...] | None:
    """Return to whom a note went and when; None for everybody met. Only people who are known, or an address, count.

    >>> read_sent("Ann, 20 Nov", date(2026, 11, 25), [Person("Ann Lee")])
    (('Ann Lee', datetime.date(2026, 11, 20)),)
    """
    found: list[tuple[str | None, date]] = []
    for line in re.split(r"[;\n]", text):
        if not line.strip():
            continue
        entries = _sent(line, on, known)
        if entries is None:
            each = [_sent(entry, on, known) for entry in line.split(",")]
            entries = [one for entry in each if entry for one in entry]
            if None in each:
                return None
        found += entries
    return tuple(dict.fromkeys(found)) or None


def _sent(text: str, on: date, known: Sequence[Person]) -> list[tuple[str | None, date]] | None:
    for rest, day in day_at_end(plain(text)[:_LONGEST], on):
        key = key_of(rest).strip(" .!,")
        if key in keys("answers", "yes") or (not key and day):
            return [(None, day or on)]
        lengths = [len(word.split()) for word in keys("answers", "note-to") if key.startswith(f"{word} ")]
        people = read_people(" ".join(rest.split()[max(lengths, default=0) :]), known)
        if people.people and not people.unread and all(_is_known(person, known) for person in people.people):
            return [(person.label, day or on) for person in people.people]
    return None


def _is_known(person: Person, known: Sequence[Person]) -> bool:
    return bool(person.email or who(person.name or "", None, known))


@dataclass(frozen=True, slots=True)
class Asker:
    """From where an outcome is told: about which interview, and who was to be there."""

    about: InterviewKey
    held: date
    """The interview day: nothing of this was known before."""

    known: tuple[Person, ...] = ()


def read_outcome(text: str, on: date, asker: Asker) -> tuple[Fact, ...] | None:
    """Return what is told of how it went, as seen on the day `on`; None if any part of it is not understood.

    >>> facts = read_outcome("heard yesterday; rejected", date(2026, 12, 4), Asker(("1", ""), date(2026, 11, 18)))
    >>> [(type(fact).__name__, str(fact.on)) for fact in facts or ()]
    [('HeardBack', '2026-12-03'), ('Rejected', '2026-12-04')]
    """
    text = "\n".join(plain(line) for line in text.split("\n"))
    if len(text) > _LONGEST:
        return None
    whole = _outcome(text, on, asker)
    if whole is not None:
        return whole
    found: list[Fact] = []
    for separator in (r";|\n", r";|\n|,|\bthen\b"):
        parts = [part.strip() for part in re.split(separator, text) if part.strip()]
        each = [_outcome(part, on, asker) for part in parts] if len(parts) > 1 else [None]
        if None not in each:
            found = [fact for facts in each for fact in facts or ()]
            break
    return tuple(dict.fromkeys(found)) or None


def _outcome(text: str, on: date, asker: Asker) -> tuple[Fact, ...] | None:
    key = key_of(text).strip(" .!")
    about = asker.about
    past: Mapping[str, type[HeardBack] | type[Rejected] | type[Offer] | type[Withdrawn]] = {
        "heard": HeardBack,
        "rejected": Rejected,
        "offer": Offer,
        "withdrawn": Withdrawn,
    }
    for name, fact in past.items():
        for day in _days_after(key, name, on):
            if asker.held <= day <= on:
                return (fact(about, day),)
    for day in _days_after(key, "no-show", asker.held):
        if day == asker.held:
            return (NoShow(about, day),)
    for word in _first(key, "asked"):
        rest = key.removeprefix(word).strip(" ,:-")
        at = read_day(rest, on, ahead=True) if rest else None
        if not rest or (at and at >= on):
            return (Asked(about, on, at),)
    return _deadline(key, on, asker) or _absent(text, asker)


def _days_after(key: str, name: str, on: date) -> Iterator[date]:
    """Yield the days that follow a word of a list; the day `on` if none is named."""
    for word in _first(key, name):
        rest = key.removeprefix(word).strip(" ,:-()")
        day = read_day(rest, on) if rest else on
        if day:
            yield day


def _first(key: str, name: str) -> list[str]:
    """Return the words of a list with which a text begins, the longest first."""
    found = [word for word in keys("outcomes", name) if re.match(rf"{re.escape(word)}(?!\w)", key)]
    return sorted(found, key=len, reverse=True)


def _deadline(key: str, on: date, asker: Asker) -> tuple[Fact, ...] | None:
    """Return an offer with the day until which it wants a decision."""
    for name in ("other-offer", "offer"):
        for word in _first(key, name):
            rest = key.removeprefix(word).strip(" ,:;-(")
            for by in sorted(keys("outcomes", "decide-by"), key=len, reverse=True):
                head, found, tail = f" {rest}".partition(f" {by} ")
                if not found:
                    continue
                head = head.strip(" ,:;-")
                day = read_day(head, on) if head else on
                decide = read_day(tail.strip(" )"), on, ahead=True)
                if day is None or decide is None or not day <= on <= decide:
                    continue
                if name == "other-offer":
                    return (OtherOffer(None, day, decide),)
                if asker.held <= day:
                    return (Offer(asker.about, day), OtherOffer(asker.about, day, decide))
    return None


def _absent(text: str, asker: Asker) -> tuple[Fact, ...] | None:
    """Return who did not come, of those who are known."""
    for word in sorted(form_words()["outcomes"]["absent"], key=len, reverse=True):
        if not key_of(text).strip(" .!").endswith(key_of(word)):
            continue
        count = len(key_of(word).split())
        people = read_people(" ".join(text.split()[:-count]), asker.known)
        known = [person for person in people.people if who(person.name or "", person.email, asker.known)]
        if known and len(known) == len(people.people) and not people.unread:
            return tuple(NoShow(asker.about, asker.held, person.label) for person in known)
    return None
