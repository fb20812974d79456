"""What the words of an invitation say: company, role, kind of round, how it is held, who is met.

All of it is foreign text and may be huge or hostile: it is cut to a fixed length before any pattern sees it, and no
pattern nests repetitions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from followcal.core.interview import Person, unique_people
from followcal.core.wording import printable
from followcal.formats.domains import company_label

MAX_SUMMARY, MAX_DESCRIPTION = 500, 20_000


_INTERVIEW = (
    r"interviews?|vorstellungsgespr(?:ä|ae)ch|bewerbungsgespr(?:ä|ae)ch|kennenlerngespr(?:ä|ae)ch|gespr(?:ä|ae)ch|entretien"
    r"|entrevista|colloquio|screen(?:ing)?|onsite|on-site|superday|call|chat|meeting|conversation|loop|panel"
)
_INTERVIEW_WORD = re.compile(rf"(?:{_INTERVIEW})", re.IGNORECASE)
SIGNAL = re.compile(
    r"\b(?:interviews?|phone screen|screening|onsite|on-site|superday|hiring manager|vorstellungsgespr(?:ä|ae)ch"
    r"|bewerbungsgespr(?:ä|ae)ch|kennenlerngespr(?:ä|ae)ch|entretien d.embauche|entretien|entrevista|colloquio)\b",
    re.IGNORECASE,
)
"""Words that make an event in a calendar of many look like an interview."""

_NOT_A_NAME = re.compile(
    rf"(?:{_INTERVIEW}|phone|video|technical|tech|final|first|second|third|\d+(?:st|nd|rd|th)|round|take-home|review|recruiter|hiring|manager|virtual|remote|"
    r"zoom|teams|google meet|confirmation|invitation|invite|confirmed|updated|re|fwd|candidate|coding|system|design|"
    r"case|study|telefon|preliminary|initial|intro|introduction|introductory|stage|and|with|the|your|our|\d+|min|minutes|mins?|"
    r"one|two|of|for|a|an|session|technique|técnica|technisches|erstes|zweites|einladung|zum|zur|discussion|hr|prime|"
    r"job|reminder|details|schedule|scheduled)",
    re.IGNORECASE,
)
_ROLE_WORD = re.compile(
    r"\b(?:engineer|developer|manager|analyst|designer|scientist|lead|director|consultant|architect|intern|specialist|"
    r"administrator|nurse|teacher|accountant|assistant|associate|coordinator|officer|researcher|programmer|writer|editor|"
    r"representative|executive|technician|head|chief|owner|strategist|advisor|counsel|lawyer|clerk|planner|buyer|"
    r"\w*ingenieur(?:in)?|\w*entwickler(?:in)?|\w*berater(?:in)?|\w*leiter(?:in)?|werkstudent(?:in)?|\w*referent(?:in)?|"
    r"ingénieure?|développeu(?:r|se)|chargée?|responsable|analyste|ingeniero|ingeniera|desarrollador|desarrolladora|"
    r"analista|gerente|engenheir[oa]|desenvolvedor[a]?)\b",
    re.IGNORECASE,
)
_LEGAL = ("inc", "ltd", "llc", "gmbh", "ag", "corp", "plc", "limited", "s.a", "sa", "b.v", "bv", "co")
_SEPARATOR = re.compile(r"\s+[-–—|/·•]+\s*|\s*<>\s*|:\s+|\s+x\s+|\s*\(|\)\s*|,\s+|\s+&\s+")
_AT = re.compile(
    r"\b(?:with|at|@|bei|mit|chez|avec|con|en|na|com)\s+(?:the\s+|der\s+|die\s+)?"
    r"(?P<company>[^\n,;:|/()<>–—-][^\n]{0,80}?)(?P<rest>\s*[,:;|(<>–—].{0,100}|\s[-/].{0,100})?$",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:for(?: the)?(?: (?:role|position) of)?|position (?:of|as)|role of|als?|as|pour le poste de|"
    r"para el puesto de)\s+"
    r"(?:an?\s+|our\s+)?([^\n,;:|/()<>–—.]{2,70})",
    re.IGNORECASE,
)
_LABELLED_ROLE = re.compile(
    r"^[^\S\n]{0,20}(?:role|position|job(?: title)?|stelle|poste|puesto|vaga)\s*:\s*(.{2,80})$",
    re.IGNORECASE | re.MULTILINE,
)
_LABELLED_COMPANY = re.compile(
    r"^[^\S\n]{0,20}(?:company|employer|client|firma|unternehmen|entreprise|empresa)\s*:\s*(.{2,60})$",
    re.IGNORECASE | re.MULTILINE,
)
_TEXT_ROLE = re.compile(
    r"\b(?:for the|for our|as(?: an?)?|zur|als|pour le poste de|para el puesto de)\s+"
    r"([^\n.,;:()]{2,60}?)\s+(?:position|role|job|opening|stelle)\b",
    re.IGNORECASE,
)
_TEXT_ROLE_OF = re.compile(
    r"\b(?:(?:position|role|job|stelle|poste|puesto)\s+(?:of|as|als|de|d')\s*(?:an?\s+)?)([^\n.,;:()]{2,60})",
    re.IGNORECASE,
)
_TEXT_COMPANY = re.compile(
    r"\b(?:interviews?|screen|call|entretien|gespr(?:ä|ae)ch|entrevista)\s+(?:with|at|bei|mit|chez|avec|con|en)\s+"
    r"(?:the\s+)?([^\n.,;:()]{2,50})",
    re.IGNORECASE,
)
_TEXT_AT = re.compile(
    r"\b(?:at|bei|chez)\s+([A-ZÄÖÜÉ][\w&.'-]*(?:\s+[A-ZÄÖÜÉ&][\w&.'-]*){0,3})\s+(?:for the|as|für|pour|,)", re.UNICODE
)
_ROUNDS = (
    (
        "recruiter screen",
        r"recruiter (?:phone )?(?:screen|call)|recruiting screen|hr screen|phone screen with recruiter",
    ),
    ("hiring manager", r"hiring[- ]manager"),
    ("technical", r"technical|coding|system[- ]design|technisch\w*|technique|técnica"),
    ("case", r"case (?:study|interview)|fallstudie|étude de cas"),
    ("panel", r"panel"),
    ("onsite", r"on-?site|superday"),
    ("final", r"final[- ](?:round|interview|stage)|finales gespräch|entretien final"),
)
_VIDEO = re.compile(
    r"zoom\.us/[jw]|meet\.google\.com|teams\.(?:microsoft|live)\.com|webex\.com|whereby\.com|gotomeet|bluejeans|"
    r"chime\.aws|microsoft teams|google meet|video ?(?:call|interview|conference)|visio(?:conférence)?|videokonferenz|"
    r"videoanruf|videollamada",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"\btel:|\bby phone|\bvia (?:tele)?phone|\bphone (?:interview|screen|call)|call you (?:at|on)|"
    r"telefon(?:interview|isch)|par téléphone|por teléfono|^[^\S\n]{0,20}(?:tele)?phone[^\S\n]{0,20}$",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(
    r"\d{1,5}\s+\w+[\w .'-]{0,40}\b(?:st|street|ave|avenue|rd|road|blvd|lane|ln|way|drive|dr|place|square|sq|plaza)\b"
    r"|\w+(?:straße|strasse|str\.|platz|allee|weg)\s*\d|\b(?:rue|avenue|calle|via)\s+\w+[^\n]{0,40}\d|"
    r"\d{1,4},?\s+(?:rue|avenue|boulevard|place)\s|\b\d{5}\s+[A-ZÄÖÜ]\w+|floor \d|\bbuilding\b",
    re.IGNORECASE,
)
_NAME = r"[^\W\d_][\w'’.-]+(?:\s+(?:(?:van|von|de|der|den|la|le|da|di|dos|al|bin|Mc|O)\s+)*[^\W\d_][\w'’.-]*){1,3}"
_SCHEDULE = re.compile(
    r"^[^\w\n]{0,20}\d{1,2}(?:[:.h]\d{2})?[^\S\n]{0,5}(?:am|pm|uhr)?[^\S\n]{0,5}(?:-|–|—|to|bis)"
    r"[^\S\n]{0,5}\d{1,2}(?:[:.h]\d{2})?[^\S\n]{0,5}(?:am|pm|uhr)?"
    r"\s*(?:[A-Z]{2,4}\b)?[\s,:|–—-]+([^\n]{3,120})$",
    re.IGNORECASE | re.MULTILINE,
)
_LABELLED_PEOPLE = re.compile(
    r"^[^\w\n]{0,20}(?:interviewers?|your interviewers?|interview panel|panel|panelists?|"
    r"you(?:'ll| will) (?:meet|be meeting|speak with|be speaking with)|gesprächspartner(?:innen)?|"
    r"interviewer(?:innen)?|interlocuteurs?|interlocutrices?|entrevistadore?s?|entrevistadoras?)(?:\s+with)?\s*:?\s+([^\n]{3,300})$",
    re.IGNORECASE | re.MULTILINE,
)
_JOB_AFTER_NAME = re.compile(r"\s*[,(–—].*$|\s+-\s+.*$")


@dataclass(frozen=True, slots=True)
class Words:
    """What the text of an invitation says; None: it does not say."""

    company: str | None
    role: str | None
    round: str | None
    medium: str | None


def plain_text(text: str) -> str:
    r"""Return a description without HTML, rulers and link targets, cut to a bounded length.

    >>> plain_text("<b>Hello</b><br>Jo &amp; co")
    'Hello\nJo & co'
    """
    text = text[: MAX_DESCRIPTION * 2]
    if "<" in text:
        text = re.sub(r"<(?:br|/p|/div|/li|/tr)\b[^<>]{0,300}>", "\n", text, flags=re.IGNORECASE)
        text = re.sub(r"</?[A-Za-z!][^<>]{0,2000}>", "", text)
    if "&" in text:
        import html

        text = html.unescape(text)
    return text.replace("\r", "").replace("\xa0", " ")[:MAX_DESCRIPTION]


def read_words(
    *,
    summary: str,
    description: str,
    location: str,
    domains: Sequence[str],
    people: Iterable[str],
    names_of_user: Iterable[str],
) -> Words:
    """Return what an invitation says about the interview.

    `domains` are those of the employer's people, most telling first; `people` and `names_of_user` are names that
    are no company.
    """
    summary = printable(summary)[:MAX_SUMMARY]
    known = {name.casefold() for name in people} | {name.casefold() for name in names_of_user}
    pieces = _pieces(summary, known)
    role = _role(summary, description, pieces, known)
    company = _company(summary, description, pieces, known, role) or _from_domains(domains)
    return Words(company, role, _round(summary.replace(role or "\n", "")), _medium(location, description, summary))


def people_in(description: str) -> tuple[Person, ...]:
    """Return the interviewers that a description names, in its schedule or on a line of their own.

    >>> [person.name for person in people_in("1:00pm - 2:00pm, Ann Lee (CTO)")]
    ['Ann Lee']
    """
    found: list[Person] = []
    for line in _SCHEDULE.findall(description):
        found += _people(_after_with(line))
    for line in _LABELLED_PEOPLE.findall(description):
        found += _people(line)
    return unique_people(found)


def contact_in(description: str) -> Person | None:
    """Return whom the text names to ask, or None."""
    return None


def _after_with(line: str) -> str:
    parts = re.split(r"\b(?:with|mit|avec|con)\b", line, maxsplit=1, flags=re.IGNORECASE)
    return parts[-1]


def _people(line: str) -> list[Person]:
    line = re.sub(r"\([^()]{0,80}\)|<[^<>]{0,80}>", "", line)
    parts = re.split(r"\s*[,;&]\s*|\s+(?:and|und|et|y|e)\s+", printable(line))
    names = (_JOB_AFTER_NAME.sub("", part).strip(" .:") for part in parts)
    return [Person(name) for name in names if _is_name(name)]


def _is_name(text: str) -> bool:
    words = text.split()
    if not re.fullmatch(_NAME, text) or _ROLE_WORD.search(text) or _INTERVIEW_WORD.fullmatch(words[-1]):
        return False
    return words[0][0].isupper() and words[-1][0].isupper() and not _NOT_A_NAME.fullmatch(words[0])


def _pieces(summary: str, known: set[str]) -> list[str]:
    """Return the parts of a title that could be a company or a role."""
    summary = re.sub(
        r"^(?:re|fwd?|aw|wg|canceled|cancelled|abgesagt|annulé|updated|updated invitation)\s*:\s*",
        "",
        summary,
        flags=re.IGNORECASE,
    )
    found = []
    for part in _SEPARATOR.split(summary):
        piece = part.strip(" .!?-–—:;,\"'")
        words = re.findall(r"[\w&.'’+#-]+", piece)
        halves = re.split(r"\s+(?:and|und|et|y|&)\s+", piece.casefold())
        if not words or known & {piece.casefold(), *halves} or all(_NOT_A_NAME.fullmatch(word) for word in words):
            continue
        found.append(piece)
    return found


def _company(summary: str, description: str, pieces: Sequence[str], known: set[str], role: str | None) -> str | None:
    at = _AT.search(summary)
    candidates = [at["company"]] if at else []
    candidates += [match[1] for match in _LABELLED_COMPANY.finditer(description)]
    candidates += [match[1] for match in _TEXT_COMPANY.finditer(description)]
    candidates += [piece for piece in pieces if not _AT.search(piece) and not _FOR.search(piece)]
    candidates += [match[1] for match in _TEXT_AT.finditer(description)]
    for candidate in candidates:
        name = _clean_company(candidate)
        if not name or name.casefold() in known or any(_same_person(name, person) for person in known):
            continue
        if role and (name.casefold() in role.casefold() or role.casefold() in name.casefold()):
            continue
        if _ROLE_WORD.search(name) or not (name[0].isupper() or name[0].isdigit() or any(map(str.isupper, name))):
            continue
        return name
    return None


def _clean_company(text: str) -> str:
    text = re.split(
        r"\s+(?:for|about|on|regarding|re|to|als|für|pour|para|as|via|at \d|um|am|from|in|is|are|will|has|ist|wird)\s",
        printable(text) + " ",
        maxsplit=1,
        flags=re.IGNORECASE,
    )[0]
    words = text.strip(" .!?:;\"'").split()
    while words and _NOT_A_NAME.fullmatch(words[-1].strip("!.")):
        words.pop()
    while words and _NOT_A_NAME.fullmatch(words[0]):
        words.pop(0)
    return " ".join(words)


def _same_person(name: str, person: str) -> bool:
    """Return whether `name` is a person's name or the first part of it."""
    mine, theirs = name.casefold().split(), person.split()
    return mine == theirs[: len(mine)]


