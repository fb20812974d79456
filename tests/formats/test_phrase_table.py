"""What employers say, as a table: tests/data/phrases.csv, each row with its reason."""

from collections import Counter

import pytest

from phrase_table import ROWS, calendar_of, read

FLAGS = {
    "We'll decide by Friday, and please don't call": "no_calls",
    "please don't call": "no_calls",
    "No phone calls please": "no_calls",
    "we will be in touch by Friday. Please don't follow up.": "no_contact",
    "don't call us, we'll call you": "no_contact",
    "please do not contact us, we will reach out to you": "no_contact",
    "Bitte sehen Sie von telefonischen Nachfragen ab.": "no_calls",
    "Merci de ne pas nous contacter, nous reviendrons vers vous": "no_contact",
    "Por favor, no nos llame": "no_calls",
    "Por favor, no llamen por teléfono.": "no_calls",
    "Sie erhalten bis zum 14. Mai Bescheid. Bitte rufen Sie uns deswegen nicht an.": "no_calls",
    "Bis 1. März wird Ihnen das Ergebnis zugestellt. Von Urgenzen bitten wir abzusehen.": "no_contact",
    "El resultado se lo mandamos por WhatsApp el lunes 21; llamadas no, por favor, que no damos abasto.": "no_calls",
    "C'est le 21 juin que vous serez fixée. Évitez le téléphone, le secrétariat est débordé.": "no_calls",
    "Sie brauchen nicht anzurufen. Wir melden uns bis 21. Juni.": "no_calls",
    "Bitte haben Sie Verständnis dafür, dass wir keine telefonischen Auskünfte erteilen. "
    "Wir melden uns bis 21. Juni.": "no_calls",
    "Vous n'avez pas besoin de nous relancer. Nous vous répondrons d'ici le 21 juin.": "no_contact",
    "No tenés que llamar. Te contestamos la semana que viene.": "no_calls",
    "Please stop emailing. You'll hear from us by 20 May.": "no_contact",
    "You'll hear from us by May 20. Phoning won't get you an answer any sooner.": "no_calls",
    "Calls to the office won't get a reply. You'll hear by Friday.": "no_calls",
    "Relancer ne sert à rien. On vous répond d'ici vendredi.": "no_contact",
    "Please don't call to ask if you got the job. You'll hear by the 11th.": "no_calls",
    "No need to reach out before then, we'll let you know by the 11th.": "no_contact",
}
"""The rows in which something is asked for besides; in all others nothing is."""


@pytest.mark.parametrize("country", sorted({row["country"] for row in ROWS}))
def test_each_phrase_is_read_as_the_table_says(country):
    """A test of a country, not of a row: thousands of tests cost many times what they test."""
    wrong = []
    for row in (row for row in ROWS if row["country"] == country):
        said = read(row)
        found = {
            "kind": said.kind,
            "not_before": said.not_before,
            "answer_due": said.answer_due,
            "other_reading": said.other_reading,
            "contact_from": said.contact_from(calendar_of(row)),
        }
        read_as = {name: str(value or "") for name, value in found.items()}
        wanted = {name: row[name] for name in found}
        if read_as != wanted:
            wrong.append(f"{row['said_on']} {row['phrase']}: {row['why']}\n{read_as}, not\n{wanted}")
    assert not wrong, "\n\n".join([f"{len(wrong)} phrases", *wrong])


@pytest.mark.parametrize(("phrase", "flag"), FLAGS.items())
def test_what_they_ask_to_be_spared(phrase, flag):
    row = next(row for row in ROWS if row["phrase"] == phrase)
    assert getattr(read(row), flag)


