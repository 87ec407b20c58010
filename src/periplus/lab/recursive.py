"""Unbound as the observer's resolver: it asks the scenario's own servers, and validates (RFC 4035)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rdataclass
import dns.rdatatype

from periplus.lab.daemons import PORT, START_S, TRY_S, write_zones
from periplus.lab.hall import Ground
from periplus.lab.programs import Running, end, find, last_words, start
from periplus.lab.script import ScenarioError, Script
from periplus.lab.topology import twin
from periplus.lab.zones import Zone, root_keys

PROGRAM = "unbound"
_SETTINGS = """
server:
  username: ""
  chroot: ""
  directory: "{directory}"
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  num-threads: 1
  interface: {address}@53
  access-control: 0.0.0.0/0 allow
  outgoing-interface: {four}
  outgoing-interface: {six}
  max-udp-size: 1232
  minimal-responses: no
  target-fetch-policy: "0 0 0 0 0"
  trust-anchor-signaling: no
  harden-below-nxdomain: no
  aggressive-nsec: no
  unblock-lan-zones: yes
  module-config: "{modules}"
  val-override-date: "{date:%Y%m%d%H%M%S}"
{more}
remote-control:
  control-enable: no
"""
_ASKED = """
stub-zone:
  name: "{name}"
{servers}
"""
_HELD = """
auth-zone:
  name: "{name}"
  zonefile: "{file}"
  for-downstream: no
  for-upstream: yes
"""


class Resolver:
    """The resolver of one world, where its scenario asks for a program and it can be had."""

    def __init__(self, script: Script, documents: Mapping[str, bytes], ground: Ground) -> None:
        self.told = ""
        self._script = script
        self._documents = documents
        self._ground = ground
        self._running: list[Running] = []

    async def serve(self, directory: Path) -> bool:
        """Start it at the published address; False where the laboratory's own has to answer.

        ScenarioError when it does not start.
        """
        published, program = self._script.resolver.address, find(PROGRAM)
        machine = self._ground.machine(published)
        if self._script.resolver.program != PROGRAM or not machine or not program:
            return False
        path, log = self._written(directory), directory / "log"
        (address, port), standing = self._ground.place((published, PORT))
        with standing:
            self._running.append(start([program, "-d", "-c", str(path)], log))
        with self._ground.place((published, PORT))[1]:
            asking = socket.socket(
                socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM
            )
        with asking:
            asking.setblocking(False)
            if not await asyncio.to_thread(self._answers, asking, (address, port)):
                msg = f"the resolver of {machine} did not start: {last_words(log)}"
                raise ScenarioError(msg)
        self.told = f"{PROGRAM} on {machine}"
        return True

    def close(self) -> None:
        """End it."""
        end(self._running)
        self._running.clear()

    def _written(self, directory: Path) -> Path:
        directory.mkdir()
        path = directory / "conf"
        path.write_text(settings(self._script, self._documents, self._ground, directory))
        return path

    def _answers(self, asking: socket.socket, where: tuple[str, int]) -> bool:
        """Whether it says what it is, which needs no other server (RFC 4892)."""
        query = dns.message.make_query("version.bind", dns.rdatatype.TXT, dns.rdataclass.CH)
        until_s = monotonic() + START_S
        while monotonic() < until_s and self._running[0].poll() is None:
            with suppress(OSError, dns.exception.DNSException):
                dns.query.udp(query, where[0], timeout=TRY_S, port=where[1], sock=asking)
                return True
        return False


def settings(script: Script, documents: Mapping[str, bytes], ground: Ground, directory: Path) -> str:
    """The text of unbound.conf.

    A stub for every zone: no referral is followed, so none of its addresses, which are published ones,
    is ever asked. Zones that no server of the scenario has are held by the resolver itself. A scenario's
    root knows little: that it has not heard of `arpa` says nothing of a zone below.
    """
    zones = [(part, Zone(part, documents, script.as_of)) for part in script.zone if part.resolver]
    keys = root_keys(script, documents)
    more = [f'  trust-anchor: ". IN DNSKEY {key}"' for key in keys]
    more += [f'  domain-insecure: "{name}"' for name in unvouched([zone for _, zone in zones])]
    more += [f'  local-zone: "{zone.origin}" nodefault' for _, zone in zones if _is_reverse(zone.origin)]
    address = ground.place((script.resolver.address, PORT))[0][0]
    text = _SETTINGS.format(
        directory=directory,
        address=address,
        four=address,
        six=twin(address),
        modules="validator iterator" if keys else "iterator",
        date=script.as_of,
        more="\n".join(more),
    )
    for part, zone in zones:
        if part.servers:
            places = [ground.place((one, PORT))[0] for one in part.servers]
            servers = "\n".join(f"  stub-addr: {host}@{port or PORT}" for host, port in places)
            text += _ASKED.format(name=zone.origin, servers=servers)
    held = [zone for part, zone in zones if not part.servers]
    for name, file in write_zones(held, directory):
        text += _HELD.format(name=name, file=file)
    return text


def unvouched(zones: Sequence[Zone]) -> Iterator[dns.name.Name]:
    """Unsigned zones of which the zone above says nothing: a validator would take them for forged."""
    by_name = {zone.origin: zone for zone in zones}
    for zone in zones:
        above = _above(zone.origin, by_name)
        if above is not None and zone.signer is None and not above.rrset(zone.origin, dns.rdatatype.NS):
            yield zone.origin


def _above(name: dns.name.Name, zones: Mapping[dns.name.Name, Zone]) -> Zone | None:
    while name != dns.name.root:
        name = name.parent()
        if name in zones:
            return zones[name]
    return None


def _is_reverse(name: dns.name.Name) -> bool:
    return name.to_text().endswith((".in-addr.arpa.", ".ip6.arpa."))
