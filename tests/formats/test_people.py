"""Who is named in a text: sentences as employers write them, in five languages."""

import pytest

from followcal.core.interview import Person
from followcal.formats.contacts import contact_in
from followcal.formats.people import met_by, people_in

PEOPLE = [
    ("Your interviewers will be Jane Doe (CTO) and Raj Patel (Staff Engineer).", {"Jane Doe", "Raj Patel"}),
    ("You'll be chatting with Jane Doe, Engineering Manager.", {"Jane Doe"}),
    ("Interviewer: Jane Doe", {"Jane Doe"}),
    ("Interviewers\nJane Doe - CTO\nRaj Patel - Staff Engineer\n\nSee you", {"Jane Doe", "Raj Patel"}),
    (
        "Schedule:\n10:00 AM - 10:45 AM PST | Jane Doe | Coding\n11:00 AM - 11:45 AM PST | Raj Patel | System design",
        {"Jane Doe", "Raj Patel"},
    ),
    ("09:00 – 09:45  Jane Doe, CTO\n09:45 – 10:00  Break\n10:00 – 10:45  Raj Patel", {"Jane Doe", "Raj Patel"}),
    ("10:00-10:45 Technical interview with Jane Doe\n11:00-11:30 Culture fit (Raj Patel)", {"Jane Doe", "Raj Patel"}),
    ("10.00 Uhr Jane Doe\n11.00 Uhr Raj Patel", {"Jane Doe", "Raj Patel"}),
    ("This interview will be with Jane Doe and Raj Patel from our data team.", {"Jane Doe", "Raj Patel"}),
    ("You will be interviewed by our CTO Jane Doe.", {"Jane Doe"}),
    ("You'll meet our CEO, Jane Doe, and our COO, Raj Patel.", {"Jane Doe", "Raj Patel"}),
    ("The panel consists of Jane Doe, Raj Patel and Mei Chen.", {"Jane Doe", "Raj Patel", "Mei Chen"}),
    ("Panel members: Jane Doe; Raj Patel; Mei Chen", {"Jane Doe", "Raj Patel", "Mei Chen"}),
    ("Jane Doe and Raj Patel will be joining the call.", {"Jane Doe", "Raj Patel"}),
    ("Jane Doe will be conducting the interview.", {"Jane Doe"}),
    ("Joining us: Jane Doe & Raj Patel", {"Jane Doe", "Raj Patel"}),
    ("You are scheduled to speak to Jane Doe on Tuesday.", {"Jane Doe"}),
    ("Meet with: Jane Doe, Raj Patel", {"Jane Doe", "Raj Patel"}),
    ("Who: Jane Doe, Raj Patel", {"Jane Doe", "Raj Patel"}),
    ("With: Jane Doe (she/her), VP People", {"Jane Doe"}),
    ("• Jane Doe – Head of Product (30 min)\n• Raj Patel – Designer (30 min)", {"Jane Doe", "Raj Patel"}),
    ("Please ask for Jane Doe at reception.", set()),
    ("Looking forward to speaking with you!\nBest,\nJane Doe", set()),
    ("Hi Jo,\nThanks for applying. Your application impressed us.", set()),
    ("Please bring a Photo ID. Acme Corp is at Market Street.", set()),
    ("Gesprächspartner: Frau Dr. Anna Huber (Leiterin Entwicklung), Herr Max Vogel", {"Dr. Anna Huber", "Max Vogel"}),
    ("Ihre Gesprächspartner sind Anna Huber und Max Vogel.", {"Anna Huber", "Max Vogel"}),
    ("Von unserer Seite werden Anna Huber und Max Vogel teilnehmen.", {"Anna Huber", "Max Vogel"}),
    ("Das Gespräch führen Anna Huber (HR) und Max Vogel (Teamleiter).", {"Anna Huber", "Max Vogel"}),
    ("Am Gespräch nehmen teil:\n- Anna Huber, Personal\n- Max Vogel, Technik", {"Anna Huber", "Max Vogel"}),
    ("Du sprichst mit unserer Teamleiterin Anna Huber.", {"Anna Huber"}),
    ("Anna Huber und Max Vogel freuen sich auf das Gespräch.", {"Anna Huber", "Max Vogel"}),
    ("Teilnehmer: Anna Huber, Max Vogel", {"Anna Huber", "Max Vogel"}),
    ("Interviewer/in: Anna Huber", {"Anna Huber"}),
    ("Bitte melden Sie sich am Empfang bei Frau Huber.", set()),
    ("Das Interview findet mit Anna Huber statt.", {"Anna Huber"}),
    ("Vous serez reçue par Claire Morel, directrice technique, et Paul Roux.", {"Claire Morel", "Paul Roux"}),
    ("L'entretien se déroulera avec Claire Morel et Paul Roux.", {"Claire Morel", "Paul Roux"}),
    ("Interlocuteurs : Claire Morel (DRH), Paul Roux (CTO)", {"Claire Morel", "Paul Roux"}),
    ("Vous échangerez avec notre responsable data, Claire Morel.", {"Claire Morel"}),
    ("14h00-14h45 : Claire Morel, CTO\n14h45-15h30 : Paul Roux", {"Claire Morel", "Paul Roux"}),
    ("14h00 – Claire Morel\n15h00 – Paul Roux", {"Claire Morel", "Paul Roux"}),
    ("Participants : Claire Morel, Paul Roux", {"Claire Morel", "Paul Roux"}),
    ("Claire Morel vous appellera au numéro indiqué.", {"Claire Morel"}),
    ("Tu rencontreras Claire (manager) et Paul (tech lead).", {"Claire", "Paul"}),
    ("La entrevista será con Laura Gómez, directora de datos, y Pedro Ruiz.", {"Laura Gómez", "Pedro Ruiz"}),
    ("Entrevistadores: Laura Gómez y Pedro Ruiz", {"Laura Gómez", "Pedro Ruiz"}),
    ("Te entrevistará nuestra directora técnica, Laura Gómez.", {"Laura Gómez"}),
    ("10:00-10:30 Laura Gómez (RRHH)\n10:30-11:00 Pedro Ruiz (CTO)", {"Laura Gómez", "Pedro Ruiz"}),
    ("Estarán Laura Gómez y Pedro Ruiz.", {"Laura Gómez", "Pedro Ruiz"}),
    ("Hablarás con Laura Gómez, responsable del área.", {"Laura Gómez"}),
    ("Laura Gómez y Pedro Ruiz te recibirán en la oficina.", {"Laura Gómez", "Pedro Ruiz"}),
    ("Por parte de la empresa asistirán Laura Gómez y Pedro Ruiz.", {"Laura Gómez", "Pedro Ruiz"}),
    ("Você vai conversar com Carla Dias e Rui Lopes.", {"Carla Dias", "Rui Lopes"}),
    ("A entrevista será com Carla Dias, gerente de produto.", {"Carla Dias"}),
    ("Entrevistadores: Carla Dias, Rui Lopes", {"Carla Dias", "Rui Lopes"}),
    ("Participantes: Carla Dias (RH) e Rui Lopes (CTO)", {"Carla Dias", "Rui Lopes"}),
    ("Será recebido por Carla Dias na recepção.", {"Carla Dias"}),
    ("Carla Dias e Rui Lopes participarão da conversa.", {"Carla Dias", "Rui Lopes"}),
    ("A conversa será conduzida pela Carla Dias.", {"Carla Dias"}),
    ("Vais falar com o nosso diretor, Rui Lopes.", {"Rui Lopes"}),
    ("14h às 14h30 - Carla Dias\n14h30 às 15h - Rui Lopes", {"Carla Dias", "Rui Lopes"}),
]

