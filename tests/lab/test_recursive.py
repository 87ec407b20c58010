"""Unbound resolves from the scenario's own servers and validates, at lab addresses alone."""

from __future__ import annotations

import asyncio
import json
import subprocess
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from periplus.lab.hall import Loopback
from periplus.lab.land import Land
from periplus.lab.programs import find
from periplus.lab.recursive import Resolver, settings, unvouched
from periplus.lab.scenario import Scenario
from periplus.lab.script import ScenarioError
from periplus.lab.topology import topology_of
from periplus.lab.zones import Zone
from tests.lab.staged import run_staged
from tests.lab.tiny import tiny

MODEL = Scenario.load("belarus-2022")
ASKING = tiny().with_value(("resolver", "program"), "unbound")


class Planned(Land):
    """Machines with their addresses, of which none is built."""

    def on(self, machine: str) -> AbstractContextManager[None]:  # noqa: ARG002
        """See Land."""
        return nullcontext()


ANSWERED = """
import asyncio, json
import dns.flags, dns.message, dns.query
from periplus.lab.land import Land
from periplus.lab.scenario import Scenario
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from periplus.lab.zones import servers_of

scenario = Scenario.load("belarus-2022")
NAMES = [("oac.gov.by", "A"), ("by", "NS"), ("by", "DNSKEY"), ("nowhere.by", "A"), ("by", "SOA"),
    ("7.103.125.93.in-addr.arpa", "PTR"), ("AS60330.asn.cymru.com", "TXT"), ("nowhere", "A")]

def asked(where, own):
    told = {}
    for name, kind in NAMES:
        query = dns.message.make_query(name, kind, want_dnssec=True)
        answer, mine = dns.query.udp(query, where[0], timeout=5), own.answer(query)
        same = sorted(map(str, answer.answer)) == sorted(map(str, mine.answer))
        secure = bool(answer.flags & dns.flags.AD)
        told[name + " " + kind] = [answer.rcode() == mine.rcode(), same, secure]
    return told

async def main():
    with Land(topology_of(scenario.script)) as land:
        async with World(scenario, land) as world:
            own = servers_of(scenario.script, scenario.documents)[world.resolver[0]]
            told = await asyncio.to_thread(asked, world.connection_map[world.resolver], own)
            programs = world.programs
    print(json.dumps([programs[0], told, land.census.foreign]))
asyncio.run(main())
"""


def test_unbound_answers_and_validates() -> None:
    if not find("unbound"):
        pytest.skip("unbound is not installed")
    program, told, foreign = json.loads(run_staged(ANSWERED))

    assert program == "unbound on services"
    assert all(same_code for same_code, _, _ in told.values()), told
    assert told["oac.gov.by A"][1] is True
    assert told["7.103.125.93.in-addr.arpa PTR"][1] is True
    assert told["by NS"][2]
    assert told["by DNSKEY"][2]
    assert not told["7.103.125.93.in-addr.arpa PTR"][2]
    assert foreign == {}


def test_every_zone_has_its_servers_at_addresses_of_the_laboratory(tmp_path: Path) -> None:
    text = settings(MODEL.script, MODEL.documents, Planned(topology_of(MODEL.script)), tmp_path)

    assert 'name: "by."' in text
    assert "stub-addr: 198.19." in text
    assert "stub-addr: 3fff:" in text
    assert "93.125.25.72" not in text
    assert text.count("stub-zone:") + text.count("auth-zone:") == sum(
        part.resolver for part in MODEL.script.zone
    )
    assert 'val-override-date: "20221119090000"' in text
    assert 'trust-anchor: ". IN DNSKEY 257 3 13' in text


@pytest.mark.parametrize("scenario", [MODEL, tiny()])
def test_unbound_can_read_them(tmp_path: Path, scenario: Scenario) -> None:
    if not find("unbound-checkconf"):
        pytest.skip("unbound is not installed")
    path = tmp_path / "conf"
    ground = Planned(topology_of(scenario.script))
    path.write_text(settings(scenario.script, scenario.documents, ground, tmp_path))

    ended = subprocess.run([find("unbound-checkconf"), path], capture_output=True, check=False)

    assert ended.returncode == 0, ended.stderr


def test_zones_that_nobody_vouches_for_are_named() -> None:
    zones = [Zone(part, tiny().documents, tiny().script.as_of) for part in tiny().script.zone]
    assert [str(name) for name in unvouched(zones)] == []

    parts = [part for part in MODEL.script.zone if part.resolver]
    names = {str(n) for n in unvouched([Zone(p, MODEL.documents, MODEL.script.as_of) for p in parts])}
    assert "103.125.93.in-addr.arpa." in names
    assert "by." not in names


def test_loopback_keeps_the_laboratorys_own(tmp_path: Path) -> None:
    resolver = Resolver(ASKING.script, ASKING.documents, Loopback())

    assert asyncio.run(resolver.serve(tmp_path / "r")) is False
    assert resolver.told == ""
    resolver.close()


class Here(Loopback):
    """Ground with one machine."""

    def machine(self, address: str) -> str:  # noqa: ARG002
        """See Ground."""
        return "here"


def test_a_program_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "unbound"
    program.write_text("#!/bin/sh\necho no such thing >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    resolver = Resolver(ASKING.script, ASKING.documents, Here())

    with pytest.raises(ScenarioError, match="the resolver of here did not start: no such thing"):
        asyncio.run(resolver.serve(tmp_path / "r"))
    resolver.close()
