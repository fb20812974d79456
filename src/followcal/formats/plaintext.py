"""Descriptions as plain text: without HTML, rulers and what conference services add to every invitation.

Foreign text may be huge or hostile: it is cut to a fixed length first, and no pattern nests repetitions.
"""

from __future__ import annotations

import re
from functools import lru_cache

from followcal.regex import regex

MAX_TEXT = 20_000

MAX_WORDS = 6_000
"""Letters of a description in which names, roles and clues are looked for."""

_BREAK = regex(r"<(?:br|/p|/div|/li|/tr|/h\d)\b[^<>]{0,300}>", re.IGNORECASE)
_MAIL = regex(r"<(?:mailto:)?([^<>\s@]{1,64}@[^<>\s@]{1,253})>", re.IGNORECASE)
_LINK = regex(r"<(?:https?|tel|sip):[^<>\s]{0,2000}>", re.IGNORECASE)
_TAG = regex(r"</?[A-Za-z!][^<>]{0,2000}>")
_RULER = regex(r"^[-_=~*:. ]{12,}$")
_CONFERENCE = regex(
    r"zoom|microsoft teams|google meet|\bmeet\b.{0,40}https?:|one tap mobile|passcode|meeting id|kenncode"
    r"|besprechungs-id|webex|dial[- ]in",
    re.IGNORECASE,
)


def plain_text(text: str) -> str:
    r"""Return a description without HTML and link targets, cut to a bounded length.

    >>> plain_text("<b>Hello</b><br>Jo &amp; co <mailto:jo@acme.example>")
    'Hello\nJo & co (jo@acme.example)'
    """
    text = text[: MAX_TEXT * 2]
    if "<" in text:
        text = _TAG.sub("", _LINK.sub("", _MAIL.sub(r"(\1)", _BREAK.sub("\n", text))))
    if "&" in text:
        from html import unescape

        text = unescape(text)
    return text.replace("\r", "").replace("\xa0", " ")[:MAX_TEXT]


@lru_cache(maxsize=64)
def own_words(text: str) -> str:
    r"""Return a description up to what a conference service added: links, numbers to dial, rulers.

    >>> own_words("See you!\n\nJoin Zoom Meeting\nhttps://zoom.us/j/1")
    'See you!'
    """
    kept: list[str] = []
    in_block = False
    for line in text.split("\n"):
        bare = line.strip()
        if len(bare) >= 12 and _RULER.match(bare[:200]):
            in_block = not in_block
        elif not in_block and not (_CONFERENCE.search(bare[:300]) and _is_of_service(bare)):
            kept.append(line)
        elif not in_block and ". " in bare[:300]:
            said = [part for part in bare[:300].split(". ") if not _CONFERENCE.search(part) and " " in part]
            kept += [". ".join(said)] if said else []
    return "\n".join(kept).strip()[:MAX_WORDS]


def labelled(text: str) -> list[tuple[str, str]]:
    """Return what stands behind colons, with what stands before them: ``Role: Data Engineer``.

    >>> labelled("See you there. Position: Nurse. Bring ID.")
    [('Position', 'Nurse.')]
    """
    found = []
    for line in _SENTENCES.split(text[:MAX_TEXT])[:_MAX_LINES]:
        match = _LABEL.match(line)
        if match:
            found.append((match[1], match[2].strip()))
    return found


_MAX_LINES = 600
_SENTENCES = regex(r"\n|(?<=\w{4}[.!?;])\s+|(?<=[)][.!?;])\s+")
_LABEL = regex(r"[^\w\n]{0,10}(\w[^\n:]{1,50}?)\s{0,3}:\s{1,5}([^\n]{2,120})")


_SERVICE_LINE = regex(
    r"https?:|:\s*\S|\bjoin\b|inviting you|invit|está convidando|lädt sie|zoom-meeting|teilnehmen|únase|unirse"
    r"|ingressar|convid|meeting$|mobile|participer",
    re.IGNORECASE,
)
_WITH = regex(r"\b(?:with|mit|avec|con|com)\b", re.IGNORECASE)


def _is_of_service(line: str) -> bool:
    """Return whether a line about a conference says no more than that."""
    return len(line) < 120 and bool(_SERVICE_LINE.search(line)) and not _WITH.search(line)
