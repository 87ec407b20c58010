"""Silence is an end; a process that was kept from running is not silence."""

from __future__ import annotations

import asyncio
import time

import pytest

from periplus.net.patience import STEP_S, patience


@pytest.mark.parametrize("limit_s", [0.0, 0.01, 0.25])
async def test_silence_ends(limit_s: float) -> None:
    began_s = time.monotonic()
    with pytest.raises(TimeoutError):
        async with patience(limit_s):
            await asyncio.Event().wait()
    assert time.monotonic() - began_s >= limit_s * 0.9


async def test_an_answer_in_time_is_an_answer() -> None:
    async with patience(1.0):
        await asyncio.sleep(0)
    await asyncio.sleep(0)


async def test_a_loop_that_stood_still_is_not_silence() -> None:
    async def answer(chain: int) -> int:
        for _ in range(chain):  # as a server in the same process that takes some turns of the loop
            await asyncio.sleep(0)
        return chain

    async with patience(5 * STEP_S):
        asked = asyncio.ensure_future(answer(20))
        time.sleep(1.0)  # noqa: ASYNC251  twice the limit, with no turn of the loop
        assert await asked == 20


async def test_another_fault_comes_through() -> None:
    with pytest.raises(KeyError):
        async with patience(1.0):
            raise KeyError
