"""Which company an interview is with: titles and texts as people write them, in five languages."""

import pytest

from followcal.formats.invitation_text import read_words

COMPANIES = [
    ("Interview at Green Valley Foods", {}, "Green Valley Foods"),
    ("Interview with The Body Shop", {}, "The Body Shop|Body Shop"),
    ("Green Valley Foods - Interview", {}, "Green Valley Foods"),
    ("Interview - Green Valley Foods - Financial Analyst", {}, "Green Valley Foods"),
    ("Financial Analyst Interview | Green Valley Foods", {}, "Green Valley Foods"),
    ("Interview: Green Valley Foods (Financial Analyst)", {}, "Green Valley Foods"),
    ("Green Valley Foods interview (2nd)", {}, "Green Valley Foods"),
    ("[Green Valley Foods] Interview with Jo Seeker", {}, "Green Valley Foods"),
    ("Jo Seeker - Green Valley Foods Interview", {}, "Green Valley Foods"),
    (
        "Invitation: Green Valley Foods Interview @ Mon Nov 30, 2026 10am - 11am (EST) (jo.seeker@gmail.com)",
        {},
        "Green Valley Foods",
    ),
    ("Interview for Financial Analyst with Green Valley Foods", {}, "Green Valley Foods"),
    ("Green Valley Foods <> Jo | Round 2", {}, "Green Valley Foods"),
    ("Jo <> Ana (Green Valley Foods)", {}, "Green Valley Foods"),
    ("Ana Ruiz from Green Valley Foods", {}, "Green Valley Foods"),
    ("Call w/ Ana Ruiz, Green Valley Foods", {}, "Green Valley Foods"),
    ("Call with Green Valley Foods' recruiter", {}, "Green Valley Foods"),
    ("Onsite Green Valley Foods", {}, "Green Valley Foods"),
    (
        "Technical Interview",
        dict(description="Your technical interview with Green Valley Foods is confirmed."),
        "Green Valley Foods",
    ),
    (
        "Technical Interview",
        dict(description="We are excited to have you interview for the Analyst role here at Green Valley Foods!"),
        "Green Valley Foods",
    ),
    (
        "Technical Interview",
        dict(
            description="Hi Jo,\nlooking forward to meeting you.\nBest,\nAna Ruiz\nGreen Valley Foods",
            domains=["gvfoods.com"],
        ),
        "Green Valley Foods|Gvfoods|Gv Foods",
    ),
    (
        "Technical Interview",
        dict(domains=["greenvalley.com"], people=["Ana Ruiz"], hosts=["Green Valley Recruiting"]),
        "Green Valley",
    ),
    ("Virtual interview", dict(hosts=["Green Valley Foods via Ashby"]), "Green Valley Foods"),
    ("Interview", dict(hosts=["Green Valley Foods Talent Acquisition"]), "Green Valley Foods"),
    (
        "Interview",
        dict(
            description="Thank you for your interest in the Nurse position at St. Mary's Hospital.",
            domains=["stmarys.org"],
        ),
        "St. Mary's Hospital",
    ),
    (
        "BlueSky Recruiting: interview confirmation",
        dict(
            description="Your interview with our client, Green Valley Foods, is set.", domains=["blueskyrecruiting.com"]
        ),
        "Green Valley Foods",
    ),
    (
        "Interview confirmation",
        dict(description="Client: Green Valley Foods\nRole: Analyst", domains=["blueskyrecruiting.com"]),
        "Green Valley Foods",
    ),
    ("Phone screen", dict(description="Ana from Green Valley Foods will call you."), "Green Valley Foods"),
    ("Vorstellungsgespräch Grüntal Lebensmittel GmbH", {}, "Grüntal Lebensmittel GmbH|Grüntal Lebensmittel"),
    ("Vorstellungsgespräch bei der Grüntal AG", {}, "Grüntal AG|Grüntal"),
    ("Grüntal: Vorstellungsgespräch", {}, "Grüntal"),
    ("Gespräch Grüntal / Jo Seeker", {}, "Grüntal"),
    (
        "Einladung zum Vorstellungsgespräch",
        dict(
            description="vielen Dank für Ihre Bewerbung als Buchhalterin bei der Grüntal GmbH.", domains=["gruental.de"]
        ),
        "Grüntal GmbH|Grüntal",
    ),
    ("Telefoninterview mit Frau Huber (Grüntal)", {}, "Grüntal"),
    ("Kennenlernen mit Anna von Grüntal", {}, "Grüntal"),
    ("2. Gespräch Stadtwerke Kiel", {}, "Stadtwerke Kiel"),
    (
        "Vorstellungsgespräch",
        dict(description="Freundliche Grüße\nAnna Huber\nStadtwerke Kiel AG", domains=["stadtwerke-kiel.de"]),
        "Stadtwerke Kiel AG|Stadtwerke Kiel",
    ),
    ("Bewerbungsgespräch als Erzieherin, Kita Regenbogen", {}, "Kita Regenbogen"),
    ("Entretien Boulangerie Paul", {}, "Boulangerie Paul"),
    ("Entretien avec la société Valvert", {}, "Valvert"),
    ("Entretien chez Valvert - Comptable", {}, "Valvert"),
    ("Valvert – entretien RH", {}, "Valvert"),
    (
        "Entretien",
        dict(description="Suite à votre candidature au poste de comptable chez Valvert SAS", domains=["valvert.fr"]),
        "Valvert SAS|Valvert",
    ),
    ("Échange téléphonique Valvert / Jo Seeker", {}, "Valvert"),
    ("Entretien Mairie de Lyon", {}, "Mairie de Lyon"),
    ("Entrevista con Grupo Valverde", {}, "Grupo Valverde"),
    ("Entrevista en Valverde para contable", {}, "Valverde"),
    ("Valverde: entrevista final", {}, "Valverde"),
    ("Entrevista Hospital del Mar", {}, "Hospital del Mar"),
    ("Llamada con Laura de Valverde", {}, "Valverde"),
    ("Entrevista", dict(description="Gracias por tu interés en formar parte de Valverde."), "Valverde"),
    ("Entrevista Banco do Norte", {}, "Banco do Norte"),
    ("Entrevista na Valverde - Contador", {}, "Valverde"),
    ("Conversa com Carla da Valverde", {}, "Valverde"),
    ("Valverde | Entrevista com RH", {}, "Valverde"),
    ("Entrevista de emprego: Valverde", {}, "Valverde"),
    (
        "Entrevista",
        dict(
            description="Agradecemos sua candidatura para a vaga de Contador na Valverde Alimentos.",
            domains=["valverde.com.br"],
        ),
        "Valverde Alimentos|Valverde",
    ),
    ("Interview w/ Ana @ Green Valley", {}, "Green Valley"),
    ("Green Valley - 1st round interview - Jo Seeker", {}, "Green Valley"),
    ("Jo Seeker Interview - Product Manager", dict(domains=["acmecorp.com"]), "Acmecorp|Acme Corp|Acme"),
    ("Coffee chat w/ hiring manager at Green Valley", {}, "Green Valley"),
    ("Superday: Goldman & Sons", {}, "Goldman & Sons"),
    ("Interview: J. Crew", {}, "J. Crew"),
    ("Interview with 3M", {}, "3M"),
    ("Interview 23andMe", {}, "23andMe"),
    ("Interview - AT&T", {}, "AT&T"),
    ("PwC case interview", {}, "PwC"),
]


