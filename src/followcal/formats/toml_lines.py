"""On which line each key of a TOML text stands: `tomllib` does not say.

Only for text that `tomllib` has read: what it accepts is taken apart here, what it refuses is not looked at.
"""

from __future__ import annotations

import re
import tomllib

from followcal.regex import regex

_BLANK = regex(r"(?:[ \t\r\n]|#[^\n]*)*")
_PART = regex(r"[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_DOT = regex(r"[ \t]*\.[ \t]*")
_STRING = regex(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = regex(r"[^,\]}\n#]*")

Path = tuple[str, ...]


def key_lines(text: str) -> dict[Path, int]:
    r"""Return the line of each key and table, by its path; of a table that is opened again, the first.

    >>> key_lines('[a]\nb = {c = 1}\n')
    {('a',): 1, ('a', 'b'): 2, ('a', 'b', 'c'): 2}
    """
    found = _Lines(text)
    found.document()
    return found.lines


class _Lines:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                brackets = 2 if self.text.startswith("[[", self.at) else 1
                self.at += brackets
                table = self._key(())
                self.at += brackets
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _pair(self, table: Path) -> None:
        path = self._key(table)
        self.at += 1  # the equals sign
        self._value(path)

    def _key(self, table: Path) -> Path:
        """Read a key, dots and all, and what leads to its value."""
        self._skip(_BLANK)
        line = self.text.count("\n", 0, self.at) + 1
        path = table
        while True:
            part = self._skip(_PART)
            path = (*path, next(iter(tomllib.loads(f"{part} = 0"))))
            self.lines.setdefault(path, line)
            if not self._skip(_DOT):
                break
        self._skip(_BLANK)
        return path

    def _value(self, path: Path) -> None:
        self._skip(_BLANK)
        match self.text[self.at]:
            case "[":
                self._items("]", path)
            case "{":
                self._items("}", path)
            case '"' | "'":
                self._skip(_STRING)
            case _:
                self._skip(_SCALAR)

    def _items(self, end: str, path: Path) -> None:
        self.at += 1
        self._skip(_BLANK)
        while self.text[self.at] != end:
            if end == "}":
                self._pair(path)
            else:
                self._value(path)
            self._skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1
                self._skip(_BLANK)
        self.at += 1

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match[0]
