"""What a call costs, told in a way that a slow or a busy machine does not change."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def cost(call: Callable[[], object]) -> float:
    """Return the processor time of a call, as a multiple of a loop of a million additions that runs right after it.

    What all tests before it have left in memory is not searched for garbage meanwhile.
    """
    times = []
    gc.freeze()
    try:
        for measured in (call, _loop):
            began = time.process_time()
            measured()
            times.append(time.process_time() - began)
    finally:
        gc.unfreeze()
    return times[0] / times[1]


def _loop() -> None:
    total = 0
    for number in range(1_000_000):
        total += number
