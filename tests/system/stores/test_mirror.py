"""What is known of a store follows what happens in it, whoever did it."""

from followcal.shell.stores.mirror import refresh
from followcal.shell.stores.state import State
from followcal.shell.stores.store import Create
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
