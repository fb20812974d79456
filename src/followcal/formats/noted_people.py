"""Whom a title names, and the user's own note: by a first name only, at the desk, in a remark (I6)."""

from __future__ import annotations

import re

from followcal.core.interview import Person
from followcal.formats.known_names import Names
from followcal.formats.names import PART, is_first_name, is_name, name_of, names_in
from followcal.formats.noise import noise, without_noise
from followcal.formats.people import asked_for_in
from followcal.formats.plaintext import own_words
from followcal.formats.single_names import by_duty, by_first_name, from_title, may_be_name, politely
from followcal.formats.titles import Link, halves, is_joint_name, pieces_of
from followcal.formats.word_lists import as_words, plain, words
from followcal.regex import regex

_JOINED = regex(rf"(?:[^\S\n]*(?:\+|&|,|and|und|et|y|e)[^\S\n]+{PART}(?![^\S\n]+{PART})){{1,3}}")


def is_left_out(person: Person, names: Names, company: str | None, text: str = "") -> bool:
    """Return whether somebody named is nobody who is met: the user, what somebody is, or the company.

    Whoever a text names beside the house that is called after them is somebody: ``bei Dr. Wendt``, of Praxis Dr. Wendt.
    """
    name = person.name or ""
    if words("title.role", "title.leader", "title.institution").match(name) and not (
        words("title.honorific").match(name) or any(map(is_first_name, name.split())) or _is_ranked(name)
    ):
        return True  # what somebody is: Gerente Geral
    if names.is_user(name):
        return True
    is_of_company = bool(name and company and plain(name) in plain(company)) or _is_branch(name, company or "")
    return is_of_company and not _owns_house(name, company or "", text)


def _is_branch(name: str, company: str) -> bool:
    """Return whether a name begins as the company does, and goes on otherwise: ``Ananta Udaipur``, of Ananta Hotels."""
    first, _, town = name.partition(" ")
    return bool(town) and len(first) > 3 and company.startswith(f"{first} ") and not is_first_name(first)


def _owns_house(name: str, company: str, text: str) -> bool:
    """Return whether a text names somebody after whom the house is called, and not the house."""
    if words("title.honorific").match(name):
        return bool(text) and company not in text
    is_longer = len(as_words(company)) > len(as_words(name))
    return (
        is_first_name(name) and is_longer and company not in text and set(as_words(name).words) <= as_words(text).unique
    )


def called_in(title: str) -> list[Person]:
    """Return whom a note's title names by what they are, or says to ask for: ``manager Tolu``, ``see Gwil about``."""
    hits = words("text.ask", "title.leader", "title.rank").hits(as_words(title))
    called = (_CALLED.match(title, hit.stop) for hit in hits if hit.text.islower())
    return [Person(each[1]) for each in called if each and may_be_name(each[1]) and not noise().covers(each[1])]


_CALLED = regex(rf"[\s:/]{{1,3}}({PART})(?=[\s,.;()]|$)(?![^\S\n]+{PART})")


def _is_ranked(name: str) -> bool:
    """Return whether a name follows what somebody is: ``Meister Huber``."""
    rank = words("title.rank").match(name)
    rest = name[rank.stop :].strip() if rank else ""
    return bool(rest) and may_be_name(rest) and not words("title.companion", "title.compass").covers(rest)


def in_title(title: str, names: Names, company: str | None) -> list[Person]:
    """Return whom a title names: ``Call with Grace from Acme``, ``Visio M. Lacombe``."""
    found: list[str] = []
    pieces = pieces_of(title)
    is_with_user = any(names.is_user(without_noise(half) or half) for piece in pieces for half in halves(piece.text))
    for piece in pieces:
        parts = [] if is_joint_name(piece.text, names) else halves(piece.text)
        for part in parts:
            name = without_noise(part)
            found += (person.name for person in politely(part) if person.name)
            polite = next((named for named in names_in(part) if named.titles), None)
            is_counted = polite is not None and re.match(r"\s\d", part[polite.end :])  # Nurse Band 5
            if polite and not is_counted and (said := name_of(part[polite.start :])):
                found.append(said)
            elif (
                company
                and (piece.link is Link.AT or (is_with_user and " " in part))
                and _is_like_a_name(part)
                and plain(name) not in plain(company)
                and not (name and re.search(rf"{_AT_HOUSE}{re.escape(name)}", title))
            ):
                found.append(name)  # with somebody, of a company that is named elsewhere
            elif name and _is_cased(name) and names.is_person(name) and not words("title.business").search(name):
                is_party = piece.link in (Link.AT, Link.BOTH, Link.AND) or len(parts) > 1
                if is_party or len(as_words(name)) == 1 or is_first_name(name):
                    found.append(name_of(name) or name)
    if any(name[:1].isupper() for name in found):
        found = [name for name in found if not name.islower()]
    return [person for person in map(Person, found) if not is_left_out(person, names, company)]


_AT_HOUSE = r"(?:@|\b(?:at|chez|bei|bei der|beim|na|no|en)\s)\s*"
"""Before a firm or a house; before somebody stands ``with``."""


def _called(remark: str) -> str:
    """Return the name that a remark begins with: ``Amandine RH me rappelle``."""
    first, *others = remark.split()
    family = others[0] if others else ""
    is_family = family[:1].isupper() and not family.isupper() and may_be_name(family)
    return f"{first} {family}" if is_family else first.rstrip(",.;:")


