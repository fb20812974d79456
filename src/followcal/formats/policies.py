"""A policy file (TOML): every key is known, every value is checked, every problem is told with its line.

[policy]
title = "A calm search"
extends = "email-only"

[check-in]
earliest = "9 days"
latest = "12 days"
source = "my own patience"

[hours]
mail = ["09:00-12:00", "14:00-16:00"]

A file says what it changes; whatever it leaves out stays as the layers below have it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from difflib import get_close_matches
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct, field

from followcal.core.business_days import BusinessDays, CalendarDays
from followcal.core.hours import Days, Hours, HoursLine, weekdays
from followcal.core.layers import DEFAULT, Authority, Layer, Layered
from followcal.core.policy import KEYS, Channel, Policy, PolicyError, Value, tighter_or_equal, value_of
from followcal.core.wording import count_text, list_text, printable
from followcal.errors import PolicyFileError
from followcal.formats.toml_lines import key_lines
from followcal.regex import regex

_SHOWN = 100
_LONGEST = 100_000
"""A longer text is no policy."""


class PolicyFile(Struct, frozen=True):
    """A policy file as read: its layer, and the lines on which the keys stand."""

    layer: Layer
    title: str = ""
    extends: str | None = None
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How it was named."""
        return self.layer.name

    def problems(self, found: Iterable[tuple[str, str]]) -> list[str]:
        """Return problems of keys in the order of their lines."""
        return [
            f"{self.name}: line {line}: {key}{self._held(key)}: {why}"
            for line, key, why in sorted((self.line(key), key, why) for key, why in found)
        ]

    def _held(self, key: str) -> str:
        return f" = {_written(self.layer.values[key])}" if key in self.layer.values else ""

    def line(self, key: str) -> int:
        """Return the line of a key; one that the file does not hold stands where its table is changed."""
        table = key.partition(".")[0]
        return self.lines.get(key) or min(line for other, line in self.lines.items() if other.startswith(f"{table}."))


def read_policy(text: str, source: str) -> Policy:
    """Return the default policy with the changes that a policy file makes.

    Raises PolicyFileError, with a line for each problem. A file that extends a pack is for `load_policy`.
    """
    file = read_policy_file(text, source)
    if file.extends not in (None, DEFAULT):
        why = f"{file.extends!r} is not at hand here: load_policy reads files with what they extend"
        raise PolicyFileError(file.problems([("policy.extends", why)]))
    return layered_files([file]).policy


def layered_files(files: Iterable[PolicyFile]) -> Layered:
    """Return the files over the default policy, from the lowest to the highest. Raises PolicyFileError."""
    result = Layered()
    for file in files:
        try:
            result = result.under(file.layer)
        except PolicyError as error:
            raise PolicyFileError(file.problems(error.problems)) from None
    return result


def read_policy_file(text: str, name: str) -> PolicyFile:
    """Return what a policy file says, before it is laid over anything. Raises PolicyFileError, with all problems."""
    if len(text) > _LONGEST:
        raise PolicyFileError([f"{name}: not a valid policy file: longer than {_LONGEST:,} characters"])
    try:
        tables = tomllib.loads(text)
        lines = {".".join(path): line for path, line in key_lines(text).items()}
    except (ValueError, RecursionError) as error:
        raise PolicyFileError([f"{name}: not a valid policy file: {error}"]) from None
    values: dict[str, Any] = {}
    problems: list[tuple[int, str, str, str]] = []
    for table, key, value in _entries(tables):
        full = f"{table}.{key}" if key else table
        try:
            values[full] = _form(table, key)(value)
        except ValueError as error:
            held = "" if isinstance(error, _UnknownError) else f" = {_cut(value)}"
            what = f"[{table}]" if isinstance(value, dict) and not key else full
            problems.append((lines[full], table, f"{printable(what)[:_SHOWN]}{held}", str(error)))
    file = PolicyFile(
        Layer(
            name,
            {key: value for key, value in values.items() if key in KEYS},
            values.get("policy.kind", Authority.OWN),
            values.get("policy.source"),
        ),
        values.get("policy.title", ""),
        values.get("policy.extends"),
        lines,
    )
    if problems:
        told = [(line, f"{name}: line {line}: {what}: {why}") for line, _, what, why in problems]
        told += ((file.line(key), line) for key, line in _broken_limits(file, {table for _, table, _, _ in problems}))
        raise PolicyFileError([text for _, text in sorted(told)])
    return file


