"""The page in a real browser: no violation, no overflow, no request, no script, and text stays text.

`FOLLOWCAL_SCREENSHOTS=docs/pictures` writes the pictures of the documentation anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from followcal.formats.page import page
from pages import CALENDARS, PLANS
from system.browser import AXE, browser_path, missing

WIDTHS = (320, 768, 1280)
WHY_NOT = missing()
pytestmark = [
    pytest.mark.skipif(
        WHY_NOT is not None and not os.environ.get("FOLLOWCAL_REQUIRE_BROWSER"), reason=WHY_NOT or "all is there"
    ),
    # Playwright's own loop is closed by the interpreter.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def chromium():
    assert WHY_NOT is None, WHY_NOT
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=browser_path(), args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, plan in PLANS.items():
        for discreet in (False, True):
            text = page(plan(), CALENDARS, discreet=discreet)
            (folder / f"{name}{'-discreet' * discreet}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def shown(chromium, folder):
    """Show a page; nothing but the page itself may be asked for, and nothing may go wrong in it."""
    contexts = []

    def shown(name, *, width=1280, scheme="light", scripts=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts, offline=True
        )
        contexts.append(context)
        tab = context.new_page()
        asked, said, failed = [], [], []
        tab.on("requestfailed", lambda request: failed.append(request.failure))
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: said.append(message.text))
        tab.on("dialog", lambda dialog: (said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        tab.on("pageerror", lambda error: said.append(str(error)))
        address = (folder / f"{name}.html").as_uri()
        tab.goto(address)
        tab.asked, tab.said, tab.failed, tab.address = asked, said, failed, address
        return tab

    yield shown
    for context in contexts:
        context.close()


ALL = [*PLANS, "thirty-discreet"]


def with_details(tab, most=40):
    """Open details: those of a long page are all alike."""
    tab.evaluate("most => [...document.querySelectorAll('details')].slice(0, most).forEach(d => d.open = true)", most)


LOOKS = [(320, "light"), (1280, "dark")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", ALL)
def test_axe_finds_no_violation(shown, name, width, scheme):
    tab = shown(name, width=width, scheme=scheme)
    with_details(tab, 6)
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = tab.evaluate("tags => axe.run({runOnly: tags})", tags)
    assert found["passes"]
    assert [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in found["violations"]] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ALL)
def test_nothing_overflows(shown, name, width):
    tab = shown(name, width=width)
    with_details(tab)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    wide = """width => [...document.querySelectorAll('body *:not(.unseen, .unseen *, .skip)')]
        .filter(each => each.getBoundingClientRect().right > width + 1).map(each => each.outerHTML.slice(0, 80))"""
    assert tab.evaluate(wide, width) == []


@pytest.mark.parametrize("name", ALL)
def test_it_asks_for_nothing_and_runs_nothing(shown, name):
    tab = shown(name)
    with_details(tab)
    tab.wait_for_timeout(100)
    assert tab.asked == [tab.address]
    assert tab.said == []
    kinds = "script, img, iframe, object, embed, link, form, base, audio, video, [onerror], [onmouseover], [style]"
    assert tab.locator(kinds).count() == 0
    hrefs = set(tab.evaluate("[...document.querySelectorAll('a')].map(each => each.protocol)"))
    assert hrefs <= {"file:", "mailto:"}
    own = (
        "[...document.querySelectorAll('a')].every(a => a.protocol === 'mailto:' || a.getAttribute('href')[0] === '#')"
    )
    assert tab.evaluate(own)
    targets = "[...document.querySelectorAll('a[href^=\"#\"]')].every(a => document.getElementById(a.hash.slice(1)))"
    assert tab.evaluate(targets)
    assert (
        tab.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size")
        == tab.locator("[id]").count()
    )


def test_a_foreign_style_or_script_would_be_refused(shown):
    tab = shown("one")
    tab.evaluate(
        """() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';
        document.body.append(s);
        const c = document.createElement('style'); c.textContent = 'body { color: red }'; document.body.append(c);
        const i = document.createElement('img'); i.src = 'https://evil.example/x.png'; document.body.append(i) }"""
    )
    assert tab.evaluate("window.ran") is None
    tab.wait_for_timeout(100)
    assert tab.failed == ["csp"] * len(tab.asked[1:])
    assert len([line for line in tab.said if "Content Security Policy" in line]) == 3


def test_hostile_titles_stay_text(shown):
    tab = shown("hostile")
    text = tab.locator("body").inner_text()
    for part in ("<img src=x onerror=alert(1)>", "javascript:alert(1)", "<script>alert(1)</script>", "{{ 7 * 7 }}"):
        assert part in text
    assert "\u202e" not in text
    assert tab.title() == "Follow-ups, Thu 19 Nov 2026"


@pytest.mark.parametrize("name", ALL)
def test_without_scripts_it_shows_the_same_and_details_open(shown, name):
    tab = shown(name, scripts=False)
    assert tab.get_by_role("heading", level=1).count() == 1
    details = tab.locator("details")
    if details.count():
        first = details.first
        assert not first.locator("ul").first.is_visible()
        first.locator("summary").click()
        assert first.locator("ul").first.is_visible()
    assert tab.asked == [tab.address]


def test_it_can_be_used_by_keyboard(shown):
    tab = shown("one")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "To what is to do"
    assert tab.locator(".skip").bounding_box()["x"] >= 0
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#todo")
    summary = tab.locator("summary").first
    summary.focus()
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Tab")
    assert tab.evaluate(outline) == "solid"
    tab.keyboard.press("Enter")
    assert tab.locator("details").first.get_attribute("open") is not None


def test_print_shows_the_reasons(shown):
    tab = shown("one")
    tab.emulate_media(media="print")
    assert not tab.locator("nav").is_visible()
    assert tab.locator("details ul").first.is_visible()


@pytest.mark.skipif(not os.environ.get("FOLLOWCAL_SCREENSHOTS"), reason="FOLLOWCAL_SCREENSHOTS names no folder")
@pytest.mark.parametrize(
    ("name", "width", "scheme", "height"),
    [
        ("empty", 640, "light", 330),
        ("one", 320, "dark", 1500),
        ("one", 1000, "light", 1250),
        ("thirty", 1000, "dark", 1400),
    ],
)
def test_pictures(shown, name, width, scheme, height):
    tab = shown(name, width=width, scheme=scheme, scripts=False)
    if name == "thirty":
        tab.goto(f"{tab.address}#timeline")
    folder = Path(os.environ["FOLLOWCAL_SCREENSHOTS"])
    folder.mkdir(exist_ok=True)
    tab.set_viewport_size({"width": width, "height": height})
    tab.screenshot(path=folder / f"page-{name}-{width}-{scheme}.png")
