"""A calendar export as Google writes it: ten years of meetings, and one interview.

    python benchmarks/exports.py EVENTS FILE            write an export
    python benchmarks/exports.py --bare FILE            find the interview in it with the libraries alone

The second is what a person would write with icalendar and recurring-ical-events: read the file, ask for what lies in
the days in question, keep what says "interview".
"""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

YEARS = 10
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
FIRST, LAST = date(2026, 8, 27), date(2027, 12, 30)
"""The days in question: those of `followcal find` at NOW."""

_TITLES = (
    "Standup|Weekly sync|1:1 Ann / Jo|Design review|Budget|Lunch with Bo|Sprint planning|Retro|Dentist|Gym|All-hands|"
    "Roadmap Q3|Customer call|Vendor demo|Focus time|Release candidate 4.2|Hiring committee|User interviews|Team lunch"
).split("|")
_WORDS = "review plan sync budget with the team on notes agenda status open points next steps owner due risk".split()


def write_export(events: int, path: Path) -> None:
    """Write an export of `events` meetings and one interview: about 1.2 kB an event, always the same."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_HEAD)
        place = chance.randrange(events)
        for number in range(events):
            file.writelines(f"{line}\r\n" for line in _meeting(number, chance))
            if number == place:
                file.write(_INTERVIEW)
        file.write("END:VCALENDAR\r\n")


_HEAD = "".join(
    f"{line}\r\n"
    for line in (
        "BEGIN:VCALENDAR",
        "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:jo.seeker@brightpath.example",
        "X-WR-TIMEZONE:America/New_York",
    )
)
_INTERVIEW = "".join(
    f"{line}\r\n"
    for line in (
        "BEGIN:VEVENT",
        "DTSTART:20261202T190000Z",
        "DTEND:20261202T200000Z",
        "DTSTAMP:20261124T150000Z",
        "ORGANIZER;CN=Dana Whitfield:mailto:dana.whitfield@acme-robotics.com",
        "UID:2t6y0u4i8o2p6a1s5d9f3g7h0j@google.com",
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Jo Seeker;X-",
        " NUM-GUESTS=0:mailto:jo.seeker@gmail.com",
        "SUMMARY:Interview with Acme Robotics: Data Engineer",
        "END:VEVENT",
    )
)


def _meeting(number: int, chance: random.Random) -> Iterator[str]:
    start = NOW - timedelta(days=chance.randrange(-60, YEARS * 365), minutes=chance.randrange(0, 600, 15))
    end = start + timedelta(minutes=chance.choice((15, 30, 60)))
    yield "BEGIN:VEVENT"
    if chance.random() < 0.02:
        for name, moment in (("DTSTART", start), ("DTEND", end)):
            yield f"{name};TZID=America/New_York:{moment:%Y%m%dT%H%M%S}"
        yield f"RRULE:FREQ=WEEKLY;UNTIL={start + timedelta(days=200):%Y%m%dT%H%M%SZ};BYDAY=MO"
    else:
        yield f"DTSTART:{start:%Y%m%dT%H%M%SZ}"
        yield f"DTEND:{end:%Y%m%dT%H%M%SZ}"
    yield "DTSTAMP:20261124T150000Z"
    yield "ORGANIZER;CN=Ann Lee:mailto:ann.lee@brightpath.example"
    yield f"UID:{number:026x}@google.com"
    for guest in range(3):
        yield "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Guest"
        yield f"  {guest};X-NUM-GUESTS=0:mailto:guest{guest}@brightpath.example"
    yield f"CREATED:{start - timedelta(days=9):%Y%m%dT%H%M%SZ}"
    text = f"DESCRIPTION:{' '.join(chance.choice(_WORDS) for _ in range(90))}"
    yield text[:75]
    yield from (f" {text[at : at + 74]}" for at in range(75, len(text), 74))
    yield f"LAST-MODIFIED:{start - timedelta(days=2):%Y%m%dT%H%M%SZ}"
    yield from ("LOCATION:Room 5", "SEQUENCE:0", "STATUS:CONFIRMED")
    yield f"SUMMARY:{chance.choice(_TITLES)}"
    yield from ("TRANSP:OPAQUE", "END:VEVENT")


def find_with_libraries(path: Path) -> list[str]:
    """Return the titles that say interview, read with the libraries alone."""
    import recurring_ical_events
    from icalendar import Calendar

    calendar = Calendar.from_ical(path.read_bytes())
    events = recurring_ical_events.of(calendar).between(FIRST, LAST)
    return [str(event["SUMMARY"]) for event in events if "Interview with" in str(event.get("SUMMARY", ""))]


if __name__ == "__main__":
    if sys.argv[1] == "--bare":
        print(find_with_libraries(Path(sys.argv[2])))
    else:
        write_export(int(sys.argv[1]), Path(sys.argv[2]))
