"""Regular expressions that are compiled when they are first used: a command uses half of them, and is over soon.

What was compiled can be given to another run as the numbers that the machine behind `re` works by (decision 0036).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any, AnyStr, TypeAlias, cast

Code: TypeAlias = tuple[int, list[int], int, dict[str, int]]
"""Flags, numbers, how many groups there are, and which of them have names."""

_given: dict[str, Code] = {}
_compiled_here: dict[str, tuple[str | bytes, int]] = {}


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` returns, later. For constants of a module; `re.sub` and the like do not take it.

    Raises re.error, at its first use, for what is no pattern.

    >>> regex(r"[0-9]+").sub("#", "Room 12")
    'Room #'
    """
    return cast("re.Pattern[AnyStr]", _Regex(pattern, flags))


class _Regex:
    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern, self._flags = pattern, int(flags)

    @cached_property
    def _compiled(self) -> re.Pattern[Any]:
        name = f"{self._flags} {self.pattern!r}"
        if name in _given:
            with suppress(Exception):  # whatever is wrong with it
                return _of_code(self.pattern, _given[name])
        _compiled_here[name] = self.pattern, self._flags
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:  # asked once for each: what is found stays here
        value = self.__dict__[name] = getattr(self._compiled, name)
        return value


def give(codes: Mapping[str, Code]) -> None:
    """Give what `codes_of_new` returned in another run of the same Python: that is not compiled again."""
    _given.update(codes)


def codes_of_new() -> dict[str, Code]:
    """Return the codes of all that was compiled since the last call. Raises whatever other Pythons raise here."""
    new = dict(_compiled_here)
    _compiled_here.clear()
    return {name: _code_of(*source) for name, source in new.items()}


def _code_of(pattern: str | bytes, flags: int) -> Code:
    """Return what `re.compile` makes of a pattern before the machine takes it."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    tree = _parser.parse(pattern, flags)
    state, numbers = tree.state, _compiler._code(tree, flags)
    code = int(flags | state.flags), list(map(int, numbers)), state.groups - 1, dict(state.groupdict)
    if _of_code(pattern, code) != re.compile(pattern, flags):
        raise ValueError(f"{pattern!r} is compiled otherwise")
    return code


def _of_code(pattern: str | bytes, code: Code) -> re.Pattern[Any]:
    from _sre import compile as machine_for  # type: ignore[import-not-found]

    flags, numbers, groups, names = code
    name_of: list[str | None] = [None] * (groups + 1)
    for name, number in names.items():
        name_of[number] = name
    return cast("re.Pattern[Any]", machine_for(pattern, flags, numbers, groups, names, tuple(name_of)))
