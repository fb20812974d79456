"""What in a title speaks for an interview, or against it (I5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from followcal.core.finding import Clue, Signal
from followcal.core.wording import printable
from followcal.formats.known_names import Names
from followcal.formats.names import is_first_name
from followcal.formats.noise import without_noise
from followcal.formats.roles import is_role
from followcal.formats.titles import Link, halves, pieces_of
from followcal.formats.word_lists import Hit, as_words, words
from followcal.regex import regex

_NEAR = 3
_SHORT = 4

QUOTE = 60
"""Letters of foreign text that a clue quotes."""


def quoted(hit: Hit, where: str) -> str:
    """Return words as a clue tells them, with where they stand."""
    return f"“{printable(hit.text)[:QUOTE]}” in the {where}"


@lru_cache(maxsize=2048)
def of_title(
    title: str, names_of_user: frozenset[str], *, is_from_outside: bool, is_for_post: bool = False
) -> tuple[Signal, ...]:
    """Return the clues of a title; calendars repeat them. `is_for_post` says whether the text names a post."""
    return tuple(_clues_in_title(title, names_of_user, is_from_outside, is_for_post))


def _clues_in_title(
    title: str, names_of_user: frozenset[str], is_from_outside: bool, is_for_post: bool
) -> Iterator[Signal]:
    strong = interview_in(title) or _registration_in(title)
    is_for_user = names_user(title, names_of_user)
    other = _other_in(title, strong, is_for_post=is_for_post, is_for_user=is_for_user)
    weak = words("signal.meeting").search(title) or _meal_in(title, is_for_post=is_for_post)
    errand = _errand_in(title, is_for_post=is_for_post)
    if strong and (around := _around(title, strong)):
        strong = None
        errand = errand or around
    if other:
        yield Signal(Clue.OTHER, quoted(other, "title"))
    elif strong:
        is_sure = words("signal.sure").search(title)
        yield Signal(Clue.SURE_TITLE if is_sure else Clue.TITLE, quoted(is_sure or strong, "title"))
    elif errand and not _is_in_role(title, errand):
        yield Signal(Clue.ERRAND, quoted(errand, "title"))
    elif weak:
        yield Signal(Clue.MEETING, quoted(weak, "title"))
    if chore := _chore(title):
        yield Signal(Clue.CHORE, f"begins with “{printable(chore.text)[:QUOTE]}”")
    elsewhere = None if strong else words("signal.elsewhere").search(title)
    if elsewhere and is_for_post and _is_house(elsewhere.text):
        elsewhere = None
    if elsewhere and not _is_in_role(title, elsewhere) and not _is_of_name(title, elsewhere):
        yield Signal(Clue.ELSEWHERE, quoted(elsewhere, "title"))
    yield from _parties_in_title(title, names_of_user, is_others=not strong and is_from_outside)
    if not other:
        yield from _of_job_in_title(title, is_strong=strong is not None)


def _parties_in_title(title: str, names_of_user: frozenset[str], *, is_others: bool) -> Iterator[Signal]:
    if conducting := conducting_in(title):
        yield Signal(Clue.CONDUCTING, quoted(conducting, "title"))
    if others := _of_another(title, names_of_user):
        yield Signal(Clue.OTHER, f"“{others[:QUOTE]}” in the title: somebody else's")
    if pair := _pair(title, names_of_user):
        yield Signal(Clue.NAMES, f"“{pair[:QUOTE]}” beside your name in the title")
    elif is_others and names_user(title, names_of_user):
        yield Signal(Clue.NAMES, "your name in the title of another's invitation")


def _of_another(title: str, names_of_user: frozenset[str]) -> str | None:
    """Return what says that an interview is somebody else's: ``Sam's interview``, ``entrevista do Tiago``."""
    names = Names.of((), names_of_user)
    for hit in words("signal.interview", "signal.sure").hits(as_words(title)):
        before, after = title[max(hit.begin - 60, 0) : hit.begin], title[hit.stop : hit.stop + 60]
        owner = _OWNER_BEFORE.search(before) or _OWNER_AFTER.match(after)
        asked = _ASKED.match(after) if hit.text.casefold() == "entrevista" else None
        if asked and is_first_name(asked[1]) and not names.is_user(asked[1]):
            return printable(f"{hit.text}{asked[0]}")  # it is the user who asks
        relative = _RELATIVE.match(after) or _RELATIVE_BEFORE.search(before)
        if relative and words("signal.relative").covers(relative[1]):
            return printable(title[max(hit.begin - relative.end(), 0) : hit.stop] + after[: relative.end()]).strip()
        name = owner[1] if owner else ""
        if (
            name
            and not names.is_user(name)
            and (is_first_name(name) or (name[-1] == "s" and is_first_name(name[:-1]) and not _ENGLISH.search(title)))
        ):
            return printable(name)
    return None


_WORD = r"[^\W\d_a-zß-öø-ÿ][\w-]{1,30}"


_OWNER_BEFORE = regex(rf"^\W*({_WORD}s|{_WORD}(?=['’]))(?:['’]s?)?\s(?:[a-z]{{1,12}}\s){{0,2}}$")


_OWNER_AFTER = regex(
    rf"\s+(?:von|de|do|da|d['’]|des|del)\s?({_WORD})(?=\s*$|\s*[,(–—!-]|\s+(?:chez|bei|en|na|no|à|au|in|im|at)\s)"
)


_ASKED = regex(rf"\s+(?:a|ao|à|al)\s({_WORD})")
_RELATIVE = regex(r"\s+(?:von|de|da|do|d['’])?\s?(?:meine[rs]?|ma|mon|mi|minha|meu)\s(\w{3,20})(?!\w)")


_RELATIVE_BEFORE = regex(r"(?i)(?:\bmy|\bour)\s(?:\w{2,12}\s)?(\w{3,20})['’]?s?['’]?\s$")


_ENGLISH = regex(r"\binterview", re.IGNORECASE)


def interview_in(title: str) -> Hit | None:
    """Return the words in a title that mean an interview."""
    hits = words("signal.interview", "signal.sure").hits(as_words(title))
    return next((hit for hit in hits if not _PRODUCT.search(hit.text)), None)


_PRODUCT = regex(r"[a-z][A-Z]")
"""How programs are called: ``InterviewPilot``."""


def _around(title: str, strong: Hit) -> Hit | None:
    """Return what says that a note is about an errand before an interview or after it: ``Collect suit before …``."""
    if not words("signal.chore").match(title):
        return None
    hits = words("signal.around").hits(as_words(title))
    return next((hit for hit in hits if 0 <= strong.first - hit.last <= _NEAR and hit.first > 0), None)


def _registration_in(title: str) -> Hit | None:
    """Return what says that a business that fills posts puts the user on its list: ``Inscription Intérim Loire``."""
    registration = words("signal.registration").search(title)
    agency = words("title.agency").search(title) if registration else None
    return registration if agency and registration and agency.first != registration.first else None


def _meal_in(title: str, *, is_for_post: bool) -> Hit | None:
    """Return the word of a meal at which a job is talked about."""
    meal = words("signal.meal").search(title)
    return meal if meal and (is_for_post or words(*_JOB).search(title)) else None


def conducting_in(source: str) -> Hit | None:
    """Return what says that the user asks the questions, unless it says the opposite: ``you're interviewing for …``."""
    for hit in words("signal.conducting").hits(as_words(source)):
        if not any(_is_within(hit, longer) for longer in words("signal.strong").hits(as_words(source))):
            return hit
    return None