CONTACTS = [
    ("If you have any questions, please reach out to Ana Gomez at ana@x.com.", ("Ana Gomez", "ana@x.com")),
    ("For questions contact your recruiter Ana Gomez (ana@x.com).", ("Ana Gomez", "ana@x.com")),
    ("Recruiter: Ana Gomez", ("Ana Gomez", None)),
    ("Your recruiting coordinator is Ana Gomez.", ("Ana Gomez", None)),
    ("Need to reschedule? Email Ana Gomez <ana@x.com>", ("Ana Gomez", "ana@x.com")),
    ("Bei Fragen wenden Sie sich bitte an Ana Gomez (ana@x.com).", ("Ana Gomez", "ana@x.com")),
    ("Ihre Ansprechpartnerin: Frau Ana Gomez, Tel. 030 1234", ("Ana Gomez", None)),
    ("Bei Rückfragen steht Ihnen Ana Gomez gerne zur Verfügung.", ("Ana Gomez", None)),
    ("Pour toute question, vous pouvez joindre Ana Gomez au 06 12 34 56 78.", ("Ana Gomez", None)),
    ("Contact : Ana Gomez, ana@x.com", ("Ana Gomez", "ana@x.com")),
    ("N'hésitez pas à contacter Ana Gomez en cas de besoin.", ("Ana Gomez", None)),
    ("Si tienes cualquier duda, escríbele a Ana Gomez (ana@x.com).", ("Ana Gomez", "ana@x.com")),
    ("Contacto: Ana Gomez", ("Ana Gomez", None)),
    ("Para cualquier consulta, contacta con Ana Gomez.", ("Ana Gomez", None)),
    ("Em caso de dúvidas, fale com a Ana Gomez (ana@x.com).", ("Ana Gomez", "ana@x.com")),
    ("Qualquer dúvida, é só chamar a Ana Gomez no ana@x.com", ("Ana Gomez", "ana@x.com")),
    ("Contato: Ana Gomez - ana@x.com", ("Ana Gomez", "ana@x.com")),
    ("Questions? Just reply to this email.", None),
    ("Looking forward!\nAna Gomez\nTalent Acquisition Partner", ("Ana Gomez", None)),
    ("Viele Grüße\nAna Gomez\nPersonalreferentin", ("Ana Gomez", None)),
    ("Abraços,\nAna Gomez | Recrutamento", ("Ana Gomez", None)),
]