def _broken_limits(file: PolicyFile, unsure: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the limits that a file breaks by itself, but for tables of which not all was understood."""
    try:
        Layered().under(file.layer)
    except PolicyError as error:
        for key, why in error.problems:
            if key in file.layer.values and key.partition(".")[0] not in unsure:
                yield key, file.problems([(key, why)])[0]


def policy_toml(layered: Layered) -> str:
    """Return a policy as a policy file that says everything, each value with the layer that it comes from.

    Read over the default policy, it is the same policy.
    """
    out = [f"# {' < '.join(printable(name) for name in layered.names)}"]
    if layered.centre is not None:
        out += ["", "[policy]", 'kind = "centre"']
    for table, keys in groupby(KEYS, key=lambda key: key.partition(".")[0]):
        texts = [(key, f"{key.partition('.')[2]} = {_written(value_of(layered.policy, key))}") for key in keys]
        width = max(len(text) for key, text in texts if not key.endswith("source"))
        out += ["", f"[{table}]"]
        out += (f"{text:<{width}}  # {printable(layered.origins[key])}" for key, text in texts)
    return "\n".join(out)


def policy_differences(new: Policy, old: Policy) -> list[str]:
    r"""Return what `new` changes against `old`, a line for each key, and whether that is tighter or looser.

    >>> from followcal.core.policy import DEFAULT_POLICY
    >>> policy_differences(read_policy('[check-in]\nchannel = "email"', "mine.toml"), DEFAULT_POLICY)
    ['check-in.channel: "phone" -> "email" (tightened)']
    """
    return [
        f"{key}: {_written(before)} -> {_written(after)} ({_direction(key, after, before)})"
        for key in KEYS
        if (after := value_of(new, key)) != (before := value_of(old, key)) and not key.endswith("source")
    ]


def _direction(key: str, new: Value, old: Value) -> str:
    tighter, looser = tighter_or_equal(key, new, old), tighter_or_equal(key, old, new)
    if tighter == looser:
        return "changed" if tighter else "tightened here, loosened there"
    return "tightened" if tighter else "loosened"


class _UnknownError(ValueError):
    """A key or a table that no policy has."""


def _entries(tables: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield what the file says as table, key and value; without a key what is no table, or none that is known."""
    for table, held in tables.items():
        if table in _TABLES and isinstance(held, dict):
            yield from ((table, key, value) for key, value in held.items())
        else:
            yield table, "", held


def _form(table: str, key: str) -> _Form:
    known = _TABLES.get(table)
    if known is None:
        raise _UnknownError(f"no such table: {_near(table, [*_TABLES], table)}")
    if not key:
        raise _UnknownError(f"it is a table: write [{table}] and its keys below it")
    if key not in known:
        raise _UnknownError(f"no such key: {_near(key, [*known], key)}")
    return known[key]


def _near(name: str, known: list[str], key: str) -> str:
    elsewhere = [f"{table}.{key}" for table, keys in _TABLES.items() if key in keys]
    near = [*get_close_matches(name[:_SHOWN], known, n=2), *elsewhere[:2]]
    return f"did you mean {' or '.join(near)}?" if near else f"known are {list_text(known)}"


def _cut(value: Any) -> str:
    try:
        text = printable(repr(value))
    except (ValueError, RecursionError):
        return "..."
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("write a text in quotation marks")
    return value


def _text_or_nothing(value: Any) -> str:
    return "" if value == "" else _text(value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped) + '"'


def _whole_hours(value: Any) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,2}) hours?", value) if isinstance(value, str) else None
    if not match:
        raise ValueError("write it as '24 hours'")
    hours = timedelta(hours=int(match[1]))
    if not timedelta(0) < hours <= timedelta(hours=24):
        raise ValueError("more than 0 and at most 24 hours")
    return hours


def _days(value: Any) -> BusinessDays | CalendarDays:
    match = re.fullmatch(r"([0-9]{1,3}) (business )?days?", value) if isinstance(value, str) else None
    if not match:
        raise ValueError("write it as '7 days' or '2 business days'")
    return BusinessDays(int(match[1])) if match[2] else CalendarDays(int(match[1]))


def _some_days(value: Any) -> BusinessDays | CalendarDays:
    days = _days(value)
    if not days.count:
        raise ValueError("1 day or more")
    return days


def _business_days(value: Any) -> BusinessDays:
    days = _days(value)
    if isinstance(days, CalendarDays):
        raise ValueError("it is counted in business days, such as '2 business days'")
    return days


