"""Mails (.eml) to the calendars that they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from followcal.errors import UnreadableError

if TYPE_CHECKING:
    from email.message import Message

_CALENDAR_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar", "application/calendar")
_MAX_PARTS = 500


def calendars_in_mail(data: bytes, source: str) -> list[bytes]:
    """Return the calendars that a mail carries. Raises UnreadableError if there is none.

    One invitation often stands in a mail twice, as a part and as an attached file: it counts once.
    """
    found: dict[tuple[bytes, ...], bytes] = {}
    for part in _parts(data):
        name = (part.get_filename() or "").lower()
        if part.get_content_type() in _CALENDAR_TYPES or name.endswith((".ics", ".vcs")):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                found.setdefault(_marks(content), content)
    if not found:
        raise UnreadableError(f"{source}: no calendar in this mail")
    return list(found.values())


def _parts(data: bytes) -> Iterator[Message]:
    """Yield the parts of a mail, those of mails attached to it included; a mail may be malformed in any way."""
    from email import message_from_bytes
    from email.policy import default

    try:
        for number, part in enumerate(message_from_bytes(data, policy=default).walk()):
            if number >= _MAX_PARTS:
                return
            yield part
    except Exception:  # the parser has no error of its own: what it could read counts
        return


def _marks(content: bytes) -> tuple[bytes, ...]:
    """Return what tells one invitation from another: its UIDs, with their sequence and times."""
    pattern = rb"^(?:UID|SEQUENCE|DTSTART|DTSTAMP|METHOD|RECURRENCE-ID)\b.*$"
    lines = re.findall(pattern, content[:1_000_000], re.MULTILINE | re.IGNORECASE)
    return tuple(sorted({line.strip() for line in lines}))
