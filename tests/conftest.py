"""Profiles for the laws: the same examples in every default run, more of them before a change lands (``ci``), and
thousands of new ones in ``make laws``."""

import gc
import os
import shutil
import tempfile

from hypothesis import HealthCheck, Phase, settings

from followcal.shell.cli import COLLECT_AFTER

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile("default", max_examples=20, deadline=None, derandomize=True, suppress_health_check=_SLOW)
settings.register_profile("ci", settings.get_profile("default"), max_examples=100)
settings.register_profile("thorough", max_examples=3000, deadline=None, suppress_health_check=_SLOW)
settings.register_profile(
    "mutants",
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

_CACHE = tempfile.mkdtemp(prefix="followcal-cache-")
"""The folder for caches, one for all runs of a session: they find what earlier ones kept, as a user's runs do."""


gc.set_threshold(*COLLECT_AFTER)  # as the command does, and does in this process when a test calls it


def pytest_configure():
    os.environ["XDG_CACHE_HOME"] = _CACHE


def pytest_unconfigure():
    shutil.rmtree(_CACHE, ignore_errors=True)


def pytest_terminal_summary(terminalreporter):
    from server_table import lines

    passed = terminalreporter.stats.get("passed", [])
    oracles = [value for each in passed for name, value in each.user_properties if name == "oracle"]
    if oracles:
        terminalreporter.section("Oracles that agree")
        for line in oracles:
            terminalreporter.write_line(line)
    found = lines(passed)
    if found:
        terminalreporter.section("CalDAV servers")
        for line in found:
            terminalreporter.write_line(line)
