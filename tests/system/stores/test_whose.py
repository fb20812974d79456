"""What carries our mark, and is not ours: invitations of others, copies, and what the user invited somebody to."""

import re

import pytest

from system.stores.conftest import server_params
from system.stores.syncer import INVITED, LATER, MONDAY, MOVED, THURSDAY, contents, invitation, unmark

GUESTS = b"ORGANIZER:mailto:bob@internal\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@internal\r\n"
ALICE = b"ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:alice@internal\r\n"


def lunch(uid, kind, more=b""):
    """An invitation of somebody else that carries our mark."""
    return (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20261101T100000Z\r\n"
        b"DTSTART:20261210T100000Z\r\nDTEND:20261210T110000Z\r\nSUMMARY:Lunch with Bob\r\nX-FOLLOWCAL-KIND:%s\r\n"
        b"%s%s%sEND:VEVENT\r\nEND:VCALENDAR\r\n" % (uid, kind, more, GUESTS, ALICE)
    )


def notes_in(place):
    """The names of the events that carry the mark of our notes."""
    return [name for name, data in contents(place).items() if b"X-FOLLOWCAL-KIND:memory" in data]


def named(place, mark):
    return [name for name, data in contents(place).items() if mark in data]


LUNCHES = {f"{first}-{kind}-lunch": kind for first in ("000", "zzz") for kind in ("memory", "digest")}
"""Invitations before and behind our own items, by what they carry the mark of."""


class TestAnInvitationThatCarriesOurMark:
    @pytest.mark.parametrize("lunches", [[each] for each in LUNCHES], ids="".join)
    def test_is_never_touched(self, in_folder, lunches):
        self.check(in_folder, lunches)

    @pytest.mark.parametrize("objects", server_params(), indirect=True)
    def test_is_never_touched_on_a_server_with_others_like_it(self, objects):
        self.check(objects, LUNCHES)

    def check(self, objects, lunches):
        objects.place.invite("one.ics", invitation("google"))
        objects.sync("--digest", now=THURSDAY)
        place = objects.place
        [notes] = notes_in(place)
        for each in lunches:
            item = lunch(each.encode(), LUNCHES[each].encode(), b"X-FOLLOWCAL-DIGEST:20261123\r\n")
            place.plain.put(f"{each}.ics", item)
        before = {f"{each}.ics": place.plain.get(f"{each}.ics") for each in lunches}
        objects.moved()
        objects.sync(now=MONDAY, machine="another")
        objects.sync("--no-digest", now=LATER)
        assert notes in notes_in(place)
        objects.sync("--discreet", now=LATER)
        assert {name: place.plain.get(name) for name in before} == before

    @pytest.mark.parametrize("name", ["000-lunch", "zzz-lunch"])
    def test_is_not_believed(self, in_folder, tmp_path, name):
        place = in_folder.place
        in_folder.invited()
        (tmp_path / "config/followcal").mkdir(parents=True)
        (tmp_path / "config/followcal/config.toml").write_text(f'[sync]\ntarget = "{place.target}"\n')
        in_folder.run("tell", "rejected by Acme", "--now", "2026-11-19T09:00:00-05:00")
        [notes] = notes_in(place)
        fact = re.search(rb"X-FOLLOWCAL-FACTS:[^\r]*\r\n(?: [^\r]*\r\n)*", place.plain.get(notes))[0]
        for each in place.plain.names():
            place.plain.delete(each)
        in_folder.sync(machine="a new one")
        rows = place.rows()
        for told in (fact, b"X-FOLLOWCAL-FACTS:AAAA\r\n"):
            place.plain.put("lunch.ics", lunch(name.encode(), b"memory", told))
            assert "nothing changed" in in_folder.sync(machine="a new one").text
            in_folder.sync(machine="another")
            assert place.rows() == rows


class TestWhatTheUserInvitedSomebodyTo:
    def invited(self, syncing):
        """Invite somebody to the weekly digest and to the notes; return what stands there then."""
        syncing.place.invite("one.ics", invitation("google"))
        syncing.sync("--digest", now=THURSDAY)
        plain = syncing.place.plain
        for name in (*notes_in(syncing.place), *named(syncing.place, b"KIND:digest")):
            plain.put(name, plain.get(name).replace(b"END:VEVENT", GUESTS.replace(b"bob", b"alice") + b"END:VEVENT"))
        return {name: plain.get(name) for name in named(syncing.place, b"ORGANIZER")}

    def test_is_theirs(self, objects):
        before = self.invited(objects)
        assert len(before) == 2
        for args, now in (((), MOVED), ((), MONDAY), (("--no-digest",), MONDAY), (("--discreet",), LATER)):
            objects.sync(*args, now=now)
            assert before.items() <= contents(objects.place).items()

    def test_what_was_remembered_is_written_down_anew(self, in_folder):
        place = in_folder.place
        before = self.invited(in_folder)
        place.plain.delete(place.name_of("check-in"))
        in_folder.sync(now=MOVED)
        assert len(set(notes_in(place)) - before.keys()) == 1
        assert "nothing changed" in in_folder.sync(now=MOVED).text
        in_folder.sync(now=MOVED, machine="another")
        assert not named(place, b"KIND:check-in")

    def test_is_theirs_without_our_properties_too(self, in_folder):
        before = self.invited(in_folder)
        unmark(in_folder.place)
        bare = {name: contents(in_folder.place)[name] for name in before}
        in_folder.sync(now=MOVED)
        assert bare.items() <= contents(in_folder.place).items()


