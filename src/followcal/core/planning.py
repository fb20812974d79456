"""Which steps follow from the interviews and from what was told, from when until when, and why (S0 to S12).

Windows are decided here, moments inside them in `schedule`. A step that stands in the calendar and whose start has
passed is presumed done: planning on what was planned changes nothing (S11). All that is known decides, and never the
order in which it became known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import (
    NO_FACTS,
    Facts,
    Rejected,
    Standing,
    Status,
    StepDone,
    StepSkipped,
    Withdrawn,
)
from followcal.core.freebusy import Period, instant
from followcal.core.interview import Interview, Office, rounds
from followcal.core.outcomes import Life, Told, sort_facts
from followcal.core.policy import DEFAULT_POLICY, Kind, Policy
from followcal.core.reason import Reason
from followcal.core.round_steps import RoundSteps, as_it_is, shown
from followcal.core.step import UNCOUNTED, Plan, PlannedStep, asked_about, offer_about, said_about, step_order, step_uid
from followcal.core.timeline import SilenceMeansNo
from followcal.core.window import Window
from followcal.core.windows import Windows, later, local
from followcal.core.withdrawals import why_withdrawn
from followcal.core.wording import day_text
from followcal.errors import InvalidValueError

__all__ = ["Plan", "PlannedStep", "plan", "step_uid"]


def plan(
    interviews: Iterable[Interview],
    calendars: Mapping[Office, BusinessCalendar],
    *,
    now: datetime,
    policy: Policy = DEFAULT_POLICY,
    facts: Facts = NO_FACTS,
) -> Plan:
    """Return what follows from `interviews` and `facts` at `now`, an aware moment.

    `calendars` holds the calendar of each interview's office. The result does not depend on the order of the
    interviews or of the facts. Raises StatedTooEarlyError where an answer is due before the interview itself,
    OutsideCalendarError where a year's business days are not known (B5), and InvalidValueError where two interviews
    have one UID.
    """
    if now.utcoffset() is None:
        raise InvalidValueError(f"now has no time zone: {now}")
    interviews = tuple(interviews)
    _refuse_twins(interviews)
    by_interview = _by_interview(facts)
    settled = {*facts.deleted, *(f.uid for f in facts.told if isinstance(f, StepDone | StepSkipped))}
    found = with_roles([_as_known(round_, by_interview, settled) for round_ in rounds(interviews)])
    told = sort_facts(_applications(found), facts.told)
    search = _Search(calendars, policy, facts, told, now.astimezone(UTC), by_interview)
    planned = [step for life in told.lives for step in search.steps(life)]
    steps = sorted((step for step in planned if not step.over), key=step_order)
    over = sorted((step for step in planned if step.over), key=step_order)
    as_told = {interview.key: interview for life in told.lives for interview in life.rounds}
    return Plan(now, tuple(as_told[i.key] for i in found), tuple(steps), tuple(over), tuple(told.idle))


def _refuse_twins(interviews: Iterable[Interview]) -> None:
    """Raise InvalidValueError where two interviews have one UID: their steps would have one, too."""
    known: set[tuple[str, str]] = set()
    for event in (event for interview in interviews for event in interview.events):
        if event.key in known:
            name = " of ".join(filter(None, (event.recurrence_id, event.uid)))
            raise InvalidValueError(f"two interviews have the UID {name}: plan for the version that replaces the other")
        known.add(event.key)


def _as_known(round_: Interview, by_interview: Collection[tuple[str, str]], settled: Collection[str]) -> Interview:
    """Return a merged round under the UID of the event that its steps were written for, if they were (I7, S11)."""
    for part in round_.parts:
        if part.key in by_interview or any(step_uid(part, kind) in settled for kind in Kind):
            return replace(round_, uid=part.uid, recurrence_id=part.recurrence_id)
    return round_


def with_roles(found: Sequence[Interview]) -> tuple[Interview, ...]:
    """Return the rounds; one whose role is unknown belongs to the employer's only application, if there is just one."""
    roles: dict[str, dict[str, str]] = {}
    for interview in found:
        if interview.role:
            roles.setdefault(interview.employer, {}).setdefault(interview.application[1], interview.role)
    only = {employer: next(iter(names.values())) for employer, names in roles.items() if len(names) == 1}
    # What is remembered of the event itself is what its source says: the other round may go again.
    return tuple(
        replace(i, role=only[i.employer], parts=i.events) if not i.role and i.employer in only else i for i in found
    )


