"""What the employer said, from the command line and from the invitation, to the plan."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "interview.ics"
NOW = ("--now", "2026-11-19T09:00:00-05:00")
MAIL = """\
From: Dana Whitfield <dana.whitfield@acme-data.com>
Date: Fri, 20 Nov 2026 17:00:00 -0500
Subject: Your interview

Hi Jo,

thank you for coming in on Wednesday. We start with the second round on 7 December.
You should hear from us by the end of next week. No phone calls, please.

Best regards,
Dana

On Thu, 19 Nov 2026, Jo wrote:
> Will I hear by Monday?
"""


def check_in(result):
    return next((step for step in result.json["steps"] if step["kind"] == "check-in"), None)


def timeline(result):
    return result.json["interviews"][0]["timeline"]


class TestWhen:
    def test_a_day_of_another_year_says_so(self, run):
        text = run("when", "by December 2030", "--on", "2026-11-18").text
        assert "an answer by Tue 31 Dec 2030 (or Sun 1 Dec 2030); contact from" in text
        assert "Wed 1 Jan 2031" in text
        text = run("when", "by 5 January", "--on", "2026-12-18").text
        assert "an answer by Tue 5 Jan 2027; contact from Wed 6 Jan 2027" in text

    def test_a_phrase_in_the_employers_calendar(self, run):
        result = run("when", "by next Friday", "--on", "2026-11-18", "--country", "US", "--closed", "2026-11-27")
        assert (result.code, result.err) == (0, "")
        text = " ".join(result.text.split())
        assert "they said “by next Friday”: an answer by Fri 27 Nov (or Fri 20 Nov); contact from Tue 1 Dec" in text
        assert "no business day: Fri 27 Nov" in text
        assert "ask them: “May I check in with you on Tue 1 Dec" in text
        assert "said on Wed 18 Nov 2026" in text

    def test_words_need_no_quotes(self, run):
        args = ("--on", "2026-11-18", "--format", "json")
        assert (
            run("when", "within", "5", "business", "days", *args).out
            == run("when", "within 5 business days", *args).out
        )

    def test_json_is_one_timeline(self, run):
        result = run("when", "Bitte nicht vor dem 1. Dezember anrufen", "--on", "2026-11-18", "--format", "json")
        assert result.json["kind"] == "invited"
        found = run("when", "by 4/12", "--on", "2026-11-18", "--country", "GB", "--format", "json").json
        assert list(found) == [
            "text",
            "kind",
            "not_before",
            "answer_due",
            "other_reading",
            "contact_from",
            "no_calls",
            "no_contact",
            "said_on",
            "in_invitation",
            "reading",
            "question",
        ]
        assert (found["answer_due"], found["contact_from"], found["said_on"]) == (
            "2026-12-04",
            "2026-12-07",
            "2026-11-18",
        )

    def test_a_part_of_the_country(self, run):
        args = ("when", "by 6 January", "--on", "2026-12-18", "--country", "DE", "--format", "json")
        assert run(*args).json["contact_from"] == "2027-01-07"
        assert run(*args, "--subdivision", "BY").json["contact_from"] == "2027-01-08"  # Epiphany is a holiday there

    def test_a_mail_from_standard_input_counts_from_its_own_date(self, run):
        result = run("when", "-", "--country", "US", "--format", "json", stdin=MAIL.encode())
        found = result.json
        assert (found["said_on"], found["answer_due"], found["no_calls"]) == ("2026-11-20", "2026-11-27", True)
        assert found["text"] == "You should hear from us by the end of next week"
        assert run("when", "-", "--on", "2026-11-30", "--format", "json", stdin=MAIL.encode()).json["answer_due"] == (
            "2026-12-11"
        )

    def test_a_bare_date(self, run):
        result = run("when", "2026-12-04", "--on", "2026-11-18")
        assert "they said “by Fri 4 Dec 2026”: an answer by Fri 4 Dec; contact from Mon 7 Dec" in result.text

    def test_without_a_day_it_is_today(self, run):
        assert re.search(r"said on \w{3} \d{1,2} \w{3} 20\d\d", run("when", "soon").text)

    def test_what_is_not_understood_is_said_to_be_so(self, run):
        result = run("when", "the vibe of the thing is blue", "--on", "2026-11-18")
        assert result.code == 3
        assert "not understood, no date is counted on" in result.text
        assert "By when do you expect to decide" in " ".join(result.text.split())

    @pytest.mark.parametrize(
        ("args", "text"),
        [
            (("by Friday", "--on", "yesterday"), "--on yesterday"),
            (("by Friday", "--on", "2500-01-01"), "2500"),
            (("by Friday", "--country", "Atlantis"), "Atlantis"),
            (("", "--on", "2026-11-18"), "WORDS is empty"),
            (("2026-11-17", "--on", "2026-11-18"), "Wed 18 Nov"),
            ((), "WORDS"),
        ],
    )
    def test_what_cannot_be_used_is_refused_on_one_line(self, run, args, text):
        result = run("when", *args)
        assert result.code == 2
        assert len(result.lines) == 1
        assert text in result.err

    def test_a_year_without_holidays_is_an_error(self, run):
        result = run("when", "by January 2027", "--on", "2026-12-29", "--country", "LK")
        assert result.code in (1, 3)
        assert len(result.lines) <= 1


class TestPlan:
    @pytest.mark.parametrize(
        ("phrase", "earliest", "channel"),
        [
            ("We'll get back to you by the end of next week", "2026-11-30T10:00:00-05:00", "phone"),
            ("by next Friday", "2026-11-30T10:00:00-05:00", "phone"),
            ("within 10 business days", "2026-12-04T10:00:00-05:00", "phone"),
            ("If you haven't heard by the 30th, feel free to reach out", "2026-12-01T10:00:00-05:00", "phone"),
            ("We'll decide by December 4, and please don't call", "2026-12-07T09:00:00-05:00", "email"),
            ("we'll be in touch shortly", "2026-11-25T10:00:00-05:00", "phone"),
            ("Wir melden uns bis Ende nächster Woche", "2026-11-30T10:00:00-05:00", "phone"),
        ],
    )
    def test_the_check_in_waits_for_what_they_said(self, plan, phrase, earliest, channel):
        step = check_in(plan(EXAMPLE, *NOW, "--they-said", phrase, "--format", "json"))
        assert (step["earliest"], step["channel"]) == (earliest, channel)

    @pytest.mark.parametrize("phrase", ["please do not contact us", "if you don't hear within two weeks, it's a no"])
    def test_no_check_in_where_they_want_none(self, plan, phrase):
        result = plan(EXAMPLE, *NOW, "--they-said", phrase, "--format", "json")
        assert check_in(result) is None
        assert timeline(result)["question"] is None

    def test_both_readings_and_a_question_stand_in_the_plan(self, plan):
        text = " ".join(plan(EXAMPLE, *NOW, "--they-said", "by next Friday").text.split())
        assert "they said “by next Friday”: an answer by Fri 27 Nov (or Fri 20 Nov); contact from Mon 30 Nov" in text
        assert "ask them: “May I check in with you on Mon 30 Nov if I have not heard from you by then?”" in text

    def test_it_counts_from_the_interview_unless_told(self, plan):
        said = timeline(plan(EXAMPLE, *NOW, "--they-said", "within a week", "--format", "json"))
        assert (said["said_on"], said["answer_due"]) == ("2026-11-18", "2026-11-25")
        args = ("--they-said", "within a week", "--said-on", "2026-11-20", "--format", "json")
        assert timeline(plan(EXAMPLE, *NOW, *args))["answer_due"] == "2026-11-27"

    def test_a_mail_from_standard_input(self, run):
        result = run("plan", EXAMPLE, *NOW, "--they-said", "-", "--format", "json", stdin=MAIL.encode())
        assert (timeline(result)["said_on"], timeline(result)["answer_due"]) == ("2026-11-20", "2026-11-27")
        assert check_in(result)["channel"] == "email"

    def test_two_things_cannot_both_be_standard_input(self, plan):
        assert "standard input" in plan("-", *NOW, "--they-said", "-", code=2).err

    def test_what_is_not_understood_is_named_and_what_was_told_before_stays(self, plan):
        first = plan(EXAMPLE, *NOW, "--they-said", "blue moon", "--format", "json", code=3)
        assert timeline(first)["kind"] == "not-understood"
        assert any("'blue moon', is not understood" in line for line in first.lines)
        told = plan(EXAMPLE, *NOW, "--they-said", "by December 4", "--format", "json")
        again = plan(EXAMPLE, *NOW, "--they-said", "blue moon", "--format", "json", code=3)
        assert again.json["interviews"] == told.json["interviews"]
        assert again.json["steps"] == told.json["steps"]

    def test_it_is_remembered_with_its_reading(self, plan):
        told = plan(EXAMPLE, *NOW, "--they-said", "by next Friday", "--format", "json")
        assert timeline(plan(EXAMPLE, *NOW, "--format", "json")) == timeline(told)

    def test_words_about_several_applications_are_refused(self, plan):
        panel = ROOT / "tests" / "data" / "invitations" / "panel.ics"
        assert "--only" in plan(EXAMPLE, panel, *NOW, "--they-said", "by Friday", code=2).err
        result = plan(EXAMPLE, panel, *NOW, "--only", "Acme", "--they-said", "by December 4", "--format", "json")
        assert timeline(result)["answer_due"] == "2026-12-04"


@pytest.fixture
def invitation(tmp_path):
    """Write the example with this text in its description, or without anybody of the employer's on it."""

    def invitation(text, *, is_own=False):
        content = EXAMPLE.read_text(encoding="utf-8").replace("\r\n ", "").replace("\n ", "")
        escaped = text.replace(",", r"\,").replace("\n", r"\n")
        content = re.sub(r"DESCRIPTION:.*", lambda _: f"DESCRIPTION:{escaped}", content)
        if is_own:
            content = re.sub(r"(?m)^(?:ORGANIZER|ATTENDEE).*\n", "", content)
        path = tmp_path / "invitation.ics"
        path.write_text(content, encoding="utf-8", newline="")
        return path

    return invitation


