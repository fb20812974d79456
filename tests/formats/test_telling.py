"""What is told in a sentence: the same facts as in a form, or a question, never a guess."""

import string
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal.core.facts import (
    Application,
    Asked,
    HeardBack,
    NoShow,
    NoteSent,
    Offer,
    OtherOffer,
    Promised,
    Rejected,
    Said,
    Standing,
    StepDone,
    StepSkipped,
    Withdrawn,
)
from followcal.core.freebusy import Period
from followcal.core.interview import Interview, Person
from followcal.core.policy import Kind
from followcal.core.timeline import AnswerBy, NotUnderstood, StatedTimeline
from followcal.core.window import Window
from followcal.errors import UsageError
from followcal.formats.application_names import applications, matching
from followcal.formats.form import read_form
from followcal.formats.telling import NotTold, Told, Unclear, read_telling, taken_back

TODAY = date(2026, 11, 25)  # a Wednesday
ACME, BIRCH = ("acme-2", ""), ("birch", "")


def interview(uid, company, role, day, *people, month=11, **more):
    start = datetime(2026, month, day, 14, tzinfo=ZoneInfo("America/New_York"))
    end = start + timedelta(hours=1)
    return Interview(uid=uid, start=start, end=end, company=company, role=role, interviewers=people, **more)


ANN, DANA = Person("Ann Lee", "ann@acme.com"), Person("Dana Ho")
KNOWN = (
    interview("acme-1", "Acme", "Data Engineer", 10, ANN),
    interview("acme-2", "Acme Inc.", "Data Engineer", 18, DANA),
    interview("acme-3", "Acme", "Data Engineer", 3, month=12),
    interview("birch", "Birch & Co", "Analyst", 17),
    interview("cedar-1", "Cedar", "Analyst", 17),
    interview("cedar-2", "Cedar", "Data Lead", 19),
    interview("elm-1", "Elm Street Labs", "Analyst", 12),
    interview("elm-2", "Elm Street Labs", None, 19),
    interview("oak", "Oak", None, 19),
    interview("none", None, None, 19),
)


def read_phrase(text, said_on, _interview):
    if "odd" in text:
        raise UsageError("odd")
    if "by Friday" not in text:
        return StatedTimeline(NotUnderstood(), text=text)
    return StatedTimeline(AnswerBy(date(2026, 11, 27)), text=text)


def tell(text, known=KNOWN, **options):
    return read_telling(text, known, today=TODAY, read_phrase=read_phrase, **options)


