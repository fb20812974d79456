"""mailto: links: what is in them comes out of them, and nothing else (RFC 6068)."""

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from followcal.formats.mailto import MAX_LINK, encoded, is_address, mailto
from hostile import hostile


def taken_apart(link):
    parts = urlsplit(link)
    assert parts.scheme == "mailto"
    return unquote(parts.path), parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True), parts.fragment


@given(hostile, hostile, hostile, hostile)
def test_no_text_breaks_out_of_a_link(address, subject, body, rest):
    link = mailto(address, subject, body, rest)
    assert link.isascii()
    assert link.isprintable()
    assert not set(link) & set(" \"'<>\\^`{|}[]")
    assert len(link) <= MAX_LINK
    to, fields, fragment = taken_apart(link)
    assert to in ("", address)
    assert [name for name, _ in fields] in (["subject", "body"], [])
    assert not fragment


@given(hostile, hostile)
def test_a_decoded_link_holds_no_character_that_a_mail_program_obeys(subject, body):
    fields = dict(taken_apart(mailto(None, subject, body, ""))[1])
    assert fields["subject"].isprintable()
    assert all(line.isprintable() for line in fields["body"].split("\r\n"))


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=40).filter(str.isprintable), max_size=6))
def test_a_short_text_comes_out_as_it_went_in(lines):
    body = "\n".join(lines)
    link = mailto("dana@acme.example", "Hi & bye?", body, "")
    assume(len(link) < MAX_LINK - 20)
    to, fields, _ = taken_apart(link)
    assert to == "dana@acme.example"
    assert dict(fields)["subject"] == "Hi & bye?"
    assert dict(fields)["body"].rstrip("\r\n") == body.replace("\n", "\r\n").rstrip("\r\n")


def test_a_long_text_loses_whole_paragraphs_and_says_so():
    paragraphs = [f"{n} " + "word " * 60 for n in range(20)]
    body = dict(taken_apart(mailto(None, "Thank you", "\n\n".join(paragraphs), "[the rest]"))[1])["body"]
    kept = body.split("\r\n\r\n")
    assert 1 < len(kept) < 20
    assert kept[-1] == "[the rest]"
    assert kept[:-1] == paragraphs[: len(kept) - 1]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "dana",
        "dana@",
        "@acme.example",
        "a b@acme.example",
        "a@b@c",
        "a@b?bcc=x",
        "a@b\r\nBcc: x@y",
        "a@b\u202e",
        "<a@b>",
        "a,b@c",
    ],
)
def test_what_is_no_address_is_left_out(address):
    assert not is_address(address)
    assert mailto(address, "s", "b", "") == "mailto:?subject=s&body=b"


def test_an_address_may_hold_a_percent_sign_and_other_letters():
    assert mailto("gorby%kremvax@example.com", "", "", "").startswith("mailto:gorby%25kremvax@example.com?")
    assert taken_apart(mailto("zoë+jobs@bücher.example", "", "", ""))[0] == "zoë+jobs@bücher.example"


@given(st.text(st.characters(codec="utf-8")))
def test_encoding_is_undone_by_decoding(text):
    assert unquote(encoded(text)) == text
