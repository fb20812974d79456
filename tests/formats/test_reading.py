"""Laws of the reader as a whole: a calendar's form changes nothing, what is broken costs itself only."""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from calendars import (
    DATA,
    EVERYTHING,
    ZONE,
    by_key,
    calendar,
    event,
    folded,
    interviews,
    many,
    read,
    real_files,
    unfolded,
)
from followcal.errors import UnreadableError
from followcal.formats.blocks import Block, split
from followcal.formats.encodings import clean
from followcal.formats.prescan import Days
from fuzz import read_anything, seeds, spoilt
from shares import IS_DEFAULT, share

HUNDRED = many(100)
TWELVE = many(12)
ALL_TWELVE = by_key(TWELVE)
IN_ORDER = interviews(TWELVE)
TWELVE_LINES = TWELVE.split(b"\r\n")
BORDERS = [number for number, line in enumerate(TWELVE_LINES) if line.startswith((b"BEGIN:", b"END:"))]
ICS = [path for path in real_files() if path.suffix == ".ics" and path.parent.name == "invitations"]
EXCHANGE = [DATA / "invitations" / f"exchange_custom_timezone{end}.ics" for end in ("", "_two")]


def ends(data):
    """Where the events end, the line end aside."""
    return [match.end() for match in re.finditer(rb"END:VEVENT", data)]


LINE_ENDS = [b"\r\n", b"\n", b"\r"]


