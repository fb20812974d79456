"""How companies are written: proper names, houses, and what stands around a name without being of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from followcal.core.wording import printable
from followcal.formats.company_names import (
    is_like,
    is_of,
)
from followcal.formats.word_lists import as_words, words
from followcal.regex import regex

PART = r"(?:[A-Z0-9ÄÖÜÉÈÀÂÁÍÓÚÇÑÊÔÎÅØŠŽŁ][\w&.'’+-]{0,40})"


_SMALL = "&|\\+|und|and|et|y|e|of|de|del|do|da|dos|das|du|des|la|le|the|am|im|an der|der|von|for|für"


PROPER = regex(rf"{PART}(?:[^\S\n]+(?:(?:{_SMALL})[^\S\n]+){{0,2}}(?:[dl]['’])?{PART}){{0,4}}")


OF = "of|at|for|de|del|da|do|du|des|der|von|bei|des"


BEHIND = r"(?:from|at|of|von|von der|bei|bei der|chez|de chez|de|da|do|na|no|en)[^\S\n]+"


_ENDS = regex(
    r"\s+(?:for|about|regarding|re|als|für|pour|para|as|via|from|is|are|will|has|ist|wird|invites|sobre)\s|"
    r"\s(?:am|um)\s(?=\d)|\s[-–—|/]\s|[,;(]\s?"
)


CHIEF = r"(?:[SE]?VP|C[A-Z]{1,2}O|MD|GM|GF|PDG|DG|DRH|HRBP)"


_HEADED = regex(rf"^{CHIEF}\s+(?:{OF}|bei der|chez)\s+(?=[^\W_a-z])")
"""Whose head somebody is: ``the CEO of Quarry & Pine``."""


_SEAT = regex(r"(?<=\w)\s+(?:HQ|headquarters|head office)$", re.IGNORECASE)


SEATS = regex(
    r"^(?:Oficinas?|Bureaux|Escritórios?|Büros?|Offices?|Sede|Siège|Sitz|Zentrale)\s+(?:(?:de|da|do|der|of)\s+)?"
    r"(?=[^\W_a-z])"
)
"""What a place is called besides the company that is there."""


MAX_HITS = 20
_SHORT = 6


def institutions_in(text: str) -> Iterator[str]:
    """Yield the names of public bodies and the like, which hold small words: ``Centre hospitalier de Valbrune``.

    >>> list(institutions_in("am Landratsamt Oberweiler, für die Communauté de communes du Val d'Oreille"))
    ['Landratsamt Oberweiler', "Communauté de communes du Val d'Oreille"]
    """
    for hit in itertools.islice(words("title.institution").hits(as_words(text)), MAX_HITS):
        is_cut = (
            text[hit.stop : hit.stop + 1] == "." and hit.text[1:].islower() and len(hit.text) < _SHORT
        )  # Ayto. Torrealba
        found = OF_PLACE.match(text, hit.stop + is_cut)
        if found and hit.text[:1].isupper() and not is_office(found[0]):
            before = _BODY_BEFORE.search(text[max(hit.begin - 40, 0) : hit.begin]) if " " in hit.text else None
            is_named = before is not None and not words("title.noise", "signal.interview").covers(before[1])
            first = hit.begin - len(before[0]) if before and is_named else hit.begin
            yield text[first : hit.stop + is_cut] + whole(found[0])


def is_office(name: str) -> bool:
    """Return whether what follows the word of a house is what somebody does there: ``Hospital Administrator``."""
    return words("title.leader", "title.role", "person.clerk").covers(name.strip()) or name.strip() in _UNITS


_FLOORS = frozenset(("lvl", "level", "rm", "room", "fl", "floor", "bldg", "gate", "desk"))
_UNITS = frozenset(("F&B", "HR", "IT", "RH", "FO"))
_BODY_BEFORE = regex(rf"(?<![^\s(])({PART})[^\S\n]$")
"""What a body is called besides what it is: ``Brannock Institute for Biology``."""


OF_PLACE = regex(
    rf"(?:[^\S\n]+(?:{_SMALL}|du|d['’]|de l['’]|de la|de los|de las))?(?:[^\S\n]+|(?<=['’]))"
    rf"{PROPER.pattern}(?:[^\S\n]+d['’]{PART})?"
)


def whole(name: str) -> str:
    """Return a name up to where its sentence ends."""
    return _END.sub("", name)


_END = regex(
    r"[.,;:!?](?=\s)(?<!\bSt.)(?<!\bSt[aoe].)(?<!\bDr.)(?<!\bProf.)(?<!\bGebr.)(?<!\bHnos.)(?<!\bHosp.)(?<!\bUniv.)(?<!\b[A-Z].).*|\.$"
)


def of_body(name: str, text: str) -> str:
    """Return a name with what the body is that is called so: ``Ville de Saint-Alban``, where a text has that, too."""
    if not name or words("title.institution").match(name):
        return name
    if " " in name:
        wholes = (body for body in institutions_in(text) if body.endswith(f" {name}"))
        return next((body for body in wholes if " " not in body.removesuffix(f" {name}")), name)
    for body in institutions_in(text):
        kind, _, place = body.rpartition(" ")
        joint = kind.rpartition(" ")[2]
        if place == name and (joint in ("de", "of", "d", "do", "da", "del") or " " not in kind):
            return body
    return name


def clean_company(text: str) -> str:
    """Return a company's name without what stands around it.

    >>> clean_company("“Acme Robotics” for the role")
    'Acme Robotics'
    """
    text = printable(text).strip(" .!?:;,\"'“”„«»‘’-–—/|()[]*#")
    body = next(institutions_in(text), "")
    text = body if body and text.startswith(body) else _ENDS.split(f"{text} ", maxsplit=1)[0].strip()
    text = re.sub(
        r"^(?:(?:the|our|la|l['’]|die|der|a|unser(?:em|en|er)?|meinem|nuestro|nosso)\s?)?(?:[Cc]liente?|[Kk]unden?|[Mm]andant(?:en|in)?|[Aa]uftraggeber|[Ff]irma|société|entreprise|empresa|company)\s+(?=[^\W_a-z])",
        "",
        text,
    )
    text = re.sub(r"^(?:[a-zß-öø-ÿ]{2,20}\s+){1,3}(?=[^\W_a-zß-öø-ÿ])", "", text)
    owned = re.search(r"['’]s?\s+([a-zß-öø-ÿ][\w -]{1,40})$", text)
    if owned and words("title.role", "title.leader", "title.team", "person.recruiter").search(owned[1]):
        text = text[: owned.start()]
    text = _SEAT.sub("", _HEADED.sub("", text))
    rest, _, last = text.rpartition(" ")
    if rest and (last in _UNITS or (last in _FLOORS and not text.islower())):
        text = rest
    text = _without_department(text)
    text = text.strip(" .!?:;,\"'“”„«»‘’-–—/|&+")
    return f"{text}." if re.search(r"\b[A-Za-z]\.[A-Z]$", text) else text


def _without_department(text: str) -> str:
    """Return a company's name without the part of it that writes: ``RR. HH. de Acme``, ``Acme Recruiting Team``."""
    parts = as_words(text)
    last = len(parts)
    while last > 1 and words("title.team").length_at(parts, last - 1):
        last -= 1
    text = parts.part(0, last) if last < len(parts) else text
    if words("title.institution").match(text):
        return text
    hit = words("title.team", "person.desk", "person.recruiter", "title.department").match(text)
    behind = (
        re.match(rf"(?:\W{{0,3}}[\w.]{{1,20}}){{0,3}}?\W{{1,3}}(?:{OF})[^\S\n]+(?=[^\W_a-z])", text[hit.stop :])
        if hit
        else None
    )
    return text[hit.stop + behind.end() :] if hit and behind else text


