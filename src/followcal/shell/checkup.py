"""`followcal doctor`: looks at everything that a run of sync needs, one after the other, and writes nothing.

Each check stands for itself: what fails is told with what to do, and what depends on it is left out.
"""

from __future__ import annotations

import os
import platform
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from followcal import __version__
from followcal.core.wording import count_text
from followcal.errors import BusyError, FollowcalError
from followcal.formats.check_report import Check, Mark
from followcal.shell.account_checks import Examined, account_checks, calendar_checks
from followcal.shell.accounts import address_of
from followcal.shell.addresses import Address, address_in, is_address
from followcal.shell.busy import busy_settings
from followcal.shell.calendars import Calendars, is_file
from followcal.shell.configuration import Configuration, load_configuration
from followcal.shell.folders import state_folder
from followcal.shell.profile import config_file
from followcal.shell.stores.mirror import unread
from followcal.shell.web import download

_PACKAGES = ("caldav", "niquests", "lxml", "icalendar", "recurring-ical-events", "holidays", "tzdata")


def examine(config: str | None, now: datetime) -> Iterator[Check]:
    """Yield what was found, in the order in which things are needed, as seen at `now`."""
    yield _packages()
    yield from _of_the_file(Path(config) if config else config_file())
    try:
        configuration = load_configuration(config)
    except FollowcalError as error:
        yield from (
            Check("configuration", Mark.BAD, line, "correct it: nothing else is looked at") for line in error.lines
        )
        return
    yield _state()
    accounts: dict[str, Examined] = {}
    for name, settings in configuration.accounts.items():
        accounts[name] = Examined()
        yield from account_checks(settings, accounts[name], now)
    for name in configuration.addresses:
        yield _address(name, configuration)
    yield from _target(configuration, accounts)
    for name in configuration.sources:
        yield from _source(name, configuration, accounts)
    yield from _busy(config, configuration, accounts)


def _packages() -> Check:
    found, lacking = [f"followcal {__version__}", f"Python {platform.python_version()}"], []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            lacking.append(name)
    if lacking:
        return Check("packages", Mark.BAD, f"not installed: {', '.join(lacking)}", "install followcal anew")
    return Check("packages", Mark.GOOD, ", ".join(found))


def _of_the_file(path: Path) -> Iterator[Check]:
    if not path.is_file():
        yield Check("configuration", Mark.NOTE, f"{path}: no such file", "followcal init writes one")
        return
    others = stat.S_IMODE(path.stat().st_mode) & 0o077 if sys.platform != "win32" else 0
    if others & 0o022:
        to_do = f"chmod 600 {path}: commands of yours stand in it, and are run"
        yield Check("configuration", Mark.BAD, f"{path}: others can write it", to_do)
    else:
        yield Check("configuration", Mark.GOOD, str(path))


def _state() -> Check:
    folder = state_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
    except OSError as error:
        return Check("state", Mark.BAD, f"{folder}: {(error.strerror or 'cannot be read').lower()}", "make it writable")
    if not os.access(folder, os.W_OK):
        return Check("state", Mark.BAD, f"{folder}: cannot be written", "make it writable")
    use = "may be thrown away, but for what a discreet calendar does not tell: that is there alone"
    return Check("state", Mark.GOOD, f"{folder}: {size / 1_000_000:.1f} MB; {use}")


def _address(name: str, configuration: Configuration) -> Check:
    try:
        return _downloaded(f"address {name}", address_of(configuration.addresses[name]))
    except FollowcalError as error:
        return Check(f"address {name}", Mark.BAD, str(error), "look at this part of the configuration")


def _downloaded(what: str, address: Address) -> Check:
    try:
        events = download(address, state_folder() / "addresses").upper().count(b"\nBEGIN:VEVENT")
    except FollowcalError as error:
        return Check(
            what, Mark.BAD, str(error).removeprefix(f"{address}: "), "copy the address anew, from the settings"
        )
    return Check(what, Mark.GOOD, count_text(events, "event"))


