"""Spoil calendars in all kinds of ways and read them: nothing but UnreadableError may come of it, and soon.

FUZZ_SECONDS says for how long (60), FUZZ_SEED with which random numbers (0), FOLLOWCAL_CORPUS in which folder more
calendars lie. An input that fails is saved, and its path printed.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
import time
import traceback
from pathlib import Path

from calendars import EVERYTHING, calendar, event, folded, many, read, real_files
from followcal.errors import UnreadableError
from followcal.formats.mail import calendars_in_mail

LIMIT = 10
"""Seconds that one input may take."""

WORDS = [
    *(b"BEGIN:VEVENT", b"END:VEVENT", b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"BEGIN:VTIMEZONE", b"BEGIN:VALARM"),
    *(b"DTSTART:99991231T235959Z", b"DTSTART:00010101", b"DTEND;VALUE=DATE:20261118", b"DURATION:P99999W"),
    *(b"RRULE:FREQ=SECONDLY", b"RRULE:FREQ=DAILY;INTERVAL=0", b"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    *(b"RRULE:FREQ=WEEKLY;COUNT=5", b"RRULE:FREQ=DAILY;UNTIL=99991231", b"RDATE;VALUE=PERIOD:20261118T000000Z/PT1H"),
    *(b"EXDATE:20261118", b"RECURRENCE-ID;RANGE=THISANDFUTURE:20261125T140000Z", b"METHOD:REPLY", b"METHOD:CANCEL"),
    *(b"TZID=tzone://Microsoft/Custom", b"TZID=Customized Time Zone", b"TZOFFSETTO:+5328", b"SEQUENCE:-1", b"UID:"),
    *(b"=?utf-8?q?", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\r", b"\n ", b"\xc3", b'"', b";", b":", b",", b"\\", b"%s"),
]


def seeds():
    folders = [os.environ.get("FOLLOWCAL_CORPUS", ""), str(Path(__file__).parents[2] / "shared" / "corpus")]
    paths = real_files()
    for folder in filter(None, folders):
        paths += sorted(path for path in Path(folder).rglob("*") if path.suffix in (".ics", ".eml", ".vcs"))
    found = [path.read_bytes() for path in paths if path.is_file() and path.stat().st_size < 300_000]
    series = [event("RRULE:FREQ=WEEKLY;COUNT=5"), event("RECURRENCE-ID:20261125T140000Z", start="DTSTART:20261126")]
    return [*found, many(20), folded(many(5), 20), many(5).decode().encode("utf-16"), calendar(*series)]


def spoilt(random_, all_seeds):
    """Return a calendar that nobody wrote."""
    data = random_.choice(all_seeds)
    for _ in range(random_.choice((1, 1, 2, 3, 5, 10))):
        data = random_.choice(WAYS)(random_, data, all_seeds)[:1_000_000]
    return data


def _bytes(random_, data, _):
    found = bytearray(data)
    for _ in range(random_.randint(1, 20)):
        if found:
            found[random_.randrange(len(found))] = random_.randrange(256)
    return bytes(found)


def _word(random_, data, _):
    at = random_.randint(0, len(data))
    return data[:at] + random_.choice(WORDS) + random_.choice((b"", b"\n", b"\r\n")) + data[at:]


def _cut(random_, data, _):
    first, last = sorted(random_.randint(0, len(data)) for _ in range(2))
    return random_.choice((data[:first], data[last:], data[:first] + data[last:]))


def _splice(random_, data, all_seeds):
    other = random_.choice(all_seeds)
    return data[: random_.randint(0, len(data))] + other[random_.randint(0, len(other)) :]


def _lines(random_, data, _):
    lines = data.split(b"\n")
    one, other = random_.randrange(len(lines)), random_.randrange(len(lines))
    change = random_.randrange(5)
    if change == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif change == 1:
        lines.insert(one, lines[other])
    elif change == 2:
        lines[one : one + random_.randint(1, 5)] = []
    elif change == 3:
        lines[one : one + 1] = [lines[one]] * random_.choice((2, 10, 500))
    else:
        lines[one] = random_.choice(WORDS)
    return b"\n".join(lines)


def _values(random_, data, _):
    """Give one property the value of another one."""
    lines = [line for line in data.split(b"\n") if b":" in line]
    if len(lines) < 2:
        return data
    one, other = random_.choice(lines), random_.choice(lines)
    return data.replace(one, one.partition(b":")[0] + b":" + other.partition(b":")[2], 1)


def _parts(random_, data, _):
    blocks = re.findall(rb"BEGIN:(?:VEVENT|VTIMEZONE|VALARM|STANDARD|DAYLIGHT).*?END:[A-Z]+\r?\n", data, re.DOTALL)
    if not blocks:
        return data
    block = random_.choice(blocks)
    return data.replace(block, random_.choice((b"", block * 2, block[: random_.randint(0, len(block))])), 1)


def _numbers(random_, data, _):
    numbers = list(re.finditer(rb"\d+", data))
    if not numbers:
        return data
    match = random_.choice(numbers)
    to = random_.choice((b"0", b"-1", b"9" * 20, b"1" * len(match[0]), b"9" * len(match[0]), b"0" * len(match[0])))
    return data[: match.start()] + to + data[match.end() :]


WAYS = [_bytes, _word, _cut, _splice, _lines, _lines, _values, _values, _parts, _numbers]


def read_anything(data):
    """Read bytes as a calendar and as a mail: what comes of it does not matter."""
    for parts in (lambda: [data], lambda: calendars_in_mail(data, "x.eml")):
        try:
            for part in parts():
                read(part, EVERYTHING)
        except UnreadableError:
            pass


def main(seconds, seed):
    random_, all_seeds, until = random.Random(seed), seeds(), time.monotonic() + seconds
    inputs, slowest, failed = 0, 0.0, 0
    while time.monotonic() < until:
        data, start, trouble = spoilt(random_, all_seeds), time.monotonic(), ""
        try:
            read_anything(data)
        except Exception:
            trouble = traceback.format_exc()
        took = time.monotonic() - start
        inputs, slowest = inputs + 1, max(slowest, took)
        if trouble or took > LIMIT:
            failed += 1
            with tempfile.NamedTemporaryFile(prefix="followcal-fuzz-", suffix=".ics", delete=False) as file:
                file.write(data)
            print(f"{file.name}: {trouble or f'{took:.1f} s'}", file=sys.stderr)  # noqa: T201
    print(f"{inputs} inputs from {len(all_seeds)} seeds, {failed} failed, the slowest took {slowest:.2f} s")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(float(os.environ.get("FUZZ_SECONDS", "60")), int(os.environ.get("FUZZ_SEED", "0"))))
