"""Real programs in a row before a site: HAProxy, Varnish and nginx, and PHP-FPM at its end."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep

from periplus.lab.edge import Front, haproxy, nginx, varnish
from periplus.lab.hall import Ground
from periplus.lab.php import answers, fpm, fpm_program
from periplus.lab.programs import Running, end, find, last_words, start
from periplus.lab.script import ScenarioError, WebPart
from periplus.lab.script_checks import PHP

START_S = 20.0
TRY_S = 1.0


@dataclass(frozen=True, slots=True)
class Site:
    """What stands behind a row: the site, its certificate with key, and the laboratory's own server."""

    web: WebPart
    documents: Mapping[str, bytes]
    pem: Path
    behind: Path
    now: Callable[[], datetime]


def standing(through: Sequence[str], found: Callable[[str], str]) -> tuple[str, ...]:
    """The programs of a row that this computer has, as far as they can stand together."""
    row = [name for name in through if found(name)]
    if row[-1:] == [PHP] and row[-2:-1] != ["nginx"]:
        row.pop()
    while row[:1] == ["varnish"]:  # it ends no TLS
        row.pop(0)
    return tuple(row)


def program(name: str) -> str:
    """Where a program of a row is; empty when it is not on this computer."""
    return fpm_program() if name == PHP else find({"varnish": "varnishd"}.get(name, name))


class Rows:
    """The rows of one world."""

    def __init__(self, ground: Ground) -> None:
        self.told: list[str] = []
        self._ground = ground
        self._running: list[Running] = []

    def put(self, published: tuple[str, int], site: Site) -> bool:
        """Put the site's row at a published endpoint; False where there is none to be had.

        ScenarioError when a program of it does not start.
        """
        machine = self._ground.machine(published[0])
        row = standing(site.web.through, program) if machine else ()
        if not row:
            return False
        own, _ = self._ground.place(published)
        back = site.behind
        for number, name in reversed(list(enumerate(row))):
            directory = site.behind.with_name(f"{site.behind.name}-{number}")
            directory.mkdir()
            first = number == 0
            front = Front(own, site.pem) if first else Front(directory / "s")
            words = self._words(name, directory, front, back, site, php=row[number + 1 :] == (PHP,))
            log = directory / "log"
            with self._ground.place(published)[1]:
                self._running.append(start([program(name), *words], log))
            with self._ground.place(published)[1]:
                self._wait(f"{name} of {machine}", front.where, log)
            self.told.append(f"{name} on {machine}")
            back = directory / "s"
        return True

    def close(self) -> None:
        """End them all."""
        end(self._running)
        self._running.clear()

    def _words(
        self, name: str, directory: Path, front: Front, back: Path, site: Site, *, php: bool
    ) -> list[str]:
        match name:
            case "haproxy":
                return haproxy(directory, front, site.web, back)
            case "varnish":
                return varnish(directory, front, back)
            case "nginx":
                return nginx(directory, front, site.web, back, php=php)
            case _:
                answers(directory, site.web, site.documents, site.now())
                return fpm(directory, front)

    def _wait(self, name: str, where: tuple[str, int] | Path, log: Path) -> None:
        until_s = monotonic() + START_S
        while monotonic() < until_s and self._running[-1].poll() is None:
            with suppress(OSError), _line(where):
                return
            sleep(0.01)
        msg = f"{name} did not start: {last_words(log)}"
        raise ScenarioError(msg)


def _line(where: tuple[str, int] | Path) -> socket.socket:
    if not isinstance(where, Path):
        return socket.create_connection(where, TRY_S)
    line = socket.socket(socket.AF_UNIX)
    try:
        line.connect(str(where))
    except OSError:
        line.close()
        raise
    return line
