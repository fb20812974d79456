"""Names of people as texts write them: alone, with what somebody is called before them, in lists (I6).

A name is known by a usual first name, by a title such as Mrs or Dr before it, or, where a list of people stands, by its
form alone. All of it is foreign text: no pattern nests repetitions without a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.interview import Person
from followcal.core.wording import printable
from followcal.formats.noise import noise
from followcal.formats.word_lists import as_words, entries, words
from followcal.regex import regex

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
PART = rf"(?:{_CAPITAL}\.(?:-?{_CAPITAL}\.){{0,2}}|{_CAPITAL}[\w'’-]{{0,40}})"
"""One word of a name, or initials."""

_PARTICLE = "van|von|de|der|den|la|le|da|di|do|dos|das|del|al|bin|ibn|zu|zur|du|des|el|ten|ter|af|av|i|d’|d'"
_KEPT = regex(r"\b(?:Dr|Prof|Mag|DI|Ing|Eng|Dra)\b\.?")
MAIL = regex(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_SPLIT = regex(r"\s*[;,&|/•·]\s*|\s+\+\s+|\s+(?:and|und|et|y|e|sowie|oder|or|with|mit|then|dann|puis|luego|depois)\s+")
_AND = regex(r"^(?:and|und|et|y|e|plus|then|dann)\s+")
_ARTICLE = regex(r"^(?:el|la|le|o|a|os|as|der|die|dem|den)\s+(?=\S)")
_BEFORE = regex(
    r"^(?:.{0,40}\s)?(?:w/|with|mit|avec|con|com)\s+(?=\S)"
    r"|^(?:el|la|le|o|a|der|die|dem|your|our|my|his|her|their|ihr(?:e|em|er|en)?|sein(?:e|em|er|en)?|unser(?:e|em|er|en)?|mein(?:e|em|er|en)?|notre|mon|ma|nuestr[oa]|mi|nosso|nossa|meu|minha|son|sa|leur|su|seu|sua)\s+"
    r"(?:[\w-]{1,30}\s+){1,3}?(?=[^\W\d_a-zß-öø-ÿ])"
)


class Named(Struct, frozen=True):
    """A name in a text, and what stands before it."""

    titles: str
    """Such as ``Frau Dr.``, ``M.`` or ``Prof. Dr.-Ing.``; else empty."""

    name: str
    start: int
    """Where the titles begin, or the name where there are none."""

    end: int


@cache
def _officials() -> tuple[str, ...]:
    """Return the endings of what somebody is in one long word before the name: ``Zollamtsrat Köppke``."""
    return entries("title.official")


@cache
def _titles() -> frozenset[str]:
    spelled = (word[0].upper() + word[1:] for word in (*entries("title.honorific"), *entries("title.rank")))
    return frozenset((*spelled, *_OFFICES))


_OFFICES = "CEO CTO CFO COO CMO CIO CPO MD GM GF PDG DG DGA DRH".split()
"""What somebody is, in short: no part of the name that follows it."""

_MARK = "\ue000"
"""What a title is replaced with while names are looked for, letter by letter."""

_GOES_ON = regex(rf"[^\S\n]{_CAPITAL}[^\W\dA-Z]")
_CAPITALISED = regex(rf"(?<!\w){_CAPITAL}\w*")
_NAME = regex(
    rf"((?:{_MARK}+\.?ª?(?:-?(?:Ing|{_MARK}+)\.?|\s?h\.\s?c\.|\s(?:med|jur|iur|phil|rer|oec|nat)\.)?\s+){{0,3}})"
    rf"({PART}(?:[^\S\n]+(?:(?:{_PARTICLE})[^\S\n]*){{0,2}}{PART}){{0,3}}(?:[^\S\n]+(?:jun|sen|jr|sr)\b\.?)?)"
)


def _marked(text: str) -> str:
    """Return a text with its titles marked."""

    def mark(match: re.Match[str]) -> str:
        said = match[0]
        is_title = said in _titles() and (len(said) > 1 or text[match.end() : match.end() + 1] == ".")
        is_title = is_title or (said.endswith(_officials()) and _GOES_ON.match(text, match.end()) is not None)
        return _MARK * len(match[0]) if is_title else match[0]

    return _CAPITALISED.sub(mark, text.replace(_MARK, " "))


def _named(match: re.Match[str], text: str) -> Named:
    middle = match.end(1)
    return Named(text[match.start() : middle], text[middle : match.end()], match.start(), match.end())


def names_in(text: str) -> Iterator[Named]:
    """Yield what has the form of a name in a text."""
    return (_named(match, text) for match in _NAME.finditer(_marked(text)))


def name_at_start(text: str) -> Named | None:
    """Return what a text begins with, if it has the form of a name."""
    match = _NAME.match(_marked(text))
    return _named(match, text) if match else None


def has_form_of_name(text: str) -> bool:
    """Return whether all of a text has the form of a name."""
    found = name_at_start(text)
    return found is not None and found.end == len(text)


@lru_cache(maxsize=1024)
def name_of(part: str) -> str | None:
    """Return the name that a part of a list begins with, or None where it begins with something else.

    Mr, Frau or Mme is kept before a family name that stands alone: who writes to them needs it.

    >>> name_of("Frau Dr. Ilka Brenner vom Fachbereich"), name_of("M. Pascaud, DRH"), name_of("the team")
    ('Dr. Ilka Brenner', 'M. Pascaud', None)
    """
    match = name_at_start(part)
    if not match:
        return None
    said, name = match.titles.strip(), re.sub(r"['’]s$", "", match.name).strip(" ,'’-")
    firm = re.match(r"(\S+\s+\S+)\s+(?:de|del|da|do|von|of)\s+\S+\s+\S", name)
    name = _without_letters(_without_rank(firm[1] if firm else name, is_polite=bool(said)))
    if part[match.end :].startswith(("'", "’")):
        return None
    office, _, rest = name.partition(" ")
    if said and rest and words("title.leader", "title.rank").covers(office) and not is_first_name(office):
        name = rest  # Herrn Amtsleiter Boysen
    is_office = words("title.leader", "title.rank").match(name) or (" " in name and words("title.role").match(name))
    if (said and words("title.scope").covers(name.partition(" ")[0])) or _OF_PLACE.match(name):
        return None  # Director General, Ville de Sainte-Orle
    is_polite = said and not noise().covers(name) and not is_office and not words("title.business").match(name)
    if not name or not (is_name(name) or is_polite):
        return None
    kept = " ".join(_KEPT.findall(said))
    if (
        said
        and said not in _OFFICES
        and " " not in name
        and not kept
        and not (words("title.rank").match(said) and is_first_name(name))
    ):
        kept = next((each for each in said.split() if words("title.honorific").covers(each)), said.split()[-1])
    return f"{kept} {name}".strip()


_OF_PLACE = regex(r"(?:Ville|Commune|Mairie|Ciudad|Cidade|Câmara|Stadt|City|Town|University|Hôtel) (?:de|da|do|of)\s")


def _without_letters(name: str) -> str:
    """Return a name without the letters behind it that say what somebody has passed: ``Ruth Castellan MRICS``."""
    if not name[-1:].isupper():
        return name
    said = name.split()
    is_loud = all(word.isupper() for word in said)
    while len(said) > 1 and said[-1].isupper() and not is_loud and words("person.letters").covers(said[-1]):
        said.pop()
    return " ".join(said)


def _without_rank(name: str, *, is_polite: bool = False) -> str:
    """Return a name without capital words before it that are none: ``Email Ana Gomez``, ``Rektorin Renate Kolb``."""
    said = name.split()
    if len(said) > 2 and len(said[0]) > 2 and said[0].isupper() and not any(word.isupper() for word in said[1:]):
        return " ".join(said[1:])  # DIDECO Patricio Llanos
    if len(said) > 2 and not is_polite and not is_first_name(said[0]) and said[0][-1] != ".":
        for index in range(1, len(said) - 1):
            if is_known(" ".join(said[index:])):
                return " ".join(said[index:])
        if words("title.role", "title.leader", "title.rank", "title.noise", "signal.meeting").covers(said[0]):
            return " ".join(said[1:])
    for index, word in enumerate(said[1:], start=1):
        if word.isupper() and words("person.recruiter").covers(word):
            return " ".join(said[:index])  # Maud RH Transdoc
    office = re.match(r"(.{2,40}?)\s+(?:de|da|do|von|of)\s+(.+)", name)
    if office and words("person.desk", "title.team", "person.recruiter", "title.department").match(office[2]):
        return office[1]
    return name


@lru_cache(maxsize=4096)
def is_first_name(word: str) -> bool:
    """Return whether a text begins with a usual first name; of a double one, either will do."""
    parts = as_words(word)
    first_names = words("title.first_name")
    if not parts.words:
        return False
    return bool(first_names.length_at(parts, 0)) or (
        "-" in word.split(maxsplit=1)[0] and len(parts) > 1 and bool(first_names.length_at(parts, 1))
    )


def is_known(name: str) -> bool:
    """Return whether a text is a full name that begins with a usual first name."""
    return len(as_words(name)) > 1 and is_first_name(name) and is_name(name)


@lru_cache(maxsize=2048)
def is_name(text: str) -> bool:
    """Return whether a text has the form of a name, and no word in it says otherwise."""
    parts = as_words(text)
    if not has_form_of_name(text) or len(text.split()) > 5 or not parts.words:
        return False
    if _is_abbreviation(text) or _TOWN.search(text) or words("title.area").length_at(parts, 0):
        return False
    if is_first_name(text):
        rest = parts.part(1, len(parts))
        if parts.words[-1] in _LEVELS:
            return False  # Dev Sênior
        is_short = len(rest) < _OF_LAW and rest.istitle()  # António Sá is no firm
        return not rest or is_short or not words("title.role", "title.business", "medium.video").covers(rest)
    if len(parts) == 1:
        return False
    other = words(
        "title.role", "title.business", "title.noise", "signal.interview", "signal.meeting", "text.break", "text.job",
        "title.leader", "title.team", "person.desk", "medium.video",
    )  # fmt: skip
    return not any(hit.first == 0 or hit.text not in _CAPITAL_PARTICLES for hit in other.hits(parts))


_TOWN = regex(r"-(?:on|upon|under|sur|sous|am|im|an-der)-")
"""Within the names of towns: ``Ross-on-Wye``."""

_CAPITAL_PARTICLES = frozenset(
    "Le La Les Du De Des Da Do Dos Das Del Los Las El Al Van Von Der Den Di Mac Ben Bin San".split()
)
"""Words that family names begin with: ``Gwénola Le Bihan``."""

_OF_LAW = 4
_LEVELS = frozenset(("senior", "junior", "pleno", "lead", "ops"))


def _is_abbreviation(text: str) -> bool:
    """Return whether all words of a text are short ones in capitals: ``SAP FI``, and not ``JO RAY``."""
    said = text.split()
    return all(word.isupper() and 1 < len(word) < 5 for word in said) and not is_first_name(text)


def names_in_list(line: str) -> list[Person]:
    """Return the people in a list of names; what is no name ends none of them.

    >>> [person.name for person in names_in_list("Ann Lee (CTO), our founder Bo Ray & the team")]
    ['Ann Lee', 'Bo Ray']
    """
    found: list[Person] = []
    line = _turned(printable(line[:400].replace("\n", ", ")))
    bare = re.sub(r"\([^()@]{0,80}\)", ", ", line)
    if not any(map(name_of, _SPLIT.split(bare))):
        bare = line.replace("(", ", ").replace(")", ", ")
    for piece in _SPLIT.split(bare):
        sides = re.split(r"\s+[–—-]\s+|\s+\(|:", _AND.sub("", piece.strip(" :*•-–—·\t\"'")))
        part = next((side for side in sides if name_of(side)), sides[0])
        mail = MAIL.search(piece)
        if mail and found and not piece[: mail.start()].strip(" <("):
            found[-1] = replace(found[-1], email=mail[0].casefold())
            continue
        if mail:
            part = part.partition(mail[0])[0].strip(" <(")
        if _is_duty(part):
            continue  # Regional Director North
        name = name_of(part) or name_of(_ARTICLE.sub("", part)) or name_of(_BEFORE.sub("", part)) or _behind_duty(part)
        if name:
            found.append(Person(name, mail[0].casefold() if mail else None))
    return found


def _is_duty(part: str) -> bool:
    """Return whether a part of a list is what somebody is and where, and no name: ``Regional Director North``."""
    if not words("title.scope").match(part):
        return False
    duty = words("title.leader", "title.role", "title.companion").search(part)
    return duty is not None and words("title.compass").covers(part[duty.stop :])


def _behind_duty(part: str) -> str | None:
    """Return the name behind what somebody is, in small letters: ``coordenadora Mirtes``."""
    duty = words("title.leader", "title.rank", "title.role").match(part)
    return name_of(part[duty.stop :].lstrip()) if duty and duty.text.islower() else None


def _turned(line: str) -> str:
    """Return a list of names with those turned that say the family name first: ``Delacroix, Bertrand; Mbele, Ann``."""
    parts = line.split(";")
    matches = [_FAMILY_FIRST.match(part) for part in parts]
    if not any(match and is_first_name(match[2]) and not is_first_name(match[1]) for match in matches):
        return line
    return ";".join(
        f"{match[2]} {match[1]}{part[match.end() :]}" if match else part
        for part, match in zip(parts, matches, strict=True)
    )


_FAMILY_FIRST = regex(rf"\s*((?:(?:{_PARTICLE})\s)?{PART}),\s({PART})(?=\s*$|\s*[<(])")


_ACADEMIC = regex(rf"(?:{_KEPT.pattern}\s+)+(?=\S)")


def with_title(name: str, said: str) -> str:
    """Return a name with the academic titles that a text gives to whom it names so, in whole or in part.

    >>> with_title("Silke Ostermann", "Prof. Dr. Ostermann"), with_title("Dr. Ann Lee", "Ann Lee")
    ('Prof. Dr. Silke Ostermann', 'Dr. Ann Lee')
    """
    titles = _ACADEMIC.match(said)
    return name if titles is None or _ACADEMIC.match(name) or "," in name else f"{titles[0]}{name}"


def plain_name(person: Person) -> list[str]:
    """Return the words of a name without titles."""
    return [word for word in as_words(person.name or "").words if not words("title.honorific").covers(word)]


def is_same(known: Person, person: Person, name: list[str]) -> bool:
    """Return whether two are the same person; `name` is the plain name of the second."""
    if known.email and person.email:
        return known.email == person.email
    theirs = plain_name(known)
    if theirs and name:
        return theirs == name or _is_part(theirs, name) or _is_part(name, theirs)
    local = as_words((known.email or "").partition("@")[0]).words
    if not local or not name:
        return False
    spelled = as_words((person.name or "").casefold().translate(_UMLAUTS)).words
    return _spells(local, name) or (len(spelled) >= len(name) and _spells(local, spelled[-len(name) :]))


def _spells(local: list[str], name: list[str]) -> bool:
    """Return whether an address is made of a name: ``vonlangsdorff`` of Gero von Langsdorff."""
    whole = "".join(local)
    if len(name) == 1 and len(name[0]) > 2 and local[0] == name[0]:
        return True
    turned = ("".join(name[at:] + name[:at]) for at in range(1, len(name)))
    return (
        local[-1] in (name[-1], "".join(name[1:]) or name[-1])
        or whole in turned
        or whole
        in (
            name[0][0] + name[-1],
            name[0],
            name[0] + name[-1],
        )
    )


_UMLAUTS = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"}


def _is_part(whole: list[str], part: list[str]) -> bool:
    """Return whether a name is the other one cut or turned round: first or last words, an initial, ``Pam`` Stroud."""
    if len(part) < len(whole) and part in (whole[: len(part)], whole[-len(part) :]):
        return True
    if len(part) == len(whole) == 2 and part == whole[::-1]:
        return True
    if len(whole) > 2 and len(part) == 2 and part == [whole[0], "".join(word[0] for word in whole[1:])]:
        return True  # Marta BL
    if len(part) == 1:
        return len(whole) > 1 and len(part[0]) > 2 and whole[0].startswith(part[0])
    if len(whole) > 1 and part[0] == whole[0] and len(part[-1]) == 1:
        return whole[-1].startswith(part[-1])  # Tamsin G.
    if len(whole) < 2 or part[-1] != whole[-1]:
        return False
    return part[0][0] == whole[0][0] and (len(part[0]) == 1 or (len(part[0]) > 2 and _is_short_for(part[0], whole[0])))


def _is_short_for(short: str, name: str) -> bool:
    return name.startswith(short) or (short[-1] in "yi" and len(short) > 3 and name.startswith(short[:-1]))
