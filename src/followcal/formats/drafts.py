"""What to write: a draft for each kind of step, with open places for what only the user knows.

The notes of one panel share a skeleton and are never equal, because people compare them: each person gets other
sentences for the slots, chosen by interview and person, so every run writes the same. What is known is filled in as a
value that stays one; what is not is asked for in brackets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import dropwhile, islice, product
from zlib import crc32

from msgspec import Struct

from followcal.core.interview import Interview, Person
from followcal.core.policy import Channel
from followcal.core.schedule import Step
from followcal.formats.draft_texts import Skeleton, Texts, texts
from followcal.formats.form_words import keys
from followcal.formats.mailto import mailto
from followcal.formats.open_places import Open, open_place, open_places, value
from followcal.formats.typed import key_of
from followcal.regex import regex

_NAME = regex(r"\{(\w+)\}")
_MAX_GIVEN = 1000
_MAX_CHOICES = 300
_MAX_PEOPLE = 60
CASES = ("nominative", "dative", "accusative")
"""Ways in which a sentence may name the company, in languages in which its article changes."""

_NAMED = 4
"""How many people a sentence names."""


class Tone(StrEnum):
    """How a draft speaks."""

    FORMAL = "formal"
    NEUTRAL = "neutral"
    CASUAL = "casual"


class DraftKind(StrEnum):
    """What a draft is for."""

    THANK_YOU = "thank-you"
    CHECK_IN = "check-in"
    CALL = "call"
    CLOSING = "closing"
    GRACIOUS_REPLY = "gracious-reply"
    OFFER_NOTICE = "offer-notice"
    REFERENCES = "references"
    MATERIALS = "materials"

    @property
    def is_mail(self) -> bool:
        """Whether it is sent: a call script is read from."""
        return self is not DraftKind.CALL

    @property
    def is_to_interviewer(self) -> bool:
        """Whether it goes to somebody met: a reference is somebody else."""
        return self is not DraftKind.REFERENCES


class Sender(Struct, frozen=True):
    """The user, as far as told."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


NOBODY = Sender()
"""A user who told nothing."""


class Draft(Struct, frozen=True):
    """A text to finish."""

    kind: DraftKind
    tone: Tone
    language: str
    to: Person | None
    subject: str
    body: str

    @property
    def open(self) -> tuple[str, ...]:
        """What the user has to fill in, in order."""
        return open_places(f"{self.subject}\n{self.body}")

    @property
    def link(self) -> str | None:
        """What opens it as a mail (RFC 6068); None for a call."""
        if not self.kind.is_mail:
            return None
        rest = open_place(texts(self.language)["rest"])
        return mailto(self.to.email if self.to else None, self.subject, self.body, rest)


def draft(
    kind: DraftKind,
    interview: Interview,
    to: Person | None = None,
    *,
    tone: Tone = Tone.NEUTRAL,
    sender: Sender = NOBODY,
    given: Mapping[str, str] | None = None,
    language: str = "en",
) -> Draft:
    """Return the draft of a `kind` about `interview`, to one person.

    `given` fills open places by name, such as ``topic``; `place_names` lists them.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 11, 18, 15, tzinfo=UTC)
    >>> acme = Interview(uid="1", start=at, end=at, company="Acme", role="Data Engineer")
    >>> draft(DraftKind.CHECK_IN, acme, Person("Dana Whitfield")).open
    ('one thing that you two talked about', 'your name', 'your phone number or e-mail address')
    """
    said = texts(language)
    values = values_of(interview, to, sender, given or {}, said)
    skeleton = said.skeleton(kind, tone)
    choice = choice_of(skeleton, kind, interview, to)
    picked = iter([slot[number] for slot, number in zip(skeleton.slots, choice, strict=True)])
    subject = filled(next(picked), values)
    paragraphs = [filled(" ".join(islice(picked, len(slots))), values) for slots in skeleton.paragraphs]
    if kind is DraftKind.CALL:
        return Draft(kind, tone, language, to, subject, "\n".join(paragraphs))
    greeting = filled(_greeting(said, tone, values["full_name"]), values)
    return Draft(kind, tone, language, to, subject, "\n\n".join((greeting, *paragraphs, signature(said, tone, values))))


def draft_kind(step: Step) -> DraftKind | None:
    """Return what a step needs to be written or said; None: nothing."""
    kind = str(step.kind.value)
    if kind == "check-in" and step.channel is Channel.PHONE:
        return DraftKind.CALL
    return DraftKind(kind) if kind in set(DraftKind) else None


