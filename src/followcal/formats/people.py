"""Who is named in a text: the people met, and whom to ask (I6).

Names stand in schedules (``1:00pm - 2:00pm, Ann Lee``), behind words such as Interviewers, or in a sentence about who
will be met. All of it is foreign text: it is cut to a fixed length, and no pattern nests repetitions without a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from followcal.core.interview import Person, unique_people
from followcal.core.wording import printable
from followcal.formats.plaintext import own_words
from followcal.formats.titles import Link, Names, halves, noise, pieces_of, without_noise
from followcal.formats.word_lists import Hit, as_words, words

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_CLOCK = r"\d{1,2}(?:[:.h]\d{2}|h)?[^\S\n]{0,5}(?:[ap]\.?m\.?|uhr|h)?"
_SCHEDULE = re.compile(
    rf"^[^\w\n]{{0,20}}{_CLOCK}[^\S\n]{{0,5}}(?:(?:-|–|—|to|bis|à|a)[^\S\n]{{0,5}}{_CLOCK})?"
    r"[^\S\n]{0,5}(?:\([A-Z]{2,4}\)|[A-Z]{2,4}\b)?[\s,:|–—-]{1,10}([^\n]{3,160})$",
    re.IGNORECASE | re.MULTILINE,
)
_PARTICLE = "van|von|de|der|den|la|le|da|di|do|dos|del|al|bin|e|y|zu|du|el|ten|ter"
_HONORIFIC = r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Mme|M|Sr|Sra|Hr|Fr|Herr|Frau|Mag|DI|Ing|Eng|Dra|Dipl)\b\.?(?:-Ing\.?)?\s+){0,3}"
_PART = r"(?:[^\W\d_a-zß-öø-ÿ][\w'’.-]{0,40})"
_NAME = re.compile(rf"({_HONORIFIC})({_PART}(?:\s+(?:(?:{_PARTICLE})\s+){{0,2}}{_PART}){{0,3}})")
_SPLIT = re.compile(r"\s*[;,&|/]\s*|\s+\+\s+|\s+(?:and|und|et|y|e|sowie|oder|or|with|mit)\s+")
_SENTENCE = re.compile(r"(?<!\bDr)(?<!\bProf)(?<!\bMr)(?<!\bMs)(?<!\bSra)(?<!\bSr)(?<!\bHr)(?<!\bFr)(?<!\bMag)(?<!\bIng)(?<!\bEng)(?<!\bMrs)(?<!\b[A-Z])[.!?](?=\s|$)|\n\s*\n")
_MAX_LINES = 400


def people_in(description: str) -> tuple[Person, ...]:
    """Return the interviewers that a description names, in its schedule or on a line of their own.

    >>> [person.name for person in people_in("1:00pm - 2:00pm, Ann Lee (CTO)")]
    ['Ann Lee']
    """
    text = own_words(description)
    found: list[Person] = []
    for match in _SCHEDULE.finditer(text):
        if not words("text.break").match(match[1]):
            found += _people(_after_activity(match[1]))
    found += _on_lines(text)
    found += _in_sentences(text)
    return unique_people(found)


def people_in_title(title: str, names: Names, company: str | None) -> tuple[Person, ...]:
    """Return whom a title names, besides the user, where an invitation names nobody: ``Call with Grace from Acme``."""
    found: list[Person] = []
    for piece in pieces_of(title):
        for half in halves(piece.text):
            name = without_noise(half)
            is_named = names.is_person(name) and not names.is_user(name)
            if name and is_named and (not company or name.casefold() not in company.casefold()):
                found.append(Person(name))
    return unique_people(found)


def met_by(invited: Sequence[Person], said: Iterable[Person]) -> tuple[Person, ...]:
    """Return everybody met: those invited and those whom a text names, each once.

    A name in a text that spells an address completes it, and one that is a part of a known name adds nobody.
    """
    people = list(invited)
    for person in said:
        name = _plain_name(person)
        same = next((i for i, known in enumerate(people) if _is_same(known, person, name)), None)
        if same is None:
            people.append(person)
        else:
            known = people[same]
            people[same] = replace(known, name=known.name or person.name, email=known.email or person.email)
    return unique_people(people)


def _plain_name(person: Person) -> list[str]:
    return [word for word in as_words(person.name or "").words if not words("title.honorific").covers(word)]


def _is_same(known: Person, person: Person, name: list[str]) -> bool:
    if known.email and person.email:
        return known.email == person.email
    theirs = _plain_name(known)
    if theirs and name:
        return theirs == name or (len(name) == 1 and name[0] in (theirs[0], theirs[-1]))
    local = as_words((known.email or "").partition("@")[0]).words
    return bool(local and name) and (local[-1] == name[-1] or "".join(local) in (name[0][0] + name[-1], name[0], name[0] + name[-1]))


def _after_activity(line: str) -> str:
    hit = words("title.at").search(line)
    if hit and hit.text.casefold() in ("with", "mit", "avec", "con", "com"):
        return line[hit.stop :]
    head, colon, rest = line.partition(": ")
    return rest if colon and not _is_name(head) else line


def _on_lines(text: str) -> Iterator[Person]:
    """Yield the names behind a label such as ``Interviewers:``, on its line or on the lines below it."""
    lines = text.split("\n")[:_MAX_LINES]
    for number, line in enumerate(lines):
        head, colon, rest = line[:600].partition(":")
        if not colon or len(head) > 60:
            head, colon, rest = line[:600].rpartition(". ")[2].partition(":")
        label = head.rpartition(". ")[2].strip(" -*•\t")
        if not colon or not label or not _is_label(label):
            continue
        if rest.strip():
            yield from _people(_SENTENCE.split(rest, maxsplit=1)[0])
            if not rest.rstrip().endswith((",", "&")):
                continue
        for below in lines[number + 1 : number + 13]:
            names = _people(below)
            if not below.strip() or not names or len(below) > 160:
                break
            yield names[0]


def _is_label(label: str) -> bool:
    text = as_words(label)
    hits = list(words("text.interviewers").hits(text))
    if not hits or hits[-1].last != len(text):
        return bool(hits) and hits[0].first == 0 and len(text) <= 5 and len(hits[0].text) > 5
    return len(text) <= 8


def _in_sentences(text: str) -> Iterator[Person]:
    """Yield the names in what a sentence says about who will be met."""
    parts = as_words(text)
    for hit in words("text.meet").hits(parts):
        rest = text[hit.stop : hit.stop + 300]
        yield from _people(_SENTENCE.split(rest, maxsplit=1)[0].lstrip(" :"))


def _people(line: str) -> list[Person]:
    """Return the people in a list of names; what is no name ends none of them."""
    found: list[Person] = []
    line = printable(line[:400].replace("\n", ", "))
    bare = re.sub(r"\([^()@]{0,80}\)", ", ", line)
    for part in _SPLIT.split(bare):
        part = re.split(r"\s+[–—-]\s+|\s+\(|:", part.strip(" .:*•-–—\t\"'"), maxsplit=1)[0]
        mail = _MAIL.search(part)
        if mail and found and not part[: mail.start()].strip(" <("):
            found[-1] = replace(found[-1], email=mail[0].casefold())
            continue
        if mail:
            part = part[: mail.start()].strip(" <(")
        name = _name_of(part)
        if name:
            found.append(Person(name, mail[0].casefold() if mail else None))
    return found


def _name_of(part: str) -> str | None:
    """Return the name that a part of a list begins with, or None where it begins with something else.

    >>> _name_of("Frau Dr. Ilka Brenner vom Fachbereich"), _name_of("the team")
    ('Dr. Ilka Brenner', None)
    """
    match = _NAME.match(part)
    if not match:
        return None
    honorific, name = match[1], match[2].strip(" .,'’-")
    if part[match.end() :].startswith(("'", "’")):
        return None
    if not _is_name(name) and not (honorific and not noise().covers(name)):
        return None
    kept = "".join(re.findall(r"(?:Dr|Prof|Mag|DI|Ing|Eng|Dra)\b\.?\s*", honorific))
    return f"{kept}{name}".strip()


def _is_name(text: str) -> bool:
    parts = as_words(text)
    if not _NAME.fullmatch(text) or len(text.split()) > 5 or not parts.words:
        return False
    is_known = bool(words("title.first_name").length_at(parts, 0))
    if len(parts) == 1:
        return is_known
    if is_known:
        return not words("title.role").covers(parts.part(1, len(parts)))
    other = words("title.role", "title.business", "title.noise", "signal.interview", "signal.meeting", "text.break", "text.job")
    return not any(other.hits(parts))


def contact_in(description: str) -> Person | None:
    """Return whom the text names to ask, or None.

    >>> contact_in("Questions? Contact Ana Gomez, ana@acme.example")
    Person(name='Ana Gomez', email='ana@acme.example')
    """
    text = own_words(description)
    parts = as_words(text)
    for hit in words("text.contact").hits(parts):
        found = _contact_after(text, hit)
        if found:
            return found
    return None


def _contact_after(text: str, hit: Hit) -> Person | None:
    rest = text[hit.stop : hit.stop + 160].partition("\n")[0]
    for match in _NAME.finditer(rest):
        name = _name_of(rest[match.start() :])
        if name and (" " in name or match[1]):
            after = rest[match.end() : match.end() + 80]
            mail = _MAIL.search(after)
            return Person(name, mail[0].casefold() if mail else None)
        if match.start() > 60:
            break
    return None
