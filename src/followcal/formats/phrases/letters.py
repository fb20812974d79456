"""A mail that was pasted: its own words, without what it answers to, and the day it was sent."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from followcal.formats.phrases.language import language, languages
from followcal.formats.phrases.quotes import own_words
from followcal.formats.phrases.tokens import words_of
from followcal.regex import regex

if TYPE_CHECKING:
    from email.message import Message

MOST_LETTERS = 100_000
_HEADER = regex(r"[A-Z][A-Za-z-]{1,30}:[ \t]")
_SENT = ("date:", "sent:", "gesendet:", "datum:", "envoyé :", "envoyé:", "enviado:", "fecha:", "enviado el:")
_TELLING = (*_SENT, "from:", "subject:", "von:", "de :", "de:")
_DAY_FIRST = regex(r"\b(\d{1,2})(?:\.|er|º)?\s(?:de\s)?([^\W\d_]{3,12})\.?,?\s(?:de\s)?(\d{4})\b")
_MONTH_FIRST = regex(r"\b([^\W\d_]{3,12})\.?\s(\d{1,2}),?\s(\d{4})\b")


class Letter(Struct, frozen=True):
    """What somebody wrote, and when, if that is told."""

    text: str
    sent: date | None = None


def read_letter(text: str) -> Letter:
    r"""Return the writer's own words of a pasted text, and the day on which its header says that it was sent.

    >>> read_letter("Date: Thu, 19 Nov 2026 10:00:00 +0100\nFrom: Ann\n\nBy Friday!\n\nOn Wed, Jo wrote:\n> When?")
    Letter(text='By Friday!', sent=datetime.date(2026, 11, 19))
    """
    text = text[:MOST_LETTERS].replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff\n ")
    header, blank, rest = text.partition("\n\n")
    lines = header.split("\n")
    if not blank or not _HEADER.match(lines[0]) or not any(line.lower().startswith(_TELLING) for line in lines):
        return Letter(_own_words(text))
    body = _body(text) if re.search(r"(?im)^content-type:", header) else rest
    return Letter(_own_words(body), _sent(lines))


def _own_words(text: str) -> str:
    lines = zip(own_words(text).split("\n"), text.split("\n"), strict=True)
    return "\n".join(own for own, line in lines if own.strip() or not line.strip()).strip()


def _body(text: str) -> str:
    """Return the text of a mail as it was sent, decoded: the plain one, else that of its HTML."""
    from email import message_from_string
    from email.policy import compat32

    from followcal.formats.typed import typed

    parts = {
        part.get_content_type(): part for part in reversed(list(message_from_string(text, policy=compat32).walk()))
    }
    if "text/plain" in parts:
        return _decoded(parts["text/plain"])
    html = parts.get("text/html")
    return "\n".join(line.text for line in typed(_decoded(html)).lines) if html else ""


def _decoded(part: Message) -> str:
    """Return the text of a part; what is not encoded has become text already, where the whole mail did."""
    if (part.get("content-transfer-encoding") or "").strip().lower() not in ("quoted-printable", "base64"):
        payload = part.get_payload()
        return payload if isinstance(payload, str) else ""
    encoded = part.get_payload(decode=True)
    encoded = encoded if isinstance(encoded, bytes) else b""
    try:
        return encoded.decode(part.get_content_charset("utf-8"))
    except (LookupError, ValueError):
        return encoded.decode("utf-8", errors="replace")


def _sent(lines: list[str]) -> date | None:
    from email.utils import parsedate_to_datetime

    for line in lines:
        if line.lower().startswith(_SENT):
            text = line.partition(":")[2].strip()
            try:
                return parsedate_to_datetime(text).date()
            except ValueError:
                return _written(text[:100])
    return None


def _written(text: str) -> date | None:
    """Return the day of "Wednesday, November 18, 2026 5:01 PM" or "Mittwoch, 18. November 2026"."""
    day_first, month_first = _DAY_FIRST.search(text), _MONTH_FIRST.search(text)
    if day_first:
        day, name, year = day_first.groups()
    elif month_first:
        name, day, year = month_first.groups()
    else:
        return None
    month = next((m for code in languages() if (m := _month(name, code))), 0)
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _month(name: str, code: str) -> int:
    found = language(code).phrases.following.get("".join(words_of(name)))
    return int(found.senses.get("month", 0)) if found else 0
