"""Where each key of a TOML text stands: every key that tomllib reads is found, on its line."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followcal.formats.toml_lines import key_lines


def paths(value, path=()):
    """Every key that tomllib reads, also of tables in arrays."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, path)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("# a = 1\n\n", {}, id="comments"),
        pytest.param("a = 1\nb = 2 # c = 3\n", {"a": 1, "b": 2}, id="keys"),
        pytest.param("\n[a]\n\n  b = 1\n", {"a": 2, "a.b": 4}, id="a table"),
        pytest.param("[ a . 'b' ]\nc=1", {"a": 1, "a.b": 1, "a.b.c": 2}, id="a dotted table"),
        pytest.param("[a]\nb . c = 1\nb.d = 2", {"a": 1, "a.b": 2, "a.b.c": 2, "a.b.d": 3}, id="dotted keys"),
        pytest.param('"a b" = 1\n\'c"d\' = 2\n"\\u0065" = 3', {"a b": 1, 'c"d': 2, "e": 3}, id="quoted keys"),
        pytest.param('"a]b=" = 1\n["]"]\nc = 1', {"a]b=": 1, "]": 2, "].c": 3}, id="quoted brackets"),
        pytest.param('a = """\nb = 1\n"""\nc = 2', {"a": 1, "c": 4}, id="text of several lines"),
        pytest.param("a = '''\nb = '1'\n[c]'''\nd = 2", {"a": 1, "d": 4}, id="literal text of several lines"),
        pytest.param('a = """x\\"""y" ""z"""""\nb = 1', {"a": 1, "b": 2}, id="quotes in and at the end of a text"),
        pytest.param("a = ''''x'''''\nb = 1", {"a": 1, "b": 2}, id="quotes at both ends of a literal text"),
        pytest.param('a = ""\nb = \'\'\nc = """"""\nd = 1', {"a": 1, "b": 2, "c": 3, "d": 4}, id="empty texts"),
        pytest.param('a = "# \\" ]"\nb = 1', {"a": 1, "b": 2}, id="signs in a text"),
        pytest.param("a = [ # b = 1\n 1, '[', [2,\n 3],\n]\nc = 1", {"a": 1, "c": 5}, id="an array over lines"),
        pytest.param(
            "a = {b = 1, c.d = '}', e = {}}\nf = 1", {"a": 1, "a.b": 1, "a.c": 1, "a.c.d": 1, "a.e": 1, "f": 2}
        ),
        pytest.param("a = [{b = 1},\n{c = 2}]\n", {"a": 1, "a.b": 1, "a.c": 2}, id="tables in an array"),
        pytest.param("[[a]]\nb = 1\n[[a]]\nb = 2\nc = 3", {"a": 1, "a.b": 2, "a.c": 5}, id="an array of tables"),
        pytest.param("[a.b]\nc = 1\n[a]\nd = 2", {"a": 1, "a.b": 1, "a.b.c": 2, "a.d": 4}, id="opened again"),
        pytest.param("a = 1\r\nb = 1979-05-27 07:32:00Z\r\nc = -1.5e3\r\n", {"a": 1, "b": 2, "c": 3}, id="Windows"),
    ],
)
def test_each_key_has_its_line(text, lines):
    assert {".".join(path): line for path, line in key_lines(text).items()} == lines
    assert set(key_lines(text)) == set(paths(tomllib.loads(text)))


KEY_PARTS = st.one_of(
    st.sampled_from(["a", "b", "c-d", "1"]),
    st.text(st.sampled_from("ab.]=#' \\\""), max_size=4).map(
        lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    ),
    st.text(st.sampled_from('ab.]=#" \\'), max_size=4).map(lambda text: f"'{text}'"),
)
BASIC = st.text(st.sampled_from("ab]}[{=#',. "), max_size=6)
VALUES = st.recursive(
    st.one_of(
        st.sampled_from(["1", "true", "1979-05-27", "07:32:00", "'it'", "-inf", '"\\"#"']),
        BASIC.map(lambda text: f'"{text}"'),
        st.text(st.sampled_from("ab]}={#\n'\" "), max_size=8)
        .filter(lambda text: '"""' not in text)
        .map(lambda text: f'"""{text}\\""""'),
        st.text(st.sampled_from('ab]}={#\n" \\'), max_size=8).map(lambda text: f"'''{text}'''"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[ # [\n {', '.join(items)}\n ]"),
        st.lists(st.tuples(KEY_PARTS, inner), max_size=3).map(
            lambda items: "{ " + ", ".join(f"{key} = {value}" for key, value in items) + " }"
        ),
    ),
    max_leaves=6,
)
KEYS = st.lists(KEY_PARTS, min_size=1, max_size=3).map(" . ".join)
STATEMENTS = st.one_of(
    st.tuples(KEYS, VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}"),
    KEYS.map(lambda key: f"[{key}] # x"),
    KEYS.map(lambda key: f"[[ {key} ]]"),
    st.just(""),
    st.just("  # a = 'b"),
)


@given(st.lists(STATEMENTS, max_size=6))
def test_all_that_tomllib_reads_is_found_and_nothing_else(statements):
    text, parts = "", []
    for statement in statements:
        added = f"{text}{statement}\n"
        try:
            tomllib.loads(added)
        except tomllib.TOMLDecodeError:
            continue
        new = set(paths(tomllib.loads(added))) - set(paths(tomllib.loads(text)))
        parts.append((text.count("\n") + 1, added.count("\n"), new))
        text = added
    lines = key_lines(text)
    assert set(lines) == set(paths(tomllib.loads(text)))
    assert all(first <= lines[path] <= last for first, last, new in parts for path in new)