def meets_in_round(title: str) -> bool:
    """Return whether a title names a meeting and, in other words, a round: ``Zoom Abedul 2nd round``."""
    rounds = [*words("signal.stage").hits(as_words(title))]
    return any(
        hit.last <= stage.first or stage.last <= hit.first
        for hit in words("signal.meeting").hits(as_words(title))
        for stage in rounds
    )


def says_where(title: str) -> bool:
    """Return whether a title names, beside an interview, a house or a role: ``Interview Rosie's Bakery``."""
    strong = interview_in(title)
    houses = words("title.business", "title.institution").hits(as_words(title))
    return strong is not None and (
        _role(title) is not None or any(not strong.first <= hit.first < strong.last for hit in houses)
    )


_JOB = ("signal.job", "signal.seeks")


def _errand_in(title: str, *, is_for_post: bool) -> Hit | None:
    """Return the word of an errand in a title, unless it is of the job that this is about: ``re the plumber job``.

    A meal is a meeting where a job is what it is about: ``lunch with Raul about the vacancy``.
    """
    job = words(*_JOB).search(title)
    hits = words("signal.errand").hits(as_words(title))
    errand = next((hit for hit in hits if not _is_of_name(title, hit) and not _is_named_house(title, hit)), None)
    if errand is None or (job and _is_of_role(title, errand)):
        return None
    if any(_is_within(errand, weak) for weak in words("signal.meeting").hits(as_words(title))):
        return None
    is_house = _is_house(errand.text)
    if is_for_post and (is_house or words("signal.meal").covers(errand.text)):
        return None
    trial = words("signal.stage").match(title) if is_house else None
    if job is None and (trial is None or errand.first - trial.last > 1):
        return errand
    if job is not None and (words("signal.meal").covers(errand.text) or words("signal.meal").match(title)):
        return None
    is_name = (is_house or errand.text[:1].isupper()) and _NAME_FOLLOWS.match(title, errand.stop)
    is_remark = is_house and title[: errand.begin].endswith("(") and title[errand.stop :].startswith(")")
    is_post = job is not None and job.first == errand.last
    between = title[job.stop : errand.begin] if job is not None else ""
    is_post |= is_role(errand.text) and _NEXT.fullmatch(between) is not None
    is_post |= is_house and _is_post(job) and _WITHIN.fullmatch(between) is not None
    return None if is_post or is_name or is_remark else errand


