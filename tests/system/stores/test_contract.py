"""The contract of a store: the same tests for a calendar file, a folder, and each CalDAV server."""

from __future__ import annotations

from followcal.formats.objects import contains
from followcal.shell.stores.store import Create, Done, Refused, Remove, Replace, Stale
from system.stores.events import foreign, name, ours


def one(store, operation):
    [(told, outcome)] = store.write([operation])
    assert told == operation
    return outcome


def created(store, number=1):
    assert isinstance(one(store, Create(name(number), ours(number))), Done)
    return store.fetch([name(number)])[name(number)]


class TestReading:
    def test_an_empty_store_lists_nothing_and_is_complete(self, home):
        found = home.store.changes("")
        assert (dict(found.tags), found.gone, found.complete) == ({}, frozenset(), True)

    def test_what_is_there_is_listed_with_the_tag_that_fetch_gives(self, home):
        home.plain.put("foreign-0.ics", foreign())
        created(home.store)
        found = home.store.changes("")
        assert set(found.tags) == {"foreign-0.ics", name(1)}
        assert found.tags == {key: item.tag for key, item in home.store.fetch(list(found.tags)).items()}

    def test_what_is_not_there_is_fetched_as_none(self, home):
        created(home.store)
        found = home.store.fetch([name(1), name(2)])
        assert found[name(1)] is not None
        assert found[name(2)] is None

    def test_nothing_asked_for_is_nothing(self, home):
        assert home.store.fetch([]) == {}

    def test_since_a_token_what_changed_is_told_at_least(self, home):
        for number in (1, 2, 3):
            created(home.store, number)
        before = home.store.changes("")
        home.plain.put(name(1), ours(1, "Edited on the phone"))
        home.plain.delete(name(2))
        after = home.store.changes(before.token)
        assert after.tags[name(1)] != before.tags[name(1)]
        assert name(2) not in after.tags
        assert after.complete or name(2) in after.gone
        assert after.tags.get(name(3), before.tags[name(3)]) == before.tags[name(3)]

    def test_a_token_that_the_store_never_gave_lists_everything(self, home):
        item = created(home.store)
        for token in ("nonsense", "sync:nonsense", "sync:http://example.org/none", "list:"):
            found = home.store.changes(token)
            assert found.tags[name(1)] == item.tag


class TestCreate:
    def test_what_was_written_stands_there(self, home):
        item = created(home.store)
        assert contains(item.data, ours(1))
        assert contains(home.plain.get(name(1)), ours(1))

    def test_the_tag_of_a_write_is_the_tag_of_the_list(self, home):
        outcome = one(home.store, Create(name(1), ours(1)))
        assert outcome.tag in ("", home.store.changes("").tags[name(1)])

    def test_nothing_is_written_over(self, home):
        home.plain.put(name(1), ours(1, "Mine"))
        before = home.plain.get(name(1))
        assert one(home.store, Create(name(1), ours(1))) == Stale()
        assert home.plain.get(name(1)) == before

    def test_many_at_once(self, home):
        operations = [Create(name(number), ours(number)) for number in range(60)]
        outcomes = list(home.store.write(operations))
        assert {each.name for each, _ in outcomes} == {each.name for each in operations}
        assert all(isinstance(outcome, Done) for _, outcome in outcomes)
        assert home.plain.names() == sorted(each.name for each in operations)
        found = home.store.fetch([each.name for each in operations])
        assert all(contains(found[each.name].data, each.data) for each in operations)


class TestReplace:
    def test_the_new_stands_there(self, home):
        outcome = one(home.store, Replace(created(home.store), ours(1, "Later")))
        assert isinstance(outcome, Done)
        assert contains(home.plain.get(name(1)), ours(1, "Later"))

    def test_again_and_again_with_the_tag_of_the_write(self, home):
        item = created(home.store)
        for text in ("Second", "Third", "Fourth"):
            assert isinstance(one(home.store, Replace(item, ours(1, text))), Done)
            item = home.store.fetch([name(1)])[name(1)]
        assert contains(item.data, ours(1, "Fourth"))

    def test_what_somebody_else_changed_stays(self, home):
        item = created(home.store)
        home.plain.put(name(1), ours(1, "Edited on the phone"))
        before = home.plain.get(name(1))
        assert one(home.store, Replace(item, ours(1, "Later"))) == Stale()
        assert home.plain.get(name(1)) == before

    def test_what_somebody_took_away_stays_away(self, home):
        item = created(home.store)
        home.plain.delete(name(1))
        assert one(home.store, Replace(item, ours(1, "Later"))) == Stale()
        assert home.plain.get(name(1)) is None


class TestRemove:
    def test_it_is_gone(self, home):
        assert isinstance(one(home.store, Remove(created(home.store))), Done)
        assert home.plain.get(name(1)) is None
        assert home.store.fetch([name(1)]) == {name(1): None}

    def test_what_somebody_else_changed_stays(self, home):
        item = created(home.store)
        home.plain.put(name(1), ours(1, "Edited on the phone"))
        assert one(home.store, Remove(item)) == Stale()
        assert contains(home.plain.get(name(1)), ours(1, "Edited on the phone"))

    def test_what_is_gone_is_no_error(self, home):
        item = created(home.store)
        home.plain.delete(name(1))
        assert isinstance(one(home.store, Remove(item)), Done | Stale)


def test_whatever_is_written_the_items_of_others_keep_their_bytes(home):
    home.plain.put("foreign-0.ics", foreign())
    before = home.plain.get("foreign-0.ics")
    item = created(home.store)
    one(home.store, Replace(item, ours(1, "Later")))
    one(home.store, Remove(home.store.fetch([name(1)])[name(1)]))
    assert home.plain.get("foreign-0.ics") == before


def test_no_outcome_is_a_refusal_where_all_is_well(home):
    outcomes = [outcome for _, outcome in home.store.write([Create(name(n), ours(n)) for n in range(3)])]
    assert not any(isinstance(outcome, Refused) for outcome in outcomes)
