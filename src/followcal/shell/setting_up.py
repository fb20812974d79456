"""`followcal init`: asks what no option says, tests it, explains what it finds, and writes the configuration.

The password is neither asked for nor written: a command of the user's gives it. What stands in the configuration
already stays as it is, to the byte; new tables are added behind it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from followcal.errors import UsageError
from followcal.shell.accounts import account_of
from followcal.shell.addresses import address_in, is_address, refuse_password
from followcal.shell.configuration import AccountSettings, Configuration, load_configuration
from followcal.shell.new_settings import NewSettings, absolute, among, called
from followcal.shell.stores.account import Account
from followcal.shell.stores.discovery import FoundCalendar, described, find_calendars, make_calendar
from followcal.shell.stores.transport import Connection

_SERVICES = {"icloud": "https://caldav.icloud.com/", "fastmail": "https://caldav.fastmail.com/"}
_APP_PASSWORDS = {
    "icloud.com": "iCloud takes an app-specific password only: account.apple.com, Sign-In and Security",
    "fastmail.com": "Fastmail takes an app password only: Settings, Privacy & Security, App passwords; access: CalDAV",
    "": "Use an app password, if the server has them: in Nextcloud under Settings, Security, Devices & sessions",
}
_WITHOUT_CALDAV = (
    "Google and Outlook let no program in by a password. followcal reads the secret address of such a calendar, and "
    "keeps follow-ups in a folder or a file that you import. The address: in Google's settings of the calendar, "
    "'Secret address in iCal format'; in Outlook on the web, Settings, Shared calendars, Publish, the ICS link."
)
_COMMANDS = {
    "darwin": "security find-generic-password -s followcal -w",
    "win32": "powershell -Command (Get-StoredCredential -Target followcal).GetNetworkCredential().Password",
}
_ANY_COMMAND = "secret-tool lookup service followcal, or: pass show followcal"
_TRIES = 3
OWN = "Follow-ups"
"""What the calendar for follow-ups is called, if the user does not say."""


class Answers(Struct, frozen=True):
    """What the user said by options; None: to be asked."""

    server: str | None = None
    folder: str | None = None
    name: str | None = None
    user: str | None = None
    password_command: str | None = None
    certificates: str | None = None
    calendar: str | None = None
    sources: tuple[str, ...] = ()
    config: str | None = None


def set_up(answers: Answers, say: Callable[[str], None], read: Callable[[], str]) -> None:
    """Set up what is wanted, and write it. Raises UsageError, StoreError or SignInError; then nothing was written.

    `say` shows a text to the user; `read` gives the next line that they type, empty at the end.
    """
    if answers.server and answers.folder:
        raise UsageError("--server and --folder: follow-ups are kept in one place")
    configuration = (
        load_configuration(answers.config) if _there(answers.config) else Configuration(_path(answers.config))
    )
    wanted = (answers.server, answers.folder, answers.calendar, answers.sources)
    if (configuration.target or configuration.accounts) and not any(wanted):
        say("\n".join(_what_is_there(configuration)))
        return
    talk = _Talk(say, read)
    where = (
        answers.server
        or answers.folder
        or talk.ask(
            "Where are your calendars? The address of a CalDAV server, icloud, fastmail, google, outlook, or a folder",
            "--server or --folder",
        )
    )
    if where.lower() in ("google", "outlook"):
        say(_WITHOUT_CALDAV)
        where = talk.ask("A folder, or an .ics file, for the follow-ups", "--folder", "followups.ics")
    elif not answers.folder and (answers.server or where.lower() in _SERVICES or "://" in where):
        _Server(answers, configuration, talk).set_up(where)
        return
    new = NewSettings(configuration)
    new.target = absolute(where)
    sources = answers.sources or talk.ask_several("Files, folders or secret addresses with your interviews", "--source")
    for source in sources:
        new.add_source(source)
    new.write(say)


class _Server:
    """The way by a CalDAV server."""

    def __init__(self, answers: Answers, configuration: Configuration, talk: _Talk) -> None:
        self._answers, self._configuration, self._talk = answers, configuration, talk

    def set_up(self, where: str) -> None:
        """Ask, test, and write."""
        answers, talk = self._answers, self._talk
        url = _SERVICES.get(where.lower(), where if "://" in where else f"https://{where}")
        host = urlsplit(Account(url).url).hostname or ""
        name = self._name()
        user = answers.user or talk.ask(f"Your user name at {host}", "--user")
        if not answers.password_command:
            talk.say(next(text for end, text in _APP_PASSWORDS.items() if host.endswith(end)))
        command = answers.password_command or talk.ask(
            f"A command that prints the password, such as {_COMMANDS.get(sys.platform, _ANY_COMMAND)}",
            "--password-command",
        )
        certificates = Path(absolute(answers.certificates)) if answers.certificates else None
        settings = AccountSettings(name, url, user, _words(command), certificates=certificates)
        new = NewSettings(self._configuration)
        new.accounts[name] = settings
        account = account_of(settings)
        if any(account.password in word for word in settings.password_command):
            raise UsageError("--password-command: the password would stand in the configuration: keep it elsewhere")
        with closing(Connection(account)) as connection:
            found = list(find_calendars(connection, may_be_none=True))
            talk.say(f"Signed in at {host} as {user}. {_listed(found, connection)}")
            for source in self._sources(found):
                new.add_source(source, name, found)
            new.target = self._target(name, found, connection)
        new.write(talk.say)

    def _name(self) -> str:
        given, taken = self._answers.name, self._configuration.accounts
        if given and not re.fullmatch(r"[A-Za-z0-9_-]+", given):
            raise UsageError("--name: letters, digits, - and _ only")
        if given in taken:
            raise UsageError(f"--name {given}: there is an account of this name in {self._configuration.path}")
        return given or next(each for each in ("home", *(f"home{n}" for n in range(2, 1000))) if each not in taken)

    def _sources(self, found: Sequence[FoundCalendar]) -> Sequence[str]:
        if self._answers.sources:
            return self._answers.sources
        others = [each for each in found if each.name.casefold() != OWN.casefold()]
        if not others:
            return self._talk.ask_several("Files, folders or secret addresses with your interviews", "--source")
        offered = called(others[0], found)
        return self._talk.ask_several(
            "Which of them hold your interviews? Names, separated by commas", "--source", offered
        )

    def _target(self, name: str, found: list[FoundCalendar], connection: Connection) -> str:
        there = next((each for each in found if each.name.casefold() == OWN.casefold()), None)
        offer = f"{OWN}{'' if there else ', a new one of its own'}"
        wanted = self._answers.calendar or self._talk.ask("Which calendar for the follow-ups", "--calendar", offer)
        wanted = OWN if wanted == offer else wanted
        chosen = among(wanted, found)
        if chosen is None:
            if "/" in wanted:
                raise UsageError(f"--calendar {wanted}: no such calendar, and no name for a new one")
            chosen = make_calendar(connection, wanted)
            found[:] = find_calendars(connection)
            chosen = next((each for each in found if _same(each, chosen)), chosen)
            self._talk.say(f"Made a calendar {wanted}.")
        elif _is_read_only(connection, chosen):
            raise UsageError(f"--calendar {wanted}: it can be read only")
        return f"{name}:{called(chosen, found)}"


class _Talk(Struct):
    """Questions, and lines that answer them."""

    say: Callable[[str], None]
    read: Callable[[], str]

    def ask(self, question: str, option: str, offered: str = "") -> str:
        """Return an answer, or what is offered for an empty one. Raises UsageError where nobody answers."""
        for _ in range(_TRIES):
            self.say(f"{question}{f' [{offered}]' if offered else ''}:")
            line = self.read()
            refuse_password(line)
            if line.strip() or offered:
                return line.strip() or offered
            if not line:
                break
        raise UsageError(f"nobody answered: say it with {option}")

    def ask_several(self, question: str, option: str, offered: str = "") -> list[str]:
        """Return the parts of an answer."""
        return [part.strip() for part in self.ask(question, option, offered).split(",") if part.strip()]


def _what_is_there(configuration: Configuration) -> list[str]:
    accounts = [f"  account {name}: {each.url or each.section}" for name, each in configuration.accounts.items()]
    return [
        f"{configuration.path} is set up:",
        *accounts,
        *(f"  address {name}" for name in configuration.addresses),
        f"  interviews: {', '.join(str(_shown(each)) for each in configuration.sources) or 'no source is named'}",
        f"  follow-ups: {configuration.target or 'no calendar is named'}",
        "followcal doctor tests it; followcal init --server or --folder adds to it.",
    ]


def _shown(source: str) -> str:
    return str(address_in(source)) if is_address(source) else source


def _listed(found: Sequence[FoundCalendar], connection: Connection) -> str:
    if not found:
        return "There is no calendar yet."
    names = (f"{called(each, found)}{' (read only)' if _is_read_only(connection, each) else ''}" for each in found)
    return f"Calendars: {', '.join(names)}"


def _is_read_only(connection: Connection, calendar: FoundCalendar) -> bool:
    return described(connection, calendar.url).is_read_only


def _same(one: FoundCalendar, other: FoundCalendar) -> bool:
    return urlsplit(one.url).path.rstrip("/") == urlsplit(other.url).path.rstrip("/")


def _words(command: str) -> tuple[str, ...]:
    """Return a command as words. Raises UsageError, which does not quote it: it may be the password, by mistake."""
    try:
        words = tuple(shlex.split(command, posix=os.name != "nt"))
    except ValueError:
        raise UsageError("--password-command: a quotation mark is missing") from None
    if not words or not shutil.which(str(Path(words[0]).expanduser())):
        raise UsageError("--password-command: no such program: a command that prints the password, never the password")
    return words


def _there(config: str | None) -> bool:
    return _path(config).is_file()


def _path(config: str | None) -> Path:
    from followcal.shell.profile import config_file

    return Path(config) if config else config_file()