_NEXT = regex(r"\s(?:(?:de|d['’]|da|do|du|als|as|como|comme|for|para|pour)\s?)?(?:an?\s|une?\s|um\s|uma\s)?")
"""Between a post and what it is: ``vaga fisioterapeuta``, ``place de coiffeuse``."""


def _is_post(job: Hit | None) -> bool:
    return job is not None and words("signal.post", "signal.seeks").covers(job.text)


_WITHIN = regex(
    r"\s(?:(?:in|im|bei|en|em|na|no|at|au|chez|dans|for|fürs?|para|pour)\s)?(?:(?:der|die|das|the|an?|la|le|el|o)\s)?"
)
"""Between a post and the house that it is at: ``Stelle in der Werkstatt``."""


def _is_named_house(title: str, hit: Hit) -> bool:
    """Return whether a title begins with a house and its name: ``Escuela Infantil Nubes``."""
    is_house = words("title.institution").covers(hit.text) and hit.text[:1].isupper() and hit.first == 0
    return is_house and _NAME_FOLLOWS.match(title, hit.stop) is not None


def _is_within(hit: Hit, other: Hit) -> bool:
    """Return whether words are a part of more words: of ``lunch with the team``."""
    is_longer = other.last - other.first > hit.last - hit.first
    return is_longer and other.first <= hit.first and hit.last <= other.last


_NAME_FOLLOWS = regex(r"\s+(?:(?:d[aeou]s?|of|der|zum|zur|la|les)\s+){0,2}[^\W\d_a-zß-öø-ÿ]")


def _is_of_name(title: str, hit: Hit) -> bool:
    """Return whether a word is the end of a company's name: ``Kirix Conseil``."""
    before = as_words(title).part(hit.first - 1, hit.first) if hit.first else ""
    if words("title.noise", "signal.meeting").covers(before):
        return False
    return before[:1].isupper() and hit.text[:1].isupper() and words("title.business").covers(hit.text)


def _other_in(title: str, strong: Hit | None, *, is_for_post: bool, is_for_user: bool) -> Hit | None:
    """Return the words in a title that mean something else, unless they are a part of those that mean an interview.

    What a title is about says nothing where it names a role: the school nurse, the podcast producer; nor where the
    text of an interview names a post.
    """
    if fair := _fair_in(title, strong):
        return fair
    hits = words("signal.other").hits(as_words(title))
    others = (hit for hit in hits if not _is_abbreviation(title, hit) and not _is_of_role(title, hit))
    other = next((hit for hit in others if not _is_of_post(title, hit)), None)
    if (
        other
        and strong
        and ((is_for_post and _ends_in_house(other)) or (is_for_user and _is_house_of_its_own(title, other)))
    ):
        other = None
    if other and not (strong and strong.first <= other.first and other.last <= strong.last):
        return None if strong and _is_of_house(title, other) else other
    topics = words("signal.topic").hits(as_words(title))
    topic = next((hit for hit in topics if not _is_abbreviation(title, hit) and not _is_of_post(title, hit)), None)
    if topic is None or _role(title) or (strong and strong.first <= topic.first < strong.last):
        return None
    before = title[: topic.begin].rstrip()
    is_party = words("title.at").search(before.rpartition(" ")[2]) is not None and topic.text[:1].isupper()
    is_party = is_party or _is_named(title, topic) or (is_for_post and topic.last - topic.first == 1)
    return None if strong and is_party else topic


