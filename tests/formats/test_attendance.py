"""Who is met, and whom to ask: invitation, text and title together (I6)."""

import pytest

from followcal.core.interview import Person
from followcal.formats.attendance import who_is_met
from followcal.formats.guests import Guests
from followcal.formats.known_names import Names

ANN, BO = Person("Ann Lee", "ann@acme.com"), Person("Bo Ray", "bo@acme.com")


def met(title="Interview", text="", people=(), contact=None, company="Acme", is_own_entry=False):
    guests = Guests(tuple(people), frozenset(), (), False, (), contact, is_own_entry=is_own_entry)
    found = who_is_met(guests, title, text, Names.of((), ["jo seeker"]), company)
    return [person.label for person in found.people], found.contact and found.contact.label


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"people": [ANN, BO]}, (["Ann Lee", "Bo Ray"], None)),
        ({"people": [ANN, BO], "text": "Questions? Contact Bo Ray"}, (["Ann Lee"], "Bo Ray")),
        ({"people": [ANN, BO], "text": "Questions? I am here: bo@acme.com"}, (["Ann Lee"], "Bo Ray")),
        ({"people": [ANN], "text": "Questions? Contact Ann Lee"}, (["Ann Lee"], None)),
        ({"people": [ANN], "text": "Questions? Contact Cy Dee"}, (["Ann Lee"], "Cy Dee")),
        ({"people": [ANN], "text": "You will meet Cy Dee."}, (["Ann Lee", "Cy Dee"], None)),
        ({"people": [ANN], "text": "You will meet Cy Dee.", "company": "Client Co"}, (["Cy Dee"], "Ann Lee")),
        ({"people": [Person(None, "ops@acme.com")], "text": "With Luc Abadie"}, (["Luc Abadie"], None)),
        ({"contact": ANN}, (["Ann Lee"], None)),
        ({"text": "Interviewers: Jo Seeker, Ann Lee"}, (["Ann Lee"], None)),
        ({"text": "Contact: Jo Seeker"}, ([], None)),
        ({"title": "Call with Grace from Acme", "is_own_entry": True}, (["Grace"], None)),
        ({"title": "Trial shift", "text": "ask for Wilfred, bring shoes", "is_own_entry": True}, (["Wilfred"], None)),
        ({"title": "Interview", "text": "at Boston, with my CV", "is_own_entry": True}, ([], None)),
        ({"title": "Gespräch mit Frau Petry", "is_own_entry": True}, (["Frau Petry"], None)),
        (
            {"title": "Interview", "text": "Hr. Dr. Röschl, Fr. Amann", "is_own_entry": True},
            (["Dr. Röschl", "Fr. Amann"], None),
        ),
        ({"title": "Jo / Ann", "is_own_entry": True}, (["Ann"], None)),
        ({"title": "Interview with Grace", "company": "Grace", "is_own_entry": True}, ([], None)),
    ],
)
def test_people_and_contact(given, expected):
    assert met(**given) == expected


@pytest.mark.parametrize(
    ("title", "text", "names"),
    [
        ("Entrevista telefónica Bellver", "Remei me llama a las 10", ["Remei"]),
        ("Phone interview", "She calls me at ten", []),
        ("Coucou c Amandine de la crèche", "ok mardi", ["Amandine"]),
        ("Call with Zbyszko (Acme)", "", ["Zbyszko"]),
        ("Interview", "with chef Dario", ["Dario"]),
    ],
)
def test_own_notes_name_people_shortly(title, text, names):
    assert met(title=title, text=text, is_own_entry=True)[0] == names


def test_who_arranges_is_whom_to_ask():
    ann = Person("Ann Lee", "ann@acme-recruitment.com")
    assert met(people=[ann], text="Our client: Client Co. You will meet Cy Dee.") == (["Cy Dee"], "Ann Lee")
    assert met(people=[ann], text="You are seeing our client. Ask for Cy Dee at the desk.") == (["Cy Dee"], "Ann Lee")


def test_author_who_does_not_come_is_whom_to_ask():
    guests = Guests((ANN, BO), frozenset(), (), False, (), sender="ann@acme.com")
    found = who_is_met(guests, "Interview", "I won't be joining.", Names.of((), []), "Acme")
    assert (found.people, found.contact) == ((BO,), ANN)


ANN_HIRES = "Hi Jo,\n{}\n\nBest,\nAnn LEE\nTalent Acquisition Partner"


