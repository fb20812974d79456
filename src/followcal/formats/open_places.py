"""Places that the user has to fill in: ``[one thing that you two talked about]``, in brackets, and nothing else in any.

Text from calendars loses its brackets before it is put into a draft, so what stands in brackets there is open.
"""

from __future__ import annotations

from followcal.core.wording import printable
from followcal.regex import regex

MAX_VALUE = 200
"""Letters of one value, such as a role, that are put into a text."""

_PLACE = regex(r"\[([^\[\]\n]{1,200})\]")
_BRACKETS = str.maketrans({"[": "(", "]": ")", "{": "(", "}": ")", "<": "(", ">": ")"})


class Open(str):
    """An open place, as a value: its text is the mark."""

    __slots__ = ()


def open_place(ask: str) -> Open:
    """Return the mark for something to fill in.

    >>> open_place("their name")
    '[their name]'
    """
    return Open(f"[{ask}]")


def open_places(text: str) -> tuple[str, ...]:
    """Return what is asked for in a text, in order, nothing twice.

    >>> open_places("Dear [their name], about [the role]: [their name]")
    ('their name', 'the role')
    """
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def value(text: str, limit: int = MAX_VALUE) -> str:
    r"""Return foreign text as a value that stays one: on one line, without brackets, of bounded length.

    >>> value("Engineer [m/f/d]\r\nBcc: {{ all }}")
    'Engineer (m/f/d) Bcc: (( all ))'
    """
    return printable(text[: limit * 4]).translate(_BRACKETS)[:limit].rstrip()
