"""The steps of one round: which are wanted, from when until when, and how they stand at `now`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct

from followcal.core.facts import Facts, OtherOffer, Outcome, Standing, Status
from followcal.core.freebusy import Period, instant
from followcal.core.interview import Interview, Person
from followcal.core.outcomes import Told
from followcal.core.policy import SOURCES, Channel, Kind, Policy
from followcal.core.reason import After, End, Ends, Reason
from followcal.core.step import NO_SHOW, PlannedStep, asked_about, offer_about, step_uid
from followcal.core.window import Window
from followcal.core.windows import Explained, Windows, later, local
from followcal.core.wording import day_text, time_text

_LAST_TOUCHES = (Kind.CHECK_IN, Kind.CLOSING)


class RoundSteps(Struct, frozen=True):
    """One round with everything that its steps are decided on."""

    interview: Interview
    windows: Windows
    policy: Policy
    facts: Facts
    told: Told
    closed: Outcome | None
    """The outcome of the application, where no round came after it."""

    now: datetime

    def prep(self) -> Iterator[PlannedStep]:
        """Once the interview has begun, there is nothing left to prepare."""
        standing = self._standing(Kind.PREP)
        if self.now < self.interview.start or (standing and self._is_over(standing)):
            yield from self._step(Kind.PREP, self.windows.prep())

    def debrief(self) -> Iterator[PlannedStep]:
        """Yield the debrief with its form (S1)."""
        yield from self._step(Kind.DEBRIEF, self.windows.debrief())

    def thank_you(self) -> Iterator[PlannedStep]:
        """Yield a note to each person, all in one event; those that are sent come last."""
        meeting, people = self.told.meeting(self.interview), self.interview.interviewers
        if meeting.nobody_came:
            return
        explained = self.windows.note()
        sent = {person: meeting.note_sent(people, person) for person in people or (None,)}
        sent |= {person: day for person, day in self._thanked_as_part().items() if person in sent and not sent[person]}
        for person in sorted(sent, key=lambda person: sent[person] is not None):
            yield from self._step(Kind.THANK_YOU, explained, to=person, made=sent[person])

    def references(self) -> Iterator[PlannedStep]:
        """Before the interview if there is time, else after it; chosen once, when first planned (S3)."""
        before, standing = self.windows.references_before(), self._standing(Kind.REFERENCES)
        chosen = standing.window.latest <= standing.interview_end if standing else self.now <= before.last()
        yield from self._step(Kind.REFERENCES, before if chosen else self.windows.references_after())

    def materials(self) -> Iterator[PlannedStep]:
        """One step for each thing promised (S4)."""
        for fact in self.told.meeting(self.interview).promised.values():
            explained = self.windows.materials(fact.on, fact.what)
            yield from self._step(Kind.MATERIALS, explained, about=fact.what)

    def check_in(self, about: str, *, quiet: bool) -> Iterator[PlannedStep]:
        """By e-mail where they asked for no calls (S5); `about` says which event unlocked one more (S7)."""
        channel, by_mail = self._channel(quiet=quiet)
        explained = self.windows.check_in(channel)
        if about:
            said_on = self.interview.timeline.said_on if self.interview.timeline else None
            assert said_on is not None
            text = f"they named a new day on {day_text(said_on, self.interview.day)}, after the last contact: one more"
            explained = explained.and_also(Reason("S7", text, SOURCES["cap"]))
        yield from self._step(Kind.CHECK_IN, explained.and_also(*by_mail), channel=channel, about=about)

    def no_show(self) -> Iterator[PlannedStep]:
        """In place of the note and of the check-in: a mail that asks for another date (S9)."""
        explained = self.windows.no_show()
        yield from self._step(Kind.CHECK_IN, explained, channel=Channel.EMAIL, about=NO_SHOW, unspaced=True)

    def closing(self) -> Iterator[PlannedStep]:
        """Yield the last mail (S6)."""
        yield from self._step(Kind.CLOSING, self.windows.closing())

    def asked(self, on: date, at: date | None, *, quiet: bool) -> Iterator[PlannedStep]:
        """Yield what they asked for themselves (S7)."""
        channel, by_mail = self._channel(quiet=quiet)
        explained = self.windows.asked(on, at, channel).and_also(*by_mail)
        yield from self._step(Kind.CHECK_IN, explained, channel=channel, about=asked_about(on), unspaced=True)

    def gracious_reply(self, on: date) -> Iterator[PlannedStep]:
        """One, after a rejection (S10): to the only person met, else to whom it came from."""
        people = self.interview.interviewers
        to = people[0] if len(people) == 1 else self.interview.contact
        yield from self._step(Kind.GRACIOUS_REPLY, self.windows.gracious_reply(on), to=to)

    def offer_notice(self, maker: str, offer: OtherOffer) -> Iterator[PlannedStep]:
        """Of no use any more once the decision is made (S10)."""
        explained = self.windows.offer_notice(offer.on, offer.decide_by)
        if explained:
            until = local(offer.decide_by, self.policy.closes, self.interview)
            about = offer_about(maker)
            yield from self._step(Kind.OFFER_NOTICE, explained, about=about, unspaced=True, until=until)

    def _channel(self, *, quiet: bool) -> tuple[Channel, list[Reason]]:
        channel = self.policy.check_in_channel
        if quiet and channel is Channel.PHONE:
            return Channel.EMAIL, [Reason("S5", "they asked for no calls: by e-mail", SOURCES["stated"])]
        return channel, []

    def _thanked_as_part(self) -> dict[Person | None, date]:
        """Return whom a note of their own went to before events became one round (I7): no second note."""
        found: dict[Person | None, date] = {}
        for part in self.interview.parts:
            standing = (
                self.facts.standing.get(step_uid(part, Kind.THANK_YOU)) if part.key != self.interview.key else None
            )
            if standing and standing.is_over(self.now) and standing.period.start >= part.end:
                found |= dict.fromkeys(part.interviewers, self._date(standing.period.start))
        return found

    def _is_wanted(self, kind: Kind, uid: str, *, unspaced: bool) -> bool:
        """Return whether the user and the policy leave this step in: the one place to ask.

        What they asked for themselves, or what follows from a missed meeting, no policy leaves out.
        """
        allowed = unspaced or self.policy.allows(kind)
        return allowed and uid not in self.facts.deleted and uid not in self.told.skipped

    def _step(
        self,
        kind: Kind,
        explained: Explained,
        *,
        about: str = "",
        channel: Channel | None = None,
        to: Person | None = None,
        made: date | None = None,
        unspaced: bool = False,
        until: datetime | None = None,
    ) -> Iterator[PlannedStep]:
        uid = step_uid(self.interview, kind, about)
        if not self._is_wanted(kind, uid, unspaced=unspaced):
            return
        standing, reasons = self.facts.standing.get(uid), explained.reasons
        made = made or self.told.done.get(uid)
        done = made is not None or (standing is not None and self._is_over(standing))
        window = shown(standing.window, self.interview) if done and standing else explained.window()
        fixed = self._place(kind, standing, made, done=done)
        over, status = False, Status.DONE if done else Status.PLANNED
        provisional = any(reason.rule == "B5" for reason in reasons)
        if made:
            text = f"done on {day_text(made, self.interview.day)}, as you said"
            reasons = (*reasons, Reason("S11", text, ends=as_it_is(window, fixed)))
        elif done:
            reasons = (*reasons, Reason("S11", "its time has passed: presumed done", ends=as_it_is(window, fixed)))
        elif instant(window.latest) < instant(self.now):
            status = Status.OVERDUE
            last = None if standing else self._over_after(kind, window, until, unspaced=unspaced)
            over = last is not None
            text = f"overdue since {time_text(window.latest, self.interview.day)}, and still owed"
            if last is not None:
                text = f"never written, and too late since {time_text(last, self.interview.day)}: over"
            reasons = (*reasons, Reason("S11", text))
        yield PlannedStep(
            uid=uid,
            interview=self.interview,
            kind=kind,
            channel=channel or self.policy.channel(kind),
            window=window,
            status=status,
            reasons=reasons if over else (*reasons, *self.interview.assumed),
            to=to,
            about=about,
            optional=kind is Kind.CLOSING,
            provisional=provisional,
            fixed=fixed,
            pinned=bool(standing and standing.pinned),
            whole_day=bool(standing and standing.whole_day and fixed),
            stood=standing,
            timeless=self.facts.todos,
            made=made,
            unspaced=unspaced,
            over=over,
        )

    def _over_after(self, kind: Kind, window: Window, until: datetime | None, *, unspaced: bool) -> datetime | None:
        """Return since when an overdue step that was never written is over; None: it is not (S11)."""
        last = window.latest
        if self.closed and kind not in (Kind.GRACIOUS_REPLY, Kind.CHECK_IN):
            return last
        if kind in _LAST_TOUCHES and not unspaced:
            last = self.windows.last_touch()
        last = until or later(last, timedelta(days=self.policy.over_after.count))
        return last if instant(last) < instant(self.now) else None

    def _place(self, kind: Kind, standing: Standing | None, made: date | None, *, done: bool) -> Period | None:
        """Return where the step stays: where it stands, once it is done or pinned, else at the day that was told."""
        if standing:
            return standing.period if standing.pinned or done else None
        if made is None:
            return None
        start = local(made, self.policy.opens, self.interview)
        return Period(start, later(start, self.policy.length(kind)))

    def _is_over(self, standing: Standing) -> bool:
        return standing.is_over(self.now) and not self._moved_behind(standing)

    def _moved_behind(self, standing: Standing) -> bool:
        """Return whether the interview lies behind a step that was to follow (or shortly precede) it.

        The interview moved, or the user moved the step. One that stays where they put it is known, in later runs, by
        its window: it opens later.
        """
        match standing.kind:
            case Kind.REFERENCES:
                return False
            case _ if standing.done:
                return False
            case Kind.PREP:
                return standing.period.start < later(self.interview.start, -self.policy.prep_before)
            case Kind.CHECK_IN if self.interview.timeline and not standing.pinned and not standing.about:
                # A day that they named since unlocks another check-in (S7).
                contact_from = self.interview.timeline.contact_from(self.windows.calendar)
                return contact_from is not None and self._date(standing.period.start) < contact_from
            case _:
                start, earliest = instant(standing.period.start), instant(standing.window.earliest)
                ended = instant(standing.interview_end)
                is_before = start < instant(self.interview.end)
                return is_before and (instant(self.interview.start) >= ended or start < earliest >= ended)

    def _date(self, moment: datetime) -> date:
        return moment.astimezone(self.interview.end.tzinfo).date()

    def _standing(self, kind: Kind) -> Standing | None:
        return self.facts.standing.get(step_uid(self.interview, kind))


def shown(window: Window, interview: Interview) -> Window:
    """Return a window that was read from the calendar as the clocks of the interview show it."""
    zone = interview.end.tzinfo
    moments = window.earliest, window.due, window.latest
    if all(moment.tzinfo is zone for moment in moments):
        return window
    return Window(*(moment.astimezone(zone) for moment in moments))


def as_it_is(window: Window, period: Period | None) -> Ends:
    """Return how the moments of a step are reached that are no more counted: they are what is there."""
    ends: Ends = (
        (End.EARLIEST, After(window.earliest)),
        (End.DUE, After(window.due)),
        (End.LATEST, After(window.latest)),
    )
    return (*ends, (End.START, After(period.start))) if period else ends