def company(title, *, description="", domains=(), hosts=(), people=(), location=""):
    return read_words(
        summary=title,
        description=description,
        location=location,
        domains=domains,
        people=people,
        names_of_user=["jo seeker"],
        hosts=hosts,
    ).company


@pytest.mark.parametrize(("title", "more", "names"), COMPANIES)
def test_company_is_the_one_that_a_reader_would_name(title, more, names):
    assert company(title, **more) in names.split("|")


@pytest.mark.parametrize(
    ("title", "more", "name"),
    [
        ("Chat with Grace from Acme", {}, "Acme"),
        ("Interview: Data Engineer @ Acme", {}, "Acme"),
        ("Recruiter Ann Lee / Acme", {"people": ["Ann Lee"]}, "Acme"),
        ("Jo Seeker<>Acme", {}, "Acme"),
        ("Re: Jo Seeker x Acme", {}, "Acme"),
        ("Prime phone call - Acme & Jo Seeker", {}, "Acme"),
        ("Interview - Jo Seeker", {"domains": ["acme-robotics.com"]}, "Acme Robotics"),
        ("Jo Seeker and Tessa Marlowe", {"domains": ["quillstack.io"], "people": ["Tessa Marlowe"]}, "Quillstack"),
        ("Interview", {"domains": ["gmail.com", "greenhouse.io", "calendly.com"]}, None),
        ("Interview with Zoom", {}, None),
        ("Talentbridge Staffing - Interview", {"domains": ["talentbridge-staffing.com"]}, "Talentbridge Staffing"),
        ("Interview", {"domains": ["talentbridge-staffing.com", "acme.com"]}, "Acme"),
        ("Interview", {"domains": ["sotomayorrh.mx"]}, "Sotomayorrh"),
        ("Interview with Ernst & Young", {}, "Ernst & Young"),
        ("!!!", {}, None),
        ("", {}, None),
    ],
)
def test_titles_that_were_misread(title, more, name):
    assert company(title, **more) == name


