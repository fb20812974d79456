"""Sentences as people write them: the classes of mistakes that `check` once made with notes of another person's."""

import pytest

from followcal.formats.note_checks import check_note
from followcal.formats.note_text import About
from followcal.formats.notes import read_note

ABOUT = About(("Dana Whitfield",), "Brightloom", "Data Engineer")
FRAME = """\
Subject: {subject}

{greeting},

Thank you for taking the time on Wednesday to tell me about the {position} at {company}. I enjoyed hearing how your team
moved the nightly jobs into one pipeline.

{sentence}

{sign}
+1 212 555 0147
"""
PLAIN = {
    "subject": "Thank you",
    "greeting": "Dear Dana",
    "position": "Data Engineer position",
    "company": "Brightloom",
    "sentence": "I have thought since about the tests that you described.",
    "sign": "Kind regards,\nJo Seeker",
}


def found(about=ABOUT, **said):
    note = read_note(FRAME.format(**{**PLAIN, **said}).encode(), is_mail=False)
    return [(each.rule, each.must) for each in check_note(note, about)]


def person(name):
    return About((name,), ABOUT.company, ABOUT.role)


def role(name):
    return About(ABOUT.people, ABOUT.company, name)


def test_the_frame_has_no_finding():
    assert found() == []


@pytest.mark.parametrize(
    "sentence",
    [
        # names, wherever they stand
        "It was also good to meet Dr. Henrik Aas at lunch.",
        "Mateus Olivar showed me the old cluster.",
        "Mr. J. Brennt and Prof. Tomasek were kind enough to show me round.",
        "Hargreave's article is on my list. I had not known that Hargreave wrote it.",
        "My thanks also go to Annelies. Annelies made me feel at home.",
        "Freeze-drying the maps, as Hye-jin suggested, would be my choice, too.",
        # foreign words, quoted or at home in English
        "You quoted “chi va piano va sano e va lontano”, and I agree.",
        "We laughed about 'wer rastet, der rostet' on the stairs.",
        "The joie de vivre of the kitchen, and its mise en place, stayed with me.",
        "The contract is pro rata, the work is in situ, and I am used to both.",
        # words of trades, and compounds
        "The extraoral and periodontal work is what I trained for.",
        "We compared checksums and timestamps after each load.",
        "I have run etcd and nginx for two years.",
        "The post-mortem that you showed me was a model of its kind.",
        "I have kept bees, fixed mids and pruned figs.",
        "The paddleboard lesson and the breakroom were the best parts.",
        "I now see why the brickwork is spalling, and that you deworm the ewes twice.",
        "The saison that you poured was drier than mine.",
        "Your websocket tests are a model, and so are the onboarding notes.",
        # pay as a subject of the work
        "My thesis was on wage theft and on unpaid wages claims.",
        "I drafted the answer to a workers' compensation claim last year.",
        "I have prepared papers for a compensation committee.",
        "I sat on the minimum wage working party.",
        "The pay review that you described for 900 staff is what I ran in 2022.",
        "You mentioned that overtime pay is the usual query at your helpdesk.",
        # words that are too familiar only when they address somebody
        "Each new starter gets a buddy, and the buddy system works.",
        "I set up a buddy scheme for the new drivers.",
        "The blast chiller and the chill cabinet were both new to me.",
        "As you saw, each machine has its mate in the next hall.",
        # complaints and needs of others
        "You asked how I would answer a complaint from a guest.",
        "I know that many families are desperate for a place.",
        "I was desperate to ask about the bats in the belfry.",
        # dates that are told, not set
        "You told me that you need an answer from the board before the summer.",
        "I will send you the reference by noon on Monday.",
        "I have been asked to decide on another offer by Friday.",
        "My colleagues at Globex taught me to test first.",
    ],
)
def test_a_good_sentence_is_left_alone(sentence):
    assert found(sentence=sentence) == []


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        # misspelt, capital or not
        ("Unfortunatly we did not get to the tests.", "spelling"),
        ("Enjoyd every minute of it.", "spelling"),
        ("The tests wich you described stayed with me.", "spelling"),
        ("I have thuoght about the tests.", "spelling"),
        ("I liked verymuch how you test.", "spelling"),
        ("The “oppurtunity of a lifetime” is what you called it.", "spelling"),
        # pay as a wish
        ("Could you tell me what the wage would be?", "salary"),
        ("I would like to know what compensation you offer.", "salary"),
        ("Is there a bonus?", "salary"),
        ("What sort of money are we talking about?", "salary"),
        ("I earn £41,000 at present and would want a bit more.", "salary"),
        ("How many days of holiday do you give?", "salary"),
        ("Does the company offer a car or a bonus?", "salary"),
        ("I hope that the remuneration matches my experience.", "salary"),
        # too familiar
        ("It was good to talk, buddy.", "slang"),
        ("Hope to see you soon, mate!", "slang"),
        ("The tests are dope, and I am chuffed.", "slang"),
        # pressing
        ("I have to know today whether I am in.", "demand"),
        ("Ring me before five or forget it.", "demand"),
        ("Please send me your answer by the 14th.", "demand"),
        ("A reply is needed by 5 pm.", "demand"),
        ("Take it or leave it.", "demand"),
        ("I will not wait any longer, so decide.", "demand"),
        ("I must ask you to decide this week.", "demand"),
        ("I can only wait until Monday for your decision.", "demand"),
        ("Please answer this email immediately.", "demand"),
        # reproaches and pleas
        ("I was left standing in reception, which was rude.", "complaint"),
        ("Your colleague was late and did not even say sorry.", "complaint"),
        ("Frankly, the interview was a shambles.", "complaint"),
        ("I find it insulting that you asked about my age.", "complaint"),
        ("I waited an hour in the corridor and nobody apologised.", "complaint"),
        ("I have three kids to feed, so please choose me.", "desperate"),
        ("Please, I implore you, take me on.", "desperate"),
        # other faults
        ("I was struck by %topic% most of all.", "open-place"),
        ("I was struck by (add detail here) most of all.", "open-place"),
        ("Everybody at Globex was kind.", "wrong-company"),
        ("I WAS SO HAPPY.", "shouting"),
        ("I have a complaint about your front desk.", "complaint"),
        ("I am desperate for a job.", "desperate"),
        # another position
        ("I would be a good candidate for the position of sales representative.", "wrong-role"),
        ("I am keen to start in the role of office manager.", "wrong-role"),
        ("Thank you again for the post of night nurse.", "wrong-role"),
    ],
)
def test_a_bad_sentence_is_found(sentence, rule):
    assert set(found(sentence=sentence)) == {(rule, True)}