class TestCuts:
    """What stands before the cut is read; the default run cuts at a quarter and a third of these places."""

    @staticmethod
    def check(data, at):
        whole = sum(end <= at for end in ends(data))
        try:
            found = read(data[:at]).invitations
        except UnreadableError:
            found = []
        assert {f"{number}@x" for number in range(whole)} <= {each.interview.uid for each in found}

    @pytest.mark.parametrize("line_end", LINE_ENDS)
    def test_at_every_hundredth(self, line_end):
        data = HUNDRED.replace(b"\r\n", line_end)
        for percent in range(LINE_ENDS.index(line_end) + 1, 101, len(LINE_ENDS) * (4 if IS_DEFAULT else 1)):
            self.check(data, len(data) * percent // 100)

    @pytest.mark.parametrize("line_end", LINE_ENDS)
    def test_at_every_byte_around_an_end(self, line_end):
        data = HUNDRED.replace(b"\r\n", line_end)
        end = ends(data)[3]
        for at in range(end - 13, end + 16):
            self.check(data, at)

    def test_at_every_byte_of_a_small_one(self):
        data = many(3)
        for at in range(data.index(b"BEGIN:VEVENT"), len(data), 3 if IS_DEFAULT else 1):
            self.check(data, at)

    @pytest.mark.parametrize("line_end", LINE_ENDS)
    def test_wherever_it_is_each_event_is_told_apart(self, line_end):
        """What is read of an event is what is in its block, and no block before the cut knows of it."""
        data = HUNDRED.replace(b"\r\n", line_end)
        known = [piece for piece in split(clean([data])) if isinstance(piece, Block) and piece.name == "VEVENT"]
        assert len(known) == 100
        last = ends(data)
        for at in range(LINE_ENDS.index(line_end), len(data), 40):
            found = [piece for piece in split(clean([data[:at]])) if isinstance(piece, Block) and piece.name]
            whole = bisect_right(last, at)
            events = [piece for piece in found if piece.name == "VEVENT"][:whole]
            assert [piece.data.rstrip() for piece in events] == [piece.data.rstrip() for piece in known[:whole]]

    @pytest.mark.slow
    @pytest.mark.parametrize("line_end", LINE_ENDS)
    def test_at_every_byte(self, line_end):
        data = HUNDRED.replace(b"\r\n", line_end)
        for at in range(LINE_ENDS.index(line_end), len(data), len(LINE_ENDS)):
            self.check(data, at)

    def test_a_cut_is_told(self):
        problems = read(TWELVE[: len(TWELVE) * 2 // 3]).problems
        assert [problem.text for problem in problems if problem.lost] == [
            "BEGIN:VEVENT without its END: the file is cut off"
        ]

    def test_what_follows_a_cut_is_read(self):
        other = calendar(event(uid="other"), event(uid="one more"))
        for at in range(0, len(TWELVE), 61):
            uids = {each.interview.uid for each in read(TWELVE[:at] + b"\r\n" + other).invitations}
            whole = bisect_right(ends(TWELVE), at)
            assert {"other", "one more", *(f"{number}@x" for number in range(whole))} <= uids

    @pytest.mark.parametrize("number", BORDERS)
    def test_one_border_that_is_missing_leaves_all_other_events_as_they_were(self, number):
        found = by_key(b"\r\n".join([*TWELVE_LINES[:number], *TWELVE_LINES[number + 1 :]]))
        [*_, own] = re.findall(rb"UID:(\S+)", b"\n".join(TWELVE_LINES[: number + 3])) or [b""]
        others = {key: each for key, each in ALL_TWELVE.items() if key[0] != own.decode()}
        if number < TWELVE_LINES.index(b"END:VTIMEZONE") + 1:  # the zone may be another one then
            assert set(others) <= set(found)
        else:
            assert {key: found.get(key) for key in others} == others


BAD_LINES = [
    b"DTSTART:soon",
    b"DTSTAMP",
    b"PRIORITY:",
    b"SEQUENCE:-x",
    b"TRIGGER:tomorrow",
    b"DURATION:PT-2H",
    b"RRULE:FREQ=NEVER",
    b"STATUS;;;=:",
    b'ATTENDEE;CN="Ann:mailto:x',
    b"TZOFFSETTO:+5328",
    b"TZOFFSETFROM;X",
    b"VERSION",
    b"UID:\xff\xfe",
    b"GEO:north",
    b"\x00\x01 nonsense",
    b"X-" + b"A" * 300 + b":1",
]


def spots():
    """The lines of TWELVE that hold properties, each with the component around it."""
    stack, found = [], []
    for number, line in enumerate(TWELVE.split(b"\r\n")):
        if line.startswith(b"BEGIN:"):
            stack.append((line[6:].decode(), number))
        elif line.startswith(b"END:"):
            stack.pop()
        elif stack:
            found.append((number, tuple(stack)))
    return found


SPOTS = spots()


class TestOneBadProperty:
    @pytest.mark.parametrize("bad", BAD_LINES, ids=lambda bad: bad[:14].decode("ascii", "replace"))
    @pytest.mark.parametrize("kind", ["VEVENT", "VALARM", "VTODO", "VTIMEZONE", "STANDARD", "VCALENDAR"])
    @pytest.mark.parametrize("instead", [True, False])
    def test_it_leaves_all_other_events_as_they_were(self, bad, kind, instead):
        before = ALL_TWELVE
        lines = TWELVE.split(b"\r\n")
        number, stack = next(spot for spot in reversed(SPOTS) if spot[1][-1][0] == kind)
        broken = [*lines[:number], bad, *lines[number + instead :]]
        inside = b"\r\n".join(lines[stack[1][1] : number]) if len(stack) > 1 and stack[1][0] == "VEVENT" else b""
        spared = re.search(rb"UID:(\S+)", inside)
        after = by_key(b"\r\n".join(broken))
        for key, interview in before.items():
            if spared is None or key[0] != spared[1].decode():
                if kind in ("VTIMEZONE", "STANDARD"):  # the zone itself may be another one then
                    assert key in after
                else:
                    assert after[key] == interview
        if kind == "VALARM":
            assert after == before

    @given(st.sampled_from(SPOTS), st.binary(max_size=30).map(lambda data: re.sub(rb"[\r\n]", b"", data)))
    def test_whatever_it_is(self, spot, bad):
        number, stack = spot
        lines = TWELVE.split(b"\r\n")
        before, after = ALL_TWELVE, by_key(b"\r\n".join([*lines[:number], bad, *lines[number + 1 :]]))
        own = len(stack) > 1 and stack[1][0] in ("VEVENT", "VTIMEZONE")
        differ = {key for key in before if after.get(key) != before[key]}
        assert len(differ) <= (1 if own and stack[1][0] == "VEVENT" else len(before) if own else 0)


ENCODINGS = {
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16 with a mark": lambda text: text.encode("utf-16"),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "UTF-16 BE with a mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-32 with a mark": lambda text: text.encode("utf-32"),
    "UTF-32 BE with a mark": lambda text: b"\0\0\xfe\xff" + text.encode("utf-32-be"),
    "Windows-1252": lambda text: text.encode("cp1252"),
    "LF": lambda text: text.replace("\r\n", "\n").encode(),
    "CR": lambda text: text.replace("\r\n", "\r").encode(),
    "CRCRLF": lambda text: text.replace("\r\n", "\r\r\n").encode(),
    "blank lines": lambda text: text.replace("\r\n", "\r\n\r\n").encode(),
    "trailing blanks": lambda text: re.sub(r"^((?:BEGIN|END):\w+)", r"\1 \t", text, flags=re.M).encode(),
    "lower case": lambda text: re.sub(
        r"^[A-Z-]+(?=[:;])(:V\w+)?", lambda match: match[0].lower(), text, flags=re.M
    ).encode(),
    "NULs": lambda text: text.replace("\r\n", "\0\r\n").encode(),
}


class TestForm:
    @pytest.mark.parametrize("name", ENCODINGS)
    def test_how_it_is_written_changes_nothing(self, name):
        data = ENCODINGS[name](TWELVE.decode())
        assert interviews(data) == IN_ORDER
        if name != "blank lines":
            assert [each.line for each in read(data).invitations] == [each.line for each in read(TWELVE).invitations]

    @pytest.mark.parametrize("name", ENCODINGS)
    @pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
    def test_nor_does_how_it_comes_in(self, name, size):
        data = ENCODINGS[name](many(3).decode())
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        assert interviews(pieces) == interviews(many(3))
        assert {each.line for each in read(pieces).invitations} == {each.line for each in read(data).invitations}

    @pytest.mark.parametrize("path", ICS, ids=lambda path: path.stem)
    @pytest.mark.parametrize("name", ["UTF-16 LE", "LF", "CR", "CRCRLF", "trailing blanks", "NULs"])
    def test_of_real_files_neither(self, path, name):
        text = re.sub(rb"\r?\n", b"\r\n", path.read_bytes()).decode()
        assert interviews(ENCODINGS[name](text)) == interviews(path.read_bytes())

    @pytest.mark.parametrize("width", [2, 3, 4, 5, 8, 13, 75, 10_000])
    def test_where_lines_are_folded_changes_nothing(self, width):
        assert interviews(folded(TWELVE, width)) == IN_ORDER

    @given(st.sampled_from(ICS), st.integers(2, 80))
    def test_nor_in_real_files(self, path, width):
        data = re.sub(rb"\r?\n", b"\r\n", path.read_bytes())
        assert interviews(folded(data, width)) == interviews(path.read_bytes())

    @given(st.randoms(use_true_random=False))
    def test_the_order_of_components_and_properties_changes_nothing(self, random_):
        text = unfolded(many(6)).decode()
        blocks = re.findall(
            r"^BEGIN:(?:VEVENT|VTODO|VTIMEZONE)\r\n.*?^END:(?:VEVENT|VTODO|VTIMEZONE)\r\n", text, re.M | re.S
        )
        shuffled = []
        for block in blocks:
            first, *lines, last, _ = block.split("\r\n")
            alarms = re.findall(r"^BEGIN:\w+\r\n.*?^END:\w+\r\n", "\r\n".join([*lines, ""]), re.M | re.S)
            rest = "\r\n".join([*lines, ""])
            for alarm in alarms:
                rest = rest.replace(alarm, "")
            pieces = [*(f"{line}\r\n" for line in rest.split("\r\n") if line), *alarms]
            random_.shuffle(pieces)
            shuffled.append(f"{first}\r\n{''.join(pieces)}{last}\r\n")
        random_.shuffle(shuffled)
        assert interviews(calendar(*shuffled)) == interviews(many(6))

    def test_files_put_together_hold_what_they_held(self):
        other = calendar(event(uid="other"), event(uid="one more", title="Me"))
        together = interviews(TWELVE + other)
        assert together == sorted(interviews(TWELVE) + interviews(other), key=lambda each: (each.key, each.age))
        assert interviews(TWELVE[:-2] + b"\r\n\xef\xbb\xbf" + other) == together
        assert interviews(TWELVE.replace(b"END:VCALENDAR\r\n", b"") + other) == together

    @given(st.lists(st.sampled_from(ICS), min_size=1, max_size=3, unique=True))
    def test_real_ones_too(self, paths):
        data = [path.read_bytes().rstrip() + b"\r\n" for path in paths]
        expected = sorted((each for one in data for each in interviews(one)), key=lambda each: (each.key, each.age))
        assert interviews(b"".join(data)) == expected


class TestPast:
    """What was read before, in this process or this source, changes nothing."""

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_two_definitions_of_one_name(self, order):
        alone = [interviews(path.read_bytes()) for path in EXCHANGE]
        assert alone[0][0].start.utcoffset() != alone[1][0].start.utcoffset()
        for at in order:
            assert interviews(EXCHANGE[at].read_bytes()) == alone[at]
        both = b"".join(EXCHANGE[at].read_bytes().rstrip() + b"\r\n" for at in order)
        assert interviews(both) == sorted(alone[0] + alone[1], key=lambda each: (each.key, each.age))

    def test_a_name_of_the_tz_database_defined_otherwise(self):
        zone = "BEGIN:VTIMEZONE\r\nTZID:{}\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0900\r\n"
        zone += "TZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        there = calendar(
            zone.format("Europe/Berlin"), event(start="DTSTART;TZID=Europe/Berlin:20261118T140000", end="")
        )
        [found] = interviews(there)
        assert found.start == datetime(2026, 11, 18, 13, tzinfo=UTC)

    @pytest.mark.parametrize("method", [[1, 0], [0, 1]])
    def test_two_definitions_of_one_name_in_one_calendar(self, method):
        zone = "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:{0}\r\n"
        zone += "TZOFFSETTO:{0}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        zones = [zone.format("+0900"), zone.format("+5328")]
        data = calendar(*(zones[at] for at in method), event(start="DTSTART;TZID=Ours:20261118T140000", end=""))
        assert interviews(data)[0].start == datetime(2026, 11, 18, 5, tzinfo=UTC)

    def test_of_two_definitions_the_order_decides_nothing(self):
        zones = [ZONE, ZONE.replace("+0200", "+0900").replace("+0100", "+0800")]
        data = event(start="DTSTART;TZID=Our Zone:20261118T140000", end="")
        assert interviews(calendar(*zones, data)) == interviews(calendar(*reversed(zones), data))


class TestUids:
    def test_events_without_uid_are_told_apart(self):
        data = calendar(event(uid="", title="One"), event(uid="", title="Two"), event("UID:", uid="", title="Three"))
        assert {each.summary for each in interviews(data)} == {"One", "Two", "Three"}
        reading = replace(EVERYTHING, only=())
        assert read(data, reading).invitations == []  # no single event: none is taken without a reason

    @given(st.permutations(range(4)))
    def test_of_copies_the_newest_counts_wherever_it_stands(self, order):
        copies = [
            event("SEQUENCE:1", "LAST-MODIFIED:20261102T000000Z", title="Old"),
            event("SEQUENCE:2", "LAST-MODIFIED:20261103T000000Z", "CLASS:PUBLIC", title="Newer"),
            event("SEQUENCE:2", "LAST-MODIFIED:20261104T000000Z", "CLASS:PRIVATE", title="Newest"),
            event("SEQUENCE:2", "LAST-MODIFIED:20261104T000000Z", "CLASS:PRIVATE", title="Equal"),
        ]
        [found] = interviews(calendar(*(copies[at] for at in order)))
        assert found.summary == "Newest"

    def test_folded_or_not_a_uid_is_one(self):
        data = calendar(
            event("SEQUENCE:1", title="New"), event("SEQUENCE:0", title="Old").replace("UID:1", "UID:\r\n 1")
        )
        reading = replace(EVERYTHING, only=())
        assert [each.interview.summary for each in read(data, reading).invitations] == ["New"]


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(microsecond=0))  # noqa: DTZ001
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "Pacific/Apia"]
)


