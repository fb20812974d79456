"""What is an interview and what is none: titles and texts as people write them, in five languages."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costs import cost
from followcal.core.finding import Clue
from followcal.formats.blocks import Block
from followcal.formats.content import component
from followcal.formats.guests import Guests
from followcal.formats.interviews import Reading, read_calendar
from followcal.formats.plaintext import plain_text
from followcal.formats.signals import Evidence, judge
from followcal.formats.times import Times
from shares import share

ME = frozenset({"jo.seeker@gmail.com", "jo.seeker@brightpath.example"})
W = "jo.seeker@brightpath.example"
UTC = ZoneInfo("UTC")

MANY = [
    # interviews
    (1, "Northwind", "Interview w/ Northwind Traders", "", None),
    (1, "Acme", "Acme interview 2pm", "", None),
    (1, "Zephyr Labs", "phone screen zephyr labs", "", None),
    (1, "Initech", "2nd interview Initech (panel)", "", None),
    (1, "Hooli", "Jo Seeker / Hooli - Technical Screen", "", ("Ana Ruiz", "ana@hooli.com")),
    (
        1,
        "Stark Industries",
        "Chat about Product Designer role at Stark Industries",
        "",
        ("Pepper Potts", "pepper@stark.com"),
    ),
    (
        1,
        "Wayne Enterprises",
        "Intro: Jo Seeker <> Lucius Fox (Wayne Enterprises)",
        "",
        ("Lucius Fox", "lfox@wayne.com"),
    ),
    (
        1,
        "Umbrella",
        "Next steps",
        "Hi Jo, great talking to you! This is the second round with our lab director for the "
        "Chemist position at Umbrella.",
        ("Al Wesker", "awesker@umbrella.com"),
    ),
    (1, "Soylent", "Meet the team @ Soylent", "", ("Soylent Talent", "talent@soylent.com")),
    (
        1,
        "Cyberdyne Systems",
        "Behavioral interview",
        "You will be interviewed by Sarah Connor and Miles Dyson.\nCyberdyne Systems Recruiting",
        ("Cyberdyne Systems Recruiting", "no-reply@ashbyhq.com"),
    ),
    (1, "Tyrell", "Google Hangout w/ Tyrell re: analyst job", "", None),
    (
        1,
        "Oscorp",
        "Confirmed: Jo Seeker - Hiring Manager Interview - Senior Buyer",
        "Interviewer: Norman Osborn, VP Purchasing\nQuestions? Reach out to Gwen Stacy at gwen@oscorp.com",
        ("Oscorp Interviews", "interviews@oscorp.com"),
    ),
    (1, "Vandelay Industries", "Vandelay Industries: Final Interview", "", ("Art Vandelay", "art@vandelay.com")),
    (1, "Siemens", "Vorstellungsgespräch bei Siemens als Entwicklungsingenieur", "", None),
    (1, "Müller", "Bewerbungsgespräch Müller GmbH, 2. Runde", "", None),
    (
        1,
        "Nordlicht",
        "Kennenlerngespräch",
        "Guten Tag Frau Seeker,\nvielen Dank für Ihre Bewerbung bei Nordlicht Medien. Am Gespräch "
        "nehmen Herr Dr. Jens Brandt und Frau Silke Ott teil.",
        ("Silke Ott", "s.ott@nordlicht-medien.de"),
    ),
    (1, "Holzbau Ritter", "Telefoninterview Holzbau Ritter", "Frau Ritter ruft mich an", None),
    (1, "Alpenstrom", "Zweitgespräch Alpenstrom AG – Projektleiterin", "", ("Beat Imhof", "beat.imhof@alpenstrom.ch")),
    (1, "Dachser", "Kurzes Kennenlernen: Jo Seeker & Dachser Recruiting", "", ("Lea Kurz", "lea.kurz@dachser.com")),
    (1, "Kita Sonnenschein", "Hospitation Kita Sonnenschein", "", None),
    (1, "Decathlon", "Entretien d'embauche chez Decathlon - Vendeur", "", None),
    (1, "Dassault", "Entretien RH Dassault", "", ("Julie Morel", "julie.morel@dassault.com")),
    (
        1,
        "Banque Horizon",
        "Premier échange - Chargé de clientèle",
        "Bonjour Jo,\nSuite à votre candidature chez Banque Horizon, vous rencontrerez Paul Girard "
        "et Sophie Lenoir.\nPour toute question, contactez Marc Petit (marc.petit@banque-horizon.fr)",
        ("Recrutement Banque Horizon", "recrutement@banque-horizon.fr"),
    ),
    (1, "Fromagerie Duval", "rdv embauche fromagerie Duval", "", None),
    (1, "Indra", "Entrevista con Indra para analista", "", None),
    (1, "Mercadona", "Segunda entrevista Mercadona", "", None),
    (
        1,
        "Luz Verde",
        "Entrevista técnica - Jo Seeker",
        "Te entrevistarán Laura Gómez y Pedro Ruiz. Puesto: Ingeniera de datos.",
        ("Laura Gómez", "lgomez@luzverde.es"),
    ),
    (1, "Talleres Ibarra", "Prueba en Talleres Ibarra (puesto de soldador)", "", None),
    (1, "Natura", "Entrevista Natura - Analista de Marketing", "", None),
    (1, "Sonae", "Entrevista na Sonae", "", ("Rita Lopes", "rita.lopes@sonae.pt")),
    (
        1,
        "Magalu",
        "Bate-papo sobre vaga",
        "Olá Jo, você vai conversar com Carla Dias, gerente de produto, sobre a vaga de Product Designer na Magalu.",
        ("Talentos Magalu", "talentos@magalu.com.br"),
    ),
    (1, "Casa do Pão", "entrevista casa do pão", "", None),
    (1, "Vero", "Jo Seeker + Vero", "", ("Kit Lane", "kit@vero.app")),
    (1, "Bluebird Clinic", "Working interview - Bluebird Clinic (dental assistant)", "", None),
    (
        1,
        "Fabrikam",
        "Agency call: Fabrikam Data Engineer",
        "Hi Jo, our client Fabrikam would like to speak with you. Mike Ross from Fabrikam will call you.",
        ("Tina Holt", "tina@brightrecruit.com"),
    ),
    (1, "Lumon", "HackerRank session", "Live coding: https://www.hackerrank.com/x", ("Mark S", "mark@lumon.com")),
    (1, "Delta Foods", "Zoom call with Delta Foods hiring manager", "", None),
    (1, "City of Portland", "Interview, City of Portland, Planner II", "", None),
    # none
    (0, "", "Interview prep with Sam", "", None),
    (0, "", "User interview: Anna K.", "", ("UX", "ux@brightpath.example")),
    (
        0,
        "",
        "Interview - Priya Nair",
        "Interview kit: https://brightpath.greenhouse.io/x",
        ("Rec", "rec@brightpath.example"),
        [("Priya Nair", "priya@gmail.com")],
        W,
    ),
    (
        0,
        "",
        "Interview: Backend candidate (Priya Nair)",
        "",
        ("Tom Boss", "tom@brightpath.example"),
        [("Priya Nair", "priya@gmail.com")],
        W,
    ),
    (0, "", "Sync with vendor (demo)", "pricing and roadmap", ("Bob Sell", "bob@vendor.com"), (), W),
    (0, "", "Jo / Sam 1:1", "", ("Sam Boss", "sam@brightpath.example"), (), W),
    (0, "", "Coffee with Dana", "", None),
    (0, "", "Call mom", "", None),
    (0, "", "Meeting with accountant", "", None),
    (0, "", "Team meeting", "", ("Boss", "boss@brightpath.example"), [("A", "a@brightpath.example")], W),
    (0, "", "Physio with Mark", "", None),
    (0, "", "Chat with Lena", "", ("Lena K", "lena.k@gmail.com")),
    (0, "", "Phone call with Telekom about contract", "", None),
    (0, "", "Jobcenter Termin", "", None),
    (0, "", "Elterngespräch Schule", "", None),
    (0, "", "Gespräch mit Vermieter", "", None),
    (0, "", "Beratungsgespräch Bank", "", ("Bank", "service@bank.de")),
    (0, "", "Entretien chaudière", "", None),
    (0, "", "Entretien voiture garage", "", None),
    (0, "", "Entrevista consulado EEUU", "", None),
    (0, "", "Reunión de vecinos", "", None),
    (0, "", "Entrevista com o pediatra", "", None),
    (0, "", "Reunião de condomínio", "", None),
    (0, "", "Screening: Dune Part Two", "", None),
    (0, "", "RC2 cutoff", "", None),
    (0, "", "Send thank-you note to Acme", "", None),
    (0, "", "Panel: women in tech", "", ("Conf", "hello@conf.io")),
    (0, "", "Intro call: Acme CRM", "Quick intro to our platform and pricing", ("Rob Sales", "rob@acmecrm.com"), (), W),
    (0, "", "Kennenlernen neuer Therapeut", "", None),
    (0, "", "Quarterly interview with the press team", "", ("PR", "pr@brightpath.example"), (), W),
    (0, "", "Job fair Berlin", "", None),
    (0, "", "Wohnung besichtigen", "", None),
    (0, "", "Loop trail run", "", None),
    (0, "", "Demo day final pitch", "", None),
    (0, "", "Second dose vaccine", "", None),
    (0, "", "Final exam statistics", "", None),
    (0, "", "Round of golf with Pete", "", None),
    (0, "", "Sarah <> Tom: wedding planning", "", None),
    (0, "", "Onsite planning week", "", ("B", "b@brightpath.example"), [("C", "c@brightpath.example")], W),
    (0, "", "Webinar: land your next role", "", ("Coach", "info@coach.io")),
    (0, "", "Volunteer orientation interview at shelter", "", None),
    (0, "", "Alumni chat: career paths", "", ("Uni", "alumni@uni.edu")),
    (0, "", "Visit from grandma", "", None),
    (0, "", "Interview with candidate for nanny", "", None),
    (0, "", "Mock interview with Ben", "", None),
]

MORE = [
    (1, "Acme", "Acme - first convo", "they saw my application on linkedin", None),
    (1, "Acme", "Acme call (recruiter, Dana)", "", None),
    (1, "Acme", "hiring manager Acme", "", None),
    (1, "Acme", "Acme final", "final interview with the board", None),
    (1, "Acme", "Acme tech test review", "", None),
    (1, "Acme", "Acme assessment day", "", None),
    (1, "Acme", "Skype interview Acme", "", None),
    (1, "Acme", "Catch-up re: your application", "", ("Ann Lee", "ann@acme.com")),
    (1, "Acme", "Acme Careers: Jo Seeker", "Let's discuss the Data Analyst opportunity", ("Ann Lee", "ann@acme.com")),
    (1, "Acme", "Discussion: Data Analyst", "", ("Ann Lee", "ann.lee@acme.com")),
    (1, "Acme", "Jo / Ann", "Looking forward to learning more about your experience", ("Ann Lee", "ann@acme.com")),
    (
        1,
        "Acme",
        "Introductory chat",
        "I came across your profile and would love to tell you about a role on my team.",
        ("Ann Lee", "ann@acme.com"),
    ),
    (
        1,
        "Acme",
        "30 min with Ann",
        "Scheduled with Calendly. What role are you applying for? Data Analyst",
        ("Ann Lee", "ann@acme.com"),
    ),
    (
        1,
        "Acme",
        "Offer call",
        "We would like to walk you through the offer for the Data Analyst role",
        ("Ann Lee", "ann@acme.com"),
    ),
    (
        1,
        "Acme",
        "Presentation to the panel",
        "Please prepare 10 slides. Candidate: Jo Seeker",
        ("Ann Lee", "ann@acme.com"),
    ),
    (1, "Acme", "Acme: Gespräch (Teamlead)", "Bewerbung Controllerin", None),
    (1, "Acme", "Telefonat mit Acme", "wegen meiner Bewerbung", None),
    (1, "Acme", "VG Acme", "Vorstellungsgespräch, Unterlagen mitnehmen", None),
    (1, "Acme", "Schnuppern bei Acme", "Probetag als Köchin", None),
    (1, "Acme", "Austausch zur Position Projektleiter", "", ("Ann Lee", "ann@acme.de")),
    (1, "Acme", "Zweites Kennenlernen", "", ("Ann Lee", "ann@acme.de")),
    (1, "Acme", "Bewerbung bei Acme: Termin vor Ort", "", ("Ann Lee", "ann@acme.de")),
    (1, "Acme", "Rdv Acme pour le poste de comptable", "", None),
    (1, "Acme", "Entrevue Acme", "", None),
    (1, "Acme", "Appel de Claire (Acme), candidature", "", None),
    (1, "Acme", "Échange RH", "", ("Claire Roux", "claire@acme.fr")),
    (
        1,
        "Acme",
        "Rencontre manager",
        "Suite à notre échange téléphonique, rencontre avec le manager de l'équipe. Poste : analyste",
        ("Claire Roux", "claire@acme.fr"),
    ),
    (1, "Acme", "Journée d'essai Acme", "", None),
    (1, "Acme", "Llamada RRHH Acme", "", None),
    (
        1,
        "Acme",
        "Charla con el equipo",
        "Siguiente paso del proceso: conocer al equipo.",
        ("Laura Gil", "laura@acme.es"),
    ),
    (1, "Acme", "Reunión Acme - puesto de analista", "", None),
    (1, "Acme", "Proceso Acme: caso práctico", "", ("Laura Gil", "laura@acme.es")),
    (1, "Acme", "Conversa com RH - Acme", "", None),
    (1, "Acme", "Processo seletivo Acme - etapa 2", "", None),
    (1, "Acme", "Call com Acme (vaga analista)", "", None),
    (1, "Acme", "Teste prático na Acme", "vaga de cozinheira", None),
    (0, "", "Lunch with Ann (ex Acme)", "", None),
    (0, "", "Call with Ann Lee", "", ("Ann Lee", "ann@acme.com")),
    (0, "", "Dr. Weber Kontrolltermin", "", None),
    (0, "", "Termin Bürgeramt", "", None),
    (0, "", "Termin Steuerberater", "", ("Kanzlei Huber", "info@kanzlei-huber.de")),
    (0, "", "Wohnungsübergabe", "", None),
    (0, "", "Gespräch mit Kita-Leitung", "", None),
    (0, "", "Gespräch mit Chef wegen Urlaub", "", None),
    (0, "", "Vorstellung neues Produkt", "", ("Marketing", "marketing@brightpath.example"), (), W),
    (0, "", "Vorstellungsrunde neues Team", "", ("Boss", "boss@brightpath.example"), (), W),
    (0, "", "Bewerbungsunterlagen abschicken", "", None),
    (0, "", "Bewerbungsschluss Acme", "", None, (), None, "", True),
    (
        0,
        "",
        "Candidate presentation: Tom Wood",
        "Please add your feedback after the presentation.",
        ("HR", "hr@brightpath.example"),
        [("Eve", "eve@brightpath.example")],
        W,
    ),
    (
        0,
        "",
        "Phone screen: Tom Wood",
        "Resume attached, please call him at 555.",
        ("HR", "hr@brightpath.example"),
        [],
        W,
    ),
    (
        0,
        "",
        "Tech interview Tom Wood (backend)",
        "",
        ("Lead", "lead@brightpath.example"),
        [("Tom Wood", "tom@gmail.com")],
        W,
    ),
    (0, "", "Interview loop sync", "", ("Lead", "lead@brightpath.example"), [], W),
    (0, "", "Vorstellungsgespräch Herr Braun", "", ("HR", "hr@brightpath.example"), [("Braun", "braun@web.de")], W),
    (0, "", "Entretien candidat : Luc Noir", "", ("RH", "rh@brightpath.example"), [("Luc Noir", "luc@orange.fr")], W),
    (0, "", "Entrevista candidata Ana Sol", "", ("RH", "rh@brightpath.example"), [], W),
    (0, "", "Point hebdo équipe", "", ("Chef", "chef@brightpath.example"), [], W),
    (0, "", "Entretien prof principal", "collège de Léo", None),
    (0, "", "Rdv banquier", "", ("Marc Sou", "marc@banque.fr")),
    (0, "", "Visite médicale du travail", "", None),
    (0, "", "Rendez-vous notaire", "", None),
    (0, "", "Reunión con la tutora de Leo", "", None),
    (0, "", "Cita médico de cabecera", "", None),
    (0, "", "Reunião com o contador", "", None),
    (0, "", "Conversa com a professora do Léo", "", None),
    (0, "", "Café com a Marta", "", None),
    (
        0,
        "",
        "Discovery call: Acme Payroll",
        "Learn how Acme can save you time. Pricing attached.",
        ("Sales", "sales@acme.com"),
        (),
        W,
    ),
    (0, "", "Partner intro: Acme x Brightpath", "", ("Ann", "ann@acme.com"), [("Bo", "bo@brightpath.example")], W),
    (0, "", "Acme x Brightpath kickoff", "", ("Ann", "ann@acme.com"), [("Bo", "bo@brightpath.example")], W),
    (0, "", "Customer call - Acme", "", ("Ann", "ann@acme.com"), [("Bo", "bo@brightpath.example")], W),
    (0, "", "Vet appointment for Milo", "", None),
    (0, "", "Technical support call", "Case #4455", ("Support", "support@telco.com")),
    (0, "", "Zoom: pub quiz", "", ("Tim", "tim@gmail.com")),
    (0, "", "Open house university", "", ("Uni", "events@uni.edu")),
    (0, "", "Insurance call back", "", None),
    (0, "", "Intro session: pottery class", "", ("Studio", "hello@pottery.com")),
    (0, "", "Hearing test", "", None),
    (0, "", "Panel event - future of work", "", ("Meetup", "info@meetup.com")),
    (0, "", "Assessment: ADHD", "", None),
    (0, "", "Screening bone density", "", None),
    (0, "", "Interview on Radio 4", "", None),
    (0, "", "Interview Oma für Familienchronik", "", None),
    (0, "", "Interviews transkribieren", "", None),
    (0, "", "watch interview w/ Obama", "", None),
    (0, "", "Job coaching session", "", ("Coach", "coach@careercoach.com")),
    (0, "", "Meeting with career advisor", "", ("Advisor", "a.b@jobcentre.gov.uk")),
]


def escaped(text):
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def event(title, text="", organizer=None, guests=(), me="jo.seeker@gmail.com", *more):
    lines = ["BEGIN:VEVENT", f"SUMMARY:{escaped(title)}", f"DESCRIPTION:{escaped(text)}"]
    if organizer:
        lines += [f'ORGANIZER;CN="{organizer[0]}":mailto:{organizer[1]}', f"ATTENDEE;CN=Jo Seeker:mailto:{me}"]
    lines += [f'ATTENDEE;CN="{name}":mailto:{mail}' for name, mail in guests]
    return component(Block("VEVENT", "\n".join([*lines, *more, "END:VEVENT"]).encode(), 1))


def verdict_of(found, me=ME, *, all_day=False, hour=14, last=15):
    start, end = datetime(2026, 12, 1, hour, tzinfo=UTC), datetime(2026, 12, 1, last, tzinfo=UTC)
    times = Times(start, end, None, all_day)
    text = plain_text(found.text("DESCRIPTION"))
    return judge(Evidence(found, found.text("SUMMARY"), text, Guests.of(found, me), times, me))


def clues(verdict):
    return {signal.clue for signal in verdict.signals}


@pytest.mark.parametrize("row", [*MANY, *MORE], ids=lambda row: row[2])
def test_verdict_is_the_one_of_a_reader(row):
    is_interview, _, title, text, organizer, *more = row
    all_day = len(more) > 3
    found = event(
        title, text, organizer, more[0] if more else (), more[1] if len(more) > 1 and more[1] else "jo.seeker@gmail.com"
    )
    verdict = verdict_of(found, all_day=all_day)
    assert verdict.is_interview is bool(is_interview), verdict.signals


@pytest.mark.parametrize(
    "title", ["Interview with Acme", "INTERVIEW WITH ACME", "interview  with   acme", "“Interview” with Acme"]
)
def test_case_blanks_and_quotes_change_no_score(title):
    assert verdict_of(event(title)).score == verdict_of(event("Interview with Acme")).score


def test_html_around_words_changes_no_clue():
    plain = verdict_of(event("Next steps", "Your interview for the position"))
    assert verdict_of(event("Next steps", "<p>Your <b>interview</b> for the&nbsp;position</p>")).score == plain.score


def test_order_of_guests_changes_nothing():
    guests = [("Ann Lee", "ann@acme.com"), ("Bo Ray", "bo@other.com"), ("Cy", "cy@acme.com")]
    one, two = (verdict_of(event("Chat", "", ("Di", "di@other.com"), some)) for some in (guests, guests[::-1]))
    assert one == two


def test_other_events_of_the_calendar_change_nothing():
    lines = "BEGIN:VEVENT\nUID:{0}\nDTSTART:2026120{0}T140000Z\nSUMMARY:Interview Acme {0}\nEND:VEVENT\n"
    reading = Reading(home_zone=lambda: UTC, takes_only_event=False)
    alone = read_calendar(("BEGIN:VCALENDAR\n" + lines.format(1) + "END:VCALENDAR\n").encode(), "a", reading)
    both = "BEGIN:VCALENDAR\n" + lines.format(2) + lines.format(1) + "END:VCALENDAR\n"
    found = {one.interview.uid: one.verdict for one in read_calendar(both.encode(), "b", reading).invitations}
    assert found["1"] == alone.invitations[0].verdict


@pytest.mark.parametrize(
    ("found", "clue"),
    [
        (event("Meeting", "", ("Bot", "no-reply@greenhouse.io")), Clue.SERVICE),
        (event("Meeting", "https://jobs.lever.co/acme/1"), Clue.SERVICE),
        (event("Meeting", "https://app.coderpad.io/X"), Clue.TOOL),
        (event("Meeting", "Powered by Calendly.com"), Clue.SCHEDULER),
        (event("Flight", "", ("x", "unknownorganizer@calendar.google.com")), Clue.AUTOMATIC),
        (event("Meeting", "", ("Acme Talent", "x@acme.com")), Clue.RECRUITER),
        (event("Weekly", "", None, (), "", "RRULE:FREQ=WEEKLY"), Clue.ENDLESS),
        (event("Chat", "", ("A", "a@acme.com"), [(f"P{n}", f"p{n}@acme.com") for n in range(13)]), Clue.CROWD),
        (event("Chat", "", ("A", "a@acme.com"), (), W), Clue.AT_WORK),
        (event("Chat", "", ("A", "a@brightpath.example"), (), W), Clue.INTERNAL),
        (event("Jo Seeker <> Acme"), Clue.NAMES),
        (event("Prepare for interview"), Clue.CHORE),
        (event("Interview kit"), Clue.CONDUCTING),
    ],
)
def test_clue_is_found(found, clue):
    assert clue in clues(verdict_of(found))


def test_sign_between_parties_is_a_clue_even_without_a_known_name():
    assert Clue.NAMES in clues(verdict_of(event("Dana <> Acme"), frozenset()))


def test_times_are_clues():
    found = event("Interview", "", None, (), "", "TRANSP:TRANSPARENT")
    assert {Clue.ALL_DAY, Clue.FREE} <= clues(verdict_of(found, all_day=True))
    assert Clue.HOURS not in clues(verdict_of(found, hour=3, last=4))
    assert Clue.LONG in clues(verdict_of(found, hour=7, last=23))
    bare = judge(Evidence(found, "Interview", "", Guests.of(found, ME), None, ME))
    assert clues(bare) == {Clue.TITLE}


def test_place_says_nothing():
    found = event("Lunch", "", None, (), "", "LOCATION:Interview room, interviews, TV")
    assert verdict_of(found) == verdict_of(event("Lunch"))


@given(title=st.text(max_size=300), text=st.text(max_size=400))
@share(0.6)
def test_any_text_is_judged_and_each_reason_is_printable(title, text):
    verdict = verdict_of(event(title.replace("\r", " "), text.replace("\r", " ")))
    assert all(signal.text.isprintable() and len(signal.text) < 160 for signal in verdict.signals)


@pytest.mark.parametrize(
    "text", ["a " * 10_000, "You will meet Ann Lee and " * 800, "for the " * 2_500, "<" * 20_000, "A" * 20_000]
)
def test_long_text_costs_little(text):
    verdict_of(event("Interview", "warm"))
    assert cost(lambda: verdict_of(event("Interview", text))) < 8


@pytest.mark.parametrize(
    "title",
    [
        "Lenas VG bei Kranbau Ahlers",
        "Entretien de Léa chez Orfée",
        "Entrevista de mi hermana en Correos",
        "my brother's interview",
        "Entrevista do Tiago na Efacel",
        "Priya's final interview",
    ],
)
def test_interview_of_somebody_else_is_none(title):
    assert Clue.OTHER in clues(verdict_of(event(title)))


@pytest.mark.parametrize(
    "title", ["Jo's interview", "Acme's interview", "Entretien de recrutement", "Interview Ann Lee"]
)
def test_interview_of_nobody_else_is_one(title):
    assert verdict_of(event(title)).is_interview


def test_place_with_a_link_to_a_tool_is_a_clue():
    found = event("Live coding", "", None, (), "", "LOCATION:https://coderpad.io/ZRT4K9")
    assert Clue.TOOL in clues(verdict_of(found))


@pytest.mark.parametrize(
    ("title", "is_interview"),
    [
        ("visio avec Ann de Novakip (tech lead)", True),
        ("visio avec la tech lead", False),
        ("aller voir M. Castagnet au Garage du Pont pour le poste de mécano", True),
        ("Garage, vidange", False),
        ("lunch with the team", False),
        ("Bewerbungsgespr. Klinikum Oderbruch", True),
        ("ICE nach Kassel (morgen Vorstellungsgespräch)", False),
    ],
)
def test_short_note_is_judged_by_what_it_is_about(title, is_interview):
    assert verdict_of(event(title)).is_interview is is_interview


@pytest.mark.parametrize(
    ("title", "text", "is_interview"),
    [
        # a trade, a shop, a house, as noted on a phone
        ("Voir M. Kerbrat à l'atelier", "pour la place, apporter mes certificats", True),
        ("Escuela Infantil Nubes", "entrevista educadora, preguntar por Begoña", True),
        ("vaga fisioterapeuta Hosp. Freixo", "com a Dra. Prata, levar diploma", True),
        ("Fox & Hounds re bar job", "ask for Gary", True),
        ("Vorstellen Praxis Holm", "wegen MFA halbtags", True),
        ("Orfèvrerie Delmas, Jean-Marc Delmas", "cherche un apprenti, me reçoit après la fermeture", True),
        ("experiência no Hotel Atlântida", "turno das 15h às 23h, perguntar pelo Filipe", True),
        ("Register w/ Brook Staffing", "passport, NI number, typing test", True),
        # what only who hires says
        ("Notaría Olmedo", "El doctor la puede recibir a las dos por el puesto de auxiliar jurídico", True),
        ("Institution Sainte-Odile", "souhaite s'entretenir avec vous (suppléance de professeur)", True),
        ("Kaffee mit Svea Holm", "Sie sucht für ihr Team jemanden als Content Manager", True),
        # kept free, deadlines, fairs
        ("HOLD posibles entrevistas 2a ronda", "no agendar nada", False),
        ("HOLD - poss. second round, tbc", "keep free", False),
        ("Date limite candidature chargé de mission", "déposer CV + LM sur le portail", False),
        ("Fin de plazo bolsa de trabajo", "presentar instancia", False),
        ("Feira do Emprego de Aveiro", "levar CVs", False),
        ("Salon Jobs & Alternance", "CV x20", False),
        # children, students, research, references
        ("Entrevista com a família – matrícula do Téo", "A coordenadora recebe os pais", False),
        ("Entretien motivation master RH", "dossier + CV", False),
        ("Prova oral de Inglês", "escola de línguas", False),
        ("Entrevista en profundidad: hábitos de compra", "cheque de 50 € por participar en el panel", False),
        ("Prise de références – Mme Pasquier", "qui a travaillé sous votre responsabilité", False),
    ],
)
def test_notes_and_letters_are_known_for_what_they_are_in_each_language(title, text, is_interview):
    verdict = verdict_of(event(title, text))
    assert verdict.is_interview is is_interview, verdict.signals


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Customer interview: how you cook", "Moderator: Ana. Note taker: Bo."),
        ("Year 7 entry interview", "Dear Parent, the head will speak with Tom."),
        ("Interview im Lokalradio", "Kurz vor der Sendung rufen wir an."),
        ("Vorstellungsgespräch in der Schule", "Liebe Eltern, wir lernen Ihr Kind kennen."),
        ("Conférence en ligne : réussir vos entretiens", "Micros coupés."),
        ("Supera tu entrevista", "Charla gratuita en la biblioteca."),
        ("Entrevista com utilizadores", "Falamos sobre a nossa aplicação."),
    ],
)
def test_research_press_school_and_lessons_are_no_interviews(title, text):
    verdict = verdict_of(event(title, text))
    assert not verdict.is_interview, verdict.signals


@pytest.mark.parametrize(
    ("title", "text", "is_interview"),
    [
        ("Round 2: Volunteer Programme Officer, Oakstead", "With: Ann Lee, your line manager", True),
        ("Radio Producer interview - Radio Fenland", "", True),
        ("Interview with Greta Oyelaran for Funeral Guide", "for the position of Funeral Guide", True),
        ("Painel com gestores - Analista de Crédito Rural", "processo seletivo", True),
        ("Inscription intérim Loire", "apporter CACES", True),
        ("Almoço com a Denise sobre a vaga de produtora", "", True),
        ("Telefonat wg. Ausbildungsplatz Bestatter", "", True),
        ("Entrevista bolsa técnico de turismo", "", True),
        ("Entrevista clínica vet Patas", "", True),
        ("Careers fair - Leeds Arena", "bring CVs, 60 employers", False),
        ("Salon Paris pour l'emploi", "imprimer CV x15", False),
        ("Presse: Interview Kreisblatt", "", False),
        ("Demo: InterviewPilot for HR teams", "schedule interviews", False),
        ("Entrevista a Marta (becaria)", "", False),
        ("Entretien d'entrée en 6e - Gaspard", "", False),
        ("Call with Bryony", "She is thinking of hiring Dan and wants to know how he worked with me", False),
        ("Vacancy call: Finance Officer", "so that I can start sending you CVs", False),
        ("Pay review conversation", "let us talk through your salary", False),
    ],
)
def test_a_word_counts_by_what_it_stands_with(title, text, is_interview):
    assert verdict_of(event(title, text)).is_interview == is_interview


def test_a_whole_day_is_usual_for_some_interviews():
    assert verdict_of(event("Firefighter selection day"), all_day=True).is_interview
    assert not verdict_of(event("Interview"), all_day=True).is_interview


@pytest.mark.parametrize(
    ("title", "text", "is_interview"),
    [
        # a meal at which a job is talked about
        ("Lunch with Oduya about the COO post", "", True),
        ("Breakfast with Tom (he needs someone for the shop)", "", True),
        ("Mittagessen mit Frau Reuter (sucht jemanden fürs Büro)", "", True),
        ("Déj avec Bertrand (il cherche qqn pour la ferme, contrat mars)", "", True),
        ("Comida con Nacho (busca a alguien para el taller)", "", True),
        ("Almoço com a D. Rosa (precisa de alguém para a loja)", "", True),
        ("Resto avec Mathieu, patron du studio", "il décide après entre moi et une autre personne", True),
        ("Lunch with Harriet", "she wants to sound me out about the trip", False),
        ("Coffee with Ann", "she is looking for someone to share a flat", False),
        ("Mittagessen mit Oma (sucht jemanden zum Rasenmähen)", "Tim fragen", False),
        ("Déj avec Sophie (elle cherche un appart)", "", False),
        ("Café con Laura", "contarle lo de mi trabajo nuevo", False),
        # a house that children, patients and customers go to, too
        ("RDV crèche Les Petits Pois (Mme Guilloux)", "poste auxiliaire, apporter diplôme", True),
        ("RDV salon Mèche Rebelle (poste coiffeur), Ludivine", "", True),
        ("Kita Sonnenhügel, Frau Abt", "Stelle als Erzieher, Zeugnisse mitnehmen", True),
        ("Zmittag mit Beat, Stelle in der Werkstatt", "", True),
        ("Wg. Stelle Hausverwaltung, Büro Marquardt", "Zeugnisse in Kopie", True),
        ("Cita peluquería Rizos", "puesto de oficiala, llevar cv", True),
        ("Salão da Creusa - teste de escova p/ a vaga", "", True),
        ("RDV crèche Les Petits Pois", "inscription de Léo, apporter carnet de santé", False),
        ("Gespräch Kita Regenbogen", "Entwicklung von Tim, Erzieherin Frau Abt", False),
        ("Cita peluquería Rizos", "mechas", False),
        ("Pre-employment medical", "bring glasses", False),
        ("Salon emploi de Lyon (poste coiffeur, poste vendeur)", "", False),
        # trials and tests
        ("Prueba en peluquería Tijeras Locas", "con la dueña, Xóchitl", True),
        ("Turno à experiência, Tasca do Zé Manel", "falar com o Tó", True),
        ("Matinée d'essai boulangerie Roux", "", True),
        ("Schnupperhalbtag Velomech", "", True),
        ("Aptitude test & panel: Administrative Assistant - County Public Service Board", "", True),
        ("Prueba de peinado boda, peluquería Rizos", "", False),
        ("Prueba de audición, Dr. Salas", "", False),
        ("Teste de condução", "", False),
        ("Eignungstest Gymnasium Tim", "", False),
        # calls, rounds, agencies, posts
        ("Llama Sergio de la ETT (carretillero Getafe)", "", True),
        ("call from Brightwater Lodge ~8am (activity aide)", "", True),
        ("Frau Reuter ruft an (Stelle Buchhaltung)", "", True),
        ("Zoom St Brigid hospice - volunteer coordinator position", "", True),
        ("Sparkasse Hallertal, Frau Lindner", "Stelle Serviceberater", True),
        ("Final rd Northgate Outfitters - Colette + Hank", "", True),
        ("conversa final Cajuína - Dirceu (fundador)", "", True),
        ("Temporärbüro Frei – Anmeldegespräch Lagerist", "", True),
        ("Vorstellung Grundschule am Deich, Frau Petersen (Rektorin)", "", True),
        ("Oral d’admission – Rédacteur territorial", "", True),
        ("Nanny position - meet the Steins", "bring references", True),
        ("Llama Sergio", "", False),
        ("Visita técnico internet", "", False),
        ("Herr Holm ruft an", "Heizung", False),
        ("2ª ronda torneo de pádel", "", False),
        ("Anmeldegespräch Musikschule Lea", "", False),
        ("Vorstellung Theater Basel", "", False),
        ("Oral d'admission école d'ingénieurs", "", False),
        ("Interview nanny candidate Anna", "", False),
        ("Entraînement entretien avec Nico", "", False),
    ],
)
def test_note_without_a_word_for_interview_is_judged_by_its_job(title, text, is_interview):
    verdict = verdict_of(event(title, text))
    assert verdict.is_interview is is_interview, verdict.signals


@pytest.mark.parametrize(
    ("title", "is_interview"),
    [
        ("Entrevista pastelaria Flor do Sado c/ D. Lurdes", True),
        ("Interview Rosie's Bakery", True),
        ("Zoom Fundación Abedul 2ª ronda, con Teresa", True),
        ("Interview Oma fürs Familienbuch", False),
        ("Interview later", False),
        ("2ª ronda, Teresa", False),
    ],
)
def test_evening_note_says_where_or_which_round(title, is_interview):
    assert verdict_of(event(title), hour=20, last=21).is_interview is is_interview


@pytest.mark.parametrize(
    ("text", "is_conducting"),
    [
        ("You're interviewing for: Program Manager", False),
        ("The Keeper invites shortlisted candidates to an informal conversation.", False),
        ("You're interviewing Ann Lee.", True),
        ("Shortlisted candidates attached.", True),
    ],
)
def test_who_asks_the_questions_is_told_from_who_answers(text, is_conducting):
    found = event("Orrery - Technical deep dive", text, ("Orrery", "no-reply@ashbyhq.com"))
    assert (Clue.CONDUCTING in clues(verdict_of(found))) is is_conducting


@pytest.mark.parametrize(
    ("title", "is_interview"),
    [
        ("Interviewing: Receptionist candidate (K. Bowyer)", False),
        ("Internal applicant interview: Senior Program Lead", True),
    ],
)
def test_applicant_at_work_is_somebody_else_unless_internal(title, is_interview):
    guests = [("Nadine Roy", "nadine@brightpath.example"), ("Bo Feld", "bo@brightpath.example")]
    text = "Thanks for applying internally, Jo. Nadine and Bo will be your interviewers." if is_interview else "Room 2"
    found = event(title, text, ("HR", "hr@brightpath.example"), guests, W)
    assert (Clue.CONDUCTING not in clues(verdict_of(found))) is is_interview


def test_house_of_the_press_is_an_employer_beside_a_role_and_the_user():
    title = "Entrevista: Jo Seeker | Gestor de Conteúdos | Rádio Maresia"
    assert verdict_of(event(title, "", ("Catarina Leal", "catarina.leal@radiomaresia.pt"))).is_interview
    assert not verdict_of(event("Entrevista: Rádio Maresia", "", ("Catarina Leal", "c@radiomaresia.pt"))).is_interview


def test_school_that_needs_a_teacher_interviews_no_child():
    chelo = ("Chelo Miralles", "jefatura@colegiolavega.example")
    assert verdict_of(event("Entrevista colegio (Jo)", "la sustitución de Música", chelo)).is_interview
    assert not verdict_of(event("Entrevista colegio (Jo)", "plaza para vuestro hijo", chelo)).is_interview
