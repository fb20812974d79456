"""Policies over policies: the default, then a career centre's, then the user's own.

Over a centre's policy, whoever comes later may tighten, never loosen; over anything else they may change what they
like within the limits that hold for every policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from followcal.core.policy import (
    DEFAULT_POLICY,
    KEYS,
    Policy,
    PolicyError,
    Value,
    tighter_or_equal,
    value_of,
    with_values,
)
from followcal.core.wording import printable

DEFAULT = "default"
"""The name of the layer below all others."""


class Authority(StrEnum):
    """Whose a layer is: `CENTRE` binds what comes over it."""

    OWN = "own"
    CENTRE = "centre"


class Layer(Struct, frozen=True):
    """What one policy file changes, by key."""

    name: str
    values: Mapping[str, Value]
    authority: Authority = Authority.OWN
    source: str | None = None
    """What its days rest on, where a rule has no source of its own."""

    def with_sources(self) -> Mapping[str, Value]:
        """Return the values; days that come without a source name this layer as theirs."""
        own = (
            "your policy file"
            if self.authority is Authority.OWN
            else f"the policy of your centre, {printable(self.name)}"
        )
        sources = {source: self.source or own for key, source in _SOURCE_OF_DAYS.items() if key in self.values}
        return {**sources, **self.values}


_SOURCE_OF_DAYS = {
    "thank-you.due": "thank-you.source",
    "thank-you.latest": "thank-you.source",
    "references.earliest": "references.source",
    "references.latest": "references.source",
    "check-in.earliest": "check-in.source",
    "check-in.latest": "check-in.source",
    "check-in.after-answer": "check-in.after-answer-source",
    "closing.after": "closing.source",
    "closing.within": "closing.source",
    "spacing.days": "spacing.source",
    "hours.note": "hours.source",
    "hours.mail": "hours.source",
    "hours.call": "hours.source",
}


class Layered(Struct, frozen=True):
    """A policy, and which layer each value comes from."""

    policy: Policy = DEFAULT_POLICY
    origins: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(KEYS, DEFAULT))
    centre: str | None = None
    """The centre's layer that binds what comes next."""

    names: tuple[str, ...] = (DEFAULT,)

    def under(self, layer: Layer) -> Layered:
        """Return this policy with `layer` over it.

        Raises PolicyError, with all its problems, where that is none, or loosens a centre's.
        """
        values = layer.with_sources()
        problems = []
        try:
            policy = with_values(self.policy, values)
        except PolicyError as error:
            policy, problems = self.policy, list(error.problems)
        if self.centre is not None:
            never = f"the policy of a centre ({self.centre}) is tightened, never loosened"
            problems += (
                (key, f"looser than in {self.origins[key]}: {never}")
                for key, value in values.items()
                if not tighter_or_equal(key, value, value_of(self.policy, key))
            )
        if problems:
            raise PolicyError(tuple(problems))
        return replace(
            self,
            policy=policy,
            origins={**self.origins, **dict.fromkeys(values, layer.name)},
            centre=layer.name if layer.authority is Authority.CENTRE else self.centre,
            names=(*self.names, layer.name),
        )


def layered(layers: Iterable[Layer], below: Layered | None = None) -> Layered:
    """Return `layers`, from the lowest to the highest, over `below`: the default policy unless told otherwise.

    >>> calm = Layer("calm", {"closing.count": 0})
    >>> layered([calm]).origins["closing.count"]
    'calm'
    """
    result = below or Layered()
    for layer in layers:
        result = result.under(layer)
    return result
