"""The page by its text alone: calendar text stays text, and nothing but its own style sheet is allowed."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from followcal.core.facts import Promised, Status
from followcal.core.interview import Person
from followcal.core.policy import Channel, Kind
from followcal.core.reason import Reason
from followcal.core.timeline import AnswerBy, StatedTimeline
from followcal.formats.drafts import DraftKind, draft
from followcal.formats.page import is_page, page
from hostile import hostile
from pages import CALENDARS, NOW, PLANS, interview, scheduled
from shares import share

TAGS = (
    "html head meta title style body a header h1 h2 h3 h4 p nav ul ol li main section article details summary strong "
    "span time small svg rect div br footer"
).split()
ATTRIBUTES = (
    "lang charset http-equiv content name class href id datetime aria-label aria-labelledby aria-hidden viewbox x y "
    "width height preserveaspectratio"
).split()


class Seen(HTMLParser):
    """Every tag, attribute and link of a page, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.links, self.text = [], set(), [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        self.text.append(data)


def shown(text, **options):
    found = interview(
        0,
        date(2026, 11, 18),
        company=text,
        role=text,
        summary=text,
        interviewers=(Person(text, None), Person(None, f"{text}@evil.example")),
        timeline=StatedTimeline(AnswerBy(date(2026, 12, 4)), text=text, reading=text),
        assumed=(Reason("I3", text),),
    )
    told = [Promised(("interview-0", ""), date(2026, 11, 19), text)] if text.strip() else []
    return page(scheduled([found], told), CALENDARS, **options)


@given(hostile)
@example("<b>&amp;<img src=x onerror=alert(1)>")
@example("\"'><script>alert(1)</script>")
@share(0.4)
def test_text_of_a_calendar_never_becomes_markup(text):
    found = shown(text)
    seen = Seen(found)
    assert set(seen.tags) <= set(TAGS)
    assert seen.attributes <= set(ATTRIBUTES)
    assert all(link.startswith(("#", "mailto:")) for link in seen.links)
    assert all(char.isprintable() or char == "\n" for char in found)
    assert seen.tags == Seen(shown(re.sub("[<>&\"']", "x", text))).tags


@given(hostile, st.sampled_from(["Acme Rockets", "Zoltan", "Quux"]))
@share(0.3)
def test_a_discreet_page_says_nothing_of_what_it_is_about(text, word):
    found = shown(f"{text} {word}", discreet=True)
    for leak in (word, "interview", "followcal", "Follow-up", "Thank", "employer", "application", "evil", "Dana"):
        assert leak.casefold() not in found.casefold(), leak


def test_a_call_has_its_script_as_draft_gives_it_and_a_mail_has_its_link():
    plan = PLANS["one"]()
    [call] = [step for step in plan.steps if step.kind is Kind.CHECK_IN]
    assert call.channel is Channel.PHONE
    lines = draft(DraftKind.CALL, call.interview, call.to).body.split("\n")
    assert len(lines) == 5
    found = page(plan, CALENDARS)
    details = found[found.index("<summary>What to say") :].partition("</details>")[0]
    assert [text.strip() for text in Seen(details).text if text.strip()][2:] == lines
    assert found.count("What to say") == 1
    assert sum(link.startswith("mailto:") for link in Seen(found).links) == sum(
        step.kind in (Kind.THANK_YOU, Kind.CLOSING, Kind.REFERENCES) for step in plan.steps
    )


def test_a_call_that_is_made_needs_no_script():
    made = replace(PLANS["one"](), steps=tuple(replace(step, status=Status.DONE) for step in PLANS["one"]().steps))
    assert "What to say" not in page(made, CALENDARS)


@given(hostile)
@share(0.2)
def test_a_discreet_page_has_no_script(text):
    assert "What to say" in shown(text)
    found = shown(text, discreet=True)
    assert "What to say" not in found
    assert "script" not in re.sub("<style>.*?</style>", "", found, flags=re.DOTALL)


def test_the_policy_allows_its_own_sheet_and_nothing_else():
    for plan in PLANS.values():
        found = page(plan(), CALENDARS)
        style = re.search(r"<style>(.*?)</style>", found, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', found)[1]
        assert policy.replace("&#39;", "'") == (
            f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        )


def test_the_same_plan_is_the_same_page_and_is_known_again():
    one, other = (page(PLANS["thirty"](), CALENDARS) for _ in range(2))
    assert one == other
    assert is_page(one)
    assert is_page(page(PLANS["one"](), CALENDARS, discreet=True))
    assert not is_page("<html>")


def test_every_application_and_every_step_is_there():
    plan = PLANS["thirty"]()
    seen = Seen(page(plan, CALENDARS))
    text = " ".join(seen.text)
    for step in plan.steps:
        assert (step.summary in text) is (step.status is not Status.WITHDRAWN)
    for each in plan.interviews:
        assert each.company in text
    assert seen.tags.count("article") == 30


def test_who_is_elsewhere_is_told_which_times_are_not_theirs():
    here = ZoneInfo("Europe/Berlin")
    found = scheduled([interview(0, date(2026, 11, 20))])
    at_home, elsewhere = (
        " ".join(Seen(page(each, CALENDARS)).text) for each in (found, replace(found, now=NOW.astimezone(here)))
    )
    assert "America/New_York" in at_home.partition("Interview Fri 20 Nov, 10:00, ")[2][:20]
    assert at_home.count("America/New_York") == 1
    assert "Fri 20 Nov, 15:00 (09:00 America/New_York) Prepare for" in re.sub(r"\s+", " ", elsewhere)
    assert "until Fri 20 Nov, 10:00 (America/New_York)" in elsewhere
    assert "09:00 America/New_York Prepare for" in elsewhere  # among the months
    assert "interview, Fri 20 Nov, 16:00 (10:00 America/New_York)" in page(
        replace(found, now=NOW.astimezone(here)), CALENDARS
    )


def test_a_day_of_another_year_says_so():
    text = " ".join(Seen(page(scheduled([interview(0, date(2026, 12, 10))]), CALENDARS)).text)
    assert re.search(r"from Fri 8 Jan 2027, 09:00 until Fri 15 Jan 2027, 17:00", text)
