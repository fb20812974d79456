"""What lies behind neutral events: the calendar as followcal reads it, and what is sent instead of what it writes.

What is sent is noted before it is sent, as pending: killed in between, the next run looks at what stands there, and
takes what fits. All of it is in the state of the calendar, which is private, and stays on this computer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from msgspec.structs import replace

from followcal.errors import UnreadableError
from followcal.formats.covering import Cover, covered, is_covered, stands_as, taken_up, uncovered
from followcal.formats.objects import is_in_own_words
from followcal.formats.rewritten import Home, in_utc
from followcal.formats.shown_elsewhere import with_what_is_known
from followcal.shell.stores.state import State
from followcal.shell.stores.store import Create, Item, Operation, Remove, Replace

_DISCREET = "discreet"


class Covers:
    """The events of ours in a calendar, with what lies behind them."""

    def __init__(self, state: State, home: Home = in_utc) -> None:
        self._state, self._home = state, home

    @property
    def is_discreet(self) -> bool:
        """Whether the calendar was last written discreetly."""
        return bool(self._state.fact(_DISCREET))

    def remember(self, *, discreet: bool) -> None:
        """Note how the calendar is written from now on."""
        self._state.set_fact(_DISCREET, "yes" if discreet else "")

    def recover(self) -> None:
        """Look at what an earlier run sent and did not settle, once it is known what stands in the calendar."""
        there, pending = self._state.items(), self._state.covers(pending=True)
        known = self._state.covers()
        for name, cover in pending.items():
            landed = name in there and (name not in known or stands_as(cover, there[name].data))
            self._settle(name, cover if landed else None)
        for name, item in there.items():
            if name in known and not is_covered(item.data) and self._whole(item, known[name]) == item:
                self._state.uncover(name)

    def items(self) -> dict[str, Item]:
        """Return our items by name, with what lies behind them and what the user changed.

        An item that another computer wrote with its details has what the user wrote, of which that one knew nothing.
        Where it cannot be told, they are as they stand.
        """
        known = self._state.covers()
        return {name: self._whole(item, known.get(name)) for name, item in self._state.items().items()}

    def _whole(self, item: Item, cover: Cover | None) -> Item:
        if cover is None:
            return item
        whole = uncovered if is_covered(item.data) else with_what_is_known
        try:
            return replace(item, data=whole(cover, item.data, self._home))
        except UnreadableError:
            return item

    def to_rewrite(self, *, discreet: bool) -> list[str]:
        """Return the names of the items that stand there the other way, or without what the user wrote."""
        there, known = self._state.items(), self._state.covers()
        covered_ones = {name for name, item in there.items() if is_covered(item.data)}
        return sorted(there.keys() - covered_ones if discreet else covered_ones | (known.keys() & there.keys()))

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Return which of these stand there, and nothing is known of them: those of a run elsewhere."""
        there = self._state.others()
        return [name for name in self._state.not_ours(names) if not is_in_own_words(there[name].data)]

    def take_up(self, operation: Create, now: datetime) -> None:
        """Take what is to be written for what lies behind the neutral event that stands there already."""
        item = self._state.others()[operation.name]
        self._state.cover(operation.name, taken_up(operation.data, now))
        self._state.put([item])

    def send(self, operations: Iterable[Operation], now: datetime, *, discreet: bool) -> list[Operation]:
        """Return what is to be sent for what is to be written, and note it; nothing, where nobody sees a difference."""
        there, known = self._state.items(), self._state.covers()
        with self._state.together():
            sent = [self._sent(each, there, known, now, discreet=discreet) for each in operations]
        return [each for each in sent if each]

    def _sent(
        self, operation: Operation, there: dict[str, Item], known: dict[str, Cover], now: datetime, *, discreet: bool
    ) -> Operation | None:
        match operation:
            case Remove(item):
                return Remove(there[item.name])
            case Create(name, data):
                if not discreet:
                    return operation
                neutral, cover = covered(data, now)
                self._state.cover(name, cover, pending=True)
                return Create(name, neutral)
            case Replace(item, data):
                stands, before = there[item.name], known.get(item.name)
                if not discreet:
                    return Replace(stands, data)
                neutral, cover = covered(
                    data, now, before if is_covered(stands.data) else None, stands.data, self._home
                )
                is_sent = neutral != stands.data
                self._state.cover(item.name, cover, pending=is_sent)
                return Replace(stands, neutral) if is_sent else None

    def settle(self, written: Collection[str], operations: Iterable[Operation], *, discreet: bool) -> None:
        """Note which of the operations were carried out."""
        pending = self._state.covers(pending=True)
        for operation in operations:
            name = operation.name
            done = name in written
            if discreet and name in pending:
                self._settle(name, pending[name] if done else None)
            elif done and not discreet:
                self._state.uncover(name)

    def _settle(self, name: str, cover: Cover | None) -> None:
        with self._state.together():
            self._state.uncover(name, pending=True)
            if cover:
                self._state.cover(name, cover)
