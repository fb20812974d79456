"""What is typed in a neutral event stands in the description behind it, and goes again with nothing else."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.formats.form_lines import Seen
from followcal.formats.overlaid import above, in_form, in_text
from followcal.formats.typed import mark_of, typed

FORM = "Why\n- because (S1)\n\nThey will reply:\nContact:\nI promised:\nOutcome:\nCompany: Acme\nYour notes:\n\nThe end"
SEEN = Seen(ours=tuple(mark_of(line) for line in FORM.split("\n") if mark_of(line)))
values = st.sampled_from(["by Friday", "Ann", "a list; b", "heard", "🙂", ""])
labels = st.sampled_from(["They will reply:", "Contact:", "I promised:", "Outcome:", "Company:", "Notes:"])
free = st.sampled_from(["call Bob", "- a fine day", "🙂", "", "555-0100"])
lines = st.one_of(st.builds("{} {}".format, labels, values).map(str.strip), free)
texts = st.lists(lines, max_size=5).map("\n".join)
filled = st.dictionaries(labels, values, max_size=4).map(
    lambda answers: "\n".join(
        f"{line} {answers[line]}".strip() if line in answers else line for line in FORM.split("\n")
    )
)


def seen_lines(text):
    return Counter(line.text for line in typed(text).lines if line.text)


def words(text):
    """What stands in a text, whatever line it stands in; but for the labels of the form."""
    found = (word for line in typed(text).lines for word in line.text.split())
    return Counter(word for word in found if not re.fullmatch("[A-Za-z]+:|They|will|I|Your", word))


class TestForm:
    @given(filled, texts, texts)
    def test_what_was_typed_before_is_not_lost(self, before, mine, now):
        text = above(mine.split("\n"), before) if mine else before
        found = words(in_form(text, "", now, SEEN))
        missing = words(text) - found
        assert set(missing) <= {"Acme"}  # ours: what followcal filled in gives way

    @given(filled, texts)
    def test_what_is_typed_stands_there(self, before, now):
        found = words(in_form(before, "", now, SEEN))
        assert not set(words(now)) - set(found)

    @given(filled, texts)
    def test_what_is_typed_no_more_goes_with_nothing_else(self, before, now):
        after = in_form(in_form(before, "", now, SEEN), now, "", SEEN)
        lost = words(before) - words(after)
        assert set(lost) <= {"Acme"}
        assert not words(after) - words(before)

    @given(filled, texts)
    def test_twice_is_once(self, before, now):
        once = in_form(before, "", now, SEEN)
        assert words(in_form(once, now, now, SEEN)) == words(once)

    @pytest.mark.parametrize(
        ("there", "typed_now", "after"),
        [
            ("Outcome:", "Outcome: heard", "Outcome: heard"),
            ("Outcome: heard", "Outcome: rejected\n- by mail", "Outcome: heard\nrejected\n- by mail"),
            ("Outcome: heard", "Outcome:", "Outcome: heard"),
            ("Outcome: heard", "Outcome: 🙂", "Outcome: heard\nOutcome: 🙂"),
            ("Outcome:", "Outcome: heard\nOutcome:", "Outcome: heard"),
            ("Contact: Ann", "Contact: Bob", "Contact: Ann\nContact: Bob"),
            ("Contact:\nAnn", "Contact: Bob", "Contact:\nAnn\nContact: Bob"),
            ("Your notes:\na\nb", "Notes: c", "Your notes:\na\nb\nNotes: c"),
            ("Your notes: a", "Notes: c\nd", "Your notes: a\nNotes: c\nd"),
            ("Role:", "a\n\nOutcome: heard", "a\nOutcome: heard\n\nRole:"),
            ("Role: x\n-> x", "Role: y", "Role: x\nRole: y"),
            ("<p>Contact: Ann</p><p>x</p>", "Contact: R & D", "<p>Contact: Ann<br>Contact: R &amp; D</p><p>x</p>"),
        ],
    )
    def test_where_it_stands(self, there, typed_now, after):
        seen = Seen(ours=(mark_of("Outcome:"), mark_of("Contact:"), mark_of("Your notes:")), answers={mark_of("-> x")})
        assert in_form(there, "", typed_now, seen) == after


class TestText:
    @pytest.mark.parametrize(
        ("there", "before", "now", "after"),
        [
            ("", "", "new", "new"),
            ("mine", "", "new", "new\n\nmine"),
            ("new\n\nmine", "new", "newer", "newer\n\nmine"),
            ("new\n\nmine", "new", "", "mine"),
            ("new", "new", "", ""),
            ("a\n\na", "a", "b", "b\n\na"),
        ],
    )
    def test_stands_above_what_was_there(self, there, before, now, after):
        assert in_text(there, before, now) == after

    def test_a_line_that_is_gone_already_is_no_matter(self):
        assert in_form("Outcome:\nmine", "Outcome: heard\nother", "", SEEN) == "Outcome:\nmine"

    @given(texts, texts)
    def test_nothing_else_goes_with_it(self, mine, now):
        both = in_text(mine, "", now)
        assert seen_lines(in_text(both, now, "")) == seen_lines(mine)