class TestACopy:
    @pytest.mark.parametrize("uid", [b"my-copy", b"000"])
    def test_of_the_notes_is_the_users(self, in_folder, uid):
        place = in_folder.place
        in_folder.invited()
        [notes] = notes_in(place)
        copy = re.sub(rb"UID:[^\r]*", b"UID:" + uid, place.plain.get(notes))
        copy = copy.replace(b"END:VEVENT", b"COMMENT:my own words\r\nEND:VEVENT")
        name = f"{uid.decode()}.ics"
        place.plain.put(name, copy)
        in_folder.moved()
        in_folder.sync(now=MOVED, machine="another")
        assert place.plain.get(name) == copy
        assert notes_in(place) == sorted([name, notes])
        in_folder.sync("--discreet", now=MOVED)
        assert notes_in(place) == [name]

    @pytest.mark.parametrize("name", ["000.ics", "zzz.ics"])
    @pytest.mark.parametrize("kind", ["debrief", "check-in"])
    def test_stays_the_users_when_the_original_is_deleted(self, in_folder, name, kind):
        self.check(in_folder, {name: kind})

    @pytest.mark.parametrize("objects", server_params(), indirect=True)
    def test_stays_the_users_on_a_server_beside_other_copies(self, objects):
        self.check(
            objects, {f"{first}-{kind}.ics": kind for first in ("000", "zzz") for kind in ("debrief", "check-in")}
        )

    def check(self, objects, copied):
        place, plain = objects.place, objects.place.plain
        objects.invited()
        originals = {place.name_of(kind) for kind in copied.values()}
        for name, kind in copied.items():
            [original] = [each for each in originals if f"KIND:{kind}".encode() in plain.get(each)]
            plain.put(name, re.sub(rb"UID:[^\r]*", b"UID:my-" + name[:-4].encode(), plain.get(original)))
        copies = {name: plain.get(name) for name in copied}
        assert "nothing changed" in " ".join(objects.sync().text.split())
        for original in originals:
            plain.delete(original)
        found = objects.sync()
        assert "deleted by you, and not planned again" in " ".join(found.text.split())
        objects.moved()
        objects.moved(machine="another")
        objects.called_off()
        objects.called_off(machine="a third one")
        objects.called_off(now="2026-12-20T09:00:00-05:00")
        objects.called_off(now="2026-12-20T09:00:00-05:00", machine="a fourth one")
        assert {name: plain.get(name) for name in copied} == copies
        assert list(place.events()) == sorted(copied)

    def test_is_not_marked_again(self, in_folder):
        place, plain = in_folder.place, in_folder.place.plain
        in_folder.invited()
        original = place.name_of("check-in")
        plain.put("copy.ics", plain.get(original).replace(b"UID:", b"UID:copy-of-"))
        in_folder.sync()
        unmark(place)
        bare = plain.get("copy.ics")
        assert "marked again" in in_folder.sync().err
        assert place.name_of("check-in") == original
        assert plain.get("copy.ics") == bare

    def test_that_is_deleted_is_no_wish(self, in_folder):
        place, plain = in_folder.place, in_folder.place.plain
        in_folder.invited()
        plain.put("copy.ics", plain.get(place.name_of("check-in")).replace(b"UID:", b"UID:copy-of-"))
        in_folder.sync()
        plain.delete("copy.ics")
        assert "nothing changed" in in_folder.sync().text
        in_folder.moved()
        assert len(place.events()) == 6

    def test_of_a_digest_is_the_users(self, in_folder):
        place = in_folder.place
        place.invite("one.ics", invitation("google"))
        in_folder.sync("--digest", now=THURSDAY)
        [digest] = named(place, b"KIND:digest")
        before = place.plain.get(digest)
        copy = re.sub(rb"UID:[^\r]*", b"UID:000", before)
        place.plain.put("000.ics", copy)
        in_folder.moved()
        assert place.plain.get(digest) != before
        in_folder.sync("--no-digest", now=LATER)
        assert place.plain.get("000.ics") == copy
        assert place.plain.get(digest) is None

    def test_where_a_server_names_everything_anew_the_notes_are_ours_all_the_same(self, in_folder):
        place = in_folder.place
        in_folder.invited()
        for name, data in contents(place).items():
            place.plain.delete(name)
            place.plain.put(f"{name[:-4]}.EML.ics", data.replace(b"UID:", b"UID:040000008200E0-"))
        before = contents(place)
        in_folder.sync(machine="another")
        assert contents(place) == before


def test_a_run_asks_no_more_than_before(objects, sent):
    objects.invited()
    objects.place.plain.put("zzz-lunch.ics", lunch(b"zzz-lunch", b"memory"))
    objects.sync(now=INVITED)
    sent.clear()
    assert "nothing changed" in " ".join(objects.sync(now=INVITED).text.split())
    assert len(sent) in (0, 2)
