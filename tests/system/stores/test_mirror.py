"""What is known of a store follows what happens in it, whoever did it."""

from msgspec.structs import replace

from followcal.shell.stores.folder import Folder
from followcal.shell.stores.mirror import refresh
from followcal.shell.stores.state import State
from followcal.shell.stores.store import Changes, Create
from followcal.shell.stores.writer import carry_out
from system.stores.events import name, ours


def test_what_was_written_and_taken_away_before_the_next_list_is_gone(home, folder):
    with State(folder / "state.db", home.store.place) as state:
        refresh(home.store, state)
        carry_out([Create(name(number), ours(number)) for number in range(3)], home.store, state)
        home.plain.delete(name(1))
        refresh(home.store, state)
        assert set(state.items()) == {name(0), name(2)}
        assert state.deleted() == {name(1)}
        assert state.fresh() == frozenset()


class Tagless:
    """A store whose list once names no versions, and which then tells only what changed since."""

    def __init__(self, store):
        self._store, self.place, self.asked = store, store.place, []

    def changes(self, since):
        self.asked.append(since)
        found = self._store.changes("")
        if len(self.asked) == 1:
            return Changes(dict.fromkeys(found.tags, ""), frozenset(), "token", complete=True)
        return Changes({}, frozenset(), "token", complete=False) if since else replace(found, token="token")

    def fetch(self, names):
        found = self._store.fetch(names)
        if len(self.asked) > 1:
            return found
        return {key: item and replace(item, tag="") for key, item in found.items()}


def test_an_item_whose_version_is_not_known_is_listed_again(tmp_path):
    """Else it could be changed no more until the next full list."""
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / name(1)).write_bytes(ours(1))
    store = Tagless(Folder(tmp_path / "calendar"))
    with State(tmp_path / "state.db", store.place) as state:
        refresh(store, state)
        assert state.tags() == {name(1): ""}
        refresh(store, state)
        assert state.tags()[name(1)]
        refresh(store, state)
        assert store.asked == ["", "", "token"]
