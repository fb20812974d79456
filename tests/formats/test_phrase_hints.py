"""No text in which a promise is found is skipped; `python tests/formats/test_phrase_hints.py` writes the words."""

import csv
from datetime import date
from itertools import combinations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from followcal.formats.phrases.hints import hints, may_promise
from followcal.formats.phrases.language import _pieces, language, languages
from followcal.formats.phrases.timelines import find_timeline
from followcal.formats.plain_toml import tables_in

TABLE = Path(__file__).parents[1] / "data" / "phrases.csv"
FILE = Path(__file__).parents[2] / "src" / "followcal" / "formats" / "phrases" / "words" / "hints.txt"
KEYS = ("answer", "silence", "reach", "only", "rejected")
"""What a promise is known by; a noun or a verb that only hints at an answer is none in an invitation."""
COMMON = {"filler", "link", "relation", "hedge", "not", "we", "you", "number", "break", "condition", "which"}
"""What words that stand in every text mean."""
EVERYDAY = set(
    "what work was like role post letter meet meets place experience skills resume let made making makes need think "
    "into short join joins joint down opening invitation invite inviting others speaking friendly little notice "
    "confirmation applications background individuals persons ones cv written show known walk visits van caso "
    "personas prise petit premier mot fait faire voir ensemble stelle go goes going through questions question time "
    "data model discuss via members member request resources comment department handle demande informationen per nor "
    "human marque interview interviews may free second things part read rest put has asked better count lands turns "
    "settled brought carried arrives reaches sich erinnern runde andere anderer ha hara debe puede pueden demas "
    "lettres fois avoir sing feel hier year cap dran tut postes salen yell pipe courriers otherwise hears shouldn "
    "secured pressed cartas vorstellungsgesprach bewerbungsgesprach kennenlerngesprach personlichen mitglieder kleine "
    "ordnung problem suche being having bringing chance limited restaurant staff thing took save search success fine "
    "okay order shift gallery mucho mejor moins recherche recherches such stay mine places roles positions spots "
    "appreciate visiting pressing anfrage nachrichten accepting ai id remind allowed along announcement arbeit "
    "arbeitsplatz atender attended backs bar bauleiter baustelle betrieb block bone book booked bookings books boulot "
    "brauchen brauchst capacity carrera cell cellphone class clear clients close complet complete completo confirmar "
    "counter course customers day deal dealing definite deliveries detalles discussions doing driver easier elles "
    "empleo enough envia envoient erforderlich fixed forget fortunate frei garder gate gefunden general gruppe habe "
    "halte halten haltet handling hay heures horas hours individuelles inviter itself kurs ladies laisser leave left "
    "lines lleno lugar managers mannschaft mantenga meinem monitored myself nehmen notwendig nuevo nurse ours "
    "ourselves parents parties pasen patient patients planning plazas podemos podran portable posts pouvons "
    "preferable preference prises proposer providing puedo puestos putting ready receptionist receptionists reminders "
    "reports residents returning room roster rota saison secretaries selbst sends sepa service servicio set sheet "
    "shifts sitio slot slots space spaces stellen stunden suchen suited telefonat temporada tome trabajando trabajo "
    "travail turno turnos unserem unterricht use vacancies vacantes vergessen verwendung veuillez veut voll vosotros "
    "wait wartet werkstatt wurde y ya yours horitas huecos klasse komplett lehrstelle quota score story pupil "
    "schichten postera einladung bitte bitten etwas kurz weiter lassen sehen laden dein dich einfach doch durch platz "
    "brief".split()
)
"""What stands in many invitations: none of them is a hint without the other words of its phrase."""


def promising(code):
    """The phrases of a language that promise something, as they are written."""
    tables = tables_in((FILE.parent / f"{code}.toml").read_text(encoding="utf-8"))
    lists = [tables["answer"].get(value, ()) for value in ("any", "phone", "they")]
    lists += [written for key in KEYS[1:] for written in tables.get(key, {}).values()]
    return [text for written in lists for text in written]


def hints_of(pieces, common):
    """The hints of all phrases that these pieces stand for: the longest telling word, or all words where none is.

    Alternatives are not written out: they would be half a million phrases.
    """
    found = {(None, frozenset())}
    for piece in pieces:
        if isinstance(piece, str):
            is_telling = piece not in common and piece not in EVERYDAY
            following = {(piece, frozenset()) if is_telling else (None, frozenset([piece]))}
        else:
            following = {hint for alternative in piece for hint in hints_of(alternative, common)}
        found = {longer(one, other) for one in found for other in following}
    return found


def longer(one, other):
    telling = [word for word, _ in (one, other) if word]
    return (max(telling, key=lambda word: (len(word), word)), frozenset()) if telling else (None, one[1] | other[1])


def derived():
    """One word of each phrase, that is not in every text, the longest one; if all are, these together."""
    found = set()
    for code in languages():
        root, spelling = language(code).phrases, language(code).spelling
        common = {word for word, node in root.following.items() if COMMON & node.senses.keys()}
        for text in promising(code):
            for telling, words in hints_of(_pieces(text), common):
                hint = frozenset([telling]) if telling else words
                found |= {hint, *(hint - {meant} | {typed} for typed, meant in spelling.items() if meant in hint)}
    return {hint for hint in found if not any(frozenset(part) in found for part in proper_parts(hint))}


def proper_parts(hint):
    return [part for size in range(1, len(hint)) for part in combinations(hint, size)]


def test_each_phrase_that_promises_holds_one_of_the_words():
    assert set(hints()[1]) | {frozenset([word]) for word in hints()[0]} == derived(), (
        f"write them again: python {Path(__file__).name}"
    )


def test_no_text_with_a_promise_is_skipped():
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not may_promise(row["phrase"]):
                assert find_timeline(row["phrase"], date.fromisoformat(row["said_on"])) is None, row["phrase"]


def words():
    known = sorted({word for code in languages() for word in language(code).phrases.following})
    return st.lists(st.sampled_from([*known, ".", ",", "5", "4th"]), max_size=12)


@given(words(), st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.sampled_from([" ", "\n", "-", "  "]))
def test_no_words_that_promise_are_skipped(found, day, between):
    text = between.join(found)
    assert may_promise(text) or find_timeline(text, day) is None


def test_invitations_without_a_promise_are_skipped():
    assert not may_promise(
        "Interview with Acme\nJoin Zoom Meeting https://zoom.us/j/123\nMeeting ID: 123 456\nOne tap mobile"
    )
    assert not may_promise("Vorstellungsgespräch, Raum 5, 14:00 bis 15:00")
    assert not may_promise("Tom and I will go through a data model with you, and there is time for your questions.")


if __name__ == "__main__":
    FILE.write_text("\n".join(sorted(" ".join(sorted(hint)) for hint in derived())) + "\n", encoding="utf-8")