class TestInvitation:
    PROMISE = (
        "Dear Jo,\nyour interview is on 18 November.\nWe will let you know within two weeks.\nThe role starts in May."
    )

    def test_what_it_promises_is_read_and_quoted(self, plan, invitation):
        result = plan(invitation(self.PROMISE), *NOW, "--format", "json")
        said = timeline(result)
        assert (said["text"], said["answer_due"], said["in_invitation"]) == (
            "We will let you know within two weeks",
            "2026-12-02",
            True,
        )
        assert check_in(result)["earliest"] == "2026-12-03T10:00:00-05:00"
        assert (
            "the invitation says “We will let you know within two weeks”" in plan(invitation(self.PROMISE), *NOW).text
        )

    def test_the_users_own_word_wins(self, plan, invitation):
        source = invitation(self.PROMISE)
        told = timeline(plan(source, *NOW, "--they-said", "by November 27", "--format", "json"))
        assert (told["answer_due"], told["in_invitation"]) == ("2026-11-27", False)
        assert timeline(plan(source, *NOW, "--format", "json")) == told

    def test_nothing_takes_it_back_for_good(self, plan, invitation):
        source = invitation(self.PROMISE)
        plan(source, *NOW)
        assert timeline(plan(source, *NOW, "--they-said", "nothing", "--format", "json")) is None
        assert timeline(plan(source, *NOW, "--format", "json")) is None
        assert timeline(plan(source, *NOW, "--they-said", "by December 4", "--format", "json"))["answer_due"]

    def test_a_changed_invitation_is_read_again(self, plan, invitation):
        plan(invitation(self.PROMISE), *NOW)
        again = plan(invitation(self.PROMISE.replace("two weeks", "three weeks")), *NOW, "--format", "json")
        assert timeline(again)["answer_due"] == "2026-12-09"
        assert timeline(plan(invitation("See you!"), *NOW, "--format", "json")) is None

    def test_the_users_own_notes_are_not_the_employers_words(self, plan, invitation):
        assert timeline(plan(invitation(self.PROMISE, is_own=True), *NOW, "--format", "json")) is None

    @pytest.mark.parametrize(
        "text",
        [
            "Please confirm by Friday. If you have questions, call us.",
            "You will receive the link within 24 hours.",
            "We will be in touch tomorrow.",
            "We will send you the schedule by Monday.",
            "The role starts on January 4. Applications close on November 30.",
            "We will let you know by 10 November.",
            "We'll be in touch by the end of the hiring cycle.",
            "Please do not reply to this email.",
        ],
    )
    def test_other_dates_are_left_alone(self, plan, invitation, text):
        assert timeline(plan(invitation(text), *NOW, "--format", "json")) is None