def event_draft(step: Step, *, tone: Tone = Tone.NEUTRAL, sender: Sender = NOBODY, language: str = "en") -> list[str]:
    """Return the draft of a step as its event's description has it, with the link that opens the mail; [] for none.

    It depends on the step's interview and person only: an event does not change because time passes.
    """
    kind = draft_kind(step)
    if kind is None:
        return []
    found = draft(kind, step.interview, step.to, tone=tone, sender=sender, language=language)
    if found.link is None:
        return [f"Call script\n{found.body}"]
    label = value(step.to.label) if step.to else "the team" if kind is DraftKind.THANK_YOU else ""
    return [
        f"Draft{label and f' for {label}'}\nSubject: {found.subject}\n\n{found.body}\n\nOpen as a mail: {found.link}"
    ]


def place_names(said: Texts) -> tuple[str, ...]:
    """Return the names of all places that can be filled in."""
    return tuple(said["open"])


def values_of(
    interview: Interview, to: Person | None, sender: Sender, given: Mapping[str, str], said: Texts
) -> dict[str, str]:
    """Return what is known for each name in braces, and the mark of an open place for what is not."""
    name = to.name if to and to.name else None
    people = [value(person.label, 60) for person in interview.interviewers[: _NAMED + 1]]
    contact = [value(text) for text in (sender.phone, sender.email) if text]
    known = {
        "name": name,
        "company": interview.company,
        "role": interview.role,
        "day": said.day(interview.day),
        "people": said["team"] if len(people) > _NAMED else said.list(people) if people else None,
        "my_name": sender.name,
        "my_contact": " · ".join(contact) if contact else None,
    }
    found: dict[str, str] = {}
    for key, ask in said["open"].items():
        text = value(given[key], _MAX_GIVEN) if key in given else value(known.get(key) or "")
        found[key] = text or open_place(ask)
    found["full_name"] = found["name"]
    found["first_name"] = first_name(found["name"])
    found |= _declined(said, found["company"])
    last_word = found["role"].casefold().rpartition(" ")[2]
    is_said = last_word in said["position_words"]
    found["position"] = found["role"] if is_said else said["position"].replace("{role}", found["role"])
    return found


def signature(said: Texts, tone: Tone, values: Mapping[str, str]) -> str:
    """Return how a mail ends: who writes, and how to be reached."""
    return f"{said['sign'][tone]}\n{values['my_name']}\n{values['my_contact']}"


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with a value for each name in braces, all at once: a value is never read again."""
    return _NAME.sub(lambda match: values[match[1]], text)


def choice_of(skeleton: Skeleton, kind: DraftKind, interview: Interview, to: Person | None) -> tuple[int, ...]:
    """Return which sentence each slot has: for each person of a panel one that differs most from those before."""
    panel = interview.interviewers[:_MAX_PEOPLE]
    people = panel if to in panel else (*panel, to)
    marks = tuple("\n".join((*interview.key, kind, *_mark(person))) for person in people)
    return _choices(tuple(map(len, skeleton.slots)), marks)[people.index(to)]


def _mark(person: Person | None) -> tuple[str, str]:
    return ((person.email or "").casefold(), (person.name or "").casefold()) if person else ("", "")


@lru_cache(maxsize=32)
def _choices(slots: tuple[int, ...], marks: tuple[str, ...]) -> list[tuple[int, ...]]:
    """Return a choice for each person; those before them do not depend on those after."""
    every = list(islice(product(*map(range, slots)), _MAX_CHOICES))
    taken: list[tuple[int, ...]] = []
    for mark in marks:
        ranks = {choice: crc32(f"{mark}\n{choice}".encode("utf-8", "replace")) for choice in every}
        taken.append(max(every, key=lambda choice: (_distance(choice, taken), ranks[choice])))
    return taken


def _distance(choice: tuple[int, ...], taken: Sequence[tuple[int, ...]]) -> int:
    """Return in how many slots a choice differs from the nearest one that is taken."""
    return min((sum(map(int.__ne__, choice, other)) for other in taken), default=0)


def first_name(name: str) -> str:
    """Return how somebody is called by friends; whoever has no first name is called as before.

    >>> first_name("Prof. Dr. Ann Lee"), first_name("Frau Dr. Brenner")
    ('Ann', 'Frau Dr. Brenner')
    """
    if isinstance(name, Open):
        return name
    before, words = keys("people", "before"), name.split()
    behind = [*dropwhile(lambda word: word.endswith(".") or key_of(word) in before, words)]
    return behind[0].rstrip(",") if len(behind) > 1 or (behind and behind == words) else name


def _greeting(said: Texts, tone: Tone, name: str) -> str:
    """Return how a mail begins; a formal one says Frau or Herr where that is known."""
    called = said["greeting"]["called"].get(key_of(name.partition(" ")[0])) if tone is Tone.FORMAL else None
    return str(called or said["greeting"][tone])


def _declined(said: Texts, company: str) -> dict[str, str]:
    """Return a company by its cases, with its article where it has one."""
    article = said["article"]
    last = company.casefold().rpartition(" ")[2].strip("().,")
    has_one = not isinstance(company, Open) and " " in company and last in article["before"]
    return {f"company_{case}": f"{article[case]} {company}" if has_one else company for case in CASES}