END = datetime(2026, 11, 30, 15, tzinfo=ZoneInfo("America/New_York"))
NOV_20, NOV_24, DEC_4 = date(2026, 11, 20), date(2026, 11, 24), date(2026, 12, 4)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("rejected by Acme", {Rejected(ACME, TODAY)}),
        ("Rejected by ACME Inc. yesterday.", {Rejected(ACME, NOV_24)}),
        ("rejected by Acm on Fri 20 Nov", {Rejected(ACME, NOV_20)}),
        ("Acme rejected me on Friday", {Rejected(ACME, NOV_20)}),
        ("Acme said no", {Rejected(ACME, TODAY)}),
        ("Acme: rejected 20 Nov", {Rejected(ACME, NOV_20)}),
        ("Absage", None),
        ("Acme: Absage gestern", {Rejected(ACME, NOV_24)}),
        ("Acme: they will decide by Friday", None),
        ("Acme offered", {Offer(ACME, TODAY)}),
        ("Acme offered me the job yesterday", {Offer(ACME, NOV_24)}),
        ("Acme made me an offer", {Offer(ACME, TODAY)}),
        ("offer from Birch, decide by 4 Dec", {Offer(BIRCH, TODAY), OtherOffer(BIRCH, TODAY, DEC_4)}),
        ("Birch offered, decide by 4 Dec", {Offer(BIRCH, TODAY), OtherOffer(BIRCH, TODAY, DEC_4)}),
        ("offer from Zeta, decide by 4 Dec", {OtherOffer(None, TODAY, DEC_4)}),
        ("another offer, decide by 4 Dec", {OtherOffer(None, TODAY, DEC_4)}),
        ("withdraw Acme Data Engineer", {Withdrawn(ACME, TODAY)}),
        ("withdrew from the data engineer role at Acme", None),
        ("heard from Acme", {HeardBack(ACME, TODAY)}),
        ("heard back from Birch & Co", {HeardBack(BIRCH, TODAY)}),
        ("Acme replied yesterday", {HeardBack(ACME, NOV_24)}),
        ("Acme asked me to call on Monday", {Asked(ACME, TODAY, date(2026, 11, 30))}),
        ("Acme asked for a call", {Asked(ACME, TODAY)}),
        ("promised Acme a portfolio", {Promised(ACME, date(2026, 11, 18), "a portfolio")}),
        ("I promised Acme data; a link", {Promised(ACME, date(2026, 11, 18), w) for w in ("data", "a link")}),
        ("Acme: promised a portfolio", {Promised(ACME, date(2026, 11, 18), "a portfolio")}),
        ("sent the note to Dana at Acme", {NoteSent(ACME, TODAY, "Dana Ho")}),
        ("sent a thank-you note to Ann at Acme yesterday", {NoteSent(ACME, NOV_24, "Ann Lee")}),
        ("sent the notes to Acme", {NoteSent(ACME, TODAY)}),
        ("thanked Dana at Acme", {NoteSent(ACME, TODAY, "Dana Ho")}),
        ("Acme: sent Dana 20 Nov", {NoteSent(ACME, NOV_20, "Dana Ho")}),
        ("nobody came at Acme", {NoShow(ACME, date(2026, 11, 18))}),
        ("Acme: Dana did not come", {NoShow(ACME, date(2026, 11, 18), "Dana Ho")}),
        ("rejected by Cedar data lead", {Rejected(("cedar-2", ""), TODAY)}),
        ("rejected by Elm", {Rejected(("elm-2", ""), TODAY)}),
        ("rejected by elm str lab", {Rejected(("elm-2", ""), TODAY)}),
        ("rejected by Oak", {Rejected(("oak", ""), TODAY)}),
        ("rejected by Acme tomorrow", None),
        ("rejected by", None),
        ("rejected by A", None),
        ("rejected by the", None),
        ("promised Acme", None),
        ("promised Acme: ;", None),
        ("sent the note to Zed at Acme", None),
        ("Acme: sent a parcel", None),
        ("Acme: that was odd", None),
        ("Acme: we shall see", None),
        ("offer from Zeta", None),
        ("offer from Zeta, soon", None),
        ("offer from Birhc, decide by 4 Dec", None),
        ("Absage von Acme", {Rejected(ACME, TODAY)}),
        ("Absage von Acme gestern", {Rejected(ACME, NOV_24)}),
        ("Gestern Absage von Acme", None),
        ("Absage Acme", {Rejected(ACME, TODAY)}),
        ("Acme hat mich abgelehnt", {Rejected(ACME, TODAY)}),
        ("Bei Acme abgelehnt am 20. November", {Rejected(ACME, NOV_20)}),
        ("Zusage von Birch & Co", {Offer(BIRCH, TODAY)}),
        ("Angebot von Birch, entscheiden bis 4. Dezember", {Offer(BIRCH, TODAY), OtherOffer(BIRCH, TODAY, DEC_4)}),
        ("Angebot von Zeta, entscheiden bis 4. Dezember", {OtherOffer(None, TODAY, DEC_4)}),
        ("Acme hat sich gemeldet", {HeardBack(ACME, TODAY)}),
        ("zurückgezogen bei Acme", {Withdrawn(ACME, TODAY)}),
        ("Niemand kam bei Acme", {NoShow(ACME, date(2026, 11, 18))}),
        ("Dana kam nicht bei Acme", {NoShow(ACME, date(2026, 11, 18), "Dana Ho")}),
        ("refus d’Acme", {Rejected(ACME, TODAY)}),
        ("refus de Acme", {Rejected(ACME, TODAY)}),
        ("Acme a répondu hier", {HeardBack(ACME, NOV_24)}),
        ("oferta de Acme", {Offer(ACME, TODAY)}),
        ("proposta da Acme", {Offer(ACME, TODAY)}),
        ("nobody came to Acme", {NoShow(ACME, date(2026, 11, 18))}),
        ("no one showed up at Acme", {NoShow(ACME, date(2026, 11, 18))}),
        ("Acme: nobody came", {NoShow(ACME, date(2026, 11, 18))}),
        ("Dana did not come to Acme", {NoShow(ACME, date(2026, 11, 18), "Dana Ho")}),
        ("Zed did not come to Acme", None),
        ("no-show Acme", {NoShow(ACME, date(2026, 11, 18))}),
        ("got the job at Acme", {Offer(ACME, TODAY)}),
        ("Absage von Zeta", None),
        ("good luck", None),
        ("", None),
        ("Acme: " + "x" * 300, None),
    ],
)
def test_sentences(text, facts):
    told = tell(text)
    if "they will decide" in text:
        (said,) = told.facts
        assert said == Said(ACME, StatedTimeline(AnswerBy(date(2026, 11, 27)), text=said.timeline.text, said_on=TODAY))
    elif facts is None:
        assert isinstance(told, NotTold), told
    else:
        assert isinstance(told, Told), told
        assert told.facts == facts
        assert not told.undo