def test_nothing_else_asks_to_be_spared():
    asking = [row["phrase"] for row in ROWS if read(row).no_calls or read(row).no_contact]
    kinds = {row["phrase"]: row["kind"] for row in ROWS}
    assert {phrase for phrase in asking if kinds[phrase] not in ("no-calls", "no-contact")} == {
        "Calls to the office won't get a reply. You'll hear by Friday.",
        "Relancer ne sert à rien. On vous répond d'ici vendredi.",
        "Please don't call to ask if you got the job. You'll hear by the 11th.",
        "No need to reach out before then, we'll let you know by the 11th.",
        "Thank you for sitting the court interpreter assessment on 28 May. Markers work in pairs, so results will not "
        "be released to candidates before 15 June. Please do not ring the test centre.",
        "Sin llamadas, por favor. Sin respuesta antes del 17 de julio, la vacante está cubierta.",
        "Proceso 0934, auxiliar de bioterio. Las entrevistas terminaron el 21 de agosto. La Universidad le comunicará "
        "la decisión dentro de los diez (10) días hábiles siguientes a este aviso. No se atienden llamadas.",
        "We'll decide by Friday, and please don't call",
        "No need to call, we'll email you by next Wednesday.",
        "Le rogamos que no llame. El 8 de febrero como muy tarde se enviará un correo a todos.",
        "we will be in touch by Friday. Please don't follow up.",
        "We'll email every finalist by March 12. No phone calls, please. Parking validation for today is attached.",
        "Results will be emailed to all examinees on May 14. Please do not contact the office about your result, "
        "whether before or after that date.",
        "Las calificaciones se comunicarán por correo el 21 de mayo. No se atenderán consultas telefónicas ni por "
        "escrito sobre el estado del proceso.",
        "G'day Luke, Good to meet you yesterday. We'll be shut Tuesday for Australia Day. You'll have an answer within "
        "five business days from today. Please email rather than phone. Cheers, Deb",
        "Dear Kate, Please don't read anything into the silence. We never write before the probation board, which sits "
        "on the last Thursday of the month. Letters go out within a week of it. Regards, M. Adeyemi",
        "Señora Patricia, buenos días. La convocatoria cierra el 26 de febrero. Los resultados se publican en la "
        "cartelera al tercer día hábil siguiente al cierre. No se dará información por teléfono. Alcaldía",
        "Hi Sneha, Thank you for attending the interview today. Our panel feedback takes about 2 weeks. Please don't "
        "call the office for updates, we will mail you. Thanks and Regards, Kavitha",
        "Dear Candidate, your application for Staff Nurse has been forwarded to the Director of Nursing. "
        "Interviews are scheduled for the week of 12 October. All candidates will be informed of the result by 21 "
        "October. Please do not telephone the department. HR, St. Brendan's Hospital",
        "Monsieur,\n\nNous accusons réception de votre candidature au poste d'aide-soignant. La clôture des "
        "candidatures est fixée au 16 octobre et la prise de poste au 4 janvier. Vous serez informé de notre "
        "décision dans les deux semaines suivant la clôture. Merci de ne pas téléphoner au service.\n\nLa "
        "Direction des ressources humaines",
        "Dear Candidate, You are requested to upload your documents by 12.02.2027 failing which your candidature will "
        "be cancelled. Written test will be conducted on 20.02.2027. Result will be declared on our website on "
        "05.03.2027. No correspondence in this regard will be entertained. Sd/- Recruitment Cell",
        "Nous accusons réception de votre dossier. En raison du nombre de candidatures, merci de ne pas nous relancer. "
        "Seules les personnes retenues seront contactées.",
        "Please do not call the store about your application. A manager gets back to every applicant within 72 hours.",
        "Bitte sehen Sie von Anrufen ab. Wir schicken allen bis Mitte nächster Woche eine Zu- oder Absage.",
        "Merci de ne pas appeler l'agence. Nous répondons à toutes les candidatures sous 72 heures.",
        "Por favor no llamar al local. Te contestamos por WhatsApp dentro de las 48 horas.",
        "County Civil Service Commission: your Deputy Assessor exam has been scored. Notice of eligibility will be "
        "furnished to you within thirty (30) calendar days. Telephone inquiries about scores will not be taken.",
        "Ihre Bewerbung als Bergführer-Aspirantin ist am 3. Juli bei uns eingegangen. Sie erhalten innert zehn "
        "Arbeitstagen einen schriftlichen Entscheid. Telefonische Auskünfte geben wir keine.",
        "Please do not call about your application. You will have our reply by email no later than Friday, "
        "November 26.",
        "Emails with decisions go out no later than 4/9. Calling the main office won't help, so please don't.",
        "Allô! Ton audition de doublage est rendue chez le client à Toronto. Tu vas avoir un retour d'ici trois jours "
        "ouvrables. Pas de téléphone SVP, on est en studio.",
        "I'll email you by Friday with the answer, calls are not needed.",
        "Sie erhalten bis zum 14. Mai Bescheid. Bitte rufen Sie uns deswegen nicht an.",
        "Bis 1. März wird Ihnen das Ergebnis zugestellt. Von Urgenzen bitten wir abzusehen.",
        "El resultado se lo mandamos por WhatsApp el lunes 21; llamadas no, por favor, que no damos abasto.",
        "C'est le 21 juin que vous serez fixée. Évitez le téléphone, le secrétariat est débordé.",
        "Sie brauchen nicht anzurufen. Wir melden uns bis 21. Juni.",
        "Bitte haben Sie Verständnis dafür, dass wir keine telefonischen Auskünfte erteilen. "
        "Wir melden uns bis 21. Juni.",
        "Vous n'avez pas besoin de nous relancer. Nous vous répondrons d'ici le 21 juin.",
        "No tenés que llamar. Te contestamos la semana que viene.",
        "Please stop emailing. You'll hear from us by 20 May.",
        "You'll hear from us by May 20. Phoning won't get you an answer any sooner.",
    }


def test_what_is_read_is_quoted_and_explained():
    for row in ROWS:
        said = read(row)
        start, end = said.span or (0, len(row["phrase"]))
        assert said.text == " ".join(row["phrase"][start:end].split())
        assert said.reading or said.answer_due is None, row["phrase"]


def test_the_table_is_large_enough():
    languages = Counter(row["country"] for row in ROWS)
    assert len(ROWS) >= 250
    assert min(languages[country] for country in ("DE", "FR", "ES")) >= 40
    assert all(row["why"] for row in ROWS[62:])
