"""What kind of round an interview is, and how it is held."""

from __future__ import annotations

import re

from followcal.formats.plaintext import own_words
from followcal.formats.word_lists import as_words, sections, words
from followcal.regex import regex

_VIDEO_LINK = regex(
    r"zoom\.us/[jwm]|meet\.google\.com|teams\.(?:microsoft|live)\.com|webex\.com|whereby\.com|gotomeet|bluejeans|"
    r"chime\.aws|meet\.jit\.si|skype\.com|around\.co|google_meet|zoom web conference|google meet web conference",
    re.IGNORECASE,
)
_PHONE_LINK = regex(r"\btel:|^[^\S\n]{0,5}\+?[\d() .-]{7,25}$", re.IGNORECASE | re.MULTILINE)
_CALLED = regex(r"\+\d[\d() .-]{7,25}")
_NUMBER = regex(r"(?<![\d+])\d{1,5}[a-z]?(?!\d)", re.IGNORECASE)


def round_in(title: str, role: str | None, description: str) -> str | None:
    """Return the kind of round, if the title leaves no doubt or, where it says nothing, the text does.

    >>> round_in("Technical Interview with Acme", None, ""), round_in("Technical panel", None, "")
    ('technical', None)
    """
    found = _rounds(title.replace(role, "") if role else title)
    if not found:
        text = own_words(description)
        found = _rounds(text.replace(role, "") if role else text, of_interview=True)
    if "final" in found and found <= {"final", "case", "onsite", "panel"}:
        return "final"  # what is done in it says less
    return found.pop() if len(found) == 1 else None


def _rounds(source: str, *, of_interview: bool = False) -> set[str]:
    text = as_words(source)
    found = set()
    for name in sections("round"):
        for hit in words(f"round.{name}").hits(text):
            behind = range(max(hit.first - 1, 0), min(hit.last + 1, len(text)))
            if (
                not of_interview
                or len(hit.text.split()) > 1
                or (name == "final" and len(hit.text) > 6)
                or any(words("signal.interview", "text.round").length_at(text, at) for at in behind)
            ):
                found.add(name)
    return found


def medium_in(title: str, location: str, description: str) -> str | None:
    """Return how it is held: by video, by phone or onsite, or None where nothing says it."""
    text = own_words(description)
    if _VIDEO_LINK.search(location):
        return "video"
    if _PHONE_LINK.search(location) or _CALLED.search(location) or words("medium.phone").search(location):
        return "phone"
    if words("medium.video").search(location):
        return "video"
    if _is_address(location) or (_is_place(location) and not _VIDEO_LINK.search(description)):
        return "onsite"
    for source in (title, text):
        said = [kind for kind in ("phone", "onsite", "video") if words(f"medium.{kind}").search(source)]
        if "phone" in said and "video" not in said:
            return "phone"
        if _VIDEO_LINK.search(description) or "video" in said:
            return "video"
        if "onsite" in said:
            return "onsite"
    if _PHONE_LINK.search(text):
        return "phone"
    return "onsite" if _is_address(text) else None


def _is_address(text: str) -> bool:
    """Return whether a line holds a number and the word of a street, or that of a place within a house."""
    for line in text.split("\n")[:100]:
        if len(line) <= 200 and _NUMBER.search(line) and words("medium.place").search(line):
            return True
    return False


def _is_place(location: str) -> bool:
    """Return whether a place names a house and where it is, or where in it: ``Hospital San Telmo, planta baja``."""
    if "://" in location or "@" in location or len(location) > 200:
        return False
    parts = [part.strip() for part in re.split(r"[,;\n(|]", location) if part.strip(" )")]
    is_house = (
        words("medium.place", "title.institution", "title.business", "medium.onsite").search(location) is not None
    )
    return is_house or (len(parts) > 1 and all(part[:1].isupper() or part[:1].isdigit() for part in parts))
