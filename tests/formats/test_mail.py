"""Calendars in mails, however these are put together."""

from __future__ import annotations

import base64
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import calendar, event, interviews
from followcal.errors import UnreadableError
from followcal.formats.mail import calendars_in_mail

INVITE = calendar(event(title="Grüße, 面接"))
POLISH = calendar(event(title="Rozmowa: Łódź"))


def mail(content_type, body=INVITE, *headers):
    lines = ["From: a@b", "MIME-Version: 1.0", f"Content-Type: {content_type}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def part(content_type, body=INVITE, *headers):
    return b"\r\n--x\r\n" + "\r\n".join([f"Content-Type: {content_type}", *headers, "", ""]).encode() + body


def titles(data):
    return [each.summary for found in calendars_in_mail(data, "x.eml") for each in interviews(found)]


@pytest.mark.parametrize(
    "data",
    [
        mail("text/calendar; charset=utf-8; method=REQUEST"),
        mail("text/calendar"),
        mail("TEXT/CALENDAR; charset=nonsense"),
        mail("text/calendar; charset=utf-16", INVITE.decode().encode("utf-16")),
        mail("application/octet-stream; name=invite.ICS"),
        mail('application/octet-stream; name="=?utf-8?q?Einladung_=C3=BC.ics?="'),
        mail("application/ics", base64.encodebytes(INVITE), "Content-Transfer-Encoding: base64"),
        mail("multipart/mixed; boundary=x", part("text/plain", b"Hello") + part("text/calendar")),
        mail("multipart/mixed; boundary=x", part("text/plain", b"Hello") + part("text/calendar") + b"\r\n--x--\r\n"),
        mail("multipart/mixed; boundary=x", part("text/calendar") + part("application/ics")),
        mail("multipart/mixed; boundary=x", part("message/rfc822", mail("text/calendar"))),
        b"From a@b Mon Nov  2 09:00:00 2026\r\n" + mail("text/calendar"),
    ],
)
def test_the_calendar_is_found_and_counts_once(data):
    assert titles(data) == ["Grüße, 面接"]


def test_another_encoding_is_the_one_that_the_mail_says():
    assert titles(mail("text/calendar; charset=iso-8859-2", POLISH.decode().encode("iso-8859-2"))) == ["Rozmowa: Łódź"]


def test_two_calendars_are_two():
    other = calendar(event(uid="2", title="Two"))
    data = mail("multipart/mixed; boundary=x", part("text/calendar") + part("text/calendar", other))
    assert titles(data) == ["Grüße, 面接", "Two"]


def test_what_other_programs_write_is_read():
    message = EmailMessage()
    message["Subject"] = "Interview"
    message.set_content("See you")
    message.add_attachment(INVITE, maintype="text", subtype="calendar", filename="a.ics")
    assert titles(message.as_bytes()) == ["Grüße, 面接"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\xff",
        mail("text/plain", b"text/calendar"),
        mail("text/calendar", b"  \r\n"),
        mail("multipart/mixed", b""),
        mail('application/octet-stream; name="=?nonsense?q?a.ics?="', b""),
        mail(
            "multipart/mixed; boundary=x0",
            b"".join(
                b"--x%d\nContent-Type: multipart/mixed; boundary=x%d\n\n" % (number, number + 1)
                for number in range(2000)
            ),
        ),
    ],
)
def test_a_mail_without_one_is_refused(data):
    with pytest.raises(UnreadableError, match="no calendar in this mail"):
        calendars_in_mail(data, "x.eml")


@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_mail_raises_anything_else(junk, at):
    whole = mail("multipart/mixed; boundary=x", part("text/calendar; charset=utf-8"))
    with suppress(UnreadableError):
        calendars_in_mail(whole[:at] + junk + whole[at:], "x.eml")