@pytest.mark.parametrize(
    "title", ["Interview   with\tAcme", "INTERVIEW with Acme", "“Interview” with ‘Acme’", "Interview with Acme!"]
)
def test_blanks_case_of_other_words_and_quotes_change_nothing(title):
    assert company(title) == "Acme"


@pytest.mark.parametrize(
    ("title", "more", "name"),
    [
        ("Probearbeiten Velmark, Frühschicht", {}, "Velmark"),
        ("Interview Controllerin Wexmont AG", {}, "Wexmont AG"),
        ("Llamada Maren (Marmont Consultores)", {}, "Marmont Consultores"),
        ("Segunda entrevista en Zenvik S.L.", {}, "Zenvik S.L."),
        ("Final round: lunch with the CEO of Quarry & Pine", {}, "Quarry & Pine"),
        ("Coffee with Ann Lee (VP Mktg, Copperfin)", {}, "Copperfin"),
        ("Telefoninterview mit Aroha Caldwell, Holfold Maschinenbau", {}, "Holfold Maschinenbau"),
        ("Take-home review w/ Oona", {"description": "tech stage 2 at Tidewell"}, "Tidewell"),
        ("Oona screening call", {"description": "growth lead @ Tidepool Pets."}, "Tidepool Pets"),
        ("Appel Ann Lee (Trelio Recrutement)", {"description": "pour le poste de comptable chez Holmont"}, "Holmont"),
        ("Anruf Hr. Radtke", {"description": "der Kunde ist das Autoteile-Werk Marbach."}, "Autoteile-Werk Marbach"),
        ("Coffee chat", {"description": "Ann Lee is VP Sales at Velstone."}, "Velstone"),
        ("Interview: Data Analyst II", {"hosts": ["Kaveri Retail Tech"]}, "Kaveri Retail Tech"),
        ("Interview", {"hosts": ["Harri"], "description": "See you there.\nPowered by Harri"}, None),
        ("Vorstellung, Institut für Zellphysik Göttingen", {}, "Institut für Zellphysik Göttingen"),
        ("Interview - Band 6 Physio", {"location": "Room 9, St Wulfric's Hospital, Mill Rd"}, "St Wulfric's Hospital"),
        ("Gespräch bei unserem Mandanten Wexler Optik GmbH", {}, "Wexler Optik GmbH"),
        ("Telefonat Ann Staudt / Merkatz Personalservice", {}, "Merkatz Personalservice"),
        ("Interview", {"domains": ["hirezone.com"], "description": "Ort: Alpenmilch AG, Werkstr. 2"}, "Alpenmilch AG"),
        ("Videocall", {"domains": ["pixelhafenapp.com"], "description": "Ich bin von Pixelhafen."}, "Pixelhafen"),
    ],
)
def test_what_stands_around_a_name_says_that_it_is_a_company(title, more, name):
    assert company(title, **more) == name


