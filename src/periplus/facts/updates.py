"""How many prefixes a dump of BGP updates leaves reachable, over time (RFC 6396 BGP4MP, RFC 4271)."""

from __future__ import annotations

import bz2
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from periplus.facts.mrt import Element, MrtReader
from periplus.facts.outage import OutageSeries

_STEP_S = 300  # the collectors of RIS write a file every five minutes
_MOST_ELEMENTS = 300_000
_MOST_PREFIXES = 100_000
_MOST_STEPS = 20_000
_MOST_BYTES = 1 << 26  # unpacked


@dataclass(slots=True)
class _Table:
    """Which peers still tell which prefix, as far as the dump says."""

    peers: dict[object, set[tuple[bytes, int]]] = field(default_factory=dict)  # telling it
    heard: dict[object, set[tuple[bytes, int]]] = field(default_factory=dict)  # ever spoke of it
    reachable: int = 0

    def take(self, element: Element) -> None:
        prefix = element.prefix
        if prefix is None or (prefix not in self.heard and len(self.heard) >= _MOST_PREFIXES):
            return
        peer = (element.peer, element.peer_asn)
        before = self._is_there(prefix)
        known = peer in self.heard.setdefault(prefix, set())
        telling = self.peers.setdefault(prefix, set())
        self.heard[prefix].add(peer)
        if element.action == "A":
            telling.add(peer)
        elif known:
            telling.discard(peer)
        self.reachable += self._is_there(prefix) - before

    def _is_there(self, prefix: object) -> bool:
        """Told by at least half of the peers that ever spoke of it: one lost session is no outage."""
        telling = len(self.peers.get(prefix, ()))
        return telling > 0 and telling * 2 >= len(self.heard[prefix])


def read_updates(body: bytes) -> Iterator[tuple[OutageSeries, str]]:
    """One series: prefixes that are reachable every five minutes; nothing of any other bytes.

    A prefix counts from its first announcement on. `body` may be packed (gzip, bzip2).
    """
    values: list[float | None] = []
    table = _Table()
    start_s = 0
    for element in islice(MrtReader(io.BytesIO(_unpacked(body))), _MOST_ELEMENTS):
        if element.action not in ("A", "W") or element.seconds <= 0:
            continue
        start_s = start_s or element.seconds // _STEP_S * _STEP_S
        place = (element.seconds - start_s) // _STEP_S
        if not 0 <= place < _MOST_STEPS:
            continue
        while len(values) <= place:
            values.append(float(table.reachable))
        table.take(element)
        values[place] = float(table.reachable)
    if len(values) > 1 and any(values):
        series = OutageSeries(
            source="BGP updates",
            kind="routes",
            unit="prefixes",
            start_s=start_s,
            step_s=_STEP_S,
            values=tuple(values),
        )
        yield series, ""


def _unpacked(body: bytes) -> bytes:
    try:
        if body.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(wbits=31).decompress(body, _MOST_BYTES)
        if body.startswith(b"BZh"):
            return bz2.BZ2Decompressor().decompress(body, _MOST_BYTES)
    except (zlib.error, OSError, EOFError, ValueError):
        return b""
    return body
