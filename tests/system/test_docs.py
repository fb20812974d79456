"""The documents say what the product does: every example in them is run, every list in them is complete.

`python tests/system/test_docs.py --update` writes what is true now into the examples; read the diff before you keep it.

- ```python blocks are doctests; the blocks of one document share their names.
- ```console blocks are commands (`$ ...`) with their output, run in order in one folder per document. The moment is
  the last `--now` named above the block. `<!-- show: WORD, WORD -->` above a block: only the parts of the output that
  hold one of these words are shown, `...` stands for the others.
- The ```pyi block of the reference holds the signatures of all public names.
- The ```text block of README.md is the output of `make demo`.
"""

from __future__ import annotations

import argparse
import doctest
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import traceback
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

import followcal
import followcal.bulk
from followcal.core.policy import DEFAULT_POLICY
from followcal.formats.policies import _TABLES, read_policy
from followcal.shell.arguments import parser
from followcal.shell.busy import _KEYS as _BUSY
from followcal.shell.configuration import _ACCOUNT, _ADDRESS, _SYNC
from followcal.shell.profile import KNOWN

ROOT = Path(__file__).resolve().parents[2]
DOCS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
SAMPLES = (ROOT / "examples" / "interview.ics", *sorted((ROOT / "docs" / "tutorial").glob("*.ics")))
SECONDS = 60
RULES = [
    *(f"B{n}" for n in range(1, 8)),
    *(f"I{n}" for n in range(1, 9)),
    *(f"S{n}" for n in range(13)),
    *(f"P{n}" for n in range(1, 5)),
]

_BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_NOW = re.compile(r"`--now (\S+)`")
_OF_A_MOMENT = re.compile("followcal (?:plan|tell|next|why|page)")
_SHOW = re.compile(r"<!-- show: (.*?) -->\s*\Z")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")

needs_a_shell = pytest.mark.skipif(os.name == "nt", reason="the consoles of the documents are a POSIX shell")


def named(path):
    return path.relative_to(ROOT).as_posix()


def read(path):
    return path.read_text(encoding="utf-8")


REFERENCE = read(ROOT / "docs" / "reference.md")


def blocks(text, language):
    return [match for match in _BLOCK.finditer(text) if match["language"] == language]


def with_blocks(text, language, bodies):
    """Return `text` with new bodies for its blocks of a language."""
    waiting = iter(bodies)
    return _BLOCK.sub(
        lambda match: f"```{language}\n{next(waiting)}```" if match["language"] == language else match[0], text
    )


class Recorder(doctest.DocTestRunner):
    """Keeps what each example really printed."""

    def __init__(self):
        super().__init__(verbose=False)
        self.got = {}

    def report_start(self, out, test, example):
        pass

    def report_success(self, out, test, example, got):
        self.got[example.lineno] = example.want

    def report_failure(self, out, test, example, got):
        header, _, last = got.strip().partition("\n")
        if header.startswith("Traceback"):
            got = f"{header}\n{last.splitlines()[-1]}\n"
        self.got[example.lineno] = got

    def report_unexpected_exception(self, out, test, example, exc_info):
        last = "".join(traceback.format_exception_only(*exc_info[:2]))
        self.got[example.lineno] = f"Traceback (most recent call last):\n{last}"


def python_blocks(path):
    """Return what the Python blocks of a document are when their examples say what is true."""
    names, bodies = {}, []
    for match in blocks(read(path), "python"):
        body = match["body"]
        assert ">>> " in body, f"{named(path)}: a Python block without an example:\n{body}"
        place = f"{named(path)}:{match.start()}"
        test = doctest.DocTestParser().get_doctest(body, names, place, named(path), 0)
        recorder = Recorder()
        recorder.run(test, out=io.StringIO().write, clear_globs=False)
        names.update(test.globs)
        lines = []
        at = 0
        source = body.splitlines(keepends=True)
        for example in test.examples:
            code = example.lineno + example.source.count("\n")
            lines += source[at:code]
            lines += [recorder.got[example.lineno].replace("\n\n", "\n<BLANKLINE>\n")]
            at = code + example.want.count("\n")
        bodies.append("".join((*lines, *source[at:])))
    return bodies