def _applications(found: Iterable[Interview]) -> Iterator[list[Interview]]:
    """Yield the rounds of each application, in order of their ends."""
    groups: dict[tuple[str, str], list[Interview]] = {}
    for interview in found:
        groups.setdefault(interview.application, []).append(interview)
    yield from groups.values()


def _by_interview(facts: Facts) -> dict[tuple[str, str], list[Standing]]:
    found: dict[tuple[str, str], list[Standing]] = {}
    for standing in facts.standing.values():
        found.setdefault(standing.interview, []).append(standing)
    return found


_DONE = Reason("S11", "its time has passed: presumed done")


class _Made(Struct, frozen=True):
    """A check-in or closing that was made, or is presumed to have been."""

    uid: str
    kind: Kind
    day: date
    interview: Interview


class _Search(Struct, frozen=True):
    """All that the steps of an application are decided on."""

    calendars: Mapping[Office, BusinessCalendar]
    policy: Policy
    facts: Facts
    told: Told
    now: datetime
    by_interview: Mapping[tuple[str, str], list[Standing]]

    def steps(self, life: Life) -> list[PlannedStep]:
        """Return all steps of an application, those that stand in the calendar and are wanted no more included."""
        steps = {
            interview.key: RoundSteps(
                interview,
                Windows(interview, self.calendars[interview.office], self.policy),
                self.policy,
                self.facts,
                self.told,
                life.closed,
                self.now,
            )
            for interview in life.rounds
        }
        made = self._made(life)
        wanted = [
            *self._of_rounds(life, steps),
            *self._last_touches(life, steps, made),
            *self._unlocked(life, steps),
        ]
        return [*wanted, *self._left_over(life, {step.uid for step in wanted}, made)]

    def _of_rounds(self, life: Life, steps: Mapping[tuple[str, str], RoundSteps]) -> Iterator[PlannedStep]:
        """Yield what each round asks for by itself."""
        references = self._references_round(life)
        is_open = not isinstance(life.closed, Rejected | Withdrawn)
        for interview in life.rounds:
            round_ = steps[interview.key]
            held = not interview.cancelled
            was_held = interview.stamp is not None and instant(interview.stamp) > instant(interview.end)
            if held or was_held:
                notes = list(round_.thank_you())
                if not life.is_replaced(interview) or all(note.status is Status.DONE for note in notes):
                    yield from notes
            if held and is_open:
                yield from round_.prep()
                yield from round_.debrief()
                yield from round_.materials()
                if interview is references:
                    yield from round_.references()

    def _references_round(self, life: Life) -> Interview | None:
        """Return the round with which the references are told: once per application, chosen once (S3)."""
        active = None
        for interview in life.rounds:
            uid = step_uid(interview, Kind.REFERENCES)
            standing = self.facts.standing.get(uid)
            settled = uid in self.told.done or uid in self.told.skipped or uid in self.facts.deleted
            if settled or (standing and (not interview.cancelled or standing.is_over(self.now))):
                return interview
            active = active or (None if interview.cancelled else interview)
        return active

    def _last_touches(
        self, life: Life, steps: Mapping[tuple[str, str], RoundSteps], made: list[_Made]
    ) -> Iterator[PlannedStep]:
        """Yield the check-in and the closing: of the last round alone (S9), where nobody answered (S5, S7, S10)."""
        interview = life.last
        if interview is None or life.closed or self._is_answered(life, interview):
            return
        if interview.timeline and not interview.timeline.allows_check_in:
            return
        round_ = steps[interview.key]
        if self.told.meeting(interview).nobody_came:
            yield from round_.no_show()
        elif (about := self._check_in_about(interview, made)) is not None:
            yield from round_.check_in(about, quiet=_is_quiet(life))
        own = step_uid(interview, Kind.CLOSING)
        if not any(each.kind is Kind.CLOSING and each.uid != own for each in made):
            yield from round_.closing()

    def _is_answered(self, life: Life, interview: Interview) -> bool:
        """Return whether they were heard of since the round, and named no new day (S10)."""
        if life.answered is None or life.answered < interview.day:
            return False
        timeline = interview.timeline
        if timeline is None or timeline.said_on is None or timeline.answer_due is None:
            return True
        return timeline.said_on < life.answered

    def _check_in_about(self, interview: Interview, made: list[_Made]) -> str | None:
        """Return which event unlocked the check-in: "" for the first one, None where the cap is reached (S7)."""
        said_on = interview.timeline.said_on if interview.timeline and interview.timeline.answer_due else None
        about = said_about(said_on) if said_on else ""
        known = step_uid(interview, Kind.CHECK_IN, about)
        if about and (known in self.facts.standing or known in self.told.done):
            return about
        since = {each.uid: each.day for each in made if each.kind is Kind.CHECK_IN and each.day >= interview.day}
        if said_on and since and max(since.values()) <= said_on:
            return about
        return "" if not since or step_uid(interview, Kind.CHECK_IN) in since else None

    def _unlocked(self, life: Life, steps: Mapping[tuple[str, str], RoundSteps]) -> Iterator[PlannedStep]:
        """Yield what something that happened asks for, once for each time it happened (S7, S10)."""
        closed = life.closed
        for on, fact in life.asked.items():
            if closed is None or closed.on < on:
                home = self._home(life, Kind.CHECK_IN, asked_about(on), on)
                yield from steps[home.key].asked(on, fact.at, quiet=_is_quiet(life))
        if isinstance(closed, Rejected):
            home = self._home(life, Kind.GRACIOUS_REPLY, "", closed.on)
            yield from steps[home.key].gracious_reply(closed.on)
        for maker, offer in life.offers.items() if closed is None else ():
            if self._is_open(life, steps, offer.on, offer.decide_by):
                home = self._home(life, Kind.OFFER_NOTICE, offer_about(maker), offer.on)
                yield from steps[home.key].offer_notice(maker, offer)

    def _home(self, life: Life, kind: Kind, about: str, on: date) -> Interview:
        """Return the round that such a step belongs to: the one that it was written for, else that of the day."""
        for interview in life.rounds:
            standing = self.facts.standing.get(step_uid(interview, kind, about))
            if standing and (not interview.cancelled or standing.is_over(self.now)):
                return interview
        return life.round_at(on)

    def _is_open(self, life: Life, steps: Mapping[tuple[str, str], RoundSteps], offered: date, decide_by: date) -> bool:
        """Return whether an answer can still be hoped for, so that an offer of others is worth telling (S10)."""
        last = life.last
        if last is None:
            return False
        timeline = last.timeline
        if timeline and timeline.no_contact:
            return False
        if timeline and isinstance(timeline.promise, SilenceMeansNo) and (timeline.answer_due or offered) < offered:
            return False
        begun = any(not each.cancelled and each.day <= decide_by for each in life.rounds)
        return begun and offered <= steps[last.key].windows.last_touch().date()

    def _made(self, life: Life) -> list[_Made]:
        """Return the check-ins and closings that count for the caps (S7): what they asked for themselves does not."""
        found: dict[str, _Made] = {}
        for interview in life.rounds:
            for standing in self._standings(interview):
                counts = standing.kind.is_spaced_touch and not standing.about.startswith(UNCOUNTED)
                over = standing.is_over(self.now) and (standing.done or standing.period.start >= interview.end)
                if counts and over and standing.uid not in self.told.skipped:
                    day = standing.period.start.astimezone(interview.end.tzinfo).date()
                    found[standing.uid] = _Made(standing.uid, standing.kind, day, interview)
            for uid, kind in self._told_of(interview):
                found[uid] = _Made(uid, kind, self.told.done[uid], interview)
        return list(found.values())

    def _told_of(self, interview: Interview) -> Iterator[tuple[str, Kind]]:
        if self.told.done:
            saids = sorted({said_about(fact.on) for fact in self.told.meeting(interview).said})
            kinds = ((Kind.CLOSING, ""), (Kind.CHECK_IN, ""), *((Kind.CHECK_IN, about) for about in saids))
            for event, (kind, about) in product(interview.events, kinds):
                uid = step_uid(event, kind, about)
                if uid in self.told.done:
                    yield uid, kind

    def _standings(self, interview: Interview) -> Iterator[Standing]:
        for event in interview.events:
            yield from self.by_interview.get(event.key, ())

    def _left_over(self, life: Life, wanted: set[str], made: list[_Made]) -> Iterator[PlannedStep]:
        """Yield the steps that stand in the calendar for an application, or were made, and are wanted no more.

        What has passed was done, and stays (S11); the others are withdrawn.
        """
        for interview in life.rounds:
            for standing in self._standings(interview):
                if standing.uid not in wanted:
                    skipped = standing.uid in self.told.skipped
                    done = standing.uid in self.told.done or (standing.is_over(self.now) and not skipped)
                    reason = _DONE if done else self._why_withdrawn(life, interview, standing)
                    yield self._as_it_stands(interview, standing, reason, done=done)
        for each in made:
            if each.uid not in wanted and each.uid not in self.facts.standing:
                yield self._as_told(each)

    def _why_withdrawn(self, life: Life, interview: Interview, standing: Standing) -> Reason:
        if standing.uid in self.told.skipped:
            return Reason("S11", "you leave it out")
        if not self.policy.allows(standing.kind):
            return Reason("S7", "your policy asks for none")
        return why_withdrawn(life, interview, standing.kind, self.told)

    def _as_it_stands(self, interview: Interview, standing: Standing, reason: Reason, *, done: bool) -> PlannedStep:
        window = shown(standing.window, interview)
        return PlannedStep(
            uid=standing.uid,
            interview=interview,
            kind=standing.kind,
            channel=self.policy.channel(standing.kind),
            window=window,
            status=Status.DONE if done else Status.WITHDRAWN,
            reasons=(Reason(reason.rule, reason.text, reason.source, as_it_is(window, standing.period)),),
            about=standing.about,
            optional=standing.kind is Kind.CLOSING,
            fixed=standing.period,
            made=self.told.done.get(standing.uid) if done else None,
        )

    def _as_told(self, made: _Made) -> PlannedStep:
        """Return a contact of which nothing stands in the calendar."""
        start = local(made.day, self.policy.opens, made.interview)
        window, period = Window(start, start, start), Period(start, later(start, self.policy.length(made.kind)))
        text = f"done on {day_text(made.day, made.interview.day)}, as you said"
        reason = Reason("S11", text, ends=as_it_is(window, period))
        return PlannedStep(
            uid=made.uid,
            interview=made.interview,
            kind=made.kind,
            channel=self.policy.channel(made.kind),
            window=window,
            status=Status.DONE,
            reasons=(reason,),
            optional=made.kind is Kind.CLOSING,
            fixed=period,
            made=made.day,
        )


def _is_quiet(life: Life) -> bool:
    """Return whether they asked for no calls, after whichever round."""
    return any(each.timeline is not None and each.timeline.no_calls for each in life.rounds)
