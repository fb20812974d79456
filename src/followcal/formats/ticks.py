"""Whether a title says that its step is done: a tick before or behind it, or the word for it."""

from __future__ import annotations

from followcal.formats.form_words import keys
from followcal.formats.typed import key_of
from followcal.regex import regex

_TICK = regex(r"^\W{0,3}(?:[✓✔☑✅🗸]|\[ ?[xX✓✔] ?\]|\([xX✓✔]\))|(?:[✓✔☑✅🗸]|\[ ?[xX✓✔] ?\])[\ufe0f\s.!]{0,3}$")
_WORD = regex(r"[^\W\d_]+")


def is_ticked(title: str) -> bool:
    """Return whether the title of a step says that it is done.

    >>> [is_ticked(title) for title in ("✓ Call Acme", "Call Acme: done!", "erledigt - Call Acme", "Call Acme")]
    [True, True, True, False]
    """
    title = title.strip()[:500]
    if _TICK.search(title):
        return True
    words = _WORD.findall(key_of(title))
    return bool(words) and not {words[0], words[-1]}.isdisjoint(keys("ticks", "done"))
