"""Our own data files are read as tomllib reads them."""

import tomllib

import pytest

from followcal.formats.plain_toml import tables_in
from followcal.package_data import package_data

FOLDERS = ((), ("draft_texts",), ("phrases", "words"))
FILES = sorted(file for folder in FOLDERS for file in package_data("formats", *folder).glob("*.toml"))


def test_there_are_such_files():
    assert {"form.toml", "en.toml"} <= {file.name for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_file_says_the_same(file):
    text = file.read_text(encoding="utf-8")
    assert tables_in(text) == tomllib.loads(text)


def test_a_list_ends_with_the_bracket_of_its_own_line():
    text = 'a = [\n  ["b"],\n\n  # no end\n  ["c", "]"]\n]\n"d e" = "[f]"\n'
    assert tables_in(text) == tomllib.loads(text)
