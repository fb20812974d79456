# ruff: noqa: E501  (tables: one event a line)
"""Invitations and notes in the styles in which people and programs write them: found, and read (I5, I6)."""

from zoneinfo import ZoneInfo

import pytest

from followcal.formats.interviews import Reading, read_calendar

ME = frozenset({"jo.seeker@gmail.com", "jo.seeker@brightpath.example"})


def calendar(title, text="", by=None, guests=(), place="", start="20261110T100000", me="jo.seeker@gmail.com"):
    """Return a calendar of one event; `by` and `guests` are ``Name <address>``, the user among them where any is."""

    def address(name, who):
        said, _, mail = who.rpartition("<")
        return (
            f'{name};CN="{said.strip()}":mailto:{mail.strip("> ")}'
            if said.strip()
            else f"{name}:mailto:{mail.strip('> ')}"
        )

    lines = [
        "BEGIN:VEVENT",
        "UID:one",
        f"DTSTART;TZID=Europe/London:{start}",
        "DURATION:PT45M",
        "DTSTAMP:20261101T080000Z",
    ]
    lines += [f"SUMMARY:{escaped(title)}", f"DESCRIPTION:{escaped(text)}", f"LOCATION:{escaped(place)}"]
    if by:
        lines += [address("ORGANIZER", by), f"ATTENDEE:mailto:{me}", *(address("ATTENDEE", guest) for guest in guests)]
    lines.append("END:VEVENT")
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]).encode()


