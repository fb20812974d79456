"""People whom a text names by one name: what stands beside it says that it is somebody (I6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.formats.single_names import alone, by_duty, by_first_name, from_title, may_be_name, politely


def names(people):
    return [person.name for person in people]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Yusra from Sandling calling", ["Yusra"]),
        ("Anruf Ewout Fontaine (Trelane Personalberatung)", ["Ewout Fontaine"]),
        ("Xenia Wagner - Talbridge Recruitment - call", ["Xenia Wagner"]),
        ("Meet Kasimir & Viggo at Umbport", ["Kasimir", "Viggo"]),
        ("Ligação do Dagny (Aldix)", ["Dagny"]),
        ("HR from Acme", []),
        ("Interview at Acme", []),
        ("Acme - Interview", []),
    ],
)
def test_title_begins_with_somebody_who_is_of_a_company(title, found):
    assert names(from_title(title)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("area manager Dawn. know the single origins", ["Dawn"]),
        ("owner Connor will watch me", ["Connor"]),
        ("Toma la prueba Cacho, el capataz, y listo", ["Cacho"]),
        ("Colette, Store Manager", ["Colette"]),
        ("Ilse from HR calls my mobile", ["Ilse"]),
        ("Nicole y Emre de RRHH", ["Nicole", "Emre"]),
        ("Leiter Vertrieb, Teamleitung Logistik", []),
        ("HR Generalist at Acme", []),
        ("Jane Doe, Store Manager", []),  # a full name: read elsewhere
    ],
)
def test_duty_says_that_a_word_is_a_name(text, found):
    assert names(by_duty(text)) == found


def test_list_may_hold_one_name():
    assert alone(" Colette, Store Manager").name == "Colette"
    assert alone("the number on your application") is None
    assert alone("") is None


def test_first_name_alone_is_the_last_resort():
    assert names(by_first_name("a Ingrid explica tudo")) == ["Ingrid"]
    assert names(by_first_name("Maple Street, then Reception")) == []


@pytest.mark.parametrize("word", ["Reception", "Teams", "HR", "Manager", "Recruiting", "to", "X1"])
def test_word_that_means_something_is_no_name(word):
    assert not may_be_name(word)


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    for find in (from_title, by_duty, by_first_name):
        assert all(person.name in text for person in find(text) if person.name)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ver al ing. Salgado", ["ing. Salgado"]),
        ("falar c/ seu Jurandir", ["Jurandir"]),
        ("tel mme Kowalczyk DRH", ["mme Kowalczyk"]),
        ("liga-me Paulo", []),
    ],
)
def test_titles_in_small_letters_go_before_names(text, names):
    assert [person.name for person in politely(text)] == names
