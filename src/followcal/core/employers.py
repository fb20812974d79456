"""Whether two names are one employer: "ACME", "Acme, Inc.", "acme.com" and "The Acme Company" are.

Only what never tells two employers apart is left out: case, accents, marks, legal forms, "the", the ending of a domain.
Every other word counts: "Acme Robotics" and "Acme Foods" are two, and so are "Acme" and "Acme Group".
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from followcal.regex import regex

_LEGAL_FORMS = frozenset(
    "inc incorporated corp corporation co company llc llp lp ltd limited plc pc gmbh mbh ag kg kgaa ohg se sa sas sarl "
    "sl slu srl spa bv nv ab as asa oy oyj aps pty pte ltda eireli doo dd kft sro zrt nyrt sp zoo kk gk ug ev eg ek "
    "pllc pvt private sab cv".split()
)
"""What follows a company's name and does not tell it from others."""

_LONG_FORMS = regex(r" (?:sp z o ?o|s de rl(?: de cv)?|sa de cv|sapi de cv|gmbh (?:and )?co kgaa?)$")
"""Legal forms of several words, some of which mean something elsewhere."""

_ENDINGS = frozenset(
    "com org net edu gov info biz io ai co app dev tech cloud eu jobs careers works company agency consulting digital "
    "uk de fr es it nl be at ch se no dk fi is pl pt ie lu cz sk hu ro bg gr si hr ee lv lt ua tr il ae sa eg za ng ke "
    "us ca mx br ar cl pe au nz in pk lk sg my id ph th vn hk tw cn jp kr me tv".split()
)
"""Endings of domains. No list of all: "Node.js" is no address."""

_SECOND_LEVEL = frozenset("co com org net ac edu gov or ne".split())
_DOMAIN = regex(r"(?:https?://)?(?:www\d?\.)?([\w-]+(?:\.[\w-]+)+)(?:[/:?#]\S*)?")
_ACCENTS = regex("[\u0300-\u036f]")
_EAST_ASIAN_FORMS = regex("株式会社|有限会社|合同会社|有限公司|주식회사")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"})


@lru_cache(maxsize=4096)
def employer_key(name: str) -> str:
    """Return what is equal for all spellings of an employer's name; empty where it says nothing.

    >>> {employer_key(name) for name in ("ACME", "Acme, Inc.", "acme.com", "The Acme Company")}
    {'acme'}
    >>> employer_key("Müller & Söhne GmbH & Co. KG") == employer_key("Mueller und Soehne")
    True
    """
    text = normalize("NFC", name).casefold().strip()
    text = _brand(text)
    text = _EAST_ASIAN_FORMS.sub(" ", _without_accents(text)).replace("'", "").replace("’", "")
    text = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", text)  # S.A., B.V., L.L.C.
    text = re.sub(r"\s&\s|\+| und | et | y ", " and ", text)
    words = [_short(word) for word in re.findall(r"\w+", text)]
    return "".join(_core(words))


def _brand(text: str) -> str:
    """Return the name that a domain, or a name that ends like one, stands for."""
    first, _, rest = text.partition(" ")
    match = _DOMAIN.fullmatch(first.rstrip(","))
    if not match or match[1].rpartition(".")[2] not in _ENDINGS:
        return text
    labels = match[1].split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    return f"{labels[-1]} {rest}".replace("-", " ")


def _without_accents(text: str) -> str:
    """Return `text` in plain letters: "Müller" as "Mueller", "Nestlé" as "Nestle"; marks of other scripts stay."""
    return normalize("NFC", _ACCENTS.sub("", normalize("NFKD", text.translate(_UMLAUTS))))


def _short(word: str) -> str:
    """Return a word as it is written where umlauts lose their dots; short ones, such as "blue", are left alone."""
    return re.sub(r"([aou])e", r"\1", word) if len(word) >= 6 else word


def _core(words: list[str]) -> list[str]:
    """Return the words without what says only how the company is registered; one word stays in any case."""
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    text = _LONG_FORMS.sub("", " ".join(words))
    words = text.split()
    while len(words) > 1 and (words[-1] in _LEGAL_FORMS or words[-1] == "and"):
        words.pop()
    return words
