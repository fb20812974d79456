"""The floor of the libraries: what a person would write by hand, for one invitation, one country and fixed rules.

It imports what followcal imports, reads the invitation, asks for the holidays of one year, and writes five events. It
decides nothing, explains nothing, checks nothing and knows nothing at its second run: no plan can cost less than this.

    python benchmarks/floor.py examples/interview.ics OUTPUT
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import holidays
from icalendar import Alarm, Calendar, Event

NOW = datetime(2026, 11, 18, 21, tzinfo=UTC)
STEPS = (
    ("Debrief", 0, 700),
    ("Tell your references", 1, 700),
    ("Thank the team", 2, 1600),
    ("Call them", 5, 1000),
    ("Last mail", 20, 800),
)
"""What to do, how many business days after the interview, and the length of its description."""

WORDS = "Once only, friendly, short; say why you call in the first sentence (S5). Keep applying elsewhere.\n"


def main(source: str, target: str) -> None:
    invitation = Calendar.from_ical(Path(source).read_bytes()).walk("VEVENT")[0]
    end = invitation["DTEND"].dt
    business_days = holidays.country_holidays("US", years=end.year)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//floor//floor//EN")
    for what, days, length in STEPS:
        day = business_days.get_nth_working_day(end.date(), days) if days else end.date()
        start = datetime.combine(day, end.timetz()) + timedelta(minutes=30)
        event = Event()
        event.add("uid", str(uuid5(NAMESPACE_OID, f"{invitation['UID']} {what}")))
        event.add("dtstamp", NOW)
        event.add("dtstart", start.astimezone(UTC))
        event.add("dtend", (start + timedelta(minutes=15)).astimezone(UTC))
        event.add("summary", f"{what}: {invitation['SUMMARY']}, by {day:%a %d %b}")
        event.add("description", (WORDS * 20)[:length])
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", what)
        alarm.add("trigger", timedelta())
        event.add_component(alarm)
        calendar.add_component(event)
    Path(target).write_bytes(calendar.to_ical())


main(sys.argv[1], sys.argv[2])
