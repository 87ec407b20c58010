"""Public sources by a base URL: where they are, their keys, and how politely they are asked."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from periplus.net.clock import Clock
from periplus.net.http import REDACTED
from periplus.signatures.tables import load

_SAFE = ",:;/"  # what sources write into their queries as it is


class Spent(Exception):
    """A source has been asked as often today as it may be; the text is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source of signatures/sources.toml, with the user's settings for it."""

    name: str
    base: str  # empty: the user wants it not asked
    parallel: int
    daily: int
    key_parameter: str = ""  # empty: it wants no key
    key: str = ""

    @property
    def lacks_key(self) -> bool:
        """Whether it answers nobody without a key, and there is none."""
        return bool(self.key_parameter) and not self.key

    def url(self, path: str, parameters: Mapping[str, str]) -> str:
        """The URL of a request; a key stands in it as (secret)."""
        told = dict(parameters) | ({self.key_parameter: REDACTED} if self.key_parameter else {})
        query = urlencode(told, quote_via=quote, safe=_SAFE + REDACTED[0] + REDACTED[-1])
        return f"{self.base.rstrip('/')}/{path.lstrip('/')}" + (f"?{query}" if query else "")


def sources(settings: Mapping[str, Any]) -> Mapping[str, Source]:
    """All sources by name."""
    return {
        row["name"]: Source(
            name=row["name"],
            base=str(settings.get(row["name"]) or ""),
            parallel=row["parallel"],
            daily=row["daily"],
            key_parameter=row.get("key", ""),
            key=str(settings.get(f"{row['name']}_key") or ""),
        )
        for row in load().rows("sources")
    }


class Manners:
    """Takes turns at sources, so many at once and so many a day.

    `counts`: a directory in which the day's requests are counted over all runs, a byte in a file each;
    None (a laboratory), or one that cannot be written: only those of this run count.
    """

    def __init__(self, counts: Path | None, clock: Clock) -> None:
        self._counts = counts
        self._clock = clock
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._here: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, source: Source) -> AsyncIterator[None]:
        """Wait for a turn and count it. Spent when the day's requests are used up."""
        async with self._turns.setdefault(source.name, asyncio.Semaphore(source.parallel)):
            day = f"{source.name}-{self._clock.now().date().isoformat()}"
            if max(self._here[day], self._counted(day)) >= source.daily:
                msg = f"{source.name} has been asked {source.daily} times today, its bound for a day"
                raise Spent(msg)
            self._here[day] += 1
            self._count(day)
            yield

    def _counted(self, day: str) -> int:
        try:
            return 0 if self._counts is None else (self._counts / day).stat().st_size
        except OSError:
            return 0

    def _count(self, day: str) -> None:
        if self._counts is None:
            return
        try:
            self._counts.mkdir(parents=True, exist_ok=True)
            # Appending one byte is whole whoever else appends.
            with (self._counts / day).open("ab") as stream:
                stream.write(b".")
        except OSError:
            return
