"""Mails (.eml) to the calendars that they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from followcal.errors import UnreadableError
from followcal.formats.encodings import decoded

if TYPE_CHECKING:
    from email.message import Message

_CALENDAR_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar", "application/calendar")
_MAX_PARTS = 20_000
_MAX_HEADER = 2_000


def calendars_in_mail(data: bytes, source: str) -> list[bytes]:
    """Return the calendars that a mail carries. Raises UnreadableError if there is none.

    One invitation often stands in a mail twice, as a part and as an attached file: it counts once.
    """
    found: dict[tuple[bytes, ...], bytes] = {}
    for part in _parts(data):
        content = _calendar_in(part)
        if content:
            found.setdefault(_marks(content), content)
    if not found:
        raise UnreadableError(f"{source}: no calendar in this mail")
    return list(found.values())


def _parts(data: bytes) -> Iterator[Message]:
    """Yield the parts of a mail, those of mails attached to it included; a mail may be malformed in any way."""
    from email import message_from_bytes
    from email.policy import compat32  # the other one takes minutes for headers that are long enough

    try:
        yield from islice(message_from_bytes(data, policy=compat32).walk(), _MAX_PARTS)
    except Exception:  # the parser has no error of its own: what it could read counts
        return


def _calendar_in(part: Message) -> bytes | None:
    """Return the calendar in one part of a mail, in UTF-8 where it says another encoding, or None."""
    try:
        for name in ("Content-Type", "Content-Disposition"):  # what is in them may be in an encoding that takes long
            if len(str(part.get(name, ""))) > _MAX_HEADER:
                part.replace_header(name, str(part[name])[:_MAX_HEADER])
        is_named = _file_name(part).lower().endswith((".ics", ".vcs"))
        if not is_named and part.get_content_type() not in _CALENDAR_TYPES:
            return None
        content = part.get_payload(decode=True)
        charset = part.get_content_charset("utf-8")
    except Exception:  # as above
        return None
    if not isinstance(content, bytes) or not content.strip():
        return None
    text = None if charset in ("utf-8", "us-ascii") else decoded(content, charset)
    return content if text is None else text.encode("utf-8", "replace")


def _file_name(part: Message) -> str:
    from email.header import decode_header, make_header

    name = part.get_filename() or ""
    return str(make_header(decode_header(name[:1000]))) if "=?" in name else name


def _marks(content: bytes) -> tuple[bytes, ...]:
    """Return what tells one invitation from another: its UIDs, with their sequence and times."""
    pattern = rb"^(?:UID|SEQUENCE|DTSTART|DTSTAMP|METHOD|RECURRENCE-ID)\b.*$"
    lines = re.findall(pattern, content[:1_000_000], re.MULTILINE | re.IGNORECASE)
    return tuple(sorted({line.strip() for line in lines}))
