"""Read folders of calendars, each file in a process of its own with limits, and set plain libraries beside it.

    python tests/corpus.py FOLDER...      the folders of FOLLOWCAL_CORPUS, if none is named

Prints what was counted, read and told, and what icalendar and recurring-ical-events make of the same files. How many
events a file holds is counted here once more, without a line of the reader's own code.
"""

from __future__ import annotations

import email
import json
import os
import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from limits import apart

SECONDS, MEGABYTES = 10, 500
ENDINGS = (".ics", ".ical", ".ifb", ".icalendar", ".vcs", ".eml", ".msg")
BESIDE = Path(__file__).parents[2] / "shared" / "corpus"


def folders():
    """The folders that FOLLOWCAL_CORPUS names, with the one that lies beside the project, if it is there."""
    told = [Path(name) for name in os.environ.get("FOLLOWCAL_CORPUS", "").split(os.pathsep) if name]
    return list(dict.fromkeys(path.resolve() for path in (BESIDE, *told) if path.is_dir()))


def files_in(folder):
    return sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())


def countable(path):
    """The events of a file as the letter of RFC 5545 has them: their lines, first and last, and their UIDs."""
    data = path.read_bytes()
    if path.suffix.lower() in (".eml", ".msg"):
        texts = [part.get_payload(decode=True) or b"" for part in email.message_from_bytes(data).walk()]
        texts = [text for text in texts if re.match(rb"\s*BEGIN:V", text)]
        events = [each for text in dict.fromkeys(map(as_text, texts)) for each in events_of(text)]
        return list({(uid, seen): (first, last, uid) for first, last, uid, seen in events}.values())
    return [(first, last, uid) for first, last, uid, _ in events_of(as_text(data))]


def as_text(data):
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"B\0E\0", "utf-16-le")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def events_of(text):
    """Events as first line, last line, UID, and all that they say."""
    logical = []
    for number, line in enumerate(re.split(r"\r*\n|\r", text.replace("\0", "")), 1):
        if line[:1] in (" ", "\t") and logical:
            logical[-1][1] += line[1:]
        elif line:
            logical.append([number, line.rstrip()])
    found, first, uid, seen = [], None, "", []
    for number, line in logical:
        border = re.fullmatch("(BEGIN|END):VEVENT", line, re.IGNORECASE)
        if border and border[1].upper() == "BEGIN":
            if first:
                found.append((first, number - 1, uid, "\n".join(seen)))
            first, uid, seen = number, "", []
        elif border and first:
            found.append((first, number, uid, "\n".join(seen)))
            first = None
        elif first:
            seen.append(line)
            told = re.fullmatch(r"UID(?:;[^:]*)?:(.*)", line, re.IGNORECASE)
            uid = uid or (re.sub(r"\\(.)", r"\1", told[1]).strip() if told else "")
    return [*found, (first, number, uid, "\n".join(seen))] if first else found


def ours(path):
    """What the reader makes of a file: events found, losses and repairs told, and the events that are neither."""
    from calendars import EVERYTHING
    from followcal.formats import reading
    from followcal.shell.sources import read_sources

    reading.MAX_PROBLEMS = 10**9
    found = read_sources([path], EVERYTHING)
    uids = {each.interview.uid for each in found.invitations} | {each.key[0] for each in found.answers}
    without = any(uid.startswith("no-uid-") for uid in uids)
    told = {problem.line for problem in found.problems}
    told |= {int(line) for problem in found.problems for line in re.findall(r"line (\d+)", problem.text)}
    counted = countable(Path(path))
    is_read = [uid in uids if uid else without for _, _, uid in counted]
    untold = [
        first
        for (first, last, _), known in zip(counted, is_read, strict=True)
        if not (known or told & set(range(first, last + 1)) or found.answers_only)
    ]
    return {
        "counted": len(counted),
        "found": found.events,
        "read": sum(is_read),
        "untold": untold,
        "lost": sum(problem.lost for problem in found.problems),
        "repaired": sum(not problem.lost for problem in found.problems),
    }


def plain(path):
    """What the libraries make of it alone: `from_ical`, then all that takes place in the year after the first event."""
    import warnings

    import icalendar
    import recurring_ical_events

    warnings.simplefilter("ignore")
    data = Path(path).read_bytes()
    calendar = icalendar.Calendar.from_ical(data)
    events = len(calendar.walk("VEVENT"))
    starts = []
    for event in calendar.walk("VEVENT"):
        start = getattr(event.get("DTSTART"), "dt", None)
        if isinstance(start, date):
            starts.append(start.date() if isinstance(start, datetime) else start)
    first = min(starts, default=date(2026, 1, 1))
    try:
        recurring_ical_events.of(calendar).between(first, first + timedelta(days=366))
    except Exception as error:
        return {"parsed": events, "expansion": type(error).__name__}
    return {"parsed": events, "expanded": events}


def measure(folder, *, beside=True):
    """Yield what comes of each file of a folder, with what it took."""
    readers = "followcal.formats.interviews", "followcal.shell.sources"
    with apart("corpus.ours", *readers) as read, apart("corpus.plain", "recurring_ical_events") as read_plainly:
        for path in map(str, files_in(folder)):
            figures = read(path, SECONDS, MEGABYTES)
            yield {"file": path, **figures, **({"plain": read_plainly(path, SECONDS, MEGABYTES)} if beside else {})}


def summary(folder, files):
    """The counts, as lines to be read."""
    total = {
        name: sum(each.get(name, 0) for each in files) for name in ("counted", "found", "read", "lost", "repaired")
    }
    slowest = max(files, key=lambda each: each["seconds"])
    largest = max(files, key=lambda each: each["megabytes"])
    yield f"{folder}: {len(files)} files, {total['counted']} events counted"
    yield (
        f"  followcal: {sum('failed' in each for each in files)} files fail, {total['found']} events found, "
        f"{total['read']} read, {total['counted'] - total['read']} told as unusable; {total['lost']} losses and "
        f"{total['repaired']} repairs told"
    )
    yield f"    slowest {slowest['seconds']:.2f} s ({slowest['file']}), largest {largest['megabytes']} MB"
    others = [(each, each["plain"]) for each in files if "plain" in each]
    if others:
        raised = [each for each, other in others if "failed" in other]
        broke = [each for each, other in others if "expansion" in other]
        parsed = sum(other.get("parsed", 0) for _, other in others)
        expanded = sum(other.get("expanded", 0) for _, other in others)
        share = f"{len(raised) / len(files):.1%} and {len(broke) / len(files):.1%}".replace("%", " %")
        yield (
            f"  icalendar and recurring-ical-events alone: {len(raised)} files fail at reading, {len(broke)} at "
            f"expansion ({share}); {parsed} events read, those of files that expand: {expanded}"
        )


def main(names):
    start = datetime.now(UTC)
    for folder in names or folders():
        files = list(measure(folder))
        for line in summary(folder, files) if files else [f"{folder}: no calendars"]:
            sys.stdout.write(line + "\n")
        for each in files:
            if "failed" in each or each["untold"] or each["counted"] != each["found"]:
                sys.stdout.write(json.dumps({key: value for key, value in each.items() if key != "plain"}) + "\n")
    sys.stdout.write(f"{(datetime.now(UTC) - start).total_seconds():.0f} s in all\n")


if __name__ == "__main__":
    main(sys.argv[1:])
