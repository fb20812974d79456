"""Profiles for the laws: the same examples in every default run, many new ones in ``make laws``."""

import os

from hypothesis import HealthCheck, Phase, settings

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile("default", max_examples=100, deadline=None, derandomize=True, suppress_health_check=_SLOW)
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
