"""The first week of a user, once on each way to keep follow-ups; what stands there after each day is in one table."""

import csv
from pathlib import Path

from system.stores.syncer import ME, invitation

TABLE = Path(__file__).parents[2] / "data/first_week.csv"


def expected(day, *, is_file):
    """What stands in the calendar; a file drops what is called off and was not edited."""
    with TABLE.open(encoding="utf-8") as file:
        rows = [row["event"] for row in csv.DictReader(file) if row["day"] == day]
    return sorted(row for row in rows if not (is_file and " CANCELLED " in row))


class Week:
    def __init__(self, place, followcal):
        self.place, self.followcal = place, followcal

    def sync(self, now, code=0):
        place = self.place
        return self.followcal("sync", *place.sources, "--to", place.target, *ME, "--now", now, code=code)

    def holds(self, day):
        assert self.place.rows() == expected(day, is_file=self.place.is_file)


def test_the_first_week(place, followcal):
    week = Week(place, followcal)
    place.invite("one.ics", invitation("google"))
    week.sync("2026-11-10T09:00:00-05:00")
    week.holds("invited")

    place.invite("one.ics", invitation("moved"))
    week.sync("2026-11-13T09:00:00-05:00")
    week.holds("moved")

    place.type_into(place.name_of("debrief"), "They will reply", "end of next week")
    week.sync("2026-11-20T18:00:00-05:00")
    week.holds("said")

    place.invite("two.ics", invitation("round_two"))
    week.sync("2026-11-24T10:00:00-05:00")
    week.holds("second round")

    place.type_into(
        place.name_of("debrief", "Debrief Acme Robotics (Senior Backend Engineer)\\, by Thu 3 Dec"),
        "Outcome",
        "rejected",
    )
    week.sync("2026-12-04T12:00:00-05:00")
    week.holds("rejected")

    week.sync("2026-12-14T12:00:00-05:00")
    week.holds("swept")
    before = {name: place.plain.get(name) for name in place.plain.names()}
    found = week.sync("2026-12-14T12:00:00-05:00")
    assert "nothing changed" in found.text
    assert {name: place.plain.get(name) for name in place.plain.names()} == before
