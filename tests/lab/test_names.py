"""Name servers answer a real DNS client over UDP and TCP, and misbehave as told."""

from __future__ import annotations

import asyncio

import dns.asyncquery
import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from periplus.lab.names import flooding, looping
from periplus.lab.scenario import Scenario
from periplus.lab.world import World
from tests.lab.tiny import tiny

SERVER = "198.51.100.54"
QUERY = dns.message.make_query("web.example.zz", "A", use_edns=0, payload=1232)


def behaving(behaviour: str, delay_s: float = 0.0) -> Scenario:
    row = {"address": SERVER, "behaviour": behaviour, "delay_s": delay_s}
    return tiny().with_value(("name_server",), [row])


async def udp(scenario: Scenario, query: dns.message.Message = QUERY) -> dns.message.Message:
    async with World(scenario) as world:
        host, port = world.connection_map[SERVER, 53]
        return await dns.asyncquery.udp(query, host, port=port, timeout=0.5)


async def test_udp_and_tcp_give_the_same_answer() -> None:
    async with World(tiny()) as world:
        host, port = world.connection_map[SERVER, 53]
        one = await dns.asyncquery.udp(QUERY, host, port=port, timeout=2)
        two = await dns.asyncquery.tcp(QUERY, host, port=port, timeout=2)
        assert str(one.answer[0]) == "web.example.zz. 3600 IN A 203.0.113.7"
        assert one.to_wire() == two.to_wire()


async def test_what_does_not_fit_is_truncated_over_udp_and_whole_over_tcp() -> None:
    long = " ".join(f'"{"x" * 200}"' for _ in range(8))
    scenario = tiny().with_value(("zone", "example.zz", "records"), f"@ TXT {long}\n")
    query = dns.message.make_query("example.zz", "TXT", use_edns=0, payload=4096)
    async with World(scenario) as world:
        host, port = world.connection_map[SERVER, 53]
        short = await dns.asyncquery.udp(query, host, port=port, timeout=2)
        whole = await dns.asyncquery.tcp(query, host, port=port, timeout=2)
    assert short.flags & dns.flags.TC
    assert short.answer == []
    assert len(whole.to_wire()) > 1600


@pytest.mark.parametrize("rcode", ["servfail", "refused"])
async def test_a_server_refuses_or_fails(rcode: str) -> None:
    assert dns.rcode.to_text((await udp(behaving(rcode))).rcode()) == rcode.upper()


async def test_a_lame_server_has_neither_authority_nor_records() -> None:
    response = await udp(behaving("lame"))
    assert response.rcode() == dns.rcode.NOERROR
    assert not response.flags & dns.flags.AA
    assert response.answer == response.authority == []


async def test_a_truncating_server_sends_everybody_to_tcp() -> None:
    assert (await udp(behaving("truncate"))).flags & dns.flags.TC


@pytest.mark.parametrize("scenario", [behaving("drop"), behaving("answer", delay_s=5)])
async def test_a_silent_or_slow_server_says_nothing_in_time(scenario: Scenario) -> None:
    with pytest.raises(dns.exception.Timeout):
        await udp(scenario)


async def test_garbage_is_no_message() -> None:
    with pytest.raises(dns.exception.DNSException):
        await udp(behaving("garbage"))


async def test_bytes_that_are_no_query_bring_no_answer() -> None:
    async with World(tiny()) as world:
        reader, writer = await asyncio.open_connection(*world.connection_map[SERVER, 53])
        writer.write(b"\x00\x03abc")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.2)
        writer.close()


def test_hostile_answers_are_what_they_say() -> None:
    query = dns.message.make_query("z.zz", "NS")
    flood = flooding(query)
    assert 65_000 < len(flood) <= 65_535
    assert len(dns.message.from_wire(flood).answer[0]) > 3_000
    with pytest.raises(dns.exception.FormError):
        dns.message.from_wire(looping(query))
