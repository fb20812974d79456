"""Titles taken apart, and roles and kinds of rounds in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.formats.company_names import is_of, spelled
from followcal.formats.domains import CANDIDATE_TOOLS, HIRING_SERVICES, company_label, first_within, is_service
from followcal.formats.invitation_text import read_words
from followcal.formats.kinds import medium_in, round_in
from followcal.formats.known_names import Names
from followcal.formats.noise import without_noise
from followcal.formats.plaintext import own_words, plain_text
from followcal.formats.titles import halves, pieces_of
from shares import share


def read(title, text="", location="", domains=()):
    return read_words(
        summary=title, description=text, location=location, domains=domains, people=[], names_of_user=["jo seeker"]
    )


@pytest.mark.parametrize(
    ("title", "pieces"),
    [
        ("Re: Fwd: [Updated] Acme", ["Acme"]),
        ("Canceled: Invitation: Re: Updated: Hold: Acme", ["Hold", "Acme"]),
        ("Interview w/ Acme (Boston)", ["Interview", "Acme", "Boston"]),
        ("Chargé(e) d'affaires", ["Chargé(e) d'affaires"]),
        ("Jo Seeker<->Acme", ["Jo Seeker", "Acme"]),
        ("Puertos de Levante", ["Puertos de Levante"]),
        ("Llamada con Laura de Acme", ["Llamada", "Laura", "Acme"]),
        ("", []),
        ("<> / -", []),
    ],
)
def test_pieces(title, pieces):
    assert [piece.text for piece in pieces_of(title)] == pieces


def test_halves_and_noise():
    assert halves("Acme/Sorrel Bank and Jo") == ["Acme", "Sorrel Bank", "Jo"]
    assert without_noise("Zoom Interview") == ""
    assert without_noise("Final: Acme Inc.") == "Acme Inc."
    assert without_noise("The Guardian interview") == "The Guardian"


def test_names_are_known_in_part():
    names = Names.of(["Ann Lee", ""], ["Jo Seeker"])
    assert names.is_user("Jo S.")
    assert names.is_user("Herr Seeker")
    assert names.is_person("Lee")
    assert names.is_person("Frau Unbekannt")
    assert not names.is_person("Grace & Co")
    assert not names.is_person("3M")
    assert not names.is_user("")


@pytest.mark.parametrize(
    ("title", "text", "role"),
    [
        ("Interview: Data Engineer @ Acme", "", "Data Engineer"),
        ("Interview for Acme: Engineer, Payments", "", "Engineer, Payments"),
        ("Interview", "Position: Data Engineer (m/w/d)", "Data Engineer"),
        ("Interview", "Job: Staff Nurse. Bring ID.", "Staff Nurse"),
        ("Interview", "for the Data Engineer position at Acme", "Data Engineer"),
        ("Interview", "your application for the position of Head of Data at Acme", "Head of Data"),
        ("Interview", "Bewerbung als Disponent:in (m/w/d) bei Acme", "Disponent:in"),
        ("Interview", "für die Stelle als Projektleiter im Team", "Projektleiter"),
        ("Interview", "pour le poste de chargé(e) de planification chez Acme", "chargé(e) de planification"),
        ("Interview", "la vacante de coordinación de distribución.", "coordinación de distribución"),
        ("Interview", "a vaga de Analista de Transportes na Acme", "Analista de Transportes"),
        ("Interview", "Which job did you apply for?: Contract scheduler, ref 4471", "Contract scheduler"),
        ("Interview", "Event Name: Recruiter Screen - Demand Planner", "Demand Planner"),
        ("Interview", "Phone call re: Mill Scheduler. Whitney", "Mill Scheduler"),
        ("Phone Interview Data Engineer call", "", "Data Engineer"),
        ("Alinhamento vaga Analista", "", "Analista"),
        ("Bate-papo técnico", "", None),
        ("Hiring manager interview", "", None),
        ("Interview", "the best. job in the world", None),
        ("Interview", "position of", None),
        ("Interview", "in a role", None),
        ("Interview", "for the role. position: x", None),
        ("Interview", "as a " + "very " * 12 + "Engineer", None),
    ],
)
def test_role(title, text, role):
    assert read(title, text).role == role


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Technical Interview", "", "technical"),
        ("Technical panel", "", None),
        ("Interview", "This is the final round.", "final"),
        ("Interview", "our technical documentation", None),
        ("Technical Writer interview", "", None),
        ("Entretien RH", "", "recruiter screen"),
        ("Fallstudie", "", "case"),
    ],
)
def test_round(title, text, found):
    role = "Technical Writer" if "Writer" in title else None
    assert round_in(title, role, text) == found


@pytest.mark.parametrize(
    ("title", "location", "text", "medium"),
    [
        ("Interview", "https://zoom.us/j/1", "", "video"),
        ("Interview", "Microsoft Teams Meeting", "", "video"),
        ("Interview", "tel:+1 555", "", "phone"),
        ("Interview", "via Phone", "", "phone"),
        ("Interview", "410 Canal St, Albany", "", "onsite"),
        ("Interview", "Boston", "", None),
        ("Phone screen", "", "", "phone"),
        ("Onsite interview", "", "", "onsite"),
        ("Interview", "", "https://meet.google.com/abc", "video"),
        ("Interview", "", "We will call you.", "phone"),
        ("Interview", "", "Come to our office", "onsite"),
        ("Interview", "", "+49 30 123456", "phone"),
        ("Interview", "", "Hauptstraße 5, Berlin", "onsite"),
        ("Interview", "", "", None),
    ],
)
def test_medium(title, location, text, medium):
    assert medium_in(title, location, text) == medium


def test_text_of_a_conference_service_is_left_out():
    block = "________________\nMicrosoft Teams meeting\nBo Ray\n________________"
    text = f"Hello\n\n{block}\nAnn Lee is inviting you to a Zoom meeting\nBye"
    assert own_words(text) == "Hello\n\nBye"


def test_html_is_taken_out_and_addresses_stay():
    assert plain_text("<p>A<br>b</p> <a@b.de> x<https://x.y/z>") == "A\nb\n (a@b.de) x"


def test_domains():
    assert company_label("acme") is None
    assert company_label("land.gv.at") == "land"
    assert is_service("us.greenhouse-mail.io")
    assert first_within(["x.coderpad.io"], HIRING_SERVICES) is None
    assert first_within(["x.coderpad.io"], CANDIDATE_TOOLS) == "x.coderpad.io"


def test_names_and_domains():
    assert not is_of("!", "acme")
    assert is_of("Northgate Transit", "nt") is False
    assert is_of("Big Green Co", "bgc")
    assert spelled("acme", ["mail ann@acme.com or www.acme.com", "At Acme Bank we"]) == "Acme Bank"
    assert spelled("acme", ["x@y\nAcme\nBank"]) == "Acme"
    assert spelled("acme", ["nothing"]) is None


@given(title=st.text(max_size=200), text=st.text(max_size=300), location=st.text(max_size=60))
@share(0.6)
def test_any_text_is_read_and_what_is_found_is_bounded(title, text, location):
    found = read(title, text, location, ["acme-robotics.com"])
    assert all(value is None or len(value) <= 200 for value in (found.company, found.role))
