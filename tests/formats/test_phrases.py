"""Dates for options, the data files of the languages, longer texts, pasted mails, and how a reading is shown."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal import business_calendar, find_timeline, read_timeline
from followcal.core.business_days import BusinessCalendar
from followcal.core.timeline import AnswerBy, NotUnderstood, SilenceMeansNo, StatedTimeline, Undated
from followcal.errors import UsageError
from followcal.formats.phrases import language as language_module
from followcal.formats.phrases.dates import read_bare_date, read_date
from followcal.formats.phrases.language import language, languages, phrases_of
from followcal.formats.phrases.letters import read_letter
from followcal.formats.plain_toml import tables_in
from followcal.formats.stated import said_table, timeline_lines

WED = date(2026, 11, 18)
WEEKENDS = BusinessCalendar.of()


class TestDates:
    @given(st.dates(date(1900, 1, 1)), st.sampled_from(["{}", "by {}", "BY  {}", " By {} "]))
    def test_by_a_day_includes_it(self, day, words):
        stated = read_bare_date(words.format(day), date(1900, 1, 1))
        assert stated.promise == AnswerBy(day)
        assert (stated.answer_due, stated.kind, stated.other_reading) == (day, "answer-by", None)

    def test_the_text_shows_the_weekday_and_the_day_it_was_said_is_kept(self):
        stated = read_bare_date("2026-12-04", date(2026, 12, 4))
        assert (stated.text, stated.said_on) == ("by Fri 4 Dec 2026", date(2026, 12, 4))

    @pytest.mark.parametrize("text", ["2026-12-03", "2026-02-30", "by 2026-13-01"])
    def test_a_day_that_is_over_or_does_not_exist_is_refused(self, text):
        with pytest.raises(UsageError, match=text.removeprefix("by ")):
            read_bare_date(text, date(2026, 12, 4))

    @given(st.text())
    def test_other_words_are_left_to_the_grammar(self, words):
        stated = read_bare_date(words, date(1, 1, 1))
        assert stated is None or str(stated.answer_due) in words

    @given(st.dates())
    def test_a_date_is_read_as_it_is_written(self, day):
        assert read_date(day.isoformat(), "--since") == day

    @pytest.mark.parametrize(
        "text",
        ["", "2026-02-30", "2026-2-3", "20261204", "2026-W49-5", "today", "2026-12-04 ", "2026-12-041", "2026/12/04"],
    )
    def test_no_date_is_refused_with_the_option(self, text):
        with pytest.raises(UsageError, match=r"^--since .*2026-12-04"):
            read_date(text, "--since")


class TestLanguages:
    def test_there_are_four_english_first(self):
        assert languages() == ("en", "de", "es", "fr")

    @pytest.mark.parametrize("code", ["en", "de", "fr", "es"])
    def test_every_table_and_value_is_one_that_the_grammar_knows(self, code):
        tables = tables_in((WORDS / f"{code}.toml").read_text(encoding="utf-8"))
        for country in [name for name in tables if name.isupper()]:
            tables |= {f"{country}.{sense}": values for sense, values in tables.pop(country).items()}
        senses = {name: set(values) for name, values in tables.items() if name not in _NO_SENSES}
        for sense, values in senses.items():
            assert values <= KNOWN[sense.rpartition(".")[2]], sense
        assert set(KNOWN) - senses.keys() <= _NOT_IN_ALL

    def test_every_table_is_explained_to_whoever_adds_a_language(self):
        page = (Path(__file__).parents[2] / "docs" / "add-a-language.md").read_text(encoding="utf-8")
        for sense, values in KNOWN.items():
            named = {"any"} if sense in ("number", "ordinal", "weekday", "month", "quarter", "holiday") else values
            assert f"`{sense}`" in page
            for value in named - {"any"} - {v for v in values if v[0].isdigit()}:
                stem = value if not value.startswith(("end-", "mid-")) else "end-week"
                assert f"`{stem}`" in page or f"`{sense}.{stem}`" in page, (sense, value)

    def test_alternatives_are_written_out(self):
        found = phrases_of({"relation": {"by": ["(no|not) later (than|)"]}})
        assert set(found.following) == {"no", "not"}
        assert found.following["no"].following["later"].senses == {"relation": "by"}
        assert found.following["not"].following["later"].following["than"].senses == {"relation": "by"}

    def test_a_language_is_a_data_file_and_no_code(self, tmp_path, monkeypatch):
        (tmp_path / "en.toml").write_text('[unit]\nday = ["day", "days"]\n', encoding="utf-8")
        (tmp_path / "xx.toml").write_text(ESPERANTO, encoding="utf-8")
        monkeypatch.setattr(language_module, "package_data", lambda *names: Path(tmp_path, *names[3:]))
        language.cache_clear()
        languages.cache_clear()
        try:
            said = read_timeline("Ni respondos al vi ĝis la fino de venonta semajno.", WED)
            assert said.answer_due == date(2026, 11, 27)
            assert read_timeline("post tri tagoj", WED).answer_due == date(2026, 11, 21)
            assert read_timeline("vendredon aŭ lundon", WED).other_reading == date(2026, 11, 20)
            assert read_timeline("blua luno", WED).kind == "not-understood"
        finally:
            language.cache_clear()
            languages.cache_clear()

    def test_words_of_a_country_hold_there_alone(self):
        phrase = "Vous aurez de nos nouvelles d'ici la fin de semaine."
        assert read_timeline(phrase, WED, country="CA").answer_due == date(2026, 11, 22)
        assert read_timeline(phrase, WED, country="CA-QC").answer_due == date(2026, 11, 22)
        assert read_timeline(phrase, WED, country="FR").answer_due == date(2026, 11, 20)
        assert read_timeline("d'ici la fin de la semaine", WED, country="CA").answer_due == date(2026, 11, 20)
        for known in map(language, languages()):
            for tables in known.regional.values():
                assert all(set(values) <= KNOWN[sense] for sense, values in tables.items())

    def test_where_a_dot_makes_no_ordinal_it_ends_a_sentence(self):
        phrase = "Te prometí noticias el 15. La directora firma el último viernes de enero. Ese mismo día te escribo."
        assert read_timeline(phrase, date(2027, 1, 18)).answer_due == date(2027, 1, 29)
        assert read_timeline("Bis zum 30. November hören Sie von uns.", WED).answer_due == date(2026, 11, 30)

    def test_the_language_can_be_named(self):
        assert read_timeline("bis Freitag", WED, language="de").answer_due == date(2026, 11, 20)
        assert read_timeline("bis Freitag", WED, language="fr").kind == "not-understood"


ESPERANTO = """
[number]
3 = ["tri"]
[unit]
day = ["tago", "tagoj"]
week = ["semajno"]
[weekday]
0 = ["lundon"]
4 = ["vendredon"]
[which]
next = ["venonta"]
[part]
end = ["fino"]
[relation]
by = ["ĝis"]
in = ["post"]
or = ["aŭ"]
[link]
the = ["la"]
of = ["de"]
[we]
any = ["ni"]
[you]
any = ["vi"]
[answer]
any = ["respondos"]
[filler]
any = ["al"]
"""

WORDS = Path(language_module.__file__).parent / "words"
_NO_SENSES = {"dotted", "spelling", "letters", "ending", "interview", "parenthesis"}
"""Tables that say something else of a language, or of its words."""
_ANY = {"any"}
_NOT_IN_ALL = {
    *("weeks-later", "days", "idiom", "plural-unit", "said-at", "alone", "leads", "month-week", "they", "verb"),
    "hours",
    "about",
    "goes-on",
    *(
        "inverted",
        "month-half",
        "of-month",
        "one-after",
        "next-holiday",
        "inclusive",
        "whether",
        "gone",
        "each-week",
        "since",
        "genitive",
        "further",
        "title",
        "far",
        "at-hour",
        "points-back",
        "street",
        "small",
        "farewell",
        "asked",
        "concedes",
    ),
}
KNOWN = {
    "unasked": {"ask", "why", "whom", "whose", "absence", "work", "where", "hour"},
    "number": {"1.5"} | {str(n) for n in range(1, 100)} | {f"{n}~" for n in (1, *range(5, 25))},
    "ordinal": {str(n) for n in range(1, 32)},
    "suffix": {"ordinal", "rank", "clock"},
    "vague": {"few", "couple", "several", "half", "and-a-half"},
    "unit": {"hour", "business-hour", "day", "business-day", "week", "fortnight", "month", "quarter", "year"},
    "plural-unit": _ANY,
    "tag": _ANY,
    "thing": _ANY,
    "storey": _ANY,
    "carries": {"any", "behind"},
    "closed": {"day", "from", "open", "part"},
    "reopened": _ANY,
    "inclusive": _ANY,
    "whether": _ANY,
    "verb": _ANY,
    "title": {"any", "greeting"},
    "far": _ANY,
    "at-hour": _ANY,
    "day-off": _ANY,
    "points-back": _ANY,
    "arrives": _ANY,
    "street": _ANY,
    "small": _ANY,
    "farewell": {"any", "until", "to", "thanks"},
    "hours": _ANY,
    "about": _ANY,
    "either-way": _ANY,
    "asked": {"us", "you", "whom", "verb", "bare", "calls", "acts", "act", "begs", "gives", "lets"},
    "that": {"any", "only"},
    "they": _ANY,
    "idiom": {"8=7 15=14"},
    "days": {"7", "14", "7-8", "14-15"},
    "weeks-later": {"1", "2"},
    "weekday": set("0123456"),
    "month": {str(n) for n in range(1, 13)},
    "quarter": set("1234"),
    "which": {"this", "next", "coming", "following", "after-next", "last", "final", "more", "good", "that"},
    "part": {"early", "mid", "late", "end", "first-half", "second-half", "end-week", "end-month", "end-quarter"}
    | {"end-year", "mid-week", "mid-month", "early-week", "early-month", "first-two", "last-two"}
    | {"first-half-week", "second-half-week", "first-half-month", "second-half-month"},
    "day": {"today", "now", "tomorrow", "day-after-tomorrow", "past", "then", "after-then"},
    "daypart": {"end", "morning", "any"},
    "period": {"weekend", "new-year", "new-year-start", "holidays", "between-years", "month-turn"}
    | {"half-month", "next-half-month", "some-holidays", "own-holidays"}
    | {"week-of", "week-ending", "week-back", "this-time"},
    "week-number": {"any", "behind"},
    "holiday": {
        "national-day",
        "constitution-day",
        "immaculate-conception",
        "independence-day",
        "revolution-day",
        "victory-day",
        "armistice",
        "christmas",
        "christmas-eve",
        "boxing-day",
        "new-years-eve",
        "new-years-day",
        "thanksgiving",
        "easter",
        "may day",
        "spring bank holiday",
    }
    | {
        "black-friday",
        "cyber-monday",
        "good-friday",
        "easter-break",
        "family-day",
        "civic-holiday",
        "fiestas-patrias",
        "long-weekend",
        "bridge",
        "easter-monday",
        "labor-day",
        "memorial-day",
        "whit",
        "ascension",
    }
    | {"independence-day", "martin-luther-king", "washington", "veterans-day", "columbus-day", "epiphany", "may-day"}
    | {
        "all-saints",
        "day-of-german-unity",
        "holy-week",
        "halloween",
        "groundhog-day",
        "valentines-day",
        "st-patricks-day",
        "bonfire-night",
        "st-nicholas",
        "st-martin",
        "st-john",
        "candlemas",
        "burns-night",
        "reformation",
        "assumption",
        "all-souls",
        "corpus-christi",
        "shrove-monday",
        "shrove-tuesday",
        "ash-wednesday",
        "palm-sunday",
        "holy-monday",
        "holy-tuesday",
        "holy-wednesday",
        "maundy-thursday",
        "holy-saturday",
    },
    "relation": {"by", "before", "past", "after", "within", "over", "during", "in", "on", "around", "between", "to"}
    | {"or", "and", "at-least", "more-than", "not-before", "from", "in-place-of", "this-side"},
    "join": {"to"},
    "tail": {"around", "by", "not-before", "from-said", "from-talk", "from-event", "from-today"},
    "said-at": _ANY,
    "anaphor": {"0", "1", "2", "3", "4", "5", "7", "8", "10", "14", "15", "21", "2b", "3b", "4b", "5b", "10b"},
    "anchor": _ANY,
    "later": _ANY,
    "with": _ANY,
    "ends": _ANY,
    "leads": _ANY,
    "told": {"any", "all"},
    "planned": {"any", "all", "before", "behind", "denied"},
    "gone": {"maybe", "tell", "any", "verb", "participle", "was"},
    "wish": {"any", "behind"},
    "other": _ANY,
    "purpose": {"any", "topic", "if", "reply", "call"},
    "sorry": _ANY,
    "who": _ANY,
    "month-week": {str(n) for n in range(1, 13)},
    "link": {"the", "of", "hour"},
    "hedge": _ANY,
    "filler": _ANY,
    "we": _ANY,
    "you": {"all", "any", "seen"},
    "not": {"clause", "any", "after", "all", "doubt"},
    "inverted": {"any", "out", "behind"},
    "month-half": {str(n) for n in range(1, 13)},
    "of-month": {"this", "next"},
    "answer": {"any", "phone", "weak", "need", "noun", "they"},
    "silence": _ANY,
    "rejected": {"any", "else"},
    "only": {"any", "are", "behind", "if", "not", "que", "than", "verb", "who"},
    "concedes": _ANY,
    "others": {"any", "else"},
    "was": _ANY,
    "each-week": _ANY,
    "since": _ANY,
    "genitive": _ANY,
    "further": _ANY,
    "one-after": {"any", "week"},
    "next-holiday": _ANY,
    "dated": _ANY,
    "permit": {"any", "asks"},
    "reach": {
        "any",
        "other",
        "phone",
        "us",
        "phone-us",
        "phone-by",
        "phone-them",
        "writing",
        "either",
        "then",
        "unwanted",
        "means",
        "visit",
    },
    "refused": {"any", "not", "past"},
    "correction": {"any", "plan"},
    "goes-on": {"any"},
    "deadline": {"any", "if-answer", "if-time", "tell"},
    "future": _ANY,
    "start": {"any", "verb"},
    "posting": _ANY,
    "meeting": {"any", "done"},
    "background": {"any", "kept"},
    "aside": _ANY,
    "mislaid": _ANY,
    "alone": {"after", "at-once", "before"},
    "logistics": _ANY,
    "odd": {"any", "each", "doubt", "moves"},
    "loose": _ANY,
    "soon": _ANY,
    "when": {"any", "once", "reason"},
    "condition": {"any", "unless", "else"},
    "break": {"any", "then", "so", "but"},
    "abbreviation": {"any", "time"},
}


LONGER = [
    pytest.param(
        "Hi Jane,\n\nThank you for coming in today. We are interviewing a few more candidates this week and expect to "
        "make a decision by the end of next week.\n\nBest,\nTom",
        date(2026, 11, 27),
        "We are interviewing a few more candidates this week and expect to make a decision by the end of next week",
        id="a mail",
    ),
    pytest.param(
        "Please arrive 10 minutes early. Your interviewers: Ann Lee (14:00), Bob Roe (14:45). We will let you know "
        "within a week.",
        date(2026, 11, 25),
        "We will let you know within a week",
        id="an invitation",
    ),
    pytest.param(
        "The position starts January 4. Applications close November 30.\nWe'll be in touch by Friday, November 27.",
        date(2026, 11, 27),
        "We'll be in touch by Friday, November 27",
        id="other dates",
    ),
    pytest.param(
        "Guten Tag Frau Lee,\n\nIhr Gespräch ist am Mittwoch um 14 Uhr. Wir melden uns bis Ende nächster Woche.\n",
        date(2026, 11, 27),
        "Wir melden uns bis Ende nächster Woche",
        id="German",
    ),
    pytest.param(
        "Bonjour,\n\nVotre entretien aura lieu mercredi à 14h. Nous reviendrons vers vous d'ici la fin du mois.",
        date(2026, 11, 30),
        "Nous reviendrons vers vous d'ici la fin du mois",
        id="French",
    ),
    pytest.param(
        "Hola:\n\nLa entrevista será el miércoles. Nos pondremos en contacto con usted en un plazo de dos semanas.",
        date(2026, 12, 2),
        "Nos pondremos en contacto con usted en un plazo de dos semanas",
        id="Spanish",
    ),
]


class TestLongerTexts:
    @pytest.mark.parametrize(("text", "due", "quoted"), LONGER)
    @pytest.mark.parametrize("read_it", [find_timeline, read_timeline])
    def test_the_sentence_that_promises_is_found_and_quoted(self, text, due, quoted, read_it):
        said = read_it(text, WED, calendar=business_calendar("US"), country="US")
        assert (said.answer_due, said.text) == (due, quoted)
        assert " ".join(text[slice(*said.span)].split()) == quoted

    @pytest.mark.parametrize(
        "text",
        [
            "Interview with Acme\nWednesday 18 November 2026, 14:00-15:30\nMeeting ID: 123 456 7890\nPasscode: 4411",
            "The position starts January 4. Applications close November 30. Please bring your ID.",
            "Our careers page was updated on 12 November. Reply by Friday to confirm.",
            "Please confirm by November 17. If you need to reschedule, contact us 24 hours before the interview.",
            "What to expect: a 45 minute conversation, then 15 minutes of questions.",
            "You can reschedule until 24 hours before the interview.",
            "This invitation expires in 7 days.",
            "If you have questions before then, feel free to call us.",
            "Please call us at +1 555 123 4567 if you are running late.",
            "Please do not reply to this email.",
            "You will receive a calendar invite within 24 hours.",
            "You will receive the take-home assignment on Friday.",
            "We decided in 2019 to move to remote work.",
            "Let us know by Friday if this time doesn't work.",
            "The results of the survey will be published in December.",
            "We will be in touch soon.",
            "Office hours: Mon-Fri 9-17. Call us: 555-1234",
            "Bitte bestätigen Sie den Termin bis Freitag. Bei Fragen rufen Sie uns gerne an.",
            "Merci de confirmer votre présence avant vendredi. Pour toute question, appelez-nous.",
            "Por favor confirme su asistencia antes del viernes. Si tiene dudas, llámenos.",
            "",
        ],
    )
    def test_unrelated_dates_are_left_alone(self, text):
        assert find_timeline(text, WED, calendar=business_calendar("US"), country="US") is None

    def test_what_was_said_last_does_not_hide_what_was_said_first(self):
        said = read_timeline("You'll hear by Friday. No phone calls, please. The role starts on January 4.", WED)
        assert (said.answer_due, said.no_calls) == (date(2026, 11, 20), True)

    @pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
    def test_a_day_at_the_ends_of_time_is_refused(self, day):
        with pytest.raises(ValueError, match="1000 to 9000"):
            read_timeline("by Friday", day)

    def test_a_year_that_the_calendar_does_not_know_has_no_holidays_by_name(self):
        calendar = business_calendar("LK")
        assert read_timeline("after Diwali", date(2026, 12, 1), calendar=calendar).kind == "not-understood"

    def test_a_table_of_days_is_no_promise(self):
        assert read_timeline("We decide on " + "Monday, " * 400, WED).kind == "not-understood"


class TestLetters:
    def test_a_header_tells_the_day(self):
        text = "From: Ann <ann@acme.example>\nDate: Thu, 19 Nov 2026 10:00:00 +0100\nSubject: Hi\n\nBy Friday!"
        assert read_letter(text) == read_letter(text.replace("\n", "\r\n"))
        assert (read_letter(text).text, read_letter(text).sent) == ("By Friday!", date(2026, 11, 19))

    @pytest.mark.parametrize(
        ("header", "day"),
        [
            ("Sent: Thursday, November 19, 2026 5:01 PM", date(2026, 11, 19)),
            ("Gesendet: Donnerstag, 19. November 2026 17:01", date(2026, 11, 19)),
            ("Envoyé : jeudi 19 novembre 2026 17:01", date(2026, 11, 19)),
            ("Enviado: jueves, 19 de noviembre de 2026 17:01", date(2026, 11, 19)),
            ("Date: Nov 19, 2026 at 5:01 PM", date(2026, 11, 19)),
            ("Sent: 40 Nov 2026", None),
            ("Sent: yesterday", None),
            ("Sent: Foo 12, 2026", None),
        ],
    )
    def test_headers_of_mail_programs(self, header, day):
        assert read_letter(f"From: Ann\n{header}\nTo: Jo\n\nHello").sent == day

    def test_what_it_answers_to_is_left_out(self):
        text = "Next week!\n\nOn Wed, 18 Nov 2026 at 10:00, Jo wrote:\n> by Friday?\nby Monday"
        assert read_letter(text).text == "Next week!"
        assert read_letter("> by Friday\nNext week!").text == "Next week!"
        assert read_letter(f"{text[12:]}\n\nNext week!").text == "Next week!"
        broken = "On Wed, 18 Nov 2026, Jo\n<jo@x.example> wrote:\n\nby Friday?"
        assert read_letter(f"Next week!\n\n{broken}").text == "Next week!"

    def test_the_older_thread_counts_only_where_nothing_else_does(self):
        thread = "On Tue, 17 Nov 2026 at 10:00, Jo wrote:\n> We will let you know by Friday."
        said = read_timeline(f"We will let you know once we have decided.\n\n{thread}", date(2026, 11, 18))
        assert (said.kind, said.answer_due) == ("undated", None)
        assert read_timeline(f"Hello!\n\n{thread}", date(2026, 11, 18)).answer_due == date(2026, 11, 20)

    def test_the_head_of_the_mail_itself_is_no_older_thread(self):
        text = "Subject: News\nFrom: jo@x.example\n\nYou'll hear by Friday.\n\nFrom: sam@x.example\n\nBy Monday?"
        said = read_timeline(text, date(2026, 11, 17))
        assert (said.answer_due, said.other_reading) == (date(2026, 11, 20), None)

    def test_the_stamps_of_a_chat_are_no_promise(self):
        text = "[11/24/26, 9:14:22 AM] Jane: Hi!\n24/11/2026, 09:15 - Jane: Nice to meet you"
        assert read_timeline(text, date(2026, 11, 24)).answer_due is None

    @pytest.mark.parametrize("call", ["Call us on 31 February.", "Call us five days after the launch."])
    def test_a_day_of_contact_that_is_not_known_invites_to_none(self, call):
        said = read_timeline(f"{call} We'll be in touch by Friday, December 4.", date(2026, 11, 24))
        assert said.kind in ("answer-by", "not-understood")

    @pytest.mark.parametrize(
        "lines",
        [
            "text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nEnde nächster Woche",
            "text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\nEnde nächster Woche",
            "text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nEnde n=E4chster Woche",
            "text/plain\n\nEnde nächster Woche",
            "text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
            "PHA+RW5kZSA8Yj5uw6RjaHN0ZXI8L2I+IFdvY2hlPGJyPjwvcD4=",
            'multipart/alternative; boundary="x"\n\n--x\nContent-Type: text/html\n\n<p>Freitag</p>\n'
            "--x\nContent-Type: text/plain\n\nEnde nächster Woche\n--x--",
        ],
    )
    def test_how_a_mail_was_encoded_is_no_matter(self, lines):
        letter = read_letter(f"From: Ann\nDate: Wed, 02 Dec 2026 16:00:00 +0100\nContent-Type: {lines}")
        assert (letter.text, letter.sent) == ("Ende nächster Woche", date(2026, 12, 2))

    def test_a_text_without_a_header_is_itself(self):
        assert read_letter("Note: by Friday\n\nBye").text == "Note: by Friday\n\nBye"
        assert read_letter("by Friday").sent is None

    @pytest.mark.parametrize(
        ("part", "text"),
        [
            (
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nYnkgRnJpZGF5\n",
                "by Friday",
            ),
            ("Content-Type: text/plain; charset=nonsense\n\nby Friday\n", "by Friday"),
            ("Content-Type: text/html\n\n<p>by Friday</p>\n", "by Friday"),
        ],
    )
    def test_a_mail_as_it_was_sent_is_decoded(self, part, text):
        assert read_letter(f"Date: Thu, 19 Nov 2026 10:00:00 +0100\nMIME-Version: 1.0\n{part}").text == text

    @given(st.text(max_size=300))
    def test_any_text_is_read(self, text):
        assert isinstance(read_letter(f"From: {text}\n\n{text}").text, str)


class TestShown:
    def test_both_readings_the_day_that_is_waited_for_and_a_question(self):
        calendar = business_calendar("US", closed=[date(2026, 11, 27)])
        said = read_timeline("by next Friday", WED, calendar=calendar, country="US")
        lines = list(timeline_lines(said, calendar))
        assert lines[0] == (
            "they said “by next Friday”: an answer by Fri 27 Nov (or Fri 20 Nov); contact from Tue 1 Dec"
        )
        assert "no business day: Thu 26 Nov (Thanksgiving Day)" not in lines
        assert "no business day: Fri 27 Nov (closed, as the employer says)" in lines
        assert lines[-1] == "ask them: “May I check in with you on Tue 1 Dec if I have not heard from you by then?”"

    def test_the_width_is_kept(self):
        said = read_timeline("by next Friday " * 3, WED)
        assert max(map(len, said_table(said, WEEKENDS, width=50).splitlines())) <= 50

    @pytest.mark.parametrize(
        ("phrase", "text"),
        [
            ("no news by Friday means no", "no answer by Fri 20 Nov means no"),
            ("only shortlisted candidates will be contacted", "no answer means no"),
            ("please don't call", "no calls, please"),
            ("please do not contact us", "no contact, please"),
            ("soon", "no date for an answer"),
            ("the vibe of the thing is blue", "not understood, no date is counted on"),
            ("call us after the 30th", "contact is welcome after Mon 30 Nov"),
        ],
    )
    def test_each_kind_in_words(self, phrase, text):
        assert text in next(timeline_lines(read_timeline(phrase, WED), WEEKENDS))

    @pytest.mark.parametrize("promise", [Undated(), NotUnderstood()])
    def test_what_is_open_is_asked(self, promise):
        assert "By when do you expect to decide" in StatedTimeline(promise).question(WEEKENDS)

    @pytest.mark.parametrize(
        "said",
        [
            StatedTimeline(SilenceMeansNo()),
            StatedTimeline(Undated(), no_contact=True),
            StatedTimeline(AnswerBy(WED)),
            StatedTimeline(None, no_calls=True),
        ],
    )
    def test_nothing_is_asked_where_nothing_is_open_or_no_contact_is_wanted(self, said):
        assert said.question(WEEKENDS) is None

    def test_a_long_text_is_cut(self):
        said = StatedTimeline(Undated(), text="word " * 200)
        assert len(next(timeline_lines(said, WEEKENDS))) < 300
