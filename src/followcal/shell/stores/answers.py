"""What a server's answer means: a write that was carried out, was not, or is unclear; or nothing at all."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from followcal.errors import ForbiddenError, StoreError, UnreadableError
from followcal.formats.webdav import multistatus, preconditions
from followcal.shell.stores.store import Done, Outcome, Refused, Stale, Unclear
from followcal.shell.stores.transport import Answer

ITEM_GONE = (404, 410)

_TAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"\Z')
_MANGLED = re.compile(r"[-;:](?:gzip|br|deflate|zstd)\"\Z")
"""What web servers add to a tag when they compress."""

_UID_TAKEN = frozenset({"no-uid-conflict", "unique-scheduling-object-resource"})
_UID_ANYWHERE = "its UID is in use elsewhere on this server, perhaps in the trash bin: followcal will not fight for it"

_BUSY_FOR_LONG = "the server is busy for longer than followcal waits: try again later"
_UNREADABLE = {
    403: "no permission to read this calendar",
    404: "no calendar at this address",
    429: _BUSY_FOR_LONG,
    503: _BUSY_FOR_LONG,
}

_REFUSALS = {
    400: "the server says that it is not well-formed",
    402: "the server asks for payment",
    403: "no permission to write into this calendar",
    404: "there is no calendar at this address any more",
    405: "the calendar cannot be written, or is not there any more",
    406: "the server does not take calendars here",
    409: "the server says that it conflicts with something else there",
    411: "the server does not accept it in this form",
    413: "too large for the server",
    414: "the address is too long for the server",
    415: "the server does not take this kind of object",
    422: "the server does not accept its content",
    423: "locked on the server",
    507: "no space left on the server",
}


def usable_tag(tag: str) -> str:
    """Return a tag that a condition may be made of; empty for one that is weak, mangled or none.

    >>> usable_tag('"1"'), usable_tag('W/"1"'), usable_tag('"1-gzip"'), usable_tag("1")
    ('"1"', '', '', '"1"')
    """
    tag = tag.strip()
    if tag and '"' not in tag:
        tag = f'"{tag}"'  # some servers forget the quotes in XML
    return "" if not _TAG.match(tag) or _MANGLED.search(tag) else tag


def unusable(url: str, answer: Answer) -> StoreError:
    """Return the error for an answer from which nothing can be read."""
    location = urlsplit(answer.headers.get("location", ""))
    if answer.is_page and answer.status < 400:
        return StoreError(f"{url}: a web page instead of a calendar: is there a page to sign in to a network?")
    if 300 <= answer.status < 400:
        return StoreError(f"{url}: the calendar is now at {location.hostname or ''}{location.path}: set this address")
    why = _UNREADABLE.get(answer.status, f"the server answers {answer.status}, which cannot be used")
    return (ForbiddenError if answer.status == 403 else StoreError)(f"{url}: {why}")


def said_of_write(answer: Answer, *, is_new: bool) -> Outcome:
    """Return what the answer to a PUT means."""
    violated = preconditions(answer.body)
    if answer.status in (201, 204):  # with a page in it, too: Cyrus
        return Done(usable_tag(answer.headers.get("etag", "")))
    if violated & _UID_TAKEN or (answer.status == 400 and _names_uid(answer)):
        return Refused(_UID_ANYWHERE, is_taken=True)
    if answer.status == 412 or (not is_new and answer.status in ITEM_GONE):
        return Stale()
    return _refused(answer, violated)


def said_of_removal(answer: Answer) -> Outcome:
    """Return what the answer to a DELETE means."""
    if answer.status == 204 or answer.status in ITEM_GONE or _says_removed(answer):
        return Done()
    if answer.status == 412:
        return Stale()
    return _refused(answer, preconditions(answer.body))


def _refused(answer: Answer, violated: frozenset[str]) -> Outcome:
    if answer.is_page and answer.status < 400:
        return Unclear("a web page instead of an answer: is there a page to sign in to a network?")
    if 300 <= answer.status < 400:
        return Unclear("the server sends the write elsewhere: the address in the settings must be the final one")
    if answer.status in _REFUSALS:
        named = f" ({', '.join(sorted(violated))[:100]})" if violated else ""
        return Refused(f"{_REFUSALS[answer.status]}{named}")
    if answer.status in (429, 503):
        return Unclear(_BUSY_FOR_LONG)
    return Unclear(f"the server answers {answer.status}")


def _says_removed(answer: Answer) -> bool:
    """Return whether the answer says so in XML (Radicale): an error may hide in it, and so may a web page."""
    if answer.status not in (200, 207) or answer.is_page:
        return False
    try:
        members = multistatus(answer.body).members
    except UnreadableError:
        return False
    return bool(members) and all(member.status in (200, 204, *ITEM_GONE) for member in members)


def _names_uid(answer: Answer) -> bool:
    """Return whether a 400 speaks of a UID that exists: Nextcloud, also for one in its trash bin."""
    text = answer.body[:2000].lower()
    return b"uid" in text and b"exist" in text
