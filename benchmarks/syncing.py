"""How many requests, bytes and seconds a calendar on a server costs, beside vdirsyncer and the caldav package.

`python benchmarks/syncing.py [--write] [10] [100] [1000]`, or as a section of run.py. `--write` puts the table into
docs/performance.md.

One Radicale, from PyPI, behind the counting proxy of the tests; without delay, and with one before each request. Each
competitor has a calendar of its own there, the same items in a folder here, and a process of its own for each run, as
from cron: its time holds the start of Python. All take turns at each step; ratios are those of the clock.

- followcal: its stores, without its plans: what is wanted is what lies in the folder.
- vdirsyncer: `vdirsyncer sync` of the folder. `discover` is not counted.
- caldav: what its documentation advises: `add_event`, `get_objects_by_sync_token` with `load_objects`,
  `get_event_by_uid` and `save`. What is there is written over: `no_overwrite` doubles the requests. The items have no
  RELATED-TO: with one, `add_event` takes four requests.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

PAGE = HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- begin: made by benchmarks/syncing.py --write -->", "<!-- end of syncing -->"
NAMES = ("followcal", "vdirsyncer", "caldav")
ROUNDS = {10: 3, 100: 3, 1000: 1}
DELAYS = (0.0, 0.03)
FASTER = 3.0
"""How many times faster than vdirsyncer followcal wants to be at the largest size."""

USER, PASSWORD = "alice", "secretpw"
SHUFFLE = random.Random(1)
PAIR = """
[general]
status_path = "{folder}/status"
[pair p]
a = "here"
b = "there"
collections = null
[storage here]
type = "filesystem"
path = "{folder}/items"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{url}"
username = "alice"
password = "secretpw"
"""


@dataclass(frozen=True)
class Cost:
    """What one run of one competitor took."""

    requests: int
    up: int
    down: int
    seconds: float
    """By the clock."""

    processor: float
    """Seconds of the processor, those of the competitor alone."""


Cell = tuple[float, int, str, str]
"""Delay, number of items, step, competitor."""


# --- The competitors: one run each, in a process of its own


def by_followcal(url: str, folder: Path) -> None:
    from system.stores.machine import Machine

    Machine(url, folder / "state.db").run({path.name: path.read_bytes() for path in (folder / "items").iterdir()})


def by_caldav(url: str, folder: Path) -> None:
    from caldav.davclient import DAVClient

    items = {path.stem: path.read_text(encoding="utf-8") for path in (folder / "items").iterdir()}
    state = folder / "state.json"
    calendar = DAVClient(url, username=USER, password=PASSWORD, auth_type="basic").calendar(url=url)
    if not state.exists():
        for text in items.values():
            calendar.add_event(text)
        token = calendar.get_objects_by_sync_token().sync_token
    else:
        kept = json.loads(state.read_text())
        found = calendar.get_objects_by_sync_token(kept["token"], load_objects=True, disable_fallback=True)
        token = found.sync_token
        mine = {uid: text for uid, text in items.items() if text != kept["items"][uid]}
        for each in found:
            items[each.id] = each.data
            (folder / "items" / f"{each.id}.ics").write_text(each.data, encoding="utf-8", newline="")
        for uid, text in mine.items():
            event = calendar.get_event_by_uid(uid)
            event.data = text
            event.save()
    state.write_text(json.dumps({"token": token, "items": items}))


def command(name: str, url: str, folder: Path) -> list[str]:
    if name == "vdirsyncer":
        return [str(Path(sys.executable).parent / name), "-c", str(folder / "config"), "sync"]
    return [sys.executable, str(Path(__file__)), "--run", name, url, str(folder)]


# --- The race


def measured(delay: float, size: int) -> Iterator[tuple[str, str, Cost]]:
    """Let all take turns at each step, each in a calendar of its own; give step, name and cost."""
    from system.servers import radicale
    from system.servers.process import folder_in_memory
    from system.stores.events import name as name_of
    from system.stores.events import ours as event
    from system.stores.plain import Plain
    from system.stores.proxy import proxy_to

    def ours(number: int, *title: str) -> bytes:
        return b"".join(line for line in event(number, *title).splitlines(True) if not line.startswith(b"RELATED-TO"))

    with ExitStack() as stack:
        top = Path(stack.enter_context(folder_in_memory("benchmark")))
        address, home = stack.enter_context(radicale.start(top))
        proxy = stack.enter_context(proxy_to(address))
        folders = {name: top / name for name in NAMES}
        plains = {name: Plain(f"{address}{home}{name}/") for name in NAMES}
        urls = {name: f"{proxy.address}{home}{name}/" for name in NAMES}
        for name, folder in folders.items():
            plains[name].make_calendar()
            (folder / "items").mkdir(parents=True)
            for number in range(size):
                (folder / "items" / name_of(number)).write_bytes(ours(number))
            (folder / "config").write_text(PAIR.format(folder=folder, url=urls[name]))
        run([*command("vdirsyncer", urls["vdirsyncer"], folders["vdirsyncer"])[:-1], "discover"])
        proxy.delay = delay

        def turn(step: str) -> Iterator[tuple[str, str, Cost]]:
            for name in SHUFFLE.sample(NAMES, len(NAMES)):
                proxy.begin()
                begin, before = perf_counter(), of_children()
                run(command(name, urls[name], folders[name]))
                spent = perf_counter() - begin, of_children() - before
                yield step, name, Cost(len(proxy.requests), proxy.up, proxy.down, *spent)

        yield from turn("first push")
        check(all(len(plain.names()) == size for plain in plains.values()))
        yield from turn("the run after it")
        yield from turn("no change")
        for folder in folders.values():
            (folder / "items" / name_of(0)).write_bytes(ours(0, "Later"))
        yield from turn("one change")
        check(all(b"SUMMARY:Later" in plain.get(name_of(0)) for plain in plains.values()))
        list(turn("not counted: the caldav package reads what it wrote"))
        for plain in plains.values():
            for number in range(10):
                plain.put(name_of(number), ours(number, "Edited on the phone"))
        yield from turn("ten remote edits")
        for name in ("vdirsyncer", "caldav"):
            texts = [(folders[name] / "items" / name_of(number)).read_bytes() for number in range(10)]
            check(all(b"SUMMARY:Edited on the phone" in text for text in texts))


def run(words: list[str]) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: exit code {done.returncode}\n{done.stderr[-2000:]}")


def of_children() -> float:
    """Return the processor time of all commands that have ended: the server has not."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def check(is_right: bool) -> None:
    if not is_right:
        raise SystemExit("a competitor did not do what it was to do")