TITLES = st.text(max_size=90) | st.sampled_from(
    [
        "X-FOLLOWCAL-KIND",
        "X-FOLLOWCAL-KIND:thank_you",
        "X-FOLLOWCAL-RETIRED:20260101",
        "RRULE:FREQ=DAILY",
        "RECURRENCE-ID",
        "EXDATE;VALUE=DATE:20260101",
        "STATUS:CANCELLED",
        "DTSTART:19700101T000000Z",
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VALARM",
        "UID:1",
        "METHOD:REPLY",
        "PARTSTAT=DECLINED",
        "TZID=Europe/Berlin",
    ]
)


@given(st.lists(st.tuples(MOMENTS, ZONES, st.integers(0, 300), TITLES), min_size=1, max_size=4))
@example([(datetime(2026, 1, 1), "UTC", 0, "X-FOLLOWCAL-KIND:call")])  # noqa: DTZ001
def test_what_another_program_wrote_has_the_same_instants(events):
    import icalendar

    written = icalendar.Calendar()
    expected = {}
    for number, (moment, zone, minutes, title) in enumerate(events):
        start = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
        end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
        if end.fold or start.fold:
            continue  # iCalendar cannot say which of the two is meant
        each = icalendar.Event()
        each.add("UID", str(number))
        each.add("SUMMARY", title)
        each.add("DTSTART", start)
        each.add("DTEND", end)
        written.add_component(each)
        expected[str(number)] = (start.timestamp(), end.timestamp())
    if expected:
        found = {each.uid: (each.start.timestamp(), each.end.timestamp()) for each in interviews(written.to_ical())}
        assert found == expected


