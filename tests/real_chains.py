"""Real edges before real servers of this machine, and what is asked of both at PROBE."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
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
from tests.real_servers import ADDRESS, WORLD, free_port, nginx, php, running

Server = Callable[[Path], AbstractContextManager[int]]
Edge = Callable[[Path, int], AbstractContextManager[int]]
PAGE = "<!DOCTYPE html><title>Plain</title><p>Nothing but a page.</p>"


def _root(at: Path, name: str = "index.html", text: str = PAGE) -> Path:
    root = at / "root"
    root.mkdir(exist_ok=True)
    (root / name).write_text(text)
    return root


@contextmanager
def on_nginx(at: Path) -> Iterator[int]:
    with nginx(at, _root(at)) as port:
        yield port


@contextmanager
def on_php(at: Path) -> Iterator[int]:
    with php(at, _root(at, "index.php", "<?php session_start(); echo 'plain';")) as port:
        yield port


def _apache(at: Path, lines: str, *modules: str) -> tuple[list[str], int]:
    port, held = free_port(), "/usr/lib/apache2/modules"
    names = ("mpm_event", "authz_core", "dir", "mime", *modules)
    loaded = "".join(f"LoadModule {name}_module {held}/mod_{name}.so\n" for name in names)
    path = at / f"apache-{port}.conf"
    path.write_text(
        f"{loaded}ServerName plain.example\nListen 127.0.0.1:{port}\nPidFile {at}/pid-{port}\n"
        f"ErrorLog {at}/error.log\nTypesConfig /etc/mime.types\nDirectoryIndex index.html\n{lines}\n"
    )
    return ["apache2", "-D", "FOREGROUND", "-f", str(path)], port


@contextmanager
def on_apache(at: Path) -> Iterator[int]:
    command, port = _apache(at, f"DocumentRoot {_root(at)}")
    with running(command, port, at=at):
        yield port


@contextmanager
def behind_apache(at: Path, origin: int) -> Iterator[int]:
    lines = f"ProxyPass / http://127.0.0.1:{origin}/\nProxyPassReverse / http://127.0.0.1:{origin}/"
    command, port = _apache(at, lines, "proxy", "proxy_http")
    with running(command, port, at=at):
        yield port


@contextmanager
def behind_haproxy(at: Path, origin: int) -> Iterator[int]:
    port = free_port()
    (at / "haproxy.cfg").write_text(
        "defaults\n mode http\n timeout connect 2s\n timeout client 9s\n timeout server 9s\n"
        f"frontend f\n bind 127.0.0.1:{port}\n default_backend b\n"
        f"backend b\n server one 127.0.0.1:{origin}\n"
    )
    with running(["haproxy", "-db", "-f", f"{at}/haproxy.cfg"], port, at=at):
        yield port


@contextmanager
def behind_varnish(at: Path, origin: int) -> Iterator[int]:
    port = free_port()
    command = ["varnishd", "-F", "-a", f"127.0.0.1:{port}", "-b", f"127.0.0.1:{origin}"]
    with running([*command, "-n", f"{at}/varnish", "-s", "malloc,8m"], port, at=at):
        yield port


@contextmanager
def behind_caddy(at: Path, origin: int) -> Iterator[int]:
    port = free_port()
    (at / "Caddyfile").write_text(
        "{\n admin off\n auto_https off\n}\n"
        f"http://:{port} {{\n bind 127.0.0.1\n reverse_proxy 127.0.0.1:{origin}\n}}\n"
    )
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", f"{at}/Caddyfile"]
    with running(command, port, at=at, environment={**os.environ, "HOME": str(at)}):
        yield port


@contextmanager
def behind_modsecurity(at: Path, origin: int) -> Iterator[int]:
    """Nginx with ModSecurity's module and one rule of its own."""
    port, held = free_port(), "/usr/lib/nginx/modules/ngx_http_modsecurity_module.so"
    rule = 'SecRuleEngine On; SecRule ARGS "@contains <script" "id:1,phase:2,deny,status:403"'
    (at / "rules.conf").write_text(rule.replace("; ", "\n") + "\n")
    paths = "".join(
        f"{kind}_temp_path {at}/w-{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (at / "waf.conf").write_text(
        f"load_module {held}; daemon off; master_process off; pid {at}/waf.pid; error_log stderr;\n"
        f"events {{}}\nhttp {{ access_log off; {paths} server {{ listen 127.0.0.1:{port};\n"
        f"modsecurity on; modsecurity_rules_file {at}/rules.conf;\n"
        f"location / {{ proxy_pass http://127.0.0.1:{origin}; proxy_pass_header Server; }} }} }}\n"
    )
    with running(["nginx", "-c", f"{at}/waf.conf", "-p", str(at)], port, at=at):
        yield port


