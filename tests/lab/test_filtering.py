"""A filter: what goes on, what is answered in the server's place, and what passes untouched."""

from __future__ import annotations

import dns.message
import dns.rdatatype
import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.lab.filtering import Filter, Sent, block_page, forged_answer
from periplus.net.packets import (
    ACK,
    FIN,
    PSH,
    RST,
    SYN,
    TCP,
    UDP,
    Segment,
    read_datagram,
    read_packet,
    read_segment,
    write_datagram,
    write_packet,
    write_segment,
)

HERE, THERE = "198.18.255.10", "198.19.0.1"
GET = b"GET / HTTP/1.1\r\nHost: www.barred.zz\r\n\r\n"
FORGED = ("203.0.113.66", "2001:db8::66")


def made(does: str, *, in_line: bool, addresses: tuple[str, ...] = ()) -> Filter:
    return Filter(
        does=does,
        in_line=in_line,
        names=("barred.zz",),
        addresses=addresses,
        forged=FORGED if does == "forge" else (),
        page=block_page("<h1>No</h1>") if does == "page" else b"",
    )


def request(content: bytes = GET, flags: int = PSH | ACK) -> bytes:
    segment = Segment(
        source_port=5000, target_port=80, sequence=100, acknowledged=900, flags=flags, content=content
    )
    return write_packet(HERE, THERE, TCP, write_segment(segment))


def query(name: str, rdtype: str = "A") -> bytes:
    wire = dns.message.make_query(name, rdtype).to_wire()
    return write_packet(HERE, THERE, UDP, write_datagram(5000, 53, wire))


def segments(sent: Sent) -> list[tuple[bool, Segment]]:
    found = []
    for on, raw in sent:
        packet = read_packet(raw)
        assert packet is not None
        segment = read_segment(packet.content)
        assert segment is not None
        found.append((on, segment))
    return found


def test_a_reset_in_line_keeps_the_request_and_ends_both_sides() -> None:
    (back, one), (on, other) = segments(made("reset", in_line=True).forward(request()))

    assert (back, one.flags, one.sequence, one.acknowledged) == (False, RST | ACK, 900, 100 + len(GET))
    assert (on, other.flags, other.sequence) == (True, RST, 100)


def test_a_reset_of_a_tap_comes_after_the_request() -> None:
    first, *rest = made("reset", in_line=False).forward(request())

    assert first == (True, request())
    (_, one), (_, other) = segments(rest)
    assert (one.flags, other.sequence) == (RST | ACK, 100 + len(GET))


def test_a_server_is_barred_at_its_greeting() -> None:
    barring = made("reset", in_line=True, addresses=(THERE,))
    ((back, one),) = segments(barring.forward(request(b"", SYN)))

    assert (back, one.flags, one.acknowledged) == (False, RST | ACK, 101)
    assert barring.forward(request(b"", ACK)) == [(True, request(b"", ACK))]
    assert barring.forward(request(b"", RST)) == [(True, request(b"", RST))]


def test_a_page_is_sent_and_ends() -> None:
    ((back, one),) = segments(made("page", in_line=True).forward(request()))

    assert not back
    assert one.flags == PSH | ACK | FIN
    assert one.content.endswith(b"\r\n\r\n<h1>No</h1>")
    assert one.sequence == 900


def test_a_drop_leaves_nothing() -> None:
    assert made("drop", in_line=True).forward(request()) == []


@pytest.mark.parametrize(("rdtype", "told"), [("A", FORGED[:1]), ("AAAA", FORGED[1:]), ("MX", ())])
def test_a_forged_answer_answers_the_question(rdtype: str, told: tuple[str, ...]) -> None:
    ((on, raw),) = made("forge", in_line=True).forward(query("www.barred.zz", rdtype))
    packet = read_packet(raw)
    assert packet is not None
    assert (on, packet.source, packet.target) == (False, THERE, HERE)
    read = read_datagram(packet.content)
    assert read is not None
    message = dns.message.from_wire(read[2])
    assert message.question[0].rdtype == dns.rdatatype.from_text(rdtype)
    assert [item.to_text() for rrset in message.answer for item in rrset] == list(told)


def test_a_forged_answer_keeps_what_the_asker_knows_it_by() -> None:
    asked = dns.message.make_query("barred.zz", "A")
    answer = dns.message.from_wire(forged_answer(asked.to_wire(), FORGED))

    assert asked.is_response(answer)


@pytest.mark.parametrize("does", ["drop", "reset", "forge", "page"])
@pytest.mark.parametrize(
    "raw",
    [
        request(GET.replace(b"barred", b"other")),
        request(GET.replace(b"www.barred", b"unbarred")),
        query("other.zz"),
        b"no packet",
    ],
    ids=["http", "longer", "dns", "bytes"],
)
def test_what_it_is_not_about_passes(does: str, raw: bytes) -> None:
    assert made(does, in_line=True).forward(raw) == [(True, raw)]


@pytest.mark.parametrize(
    ("does", "raw"),
    [("page", query("barred.zz")), ("forge", request()), ("reset", query("barred.zz"))],
    ids=["page", "forge", "reset"],
)
def test_what_it_cannot_do_passes(does: str, raw: bytes) -> None:
    assert made(does, in_line=True).forward(raw) == [(True, raw)]


def test_it_is_told_to_a_program_and_back() -> None:
    one = made("page", in_line=False, addresses=(THERE,))

    assert Filter.of(one.told()) == one


@given(st.binary(max_size=100))
def test_any_bytes_pass(raw: bytes) -> None:
    for does in ("drop", "reset", "forge", "page"):
        made(does, in_line=True).forward(raw)
