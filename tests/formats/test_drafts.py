"""Drafts: never equal within a panel, every open place marked, foreign text a value and no more."""

import re
from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal.core.interview import Interview, Person
from followcal.formats.draft_texts import languages, texts
from followcal.formats.drafts import Draft, DraftKind, Sender, Tone, draft, draft_kind, event_draft, place_names
from followcal.formats.note_checks import check_note
from followcal.formats.note_text import About
from followcal.formats.notes import read_note
from followcal.formats.open_places import open_places, value
from followcal.shell.commands import plan
from hostile import hostile

AT = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
PANEL = tuple(
    Person(f"{name} Berg", f"{name.lower()}@acme.example") for name in ("Dana", "Priya", "Tom", "Zoe", "Lena")
)
ACME = Interview(uid="1", start=AT, end=AT, company="Acme Data", role="Data Engineer", interviewers=PANEL)
ME = Sender("Jo Seeker", "+1 212 555 0147", "jo@seeker.example")
GIVEN = {
    "en": [
        {"topic": "the migration to the new database", "fit": "I have led two such migrations, and enjoyed both"},
        {"topic": "how the team plans its work", "fit": "planning with few people is what I did for four years"},
        {"topic": "the tests that run each night", "fit": "I like to build what others can rely on"},
        {"topic": "your first year in the new office", "fit": "I learn fastest in a small team like yours"},
        {"topic": "data for hospitals", "fit": "my last project was about exactly this kind of data"},
    ],
}
MORE = {
    "en": {
        "strength": "my experience with large databases",
        "thing": "a sample of my work",
        "deadline": "Friday, 4 December",
    }
}

kinds = st.sampled_from(DraftKind)
tones = st.sampled_from(Tone)
codes = st.sampled_from(languages())
maybe = st.one_of(st.none(), hostile, st.sampled_from(["Acme", "Data Engineer", "Charge Nurse position"]))
persons = st.builds(Person, maybe, maybe)


@st.composite
def met(draw):
    """Interviews with anything in their texts."""
    texts_ = {name: draw(maybe) for name in ("company", "role")}
    return Interview(
        uid=draw(hostile), start=AT, end=AT, interviewers=tuple(draw(st.lists(persons, max_size=6))), **texts_
    )


def whole(found):
    return f"{found.subject}\n{found.body}"


class TestPanels:
    @given(
        st.lists(persons, min_size=2, max_size=12), kinds.filter(lambda kind: kind is DraftKind.THANK_YOU), tones, codes
    )
    def test_no_two_people_get_the_same_note(self, people, kind, tone, language):
        people = list(dict.fromkeys(people))
        interview = replace(ACME, interviewers=tuple(people))
        found = [draft(kind, interview, person, tone=tone, language=language) for person in people]
        bodies = [one.body.partition("\n\n")[2] for one in found]  # whatever the greeting says
        assert len(set(bodies)) == len(people)

    @pytest.mark.parametrize("language", languages())
    @pytest.mark.parametrize("tone", Tone)
    def test_forty_people_with_one_name_get_forty_notes(self, tone, language):
        people = tuple(Person("Ann Lee", f"a{n}@acme.example") for n in range(40))
        interview = replace(ACME, interviewers=people)
        assert (
            len({whole(draft(DraftKind.THANK_YOU, interview, one, tone=tone, language=language)) for one in people})
            == 40
        )

    @given(st.lists(persons, min_size=1, max_size=5, unique=True), persons)
    def test_who_comes_later_changes_nothing_for_those_before(self, people, later):
        before = replace(ACME, interviewers=tuple(people))
        after = replace(ACME, interviewers=(*people, later))
        for person in people:
            assert draft(DraftKind.THANK_YOU, before, person) == draft(DraftKind.THANK_YOU, after, person)

    def test_every_run_writes_the_same(self):
        assert draft(DraftKind.THANK_YOU, ACME, PANEL[1]).subject == "Following our conversation: Data Engineer"

    @pytest.mark.parametrize("tone", Tone)
    def test_the_first_three_share_no_sentence(self, tone):
        sentences = [
            set(re.split(r"(?<=[.?!])\s+", draft(DraftKind.THANK_YOU, ACME, one, tone=tone).body.partition("\n\n")[2]))
            for one in PANEL[:3]
        ]
        signature = set.intersection(*sentences)
        assert len(signature) <= 1  # how it ends


