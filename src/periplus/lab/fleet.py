"""The real programs of a world of drawn sites: started together, found by address, ended together."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from functools import cache
from http import HTTPStatus
from pathlib import Path
from time import monotonic, sleep
from typing import Self

from periplus.lab import (
    trial_apps,
    trial_edges,
    trial_files,
    trial_java,
    trial_python,
    trial_scripts,
    trial_servers,
)
from periplus.lab.programs import PLACES, Running, end, find, last_words
from periplus.lab.script import ScenarioError
from periplus.lab.trial import DrawnSite
from periplus.lab.trial_apps import LIBRARIES, PHP_PAGES, SCRIPTS
from periplus.lab.trial_files import FILE_SERVERS, MICRO_HTTPD, STARTED_BY, YAWS, found
from periplus.lab.trial_java import JAVA, jars
from periplus.lab.trial_python import RUNS
from periplus.lab.trial_scripts import SERVERS
from periplus.lab.trial_servers import PAGE, PORT, Stand, Start

START_S = 40.0
TRY_S = 1.0
WAKES = 5
_RUN_BY: Mapping[str, str] = {
    **dict.fromkeys(PHP_PAGES, "php"),
    **dict.fromkeys(JAVA, "java"),
    **dict.fromkeys(RUNS, "python3"),
    **{name: interpreter for name, (interpreter, *_) in SCRIPTS.items()},
    **{name: interpreter for name, (interpreter, *_) in SERVERS.items()},
    **STARTED_BY,
    "http-proxy": "perl",
}
"""What runs a program that is none by itself."""
_ASKED = {"python3": "-c", "ruby": "-e", "perl": "-e", "node": "-e"}
"""Interpreters that are asked for libraries: the system's own, which have them."""
_LIBRARIES: Mapping[str, str] = {
    "express": "require('express')",
    "sinatra": "require 'sinatra/base'; require 'webrick'",
    "flask": "import flask",
    "dancer": "use Dancer2; use Plack::Runner",
    "django": "import django",
    "http-proxy": "use HTTP::Proxy",
    "mojolicious": "use Mojolicious::Lite",
    "bottle": "import bottle",
    "cherrypy": "import cherrypy",
    "catalyst": "use Catalyst; use Plack::Runner",
    "rails": "require 'logger'; require 'action_controller/railtie'; require 'webrick'",
    **{name: f"import {library}" for name, (_, library) in RUNS.items()},
    **{name: library for name, (interpreter, *_, library) in SERVERS.items() if interpreter in _ASKED},
}
_FILES: Mapping[str, Sequence[str]] = {
    **{name: ("/usr/bin/javac", *map(str, jars(name))) for name in JAVA},
    **{name: (told[0],) for name, told in PHP_PAGES.items() if told[0]},
    **{name: (library,) for name, (runner, *_, library) in SERVERS.items() if runner not in _ASKED},
    "yaws": (YAWS,),
    "micro_httpd": (MICRO_HTTPD,),
}
"""What else must be there: files, or patterns of their names."""
Writer = Callable[[Path, Sequence[Stand]], list[Start]]
WRITERS: Mapping[str, Writer] = {
    "nginx": trial_servers.nginx,
    "apache2": trial_servers.apache,
    "lighttpd": trial_servers.lighttpd,
    "caddy": trial_servers.caddy,
    "h2o": trial_servers.h2o,
    "haproxy": trial_edges.haproxy,
    "varnishd": trial_edges.varnish,
    "squid": trial_edges.squid,
    "traffic_server": trial_edges.traffic_server,
    "nghttpx": trial_edges.nghttpx,
    "tinyproxy": trial_edges.tinyproxy,
    "envoy": trial_edges.envoy,
    "perlbal": trial_edges.perlbal,
    "http-proxy": trial_edges.http_proxy,
    **{name: trial_java.running(name) for name in JAVA},
    **{name: trial_python.serving(name) for name in RUNS},
    **{name: trial_scripts.serving(name) for name in SERVERS},
    **{name: trial_files.serving(name) for name in FILE_SERVERS},
    **{name: trial_apps.php(*told) for name, told in PHP_PAGES.items()},
    **{name: trial_apps.script(file, text) for name, (_, file, text) in SCRIPTS.items()},
}
"""What writes the settings of each program."""


def program(name: str) -> str:
    """Where a program is; empty when it is not on this computer."""
    runner = _RUN_BY.get(name, name)
    return (shutil.which(runner, path=PLACES) or "") if runner in _ASKED else find(runner)


@cache
def has(name: str) -> bool:
    """Whether this computer has a program with what it needs, or a file; asked once by a process."""
    if name.startswith("/"):
        return Path(name).exists()
    if not program(name) or not all(map(found, _FILES.get(name, ()))):
        return False
    if name not in _LIBRARIES:
        return True
    words = [program(name), _ASKED[_RUN_BY[name]], _LIBRARIES[name]]
    ended = subprocess.run(  # noqa: S603  our own words
        words, capture_output=True, env={**os.environ, **LIBRARIES}, check=False
    )
    return ended.returncode == 0


