"""One zone whole: Periplus beside dnsrecon, checkdmarc and dnsviz probe on the same servers."""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from served.loopback import folder, peer, served, settle, step_inside, timed

from periplus.config import load
from periplus.lab.scenario import Scenario
from periplus.lab.zones import servers_of
from periplus.model import Contact, Lead, Relation, Scope, Subject, SubjectKind
from periplus.net.clock import Clock
from periplus.net.limits import Limits
from periplus.net.reach import Reach
from periplus.run.place import Place
from periplus.run.question import judge, open_or_create
from periplus.run.walk import Walk
from periplus.signatures.tables import load as tables

SCENARIO, ZONE = "zembla-2024", "portal.gov.zz"


def look(directory: Path, *, paced: bool) -> None:
    """What Periplus does with a zone: its collectors on the zone and on what it leads to, judged.

    Without a pace it asks its resolver as fast as it can, as the others do.
    """
    if not paced:
        defaults: Any = Reach.__init__.__kwdefaults__
        defaults["limits"] = Limits(resolver_rate_per_s=1e6)
    scenario = Scenario.load(SCENARIO)
    script = scenario.script
    here = {(address, 53): (address, 53) for address in servers_of(script, scenario.documents)}
    place = Place(
        clock=Clock(script.as_of),
        resolver=(script.resolver.address, 53),
        vantage="bench",
        connection_map=here,
    )
    config = load(file=None, environment={}).with_values({"packs": ""}, "bench")
    scope = Scope(contact=Contact.LOOKUP, rate_per_s=4.0 if paced else 1000.0)
    zone = Subject(kind=SubjectKind.ZONE, key=ZONE)
    wanted = {"dns_records", "mail", "dnssec", "zone_delegation", "zone_services"}
    with open_or_create(directory / "case", zone, place, config) as case:
        walk = Walk(case=case, place=place, config=config, scope=scope)
        walk._collectors = {n: c for n, c in walk._collectors.items() if n in wanted}  # noqa: SLF001
        asyncio.run(walk.collect([Lead(relation=Relation.ASKED, subject=zone)]))
        print(json.dumps({"claims": len(judge(case, tables()).claims)}))


def commands(resolver: str, directory: Path) -> dict[str, list[str]]:
    """How each program is asked for the zone, at the one resolver that there is."""
    named = {
        "dnsrecon": ["-d", ZONE, "-n", resolver, "-t", "std"],
        "checkdmarc": [ZONE, "-n", resolver],
        "dnsviz": ["probe", "-s", resolver, "-o", str(directory / "probe.json"), ZONE],
    }
    own = [sys.executable, __file__, "--look"]
    found = {
        "periplus": [*own, str(directory / "paced")],
        "periplus, without its pace": [*own, str(directory / "free"), "--free"],
    }
    for name, arguments in named.items():
        program = peer(name)
        if program is None:
            print(f"{name} is not installed: left out")
        else:
            found[name] = [program, *arguments]
    return found


def measured(
    rounds: int, resolver: str, count: Callable[[], int]
) -> tuple[dict[str, list[float]], dict[str, list[int]]]:
    """Seconds and questions of every program, all of them in turn, round by round."""
    seconds: dict[str, list[float]] = {}
    questions: dict[str, list[int]] = {}
    for _ in range(rounds):
        with folder() as directory:
            for name, command in commands(resolver, directory).items():
                count()
                took, ended = timed(command)
                asked = count()
                if ended.returncode or not asked:
                    print(f"{name} failed: {(ended.stderr or ended.stdout)[-300:]}")
                    continue
                seconds.setdefault(name, []).append(took)
                questions.setdefault(name, []).append(asked)
    return seconds, questions


def spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--look", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--free", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.look:
        chosen.look.mkdir()
        look(chosen.look, paced=not chosen.free)
        return
    step_inside(__file__)
    scenario = Scenario.load(SCENARIO)
    servers = servers_of(scenario.script, scenario.documents)
    resolver = scenario.script.resolver.address
    with folder() as directory:
        settle(sorted(servers), resolver, directory)
        with served({address: one.answer for address, one in servers.items()}) as count:
            seconds, questions = measured(chosen.rounds, resolver, count)
    base = seconds["periplus"]
    print("| program | s | x Periplus' time | questions |")
    print("|---|---|---|---|")
    for name, values in seconds.items():
        ratios = [value / own for value, own in zip(values, base, strict=True)]
        asked = statistics.median(questions[name])
        print(f"| {name} | {spread(values)} | {spread(ratios)} | {asked:g} |")


if __name__ == "__main__":
    main()
