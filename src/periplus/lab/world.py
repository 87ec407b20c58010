"""One laboratory world: all servers of a scenario, and the map to reach them."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

import msgspec

from periplus.lab.authority import Authority, web_contexts
from periplus.lab.barring import barrings
from periplus.lab.daemons import Daemons
from periplus.lab.doors import Doors
from periplus.lab.edge import is_plain
from periplus.lab.hall import Endpoint, Ground, Hall
from periplus.lab.names import NameServer, serve_names
from periplus.lab.recursive import Resolver
from periplus.lab.routing import Routing
from periplus.lab.row import Rows, Site
from periplus.lab.scenario import Scenario
from periplus.lab.script import NameServerPart, WebPart
from periplus.lab.tables import build_packs, build_world
from periplus.lab.web import WebServer
from periplus.lab.whois import WhoisServer
from periplus.lab.zones import Authority as ZoneAuthority
from periplus.lab.zones import Recursive, root_keys, servers_of

SCOPE_RATE_PER_S = 200.0  # nobody is disturbed here
DNS_PORT, WHOIS_PORT, HTTP_PORT, HTTPS_PORT = 53, 43, 80, 443


class World:
    """An async context manager; inside it every server answers, after it none does.

    `connection_map`: published (address, port) -> served (address, port), TCP and UDP alike.
    `packs`: the directory of the scenario's tables, None when it has none; lives as long as the world.
    `scope_file`: what the site's owner lets the observer probe, None when nobody does.
    `resolver`: published (address, port). `trust_roots`: a PEM file that lives as long as the world.
    `tell` is told of what takes time.
    """

    def __init__(
        self,
        scenario: Scenario,
        ground: Ground | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.scenario = scenario
        self.script = scenario.script
        self.vantage = f"lab:{scenario.name}"
        self.clock_start: datetime = self.script.as_of
        self.resolver: Endpoint = (self.script.resolver.address, DNS_PORT)
        self.settings: Mapping[str, str] = {
            **msgspec.to_builtins(self.script.services),
            "packs": ",".join(part.name for part in self.script.pack),
            "page_packs": "",
            "technologies": "",
            "iana_history": "",
            "trust_anchors": "",
            "world": "",
        }
        # On machines the filters stand on the way; without them the servers stand in for it.
        self._barrings = barrings(self.script) if ground is None else {}
        self.trust_roots: Path
        self.packs: Path | None = None
        self.scope_file: Path | None = None
        self.daemons: Daemons | None = None
        self.routing: Routing | None = None
        self.resolving: Resolver | None = None
        self._tell = tell
        self._hall = Hall(ground)
        self._doors = Doors(self._hall)
        self.rows = Rows(self._hall.ground)
        self._directory: tempfile.TemporaryDirectory[str]
        self._started_s = monotonic()

    @property
    def programs(self) -> tuple[str, ...]:
        """Real servers that take part, each with its machine."""
        resolver = (self.resolving.told,) if self.resolving and self.resolving.told else ()
        return (*resolver, *(self.daemons.told if self.daemons else ()), *self.rows.told)

    @property
    def connection_map(self) -> Mapping[Endpoint, Endpoint]:
        """Where each published endpoint is really served."""
        return self._hall.connection_map

    async def __aenter__(self) -> Self:
        name_servers = servers_of(self.script, self.scenario.documents)
        self._directory = tempfile.TemporaryDirectory(prefix="periplus-lab-")
        self._started_s = monotonic()
        try:
            ways = {part.address: part for part in self.script.name_server}
            held = Path(self._directory.name)
            self.routing = Routing(self.scenario, self._hall.ground, held / "routing")
            self.daemons = Daemons(self._hall.ground, held)
            real = {
                address: answerer
                for address, answerer in name_servers.items()
                if isinstance(answerer, ZoneAuthority) and address not in ways
            }
            for endpoint in self.daemons.serve(real):
                self._hall.connection_map[endpoint] = self._hall.ground.place(endpoint)[0]
                del name_servers[endpoint[0]]
            await self._open_resolver(held / "resolver", name_servers)
            for address, answerer in name_servers.items():
                way = ways.get(address, NameServerPart(address=address))
                server = NameServer(answerer, way, self._barrings.get(address))
                await serve_names(self._hall, (address, DNS_PORT), server)
            for part in self.script.whois:
                whois = WhoisServer(part, self.scenario.documents)
                for address in part.addresses:
                    await self._hall.serve_streams((address, WHOIS_PORT), whois.converse)
            self.packs = build_packs(self.script.pack, self.scenario.documents, held)
            table = await self.routing.table(self._tell)
            self.settings = {**self.settings, "world": build_world(self.scenario, held, table)}
            self._lay_out_history(held / "history")
            self._lay_out_anchors(held / "anchors")
            self._lay_out_scope(held / "scope.toml")
            await self._open_webs(Authority(self.clock_start, held))
            for ports in self.script.ports:
                await self._doors.open(ports)
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._hall.close()
        self._doors.close()
        for programs in (self.rows, self.resolving, self.daemons, self.routing):
            if programs is not None:
                programs.close()
        self._directory.cleanup()

    async def _open_resolver(self, directory: Path, left: dict[str, ZoneAuthority | Recursive]) -> None:
        """A real resolver in place of the laboratory's own, where the scenario asks for one."""
        self.resolving = Resolver(self.script, self.scenario.documents, self._hall.ground)
        if await self.resolving.serve(directory):
            self._hall.connection_map[self.resolver] = self._hall.ground.place(self.resolver)[0]
            del left[self.resolver[0]]

    def now(self) -> datetime:
        """The laboratory's time: the scenario's start, and on at real pace."""
        return self.clock_start + timedelta(seconds=monotonic() - self._started_s)

    def _lay_out_history(self, directory: Path) -> None:
        """The dated records as files, and the setting that names their directory."""
        if not self.script.history:
            return
        directory.mkdir()
        for number, copy in enumerate(self.script.history):
            content = self.scenario.documents[copy.document] if copy.document else None
            path = directory / f"{copy.date.isoformat()}_{number}.txt"
            path.write_bytes((copy.text or "").encode() if content is None else content)
        self.settings = {**self.settings, "iana_history": str(directory)}

    def _lay_out_scope(self, path: Path) -> None:
        """The owner's leave to probe as the file that a user would write."""
        part = self.script.scope
        if part is None:
            return
        lines = [
            'contact = "probe"',
            f"rate_per_s = {SCOPE_RATE_PER_S}",
            f"authorised_by = {json.dumps(part.authorised_by)}",
            "[authorised]",
            f"names = {json.dumps(part.names)}",
            f"prefixes = {json.dumps(part.prefixes)}",
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.scope_file = path

    def _lay_out_anchors(self, directory: Path) -> None:
        """The key of this world's root as its trust anchor, where the root is signed."""
        keys = root_keys(self.script, self.scenario.documents)
        if not keys:
            return
        directory.mkdir()
        path = directory / f"{self.clock_start.date().isoformat()}_root.txt"
        path.write_text("".join(f". IN DNSKEY {key}\n" for key in keys), encoding="ascii")
        self.settings = {**self.settings, "trust_anchors": str(directory)}

    async def _open_webs(self, authority: Authority) -> None:
        behind: dict[str, list[WebPart]] = defaultdict(list)
        for web in self.script.web:
            for address in web.addresses:
                behind[address].append(web)
        for address, webs in behind.items():
            secure = [web for web in webs if web.tls is not None]
            if secure:
                await self._open_secure(address, secure, authority)
            plain = [web for web in webs if web.tls is None or web.plain != "none"]
            if plain:
                server = self._web_server(address, plain, secure=False)
                await self._hall.serve_streams((address, HTTP_PORT), server.converse)
        self.trust_roots = authority.trust_roots()

    def _web_server(self, address: str, webs: Sequence[WebPart], *, secure: bool) -> WebServer:
        barring = self._barrings.get(address)
        return WebServer(webs, self.scenario.documents, self.now, secure=secure, barring=barring)

    async def _open_secure(self, address: str, webs: Sequence[WebPart], authority: Authority) -> None:
        """TLS at an address: of real programs before a site that just answers, else our own."""
        server = self._web_server(address, webs, secure=True)
        endpoint = (address, HTTPS_PORT)
        (web, *others) = webs
        if not others and is_plain(web, urlsplit(self.script.site).hostname):
            behind = Path(self._directory.name) / f"edge-{address.replace(':', '-')}"
            site = Site(web, self.scenario.documents, authority.pem(web), behind, self.now)
            if self.rows.put(endpoint, site):
                await self._hall.serve_beside(behind, server.converse)
                self._hall.connection_map[endpoint] = self._hall.ground.place(endpoint)[0]
                return
        await self._hall.serve_streams(endpoint, server.converse, web_contexts(authority, webs))
