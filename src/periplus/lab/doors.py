"""Ports of a scenario beside its services: some that speak, some closed, some that never answer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress

from periplus.facts.port_scan import control_ports
from periplus.lab.hall import Endpoint, Hall, Handler
from periplus.lab.parts import Part, ScenarioError, check_address

_WAITING = 2
_FILL_S = 0.5
MOST_PORTS = 200


class OpenPart(Part, frozen=True):
    """A port that takes connections: it speaks first, or only once it was asked, or never."""

    port: int
    says: str = ""  # octets as Latin-1
    asked: bool = False


class PortsPart(Part, frozen=True):
    """Ports of one address. `everywhere`: also those that belong to no service are open."""

    address: str
    closed: tuple[int, ...] = ()
    silent: tuple[int, ...] = ()
    everywhere: bool = False
    open: tuple[OpenPart, ...] = ()


def check_ports(parts: Sequence[PortsPart]) -> None:
    """Each port is one, and of one kind."""
    for part in parts:
        place = f"ports {part.address}"
        check_address(place, part.address)
        numbers = [*part.closed, *part.silent, *(one.port for one in part.open)]
        if len(set(numbers)) < len(numbers) or not all(0 < number < 65536 for number in numbers):
            msg = f"{place}: a port stands there twice, or is none"
            raise ScenarioError(msg)
        if len(numbers) > MOST_PORTS or not all(one.says.isascii() or _octets(one) for one in part.open):
            msg = f"{place}: more than {MOST_PORTS} ports, or a text that is no octets"
            raise ScenarioError(msg)


def _octets(part: OpenPart) -> bool:
    return all(ord(character) < 256 for character in part.says)


class Doors:
    """The ports of a world while it is open."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._held: list[socket.socket] = []

    async def open(self, part: PortsPart) -> None:
        """Stage them all; the ports that no service has are closed, or open like the others."""
        controls = control_ports(part.address)
        speaking = [*part.open, *(OpenPart(port=c) for c in controls if part.everywhere)]
        for one in speaking:
            await self._hall.serve_streams((part.address, one.port), _speaker(one))
        for port in (*part.closed, *(() if part.everywhere else controls)):
            self._hold((part.address, port), listens=False)
        for port in part.silent:
            self._hold((part.address, port), listens=True)

    def close(self) -> None:
        """Let go of all of them."""
        for held in self._held:
            held.close()
        self._held.clear()

    def _hold(self, published: Endpoint, *, listens: bool) -> None:
        """A port that is bound. One that listens and takes nobody answers no SYN once it is full."""
        (host, port), standing = self._hall.ground.place(published)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with standing:
            held = socket.socket(family, socket.SOCK_STREAM)
            self._held.append(held)
            held.bind((host, port))
            where = held.getsockname()[:2]
            if listens:
                held.listen(_WAITING)
                self._fill(family, where)
        self._hall.connection_map[published] = where

    def _fill(self, family: socket.AddressFamily, where: Endpoint) -> None:
        for _ in range(_WAITING + 2):
            filler = socket.socket(family, socket.SOCK_STREAM)
            self._held.append(filler)
            filler.settimeout(_FILL_S)
            with suppress(TimeoutError):
                filler.connect(where)


def _speaker(part: OpenPart) -> Handler:
    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if part.asked:
            await reader.read(1)
        if part.says:
            writer.write(part.says.encode("latin-1"))
            await writer.drain()
        await reader.read()

    return attend
