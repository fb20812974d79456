"""Notes as they are read: texts and mails of any kind."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costs import cost
from followcal.formats.note_lists import language_of, note_languages, note_words
from followcal.formats.notes import MAX_NOTE, looks_like_mail, read_note
from followcal.formats.spelling import Speller

TEXT = "Dear Zoë,\n\nthank you – for the “talk”.\n"


def mail(text=TEXT, html=None, subject="Thank you: Zoë", to="Zoë Berg <zoe@acme.example>", **options):
    message = EmailMessage()
    message["From"] = "jo@seeker.example"
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text, **options)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


@pytest.mark.parametrize("cte", ["8bit", "quoted-printable", "base64"])
@pytest.mark.parametrize("html", [None, "<p>other</p>"])
def test_a_mail_is_subject_recipient_and_text(cte, html):
    note = read_note(mail(html=html, cte=cte), is_mail=True)
    assert note.subject == "Thank you: Zoë"
    assert note.to == {"zoe@acme.example"}
    assert note.text.rstrip("\n") == TEXT.rstrip("\n")
    assert note.lines[2] == (3, "thank you – for the “talk”.")


def test_a_mail_with_html_only_is_read_as_text():
    message = EmailMessage()
    message["Subject"] = "Hi"
    message.set_content("<p>Dear Dana,</p><p>thank <b>you</b></p>", subtype="html")
    assert [line for _, line in read_note(message.as_bytes(), is_mail=True).lines if line] == [
        "Dear Dana,",
        "thank you",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_may_begin_with_headers(encoding, end):
    source = f"To: Zoë <zoe@acme.example>\nSubject: Thank you\n\n{TEXT}".replace("\n", end)
    note = read_note(source.encode(encoding), is_mail=False)
    assert (note.subject, note.subject_line, note.to) == ("Thank you", 2, {"zoe@acme.example"})
    assert note.lines[0] == (4, "Dear Zoë,")


def test_a_text_without_headers_begins_at_once():
    note = read_note(TEXT.encode(), is_mail=False)
    assert (note.subject, note.subject_line, note.lines[0]) == ("", 0, (1, "Dear Zoë,"))


def test_what_is_quoted_is_not_the_users():
    text = "Dear Dana,\nthank you.\n> your salary?\nBye\n\nOn Wed, 18 Nov 2026, Dana Whitfield wrote:\nthe salary\n"
    assert "salary" not in read_note(text.encode(), is_mail=False).text
    assert "salary" not in read_note(b"Thank you\n-----Original Message-----\nsalary", is_mail=False).text


def test_a_mail_is_known_by_its_name_or_its_head():
    assert looks_like_mail("a.EML", b"")
    assert looks_like_mail("-", mail())
    assert not looks_like_mail("a.txt", b"Subject: Thank you\n\nDear Dana,\nMIME-Version: no\n")


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_a_note(data, is_mail):
    note = read_note(data, is_mail=is_mail)
    assert all(number > 0 and "\n" not in line for number, line in note.lines)


@given(st.sampled_from([mail(), mail(html="<p>x</p>"), TEXT.encode()]), st.integers(0, 400), st.binary(max_size=4))
def test_a_damaged_note_is_a_note(data, at, wrong):
    read_note(data[:at] + wrong + data[at + len(wrong) :], is_mail=True)


@pytest.mark.parametrize(
    "data", [b"a: b\n" * 50_000, b"To: " + b"a@b," * 100_000, b"Subject:" + b" " * 500_000, b"> " * 200_000]
)
@pytest.mark.parametrize("is_mail", [True, False])
def test_a_hostile_note_is_read_in_little_time(data, is_mail):
    note = None

    def reading():
        nonlocal note
        looks_like_mail("-", data)
        note = read_note(data, is_mail=is_mail)

    assert cost(reading) < 50
    assert len(note.text) <= MAX_NOTE


MISSPELT = """
recieve seperate definately occured untill wich teh thier accomodate acheive adress beleive calender comittee
concensus dissapointed embarass enviroment existance experiance familar finaly goverment greatful grammer
happend immediatly independant intresting interveiw knowlege liason maintainance managment neccessary noticable
ocassion oppertunity oportunity paralel persue posession prefered priviledge proffesional publically recomend
refered relevent responsability sucess succesful suprise tommorow tomorow truely unfortunatly usefull wether
writting yesturday apreciate appriciate conversaton enthusiam experince excitied forwrad intrested intreview
lokking positon skils stregths tahnk teamm thnak wanetd whith yuor inteview becuase freind alot thankyou
""".split()
RIGHT = """
organise organisation organised colour favour favourite programme enrol fulfil centre analyse analysed behaviour
labour licence practise specialised prioritise travelling modelling catalogue dialogue grey judgement learnt
whilst learned organize specialize fulfill center enroll analyze behavior labor license traveling modeling gray
judgment onboarding stakeholder stakeholders roadmap workflow workflows backend frontend website webinar startup
dataset datasets dashboard dashboards email emails e-mail cybersecurity microservices scalability nonprofit
healthcare fundraising timeline timelines follow-up hands-on cross-functional well-being spreadsheet usability
upskilling reskilling agile refactoring codebase deployments observability debrief walkthrough paediatric
physiotherapist safeguarding curriculum phonics reconciliations accruals procurement logistics warehousing
underwriting actuarial mentoring volunteering grateful insightful collaborative LinkedIn postgraduate pastoral
triage oncology anaesthetic neonatal inpatient outpatient payroll invoicing compliance tendering sustainability
decarbonisation biodiversity retrofit interdisciplinary bilingual copywriting proofreading typesetting fintech
cloud-based Kubernetes Python Java Excel Tableau handover rota timesheet apprenticeship trainee catering
sous-chef maître résumé résumés CV CVs café naïve rapport enquiries programmes practised skilful ageing
acknowledgement cancelled focussed focused
""".split()


class TestSpeller:
    def test_usual_misspellings_are_all_found_with_a_word_that_is_meant(self):
        speller = Speller("en")
        assert [word for word in MISSPELT if speller.look_up(word) is None or speller.look_up(word).meant is None] == []

    def test_words_of_letters_and_trades_are_right(self):
        speller = Speller("en")
        assert [word for word in RIGHT for part in word.split("-") if speller.look_up(part)] == []

    def test_names_that_were_told_are_right(self):
        assert Speller("en", ["Brightloom", "Núñez"]).look_up("brightloom") is None
        assert Speller("en", ["Brightloom", "Núñez"]).look_up("Nunez") is None

    @pytest.mark.parametrize(
        ("word", "meant"),
        [
            ("recieve", "receive"),
            ("Seperate", "separate"),
            ("intreview", "interview"),
            ("dissapointed", "disappointed"),
            ("calender", "calendar"),
            ("carefull", "careful"),
            ("thankyou", "thank you"),
            ("responsability", "responsibility"),
            ("oppertunity", "opportunity"),
        ],
    )
    def test_a_misspelt_word_is_told_with_the_right_one(self, word, meant):
        found = Speller("en", ["Brightloom", "Núñez"]).look_up(word)
        assert (found.word, found.meant) == (word, meant)

    def test_a_term_of_the_trade_is_only_asked_about(self):
        assert Speller("en", ["Brightloom", "Núñez"]).look_up("zygobranchiata").meant is None

    @given(st.text(max_size=60))
    def test_anything_can_be_looked_up(self, word):
        Speller("en").look_up(word)


OWN = """
address.formal address.informal complaint.but letter.at letter.case_ends letter.enough letter.head_first letter.job_last
letter.join letter.place_of_job letter.same_ends spelling.asks spelling.before_noun spelling.clitics spelling.elided
spelling.endings spelling.forms spelling.forms_of spelling.inside spelling.stems spelling.usual
""".split()
"""Lists that a language has if it needs them."""


@pytest.mark.parametrize("language", note_languages())
def test_every_language_has_the_lists_that_all_need(language):
    known = {
        f"{section}.{key}"
        for code in note_languages()
        for section, lists in note_words(code)._lists.items()
        for key in lists
    }
    there = {name for name in known if note_words(language).entries(name)}
    assert known - set(OWN) <= there


def test_the_lists_are_told_in_the_documents():
    text = (Path(__file__).parent.parent.parent / "docs" / "add-a-language.md").read_text(encoding="utf-8")
    section = text.partition("## Notes")[2]
    for code in note_languages():
        for name, lists in note_words(code)._lists.items():
            for key in lists:
                assert f"`{key}`" in section or f"`{name}.{key}`" in section, f"{name}.{key}"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Thank you for the time that you spent with me", "en"),
        ("Vielen Dank für das Gespräch über die Stelle bei Ihnen", "de"),
        ("Merci pour le temps que vous avez pris avec moi", "fr"),
        ("Gracias por el tiempo que me dedicó en la entrevista", "es"),
        ("", "en"),
        (
            "Teşekkür ederim, görüşmemiz benim için çok değerliydi ve sizinle tanışmak çok güzeldi gerçekten de öyle",
            None,
        ),
        (
            "Obrigado pela conversa de ontem sobre a vaga. Gostei muito de conhecer a equipe e os projetos deste ano",
            None,
        ),
        (
            "Grazie per il colloquio di ieri. Mi è piaciuto conoscere il team e i progetti che avete per quest'anno",
            None,
        ),
        (
            "Bedankt voor het gesprek van gisteren. Het was leuk om het team te ontmoeten en te horen wat jullie doen",
            None,
        ),
        ("Thank you, danke", "en"),
    ],
)
def test_the_language_is_told_from_the_text(text, language):
    assert language_of(text) == language
