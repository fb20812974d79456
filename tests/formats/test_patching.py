"""A component written anew in part: what is not written anew stays to the byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Event

from followcal.formats.alarms import alarms_of_the_user, has_our_alarm, set_alarm
from followcal.formats.blocks import Block
from followcal.formats.patching import Patch
from followcal.formats.writing import text_value

ENDS = st.sampled_from(["\n", "\r\n"])
VALUES = st.text(st.sampled_from("abz;:,\\\"' üß漢=\t^"), max_size=30)
LINES = st.builds(
    "{}{}:{}".format,
    st.sampled_from(["SUMMARY", "X-A", "x-b", "ATTACH", "DESCRIPTION", "BEGINNING", "COMMENT"]),
    st.sampled_from(["", ";A=b", ';A="x:y;z"', ";A=b,c;D=e"]),
    VALUES,
)
INNER = st.builds(lambda lines, name: [f"BEGIN:{name}", *lines, f"END:{name}"], st.lists(LINES), st.just("VALARM"))
DEEP = st.builds(
    lambda inner, name: [f"BEGIN:{name}", *inner, f"END:{name}"], INNER, st.sampled_from(["X-C", "VALARM"])
)


@st.composite
def components(draw):
    """Return logical lines of a component, folded anywhere, and its line end."""
    lines = draw(st.lists(LINES, max_size=6))
    inner = [line for each in draw(st.lists(INNER | DEEP, max_size=3)) for line in each]
    end, width = draw(ENDS), draw(st.integers(12, 80))

    def folded(line):
        return f"{end} ".join(line[at : at + width] for at in range(0, len(line), width))

    return [folded(line) + end for line in ("BEGIN:VEVENT", *lines, *inner, "END:VEVENT")]


def patch_of(lines):
    return Patch(Block("VEVENT", "".join(lines).encode(), 1))


def is_of(line, name):
    return line.replace("\r\n ", "").replace("\n ", "").upper().startswith((f"{name}:", f"{name};"))


@given(components())
def test_unchanged_it_is_the_same_to_the_byte(lines):
    assert patch_of(lines).text == "".join(lines)


@given(components(), st.sampled_from(["SUMMARY", "X-B", "STATUS"]), st.lists(VALUES, max_size=2))
def test_all_but_what_is_written_stays_to_the_byte_and_in_order(lines, name, values):
    patch = patch_of(lines)
    patch.set(name, *(text_value(value) for value in values))
    assert [part.plain for part in patch.all(name)] == values
    inside = next((n for n, line in enumerate(lines[1:], 1) if is_of(line, "BEGIN")), len(lines) - 1)
    stays = [line for line in lines[:inside] if not is_of(line, name)] + lines[inside:]
    at = next((n for n, line in enumerate(lines[:inside]) if is_of(line, name)), inside)
    written = "".join(part.text for part in patch.all(name))
    assert patch.text == "".join(stays[:at]) + written + "".join(stays[at:])
    assert Patch(Block("VEVENT", patch.text.encode(), 1)).text == patch.text


@given(st.text(st.sampled_from("ab ,;\\n\n漢"), max_size=100))
def test_what_is_written_is_read_by_others(text):
    patch = patch_of(["BEGIN:VEVENT\r\n", "SUMMARY:a\r\n", "END:VEVENT\r\n"])
    patch.set("SUMMARY", text_value(text))
    assert str(Event.from_ical(patch.text)["SUMMARY"]) == text.replace("\\N", "\n")
    assert patch.all("SUMMARY")[0].plain == text.replace("\\N", "\n")


@pytest.mark.parametrize("is_wanted", [True, False])
@given(components(), st.booleans())
def test_an_alarm_of_the_users_is_never_touched(is_wanted, lines, has_ours):
    ours = ["BEGIN:VALARM\r\nTRIGGER:-P0D\r\nACTION:DISPLAY\r\nEND:VALARM\r\n"] if has_ours else []
    patch = patch_of([*lines[:-1], *ours, lines[-1]])
    set_alarm(patch, "old", "new", is_wanted=is_wanted)
    assert has_our_alarm(patch.text) == is_wanted
    assert alarms_of_the_user(patch.text) == alarms_of_the_user("".join(lines))
