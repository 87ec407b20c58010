"""Twin of net/clock.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from periplus.net.clock import Clock

START = datetime(2022, 2, 20, 12, tzinfo=UTC)


async def test_a_lab_clock_starts_where_it_is_told_and_runs_on() -> None:
    clock = Clock(START)
    await clock.sleep(0.02)
    assert timedelta(seconds=0.02) <= clock.now() - START < timedelta(seconds=2)


def test_the_world_clock_tells_utc() -> None:
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert Clock().now().tzinfo is UTC


def test_another_zone_is_brought_to_utc() -> None:
    there = START.astimezone(timezone(timedelta(hours=3)))
    assert Clock(there).now().tzinfo is UTC
    assert Clock(there).now() - START < timedelta(seconds=2)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Clock(START.replace(tzinfo=None))


def test_monotonic_never_runs_back() -> None:
    clock = Clock()
    assert clock.monotonic() <= clock.monotonic()