@cache
def block() -> int:
    """A second octet of loopback addresses that no other process here has; this one's until it ends."""
    for number in range(100, 200):
        held = socket.socket(socket.AF_UNIX)
        try:
            held.bind(f"\0periplus-trial-{number}")
        except OSError:
            held.close()
        else:
            held.detach()  # the kernel lets go of it with the process
            return number
    msg = "a hundred other trials run on this computer"
    raise ScenarioError(msg)


class Fleet:
    """A context manager: inside it, every site answers at its endpoint; after it, none."""

    def __init__(self, sites: Sequence[DrawnSite]) -> None:
        self.stands = stands_of(sites, block())
        self.endpoints: Mapping[str, tuple[str, int]] = {
            name: (first.address, PORT) for name, (first, *_) in self.stands.items()
        }
        self._directory: tempfile.TemporaryDirectory[str]
        self._running: list[tuple[str, Running, Path]] = []

    def __enter__(self) -> Self:
        self._directory = tempfile.TemporaryDirectory(prefix="periplus-trial-")
        try:
            self._start(Path(self._directory.name))
            for name, mine in sorted(self._by_program().items()):
                for address in sorted({stand.address for stand in mine}):
                    self._wait(name, address)
            for name, endpoint in self.endpoints.items():
                _wake(name, endpoint)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End them all, by their ids."""
        end([running for _, running, _ in self._running])
        self._running.clear()
        self._directory.cleanup()

    def _by_program(self) -> Mapping[str, list[Stand]]:
        found: dict[str, list[Stand]] = defaultdict(list)
        for row in self.stands.values():
            for stand in row:
                found[stand.box.program].append(stand)
        return found

    def _start(self, held: Path) -> None:
        held.chmod(0o755)  # some programs give up this user's rights
        (held / "root").mkdir()
        (held / "root" / "index.html").write_text(PAGE)
        for name, stands in self._by_program().items():
            directory = held / name
            directory.mkdir()
            for number, start in enumerate(WRITERS[name](directory, stands)):
                log = directory / f"said-{number}"
                with log.open("wb") as said:
                    running = subprocess.Popen(  # noqa: S603  our own words
                        [program(name), *start.words],
                        cwd=directory,
                        env={**os.environ, **start.environment},
                        stdin=subprocess.DEVNULL,
                        stdout=said,
                        stderr=said,
                    )
                self._running.append((name, running, log))

    def _wait(self, name: str, address: str) -> None:
        until_s = monotonic() + START_S
        while monotonic() < until_s:
            with suppress(OSError), socket.create_connection((address, PORT), TRY_S):
                return
            ended = [log for one, running, log in self._running if one == name and running.poll()]
            if ended:
                break
            sleep(0.05)
        logs = [log for one, _, log in self._running if one == name]
        msg = f"{name} did not answer at {address}: {' '.join(map(last_words, logs))[-300:]}"
        raise ScenarioError(msg)


def _wake(name: str, endpoint: tuple[str, int]) -> None:
    """Ask for a site's page until no proxy that was up first takes what is behind it for dead."""
    for _ in range(WAKES):
        with (
            suppress(OSError, http.client.HTTPException),
            closing(http.client.HTTPConnection(*endpoint, timeout=START_S)) as line,
        ):
            line.request("GET", "/", headers={"Host": name})
            with line.getresponse() as answer:
                answer.read()
            if answer.status < HTTPStatus.BAD_GATEWAY:
                return
        sleep(0.1)


def stands_of(sites: Sequence[DrawnSite], block: int) -> Mapping[str, tuple[Stand, ...]]:
    """Every box at its address within 127.BLOCK.0.0/16, by site; an application has one for all."""
    given: dict[str, str] = {}
    count = 0

    def address(key: str) -> str:
        nonlocal count
        if key not in given:
            count += 1
            given[key] = f"127.{block}.{count // 250}.{count % 250 + 1}"
        return given[key]

    found = {}
    for site in sites:
        keys = [
            box.program if box.program in {"servlet", *PHP_PAGES, *SCRIPTS} else f"{site.name}/{number}"
            for number, box in enumerate(site.boxes)
        ]
        behind = [*site.boxes[1:], None]
        own = tuple(address(key) for key in keys if key.startswith(site.name))
        found[site.name] = tuple(
            Stand(
                box=box,
                name=site.name,
                address=address(key),
                back=address(keys[number + 1]) if next_box else "",
                addresses=own,
            )
            for number, (box, key, next_box) in enumerate(zip(site.boxes, keys, behind, strict=True))
        )
    return found