CALL_1, CALL_2, ASKED_BIRCH = (
    Standing(
        uid, Kind.CHECK_IN, key, END, Period(at := END + int(uid) * timedelta(1), at), Window(at, at, at), about=about
    )
    for uid, key, about in (("1", ("acme-1", ""), ""), ("2", ACME, ""), ("3", BIRCH, "asked 2026-11-12"))
)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("called Acme", {StepDone("2", TODAY)}),
        ("called Acme on 18 Nov", {StepDone("2", date(2026, 11, 18))}),
        ("called Acme on 17 Nov", {StepDone("1", date(2026, 11, 17))}),
        ("called Acme on 9 Nov", None),
        ("skip the call to Acme", {StepSkipped("2", TODAY)}),
        ("called Birch on 13 Nov", {StepDone("3", date(2026, 11, 13))}),
        ("thanked Ann at Acme on 12 Nov", {NoteSent(("acme-1", ""), date(2026, 11, 12), "Ann Lee")}),
        ("sent the notes to Acme on 9 Nov", None),
        ("sent the notes to Acme tomorrow", None),
    ],
)
def test_what_follows_an_interview_was_not_done_before_it(text, facts):
    """But for what the employer asked for."""
    told = tell(text, standing=[CALL_1, CALL_2, ASKED_BIRCH])
    assert getattr(told, "facts", None) == facts
    if facts is None:
        assert "Acme Inc. Data Engineer, with an interview on Wed 18 Nov: " in told.text


@pytest.mark.parametrize("text", ["called Fir", "thanked Fir", "sent the note at Fir yesterday", "heard from Fir"])
def test_nothing_that_follows_the_only_interview_is_told_before_it(text):
    """It was dated to the day of the interview, and no call or note was planned for it."""
    fir = interview("fir", "Fir", None, 27)
    call = replace(CALL_1, interview=fir.key)
    assert isinstance(tell(text, [fir], standing=[call]), NotTold)
    assert isinstance(tell(text, [fir], standing=[call], undo=True), Told)
    assert tell("withdraw Fir", [fir]).facts == {Withdrawn(fir.key, fir.day)}
    assert tell("withdraw Fir", [fir]).text == "withdrawn on Fri 27 Nov, the day of the interview"
    assert tell("rejected by Fir", [fir]).facts == {Rejected(fir.key, fir.day)}


@pytest.mark.parametrize("text", ["rejected by Cedar", "Cedar: rejected", "rejected by Ced", "Cedar said no"])
def test_a_name_that_may_be_several_is_asked_about(text):
    assert tell(text) == Unclear(tell(text).text, ("Cedar Analyst", "Cedar Data Lead"))
    assert tell(text).text == f"{'Ced' if text.endswith('Ced') else 'Cedar'} may be one of several"


def test_each_choice_is_understood():
    for choice in tell("rejected by Cedar").choices:
        assert isinstance(tell(f"rejected by {choice}"), Told)


@pytest.mark.parametrize(
    ("text", "near"), [("rejected by Amce", "Acme"), ("offer from Birhc, decide by 4 Dec", "Birch")]
)
def test_a_misspelt_name_is_answered_with_those_that_come_near(text, near):
    assert [name.partition(" ")[0] for name in tell(text).near] == [near]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Acme: rejected yesterday", "Outcome: rejected yesterday"),
        ("Acme: offer, decide by 4 Dec", "Outcome: offer, decide by 4 Dec"),
        ("Acme: nobody came", "Outcome: nobody came"),
        ("promised Acme a portfolio", "I promised: a portfolio"),
        ("sent the note to Dana at Acme", "Sent: Dana"),
        ("Acme: by Friday", "They will reply: by Friday"),
    ],
)
def test_telling_gives_the_facts_of_the_form(text, line):
    form = read_form(line, KNOWN[1], today=TODAY, read_phrase=read_phrase)
    assert tell(text).facts == form.facts != frozenset()


