"""Policies by name: packs that come with followcal, and files; and what `followcal policy` says about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from followcal.core.layers import DEFAULT, Layered
from followcal.core.policy import DEFAULT_POLICY, Policy
from followcal.errors import PolicyFileError, UnreadableError, UsageError
from followcal.formats.policies import PolicyFile, layered_files, policy_differences, policy_toml, read_policy_file
from followcal.package_data import package_data
from followcal.shell.files import read_text

_PACK_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def pack_names() -> list[str]:
    """Return the names of the packs that come with followcal, the default policy first."""
    found = (entry.name for entry in package_data("packs").iterdir())
    names = {name.removesuffix(".toml") for name in found if name.endswith(".toml")}
    return sorted(names, key=lambda name: (name != DEFAULT, name))


def load_policy(*names: str | Path) -> Policy:
    """Return the default policy with packs and policy files over it, from the lowest to the highest.

    A name without a suffix, such as "law-callbacks", is a pack, a Path a file. What a file extends comes below it.
    Raises PolicyFileError, with a line for each problem, UsageError for an unknown pack, and UnreadableError.

    >>> load_policy("email-only").check_in_channel.value
    'email'
    """
    return load_layers(names).policy


def load_layers(names: Sequence[str | Path]) -> Layered:
    """Return what `load_policy` does, with the layer that each value comes from."""
    loaded: dict[str, PolicyFile] = {}
    for name in names:
        for file in _with_extended(_read(name)):
            loaded.setdefault(file.name, file)
    return layered_files(file for file in loaded.values() if file.name != DEFAULT)


def _with_extended(file: PolicyFile) -> Iterator[PolicyFile]:
    """Yield a file, what it extends before it. Packs extend none that comes after them: there is no circle."""
    if file.extends is not None:
        if file.extends not in pack_names():
            raise PolicyFileError(file.problems([("policy.extends", _no_such_pack(file.extends))]))
        yield from _with_extended(_read(file.extends))
    yield file


def _read(name: str | Path) -> PolicyFile:
    """Return the pack of this name, else the file."""
    if isinstance(name, str) and _PACK_NAME.fullmatch(name):
        if name in pack_names():
            pack = package_data("packs", f"{name}.toml")
            return read_policy_file(pack.read_text(encoding="utf-8"), name)
        try:
            return read_policy_file(read_text(name), name)
        except UnreadableError:
            raise UsageError(f"{name}: {_no_such_pack(name)}") from None
    return read_policy_file(read_text(str(name)), str(name))


def _no_such_pack(name: str) -> str:
    near = get_close_matches(name, pack_names(), n=2)
    if near:
        return f"no such pack: did you mean {' or '.join(near)}?"
    return f"no such pack or file: followcal policy list names the packs ({', '.join(pack_names())})"


def shown(names: Sequence[str]) -> str:
    """Return the effective policy of these packs and files as TOML, each value with its layer."""
    return policy_toml(load_layers(names))


def checked(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return a line for each policy that is right, and for each problem of the others. Each is looked at by itself."""
    right, wrong = [], []
    for name in names:
        try:
            layered = load_layers([name])
        except (PolicyFileError, UsageError, UnreadableError) as error:
            wrong += error.lines
        else:
            right.append(f"{name}: right ({' < '.join(layered.names)})")
    return right, wrong


def differences(name: str, other: str | None) -> list[str]:
    """Return what the second policy changes against the first; of one alone, what it changes against the default."""
    old, new = (DEFAULT_POLICY, load_policy(name)) if other is None else (load_policy(name), load_policy(other))
    return policy_differences(new, old) or ["no difference"]


def listed() -> list[str]:
    """Return a line for each pack."""
    width = max(map(len, pack_names()))
    return [f"{name:<{width}}  {_read(name).title}" for name in pack_names()]
