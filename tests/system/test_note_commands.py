"""`followcal draft` and `followcal check`, from end to end."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given

from followcal.core.interview import Person
from followcal.formats.drafts import Draft, DraftKind, Tone
from followcal.formats.note_report import Checked, checked_json, checked_text, drafts_json, drafts_text
from followcal.formats.note_rules import RULES, finding
from followcal.formats.note_text import About
from hostile import hostile

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "interview.ics"
PLANNED = ("plan", "interview.ics", "--now", "2026-11-16T09:00-05:00", "--country", "US-NY")
LATER = ("--now", "2026-11-19T09:00-05:00")
FILLED = ("--set", "topic=the move to one nightly pipeline", "--set", "fit=I have led two such moves, and enjoyed both")
ME = ("--my-name", "Jo Seeker", "--my-phone", "+1 212 555 0147")


@pytest.fixture
def followcal(followcal, tmp_path):
    """The command, in a folder where the example is planned for."""
    shutil.copy(EXAMPLE, tmp_path)
    followcal(*PLANNED)
    return followcal


def test_a_note_for_each_interviewer(followcal):
    out, err = followcal("draft", "thank-you", *LATER)
    assert [line for line in out.splitlines() if line.startswith("To: ")] == [
        "To: Dana Whitfield <dana.whitfield@acme-data.com>",
        "To: Priya Raman <priya.raman@acme-data.com>",
        "To: Tom Keller <tom.keller@acme-data.com>",
    ]
    assert err.startswith("followcal: to fill in: one thing that you two talked about (--set topic=...)")


def test_who_was_met_and_for_which_role_is_as_the_user_typed_it(followcal, tmp_path):
    calendar = tmp_path / "followups.ics"
    text = calendar.read_bytes().decode().replace("\r\n ", "")
    typed = text.replace(r"Interviewers: Dana Whitfield\, Priya Raman\, Tom Keller", "Interviewers: Priya Raman")
    typed = typed.replace("Role: Data Engineer", "Role: Platform Engineer")
    assert typed.count("Platform Engineer") == 1
    calendar.write_bytes(typed.encode())
    out, _ = followcal("draft", "thank-you", *LATER)
    assert [line for line in out.splitlines() if line.startswith("To: ")] == [
        "To: Priya Raman <priya.raman@acme-data.com>"
    ]
    assert "Platform Engineer" in out
    assert "Data Engineer" not in out


def test_finished_notes_pass_the_check_and_unfinished_ones_do_not(followcal, tmp_path):
    for name in ("dana", "priya", "tom"):
        out, err = followcal("draft", "thank-you", "--to", name, *FILLED, *ME, *LATER)
        assert err == ""
        (tmp_path / f"{name}.txt").write_text(out)
    out, _ = followcal("check", "dana.txt", "priya.txt", "tom.txt", *LATER)
    assert out.count("nothing to fix") == 3
    assert "checked against Dana Whitfield, Acme, Data Engineer" in out
    out, _ = followcal("draft", "thank-you", "--to", "dana", *LATER)
    (tmp_path / "open.txt").write_text(out)
    out, _ = followcal("check", "open.txt", *LATER, code=3)
    assert "line 6, open-place: “[one thing that you two talked about]” is still to be filled in" in out
    assert RULES["open-place"].source in out


def test_a_note_with_the_wrong_names(followcal, tmp_path):
    out, _ = followcal("draft", "thank-you", "--to", "dana", *FILLED, *ME, *LATER)
    wrong = out.replace("Dana", "Diana").replace("at Acme", "at Globex").replace("Data Engineer", "Product Manager")
    (tmp_path / "note.txt").write_text(wrong)
    out, _ = followcal("check", "note.txt", "--format", "json", *LATER, code=3)
    note = json.loads(out)["notes"][0]
    assert {"wrong-name", "wrong-company", "wrong-role"} <= {each["rule"] for each in note["findings"]}
    assert all(each["source"].startswith("advice: ") for each in note["findings"])


def test_copies_are_too_similar(followcal, tmp_path):
    out, _ = followcal("draft", "thank-you", "--to", "dana", *FILLED, *ME, *LATER)
    text = out.partition("\n")[2]  # without the address
    (tmp_path / "dana.txt").write_text(text)
    (tmp_path / "tom.txt").write_text(text.replace("Dana", "Tom"))
    out, _ = followcal("check", "dana.txt", "tom.txt", *LATER, code=3)
    assert out.count("too-similar") == 2
    assert followcal("check", "dana.txt", "tom.txt", "--allow", "too-similar", *LATER)[0].count("nothing to fix") == 2


def test_a_note_that_cannot_be_read_is_named_and_the_others_are_checked(followcal, tmp_path):
    (tmp_path / "dana.txt").write_text("Hi")
    out, err = followcal("check", "none.txt", "dana.txt", *LATER, code=3)
    assert "dana.txt" in out
    assert err == "followcal: skipped: none.txt: cannot be read: no such file or folder\n"
    _, err = followcal("check", "none.txt", *LATER, code=1)
    assert err == "followcal: none.txt: cannot be read: no such file or folder\n"


def test_a_mail_is_checked_against_whom_it_goes_to(followcal, tmp_path):
    out, _ = followcal("draft", "thank-you", "--to", "priya", *FILLED, *ME, *LATER)
    head, _, body = out.partition("\n\n")
    (tmp_path / "note.eml").write_text(f"{head}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}")
    assert "checked against Priya Raman, Acme, Data Engineer" in followcal("check", "note.eml", *LATER)[0]
    (tmp_path / "note.eml").write_text((tmp_path / "note.eml").read_text().replace("Dear Priya", "Dear Dana"))
    assert "wrong-name" in followcal("check", "note.eml", *LATER, code=3)[0]


@pytest.mark.parametrize("kind", DraftKind)
@pytest.mark.parametrize("tone", Tone)
def test_every_kind_and_tone(followcal, kind, tone):
    out, _ = followcal("draft", kind, "--tone", tone, "--format", "json", *LATER)
    value = json.loads(out)
    assert value["interview"]
    assert {draft["kind"] for draft in value["drafts"]} == {kind}
    assert {draft["tone"] for draft in value["drafts"]} == {tone}
    assert out.isascii()


def test_a_step_by_its_uid(followcal):
    steps = json.loads(followcal(*PLANNED, "--format", "json")[0])["steps"]
    uids = {step["kind"]: step["uid"] for step in steps}
    assert "A last" not in followcal("draft", uids["closing"], *LATER)[0]
    assert "one last time" in followcal("draft", uids["closing"], *LATER)[0]
    assert "needs no text" in followcal("draft", uids["debrief"], *LATER, code=2)[1]


def test_links_open_a_mail_to_each(followcal):
    links = followcal("draft", "thank-you", "--format", "link", *LATER)[0].splitlines()
    assert [link.partition("?")[0] for link in links] == [
        "mailto:dana.whitfield@acme-data.com",
        "mailto:priya.raman@acme-data.com",
        "mailto:tom.keller@acme-data.com",
    ]
    assert "no link" in followcal("draft", "call", "--format", "link", code=2)[1]


def test_the_events_carry_the_same_drafts(followcal, tmp_path):
    from icalendar import Calendar

    events = Calendar.from_ical((tmp_path / "followups.ics").read_text(encoding="utf-8")).events
    note = next(str(event["DESCRIPTION"]) for event in events if str(event["X-FOLLOWCAL-KIND"]) == "thank-you")
    for link in followcal("draft", "thank-you", "--format", "link", *LATER)[0].splitlines():
        assert f"Open as a mail: {link}" in note


def test_configuration_and_templates(followcal, tmp_path):
    folder = tmp_path / ".config" / "followcal"
    (folder / "mine").mkdir(parents=True)
    (folder / "config.toml").write_text(
        '[me]\nname = "Jo"\nphone = "0151 2345678"\n[drafts]\ntone = "formal"\n'
        'templates = "mine"\n[sync]\nserver = "x"\n'
    )
    out, _ = followcal("draft", "closing", *LATER)
    assert out.rstrip().endswith("Yours sincerely,\nJo\n0151 2345678")
    (folder / "mine" / "closing.txt").write_text(
        "Subject: Bye from {{ my_name }}\n\nHello {{ first_name }},\n{{ topic }}\n"
    )
    out, err = followcal("draft", "closing", *LATER)
    assert (
        out == "To: Dana Whitfield <dana.whitfield@acme-data.com>\nSubject: Bye from Jo\n\n"
        "Hello Dana,\n[one thing that you two talked about]\n"
    )
    assert "--set topic=..." in err
    (folder / "mine" / "closing.txt").write_text("{{ first_name.__class__ }}")
    assert "closing.txt: line 1: " in followcal("draft", "closing", *LATER, code=2)[1]


def test_without_a_calendar(tmp_path, followcal):
    (tmp_path / "followups.ics").unlink()
    out, _ = followcal(
        "draft", "closing", "--company", "Globex", "--role", "Nurse", "--to", "Ann Lee <ann@globex.example>"
    )
    assert "To: Ann Lee <ann@globex.example>" in out
    assert "the Nurse position at Globex" in out
    assert "[the day of the interview]" in out
    assert "Wednesday, 18 November" in followcal("draft", "closing", "--company", "X", "--on", "2026-11-18")[0]


def test_of_several_applications_the_company_says_which_or_none(tmp_path, followcal):
    """The command of the how-to, wherever it is run."""
    example = (tmp_path / "interview.ics").read_text(encoding="utf-8")
    for name in ("Globex", "Initech"):
        text = example.replace("Acme", name).replace("acme", name.lower()).replace("UID:", f"UID:{name}")
        (tmp_path / f"{name}.ics").write_text(text, encoding="utf-8", newline="")
    followcal("plan", "interview.ics", "Globex.ics", "Initech.ics", "--now", "2026-11-16T09:00-05:00")
    _, err = followcal("draft", "closing", code=2)
    assert "several interviews" in err
    out, _ = followcal("draft", "closing", "--company", "globex", "--role", "data engineer")
    assert "Wednesday, 18 November" in out
    assert "dana.whitfield@globex" in followcal("draft", "thank-you", "--company", "GLOBEX Inc.")[0]
    out, _ = followcal("draft", "closing", "--company", "Umbrella", "--role", "Nurse")
    assert "the Nurse position at Umbrella" in out
    assert "[the day of the interview]" in out
    assert "Dana" not in out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("draft", "nothing"), "neither a kind of step nor the UID of one"),
        (("draft", "prep"), "needs no text"),
        (("draft", "closing", "--only", "Globex"), "Acme (Data Engineer, Wed 18 Nov 2026)"),
        (("draft", "closing", "--calendar", "interview.ics"), "not written by followcal"),
        (("draft", "closing", "--calendar", "none.ics"), "no such file"),
        (("draft", "closing", "--tone", "rude"), "formal, neutral, casual"),
        (("draft", "closing", "--language", "tlh"), "--language tlh"),
        (("draft", "closing", "--set", "topic"), "write NAME=TEXT"),
        (("draft", "closing", "--set", "x=y"), "no such place"),
        (("draft", "closing", "--to", "x@"), "no e-mail address"),
        (("draft", "closing", "--to", ""), "--to is empty"),
        (("draft", "closing", "--on", "2026-02-30"), "no such date"),
        (("draft", "closing", "--templates", "nowhere"), "no such folder"),
        (("draft", "closing", "--config", "interview.ics"), "no TOML"),
        (("check", "interview.ics", "--allow", "x"), "no such rule"),
        (("check", "interview.ics", "--language", "x"), "--language x"),
    ],
)
def test_errors_say_what_where_and_what_to_do(followcal, args, said):
    out, err = followcal(*args, code=2)
    assert said in err
    assert len(err.splitlines()) == 1
    assert out == ""


def test_a_missing_note(followcal):
    assert "none.txt" in followcal("check", "none.txt", code=1)[1]


@pytest.mark.parametrize("text", ["me = 1", "[me]\nname = 1", "[me]\nphone = ['x']", "[drafts]\ntone = true"])
def test_a_wrong_configuration_is_told(followcal, tmp_path, text):
    (tmp_path / "c.toml").write_text(text)
    assert "c.toml: " in followcal("draft", "closing", "--config", "c.toml", code=2)[1]


def test_a_note_from_standard_input(run):
    result = run("check", "-", "--company", "Globex", stdin=b"Dear Ann,\n\nthank you for the time at Initech.\n")
    assert result.code == 3
    assert "standard input: " in result.text
    assert "“Initech”: the interview was at Globex" in result.text
    assert result.err == ""


def test_a_note_in_another_language_is_read_in_it_and_findings_stay_in_english(run):
    text = (
        "Betreff: Danke\n\nSehr geehrte Damen und Herren,\n\nvielen Dank für das Gespräch bei Initech. "
        "Wie hoch ist das Gehalt?\n\nMit freundlichen Grüßen\nJo\n"
    )
    result = run("check", "-", "--company", "Globex", "--to", "Ann Lee", stdin=text.encode())
    assert result.code == 3
    assert "(read as German; checked against Ann Lee, Globex)" in result.text
    assert "“Sehr geehrte Damen und Herren” names nobody: it goes to Ann Lee" in result.text
    assert "“Gehalt”: not before they speak of it" in result.text
    assert "spelling" not in result.text
    told = json.loads(run("check", "-", "--format", "json", stdin=text.encode()).text)["notes"][0]
    assert told["language"] == "de"
    told = json.loads(run("check", "-", "--language", "fr", "--format", "json", stdin=text.encode()).text)["notes"][0]
    assert told["language"] == "fr"


def test_two_interviews_are_told_apart(followcal, tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8")
    other = text.replace("Acme Data", "Globex").replace("Acme", "Globex").replace("acme-data.com", "globex.com")
    other = (
        other.replace("Dana Whitfield", "Ann Lee").replace("dana.whitfield", "ann.lee").replace("UID:", "UID:other-")
    )
    (tmp_path / "other.ics").write_text(other, encoding="utf-8")
    followcal("plan", "other.ics", *PLANNED[2:])
    assert "several interviews: name one with --only TEXT" in followcal("draft", "closing", *LATER, code=2)[1]
    assert "Globex" in followcal("draft", "closing", "--only", "globex", *LATER)[0]
    (tmp_path / "note.txt").write_text("Dear Ann,\n\nthank you for your time.\n\nJo, jo@seeker.example\n")
    assert "checked against Ann Lee, Globex" in followcal("check", "note.txt", *LATER, code=3)[0]
    (tmp_path / "note.txt").write_text("Dear Nobody,\n\nthank you for your time.\n\nJo, jo@seeker.example\n")
    assert "not known: not checked" in followcal("check", "note.txt", *LATER)[0]


@given(hostile, hostile, hostile)
def test_no_text_reaches_the_terminal_as_a_command(subject, body, name):
    draft = Draft(DraftKind.CLOSING, Tone.NEUTRAL, "en", Person(name, body), subject, body)
    notes = [Checked(name, About((name,), subject, body), (finding("slang", 1, body),), "en")]
    for text in (drafts_text([draft, draft]), checked_text(notes)):
        assert all(line.isprintable() for line in text.split("\n"))
    for text in (drafts_json([draft], name), checked_json(notes)):
        assert text.isascii()
        assert all(line.isprintable() for line in text.split("\n"))
