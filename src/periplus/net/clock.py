"""The run's clock: the world's time, or a laboratory's own, running on at real pace."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time in UTC. With `starts_at` it starts there and runs on at real pace.

    ValueError when `starts_at` has no time zone.
    """

    def __init__(self, starts_at: datetime | None = None) -> None:
        if starts_at is not None and starts_at.tzinfo is None:
            raise ValueError("a clock cannot start at a time without a time zone")
        self._starts_at = starts_at.astimezone(UTC) if starts_at is not None else None
        self._origin_s = time.monotonic()

    def now(self) -> datetime:
        """The time of day, UTC."""
        if self._starts_at is None:
            return datetime.now(UTC)
        return self._starts_at + timedelta(seconds=self.monotonic() - self._origin_s)

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never runs back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait so many real seconds."""
        await asyncio.sleep(seconds)
