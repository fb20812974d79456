"""Who is on an invitation, and which of the guests is the user (I6)."""

import itertools

import pytest

from followcal.core.interview import Person
from followcal.formats.blocks import Block
from followcal.formats.content import component
from followcal.formats.guests import Guests

ME = frozenset({"jo.seeker@gmail.com", "jo@brightpath.example"})


def guests(*lines, me=ME, title="", text=""):
    body = "\n".join(["BEGIN:VEVENT", f"SUMMARY:{title}", f"DESCRIPTION:{text}", *lines, "END:VEVENT"])
    return Guests.of(component(Block("VEVENT", body.encode(), 1)), me)


def organizer(mail, name="", more=""):
    return f'ORGANIZER;CN="{name}"{more}:mailto:{mail}'


def attendee(mail, name="", more=""):
    return f'ATTENDEE;CN="{name}"{more}:mailto:{mail}'


JO = attendee("jo.seeker@gmail.com", "Jo Seeker")


@pytest.mark.parametrize("mine", ["jo.seeker@gmail.com", "JO.SEEKER+jobs@gmail.com", "joseeker@googlemail.com"])
def test_user_is_known_under_each_alias(mine):
    found = guests(organizer("ann@acme.com", "Ann Lee"), attendee(mine, "Jo Seeker"))
    assert found.user == {mine.casefold()}
    assert found.people == (Person("Ann Lee", "ann@acme.com"),)
    assert found.domains == ("acme.com",)
    assert {"jo seeker", "jo"} <= found.names_of_user


def test_rooms_groups_robots_and_services_are_nobody():
    found = guests(
        organizer("no-reply@greenhouse.io", "Acme Recruiting"),
        JO,
        attendee("room@acme.com", "Room", ";CUTYPE=ROOM"),
        attendee("x@resource.calendar.google.com", "Room"),
        attendee("all@acme.com", "Data Team", ";CUTYPE=GROUP"),
        attendee("talent@acme.com", "Acme Talent"),
        attendee("note@acme.com", "Notes", ";ROLE=NON-PARTICIPANT"),
        attendee("jobs@acme.com", "Violeta Crespo"),
    )
    assert found.people == (Person("Violeta Crespo", "jobs@acme.com"),)
    assert found.hosts == ("Acme Recruiting", "Data Team", "Acme Talent")


def test_tenant_of_a_hiring_service_is_a_host():
    assert guests(organizer("saltbox@myworkday.com"), JO).hosts == ("Saltbox",)


def test_optional_guest_of_few_is_whom_to_ask():
    ann, bo = attendee("ann@acme.com", "Ann Lee"), attendee("bo@acme.com", "Bo Ray", ";ROLE=OPT-PARTICIPANT")
    found = guests(organizer("bo@acme.com", "Bo Ray"), JO, ann, bo)
    assert found.people == (Person("Ann Lee", "ann@acme.com"),)
    assert found.contact == Person("Bo Ray", "bo@acme.com")


def test_optional_guest_of_many_is_met_unless_they_hire():
    many = [attendee(f"p{n}@acme.com", f"Pa{n} Lee") for n in range(4)]
    bo = attendee("bo@acme.com", "Bo Ray", ";ROLE=OPT-PARTICIPANT")
    cy = attendee("cy@acme.com", "Cy Dee (Recruiting)", ";ROLE=OPT-PARTICIPANT")
    found = guests(organizer("p0@acme.com"), JO, *many, bo, cy)
    assert found.people[-1].email == "bo@acme.com"
    assert found.contact.email == "cy@acme.com"


def test_family_name_first_is_turned_around():
    assert guests(organizer("a@acme.com", "Lee, Ann"), JO).people == (Person("Ann Lee", "a@acme.com"),)


def test_name_of_the_organizer_completes_the_nameless_attendee():
    found = guests(organizer("ann@acme.com", "Ann Lee"), JO, attendee("ann@acme.com", "ann@acme.com"))
    assert found.people == (Person("Ann Lee", "ann@acme.com"),)


