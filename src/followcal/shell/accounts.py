"""From how an account is set up to one that can be used: its password comes from a command, and is kept nowhere."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from followcal.errors import StoreError, UnreadableError, UsageError
from followcal.shell import files
from followcal.shell.addresses import Address, address_in
from followcal.shell.configuration import AccountSettings, AddressSettings
from followcal.shell.stores.account import Account

_SECONDS = 120
"""How long a command may wait for the user to unlock what holds the password."""

_MAX_SECRET = 10_000


def account_of(settings: AccountSettings) -> Account:
    """Return the account. Raises UsageError for settings that cannot be, StoreError where a password is not given."""
    where = f"accounts.{settings.name}"
    if settings.section:
        return _of_section(settings, f"{where}.section")
    password = secret(settings.password_command, f"{where}.password_command") if settings.password_command else ""
    proxy = secret(settings.proxy_command, f"{where}.proxy_command") if settings.proxy_command else None
    return Account(
        settings.url,
        settings.username,
        password,
        settings.auth if password else "none",
        settings.allow_plaintext,
        settings.hosts,
        proxy,
        settings.profile,
        str(settings.certificates) if settings.certificates else True,
    )


def _of_section(settings: AccountSettings, where: str) -> Account:
    """Return the account that the shared configuration of the caldav package describes; it looks up the password."""
    from caldav.config import get_all_file_connection_params

    try:
        found = get_all_file_connection_params(None, settings.section)
    except (ValueError, OSError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        why = f"the configuration of the caldav package cannot be used ({type(error).__name__})"
        raise StoreError(f"{where}: {why}: try its password_command by hand") from None
    if len(found) != 1:
        raise UsageError(f"{where}: {settings.section!r} is {len(found)} servers there: name the section of one")
    [said] = found
    verify = said.get("ssl_verify_cert", True)
    return Account(
        str(said.get("url") or ""),
        str(said.get("username") or ""),
        str(said.get("password") or ""),
        str(said.get("auth_type") or settings.auth) if said.get("password") else "none",
        settings.allow_plaintext,
        settings.hosts,
        said.get("proxy"),
        settings.profile,
        verify if isinstance(verify, str) else True,
    )


def address_of(settings: AddressSettings) -> Address:
    """Return the secret address of a calendar. Raises UsageError for what is none, StoreError where none is given."""
    where = f"addresses.{settings.name}"
    if settings.url_file:
        try:
            url = files.read_text(str(settings.url_file)).strip().partition("\n")[0].strip()
        except UnreadableError as error:
            raise StoreError(f"{where}: {error}") from None
        if not url:
            raise StoreError(f"{where}: {settings.url_file}: holds nothing")
    else:
        url = secret(settings.url_command, f"{where}.url_command")
    proxy = secret(settings.proxy_command, f"{where}.proxy_command") if settings.proxy_command else None
    verify = str(settings.certificates) if settings.certificates else True
    return address_in(url, settings.name, verify=verify, proxy=proxy)


def secret(command: Sequence[str], where: str) -> str:
    """Return the first line that a command prints. Raises StoreError, which quotes nothing of it."""
    try:
        program = [str(Path(command[0]).expanduser()), *command[1:]]
        found = subprocess.run(program, stdout=subprocess.PIPE, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise StoreError(f"{where}: gave no answer in {_SECONDS} seconds") from None
    except OSError as error:
        raise StoreError(f"{where}: {command[0]}: {(error.strerror or 'cannot be run').lower()}") from None
    if found.returncode:
        raise StoreError(f"{where}: failed (exit code {found.returncode}): run {command[0]} by hand to see why")
    line = found.stdout[:_MAX_SECRET].decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
    if not line:
        raise StoreError(f"{where}: printed nothing")
    return line