@pytest.mark.parametrize(("text", "names"), PEOPLE)
def test_people_are_those_whom_a_reader_would_expect(text, names):
    assert {person.name for person in people_in(text)} == names


@pytest.mark.parametrize(("text", "contact"), CONTACTS)
def test_contact_is_the_one_named_for_questions(text, contact):
    found = contact_in(text)
    assert (found and (found.name, found.email)) == contact


@pytest.mark.parametrize(
    "text", ["You will meet Ann Lee.", "you  will\tmeet Ann Lee.", "<p>You will <b>meet</b> Ann Lee.</p>"]
)
def test_blanks_case_and_html_change_nobody(text):
    from followcal.formats.plaintext import plain_text

    assert people_in(plain_text(text)) == (Person("Ann Lee"),)


@pytest.mark.parametrize("quote", ["'", "\u2019"])
def test_curly_quotes_change_nobody(quote):
    assert people_in(f"You{quote}ll meet Ann Lee.") == (Person("Ann Lee"),)


def test_address_in_a_text_belongs_to_the_name_before_it():
    assert people_in("Interviewers: Ann Lee (ann@acme.example), Bo Ray bo@acme.example") == (
        Person("Ann Lee", "ann@acme.example"),
        Person("Bo Ray", "bo@acme.example"),
    )


