"""Who is named in a text: the people met, and whom to ask (I6).

Names stand in schedules (``1:00pm - 2:00pm, Ann Lee``), behind words such as Interviewers, or in a sentence about who
will be met. All of it is foreign text: it is cut to a fixed length, and no pattern nests repetitions without a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from followcal.core.interview import Person, unique_people
from followcal.core.wording import printable
from followcal.formats.domains import ROBOT
from followcal.formats.plaintext import own_words
from followcal.formats.titles import noise
from followcal.formats.word_lists import as_words, words

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_CLOCK = r"\d{1,2}(?:[:.h]\d{2}|h)?[^\S\n]{0,5}(?:[ap]\.?m\.?|uhr|h)?"
_SCHEDULE = re.compile(
    rf"^[^\w\n]{{0,20}}{_CLOCK}[^\S\n]{{0,5}}(?:(?:-|–|—|to|bis|à|a|às)[^\S\n]{{0,5}}{_CLOCK})?"
    r"[^\S\n]{0,5}(?-i:\([A-Z]{2,4}\)|[A-Z]{2,4}\b)?[\s,:|–—-]{1,10}([^\n]{3,160})$",
    re.IGNORECASE | re.MULTILINE,
)
_PARTICLE = "van|von|de|der|den|la|le|da|di|do|dos|del|al|bin|e|y|zu|du|el|ten|ter"
_HONORIFIC = r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Mme|M|Sr|Sra|Hr|Fr|Herr|Frau|Mag|DI|Ing|Eng|Dra|Dipl)\b\.?(?:-Ing\.?)?\s+){0,3}"
PART = r"(?:[^\W\d_a-zß-öø-ÿ][\w'’.-]{0,40})"
_NAME = re.compile(rf"({_HONORIFIC})({PART}(?:\s+(?:(?:{_PARTICLE})\s+){{0,2}}{PART}){{0,3}})")
_SPLIT = re.compile(r"\s*[;,&|/]\s*|\s+\+\s+|\s+(?:and|und|et|y|e|sowie|oder|or|with|mit)\s+")
_SENTENCE = re.compile(
    r"(?<!\bDr)(?<!\bProf)(?<!\bMr)(?<!\bMs)(?<!\bSra)(?<!\bSr)(?<!\bHr)(?<!\bFr)(?<!\bMag)(?<!\bIng)(?<!\bEng)(?<!\bMrs)(?<!\b[A-Z])[.!?](?=\s|$)|\n\s*\n"
)
_ONE = rf"{PART}(?:[^\S\n]+{PART}){{1,3}}"
_JOINED = r"(?:\s*,[^\S\n]*(?:and |und )?|[^\S\n]+(?:and|und|et|y|e|&)[^\S\n]+)"
_AND_OR = re.compile(_JOINED)
_SEVERAL = rf"({_ONE}(?:{_JOINED}{_ONE}){{0,4}})"
_LIST = re.compile(rf"{_SEVERAL}[^\S\n]+(?=[a-zß-ÿ])")
_WITH_NAME = re.compile(rf"(?:\b(?:with|mit|avec|con|com)|\bw/)[^\S\n]+{_SEVERAL}")
_AND = re.compile(r"^(?:and|und|et|y|e|plus)\s+")
_MAX_LINES, _MAX_HITS, _MAX_PEOPLE = 200, 30, 60


@lru_cache(maxsize=32)
def people_in(description: str) -> tuple[Person, ...]:
    """Return the interviewers that a description names, in its schedule or on a line of their own.

    >>> [person.name for person in people_in("1:00pm - 2:00pm, Ann Lee (CTO)")]
    ['Ann Lee']
    """
    text = own_words(description)
    found: list[Person] = []
    for match in islice(_SCHEDULE.finditer(text), _MAX_HITS):
        if not words("text.break").match(match[1]) or _WITH_NAME.search(match[1]):
            found += _people(_after_activity(match[1]))
    found += _on_lines(text)
    found += _in_sentences(text)
    found += _who_act(text)
    found += _in_passing(text)
    return met_by((), found[:_MAX_PEOPLE])


def met_by(invited: Sequence[Person], said: Iterable[Person]) -> tuple[Person, ...]:
    """Return everybody met: those invited and those whom a text names, each once.

    A name in a text that spells an address completes it, and one that is a part of a known name adds nobody.
    """
    people = list(invited)
    for person in said:
        name = plain_name(person)
        same = next((i for i, known in enumerate(people) if is_same(known, person, name)), None)
        if same is None:
            people.append(person)
        else:
            known = people[same]
            people[same] = replace(known, name=known.name or person.name, email=known.email or person.email)
    return unique_people(people)


def plain_name(person: Person) -> list[str]:
    """Return the words of a name without titles."""
    return [word for word in as_words(person.name or "").words if not words("title.honorific").covers(word)]


def is_same(known: Person, person: Person, name: list[str]) -> bool:
    """Return whether two are the same person; `name` is the plain name of the second."""
    if known.email and person.email:
        return known.email == person.email
    theirs = plain_name(known)
    if theirs and name:
        return theirs == name or (len(name) == 1 and name[0] in (theirs[0], theirs[-1]))
    local = as_words((known.email or "").partition("@")[0]).words
    return bool(local and name) and (
        local[-1] == name[-1] or "".join(local) in (name[0][0] + name[-1], name[0], name[0] + name[-1])
    )


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
        opening = words("text.alone").match(line[:80])
        if opening and len(line) < 300:
            yield from _people(_SENTENCE.split(line[opening.stop :], maxsplit=1)[0])
            continue
        head, colon, rest = line[:600].partition(":")
        if not colon or len(head) > 60:
            head, colon, rest = line[:600].rpartition(". ")[2].partition(":")
        label = head.rpartition(". ")[2].strip(" -*•\t")
        if not colon and words("text.interviewers").covers(line) and len(as_words(line)) > 0:
            rest = ""
        elif not colon or not label or not _is_label(label):
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
    if any(words("text.contact").hits(text)):
        return False
    hits = list(words("text.interviewers").hits(text))
    if not hits or hits[-1].last != len(text):
        return bool(hits) and hits[0].first == 0 and len(text) <= 5 and len(hits[0].text) > 5
    return len(text) <= 8


def _in_sentences(text: str) -> Iterator[Person]:
    """Yield the names in what a sentence says about who will be met."""
    parts = as_words(text)
    for hit in islice(words("text.meet", "text.acts").hits(parts), _MAX_HITS):
        rest = text[hit.stop : hit.stop + 300]
        yield from _people(_SENTENCE.split(rest, maxsplit=1)[0].lstrip(" :"))


def _who_act(text: str) -> Iterator[Person]:
    """Yield who does something that an interviewer does: ``Ann Lee from our team will call you``."""
    parts = as_words(text)
    for hit in islice(words("text.acts").hits(parts), _MAX_HITS):
        before = _SENTENCE.split(text[max(hit.begin - 90, 0) : hit.begin].replace("\n", " . "))[-1]
        for match in reversed([*_NAME.finditer(before)]):
            name = name_of(before[match.start() :])
            spelled = (" ".join(match[2].split()[-size:]) for size in (4, 3, 2))
            fitting = next((each for each in spelled if _is_name(each)), name)
            if fitting and " " in fitting:
                yield Person(fitting)
                break


def _in_passing(text: str) -> Iterator[Person]:
    """Yield who is named without much ado: ``Ann Lee and Bo Ray lead the team``, ``with Ann Lee``, ``- Ann Lee, CTO``.

    Only names that begin with a usual first name count, and none in a sentence about questions.
    """
    lines = [line.strip() for line in text.split("\n")[:_MAX_LINES]]
    for before, line in zip(["", *lines], lines, strict=False):
        bare = line.lstrip("-*•–·> ")
        duty = re.match(rf"({_NAME.pattern})\s*(?:[,(|–—]|-\s)\s*(.+)", bare[:160])
        is_signed = before.endswith(",") or words("title.noise").covers(before) is bool(before)
        if duty and _is_known(duty[3]) and not is_signed and _is_duty(duty[4]):
            yield Person(name_of(duty[1]) or duty[3])
    for sentence in _SENTENCE.split(text)[:_MAX_LINES]:
        if any(words("text.contact").hits(as_words(sentence))):
            continue
        starting = _LIST.match(sentence.strip()[:200])
        if starting:
            names = [each for each in _AND_OR.split(starting[1]) if each]
            if all(_is_known(each) for each in names):
                yield from map(Person, names)
        for match in islice(_WITH_NAME.finditer(sentence[:600]), 5):
            names = [each for each in _AND_OR.split(match[1]) if each]
            yield from (Person(each) for each in names if _is_known(each))


def _is_known(name: str) -> bool:
    parts = as_words(name)
    return len(parts) > 1 and bool(words("title.first_name").length_at(parts, 0)) and _is_name(name)


def _is_duty(text: str) -> bool:
    """Return whether what follows a name is what that person does, and it is not to hire."""
    return any(words("title.role", "title.leader").hits(as_words(text[:80]))) and not words("person.recruiter").search(
        text[:80]
    )


def _people(line: str) -> list[Person]:
    """Return the people in a list of names; what is no name ends none of them."""
    found: list[Person] = []
    line = printable(line[:400].replace("\n", ", "))
    bare = re.sub(r"\([^()@]{0,80}\)", ", ", line)
    if not any(map(name_of, _SPLIT.split(bare))):
        bare = line.replace("(", ", ").replace(")", ", ")
    for piece in _SPLIT.split(bare):
        sides = re.split(r"\s+[–—-]\s+|\s+\(|:", _AND.sub("", piece.strip(" .:*•-–—\t\"'")))
        part = next((side for side in sides if name_of(side)), sides[0])
        mail = _MAIL.search(piece)
        if mail and found and not piece[: mail.start()].strip(" <("):
            found[-1] = replace(found[-1], email=mail[0].casefold())
            continue
        if mail:
            part = part.partition(mail[0])[0].strip(" <(")
        name = (
            name_of(part)
            or name_of(re.sub(r"^(?:el|la|le|o|a|os|as|der|die|dem|den)\s+(?=\S)", "", part))
            or name_of(
                re.sub(
                    r"^(?:.{0,40}\s)?(?:w/|with|mit|avec|con|com)\s+(?=\S)|^(?:el|la|le|o|a|der|die|dem|your|our|unser(?:e|em|er)?)\s+[\w-]{1,30}\s+",
                    "",
                    part,
                )
            )
        )
        if name:
            found.append(Person(name, mail[0].casefold() if mail else None))
    return found


def name_of(part: str) -> str | None:
    """Return the name that a part of a list begins with, or None where it begins with something else.

    >>> name_of("Frau Dr. Ilka Brenner vom Fachbereich"), name_of("the team")
    ('Dr. Ilka Brenner', None)
    """
    match = _NAME.match(part)
    if not match:
        return None
    honorific, name = match[1], match[2].strip(" .,'’-")
    firm = re.match(r"(\S+\s+\S+)\s+(?:de|del|da|do|von|of)\s+\S+\s+\S", name)
    name = _from_first_name(firm[1] if firm else name)
    if part[match.end() :].startswith(("'", "’")):
        return None
    if not _is_name(name) and not (honorific and not noise().covers(name)):
        return None
    kept = "".join(re.findall(r"(?:Dr|Prof|Mag|DI|Ing|Eng|Dra)\b\.?\s*", honorific))
    return f"{kept}{name}".strip()


def _from_first_name(name: str) -> str:
    """Return a name without capital words before a usual first name: ``Email Ana Gomez``."""
    said = name.split()
    if said and not words("title.first_name").length_at(as_words(said[0]), 0):
        for index in range(1, len(said) - 1):
            if _is_known(" ".join(said[index:])):
                return " ".join(said[index:])
    return name


def _is_name(text: str) -> bool:
    parts = as_words(text)
    if not _NAME.fullmatch(text) or len(text.split()) > 5 or not parts.words:
        return False
    is_known = bool(words("title.first_name").length_at(parts, 0))
    if len(parts) == 1:
        return is_known
    if is_known:
        return not words("title.role").covers(parts.part(1, len(parts)))
    other = words(
        "title.role", "title.business", "title.noise", "signal.interview", "signal.meeting", "text.break", "text.job"
    )
    return not any(other.hits(parts))


def contact_in(description: str) -> Person | None:
    """Return whom the text names to ask, or None.

    >>> contact_in("Questions? Contact Ana Gomez, ana@acme.example")
    Person(name='Ana Gomez', email='ana@acme.example')
    """
    asked, signed = contacts_in(description)
    return asked or signed


def contacts_in(description: str) -> tuple[Person | None, Person | None]:
    """Return whom a text names to ask, and who signed it as one who hires."""
    text = own_words(description)
    rests = [
        text[hit.stop : hit.stop + 160].partition("\n")[0]
        for hit in islice(words("text.contact").hits(as_words(text)), _MAX_HITS)
    ]
    named = filter(None, map(_contact_named, rests))
    return next(named, None) or next(filter(None, map(_contact_address, rests)), None), signed_by(text)


def signed_by(text: str) -> Person | None:
    """Return who signed as one who hires: a name, then a word such as recruiter on its line or the next."""
    lines = [line.strip() for line in text.split("\n")[:_MAX_LINES] if line.strip()]
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        match = _NAME.match(line[:120])
        if not match or len(line) > 120:
            continue
        name = name_of(line)
        rest = line[match.end() :]
        is_alone = not rest.strip(" .,")
        title = below if is_alone else rest if rest[:1] in (",", "|") or rest[:2] in (" |", " -", " –") else ""
        if name and " " in name and len(title) < 80 and words("person.recruiter").search(title):
            mail = _MAIL.search(f"{rest} {below}")
            return Person(name, mail[0].casefold() if mail else None)
    return None


def _is_question(text: str) -> bool:
    """Return whether something else begins between the word and the name."""
    return bool(re.search(r"[.!](?=\s)", text))


def _contact_named(rest: str) -> Person | None:
    for match in _NAME.finditer(rest):
        name = name_of(rest[match.start() :])
        if name and (" " in name or match[1]) and not _is_question(rest[: match.start()]):
            after = rest[match.end() : match.end() + 80]
            mail = _MAIL.search(after)
            return Person(name, mail[0].casefold() if mail else None)
        if match.start() > 60:
            break
    return None


def _contact_address(rest: str) -> Person | None:
    mail = _MAIL.search(rest)
    if mail and not ROBOT.fullmatch(mail[0].partition("@")[0]):
        return Person(None, mail[0].casefold())
    return None
