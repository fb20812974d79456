"""Debian's Chromium, headless, driven by Playwright; axe-core judges what it shows. Nothing comes from a network."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def browser_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def missing() -> str | None:
    """None if all is there, otherwise what is missing."""
    if browser_path() is None:
        return "Chromium is not installed: make browser"
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "Playwright is not installed: make browser"
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]["axe-core"]
    installed = AXE.parent / "package.json"
    if not installed.exists() or json.loads(installed.read_text())["version"] != wanted:
        return f"axe-core {wanted} is not installed: make browser"
    return None
