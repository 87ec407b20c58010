"""Real web servers of this machine on loopback, and one visit to them as if they had a public name."""

from __future__ import annotations

import socket
import subprocess
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from periplus import judging
from periplus.cli.lab import place_in
from periplus.config import load
from periplus.lab.scenario import Scenario
from periplus.lab.world import World
from periplus.model import Bounds, Claim, Contact, Scope, Subject, SubjectKind
from periplus.run.asker import Asker
from periplus.run.flights import Flights
from periplus.run.question import open_or_create
from periplus.signatures import tables

ADDRESS = "192.0.2.80"
WORLD = """
format = 1
title = "Real servers"
as_of = 2024-05-01T09:00:00Z
country = "ZZ"
site = "http://HOST/"
[resolver]
address = "192.0.2.53"
[services]
iana_whois = "whois.iana.example"
rdap_bootstrap_ipv4 = "https://rdap.example/ipv4.json"
rdap_bootstrap_ipv6 = "https://rdap.example/ipv6.json"
origin_zone_ipv4 = "origin.example"
origin_zone_ipv6 = "origin6.example"
as_name_zone = "as.example"
[[zone]]
name = "."
records = "HOST. A 192.0.2.80"
"""


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@contextmanager
def running(
    arguments: Sequence[str], port: int, *, environment: Mapping[str, str] | None = None, at: Path
) -> Iterator[int]:
    """A server that answers on the port, ended by its own process id."""
    log = at / f"{Path(arguments[0]).name}-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments, cwd=at, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        _await(port, process, log)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"no answer on port {port}: {log.read_text(errors='replace')[-500:]}")


@contextmanager
def nginx(at: Path, root: Path) -> Iterator[int]:
    port = free_port()
    paths = "".join(
        f"{kind}_temp_path {at}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (at / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {at}/nginx.pid; error_log stderr;\n"
        f"events {{}}\nhttp {{ access_log off; {paths}"
        f"server {{ listen 127.0.0.1:{port}; root {root}; }} }}\n"
    )
    with running(["nginx", "-c", f"{at}/nginx.conf", "-p", str(at)], port, at=at):
        yield port


@contextmanager
def php(at: Path, root: Path, *options: str) -> Iterator[int]:
    """PHP's own server."""
    port = free_port()
    sessions = at / "sessions"
    sessions.mkdir(exist_ok=True)
    settings = ["-d", f"session.save_path={sessions}", "-d", "display_errors=0", *options]
    with running(["php", *settings, "-S", f"127.0.0.1:{port}", "-t", str(root)], port, at=at):
        yield port


async def visited(at: Path, host: str, port: int, settings: Mapping[str, str]) -> Sequence[Claim]:
    """What one visit to `http://host/` tells, when that name leads to the port on loopback."""
    about = Subject(kind=SubjectKind.SITE, key=f"http://{host}")
    scenario = Scenario.of("real", tomllib.loads(WORLD.replace("HOST", host)), {})
    collector = judging.collectors()["front_page"]
    async with World(scenario) as world:
        place = place_in(world)
        ways = {**(place.connection_map or {}), (ADDRESS, 80): ("127.0.0.1", port)}
        place = replace(place, connection_map=ways)
        config = load(file=None, environment={}).with_values(world.settings, "laboratory")
        config = config.with_values(settings, "test")
        scope = Scope(contact=Contact.VISIT, authorised=Bounds(names=(host,)), rate_per_s=50)
        with open_or_create(at / f"case-{host}", about, place, config) as case:
            flights = Flights(case=case, place=place, config=config, scope=scope, offline=False)
            name = f"front_page@{collector.VERSION}"
            await collector.fetch(about, Asker(flights, name, collector.CONTACT, about))
            evidences = list(case.evidences())
            moment = max(evidence.captured_at for evidence in evidences)
            return judging.judge(judging.parse(evidences), tables.load(), moment)


def told(claims: Sequence[Claim]) -> dict[str, set[str]]:
    """Products and versions that are at least likely, or read, by predicate."""
    found: dict[str, set[str]] = {}
    for claim in claims:
        likely = claim.probability is None or claim.probability >= 0.55
        if claim.predicate in PREDICATES and isinstance(claim.value, str) and likely:
            found.setdefault(claim.predicate, set()).add(claim.value)
    return found


PREDICATES = (
    *("site.web_server", "site.web_server_version", "site.technology", "site.technology_version"),
    *("site.page_technology", "site.page_technology_version"),
)
