"""Whom a text names to ask, and who signed it (I6)."""

from __future__ import annotations

import re
from itertools import islice

from followcal.core.interview import Person
from followcal.formats.guests import is_desk
from followcal.formats.names import MAIL, PART, has_form_of_name, is_first_name, name_at_start, name_of, names_in
from followcal.formats.plaintext import labelled, own_words
from followcal.formats.single_names import may_be_name
from followcal.formats.word_lists import as_words, words
from followcal.regex import regex

_MAX_LINES, _MAX_HITS = 200, 30
_MAX_SIGNATURE = 8
_PRONOUNS = regex(r"^\s?\((?:she|he|they|her|him|sie|er|elle|il|ella|él|ela|ele)/[\w/]{1,20}\)")
_FORWARDED = regex(
    r"^[ >*]{0,4}(?:From|Von|De|Expéditeur)[ *]{0,2}:[ *]{0,3}([^\n<\[(]{3,80})[^\n]{0,120}\n"
    r"[ >*]{0,4}(?:Sent|Date|To|Subject|When|Gesendet|Datum|An|Betreff|Envoyé|À|Objet|Enviado|Fecha|Para|Asunto|Data|"
    r"Assunto)[ *]{0,2}:",
    re.MULTILINE,
)


def body_of(text: str) -> str:
    r"""Return a text up to where it is signed.

    >>> body_of("See you on Monday.\n\nKind regards,\nAnn Lee")
    'See you on Monday.\n'
    """
    lines = text.split("\n")
    for number in range(len(lines) - 1, max(len(lines) - _MAX_SIGNATURE - 1, 0), -1):
        line = lines[number].strip()
        hit = words("text.closing").match(line[:80]) if line else None
        if hit and len(line) < 80 and _is_closing(line[hit.stop :]) and not _goes_on(lines[number + 1 :]):
            return "\n".join(lines[:number])
    return _without_signature(_without_farewell(lines))


def _goes_on(lines: list[str]) -> bool:
    """Return whether lines say more than who signed: with whom, for which role, at which company."""
    labels = (line.partition(":")[0] for line in lines if ":" in line[:40])
    return any(
        words("text.interviewers", "text.role", "text.company").covers(label) for label in labels if label.strip()
    )


def _without_farewell(lines: list[str]) -> list[str]:
    """Return a text without a farewell at the end of its last line: ``... at ten. Cheers, Ann (office)``."""
    last = next((number for number in reversed(range(len(lines))) if lines[number].strip()), None)
    line = lines[last] if last is not None else ""
    tail = line[-_MAX_FAREWELL:]
    for hit in words("text.closing").hits(as_words(tail)):
        rest = re.sub(r"\s?\([^()]{1,40}\)\.?$", "", tail[hit.stop :].rstrip())
        is_sentence = re.search(r"[.!?)…]\s+$", tail[: hit.begin]) is not None
        if is_sentence and rest.strip(" ,.!") and _is_closing(rest):
            return [*lines[:last], line[: len(line) - len(tail) + hit.begin]]
    return lines


_MAX_FAREWELL = 100


def _without_signature(lines: list[str]) -> str:
    """Return a text without its last paragraph where this is a name, and what somebody is below it."""
    last = [number for number, line in enumerate(lines) if line.strip()][-_MAX_SIGNATURE:]
    for number in reversed(last):
        before = next((line.strip() for line in reversed(lines[:number]) if line.strip()), "")
        title = lines[number + 1].strip() if number + 1 < len(lines) else ""
        is_after_text = before[-1:] in (".", "!", "?") or is_desk(before)
        is_title = bool(title) and len(title) < 80 and ":" not in title
        if is_after_text and is_title and (_is_full_name_alone(lines[number]) or _is_called(lines[number], title)):
            return "\n".join(lines[:number])
    return "\n".join(lines)


def _is_called(line: str, title: str) -> bool:
    """Return whether a line is a first name, and the one below it says what they are: ``Yusuf``, ``Head of Sales``."""
    duty = words("title.leader", "title.role", "title.team", "person.recruiter", "person.clerk").match(title)
    return is_first_name(line) and len(line.split()) == 1 and duty is not None


def _is_full_name_alone(line: str) -> bool:
    name = name_of(line.strip()[:80])
    return name is not None and " " in name and has_form_of_name(line.strip())


def signs_as_office(description: str, person: Person, *kinds: str) -> bool:
    """Return whether somebody signs a text as one of an office, such as ``An, HR Officer``; `kinds` name the words."""
    called = {word for word in (person.name or "").casefold().split() if len(word) > 1}
    called |= {word for word in as_words((person.email or "").partition("@")[0]).words if len(word) > 1}
    lines = [line.strip(" -–—") for line in own_words(description).split("\n")[:_MAX_LINES] if line.strip()]
    if not any(word in description.casefold() for word in called):
        return False
    return any(
        _is_of_office(line[:1000], below, called, kinds) for line, below in zip(lines, [*lines[1:], ""], strict=False)
    )


