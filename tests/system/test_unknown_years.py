"""A year whose business days are not known stops what leads into it, and nothing else (B5)."""

import pytest

from system.test_life import EXAMPLE, PLACE, edit, followcal, typing  # noqa: F401

BEFORE = ("--now", "2026-10-20T09:00:00-05:00")
AFTER = ("--now", "2026-10-29T09:00:00-05:00")
MOVED = (b"T140000", b"T150000"), (b"T153000", b"T163000")


@pytest.fixture
def colombo(tmp_path):
    """An interview in Sri Lanka, of which the years after 2026 are not known."""
    data = EXAMPLE.read_bytes().replace(b"20261118", b"20261028").replace(b"America/New_York", b"Asia/Colombo")
    path = tmp_path / "colombo.ics"
    path.write_bytes(data.replace(b"UID:", b"UID:lk-").replace(b"Acme", b"Zeta").replace(b"acme", b"zeta"))
    return path


@pytest.fixture
def both(plan, tmp_path, colombo):
    """A calendar file with the follow-ups of that interview, and of one in New York that has moved since."""
    plan(EXAMPLE, *PLACE, *BEFORE)
    plan(colombo, *BEFORE)
    edit(tmp_path / "followups.ics", "debrief", typing({"They will reply:": "by 10 January"}), company="Zeta")
    other = tmp_path / "moved.ics"
    data = EXAMPLE.read_bytes()
    for old, new in MOVED:
        data = data.replace(old, new)
    other.write_bytes(data.replace(b"SEQUENCE:0", b"SEQUENCE:1"))
    return other, colombo


def events(path, company):
    pieces = path.read_bytes().split(b"BEGIN:VEVENT")[1:]
    return [piece for piece in pieces if company in piece.replace(b"\r\n ", b"")]


class TestAnAnswerInAYearThatIsNotKnown:
    def test_other_employers_are_planned_for_and_it_is_named(self, plan, tmp_path, both):
        file = tmp_path / "followups.ics"
        before = events(file, b"Zeta")
        found = plan(*both, *AFTER, code=3)
        [line] = [line for line in found.err.splitlines() if "2027" in line]
        assert line.startswith("followcal: skipped: Interview with Zeta: Data Engineer: the business days of 2027 are ")
        assert line.endswith("; a newer holidays package may know them; its follow-ups stay as they are")
        assert "15:00 to 16:30" in found.text
        assert "Zeta" not in found.text
        assert events(file, b"Zeta") == before
        assert any(b"20261118T214500Z" in event for event in events(file, b"Acme"))
        assert "nothing changed; 6 of other interviews untouched" in plan(*both, *AFTER, code=3).text

    def test_alone_it_is_an_error_and_nothing_changes(self, plan, tmp_path, both):
        before = (tmp_path / "followups.ics").read_bytes()
        assert "2027 are not known for LK" in plan(both[1], *AFTER, code=1).err
        assert (tmp_path / "followups.ics").read_bytes() == before

    def test_lists_over_all_interviews_have_the_others(self, followcal, both):  # noqa: F811
        found = followcal("next", *AFTER, code=3)
        assert "6 steps later" in found.text
        assert "2027 are not known for LK" in found.err
        assert "Acme" in followcal("why", "followups.ics", *AFTER).text

    def test_where_it_is_known_again_its_plan_goes_on(self, plan, tmp_path, both):
        plan(*both, *AFTER, code=3)
        edit(tmp_path / "followups.ics", "debrief", typing({"They will reply:": "by 9 November"}), company="Zeta")
        found = plan(*both, *AFTER)
        assert "Tue 10 Nov 10:00" in found.text


def test_an_interview_whose_plan_leads_there_stops_no_other(plan, tmp_path, colombo):
    colombo.write_bytes(colombo.read_bytes().replace(b"20261028", b"20261216"))
    found = plan(EXAMPLE, colombo, *BEFORE, code=3)
    assert "Zeta: Data Engineer: the business days of 2027 are not known for LK" in found.err
    assert "Acme" in found.text
