"""The parser of one command is that of all, for that command."""

import argparse

import pytest

from followcal.errors import UsageError
from followcal.shell.arguments import parser


def commands_of(top):
    (found,) = [action for action in top._actions if isinstance(action, argparse._SubParsersAction)]
    return found.choices


ALL = commands_of(parser())


@pytest.mark.parametrize("name", ALL)
def test_a_command_is_read_alone_as_among_all(name):
    alone = commands_of(parser(name))
    assert list(alone) == [name]
    assert alone[name].format_help() == ALL[name].format_help()


@pytest.mark.parametrize("name", [None, "", "plam", "--help", "-o"])
def test_what_is_no_command_is_told_with_all_of_them(name):
    top = parser(name)
    assert list(commands_of(top)) == list(ALL)
    with pytest.raises(UsageError, match=r"plan.*tell.*completion"):
        top.parse_args(["plam"])
