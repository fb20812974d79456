"""Tables of TOML as they are written: texts and lists of texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence


def toml_table(name: str, values: Mapping[str, str | Sequence[str]]) -> str:
    r"""Return a table, with a line break at its end.

    >>> print(toml_table("sync", {"sources": ["home:Café", "a \"b\""], "target": "x"}), end="")
    [sync]
    sources = ["home:Café", "a \"b\""]
    target = "x"
    """
    lines = [f"{key} = {_value(value)}" for key, value in values.items()]
    return "\n".join((f"[{name}]", *lines, ""))


def _value(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"[{', '.join(_value(each) for each in value)}]"
