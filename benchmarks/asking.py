"""What it costs to learn from a server when the user is busy, by each way there is.

`python benchmarks/asking.py [radicale] [cyrus] [--events 5000]`

A calendar of ten years, in which each twentieth event is a series of 40 weeks, and four months of it in question. The
server has read its events before anything is measured: Radicale parses files of which it knows nothing, for a minute.
Seconds are those of the clock, over loopback; the processor's are ours alone, with the reading of what came.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from lxml import etree

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from busy_calendars import wrapped  # noqa: E402
from followcal.formats import webdav  # noqa: E402
from followcal.formats.busy import BusyReading, may_take_time, read_busy  # noqa: E402
from followcal.shell.stores.account import Account  # noqa: E402
from followcal.shell.stores.collection import CalDAVCollection  # noqa: E402
from followcal.shell.stores.mirror import refresh  # noqa: E402
from followcal.shell.stores.state import State  # noqa: E402
from followcal.shell.stores.transport import Connection, Limits, UnansweredError  # noqa: E402
from system.servers import SERVERS  # noqa: E402
from system.servers.process import folder_in_memory  # noqa: E402
from system.stores.plain import Plain  # noqa: E402
from system.stores.proxy import Proxy, proxy_to  # noqa: E402

BERLIN = ZoneInfo("Europe/Berlin")
READING = BusyReading(first=date(2026, 11, 29), last=date(2027, 3, 30), home=BERLIN)
BEGIN, END = (datetime.combine(day, time(0), tzinfo=BERLIN).astimezone(UTC) for day in (READING.first, READING.last))
SPAN = f'start="{BEGIN:%Y%m%dT%H%M%SZ}" end="{END:%Y%m%dT%H%M%SZ}"'
XML = {"Content-Type": "application/xml; charset=utf-8", "Depth": "1"}
DATA = "{urn:ietf:params:xml:ns:caldav}calendar-data"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("servers", nargs="*", default=["radicale", "cyrus"])
    parser.add_argument("--events", type=int, default=5_000)
    args = parser.parse_args()
    print(f"{'server':10} {'way':22} {'requests':>8} {'bytes down':>11} {'seconds':>8} {'ours':>6} {'periods':>8}")
    for name in args.servers:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(folder_in_memory("asking")))
            folder.chmod(0o755)
            address, home = stack.enter_context(SERVERS[name].start(folder))
            plain = Plain(f"{address}{home}busy/")
            plain.make_calendar()
            fill(name, folder, plain, list(events(args.events)))
            proxy = stack.enter_context(proxy_to(address))
            url = f"{proxy.address}{home}busy/"
            patient = Connection(Account(plain.url, "alice", "secretpw"), limits=Limits(silence=200, seconds=200))
            patient.request("REPORT", plain.url, query(""), XML)  # now the server knows its events
            compare(name, proxy, url, stack.enter_context(State(folder / "state.db", url)))
            patient.close()


def events(count: int) -> Iterator[bytes]:
    """Yield calendar objects, each with its time zone, as servers hold them."""
    dice = random.Random(7)
    for number in range(count):
        start = datetime(2018, 1, 1, 8) + timedelta(days=dice.randrange(3_650), minutes=15 * dice.randrange(40))  # noqa: DTZ001
        rule = "RRULE:FREQ=WEEKLY;COUNT=40\r\n" if number % 20 == 0 else ""
        yield wrapped(
            f"BEGIN:VEVENT\r\nUID:{number}@busy\r\nDTSTAMP:20261101T000000Z\r\nCREATED:20261101T000000Z\r\n"
            f"DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}\r\nDTEND;TZID=Europe/Berlin:"
            f"{start + timedelta(minutes=30):%Y%m%dT%H%M%S}\r\n{rule}SUMMARY:Talk {number}\r\nLOCATION:A room\r\n"
            "DESCRIPTION:What people write about this and that\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\n",
            zones=["Europe/Berlin"],
        )


def fill(name: str, folder: Path, plain: Plain, objects: list[bytes]) -> None:
    """Put the events there; into Radicale's own folder, which takes them one by one in quadratic time."""
    if name == "radicale":
        for number, data in enumerate(objects):
            (folder / "store/collection-root/alice/busy" / f"{number}.ics").write_bytes(data)
        return
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: plain.put(f"{each[0]}.ics", each[1]), enumerate(objects)))


def compare(server: str, proxy: Proxy, url: str, state: State) -> None:
    connection = Connection(Account(url, "alice", "secretpw"))
    collection = CalDAVCollection(connection, url)

    def mirrored() -> int:
        refresh(collection, state)
        concerned = (each.data for each in state.others().values() if may_take_time(each.data, READING))
        return periods(data.rstrip(b"\r\n") + b"\r\n" for data in concerned)

    def reported(body: bytes) -> int:
        answer = connection.request("REPORT", url, body, XML).body
        if b"BEGIN:VFREEBUSY" in answer[:1000]:
            return periods([answer])
        found = etree.fromstring(answer, etree.XMLParser(huge_tree=True)).iter(DATA)
        return periods((each.text or "").strip().encode() + b"\n" for each in found)

    ways: dict[str, Callable[[], int]] = {
        "all, the first time": mirrored,
        "news": mirrored,
        "a query of the days": lambda: reported(query("")),
        "a free-busy query": lambda: reported(webdav.free_busy(BEGIN, END)),
        "the days, expanded": lambda: reported(query(f"<c:expand {SPAN}/>")),  # last: Radicale goes on with it
    }
    for way, ask in ways.items():
        requests, down, clock, processor = connection.requests, proxy.down, perf_counter(), process_time()
        try:
            found = f"{ask():8,}"
        except UnansweredError as error:
            found = f" {str(error).rpartition(': ')[2]}"
        print(
            f"{server:10} {way:22} {connection.requests - requests:8} {proxy.down - down:11,}"
            f" {perf_counter() - clock:8.2f} {process_time() - processor:6.2f} {found}",
            flush=True,
        )
    connection.close()


def periods(calendars: Iterator[bytes] | list[bytes]) -> int:
    return len(read_busy(calendars, "x", READING).periods)


def query(data: str) -> bytes:
    """Return the query for the events of the days in question (RFC 4791, 7.8)."""
    inner = f'<c:comp-filter name="VEVENT"><c:time-range {SPAN}/></c:comp-filter>'
    return (
        '<c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><getetag/>'
        f"<c:calendar-data>{data}</c:calendar-data></prop><c:filter>"
        f'<c:comp-filter name="VCALENDAR">{inner}</c:comp-filter></c:filter></c:calendar-query>'
    ).encode()


if __name__ == "__main__":
    main()
