"""What in a text are no words of its writer: a thread quoted below, lines with ">", and the stamps of a chat."""

from __future__ import annotations

import re

from followcal.regex import regex

_LINES = regex(r"(?:^[ \t]{0,8}>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_HEADER = (
    r"^(?:On|Am|Le|El)\b[^\n]{5,200}(?:\n[^\n]{0,100})?"
    r"\b(?:wrote|schrieb|écrit|escribió)\b[^\n]{0,100}:[ \t]*(?:\n|\Z)"
)
_WROTE = regex(_HEADER, re.MULTILINE)
_ABOVE = regex(
    _HEADER + r"(?:[ \t]*\n)?(?:[ \t]{0,8}>[^\n]*(?:\n[ \t]*[^\s][^\n]*)*(?:\n[ \t]*(?=\n?[ \t]*>)|\n|\Z))+",
    re.MULTILINE,
)
"""An older mail in lines that are quoted; below them an answer may stand."""

_THREAD = regex(
    r"^-{2,}[ \t]?(?:Original|Ursprüng|Forwarded|Message d|Mensaje or)|^(?:From|Von):[^\n]*@"
    r"|^\*?(?:From|Von|De)[ \t\xa0]?:[^\n]*\n(?:[^\n]+\n){0,4}?\*?(?:Subject|Betreff|Objet|Asunto)[ \t\xa0]?:",
    re.MULTILINE | re.IGNORECASE,
)
_STAMP = regex(
    r"^\[?\d{1,2}[./]\d{1,2}[./]\d{2,4},? \d{1,2}:\d{2}(?::\d{2})?(?:[ \u202f]?[ap]\.?m\.?)?(?:\]| -) [^:\n]{1,40}:"
    r"|^(?:Begin forwarded message|Anfang der weitergeleiteten Nachricht|Début du message [^:\n]{5,12}"
    r"|Inicio del mensaje reenviado)\s?:",
    re.MULTILINE | re.IGNORECASE,
)
_HEAD = regex(r"(?:[^\W\d_][^\s:]{1,30}[ \t\xa0]?:[^\n]*\n)+")
"""The header of the mail itself."""

_LETTER = regex(r"[^\n]")


def own_words(text: str) -> str:
    r"""Return `text`, with blanks for what somebody else wrote; all of it where nothing else is left.

    >>> own_words("By Friday!\n> When?\n\nOn Wed, 4 Nov, Jo wrote:\nHello").rstrip()
    'By Friday!'
    >>> own_words("> By Friday!")
    '> By Friday!'
    """
    own = _LINES.sub(_blank, _ABOVE.sub(_blank, text))
    begins = len(own) - len(own.lstrip())
    head = _HEAD.match(own, begins)
    if head or not _THREAD.match(own, begins):
        first = head.end() if head else begins + 1
        ends = [found.start() for pattern in (_WROTE, _THREAD) if (found := pattern.search(own, first))]
        end = min(ends, default=len(own))
        own = own[:end] + _blank_of(own[end:])
    return own if own.strip() else text


def without_stamps(text: str) -> str:
    r"""Return `text`, with blanks for who wrote when in a chat: that is no day of an answer.

    >>> without_stamps("[24.11.26, 09:14:22] Jane: By Friday!").strip()
    'By Friday!'
    """
    return _STAMP.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return _blank_of(match[0])


def _blank_of(text: str) -> str:
    return _LETTER.sub(" ", text)
