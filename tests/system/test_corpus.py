"""Calendars of other projects, good, odd and broken: all are read, in bounded time and memory, nothing lost untold.

They lie beside the project, in ../shared/corpus, or where FOLLOWCAL_CORPUS says; without them there is nothing to test.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FOLDERS = [Path(__file__).parents[3] / "shared" / "corpus", Path(os.environ.get("FOLLOWCAL_CORPUS") or "missing")]
SECONDS, MEGABYTES = 10, 500
ENDINGS = (".ics", ".ical", ".vcs", ".eml")


def read_corpus(folder):
    """Read every file of a folder, in the child: a line of figures each."""
    import resource
    import time

    from calendars import EVERYTHING, read
    from followcal.errors import UnreadableError
    from followcal.formats.blocks import Block, clean, split
    from followcal.formats.content import component
    from followcal.formats.interviews import Found
    from followcal.formats.mail import calendars_in_mail

    for path in sorted(
        path for path in Path(folder).rglob("*") if path.suffix.lower() in (".ics", ".eml", ".vcs", ".ical")
    ):
        data = path.read_bytes()
        parts = [data]
        if path.suffix.lower() == ".eml":
            try:
                parts = calendars_in_mail(data, path.name)
            except UnreadableError:
                parts = []
        start, found, untold = time.monotonic(), Found(), []
        for part in parts:
            try:
                one = read(part, EVERYTHING)
            except UnreadableError:
                continue
            found.add(one)
            uids = {each.interview.uid for each in one.invitations} | {each.key[0] for each in one.answers}
            lines = {problem.line for problem in one.problems}
            blocks = [piece for piece in split(clean([part])) if isinstance(piece, Block) and piece.name == "VEVENT"]
            for block in blocks:
                inside = range(block.line, block.line + block.data.count(b"\n") + 1)
                known = component(block).uid in uids or any(f"line {block.line}:" in str(p) for p in one.problems)
                made_up = not component(block).uid and any(uid.startswith("no-uid-") for uid in uids)
                if not (known or made_up or lines & set(inside) or one.answers_only or one.more_problems):
                    untold.append(block.line)
        took = time.monotonic() - start
        counted = sum(countable(part) for part in parts)
        figures = {
            "file": str(path),
            "seconds": round(took, 3),
            "counted": counted,
            "events": found.events,
            "untold": untold,
            "read": len({each.interview.uid for each in found.invitations}),
            "lost": sum(problem.lost for problem in found.problems) + found.more_lost,
            "repaired": sum(not problem.lost for problem in found.problems),
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
        }
        sys.stdout.write(json.dumps(figures) + "\n")


def countable(data):
    """How many lines there are that begin an event, whatever the encoding and the line ends."""
    from followcal.formats.blocks import text_of

    return len(re.findall(r"^BEGIN:VEVENT[ \t]*$", text_of(data).replace("\r", ""), re.MULTILINE | re.IGNORECASE))


@pytest.mark.parametrize("folder", FOLDERS, ids=["beside", "told"])
def test_every_file_is_read_and_nothing_is_lost_untold(folder, capsys):
    if not folder.is_dir():
        pytest.skip(f"no corpus in {folder}")
    script = f"import sys; sys.path[:0] = [{str(TESTS)!r}, {str(TESTS / 'system')!r}]\n"
    script += f"import test_corpus; test_corpus.read_corpus({str(folder)!r})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=3600)
    assert done.returncode == 0, done.stderr[-3000:]
    files = [json.loads(line) for line in done.stdout.splitlines()]
    total = {name: sum(each[name] for each in files) for name in ("counted", "events", "read", "lost", "repaired")}
    slowest = max(files, key=lambda each: each["seconds"])
    with capsys.disabled():
        sys.stdout.write(
            f"\n{folder}: {len(files)} files, {total['counted']} events counted, {total['events']} found; "
            f"{total['read']} read (by UID), {total['lost']} losses and {total['repaired']} repairs told; "
            f"the slowest took {slowest['seconds']} s, {max(each['megabytes'] for each in files)} MB at most\n"
        )
    assert [each for each in files if each["seconds"] > SECONDS or each["megabytes"] > MEGABYTES] == []
    assert [each for each in files if each["counted"] != each["events"]] == []
    assert [(each["file"], each["untold"]) for each in files if each["untold"]] == []