@pytest.mark.parametrize(
    ("greeting", "name"),
    [
        ("Dear Chef Whitfield", "Dana Whitfield"),
        ("Dear Prof. Brüggemann", "Matthias Brüggemann"),
        ("Dear Prof. Dr. Whitfield", "Dana Whitfield"),
        ("Dear Capt. Whitfield", "Dana Whitfield"),
        ("Dear Councillor Whitfield", "Dana Whitfield"),
        ("Dear Coach Whitfield", "Dana Whitfield"),
        ("Dear Head Teacher Whitfield", "Dana Whitfield"),
        ("Good afternoon, Cllr. Whitfield", "Dana Whitfield"),
    ],
)
def test_a_title_is_no_name(greeting, name):
    assert found(person(name), greeting=greeting) == []


@pytest.mark.parametrize(
    ("greeting", "rules"),
    [
        ("Dear [Hiring Manager Name]", {"open-place", "no-name"}),
        ("Dear {{first_name}}", {"open-place", "no-name"}),
        ("Hi <name>", {"open-place", "no-name"}),
        ("Dear ______", {"open-place", "no-name"}),
        ("Hello [Dana or Priya?]", {"open-place", "no-name"}),
        ("Dear XXX", {"open-place", "no-name"}),
        ("Dear Head Teacher", {"no-name"}),
        ("Dear Chef", {"no-name"}),
        ("Dear Prof. Whitmore", {"wrong-name"}),
        ("Dear Chef Bianchi", {"wrong-name"}),
        ("Dear Prof. Dr. Brown", {"wrong-name"}),
    ],
)
def test_a_greeting_without_the_name_is_found(greeting, rules):
    assert {rule for rule, _ in found(greeting=greeting)} == rules


