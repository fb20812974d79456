"""Notes in German, French and Spanish: what is said in each language, and what only looks like a fault."""

import pytest

from followcal.formats import note_names, note_spelling
from followcal.formats.note_checks import check_note
from followcal.formats.note_text import About
from followcal.formats.notes import read_note
from followcal.formats.spelling import Speller

ABOUT = {
    "de": About(("Dr. Karin Vogel",), "Brightloom", "Industriekaufmann (m/w/d)"),
    "fr": About(("Claire Fabre",), "Brightloom", "Acheteur industriel"),
    "es": About(("Teresa Ibáñez",), "Brightloom", "Comprador industrial"),
}
FRAME = {
    "de": """\
Betreff: {subject}

{greeting},

vielen Dank für das Gespräch am Mittwoch über {position} bei {company}. Der Umbau des Lagers, von dem Sie erzählt haben,
geht mir noch durch den Kopf.

{sentence}

{sign}
Jo Sucher
0171 3920011
""",
    "fr": """\
Objet : {subject}

{greeting},

Je vous remercie de m'avoir reçu mercredi au sujet {position} chez {company}. Le déménagement de l'entrepôt dont vous
m'avez parlé m'occupe encore l'esprit.

{sentence}

{sign}
Jo Chercheur
06 39 98 00 11
""",
    "es": """\
Asunto: {subject}

{greeting}:

Le agradezco que me recibiera el miércoles para {position} en {company}. La mudanza del almacén de la que me habló no se
me va de la cabeza.

{sentence}

{sign}
Jo Buscador
600 000 111
""",
}
PLAIN = {
    "de": {
        "subject": "Unser Gespräch",
        "greeting": "Sehr geehrte Frau Dr. Vogel",
        "position": "die Stelle als Industriekaufmann",
        "sentence": "In Bremen haben wir die Regale damals nach Gewicht sortiert.",
        "sign": "Mit freundlichen Grüßen",
    },
    "fr": {
        "subject": "Notre entretien",
        "greeting": "Madame",
        "position": "du poste d'acheteur industriel",
        "sentence": "À Lorient, nous avions classé les rayons par poids.",
        "sign": "Bien cordialement",
    },
    "es": {
        "subject": "Nuestra entrevista",
        "greeting": "Estimada Sra. Ibáñez",
        "position": "el puesto de comprador industrial",
        "sentence": "En Vigo ordenamos las estanterías por peso.",
        "sign": "Un cordial saludo",
    },
}


def found(language, **said):
    text = FRAME[language].format(**{"company": "Brightloom", **PLAIN[language], **said})
    return [(each.rule, each.must) for each in check_note(read_note(text.encode(), is_mail=False), ABOUT[language])]


@pytest.mark.parametrize("language", PLAIN)
def test_the_frame_has_no_finding(language):
    assert found(language) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Wie erwähnt, bin ich ab Donnerstag wieder in Hannover und könnte gern noch einmal vorbeikommen."),
        ("de", "Die Kundenreklamationen habe ich in Oldenburg zwei Jahre lang selbst bearbeitet."),
        ("de", "Sie sagten, dass Sie sich bis Ende Mai entscheiden möchten; das passt mir gut."),
        ("de", "Herr Szczepański hat mir danach noch die Hebebühne und das Hochregal gezeigt."),
        ("de", "Die Gewürzmischungen, das Sauerteigbrot und die Fettabscheider waren neu für mich."),
        ("de", "Ich fuehre seit 2019 die Warenwirtschaft und weiss, wie muehsam eine Inventur sein kann."),
        ("de", "Das Onboarding mit Buddy und das wöchentliche Stand-up haben mich überzeugt."),
        ("de", "Falls Sie noch Zeugnisse brauchen, schicke ich sie bis Freitag."),
        ("fr", "Comme indiqué, je serai de retour jeudi et pourrais repasser volontiers."),
        ("fr", "À Quimper, j'ai traité pendant deux ans les réclamations des clients et les retards de livraison."),
        ("fr", "Vous disiez vouloir décider avant la fin du mois ; cela me convient tout à fait."),
        ("fr", "M. Szczepański m'a ensuite montré le pont élévateur et l'atelier de tôlerie."),
        ("fr", "La pâte levée, les moules à manqué et le four à sole n'avaient plus de secret pour vous."),
        ("fr", "L'intégration avec un parrain et la réunion d'équipe du lundi m'ont convaincu."),
        ("fr", "S'il vous manque un certificat, je vous l'enverrai avant vendredi."),
        ("fr", "Qu'il pleuve ou non, j'arrive à vélo, et l'arrêt de bus n'est qu'à deux cents mètres."),
        ("es", "Como le dije, vuelvo el jueves a Gijón y podría pasarme otra vez sin problema."),
        ("es", "En Lugo me encargué dos años de las reclamaciones de los clientes y de los retrasos."),
        ("es", "Usted dijo que decidirían antes de fin de mes; a mí me va perfectamente."),
        ("es", "El señor Szczepański me enseñó después la carretilla elevadora y el taller de chapa."),
        ("es", "La masa madre, los moldes y el horno de leña me recordaron el obrador de mi abuela."),
        ("es", "La acogida con un padrino y la reunión de los lunes me convencieron."),
        ("es", "Si le falta algún certificado, se lo mando antes del viernes."),
        ("es", "Prefiero revisarlo con calma y explicárselo luego por escrito."),
    ],
)
def test_what_only_looks_like_a_fault_is_left_alone(language, sentence):
    assert found(language, sentence=sentence) == []


