"""Hostile pages on loopback, a browser's visit to them, and the count of what came in at the sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from periplus.model import Bounds, Contact, Scope
from periplus.net.browser import Bounds as VisitBounds
from periplus.net.browser import Visit, visit
from periplus.net.chromium import program
from periplus.net.clock import Clock
from periplus.net.dial import Pace
from periplus.net.gate import Gate
from periplus.net.proxy import Proxy

HOST = "www.site.example"
ADDRESS = "192.0.2.1"
QUICK = VisitBounds(visit_s=9, load_s=3, linger_s=1.5, quiet_s=0.3, read_s=1, bytes=3_000_000)
needs_browser = pytest.mark.skipif(program() is None, reason="chromium is not installed")


@dataclass
class Site:
    """A server of pages by path; `seen` holds the request lines, one per connection."""

    pages: Mapping[str, tuple[bytes, bytes]]  # path: (fields, content)
    seen: list[str] = field(default_factory=list)
    endpoint: tuple[str, int] = ("", 0)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            line = head.partition(b"\r\n")[0].decode("latin-1")
            self.seen.append(line)
            path = line.split(" ")[1].partition("?")[0]
            fields, content = self.pages.get(path, (b"Content-Type: text/plain\r\n", b"no such page"))
            if b"@endless" in fields:
                writer.write(b"HTTP/1.1 200 OK\r\n" + fields + b"Connection: close\r\n\r\n")
                while True:
                    writer.write(content * 64)
                    await writer.drain()
            status = b"302 Found" if b"Location" in fields else b"200 OK"
            length = b"Content-Length: %d\r\n" % len(content)
            writer.write(b"HTTP/1.1 " + status + b"\r\n" + fields + length + b"\r\n" + content)
            await writer.drain()
        except (OSError, EOFError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(pages: Mapping[str, tuple[bytes, bytes]]) -> AsyncIterator[Site]:
    site = Site(pages)
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0)
    site.endpoint = server.sockets[0].getsockname()[:2]
    try:
        yield site
    finally:
        server.close()


def proxy_to(site: Site, budget_bytes: int = QUICK.bytes) -> Proxy:
    """A proxy whose gate lets HOST out, and nothing else."""
    clock = Clock()
    scope = Scope(contact=Contact.VISIT, authorised=Bounds(names=(HOST,)), rate_per_s=100)
    gate = Gate(scope, clock, {(ADDRESS, 80): site.endpoint})

    async def resolve(name: str) -> tuple[str, ...]:
        return (ADDRESS,) if name == HOST else ()

    return Proxy(
        gate=gate,
        contact=Contact.VISIT,
        resolve=resolve,
        pace=Pace(clock, 100),
        budget_bytes=budget_bytes,
    )


async def visited(site: Site, bounds: VisitBounds = QUICK) -> tuple[Visit, dict[str, Any], Proxy]:
    """One load of the site's `/`: the visit, its document, and the proxy with its traffic."""
    proxy = proxy_to(site, bounds.bytes)
    made = await visit(
        f"http://{HOST}/",
        path=program() or "",
        proxy=proxy,
        pins=(),
        user_agent="Periplus/test",
        bounds=bounds,
    )
    return made, json.loads(made.document), proxy


def html(content: str) -> tuple[bytes, bytes]:
    return b"Content-Type: text/html\r\n", content.encode()
