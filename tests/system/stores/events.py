"""Events for the tests, written by hand."""

from __future__ import annotations

from uuid import NAMESPACE_OID, uuid5

OURS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//followcal//followcal//EN
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261001T130000Z
DTSTART:20261012T140000Z
DTEND:20261012T141500Z
SUMMARY:{summary}
DESCRIPTION:By when: Thu 15 Oct\\nWhy: day 7 after the interview\\; Columbus
  Day was skipped – Zoë 🙂
CATEGORIES:followcal
CLASS:PRIVATE
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
STATUS:CONFIRMED
RELATED-TO:interview-1@acme.example
X-FOLLOWCAL-KIND:check-in
X-FOLLOWCAL-WINDOW:20261012T140000Z/20261015T210000Z
X-FOLLOWCAL-BASE:summary=1f2e
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:PT0S
DESCRIPTION:Call Acme
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def uid(number, epoch=0):
    return str(uuid5(NAMESPACE_OID, f"{number} {epoch}"))


def ours(number, summary="Call Acme\\, by Thu 15 Oct"):
    return OURS.format(uid=uid(number), summary=summary).replace("\n", "\r\n").encode()


def foreign(number=0, summary="Dentist"):
    kept = [line for line in OURS.splitlines() if "FOLLOWCAL" not in line.upper()]
    text = "\r\n".join([*kept[:2], "PRODID:-//someone//else//EN", *kept[2:], ""])
    return text.format(uid=f"foreign-{number}", summary=summary).encode()


def name(number):
    return f"{uid(number)}.ics"
