"""Targets and a NAT before them on machines: with the privilege to catch packets, and without."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from periplus.facts.packets import MEDIA_TYPE
from periplus.facts.sequences import InitialSequences, read_sequences
from periplus.facts.stack_told import OneHop, StackTraits, read_stack_told
from periplus.facts.tcp import TcpSynAck, read_synacks
from periplus.lab.programs import find
from periplus.measures.isn import isn_clock, one_counter
from periplus.model import Contact, Fact, Failure, Scope
from periplus.net.clock import Clock
from periplus.net.dial import Pace
from periplus.net.exchange import TCP_TOLD
from periplus.net.gate import Gate
from periplus.net.stacks import LOOPBACK, MAX_CONNECTIONS, Stacks, source
from tests.lab.staged import run_staged
from tests.net import servers
from tests.net.looked import LOOKED

Row = dict[str, Any]


@cache
def rows(nat: str, way: str) -> list[Row]:
    if nat and not find(nat):
        pytest.skip(f"{nat} is not installed")
    found = json.loads(run_staged(LOOKED, nat, way))
    for row in found:
        row["body"] = base64.b64decode(row["body"])
    return list(found)


def facts(found: list[Row]) -> Iterator[Fact]:
    for row in found:
        if row["media_type"] == MEDIA_TYPE:
            for read in (read_synacks, read_sequences):
                yield from (reading.fact for reading in read(row["body"], "lab:test"))
        elif row["media_type"] == TCP_TOLD:
            yield from (reading.fact for reading in read_stack_told(row["body"]))


@pytest.mark.parametrize("way", ["raw", "plain"])
def test_nobody_answers_one_hop_away_but_a_nat(way: str) -> None:
    for nat in ("", "slirp4netns"):
        hops = [fact for fact in facts(rows(nat, way)) if isinstance(fact, OneHop)]
        connects = {(hop.answered, hop.by) for hop in hops if hop.method == "connect"}
        asked = {(hop.answered, hop.by) for hop in hops if hop.method == "udp"}
        assert connects == {(True, "syn-ack")} if nat else connects == {(False, "icmp 11/0")}
        assert asked == {(False, "icmp 11/0")}


def test_what_is_caught_tells_a_stack_from_the_nats() -> None:
    seen = [fact for fact in facts(rows("", "raw")) if isinstance(fact, TcpSynAck)]
    assert len(seen) == 6
    assert {(one.options, one.quirks) for one in seen} == {("mss,sok,ts,nop,ws", "df")}
    assert {one.ttl for one in seen} < set(range(58, 64))

    nat = [fact for fact in facts(rows("slirp4netns", "raw")) if isinstance(fact, TcpSynAck)]
    assert {one.signature for one in nat} == {"4:64:0:1460:65535,0:mss::0"}
    assert {one.count for one in nat} == {4}


def test_the_numbers_of_a_nat_come_from_one_counter() -> None:
    for nat, step in (("", None), ("slirp4netns", 64000)):
        found = [fact for fact in facts(rows(nat, "raw")) if isinstance(fact, InitialSequences)]
        drawn = sorted(pair for one in found for pair in zip(one.at_s, one.numbers, strict=True))
        assert len(drawn) == 4 * len(found)
        assert one_counter([number for _, number in drawn]) == step


def test_one_port_of_ours_shows_the_clock_of_linux() -> None:
    found = [fact for fact in facts(rows("", "raw")) if isinstance(fact, InitialSequences)]
    same = [one for one in found if len(set(one.own_ports)) == 1]
    assert len(same) == len(found) / 2
    for one in same:
        clock = isn_clock(one.numbers, one.at_s)
        assert clock is not None
        assert clock.ticks_per_s == pytest.approx(15_625_000, rel=0.05)  # one per 64 ns


def test_without_the_privilege_the_kernel_tells_the_rest() -> None:
    bare = rows("", "plain")
    traits = [fact for fact in facts(bare) if isinstance(fact, StackTraits)]
    raw = [fact for fact in facts(rows("", "raw")) if isinstance(fact, TcpSynAck)]
    assert {(one.options, one.scale, one.window) for one in traits} <= {
        ("mss,sok,ts,ws", one.scale, one.window) for one in raw
    }
    assert [one.ttl for one in traits] == [one.ttl for one in raw][::2]  # each endpoint was caught twice
    assert {row["failure"] for row in bare if "same_port" in row["source"]} == {Failure.UNAVAILABLE}

    nat = [fact for fact in facts(rows("slirp4netns", "plain")) if isinstance(fact, StackTraits)]
    assert {(one.options, one.mss, one.window, one.ttl) for one in nat} == {("mss", 1460, 65535, 64)}


@pytest.mark.skipif(shutil.which("p0f") is None, reason="p0f is not installed")
def test_p0f_takes_the_nat_for_windows_xp_and_the_servers_for_no_such_thing(tmp_path: Path) -> None:
    for nat in ("", "slirp4netns"):
        caught = [row["body"] for row in rows(nat, "raw") if row["media_type"] == MEDIA_TYPE]
        capture = tmp_path / f"stored{nat}.pcap"
        for body in caught:
            capture.write_bytes(body)
            told = subprocess.run(
                ["p0f", "-r", str(capture)], capture_output=True, text=True, timeout=20, check=True
            ).stdout
            assert "syn+ack" in told
            assert ("Windows XP" in told) is bool(nat)


# ---------------------------------------------------------------- refusals and bounds


def stacks(scope: Scope, map_: dict[tuple[str, int], tuple[str, int]]) -> Stacks:
    clock = Clock()
    return Stacks(Gate(scope, clock, map_), clock, Pace(clock, 1000))


async def test_a_refusal_sends_nothing() -> None:
    found = stacks(Scope(contact=Contact.LOOKUP), {})
    where: dict[str, Any] = {"name": "www.example.org", "address": "192.0.2.1", "port": 80}
    where["vantage"] = "here"
    manner: dict[str, Any] = {"connections": 3, "same_port": False, "only_caught": False}
    for contact in (Contact.VISIT, Contact.PROBE):
        row = await found.one_hop(contact=contact, **where)
        assert (row.failure, row.dialled) == (Failure.REFUSED_SCOPE, None)
        row = await found.handshake(contact=contact, **where, **manner)
        assert (row.failure, row.dialled) == (Failure.REFUSED_SCOPE, None)


async def test_loopback_has_no_lines() -> None:
    async with servers.tcp_server(servers.says(b"")) as where:
        found = stacks(Scope(contact=Contact.LOOKUP), {("192.0.2.1", 80): where})
        row = await found.one_hop(
            contact=Contact.LOOKUP, name=None, address="192.0.2.1", port=80, vantage="here"
        )
        assert (row.failure, row.body.decode(), row.dialled) == (
            Failure.REFUSED_UNMAPPED,
            LOOPBACK,
            None,
        )


def test_a_source_names_what_was_asked() -> None:
    assert source("handshake", "a.example", "2001:db8::1", 443, connections=3, same_port=False) == (
        "handshake://[2001:db8::1]:443/a.example?connections=3"
    )
    assert source("one-hop", None, "192.0.2.1", 53) == "one-hop://192.0.2.1:53/"
    assert MAX_CONNECTIONS == 100
