"""Twin of net/dns.py, against name servers that lie, truncate, stay silent or babble."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.zone_transfer import MEDIA_TYPE
from periplus.model import Bounds, Contact, Failure
from periplus.net.dns import _answers, _judged, question
from periplus.net.exchange import DNS_MESSAGE, TEXT, Exchange
from tests.net import servers
from tests.net.servers import RESOLVER

NAME = "www.site.example"
Behaviour = Callable[[bytes], list[bytes]]


def reply(wire: bytes, *, records: int = 1, rcode: int = 0, tc: bool = False) -> bytes:
    response = dns.message.make_response(dns.message.from_wire(wire))
    name = response.question[0].name
    texts = [f"192.0.2.{number + 1}" for number in range(records)]
    response.answer = [dns.rrset.from_text_list(name, 300, "IN", "A", texts)] if texts else []
    response.set_rcode(dns.rcode.Rcode(rcode))
    if tc:
        response.flags |= dns.flags.TC
    return response.to_wire(max_size=65535)


@asynccontextmanager
async def name_server(
    udp: Behaviour, tcp: Behaviour | None = None
) -> AsyncIterator[tuple[tuple[str, int], list[bytes]]]:
    """A server on 127.0.0.1, UDP and TCP on one port; yields where, and what it was asked."""
    asked: list[bytes] = []
    loop = asyncio.get_running_loop()

    class Server(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            asked.append(data)
            for part in udp(data):
                transport.sendto(part, addr)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        data = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
        asked.append(data)
        for part in tcp(data) if tcp else []:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)

    async with servers.tcp_server(answer) as where:
        transport, _ = await loop.create_datagram_endpoint(Server, local_addr=where)
        try:
            yield where, asked
        finally:
            transport.close()


async def ask(udp: Behaviour, tcp: Behaviour | None = None) -> tuple[Exchange, list[bytes]]:
    async with name_server(udp, tcp) as (where, asked):
        reach = servers.reach({RESOLVER: where})
        exchange = await reach.dns(contact=Contact.LOOKUP, name=NAME, rdtype="A")
    return exchange, asked


def framed(wire: bytes) -> bytes:
    return len(wire).to_bytes(2, "big") + wire


# ---------------------------------------------------------------- answers


async def test_an_answer_is_kept_as_it_came() -> None:
    exchange, asked = await ask(lambda wire: [reply(wire)])
    assert exchange.failure is None
    assert exchange.media_type == DNS_MESSAGE
    assert exchange.body == reply(asked[0])
    assert exchange.source == f"dns://{RESOLVER[0]}/{NAME}?type=A"
    assert exchange.asked == "192.0.2.53:53"
    assert exchange.dialled is not None
    assert exchange.dialled.startswith("127.0.0.1:")


async def test_the_question_is_an_ordinary_one() -> None:
    _, asked = await ask(lambda wire: [reply(wire)])
    query = dns.message.from_wire(asked[0])
    assert (query.edns, query.payload) == (0, 1232)
    assert query.flags & dns.flags.RD
    assert query.question[0].to_text() == f"{NAME}. IN A"


async def test_identifiers_differ_and_the_recorded_request_does_not() -> None:
    exchanges, identifiers = [], set()
    for _ in range(8):
        exchange, asked = await ask(lambda wire: [reply(wire)])
        exchanges.append(exchange)
        identifiers.add(asked[0][:2])
        assert exchange.request == b"\0\0" + asked[0][2:]
    assert len(identifiers) > 4
    assert len({exchange.request for exchange in exchanges}) == 1


async def test_a_named_server_is_asked_without_recursion() -> None:
    async with name_server(lambda wire: [reply(wire)]) as (where, asked):
        reach = servers.reach({("2001:db8::53", 53): where})
        exchange = await reach.dns(
            contact=Contact.LOOKUP, name="Bücher.example", rdtype="NS", server="2001:db8::53"
        )
    assert not dns.message.from_wire(asked[0]).flags & dns.flags.RD
    assert exchange.source == "dns://[2001:db8::53]/xn--bcher-kva.example?type=NS"
    assert exchange.asked == "[2001:db8::53]:53"
    assert exchange.failure is None


async def test_the_root_can_be_asked_about() -> None:
    async with name_server(lambda wire: [reply(wire, records=0)]) as (where, _):
        reach = servers.reach({RESOLVER: where})
        exchange = await reach.dns(contact=Contact.LOOKUP, name=".", rdtype="NS")
    assert (exchange.failure, exchange.source) == (None, "dns://192.0.2.53/.?type=NS")


@pytest.mark.parametrize(
    ("rcode", "failure"),
    [
        (dns.rcode.NXDOMAIN, Failure.NAME_NOT_FOUND),
        (dns.rcode.SERVFAIL, Failure.RESOLUTION),
        (dns.rcode.REFUSED, Failure.RESOLUTION),
        (dns.rcode.NOTIMP, Failure.RESOLUTION),
    ],
)
async def test_bad_news_comes_with_its_bytes(rcode: int, failure: Failure) -> None:
    exchange, asked = await ask(lambda wire: [reply(wire, records=0, rcode=rcode)])
    assert exchange.failure is failure
    assert exchange.body == reply(asked[0], records=0, rcode=rcode)
    assert exchange.media_type == DNS_MESSAGE


async def test_no_data_is_an_answer() -> None:
    exchange, _ = await ask(lambda wire: [reply(wire, records=0)])
    assert (exchange.failure, exchange.media_type) == (None, DNS_MESSAGE)


# ---------------------------------------------------------------- what is not believed


def _other_id(wire: bytes) -> bytes:
    return bytes([wire[0] ^ 1]) + wire[1:]


def _asks(wire: bytes, name: str, rdtype: str) -> bytes:
    """Another question under the same identifier."""
    return dns.message.make_query(name, rdtype, id=int.from_bytes(wire[:2], "big")).to_wire()


@pytest.mark.parametrize(
    "forge",
    [
        lambda _: b"",
        lambda _: b"\xff" * 40,
        lambda wire: wire,  # our own question is no response
        lambda wire: wire[:12],
        lambda wire: _other_id(reply(wire)),
        lambda wire: reply(_asks(wire, "other.example", "A")),
        lambda wire: reply(_asks(wire, NAME, "AAAA"), records=0),
    ],
)  # fmt: skip
async def test_what_is_no_answer_to_this_question_is_not_seen(forge: Callable[[bytes], bytes]) -> None:
    exchange, asked = await ask(lambda wire: [forge(wire)] * 3)
    assert (exchange.failure, exchange.media_type) == (Failure.RESOLUTION, TEXT)
    assert len(asked) == servers.QUICK.dns_tries
    exchange, asked = await ask(lambda wire: [forge(wire), reply(wire)])
    assert (exchange.failure, exchange.body) == (None, reply(asked[0]))


async def test_an_answer_that_cannot_be_read_is_kept() -> None:
    exchange, asked = await ask(lambda wire: [reply(wire)[:-2]])
    assert (exchange.failure, exchange.media_type) == (Failure.PROTOCOL, DNS_MESSAGE)
    assert exchange.body == reply(asked[0])[:-2]


async def test_silence_is_asked_again_then_told() -> None:
    exchange, asked = await ask(lambda _: [])
    assert exchange.failure is Failure.RESOLUTION
    assert len(asked) == len({wire[:2] for wire in asked}) == 2
    assert exchange.elapsed_s < 1


async def test_a_lost_datagram_is_made_good() -> None:
    seen: list[bytes] = []

    def second(wire: bytes) -> list[bytes]:
        seen.append(wire)
        return [reply(wire)] if len(seen) > 1 else []

    exchange, _ = await ask(second)
    assert exchange.failure is None


async def test_a_silent_server_is_not_a_silent_resolver() -> None:
    async with name_server(lambda _: []) as (where, _):
        reach = servers.reach({("192.0.2.7", 53): where})
        exchange = await reach.dns(contact=Contact.LOOKUP, name=NAME, rdtype="A", server="192.0.2.7")
    assert exchange.failure is Failure.IO_TIMEOUT


async def test_nobody_there() -> None:
    reach = servers.reach({RESOLVER: ("127.0.0.1", 1), ("192.0.2.7", 53): ("127.0.0.1", 1)})
    exchange = await reach.dns(contact=Contact.LOOKUP, name=NAME, rdtype="A")
    assert exchange.failure is Failure.RESOLUTION
    exchange = await reach.dns(contact=Contact.LOOKUP, name=NAME, rdtype="A", server="192.0.2.7")
    assert exchange.failure is Failure.CONNECTION_REFUSED


# ---------------------------------------------------------------- TCP


async def test_a_truncated_answer_is_replaced_by_the_whole_one() -> None:
    exchange, asked = await ask(
        lambda wire: [reply(wire, records=0, tc=True)],
        lambda wire: [framed(reply(wire, records=200))],
    )
    assert exchange.failure is None
    whole = dns.message.from_wire(exchange.body)
    assert whole == dns.message.from_wire(reply(asked[1], records=200))
    assert asked[0][2:] == asked[1][2:]


async def test_a_whole_answer_may_come_in_pieces_and_be_followed() -> None:
    exchange, asked = await ask(
        lambda wire: [reply(wire, tc=True)],
        lambda wire: [bytes([each]) for each in framed(reply(wire))] + [b"more"],
    )
    assert (exchange.failure, exchange.body) == (None, reply(asked[1]))


@pytest.mark.parametrize(
    ("tcp", "failure"),
    [
        (lambda _: [], Failure.CONNECTION_CLOSED),
        (lambda wire: [framed(reply(wire))[:20]], Failure.CONNECTION_CLOSED),
        (lambda wire: [framed(_other_id(reply(wire)))], Failure.PROTOCOL),
        (lambda _: [framed(b"")], Failure.PROTOCOL),
        (lambda _: [b"HTTP/1.1 400 Bad Request\r\n\r\n" * 2000], Failure.PROTOCOL),
    ],
)
async def test_when_the_whole_cannot_be_had_the_part_is_kept(tcp: Behaviour, failure: Failure) -> None:
    exchange, asked = await ask(lambda wire: [reply(wire, tc=True)], tcp)
    assert (exchange.failure, exchange.media_type) == (failure, DNS_MESSAGE)
    assert exchange.body == reply(asked[0], tc=True)


# ---------------------------------------------------------------- refusals


async def test_excluded_names_and_unmapped_servers_are_not_asked() -> None:
    async with name_server(lambda wire: [reply(wire)]) as (where, asked):
        reach = servers.reach({RESOLVER: where}, excluded=Bounds(zones=("site.example",)))
        for name in (NAME, "WWW.Site.Example.", "_dmarc.site.example"):
            exchange = await reach.dns(contact=Contact.LOOKUP, name=name, rdtype="A")
            assert (exchange.failure, exchange.dialled) == (Failure.REFUSED_SCOPE, None)
        exchange = await reach.dns(
            contact=Contact.LOOKUP, name="a.example", rdtype="A", server="192.0.2.99"
        )
        assert exchange.failure is Failure.REFUSED_UNMAPPED
        for name in ("a" * 64 + ".example", ".".join(["abc"] * 64), "a..b", "a b"):
            exchange = await reach.dns(contact=Contact.LOOKUP, name=name, rdtype="A")
            assert exchange.failure is Failure.REFUSED_SCOPE
    assert asked == []


def test_an_unknown_type_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="NOTYPE"):
        question("a.example", "NOTYPE", server=RESOLVER, recursive=True)


def test_a_resolver_on_another_port_is_told_apart() -> None:
    asked = question("a.example", "A", server=("2001:db8::53", 5353), recursive=True)
    assert asked.source == "dns://[2001:db8::53]:5353/a.example?type=A"


# ---------------------------------------------------------------- arbitrary bytes

QUERY = question(NAME, "A", server=RESOLVER, recursive=True).request


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_no_answer(wire: bytes) -> None:
    assert not _answers(QUERY, wire)
    assert not _answers(QUERY, QUERY + wire)


@given(st.integers(12, 60), st.integers(0, 255))
def test_arbitrary_changes_raise_nothing(position: int, change: int) -> None:
    changed = bytearray(reply(QUERY, records=3))
    changed[position % len(changed)] = change
    if _answers(QUERY, bytes(changed)):
        assert _judged(bytes(changed)).body == bytes(changed)


@given(st.binary(max_size=300))
def test_arbitrary_bodies_raise_nothing(rest: bytes) -> None:
    assert _judged(QUERY[:2] + rest).body == QUERY[:2] + rest


def chained(question_wire: bytes) -> bytes:
    """64 KB that lead every name through one chain of thousands of pointers."""
    head = bytearray(question_wire[: question_wire.index(b"\0\1\0\1") + 4])
    head[2:4], head[6:8], head[8:12] = b"\x81\x80", b"\0\0", bytes(4)
    first = len(head) + 11
    chain = bytearray(b"\0\0")
    while first + len(chain) < 0x3F00:
        at = first + len(chain)
        chain += (0xC000 | (at - 2 if len(chain) > 2 else first)).to_bytes(2)
    owner = (0xC000 | (first + len(chain) - 2)).to_bytes(2)
    record = owner + b"\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"
    body = bytes(head) + b"\0\xff\0\0\1\0\0\0\x3c" + len(chain).to_bytes(2) + bytes(chain)
    number = (65_535 - len(body)) // len(record)
    body = body[:6] + (number + 1).to_bytes(2) + body[8:]
    return body + record * number


async def test_chains_of_pointers_do_not_stop_the_run() -> None:
    def short(wire: bytes) -> list[bytes]:
        return [reply(wire, tc=True)]

    started = time.monotonic()
    exchange, _ = await ask(short, lambda wire: [framed(chained(wire))])
    assert exchange.failure is Failure.PROTOCOL
    assert time.monotonic() - started < 2


# ---------------------------------------------------------------- transfers


def part_of_zone(wire: bytes, *, soa: bool) -> bytes:
    response = dns.message.make_response(dns.message.from_wire(wire))
    name = response.question[0].name
    kind, data = ("SOA", "ns. host. 1 2 3 4 5") if soa else ("A", "192.0.2.1")
    response.answer = [dns.rrset.from_text(name, 60, "IN", kind, data)]
    wire = response.to_wire()
    return len(wire).to_bytes(2) + wire


async def transfer(tcp: Behaviour) -> Exchange:
    limits = replace(servers.QUICK, transfer_messages=50)
    async with name_server(lambda _: [], tcp) as (where, _):
        reach = servers.reach({("192.0.2.53", 53): where}, limits=limits)
        return await reach.transfer(contact=Contact.VISIT, zone="site.example", server="192.0.2.53")


@pytest.mark.parametrize(
    ("parts", "failure"),
    [
        ((True, False, True), None),
        ((True, *[False] * 60), Failure.TOO_LARGE),
        ((True, False), Failure.CONNECTION_CLOSED),
    ],
    ids=["whole", "without end", "broken off"],
)
async def test_a_transfer_ends_with_the_second_soa_or_at_its_bound(
    parts: tuple[bool, ...], failure: Failure | None
) -> None:
    exchange = await transfer(lambda wire: [part_of_zone(wire, soa=soa) for soa in parts])
    assert exchange.failure is failure
    assert exchange.media_type == MEDIA_TYPE
    assert exchange.source == "dns://192.0.2.53/site.example?type=AXFR"
    assert exchange.body.count(b"\x04site\x07example") == min(len(parts), 50)
