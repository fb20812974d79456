"""A real `khal import --batch` into a new calendar folder, and a look at what arrived.

khal reads with icalendar, as followcal does, so this is no second opinion about the text; it is a real import into a
real store: every UID must have a file of its own afterwards, and `khal list` must show each event.
khal is a calendar only: to-dos it leaves aside, and so does this check.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import forks
from system.validators.content_lines import Component, read

FOLDERS = ("HOME", "XDG_CONFIG_DIRS", *(f"XDG_{what}_HOME" for what in ("CONFIG", "DATA", "CACHE", "STATE")))
CONFIG = """\
[calendars]
[[follow-ups]]
path = {calendar}

[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M

[sqlite]
path = {home}/khal.db
"""


def _khal() -> Path:
    return Path(sys.executable).with_name("khal.exe" if os.name == "nt" else "khal")


def available() -> str | None:
    """None if khal stands beside this Python, otherwise what is missing."""
    return None if _khal().exists() else f"khal is not beside {Path(sys.executable).name}: pip install khal"


def complaints(path: Path) -> list[str]:
    """What khal says while importing, and the events that did not arrive."""
    calendar_file, _ = read(path.read_bytes())
    events = [each for each in calendar_file.walk() if each.name == "VEVENT"]
    with tempfile.TemporaryDirectory(prefix="khal-") as folder:
        return _import(path, events, Path(folder))


def _import(path: Path, events: list[Component], home: Path) -> list[str]:
    calendar = home / "calendar"
    calendar.mkdir()
    (home / "khal.conf").write_text(CONFIG.format(calendar=calendar, home=home))
    imported = _run(home, "import", "--batch", str(path))
    if imported.returncode != 0:
        return [f"khal import failed: {imported.stderr.decode().strip()}"]
    found = [f"khal import: {line}" for line in imported.stderr.decode().splitlines() if line.strip()]
    return found + _arrived(calendar, events) + _listed(home, events)


def _arrived(calendar: Path, events: list[Component]) -> list[str]:
    files = len(list(calendar.glob("*.ics")))
    wanted = len({each.value("UID") for each in events})
    return [] if files == wanted else [f"{wanted} UIDs went in, {files} files arrived"]


def _listed(home: Path, events: list[Component]) -> list[str]:
    days = [day for each in events if (day := _day(each.value("DTSTART")))]
    if not days:
        return []
    # One day more on each side: the file's days need not be those of khal's zone.
    span = (min(days) - timedelta(days=1)).isoformat(), (max(days) + timedelta(days=2)).isoformat()
    listed = _run(home, "list", "--once", "--day-format", "", "--format", "uid={uid}", *span)
    if listed.returncode != 0:
        return [f"khal list failed: {listed.stderr.decode().strip()}"]
    shown = {line.removeprefix("uid=") for line in listed.stdout.decode().splitlines() if line.startswith("uid=")}
    return [f"khal does not show {uid}" for uid in sorted({each.value("UID") or "" for each in events} - shown)]


def _day(value: str | None) -> date | None:
    found = re.match(r"(\d{4})(\d\d)(\d\d)", value or "")
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """khal with nothing of the user's: neither configuration, nor cache, nor home."""
    folders = {name: str(home) for name in FOLDERS}
    environment = {**os.environ, **folders, "TZ": "UTC", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    return forks.run(
        "khal", ["-c", str(home / "khal.conf"), *arguments], cwd=home, env=environment, imports=("khal.cli",)
    )
