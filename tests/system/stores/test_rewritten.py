"""What clients write anew without being told to: another zone, no zone, a whole day, HTML. None of it is an edit."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import escape

import pytest

from followcal.formats.blocks import blocks
from followcal.formats.followups import read_item
from system.stores.conftest import HOME_ZONE
from system.stores.syncer import INVITED, LATER, MOVED, Syncing, contents, invitation

NEW_YORK = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""
BY_NAME = ["/freeassociation.sourceforge.net/America/New_York", "/citadel.org/20210210_1/America/New_York"]
BY_DEFINITION = ["Customized Time Zone", "(UTC-05:00) Eastern Time (US & Canada)", "Local", "tzone://Microsoft/Custom"]
START, END = b"DTSTART:20261125T150000Z", b"DTEND:20261125T151500Z"


@pytest.fixture
def invited(place_of, followcal):
    """Follow-ups in a folder."""
    found = Syncing(place_of("folder"), followcal)
    found.invited()
    return found


def respelled(data, params, form="20261125T1{}00", definition=""):
    """Return a call as a client writes it whose clock shows 10:00."""
    assert START in data
    start, end = (f"DT{end}{params}:{form.format(at)}".encode() for end, at in (("START", "000"), ("END", "015")))
    data = data.replace(START, start).replace(END, end)
    return data.replace(b"BEGIN:VEVENT", definition.replace("\n", "\r\n").encode() + b"BEGIN:VEVENT")


def rewrite(syncing, change):
    """Let a client rewrite the call, and return its name."""
    place = syncing.place
    name = place.name_of("check-in")
    place.plain.put(name, change(place.plain.get(name)))
    return name


def quoted(name):
    return f';TZID="{name}"'


def defined(name):
    return lambda data: respelled(data, quoted(name), definition=NEW_YORK.format(name=name))


WAYS = {
    **{name: (lambda data, name=name: respelled(data, quoted(name))) for name in BY_NAME},
    **{f"{name}, defined": defined(name) for name in (*BY_NAME, *BY_DEFINITION)},
    "floating": lambda data: respelled(data, ""),
}


@pytest.mark.parametrize("way", sorted(WAYS))
def test_a_moment_is_a_moment_in_whatever_zone_it_is_written(invited, way):
    name = rewrite(invited, WAYS[way])
    before = invited.place.plain.get(name)
    assert "nothing changed" in invited.sync(now=MOVED).text
    assert invited.place.plain.get(name) == before
    invited.moved()
    assert b"DTSTART:20261127T150000Z" in invited.place.plain.get(name)  # nobody moved it: it follows the plan


def test_what_the_user_put_in_stays_to_the_byte_where_moments_and_texts_are_rewritten(invited):
    name = rewrite(invited, WAYS[BY_DEFINITION[0] + ", defined"])
    place = invited.place
    text = as_html("paragraphs", str(place.field(name, "DESCRIPTION")))
    lines = [b"RESOURCES:EASEL,PROJECTOR\r\n", b'ATTACH;FILENAME="a,b.txt":https://x/a,b;c\r\n']
    place.edit(name, description=text)
    place.plain.put(name, place.plain.get(name).replace(b"SUMMARY:", b"".join(lines) + b"SUMMARY:"))
    before = place.plain.get(name)
    assert "nothing changed" in invited.sync(now=MOVED).text
    assert place.plain.get(name) == before
    invited.moved()
    after = place.plain.get(name)
    assert b"DTSTART:20261127T150000Z" in after
    assert all(line in after for line in lines)
    assert str(place.field(name, "DESCRIPTION")) != text


def test_without_a_zone_it_is_in_that_of_the_system(invited):
    assert HOME_ZONE == "Pacific/Apia"
    name = rewrite(
        invited,
        lambda data: data.replace(START, b"DTSTART:20261126T040000").replace(END, b"DTEND:20261126T041500"),
    )
    args = ("sync", *invited.place.sources, "--to", invited.place.target, "--me", "jo.seeker@gmail.com", "--now", MOVED)
    assert "nothing changed" in invited.run(*args).text
    invited.place.invite("one.ics", invitation("moved"))
    invited.run(*args)
    assert b"DTSTART:20261127T150000Z" in invited.place.plain.get(name)


@pytest.mark.parametrize("options", [(), ("--discreet",)], ids=str)
def test_the_first_right_day_as_a_whole_day_is_right(invited, options):
    invited.sync(*options)
    [name] = [n for n in invited.place.plain.names() if START in invited.place.plain.get(n)]
    data = invited.place.plain.get(name)
    day = data.replace(START, b"DTSTART;VALUE=DATE:20261125").replace(END, b"DTEND;VALUE=DATE:20261126")
    invited.place.plain.put(name, day)
    assert "too early" not in invited.sync(*options, now=MOVED).text
    assert "nothing changed" in invited.sync(*options, now=MOVED).text
    assert b"DTSTART;VALUE=DATE:20261125" in invited.place.plain.get(name)
    assert b"BEGIN:VALARM" in invited.place.plain.get(name)


def test_a_day_before_it_is_too_early_as_a_whole_day_too(invited):
    name = rewrite(
        invited,
        lambda data: data.replace(START, b"DTSTART;VALUE=DATE:20261124").replace(END, b"DTEND;VALUE=DATE:20261125"),
    )
    invited.sync(now=MOVED)
    assert "too early: right from Wed 25 Nov" in str(invited.place.field(name, "SUMMARY"))


def test_a_whole_day_is_not_over_before_it_ends(invited):
    name = rewrite(
        invited,
        lambda data: data.replace(START, b"DTSTART;VALUE=DATE:20261125").replace(END, b"DTEND;VALUE=DATE:20261126"),
    )
    item = read_item(blocks(invited.place.plain.get(name).decode(), "")[1], "")
    noon = datetime.fromisoformat("2026-11-25T12:00:00-05:00")
    assert (item.standing.is_over(noon), item.standing.is_over(noon + timedelta(hours=12))) == (False, True)


def as_html(style, text):
    """Return a text as a client writes it that keeps HTML."""
    lines = [escape(line, quote=style != "items") for line in text.split("\n")]
    match style:
        case "breaks":
            return f"<html><body>{'<br>'.join(lines)}</body></html>"
        case "paragraphs":
            return "".join(f"<p>{line.replace('  ', ' &nbsp;') or '&nbsp;'}</p>" for line in lines)
        case "entities":
            return "\n".join(lines)
        case _:
            return "".join(
                f"<ul><li>{line[2:]}</li></ul>" if line[:2] == "- " else f"<div>{line}</div>" for line in lines
            )


@pytest.mark.parametrize("style", ["breaks", "paragraphs", "items", "entities"])
def test_html_without_another_word_is_no_edit(place_of, followcal, style):
    syncing = Syncing(place_of("folder"), followcal)
    place = syncing.place
    place.invite("one.ics", invitation("google").replace(b"Acme Robotics", b"Acme R&D"))
    syncing.sync("--digest")
    before = {name: str(place.field(name, "DESCRIPTION")) for name in place.events()}
    assert len(before) > 6
    for name, text in before.items():
        place.edit(name, description=as_html(style, text))
    there = contents(place)
    assert "nothing changed" in syncing.sync(now=INVITED).text
    assert contents(place) == there
    place.invite("one.ics", invitation("moved").replace(b"Acme Robotics", b"Acme R&D"))
    syncing.sync(now=MOVED)
    assert [name for name in before if as_html(style, before[name]) == str(place.field(name, "DESCRIPTION"))] == []
    syncing.place.invite("one.ics", invitation("moved").replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED"))
    syncing.sync(now=MOVED)
    syncing.sync(now=LATER)
    assert not any("Call" in str(place.field(name, "SUMMARY")) for name in place.events())


def test_no_library_warns_the_user(invited, run, tmp_path):
    rewrite(invited, WAYS[BY_NAME[0]])
    place = invited.place
    args = ("sync", *place.sources, "--to", place.target, "--me", "jo.seeker@gmail.com", "--now", MOVED, "--quiet")
    found = run(*args, "--timezone", "America/New_York", env={"XDG_STATE_HOME": str(tmp_path / "state" / "one")})
    assert (found.code, found.out, found.err) == (0, b"", "")
    assert re.search(rb"TZID=.*freeassociation", place.plain.get(place.name_of("check-in")))
