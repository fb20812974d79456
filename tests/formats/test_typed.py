"""The lines of a description, as they are seen, and changed without touching the others."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.formats.typed import Edit, added, edited, mark_of, removed, replaced, typed

markup = st.lists(
    st.sampled_from(
        ["<br>", "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "\n", "\r\n", "&amp;", "a", "b c", "<x>", " "]
    ),
    max_size=20,
).map("".join)


def seen(text):
    return [line.text for line in typed(text).lines]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\r\nb\rc\u2028d", ["a", "b", "c", "d"]),
        ("<div>a</div><div>b</div>", ["a", "b", ""]),
        ("<div>a</div><div><br></div><div>b</div>", ["a", "", "b", ""]),
        ("<ul><li>a<li>b</ul>", ["a", "b", ""]),
        ("a<BR />b", ["a", "b"]),
        ("<html><body>a\nb<br>c</body></html>", ["a b", "c", ""]),
        ("Bo <bo@acme.com> <b@x.org> <brand>", ["Bo <bo@acme.com> <b@x.org> <brand>"]),
        ("a<!-- x -->b", ["ab"]),
        ("a&nbsp;&lt;b&gt; &copy &#x41;&unknown;", ["a <b> &copy A&unknown;"]),
        ("", [""]),
    ],
)
def test_lines_as_they_are_seen(text, lines):
    assert seen(text) == lines


@given(markup)
def test_every_visible_character_has_one_place(text):
    places = [place for line in typed(text).lines for place in line.pieces]
    assert places == sorted(places)
    assert all(first < last for first, last in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


@given(markup, st.data())
def test_a_new_line_is_seen_under_its_line_and_the_others_as_before(text, data):
    there = typed(text)
    number = data.draw(st.integers(0, len(there.lines) - 1))
    new = edited(text, added(there, there.lines[number], ["x < &amp; y"]))
    lines = [line for line in seen(text)]
    lines.insert(number + 1, "x < &amp; y" if there.is_html else "x < & y")
    assert [line for line in seen(new) if line] == [line for line in lines if line]


@given(markup, st.data())
def test_a_line_replaced_or_removed_leaves_the_others(text, data):
    there = typed(text)
    full = [number for number, line in enumerate(there.lines) if line.mark]
    if not full:
        return
    number = data.draw(st.sampled_from(full))
    lines = seen(text)
    lines[number] = "new"
    assert seen(edited(text, replaced(there, there.lines[number], "new"))) == lines
    gone = seen(edited(text, removed(there, there.lines[number])))
    assert [line for line in gone if line] == [line for n, line in enumerate(lines) if line and n != number]


def test_edits_at_one_place_keep_their_order():
    assert edited("ab", [Edit(1, 1, "x"), Edit(1, 1, "y"), Edit(0, 1, "")]) == "xyb"


def test_looks_make_no_other_line():
    marks = {
        mark_of(text)
        for text in ("- Don't  wait…", "> • don’t wait...", "DON'T\xa0WAIT...", "1. don't wait...", "à Don't wait...")
    }
    assert len(marks) == 1
    assert mark_of("--- ***") == ""
