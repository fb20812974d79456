"""Bulk plans are the plans of the one-by-one planner, row by row."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from followcal.arrays.planning import ENDS, STEPS
from followcal.arrays.tables import Flag
from followcal.bulk import BulkPlanner
from followcal.core.interview import Interview, Office
from followcal.core.planning import plan
from followcal.core.policy import DEFAULT_POLICY, Kind
from followcal.core.timeline import AnswerBy, ContactInvited, NotUnderstood, SilenceMeansNo, StatedTimeline, Undated
from followcal.errors import FollowcalError
from strategies import calendars, moments, policies

DAY = timedelta(days=1)
KINDS = {step: Kind(step.replace("_", "-")) for step in STEPS}
STATED = {
    "answer-by": AnswerBy,
    "invited": ContactInvited,
    "silence-means-no": SilenceMeansNo,
    "undated": lambda _: Undated(),
    "not-understood": lambda _: NotUnderstood(),
}


@st.composite
def rows(draw):
    end = draw(moments())
    kind = draw(st.sampled_from([None, *STATED]))
    day = end.date() + draw(st.integers(-1, 25)) * DAY
    if kind == "silence-means-no" and draw(st.booleans()):
        day = None
    start = end - timedelta(minutes=draw(st.integers(0, 1500)))
    if draw(st.integers(0, 9)) == 0:  # all day
        start = end.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return {
        "end": end,
        "start": min(start, end, key=datetime.timestamp),
        "zone": str(end.tzinfo),
        "calendar": draw(st.sampled_from(["one", "other"])),
        "policy": draw(st.sampled_from(["", "mine", "yours"])),
        "stated": kind,
        "stated_day": day,
        "no_calls": draw(st.booleans()),
        "no_contact": draw(st.integers(0, 9)) == 0,
    }


def interview(row):
    """What the row says, for the planner."""
    timeline = None
    if row["stated"] or row["no_calls"] or row["no_contact"]:
        promise = STATED[row["stated"]](row["stated_day"]) if row["stated"] else None
        timeline = StatedTimeline(promise, no_calls=row["no_calls"], no_contact=row["no_contact"])
    zone = row["end"].tzinfo
    start = row["start"].astimezone(UTC).astimezone(zone)
    return Interview(uid="1", start=start, end=row["end"], company="Acme", timeline=timeline)


def one_by_one(row, calendar, policy, now):
    """The oracle: what the planner plans, over or not."""
    found = plan([interview(row)], {Office(): calendar}, now=row["end"] if now is None else now, policy=policy)
    return {step.kind: step for step in (*found.steps, *found.over)}


def flags_of(steps):
    """What the steps' reasons tell, told in the words of the reasons."""
    found = Flag(0)
    names = {Kind.THANK_YOU: "NOTE", Kind.REFERENCES: "REFERENCES", Kind.CHECK_IN: "CHECK_IN", Kind.CLOSING: "CLOSING"}
    for kind, name in names.items():
        if kind in steps:
            step = steps[kind]
            found |= Flag[f"{name}_PROVISIONAL"] * step.provisional
            found |= Flag[f"{name}_HOLIDAY"] * any(
                r.rule == "B1" and r.text.startswith("no business") and "(" in r.text for r in step.reasons
            )
    if Kind.THANK_YOU in steps and any("before they decide" in r.text for r in steps[Kind.THANK_YOU].reasons):
        found |= Flag.NOTE_HURRIED
    if Kind.CHECK_IN in steps and any("no calls" in r.text for r in steps[Kind.CHECK_IN].reasons):
        found |= Flag.BY_MAIL
    return found


def compare(row, planned, steps, *, as_moments):
    for step, kind in KINDS.items():
        for end in ENDS:
            found = planned[f"{step}_{end}"]
            if kind not in steps:
                assert found is None, (step, end)
                continue
            expected = getattr(steps[kind].window, end)
            if as_moments:
                assert found == expected.astimezone(UTC), (step, end)  # moments in a fold equal none elsewhere
            else:
                assert found == expected.astimezone(row["end"].tzinfo).date(), (step, end)
    check_in = steps.get(Kind.CHECK_IN)
    assert planned["check_in_by"] == (check_in and check_in.channel.value)
    assert planned["flags"] == flags_of(steps)


def table_of(found):
    fields = {name: [row[name] for row in found] for name in found[0]}
    fields["end"] = pa.array([moment.astimezone(UTC) for moment in fields["end"]], pa.timestamp("us", "UTC"))
    fields["start"] = pa.array([moment.astimezone(UTC) for moment in fields["start"]], pa.timestamp("us", "UTC"))
    fields["stated_day"] = pa.array(fields["stated_day"], pa.date32())
    fields["stated"] = pa.array(fields["stated"], pa.string())
    return pa.table(fields)


class TestLaw:
    @given(st.data(), st.booleans())
    def test_bulk_is_one_by_one(self, data, as_moments):
        """On any interviews, calendars, policies and timelines, at any moment."""
        known = {"one": data.draw(calendars()), "other": data.draw(calendars())}
        rules = {"": DEFAULT_POLICY, "mine": data.draw(policies()), "yours": data.draw(policies())}
        found = data.draw(st.lists(rows(), min_size=1, max_size=12))
        hours = st.integers(-30 * 24, 60 * 24).map(lambda number: timedelta(hours=number))
        now = data.draw(st.none() | hours.map(lambda span: found[0]["end"] + span))
        planner = BulkPlanner(calendars=known, policies=rules, now=now, moments=as_moments)
        planned = [planner.plan(batch) for batch in table_of(found).to_batches(max_chunksize=5)]
        for row, bulk in zip(found, pa.Table.from_batches(planned).to_pylist(), strict=True):
            try:
                steps = one_by_one(row, known[row["calendar"]], rules[row["policy"]], now)
            except FollowcalError:
                assert bulk["error"]
                assert all(bulk[f"{step}_{end}"] is None for step in STEPS for end in ENDS)
            else:
                assert bulk["error"] is None
                compare(row, bulk, steps, as_moments=as_moments)
