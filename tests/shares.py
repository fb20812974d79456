"""How many examples a law takes, where each costs much or the law has parameters: a share of the profile's."""

from hypothesis import settings


def share(part):
    """Let a law take this part of the examples that others take, in whichever profile."""
    return settings(max_examples=max(1, round(settings.default.max_examples * part)))
