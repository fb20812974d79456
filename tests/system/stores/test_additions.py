"""What the user puts into events of ours: it stays to the byte, and what holds any of it is never taken away."""

import re
import shutil

import pytest

from system.stores.syncer import MOVED, THURSDAY, Syncing, invitation

FAR = "2026-12-20T09:00:00-05:00"
LINES = r"""
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=70;X-TITLE=Cafe:geo:37.331686,-122.030656
X-ESC:one\, two\; three\\four\nfive
X-UNESC:one, two; three
X-LIST;VALUE=INTEGER:1,2,3
X-DUR;VALUE=DURATION:P7D
X-JSON:{"a":"b","c":[1,2]}
X-QUOTED;X-P="a;b:c,d":v
X-CARET;X-P="a^nb^'c^^d":v
X-MULTI;X-P=a,b,"c,d":v
x-lower:v
CATEGORIES;LANGUAGE=de:c\,d
GEO:37.386013;-122.082932
LOCATION;ALTREP="http://x":Cafe\, Zoe\; 1
ATTACH;FILENAME="a,b.txt";SIZE=3;MANAGED-ID=7:https://x/a,b;c
URL:https://x/?a=1;b=2,3
RESOURCES:EASEL,PROJECTOR
PRIORITY:1
COLOR:tomato
IMAGE;VALUE=URI;DISPLAY=BADGE;FMTTYPE=image/png:http://x/a,b.png
CONFERENCE;VALUE=URI;FEATURE=PHONE,MODERATOR;LABEL="Zoom, me":tel:+1-555;postd=1
REQUEST-STATUS:2.0;Success,x
STYLED-DESCRIPTION;VALUE=TEXT;FMTTYPE=text/html:<p>hi\, you</p>
RELATED-TO;RELTYPE=PARENT:mine@x
X-LONG:the first line of a text that is folded in a way of its own\,
  and goes on
BEGIN:VALARM|ACTION:DISPLAY|DESCRIPTION:wake me|TRIGGER:-P0DT0H30M0S|REPEAT:2|DURATION:PT5M|END:VALARM
BEGIN:VALARM|UID:77|ACTION:AUDIO|TRIGGER;VALUE=DATE-TIME:20261118T100000Z|ATTACH;VALUE=URI:Basso|END:VALARM
BEGIN:VLOCATION|UID:v1|NAME:Cafe|X-A:1,2|END:VLOCATION
"""
ALL = [line.replace("|", "\r\n").replace("\n ", "\r\n ") for line in re.split(r"\n(?! )", LINES.strip("\n"))]
ALARM = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:wake me\r\nTRIGGER:-PT45M\r\nEND:VALARM\r\n"


@pytest.fixture(scope="module")
def top(tmp_path_factory):
    return tmp_path_factory.mktemp("additions")


@pytest.fixture
def tmp_path(top):
    """One folder for all tests of the module, empty at first: what is known of it goes by its name."""
    folder = top / "here"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


@pytest.fixture
def begun(in_folder, top, tmp_path):
    """A folder in which something was done: once, and for the tests after it what it left is put there."""

    def begun(beginning):
        kept = top / beginning.__name__
        if kept.exists():
            shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
        else:
            beginning(in_folder)
            shutil.copytree(tmp_path, kept)
        return in_folder

    return begun


def invited(syncing):
    syncing.invited()


def discreet(syncing):
    syncing.invited()
    syncing.sync("--discreet", now=MOVED)


def with_digest(syncing):
    syncing.place.invite("one.ics", invitation("google"))
    syncing.sync("--digest", now=THURSDAY)


def put(place, name, text):
    """Put lines into an event, before its alarm."""
    data = place.plain.get(name)
    at = data.find(b"BEGIN:VALARM")
    at = data.rindex(b"END:VEVENT") if at < 0 else at
    if text.startswith("BEGIN:"):
        at = data.rindex(b"END:VEVENT")
    place.plain.put(name, data[:at] + text.rstrip("\r\n").encode() + b"\r\n" + data[at:])


def replace_alarm(place, name):
    data = place.plain.get(name)
    place.plain.put(name, re.sub(rb"BEGIN:VALARM.*END:VALARM\r\n", ALARM.encode(), data, flags=re.DOTALL))


def alarms(place, name):
    return re.findall(rb"TRIGGER[^\r]*", place.plain.get(name))


@pytest.mark.parametrize("line", ALL, ids=[re.split("[;:|]", line)[0] + str(n) for n, line in enumerate(ALL)])
class TestAnyLine:
    def test_stays_to_the_byte_and_keeps_what_is_called_off(self, begun, line):
        in_folder = begun(invited)
        place = in_folder.place
        call = place.name_of("check-in")
        put(place, call, line)
        in_folder.moved()
        assert b"SEQUENCE:1" in place.plain.get(call)
        assert line.encode() in place.plain.get(call)
        in_folder.called_off()
        in_folder.called_off(now=FAR)
        assert b"STATUS:CANCELLED" in place.plain.get(call)
        assert line.encode() in place.plain.get(call)

    def test_is_there_again_after_a_discreet_while(self, begun, line):
        in_folder = begun(discreet)
        place = in_folder.place
        [call] = [name for name in place.plain.names() if b"SUMMARY:Call or write" in place.plain.get(name)]
        put(place, call, line)
        in_folder.moved()
        in_folder.sync("--no-discreet", now=MOVED)
        assert line.encode() in place.plain.get(call)


