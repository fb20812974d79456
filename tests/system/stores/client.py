"""A run in a process of its own, to be killed: python client.py URL STATE."""

from __future__ import annotations

import sys
from pathlib import Path

from system.stores.machine import Machine
from system.stores.test_faults import WANTED

if __name__ == "__main__":
    Machine(sys.argv[1], Path(sys.argv[2])).run(WANTED)
