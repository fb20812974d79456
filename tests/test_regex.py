"""Patterns that are compiled later, or in another run: always what `re.compile` makes of them."""

import importlib
import json
import pkgutil
import re
import sys
from types import SimpleNamespace

import pytest

import followcal
from followcal import regex as module
from followcal.regex import codes_of_new, give, regex


def ours():
    """All patterns of the package, with where they stand."""
    for found in pkgutil.walk_packages(followcal.__path__, "followcal."):
        if not found.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, module._Regex):
                    yield f"{found.name}.{name}", value


@pytest.fixture(autouse=True)
def nothing_is_given(monkeypatch):
    monkeypatch.setattr(module, "_given", {})
    monkeypatch.setattr(module, "_compiled_here", {})


def again(pattern, flags=0):
    """The codes of a pattern as another run reads them."""
    regex(pattern, flags).search(b"" if isinstance(pattern, bytes) else "")
    return json.loads(json.dumps(codes_of_new()))


def no_compiling(monkeypatch):
    monkeypatch.setattr(module, "re", SimpleNamespace(compile=lambda *_: pytest.fail("it was compiled")))


def test_every_pattern_of_the_package_is_the_same_in_another_run():
    found = dict(ours())
    assert len(found) > 150
    for place, each in found.items():
        compiled = re.compile(each.pattern, each._flags)
        (code,) = again(each.pattern, each._flags).values()
        other = module._of_code(each.pattern, code)
        assert other == compiled, place
        assert other.groupindex == compiled.groupindex, place
        assert (other.groups, other.flags, other.pattern) == (compiled.groups, compiled.flags, compiled.pattern), place


@pytest.mark.parametrize(
    ("pattern", "flags", "text"),
    [
        (r"(?P<day>\d+)[.](?P<month>[a-zéü]+)", re.IGNORECASE, "on 4.FÉVRIER or 4.x"),
        (rb"\n(?P<begin>begin)|[\x80-\xff]+", re.IGNORECASE | re.MULTILINE, b"a\nBEGIN \xe9\xfc"),
        (r"(?<!\bDr)\.(?=\s)|(a|b)*+(?i:c)", 0, "Dr. X. abC"),
    ],
)
def test_what_is_given_finds_the_same(pattern, flags, text, monkeypatch):
    expected = [(m.span(), m.groups(), m.groupdict(), m.lastgroup) for m in re.finditer(pattern, text, flags)]
    assert expected
    give(again(pattern, flags))
    no_compiling(monkeypatch)
    each = regex(pattern, flags)
    assert [(m.span(), m.groups(), m.groupdict(), m.lastgroup) for m in each.finditer(text)] == expected
    assert codes_of_new() == {}


def test_other_flags_are_another_pattern(monkeypatch):
    give(again("a"))
    assert regex("a", re.IGNORECASE).search("A")
    assert len(codes_of_new()) == 1
    give(again(b"a"))
    assert regex("a").search("a")


@pytest.mark.parametrize(
    "wrong",
    [None, 3, [], [32], [32, [], 0, {}], [32, [1, 2, 3], 0, {}], [32, ["x"], 0, {}], [32, [-1], 0, {}],
     [32, [2**40], 0, {}], ["32", [1], 0, {}], [32, [1], 0, []], [32, [1], -5, {}], [32, [1], 0, {"day": 9}]],
)  # fmt: skip
def test_what_is_wrong_is_compiled(wrong):
    (name,) = again("[a-c]+")
    give({name: wrong})
    assert regex("[a-c]+").findall("abc d c") == ["abc", "c"]


@pytest.mark.parametrize("missing", ["_sre", "re._parser", "re._compiler"])
def test_a_python_without_the_machine_compiles(missing, monkeypatch):
    codes = again("[a-c]+")
    for name in {missing, "re"} if "." in missing else {missing}:
        if name != "re":
            monkeypatch.setitem(sys.modules, name, None)
    if "." in missing:
        monkeypatch.delattr(re, missing.partition(".")[2])
    give(codes)
    assert regex("[a-c]+").findall("abc d c") == ["abc", "c"]
    regex("[a-d]+").search("")
    with pytest.raises((ImportError, AttributeError)):
        codes_of_new()


def test_what_a_pattern_is_made_of_does_not_compile_it(monkeypatch):
    no_compiling(monkeypatch)
    assert regex("[a-c]+").pattern == "[a-c]+"
    assert codes_of_new() == {}
