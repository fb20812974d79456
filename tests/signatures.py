"""The signatures of the public names, as the reference shows them: what `inspect` says, with short annotations."""

import inspect
import re
import textwrap
from enum import Enum

WIDTH = 118
_KEPT = "\0"
"""A space at which no line ends."""


def signature_of(name, value, methods=()):
    """Return the lines that show a class or a function: how it is called, and its `methods`."""
    if isinstance(value, type) and issubclass(value, BaseException):
        return [f"class {name}({', '.join(base.__name__ for base in value.__bases__)})"]
    if isinstance(value, type) and issubclass(value, Enum):
        return _wrapped(f"{name}: {', '.join(member.name for member in value)}")
    lines = _wrapped(f"{name}{_call(value)}")
    for method in methods:
        lines += _wrapped(f".{method}{_call(getattr(value, method))}", "    ")
    return lines


def _call(value):
    signature = inspect.signature(value)
    notes = {}
    for each in reversed(value.__mro__) if isinstance(value, type) else ():
        notes |= inspect.get_annotations(each)
    parts, is_keyword = [], False
    for parameter in signature.parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not is_keyword:
            is_keyword = True
            if not any(each.kind is each.VAR_POSITIONAL for each in signature.parameters.values()):
                parts.append("*")
        parts.append(_parameter(parameter, notes.get(parameter.name, parameter.annotation)))
    result = signature.return_annotation
    shown = "" if isinstance(value, type) or result is signature.empty else f" -> {_short(result)}"
    return f"({', '.join(part.replace(' ', _KEPT) for part in parts)}){shown}"


def _parameter(parameter, note):
    stars = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
    text = f"{stars}{parameter.name}: {_short(note)}"
    if parameter.default is parameter.empty:
        return text
    plain = parameter.default is None or isinstance(parameter.default, (bool, int, str, tuple, frozenset))
    return f"{text} = {parameter.default!r}" if plain and len(repr(parameter.default)) < 20 else f"{text} = ..."


def _short(note):
    """Return an annotation without the modules of what it names.

    >>> _short("collections.abc.Mapping[str, datetime.date]")
    'Mapping[str, date]'
    """
    text = note if isinstance(note, str) else getattr(note, "__name__", str(note))
    return re.sub(r"\b(?:[a-z_]\w*\.)+(\w)", r"\1", text)


def _wrapped(text, indent=""):
    wrap = textwrap.TextWrapper(WIDTH, indent, f"{indent}    ", break_long_words=False, break_on_hyphens=False)
    return [line.replace(_KEPT, " ") for line in wrap.wrap(text)]
