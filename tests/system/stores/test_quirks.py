"""What servers do that they should not: made up where no server at hand does it, over real HTTP."""

from __future__ import annotations

from contextlib import closing

import pytest

from followcal.errors import StoreError
from followcal.shell.stores.account import Account
from followcal.shell.stores.collection import BATCH, CalDAVCollection
from followcal.shell.stores.mirror import refresh, unread
from followcal.shell.stores.state import State
from followcal.shell.stores.store import Create, Done, Item, Refused, Remove, Replace, Stale, Unclear
from followcal.shell.stores.transport import Connection, Limits
from system.stores.events import foreign, name, ours, uid
from system.stores.machine import Machine
from system.stores.proxy import Answer, only_itself, proxy_to
from system.stores.test_contract import created, one

XML = {"Content-Type": "application/xml; charset=utf-8"}
UID_TAKEN = (
    b"""<?xml version="1.0"?><D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><C:%s/></D:error>"""
)


def multistatus(*responses, token=""):
    tail = f"<sync-token>{token}</sync-token>" if token else ""
    text = f'<?xml version="1.0"?><multistatus xmlns="DAV:">{"".join(responses)}{tail}</multistatus>'
    return Answer(207, dict(XML), text.encode())


def listed(href, tag='"1"'):
    prop = f"<propstat><prop><getetag>{tag}</getetag></prop><status>HTTP/1.1 200 OK</status></propstat>"
    return f"<response><href>{href}</href>{prop}</response>"


def holding(href, data):
    held = f'<calendar-data xmlns="urn:ietf:params:xml:ns:caldav">{data}</calendar-data>'
    prop = f'<propstat><prop><getetag>"1"</getetag>{held}</prop></propstat>'
    return f"<response><href>{href}</href>{prop}</response>"


def said(href, status):
    return f"<response><href>{href}</href><status>HTTP/1.1 {status} x</status></response>"


ITSELF = listed("/cal/")


@pytest.fixture
def made_up():
    with proxy_to() as proxy:
        yield proxy


@pytest.fixture
def store(made_up):
    account = Account(made_up.address + "/cal/", "alice", "secretpw")
    with closing(Connection(account, limits=Limits(silence=5, seconds=5, wait=5), sleep=lambda _: None)) as connection:
        yield CalDAVCollection(connection, made_up.address + "/cal/")


def answering(**by_method):
    """Answer each method with its answers, in turn; the last one again and again."""
    left = {method: list(answers) for method, answers in by_method.items()}

    def on_request(number, asked):
        answers = left[asked.method]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return lambda *_: Answer(answer.status, dict(answer.headers), answer.body)

    return on_request


