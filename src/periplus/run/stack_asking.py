"""The part of what a collector is handed that is about TCP stacks and the vantage itself."""

from __future__ import annotations

import ipaddress
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from periplus.model import Contact, Evidence
from periplus.net import stacks

if TYPE_CHECKING:
    from periplus.net.exchange import Exchange
    from periplus.run.flights import Flights, Send

RESOLVER = "resolver"


def control_of(setting: str, resolver: tuple[str, int]) -> tuple[str, int] | None:
    """The control target that a setting names: ADDRESS:PORT, the resolver, or none."""
    if setting == RESOLVER:
        return resolver
    address, _, port = setting.rpartition(":")
    try:
        told = ipaddress.ip_address(address.strip("[]"))
        return (str(told), int(port)) if 0 < int(port) < 65536 else None
    except ValueError:
        return None


class StackAsking(ABC):
    """See model.Ask; Asker is one."""

    _flights: Flights
    _contact: Contact

    @property
    @abstractmethod
    def settings(self) -> Mapping[str, Any]:
        """See model.Ask."""

    @abstractmethod
    async def _once(self, source: str, send: Send, *, local: bool = False) -> tuple[Evidence, ...]: ...

    @property
    def control(self) -> tuple[str, int] | None:
        """See model.Ask."""
        return control_of(str(self.settings.get("control", "")), self._flights.place.resolver)

    async def one_hop(self, *, host: str | None, address: str, port: int) -> Evidence:
        """See model.Ask."""

        async def send() -> Sequence[Exchange]:
            row = await self._flights.reach.stacks.one_hop(
                contact=self._contact_for(host, address, port),
                name=host,
                address=address,
                port=port,
                vantage=self._flights.place.vantage,
            )
            return [row]

        return (await self._once(stacks.source("one-hop", host, address, port), send))[-1]

    async def handshake(
        self, *, host: str | None, address: str, port: int, connections: int,
        same_port: bool = False, only_caught: bool = False,
    ) -> Evidence:  # fmt: skip
        """See model.Ask."""
        source = stacks.source(
            "handshake", host, address, port, connections=connections, same_port=same_port
        )

        async def send() -> Sequence[Exchange]:
            row = await self._flights.reach.stacks.handshake(
                contact=self._contact_for(host, address, port),
                name=host,
                address=address,
                port=port,
                connections=connections,
                same_port=same_port,
                only_caught=only_caught or same_port,
                vantage=self._flights.place.vantage,
            )
            return [row]

        return (await self._once(source, send))[-1]

    async def nmap(self, *, host: str, address: str, port: int) -> Evidence:
        """See model.Ask."""

        async def send() -> Sequence[Exchange]:
            row = await self._flights.reach.stacks.nmap(
                contact=self._contact, name=host, address=address, port=port
            )
            return [row]

        return (await self._once(stacks.source("nmap", host, address, port), send))[-1]

    def _contact_for(self, host: str | None, address: str, port: int) -> Contact:
        """The control is the user's own, or asked in this run anyway: it is no target."""
        is_control = host is None and (address, port) == self.control
        return Contact.LOOKUP if is_control else self._contact