@pytest.mark.parametrize(
    ("language", "said", "rule"),
    [
        ("de", {"greeting": "Sehr geehrte Damen und Herren"}, "no-name"),
        ("de", {"greeting": "Sehr geehrter Herr Krause"}, "wrong-name"),
        ("de", {"greeting": "Sehr geehrte Frau Vogl"}, "wrong-name"),
        ("de", {"company": "Nordwerk"}, "wrong-company"),
        ("de", {"position": "die Stelle als Lagerleiter"}, "wrong-role"),
        ("de", {"sentence": "Wie hoch wäre denn das Gehalt?"}, "salary"),
        ("de", {"sentence": "Ich stelle mir 48.000 Euro brutto vor."}, "salary"),
        ("de", {"sentence": "Bitte geben Sie mir bis Montag Bescheid."}, "demand"),
        ("de", {"sentence": "Leider habe ich bis heute keine Rückmeldung bekommen."}, "complaint"),
        ("de", {"sentence": "Ich brauche diesen Job wirklich, geben Sie mir eine Chance."}, "desperate"),
        ("de", {"sentence": "Das war echt krass, hab voll Bock auf den Job."}, "slang"),
        ("de", {"sentence": "Ich bin SEHR interessiert."}, "shouting"),
        ("de", {"sentence": "Das interesannte Gespräch hat mir gefallen."}, "spelling"),
        ("de", {"sentence": "Ich habe die die Unterlagen beigelegt."}, "doubled-word"),
        ("de", {"sentence": "Wie vereinbart: [Anlage nennen]."}, "open-place"),
        ("de", {"sentence": "Wenn Sie mögen, rufe ich dich an."}, "mixed-address"),
        ("fr", {"greeting": "Madame, Monsieur"}, "no-name"),
        ("fr", {"greeting": "Bonjour"}, "no-name"),
        ("fr", {"greeting": "Chère Madame Faure"}, "wrong-name"),
        ("fr", {"company": "Nordwerk"}, "wrong-company"),
        ("fr", {"position": "du poste de comptable"}, "wrong-role"),
        ("fr", {"sentence": "Quel serait le salaire ?"}, "salary"),
        ("fr", {"sentence": "Je souhaiterais 38 000 euros bruts par an."}, "salary"),
        ("fr", {"sentence": "Merci de me donner votre réponse avant lundi."}, "demand"),
        ("fr", {"sentence": "Je suis toujours sans nouvelles de votre part."}, "complaint"),
        ("fr", {"sentence": "J'ai vraiment besoin de ce poste, donnez-moi une chance."}, "desperate"),
        ("fr", {"sentence": "C'était trop bien, j'ai kiffé la visite."}, "slang"),
        ("fr", {"sentence": "Je suis TRÈS intéressé."}, "shouting"),
        ("fr", {"sentence": "J'ai beaucoup aprécié l'aceuil de l'équipe."}, "spelling"),
        ("fr", {"sentence": "Je vous ai envoyé le le certificat."}, "doubled-word"),
        ("fr", {"sentence": "Comme convenu : {{document}}."}, "open-place"),
        ("fr", {"sentence": "Si tu veux, je t'appelle demain."}, "mixed-address"),
        ("es", {"greeting": "Estimados señores"}, "no-name"),
        ("es", {"greeting": "A quien corresponda"}, "no-name"),
        ("es", {"greeting": "Estimada Sra. Ibarra"}, "wrong-name"),
        ("es", {"company": "Nordwerk"}, "wrong-company"),
        ("es", {"position": "el puesto de contable"}, "wrong-role"),
        ("es", {"sentence": "¿Cuál sería el salario?"}, "salary"),
        ("es", {"sentence": "Espero unos 30.000 euros brutos al año."}, "salary"),
        ("es", {"sentence": "Deme una respuesta antes del lunes."}, "demand"),
        ("es", {"sentence": "Sigo sin noticias suyas."}, "complaint"),
        ("es", {"sentence": "Necesito este empleo, deme una oportunidad."}, "desperate"),
        ("es", {"sentence": "La visita fue una pasada, qué guay todo."}, "slang"),
        ("es", {"sentence": "Estoy MUY interesado."}, "shouting"),
        ("es", {"sentence": "Me gustó la combersación sobre el almazén."}, "spelling"),
        ("es", {"sentence": "Le envié el el certificado."}, "doubled-word"),
        ("es", {"sentence": "Como acordamos: <documento>."}, "open-place"),
        ("es", {"sentence": "Si tú quieres, te llamo mañana."}, "mixed-address"),
    ],
)
def test_a_fault_is_found(language, said, rule):
    assert rule in {each for each, _ in found(language, **said)}