CHAINS: dict[str, tuple[Edge, Server, str, str]] = {
    "HAProxy, nginx": (behind_haproxy, on_nginx, "HAProxy", "nginx"),
    "HAProxy, Apache": (behind_haproxy, on_apache, "HAProxy", "Apache"),
    "Varnish, Apache": (behind_varnish, on_apache, "Varnish", "Apache"),
    "Varnish, nginx": (behind_varnish, on_nginx, "Varnish", "nginx"),
    "nginx with ModSecurity, Apache": (behind_modsecurity, on_apache, "nginx", "Apache"),
    "Apache, PHP": (behind_apache, on_php, "Apache", "PHP"),
    "Caddy, nginx": (behind_caddy, on_nginx, "Caddy", "nginx"),
}
"""What runs: the edge, the origin, and the name of each."""


@contextmanager
def chain(at: Path, edge: Edge, origin: Server) -> Iterator[int]:
    """Both, each in a directory of its own; the edge's port."""
    for name in ("edge", "origin"):
        (at / name).mkdir()
        (at / name).chmod(0o755)
    with origin(at / "origin") as behind, edge(at / "edge", behind) as port:
        yield port


async def probed(at: Path, host: str, port: int) -> Sequence[Claim]:
    """What one visit and the odd requests tell of `http://host/`, when that name leads to the port."""
    about = Subject(kind=SubjectKind.SITE, key=f"http://{host}")
    scenario = Scenario.of("real", tomllib.loads(WORLD.replace("HOST", host)), {})
    scope = Scope(
        contact=Contact.PROBE,
        authorised=Bounds(names=(host,), prefixes=(f"{ADDRESS}/32",)),
        rate_per_s=50,
        authorised_by="this machine",
    )
    async with World(scenario) as world:
        place = place_in(world)
        ways = {**(place.connection_map or {}), (ADDRESS, 80): ("127.0.0.1", port)}
        place = replace(place, connection_map=ways)
        config = load(file=None, environment={}).with_values(world.settings, "laboratory")
        with open_or_create(at / f"case-{host}", about, place, config) as case:
            flights = Flights(case=case, place=place, config=config, scope=scope, offline=False)
            for name in ("front_page", "error_pages"):
                collector = judging.collectors()[name]
                asker = Asker(flights, f"{name}@{collector.VERSION}", collector.CONTACT, about)
                await collector.fetch(about, asker)
            evidences = list(case.evidences())
            moment = max(evidence.captured_at for evidence in evidences)
            return judging.judge(judging.parse(evidences), tables.load(), moment)


LAYERS = ("site.edge", "site.web_server", "site.technology")


def said(claims: Sequence[Claim], least: float) -> dict[str, set[str]]:
    """By predicate, the products that are at least so likely."""
    found: dict[str, set[str]] = {name: set() for name in LAYERS}
    for claim in claims:
        named = claim.predicate in found and isinstance(claim.value, str)
        if named and (claim.probability or 0.0) >= least:
            found[claim.predicate].add(str(claim.value))
    return found