@pytest.mark.parametrize(
    ("name", "position", "sentence"),
    [
        ("Payroll Administrator", "payroll administrator job", "I ran wages and bonuses for 300 drivers."),
        ("Compensation Analyst", "compensation role", "Your salary bands are as clear as any I have seen."),
        ("Employment Lawyer", "employment lawyer post", "My memo on wage and hour claims is attached."),
        ("Complaints Officer", "complaints post", "I have answered many a complaint."),
        ("Benefits Adviser", "adviser post", "I helped 40 families with health benefits and sick pay."),
        ("Site Reliability Engineer", "SRE position", "I have been on call for two years."),
        ("Registered Nurse", "RN opening", "I have worked on two such wards."),
        ("Lecturer in Physics", "lectureship", "I have taught the subject for two years."),
        ("Head of Marketing", "post of head of marketing", "I have led such a team for two years."),
        ("Sales Representative (Northern Europe)", "role of sales representative", "I know the region well."),
    ],
)
def test_a_role_may_be_paraphrased_and_spoken_of(name, position, sentence):
    assert found(role(name), position=position, sentence=sentence) == []


@pytest.mark.parametrize(
    ("name", "position", "sentence"),
    [
        ("Payroll Administrator", "payroll administrator job", "What salary do you have in mind?"),
        ("Compensation Analyst", "compensation role", "May I ask what my compensation would be?"),
        ("Employment Lawyer", "employment lawyer post", "I expect a salary of $90,000 a year."),
        ("Benefits Adviser", "adviser post", "Could you tell me about the pension plan?"),
    ],
)
def test_who_works_with_pay_does_not_ask_for_it_either(name, position, sentence):
    assert ("salary", True) in found(role(name), position=position, sentence=sentence)


@pytest.mark.parametrize(
    ("subject", "sign"),
    [
        ("Thank you from Ben Hargreave", "Kind regards,\nBen Hargreave"),
        ("Thank you", "Bien à vous,\nJo Seeker"),
        ("Thank you", "See you soon, I hope,\nMateus Olivar"),
        ("Thank you", "Tschüss und bis bald,\nJo Seeker"),
        ("Thank you", "Until we meet again\n\nMateus"),
        ("Thank you", "Slán go fóill,\nOisín Mac Giolla Bríde, RGN\nDublin"),
    ],
)
def test_the_senders_own_name_is_no_word(subject, sign):
    assert found(subject=subject, sign=sign) == []


GENERIC = """\
Dear Dana,

{sentence}

Kind regards,
Jo Seeker
+1 212 555 0147
"""


@pytest.mark.parametrize(
    ("sentence", "is_generic"),
    [
        ("Thank you for the Data Engineer interview at Brightloom on Tuesday. I enjoyed it very much.", True),
        (
            "Thank you so much for the interview for the Data Engineer position at Brightloom. It was great to meet "
            "everyone. I work hard, I learn fast and I know that I can do a good job for you. I am ready to start.",
            True,
        ),
        (
            "Thank you for meeting me about the Data Engineer role at Brightloom. I am very interested in it, and I "
            "believe that I would be a good fit for your team. Please let me know if you need anything else.",
            True,
        ),
        (
            "Thank you for the Data Engineer interview at Brightloom on Tuesday. The walk through the old turbine hall "
            "was the best part, and the riddle about the missing checkpoint kept me awake.",
            False,
        ),
        ("Thank you for the Data Engineer interview at Brightloom and the tip about the night train to Graz!", False),
    ],
)
def test_a_note_that_could_go_to_anybody_is_told(sentence, is_generic):
    note = read_note(GENERIC.format(sentence=sentence).encode(), is_mail=False)
    assert ("generic" in {each.rule for each in check_note(note, ABOUT)}) == is_generic


def test_what_may_be_foreign_or_a_word_of_a_trade_is_only_asked_about():
    assert set(found(sentence="The tarta tatinelle sells at seven pounds.")) == {("spelling", False)}
    assert found(sentence="The county still uses the old plat books.") == [("spelling", False)]
