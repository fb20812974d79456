"""Whose domain an address is at: a company's own, a hiring service's, or a provider of private addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from followcal.regex import regex

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
        "harri.com prelude.co candidate.fyi hirehive.com tribepad.com jobtrain.co.uk eploy.net jobadder.com "
        "pageuppeople.com oraclecloud.com ultipro.com hibob.com hr-manager.net talentech.io beetween.com "
        "talentsoft.com cegid.com inrecruiting.com computrabajo.com bumeran.com talentclue.com epreselec.com "
        "sesamehr.com pandape.com inhire.app jobconvo.com quickin.io concludis.de hr4you.org mhm-hr.com refline.ch "
        "ostendis.com dualoo.com prospective.ch hokify.com karriere.at jobs.ch stepstone.de xing.com linkedin.com "
        "seek.com totaljobs.com reed.co.uk wellfound.com otta.com hired.com workstream.us ripplehire.com "
        "naukri.com keka.com turbohire.co darwinbox.com freshteam.com manatal.com homerun.co polymer.co "
        "d.vinci-easy.de dvinci-hr.com prescreen.io onlyfy.io talention.com jobylon.com varbi.com "
        "reachmee.com jobteaser.com meteojob.com cv-library.co.uk paradox.ai trac.jobs hiringroom.com occ.com.mx "
        "recrutei.com.br tal.net oleeo.com careerplug.com "
        "ziprecruiter.com snagajob.com talentreef.com governmentjobs.com neogov.com applicantpro.com clearcompany.com "
        "schoolspring.com eteach.com interfolio.com livehire.com employmenthero.com csod.com cornerstoneondemand.com "
        "dayforcehcm.com hrworks.de persis.de coveto.de onapply.de rexx-video.com hellowork.com werecruit.io softy.pro "
        "infoempleo.com turijobs.com tecnoempleo.com getonbrd.com laborum.com laborum.cl trabajando.com magneto365.com "
        "elempleo.com zonajobs.com.ar net-empregos.com landing.jobs 99jobs.com compleo.com.br empregare.com "
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

_DOMAIN = regex(r"(?<![a-z0-9-])[a-z0-9-]{1,63}+(?:\.[a-z0-9-]{1,63}+){1,6}", re.IGNORECASE)

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


_SECOND_LEVEL = frozenset("co com org net ac gov edu or ne go gv gob gouv gub nom sch nhs".split())


_PUBLIC = frozenset("nhs gov police edu ac gob gouv gv mil".split())


_WORDS_OF_OTHERS = frozenset(
    "fountain homerun polymer prelude paradox hired solides abler vagas catho willo guide dover harri breezy bullhorn "
    "prospective qualified karat fresh team wellfound".split()
)
"""Names of services that others may be called, too: only the service's own domain is its."""


@lru_cache(maxsize=8)
def _brands(known: frozenset[str]) -> frozenset[str]:
    """Return the names of services that are nobody else's: they have a domain in each country."""
    names = (domain.partition(".")[0] for domain in known if domain.count(".") == 1)
    return frozenset(name for name in names if len(name) > _LONG_NAME and name not in _WORDS_OF_OTHERS)


_LONG_NAME = 4


@lru_cache(maxsize=1024)
def company_label(domain: str) -> str | None:
    """Return the part of a domain that names a company, or None for services and freemail.

    >>> company_label("mail.brightloom.co.uk"), company_label("gmail.com")
    ('brightloom', None)
    """
    domain = domain.casefold().strip(".")
    if domain in FREEMAIL or is_service(domain):
        return _tenant_of(domain)
    labels = domain.split(".")
    if len(labels) < 2:
        return None
    if len(labels) > 3 and (labels[-2] == "sch" or labels[-3] == "k12"):
        return labels[-4]  # behind a school stands its county or state
    while len(labels) > 2 and _is_public(labels):
        labels.pop(-2)
    return labels[-2]


def _tenant_of(domain: str) -> str | None:
    """Return for whom a service writes from a domain of theirs: ``buckhorn.icims.com``."""
    tenant, _, service = domain.partition(".")
    return tenant if service in _OF_TENANTS and len(tenant) > 2 and not _NO_TENANT.fullmatch(tenant) else None