def _role(summary: str, description: str, pieces: Sequence[str], known: set[str]) -> str | None:
    labelled = _LABELLED_ROLE.search(description)
    if labelled:
        return _clean_role(labelled[1])
    at = _AT.search(summary)
    rest = _clean_role((at["rest"] or "").strip(" ,:;|()<>–—-/")) if at else ""
    if (
        rest
        and rest.casefold() not in known
        and rest.casefold() not in _LEGAL
        and not all(map(_NOT_A_NAME.fullmatch, re.findall(r"[\w'.]+", rest)))
    ):
        return rest
    for match in _FOR.finditer(summary):
        if _ROLE_WORD.search(match[1]):
            return _clean_role(match[1])
    for pattern in (_TEXT_ROLE, _TEXT_ROLE_OF):
        for match in pattern.finditer(description):
            role = _clean_role(match[1])
            if role and role[0].isupper():
                return role
    for piece in pieces:
        if _ROLE_WORD.search(piece) and not _AT.search(piece) and not re.match(r"hiring manager", piece, re.IGNORECASE):
            return _clean_role(piece)
    return None


def _clean_role(text: str) -> str:
    text = re.sub(
        r"^.*\b(?:interview|gespr(?:ä|ae)ch|vorstellungsgespr(?:ä|ae)ch)\s+(?=\w)", "", text, flags=re.IGNORECASE
    )
    text = re.split(
        r"\s+(?:at|with|bei|chez|with|position|role|opening|job|interview|on|scheduled)\b",
        printable(text),
        maxsplit=1,
        flags=re.IGNORECASE,
    )[0]
    text = re.sub(r"^(?:the|our|an?|your)\s+", "", text.strip(" .!?:;\"'"), flags=re.IGNORECASE)
    return text


def _round(summary: str) -> str | None:
    found = [name for name, pattern in _ROUNDS if re.search(rf"\b(?:{pattern})\b", summary, re.IGNORECASE)]
    return found[0] if len(found) == 1 else None


def _medium(location: str, description: str, summary: str) -> str | None:
    everything = "\n".join((location, summary, description))
    if _PHONE.search(location) or _PHONE.search(summary):
        return "phone"
    if _VIDEO.search(location):
        return "video"
    if _ADDRESS.search(location):
        return "onsite"
    if _VIDEO.search(everything):
        return "video"
    return "phone" if _PHONE.search(everything) else None


def _from_domains(domains: Sequence[str]) -> str | None:
    """Return a company's name as its own domain spells it.

    >>> _from_domains(["acme-robotics.com"])
    'Acme Robotics'
    """
    for domain in domains:
        label = company_label(domain)
        if label:
            return label.replace("-", " ").title()
    return None
