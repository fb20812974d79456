"""How much of what costs much is tried: a share of the examples of a law, some of many cases."""

import os

from hypothesis import settings

IS_DEFAULT = os.environ.get("HYPOTHESIS_PROFILE", "default") == "default"
"""Whether this is the run that takes minutes; every other profile takes all cases."""


def share(part):
    """Let a law take this part of the examples that others take, in whichever profile."""
    return settings(max_examples=max(1, round(settings.default.max_examples * part)))


def some(cases, default):
    """Return all cases; in the default run, those at these places."""
    return [cases[place] for place in default] if IS_DEFAULT else list(cases)
