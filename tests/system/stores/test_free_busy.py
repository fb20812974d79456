"""The busy time that is read is that of a free-busy report of a real server (RFC 4791, 7.10), on the same events.

A server answers by RFC 5545 alone: a whole day that does not say so takes time, which is how it is asked here.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from busy_calendars import (
    BUSY,
    DAY,
    MAYBE,
    PLAIN_MARKS,
    Maker,
    component,
    described,
    expanded,
    figures,
    wrapped,
)
from followcal.formats.busy import BusyReading, read_busy
from system.stores.plain import Plain

_MAKE = """<?xml version="1.0" encoding="utf-8"?>
<c:mkcalendar xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop>
<displayname>Busy</displayname><c:calendar-timezone>{zone}</c:calendar-timezone></prop></set></c:mkcalendar>"""
_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<c:free-busy-query xmlns:c="urn:ietf:params:xml:ns:caldav"><c:time-range start="{0:%Y%m%dT%H%M%SZ}"
end="{1:%Y%m%dT%H%M%SZ}"/></c:free-busy-query>"""


def reported(running, made):
    """When a server says that somebody is busy who has these events, and nothing else, in a calendar."""
    plain = Plain(f"{running.address}{running.home}busy-{os.getpid()}-{made.seed}/")
    zone = wrapped(zones=[str(made.home)]).decode()
    headers = {"Content_Type": "application/xml; charset=utf-8"}
    status, text, _ = plain.send("MKCALENDAR", body=_MAKE.format(zone=zone).encode(), **headers)
    assert status == 201, (status, text)
    try:
        for number, event in enumerate(made.events):
            plain.put(f"{number}.ics", wrapped(*event, zones=made.zones))
        body = _QUERY.format(made.begin, made.end).encode()
        status, text, _ = plain.send("REPORT", body=body, Depth="1", **headers)
        assert status == 200, (status, text)
    finally:
        plain.remove_calendar()
    return made.merged([*made.reported, *_periods(re.sub(rb"\r?\n[ \t]", b"", text).decode())])


def by_the_clock(made):
    """The same events by recurring-ical-events, which lets them end by the clock, too, where it changes."""
    taken = [(start, end) for title, start, end in expanded(made) if title.partition(" ")[0] in (BUSY, MAYBE, DAY)]
    return made.merged([*made.reported, *taken])


def _periods(report):
    for line in re.findall(r"^FREEBUSY(.*)$", report, re.MULTILINE):
        if "FBTYPE=FREE" in line:
            continue
        for period in line.strip().rpartition(":")[2].split(","):
            start, _, end = period.partition("/")
            begin = datetime.strptime(start, "%Y%m%dT%H%M%S%z")
            yield begin, begin + _length(end) if end.startswith("P") else datetime.strptime(end, "%Y%m%dT%H%M%S%z")


def _length(text):
    parts = dict((unit, int(count)) for count, unit in re.findall(r"(\d+)([WDHMS])", text))
    names = {"W": "weeks", "D": "days", "H": "hours", "M": "minutes", "S": "seconds"}
    return timedelta(**{names[unit]: count for unit, count in parts.items()})


def read(made):
    reading = BusyReading(first=made.first, last=made.last, home=made.home, unmarked_days=True)
    return made.merged((each.start, each.end) for each in read_busy(made.data, "x", reading).periods)


def asked_of_a_server(seed):
    """A calendar at home in UTC: servers take whole days and times without a zone for UTC, whatever they are told.

    Nothing without a length (Cyrus refuses such events, and gives whole days without an end no time), and none of our
    own events, which a server cannot tell.
    """
    made = Maker(seed, PLAIN_MARKS, ranges=False, rdate_periods=False, endless=False, home=ZoneInfo("UTC")).make()
    return replace(made, events=tuple(event for event in made.events if "X-FOLLOWCAL" not in event[0]))


@pytest.mark.servers
@pytest.mark.parametrize("first", range(0, 200, 50))
def test_busy_time_is_that_of_a_report_of_cyrus(first, servers, record_property):
    seen = Counter()
    all_made = [asked_of_a_server(seed) for seed in range(first, first + 50)]
    for made in all_made:
        found, expected = read(made), reported(servers("cyrus"), made)
        seen["periods"] += len(expected)
        if found != expected:  # Cyrus lets an event end by the clock; by RFC 5545 (3.8.5.3) time passes
            seen["with an end by the clock"] += 1
            assert by_the_clock(made) == expected, described(made, found, expected)
    record_property("oracle", f"Cyrus, free-busy report: {figures(all_made, seen)}")
    assert seen["with an end by the clock"] < 5


@pytest.mark.servers
def test_where_cyrus_does_not_keep_to_the_rfc(servers):
    """A whole day without an end is one day long (RFC 5545, 3.6.1): Cyrus gives it no time."""
    made = replace(asked_of_a_server(0), first=date(2026, 11, 1), last=date(2026, 11, 30), reported=())
    day = component("day@busy.example", DAY, "DTSTART;VALUE=DATE:20261118")
    one = replace(made, events=((day,),))
    assert [end - start for start, end in read(one)] == [timedelta(days=1)]
    assert reported(servers("cyrus"), one) == []
