"""What the words of an invitation say about the interview: company, role, kind of round, how it is held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from followcal.core.wording import printable
from followcal.formats.employers import company_in
from followcal.formats.kinds import medium_in, round_in
from followcal.formats.known_names import Names
from followcal.formats.roles import role_in
from followcal.formats.titles import MAX_TITLE, pieces_of


class Words(Struct, frozen=True):
    """What the text of an invitation says; None: it does not say."""

    company: str | None
    role: str | None
    round: str | None
    medium: str | None


def read_words(
    *,
    summary: str,
    description: str,
    location: str,
    domains: Sequence[str],
    people: Iterable[str],
    names_of_user: Iterable[str],
    hosts: Sequence[str] = (),
    mailboxes: Sequence[str] = (),
) -> Words:
    """Return what an invitation says about the interview.

    `domains` are those of the employer's people, most telling first; `people` and `names_of_user` are names that
    are no company, `hosts` names of teams and calendars that invite, which may be.
    """
    title = printable(summary)[:MAX_TITLE]
    names = Names.of(people, names_of_user)
    pieces = pieces_of(title)
    company = company_in(
        title, description, domains=domains, hosts=hosts, names=names, location=location, mailboxes=mailboxes
    )
    role = role_in(title, pieces, description, names, company)
    return Words(company, role, round_in(title, role, description), medium_in(title, location, description))
