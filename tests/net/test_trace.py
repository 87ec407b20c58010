"""A trace finds every hop in one round trip, both ways of a diamond, and no link that is not there."""

from __future__ import annotations

import ipaddress
import json
import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.net.clock import Clock
from periplus.net.exchange import Fault
from periplus.net.gate import Permit
from periplus.net.trace import Tracer, body_of, read_error, source
from tests.lab.staged import run_staged

REQUEST = bytes(12) + b"\x02zz\x00\x00\x06\x00\x01"

# gate - one - (left | right) - quiet - far - ns, with delays of 20 ms in all
WORLD = """
import asyncio, json, sys
from periplus.lab.land import Land
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from periplus.net.clock import Clock
from periplus.net.gate import Permit
from periplus.net.trace import Tracer, body_of
from tests.lab.tiny import tiny
from tests.net.test_trace import REQUEST

SERVED = ["198.51.100.53", "2001:db8::53"]
ROUTERS = [
    {"name": "gate", "address": "198.18.0.1"},
    {"name": "one", "address": "198.18.0.2", "links": [{"to": "gate", "delay_ms": 5.0}]},
    {"name": "left", "address": "198.18.1.1", "links": [{"to": "one"}]},
    {"name": "right", "address": "198.18.1.2", "links": [{"to": "one"}]},
    {"name": "quiet", "address": "198.18.2.1", "silent": True,
     "links": [{"to": "left", "delay_ms": 10.0}, {"to": "right", "delay_ms": 10.0}]},
    {"name": "far", "address": "198.18.3.1", "links": [{"to": "quiet", "delay_ms": 5.0}]},
]
scenario = tiny().with_value(("router",), ROUTERS).with_value(("zone", "zz", "servers"), SERVED)
scenario = scenario.with_value(("host",), [{"name": "ns", "router": "far", "serves": SERVED}])

async def main():
    told = []
    with Land(topology_of(scenario.script)) as land:
        async with World(scenario, land) as world:
            for address in SERVED:
                permit = Permit((address, 53), world.connection_map[address, 53])
                for round in range(8):
                    tracer = Tracer(permit, REQUEST, Clock(), raw=round < 4)
                    began = Clock().monotonic()
                    await asyncio.to_thread(tracer.run)
                    took = Clock().monotonic() - began
                    lines = body_of(tracer, "lab").decode().splitlines()
                    told.append([round < 4, took, [json.loads(line) for line in lines]])
    assert land.census.foreign == {}
    print(json.dumps(told))
asyncio.run(main())
"""


def test_hops_diamond_and_silence_on_machines() -> None:
    traces = json.loads(run_staged(WORLD))

    assert len(traces) == 16
    for raw, took, (head, *probes) in traces:
        asked = {probe["method"] for probe in probes}
        assert asked == ({"udp", "syn", "icmp"} if raw else {"connect", "udp"})
        if raw:  # each flow stays on one way, and each alone tells the distance
            for flow in (1, 2, 3):
                mine = [probe for probe in probes if probe["flow"] == flow]
                assert len(mine) == 8
                assert len({plain(p["from"]) for p in mine if p["hop"] == 3 and "from" in p}) <= 1
            words = {p["by"] for p in probes if p["hop"] == 6 and "by" in p}
            assert {"syn-ack", "echo"} & words
        four = ":" not in head["asked"]
        assert head["distance"] == 6
        assert head["sent"] == len(probes) == 24
        assert took < 3
        by_hop: dict[int, set[str]] = {}
        for probe in probes:
            by_hop.setdefault(probe["hop"], set()).add(plain(probe.get("from", "")))
        # A machine under load may answer late; who answers is never another.
        assert by_hop[1] - {""} == {"198.18.0.1"}
        assert by_hop[2] - {""} == {"198.18.0.2"}
        assert by_hop[3] <= {"198.18.1.1", "198.18.1.2", ""}
        assert by_hop[4] == {""}
        assert by_hop[5] - {""} == {"198.18.3.1"}
        words = {probe["by"] for probe in probes if probe["hop"] == 5 and "by" in probe}
        assert words == {"icmp 11/0" if four else "icmp 3/0"}
        arrived = [p for p in probes if p["hop"] == 6 and "by" in p]
        assert "syn-ack" in {p["by"] for p in arrived}
        assert all(p["rtt_ms"] > 39 for p in arrived)
    at_three = [p for *_, (_, *probes) in traces for p in probes if p["hop"] == 3 and "from" in p]
    branches = {plain(p["from"]) for p in at_three}
    assert branches == {"198.18.1.1", "198.18.1.2"}


def plain(address: str) -> str:
    """The IPv4 address whose twin it is."""
    if ":" not in address:
        return address
    number = (int(ipaddress.IPv6Address(address)) >> 64) & 0xFFFFFFFF
    return str(ipaddress.IPv4Address(number))


@pytest.mark.parametrize("raw", [False, True])
def test_a_closed_port_of_this_machine_is_one_hop_away(raw: bool) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: it stays closed
        port = taken.getsockname()[1]
        tracer = Tracer(Permit(("192.0.2.1", 53), ("127.0.0.1", port)), REQUEST, Clock(), raw)
        tracer.run()

    head, *probes = [json.loads(line) for line in body_of(tracer, "here").splitlines()]
    assert head["distance"] == 1
    assert head["asked"] == "192.0.2.1"
    first = {probe["method"]: probe["by"] for probe in probes if probe["hop"] == 1}
    assert first["udp"] == "icmp 3/3"
    assert first.get("connect", first.get("syn")) == "reset"
    assert len(probes) == 24


def test_nothing_can_be_sent_where_there_is_no_way() -> None:
    tracer = Tracer(Permit(("192.0.2.1", 53), ("not an address", 53)), REQUEST, Clock())
    with pytest.raises((Fault, OSError)):
        tracer.run()


def test_the_source_names_zone_and_address() -> None:
    assert source("zz", "2001:db8::1") == "trace://[2001:db8::1]/zz"


def error(origin: int, kind: int, address: bytes) -> bytes:
    return struct.pack("=IBBBBII", 113, origin, kind, 0, 0, 0, 0) + address


@pytest.mark.parametrize(
    ("told", "read"),
    [
        (error(2, 11, struct.pack("=HH", 2, 0) + bytes([198, 18, 0, 1]) + bytes(8)), "198.18.0.1"),
        (error(3, 3, struct.pack("=HHI", 10, 0, 0) + bytes(15) + b"\1" + bytes(4)), "::1"),
        (error(1, 0, struct.pack("=HH", 2, 0) + bytes(12)), None),
        (error(2, 11, struct.pack("=HH", 0, 0) + bytes(12)), None),
        (b"", None),
    ],
)
def test_an_extended_error_tells_who_and_why(told: bytes, read: str | None) -> None:
    found = read_error(told)

    assert (found[0] if found else None) == read


@given(st.binary(max_size=64))
def test_any_extended_error_can_be_read(told: bytes) -> None:
    read_error(told)
