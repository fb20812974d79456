"""``mailto:`` links that open a mail with recipient, subject and text (RFC 6068).

Everything but letters, digits and ``-._~`` is percent-encoded UTF-8, so no text can end its field, add one, or leave
the link. Windows hands links of about 2,000 letters to mail programs, so none is longer.
"""

from __future__ import annotations

from followcal.regex import regex

MAX_LINK = 2000
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ADDRESS = regex(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]/?#]{1,253}")
_MAX_SUBJECT = 150


def mailto(address: str | None, subject: str, body: str, rest: str) -> str:
    r"""Return the link. Where it grows too long, paragraphs at the end of `body` give way to `rest`.

    No address, or what is none: the link leaves the recipient open.

    >>> mailto("dana@acme.example", "Thank you", "Dear Dana,\n...", "")
    'mailto:dana@acme.example?subject=Thank%20you&body=Dear%20Dana%2C%0D%0A...'
    """
    head = f"mailto:{_recipient(address)}?subject={encoded(_printable(subject)[:_MAX_SUBJECT])}&body="
    paragraphs = body.split("\n\n")
    for count in range(len(paragraphs), -1, -1):
        kept = paragraphs[:count] if count == len(paragraphs) else [*paragraphs[:count], rest]
        link = head + encoded("\r\n\r\n".join("\r\n".join(_lines(part)) for part in kept))
        if len(link) <= MAX_LINK:
            return link
    return head if len(head) <= MAX_LINK else "mailto:"


def encoded(text: str) -> str:
    """Return `text` in percent-encoding; what is no Unicode, such as half a surrogate pair, becomes a question mark.

    >>> encoded("R&D, Zoë")
    'R%26D%2C%20Zo%C3%AB'
    """
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))


def is_address(text: str) -> bool:
    """Return whether a text is an e-mail address that may stand in a link or in a header."""
    return bool(_ADDRESS.fullmatch(text)) and text.isprintable()


def _recipient(address: str | None) -> str:
    if address is None or not is_address(address):
        return ""
    local, _, domain = address.rpartition("@")
    return f"{encoded(local)}@{encoded(domain)}"


def _lines(text: str) -> list[str]:
    return [_printable(line) for line in text.splitlines()] or [""]


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())
