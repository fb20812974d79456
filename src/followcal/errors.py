"""Every deliberate error, with the exit code it ends the command with.

A message says what is wrong, where, and what to do; it fits on one line. Nothing here knows files or calendars:
whoever raises the error puts the place into the message.
"""

from __future__ import annotations


class FollowcalError(Exception):
    """An expected failure: its text is meant for the user, on one line."""

    exit_code = 1

    @property
    def lines(self) -> list[str]:
        """What to tell the user, a line each."""
        return [str(self)]


class UsageError(FollowcalError):
    """An option has a value that followcal cannot use."""

    exit_code = 2


class InvalidValueError(FollowcalError, ValueError):
    """A value that makes no sense, such as a period that ends before it starts; a ValueError, too, as Python has it."""


class PolicyFileError(UsageError):
    """A policy file says what no policy can say; each line names the file, the line in it and the key."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self._problems = problems

    @property
    def lines(self) -> list[str]:
        """What to tell the user, a line each."""
        return self._problems


class OutsideCalendarError(FollowcalError):
    """A date lies in a year whose business days are not known (B5)."""

    def __init__(self, year: int, calendar: str, first: int, last: int, reason: str = "") -> None:
        known = f"known are {first} to {last}" if first <= last else "no year is known"
        super().__init__(
            f"the business days of {year} are not known for {calendar} ({reason or known}): "
            f"a plan cannot be made into that year"
        )
        self.year = year


class UnknownPlaceError(UsageError):
    """A country or a subdivision is not in the holiday data; the message names the near misses."""

    def __init__(self, what: str, name: str, near: list[str]) -> None:
        hint = f"did you mean {' or '.join(near)}?" if near else "use its ISO 3166 code, such as US or GB"
        super().__init__(f"unknown {what} {name!r}: {hint}")
        self.near = near


class StatedTooEarlyError(UsageError):
    """The stated date lies before the interview at which it can have been said."""


class UnreadableError(FollowcalError):
    """A source cannot be read as what it should be; the message names the source and the line."""


class EmptyCalendarError(UnreadableError):
    """A source is a calendar, but holds no event."""


class NothingToPlanError(UnreadableError):
    """No source holds an interview that can be read; each line says why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self._problems = problems

    @property
    def lines(self) -> list[str]:
        """What to tell the user, a line each."""
        return self._problems


class ForeignFileError(FollowcalError):
    """The output file holds something that followcal did not write."""


class StoreError(FollowcalError):
    """A calendar, a folder or a file that holds follow-ups cannot be used as it is; the message names it."""


class SignInError(StoreError):
    """A server does not accept the user name and the password; asking again may lock the account."""


class ForbiddenError(StoreError):
    """A server does not let the user read a calendar."""


class BusyError(StoreError):
    """Another run of followcal works on the same calendar."""


class VanishedError(StoreError):
    """Most of what followcal wrote is suddenly not there: that is more often a fault than a wish."""


class MissingPackageError(FollowcalError):
    """A command or a module needs packages that are not installed with followcal itself."""

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(f"this needs the package {package}: pip install 'followcal[{extra}]'")
