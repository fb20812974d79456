"""Regular expressions that are compiled when they are first used: a command uses half of them, and is over soon."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, AnyStr, cast


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` returns, later. For constants of a module; `re.sub` and the like do not take it.

    Raises re.error, at its first use, for what is no pattern.

    >>> regex(r"[0-9]+").sub("#", "Room 12")
    'Room #'
    """
    return cast("re.Pattern[AnyStr]", _Regex(pattern, flags))


class _Regex:
    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    @cached_property
    def _compiled(self) -> re.Pattern[Any]:
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:  # asked once for each: what is found stays here
        value = self.__dict__[name] = getattr(self._compiled, name)
        return value
