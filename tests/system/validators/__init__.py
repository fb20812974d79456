"""Independent checkers of the calendar files that followcal writes.

Each one is a module with two functions:

    available() -> str | None            None: it can be used; otherwise a sentence: what is missing, how to install it
    complaints(path: Path) -> list[str]  what is wrong with the file; empty: nothing

No single one is enough: each misses faults that another one finds, and the lint finds what all of them miss.
None of them imports followcal.
"""

from __future__ import annotations

from types import ModuleType

from system.validators import ical_package, icaljs, khal_import, libical, lint

CHECKERS: dict[str, ModuleType] = {
    "lint": lint,
    "libical": libical,
    "icaljs": icaljs,
    "ical": ical_package,
    "khal": khal_import,
}
