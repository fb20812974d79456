"""Words of all languages as data, found in texts word by word."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costs import cost
from followcal.formats.word_lists import Text, WordList, as_words, entries, lists_in, plain, sections, words

SHIPPED = [
    f"{section}.{key}"
    for section, lists in tomllib.loads(
        (files("followcal.formats") / "words" / "en.toml").read_text(encoding="utf-8")
    ).items()
    for key in lists
]
LANGUAGES = {
    file.name: tomllib.loads(file.read_text(encoding="utf-8"))
    for file in (files("followcal.formats") / "words").iterdir()
    if file.name.endswith(".toml")
}


def test_each_language_has_the_same_sections():
    assert set(LANGUAGES) == {"en.toml", "de.toml", "fr.toml", "es.toml", "pt.toml"}
    keys = {name: {section: set(lists) for section, lists in data.items()} for name, data in LANGUAGES.items()}
    assert all(found == keys["en.toml"] for found in keys.values())


def test_lists_are_read_in_time():
    words.cache_clear()
    assert cost(lambda: [words(name) for name in SHIPPED]) < 3  # about a third


def test_lists_are_read_as_toml_reads_them():
    for file in (files("followcal.formats") / "words").iterdir():
        if file.name.endswith(".toml"):
            read = list(lists_in(file.read_text(encoding="utf-8")))
            assert [(name, text.strip()) for name, text in read] == [
                (f"{section}.{key}", text.strip())
                for section, lists in LANGUAGES[file.name].items()
                for key, text in lists.items()
            ]


def test_each_expression_is_found_in_whatever_order_they_stand():
    written = ["we met", "my zoo", "me too", "my ace", "zoo", "my bee*", "my"]
    found = WordList(written)
    for text in written:
        assert found.search(f"so, {text.rstrip('*')}, then").text == text.rstrip("*")


@pytest.mark.parametrize(
    ("entry", "text", "found"),
    [
        ("on-site", "On Site", True),
        ("on-site", "on-site", True),
        ("on-site", "on. Site", False),
        ("vorstellungsgespräch*", "VORSTELLUNGSGESPRAECHE", True),
        ("vorstellungsgespräch", "Vorstellungsgesprach", True),
        ("*leiter", "Projektleiter", True),
        ("*gespräch*", "Erstgesprächstermin", True),
        ("you'll meet", "You’ll  meet", True),
        ("interview*", "reinterview", False),
        ("rdv", "RDV", True),
        ("final round", "final", False),
        ("...", "anything", False),
    ],
)
def test_word_is_found_in_each_spelling(entry, text, found):
    assert (WordList([entry]).search(text) is not None) is found


def test_longest_entry_wins():
    hit = WordList(["phone", "phone screen", "phone screen call"]).search("A Phone Screen at two")
    assert (hit.text, hit[0], hit.start(), hit.end()) == ("Phone Screen", "Phone Screen", 2, 14)


def test_match_is_at_the_first_word():
    prefixes = WordList(["re"])
    assert prefixes.match("Re: Acme")
    assert prefixes.match("Acme, re: this") is None
    assert prefixes.match("") is None


def test_covers_takes_numbers_but_no_other_word():
    noise = WordList(["round", "phone call"])
    assert noise.covers("Round 2, phone-call")
    assert not noise.covers("Round 2, Acme")
    assert noise.covers("...")


def test_part_of_a_text_is_its_letters():
    text = Text("Ann  Lee, CTO")
    assert len(text) == 3
    assert text.part(0, 2) == "Ann  Lee"
    assert text.part(2, 9) == "CTO"
    assert text.part(3, 4) == ""


def test_lists_of_all_languages_are_one():
    assert {"interview*", "entrevista", "vorstellungsgespräch*", "entretien"} <= set(entries("signal.interview"))
    assert "recruiter screen" in sections("round")
    assert words("medium.phone") is words("medium.phone")


@given(st.text(max_size=200))
def test_any_text_is_searched_and_hits_lie_in_it(source):
    for hit in words("signal.interview", "title.noise", "title.role").hits(as_words(source)):
        assert source[hit.begin : hit.stop] == hit.text
        assert hit.first < hit.last


@given(st.text(max_size=30))
def test_plain_twice_is_plain_once(word):
    assert plain(plain(word)) == plain(word)


def test_memory_of_words_is_bounded(monkeypatch):
    monkeypatch.setattr("followcal.formats.word_lists._MAX_KNOWN", 1)
    found = WordList(["acme", "other"])
    assert [hit.text for hit in found.hits(Text("acme other acme"))] == ["acme", "other", "acme"]
