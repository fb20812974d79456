"""A policy file (TOML) over the default policy: every key is known, every value is checked.

[thank-you]
due = "24 hours"
latest = "2 business days"

[check-in]
channel = "email"
earliest = "7 days"
latest = "10 days"

[hours]
call = ["10:00-12:00", "14:00-16:00"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from followcal.core.business_days import BusinessDays, CalendarDays, Offset
from followcal.core.policy import DEFAULT_POLICY, Channel, DayRule, Hours, Policy
from followcal.errors import UsageError

_TEXT = 100


def read_policy(text: str, source: str) -> Policy:
    """Return the default policy with the changes that a policy file makes. Raises UsageError, with the key."""
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{source}: not a valid policy file: {error}") from None
    wanted: list[tuple[str, _Change, Any]] = []
    for table, values in tables.items():
        keys = _TABLES.get(table)
        if keys is None or not isinstance(values, dict):
            raise UsageError(f"{source}: unknown table [{table}]: known are {', '.join(_TABLES)}")
        for key, value in values.items():
            if key not in keys:
                raise UsageError(f"{source}: unknown key {table}.{key}: known are {', '.join(keys)}")
            wanted.append((f"{table}.{key}", keys[key], value))
    return _changed(DEFAULT_POLICY, wanted, source)


def _changed(policy: Policy, wanted: list[tuple[str, _Change, Any]], source: str) -> Policy:
    """Return the policy with all changes. Their order is no matter: two may be right only together."""
    while wanted:
        refused, why = [], ""
        for name, change, value in wanted:
            try:
                policy = change(policy, value)
            except (ValueError, TypeError) as error:
                refused.append((name, change, value))
                why = why or f"{source}: {name} = {str(value)[:_TEXT]!r}: {error}"
        if len(refused) == len(wanted):
            raise UsageError(why)
        wanted = refused
    return policy


_Change = Callable[[Policy, Any], Policy]


def _rule(name: str, key: str, *, sign: int = 1) -> _Change:
    def change(policy: Policy, value: Any) -> Policy:
        rule: DayRule = getattr(policy, name)
        if name == "references" and not isinstance(_offset(value, sign), BusinessDays):
            raise ValueError("it is counted in business days, such as '2 business days'")
        changes: dict[str, Any] = {key: _offset(value, sign), "source": "your policy file"}
        changed: dict[str, Any] = {name: replace(rule, **changes)}
        return replace(policy, **changed)

    return change


def _thank_you_due(policy: Policy, value: Any) -> Policy:
    return replace(policy, thank_you=replace(policy.thank_you, due=_hours(value), source="your policy file"))


def _thank_you_latest(policy: Policy, value: Any) -> Policy:
    latest = _offset(value, 1, least=0)
    if not isinstance(latest, BusinessDays):
        raise ValueError("it is counted in business days, such as '2 business days'")
    return replace(policy, thank_you=replace(policy.thank_you, latest=latest, source="your policy file"))


def _channel(policy: Policy, value: Any) -> Policy:
    if value not in (Channel.EMAIL.value, Channel.PHONE.value):
        raise ValueError("'email' or 'phone'")
    return replace(policy, check_in_channel=Channel(value))


def _spacing(policy: Policy, value: Any) -> Policy:
    spacing = _offset(value, 1)
    if not isinstance(spacing, CalendarDays):
        raise ValueError("it is counted in days, such as '7 days'")
    return replace(policy, spacing=spacing)


def _contact_hours(name: str) -> _Change:
    def change(policy: Policy, value: Any) -> Policy:
        hours: Hours = getattr(policy, name)
        spans = [_span(text) for text in (value if isinstance(value, list) else [value])]
        changed: dict[str, Any] = {name: replace(hours, spans=tuple(spans))}
        return replace(policy, **changed)

    return change


_TABLES: Mapping[str, Mapping[str, _Change]] = {
    "thank-you": {"due": _thank_you_due, "latest": _thank_you_latest},
    "references": {
        "earliest": _rule("references", "earliest", sign=-1),
        "latest": _rule("references", "latest", sign=-1),
    },
    "check-in": {
        "channel": _channel,
        "earliest": _rule("check_in", "earliest"),
        "latest": _rule("check_in", "latest"),
        "after-answer": _rule("check_in_after_answer", "earliest"),
    },
    "closing": {"after": _rule("closing", "earliest"), "within": _rule("closing", "latest")},
    "spacing": {"days": _spacing},
    "hours": {
        "note": _contact_hours("note_hours"),
        "mail": _contact_hours("mail_hours"),
        "call": _contact_hours("call_hours"),
    },
}


def _offset(value: Any, sign: int, *, least: int = 1) -> Offset:
    match = re.fullmatch(r"(\d{1,3}) (business )?days?", value) if isinstance(value, str) else None
    if not match or int(match[1]) < least:
        raise ValueError("write it as '7 days' or '2 business days'")
    count = sign * int(match[1])
    return BusinessDays(count) if match[2] else CalendarDays(count)


def _hours(value: Any) -> timedelta:
    match = re.fullmatch(r"(\d{1,2}) hours?", value) if isinstance(value, str) else None
    if not match:
        raise ValueError("write it as '24 hours'")
    return timedelta(hours=int(match[1]))


def _span(value: Any) -> tuple[time, time]:
    match = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", value) if isinstance(value, str) else None
    if not match:
        raise ValueError("write it as '10:00-12:00'")
    return time.fromisoformat(match[1]), time.fromisoformat(match[2])
