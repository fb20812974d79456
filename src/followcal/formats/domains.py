"""Whose domain an address is at: a company's own, a hiring service's, or a provider of private addresses."""

from __future__ import annotations

import re

ROBOT = re.compile(
    r"(no|do-?not)-?reply|.*(scheduler|scheduling|notification|calendar|candidates?)s?|recruiting|jobs|interviews?"
    r"|mailer|unknownorganizer",
    re.IGNORECASE,
)
"""Local parts of addresses that no person reads."""

RECRUITER = re.compile(
    r"recruit|talent|hiring|sourcer|people (?:team|ops|partner)|\bhr\b|human resources|personal(?:abteilung|referent)|"
    r"recrutement|ressources humaines|\brh\b|selecci[oó]n|reclutamiento|recrutamento|staffing|careers?\b",
    re.IGNORECASE,
)
"""What people who hire call themselves."""

SERVICES = frozenset(
    (
        "greenhouse.io greenhouse-mail.io lever.co ashbyhq.com goodtime.io modernloop.io guide.co smartrecruiters.com "
        "workable.com workablemail.com teamtailor.com teamtailor-mail.com recruitee.com personio.de personio.com "
        "icims.com jobvite.com breezy.hr myworkday.com workday.com calendly.com indeed.com indeedemail.com zoom.us "
        "calendar.google.com group.calendar.google.com resource.calendar.google.com mixmax.com doodle.com cal.com "
        "savvycal.com chilipiper.com gem.com bamboohr.com successfactors.com taleo.net hirevue.com "
    ).split()
)
"""Domains of hiring and scheduling services: nobody's employer."""


FREEMAIL = frozenset(
    (
        "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de live.com msn.com "
        "yahoo.com yahoo.co.uk yahoo.fr yahoo.de icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.at gmx.ch"
        " gmx.com "
        "web.de proton.me protonmail.com pm.me fastmail.com fastmail.fm mail.com zoho.com yandex.ru yandex.com qq.com "
        "163.com 126.com orange.fr free.fr laposte.net wanadoo.fr sfr.fr t-online.de libero.it posteo.de mailbox.org "
        "hey.com tutanota.com tuta.com naver.com rediffmail.com uol.com.br terra.com.br "
    ).split()
)
"""Domains at which people have private addresses."""


def company_label(domain: str) -> str | None:
    """Return the part of a domain that names a company, or None for services and freemail.

    >>> company_label("mail.brightloom.co.uk"), company_label("gmail.com")
    ('brightloom', None)
    """
    domain = domain.casefold().strip(".")
    if domain in FREEMAIL or is_service(domain):
        return None
    labels = domain.split(".")
    if len(labels) < 2:
        return None
    second_level = {"co", "com", "org", "net", "ac", "gov", "edu", "or", "ne", "go"}
    index = -3 if len(labels) > 2 and labels[-2] in second_level and len(labels[-1]) == 2 else -2
    return labels[index]


def is_service(domain: str) -> bool:
    """Return whether `domain` belongs to a hiring or scheduling service."""
    labels = domain.casefold().split(".")
    return any(".".join(labels[start:]) in SERVICES for start in range(len(labels)))