_OF_TENANTS = frozenset(
    "teamtailor-mail.com icims.com rexx-systems.com recruitee.com personio.de personio.com pinpointhq.com breezy.hr "
    "bamboohr.com applytojob.com softgarden.io workable.com gupy.io welcomekit.co flatchr.io factorialhr.com".split()
)
"""Services whose addresses have a domain of each employer."""


def _is_public(labels: list[str]) -> bool:
    """Return whether the last but one part of a domain is nobody's own: ``co.uk``, ``qc.ca``, ``adv.br``."""
    second, top = labels[-2:]
    return (second in _SECOND_LEVEL and len(top) == 2) or second in _PUBLIC or second in _OF_COUNTRY.get(top, ())


_OF_COUNTRY = {
    "ca": "ab bc mb nb nl ns on pe qc sk".split(),
    "br": "adm adv agr arq art bio cnt coop eco emp eng far ind inf jor log med mus odo ong psc psi tur vet".split(),
    "uk": "ltd plc police".split(),
    "au": "asn id".split(),
    "fr": "asso".split(),
}
"""What stands before the country in the domains of provinces and professions."""


_TENANT = regex(
    r"(?:(?:jobs|you|app|hire)\.(?:eu\.)?(?:lever|ashbyhq)\.\w{2,8}|(?:boards|job-boards)\.(?:eu\.)?greenhouse\.\w{2,8}|"
    r"(?:jobs|careers)\.smartrecruiters\.\w{2,8}|apply\.workable\.\w{2,8}|app\.guide\.co|"
    r"welcometothejungle\.\w{2,8}/\w\w/companies)"
    r"/([a-z0-9][a-z0-9-]{2,40})(?=[/?\s]|$)"
    r"|//([a-z0-9][a-z0-9-]{2,40})\.(?:zoom\.us|webex\.com|breezy\.hr|(?:recruitee|teamtailor|bamboohr|personio|jobs\.personio|"
    r"workable|(?:wd\d{1,2}\.)?myworkdayjobs|welcomekit|gupy|factorialhr|factorial|softgarden|jobs\.lever|icims|pinpointhq|"
    r"kenjo|flatchr|bizneo|dvinci-hr|dvinci-easy|rexx-systems|viterbit|taleez|jobs\.flatchr|onlyfy|talentclue|sesamehr|solides|"
    r"inhire|pandape|kenoby|abler)\.\w{2,8})",
    re.IGNORECASE,
)
_NO_TENANT = regex(
    r"us\d{0,2}\w*|www|app|mail|mailer|no-?reply|notifications?|messages?|email|reply|inbound|candidates|talent|recruiting|hiring|jobs|careers?|web|api|apply|candidate|interviews?|scheduling|j|s|my|meet|eu\d*"
)


def tenants_in(text: str) -> list[str]:
    """Return for whom the services work whose links stand in a text, as the links spell them.

    >>> tenants_in("https://you.ashbyhq.com/fennimore-labs/interviews/33 https://us02web.zoom.us/j/1")
    ['fennimore-labs']
    """
    found = (one or other for one, other in _TENANT.findall(text))
    return list(dict.fromkeys(name.casefold() for name in found if not _NO_TENANT.fullmatch(name.casefold())))


def is_service(domain: str) -> bool:
    """Return whether `domain` belongs to a hiring or scheduling service."""
    return within(domain, HIRING_SERVICES) or within(domain, SCHEDULERS)


@lru_cache(maxsize=2048)
def within(domain: str, known: frozenset[str]) -> bool:
    """Return whether a domain is one of those known, or lies below one."""
    labels = domain.casefold().strip(".").split(".")[-8:]
    if any(".".join(labels[start:]) in known for start in range(len(labels))):
        return True
    is_second = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    name = labels[-3] if is_second else labels[-2] if len(labels) > 1 else ""
    return name in _brands(known)


def domains_in(*texts: str) -> list[str]:
    """Return what in some texts is written like a domain, once each, in order.

    >>> domains_in("Join at https://app.coderpad.io/X1, jo@acme.example.")
    ['app.coderpad.io', 'acme.example']
    """
    return list(dict.fromkeys(domain.casefold() for text in texts if "." in text for domain in _DOMAIN.findall(text)))


def first_within(domains: Iterable[str], known: frozenset[str]) -> str | None:
    """Return the first one of some domains that is one of those known, or lies below one."""
    return next((domain for domain in domains if within(domain, known)), None)
