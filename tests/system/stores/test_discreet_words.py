"""Whatever the user typed into an event, before, in or after a discreet while, is still there to be found."""

import random
import re

import pytest

from shares import IS_DEFAULT
from system.stores.conftest import server_params
from system.stores.syncer import invitation
from system.stores.test_discreet_sync import DISCREET, Discreetly
from system.stores.test_sync import MOVED, contents

AFTER = "2026-11-19T09:00:00-05:00"
SHOWN = "--no-discreet"


@pytest.fixture
def syncing(place_of, followcal):
    found = Discreetly(place_of("folder"), followcal)
    found.place.invite("one.ics", invitation("google"))
    return found


@pytest.fixture(params=["folder", *server_params()])
def objects(request, place_of, followcal):
    found = Discreetly(place_of(request.param), followcal)
    found.place.invite("one.ics", invitation("google"))
    return found


def add_above(place, name, line):
    place.edit(name, description=f"{line}\n{place.field(name, 'DESCRIPTION')}")


def hidden_with(syncing, *answers):
    """Hide a calendar after the form was answered so; the place and the name of the debrief."""
    syncing.sync()
    place, debrief = syncing.place, syncing.place.name_of("debrief")
    for label, answer in answers:
        place.type_into(debrief, label, answer)
    add_above(place, debrief, "a fine day")
    syncing.sync(now=AFTER)
    syncing.sync(DISCREET, now=AFTER)
    return place, debrief


def text(place, name):
    return str(place.field(name, "DESCRIPTION"))


def keeper(syncing):
    [name] = [name for name, data in contents(syncing.place).items() if b"KIND:memory" in data]
    return name


def holding(syncing, word):
    return [name for name, data in contents(syncing.place).items() if word in data.replace(b"\r\n ", b"")]


