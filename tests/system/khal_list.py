"""What `khal list` shows of busy calendars: all of them in one folder of a calendar, in UTC."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from busy_calendars import BUSY, MAYBE, ends, wrapped

_CONFIG = """\
[calendars]
[[busy]]
path = {home}/calendar

[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdateformat = %Y-%m-%d
longdatetimeformat = %Y-%m-%d %H:%M

[sqlite]
path = {home}/khal.db
"""
_FORMAT = "{uid}|{title}|{start-long}|{end-long}"


def khal():
    found = Path(sys.executable).with_name("khal.exe" if os.name == "nt" else "khal")
    return found if found.exists() else None


def listed(all_made, folder, seen):
    """The busy time of each calendar, by its seed, as `khal list` shows it.

    khal takes the days of a DURATION for 24 hours each. By RFC 5545 (3.3.6) they are days of the calendar: where the
    clocks change in between, the length in the title decides.
    """
    (folder / "calendar").mkdir()
    for made in all_made:
        for number, event in enumerate(made.events):
            data = wrapped(*event, zones=made.zones)
            (folder / "calendar" / f"{made.seed}-{number}.ics").write_bytes(data)
    (folder / "khal.conf").write_text(_CONFIG.format(home=folder))
    lines = {line for span in {(made.first, made.last) for made in all_made} for line in _list(folder, *span)}
    found = {made.seed: list(made.reported) for made in all_made}  # khal reads no reports
    homes = {made.seed: made.home for made in all_made}
    for line in lines:
        uid, title, start, end = line.split("|")
        seed = int(uid.partition("-")[0])
        label, _, zone = title.partition(" ")
        if label in (BUSY, MAYBE) and "PT0M" not in title:  # khal gives an hour to what has no end
            if said := re.match(r"P\dD (\w+/\w+)", zone):
                begin = _moment(start, UTC).astimezone(ZoneInfo(said[1]))
                right, shown = ends(title, begin), _moment(end, UTC)
                assert abs(right - shown) <= timedelta(hours=1)
                seen["with days of 24 hours"] += right != shown
                found[seed].append((begin, right))
            elif "floating" in zone:  # shown as written: how long it is tells the title, where the clocks change
                begin = _moment(start, homes[seed])
                found[seed].append((begin, ends(title, begin)))
            else:
                zone = UTC if zone else homes[seed]
                found[seed].append((_moment(start, zone), _moment(end, zone, is_end=True)))
    return found


def _list(folder, first, last):
    day = timedelta(days=1)
    done = subprocess.run(
        [khal(), "-c", folder / "khal.conf", "list", "-df", "", "--format", _FORMAT, str(first - day), str(last + day)],
        env={"HOME": str(folder), "PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=250,
        check=True,
    )
    return [line for line in done.stdout.splitlines() if line.count("|") == 3]


def _moment(text, zone, *, is_end=False):
    """A time as khal shows it; of a whole day, its begin or its end."""
    found = datetime.fromisoformat(text.strip())
    if len(text.strip()) == len("2026-11-18"):
        found = datetime.combine(found + timedelta(days=is_end), time(0))
    return found.replace(tzinfo=zone)
