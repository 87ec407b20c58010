"""Zones on BIND, NSD and Knot, signed by BIND's tools: our verdict on each is that of `delv`."""

from __future__ import annotations

import asyncio
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from periplus import judging
from periplus.config import load as load_config
from periplus.model import Contact, Scope, Sign, Subject, SubjectKind
from periplus.net.clock import Clock
from periplus.rules import dnssec
from periplus.run.asker import Asker
from periplus.run.flights import Flights
from periplus.run.place import Place
from periplus.run.question import open_or_create
from periplus.signatures.tables import load
from tests.rules.name_daemons import PROGRAMS, daemons, free_ports, program
from tests.rules.signed_zones import ROOT_SERVER, SERVERS, VERDICTS, Mint

ASKED = [f"{name}.{top}" for top in SERVERS for name in VERDICTS]
PUBLISHED = ("192.0.2.53", 53)
_STATES = {"fully validated": "secure", "unsigned answer": "insecure", "resolution failed": "bogus"}


@dataclass(frozen=True)
class Side:
    """What both sides say of each zone."""

    ours: dict[str, Sign]
    theirs: dict[str, str]  # what delv printed


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Side:
    for name in PROGRAMS:
        program(name)
    directory = tmp_path_factory.mktemp("servers")
    (directory / "zones").mkdir()
    mint = Mint(directory / "zones")
    key = mint.all()
    ports = free_ports()
    with daemons(directory, mint.files, ports):
        theirs = {name: delv(directory, name, key, ports[1]) for name in ASKED}
        ours = asyncio.run(judged(directory, key, ports[1]))
    return Side(ours=ours, theirs=theirs)


def delv(directory: Path, name: str, key: str, port: int) -> str:
    anchors = directory / "anchors.conf"
    flags, protocol, algorithm, content = key.split(" ", 3)
    anchors.write_text(
        f'trust-anchors {{ "." static-key {flags} {protocol} {algorithm} "{content}"; }};\n'
    )
    ended = subprocess.run(
        [program("delv"), "-4", f"@{ROOT_SERVER}", "-p", str(port), "-a", str(anchors), "+root=.",
         f"{name}.", "A"],
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    return ended.stdout + ended.stderr


async def judged(directory: Path, key: str, port: int) -> dict[str, Sign]:
    anchors = directory / "anchors"
    anchors.mkdir()
    (anchors / "2024-01-01_root.txt").write_text(f". IN DNSKEY {key}\n")
    place = Place(clock=Clock(), resolver=PUBLISHED, vantage="lab:servers",
                  connection_map={PUBLISHED: (ROOT_SERVER, port)})  # fmt: skip
    config = load_config(file=None, environment={}).with_values({"trust_anchors": str(anchors)}, "test")
    zones = [Subject(kind=SubjectKind.ZONE, key=name) for name in ASKED]
    collector = judging.collectors()["dnssec"]
    with open_or_create(directory / "case", zones[0], place, config) as case:
        scope = Scope(contact=Contact.LOOKUP)
        flights = Flights(case=case, place=place, config=config, scope=scope, offline=False)
        for zone in zones:
            asker = Asker(flights, f"dnssec@{collector.VERSION}", collector.CONTACT, zone)
            await collector.fetch(zone, asker)
        observations = judging.parse(case.evidences(), strict=True)
    read = [one for one in observations if isinstance(one.fact, dnssec.READS)]
    signs = dnssec.judge(read, (), load(), place.clock.now())
    return {sign.subject.key: sign for sign in signs if sign.predicate == "zone.dnssec"}


@pytest.mark.parametrize("name", ASKED)
def test_the_verdict_is_that_of_delv(sides: Side, name: str) -> None:
    said = sides.theirs[name]
    states = {state for words, state in _STATES.items() if words in said}
    value = sides.ours[name].value
    assert isinstance(value, dict)
    assert (value["state"], {value["state"]}) == (VERDICTS[name.rpartition(".")[0]], states), said


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("bogus", "wrong"),
        ("mismatch", "DS mismatch"),
        ("expired", "expired"),
        ("stripped", "missing"),
        ("island", "island"),
        ("unknown", "unchecked algorithm"),
        ("plain", "unsigned"),
        ("child.n3", "unsigned"),
        ("child.optout", "opt-out"),
        ("good", None),
    ],
)
@pytest.mark.parametrize("top", SERVERS)
def test_the_reason_is_the_fault(sides: Side, name: str, top: str, fault: str | None) -> None:
    value = sides.ours[f"{name}.{top}"].value
    assert isinstance(value, dict)
    assert value["fault"] == fault, sides.ours[f"{name}.{top}"].reason