class TestTheUsersAlarm:
    def test_beside_ours_stays_where_ours_goes_and_comes(self, objects):
        place = objects.place
        objects.invited()
        call = place.name_of("check-in")
        put(place, call, ALARM)
        [before] = [each for each in alarms(place, call) if b"45M" in each]
        objects.called_off()
        assert alarms(place, call) == [before]
        objects.moved()
        assert len(alarms(place, call)) == 2
        assert before in alarms(place, call)
        objects.called_off()
        objects.called_off(now=FAR)
        assert alarms(place, call) == [before]

    def test_in_place_of_ours_is_the_only_one(self, in_folder):
        place = in_folder.place
        in_folder.invited()
        call = place.name_of("check-in")
        replace_alarm(place, call)
        for step in (in_folder.moved, in_folder.called_off, in_folder.moved):
            step()
            assert alarms(place, call) == [b"TRIGGER:-PT45M"]
            assert "nothing changed" in in_folder.sync(now=MOVED).text
        in_folder.sync("--discreet", now=MOVED)
        assert alarms(place, call) == [b"TRIGGER:-PT45M"]
        assert b"wake me" not in place.plain.get(call)
        in_folder.sync("--no-discreet", now=MOVED)
        assert alarms(place, call) == [b"TRIGGER:-PT45M"]
        assert b"DESCRIPTION:wake me" in place.plain.get(call)

    def test_stays_in_an_event_that_is_too_early(self, in_folder):
        place = in_folder.place
        in_folder.invited()
        call = place.name_of("check-in")
        start = place.field(call, "DTSTART").dt
        place.edit(call, dtstart=start.replace(day=19), dtend=start.replace(day=19, hour=20))
        put(place, call, ALARM)
        in_folder.moved()
        assert "too early" in place.field(call, "SUMMARY")
        assert alarms(place, call) == [b"TRIGGER:-PT45M"]


class TestADigest:
    def name_in(self, plain):
        [name] = [name for name in plain.names() if b"SUMMARY:4 follow-ups this week" in plain.get(name)]
        return name

    def digest(self, syncing):
        with_digest(syncing)
        return self.name_in(syncing.place.plain)

    @pytest.mark.parametrize("line", [*ALL, "BEGIN:VALARM|ACTION:DISPLAY|DESCRIPTION:x|TRIGGER:PT0S|END:VALARM"])
    def test_with_anything_of_the_users_is_kept_current_and_never_taken_away(self, begun, line):
        line = line.replace("|", "\r\n")
        in_folder = begun(with_digest)
        plain = in_folder.place.plain
        name = self.name_in(plain)
        put(in_folder.place, name, line)
        in_folder.moved()
        current = plain.get(name)
        assert b"SEQUENCE:1" in current
        assert line.encode() in current
        in_folder.sync(now="2026-11-24T09:00:00-05:00")
        in_folder.sync("--no-digest", now="2026-11-24T09:00:00-05:00")
        assert "with its details" in " ".join(in_folder.sync("--discreet", now="2026-11-24T09:00:00-05:00").err.split())
        assert plain.get(name) == current

    @pytest.mark.parametrize("kind", ["file", "folder"])
    @pytest.mark.parametrize(
        "change",
        [(b"DATE:20261116", b"DATE:20261118"), (b"SUMMARY:4", b"SUMMARY:My 4"), (b"CLASS", b"COLOR:red\r\nCLASS")],
    )
    def test_that_the_user_changed_stays(self, place_of, followcal, kind, change):
        syncing = Syncing(place_of(kind), followcal)
        plain, name = syncing.place.plain, self.digest(syncing)
        plain.put(name, plain.get(name).replace(*change))
        before = plain.get(name)
        syncing.sync("--no-digest", now=THURSDAY)
        syncing.sync(now="2026-11-24T09:00:00-05:00")
        assert plain.get(name) == before

    def test_a_copy_in_a_file_or_one_with_guests_is_the_users(self, place_of, followcal):
        syncing = Syncing(place_of("file"), followcal)
        plain, name = syncing.place.plain, self.digest(syncing)
        copy = plain.get(name).replace(b"UID:", b"UID:0-")
        guests = plain.get(name).replace(b"CLASS", b"ATTENDEE:mailto:a@b.c\r\nCLASS")
        plain.put(name, guests)
        plain.put("copy", copy)
        before = [plain.get(each) for each in plain.names() if b"DIGEST" in plain.get(each)]
        syncing.moved()
        syncing.sync("--no-digest", now=MOVED)
        syncing.sync(now="2026-11-24T09:00:00-05:00")
        assert [plain.get(each) for each in plain.names() if b"DIGEST" in plain.get(each)] == before


def test_what_a_server_adds_by_itself_is_no_edit(objects):
    objects.invited()
    objects.called_off()
    objects.called_off(now=FAR)
    assert objects.place.rows() == []