DAYS = st.dates(date(2026, 6, 1), date(2027, 6, 1))
RULES = st.sampled_from(
    [
        "",
        "",
        "RRULE:FREQ=WEEKLY;COUNT=6",
        "RRULE:FREQ=MONTHLY",
        "RRULE:FREQ=YEARLY;UNTIL=20270101T000000Z",
        "RRULE:FREQ=WEEKLY;UNTIL=20260901",
        "RDATE:20270105T100000Z",
        "RRULE:FREQ=MONTHLY;COUNT=3\r\nEXDATE:20261118T140000Z",
    ]
)


@st.composite
def dated_events(draw):
    start = draw(DAYS)
    kind = draw(st.sampled_from(["", ";VALUE=DATE", ";TZID=Europe/Berlin", "Z"]))
    end = draw(st.sampled_from(["", "DURATION:P40D", "dtend", "DTEND"]))
    at = "" if "DATE" in kind else "T140000" + ("Z" if kind == "Z" else "")
    param = "" if kind == "Z" else kind
    last = start + timedelta(days=draw(st.sampled_from([1, 1, 60])))
    lines = [
        draw(RULES),
        draw(
            st.sampled_from(
                ["", "", "DESCRIPTION:RRULE:UNTIL=19990101", "BEGIN:VALARM\r\nDTSTART:19990101\r\nEND:VALARM"]
            )
        ),
    ]
    if end and "D" in end[:1].upper() and "DUR" not in end:
        end = f"{end}{param}:{last:%Y%m%d}{at}"
    if end == "DURATION:P40D" and not at:
        end = "DURATION:P40D"
    text = event(*lines, start=f"DTSTART{param}:{start:%Y%m%d}{at}", end=end)
    pieces = text.split("\r\n")
    if draw(st.booleans()):
        middle = pieces[1:-2]
        if not any("VALARM" in piece for piece in middle):
            middle = draw(st.permutations(middle))
        pieces = [pieces[0], *middle, *pieces[-2:]]
    if draw(st.booleans()):
        named = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE")
        pieces = [piece.lower() if piece.startswith(named) and draw(st.booleans()) else piece for piece in pieces]
    text = "\r\n".join(pieces).encode()
    return (folded(text, draw(st.integers(2, 40))) if draw(st.booleans()) else text), start


