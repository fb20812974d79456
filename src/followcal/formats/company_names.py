"""Names of companies and the domains that spell them: ``Acme Robotics`` and acme-robotics.com."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from followcal.formats.word_lists import Text, as_words, entries, plain, words
from followcal.regex import regex

_SMALL = frozenset("am an auf im in of and the und von der zu et de du des la le del do da dos das y e".split())
_DROPPED = _SMALL | {"d", "l", "el", "los", "the", "dem", "den", "des"}
_AND = frozenset(("and", "und", "et", "y", "e"))


def is_agency(name: str) -> bool:
    """Return whether a name is that of a business that fills the posts of others."""
    return any(words("title.agency").hits(as_words(name)))


def is_agency_label(label: str) -> bool:
    """Return whether a domain is that of a business that fills the posts of others."""
    label = plain(label)
    parts = [plain(word) for word in entries("title.agency in a domain")]
    has_hr = label.endswith(("rh", "-hr", "jobs")) or label.startswith("rh")
    return has_hr or is_agency(label) or any(part in label for part in parts)


def is_of(name: str, label: str) -> bool:
    """Return whether a name is the one that a domain spells, or the beginning of either.

    >>> is_of("Acme Robotics", "acme-robotics"), is_of("Acme", "acmerobotics"), is_of("Ann", "acme")
    (True, True, False)
    """
    name = _LEGAL.sub("", name) or name
    squashed = [word for word in as_words(name).words if word not in _AND and word != "the"]
    mine, theirs = "".join(squashed), plain(label).replace("-", "")
    if not mine:
        return False
    without_and = re.sub(r"and|und", "", theirs)
    if mine in (theirs, without_and) or _umlauts(name) == theirs or _without_small(name) == theirs:
        return True
    if len(mine) >= 4 and theirs.startswith(mine):
        return True
    if len(without_and) >= 4 and mine.startswith((theirs, without_and)):
        return True
    return len(squashed) > 1 and len(theirs) >= 3 and ("".join(reversed(squashed)) == theirs or _is_short(name, theirs))


_LEGAL = regex(r"\s(?:S\.L(?:\.U)?|S\.A(?:\.[US])?|e\.\s?V|B\.V|S\.p\.A|S\.r\.l)\.?$")
"""What a company is by law, with full stops: no domain spells it."""


def _without_small(name: str) -> str:
    """Return a name as one word without its small words: ``regieeauxsaguenay``, of ``Régie des eaux du Saguenay``."""
    said = [word for word in as_words(name).words if word not in _DROPPED]
    return "".join(said) if len(said) > 1 else ""


def _is_short(name: str, label: str) -> bool:
    """Return whether a domain is made of the beginnings of a name's words; small words may be passed over.

    >>> _is_short("Centre de services scolaire des Érables", "cssde"), _is_short("Universidad del Mar", "unimar")
    (True, True)
    """
    ends = {0}
    for word in name.split()[:8]:
        said = plain(word)
        reached = set() if word[:1].isupper() or len(word) > 3 else set(ends)
        for at in ends:
            same = 0
            while same < len(said) and label[at + same : at + same + 1] == said[same]:
                same += 1
                reached.add(at + same)
        ends = reached
    return len(label) in ends


def is_whole(said: str, wanted: str) -> bool:
    """Return whether a name is all that a domain spells, in one word."""
    wanted = plain(wanted).replace("-", "")
    squashed = "".join(word for word in as_words(said).words if word not in _AND)
    whole = ("".join(as_words(said).words), _umlauts(said))
    return squashed in (wanted, re.sub(r"and|und", "", wanted)) or wanted in whole or wanted == _without_small(said)


def is_like(name: str, label: str) -> bool:
    """Return whether a name and a domain share a longer word: ``Cerámicas Bahía`` and cerambahia.com."""
    theirs = plain(label)
    if any(len(word) > 3 and (word in theirs or _umlauts(said) in theirs) for said, word in _with_plain(name)):
        return True
    parts = [part for part in theirs.split("-") if len(part) > 4]
    return any(part in plain(name) or part in _umlauts(name) for part in parts)


def _with_plain(name: str) -> list[tuple[str, str]]:
    parts = as_words(name)
    return [(parts.part(index, index + 1), word) for index, word in enumerate(parts.words)]


def _umlauts(name: str) -> str:
    """Return a name as one word, umlauts written as domains write them."""
    return "".join(as_words(name.casefold().translate(_UMLAUTS)).words)


_UMLAUTS = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"}


def from_label(label: str) -> str:
    """Return a company's name as its own domain spells it.

    >>> from_label("acme-robotics"), from_label("acmefoods")
    ('Acme Robotics', 'Acme Foods')
    """
    if "-" in label:
        return " ".join(word if word in _SMALL else word.capitalize() for word in label.split("-"))
    if label:
        fitting = [word for word in _business_words() if len(label) - len(word) > 2]
        if last := next((word for word in fitting if label.endswith(word)), None):
            family = label[: -len(last)].removesuffix("and") if last in _KIN else label[: -len(last)]
            joint = "and " if len(family) + len(last) < len(label) else ""
            return f"{family.title()} {joint}{last.title()}"
        if first := next((word for word in fitting if _may_begin(word, label)), None):
            small = _OF_NAME.match(label, len(first))
            rest = label[small.end() if small else len(first) :]
            return f"{first.title()} {small[0]} {rest.title()}" if small else f"{first} {rest}".title()
    return label.capitalize()


def _may_begin(word: str, label: str) -> bool:
    """Return whether a domain begins with what a business is; firms that fill posts are ``Talentwerk``, in one word."""
    return len(word) > 4 and label.startswith(word) and not is_agency(word)


_OF_NAME = regex(r"d(?:[ao]s|el|[ao])(?=\w{5})")
"""Between what a house is and its name, as a domain writes it: ``quintadoalecrim``."""

_SHORT = frozenset(("bank", "labs", "sons"))
"""Words of four letters that may end a domain: others are too often a part of a longer word."""

_KIN = frozenset(("sons", "daughters", "brothers", "partners"))


@lru_cache(maxsize=1)
def _business_words() -> list[str]:
    found = {plain(word).strip("*") for name in ("title.business", "title.agency") for word in entries(name)}
    return sorted(
        (word for word in found if (len(word) > 4 or word in _SHORT) and word.isalpha() and word != "works"),
        key=lambda word: (-len(word), word),
    )


def spelled(label: str, texts: Sequence[str]) -> str | None:
    """Return a company's name as a text writes it, where it is the one that a domain spells."""
    wanted = plain(label).replace("-", "")
    for source in texts:
        parts = as_words(source)
        for first in range(min(len(parts), 3000)):
            if parts.words[first][0] != wanted[:1]:
                continue
            for last in range(first + 1, min(first + 5, len(parts)) + 1):
                said = parts.part(first, last)
                if "@" in said or "//" in said or "\n" in said:
                    break
                if said[0].isupper() and is_whole(said, wanted) and not _is_in_address(parts, first, last):
                    return _with_business(parts, first, last)
    return None


def _is_in_address(parts: Text, first: int, last: int) -> bool:
    before, after = parts.source[: parts.spans[first][0]][-1:], parts.source[parts.spans[last - 1][1] :][:2]
    return before in ("@", ".", "/", "-") or after[:1] == "@" or (after[:1] == "." and after[1:2].isalnum())


def longer(name: str, text: str) -> str:
    """Return a name as a text writes it out, where a word such as Bank follows it there."""
    parts = as_words(text)
    wanted = as_words(name).words
    for first in range(min(len(parts), 2000)):
        if parts.words[first] == wanted[0] and parts.words[first : first + len(wanted)] == wanted:
            said = _with_business(parts, first, first + len(wanted))
            if len(said) > len(name) and said[:1].isupper():
                return said
    return name


def _with_business(parts: Text, first: int, last: int) -> str:
    while (
        last < len(parts)
        and parts.is_joined(last - 1, last + 1)
        and parts.part(last, last + 1)[0].isupper()
        and words("title.business").length_at(parts, last)
        and "\n" not in parts.part(last - 1, last + 1)
    ):
        last += 1
    return parts.part(first, last)
