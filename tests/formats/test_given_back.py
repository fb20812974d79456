"""What is left of the event in which followcal keeps its notes: what the user wrote into it, and nothing of ours."""

from datetime import UTC, date, datetime

import pytest

from followcal.formats.discretion import is_neutral
from followcal.formats.followup_file import Head
from followcal.formats.followup_objects import KEEPER_TEXT, keeper_object
from followcal.formats.given_back import given_back
from followcal.formats.objects import is_ours

NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
KEEPER = keeper_object(Head(removed=frozenset({"12345678"})), "a-b", date(2026, 11, 10), NOW, None)
FOLDED = KEEPER.replace(b"\r\n ", b"")


def test_nothing_where_nothing_was_written():
    assert given_back(KEEPER) is None
    assert given_back(FOLDED.replace(b":20261110", b":20261112")) is None


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (b"SUMMARY:followcal keeps its notes here", b"SUMMARY:mine", b"SUMMARY:mine"),
        (b"its notes here", b"its notes here\\, mine", b"SUMMARY:Notes\\, mine"),
        (b"DESCRIPTION:", b"DESCRIPTION:mine\\n", b"DESCRIPTION:mine"),
        (b"DESCRIPTION:", b"DESCRIPTION:<p>mine</p><br>", b"DESCRIPTION:<p>mine</p>"),
        (b"CATEGORIES:followcal", b"CATEGORIES:mine,followcal", b"CATEGORIES:mine"),
        (b"CLASS", b"COLOR:red\r\nCLASS", b"COLOR:red"),
        (
            b"END:VEVENT",
            b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:PT0S\r\nDESCRIPTION:mine\r\nEND:VALARM\r\nEND:VEVENT",
            b"DESCRIPTION:mine",
        ),
    ],
)
def test_what_was_written_stays(old, new, line):
    found = given_back(FOLDED.replace(old, new, 1))
    assert line + b"\r\n" in found
    assert b"followcal" not in found.lower()
    assert KEEPER_TEXT[:30].encode() not in found
    assert is_neutral(found.decode())
    assert not is_ours(found)
    assert b"UID:a-b\r\n" in found
