"""People whom a text names by one name beside others who are met (I6)."""

import pytest

from costs import cost
from followcal.formats.companions import companions
from followcal.formats.people import people_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("With Jost and Emma. See you!", ["Jost", "Emma"]),
        ("Mit Jost und Vroni. Neuer Termin folgt!", ["Jost", "Vroni"]),
        ("You will meet Ann Lee and her colleague Zbyszko.", ["Zbyszko"]),
        ("la dirige Ana Ruiz y su hija, Inmaculada", ["Inmaculada"]),
        ("Después, diez minutos con producción (Kike).", ["Kike"]),
        ("a prova, pelo encarregado Jurandir", ["Jurandir"]),
        ("You'll be brewing alongside Zbyszko, then lunch.", ["Zbyszko"]),
        ("Die Juniorchefin, die Vroni, schaut auch dazu.", ["Vroni"]),
        ("Questions to Emma and Tom.", []),
        ("Emma is on leave, with Tom.", []),
        ("With Food and Beverages and the Board.", []),
        ("Elle participe avec Direction et Accueil.", []),
        ("Mit Bahn und Bus in zehn Minuten.", []),
    ],
)
def test_one_name_beside_others_is_somebody(text, names):
    assert [person.name for person in companions(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Deine Interviewer: Jelena Krstić\nRecruiting: Leonie F.", ["Jelena Krstić"]),
        ("You will be seen by Zollamtsrat Köppke.", ["Zollamtsrat Köppke"]),
        ('You will meet Terence "Terry" Blackstock.', ["Terence Blackstock"]),
        ("Interviewer: Ruth Castellan MRICS", ["Ruth Castellan"]),
        ("Hablarás con Ana Ruiz, Director General.", ["Ana Ruiz"]),
        ("Reunión con: Montse Serrallonga i Puig", ["Montse Serrallonga i Puig"]),
        ("Ann Lee set this up. You will meet Bo Ray.", ["Bo Ray"]),
        ("Jury : Gwénola Le Bihan, Paul Roux", ["Gwénola Le Bihan", "Paul Roux"]),
        ("1. Ann Lee\n2. Zbyszko Nowak\n\nSee you", ["Ann Lee", "Zbyszko Nowak"]),
    ],
)
def test_names_are_read_without_what_stands_around_them(text, names):
    assert [person.name for person in people_in(text)] == names


@pytest.mark.parametrize(
    "piece", ["With Emma and ", "Ann (", "mit dem Gesellen ", "and Tom and ", "con a b c ", "Ann, ", "(Emma) ", "wg. "]
)
def test_cost_grows_no_faster_than_the_text(piece):
    short, long = (piece * count for count in (1_000, 8_000))
    assert cost(lambda: [*companions(long)]) < 16 * cost(lambda: [*companions(short)]) + 0.5
