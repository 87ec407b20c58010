"""Waiting for others that counts only the time in which this process was run."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

STEP_S = 0.1


@asynccontextmanager
async def patience(limit_s: float) -> AsyncIterator[None]:
    """As asyncio.timeout, but on a busy machine, or after its sleep, nobody is taken for silent.

    It counts steps: one during which the loop was not run is one step, however long it took, and
    what has come meanwhile is read before the next.
    """
    loop = asyncio.get_running_loop()
    steps = max(1, math.ceil(limit_s / STEP_S))
    async with asyncio.timeout(None) as bound:
        done = 0
        ticking: asyncio.TimerHandle

        def count() -> None:
            nonlocal done, ticking
            done += 1
            if done < steps:
                ticking = loop.call_later(limit_s / steps, count)
            else:
                bound.reschedule(loop.time())

        ticking = loop.call_later(limit_s / steps, count)
        try:
            yield
        finally:
            ticking.cancel()