@pytest.mark.parametrize(
    ("before", "text", "goes"),
    [
        ({Rejected(ACME, NOV_20)}, "took back: rejected by Acme", True),
        ({Rejected(("acme-1", ""), NOV_20)}, "take back rejected by Acme", True),
        ({Rejected(ACME, NOV_20)}, "took back: rejected by Acme on 24 Nov", False),
        ({Rejected(ACME, NOV_20)}, "took back: Acme offered", False),
        ({Rejected(BIRCH, NOV_20)}, "took back: rejected by Acme", False),
        ({Asked(ACME, NOV_20, DEC_4)}, "took back: Acme asked me to call", True),
        ({Asked(ACME, NOV_20, DEC_4)}, "took back: Acme asked me to call on 7 Dec", False),
        ({OtherOffer(None, NOV_20, DEC_4)}, "took back: other offer, decide by 4 Dec", True),
        ({Promised(ACME, date(2026, 11, 18), "a link")}, "took back: promised Acme a link", True),
    ],
)
def test_what_was_told_is_taken_back(before, text, goes):
    told = tell(text)
    assert told.undo
    assert taken_back(told, before, TODAY) == (frozenset(before) if goes else frozenset())


def test_a_timeline_is_taken_back_by_its_words():
    told = tell("Acme: they decide by Friday", undo=True)
    assert told.undo
    assert taken_back(told, tell("acme: They decide by Friday").facts, TODAY) == told.facts or told.facts
    assert len(taken_back(told, told.facts, TODAY)) == 1
    assert not taken_back(told, tell("Acme: you hear by Friday").facts, TODAY)


def test_taking_back_what_was_told_leaves_nothing_of_it():
    for text in ("rejected by Acme", "promised Acme a link", "sent the note to Dana at Acme", "offer from Oak"):
        told = tell(text)
        assert taken_back(tell(f"took back: {text}"), told.facts, TODAY) == told.facts


def test_what_is_told_is_about_the_last_round_held():
    named = {each.name: each for each in applications(KNOWN, TODAY)}
    assert named["Acme Inc. Data Engineer"].application == Application("Acme Inc.", "Data Engineer")
    assert [each.uid for each in named["Acme Inc. Data Engineer"].rounds] == ["acme-1", "acme-2", "acme-3"]
    early = applications(KNOWN, date(2026, 11, 1))
    assert {each.last.uid for each in early} == {"acme-1", "birch", "cedar-1", "cedar-2", "elm-1", "oak"}


def test_a_whole_name_goes_before_a_name_cut_short():
    known = applications([interview("a", "Oak", "Analyst", 3), interview("b", "Oaktree", "Analyst", 3)], TODAY)
    assert [each.last.uid for each in matching("Oak", known)] == ["a"]
    assert [each.last.uid for each in matching("Oakt", known)] == ["b"]
    assert [each.last.uid for each in matching("Oa", known)] == ["a", "b"]
    assert matching("the", known) == ()


names = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=12)


@given(
    st.lists(
        st.one_of(
            st.sampled_from("rejected by Acme : Cedar offer from , decide 4 Dec promised sent the note to at".split()),
            names,
        ),
        max_size=9,
    ).map(" ".join),
    st.lists(st.builds(lambda c, r: interview("x", c, r, 3), names, names | st.none()), max_size=3),
)
@example("rejected by " + string.punctuation, [])
def test_anything_is_told_asked_or_refused(text, known):
    assert isinstance(tell(text), Told | Unclear | NotTold)
    told = tell(text, known)
    assert isinstance(told, Told | Unclear | NotTold)
    if isinstance(told, Told):
        assert told.facts


@given(st.permutations(KNOWN), st.sampled_from(["rejected by Acme", "rejected by Cedar", "rejected by Amce"]))
def test_the_order_of_the_interviews_is_no_matter(known, text):
    assert tell(text, known) == tell(text)
