"""Names that are known to be people's: those on the invitation, and the user's."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from followcal.formats.word_lists import as_words, plain, words


class Names(Struct, frozen=True):
    """Names that are known to be people's."""

    people: tuple[tuple[str, ...], ...]
    user: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, people: Iterable[str], user: Iterable[str]) -> Names:
        """Return the names as words."""
        return cls(
            *(tuple(filter(None, (tuple(as_words(name[:200]).words) for name in names))) for names in (people, user))
        )

    def is_user(self, text: str) -> bool:
        """Return whether a text is the user's name, or a part of it."""
        return _is_one_of(text, self.user)

    def holds_user(self, text: str) -> bool:
        """Return whether the user's full name is a part of a text."""
        said = as_words(text).words
        full = [name for name in self.user if len(name) > 1]
        return any(tuple(said[at : at + len(name)]) == name for name in full for at in range(len(said)))

    def is_person(self, text: str) -> bool:
        """Return whether a text is somebody's name: known, with a title such as Mr, or with a usual first name."""
        parts = as_words(text)
        if _is_one_of(text, self.people) or _is_one_of(text, self.user):
            return True
        if not 1 <= len(parts) <= 4 or any(map(str.isdigit, parts.words)):
            return False
        if words("title.honorific").length_at(parts, 0) and len(parts) > 1:
            return not words("title.business").length_at(parts, len(parts) - 1)  # Dr Patel Dental
        return (
            bool(words("title.first_name").length_at(parts, 0))
            and not any(words("title.business").hits(parts))
            and not any(sign in text for sign in ("&", "'s ", "’s "))
        )


def _is_one_of(text: str, names: tuple[tuple[str, ...], ...]) -> bool:
    said = tuple(word for word in as_words(text).words if word not in _HONORIFICS)
    if not said:
        return False
    for name in names:
        if said == name[: len(said)] or (len(said) == 1 and said == name[-1:] and len(said[0]) > 2):
            return True
        if len(said) == 1 and len(name) > 1 and 2 < len(said[0]) < len(name[0]) and name[0].startswith(said[0]):
            return True  # Facu, of Facundo
        if (
            len(said) == 2
            and said[0] == name[0]
            and len(name) > 1
            and len(said[1]) == 1
            and name[-1].startswith(said[1])
        ):
            return True  # Jo S.
        if len(said) == 2 == len(name) and said[1] == name[1] and said[0] == name[0][:1]:
            return True  # J. Seeker
    return False


_HONORIFICS = frozenset(
    map(plain, ("Mr", "Mrs", "Ms", "Dr", "Herr", "Frau", "Fr", "Hr", "Mme", "M", "Sr", "Sra", "Prof"))
)