def _is_of_office(line: str, below: str, called: set[str], kinds: tuple[str, ...]) -> bool:
    """Return whether the word of an office follows a name, in brackets, behind a comma or on the next line.

    It may also stand before a name in brackets: ``Talent Acquisition (Ann Lee)``.
    """
    said = [match for match in _NAME_WORD.finditer(line) if _is_called_so(match[0].casefold(), called)]
    for first, last in ((said[at], said[at]) for at in range(len(said))):
        end = last.end()
        while (more := _NAME_WORD.match(line, end + 1)) and line[end] == " " and more[0][0].isupper():
            end = more.end()
        rest = _PRONOUNS.sub("", line[end:])
        before = _OFFICE_BEFORE.search(line[: first.start()])
        if before and rest[:1] == ")" and words(*kinds).search(before[1]):
            return True
        if not rest.strip(" .,"):
            if len(line) < 60 and len(below) < 80 and words(*kinds).search(below):
                return True
            continue
        duty = re.match(r"\s?[(,|–—-]\s?([^,.;:)\n]{2,60})", rest)
        if duty and words(*kinds).search(duty[1]):
            return True
    return False


def _is_called_so(word: str, called: set[str]) -> bool:
    """Return whether a word is one of somebody's names, or short for one: ``Steph``, of Stephanie."""
    return word in called or (len(word) > _SHORT and any(name.startswith(word) for name in called))


_SHORT = 3
_NAME_WORD = regex(r"[^\W\d_][\w'’-]*")
_OFFICE_BEFORE = regex(r"([^,.;:()\n]{2,60})\s?\($")


def is_of_office(label: str) -> bool:
    """Return whether a label is of who hires or arranges, and not of who is met: ``Recruiting: Leonie F.``."""
    if words("text.interviewers").search(label) or any(map(str.isdigit, label)):
        return False
    return words("person.recruiter", "text.contact", "text.office label").search(label) is not None


def forwarded_by(description: str) -> Person | None:
    """Return who wrote a message that is forwarded in a text: ``From: Hank Dorsey``, above its subject or date."""
    match = _FORWARDED.search(description[:8000])
    family, comma, given = match[1].strip().partition(", ") if match else ("", "", "")
    name = name_of(f"{given} {family}" if comma else family)
    return Person(name) if name and " " in name else None


def _is_closing(rest: str) -> bool:
    """Return whether nothing follows words of farewell but who says them."""
    name = rest.strip(" ,.!-–—")
    if not name or words("text.closing", "title.noise").covers(name) or name_of(name):
        return ":" not in name
    return rest.lstrip()[:1] in (",", ".", "!", "-", "–") and all(word[:1].isupper() for word in name.split())


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
        if not _BY_PHONE.match(text, hit.stop)
    ]
    rests += [value for label, value in labelled(text) if is_of_office(label)]
    named = next(filter(None, map(_contact_named, rests)), None)
    named = named or next(filter(None, map(_contact_address, rests)), None)
    return named or next(filter(None, map(_contact_called, rests)), None), signed_by(text)


_BY_PHONE = regex(r"\s+t[eé]l[eé](?:f|ph)[oóô]ni[cq]", re.IGNORECASE)
"""Behind a word for contact: it has been: ``conforme contato telefônico``."""


def signed_by(text: str) -> Person | None:
    """Return who signed as one who hires: a name, then a word such as recruiter on its line or the next."""
    lines = [line.strip() for line in text.split("\n")[:_MAX_LINES] if line.strip()]
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        match = name_at_start(line[:120])
        if not match or len(line) > 120:
            continue
        name = name_of(line)
        rest = line[match.end :]
        is_alone = not rest.strip(" .,")
        title = below if is_alone else rest if rest[:1] in (",", "|") or rest[:2] in (" |", " -", " –") else ""
        is_short = is_alone and " " not in (name or "")
        if name and not is_short and len(title) < 80 and words("person.recruiter").search(title):
            mail = MAIL.search(f"{rest} {below}")
            return Person(name, mail[0].casefold() if mail else None)
    return None


def _contact_named(rest: str) -> Person | None:
    for found in names_in(rest):
        name = name_of(rest[found.start :])
        if name and (" " in name or found.titles) and not re.search(r"[.!;](?=\s)", rest[: found.start]):
            after = rest[found.end : found.end + 80]
            mail = MAIL.search(after)
            return Person(name, mail[0].casefold() if mail else None)
        if found.start > 60:
            break
    return None


def _contact_called(rest: str) -> Person | None:
    """Return somebody who is named by one name right behind the word: ``Consultas: Romina, int. 2204``."""
    match = re.match(rf"\s*:?\s*(?:an?|à|o|de|bei|with)?\s*({PART})\s*(?:[,.(]|$)", rest)
    return Person(match[1]) if match and may_be_name(match[1]) else None


def _contact_address(rest: str) -> Person | None:
    mail = MAIL.search(rest)
    if mail and not is_desk(mail[0].partition("@")[0]):
        return Person(None, mail[0].casefold())
    return None