@pytest.mark.parametrize(
    ("text", "people", "contact"),
    [
        (ANN_HIRES.format("You will be speaking with Cy Dee, CTO."), ["Cy Dee"], "Ann Lee"),
        (ANN_HIRES.format("Further to our chat, you will meet Cy Dee, CTO."), ["Cy Dee"], "Ann Lee"),
        ("You will meet Cy Dee.\n\nTalent Acquisition (Ann Lee)", ["Cy Dee"], "Ann Lee"),
        ("You will meet Cy Dee.\nAnn Lee, Clerk to the Trustees", ["Cy Dee"], "Ann Lee"),
        ("Interviewer: Cy Dee. I only keep the diary.", ["Cy Dee"], "Ann Lee"),
        ("Emma Dee joins us.\nAnn", ["Ann Lee", "Emma Dee"], None),
        ("Emma and I would love to meet you.", ["Ann Lee", "Emma"], None),
        ("Der Wastl und ich zeigen dir alles.", ["Ann Lee", "Wastl"], None),
    ],
)
def test_who_only_arranges_is_whom_to_ask_and_who_comes_is_met(text, people, contact):
    guests = Guests((ANN,), frozenset(), (), False, (), sender="ann@acme.com")
    found = who_is_met(guests, "Interview", text, Names.of((), ["jo seeker"]), "Acme")
    assert ([each.label for each in found.people], found.contact and found.contact.label) == (people, contact)


@pytest.mark.parametrize(
    ("company", "text", "names"),
    [
        ("Casa Lola", "Pregunto por Lola, la dueña", ["Lola"]),
        ("Chez Nour", "coupe modèle + discussion avec Nour.", ["Nour"]),
        ("Casa Lola", "llevar delantal", []),
        ("Hospital San Eloy", "Ing. Peralta, turno noche", ["Ing. Peralta"]),
    ],
)
def test_owner_of_a_house_is_met_where_the_text_names_them(company, text, names):
    assert met(title=f"Prueba {company}", text=text, company=company, is_own_entry=True)[0] == names


def test_who_brought_them_together_and_a_meal_are_nobody_met():
    assert met(title="Call (via Pauline, agency)", text="Cy Dee rings me", is_own_entry=True)[0] == ["Cy Dee"]
    assert met(title="Desayuno con Ana Ruiz", text="", is_own_entry=True)[0] == ["Ana Ruiz"]


def test_address_without_a_name_has_the_one_in_the_title():
    people = [Person(None, "cyril@acme.com")]
    assert met(title="Values interview with Cyril Dee (Acme)", people=people)[0] == ["Cyril Dee"]


def organised(title, text, *, attends=True):
    """Return who is met where Ann invites Bo and the user."""
    guests = Guests((ANN, BO), frozenset(), (), False, (), sender="ann@acme.com", organizer_attends=attends)
    return [person.label for person in who_is_met(guests, title, text, Names.of((), ["jo seeker"]), "Acme").people]


@pytest.mark.parametrize(
    "text",
    [
        "Bo meets everyone. I will start the call and then drop off.",
        "You'll speak with Bo. I join for the first two minutes for intros only.",
        "Esta vez hablarás con Bo Ray.\nUn abrazo,\nAnn\nTalento · Acme",
        "Entrevista com o gestor Bo Ray.\nAnn Lee\nAnalista de R&S",
        "Sent on behalf of Bo Ray, General Counsel\nAnn Lee, PA to the General Counsel",
    ],
)
def test_organizer_who_only_arranges_is_not_met(text):
    assert organised("Interview", text) == ["Bo Ray"]


@pytest.mark.parametrize(
    "text",
    [
        "Du sprichst mit Bo Ray. Ich moderiere und stelle auch Fragen.\nAnn Lee\nHR Managerin",
        "Asistirán el jefe de estudios, Bo Ray, y un servidor.",
        "You will meet:\n- Bo Ray, Analyst\n- Ann Lee, HR Business Partner\n\nRegards,\nAnn Lee\nHR Business Partner",
    ],
)
def test_organizer_who_takes_part_is_met(text):
    assert sorted(organised("Interview", text)) == ["Ann Lee", "Bo Ray"]


def test_whom_the_title_names_is_met_and_not_who_invites_them():
    assert organised("Jo & Bo Ray (CEO)", "See you on Monday", attends=False) == ["Bo Ray"]
    assert organised("Jo & Bo Ray (CEO)", "See you on Monday") == ["Ann Lee", "Bo Ray"]
    assert organised("Interview with Ann and Bo Ray", "See you on Monday", attends=False) == ["Ann Lee", "Bo Ray"]


def test_what_somebody_is_and_where_is_nobody():
    assert met(text="You will meet Anthea Hall, Regional Director North.") == (["Anthea Hall"], None)