def test_where_the_library_has_no_dictionary_the_output_says_so(monkeypatch):
    for module in (note_spelling, note_names):
        monkeypatch.setattr(module, "has_dictionary", lambda language: False)
    assert found("de", sentence="Das interesannte Gespräch hat mir gefallen.") == [("language", False)]


@pytest.mark.parametrize(
    ("language", "greeting", "is_right"),
    [
        ("de", "Guten Tag Frau Vogel", True),
        ("de", "Liebe Frau Dr. Vogel, lieber Herr Roth", True),
        ("de", "Hallo Karin", True),
        ("de", "Hallo zusammen", False),
        ("de", "Hallo", False),
        ("fr", "Madame la Directrice", True),
        ("fr", "Chère Madame", True),
        ("fr", "Bonjour Mme Fabre", True),
        ("fr", "Salut Claire", True),
        ("fr", "Mesdames, Messieurs", False),
        ("es", "Buenas tardes, doña Teresa", True),
        ("es", "Hola, Tere", True),
        ("es", "Estimada Dra. Ibáñez", True),
        ("es", "Hola a todos", False),
        ("es", "Estimado señor o señora", False),
    ],
)
def test_greetings_and_titles(language, greeting, is_right):
    assert ("no-name" in {rule for rule, _ in found(language, greeting=greeting)}) is not is_right
    assert "wrong-name" not in {rule for rule, _ in found(language, greeting=greeting)}


@pytest.mark.parametrize(
    ("language", "position"),
    [
        ("de", "die Stelle als Industriekauffrau"),
        ("fr", "du poste d'acheteuse industrielle"),
        ("es", "el puesto de compradora industrial"),
    ],
)
def test_the_role_may_be_that_of_a_woman(language, position):
    assert found(language, position=position) == []


def test_a_team_may_be_addressed_in_the_plural():
    assert found("fr", sentence="À Lorient, vos collègues et vous auriez classé les rayons par poids.") == []


def test_an_accent_alone_can_be_the_mistake():
    assert found("fr", sentence="Ça va de soi, et la réunion avait lieu à midi.") == []
    assert ("spelling", True) in found("fr", sentence="Ca va de soi, je pense.")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "ausschließlich ausschliesslich muehelos gross regelmäßig fuer vorbeizukommen geschweißt Gespräch"),
        ("fr", "chaine maîtrise maitrise aout août étalonnage désosser aujourd'hui puériculture"),
        (
            "es",
            "organizábamos tómese dígamelo enviárselo redujimos compruebo agradecería estuve ordenó continúa aprieta",
        ),
    ],
)
def test_right_words_are_right(language, words):
    speller = Speller(language)
    assert [word for word in words.split() if speller.look_up(word)] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "wiel interresiert bedancken vieleicht freundlchen besprochn nachgedahct"),
        ("fr", "souvant beaucop entreprisse équippe toujour accuiel"),
        ("es", "esperiencia vezes agradesco trabjo entrvista equpo conoser"),
    ],
)
def test_misspelt_words_are_told(language, words):
    speller = Speller(language)
    found = {word for word in words.split() if (told := speller.look_up(word)) and told.is_sure}
    assert found == set(words.split())


def rules(text, about):
    return {each.rule for each in check_note(read_note(text.encode(), is_mail=False), about)}


def test_a_capital_says_nothing_where_a_sentence_begins():
    text = "Hallo Lars,\n\ndanke für deine Zeit und für das Gespräch mit Eva. Ihre Fragen haben mir gefallen.\n"
    assert "mixed-address" not in rules(text, About())
    assert "mixed-address" in rules(text.replace(". Ihre", ", und Ihre"), About())


def test_a_noun_behind_bei_and_a_town_behind_en_are_no_companies():
    told = {rule for rule, _ in found("de", company="Ihnen", sentence="Ich melde mich bei Gelegenheit.")}
    assert told & {"no-company", "wrong-company"} == {"no-company"}
    town = "Ordenar por peso lo aprendí en Vigo."
    assert ("no-company", True) in found("es", company="ustedes", sentence=town)
    assert ("wrong-company", True) not in found("es", company="ustedes", sentence=town)


def test_the_head_of_a_role_and_its_other_sex_are_the_role():
    assert found("es", position="el puesto de comprador") == []
    text = "Guten Tag,\n\ndanke für das Gespräch über die Stelle als Kauffrau.\n"
    assert not {"no-role", "wrong-role"} & rules(text, About(role="Kaufmann"))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("de", "Über das Gespärch habe ich mich gefreut."), ("fr", "Merci encore pour l'expériance partagée.")],
)
def test_nouns_with_capitals_and_words_behind_an_apostrophe_are_spelt(language, sentence):
    assert ("spelling", True) in found(language, sentence=sentence)
