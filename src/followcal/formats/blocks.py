"""Calendar data, split into its components and whatever stands around them: any bytes in, nothing raised.

BEGIN and END lines are all that is looked at, so this is fast, and the same for a good file and a broken one:

    a component that another one interrupts ends there     (END missing: VEVENT, VALARM, then BEGIN:VEVENT)
    an END closes what is still open inside its component  (END:VEVENT closes a VALARM)
    an END without its BEGIN, and the end of the file      close what they can, and are told as repairs

Data comes in chunks and leaves in blocks: a file of any size takes the memory of its largest component.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from msgspec import Struct, field

from followcal.errors import UnreadableError
from followcal.regex import regex

MAX_BLOCK = 16_000_000
"""Bytes of one component that are kept; the rest of a larger one is passed over."""

_MAX_DEPTH = 1000
"""Components inside one another that are told apart; deeper ones are read as lines of the one around them."""

_NEVER_INSIDE = frozenset({"VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})
"""Components that stand in no other one but a calendar: their BEGIN ends whatever is open."""

_FOLD = rb"(?:\r?\n[ \t])*+"


def _folded(word: str) -> bytes:
    """Return a pattern for `word` in either case, folded anywhere."""
    return _FOLD.join(b"[%c%c]" % (ord(char), ord(char.lower())) if char.isalpha() else char.encode() for char in word)


_GAP = rb"(?:[ \t]|\r?\n[ \t])*+"
_NAME = rb"[A-Za-z0-9-](?:[A-Za-z0-9-]|\r?\n[ \t](?=[A-Za-z0-9-])){0,99}"
_MARK = rb"(?:\xef\xbb\xbf)?"  # where files were put together, a byte order mark may stand inside
_LINE = rb"%s(?:(?P<begin>%s)|%s)%s:%s(?P<name>%s)%s\r?(?=\n|\Z)" % (
    _MARK,
    *(_folded("BEGIN"), _folded("END")),
    *(_GAP, _GAP, _NAME, rb"[ \t]*+"),
)
_FIRST_BORDER = regex(_LINE)
_BORDER = regex(rb"\n" + _LINE)
_BLANK = regex(rb"\s")


class Block(Struct, frozen=True):
    """One piece of calendar data: a component, or the lines between two of them (`name` is empty)."""

    name: str
    data: bytes
    line: int
    """The line of the source that it starts on; the first one is 1."""

    calendar: int = 0
    """Which VCALENDAR of the source it stands in: the first one is 1, and 0 is before it."""

    cut: bool = False
    """Whether the source ends inside it."""

    @property
    def text(self) -> str:
        """The piece as text: UTF-8, as we write it."""
        return self.data.decode("utf-8")


class Repair(Struct, frozen=True):
    """Where BEGIN and END did not match, or something was too large: what was done about it."""

    line: int
    text: str
    lost: bool = False
    """Whether something was left out."""


def split(chunks: Iterable[bytes]) -> Iterator[Block | Repair]:
    r"""Yield the blocks of calendar data, in order, and what had to be repaired to tell them apart.

    Joined, the blocks are the data, up to `MAX_BLOCK` bytes of each. The lines of BEGIN:VCALENDAR and END:VCALENDAR
    and the calendar's own properties are blocks without a name.

    >>> [block.name for block in split([b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VEVENT\nUID:2\n"])
    ...  if isinstance(block, Block)]
    ['', 'VEVENT', 'VEVENT']
    """
    splitter = _Splitter()
    for lines in _whole_lines(chunks):
        yield from splitter.feed(lines)
    yield from splitter.finish()


def blocks(text: str, source: str) -> tuple[Block, ...]:
    """Return the pieces of a calendar, in order; joined, their texts are `text`.

    What followcal does not rewrite goes back as it came, to the byte. Raises UnreadableError, with the line, where
    BEGIN and END do not match.
    """
    found: list[Block] = []
    for piece in split([text.encode("utf-8")]):
        if isinstance(piece, Repair):
            raise UnreadableError(f"{source}: line {piece.line}: {piece.text}")
        found.append(piece)
    return tuple(found)


class _Splitter(Struct):
    """What is open after the lines so far, and the piece that is being read."""

    open: list[tuple[str, int]] = field(default_factory=list)
    """The open component and those inside it, with their lines; the calendar is not among them."""

    names: Counter[str] = field(default_factory=Counter)
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0
    first_line: int = 1
    line: int = 1
    calendar: int = 0
    calendar_line: int = 0
    """Where the open calendar begins; 0: none is open."""

    at_line_start: bool = True
    """Whether the data so far ends where a line does: a line may be too long to come in one piece."""

    def feed(self, data: bytes) -> Iterator[Block | Repair]:
        """Yield what the next lines complete."""
        at = 0
        first = _FIRST_BORDER.match(data) if self.at_line_start else None
        borders = chain([first] if first else [], _BORDER.finditer(data, first.end() if first else 0))
        match = next(borders, None)
        while match:
            start = match.start() + (match is not first)
            self._take(data[at:start])
            begins, written = match.group("begin", "name")
            name = _name(written)
            following = next(borders, None)
            if begins and not self.open and following and following.group("begin", "name") == (None, written):
                yield from self._piece("")
                at = (data.find(b"\n", following.end()) + 1) or len(data)
                yield from self._alone(name, data[start:at])
                following = next(borders, None)
            elif begins:
                at = start
                yield from self._begin(name)
            else:
                at = (data.find(b"\n", match.end()) + 1) or len(data)
                yield from self._end(name, data[start:at])
            match = following
        self._take(data[at:])
        self.at_line_start = data[-1:] == b"\n"
        if not self.open:
            yield from self._piece("")

    def finish(self) -> Iterator[Block | Repair]:
        """Yield what the end of the data completes."""
        if self.open:
            yield Repair(self.open[0][1], f"BEGIN:{self.open[0][0]} without its END: the file is cut off", lost=True)
            yield from self._piece(self.open[0][0], cut=True)
        yield from self._piece("")
        if self.calendar_line:
            yield Repair(self.calendar_line, "BEGIN:VCALENDAR without its END: the file may be cut off")

    def _begin(self, name: str) -> Iterator[Block | Repair]:
        if name in _NEVER_INSIDE:
            yield from self._close(f"BEGIN:{name}")
        if not self.open:
            yield from self._piece("")
        if name == "VCALENDAR":
            if self.calendar_line:
                yield Repair(self.calendar_line, "BEGIN:VCALENDAR without its END")
            self.calendar += 1
            self.calendar_line = self.line
        elif len(self.open) < _MAX_DEPTH:
            self.open.append((name, self.line))
            self.names[name] += 1

    def _end(self, name: str, own: bytes) -> Iterator[Block | Repair]:
        if name == "VCALENDAR":
            yield from self._close("END:VCALENDAR")
            if not self.calendar_line:
                yield Repair(self.line, "END:VCALENDAR without its BEGIN")
            self.calendar_line = 0
            self._take(own)
        elif not self.names[name]:
            yield Repair(self.line, f"END:{name} without its BEGIN")
            self._take(own)
        else:
            outer = self.open[0][0]
            yield from self._pop(name, f"END:{name}")
            self._take(own)
            if not self.open:
                yield from self._piece(outer)

    def _alone(self, name: str, data: bytes) -> Iterator[Block | Repair]:
        """Yield a component that holds no other one, as most do: what `_begin` and `_end` would yield, faster."""
        if name == "VCALENDAR" or len(data) > MAX_BLOCK:
            yield from self._begin(name)
            yield from self._end(name, data)
            return
        yield Block(name, data, self.line, self.calendar)
        self.line += data.count(b"\n")
        self.first_line = self.line

    def _close(self, where: str) -> Iterator[Block | Repair]:
        """Close whatever is open: `where` interrupts it."""
        if self.open:
            outer = self.open[0][0]
            yield from self._pop("", where)
            yield from self._piece(outer)

    def _pop(self, name: str, where: str) -> Iterator[Repair]:
        while self.open:
            inner, line = self.open.pop()
            self.names[inner] -= 1
            if not self.names[inner]:
                del self.names[inner]
            if inner == name:
                return
            yield Repair(line, f"BEGIN:{inner} without its END: read up to {where}")

    def _take(self, data: bytes) -> None:
        self.line += data.count(b"\n")
        if data and self.size < MAX_BLOCK:
            self.pieces.append(data[: MAX_BLOCK - self.size])
        self.size += len(data)

    def _piece(self, name: str, *, cut: bool = False) -> Iterator[Block | Repair]:
        if self.size:
            if self.size > MAX_BLOCK:
                text = f"{name or 'calendar'} of {self.size:,} bytes: read up to {MAX_BLOCK:,}"
                yield Repair(self.first_line, text, lost=True)
            yield Block(name, b"".join(self.pieces), self.first_line, self.calendar, cut)
        self.pieces.clear()
        self.size = 0
        self.first_line = self.line


@lru_cache(maxsize=64)
def _name(written: bytes) -> str:
    """Return the name of a component, unfolded, in upper case."""
    return _BLANK.sub(b"", written).decode("ascii").upper()


def _whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the data in pieces that end where a line does and no folded one goes on, if they are not too long."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        cut = _end_of_line(chunk)
        if not cut and size < MAX_BLOCK:
            held.append(chunk)
            size += len(chunk)
            continue
        cut = cut or len(chunk)
        yield b"".join((*held, chunk[:cut]))
        held, size = [chunk[cut:]], len(chunk) - cut
    yield b"".join(held)


def _end_of_line(data: bytes) -> int:
    """Return where the last line begins that does not go on an earlier one; 0: nowhere."""
    at = len(data) - 1
    while (at := data.rfind(b"\n", 0, at)) >= 0:
        if data[at + 1 : at + 2] not in (b" ", b"\t"):
            return at + 1
    return 0