class TestAnswersToWrites:
    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [
            (Answer(201, {"ETag": '"7"'}, b""), Done('"7"')),
            (Answer(204, {"ETag": '"7"'}, b""), Done('"7"')),
            (Answer(201, {}, b""), Done()),
            (Answer(201, {"ETag": 'W/"7"'}, b""), Done()),
            (Answer(201, {"ETag": '"7-gzip"'}, b""), Done()),
            (Answer(201, {"ETag": '"7;br"'}, b""), Done()),
            (Answer(201, {"ETag": '"'}, b""), Done()),
            (Answer(412, {}, b""), Stale()),
            (Answer(412, XML, UID_TAKEN % b"no-uid-conflict"), Refused),
            (Answer(409, XML, UID_TAKEN % b"no-uid-conflict"), Refused),
            (Answer(403, XML, UID_TAKEN % b"unique-scheduling-object-resource"), Refused),
            (
                Answer(400, XML, b"<m>Calendar object with uid already exists in this calendar</m>"),
                Refused,
            ),
            (Answer(400, XML, b"<m>Deleted calendar object with uid already exists</m>"), Refused),
            (Answer(403, {}, b""), Refused),
            (Answer(404, {}, b""), Refused),
            (Answer(413, {}, b""), Refused),
            (Answer(507, {}, b""), Refused),
            (Answer(200, {"ETag": '"7"'}, b""), Unclear),
            (Answer(200, {"Content-Type": "text/html"}, b"<html>Sign in"), Unclear),
            (Answer(207, XML, b"<multistatus/>"), Unclear),
            (Answer(202, {}, b""), Unclear),
            (Answer(301, {"Location": "/other"}, b""), Unclear),
            (Answer(307, {"Location": "/other"}, b""), Unclear),
            (Answer(500, {}, b""), Unclear),
            (Answer(502, {"Content-Type": "text/html"}, b"<html>Bad gateway"), Unclear),
            (Answer(503, {}, b""), Unclear),
        ],
    )
    def test_of_a_put(self, made_up, store, answer, outcome):
        made_up.begin(answering(PUT=[answer], PROPFIND=[multistatus(ITSELF)]))
        found = one(store, Create(name(1), ours(1)))
        assert found == outcome or (isinstance(outcome, type) and isinstance(found, outcome))
        assert all(each.headers["If-None-Match"] == "*" for each in made_up.writes)

    @pytest.mark.parametrize("status", [404, 410, 412])
    def test_a_replacement_of_what_is_gone(self, made_up, store, status):
        made_up.begin(answering(PUT=[Answer(status, {}, b"")], PROPFIND=[multistatus(ITSELF)]))
        item = created_item()
        assert one(store, Replace(item, ours(1, "Later"))) == Stale()
        assert made_up.writes[0].headers["If-Match"] == item.tag

    def test_without_a_version_nothing_is_written(self, made_up, store):
        made_up.begin(answering(PROPFIND=[multistatus(ITSELF)]))
        for operation in (Replace(created_item(tag=""), ours(1)), Remove(created_item(tag=""))):
            assert one(store, operation) == Refused("its version is not known")
        assert made_up.writes == []

    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [
            (Answer(204, {}, b""), Done()),
            (Answer(404, {}, b""), Done()),
            (multistatus(said("/cal/x", 200)), Done()),
            (Answer(412, {}, b""), Stale()),
            (Answer(200, {"Content-Type": "text/html"}, b"<html>Sign in"), Unclear),
            (Answer(200, {}, b""), Unclear),
            (multistatus(said("/cal/x", 423)), Unclear),
            (Answer(403, {}, b""), Refused),
            (Answer(500, {}, b""), Unclear),
        ],
    )
    def test_of_a_delete(self, made_up, store, answer, outcome):
        item = created_item()
        data = item.data.decode()
        prop = (
            f'<getetag>"1"</getetag><c:calendar-data xmlns:c="urn:ietf:params:xml:ns:caldav">{data}</c:calendar-data>'
        )
        there = f"<response><href>/cal/{item.name}</href><propstat><prop>{prop}</prop></propstat></response>"
        made_up.begin(answering(DELETE=[answer], REPORT=[multistatus(there)], PROPFIND=[multistatus(ITSELF)]))
        found = one(store, Remove(item))
        assert found == outcome or (isinstance(outcome, type) and isinstance(found, outcome))
        assert made_up.writes[0].headers["If-Match"] == '"1"'


def created_item(tag='"1"'):
    return Item(name(1), tag, ours(1))


