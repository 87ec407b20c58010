"""The routing table of a world: from BIRD on its routers, or as the scenario gives it."""

from __future__ import annotations

import asyncio
import io
import ipaddress
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from periplus.facts.bgp import path_text, whole_path
from periplus.facts.mrt import MrtReader
from periplus.lab.bird import PROGRAM, asked, settings
from periplus.lab.hall import Ground
from periplus.lab.mrt import moved
from periplus.lab.programs import Running, end, find, last_words, start
from periplus.lab.scenario import Scenario
from periplus.lab.script import RoutingPart, ScenarioError
from periplus.lab.speakers import COLLECTOR, Stated, hops, speakers_of, stated

LIMIT_S = 60.0
QUIET_LOOKS = 50  # so often the same, a table is settled; a busy machine looks less often
LOOK_S = 0.1
TELL_S = 1.0
Tell = Callable[[str], None]


class Routing:
    """The routers of one world. `told`: where its routing table is from; empty when it has none."""

    def __init__(self, scenario: Scenario, ground: Ground, directory: Path) -> None:
        self.told = ""
        self._part = scenario.script.routing
        self._directory = directory
        self._running: dict[int, Running] = {}
        self._began_s = monotonic()
        if self._part is None or not self._part.bird:
            return
        standing, program = ground.speakers(), find(PROGRAM)
        if not standing or not program:
            why = f"the program {PROGRAM} is not installed" if standing else "there are no routers here"
            self.told = f"as the scenario gives it, not from BIRD: {why}"
            return
        directory.mkdir()
        addresses = {asn: address for asn, (_, address) in standing.items()}
        for asn, speaker in speakers_of(scenario.script, scenario.documents).items():
            path = directory / f"{asn}.conf"
            path.write_text(settings(speaker, addresses))
            with ground.on(standing[asn][0]):
                self._running[asn] = start(
                    [program, "-f", "-c", str(path), "-s", str(directory / f"{asn}.s")],
                    directory / f"{asn}.log",
                )

    async def table(self, tell: Tell) -> bytes | None:
        """The dump of the routers' collector, once it has the scenario's routes; None without BIRD.

        ScenarioError when they do not come in time, or others come and stay.
        """
        if self._part is None or not self._running:
            return None
        wanted, found = stated(self._part), frozenset[tuple[str, tuple[int, ...]]]()
        told_s, looks = monotonic(), 0
        while True:
            dump = self._dump(self._part)
            now_s, seen = monotonic(), routes_in(dump)
            if seen == wanted:
                break
            looks = looks + 1 if seen == found else 0
            found = seen
            if now_s - told_s >= TELL_S:
                tell(f"BIRD: {len(seen & wanted)} of {len(wanted)} routes at the collector")
                told_s = now_s
            self._check(wanted, found, looks)
            await asyncio.sleep(LOOK_S)
        self.told = (
            f"dumped by the collector of {len(self._running) - 1} routers with BIRD, when it had all "
            f"{len(wanted)} routes after {monotonic() - self._began_s:.1f} s"
        )
        return moved(dump, self._part.at)

    def close(self) -> None:
        """End its programs."""
        end(self._running.values())
        self._running.clear()

    def _check(self, wanted: Stated, found: Stated, looks: int) -> None:
        """ScenarioError when there is nothing left to wait for."""
        for asn, program in self._running.items():
            if program.poll() is not None:
                msg = f"the BIRD of AS{asn} ended: {last_words(self._directory / f'{asn}.log')}"
                raise ScenarioError(msg)
        waited_s = monotonic() - self._began_s
        settled = looks > QUIET_LOOKS and _heads(found) >= _heads(wanted)
        if settled or waited_s > LIMIT_S:
            raise ScenarioError(difference(wanted, found, waited_s))

    def _dump(self, part: RoutingPart) -> bytes:
        """The collector's tables as they are now."""
        content = b""
        for version in sorted({ipaddress.ip_network(one.prefix).version for one in part.route}):
            path = self._directory / f"{version}.mrt"
            path.unlink(missing_ok=True)
            said = f'mrt dump table "master{version}" to "{path}"'
            if asked(self._directory / f"{COLLECTOR}.s", said) and path.exists():
                content += path.read_bytes()
        return content


def routes_in(dump: bytes) -> Stated:
    """The routes of a table dump; of one that is cut, those that are whole."""
    return frozenset(
        (str(one.prefix), hops(path_text(whole_path(one.attributes))))
        for one in MrtReader(io.BytesIO(dump))
        if one.prefix is not None
    )


def difference(wanted: Stated, found: Stated, waited_s: float) -> str:
    """One sentence: what is at the collector and what the scenario gives."""
    missing, others = sorted(wanted - found), sorted(found - wanted)
    told = [f"missing is {_text(route)}" for route in missing[:1]]
    told += [f"there is instead {_text(route)}" for route in others[:1]]
    return (
        f"routing: after {waited_s:.0f} s {len(wanted & found)} of {len(wanted)} routes are at BIRD's "
        f"collector; {', '.join(told)}"
    )


def _text(route: tuple[str, tuple[int, ...]]) -> str:
    prefix, path = route
    return f"{prefix} by {' '.join(map(str, path))}"


def _heads(routes: Stated) -> set[tuple[str, int]]:
    """Which peer tells of which prefix."""
    return {(prefix, path[0]) for prefix, path in routes if path}
