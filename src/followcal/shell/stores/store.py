"""The interface of a store: items with a name and a tag; conditional writes, whose outcomes are values.

A store does what it is told, once, and says what came of it. It decides nothing and repeats nothing: what to do about
an outcome is the business of the writer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct


class Item(Struct, frozen=True):
    """One calendar object (RFC 4791, 4.1): all components of one UID."""

    name: str
    """The last part of its address, as the store spells it."""

    tag: str
    """Its version: another tag, another content (the other way round is not sure). Empty: not known."""

    data: bytes


class Changes(Struct, frozen=True):
    """What a store says has changed."""

    tags: Mapping[str, str]
    """What is there, new or changed, by name; the tag may be empty."""

    gone: frozenset[str]
    """What the store says, by name, is not there any more."""

    token: str
    """To ask from next time."""

    complete: bool
    """Whether `tags` lists all there is. What a list leaves out is not gone yet: lists are cut short, and lag."""


class Create(Struct, frozen=True):
    """Write an item where none is."""

    name: str
    data: bytes


class Replace(Struct, frozen=True):
    """Write an item instead of the one that was read."""

    item: Item
    data: bytes

    @property
    def name(self) -> str:
        """The name of the item."""
        return self.item.name


class Remove(Struct, frozen=True):
    """Take away the item that was read."""

    item: Item

    @property
    def name(self) -> str:
        """The name of the item."""
        return self.item.name


Operation = Create | Replace | Remove


class Done(Struct, frozen=True):
    """Carried out. The tag of what stands there now; empty, if the store does not say."""

    tag: str = ""


class Stale(Struct, frozen=True):
    """Not carried out: what stands there is not what the operation was meant for."""


class Refused(Struct, frozen=True):
    """Not carried out: the store does not want it, today or ever."""

    why: str
    is_taken: bool = False
    """Whether it does not want it because the UID is in use, or was."""


class Unclear(Struct, frozen=True):
    """Nobody knows whether it was carried out: it must be read back."""

    why: str
    is_unsent: bool = False
    """Whether nothing was sent, because what was decided on is not what stands there."""


Outcome = Done | Stale | Refused | Unclear


class Store(Protocol):
    """A place that holds calendar objects."""

    @property
    def place(self) -> str:
        """What to call it towards the user; without any secret."""

    @property
    def keeps_marks(self) -> bool:
        """Whether it is known to keep what we write, properties of our own included."""

    def takes_todos(self) -> bool:
        """Return whether to-dos may be written here, as far as the store says. Raises StoreError if it says nothing."""

    def changes(self, since: str) -> Changes:
        """Return what changed since the token; all there is for an empty one, or if the store forgot the token.

        Raises StoreError if it cannot be told.
        """

    def fetch(self, names: Collection[str]) -> dict[str, Item | None]:
        """Return the items of these names; None for what is not there. What cannot be told is left out.

        Raises StoreError if nothing can be told.
        """

    def write(self, operations: Sequence[Operation]) -> Iterator[tuple[Operation, Outcome]]:
        """Carry out operations on different names, in any order, each once; yield what came of it.

        Raises StoreError if going on is pointless: nothing is known of what was not yielded.
        """
