"""The law of messages (RFC 5546, I8): whatever their order and however often they come, what they leave counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from calendars import EVERYTHING, calendar, read
from followcal.formats.messages import newest
from followcal.formats.reading import Found

ME = "me@home.example"
READING = replace(EVERYTHING, me=frozenset({ME}))
FIRST = datetime(2026, 11, 16, 9)  # noqa: DTZ001


@dataclass
class Life:
    """What the calendar of a guest holds of one interview, and the messages that made it so."""

    uid: str
    hour: int = 0
    sequence: int = 0
    stamp: int = 1
    state: str = "NEEDS-ACTION"
    is_off: bool = False

    def event(self, **changes):
        now = {**self.__dict__, **changes}
        start = FIRST + timedelta(hours=now["hour"])
        lines = [
            "BEGIN:VEVENT",
            f"UID:{self.uid}",
            f"SEQUENCE:{now['sequence']}",
            f"DTSTAMP:20261101T0000{now['stamp']:02}Z",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            "SUMMARY:Interview with Acme",
            "STATUS:CANCELLED" if now["is_off"] else "STATUS:CONFIRMED",
            "ORGANIZER:mailto:ann@acme.com",
            f"ATTENDEE;PARTSTAT={now['state']}:mailto:{ME}",
            "END:VEVENT",
            "",
        ]
        return "\r\n".join(lines)

    def message(self, method, **changes):
        return calendar(self.event(**changes), head=f"METHOD:{method}\r\n")

    def happens(self, what, hour):
        """The message that tells of it; the calendar holds what it leaves."""
        self.stamp += 1
        if what == "asked back":
            return self.message("COUNTER", hour=hour, sequence=self.sequence)
        if what == "refreshed":
            return self.message("REFRESH")
        if what in ("ACCEPTED", "TENTATIVE", "DECLINED"):
            self.state = what
            return self.message("REPLY", is_off=False)
        if what == "somebody declined":
            self.stamp -= 1
            return self.message("REPLY", stamp=self.stamp + 1, state="DECLINED").replace(ME.encode(), b"bob@acme.com")
        if what == "stale":
            self.stamp -= 1
            return self.message("REQUEST", hour=hour, sequence=max(self.sequence - 1, 0), stamp=0, is_off=False)
        self.sequence += 1
        self.is_off = what == "called off"
        if what == "moved":
            self.hour, self.state = hour, "NEEDS-ACTION"
        return self.message("CANCEL" if self.is_off else "PUBLISH" if what == "published" else "REQUEST")


EVENTS = st.sampled_from(
    [
        *("moved", "called off", "published", "asked back", "refreshed", "stale", "somebody declined"),
        *("ACCEPTED", "TENTATIVE", "DECLINED"),
    ]
)


def left(sources):
    found = Found()
    for source in sources:
        found.add(read(source, READING))
    return {key: (each.interview.start, each.interview.cancelled) for key, each in newest(found).items()}


@given(
    st.lists(st.tuples(st.sampled_from("AB"), EVENTS, st.integers(1, 200)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_in_any_order_and_as_often_as_they_like_messages_leave_what_the_calendar_holds(history, random_):
    lives = {uid: Life(uid) for uid in "AB"}
    messages = [life.message("REQUEST") for life in lives.values()]
    messages += [lives[uid].happens(what, hour) for uid, what, hour in history]
    messages += random_.choices(messages, k=2)
    random_.shuffle(messages)
    assert left(messages) == left([calendar(*(life.event() for life in lives.values()))])


def test_a_yes_after_a_no_that_the_invitation_repeats_counts():
    """A message of the organizer's may still say that the user declined."""
    life = Life("A")
    messages = [life.message("REQUEST"), *(life.happens(what, 1) for what in ("DECLINED", "published", "ACCEPTED"))]
    assert left(messages) == left(reversed(messages)) == left([calendar(life.event())])
    assert [is_off for _, is_off in left(messages[:-1]).values()] == [True]