def costs(sizes: list[int]) -> dict[Cell, list[Cost]]:
    found: dict[Cell, list[Cost]] = {}
    for size in sizes:
        for number in range(ROUNDS[size]):
            for delay in DELAYS:
                print(f"{size} items, {delay * 1000:.0f} ms, round {number + 1}", file=sys.stderr, flush=True)
                for step, name, cost in measured(delay, size):
                    found.setdefault((delay, size, step, name), []).append(cost)
    return found


# --- The table


def table(found: dict[Cell, list[Cost]]) -> str:
    """Return what was measured, as tables of a Markdown page, and whether the aims are met."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("radicale", "vdirsyncer", "caldav"))
    lines = [
        f"Measured with {packages}. Medians of requests / kB up / kB down /",
        "seconds of the clock / seconds of the competitor's processor time.",
    ]
    for delay in dict.fromkeys(cell[0] for cell in found):
        lines += ["", f"With {delay * 1000:.0f} ms more for each request:" if delay else "Without delay:", ""]
        lines += [row(["items", "step", *NAMES, "vdirsyncer's time", "caldav's time"]), row(["---"] * 7)]
        for size, step in dict.fromkeys(cell[1:3] for cell in found if cell[0] == delay):
            each = [found[delay, size, step, name] for name in NAMES]
            ratios = [f"{ratio(other, each[0]):.1f} x ours" for other in each[1:]]
            lines.append(row([f"{size:,}", step, *map(shown, each), *ratios]))
    return "\n".join([*lines, "", *verdict(found), ""])


def row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def shown(rounds: list[Cost]) -> str:
    requests, up, down, seconds, processor = (median(values) for values in zip(*map(astuple, rounds), strict=True))
    return f"{requests:.0f} / {up / 1000:.1f} / {down / 1000:.1f} / {seconds:.2f} / {processor:.2f}"


def ratio(theirs: list[Cost], ours: list[Cost]) -> float:
    return median(a.seconds / b.seconds for a, b in zip(theirs, ours, strict=True))


def verdict(found: dict[Cell, list[Cost]]) -> Iterator[str]:
    """Say of each aim whether it is met, and where it is not."""
    cells = dict.fromkeys(cell[:3] for cell in found)
    most = [cell for cell in cells if any(few(found, cell, name) < few(found, cell, NAMES[0]) for name in NAMES[1:])]
    yield f"- Aim: nobody needs fewer requests: met in {len(cells) - len(most)} of {len(cells)} cells{named(most)}."
    largest = max(cell[1] for cell in cells)
    last = [cell for cell in cells if cell[1] == largest]
    slow = [cell for cell in last if ratio(found[*cell, "vdirsyncer"], found[*cell, "followcal"]) < FASTER]
    met = f"met in {len(last) - len(slow)} of {len(last)} cells{named(slow)}"
    yield f"- Aim: {FASTER:.0f} times faster than vdirsyncer at {largest:,} items: {met}."


def few(found: dict[Cell, list[Cost]], cell: tuple[float, int, str], name: str) -> float:
    return median(cost.requests for cost in found[*cell, name])


def named(cells: list[tuple[float, int, str]]) -> str:
    words = [f"{step} of {size:,} at {delay * 1000:.0f} ms" for delay, size, step in cells]
    return f"; not: {', '.join(words)}" if words else ""


def sync(sizes: list[int] | None = None) -> str:
    """Print and return the table."""
    text = table(costs(sizes or list(ROUNDS)))
    print(f"\n{text}")
    return text


def main() -> None:
    if sys.argv[1:2] == ["--run"]:
        name, url, folder = sys.argv[2:]
        {"followcal": by_followcal, "caldav": by_caldav}[name](url, Path(folder))
        return
    text = sync([int(word) for word in sys.argv[1:] if word != "--write"])
    if "--write" in sys.argv:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
