"""Whose domain an address is at: a company's own, a hiring service's, or a provider of private addresses."""

from __future__ import annotations

import re

ROBOT = re.compile(
    r"(?:no|do-?not)[._-]?reply.*|.*(?:scheduler|scheduling|notification|calendar|candidate)s?|(?:recruiting|recruitment|jobs?|interviews?"
    r"|mailer(?:-daemon)?|unknownorganizer|agenda|events?|bookings?|talent|careers?|people|talentos?|hr|hello|info|team|office|contact|contato|contacto"
    r"|apply|applications?|kontakt|personas|gente|karriere|bewerbung(?:en)?|personal|recrutement|recrutamento|seleccion|selecao|rh|rrhh|vagas|empleo|emploi|seminare?)",
    re.IGNORECASE,
)
"""Local parts of addresses that are no person's own."""

HIRING_SERVICES = frozenset(
    (
        "greenhouse.io greenhouse-mail.io lever.co ashbyhq.com goodtime.io modernloop.io guide.co "
        "smartrecruiters.com workable.com workablemail.com teamtailor.com teamtailor-mail.com recruitee.com "
        "personio.de personio.com icims.com jobvite.com breezy.hr myworkday.com myworkdayjobs.com workday.com "
        "indeed.com indeedemail.com gem.com bamboohr.com successfactors.com successfactors.eu taleo.net "
        "hirevue.com gupy.io gupy.com.br welcomekit.co welcometothejungle.com join.com softgarden.io "
        "softgarden.de rexx-systems.com flatchr.io jobaffinity.fr digitalrecruiters.com taleez.com "
        "factorialhr.com viterbit.com bizneo.com kenjo.io kula.ai rippling-ats.com dover.com paylocity.com "
        "pinpointhq.com jazzhr.com applytojob.com hireology.com fountain.com bullhorn.com "
        "bullhornstaffing.com zohorecruit.com comeet.co recruiterbox.com kenoby.com abler.com.br "
        "solides.com.br vagas.com.br catho.com.br infojobs.net infojobs.com.br interviewstream.com "
        "sparkhire.com willo.video testgorilla.com eightfold.ai avature.net phenompeople.com umantis.com "
        "d.vinci-easy.de dvinci-hr.com prescreen.io onlyfy.io talention.com jobylon.com varbi.com "
        "reachmee.com "
    ).split()
)
"""Domains of services through which employers invite to interviews: nobody's employer."""

SCHEDULERS = frozenset(
    (
        "calendly.com zoom.us calendar.google.com group.calendar.google.com resource.calendar.google.com "
        "mixmax.com doodle.com cal.com savvycal.com chilipiper.com youcanbook.me tidycal.com "
        "acuityscheduling.com setmore.com x.ai zcal.co meetings.hubspot.com bookings.microsoft.com "
        "oncehub.com appointlet.com simplybook.me eventbrite.com meetup.com luma-mail.com lu.ma "
        "zohobookings.com doctolib.de doctolib.fr webex.com teams.microsoft.com "
    ).split()
)
"""Domains of services that anybody invites through."""

CANDIDATE_TOOLS = frozenset(
    (
        "coderpad.io hackerrank.com codesignal.com codility.com karat.io karat.com hirevue.com coderbyte.com "
        "devskiller.com codeinterview.io interviewing.io codesandbox.io replit.com leetcode.com qualified.io "
        "testdome.com hackerearth.com codeshare.io byteboard.dev coderscreen.com "
    ).split()
)
"""Domains of the tools in which candidates are tested."""

_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}", re.IGNORECASE)

FREEMAIL = frozenset(
    (
        "gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de live.com "
        "msn.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de icloud.com me.com mac.com aol.com gmx.de gmx.net "
        "gmx.at gmx.ch gmx.com web.de proton.me protonmail.com pm.me fastmail.com fastmail.fm mail.com "
        "zoho.com yandex.ru yandex.com qq.com 163.com 126.com orange.fr free.fr laposte.net wanadoo.fr sfr.fr "
        "t-online.de libero.it posteo.de mailbox.org hey.com tutanota.com tuta.com naver.com rediffmail.com "
        "uol.com.br terra.com.br "
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
    second_level = {
        "co",
        "com",
        "org",
        "net",
        "ac",
        "gov",
        "edu",
        "or",
        "ne",
        "go",
        "gv",
        "gob",
        "gouv",
        "gub",
        "nom",
        "sch",
        "nhs",
    }
    index = -3 if len(labels) > 2 and labels[-2] in second_level and len(labels[-1]) == 2 else -2
    return labels[index]


def is_service(domain: str) -> bool:
    """Return whether `domain` belongs to a hiring or scheduling service."""
    return within(domain, HIRING_SERVICES) or within(domain, SCHEDULERS)


def within(domain: str, known: frozenset[str]) -> bool:
    """Return whether a domain is one of those known, or lies below one."""
    labels = domain.casefold().strip(".").split(".")[-8:]
    return any(".".join(labels[start:]) in known for start in range(len(labels)))


def first_within(text: str, known: frozenset[str]) -> str | None:
    """Return the first domain in a text that is one of those known.

    >>> first_within("Join at https://app.coderpad.io/X1", CANDIDATE_TOOLS)
    'app.coderpad.io'
    """
    return next((match[0] for match in _DOMAIN.finditer(text) if within(match[0], known)), None)