HOMES = st.sampled_from(["UTC", "Pacific/Apia", "Pacific/Honolulu"]).map(ZoneInfo)


ALARMED = event("BEGIN:VALARM\r\nDTSTART:19990101T000000Z\r\nEND:VALARM", start="dtstart:20261118T140000Z", end="")


@share(4)
@example((event(end="").encode(), date(2026, 11, 18)), 1, 0, ZoneInfo("Pacific/Apia"))
@example((ALARMED.encode(), date(2026, 11, 18)), 0, 1, ZoneInfo("UTC"))
@given(dated_events(), st.one_of(st.integers(-2, 3), st.integers(-45, 70)), st.integers(0, 9), HOMES)
def test_the_look_at_the_bytes_drops_nothing_that_is_read(dated, later, length, home):
    block, start = dated
    days = Days(start + timedelta(days=later), start + timedelta(days=later + length))
    by_hand = replace(EVERYTHING, days=days, home_zone=lambda: home)
    by_itself = replace(by_hand, only=("no such",), takes_only_event=False)
    data = calendar(block.decode())
    taken = [each for each in interviews(data, by_hand) if days.first <= each.end.date()]
    if any(each.start.date() <= days.last for each in taken):
        assert read(data, by_itself).out_of_days == 0


class TestAnything:
    @given(st.binary(max_size=400), st.booleans())
    def test_random_bytes_raise_nothing(self, data, inside):
        read_anything(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n" + data if inside else data)

    def test_spoilt_files_raise_nothing(self):
        random_, all_seeds = random.Random(20261118), seeds()
        for _ in range(200):
            read_anything(spoilt(random_, all_seeds))
