"""Our alarm, shown when an event starts, and the alarms of the user beside it, which are never touched."""

from __future__ import annotations

import re

from followcal.formats.patching import Patch, text_inside
from followcal.formats.writing import text_value, written
from followcal.regex import regex

_FOLD = regex(r"\r?\n[ \t]")
_ALARMS = regex(r"^BEGIN:VALARM[ \t]*\r?\n.*?^END:VALARM[ \t]*(?:\r?\n|\Z)", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_AT_THE_START = regex(
    r"^TRIGGER(?:;(?:VALUE=DURATION|RELATED=START))*:[+-]?P(?:T|0+[WDHMS])+[ \t]*\r?$", re.MULTILINE | re.IGNORECASE
)
_TRIGGER = regex(r"^TRIGGER[;:].*$", re.MULTILINE | re.IGNORECASE)
_SHOWN = regex(r"^ACTION:(?:DISPLAY|AUDIO)[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)


def our_alarm(title: str) -> str:
    """Return the alarm that followcal writes into an event."""
    return written("VALARM", {"ACTION": "DISPLAY", "DESCRIPTION": text_value(title), "TRIGGER": "PT0S"})


def is_our_alarm(text: str) -> bool:
    r"""Return whether an alarm is the one that followcal writes, in whatever form.

    >>> is_our_alarm("BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-P0D\nEND:VALARM")
    True
    """
    plain = _FOLD.sub("", text)
    return bool(_AT_THE_START.search(plain) and _SHOWN.search(plain))


def alarms_of_the_user(text: str) -> list[str]:
    """Return the alarms in a component that are not ours, as they stand."""
    return [alarm for alarm in _ALARMS.findall(text) if not is_our_alarm(alarm)]


def when_it_rings(alarm: str) -> str:
    """Return the trigger of an alarm as it stands, unfolded; an empty text, if it has none."""
    match = _TRIGGER.search(_FOLD.sub("", alarm))
    return match[0].strip().upper() if match else ""


def has_our_alarm(text: str) -> bool:
    """Return whether there is an alarm of ours in a component."""
    return any(map(is_our_alarm, _ALARMS.findall(text)))


def without_ours(text: str) -> str:
    """Return a component without the alarm of ours."""
    return _ALARMS.sub(lambda match: "" if is_our_alarm(match[0]) else match[0], text)


def set_alarm(patch: Patch, old_title: str, title: str, *, is_wanted: bool) -> None:
    """Write our alarm, or take it away; what any alarm says that said the old title follows the new one."""
    alarms = patch.inner("VALARM")
    ours = [alarm for alarm in alarms if is_our_alarm(alarm.text)]
    for alarm in alarms if old_title != title else ():
        if text_inside(alarm, "DESCRIPTION") == old_title:
            patch.set_inside(alarm, "DESCRIPTION", text_value(title))
    if is_wanted and not ours:
        patch.add_inner(our_alarm(title))
    for alarm in () if is_wanted else ours:
        patch.replace(alarm)
