"""What `followcal init` found, as it is written into the configuration: accounts, addresses, sources, target."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct, field

from followcal.errors import UsageError
from followcal.formats.written_toml import toml_table
from followcal.shell.addresses import address_in, is_address
from followcal.shell.config_file import add_tables
from followcal.shell.configuration import AccountSettings, Configuration
from followcal.shell.stores.discovery import FoundCalendar


class NewSettings(Struct):
    """What is to be written."""

    configuration: Configuration
    accounts: dict[str, AccountSettings] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    """Secret addresses, by name."""

    sources: list[str] = field(default_factory=list)
    target: str = ""

    def add_source(self, text: str, account: str = "", found: Sequence[FoundCalendar] = ()) -> None:
        """Take in a source as the user named it. Raises UsageError for what is none."""
        chosen = among(text, found)
        if chosen:
            self.sources.append(f"{account}:{called(chosen, found)}")
        elif is_address(text):
            address = address_in(text)
            host = (urlsplit(address.url).hostname or "").split(".")
            taken = {*self.configuration.addresses, *self.configuration.accounts, *self.accounts, *self.addresses}
            word = host[-2] if len(host) > 1 and re.fullmatch(r"[a-z0-9-]+", host[-2]) else "calendar"
            names = (word, *(f"{word}{number}" for number in range(2, 1000)))
            name = next(each for each in names if each not in taken)
            self.addresses[name] = address.url
            self.sources.append(name)
        elif Path(text).expanduser().exists():
            self.sources.append(absolute(text))
        else:
            calendars = f", and no calendar: there are {', '.join(each.name for each in found)}" if found else ""
            raise UsageError(f"{text}: no such file or folder{calendars}")

    def write(self, say: Callable[[str], None]) -> None:
        """Write it, behind what stands in the configuration, and say what to do next."""
        path = self.configuration.path
        tables = [
            *(toml_table(f"accounts.{name}", _said(settings)) for name, settings in self.accounts.items()),
            *(toml_table(f"addresses.{name}", {"url_file": f"{name}.address"}) for name in self.addresses),
        ]
        sync = toml_table("sync", {"sources": self.sources, "target": self.target})
        has_sync = bool(self.configuration.sources or self.configuration.target or self.configuration.options)
        add_tables(
            path, tables if has_sync else [*tables, sync], {f"{n}.address": u for n, u in self.addresses.items()}
        )
        say(f"Written: {path}")
        if has_sync:
            say(f"It has a table [sync] already, which stays as it is. To use what is new, let it say:\n\n{sync}")
        say("Next: followcal doctor looks at all of it; followcal sync --dry-run shows what would be written.")


def called(calendar: FoundCalendar, found: Sequence[FoundCalendar]) -> str:
    """Return how a calendar is named in the configuration: by its path, where its name would not do."""
    same = [each for each in found if each.name.casefold() == calendar.name.casefold()]
    plain = (
        calendar.name.strip() and len(same) == 1 and not set(calendar.name) & set("/,") and calendar.name.isprintable()
    )
    return calendar.name if plain else urlsplit(calendar.url).path


def among(text: str, found: Sequence[FoundCalendar]) -> FoundCalendar | None:
    """Return the calendar of this name, or path. Raises UsageError where several are called so."""
    named = [each for each in found if text in (each.name, called(each, found))]
    named = named or [each for each in found if each.name.casefold() == text.casefold()]
    if len(named) > 1:
        raise UsageError(
            f"{text}: several calendars are called so: name {' or '.join(called(e, found) for e in named)}"
        )
    return named[0] if named else None


def _said(settings: AccountSettings) -> dict[str, str | Sequence[str]]:
    said: dict[str, str | Sequence[str]] = {"url": settings.url, "username": settings.username}
    said["password_command"] = settings.password_command
    if settings.certificates:
        said["certificates"] = str(settings.certificates)
    return said


def absolute(text: str) -> str:
    """Return the path in a text, from the root; `~` is the user's folder."""
    return str(Path(text).expanduser().absolute())
