"""All that a run of followcal may import, and the words of all languages: for a process that is copied (`forks`)."""

import email.message  # noqa: F401
import pkgutil
from importlib import import_module

import holidays.countries.canada
import holidays.countries.germany
import holidays.countries.united_states  # noqa: F401
import icalendar  # noqa: F401
import recurring_ical_events  # noqa: F401
import tzlocal  # noqa: F401

import followcal
from followcal.formats.phrases.language import language, languages

for _module in pkgutil.walk_packages(followcal.__path__, "followcal."):
    if not _module.name.endswith("__main__"):
        import_module(_module.name)
for _code in languages():
    language(_code)