def _target(configuration: Configuration, accounts: dict[str, Examined]) -> Iterator[Check]:
    target = configuration.target
    if not target:
        yield Check("target", Mark.NOTE, "no calendar for follow-ups is set", "followcal init, or target in [sync]")
        return
    name = f"target {target}"
    account, colon, calendar = target.partition(":")
    if colon and account in accounts:
        yield from calendar_checks(name, calendar, accounts[account], is_target=True)
    elif is_file(target) or Path(target).is_dir():
        place = Path(target) if Path(target).exists() else Path(target).parent
        usable = place.exists() and os.access(place, os.W_OK)
        to_do = "" if usable else f"make {place}, or make it writable"
        found = "can be written" if usable else "cannot be written"
        yield Check(name, Mark.GOOD if usable else Mark.BAD, found, to_do)
    elif colon and not Path(target).is_absolute():
        known = ", ".join(accounts) or "none"
        yield Check(name, Mark.BAD, f"no such account: there is {known}", "name one of them in [sync]")
    else:
        yield Check(name, Mark.NOTE, "no such folder yet", "followcal sync makes it")
    yield _lock(target, configuration)
    yield from _left_alone(name, target, configuration)


def _left_alone(what: str, name: str, configuration: Configuration) -> Iterator[Check]:
    """Yield what the last run could not read of a calendar."""
    with suppress(FollowcalError), Calendars(configuration, state_folder()) as calendars:
        state = calendars.known(name)
        for why in unread(state) if state else ():
            yield Check(what, Mark.NOTE, why, "make it smaller, or move it to another calendar")


def _lock(target: str, configuration: Configuration) -> Check:
    try:
        with Calendars(configuration, state_folder()) as calendars:
            state = calendars.known(target)
            if state is None:
                return Check("lock", Mark.GOOD, "no run has used this calendar yet")
            if calendars.notes:
                return Check("lock", Mark.NOTE, calendars.notes[0], "followcal sync reads the calendar once more")
            left = len(state.intents())
    except BusyError:
        return Check("lock", Mark.NOTE, "another run of followcal works on this calendar now", "wait until it is done")
    except FollowcalError as error:
        return Check("lock", Mark.BAD, str(error), "delete the file: it may be thrown away")
    if left:
        return Check(
            "lock", Mark.NOTE, f"the last run ended early, {count_text(left, 'write')} unsettled", "followcal sync"
        )
    return Check("lock", Mark.GOOD, "free; the last run came to its end")


def _busy(config: str | None, configuration: Configuration, accounts: dict[str, Examined]) -> Iterator[Check]:
    """Yield what was found of the calendars in which the user is busy; what is a source as well was looked at."""
    try:
        settings = busy_settings((), config)
    except FollowcalError as error:
        yield Check("busy", Mark.BAD, str(error), "correct [busy]")
        return
    for name in settings.sources:
        if isinstance(name, Address):
            yield _downloaded(f"busy {name}", name)
        elif name not in configuration.sources:
            yield from _source(name, configuration, accounts, "busy")


def _source(
    name: str, configuration: Configuration, accounts: dict[str, Examined], what: str = "source"
) -> Iterator[Check]:
    to_do = f"correct it in [{'busy' if what == 'busy' else 'sync'}]"
    account, colon, calendar = name.partition(":")
    if name in configuration.addresses:
        return  # looked at already
    if is_address(name):
        try:
            address = address_in(name)
        except FollowcalError as error:
            yield Check(what, Mark.BAD, str(error), to_do)
        else:
            yield _downloaded(f"{what} {address}", address)
    elif colon and account in accounts:
        yield from calendar_checks(f"{what} {name}", calendar, accounts[account], is_target=False)
        yield from _left_alone(f"{what} {name}", name, configuration)
    elif Path(name).exists():
        yield Check(f"{what} {name}", Mark.GOOD, "is there")
    else:
        yield Check(f"{what} {name}", Mark.BAD, "no such file, folder, address or account", to_do)