class TestBothBeforeAndMeanwhile:
    def test_notes_in_any_event(self, syncing):
        syncing.sync()
        place, call = syncing.place, syncing.place.name_of("check-in")
        add_above(place, call, "555-0100")
        syncing.sync(DISCREET)
        syncing.check()
        place.edit(call, description="left a voicemail")
        syncing.sync()
        assert text(place, call) == "left a voicemail"
        place.edit(call, description="left two voicemails")
        syncing.sync()
        assert text(place, call) == "left two voicemails"
        syncing.sync(SHOWN)
        assert text(place, call).startswith("left two voicemails\n\n555-0100\nFrom ")
        assert "a voicemail" not in text(place, call)
        shown = text(place, call)
        syncing.sync(DISCREET)
        syncing.check()
        syncing.sync(SHOWN)
        assert text(place, call) == shown

    def test_notes_that_are_taken_out_leave_ours(self, syncing):
        syncing.sync()
        place, call = syncing.place, syncing.place.name_of("check-in")
        syncing.sync(DISCREET)
        place.edit(call, description="left a voicemail")
        syncing.moved(code=3)
        place.edit(call, description=None)
        syncing.sync(now=MOVED)
        syncing.sync(SHOWN, now=MOVED)
        assert text(place, call).startswith("From Fri 27 Nov, 10:00")

    def test_a_title_and_a_place(self, syncing):
        syncing.sync()
        place, call = syncing.place, syncing.place.name_of("check-in")
        place.edit(call, summary="Ring Acme", location="Room 5", url="https://one.example")
        syncing.sync(DISCREET)
        syncing.check()
        place.edit(call, summary="Ring them", location="Café", url="https://two.example")
        syncing.sync()
        place.edit(call, summary="Ring them!", location="Café Zoë")
        syncing.sync()
        assert (place.field(call, "SUMMARY"), place.field(call, "LOCATION")) == ("Ring them!", "Café Zoë")
        syncing.sync(SHOWN)
        assert (place.field(call, "SUMMARY"), place.field(call, "LOCATION")) == ("Ring them!", "Café Zoë")
        found = text(place, call)
        assert found.startswith(
            "Your title before: Ring Acme\nYour place before: Room 5\nYour link before: https://one"
        )
        assert found.count("before:") == 3

    def test_properties_of_which_there_may_be_several(self, syncing):
        syncing.sync()
        place, call = syncing.place, syncing.place.name_of("check-in")
        place.edit(call, comment="one", attach="https://one.example", categories=["followcal", "one"])
        syncing.sync(DISCREET)
        place.edit(call, comment="two", attach="https://two.example", categories=["two"])
        syncing.sync()
        place.edit(call, comment="three", attach=None)
        syncing.sync()
        syncing.sync(SHOWN)
        lines = re.findall(rb"(?:COMMENT|ATTACH|CATEGORIES)[:;].*(?=\r)", place.plain.get(call))
        assert sorted(line.decode() for line in lines) == [
            "ATTACH:https://one.example",
            "CATEGORIES:followcal,one",
            "CATEGORIES:two",
            "COMMENT:one",
            "COMMENT:three",
        ]

    def test_an_alarm_that_says_something(self, syncing):
        syncing.sync()
        place, call = syncing.place, syncing.place.name_of("check-in")
        alarm = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:%s\r\nTRIGGER:-PT45M\r\nEND:VALARM\r\n"
        data = place.plain.get(call)
        place.plain.put(call, data.replace(b"END:VEVENT", alarm % b"wake me" + b"END:VEVENT"))
        syncing.sync(DISCREET)
        assert holding(syncing, b"wake me") == []
        hidden = re.search(rb"DESCRIPTION:Call[^\r]*\r\nTRIGGER:-PT45M", place.plain.get(call))[0]
        place.plain.put(call, place.plain.get(call).replace(hidden, hidden.replace(b"Call", b"Really call")))
        syncing.sync()
        syncing.sync(SHOWN)
        assert place.plain.get(call).count(b"-PT45M") == 2
        assert holding(syncing, b"wake me") == holding(syncing, b"Really call") == [call]

    def test_answers_of_a_list_add_up(self, syncing):
        syncing.sync()
        place, debrief = syncing.place, syncing.place.name_of("debrief")
        place.type_into(debrief, "I promised", "my portfolio")
        syncing.sync(now=AFTER)
        syncing.sync(DISCREET, now=AFTER)
        place.edit(debrief, description="I promised: two references")
        found = syncing.sync(now=AFTER).text
        assert "two references" in found
        assert "called off" not in found
        syncing.sync(SHOWN, now=AFTER)
        lines = text(place, debrief).splitlines()
        at = lines.index("I promised: my portfolio")
        assert lines[at + 1 : at + 3] == ["two references", "-> to send: my portfolio and two references"]

    def test_another_answer_counts_and_the_first_one_stays(self, syncing):
        place, debrief = hidden_with(syncing, ("They will reply", "by 25 November"), ("Your notes", "they laughed"))
        syncing.check()
        place.edit(debrief, description="a good feeling\nThey will reply: by 4 December\nNotes: I laughed\nand so on")
        assert "Mon 7 Dec" in syncing.sync(now=AFTER).text
        syncing.sync(SHOWN, now=AFTER)
        found = text(place, debrief)
        assert found.startswith("a good feeling\n\na fine day\nAt ")
        lines = found.splitlines()
        at = lines.index("They will reply: by 25 November")
        assert lines[at + 1] == "-> not counted: They will reply stands twice, the last one counts"
        assert lines[at + 2] == "They will reply: by 4 December"
        assert lines[at + 3].startswith("-> by Fri 4 Dec")
        at = lines.index("Your notes: they laughed")
        assert lines[at + 1 : at + 3] == ["Notes: I laughed", "and so on"]

    def test_what_is_taken_out_takes_nothing_with_it(self, syncing):
        place, debrief = hidden_with(syncing, ("They will reply", "by 25 November"), ("Outcome", "heard"))
        words = "They will reply: by 25 November\nOutcome: heard\nI promised: two references\nCompany: Acme AG"
        place.edit(debrief, description=f"a fine day\n{words}")
        syncing.sync(now=AFTER)
        place.edit(debrief, description=None)
        syncing.sync(now=AFTER)
        syncing.sync(SHOWN, now=AFTER)
        lines = text(place, debrief).splitlines()
        for line in ("a fine day", "They will reply: by 25 November", "Outcome: heard", "I promised:", "Company:"):
            assert lines.count(line) == 1
        assert "references" not in text(place, debrief)
        assert "AG" not in text(place, debrief)


class TestTheEventThatRemembers:
    def test_with_words_of_the_users_stays_as_theirs(self, objects):
        objects.sync()
        place, name = objects.place, keeper(objects)
        place.edit(name, description=f"ask Zoë\n{place.field(name, 'DESCRIPTION')}", categories=["followcal", "mine"])
        found = objects.sync(DISCREET)
        assert "what you wrote into it stays there, in an event of your own" in " ".join(found.err.split())
        data = place.plain.get(name)
        assert b"SUMMARY:Notes\r\n" in data
        assert str(place.field(name, "DESCRIPTION")) == "ask Zoë"
        assert not re.search(rb"followcal|-----|told|deleted", data.replace(place.target.encode(), b""), re.IGNORECASE)
        assert b"CATEGORIES:mine" in data
        before = contents(place)
        assert "nothing changed" in " ".join(objects.sync().text.split())
        assert contents(place) == before
        objects.sync(SHOWN)
        assert place.plain.get(name) == data
        assert keeper(objects) != name
        assert "nothing changed" in " ".join(objects.sync().text.split())
        objects.sync(DISCREET)
        assert place.plain.get(name) == data
        assert holding(objects, b"KIND:memory") == []

    @pytest.mark.parametrize("field", ["summary", "location"])
    def test_with_another_field_of_the_users(self, syncing, field):
        syncing.sync()
        name = keeper(syncing)
        syncing.place.edit(name, **{field: "mine"})
        syncing.sync(DISCREET)
        assert syncing.place.field(name, field.upper()) == "mine"
        assert syncing.place.field(name, "DESCRIPTION") is None

    def test_goes_where_nobody_wrote_into_it(self, syncing):
        syncing.sync()
        name, place = keeper(syncing), syncing.place
        day = place.field(name, "DTSTART").dt
        place.edit(name, dtstart=day.replace(day=20), dtend=day.replace(day=21))
        syncing.sync(DISCREET)
        assert name not in place.plain.names()


