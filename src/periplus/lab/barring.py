"""Filters where there are no machines: the servers behind them do what the way would (RFC 7754 §4)."""

from __future__ import annotations

import socket
import struct
from asyncio import StreamReader, StreamWriter
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from periplus.lab.boxes import FilterPart
from periplus.lab.filtering import Filter, block_page, forged_answer
from periplus.lab.script import Script
from periplus.lab.sighting import question_name
from periplus.lab.topology import topology_of

_RESET_AT_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Barring:
    """What stands before one published address; of several filters the first that is met acts."""

    filters: Sequence[Filter] = ()

    def messages(self, query: bytes) -> tuple[Sequence[bytes], bool]:
        """Answers that come before the server's, and whether the question goes on to it."""
        name = question_name(query)
        for one in self.filters:
            if not one.addresses and (name is None or not one.bars(name)):
                continue
            if one.does == "drop":
                return (), False
            if one.does == "forge" and name is not None:
                return (forged_answer(query, one.forged),), not one.in_line
        return (), True

    async def meets(self, host: str, reader: StreamReader, writer: StreamWriter) -> bool:
        """Act on a connection or, with a host, on a request; True when it is over with it."""
        for one in self.filters:
            if not one.addresses and not (host and one.bars(host)):
                continue
            if one.does == "drop":
                await reader.read()
            elif one.does == "reset":
                held: socket.socket = writer.get_extra_info("socket")
                held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_CLOSE)
                writer.transport.abort()
            elif one.does == "page" and host:
                writer.write(one.page)
                await writer.drain()
            else:
                continue
            return True
        return False


def barrings(script: Script) -> Mapping[str, Barring]:
    """For each published address, the filters of the routers on the way to it."""
    topology = topology_of(script)
    found: dict[str, list[Filter]] = defaultdict(list)
    for address, (home, _) in topology.served.items():
        for part in script.filter:
            if part.router in topology.between(home):
                found[address].append(_filter(part, address))
    return {address: Barring(tuple(filters)) for address, filters in found.items()}


def _filter(part: FilterPart, address: str) -> Filter:
    return Filter(
        does=part.does,
        in_line=part.way == "in-line",
        names=part.names,
        addresses=(address,) if address in part.addresses else (),
        forged=part.forged,
        page=block_page(part.text or ""),
    )
