"""The form: what the user typed is read from whatever a calendar made of it, and answered without touching it."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from costs import cost
from followcal.core.business_days import BusinessCalendar
from followcal.core.facts import (
    Asked,
    HeardBack,
    NoShow,
    NoteSent,
    Offer,
    OtherOffer,
    Promised,
    Rejected,
    Said,
    Withdrawn,
)
from followcal.core.interview import Interview, Person
from followcal.core.timeline import AnswerBy, ContactInvited, NotUnderstood, SilenceMeansNo, StatedTimeline, Undated
from followcal.errors import OutsideCalendarError, UsageError
from followcal.formats.carrying import answered, carried_over, marks_of, merged, seen_of
from followcal.formats.form import Author, Corrections, Form, read_form
from followcal.formats.form_lines import Label, Seen, blank_form
from followcal.formats.typed import typed
from formats.garblers import GARBLERS, google_web, outlook, outlook_plain, quoted_mail, thunderbird
from shares import share

NEW_YORK = ZoneInfo("America/New_York")
DAY = date(2026, 11, 18)  # a Wednesday
TODAY = date(2026, 11, 25)
KEY = ("abc@example.com", "")
CALENDAR = BusinessCalendar.of([date(2026, 11, 26)])

PHRASES = {
    "by Friday": AnswerBy,
    "next week": AnswerBy,
    "silence is our 'no'": lambda day: SilenceMeansNo(),
    "ask us if nothing comes": ContactInvited,
    "soon": lambda day: Undated(),
}


def read_phrase(text, said_on, _interview):
    """A reader of phrases for tests: a few words, counted from the day on which they were said."""
    known = PHRASES.get(text)
    if not known:
        return StatedTimeline(NotUnderstood(), text=text)
    days = 7 if text == "next week" else (4 - said_on.weekday()) % 7 or 7
    return StatedTimeline(known(said_on + timedelta(days=days)), text=text)


def interview(**changes):
    start = datetime(2026, 11, 18, 14, tzinfo=NEW_YORK)
    return replace(
        Interview(
            uid="abc@example.com",
            start=start,
            end=start + timedelta(minutes=90),
            summary="Interview",
            company="Acme",
            role="Data Engineer",
            interviewers=(Person("Ann Lee", "ann@acme.com"), Person("Bo Chen")),
        ),
        **changes,
    )


def read(text, *, seen=None, about=None, **options):
    options = {"today": TODAY, "read_phrase": read_phrase, "calendar": CALENDAR, **options}
    return read_form(text, about or interview(), seen=seen, **options)


def description(form=None):
    form = blank_form(interview()) if form is None else form
    return f"At Wed 18 Nov, 15:45.\n\nWhy\n- rule (S1)\n\nFill in\n{form}\n\nChecklist\n- One thing each\n- No posts"


def filled(**values):
    """The form as it is written, with what a user typed."""
    text = blank_form(interview())
    for name, value in values.items():
        label = Label[name.upper()].text
        text = "\n".join(f"{label} {value}" if line.startswith(label) else line for line in text.split("\n"))
    return text


typing = st.fixed_dictionaries(
    {},
    optional={
        "reply": st.sampled_from(list(PHRASES)),
        "contact": st.sampled_from(["Cy Díaz <cy@acme.com>", "Dana O'Hara"]),
        "interviewers": st.sampled_from(["Ann Lee, Bo Chen and Cy Díaz", "Ann Lee (CTO), di@acme.com"]),
        "promised": st.sampled_from(["portfolio", 'a code sample, "my CV"; the link']),
        "sent": st.sampled_from(["yes", "Ann, Fri 20 Nov", "Ann Lee 19 Nov; Bo 20 Nov"]),
        "outcome": st.sampled_from(
            ["rejected", "offer 2026-11-24", "heard yesterday", "Ann didn't come", "offer, decide by 4 Dec"]
        ),
        "company": st.sampled_from(["Birch & Co", "O'Neil - Partners"]),
        "role": st.sampled_from(["Senior Data Engineer (m/w/d)"]),
        "notes": st.sampled_from(["They were nice", "Outcome: rejected"]),
    },
)


class TestGarbled:
    @pytest.mark.parametrize("garble", GARBLERS)
    @share(0.25)
    @given(values=typing)
    def test_a_garbled_form_gives_the_same_facts(self, garble, values):
        seen = seen_of(description())
        there = read(description(filled(**values)), seen=seen)
        again = read(garble(description(filled(**values))), seen=seen)
        assert comparable(again) == comparable(there)
        assert not again.unread

    @pytest.mark.parametrize("garble", GARBLERS)
    def test_a_blank_form_says_nothing(self, garble):
        form = read(garble(description()), seen=seen_of(description()))
        assert form == Form()

    @pytest.mark.parametrize("garble", GARBLERS)
    @share(0.25)
    @given(values=typing, shuffle=st.randoms())
    def test_the_order_of_the_lines_is_no_matter(self, garble, values, shuffle):
        lines = [line for line in filled(**values).split("\n") if not line.startswith("Your notes")]
        there = read(description("\n".join(lines)), seen=seen_of(description()))
        shuffle.shuffle(lines)
        again = read(garble(description("\n".join(lines))), seen=seen_of(description()))
        assert comparable(again) == comparable(there)

    @pytest.mark.parametrize("garble", GARBLERS)
    @share(0.25)
    @given(values=typing)
    def test_what_is_typed_on_the_next_line_is_read(self, garble, values):
        values.pop("notes", None)
        seen = seen_of(description())
        there = read(description(filled(**values)), seen=seen)
        text = filled(**{name: f"\n{value}" for name, value in values.items()})
        again = read(garble(description(text)), seen=seen)
        assert comparable(again) == comparable(there)

    @pytest.mark.parametrize("garble", GARBLERS)
    @share(0.25)
    @given(values=typing)
    def test_text_before_and_after_is_no_matter(self, garble, values):
        seen = seen_of(description())
        text = description(filled(**values))
        there = read(text, seen=seen)
        again = read(garble(f"Great talk: much fun!\n\n{text}\n\nTold Jo about it.\nOffered tea."), seen=seen)
        assert comparable(again) == comparable(there)


def comparable(form):
    """Facts and corrections, texts without looks."""

    def tidy(value):
        return value.replace("’", "'").replace("“", '"').replace("”", '"').replace("–", "-") if value else value

    facts = set()
    for fact in form.facts:
        changed = {name: tidy(getattr(fact, name)) for name in ("what", "to", "who") if hasattr(fact, name)}
        if isinstance(fact, Said):
            changed = {"timeline": replace(fact.timeline, text=tidy(fact.timeline.text))}
        facts.add(replace(fact, **changed))
    return facts, form.corrections


class TestLines:
    @pytest.mark.parametrize(
        ("text", "facts"),
        [
            ("They will reply: by Friday", {"AnswerBy 2026-11-27"}),
            ("THEY WILL REPLY:by Friday", {"AnswerBy 2026-11-27"}),
            ("Sie antworten: by Friday", {"AnswerBy 2026-11-27"}),
            ("Ils répondront : by Friday", {"AnswerBy 2026-11-27"}),
            ("Responderán: by Friday", {"AnswerBy 2026-11-27"}),
            ("Eles responderao: by Friday", {"AnswerBy 2026-11-27"}),
            ("**They will reply:** by Friday", {"AnswerBy 2026-11-27"}),
            ('They will reply = "by Friday"', {"AnswerBy 2026-11-27"}),
            ("They will reply\u2236 by Friday", {"AnswerBy 2026-11-27"}),
            ("They will reply\ufe30 by Friday", {"AnswerBy 2026-11-27"}),
        ],
    )
    def test_labels(self, text, facts):
        found = read(text).facts
        assert {f"{type(f.timeline.promise).__name__} {f.timeline.answer_due}" for f in found} == facts

    @pytest.mark.parametrize(
        ("value", "facts"),
        [
            ("rejected", {Rejected(KEY, TODAY)}),
            ("Rejected.", {Rejected(KEY, TODAY)}),
            ("Absage am Fr 20. Nov", {Rejected(KEY, date(2026, 11, 20))}),
            ("refusé le 20 novembre 2026", {Rejected(KEY, date(2026, 11, 20))}),
            ("rechazado el 20 de noviembre", {Rejected(KEY, date(2026, 11, 20))}),
            ("rejeitado em 20.11.", {Rejected(KEY, date(2026, 11, 20))}),
            ("rejected on Friday", {Rejected(KEY, date(2026, 11, 20))}),
            ("rejected on Wednesday", {Rejected(KEY, TODAY)}),
            ("rejected last Wednesday", {Rejected(KEY, DAY)}),
            ("rejected 2 days ago", {Rejected(KEY, date(2026, 11, 23))}),
            ("rejected the day before yesterday", {Rejected(KEY, date(2026, 11, 23))}),
            ("rejected 24/11/2026", {Rejected(KEY, date(2026, 11, 24))}),
            ("rejected 11/24", {Rejected(KEY, date(2026, 11, 24))}),
            ("rejected Nov 24th, 2026", {Rejected(KEY, date(2026, 11, 24))}),
            ("heard back yesterday", {HeardBack(KEY, date(2026, 11, 24))}),
            ("withdrawn", {Withdrawn(KEY, TODAY)}),
            ("offer", {Offer(KEY, TODAY)}),
            ("heard 19 Nov; rejected 24 Nov", {HeardBack(KEY, date(2026, 11, 19)), Rejected(KEY, date(2026, 11, 24))}),
            ("heard 19 Nov, then rejected", {HeardBack(KEY, date(2026, 11, 19)), Rejected(KEY, TODAY)}),
            ("heard 19 Nov\n rejected", {HeardBack(KEY, date(2026, 11, 19)), Rejected(KEY, TODAY)}),
            (
                "offer, decide by Fri 4 Dec",
                {Offer(KEY, TODAY), OtherOffer(KEY, TODAY, date(2026, 12, 4))},
            ),
            (
                "offer yesterday, deadline Friday",
                {Offer(KEY, date(2026, 11, 24)), OtherOffer(KEY, date(2026, 11, 24), date(2026, 11, 27))},
            ),
            ("other offer, decide by 2026-12-04", {OtherOffer(None, TODAY, date(2026, 12, 4))}),
            ("they asked me to call on Monday", {Asked(KEY, TODAY, date(2026, 11, 30))}),
            ("they asked me to call next Monday", {Asked(KEY, TODAY, date(2026, 11, 30))}),
            ("asked to write", {Asked(KEY, TODAY)}),
            ("nobody came", {NoShow(KEY, DAY)}),
            ("niemand kam", {NoShow(KEY, DAY)}),
            ("Bo did not come", {NoShow(KEY, DAY, "Bo Chen")}),
            ("Ann and Bo didn’t show up", {NoShow(KEY, DAY, "Ann Lee"), NoShow(KEY, DAY, "Bo Chen")}),
            ("nothing yet", None),
            ("not yet", set()),
            ("rejected Thu 20 Nov", None),  # a Friday
            ("rejected 11/12", None),  # November or December
            ("rejected 30 Feb", None),
            ("rejected 29 Feb 2027", None),
            ("rejected 4 Dec", None),  # still to come
            ("rejected 4 Nov", None),  # before the interview
            ("rejected next Friday", None),
            ("rejected 3 4 Nov", None),
            ("rejected by email on some day or other in the last week of it", None),
            ("rejected 99 days ago", None),
            ("rejected 2026-11-24 2026-11-25", None),
            ("they asked me to call last Monday", None),
            ("offer, decide by yesterday", None),
            ("offer 3 Nov, decide by 4 Dec", None),
            ("offer someday, decide by 4 Dec", None),
            ("heard; who knows", None),
            ("Zed did not come", None),
            ("the boss did not come", None),
            ("nobody came on 20 Nov", None),
            ("rejected " + "x" * 300, None),
            ("rejected " + "x" * 600, None),
        ],
    )
    def test_outcomes(self, value, facts):
        form = read(f"Outcome: {value}\nSent:")
        assert form.facts == (facts or set())
        assert bool(form.unread) == (facts is None)
        assert ("not understood" in form.answers[0].text) == (facts is None)

    def test_the_second_monday_to_come(self):
        form = read("Outcome: they asked me to call next Monday", today=date(2026, 11, 29))  # a Sunday
        assert form.facts == {Asked(KEY, date(2026, 11, 29), date(2026, 11, 30))}

    @pytest.mark.parametrize(
        ("value", "sent"),
        [
            ("yes", {(None, TODAY)}),
            ("20 Nov", {(None, date(2026, 11, 20))}),
            ("done on 20 Nov", {(None, date(2026, 11, 20))}),
            ("Ann", {("Ann Lee", TODAY)}),
            ("ann lee, yesterday", {("Ann Lee", date(2026, 11, 24))}),
            ("note to Ann and Bo on Fri 20 Nov", {("Ann Lee", date(2026, 11, 20)), ("Bo Chen", date(2026, 11, 20))}),
            ("Ann 19 Nov, Bo 20 Nov", {("Ann Lee", date(2026, 11, 19)), ("Bo Chen", date(2026, 11, 20))}),
            ("Ann 19 Nov\n\nBo 20 Nov", {("Ann Lee", date(2026, 11, 19)), ("Bo Chen", date(2026, 11, 20))}),
            ("new@acme.com", {("new@acme.com", TODAY)}),
            ("Ann;; Bo", {("Ann Lee", TODAY), ("Bo Chen", TODAY)}),
            ("Portfolio", None),
            ("Zed, Bo", None),
            ("Ann 4 Dec", None),
            ("Ann 4 Nov", None),
        ],
    )
    def test_sent(self, value, sent):
        form = read(f"Sent: {value}\nRole:")
        assert form.facts == {NoteSent(KEY, on, to) for to, on in sent or ()}
        assert bool(form.unread) == (sent is None)

    def test_a_note_to_somebody_named_on_another_line(self):
        assert read("Sent: Cy\nInterviewers: Cy Díaz").facts == {NoteSent(KEY, TODAY, "Cy Díaz")}
        assert read("Sent: Cy\nContact: Cy Díaz").facts == {NoteSent(KEY, TODAY, "Cy Díaz")}

    @pytest.mark.parametrize(
        ("value", "things"),
        [
            ("a portfolio", ["a portfolio"]),
            (
                "a portfolio; a code sample, the link\n- references",
                ["a portfolio", "a code sample", "the link", "references"],
            ),
            ("nothing", []),
            ("a link, nothing", ["a link"]),
            ("a <b>link</b>", ["a link"]),
        ],
    )
    def test_promised(self, value, things):
        assert read(f"I promised: {value}").facts == {Promised(KEY, DAY, thing) for thing in things}

    def test_too_many_promises(self):
        form = read("I promised: " + ",".join("abcdefghijklmnopqrstuvwxyz"))
        assert not form.facts
        assert form.unread

    @pytest.mark.parametrize(
        ("value", "people"),
        [
            (
                "Ann Lee (CTO), Bo <bo@acme.com> and Cy",
                [Person("Ann Lee", "ann@acme.com"), Person("Bo", "bo@acme.com"), Person("Cy")],
            ),
            ("Ann", [Person("Ann Lee", "ann@acme.com")]),
            ("ANN@acme.com", [Person("Ann Lee", "ann@acme.com")]),
            ("Lee, Ann; Chen, Bo (VP)", [Person("Ann Lee", "ann@acme.com"), Person("Bo Chen")]),
            ("Dr. Eva von Stein - Head of Data", [Person("Dr. Eva von Stein")]),
            ("Eva Stein, CTO; Dan Ho, VP", [Person("Eva Stein"), Person("Dan Ho")]),
            ("王小明", [Person("王小明")]),
            ("Ann Lee\nCy Díaz", [Person("Ann Lee", "ann@acme.com"), Person("Cy Díaz")]),
            ("nobody", None),
            ("Cy, unknown", [Person("Cy")]),
        ],
    )
    def test_interviewers(self, value, people):
        form = read(f"Interviewers: {value}\nRole:")
        assert form.corrections == Corrections(interviewers=tuple(people) if people else None)
        assert not form.unread

    def test_two_of_one_name_are_nobody_known(self):
        two = interview(interviewers=(Person("Ann Lee"), Person("Ann Kim")))
        assert read("Interviewers: Ann", about=two).corrections.interviewers == (Person("Ann"),)

    def test_what_is_no_name_is_quoted(self):
        form = read("Interviewers: Ann, it went well 100%\nRole:")
        assert form.corrections.interviewers == (Person("Ann Lee", "ann@acme.com"),)
        assert form.unread == ("Interviewers: Ann, it went well 100%",)
        assert form.answers[0].text == "Ann Lee (ann@acme.com); not understood: it went well 100%"
        assert read("Interviewers: it went well").corrections == Corrections()

    def test_contact(self):
        about = interview(contact=Person("Dana", None))
        form = read("Contact: Dana <dana@acme.com>", about=about)
        assert form.corrections == Corrections(contact=Person("Dana", "dana@acme.com"))
        assert form.corrections.applied(about).contact == Person("Dana", "dana@acme.com")
        assert read("Contact: Ann, Bo").unread == ("Contact: Ann, Bo",)
        assert read("Contact: who knows").unread == ("Contact: who knows",)

    def test_company_and_role(self):
        form = read("Company: Birch\nRole: Analyst")
        corrected = form.corrections.applied(interview())
        assert (corrected.company, corrected.role) == ("Birch", "Analyst")
        assert corrected.interviewers == interview().interviewers
        assert [answer.text for answer in form.answers] == ["Birch", "Analyst"]

    @pytest.mark.parametrize(
        ("value", "answer"),
        [
            ("by Friday", "by Fri 27 Nov; check in from Mon 30 Nov"),
            ("soon", "no day named"),
            ("silence is our 'no'", "silence means no"),
            ("ask us if nothing comes", "you may ask if nothing comes by Fri 27 Nov; check in from Mon 30 Nov"),
            ("when the moon is blue", "not understood: write a day, such as by 4 December"),
            ("unknown", "nothing is noted"),
        ],
    )
    def test_replies_are_answered(self, value, answer):
        assert [each.text for each in read(f"They will reply: {value}").answers] == [answer]

    @pytest.mark.parametrize(
        ("timeline", "answer"),
        [
            (StatedTimeline(SilenceMeansNo(date(2026, 12, 4))), "silence after Fri 4 Dec means no"),
            (StatedTimeline(no_contact=True), "no contact"),
            (StatedTimeline(Undated(), no_calls=True), "no day named; no calls"),
            (
                StatedTimeline(AnswerBy(date(2026, 12, 4), None, date(2026, 11, 27))),
                "by Fri 4 Dec; not Fri 27 Nov: the later day counts; check in from Mon 7 Dec",
            ),
        ],
    )
    def test_each_kind_of_timeline_is_answered(self, timeline, answer):
        form = read("They will reply: x", read_phrase=lambda *_: timeline)
        assert [each.text for each in form.answers] == [answer]

    def test_what_the_phrase_reader_refuses_is_quoted(self):
        def refuse(text, *_):
            raise UsageError(f"{text} is odd")

        form = read("They will reply: x", read_phrase=refuse)
        assert form.unread == ("They will reply: x",)
        assert form.answers[0].text == "not understood: x is odd"

    def test_a_day_outside_the_calendar_is_answered_without_a_check_in(self):
        class Ends(type(CALENDAR)):
            def adjust(self, *args):
                raise OutsideCalendarError(2027, "here", 2026, 2026)

        ends = object.__new__(Ends)
        form = read("They will reply: by Friday", calendar=ends)
        assert form.answers[0].text == "by Fri 27 Nov"

    def test_of_a_line_typed_twice_the_last_counts_and_it_is_told(self):
        form = read("Outcome: offer\nOutcome: rejected\nOutcome:")
        assert form.facts == {Rejected(KEY, TODAY)}
        assert form.unread == ("Outcome: offer (stands twice: the last one counts)",)
        assert form.answers[0].text.startswith("not counted")

    def test_a_second_line_under_an_answer_is_quoted(self):
        form = read("Role: Analyst\nor so they said\nCompany: Birch\nNice people")
        assert form.unread == ("or so they said",)
        assert form.corrections == Corrections(company="Birch", role="Analyst")

    def test_below_the_notes_nothing_is_read_that_stands_above(self):
        text = filled() + "\nThey wrote:\nOutcome: rejected\nCompany: Birch"
        assert read(text, seen=seen_of(filled())) == Form()

    def test_a_line_moved_below_the_notes_is_read(self):
        assert read("Your notes: nice\nmore\nOutcome: rejected").facts == {Rejected(KEY, TODAY)}

    def test_text_well_below_the_form_is_no_answer(self):
        assert read("Company:\nRole:\n\nNice people").corrections == Corrections()
        assert read("Company:\nRole:\nAnalyst").corrections == Corrections(role="Analyst")
        assert read("Company:\n\nRole:\n\nAnalyst").corrections == Corrections(role="Analyst")

    def test_a_name_under_names_that_followcal_wrote_is_added_to_them(self):
        text = filled().replace("Bo Chen\n", "Bo Chen\nCy Díaz\n")
        people = read(text, seen=seen_of(filled())).corrections.interviewers
        assert people == (*interview().interviewers, Person("Cy Díaz"))


class TestFirstSeen:
    def test_a_relative_phrase_counts_from_the_interview_day_or_the_day_it_was_first_seen(self):
        text = "They will reply: next week"
        early = read(text, today=date(2026, 11, 17))
        first = read(text, today=date(2026, 11, 20))
        later = read(google_web(text), today=TODAY, seen=Seen(first.seen))
        assert due(early) == date(2026, 11, 25)
        assert due(first) == due(later) == date(2026, 11, 27)
        assert first.seen == later.seen
        assert due(read(text + "s", today=TODAY, seen=Seen(first.seen))) is None
        assert due(read(text, today=TODAY)) == date(2026, 12, 2)

    @given(
        st.dictionaries(st.text("0123456789abcdef", min_size=10, max_size=10), st.dates(date(1900, 1, 1))),
        st.lists(st.text("0123456789abcdef", min_size=10, max_size=10)),
        st.frozensets(st.text("0123456789abcdef", min_size=10, max_size=10)),
    )
    def test_what_was_seen_is_remembered(self, lines, ours, answers):
        seen = Seen(lines, tuple(ours), answers)
        word = seen.encoded()
        assert word.isascii()
        assert not set(word) & set(',;:\\"\n')
        assert Seen.decoded(word) == seen

    @given(st.text())
    @example("0123456789=20260230")
    def test_what_is_damaged_is_left_out(self, text):
        Seen.decoded(text)


def due(form):
    return next((fact.timeline.answer_due for fact in form.facts), None)


class TestForged:
    FORGED = "Outcome: rejected\nSent: yes\nI promised: my house\nDeadline: 4 Dec\n"

    @given(st.permutations(["Company: Birch", "Role: Analyst", "Interviewers: Cy", "They will reply: by Friday"]))
    def test_an_invitation_gives_names_and_a_timeline_and_nothing_else(self, lines):
        text = "\n".join(lines)
        honest = read(text, author=Author.EMPLOYER)
        assert read(self.FORGED + text, author=Author.EMPLOYER) == honest
        assert read(text + "\n" + self.FORGED, author=Author.EMPLOYER) == honest
        assert {type(fact) for fact in honest.facts} == {Said}
        assert due(honest) == date(2026, 11, 20)  # counted from the interview
        assert honest.corrections == Corrections("Birch", "Analyst", None, (Person("Cy"),))
        assert not honest.answers
        assert not honest.seen

    @pytest.mark.parametrize("garble", GARBLERS)
    @pytest.mark.parametrize(
        "name", ["Ann\nOutcome: offer", "Ann<br>Outcome: offer", "Ann&#10;Outcome: offer", "x\u2028Sent: yes"]
    )
    def test_a_name_from_an_invitation_forges_no_line(self, garble, name):
        forged = interview(company=name, role=name, interviewers=(Person(name),), contact=Person(name))
        written = description(blank_form(forged))
        assert read(written, seen=seen_of(written)) == Form()
        assert not read(garble(written), seen=seen_of(written)).facts
        assert not read(garble(written), seen=Seen()).facts

    @given(st.sampled_from(GARBLERS), typing)
    def test_an_answer_of_ours_is_never_read(self, garble, values):
        seen = seen_of(description())
        text = description(filled(**values))
        form = read(text, seen=seen)
        text, seen = carried_over(text, description(), form, seen)
        again = read(garble(text), seen=seen)
        assert comparable(again) == comparable(form)
        assert not again.unread


class TestAnswers:
    @given(st.sampled_from(GARBLERS), typing)
    def test_answering_twice_is_answering_once(self, garble, values):
        seen = seen_of(description())
        there = garble(description(filled(**values)))
        form = read(there, seen=seen)
        once, seen = carried_over(there, description(), form, seen)
        again = read(once, seen=seen)
        assert comparable(again) == comparable(form)
        assert carried_over(once, description(), again, seen) == (once, seen)

    @given(st.sampled_from(GARBLERS), typing)
    def test_answers_that_were_garbled_are_known_again(self, garble, values):
        seen = seen_of(description())
        there = description(filled(**values))
        text, seen = carried_over(there, description(), read(there, seen=seen), seen)
        there = garble(text)
        form = read(there, seen=seen)
        assert carried_over(there, description(), form, seen)[0] == there

    @given(st.sampled_from(GARBLERS), typing)
    def test_no_character_of_the_user_is_lost(self, garble, values):
        seen = seen_of(description())
        there = garble(description(filled(**values)))
        form = read(there, seen=seen)
        text, _ = carried_over(there, description(), form, seen)
        assert is_part(there, text)

    @given(st.text(max_size=300))
    def test_no_character_of_any_text_is_lost(self, text):
        form = read(text)
        assert is_part(text, answered(text, form.answers, Seen()))

    def test_an_answer_stands_under_its_line(self):
        text = "Hi\nOutcome: rejected\nRole:\nAnalyst\nbye"
        assert answered(text, read(text).answers, Seen()) == (
            "Hi\nOutcome: rejected\n-> rejected on Wed 25 Nov\nRole:\nAnalyst\n-> Analyst\nbye"
        )

    def test_an_answer_in_html(self):
        text = "<div>Contact: Bo &lt;b@x.org&gt;</div><div>Sent:</div>"
        assert answered(text, read(text).answers, Seen()) == (
            "<div>Contact: Bo &lt;b@x.org&gt;<br>-&gt; Bo (b@x.org)</div><div>Sent:</div>"
        )

    def test_a_line_that_is_not_understood_stays_and_is_answered(self):
        text = "Outcome: who knows\r\nRole:"
        new = answered(text, read(text).answers, Seen())
        assert new.startswith("Outcome: who knows\r\n-> not understood: write heard")
        assert new.endswith("\r\nRole:")

    @pytest.mark.parametrize("garble", [g for g in GARBLERS if g.__name__ not in ("html_list", "bold_labels")])
    def test_an_answer_follows_its_line(self, garble):
        seen = seen_of(description())
        there = description(filled(outcome="rejected"))
        text, seen = carried_over(there, description(), read(there, seen=seen), seen)
        there = garble(text.replace("Outcome: rejected", "Outcome: offer 24 Nov"))
        form = read(there, seen=seen)
        text, seen = carried_over(there, description(), form, seen)
        assert "-> offer on Tue 24 Nov" in visible(text)
        assert "-> rejected on Wed 25 Nov" not in visible(text)
        there = re.sub(r"offer\W+24\W+Nov(?!\w)", "", text, count=1)
        text, seen = carried_over(there, description(), read(there, seen=seen), seen)
        assert not [line for line in visible(text) if line.startswith("->")]
        assert not seen.answers

    def test_an_answer_that_the_user_changed_is_theirs(self):
        seen = seen_of("Outcome:\nRole:")
        text, seen = carried_over("Outcome: rejected\nRole:", "Outcome:\nRole:", read("Outcome: rejected\nRole:"), seen)
        there = text.replace("-> rejected on Wed 25 Nov", "-> rejected, I fear")
        form = read(there, seen=seen)
        assert form.facts == {Rejected(KEY, TODAY)}
        new, _ = carried_over(there, "Outcome:\nRole:", form, seen)
        assert new == "Outcome: rejected\n-> rejected on Wed 25 Nov\n-> rejected, I fear\nRole:"


def visible(text):
    arrows = {"→": "->", "à ": "-> "}
    lines = []
    for line in typed(text).lines:
        text = line.text.lstrip("•> ") if "->" not in line.text[:2] else line.text
        text = text if not line.looks_like_answer else "-> " + text.lstrip("•->àÀ ").strip()
        lines.append(text)
    assert arrows
    return lines


def is_part(part, whole):
    """Whether `part` is `whole` with something left out."""
    rest = iter(whole)
    return all(char in rest for char in part)


class TestMerged:
    OLD = description()
    NEW = OLD.replace("At Wed 18 Nov, 15:45.", "At Thu 19 Nov, 16:00.").replace("- rule (S1)", "- other\n- third (S2)")

    def test_what_nobody_touched_becomes_what_is_wanted(self):
        assert merged(self.OLD, self.NEW, seen_of(self.OLD)) == self.NEW
        assert merged("", self.NEW, seen_of(self.OLD)) == self.NEW

    @pytest.mark.parametrize("garble", GARBLERS)
    def test_what_a_calendar_only_garbled_stays_or_becomes_what_is_wanted(self, garble):
        seen = seen_of(self.OLD)
        assert merged(garble(self.OLD), self.OLD, seen) == garble(self.OLD)
        assert merged(garble(self.OLD), self.NEW, seen) == self.NEW

    @pytest.mark.parametrize("garble", GARBLERS)
    @share(0.25)
    @given(values=typing, note=st.integers(0, 14))
    def test_the_users_lines_stay_and_ours_are_the_wanted_ones(self, garble, values, note):
        lines = description(filled(**values)).split("\n")
        lines.insert(min(note, len(lines)), "My own words")
        there = garble("\n".join(lines))
        seen = seen_of(self.OLD)
        new = merged(there, self.NEW, seen)
        users = [mark for mark in marks_of(there) if mark not in seen.ours]
        mine = [mark for mark in marks_of(new) if mark not in seen_of(self.NEW).ours]
        assert mine == users
        labels = {line.split(":")[0] for line in filled().split("\n")}
        wanted = [m for line in self.NEW.split("\n") if line.split(":")[0] not in labels for m in marks_of(line)]
        assert [m for m in marks_of(new) if m in wanted] == wanted
        assert merged(new, self.NEW, seen_of(self.NEW)) == new

    def test_a_line_of_ours_that_the_user_took_away_stays_away(self):
        there = self.OLD.replace("- No posts", "") + "\nmine"
        new = merged(there, self.NEW, seen_of(self.OLD))
        assert "No posts" not in new
        assert "Thu 19 Nov" in new
        assert new.endswith("mine")

    def test_lines_that_come_and_go_around_the_users(self):
        seen = seen_of("a\nb\nc")
        assert merged("x\na\nb\nc", "new\na\nb\nc", seen) == "new\nx\na\nb\nc"
        assert merged("a\nx\nb\nc", "c", seen) == "x\nc"
        assert merged("a\nb\nx\nc", "a\nb\nc\nd\ne", seen) == "a\nb\nx\nc\nd\ne"
        assert merged("<p>a</p><p>x</p><p>b</p><p>c</p>", "c", seen) == "<p>x</p><p>c</p>"
        assert merged("<p>a <i>or</i></p>x", "", Seen(ours=marks_of("a or"))) == "<p><i></i></p>x"
        assert merged("a<br>x", "", seen) == "x"
        assert merged("<p>x</p>a", "n", seen) == "<p>x</p>n"
        assert merged("x", "n\nm", Seen()) == "n\nm\nx"

    def test_a_line_that_the_user_typed_before_we_would_stays_theirs(self):
        seen = seen_of("a")
        text, seen = carried_over("a\nx", "a\nx\nb", Form(), seen)
        assert text == "a\nx\nb"
        assert carried_over(text, "a\nb", Form(), seen)[0] == text

    def test_a_correction_stays_the_users(self):
        """What they corrected is what we would write next: it must not count as ours, or it would be forgotten."""
        seen = seen_of(filled())
        there = filled(company="Birch")
        form = read(there, seen=seen)
        wanted = blank_form(form.corrections.applied(interview()))
        text, seen = carried_over(there, wanted, form, seen)
        again = read(text, seen=seen)
        assert again.corrections == form.corrections == Corrections(company="Birch")
        text, seen = carried_over(text.replace("Company: Birch\n-> Birch\n", ""), filled(), read("", seen=seen), seen)
        assert "Company: Acme" in text
        assert read(text, seen=seen) == Form()


class TestAnything:
    @given(st.text(max_size=400))
    def test_any_text_is_read(self, text):
        form = read(text)
        text, seen = carried_over(text, description(), form, seen_of(description()))
        read(text, seen=seen)

    @given(
        st.lists(
            st.sampled_from(
                [
                    "Outcome",
                    ":",
                    " ",
                    "\n",
                    "rejected",
                    "<br>",
                    "<p>",
                    "</p>",
                    "->",
                    "Role:",
                    "4 Dec",
                    "Ann",
                    "&lt;",
                    "à ",
                ]
            ),
            max_size=30,
        ).map("".join)
    )
    def test_anything_like_a_form_is_read_answered_and_read_again(self, text):
        seen = Seen()
        form = read(text)
        once, seen = carried_over(text, "", form, seen)
        again = read(once, seen=seen)
        assert again.facts == form.facts
        assert again.corrections == form.corrections
        assert carried_over(once, "", again, seen) == (once, seen)

    @pytest.mark.parametrize(
        "text",
        [
            "<p " * 33_000,
            "<!--" * 25_000,
            "&" * 100_000,
            "Outcome: rejected\n" * 5_500,
            "Interviewers: " + "Ann, " * 20_000,
            "Sent: " + "Ann 20 Nov; " * 8_000,
            "- " * 50_000,
            "-> x\n" * 20_000,
            "Role:\n\n" * 14_000,
            "[" * 100_000,
            "<http:" * 16_000,
            "a" * 100_000,
            "a:" * 50_000,
            "\n" * 100_000,
            "x\n" * 50_000,
            "<br>x" * 20_000,
            "I promised: x\n" + "y\n" * 50_000,
        ],
        ids=lambda text: text[:14],
    )
    def test_a_long_text_is_read_and_answered_in_time(self, text):
        def read_and_answered():
            carried_over(text, description(), read(text), seen_of(description()))

        assert cost(read_and_answered) < 150


def test_the_moment_of_the_day_is_no_matter():
    late = interview(end=datetime(2026, 11, 18, 23, 59, tzinfo=UTC))
    assert read("Outcome: rejected", about=late).facts == {Rejected(KEY, TODAY)}


def test_each_garbler_changes_something():
    text = description(filled(outcome='offer - "x"', contact="a@b.com")) + "\n-> x"
    assert [garble.__name__ for garble in GARBLERS if garble(text) == text] == ["plain"]
    assert all(callable(garble) for garble in (outlook, outlook_plain, quoted_mail, thunderbird))
