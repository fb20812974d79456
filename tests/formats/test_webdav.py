"""The XML of WebDAV: whatever a server answers, it is read or refused; nothing else happens."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from costs import cost
from followcal.errors import UnreadableError
from followcal.formats.webdav import (
    LISTING,
    PRINCIPAL,
    TAG,
    changes_since,
    multistatus,
    objects_at,
    preconditions,
)

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=60)


def response(inner):
    return f'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">{inner}</d:multistatus>'.encode()


@given(TEXT)
def test_a_token_arrives_as_it_is(token):
    root = etree.fromstring(changes_since(token))
    assert (root.findtext("{DAV:}sync-token") or "") == token


@given(st.lists(TEXT, max_size=5))
def test_addresses_arrive_as_they_are(hrefs):
    root = etree.fromstring(objects_at(hrefs))
    assert [each.text or "" for each in root.findall("{DAV:}href")] == hrefs


@pytest.mark.parametrize("query", [LISTING, PRINCIPAL, TAG])
def test_each_query_is_well_formed(query):
    assert etree.fromstring(query).tag == "{DAV:}propfind"


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: response(text.replace("\0", "")))))
def test_any_bytes_are_read_or_refused(body):
    preconditions(body)
    try:
        found = multistatus(body)
    except UnreadableError:
        return
    assert found.members is not None


def test_what_a_server_says_of_each_address():
    found = multistatus(
        response(
            """<d:response><d:href>/a%40b</d:href><d:propstat><d:prop><d:getetag>"1"</d:getetag>
            <c:calendar-data xmlns:c="urn:ietf:params:xml:ns:caldav">BEGIN&#13;
END</c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>
            <d:propstat><d:prop><d:sync-token/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>
            </d:response>
            <d:response><d:href> /gone </d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>
            <d:response><d:href>/none</d:href><d:propstat><d:prop><d:getetag/></d:prop>
            <d:status>HTTP/1.1 403 Forbidden</d:status></d:propstat></d:response>
            <d:response><d:href>/odd</d:href><d:status>odd</d:status></d:response>
            <d:sync-token> t </d:sync-token>"""
        )
    )
    assert [(each.href, each.status, each.tag) for each in found.members] == [
        ("/a%40b", 200, '"1"'),
        ("/gone", 404, ""),
        ("/none", 403, ""),
        ("/odd", 500, ""),
    ]
    assert found.members[0].data == b"BEGIN\r\nEND"
    assert found.token == "t"


BOMB = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 40))


@pytest.mark.parametrize(
    "body",
    [
        f'<!DOCTYPE x [{BOMB}]><d:multistatus xmlns:d="DAV:">&a39;</d:multistatus>'.encode(),
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><d:multistatus xmlns:d="DAV:"><d:sync-token>&e;'
        b"</d:sync-token></d:multistatus>",
        b'<d:multistatus xmlns:d="DAV:">' + b"<d:response>" * 100_000,
        b'<d:multistatus xmlns:d="DAV:"><d:sync-token>' + b"x" * 11_000_000 + b"</d:sync-token></d:multistatus>",
    ],
    ids=["laughs", "file", "deep", "long"],
)
def test_hostile_answers_cost_little_and_show_nothing(body):
    found = None

    def answer():
        nonlocal found
        with suppress(UnreadableError):
            found = multistatus(body)

    assert cost(answer) < 50
    assert found is None or "root" not in found.token


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (
            b'<error xmlns="DAV:"><c:no-uid-conflict xmlns:c="urn:ietf:params:xml:ns:caldav"/></error>',
            {"no-uid-conflict"},
        ),
        (b'<error xmlns="DAV:"><x><y/></x></error>', {"x", "y"}),
        (b'<error xmlns="DAV"><x/></error>', set()),
        (b"no-uid-conflict", set()),
        (b"<error", set()),
        (b"", set()),
    ],
)
def test_which_preconditions_were_violated(body, names):
    assert preconditions(body) == names