class TestLists:
    def test_cut_short_it_is_asked_for_the_rest(self, made_up, store):
        first = multistatus(listed("/cal/a.ics"), said("/cal/", 507), token="two")
        second = multistatus(listed("/cal/b.ics"), said("/cal/c.ics", 404), token="three")
        made_up.begin(answering(REPORT=[first, second]))
        found = store.changes("sync:one")
        assert (set(found.tags), found.gone, found.token) == ({"a.ics", "b.ics"}, {"c.ics"}, "sync:three")
        assert b"<sync-token>two</sync-token>" in made_up.requests[1].body

    def test_cut_short_for_ever_it_is_listed_as_a_whole(self, made_up, store):
        report = multistatus(listed("/cal/a.ics"), said("/cal/", 507), token="one")
        made_up.begin(answering(REPORT=[report], PROPFIND=[multistatus(ITSELF, listed("/cal/b.ics"))]))
        found = store.changes("sync:one")
        assert (set(found.tags), found.complete) == ({"b.ics"}, True)
        assert len(made_up.requests) == 2

    @pytest.mark.parametrize("status", [400, 403, 409, 410, 412, 500, 501])
    def test_a_forgotten_token(self, made_up, store, status):
        made_up.begin(answering(REPORT=[Answer(status, {}, b"")], PROPFIND=[multistatus(ITSELF, listed("/cal/b.ics"))]))
        assert store.changes("sync:old").complete

    def test_an_answer_without_a_token_is_not_believed(self, made_up, store):
        made_up.begin(answering(REPORT=[multistatus()], PROPFIND=[multistatus(ITSELF, listed("/cal/b.ics"))]))
        assert set(store.changes("sync:old").tags) == {"b.ics"}

    def test_what_is_there_and_not_there_is_there(self, made_up, store):
        made_up.begin(answering(REPORT=[multistatus(listed("/cal/a.ics"), said("/cal/a.ics", 404), token="t")]))
        found = store.changes("sync:old")
        assert (set(found.tags), found.gone) == ({"a.ics"}, frozenset())

    @pytest.mark.parametrize(
        "answer",
        [
            multistatus(),
            multistatus(listed("/cal/b.ics")),
            multistatus(said("/cal/", 404)),
            Answer(207, XML, b"<multistatus"),
            Answer(207, XML, b'<!DOCTYPE x [<!ENTITY a "b">]><multistatus xmlns="DAV:">&a;</multistatus>'),
            Answer(200, {"Content-Type": "text/html"}, b"<html>Sign in"),
            Answer(200, XML, b""),
            Answer(404, {}, b""),
            Answer(403, {}, b""),
            Answer(302, {"Location": "https://other.example/secret?token=1"}, b""),
            Answer(503, {}, b""),
        ],
    )
    def test_a_list_that_cannot_be_one_is_an_error_never_an_empty_calendar(self, made_up, store, answer):
        made_up.begin(answering(PROPFIND=[answer]))
        with pytest.raises(StoreError) as caught:
            store.changes("")
        assert "token=1" not in str(caught.value)

    @pytest.mark.parametrize(
        "href", ["/cal/a%40b.ics", "/cal/a@b.ics", "http://other.example/cal/a@b.ics", "/c%61l/a@b.ics"]
    )
    def test_names_stay_as_the_server_spells_them(self, made_up, store, href):
        made_up.begin(answering(PROPFIND=[multistatus(listed("/cal"), listed(href))]))
        assert set(store.changes("").tags) == {href.rpartition("/")[2]}

    @pytest.mark.parametrize("href", ["/other/a.ics", "/cal/sub/a.ics", "/cal/../x/a.ics", "", "http://[bad/a.ics"])
    def test_what_is_not_in_the_calendar_is_none_of_ours(self, made_up, store, href):
        made_up.begin(answering(PROPFIND=[multistatus(ITSELF, listed(href))]))
        assert dict(store.changes("").tags) == {}

    @pytest.mark.parametrize("tag", ['W/"1"', '"1-gzip"', ""])
    def test_a_tag_that_is_no_version_is_none(self, made_up, store, tag):
        made_up.begin(answering(PROPFIND=[multistatus(ITSELF, listed("/cal/a.ics", tag))]))
        assert dict(store.changes("").tags) == {"a.ics": ""}

    @pytest.mark.parametrize("at", [0, 10, len(ours(1)) // 2, len(ours(1)) - 10])
    def test_an_item_that_comes_cut_short_is_not_known(self, made_up, store, at):
        """Without a length, a connection that breaks looks like the end of the item."""
        answers = {number: Answer(200, {"ETag": '"1"'}, ours(number)) for number in (1, 2)}
        answers[1] = Answer(200, {"ETag": '"1"'}, ours(1)[:at])

        def on_request(number, asked):
            return lambda *_: multistatus(ITSELF) if asked.method == "REPORT" else answers[2 - (name(1) in asked.path)]

        made_up.begin(on_request)
        assert store.fetch([name(1), name(2)]) == {name(2): Item(name(2), '"1"', ours(2))}


def test_a_batch_that_is_too_large_is_halved(made_up):
    """A calendar with large attachments is read all the same, in smaller pieces."""

    def on_request(number, asked):
        names = [part.partition(b"</href>")[0].decode() for part in asked.body.split(b"<href>")[1:]]
        data = foreign().decode() + "x" * 20_000
        prop = (
            f'<getetag>"1"</getetag><c:calendar-data xmlns:c="urn:ietf:params:xml:ns:caldav">{data}</c:calendar-data>'
        )
        one_each = [
            f"<response><href>{each}</href><propstat><prop>{prop}</prop></propstat></response>" for each in names
        ]
        return lambda *_: multistatus(*one_each)

    account = Account(made_up.address + "/cal/", "alice", "secretpw")
    with closing(Connection(account, limits=Limits(answer=300_000, seconds=20, silence=5))) as connection:
        made_up.begin(on_request)
        names = [f"{number}.ics" for number in range(BATCH)]
        found = CalDAVCollection(connection, made_up.address + "/cal/").fetch(names)
        assert set(found) == set(names)
        assert all(found.values())


class TestLargeItems:
    """One that is too large for what it comes in is asked for by itself; one that is too large at all is left alone."""

    LARGE = foreign().replace(b"END:VEVENT", b"ATTACH:" + b"x" * 10_500_000 + b"\r\nEND:VEVENT")

    def answers(self, made_up, sizes):
        """Answer as a server does whose items have these bytes, by name."""

        def on_request(number, asked):
            if asked.method == "PROPFIND":
                found = multistatus(ITSELF, *(listed(f"/cal/{each}") for each in sizes))
            elif asked.method == "GET":
                found = Answer(200, {"ETag": '"1"'}, sizes[asked.path.rpartition("/")[2]])
            elif b"multiget" in asked.body:
                names = [part.partition(b"</href>")[0].decode() for part in asked.body.split(b"<href>")[1:]]
                held = [holding(each, sizes[each.rpartition("/")[2]].decode()) for each in names]
                found = multistatus(*held)
            else:
                found = Answer(501, {}, b"")
            return lambda *_: Answer(found.status, dict(found.headers), found.body)

        made_up.begin(on_request)

    def test_one_that_no_xml_holds_is_read_by_itself(self, made_up, store):
        sizes = {name(number): ours(number) for number in range(5)} | {"large.ics": self.LARGE}
        self.answers(made_up, sizes)
        found = store.fetch(sizes)
        assert {each: item.data for each, item in found.items()} == sizes

    def test_one_that_is_larger_than_any_answer_may_be_is_left_alone_and_told(self, made_up, tmp_path):
        sizes = {name(number): ours(number) for number in range(5)} | {"large.ics": self.LARGE}
        self.answers(made_up, sizes)
        account, url = Account(made_up.address + "/cal/", "alice", "secretpw"), made_up.address + "/cal/"
        with (
            closing(Connection(account, limits=Limits(answer=300_000, seconds=20, silence=5))) as connection,
            State(tmp_path / "state.db", url) as state,
        ):
            refresh(CalDAVCollection(connection, url), state)
            assert sorted(state.items()) == sorted(sizes.keys() - {"large.ics"})
            [told] = unread(state)
            assert told.startswith("large.ics: cannot be read")
            sizes.pop("large.ics")
            refresh(CalDAVCollection(connection, url), state)
            assert unread(state) == []


class TestOnRealServers:
    """With a second client in between."""

    def test_a_uid_that_is_elsewhere_in_the_calendar_is_not_fought_for(self, caldav, request, tmp_path):
        keeps_both = request.node.callspec.params["server"] in ("davical", "sabre")
        caldav.plain.put("elsewhere.ics", foreign(1).replace(b"foreign-1", uid(1).encode()))
        before = caldav.plain.get("elsewhere.ics")
        [result] = Machine(caldav.plain.url, tmp_path / "state.db").run({name(1): ours(1)})
        assert caldav.plain.get("elsewhere.ics") == before
        if not keeps_both:
            assert "its UID is in use elsewhere" in result.why or "conflicts" in result.why
            assert caldav.plain.get(name(1)) is None

    def test_removed_and_written_again_under_the_same_name_it_is_overtaken(self, caldav):
        """Tags of SOGo begin at the same number again: what stands there is compared before it is removed."""
        item = created(caldav.store)
        caldav.plain.delete(name(1))
        caldav.plain.put(name(1), ours(1, "Made again on the phone"))
        assert one(caldav.store, Remove(item)) == Stale()
        assert b"Made again" in caldav.plain.get(name(1))

    def test_an_empty_list_is_no_deletion(self, caldav, server, tmp_path):
        with proxy_to(server.address) as proxy:
            url = proxy.address + "/" + caldav.plain.url.partition("//")[2].partition("/")[2]
            wanted = {name(number): ours(number) for number in range(3)}
            machine = Machine(url, tmp_path / "state.db")
            machine.run(wanted)
            with State(machine.state, url) as state:
                state.set_fact("runs", "0")  # a complete list is due
            proxy.begin(lambda number, asked: only_itself)
            assert machine.run(wanted) == ()
            assert proxy.injected
            with State(machine.state, url) as state:
                assert (set(state.items()), state.deleted()) == (set(wanted), frozenset())

    def test_what_an_empty_list_left_out_is_seen_by_the_next_run(self, caldav, server, tmp_path):
        caldav.plain.put("dentist.ics", foreign())
        with proxy_to(server.address) as proxy:
            url = proxy.address + "/" + caldav.plain.url.partition("//")[2].partition("/")[2]
            machine = Machine(url, tmp_path / "state.db")
            proxy.begin(lambda number, asked: only_itself)
            machine.run({})
            assert proxy.injected
            proxy.begin()
            machine.run({})
            with State(machine.state, url) as state:
                assert set(state.others()) == {"dentist.ics"}

    def test_where_it_left_out_the_first_new_item_no_other_is_written(self, caldav, server, tmp_path):
        """What the user deleted may be among them: that is told by an item that it left out as well."""
        caldav.plain.put(name(0), ours(0, "From another computer"))
        with proxy_to(server.address) as proxy:
            url = proxy.address + "/" + caldav.plain.url.partition("//")[2].partition("/")[2]
            proxy.begin(lambda number, asked: only_itself)
            Machine(url, tmp_path / "state.db").run({name(number): ours(number) for number in range(4)})
            written = [each.path.rpartition("/")[2] for each in proxy.writes]
            assert written == ([] if server.name == "sogo" else [name(0)])  # SOGo is asked what stands there, before
        assert caldav.plain.names() == [name(0)]
        assert b"From another computer" in caldav.plain.get(name(0))
