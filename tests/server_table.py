"""What the tests print of the servers that they ran on: versions, requests, faults."""

from __future__ import annotations

import re
from collections import Counter

_SERVER = re.compile(r"\[(?:[\w-]+-)?(radicale|xandikos|cyrus|davical|sabre|sogo)(?:-[\w-]+)*\]")


def lines(reports):
    """Return the table, a line each; nothing, if no test ran on a server."""
    rows = {}
    for report in reports:
        found = _SERVER.search(report.nodeid)
        if not found or report.when != "call":
            continue
        row = rows.setdefault(found[1], {"tests": 0, "faults": Counter(), "requests": {}, "version": "?"})
        row["tests"] += 1
        for name, value in report.user_properties:
            if name == "faults":
                row["faults"].update(value)
            elif name == "version":
                row["version"] = value
            elif name == "requests":
                row["version"] = value["version"]
                row["requests"] = {case: n for case, n in value.items() if case not in ("server", "version")}
    if not rows:
        return []
    cases = list(dict.fromkeys(case for row in rows.values() for case in row["requests"]))
    table = [["server", "version", "tests passed", "faults", *cases]]
    for name, row in sorted(rows.items()):
        counts = [str(row["requests"].get(case, "-")) for case in cases]
        table.append([name, row["version"], str(row["tests"]), str(row["faults"].total()), *counts])
    shown = _aligned(table)
    if cases:
        shown.append(f"requests are per run, of {len(cases)} kinds of run")
    return [*shown, *_faults(rows)]


def _faults(rows):
    """Return how often each fault was injected on each server."""
    every = sorted({fault for row in rows.values() for fault in row["faults"]})
    if not every:
        return []
    servers = sorted(name for name, row in rows.items() if row["faults"])
    table = [["fault injected", *servers]]
    for fault in every:
        table.append([fault, *(str(rows[name]["faults"][fault]) for name in servers)])
    total = sum(row["faults"].total() for row in rows.values())
    return ["", *_aligned(table), f"{total} faults injected, of {len(every)} kinds"]


def _aligned(table):
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
