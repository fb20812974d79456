"""Calendars that were made to take for ever, or all memory: each is read in bounded time and space.

Each is read in a child process with limits far above what it needs and far below what it would take unguarded.
"""

from __future__ import annotations

import base64
import gzip
from datetime import datetime, timedelta
from functools import cache

import pytest

from limits import apart

SECONDS, MEGABYTES = 30, 500

EVENT = "BEGIN:VEVENT\nUID:{uid}\nSUMMARY:Interview with Acme\n{lines}DTSTART{start}\nDTEND{end}\nEND:VEVENT\n"


def event(lines="", uid="bomb", start=":20261118T140000Z", end=":20261118T150000Z"):
    return EVENT.format(uid=uid, lines=lines, start=start, end=end)


GOOD = event(uid="good")


def source(*parts):
    """A calendar in chunks, a good event at its end; only the parts are ever in memory."""
    yield b"BEGIN:VCALENDAR\nVERSION:2.0\n"
    for part in parts:
        if isinstance(part, str):
            yield part.encode()
        else:
            yield from part
    yield GOOD.encode() + b"END:VCALENDAR\n"


def times(count, text):
    """The text so many times, in chunks of about a megabyte; `{}` is its number."""
    step = max(1, 1_000_000 // len(text))
    for first in range(0, count, step):
        numbers = range(first, min(count, first + step))
        yield ("".join(map(text.format, numbers)) if "{}" in text else text * len(numbers)).encode()


def minutes(count, before, after, start=datetime(2026, 11, 19)):  # noqa: DTZ001
    """So many times, a minute apart, in chunks."""
    for first in range(0, count, 10_000):
        each = instants(min(count - first, 10_000), start + timedelta(minutes=first))
        yield "".join(f"{before}{time:%Y%m%dT%H%M%S}{after}" for time in each).encode()


def instants(count, start=datetime(2026, 11, 19)):  # noqa: DTZ001
    return (start + timedelta(minutes=number) for number in range(count))


def around(before, parts, after):
    yield before.encode()
    yield from parts
    yield after.encode()


def in_event(parts, lines=""):
    head, tail = event(lines).split("DTSTART", 1)
    yield head.encode()
    yield from parts
    yield b"DTSTART" + tail.encode()


def rule(text, start="20261118T140000Z"):
    return event(f"RRULE:{text}\n", start=f":{start}")


def zone(count, lines):
    return f"BEGIN:VTIMEZONE\nTZID:Zone\nBEGIN:STANDARD\nDTSTART:19700101T000000\n{lines}" * count


def mail(body, kind="multipart/mixed; boundary=x"):
    return [f"From: a@b\nMIME-Version: 1.0\nContent-Type: {kind}\n\n".encode(), body]


CALENDAR_PART = b"--x\nContent-Type: text/calendar\n\n" + b"".join(source()) + b"\n"
OBSERVANCE = "TZOFFSETFROM:+0100\nTZOFFSETTO:+0100\n"
STREAM = "BEGIN:VEVENT\nUID:{}\nSUMMARY:Lunch\nDTSTART:20161118T140000Z\nDESCRIPTION:" + "Bring a cake. " * 60
STREAM += "\nDTEND:20161118T150000Z\nEND:VEVENT\n"

BOMBS = {
    "every second": lambda: source(rule("FREQ=SECONDLY")),
    "every minute": lambda: source(rule("FREQ=MINUTELY;INTERVAL=4")),
    "every hour": lambda: source(rule("FREQ=HOURLY")),
    "no interval": lambda: source(rule("FREQ=DAILY;INTERVAL=0")),
    "a long count": lambda: source(rule("FREQ=DAILY;COUNT=1000000000")),
    "every day since 1900": lambda: source(rule("FREQ=DAILY", "19000101T000000Z")),
    "30 February": lambda: source(rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")),
    "30 February, yearly": lambda: source(rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),
    "no such week": lambda: source(rule("FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6")),
    "no such position": lambda: source(rule("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300")),
    "day 366 in June": lambda: source(rule("FREQ=YEARLY;BYYEARDAY=366;BYMONTH=6")),
    "the year 1": lambda: source(rule("FREQ=YEARLY", "00010101T000000Z")),
    "the year 9999": lambda: source(rule("FREQ=DAILY", "99991231T235959Z")),
    "many dates on a line": lambda: source(in_event(around("RDATE:20261118", minutes(100_000, ",", "Z"), "\n"))),
    "many lines of dates": lambda: source(in_event(minutes(100_000, "RDATE:", "Z\n"))),
    "many exceptions on a line": lambda: source(
        in_event(around("RRULE:FREQ=DAILY\nEXDATE:20261118", minutes(100_000, ",", "Z"), "\n"))
    ),
    "many lines of exceptions": lambda: source(in_event(minutes(100_000, "EXDATE:", "Z\n"), "RRULE:FREQ=DAILY\n")),
    "many rules": lambda: source(in_event(times(100_000, "RRULE:FREQ=DAILY;INTERVAL=2\n"))),
    "a long line": lambda: source(in_event(around("SUMMARY:", times(1000, "x" * 10_000), "\n"))),
    "a long folded line": lambda: source(in_event(around("DESCRIPTION:", times(150_000, "x" * 70 + "\n "), "\n"))),
    "a long attachment": lambda: source(in_event(around("ATTACH;VALUE=BINARY:", times(300, "QUJD" * 25_000), "\n"))),
    "no line end at all": lambda: around("BEGIN:VCALENDAR BEGIN:VEVENT ", times(40, "x" * 1_000_000), ""),
    "many folds": lambda: source(in_event(around("SUMMARY:", times(200_000, "x\n "), "\n"))),
    "only carriage returns": lambda: source(times(5_000_000, "\r")),
    "blank lines": lambda: source(in_event(times(1_000_000, "\n")), times(1_000_000, "\r\n")),
    "torn text": lambda: source(in_event(around("DESCRIPTION:x\n", times(1_000_000, "word {}\n"), ""))),
    "lines that are none": lambda: source(in_event(times(1_000_000, "?{}\n"))),
    "many parameters": lambda: source(in_event(around("ATTENDEE", times(100_000, ";A{}=b"), ":mailto:a@b\n"))),
    "many guests": lambda: source(
        in_event(times(100_000, "ATTENDEE;CN=Guest {}:mailto:g{}@x.com\n".replace("g{}", "g")))
    ),
    "many names": lambda: source(in_event(times(400_000, "X-{}:1\n"))),
    "a slow charset": lambda: source(
        in_event(around("DESCRIPTION;ENCODING=QUOTED-PRINTABLE;CHARSET=punycode:", times(190_000, "a"), "\n"))
    ),
    "a quote that is never closed": lambda: source(in_event(around('ATTENDEE;CN="', times(5_000_000, "x;y=z:"), "\n"))),
    "quotes": lambda: source(in_event(around("ATTENDEE", times(90_000, ';"'), ":mailto:a@b\n"))),
    "all positions": lambda: source(
        rule(
            "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=9;BYMINUTE=0;BYSECOND=0;BYSETPOS="
            + ",".join(map(str, [*range(1, 367), *range(-366, 0)]))
        )
    ),
    "far weekdays": lambda: source(rule("FREQ=MONTHLY;COUNT=999999;BYDAY=5MO,-5TU;BYMONTHDAY=31", "19700131T100000Z")),
    "a long interval": lambda: source(rule("FREQ=DAILY;INTERVAL=99999;COUNT=99999999999")),
    "every part": lambda: source(
        rule(
            "FREQ=DAILY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY="
            + ",".join(map(str, range(1, 32)))
            + ";BYYEARDAY="
            + ",".join(map(str, range(1, 367)))
            + ";BYSETPOS=-366"
        )
    ),
    "a rule of a megabyte": lambda: source(in_event(around("RRULE:FREQ=DAILY", times(100_000, ";BYDAY=MO"), "\n"))),
    "a week that nobody has": lambda: source(rule("FREQ=YEARLY;BYWEEKNO=1;BYMONTH=7;BYDAY=MO")),
    "packed": lambda: iter([gzip.compress(b"BEGIN:VCALENDAR\n" * 10_000_000, 1)]),
    "escapes": lambda: source(in_event(around("SUMMARY:", times(5_000_000, "\\"), "\n"))),
    "blanks": lambda: source(
        in_event(around("SUMMARY:", times(5_000_000, " "), "\n")), around("", times(3_000_000, " \t"), "\n")
    ),
    "borders folded to pieces": lambda: source(times(300_000, "B\n E\n G\n I\n N\n :\n V\n")),
    "borders without a name": lambda: source(times(1_000_000, "BEGIN:\nEND:\nBEGIN \n")),
    "a head without end": lambda: source(times(2_000_000, "X-HEAD:1\n")),
    "nested": lambda: source(times(100_000, "BEGIN:X-A\n")),
    "nested events": lambda: source(times(100_000, "BEGIN:VEVENT\n")),
    "nested, all names": lambda: source(times(100_000, "BEGIN:X{}\n"), times(100_000, "END:X{}\n")),
    "nothing fits": lambda: source(times(100_000, "BEGIN:X-A\nEND:X-B\n")),
    "many calendars": lambda: source(times(100_000, "BEGIN:VCALENDAR\n")),
    "a zone with a million rules": lambda: source(
        around(zone(1, OBSERVANCE), times(1_000_000, "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n"), "END:VTIMEZONE\n"),
        event(start=";TZID=Zone:20261118T140000"),
    ),
    "a zone with many parts": lambda: source(
        around(
            "BEGIN:VTIMEZONE\nTZID:Zone\n",
            minutes(
                100_000,
                "BEGIN:STANDARD\nDTSTART:",
                f"\n{OBSERVANCE}RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\nEND:STANDARD\n",
                datetime(1970, 1, 1),  # noqa: DTZ001
            ),
            "END:VTIMEZONE\n",
        ),
        event(start=";TZID=Zone:20261118T140000"),
    ),
    "a zone with many dates": lambda: source(
        around(zone(1, OBSERVANCE), minutes(200_000, "RDATE:", "\n"), "END:STANDARD\nEND:VTIMEZONE\n"),
        event(start=";TZID=Zone:20261118T140000"),
    ),
    "many zones": lambda: source(
        times(
            10_000,
            f"BEGIN:VTIMEZONE\nTZID:Z{{}}\nBEGIN:STANDARD\nDTSTART:19700101T000000\n{OBSERVANCE}"
            "END:STANDARD\nEND:VTIMEZONE\n",
        ),
        times(2_000, event(uid="{}", start=";TZID=Z{0}:20261118T140000").replace("{0}", "77")),
    ),
    "many unknown zones": lambda: source(
        event(uid=str(n), start=f";TZID=Nowhere {n}:20261118T140000").encode() for n in range(2000)
    ),
    "one UID": lambda: source(times(5_000, event())),
    "one UID, many instances": lambda: source(
        rule("FREQ=WEEKLY;COUNT=5"),
        (event(f"RECURRENCE-ID:{n:%Y%m%dT%H%M%SZ}\n").encode() for n in instants(3_000)),
    ),
    "no UIDs": lambda: source(
        event(start=f":{n:%Y%m%dT%H%M%SZ}").replace("UID:bomb\n", "").encode() for n in instants(100_000)
    ),
    "many series": lambda: source(
        event("RRULE:FREQ=DAILY\n", uid=str(n), start=":19900101T000000Z").encode() for n in range(10_000)
    ),
    "many rules that never match": lambda: source(
        event("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\n", uid=str(n)).encode() for n in range(10_000)
    ),
    "open tags": lambda: source(in_event(around("DESCRIPTION:", times(40_000, "<b"), "\n"))),
    "open comments": lambda: source(in_event(around("DESCRIPTION:", times(40_000, "<!--"), "\n"))),
    "nested tags": lambda: source(in_event(around("DESCRIPTION:", times(20_000, "<div><p>"), "\n"))),
    "entities": lambda: source(in_event(around("DESCRIPTION:", times(30_000, "&amp;&#99999999;"), "\n"))),
    "a long title": lambda: source(in_event(around("SUMMARY:", times(60_000, "a / "), "\n"))),
    "a stream of 300 MB": lambda: source(times(320_000, STREAM)),
    "more than can be kept": lambda: source(times(220_000, STREAM.replace("2016", "2026"))),
    "one event, far away, again and again": lambda: source(times(300_000, STREAM.replace("UID:{}", "UID:1"))),
}
BOMBS["a stream of 1 GB"] = lambda: source(times(1_100_000, STREAM))
APPOINTMENTS = {
    **{name: BOMBS[name] for name in ("every second", "every minute", "every hour", "no interval", "30 February")},
    **{name: BOMBS[name] for name in ("many dates on a line", "many lines of exceptions", "many rules", "many guests")},
    "at each minute": lambda: source(rule(f"FREQ=HOURLY;BYMINUTE={','.join(map(str, range(60)))}")),
    "many series, each hour": lambda: source(
        event("RRULE:FREQ=HOURLY\n", uid=str(n), start=":20261101T000000Z").encode() for n in range(2_000)
    ),
    "many long series": lambda: source(
        event("RRULE:FREQ=DAILY\n", uid=str(n), start=":20100101T000000Z", end=":20260101T000000Z").encode()
        for n in range(2_000)
    ),
    "many periods on a line": lambda: source(
        around("BEGIN:VFREEBUSY\nFREEBUSY:20261118T140000Z/PT1H", minutes(100_000, ",", "Z/PT1M"), "\nEND:VFREEBUSY\n")
    ),
    "many lines of periods": lambda: source(
        around("BEGIN:VFREEBUSY\n", minutes(100_000, "FREEBUSY:", "Z/PT1M\n"), "END:VFREEBUSY\n")
    ),
    "many reports": lambda: source(times(100_000, "BEGIN:VFREEBUSY\nFREEBUSY:20261118T140000Z/PT1H\nEND:VFREEBUSY\n")),
}
"""What a calendar of appointments may hold beside the rest: it is read by the same code."""

HEAVY = {
    *("nested events", "no UIDs", "many series", "many rules that never match", "many zones", "torn text"),
    *("lines that are none", "a zone with many parts", "a stream of 300 MB", "a stream of 1 GB"),
    *("many series, each hour", "many long series", "many reports"),
    *("more than can be kept", "one event, far away, again and again"),
}

MAILS = {
    "many parts": lambda: mail(b"--x\n\nhello\n" * 10_000 + CALENDAR_PART),
    "many calendars": lambda: mail(
        b"".join(CALENDAR_PART.replace(b"UID:good", b"UID:%d" % number) for number in range(2_000))
    ),
    "nested": lambda: mail(
        b"".join(b"--x%d\nContent-Type: multipart/mixed; boundary=x%d\n\n" % (n, n + 1) for n in range(2000))
        + CALENDAR_PART,
        "multipart/mixed; boundary=x0",
    ),
    "broken base64": lambda: mail(b"Q" * 5_000_001, "text/calendar\nContent-Transfer-Encoding: base64"),
    "messages in messages": lambda: mail(b"Content-Type: message/rfc822\n\n" * 3000 + CALENDAR_PART, "message/rfc822"),
    "a slow charset": lambda: mail(b"".join(source()) + b"a" * 3_000_000, "text/calendar; charset=punycode"),
    "a slow charset of a name": lambda: mail(
        b"--x\nContent-Disposition: attachment; filename*=punycode''"
        + b"a" * 1_000_000
        + b"\n\nhello\n"
        + CALENDAR_PART
    ),
    "a long boundary": lambda: mail(CALENDAR_PART, "multipart/mixed; boundary=" + "x" * 1_000_000),
    "no end of headers": lambda: [b"X-A: b\n" * 500_000],
    "only dashes": lambda: mail(b"--x" * 2_000_000 + b"\n" + b"-" * 3_000_000 + CALENDAR_PART),
    "encoded twice": lambda: mail(
        b"--x\nContent-Type: text/calendar\nContent-Transfer-Encoding: quoted-printable\n\n"
        + b"=3D" * 2_000_000
        + b"\n"
        + CALENDAR_PART
    ),
    "a packed attachment": lambda: mail(
        b"--x\nContent-Type: application/gzip; name=x.ics.gz\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(gzip.compress(b"BEGIN:VCALENDAR\n" * 5_000_000, 1))
        + CALENDAR_PART
    ),
    "a long header": lambda: mail(CALENDAR_PART, "multipart/mixed; boundary=x" + "; a=b" * 20_000),
    "a long encoded name": lambda: mail(
        b"--x\nContent-Type: text/plain; name=" + b"=?utf-8?q?a?= " * 5_000 + b"\n\nhello\n" + CALENDAR_PART
    ),
}
KEEPS_THE_GOOD_ONE = set(BOMBS) - {"no line end at all", "more than can be kept", "packed"}
KEEPS_THE_GOOD_MAIL = {
    *("many parts", "a long header", "a long encoded name", "a slow charset", "a slow charset of a name"),
    *("encoded twice", "a packed attachment"),
}
SAYS_NOTHING = {
    *("only carriage returns", "blank lines", "borders without a name", "a head without end"),  # nothing is lost
    *("far weekdays", "one UID", "one UID, many instances", "a zone with many dates", "a zone with many parts"),  # read
    *("many zones", "a stream of 300 MB", "a stream of 1 GB", "one event, far away, again and again"),
    *("open tags", "open comments", "nested tags", "quotes", "a slow charset"),  # markup and parameters are no events
}


def read_bomb(name):
    """Read one bomb, in the child: what came of it, and the memory that it took."""
    from datetime import date

    from msgspec.structs import replace

    from calendars import EVERYTHING
    from followcal.errors import UnreadableError
    from followcal.formats.interviews import read_calendar
    from followcal.formats.mail import calendars_in_mail
    from followcal.formats.prescan import Days

    kind, _, title = name.partition(": ")
    if kind == "busy":
        return read_busy_bomb(title)
    reading = replace(EVERYTHING, only=(), match=("Interview",), days=Days(date(2026, 8, 1), date(2027, 12, 1)))
    if title == "more than can be kept":
        reading = replace(reading, match=("",))
    uids, told = set(), []
    try:
        if kind == "mail":
            parts = [[part] for part in calendars_in_mail(b"".join(MAILS[title]()), "x.eml")]
        else:
            parts = [BOMBS[title]()]
    except UnreadableError as error:
        return {"good": False, "bomb": False, "told": [str(error)]}
    for part in parts:
        try:
            found = read_calendar(part, "x", reading)
        except UnreadableError as error:
            told.append(str(error))
            continue
        uids |= {each.interview.uid for each in found.invitations}
        told += [str(problem) for problem in (*found.problems[:5], *found.problems[-5:])]
    return {"good": "good" in uids, "bomb": "bomb" in uids, "told": told}


def read_busy_bomb(title):
    from datetime import UTC, date

    from followcal.formats.busy import BusyReading, read_busy

    found = read_busy(
        APPOINTMENTS[title](), "x", BusyReading(first=date(2026, 11, 1), last=date(2027, 12, 1), home=UTC)
    )
    good = any(f"{period.start:%d.%m. %H:%M}" == "18.11. 14:00" for period in found.periods)
    return {"good": good, "told": [str(problem) for problem in found.problems[:5]]}


@pytest.fixture(scope="module")
def run():
    """Read a bomb within limits, each once."""
    with apart("test_bombs.read_bomb", "calendars", "followcal.formats.busy", "followcal.formats.mail") as do:

        @cache
        def run(name, seconds=SECONDS):
            found = do(name, seconds, MEGABYTES)
            assert "failed" not in found, found
            assert found["megabytes"] < MEGABYTES
            return found

        yield run


def names(all_of_them):
    return [pytest.param(name, marks=pytest.mark.slow if name in HEAVY else ()) for name in all_of_them]


@pytest.mark.parametrize("name", names(APPOINTMENTS))
def test_so_is_one_among_appointments(run, name):
    found = run(f"busy: {name}", 120 if name in HEAVY else SECONDS)
    assert found["good"]
    assert found["told"]


@pytest.mark.parametrize("name", names(BOMBS))
def test_a_bomb_is_read_in_bounded_time_and_memory(run, name):
    found = run(f"calendar: {name}", 300 if name in HEAVY else SECONDS)
    assert found["good"] or name not in KEEPS_THE_GOOD_ONE
    assert bool(found["told"]) == (name not in SAYS_NOTHING)


@pytest.mark.parametrize("name", MAILS)
def test_so_is_a_mail(run, name):
    found = run(f"mail: {name}")
    assert found["good"] == (name in KEEPS_THE_GOOD_MAIL)
    assert found["good"] or found["told"] or name == "many calendars"


@pytest.mark.parametrize(
    "name",
    [
        "every second",
        "every minute",
        "every hour",
        "no interval",
        "30 February",
        "many dates on a line",
        "no such week",
    ],
)
def test_of_a_rule_that_cannot_be_followed_the_first_time_is_kept_and_told(run, name):
    found = run(f"calendar: {name}", SECONDS)
    assert found["bomb"]
    assert any("only its first time is read" in line for line in found["told"])
