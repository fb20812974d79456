"""Templates of the user's in place of our texts: Jinja2, of which only what a text needs is let through.

A template may come from somebody else. Whatever is not on the list of allowed nodes is refused before it is compiled:
no attribute, no call, no loop, no arithmetic, no include. So nothing outside its names can be reached, and the time
that it takes grows with its length only. `jinja2` is imported when the first template is read, not before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from zlib import crc32

from msgspec.structs import replace

from followcal.errors import UsageError
from followcal.formats.draft_texts import texts
from followcal.formats.drafts import CASES, Draft, DraftKind, Tone
from followcal.formats.open_places import Open

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_TEMPLATE = 20_000
_MAX_TEXT = 100_000
_MAX_LIST = 50
_NODES = frozenset(
    "Template Output TemplateData Name Const If CondExpr Filter Test Compare Operand And Or Not Concat List".split()
)
_FILTERS = frozenset({"upper", "lower", "title", "capitalize", "trim", "default", "vary"})
_TESTS = frozenset({"open"})
_DEEPEST = 50


def template_names(kind: DraftKind, tone: Tone, language: str) -> Iterator[str]:
    """Yield the names of the files that may hold the template for a draft, the most particular first.

    >>> list(template_names(DraftKind.CLOSING, Tone.FORMAL, "de"))
    ['closing.formal.de.txt', 'closing.formal.txt', 'closing.de.txt', 'closing.txt']
    """
    yield from (f"{kind}.{tone}.{language}.txt", f"{kind}.{tone}.txt", f"{kind}.{language}.txt", f"{kind}.txt")


def from_template(source: str, name: str, ours: Draft, values: Mapping[str, str]) -> Draft:
    """Return `ours` with the words of a template: its first line may be ``Subject: ...``, the others are the text.

    Raises UsageError that names the template and the line for what is no template, or not let through.
    """
    text = render(source, name, {**values, "subject": ours.subject, "text": ours.body}, _mark(ours))
    head, _, rest = text.lstrip("\n").partition("\n")
    if head.casefold().startswith("subject:"):
        return replace(ours, subject=" ".join(head[len("subject:") :].split()), body=rest.strip("\n"))
    return replace(ours, body=text.strip("\n"))


def render(source: str, name: str, values: Mapping[str, str], mark: str = "") -> str:
    """Return what a template says with these values."""
    if len(source) > MAX_TEMPLATE:
        raise UsageError(f"{name}: longer than {MAX_TEMPLATE:,} letters: no template for a mail")
    from jinja2 import TemplateError, TemplateSyntaxError

    environment = _environment(mark)
    try:
        tree = environment.parse(source)
        _check(tree, name, values)
        text: str = environment.from_string(tree).render(values)
    except TemplateSyntaxError as error:
        raise UsageError(f"{name}: line {error.lineno}: {error.message}") from None
    except (TemplateError, TypeError, ValueError, RecursionError, MemoryError, SyntaxError) as error:
        raise UsageError(f"{name}: cannot be filled in: {str(error)[:200] or type(error).__name__}") from None
    if len(text) > _MAX_TEXT:
        raise UsageError(f"{name}: its text is longer than {_MAX_TEXT:,} letters")
    return "".join(char for char in text.replace("\r\n", "\n") if char.isprintable() or char == "\n")


def _environment(mark: str) -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
            return False

        def is_safe_callable(self, obj: Any) -> bool:
            return False

    environment = Sandbox(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    environment.globals.clear()
    kept = {name: known for name, known in environment.filters.items() if name in _FILTERS}
    environment.filters.clear()
    environment.filters.update(kept, vary=lambda choices: _vary(choices, mark))
    environment.tests.clear()
    environment.tests["open"] = lambda value: isinstance(value, Open)
    return environment


def _vary(choices: object, mark: str) -> str:
    """Return one of several texts, the same one in every run, and mostly another one for the next person."""
    if not isinstance(choices, list) or not 0 < len(choices) <= _MAX_LIST:
        raise ValueError('vary takes a list of texts: ["Thank you", "Many thanks"] | vary')
    return str(choices[crc32(mark.encode("utf-8", "replace")) % len(choices)])


def _mark(draft: Draft) -> str:
    person = (draft.to.email or draft.to.name or "") if draft.to else ""
    return f"{draft.kind}\n{person.casefold()}"


def _check(tree: Any, name: str, values: Mapping[str, str]) -> None:
    """Refuse what is not on the lists. Raises UsageError."""
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        kind = type(node).__name__
        where = f"{name}: line {node.lineno}"
        if kind not in _NODES or depth > _DEEPEST:
            raise UsageError(f"{where}: a template may not use this ({kind}): names, if and filters only")
        if kind == "Filter" and node.name not in _FILTERS:
            raise UsageError(f"{where}: no filter {node.name!r} here: there are {', '.join(sorted(_FILTERS))}")
        if kind == "Test" and node.name not in _TESTS:
            raise UsageError(f"{where}: no test {node.name!r} here: there is 'open', for what is not known")
        if kind == "Name" and node.name not in values:
            raise UsageError(f"{where}: no name {node.name!r} here: there are {', '.join(sorted(values))}")
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]


def template_values(language: str) -> tuple[str, ...]:
    """Return the names that a template may use."""
    cases = (f"company_{case}" for case in CASES)
    extra = ("full_name", "first_name", "position", *cases, "subject", "text")
    return (*texts(language)["open"], *extra)
