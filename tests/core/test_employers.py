"""Which spellings are one employer, and which are not."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.core.employers import employer_key

SAME = [
    "ACME | Acme | acme | Acme, Inc. | Acme Inc | Acme, Inc | Acme Incorporated | The Acme Company | acme.com"
    " | www.acme.com | https://acme.com/jobs | careers.acme.com | acme.co.uk | Acme & Co. | Acme GmbH & Co. KG"
    " | Acme S.A. | Acme B.V. | Acme Sp. z o.o. | Acme S.A. de C.V."
    " | Acme Pty. Ltd. | Acme L.L.C. | Acme.com, Inc.",
    "Müller | Mueller | Muller | MÜLLER GmbH | Mu\u0308ller | mueller.de",
    "Nestlé | Nestle | nestle.com | Nestlé S.A.",
    "Johnson & Johnson | Johnson and Johnson | JOHNSON & JOHNSON, Inc.",
    "O'Reilly | O’Reilly | OReilly",
    "Acme Robotics | acme-robotics.com | acmerobotics.com | AcmeRobotics | Acme-Robotics Ltd",
    "Straße | STRASSE AG",
    "Søren | Soeren | Soren",
    "アクメ | 株式会社アクメ",
    "The Company | Company",
]
DIFFERENT = [
    "Acme | Acme Robotics | Acme Foods | Acme Group | Acme UK | Acmes",
    "Blue | Blu",
    "Node.js | Node",
    "Company | Limited",
    "かき | がき",
    "Bank of America | Bank of Ireland | Bank",
]


def names(group):
    return [name.strip() for name in group.split(" | ")]


@pytest.mark.parametrize("group", SAME)
def test_all_spellings_are_one(group):
    assert len({employer_key(name) for name in names(group)}) == 1, [(n, employer_key(n)) for n in names(group)]


@pytest.mark.parametrize("group", DIFFERENT)
def test_others_are_others(group):
    for one, other in combinations(names(group), 2):
        assert employer_key(one) != employer_key(other), (one, other)


def test_groups_are_apart():
    assert len({employer_key(names(group)[0]) for group in SAME}) == len(SAME)


@pytest.mark.parametrize("nothing", ["", "  ", "?!", "…"])
def test_what_says_nothing_is_nothing(nothing):
    assert employer_key(nothing) == ""


@given(st.text(max_size=40))
def test_case_spaces_and_legal_forms_are_no_matter(name):
    key = employer_key(name)
    assert employer_key(f"  {name}\t") == key
    assert employer_key(key) == employer_key(employer_key(key))


@given(
    st.from_regex(r"[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8}){0,2}", fullmatch=True),
    st.sampled_from(["Inc.", "GmbH", "Ltd", "S.A."]),
)
def test_a_legal_form_changes_nothing(name, form):
    assert employer_key(f"{name} {form}") == employer_key(f"{name}, {form}") == employer_key(name.upper() + f" {form}")