def is_house(name: str) -> bool:
    """Return whether a name holds the word of a business or a house, and more than that."""
    kind = words("title.business", "title.institution")
    return kind.search(name) is not None and not kind.covers(name)


def ends_in_business(name: str) -> bool:
    """Return whether a name ends in what a business is: ``Marmont Consultores`` is no role."""
    parts = as_words(name)
    return len(parts) > 1 and words("title.business").length_at(parts, len(parts) - 1) > 0


def is_named_as_house(name: str) -> bool:
    """Return whether a name begins or ends with the word of a house: ``St. Brannoc's Hospital``, ``Clínica Alba``."""
    parts = as_words(name)
    return len(parts) > 1 and (
        words("title.institution").match(name) is not None
        or words("title.institution", "title.business").length_at(parts, len(parts) - 1) > 0
    )


def places(location: str, labels: Sequence[str]) -> Iterator[str]:
    """Yield the parts of a place that may be a company's name: no street, no room, no town behind a number."""
    for part in re.split(r"[\n,;|]|\s[-–—]\s|\(", location[:300])[:6]:
        name = SEATS.sub("", part.strip(" .)"))
        is_marked = words("title.business", "title.institution").search(name) is not None
        is_place = words("medium.place").search(name) or words("medium.video", "medium.phone", "title.noise").match(
            name
        )
        is_known = any(is_of(name, label) or is_like(name, label) for label in labels)
        may_be = name[:1].isupper() and not any(map(str.isdigit, name)) and "http" not in name
        if may_be and (is_marked or is_known or not is_place):
            yield name
        if not is_marked and not is_known:
            break  # only the first part can be a name that nothing marks
    for part in re.split(r"[\n,;|]", location[:300])[1:6]:
        if is_named_as_house(part.strip()) and part.strip()[:1].isupper() and not any(map(str.isdigit, part)):
            yield part.strip(" .)")
