"""An event that another computer wrote with its details: what the user wrote is laid over it, and nothing doubled."""

import pytest

from followcal.errors import UnreadableError
from followcal.formats.covering import covered, uncovered
from followcal.formats.shown_elsewhere import with_what_is_known
from formats.test_covering import ACME, NOW, edited, present


def cover_of(full):
    return covered(full, NOW)[1]


@pytest.mark.parametrize("kind", sorted(ACME))
def test_without_words_of_the_users_it_stays_as_it_is(kind):
    assert with_what_is_known(cover_of(ACME[kind]), ACME[kind]) == ACME[kind]


@pytest.mark.parametrize("kind", sorted(ACME))
def test_what_the_user_wrote_is_there_again_once(kind):
    words = f"mine\n{present(ACME[kind]).event.description}"
    full = edited(ACME[kind], {"start", "end", "summary", "status", "alarm"}, words)
    found = with_what_is_known(cover_of(full), ACME[kind])
    there = present(found)
    assert there.edited == present(full).edited
    assert there.event.value("description") == present(full).event.value("description")
    assert with_what_is_known(cover_of(full), found) == found


def test_what_was_typed_in_the_neutral_one_is_not_doubled():
    neutral, cover = covered(ACME["check-in"], NOW)
    theirs = edited(neutral, (), "555-0100")
    full = uncovered(cover, theirs)
    assert with_what_is_known(cover_of(full), full) == full
    other = edited(full, (), "a voicemail\n555-0100")
    assert present(with_what_is_known(cover_of(full), other)).event.description == "a voicemail\n555-0100"
    more = edited(full, (), "555-0100\nextension 7")
    assert present(with_what_is_known(cover_of(more), other)).event.description == (
        "extension 7\n\na voicemail\n555-0100"
    )


def test_an_answer_of_ours_is_nobodys():
    text = present(ACME["debrief"]).event.description
    full = edited(ACME["debrief"], (), text.replace("Outcome:", "Outcome: heard"))
    found = present(with_what_is_known(cover_of(full), ACME["debrief"])).event.description
    assert found == text.replace("Outcome:", "Outcome: heard")


def test_a_title_that_was_changed_since_counts():
    full = edited(ACME["check-in"], {"summary"})
    there = edited(ACME["check-in"], ()).replace(b"SUMMARY:", b"SUMMARY:Really ", 1)
    event = present(with_what_is_known(cover_of(full), there)).event
    assert event.summary.startswith("Really ")
    assert event.description.startswith("Your title before: ✓ mine")


def test_what_cannot_be_read_says_so():
    with pytest.raises(UnreadableError):
        with_what_is_known(cover_of(ACME["check-in"]), b"BEGIN:VEVENT\r\nEND:VEVENT\r\n")
