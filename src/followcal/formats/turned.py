"""An interview that turned into a series, and a series that turned into one event again: it is still that interview.

One event is known by its UID alone, one of a series by the time, too, at which the series has it. Where the sources
have the one and the calendar remembers the other, the event at the same time is meant or, if that moved, the next one
ahead; it goes on being known as it was, so that its follow-ups stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from followcal.core.interview import Interview, recurrence_id_text
from followcal.formats.reading import Invitation

_Key = tuple[str, str]


def as_known(
    versions: Mapping[_Key, Invitation], remembered: Mapping[_Key, Interview], now: datetime
) -> dict[_Key, Invitation]:
    """Return what the sources hold, each interview under the key by which it is remembered."""
    found = dict(versions)
    for uid in {uid for uid, _ in versions}:
        single = (uid, "")
        new = [key for key in versions if key[0] == uid and key not in remembered]
        gone = [remembered[key] for key in remembered if key[0] == uid and key not in versions]
        if single in new and not versions[single].interview.cancelled:
            here = versions[single].interview
            there = _same(here, (each for each in gone if not each.cancelled), now)
            if there:
                found[there.key] = _under(there.key, found.pop(single))
        elif single in remembered and single not in versions:
            known = remembered[single]
            instances = [versions[key].interview for key in new if versions[key].is_of_series]
            is_ahead = known.end.timestamp() > now.timestamp()
            meant = _same(known, instances, now if is_ahead else None)
            if meant:
                found[single] = _under(single, found.pop(meant.key))
    return found


def _same(single: Interview, instances: Iterable[Interview], now: datetime | None) -> Interview | None:
    """Return the instance at the time of a single event or, if there is a `now`, the first one after it."""
    ordered = sorted(instances, key=lambda each: each.start.timestamp())
    at = recurrence_id_text(single.start)
    same = (each for each in ordered if each.recurrence_id == at or each.start.timestamp() == single.start.timestamp())
    ahead = (each for each in ordered if now and each.end.timestamp() > now.timestamp())
    return next(same, None) or next(ahead, None)


def _under(key: _Key, invitation: Invitation) -> Invitation:
    return replace(invitation, interview=replace(invitation.interview, recurrence_id=key[1] or None))
