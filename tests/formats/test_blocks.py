"""Calendar text in pieces: joined, they are the text, whatever it is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.errors import UnreadableError
from followcal.formats.blocks import blocks
from followcal.formats.encodings import text_of

DATA = Path(__file__).parent.parent / "data"
FILES = sorted(DATA.rglob("*.ics"))

NAMES = st.sampled_from(["VEVENT", "VTODO", "vevent", "VTIMEZONE", "X-MINE"])
INNER_NAMES = st.sampled_from(["VALARM", "STANDARD", "X-MINE", "valarm"])
BREAKS = st.sampled_from(["\r\n", "\n"])
LINES = st.sampled_from(
    [
        "SUMMARY:Acme",
        "DESCRIPTION:BEGIN:VEVENT",
        " BEGIN:VALARM",
        "",
        "X:END:VEVENT",
        "ATTENDEE;CN=面接:mailto:a@b",
        "\tEND:VEVENT",
    ]
)


@st.composite
def components(draw, depth=2):
    """A well-formed component, with others inside it."""
    name, line_end = draw(NAMES if depth == 2 else INNER_NAMES), draw(BREAKS)
    inner = (
        st.one_of(LINES.map(lambda line: line + line_end), components(depth - 1))
        if depth
        else LINES.map(lambda line: line + line_end)
    )
    body = draw(st.lists(inner, max_size=4))
    return f"BEGIN:{name}{line_end}{''.join(body)}END:{name.lower()}{line_end}"


CALENDARS = st.builds(
    lambda before, parts, after: f"BEGIN:VCALENDAR\r\n{before}{''.join(parts)}{after}END:VCALENDAR\r\n",
    st.sampled_from(["", "VERSION:2.0\r\n", "VERSION:2.0\nPRODID:x\n"]),
    st.lists(st.one_of(components(), LINES.map("{}\r\n".format)), max_size=6),
    st.sampled_from(["", "X-LATE:1\r\n"]),
)
ANYTHING = st.lists(
    st.one_of(
        st.sampled_from(["BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT"]), LINES, st.text(max_size=10)
    ),
    max_size=12,
).flatmap(lambda lines: BREAKS.map(lambda line_end: line_end.join(lines)))


@given(CALENDARS, st.sampled_from(["", "\r\n", "junk\n"]))
def test_joined_the_pieces_are_the_text(text, after):
    pieces = blocks(text + after, "x.ics")
    assert "".join(piece.text for piece in pieces) == text + after


@given(ANYTHING)
def test_of_any_text_the_pieces_are_the_text_or_the_line_is_named(text):
    try:
        pieces = blocks(text, "x.ics")
    except UnreadableError as error:
        assert str(error).startswith("x.ics: line ")  # noqa: PT017
    else:
        assert "".join(piece.text for piece in pieces) == text


@given(st.lists(components(), max_size=5))
def test_each_component_is_a_piece_of_its_own_with_its_line(parts):
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    text = f"{head}{''.join(parts)}END:VCALENDAR\r\n"
    found = [piece for piece in blocks(text, "x.ics") if piece.name]
    assert [piece.text for piece in found] == parts
    lines = text.split("\n")
    for piece in found:
        assert lines[piece.line - 1].strip().upper() == f"BEGIN:{piece.name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_joined_the_pieces_of_a_real_file_are_the_file(path):
    text = text_of(path.read_bytes())
    pieces = blocks(text, path.name)
    assert "".join(piece.text for piece in pieces) == text
    assert [p.name for p in pieces].count("VEVENT") == text.count("BEGIN:VEVENT")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
            "line 2: BEGIN:VEVENT without its END: read up to END:VCALENDAR",
        ),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "line 2: BEGIN:VEVENT without its END: the file is cut off"),
        ("END:VEVENT\n", "line 1: END:VEVENT without its BEGIN"),
        (
            "BEGIN:VCALENDAR\n\nBEGIN:VEVENT\nBEGIN:VALARM\nEND:VEVENT\n",
            "line 4: BEGIN:VALARM without its END: read up to END:VEVENT",
        ),
    ],
)
def test_what_does_not_match_is_named_with_its_line(text, message):
    with pytest.raises(UnreadableError, match=rf"^x\.ics: {message}$"):
        blocks(text, "x.ics")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"BEGIN", "BEGIN"),
        (b"\xef\xbb\xbfBEGIN", "BEGIN"),
        ("Grüße, 面接".encode(), "Grüße, 面接"),
        ("Grüße".encode("cp1252"), "Grüße"),
        ("Grüße, 面接".encode("utf-16"), "Grüße, 面接"),
        ("Grüße\r\n".encode("cp1252") + "Größe, 面接".encode(), "Grüße\r\nGröße, 面接"),
        ("für, 面接, ".encode() + b"f\xfcr", "für, 面接, für"),
        (b"SUMMARY:Gr\xc3\r\n \xbc\xc3\x9fe\r\nUID:1\r\n", "SUMMARY:Grüße\r\nUID:1\r\n"),
        ("Grüße".encode("utf-16-be"), None),
        (b"", ""),
        (b"\x81\xfe", None),
    ],
)
def test_bytes_of_any_encoding_become_text(data, text):
    found = text_of(data)
    assert isinstance(found, str)
    assert text is None or found == text