def _is_of_post(title: str, hit: Hit) -> bool:
    """Return whether the word of a post follows: ``nanny position``."""
    parts = as_words(title)
    is_post = hit.last < len(parts) and words("signal.post").length_at(parts, hit.last) > 0
    return is_post and parts.is_joined(hit.first, hit.last + 1)


def _is_house(text: str) -> bool:
    return words("title.institution", "title.business").covers(text)


def _ends_in_house(hit: Hit) -> bool:
    """Return whether words end in what a house is: ``Entrevista colegio``."""
    return _is_house(hit.text.split()[-1])


def _is_house_of_its_own(title: str, hit: Hit) -> bool:
    """Return whether a word begins a piece that a name follows in, beside a role: ``| Buyer | Radio Norte``."""
    is_first = any(piece.text.startswith(hit.text) for piece in pieces_of(title)) and hit.text[:1].isupper()
    return is_first and _NAME_FOLLOWS.match(title, hit.stop) is not None and _role(title) is not None


def _fair_in(title: str, strong: Hit | None) -> Hit | None:
    """Return what says that employers show themselves, or somebody sells or reports: a job fair, ``Press: …``."""
    pitch = words("signal.pitch").match(title)
    if pitch and title[pitch.stop :].lstrip()[:1] == ":":
        return pitch
    fair = words("signal.fair").search(title)
    if fair is None or strong:
        return None
    job = words("signal.job", "title.agency", "signal.hiring").search(title)
    is_house = words("title.institution", "title.business").covers(fair.text)
    if job and is_house and not 0 <= job.first - fair.last <= _NEAR:
        return None  # a hairdresser's
    is_parted = job and is_house and not as_words(title).is_joined(fair.first, job.last)
    return fair if job and not is_parted else None


def _is_abbreviation(title: str, hit: Hit) -> bool:
    """Return whether a word is cut off, as ``wg.``, or a sign joins two: ``Test atelier + entretien``."""
    is_cut = not hit.text.isupper() and len(hit.text) < _SHORT and title[hit.stop : hit.stop + 1] == "."
    return is_cut or "+" in hit.text


def _is_of_role(title: str, hit: Hit) -> bool:
    """Return whether words are the beginning of a role: ``Volunteer Programme Officer``, ``bolsa técnico``."""
    parts = as_words(title)
    roles = words("title.role")
    if hit.last - hit.first > 1 and not words("signal.pool").covers(parts.part(hit.last - 1, hit.last)):
        return False
    ends = range(hit.last, min(hit.last + 2, len(parts)))
    return any(roles.length_at(parts, at) and parts.is_joined(hit.last - 1, at + 1) for at in ends)


def _is_in_role(title: str, hit: Hit) -> bool:
    """Return whether a word tells more of a role that it follows: ``Analista de Crédito Rural``."""
    parts = as_words(title)
    roles = words("title.role")
    before = range(max(hit.first - 3, 0), hit.first)
    joined = [at for at in before if roles.length_at(parts, at) and parts.is_joined(at, hit.last)]
    return any(parts.part(at + 1, hit.first).casefold() in ("de", "of", "für", "in", "en", "em") for at in joined)


def _is_named(title: str, hit: Hit) -> bool:
    """Return whether words are what a house is, and its name follows: ``Musikschule Ahrtal``."""
    is_house = words("title.institution", "title.business").covers(hit.text) and hit.text[:1].isupper()
    return is_house and _NAME_FOLLOWS.match(title, hit.stop) is not None