@contextmanager
def workplace():
    """Yield a folder with the sample invitations, and the environment to run the command in."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tools, work = folder / "bin", folder / "work"
        tools.mkdir()
        work.mkdir()
        command = tools / "followcal"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m followcal "$@"\n', encoding="utf-8")
        command.chmod(0o755)
        for sample in SAMPLES:
            shutil.copy(sample, work)
        environment = {
            "PATH": f"{tools}{os.pathsep}{os.defpath}",
            "HOME": name,
            "TZ": "America/New_York",
            "LC_ALL": "C.UTF-8",
            "PYTHONWARNINGS": "error",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if "PYTHONPATH" in os.environ:
            environment["PYTHONPATH"] = os.environ["PYTHONPATH"]
        yield work, environment


def output_of(command, work, environment):
    """What the command prints; what needs no shell is done by `forks`."""
    import forks

    if command.startswith("followcal ") and not re.search("[|&;<>$`*?~]", command):
        words = shlex.split(command)[1:]
        done = forks.run("followcal", words, cwd=work, env=environment, merged=True, seconds=SECONDS)
    else:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=work,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
    text = done.stdout.decode("utf-8")
    assert "Traceback" not in text, text
    return text


def parts(text):
    """Return the parts of a plan's output: each step, title or report with the lines that continue it."""
    found = []
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        if found and line and indent > 2 and found[-1][0]:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def shown(text, words):
    """Return the parts of `text` that hold one of `words`, and `...` for the others."""
    lines = []
    for part in parts(text):
        if any(word in " ".join(part) for word in words):
            lines += part
        elif part != [""] and (not lines or lines[-1] != "..."):
            lines.append("...")
    return "".join(f"{line}\n" for line in lines)


def console_blocks(path):
    """Return what the console blocks of a document are when they show what is true."""
    text, bodies = read(path), []
    with workplace() as (work, environment):
        for match in blocks(text, "console"):
            before = text[: match.start()]
            moments = _NOW.findall(before)
            show = _SHOW.search(before)
            body = ""
            for line in re.findall(r"^\$ (.*)$", match["body"], re.MULTILINE):
                body += f"$ {line}\n"
                command = line
                if _OF_A_MOMENT.match(line) and "--now" not in line:
                    assert moments, f"{named(path)}: no `--now ...` above {line}"
                    command = re.sub("(followcal [a-z]+)", rf"\1 --now {moments[-1]}", line, count=1)
                output = output_of(command, work, environment)
                body += shown(output, show[1].split(", ")) if show else output
            bodies.append(body)
    return bodies


def python_signatures():
    """Return how all public names are called; of a class also the methods that the reference names beside it."""
    from signatures import signature_of

    lines = []
    for module in (followcal, followcal.bulk):
        for name in module.__all__:
            value = getattr(module, name)
            row = re.search(rf"^\| `{name}` \|(.*)$", REFERENCE, re.MULTILINE)
            named = re.findall(r"`(\w+)(?:\(\))?`", row[1]) if row and isinstance(value, type) else ()
            methods = [word for word in named if callable(getattr(value, word, None))]
            lines += signature_of(name, value, methods) if callable(value) else []
    return "".join(f"{line}\n" for line in lines)


