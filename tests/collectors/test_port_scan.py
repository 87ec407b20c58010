"""Ports of a site in the laboratory: what opens, what speaks, what is refused, and edges left alone."""

from __future__ import annotations

import asyncio
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus import judging
from periplus.cli.lab import place_in
from periplus.collectors.port_scan import AT_ONCE, parse
from periplus.config import load
from periplus.facts.greeting import MEDIA_TYPE as GREETING
from periplus.facts.port_scan import MEDIA_TYPE as PORTS
from periplus.facts.port_scan import control_ports
from periplus.lab.scenario import Scenario
from periplus.lab.world import World
from periplus.model import (
    Bounds,
    Claim,
    Contact,
    Evidence,
    Failure,
    Layer,
    Scope,
    Status,
    SubjectKind,
)
from periplus.run.asker import Asker
from periplus.run.flights import Flights
from periplus.run.question import open_or_create
from periplus.signatures import tables
from tests.collectors.rounds import TEXT, fetched, subject
from tests.facts.samples import anything, evidence
from tests.facts.test_port_scan import SCAN

SITE = subject(SubjectKind.SITE, "https://www.example.org")
SCOPE = Scope(
    contact=Contact.PROBE,
    authorised=Bounds(names=("www.example.org",), prefixes=("198.51.100.7/32",)),
    rate_per_s=1000,
    authorised_by="the owner of the laboratory",
)
STAGED = """
[[ports]]
address = "198.51.100.7"
closed = [21, 23]
silent = [3306]
  [[ports.open]]
  port = 22
  says = "SSH-2.0-OpenSSH_9.2p1\\r\\n"
  [[ports.open]]
  port = 6379
  says = "+PONG\\r\\n"
  asked = true
  [[ports.open]]
  port = 9000

[[web]]
"""
CHANGED = ("\n[[web]]\n", STAGED)
LIST = {"ports": "21-23,443,3306,6379,9000"}
EVERYWHERE = STAGED.replace("closed", "everywhere = true\nclosed")


async def look(tmp_path: Path, **more: Any) -> list[Evidence]:
    given = {"settings": LIST, "text": TEXT.replace(*CHANGED, 1), **more}
    scope = given.pop("scope", SCOPE)
    return await fetched(tmp_path / "case", "port_scan", SITE, scope, **given)


def judged(captures: list[Evidence]) -> list[Claim]:
    at = max(one.captured_at for one in captures)
    return list(judging.judge(judging.parse(captures, strict=True), tables.load(), at))


def about(captures: list[Evidence], predicate: str) -> list[Any]:
    return [claim.value for claim in judged(captures) if claim.predicate == predicate]


async def test_open_closed_and_silent_ports_and_who_speaks(tmp_path: Path) -> None:
    captures = await look(tmp_path)
    assert {value["port"] for value in about(captures, "address.port")} == {22, 443, 6379, 9000}
    others = {v["state"]: v["ports"] for v in about(captures, "address.other_ports")}
    assert others == {"closed": "21, 23", "filtered": "3306"}
    services = {value["port"]: value["service"] for value in about(captures, "address.service")}
    assert services == {22: "ssh", 443: "http", 6379: "redis"}
    (ssh,) = [v for v in about(captures, "address.service_says") if v["port"] == 22]
    assert (ssh["product"], ssh["version"]) == ("OpenSSH", "9.2p1")
    greetings = {one.source.split("/")[2]: one for one in captures if one.media_type == GREETING}
    assert greetings["198.51.100.7:22"].request == b""
    assert greetings["198.51.100.7:6379"].request == b"PING\r\n"
    silent = next(one for one in captures if one.source.startswith("greeting://198.51.100.7:9000"))
    assert silent.failure is Failure.IO_TIMEOUT


async def test_where_all_ports_open_a_silent_one_is_no_service(tmp_path: Path) -> None:
    captures = await look(tmp_path, text=TEXT.replace(CHANGED[0], EVERYWHERE, 1))
    (everywhere,) = about(captures, "address.open_everywhere")
    assert everywhere["controls"].count(",") == 3
    found = [claim for claim in judged(captures) if claim.predicate == "address.port"]
    standing = {claim.value["port"]: claim.status for claim in found if isinstance(claim.value, dict)}
    assert standing[9000] is Status.UNSUPPORTED
    assert standing[22] is Status.SUPPORTED


