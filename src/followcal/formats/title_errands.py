"""What in a title means something else than an interview (I5): errands, other meetings of that name, fairs."""

from __future__ import annotations

from followcal.core.wording import printable
from followcal.formats.names import is_first_name
from followcal.formats.roles import is_role
from followcal.formats.titles import pieces_of
from followcal.formats.word_lists import Hit, as_words, words
from followcal.regex import regex

_NEAR = 3
_SHORT = 4


def meal_in(title: str, *, is_for_post: bool) -> Hit | None:
    """Return the word of a meal at which a job is talked about."""
    meal = words("signal.meal").search(title)
    return meal if meal and (is_for_post or words(*JOB).search(title)) else None


JOB = ("signal.job", "signal.seeks")


def errand_in(title: str, *, is_for_post: bool) -> Hit | None:
    """Return the word of an errand in a title, unless it is of the job that this is about: ``re the plumber job``.

    A meal is a meeting where a job is what it is about: ``lunch with Raul about the vacancy``.
    """
    job = words(*JOB).search(title)
    hits = words("signal.errand").hits(as_words(title))
    errand = next((hit for hit in hits if not is_of_name(title, hit) and not _is_named_house(title, hit)), None)
    if errand is None:
        return None
    if any(is_within(errand, weak) for weak in words("signal.meeting").hits(as_words(title))):
        return None
    is_house = names_house(errand.text)
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


def is_within(hit: Hit, other: Hit) -> bool:
    """Return whether words are a part of more words: of ``lunch with the team``."""
    is_longer = other.last - other.first > hit.last - hit.first
    return is_longer and other.first <= hit.first and hit.last <= other.last


_NAME_FOLLOWS = regex(r"\s+(?:(?:d[aeou]s?|of|der|zum|zur|la|les)\s+){0,2}[^\W\d_a-zß-öø-ÿ]")


def is_of_name(title: str, hit: Hit) -> bool:
    """Return whether a word is the end of a company's name: ``Kirix Conseil``."""
    before = as_words(title).part(hit.first - 1, hit.first) if hit.first else ""
    if words("title.noise", "signal.meeting").covers(before):
        return False
    return before[:1].isupper() and hit.text[:1].isupper() and words("title.business").covers(hit.text)


def other_in(title: str, strong: Hit | None, *, is_for_post: bool, is_for_user: bool) -> Hit | None:
    """Return the words in a title that mean something else, unless they are a part of those that mean an interview.

    What a title is about says nothing where it names a role: the school nurse, the podcast producer; nor where the
    text of an interview names a post.
    """
    if fair := _fair_in(title, strong):
        return fair
    hits = words("signal.other").hits(as_words(title))
    others = (hit for hit in hits if not _is_abbreviation(title, hit) and not is_of_role(title, hit))
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
    if topic is None or role_in_title(title) or (strong and strong.first <= topic.first < strong.last):
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


def names_house(text: str) -> bool:
    """Return whether a text says what a house is, and no more."""
    return words("title.institution", "title.business").covers(text)


def _ends_in_house(hit: Hit) -> bool:
    """Return whether words end in what a house is: ``Entrevista colegio``."""
    return names_house(hit.text.split()[-1])


def _is_house_of_its_own(title: str, hit: Hit) -> bool:
    """Return whether a word begins a piece that a name follows in, beside a role: ``| Buyer | Radio Norte``."""
    is_first = any(piece.text.startswith(hit.text) for piece in pieces_of(title)) and hit.text[:1].isupper()
    return is_first and _NAME_FOLLOWS.match(title, hit.stop) is not None and role_in_title(title) is not None


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
    return is_cut or "+" in hit.text or " - " in hit.text


def is_of_role(title: str, hit: Hit) -> bool:
    """Return whether words are the beginning of a role: ``Volunteer Programme Officer``, ``bolsa técnico``."""
    parts = as_words(title)
    roles = words("title.role")
    if hit.last - hit.first > 1 and not words("signal.pool").covers(parts.part(hit.last - 1, hit.last)):
        return False
    ends = range(hit.last, min(hit.last + 2, len(parts)))
    behind = (at for at in ends if roles.length_at(parts, at) and parts.is_joined(hit.last - 1, at + 1))
    return any("+" not in title[hit.stop : parts.spans[at][0]] for at in behind)


def is_in_role(title: str, hit: Hit) -> bool:
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


def role_in_title(title: str) -> str | None:
    """Return the piece of a title that names a role."""
    return next((printable(piece.text) for piece in pieces_of(title) if is_role(piece.text)), None)
