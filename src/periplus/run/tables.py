"""Public tables for a world, fetched from where the settings say that they are published."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from periplus.config import Config
from periplus.facts.dns import addresses_in
from periplus.model import Contact, Scope
from periplus.net.download import Downloaded, Downloads
from periplus.packs.container import PackError
from periplus.packs.world_sources import Source
from periplus.run.place import Place, user_agent
from periplus.run.question import is_address

MOST_OCTETS = 8 << 30
RECORD = ".fetched.jsonl"
"""One line per file, in the directory of the files: whence, when, under what terms, which octets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One file that is here now."""

    path: Path
    url: str
    octets: int  # 0: it was here already
    digest: str


async def pull(
    sources: Sequence[Source], directory: Path, *, place: Place, config: Config, day: date | None = None
) -> list[Fetched]:
    """The tables of a day, or the newest. PackError tells in one sentence why one did not come.

    The caller has the user's consent to restricted terms.
    """
    puller = _Puller(place, config, directory, day or place.clock.now().date())
    return [
        await puller.newest(source, path, name) for source in sources for path, name in source.published
    ]


class _Puller:
    def __init__(self, place: Place, config: Config, directory: Path, wanted: date) -> None:
        self._clock = place.clock
        self._config = config
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self._wanted = wanted
        self._reach = Downloads(
            scope=Scope(contact=Contact.LOOKUP),
            clock=place.clock,
            resolver=place.resolver,
            connection_map=place.connection_map,
            trust_roots=place.trust_roots,
            user_agent=user_agent(config.values["operator"]),
        )

    async def newest(self, source: Source, path: str, name: str) -> Fetched:
        base = str(self._config.values[source.setting]).rstrip("/")
        if not base:
            raise PackError(f"{source.name} is not fetched: the setting {source.setting} is empty")
        url, came = "", Downloaded()
        for day in _days(source, self._wanted):
            url = f"{base}/{path.format(**_parts(day))}"
            here = self._directory / name.format(**_parts(day))
            if here.exists():
                return Fetched(path=here, url=url, octets=0, digest="")
            came, digest = await self._fetched(url, here)
            if not came.problem:
                self._note(here, url, digest, source)
                return Fetched(path=here, url=url, octets=came.octets, digest=digest)
            if came.status != 404:
                break
        raise PackError(f"{source.name} did not come from {url}: {came.problem}")

    async def _fetched(self, url: str, path: Path) -> tuple[Downloaded, str]:
        """The file appears whole or not at all."""
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        digest = hashlib.sha256()
        try:
            with part.open("wb") as stream:

                def sink(content: bytes) -> None:
                    stream.write(content)
                    digest.update(content)

                addresses = await self._addresses(urlsplit(url).hostname or "")
                came = await self._reach.download(
                    url=url, addresses=addresses, sink=sink, most=MOST_OCTETS
                )
            if not came.problem:
                part.rename(path)
            return came, digest.hexdigest()
        except OSError as error:
            raise PackError(f"cannot write {path}: {error.strerror or error}") from error
        finally:
            part.unlink(missing_ok=True)

    async def _addresses(self, host: str) -> tuple[str, ...]:
        if is_address(host):
            return (host,)
        answers = await asyncio.gather(
            *(
                self._reach.dns(contact=Contact.LOOKUP, name=host, rdtype=rdtype)
                for rdtype in ("A", "AAAA")
            )
        )
        found = (one for e in answers if e.failure is None for one in addresses_in(e.body))
        return tuple(dict.fromkeys(found))

    def _note(self, path: Path, url: str, digest: str, source: Source) -> None:
        row = {
            "file": path.name,
            "url": url,
            "fetched": self._clock.now().isoformat(timespec="seconds"),
            "sha256": digest,
            "licence": source.licence,
            "accepted": source.restricted,
        }
        with (path.parent / RECORD).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row) + "\n")


def _days(source: Source, wanted: date) -> Iterator[date]:
    """The day, and those before it on which the table may have been published last."""
    day = wanted.replace(day=1) if source.step == "month" else wanted
    for _ in range(max(1, source.tries)):
        yield day
        day -= timedelta(days=1)
        day = day.replace(day=1) if source.step == "month" else day


def _parts(day: date) -> dict[str, str]:
    return {"year": f"{day:%Y}", "month": f"{day:%m}", "ymd": f"{day:%Y%m%d}", "day": day.isoformat()}