def test_name_in_a_text_completes_the_address_that_it_spells():
    invited = [Person(None, "a.lee@acme.example"), Person("Bo Ray", "bo@acme.example")]
    said = [Person("Ann Lee"), Person("Bo"), Person("Cy Dee")]
    assert met_by(invited, said) == (Person("Ann Lee", "a.lee@acme.example"), invited[1], Person("Cy Dee"))


def test_contact_may_be_an_address_alone_but_no_robot_s():
    assert contact_in("Questions? Write to ann@acme.example") == Person(None, "ann@acme.example")
    assert contact_in("Questions? Write to recruiting@acme.example") is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Interviewer: Ostermann, Silke (Leitung Einkauf); Peters, Jens (HR)", ["Silke Ostermann", "Jens Peters"]),
        ("Reçu par Mme Ann Quéré et M. J.-P. Mbarga", ["Ann Quéré", "J.-P. Mbarga"]),
        ("Mit: Frau Bergmeister (Leitung)", ["Frau Bergmeister"]),
        ("Mit: Herrn Amtsleiter Boysen", ["Herrn Boysen"]),
        ("To: Mbele, Ann; Aasgaard, Bob; Ann Marine Recruitment", ["Ann Mbele", "Bob Aasgaard"]),
    ],
)
def test_names_are_read_as_they_are_written(text, names):
    assert [person.name for person in people_in(text)] == names


@pytest.mark.parametrize(
    ("known", "said", "name"),
    [
        (Person("Silke Ostermann", "s@x.example"), "Dr. Silke Ostermann", "Dr. Silke Ostermann"),
        (Person("Silke Ostermann", "s@x.example"), "Dr. Ostermann", "Dr. Silke Ostermann"),
        (Person("Kai von der Heide", "k@x.example"), "Prof. Dr. Kai von der Heide", "Prof. Dr. Kai von der Heide"),
        (Person(None, "silke.ostermann@x.example"), "Dr. Silke Ostermann", "Dr. Silke Ostermann"),
        (Person("Dr. Silke Ostermann", "s@x.example"), "Silke Ostermann", "Dr. Silke Ostermann"),
        (Person("Silke Ostermann", "s@x.example"), "Frau Ostermann", "Silke Ostermann"),
        (Person("Ann Lee", None), "Dr. Lee", "Dr. Ann Lee"),
    ],
)
def test_an_academic_title_in_the_text_is_kept(known, said, name):
    assert met_by([known], [Person(said)]) == (Person(name, known.email),)


def test_address_spells_a_name_without_its_umlauts():
    known = [Person(None, "jasmin.oeztuerk@acme.com"), Person(None, "gero.vonlangsdorff@acme.com")]
    found = met_by(known, [Person("Jasmin Öztürk"), Person("Gero von Langsdorff")])
    assert [person.name for person in found] == ["Jasmin Öztürk", "Gero von Langsdorff"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Vous serez reçue par Mme Dupuis et M. Noah Tremblay.", ["Mme Dupuis", "Noah Tremblay"]),
        ("Te atenderá Rocío Peñalba, jefa de tienda.", ["Rocío Peñalba"]),
        ("Você vai conversar com a Carla Antunes (gerente) e o Rodrigo Melo.", ["Carla Antunes", "Rodrigo Melo"]),
        (
            "Der Kommission gehören an: Frau Gessner und Herr Arslan.\n\nIm Auftrag\nTim Wach",
            ["Frau Gessner", "Herr Arslan"],
        ),
        ("Entrevistadores: Isabel Queirós e António Sá (RH)", ["Isabel Queirós", "António Sá"]),
        (
            "Présentation à nos fondateurs, Eloi Maes et Hajar Idir (20 min, puis tes questions).",
            ["Eloi Maes", "Hajar Idir"],
        ),
        ("El doctor Hernán Ruiz la recibe el lunes. Con gusto, Luz Prado (secretaría).", ["Hernán Ruiz"]),
    ],
)
def test_who_is_met_is_said_in_each_language(text, names):
    assert [person.name for person in people_in(text)] == names