def demo_command():
    """Return the command of `make demo` as (folder of the result, arguments)."""
    makefile = read(ROOT / "Makefile")
    folder = re.search(r"^DEMO\s*[?:]?=\s*(\S+)$", makefile, re.MULTILINE)[1]
    recipe = re.search(r"^demo:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)[1]
    line = next(line for line in recipe.splitlines() if "followcal plan" in line)
    return folder, "followcal plan" + line.partition("followcal plan")[2].replace("$(DEMO)", folder)


def demo_output():
    with workplace() as (work, environment):
        folder, command = demo_command()
        (work / folder).mkdir(parents=True)
        (work / "examples").mkdir()
        shutil.copy(ROOT / "examples" / "interview.ics", work / "examples")
        return output_of(command, work, environment)


@pytest.mark.parametrize("path", DOCS, ids=named)
def test_python_examples_are_true(path):
    assert [match["body"] for match in blocks(read(path), "python")] == python_blocks(path)


@needs_a_shell
@pytest.mark.parametrize("path", [path for path in DOCS if blocks(read(path), "console")], ids=named)
def test_consoles_show_what_is_printed(path):
    for is_there, is_true in zip((m["body"] for m in blocks(read(path), "console")), console_blocks(path), strict=True):
        assert is_there == is_true


@needs_a_shell
def test_the_readme_shows_the_output_of_make_demo():
    assert [match["body"] for match in blocks(read(ROOT / "README.md"), "text")] == [demo_output()]


def test_the_readme_names_the_two_commands_and_is_short():
    readme = read(ROOT / "README.md")
    assert "make demo" in readme
    assert "make test" in readme
    assert "apt install make python3-venv" in readme
    assert len(_BLOCK.sub("", readme).splitlines()) <= 75, "without its examples"


def test_every_rule_has_its_section():
    headings = re.findall(r"^### (\w+): ", read(ROOT / "docs" / "rules.md"), re.MULTILINE)
    assert headings == RULES


def test_every_rule_that_a_reason_names_is_explained():
    sources = [read(path) for path in (ROOT / "src" / "followcal").rglob("*.py")]
    cited = {rule for text in sources for rule in re.findall(r"(?:Reason|Rule)\(\s*\"(\w+)\"", text)}
    assert cited
    assert cited <= set(RULES)


@pytest.mark.parametrize("name", followcal.__all__)
def test_every_public_name_is_in_the_reference(name):
    assert f"| `{name}` |" in REFERENCE


def test_the_reference_shows_how_each_public_name_is_called():
    assert [match["body"] for match in blocks(REFERENCE, "pyi")] == [python_signatures()]


def options():
    waiting = [parser()]
    while waiting:
        for action in waiting.pop()._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting += action.choices.values()
                yield from action.choices
            yield from action.option_strings


@pytest.mark.parametrize("option", sorted(set(options())))
def test_every_option_and_command_is_in_the_reference(option):
    assert re.search(rf"`(?:followcal )?{re.escape(option)}[ `,]", REFERENCE)


def test_every_option_that_the_documents_name_exists():
    known = set(options())
    ours = [path for path in DOCS if path.name != "CONTRIBUTING.md"]
    for path in ours:
        for code in re.findall(r"`(--?[a-z][^`]*)`|^\$ followcal (.*)$", read(path), re.MULTILINE):
            used = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", " ".join(code)))
            assert used <= known, named(path)


@pytest.mark.parametrize("key", [f"{table}.{key}" for table, keys in _TABLES.items() for key in keys])
@pytest.mark.parametrize("document", ["reference.md", "how-to.md"])
def test_every_key_of_a_policy_is_documented(document, key):
    table, _, name = key.partition(".")
    if name.endswith("source") and table != "policy" and document == "how-to.md":
        return  # told once, for all tables
    text = read(ROOT / "docs" / document)
    assert f"| `{key}` |" in text or re.search(rf"^\[{table}\]\n(?:.+\n)*?{name} = ", text, re.MULTILINE)


def test_the_policy_of_the_how_to_is_the_default_policy():
    example = blocks(read(ROOT / "docs" / "how-to.md"), "toml")[0]
    policy = read_policy(example["body"], "how-to.md")
    policy = replace(policy, spacing_source=DEFAULT_POLICY.spacing_source, hours_source=DEFAULT_POLICY.hours_source)
    rules = ("thank_you", "references", "check_in", "check_in_after_answer", "closing")
    sources = {name: replace(getattr(policy, name), source=getattr(DEFAULT_POLICY, name).source) for name in rules}
    assert replace(policy, **sources) == DEFAULT_POLICY


def keys_of(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


@needs_a_shell
def test_every_field_of_the_json_is_in_the_reference():
    with workplace() as (work, environment):
        command = (
            "followcal plan interview.ics --they-said 2026-12-04 --now 2026-11-16T09:00Z --format json 2>/dev/null"
        )
        fields = set(keys_of(json.loads(output_of(command, work, environment))))
    assert {"steps", "answer_due"} <= fields
    assert sorted(field for field in fields if f"| `{field}` |" not in REFERENCE) == []


@needs_a_shell
@pytest.mark.parametrize("shape", ["events", "todos"])
def test_every_property_that_is_written_is_in_the_reference(shape):
    with workplace() as (work, environment):
        command = f"followcal plan interview.ics --now 2026-11-16T09:00Z -o - --as {shape} 2>/dev/null"
        text = output_of(command, work, environment).replace("\r\n ", "")
    found = set(re.findall(r"^([A-Z-]+)[;:]", text, re.MULTILINE)) - {"BEGIN", "END"}
    assert {"DTSTART", "RELATED-TO"} <= found
    assert sorted(name for name in found if f"`{name}`" not in REFERENCE) == []
    assert not found & {"ATTENDEE", "ORGANIZER", "METHOD"}


def anchors(path):
    """Return the anchors of a document's headings, as code hosts make them."""
    text = _BLOCK.sub("", read(path))
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCS, ids=named)
def test_links_lead_somewhere(path):
    for link in _LINK.findall(_BLOCK.sub("", read(path))):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("path", DOCS, ids=named)
def test_no_table_is_broken(path):
    """Behind an empty line a row is no row of the table above it."""
    lines = ["", *_BLOCK.sub("", read(path)).splitlines()]
    heads = [index for index, line in enumerate(lines) if line.startswith("|") and not lines[index - 1].startswith("|")]
    assert [lines[index] for index in heads if not re.fullmatch(r"\|(?:[ :-]+\|)+", lines[index + 1])] == []


CONFIGURATION = [
    *(f"{table}.{key}" for table, keys in KNOWN.items() for key in keys),
    *(f"busy.{key}" for key in _BUSY),
    *(f"sync.{key}" for key in _SYNC),
    *(f"accounts.NAME.{key}" for key in _ACCOUNT),
    *(f"addresses.NAME.{key}" for key in _ADDRESS),
]


@pytest.mark.parametrize("key", CONFIGURATION)
def test_every_key_of_the_configuration_is_in_the_reference(key):
    assert re.search(rf"^\|(?:.*, )? ?`{re.escape(key)}`[,\w` .-]* \|", REFERENCE, re.MULTILINE)


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("0*.md")), ids=named)
def test_a_decision_is_one_screen(path):
    text = read(path)
    assert re.findall(r"^\*\*(.*?)\*\*", text, re.MULTILINE) == [
        "Question",
        "Answer",
        "Why",
        "What else was considered",
        "Date",
    ]
    assert len(text.splitlines()) <= 40


def update():
    """Write what is true now into the examples of all documents."""
    for path in DOCS:
        text = with_blocks(read(path), "python", python_blocks(path))
        if blocks(text, "console"):
            text = with_blocks(text, "console", console_blocks(path))
        text = with_blocks(text, "pyi", [python_signatures()])
        if path.name == "README.md":
            text = with_blocks(text, "text", [demo_output()])
        if text != read(path):
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"updated {named(path)}\n")


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: python tests/system/test_docs.py --update")
    sys.path.append(str(ROOT / "tests"))
    update()