def _of_job_in_title(title: str, *, is_strong: bool) -> Iterator[Signal]:
    if role := _role(title):
        yield Signal(Clue.ROLE, f"“{role[:QUOTE]}” in the title")
    if not is_strong and (job := words(*_JOB).search(title)):
        yield Signal(Clue.JOB_TITLE, quoted(job, "title"))
    if not is_strong and not words(*_JOB).search(title) and (agency := _agency_in(title)):
        yield Signal(Clue.JOB_TITLE, f"“{agency[:QUOTE]}” in the title: a business that fills posts")
    if not is_strong and (terms := words("signal.terms").search(title)):
        yield Signal(Clue.TERMS, quoted(terms, "title"))
    if not is_strong and (stage := words("signal.stage").search(title)):
        yield Signal(Clue.STAGE, quoted(stage, "title"))


def _agency_in(title: str) -> str | None:
    """Return a name in a title that ends in what agencies call themselves: ``Robotrek Staffing``."""
    parts = as_words(title)
    for hit in words("title.agency").hits(parts):
        name = parts.part(hit.first - 1, hit.last) if hit.first else ""
        if name and hit.text[:1].isupper() and name[:1].isupper() and parts.is_joined(hit.first - 1, hit.last + 1):
            return printable(name)
        if name and hit.text[:1].isupper() and name[:1].isupper() and hit.last == len(parts):
            return printable(name)
    return None


def _is_of_house(title: str, hit: Hit) -> bool:
    """Return whether words end in what a house is, and its name follows: ``Entrevista Clínica Dental Ferrer``."""
    parts = as_words(title)
    house = words("title.institution", "title.business")
    follows = parts.part(hit.last, hit.last + 1)
    if is_first_name(follows) or words("signal.errand").length_at(parts, hit.last - 1):
        return False  # a child's school
    if hit.last < len(parts) and follows.islower() and house.length_at(parts, hit.last):
        return house.length_at(parts, hit.last - 1) > 0  # Entrevista clínica vet Patas
    return (
        follows[:1].isupper()
        and parts.is_joined(hit.last - 1, hit.last + 1)
        and house.length_at(parts, hit.last - 1) > 0
    )


def _chore(title: str) -> Hit | None:
    """Return what says that a title is a note of what to do: it begins with it, and goes on."""
    hit = words("signal.chore").match(title)
    first = next(iter(pieces_of(title)), None)
    longer = words("signal.meeting").match(title)
    if hit and longer and longer.last > hit.last:
        return None
    role = (
        words("title.role").search(title[hit.stop : hit.stop + 20]) if hit and first and is_role(first.text) else None
    )
    if hit and role and not words("signal.job", "signal.interview").search(title[hit.stop : hit.stop + role.begin]):
        return None  # a research associate
    if hit and not re.match(r"\s*[/<&]", title[hit.stop :]):
        return hit
    return None


def _pair(title: str, names_of_user: frozenset[str]) -> str | None:
    """Return who stands beside the user in a title such as ``Jo Seeker <> Acme``, or None."""
    names = Names.of((), names_of_user)
    parties = [
        (piece.link, half, without_noise(half) or half) for piece in pieces_of(title) for half in halves(piece.text)
    ]
    mine = [position for position, (_, half, bare) in enumerate(parties) if names.is_user(half) or names.is_user(bare)]
    others = [bare for position, (_, half, bare) in enumerate(parties) if position not in mine and without_noise(half)]
    if mine and others:
        return printable(others[0])
    both = [position for position, (link, _, _) in enumerate(parties) if link is Link.BOTH]
    if both and not names.user and len(others) > 1 and re.search(r"<\s*[-=~]?\s*>|↔|⟷|×", title):
        return printable(others[0])
    return None


def names_user(title: str, names_of_user: frozenset[str]) -> bool:
    """Return whether a title holds the user's full name, or the first one and an initial."""
    said = as_words(title).words
    for name in Names.of((), names_of_user).user:
        spelled = (list(name), [*name[:-1], name[-1][0]])
        if len(name) > 1 and any(said[at : at + len(name)] in spelled for at in range(len(said))):
            return True
    return False


def _role(title: str) -> str | None:
    return next((printable(piece.text) for piece in pieces_of(title) if is_role(piece.text)), None)