@pytest.mark.parametrize(
    ("title", "more", "name"),
    [
        # a service in whatever country
        ("Entretien", {"domains": ["flatchr.example"], "description": "Entretien chez Odalix."}, "Odalix"),
        ("Entrevista", {"domains": ["no.computrabajo.com.mx"], "description": "Entrevista con Nautilia."}, "Nautilia"),
        # domains without small words, desks before firms
        (
            "Entrevue 27-114",
            {"domains": ["regieportsnord.ca"], "description": "À bientôt,\nRégie des ports du Nord"},
            "Régie des ports du Nord",
        ),
        (
            "Journée d'essai",
            {"domains": ["banque-orvault.fr"], "hosts": ["Recrutement Banque Orvault"], "location": "Campus Orvault"},
            "Banque Orvault",
        ),
        # names that end in words of interviews
        ("Hornos del Sur - Entrevista presencial", {}, "Hornos del Sur"),
        ("Bate-papo Jatobá Tech | Jo", {}, "Jatobá Tech"),
        # whom a note names, what they are, their firm
        ("tel Mme Berthier DRH Meubles Carnoux", {}, "Meubles Carnoux"),
        ("falar c/ seu Jurandir da Padaria Dois Rios", {}, "Padaria Dois Rios"),
        ("rdv Mme Lestrade chez Biscuits Morel", {}, "Biscuits Morel"),
        ("café com Simão Castro", {"description": "ela lidera a equipa de dados da Nórdica Lab"}, "Nórdica Lab"),
        # agencies and their branches
        ("rdv Adequa Intérim Namur", {"location": "Rue Haute 4, Namur"}, "Adequa Intérim"),
        ("Kátia - agência Rumo Vivo RH", {"location": "Galeria do Porto, sala 3"}, "Rumo Vivo"),
        # houses with a name of their own
        ("Essai boulangerie Aux Deux Moulins", {}, "Aux Deux Moulins"),
    ],
)
def test_titles_typed_on_a_phone_and_mails_of_robots_name_the_company(title, more, name):
    assert company(title, **more) == name


@pytest.mark.parametrize(
    ("title", "more", "name"),
    [
        (
            "Driving test",
            {"domains": ["marlowfreight.example"], "location": "Marlow Freight depot, gate 3"},
            "Marlow Freight",
        ),
        ("Vorstellung", {"domains": ["st-korbin.example"], "location": "Pfarrbüro St. Korbin"}, "St. Korbin"),
        ("Entretien", {"domains": ["tisseranne.example"], "location": "Siège Tisseranne, Lyon"}, "Tisseranne"),
        ("Dinámica de grupo", {"domains": ["ferralta.example"], "location": "Campus Ferralta, edificio B"}, "Ferralta"),
        ("Entrevista", {"domains": ["jatoba.example"], "location": "Escritório Jatobá, 4.º andar"}, "Jatobá"),
        (
            "Entretien technique",
            {"domains": ["forgesdelorne.example"], "location": "Site de L'Orne", "description": "Forges de L'Orne"},
            "Forges de L'Orne",
        ),
    ],
)
def test_domain_says_where_a_name_begins_and_ends(title, more, name):
    assert company(title, **more) == name


@pytest.mark.parametrize(
    ("title", "more", "name"),
    [
        ("Entretien Lumicarte chef de projet digital", {}, "Lumicarte"),
        ("Interview Stannery Solicitors, legal secretary", {}, "Stannery Solicitors"),
        ("Interview", dict(hosts=["Harborline Workday"]), "Harborline"),
        (
            "Final interview | Cedar Tech",
            dict(hosts=["Cedar Tech"], description="Ana Luz - Head of Product"),
            "Cedar Tech",
        ),
        ("Entrevista Fisio - Hospital San Telmo", dict(domains=["santelmo.es"]), "Hospital San Telmo"),
        (
            "Jury de recrutement",
            dict(location="Hôtel de Ville", description="Ville de Sainte-Orle"),
            "Ville de Sainte-Orle",
        ),
        ("Entrevista inicial", dict(domains=["quintadoalecrim.example"]), "Quinta do Alecrim"),
        ("Interview care home 11am (Willow Court)", {}, "Willow Court"),
        ("Appel M. Vandenbossche", dict(description="Entreprise Terrassements Mosans"), "Terrassements Mosans"),
        (
            "Video-Interview",
            dict(description="im Auftrag unseres Mandanten, der Gebr. Hollerbach Landmaschinen, laden wir Sie ein."),
            "Gebr. Hollerbach Landmaschinen",
        ),
    ],
)
def test_names_that_were_cut_or_taken_for_something_else(title, more, name):
    assert company(title, **more) == name