class TestOpenPlaces:
    @given(met(), kinds, tones, codes, st.data())
    def test_every_open_place_is_marked_and_nothing_else_is(self, interview, kind, tone, language, data):
        to = data.draw(st.sampled_from([None, *interview.interviewers]))
        found = draft(kind, interview, to, tone=tone, language=language)
        asks = texts(language)["open"]
        text = whole(found)
        assert set(found.open) <= set(asks.values())
        for ask in asks.values():
            text = text.replace(f"[{ask}]", "\x01")
        assert not set(text) & set("[]{}<>")
        assert not re.search(r"\s[,.:;]|,\s*\n\s*,|:\.|  ", text.replace("\x01", "x")) or any(
            re.search(r"\s[,.:;]|:\.|  |,$", said or "")
            for said in (interview.company, interview.role, *map(label, interview.interviewers))
        )

    @given(kinds, tones, codes)
    def test_what_is_not_known_is_asked_for(self, kind, tone, language):
        asks = texts(language)["open"]
        found = draft(kind, Interview(uid="1", start=AT, end=AT), tone=tone, language=language)
        assert {asks["company"], asks["role"]} & set(found.open)
        assert kind is DraftKind.CALL or {asks["name"], asks["my_name"], asks["my_contact"]} <= set(found.open)

    @given(kinds, tones, codes)
    def test_filling_all_places_leaves_none_open(self, kind, tone, language):
        given_ = dict.fromkeys(place_names(texts(language)), "filled in")
        found = draft(kind, Interview(uid="1", start=AT, end=AT), tone=tone, given=given_, language=language)
        assert found.open == ()

    def test_one_way_to_be_reached_is_enough(self):
        found = draft(DraftKind.CLOSING, ACME, PANEL[0], sender=Sender("Jo", None, "jo@seeker.example"))
        assert found.body.endswith("Kind regards,\nJo\njo@seeker.example")
        assert found.open == ()

    def test_a_role_that_says_position_is_not_called_so_twice(self):
        found = draft(DraftKind.CLOSING, replace(ACME, role="Night Nurse position"), PANEL[0])
        assert "position position" not in found.body
        assert "the Night Nurse position at" in found.body

    def test_the_tone_is_heard_in_the_greeting(self):
        person = Person("Dr. Dana Berg", None)
        first = {tone: draft(DraftKind.CLOSING, ACME, person, tone=tone).body.split("\n")[0] for tone in Tone}
        assert first == {Tone.FORMAL: "Dear Dr. Dana Berg,", Tone.NEUTRAL: "Dear Dana,", Tone.CASUAL: "Hi Dana,"}

    @pytest.mark.parametrize(
        ("name", "language", "greetings"),
        [
            ("Dr. Anna Groß", "de", ["Guten Tag Dr. Anna Groß,", "Guten Tag Dr. Anna Groß,", "Hallo Anna,"]),
            (
                "Frau Dr. Groß",
                "de",
                ["Sehr geehrte Frau Dr. Groß,", "Guten Tag Frau Dr. Groß,", "Hallo Frau Dr. Groß,"],
            ),
            ("Herr Braun", "de", ["Sehr geehrter Herr Braun,", "Guten Tag Herr Braun,", "Hallo Herr Braun,"]),
            ("Herr Braun", "en", ["Dear Herr Braun,", "Dear Herr Braun,", "Hi Herr Braun,"]),
            ("Mr Brown", "en", ["Dear Mr Brown,", "Dear Mr Brown,", "Hi Mr Brown,"]),
            ("Prof Kai Heide", "en", ["Dear Prof Kai Heide,", "Dear Kai,", "Hi Kai,"]),
            ("Dr. Lee", "en", ["Dear Dr. Lee,", "Dear Dr. Lee,", "Hi Dr. Lee,"]),
            ("Thomas", "en", ["Dear Thomas,", "Dear Thomas,", "Hi Thomas,"]),
        ],
    )
    def test_nobody_is_called_by_a_title_alone(self, name, language, greetings):
        found = [draft(DraftKind.CLOSING, ACME, Person(name), tone=tone, language=language) for tone in Tone]
        assert [each.body.split("\n")[0] for each in found] == greetings

    @given(kinds, tones, st.sampled_from(PANEL))
    def test_a_german_company_with_its_legal_form_has_its_article(self, kind, tone, to):
        def said(company):
            found = draft(kind, replace(ACME, company=company), to, tone=tone, language="de")
            return f"{found.subject}\n{found.body}"

        bare = said("Nordlicht")
        for company in ("Nordlicht GmbH", "Nordlicht AG & Co. KG", "Nordlicht UG (haftungsbeschränkt)"):
            with_article = said(company)
            assert with_article.count(company) == bare.count("Nordlicht")
            assert len(re.findall(rf"\b(?:der|die) {re.escape(company)}", with_article)) == bare.count("Nordlicht")
            assert re.sub(rf"\b(?:der|die) {re.escape(company)}", "Nordlicht", with_article) == bare
        assert not re.search(r"\b(?:für|auf|schätze) der \w+ GmbH|\b(?:bei|zu|an) die \w+ GmbH", said("Nordlicht GmbH"))
        assert "der Ag" not in said("Ag")


def label(person):
    return person.label