def _days_before(value: Any) -> BusinessDays:
    return BusinessDays(-_business_days(value).count)


def _calendar_days(value: Any) -> CalendarDays:
    days = _days(value)
    if isinstance(days, BusinessDays):
        raise ValueError("it is counted in days, such as '7 days'")
    return days


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in (0, 1):
        raise ValueError("0 or 1: nobody is asked twice (S7)")
    return value


def _channel(value: Any) -> Channel:
    if value not in (Channel.EMAIL.value, Channel.PHONE.value):
        raise ValueError("'email' or 'phone'")
    return Channel(value)


def _kind(value: Any) -> Authority:
    if value not in [*Authority]:
        raise ValueError("'own' or 'centre'")
    return Authority(value)


def _hours(value: Any) -> tuple[HoursLine, ...]:
    texts = value if isinstance(value, list) else [value]
    return Hours(tuple(line for text in texts for line in _hours_lines(text))).lines


def _own_hours(value: Any) -> tuple[HoursLine, ...]:
    return () if value == [] else _hours(value)


def _hours_lines(value: Any) -> Iterator[HoursLine]:
    """Yield what a text says, such as '10:00-12:00', 'mon-thu 09:00-12:00, 14:00-16:00' or '12-24 closed'."""
    match = _HOURS.fullmatch(value.casefold().strip()) if isinstance(value, str) else None
    if not match:
        raise ValueError(f"write it as {_HOURS_EXAMPLES}")
    try:
        days = _hours_days(match[1]) if match[1] else None
    except ValueError:
        raise ValueError(f"{match[1]!r} is no day: write it as {_HOURS_EXAMPLES}") from None
    if match[2] == "closed":
        yield HoursLine(None, days)
        return
    for span in match[2].split(","):
        start, _, end = span.strip().partition("-")
        yield HoursLine((time.fromisoformat(start), time.fromisoformat(end)), days)


def _hours_days(text: str) -> Days:
    if text[0].isalpha():
        return weekdays(text)
    if len(text) == len("12-24"):
        leap = date.fromisoformat(f"2000-{text}")
        return leap.month, leap.day
    return date.fromisoformat(text)


_HOURS_EXAMPLES = "'10:00-12:00', 'fri 09:00-12:00, 13:00-15:00', '12-24 closed' or '2026-12-31 09:00-12:00'"
_HOURS = regex(
    r"(?:([a-z]{3}(?:[-,][a-z]{3})*|[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}) +)?"
    r"(closed|[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}(?: *, *[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2})*)"
)


def _zone(value: Any) -> str:
    """Take the name of a zone of the tz database; nothing: the home zone."""
    try:
        return value if value == "" else ZoneInfo(value).key
    except (ValueError, TypeError, AttributeError, OSError, ZoneInfoNotFoundError):
        raise ValueError("no zone of the tz database, such as 'Europe/Berlin'") from None


def _written(value: Value) -> str:
    """Return a value as TOML."""
    match value:
        case timedelta():
            return f'"{count_text(value // timedelta(hours=1), "hour")}"'
        case BusinessDays(count):
            return f'"{count_text(count, "business day")}"'
        case CalendarDays(count):
            return f'"{count_text(count, "day")}"'
        case str():
            return _quoted(value)
        case int():
            return str(value)
        case _:
            lines = [f'"{line}"' for line in value]
            return lines[0] if len(lines) == 1 else f"[{', '.join(lines)}]"


_Form = Callable[[Any], Any]
"""What reads the value of a key."""

_TABLES: Mapping[str, Mapping[str, _Form]] = {
    "policy": {"title": _text, "kind": _kind, "extends": _text, "source": _text},
    "thank-you": {"due": _whole_hours, "latest": _business_days, "source": _text},
    "references": {"earliest": _days_before, "latest": _days_before, "source": _text},
    "check-in": {
        "count": _count,
        "channel": _channel,
        "earliest": _some_days,
        "latest": _some_days,
        "source": _text,
        "after-answer": _some_days,
        "after-answer-source": _text,
    },
    "closing": {"count": _count, "after": _some_days, "within": _some_days, "source": _text},
    "spacing": {"days": _calendar_days, "source": _text},
    "hours": {"note": _hours, "mail": _hours, "call": _hours, "source": _text_or_nothing},
    "own-hours": {"note": _own_hours, "mail": _own_hours, "call": _own_hours, "zone": _zone},
}
