"""ical.js 2.2.1 (Thunderbird, Nextcloud), run by node: `check.mjs` reads the file and says what it saw.

Its version stands in `package.json` alone. There is no lock file on purpose, for it would record download addresses.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
INSTALL = "npm install --no-package-lock --prefix tests/system/validators/icaljs"
SECONDS = 60


def available() -> str | None:
    """None if node and the right ical.js are there, otherwise what is missing."""
    if shutil.which("node") is None:
        return "node is not installed: apt-get install nodejs npm"
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]["ical.js"]
    installed = HERE / "node_modules" / "ical.js" / "package.json"
    if not installed.exists() or json.loads(installed.read_text())["version"] != wanted:
        return f"ical.js {wanted} is not installed: {INSTALL}"
    return None


def complaints(path: Path) -> list[str]:
    """What ical.js throws at, and what `check.mjs` finds wrong in what it read."""
    return list(_report(path)["complaints"])


def instants(path: Path) -> dict[str, tuple[datetime, datetime]]:
    """Start and end (of a to-do: when it is due) of each UID, as ical.js reads them, in UTC."""
    return {
        each["uid"]: (datetime.fromisoformat(each["start"]), datetime.fromisoformat(each["end"]))
        for each in _report(path)["items"]
    }


def alarms(path: Path) -> dict[str, list[str]]:
    """The triggers of the alarms of each UID."""
    return {each["uid"]: each["alarms"] for each in _report(path)["items"]}


def _report(path: Path) -> Any:
    return _report_of(path, path.read_bytes())


@cache
def _report_of(path: Path, _data: bytes) -> Any:
    # A floating time takes the zone of the process.
    run = subprocess.run(
        ["node", str(HERE / "check.mjs"), str(path)],
        env={**os.environ, "TZ": "UTC"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    if run.returncode != 0:
        return {"complaints": [f"node failed: {run.stderr.strip()}"], "items": []}
    return json.loads(run.stdout)