class TestForeignText:
    @given(met(), kinds, tones, codes, st.data())
    def test_no_text_adds_a_line_or_what_a_terminal_obeys(self, interview, kind, tone, language, data):
        to = data.draw(st.sampled_from([None, *interview.interviewers]))
        given_ = data.draw(st.dictionaries(st.sampled_from(place_names(texts(language))), hostile, max_size=4))
        found = draft(kind, interview, to, tone=tone, given=given_, language=language)
        plain = draft(kind, ACME, PANEL[0], tone=tone, language=language)
        lines = found.body.split("\n")
        assert len(lines) == len(plain.body.split("\n"))
        assert found.subject.isprintable()
        assert all(line.isprintable() for line in lines)
        assert len(whole(found)) < 8000
        if found.link:
            assert found.link.isascii()
            assert found.link.isprintable()

    @given(hostile)
    def test_a_value_stays_one(self, text):
        said = value(text)
        assert said.isprintable()
        assert not set(said) & set("[]{}<>")
        assert len(said) <= 200
        assert value(said) == said


class TestKinds:
    @pytest.mark.parametrize("language", languages())
    @pytest.mark.parametrize("kind", DraftKind)
    def test_every_kind_is_there_in_every_tone_and_language(self, kind, language):
        found = {whole(draft(kind, ACME, PANEL[0], tone=tone, language=language)) for tone in Tone}
        assert len(found) == (1 if kind is DraftKind.CALL else 3)

    @pytest.mark.parametrize("language", languages())
    def test_a_call_script_has_five_lines_and_no_link(self, language):
        found = draft(DraftKind.CALL, ACME, PANEL[0], language=language)
        assert [line[:2] for line in found.body.split("\n")] == ["1.", "2.", "3.", "4.", "5."]
        assert found.link is None

    @pytest.mark.parametrize("language", languages())
    def test_all_languages_have_the_same_places(self, language):
        assert place_names(texts(language)) == place_names(texts("en"))
        assert texts(language).fields.keys() == texts("en").fields.keys()

    def test_each_planned_step_has_its_draft(self):
        steps = plan([replace(ACME, interviewers=PANEL[:2])], now=AT).steps
        said = {(step.kind.value, draft_kind(step)) for step in steps}
        assert said == {
            ("debrief", None),
            ("thank-you", DraftKind.THANK_YOU),
            ("references", DraftKind.REFERENCES),
            ("check-in", DraftKind.CALL),
            ("closing", DraftKind.CLOSING),
        }
        texts_ = [text for step in steps for text in event_draft(step)]
        assert len(texts_) == 5
        assert sum("mailto:" in text for text in texts_) == 4
        assert "Draft for Dana Berg\nSubject: " in "\n".join(texts_)


def checked(found, others=()):
    note = read_note(f"Subject: {found.subject}\n\n{found.body}".encode(), is_mail=False)
    about = About((found.to.name,), ACME.company, ACME.role, ("Jo Seeker", *(person.name for person in PANEL)))
    beside = [read_note(f"Subject: {one.subject}\n\n{one.body}".encode(), is_mail=False) for one in others]
    return [(each.rule, each.text) for each in check_note(note, about, beside=beside, language=found.language)]


def filled_in(kind, person, tone, language, number=0):
    given_ = {**MORE[language], **GIVEN[language][number]}
    return draft(kind, ACME, person, tone=tone, sender=ME, given=given_, language=language)


@pytest.mark.parametrize("language", [code for code in languages() if code in GIVEN])
class TestOwnDraftsPassTheCheck:
    @pytest.mark.parametrize("tone", Tone)
    @pytest.mark.parametrize("kind", [kind for kind in DraftKind if kind.is_mail])
    def test_filled_in(self, kind, tone, language):
        for number, person in enumerate(PANEL):
            found = filled_in(kind, person, tone, language, number)
            assert found.open == ()
            assert checked(found) == []

    @pytest.mark.parametrize("tone", Tone)
    def test_the_notes_of_a_panel_are_not_too_similar(self, tone, language):
        notes = [filled_in(DraftKind.THANK_YOU, person, tone, language, n) for n, person in enumerate(PANEL)]
        for one, other in combinations(notes, 2):
            assert checked(one, [other]) == []

    def test_left_open_they_do_not_pass(self, language):
        for kind in DraftKind:
            found = draft(kind, ACME, PANEL[0], language=language)
            if kind.is_mail:
                said = {text for rule, text in checked(found) if rule == "open-place"}
                assert said == {f"“[{ask}]” is still to be filled in" for ask in found.open}


def test_open_places_are_found_in_order_and_once():
    assert open_places("[b] and [a] and [b]") == ("b", "a")


def test_a_draft_is_a_value():
    assert isinstance(draft(DraftKind.CLOSING, ACME), Draft)
    assert draft(DraftKind.CLOSING, ACME) == draft(DraftKind.CLOSING, ACME)