@pytest.mark.parametrize(
    "scope",
    [
        replace(SCOPE, contact=Contact.VISIT),
        replace(SCOPE, authorised_by=""),
        replace(SCOPE, authorised=Bounds(names=("www.example.org",))),
    ],
    ids=["visit", "nobody authorised", "no address"],
)
async def test_any_less_of_a_scope_refuses_once(tmp_path: Path, scope: Scope) -> None:
    captures = await look(tmp_path, scope=scope)
    (row,) = [one for one in captures if one.source.startswith("ports://")]
    assert row.failure is Failure.REFUSED_SCOPE
    assert row.dialled is None
    assert not [one for one in captures if one.source.startswith(("greeting:", "tls:"))]


async def test_ports_without_leave_are_one_row_and_the_others_are_asked(tmp_path: Path) -> None:
    ports = replace(SCOPE.authorised, ports=(22, 443))
    captures = await look(tmp_path, scope=replace(SCOPE, authorised=ports))
    refused, scan = [one for one in captures if one.source.startswith("ports://")]
    assert refused.failure is Failure.REFUSED_SCOPE
    assert b"9 ports are not asked" in refused.body.read()
    assert scan.source.endswith("?tcp=22,443")


async def test_nothing_is_asked_that_nobody_named(tmp_path: Path) -> None:
    assert await look(tmp_path, settings={"ports": ""}) == []


async def test_a_list_that_cannot_be_read_is_a_row(tmp_path: Path) -> None:
    (row,) = await look(tmp_path, settings={"ports": "many"})
    assert row.failure is Failure.REFUSED_SCOPE
    assert "no name of a list" in row.body.read().decode()


async def test_a_shared_edge_is_left_alone_and_said_so(tmp_path: Path) -> None:
    ranges = (
        '\n[[pack]]\nname = "providers"\ndate = 2024-05-01\nlicence = "x"\ndocument = "ranges.json"\n'
        "\n[[web]]\n"
    )
    document = b'{"cdn": {"some-cdn": ["198.51.100.0/24"]}}'
    captures = await look(
        tmp_path, text=TEXT.replace(CHANGED[0], ranges, 1), documents={"ranges.json": document}
    )
    assert not [one for one in captures if one.dialled and not one.source.startswith("dns:")]
    (claim,) = [c for c in judged(captures) if c.predicate == "address.ports_not_asked"]
    assert (claim.subject.key, claim.layer) == ("198.51.100.7", Layer.EDGE)
    assert "its ports are not this site's, and were not asked" in claim.reasons[0]


async def test_an_interrupted_scan_goes_on_and_asks_no_port_twice(tmp_path: Path) -> None:
    """Stopped after some portions: what was asked is in the case, and is not asked again."""
    scenario = Scenario.of("small", tomllib.loads(TEXT.replace(*CHANGED, 1)), {})
    collector = judging.collectors()["port_scan"]
    async with World(scenario) as world:
        # Whatever port is asked leads to a closed one of the laboratory.
        closed = world.connection_map["198.51.100.7", control_ports("198.51.100.7")[0]]
        mapped = {("198.51.100.7", port): closed for port in range(1, 351)}
        place = replace(place_in(world), connection_map={**mapped, **world.connection_map})
        settings = {**world.settings, "ports": "1-350", "packs": ""}
        config = load(file=None, environment={}).with_values(settings, "test")
        scope = replace(SCOPE, rate_per_s=400.0)
        with open_or_create(tmp_path / "case", SITE, place, config) as case:

            async def scan() -> None:
                flights = Flights(case=case, place=place, config=config, scope=scope, offline=False)
                await collector.fetch(SITE, Asker(flights, "port_scan@1", Contact.PROBE, SITE))

            def scans() -> list[Evidence]:
                return [one for one in case.evidences() if one.source.startswith("ports://")]

            task = asyncio.ensure_future(scan())
            for _ in range(1000):
                await asyncio.sleep(0.02)
                if len(scans()) >= 2:
                    break
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            before = {one.id for one in scans()}
            await scan()
            after = scans()
    assert before < {one.id for one in after}
    assert len({one.source for one in after}) == len(after) == 1 + -(-350 // AT_ONCE)


@given(
    anything(SCAN), st.sampled_from([PORTS, GREETING, "application/vnd.periplus.pack-row", "text/plain"])
)
def test_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type, source="greeting://198.51.100.7:22/x")))
