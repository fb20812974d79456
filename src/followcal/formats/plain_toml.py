"""Our own data files: TOML of tables, strings, numbers and lists; what takes several lines ends with a line of `]`.

Read as any TOML, they would cost a run a twentieth of its time. What users write is read by `tomllib`.
"""

from __future__ import annotations

from typing import Any

from msgspec import json


def tables_in(source: str) -> dict[str, Any]:
    r"""Return the tables of a data file.

    >>> tables_in('[a.b]\nc = "d"\n# e\nf = [\n  ["g"],\n  ["h", "i"],  \n]')
    {'a': {'b': {'c': 'd', 'f': [['g'], ['h', 'i']]}}}
    """
    top: dict[str, Any] = {}
    table, name, value = top, "", ""
    for line in source.split("\n"):
        text = line.strip()
        if not text or text[0] == "#":
            continue
        if value:
            value += text
            is_whole = line == "]"
        elif text[0] == "[":
            table = top
            for key in text.strip("[]").split("."):
                table = table.setdefault(key, {})
            continue
        else:
            name, _, value = text.partition(" = ")
            is_whole = value[0] != "[" or value[-1] == "]"
        if is_whole:
            table[name.strip('"')] = json.decode(value.replace(",]", "]"))
            value = ""
    return top
