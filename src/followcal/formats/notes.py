"""Notes that the user wrote: a text, or a mail (.eml), to subject, recipients and lines with their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from followcal.formats.encodings import text_of
from followcal.formats.plaintext import plain_text
from followcal.regex import regex

if TYPE_CHECKING:
    from email.message import Message

MAX_NOTE = 100_000
"""Letters of a note that are looked at: no note is so long."""

_MAX_PARTS = 200
_HEADER = regex(
    r"(subject|betreff|objet|asunto|assunto|to|cc|bcc|from|an|von|à|de|para)\s{0,3}:[ \t]{0,10}(.{0,2000})",
    re.IGNORECASE,
)
_SUBJECTS = frozenset({"subject", "betreff", "objet", "asunto", "assunto"})
_TO = frozenset({"to", "an", "à", "para"})
_QUOTED = regex(
    r"\s{0,3}(?:>|-{2,}\s{0,3}(?:original message|ursprüngliche nachricht|message d.origine|mensaje original)|_{20,}$)",
    re.IGNORECASE,
)
_WROTE = regex(r"\s{0,3}(?:on|am|le|el)\b.{5,200}(?:wrote|schrieb|a écrit|escribió).{0,200}:\s*$", re.IGNORECASE)
_ADDRESS = regex(r"[\w.+'-]{1,64}@[\w.-]{1,253}")
_MAX_ADDRESSES = 50


class Note(Struct, frozen=True):
    """What is about to be sent."""

    subject: str
    subject_line: int
    """The line of the subject; 0: it has none."""

    lines: tuple[tuple[int, str], ...]
    """The lines of the text with their numbers, without what is quoted from others."""

    to: frozenset[str] = frozenset()
    """The addresses that it goes to, as far as the note says."""

    @property
    def text(self) -> str:
        """The text without the subject."""
        return "\n".join(line for _, line in self.lines)


def read_note(data: bytes, *, is_mail: bool) -> Note:
    """Return the note in a file: any bytes are read. Of a mail, lines are counted in its text."""
    if is_mail:
        return _mail(data)
    lines = list(enumerate(_lines(text_of(data[: MAX_NOTE * 4])), 1))
    subject, subject_line, to = "", 0, set()
    start = 0
    for index, (number, line) in enumerate(lines[:20]):
        match = _HEADER.fullmatch(line.strip())
        if match is None:
            if line.strip() or not start:
                break
            start = index + 1
            break
        start = index + 1
        if match[1].casefold() in _SUBJECTS:
            subject, subject_line = match[2].strip(), number
        elif match[1].casefold() in _TO:
            to.update(_addresses(match[2]))
    return Note(subject, subject_line, tuple(_own(lines[start:])), frozenset(to))


def looks_like_mail(name: str, data: bytes) -> bool:
    """Return whether a file is a mail: it is named so, or begins as only mails do."""
    head = data[:2000].lower()
    return name.lower().endswith(".eml") or bool(
        re.match(
            rb"(?:[!-9;-~]{1,60}:[^\n]{0,1000}\n(?:[ \t][^\n]{0,1000}\n)*){0,20}(?:mime-version|message-id):", head
        )
    )


def _mail(data: bytes) -> Note:
    from email import message_from_bytes
    from email.policy import compat32  # the other one takes minutes for headers that are long enough

    try:
        message = message_from_bytes(data, policy=compat32)
    except Exception:  # the parser has no error of its own
        return Note("", 0, ())
    subject = _decoded(message, "subject")
    to = _addresses(_decoded(message, "to"))
    text = next(_texts(message), "")
    return Note(subject, 0, tuple(_own(list(enumerate(_lines(text), 1)))), frozenset(to))


def _decoded(message: Message, name: str) -> str:
    from email.header import decode_header, make_header

    try:
        raw = str(message.get(name, ""))[:4000]
        found = str(make_header(decode_header(raw)))
    except Exception:  # the parser has no error of its own: a header that cannot be read says nothing
        return ""
    return " ".join(found.split())


def _texts(message: Message) -> Iterator[str]:
    """Yield the texts of a mail, plain ones first."""
    try:
        parts = list(islice(message.walk(), _MAX_PARTS))
    except Exception:  # as above
        return
    for wanted in ("text/plain", "text/html"):
        for part in parts:
            try:
                payload = part.get_payload(decode=True) if part.get_content_type() == wanted else None
                charset = part.get_content_charset("utf-8")
            except Exception:  # as above
                continue
            if isinstance(payload, bytes) and payload.strip():
                text = _in_charset(payload[: MAX_NOTE * 4], charset)
                yield text if wanted == "text/plain" else plain_text(text)


def _in_charset(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except (LookupError, ValueError):
        return text_of(data)


def _lines(text: str) -> list[str]:
    return text[:MAX_NOTE].replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")


def _own(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the lines that the user wrote: an answer carries what it answers."""
    for number, line in lines:
        head = line[:500]
        if _WROTE.fullmatch(head) or (_QUOTED.match(head) and not head.lstrip().startswith(">")):
            return
        if not head.lstrip().startswith(">"):
            yield number, line


def _addresses(text: str) -> set[str]:
    found = islice(_ADDRESS.finditer(text[:4000]), _MAX_ADDRESSES)
    return {match[0].casefold().rstrip(".") for match in found}
