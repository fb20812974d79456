"""What messages about interviews leave in a calendar, whatever order they come in (I8; RFC 5546)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from msgspec.structs import replace

from followcal.formats.reading import Answer, Found, Invitation


def newest(found: Found) -> dict[tuple[str, str], Invitation]:
    """Return the newest version of each interview (I8), called off where the user declined it.

    The sources may be messages, in any order: what they leave in a calendar counts.
    """
    by_uid: dict[str, list[Invitation]] = {}
    for invitation in sorted(found.invitations, key=lambda each: each.interview.age):
        by_uid.setdefault(invitation.interview.uid, []).append(invitation)
    versions = {each.interview.key: each for of_one in by_uid.values() for each in _standing(of_one)}
    for answer in _last_answers(found.answers):
        for key, known in versions.items():
            concerns = answer.key in (key, (key[0], "")) and answer.sender in known.user
            if concerns and answer.declined and answer.sequence >= _age(known)[0]:
                versions[key] = _off(known)
            elif concerns and known.is_declined and (answer.sequence, answer.age) >= _age(known):
                versions[key] = _on(known)
    return versions


def _standing(of_one: list[Invitation]) -> list[Invitation]:
    """Return what is left of the versions of one event, oldest first: a new series takes the place of an old one."""
    last = max((each for each in of_one if each.is_master), key=_age, default=None)
    if last is None:
        return of_one
    current = {each.interview.key for each in of_one if each.is_master and _age(each) == _age(last)}
    is_off = last.interview.cancelled and not last.interview.recurrence_id
    older = [each for each in of_one if _age(each) < _age(last) and each.source != last.source]
    replaced = [each for each in older if each.is_master or each.interview.key not in current]
    if not is_off:
        return [each for each in of_one if each not in replaced]
    several = any(each.interview.recurrence_id for each in replaced)
    return [_off(each) if each in replaced else each for each in of_one if not (several and each is last)]


def _age(invitation: Invitation) -> tuple[int, timedelta]:
    return invitation.interview.age[:2]


def _off(invitation: Invitation) -> Invitation:
    return replace(invitation, interview=replace(invitation.interview, cancelled=True))


def _on(invitation: Invitation) -> Invitation:
    return replace(invitation, is_declined=False, interview=replace(invitation.interview, cancelled=False))


def _last_answers(answers: Iterable[Answer]) -> list[Answer]:
    """Return the last answer of each sender to each event."""
    found: dict[tuple[tuple[str, str], str], Answer] = {}
    for answer in sorted(answers, key=lambda each: (each.sequence, each.age)):
        found[answer.key, answer.sender] = answer
    return list(found.values())