@pytest.mark.parametrize(
    ("title", "more", "name"),
    [
        (
            "Marlow Finch // Jo Seeker – 2nd stage with client: Tarn Foods",
            {"domains": ["marlowfinch.com", "tarnfoods.com"]},
            "Tarn Foods",
        ),
        (
            "Gespräch beim Kunden Hollstein Maschinenbau",
            {"domains": ["kernwerk-personal.de"]},
            "Hollstein Maschinenbau",
        ),
        ("Entretien client (Verreries Dalmas)", {"domains": ["cap-recrut.fr"]}, "Verreries Dalmas"),
        ("Entrevista con el cliente Aceros Laguna", {"domains": ["prisma-seleccion.es"]}, "Aceros Laguna"),
        ("Entrevista Gestor de Clientes – Banco Almonda", {"domains": ["bancoalmonda.pt"]}, "Banco Almonda"),
        ("Client Success Manager interview - Brightloom", {"domains": ["brightloom.io"]}, "Brightloom"),
        (
            "Jo Seeker e Bia Nunes",
            {"domains": ["nunesrh.com.br"], "description": "Vaga: Gerente de Compras"},
            "Nunesrh",
        ),
        ("15-Minuten-Call", {"domains": ["talentwerk.wien"]}, "Talentwerk"),
    ],
)
def test_agency_names_its_client_in_the_title_or_is_named_itself(title, more, name):
    assert company(title, **more) == name


@pytest.mark.parametrize(
    ("title", "more", "name"),
    [
        ("Your interview is booked", {"hosts": ["Larkspur Hotels Talent Team"]}, "Larkspur Hotels"),
        (
            "Interview: Store Lead, Leeds",
            {
                "domains": ["mossandfern.co.uk"],
                "hosts": ["Moss & Fern Home"],
                "description": "Sent from Teamtailor on behalf of Moss & Fern Home",
            },
            "Moss & Fern Home",
        ),
        ("Gespräch Verkäufer", {"domains": ["hofgut-lind.recruitee.com"]}, "Hofgut Lind"),
        (
            "Entrevista",
            {"domains": ["reismoura.adv.br"], "description": "Reis & Moura Advogados"},
            "Reis & Moura Advogados",
        ),
        (
            "Interview",
            {"domains": ["maplecreek.k12.or.us"], "location": "Maple Creek Elementary"},
            "Maple Creek Elementary",
        ),
        ("Entrevue", {"domains": ["ville.rivard.qc.ca"]}, "Rivard"),
        (
            "Entrevista",
            {"domains": ["altozano.es"], "description": "Eva, del equipo de Plataforma de Altozano"},
            "Altozano",
        ),
        (
            "Vorstellungsgespräch",
            {
                "domains": ["birkenhof-jena.de"],
                "location": "Haus Birkenhof, Am Anger 2, Jena",
                "description": "Im Anschluss zeigen wir Ihnen das Haus.",
            },
            "Haus Birkenhof",
        ),
    ],
)
def test_who_invites_is_the_company_also_through_a_service(title, more, name):
    assert company(title, **more) == name


@pytest.mark.parametrize(
    ("title", "more", "name"),
    [
        ("Kestrel Carriers driver interview (Wade)", {"description": "CDL-A, bring MVR"}, "Kestrel Carriers"),
        ("llamada Irene de Fabra ETT - mozo almacén Getafe", {}, "Fabra ETT"),
        ("trial shift the blue anchor", {"location": "The Blue Anchor, Hythe"}, "The Blue Anchor"),
        ("Coffee w Hanna re bakery job", {"location": "Costa by the station"}, None),
        ("Interview Grand Plaza Hotel F&B, see Mr Otieno", {}, "Grand Plaza Hotel"),
        ("Round 2 Whitlow - Saskia + a partner", {}, "Whitlow"),
        ("Visio Oriane RH Transdoc", {}, "Transdoc"),
        ("Hexfield Consulting - fit interview, Deshawn (ex-colleague of Priya)", {}, "Hexfield Consulting"),
        ("Herd manager job", {}, None),
    ],
)
def test_short_notes_name_the_company_and_no_place_or_person(title, more, name):
    assert company(title, **more) == name
