"""Real name servers answer as the laboratory's own do, signatures and all."""

from __future__ import annotations

import json
from pathlib import Path

import dns.dnssec
import dns.name
import dns.node
import dns.rdataset
import dns.rdatatype
import dns.zone
import pytest

from periplus.lab.daemons import Daemons, jobs, records, write_zones
from periplus.lab.hall import Loopback
from periplus.lab.programs import find
from periplus.lab.scenario import Scenario
from periplus.lab.script import ScenarioError
from periplus.lab.zones import Authority, servers_of
from tests.lab.staged import run_staged
from tests.lab.tiny import tiny

PROGRAMS = ("nsd", "knotd", "named")
SIGNED = Scenario.load("belarus-2022")


def authorities(scenario: Scenario) -> dict[str, Authority]:
    found = servers_of(scenario.script, scenario.documents)
    return {address: one for address, one in found.items() if isinstance(one, Authority)}


def test_loopback_has_no_machines_and_so_no_programs(tmp_path: Path) -> None:
    daemons = Daemons(Loopback(), tmp_path)

    assert jobs(authorities(tiny()), Loopback()) == []
    assert list(daemons.serve(authorities(tiny()))) == []
    assert daemons.told == []


def test_a_zone_becomes_a_master_file(tmp_path: Path) -> None:
    ((name, path),) = write_zones(authorities(tiny())["198.51.100.54"].zones, tmp_path)

    zone = dns.zone.from_file(str(path), name, relativize=False)
    assert zone.get_rdataset(name, "SOA") is not None
    assert str(zone.get_rdataset(f"www.{name}", "CNAME")).endswith(f"web.{name}")


def test_a_signed_zone_holds_its_signatures_and_its_chain() -> None:
    zones = [zone for one in authorities(SIGNED).values() for zone in one.zones if zone.signer]
    zone = zones[0]
    found = list(records(zone))
    keys: dict[dns.name.Name, dns.node.Node | dns.rdataset.Rdataset] = {
        zone.origin: next(r for r in found if r.rdtype == dns.rdatatype.DNSKEY)
    }
    moment = SIGNED.script.as_of.timestamp()
    checked = 0
    for signature in (r for r in found if r.rdtype == dns.rdatatype.RRSIG):
        covered = signature[0].type_covered
        (rrset,) = [r for r in found if r.name == signature.name and r.rdtype == covered]
        dns.dnssec.validate(rrset, signature, keys, now=moment)
        checked += 1

    assert checked >= 4
    assert {r.rdtype for r in found} >= {dns.rdatatype.NSEC, dns.rdatatype.SOA, dns.rdatatype.NS}


ANSWERED = """
import asyncio, json, sys, tomllib
import dns.message, dns.query
from periplus.lab.land import Land
from periplus.lab.daemons import Daemons
from periplus.lab.scenario import Scenario
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from periplus.lab.zones import servers_of

chosen = sys.argv[1]
scenario = Scenario.load("belarus-2022")
NAMES = [("by", "SOA"), ("oac.gov.by", "NS"), ("nowhere.by", "A"), ("gov.by", "DS"), ("by", "DNSKEY")]
find = Daemons.__init__
def only(self, *rest):
    find(self, *rest)
    self._programs = [chosen]
Daemons.__init__ = only

def asked(where, own):
    told = []
    for name, kind in NAMES:
        query = dns.message.make_query(name, kind, want_dnssec=True)
        query.flags = 0
        answer = dns.query.udp(query, where[0], timeout=5)
        mine = own.answer(query)
        told.append([name, kind, answer.rcode() == mine.rcode(),
            sorted(map(str, answer.answer)) == sorted(map(str, mine.answer)),
            sorted({r.rdtype for r in answer.authority} - {2}) ==
            sorted({r.rdtype for r in mine.authority} - {2})])
    return told

async def main():
    with Land(topology_of(scenario.script)) as land:
        async with World(scenario, land) as world:
            own = servers_of(scenario.script, scenario.documents)["93.125.25.72"]
            where = world.connection_map["93.125.25.72", 53]
            told = await asyncio.to_thread(asked, where, own)
            print(json.dumps([world.daemons.told, told]))
asyncio.run(main())
"""


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_real_server_says_what_ours_says(program: str) -> None:
    if not find(program):
        pytest.skip(f"{program} is not installed")
    started, told = json.loads(run_staged(ANSWERED, program))

    assert all(line.startswith(program) for line in started)
    assert len(started) >= 5
    for name, kind, same_code, same_answer, same_authority in told:
        assert same_code, (name, kind)
        if kind in {"SOA", "A", "DS"}:
            assert same_authority or same_answer, (name, kind)


class Here(Loopback):
    """Ground with one machine, where nothing answers."""

    def machine(self, address: str) -> str:  # noqa: ARG002
        return "here"


def test_a_program_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROGRAMS:
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho no such thing >&2\nexit 1\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    daemons = Daemons(Here(), tmp_path)

    with pytest.raises(ScenarioError, match="a name server of here did not start: no such thing"):
        list(daemons.serve(authorities(tiny())))
    daemons.close()