def escaped(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def read(**given):
    reading = Reading(home_zone=lambda: ZoneInfo("UTC"), me=ME, takes_only_event=False)
    found = read_calendar(calendar(**given), "x.ics", reading).invitations
    return found[0].interview if found else None


INTERVIEWS = {
    # --- robots of hiring services
    "greenhouse": (
        dict(
            title="Interview with Cobalt Ridge - Staff Accountant",
            text="Hi Jo,\n\nThank you for your interest in Cobalt Ridge! Your interview is confirmed.\n\n"
            "Tuesday, November 10\n10:00 AM - 10:30 AM: Priscilla Vang (Controller)\n10:30 AM - 11:15 AM: Dmitri Olsen, CFO\n\n"
            "Best,\nThe Cobalt Ridge Recruiting Team",
            by="Cobalt Ridge Recruiting <no-reply@us.greenhouse-mail.io>",
        ),
        "Cobalt Ridge",
        {"Priscilla Vang", "Dmitri Olsen"},
    ),
    "lever": (
        dict(
            title="Phone Screen - Jo Seeker (Customer Success Manager)",
            text="Interviewer: Wendell Okoro\nhttps://jobs.lever.co/harborlight/1234/apply",
            by="Wendell Okoro <wendell@harborlight.example>",
        ),
        "Harborlight",
        {"Wendell Okoro"},
    ),
    "ashby": (
        dict(
            title="Jo Seeker <> Tundra Analytics: Values Interview",
            text="You'll be meeting with:\n\n- Kwabena Mensah, Head of Data\n- Ilse Vermeer, Data Engineer\n\nManage: https://you.ashbyhq.com/tundra-analytics/x",
            by="Tundra Analytics <no-reply@ashbyhq.com>",
            guests=["Kwabena Mensah <kwabena@tundra.example>", "<ilse@tundra.example>"],
        ),
        "Tundra Analytics",
        {"Kwabena Mensah", "Ilse Vermeer"},
    ),
    "workday": (
        dict(
            title="Interview: Forklift Technician - R-004512",
            text="You have been scheduled for an interview with Marlow Haulage.\nInterviewers: Terrence Boyle; Agnieszka Nowak\nDo not reply to this message.",
            by="marlow@myworkday.com",
        ),
        "Marlow Haulage|Marlow",
        {"Terrence Boyle", "Agnieszka Nowak"},
    ),
    "smartrecruiters": (
        dict(
            title="Onsite interview – Jo Seeker – Pastry Chef",
            text="Dear Jo Seeker,\nyou are invited to an interview at Larkspur Hotels for the position of Pastry Chef.\n\nParticipants:\nMarguerite Dufour\nStephen Achebe\n\nThe Larkspur Hotels team",
            by="Larkspur Hotels via SmartRecruiters <notification@smartrecruiters.com>",
            place="Larkspur Hotel, 12 Quay Street, Bristol",
        ),
        "Larkspur Hotels|Larkspur Hotel",
        {"Marguerite Dufour", "Stephen Achebe"},
    ),
    "personio": (
        dict(
            title="Bewerbungsgespräch: Jo Seeker (Mitarbeiter Lager)",
            text="Hallo Jo,\n\nwir freuen uns auf das Gespräch bei der Nordwind Logistik GmbH. Teilnehmer: Frauke Petersen, Hasan Yilmaz.\n\nViele Grüße\nDein Nordwind-Team",
            by="Nordwind Logistik GmbH <m-1234@nordwind.jobs.personio.de>",
        ),
        "Nordwind Logistik GmbH|Nordwind Logistik",
        {"Frauke Petersen", "Hasan Yilmaz"},
    ),
    "teamtailor": (
        dict(
            title="Intervju/Interview with Svalbard Foods",
            text="You will meet Astrid Lindqvist, Production Manager.",
            by="Svalbard Foods <messages@svalbardfoods.teamtailor-mail.com>",
        ),
        "Svalbard Foods",
        {"Astrid Lindqvist"},
    ),
    "calendly": (
        dict(
            title="Jo Seeker and Rosalind Pike",
            text="Event Name: 30 Minute Interview - Bookkeeper\n\nLocation: Phone call\n\nPowered by Calendly.com",
            by="Rosalind Pike <rosalind@pikeandsons.example>",
        ),
        "Pike and Sons|Pikeandsons|Pike & Sons",
        {"Rosalind Pike"},
    ),
    "goodtime": (
        dict(
            title="Meridian Rail | Jo Seeker",
            text="Your interview day:\n09:00 - 09:45 | Gethin Morgan | Safety case\n10:00 - 10:45 | Oluwaseun Adeyemi | Stakeholders\n\nPowered by GoodTime.io",
            by="Meridian Rail Candidate Calendar <c_1@group.calendar.google.com>",
        ),
        "Meridian Rail",
        {"Gethin Morgan", "Oluwaseun Adeyemi"},
    ),
    "hirevue": (
        dict(
            title="Live video interview with Ashdown Insurance",
            text="Join your live interview: https://ashdown.hirevue.com/interviews/abc\nInterviewer: Mrs. Farida Osei",
            by="Ashdown Insurance <noreply@hirevue.com>",
        ),
        "Ashdown Insurance",
        {"Farida Osei"},
    ),
    "cronofy": (
        dict(
            title="Kestrel Homes: Site Manager interview",
            text="You are meeting Ruairi Kennedy (Construction Director).\nChange this time: https://app.cronofy.com/x",
            by="Kestrel Homes Talent <talent@kestrelhomes.example>",
            guests=["Kennedy, Ruairi <r.kennedy@kestrelhomes.example>"],
        ),
        "Kestrel Homes",
        {"Ruairi Kennedy"},
    ),
    # --- people with Outlook and Google
    "outlook, two colleagues": (
        dict(
            title="Discussion - Finance Business Partner vacancy",
            text="Dear Jo,\n\nFollowing your application, Bilal Chaudhry and I would like to meet you. Please bring ID.\n\nKind regards\nHeather Lomax\nFinance Director",
            by="Heather Lomax <heather.lomax@thornbridgewater.example>",
            guests=["Bilal Chaudhry <bilal.chaudhry@thornbridgewater.example>"],
        ),
        "Thornbridge Water",
        {"Heather Lomax", "Bilal Chaudhry"},
    ),
    "assistant arranges": (
        dict(
            title="Meeting with Prof. Lindgren - PhD position",
            text="Dear Jo, Professor Lindgren would like to interview you for the PhD position in glaciology. I won't be joining.\nBest,\nKarin Holm, department secretary",
            by="Karin Holm <karin.holm@uppland-university.example>",
            guests=["Mats Lindgren <mats.lindgren@uppland-university.example>"],
        ),
        "Uppland University",
        {"Mats Lindgren"},
    ),
    "nurse": (
        dict(
            title="Band 6 staff nurse interview",
            text="Panel: Sister Bernadette Flynn, Mr Anil Kapoor (Matron) and Charlotte Webb from HR.\nReport to Ward 7.",
            by="Medical Staffing <medical.staffing@oakvalley.nhs.uk>",
            place="Ward 7, Oak Valley Hospital",
        ),
        "Oak Valley Hospital|Oak Valley|Oakvalley",
        {"Bernadette Flynn", "Anil Kapoor", "Charlotte Webb"},
    ),
    "school": (
        dict(
            title="Interview day - Teacher of Geography",
            text="08:30 Welcome with the Headteacher, Mrs Yvonne Tait\n09:00 Observed lesson (Year 8)\n11:00 Formal interview: Yvonne Tait, Graham Sole (Chair of Governors)\nPlease bring your certificates.",
            by="Recruitment <recruitment@stowmereacademy.norfolk.sch.uk>",
            place="Stowmere Academy, Station Road, Stowmere",
        ),
        "Stowmere Academy",
        {"Yvonne Tait", "Graham Sole"},
    ),
    "forwarded": (
        dict(
            title="FW: Teams interview 10/11 - Jo Seeker / Planning Officer",
            text="Your interviewers will be Morag Sinclair and Tunde Bakare.\n\n____________________________\nMicrosoft Teams meeting\nMeeting ID: 123",
            by="Planning Recruitment <planning@aberlour.gov.uk>",
        ),
        "Aberlour",
        {"Morag Sinclair", "Tunde Bakare"},
    ),
    "agency": (
        dict(
            title="Confirmation: interview with our client",
            text="Hi Jo, delighted to confirm your interview with Bramble Toys for the Merchandiser role. You will be meeting Lucinda Hartley (Head of Buying).\nGood luck!\nGeorge",
            by="George Tully <george@apexrecruitment.example>",
        ),
        "Bramble Toys",
        {"Lucinda Hartley"},
    ),
    "coffee": (
        dict(
            title="Coffee Jo / Priya",
            text="Looking forward to telling you more about the role and the team at Lumenstack!",
            by="Priya Raman <priya@lumenstack.example>",
        ),
        "Lumenstack",
        {"Priya Raman"},
    ),
    "next steps": (
        dict(
            title="Next steps",
            text="Hi Jo, the team loved talking to you. Let's talk compensation and start date for the Operations Lead role.",
            by="Sanna Virtanen <sanna@fjordcycles.example>",
        ),
        "Fjord Cycles|Fjordcycles",
        {"Sanna Virtanen"},
    ),
    "gmail of a small firm": (
        dict(
            title="Job chat",
            text="Hi Jo, pop in after closing and we can talk about the barista job.\nMarcus\nBlue Heron Coffee",
            by="Marcus Doyle <blueheroncoffee@gmail.com>",
            place="Blue Heron Coffee, 4 Mill Lane, York",
        ),
        "Blue Heron Coffee",
        {"Marcus Doyle"},
    ),
    # --- own notes
    "own, phone": (
        dict(title="Phone interview w/ Delphine (Orchard Health)", text="re: medical receptionist"),
        "Orchard Health",
        {"Delphine"},
    ),
    "own, at": (dict(title="2nd interview @ Wexford Motors 14:00", text="ask for Niall"), "Wexford Motors", {"Niall"}),
    "own, trial": (
        dict(title="trial shift The Copper Pot", text="with chef Dario, bring knives", start="20261114T100000"),
        "The Copper Pot|Copper Pot",
        {"Dario"},
    ),
    "own, garage": (
        dict(title="Hartley's Garage - job interview", text="mechanic, see Mr Hartley"),
        "Hartley's Garage",
        {"Mr Hartley|Hartley"},
    ),
    "own, German": (
        dict(
            title="Vorstellungsgespräch Elektro Baumann",
            text="Frau Seidl, Zeugnisse mitnehmen",
            place="Industriestr. 4, Fürth",
        ),
        "Elektro Baumann",
        {"Frau Seidl|Seidl"},
    ),
    "own, French": (
        dict(title="entretien pharmacie Lemoine 9h30", text="demander Mme Lemoine, CDI préparatrice"),
        "Pharmacie Lemoine",
        {"Mme Lemoine|Lemoine"},
    ),
    "own, Spanish": (
        dict(title="Entrevista Clínica Dental Ferrer", text="higienista, pregunta por Rocío", start="20261110T170000"),
        "Clínica Dental Ferrer",
        {"Rocío"},
    ),
    "own, Portuguese": (
        dict(title="Entrevista Pastelaria Aurora 15h", text="falar com o Sr. Álvaro"),
        "Pastelaria Aurora",
        {"Sr. Álvaro|Álvaro"},
    ),
    # --- other languages, invited
    "de, Behörde": (
        dict(
            title="Einladung zum Auswahlgespräch - Sachbearbeitung Wohngeld",
            text="Sehr geehrte Frau Seeker,\n\nhiermit laden wir Sie ein. Das Auswahlgremium besteht aus:\n- Herrn Jochen Wieland (Amtsleitung)\n- Frau Petra Sommer (Gleichstellungsbeauftragte)\n\nMit freundlichen Grüßen\nIm Auftrag\nKlein",
            by="Personalamt <personalamt@stadt-lindenau.example>",
            place="Stadt Lindenau, Rathausplatz 1",
        ),
        "Stadt Lindenau",
        {"Jochen Wieland", "Petra Sommer"},
    ),
    "de, Klinik": (
        dict(
            title="Hospitation und Gespräch",
            text="Liebe Jo, am Dienstag begleitet dich Schwester Monika auf Station. Danach Gespräch mit Oberarzt Dr. Kemal Aydin über die Stelle als MFA.\nLiebe Grüße, Sabine Roth (Praxismanagement)",
            by="Sabine Roth <roth@praxis-am-see.example>",
        ),
        "Praxis am See",
        {"Dr. Kemal Aydin|Kemal Aydin", "Monika"},
    ),
    "de, du": (
        dict(
            title="Jo <> Wolkenwerk | Kennenlernen",
            text="Hi Jo, wir sprechen über die Rolle als Produktdesigner:in. Dabei: Jonas Brandt und ich.\nBis dann, Mira",
            by="Mira Hollmann <mira@wolkenwerk.example>",
            guests=["Jonas Brandt <jonas@wolkenwerk.example>"],
        ),
        "Wolkenwerk",
        {"Mira Hollmann", "Jonas Brandt"},
    ),
    "fr, mairie": (
        dict(
            title="Convocation jury de recrutement",
            text="Madame, Monsieur,\nVous serez reçu par un jury composé de Mme Solange Ferrand (DGS) et M. Hervé Caron pour le poste d'agent d'accueil à la Mairie de Plouvien.\nCordialement,\nService RH",
            by="Service RH <rh@plouvien.example>",
        ),
        "Mairie de Plouvien",
        {"Solange Ferrand", "Hervé Caron"},
    ),
    "fr, startup": (
        dict(
            title="Jo x Papillon : 2e échange",
            text="Hello Jo, on se retrouve avec Aymeric (CTO) pour parler technique. À mardi !\nNoémie",
            by="Noémie Blanc <noemie@papillon.example>",
            guests=["Aymeric Toussaint <aymeric@papillon.example>"],
        ),
        "Papillon",
        {"Noémie Blanc", "Aymeric Toussaint"},
    ),
    "es, tienda": (
        dict(
            title="Entrevista dependienta",
            text="Hola Jo, te esperamos el martes para la entrevista en Calzados Rubio. Te atenderá Marisa Rubio, la encargada. Trae el CV.\nUn saludo",
            by="Calzados Rubio <tienda@calzadosrubio.example>",
        ),
        "Calzados Rubio",
        {"Marisa Rubio"},
    ),
    "es, universidad": (
        dict(
            title="Prueba oral plaza ayudante doctor",
            text="Comisión: D. Ernesto Salgado, Dña. Pilar Merino y D. Julio Arce (secretario).",
            by="Departamento de Historia <historia@unimar.example>",
            place="Universidad del Mar, Aula 3",
        ),
        "Universidad del Mar",
        {"Ernesto Salgado", "Pilar Merino", "Julio Arce"},
    ),
    "pt, loja": (
        dict(
            title="Entrevista para vendedora",
            text="Olá Jo! A entrevista será com a gerente Sueli Prates, na Livraria Horizonte. Traga o currículo.\nAbraços, equipe RH",
            by="RH <rh@livrariahorizonte.example>",
        ),
        "Livraria Horizonte",
        {"Sueli Prates"},
    ),
    "pt, startup": (
        dict(
            title="Bate-papo Jo + Caju Labs",
            text="Oi Jo! Vamos conversar sobre a vaga de analista de dados. O Thiago Ramos, nosso líder técnico, também participa.",
            by="Bianca Leal <bianca@cajulabs.example>",
            guests=["Thiago Ramos <thiago@cajulabs.example>"],
        ),
        "Caju Labs",
        {"Bianca Leal", "Thiago Ramos"},
    ),
}


@pytest.mark.parametrize("style", INTERVIEWS)
def test_interview_is_found_and_read(style):
    given, company, people = INTERVIEWS[style]
    interview = read(**given)
    assert interview, "not found"
    assert interview.company in company.split("|")
    names = {person.name or "" for person in interview.interviewers}
    assert len(names) == len(people)
    assert all(
        any(name in each.split("|") or name.split(". ")[-1] in each.split("|") for each in people) for name in names
    )


OTHERS = {
    "user interview": dict(
        title="User interview: Jo Seeker",
        text="30 min about how you plan meals. You get a 40 EUR gift card.",
        by="Ana Ruiz <ana@mealplan.example>",
    ),
    "research": dict(
        title="Research interview with Jo",
        text="Our study on commuting. Consent form attached.",
        by="Dr. Lee Park <lee@uni-x.example>",
    ),
    "journalist": dict(
        title="Interview: Jo Seeker",
        text="For the article about cargo bikes in our weekend edition; our photographer comes along.",
        by="Ned Fox <ned@dailyherald.example>",
    ),
    "podcast": dict(
        title="Podcast interview with Jo",
        text="Recording in Riverside, wear headphones.",
        by="Talk Ops <host@talkops.example>",
    ),
    "own candidates": dict(
        title="Interview: Marta Kowalska - Data Analyst",
        text="Interview kit and scorecard: https://app.greenhouse.io/guides/1",
        by="Brightpath Recruiting <no-reply@greenhouse.io>",
        me="jo.seeker@brightpath.example",
    ),
    "own candidates, panel": dict(
        title="Panel interviews - Deputy Head",
        text="Three candidates shortlisted. Question sheets attached.",
        by="Clerk <clerk@school.example>",
    ),
    "exit": dict(
        title="Exit interview",
        text="HR, reasons for leaving",
        by="Olu Barnes <olu@brightpath.example>",
        me="jo.seeker@brightpath.example",
    ),
    "visa": dict(title="Visa interview US embassy", text="bring DS-160 and photos"),
    "consulate, French": dict(title="Consulat - entretien visa", text="passeport, photos"),
    "citizenship": dict(title="Einbürgerungsgespräch", text="Ausländerbehörde, Pass mitnehmen"),
    "school": dict(
        title="Kennenlerngespräch Grundschule (Milo)",
        text="Schulanmeldung, Impfpass mitbringen",
        by="Sekretariat <sekretariat@grundschule.example>",
    ),
    "kindergarten": dict(
        title="Entrevista guardería", text="plaza para tu hija, libro de familia", by="Escuela <info@peques.example>"
    ),
    "landlord": dict(title="Interview with landlord", text="flat on Mill Road, bring payslips and references"),
    "flatmates": dict(title="WG-Casting Nordstraße", text="Zimmer ab Januar"),
    "adoption": dict(title="Adoption agency interview", text="home study part 2"),
    "mock": dict(title="Mock interview with Sam", text="practise STAR answers"),
    "coach": dict(
        title="Jo Seeker and Lena Abrams",
        text="Event Name: Career coaching session\nPowered by Calendly.com",
        by="Lena Abrams <lena@abramscoaching.example>",
    ),
    "prep": dict(title="Prep for interview Northwind", text=""),
    "prep, German": dict(title="Vorstellungsgespräch vorbereiten", text="Firma recherchieren"),
    "course": dict(title="Workshop: ace your interview", text="CV tips", by="Careers Service <careers@uni.example>"),
    "fair": dict(title="Job fair, town hall", text="bring CVs, 40 employers"),
    "release": dict(
        title="Release candidate 4.2 review",
        text="Go/no-go",
        by="Ann Lee <ann.lee@brightpath.example>",
        me="jo.seeker@brightpath.example",
    ),
    "room": dict(
        title="Weekly sync",
        text="status",
        by="Ann Lee <ann.lee@brightpath.example>",
        place="Interview Room 2",
        me="jo.seeker@brightpath.example",
    ),
    "series": dict(title="Interview with the Vampire, season finale", text=""),
    "birthday": dict(title="Grace's birthday drinks", text="Anna got the director role!"),
    "bank": dict(title="Termin Baufinanzierung", text="Gespräch mit Herrn Klose, Unterlagen: Gehaltsnachweise"),
    "insurance": dict(title="Erstgespräch Berufsunfähigkeit", text="", by="Bernd Mauz <b.mauz@vorsorge.example>"),
    "doctor": dict(title="Entretien prénatal", text="sage-femme, carte vitale", by="Maternité <rdv@clinique.example>"),
    "occupational": dict(title="Exame admissional", text="clínica, em jejum"),
    "review": dict(
        title="Jahresgespräch",
        text="Ziele 2027",
        by="Ann Lee <ann.lee@brightpath.example>",
        me="jo.seeker@brightpath.example",
    ),
    "hiring meeting": dict(
        title="Hiring sync: analyst role",
        text="Who screens which candidates?",
        by="Rita Cole <rita.cole@brightpath.example>",
        me="jo.seeker@brightpath.example",
    ),
    "vendor": dict(
        title="Intro call: Acme <> Brightpath",
        text="Pricing and a live product demo",
        by="Tom Fox <tom@acme.example>",
        me="jo.seeker@brightpath.example",
    ),
    "networking": dict(
        title="Women in Ops meetup",
        text="Talk about careers and CVs, drinks after",
        by="Women in Ops <hello@womeninops.example>",
    ),
    "reference": dict(
        title="Reference call for Sam Tate", text="10 minutes about working with Sam", by="HR <hr@tanager.example>"
    ),
    "jobcentre": dict(title="Termin Jobcenter", text="Bewerbungsbemühungen mitbringen"),
    "nanny": dict(title="Entretien nounou Fatou", text="garde partagée, contrat"),
    "boiler": dict(title="Entretien chaudière", text="technicien entre 8h et 12h"),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_no_interview_is_left(kind):
    assert read(**OTHERS[kind]) is None
