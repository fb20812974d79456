"""The calendars in which the user is busy, and what they hold: files, addresses, calendars on servers.

A calendar on a server is read whole once and asked for its news after that, as the sources of sync are: one request a
run, and what takes time is decided here. Where a server shows no events it is asked for its report (RFC 4791, 7.10).
Where it cannot be asked, the events that were there last time are used, so that nothing moves because it is away.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from followcal.errors import ForbiddenError, StoreError, UnreadableError, UsageError
from followcal.formats.busy import BusyReading, BusyTime, may_take_time, read_busy
from followcal.formats.reading import Problem
from followcal.formats.repeating import Budget
from followcal.shell import files
from followcal.shell.addresses import Address
from followcal.shell.busy import BusySettings
from followcal.shell.folders import state_folder
from followcal.shell.sources import Progress, calendars_in
from followcal.shell.stores.mirror import unread

if TYPE_CHECKING:
    from followcal.shell.calendars import Calendars
    from followcal.shell.configuration import AddressSettings
    from followcal.shell.stores.store import Item


def busy_time(
    settings: BusySettings, reading: BusyReading, servers: Calendars | None = None, progress: Progress | None = None
) -> BusyTime:
    """Return when the user is busy by all sources; `servers` are the calendars that this run has open, if it has any.

    What cannot be read is among the problems. All files of one folder, and all events of one calendar, are bounded
    together.
    """
    with ExitStack() as stack:
        reader = _Reader(settings, reading, servers, progress, stack)
        for name in dict.fromkeys(settings.sources):
            reader.read(name)
    return reader.found


class _Reader:
    """Reads one source after the other."""

    def __init__(
        self,
        settings: BusySettings,
        reading: BusyReading,
        servers: Calendars | None,
        progress: Progress | None,
        stack: ExitStack,
    ) -> None:
        self.found = BusyTime()
        self._configuration = settings.configuration
        self._reading, self._servers, self._progress, self._stack = reading, servers, progress, stack

    def read(self, name: str | Address) -> None:
        """Add what a source holds."""
        known = self._configuration
        if isinstance(name, Address):
            self._read_address(name)
        elif known and known.is_on_server(name):
            self._read_calendar(name)
        elif known and name in known.addresses and not os.path.exists(name):  # noqa: PTH110  (too long for a path?)
            self._look_up(known.addresses[name])
        else:
            self._read_files(name)

    def _read_files(self, name: str) -> None:
        budget = Budget()
        try:
            for source, path in files.sources([name]):
                for calendar in self._calendars(source, path):
                    self._add(source, calendar, budget)
        except UnreadableError as error:
            self._tell(name, error)

    def _calendars(self, source: str, path: Path | None) -> Iterator[Iterable[bytes]]:
        """Yield the calendars of a file; a mail may carry several."""
        try:
            yield from (calendar for calendar, _ in calendars_in(source, path, self._progress))
        except UnreadableError as error:
            self._tell(source, error)

    def _look_up(self, settings: AddressSettings) -> None:
        from followcal.shell.accounts import address_of

        try:
            self._read_address(address_of(settings))
        except (StoreError, UsageError) as error:
            self._tell(settings.name, error)

    def _read_address(self, address: Address) -> None:
        from followcal.shell.web import download

        try:
            self._add(str(address), download(address, state_folder() / "addresses"))
        except UnreadableError as error:
            self._tell(str(address), error)

    def _read_calendar(self, name: str) -> None:
        """Add what a calendar on a server holds or, where it cannot be asked, what it held."""
        if self._progress:
            self._progress(f"reading {name}", 0, 0)
        calendars = self._opened()
        try:
            state = calendars.fresh(name).state
            items: Mapping[str, Item] = state.others()
            for why in unread(state):
                self._tell(name, StoreError(why))
        except ForbiddenError as error:
            self._read_report(name, calendars, error)
            return
        except (StoreError, UsageError) as error:
            items = self._known(name, calendars, error)
        concerned = [item.data for item in items.values() if may_take_time(item.data, self._reading)]
        if concerned:
            # Each object is a calendar of its own: they may spell one time zone in several ways.
            self._add(name, (data.rstrip(b"\r\n") + b"\r\n" for data in concerned))

    def _known(self, name: str, calendars: Calendars, error: StoreError | UsageError) -> Mapping[str, Item]:
        """Return what was there last time, and tell why that has to do."""
        try:
            state = calendars.known(name)
        except StoreError:
            state = None
        items = state.others() if state else {}
        self._tell(name, StoreError(f"{error}; taken as it was last time") if items else error)
        return items

    def _read_report(self, name: str, calendars: Calendars, error: ForbiddenError) -> None:
        """Add what a server reports that lets the user see no events."""
        first, last = self._reading.first, self._reading.last + timedelta(days=1)
        begin, end = (datetime.combine(day, time(0), tzinfo=self._reading.home) for day in (first, last))
        try:
            self._add(name, calendars.report(name, begin, end))
        except StoreError:
            self._tell(name, error)
        else:
            text = "you may not see its events: the server's report of when you are busy is used"
            self.found.tell(Problem(name, 0, "", text, lost=False))

    def _opened(self) -> Calendars:
        if self._servers is None:
            from followcal.shell.calendars import Calendars

            assert self._configuration is not None
            self._servers = self._stack.enter_context(Calendars(self._configuration, state_folder()))
        return self._servers

    def _add(self, source: str, calendar: bytes | Iterable[bytes], budget: Budget | None = None) -> None:
        try:
            self.found.add(read_busy(calendar, source, self._reading, budget))
        except UnreadableError as error:
            self._tell(source, error)

    def _tell(self, source: str, error: Exception) -> None:
        self.found.tell(Problem(source, 0, "", str(error).removeprefix(f"{source}: ")))