def with_whom(description: str, names: Names, company: str | None) -> list[Person]:
    """Return whom a text says an interview is with, where that is no company: ``interview with Rommel de Castro``."""
    text = own_words(description)
    for hit in words("text.lead").hits(as_words(text)):
        name = name_of(text[hit.stop : hit.stop + 80].lstrip()) if company else None
        if name and " " in name and not is_left_out(Person(name), names, company) and is_name(name):
            return [Person(name)]
    return []


def _is_listed(name: str, others: str) -> bool:
    """Return whether one word is a name behind another: joined to it by more than a comma, or a usual first name."""
    return is_first_name(name) or re.search(rf",\s*{re.escape(name)}$", others) is None


def _is_cased(name: str) -> bool:
    """Return whether a name begins with a capital if any of its words does: not so ``cole Los Tilos``."""
    return name[:1].isupper() or not any(word[:1].isupper() for word in name.split())


def _is_like_a_name(text: str) -> bool:
    """Return whether a text may be somebody's name: one word with a capital or two, and nothing known about them."""
    known = words(
        "title.business",
        "title.institution",
        "title.role",
        "title.leader",
        "title.noise",
        "person.desk",
        "title.agency",
    )
    return re.fullmatch(rf"{PART}(?:\s(?:de |da |van |von )?{PART})?", text) is not None and not known.search(text)


_THROUGH = regex(
    rf"\((?:via|vía|through|par|über|por)\s[^()\n]{{1,80}}\)"
    rf"|\b(?:via|vía|through|par|über|por meio de|thanks to|grâce à|dank)[^\S\n]+{PART}(?:[^\S\n]+{PART})?"
)
"""Who only brought the two together."""


def in_own_words(title: str, description: str, names: Names, company: str | None, *, is_told: bool) -> list[Person]:
    """Return whom the user's own note names: in the title, or in the text by the first name only or for the desk.

    `is_told` says whether the text names others who are met: whom to ask for at the desk is then only that.
    """
    title = _THROUGH.sub("", title)
    found = [*in_title(title, names, company), *from_title(title)]
    found += (
        (Person(_called(p.text)) for p in pieces_of(title) if p.link is Link.BRACKET and is_first_name(p.text))
        if not found
        else ()
    )
    found = [person for person in found if not is_left_out(person, names, company, description)]
    is_told = is_told or bool(found)
    found += () if is_told else (*called_in(title), *by_duty(title), *by_duty(own_words(description)[:600]))
    found = [person for person in found if not is_left_out(person, names, company, description)]
    is_told = is_told or bool(found)
    found += () if is_told else (*asked_for_in(title), *asked_for_in(description))
    if not found and (behind := re.search(rf"\s({PART})$", title)) and is_first_name(behind[1]) and company:
        found = [Person(behind[1])] if company in title and behind[1] not in company else []
    if not found and not is_told:
        found = [p for p in politely(own_words(description)[:600]) if not is_left_out(p, names, company, description)]
    if not found:
        said = re.findall(PART, title)
        known = (word for word in said if is_first_name(word) and may_be_name(word))
        found = [
            Person(word) for word in known if not noise().covers(word) and not words("title.honorific").covers(word)
        ][:1]
    text = own_words(description)[:600]
    for hit in words("text.acts").hits(as_words(title)):
        called = re.match(rf"\s+({PART})(?=\s|$)", title[hit.stop :])
        if called and not found and not noise().covers(called[1]) and not words("title.business").covers(called[1]):
            found.append(Person(called[1]))
    for hit in words("text.acts").hits(as_words(text)):
        acting = re.search(rf"(?:^|[\s(])({PART})\s*$", text[max(hit.begin - 40, 0) : hit.begin])
        acting = acting or re.match(
            rf"[^\S\n]+(?:(?:el|la|o|a|le|der|die)\s)?({PART})(?=[\s,.;()]|$)", text[hit.stop :]
        )
        if (
            acting
            and not noise().covers(acting[1])
            and not words("title.honorific", "title.rank", "text.of").covers(acting[1])
        ):
            found.append(Person(acting[1]))
    asking = () if is_told else ("text.ask",)
    for hit in words(*asking, "title.at", "title.and").hits(as_words(text)):
        asked = re.match(
            rf"[\s:/]*(?:[a-zà-ÿ]{{2,15}}[^\S\n]+){{0,2}}({PART})(?=[\s,.;()]|$)", text[hit.stop : hit.stop + 60]
        )
        if (
            asked
            and (is_first_name(asked[1]) or words("text.ask").match(hit.text))
            and not noise().covers(asked[1])
            and not words("title.honorific", "title.rank").covers(asked[1])
        ):
            found.append(Person(asked[1]))
            others = _JOINED.match(text, hit.stop + asked.end())
            listed = re.findall(PART, others[0]) if others else []
            text_of_others = others[0] if others else ""
            found += [Person(name) for name in listed if may_be_name(name) and _is_listed(name, text_of_others)]
    found = [person for person in found if not is_left_out(person, names, company, description)]
    return (
        found
        if found or is_told
        else [p for p in by_first_name(text) if not is_left_out(p, names, company, description)]
    )
