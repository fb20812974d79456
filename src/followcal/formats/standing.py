"""Between the plan and the calendar: what the items that stand there mean to it, and which events it wants there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from followcal.core.employers import employer_key
from followcal.core.facts import (
    Application,
    Fact,
    Facts,
    InterviewKey,
    OtherOffer,
    Standing,
    Status,
    StepDone,
    StepSkipped,
)
from followcal.core.interview import Interview
from followcal.core.planning import step_uid
from followcal.core.policy import Kind
from followcal.core.reconcile import FollowUp
from followcal.core.schedule import SILENT, Schedule, Step
from followcal.core.step import uid_of_step
from followcal.formats.carrying import carried_over, seen_of
from followcal.formats.followups import Item, followups, kept_as_done, todo_uid, with_seen
from followcal.formats.form import Form

_KINDS = {kind.value: kind for kind in Kind}


def facts_of(
    items: Collection[Item],
    told: frozenset[Fact],
    *,
    todos: bool,
    written: frozenset[str] | None = None,
) -> Facts:
    """Return what a plan is made on: the steps that stand, those that the user deleted, and what was told.

    `written` are the UIDs of all steps that were ever written and not withdrawn since; None: the items tell.
    """
    standing: dict[str, Standing] = {}
    withdrawn: set[str] = set()
    for item in items:
        if item.is_withdrawn:
            withdrawn.add(item.step)
            continue
        standing[item.step] = replace(item.standing, uid=item.step)
    listed = {uid for key, steps in listed_steps(items).items() for uid in written_uids(key, steps)}
    deleted = (listed if written is None else written) - withdrawn
    return Facts(standing, frozenset(deleted - standing.keys()), todos, told)


def listed_steps(items: Iterable[Item]) -> dict[InterviewKey, set[str]]:
    """Return which steps the items list as written, by round.

    The list of an item that was called off, by followcal or by the user, is as old as that.
    """
    found: dict[InterviewKey, set[str]] = {}
    for item in items:
        if not item.is_withdrawn and not item.is_left_out:
            found.setdefault(item.interviews[0].key, set()).update(item.steps)
    return found


def written_uids(interview: InterviewKey, steps: Iterable[str]) -> set[str]:
    """Return the UIDs of the steps that are listed for a round: by kind, or by UID."""
    return {uid_of_step(interview, _KINDS[step]) if step in _KINDS else step for step in steps}


def facts_about(
    facts: Iterable[Fact], chosen: Sequence[Interview], everything: Mapping[InterviewKey, Interview]
) -> frozenset[Fact]:
    """Return the facts that matter to the chosen interviews.

    An offer of somebody who is not among them is told by its maker's name: it is the same offer whoever is planned for.
    """
    keys = {event.key for interview in chosen for event in interview.events}
    employers = {interview.employer for interview in chosen}
    found: set[Fact] = set()
    for fact in facts:
        match fact:
            case StepDone() | StepSkipped():
                found.add(fact)
            case OtherOffer(about=tuple(about)) if about not in keys:
                found.add(replace(fact, about=_maker(about, everything)))
            case OtherOffer():
                found.add(fact)
            case _:
                named = isinstance(fact.about, Application) and employer_key(fact.about.company) in employers
                if named or fact.about in keys:
                    found.add(fact)
    return frozenset(found)


def _maker(about: InterviewKey, everything: Mapping[InterviewKey, Interview]) -> Application | InterviewKey:
    maker = everything.get(about)
    if maker is None or not maker.company:
        return about
    roles = {
        each.application[1]: each.role for each in everything.values() if each.role and each.employer == maker.employer
    }
    return Application(maker.company, maker.role or (next(iter(roles.values())) if len(roles) == 1 else None))


def follow_ups(
    result: Schedule,
    items: Mapping[str, Item],
    facts: Facts,
    forms: Mapping[str, Form],
    *,
    as_todos: bool,
    lists_steps: bool = True,
) -> list[FollowUp]:
    """Return the events to have. What is done stays as it stands; only what we keep in it follows the interview.

    `lists_steps` is whether each event tells which steps its round has: in a file, which holds all of them or none.
    """
    kinds: dict[InterviewKey, set[str]] = {}
    for step in result.steps:
        if step.status is not Status.WITHDRAWN:
            kinds.setdefault(step.interview.key, set()).add(step.uid if step.about else step.kind.value)
    several: dict[InterviewKey, set[str]] = {}  # deleted steps of which there may be several of a kind
    for item in items.values():
        several.setdefault(item.standing.interview, set()).update(item.steps & facts.deleted)
    planned = []
    for event in result.events():
        first = event[0]
        if first.status is Status.WITHDRAWN:
            continue
        deleted = {kind.value for kind in Kind if step_uid(first.interview, kind) in facts.deleted}
        deleted |= {uid for part in first.interview.events for uid in several.get(part.key, ())}
        steps = kinds[first.interview.key] | deleted if lists_steps else set()
        wanted = followups(event, as_todo=as_todos, steps=steps, remembered=_remembered(first))
        there = items.get(wanted.uid)
        if there:
            planned.append(_standing(first, wanted, there, forms.get(wanted.uid), result.now))
        elif first.status is not Status.DONE:  # else done before it was ever written
            is_form = first.kind is Kind.DEBRIEF
            planned.append(with_seen(wanted, seen_of(wanted.description)) if is_form else wanted)
    return planned


def reasons(result: Schedule, *, as_todos: bool) -> dict[str, str]:
    """Return why each event is where it is, or is wanted no more, by its UID."""
    found = {}
    for event in result.events():
        first = event[0]
        texts = (f"{reason.text} ({reason.rule})" for reason in first.reasons if reason.rule not in SILENT)
        found[todo_uid(first.uid) if as_todos else first.uid] = "; ".join(texts)
    return found


def _remembered(step: Step) -> list[Interview]:
    """Return the events of a round, first the one that it is known by."""
    parts = step.interview.events
    return sorted(parts, key=lambda part: part.key != step.interview.key)


def _standing(step: Step, wanted: FollowUp, item: Item, form: Form | None, now: datetime) -> FollowUp:
    """Return what an event becomes that stands already: what is done stays, what was typed is carried over."""
    there = item.present.event
    done = step.status is Status.DONE
    if done:
        alarm = there.alarm and not (step.made and there.start > now)
        wanted = replace(there, kept=kept_as_done(wanted, there), alarm=alarm)
    if step.kind is not Kind.DEBRIEF:
        return wanted
    if form is None:
        return wanted if done else with_seen(wanted, seen_of(wanted.description))
    text, seen = carried_over(there.description, None if done else wanted.description, form, item.seen)
    return replace(with_seen(wanted, seen), carried=text)
