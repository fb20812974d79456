"""Whom a text names to ask, and who signed it (I6)."""

from __future__ import annotations

import re
from itertools import islice

from followcal.core.interview import Person
from followcal.formats.guests import is_desk
from followcal.formats.names import MAIL, name_of, name_pattern
from followcal.formats.plaintext import own_words
from followcal.formats.word_lists import as_words, words

_MAX_LINES, _MAX_HITS = 200, 30
_MAX_SIGNATURE = 8


def body_of(text: str) -> str:
    r"""Return a text up to where it is signed.

    >>> body_of("See you on Monday.\n\nKind regards,\nAnn Lee")
    'See you on Monday.\n'
    """
    lines = text.split("\n")
    for number in range(len(lines) - 1, max(len(lines) - _MAX_SIGNATURE - 1, 0), -1):
        line = lines[number].strip()
        hit = words("text.closing").match(line[:80]) if line else None
        if hit and len(line) < 80 and _is_closing(line[hit.stop :]):
            return "\n".join(lines[:number])
    return text


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
    ]
    named = filter(None, map(_contact_named, rests))
    return next(named, None) or next(filter(None, map(_contact_address, rests)), None), signed_by(text)


def signed_by(text: str) -> Person | None:
    """Return who signed as one who hires: a name, then a word such as recruiter on its line or the next."""
    lines = [line.strip() for line in text.split("\n")[:_MAX_LINES] if line.strip()]
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        match = name_pattern().match(line[:120])
        if not match or len(line) > 120:
            continue
        name = name_of(line)
        rest = line[match.end() :]
        is_alone = not rest.strip(" .,")
        title = below if is_alone else rest if rest[:1] in (",", "|") or rest[:2] in (" |", " -", " –") else ""
        is_short = is_alone and " " not in (name or "")
        if name and not is_short and len(title) < 80 and words("person.recruiter").search(title):
            mail = MAIL.search(f"{rest} {below}")
            return Person(name, mail[0].casefold() if mail else None)
    return None


def _contact_named(rest: str) -> Person | None:
    for match in name_pattern().finditer(rest):
        name = name_of(rest[match.start() :])
        if name and (" " in name or match[1]) and not re.search(r"[.!](?=\s)", rest[: match.start()]):
            after = rest[match.end() : match.end() + 80]
            mail = MAIL.search(after)
            return Person(name, mail[0].casefold() if mail else None)
        if match.start() > 60:
            break
    return None


def _contact_address(rest: str) -> Person | None:
    mail = MAIL.search(rest)
    if mail and not is_desk(mail[0].partition("@")[0]):
        return Person(None, mail[0].casefold())
    return None