class TestShownByAnotherComputer:
    def test_what_that_one_did_not_know_comes_back(self, syncing):
        syncing.sync()
        place = syncing.place
        call, debrief, note = (place.name_of(kind) for kind in ("check-in", "debrief", "closing"))
        add_above(place, call, "555-0100")
        place.edit(call, summary="Ring Acme", location="Room 5")
        add_above(place, debrief, "a fine day")
        place.edit(note, summary="Bye")
        syncing.sync(DISCREET)
        place.edit(debrief, description="Outcome: who knows\n")
        syncing.sync()
        syncing.sync(SHOWN, machine="another")
        assert holding(syncing, b"555-0100") == holding(syncing, b"a fine day") == []
        place.edit(note, summary="Good bye")
        syncing.sync(SHOWN)
        assert place.field(call, "SUMMARY") == "Ring Acme"
        assert place.field(call, "LOCATION") == "Room 5"
        assert text(place, call).startswith("555-0100\nFrom ")
        assert text(place, debrief).startswith("a fine day\n")
        assert text(place, debrief).count("Outcome: who knows") == 1
        assert place.field(note, "SUMMARY") == "Good bye"
        assert text(place, note) == "Your title before: Bye"
        before = contents(place)
        syncing.sync()
        syncing.sync()
        assert contents(place) == before

    def test_also_where_it_is_hidden_again(self, syncing):
        syncing.sync()
        place, call = syncing.place, syncing.place.name_of("check-in")
        add_above(place, call, "555-0100")
        syncing.sync(DISCREET)
        syncing.sync(SHOWN, machine="another")
        syncing.sync()
        syncing.check()
        syncing.sync(SHOWN)
        assert text(place, call).startswith("555-0100\nFrom ")


LABELS = ("Outcome", "I promised", "They will reply", "Your notes", "Contact", "Sent", "Company")


def typed_anywhere(rnd, place, name, word):
    """Put a word into an event, behind or above what stands there."""
    title, notes, where = (str(place.field(name, field) or "") for field in ("SUMMARY", "DESCRIPTION", "LOCATION"))
    label = rnd.choice(LABELS)
    into_form, count = re.subn(rf"(?m)^({label}:.*)$", rf"\1 {word}", notes, count=1)
    fields = (
        {"summary": f"{title} {word}"},
        {"description": f"{word}\n{notes}"},
        {"description": f"{notes}\n{word}"},
        {"description": into_form if count else f"{label}: {word}\n{notes}"},
        {"location": f"{where} {word}".strip()},
    )
    place.edit(name, **rnd.choice(fields))


@pytest.mark.parametrize("seed", range(4 if IS_DEFAULT else 60))
def test_no_word_is_lost_to_and_fro(syncing, seed):
    rnd, place = random.Random(seed), syncing.place
    now = rnd.choice([MOVED, AFTER])
    any_code = {"now": now, "code": {0, 1, 3}}
    syncing.sync(**any_code)
    names = [*(place.name_of(kind) for kind in ("check-in", "debrief", "closing", "thank-you")), keeper(syncing)]
    words = []
    for _ in range(14):
        match rnd.choice(["type"] * 5 + ["run", "hide", "show", "move", "show elsewhere"]):
            case "type":
                name = rnd.choice(names)
                if place.plain.get(name) is not None:
                    words.append(f"word{len(words)}x")
                    typed_anywhere(rnd, place, name, words[-1])
            case "hide":
                syncing.sync(DISCREET, **any_code)
            case "show":
                syncing.sync(SHOWN, **any_code)
            case "show elsewhere":
                syncing.sync(SHOWN, machine="another", **any_code)
            case "move":
                place.invite("one.ics", invitation("moved"))
            case _:
                syncing.sync(**any_code)
    syncing.sync(SHOWN, **any_code)
    assert [word for word in words if not holding(syncing, word.encode())] == []
    syncing.sync(SHOWN, **any_code)
    before = contents(place)
    syncing.sync(**any_code)
    assert contents(place) == before