def test_own_entry_has_nobody_else():
    assert guests(organizer("jo.seeker@gmail.com", "Jo Seeker")).is_own_entry
    found = guests(organizer("who@gmail.com", "Jo Seeker"), me=frozenset())
    assert found.is_own_entry
    assert "jo seeker" in found.names_of_user
    assert guests(organizer("who@gmail.com"), me=frozenset()).is_own_entry
    assert guests().is_own_entry


def test_declined_is_the_user_s_answer_only():
    assert guests(organizer("a@acme.com"), attendee("jo.seeker@gmail.com", "", ";PARTSTAT=DECLINED")).declined
    assert not guests(organizer("a@acme.com"), JO, attendee("b@acme.com", "", ";PARTSTAT=DECLINED")).declined


@pytest.mark.parametrize(
    ("lines", "user"),
    [
        ([organizer("a@acme.com"), attendee("jo@own.org"), attendee("b@acme.com")], {"jo@own.org"}),
        ([organizer("a@acme.com"), attendee("jo@gmail.com"), attendee("b@client.com")], {"jo@gmail.com"}),
        ([organizer("jo@gmail.com"), attendee("a@acme.com")], {"jo@gmail.com"}),
        ([organizer("jo@gmail.com"), attendee("jo@gmail.com")], set()),
        ([organizer("a@gmail.com"), attendee("jo@gmail.com"), attendee("b@gmail.com")], set()),
        (
            [organizer("a@acme.com"), attendee("jo@gmail.com", "Jo Seeker"), attendee("b@gmail.com", "Bo")],
            {"jo@gmail.com"},
        ),
        ([organizer("a@acme.com"), attendee("b@acme.com")], set()),
        ([attendee("jo@gmail.com")], {"jo@gmail.com"}),
        ([], set()),
    ],
)
def test_unknown_user_is_the_guest_from_outside(lines, user):
    found = guests(*lines, me=frozenset(), text="Hi Jo")
    assert found.user == user
    assert [reason.rule for reason in found.assumed] == (
        ["I6"] if user and lines[0] != organizer("jo@gmail.com") else []
    )


def test_told_addresses_that_are_not_on_it_are_told():
    lines = [organizer("a@acme.com"), attendee("x@own.org")]
    assert "so x@own.org" in guests(*lines).assumed[0].text
    assert "none of your" in guests(organizer("a@acme.com"), attendee("b@acme.com")).assumed[0].text


def test_user_at_work_has_outsiders():
    found = guests(
        organizer("hr@brightpath.example"), attendee("jo@brightpath.example"), attendee("t@gmail.com", "Tom Wood")
    )
    assert found.at_work
    assert "tom wood" in found.outsiders
    assert not guests(organizer("a@acme.com"), attendee("jo@brightpath.example")).at_work


def test_all_of_one_company_are_at_work_even_if_nobody_knows_who_is_the_user():
    lines = [organizer("a@acme.com"), attendee("b@acme.com"), attendee("c@acme.com")]
    assert guests(*lines, me=frozenset()).at_work
    assert not guests(
        organizer("a@gmail.com"), attendee("b@gmail.com"), attendee("c@gmail.com"), me=frozenset()
    ).at_work


def test_order_of_attendees_changes_neither_domains_nor_user():
    lines = [JO, attendee("a@acme.com"), attendee("b@other.com"), attendee("c@third.com")]
    found = {(one.domains, one.user, one.count) for one in (guests(*each) for each in itertools.permutations(lines))}
    assert len(found) == 1


def test_who_writes_through_a_hiring_service_is_somebody():
    ann = Person("Ann Lee", "ann.lee.4711@acme.teamtailor-mail.com")
    assert guests(organizer(ann.email, "Ann Lee"), JO).people == (ann,)
    assert guests(organizer("ann.22@acme.recruitee.com", "Ann Lee"), JO).people[0].name == "Ann Lee"
    assert not guests(organizer("nordbeck@teamtailor-mail.com", "Nordbeck Studio"), JO).people
    assert not guests(organizer("notification+7@smartrecruiters.com", "Ann Lee"), JO).people


def test_given_name_behind_its_initial_is_the_name():
    assert guests(organizer("karin.roth@acme.com", "Roth, K. (Karin)"), JO).people[0].name == "Karin Roth"