@pytest.mark.parametrize(
    "aside",
    [
        "The caretaker, Mr Holt, opens the gate for you.",
        "Please send your certificates to Jane Doe by Friday.",
        "If the link fails, Jane Doe (IT) can help.",
        "Feedback from Jane Doe was very good.",
        "If shortlisted, you will meet our director Jane Doe.",
        "Frau Brandt an der Pforte gibt Ihnen den Besucherausweis.",
        "Fahrtkosten rechnet Herr Brandt ab.",
        "Im nächsten Schritt lernen Sie Herrn Brandt kennen.",
        "La gardienne, Mme Dupuis, vous ouvrira.",
        "Mme Dupuis reste joignable au 01 99 00 12 34.",
        "Par la suite, vous rencontreriez M. Dupuis.",
        "El conserje, don Tomás Prado, le abrirá la puerta.",
        "Más adelante la entrevistaría el Dr. Prado.",
        "O porteiro, Sr. Antunes, abre o portão.",
        "Numa próxima etapa seria entrevistada pelo Dr. Antunes.",
    ],
)
def test_who_helps_or_belongs_to_another_round_is_not_met(aside):
    assert people_in(f"Hello Jo. {aside} See you.") == ()


def test_who_lets_somebody_in_and_meets_them_is_met():
    assert [person.name for person in people_in("Jane Doe will meet you at the front desk.")] == ["Jane Doe"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Come and have a word with Tegan from safety and me.", ["Tegan"]),
        ("Du sprichst mit Yusra (Technik) und mir.", ["Yusra"]),
        ("Vous parlerez avec moi et Kenzo.", ["Kenzo"]),
        ("Charlarás con Yamil de ventas y conmigo.", ["Yamil"]),
        ("Vai falar comigo e com Iraci.", ["Iraci"]),
    ],
)
def test_one_name_beside_the_author_is_met(text, names):
    assert [person.name for person in people_in(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "The panel will consist of\n   Jane Doe     Head of Care\n   Raj Patel    Ward manager\n\nBring ID.",
        "You'll meet:\n\nJane Doe · Head of Care\nRaj Patel · Ward manager\n\nBring ID.",
        "10:00 - 10:45  Craft Session\nJane Doe (Head of Care)\n10:45 - 11:30  Culture Talk\nRaj Patel (Ward manager)",
        "8.30 sign in with Ann Lee at reception\n9.00 interview with Jane Doe and Raj Patel",
    ],
)
def test_tables_of_people_are_read_in_all_their_forms(text):
    assert [person.name for person in people_in(text)] == ["Jane Doe", "Raj Patel"]


def test_name_is_read_without_the_word_for_what_is_theirs():
    assert [person.name for person in people_in("Ms. Okoro's train comes at two.")] == ["Ms. Okoro"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("With: Fiona Hart\nWhere: Elm Public Library, Carnegie Room (2nd floor)", ["Fiona Hart"]),
        ("Who:\nAnn Lee - Organizer\nWhere:\nCal Video", ["Ann Lee"]),
        ("Host: Lorraine Petty, Branch Manager (Ross-on-Wye)", ["Lorraine Petty"]),
        ("Comisión: Director DIDECO Patricio Llano, jefa Gladys Mora", ["Patricio Llano", "Gladys Mora"]),
        ("You'll talk with me, Chef Nate.", ["Nate"]),
        ("Hey Jo, Antonio here, I run the kitchen.", ["Antonio"]),
        ("Hola, soy Marta, la jefa de sala.", ["Marta"]),
        (
            "11:00 Ann Lee (Partner)\n12:00 Lunch: associates Bo Ray and Monique Lefort",
            ["Ann Lee", "Bo Ray", "Monique Lefort"],
        ),
    ],
)
def test_places_and_offices_are_nobody_and_authors_say_who_they_are(text, names):
    assert [person.name for person in people_in(text)] == names
