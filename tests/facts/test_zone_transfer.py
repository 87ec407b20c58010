"""Framed messages of a zone transfer."""

from __future__ import annotations

import dns.message
import dns.rcode
import dns.rrset
import pytest
from hypothesis import given

from periplus.facts.selector import select
from periplus.facts.zone_transfer import MEDIA_TYPE, ZoneTransfer, read_transfer
from tests.facts.samples import anything

SOURCE = "dns://192.0.2.53/example.org?type=AXFR"
SOA = ("example.org.", 60, "IN", "SOA", "ns. host. 1 2 3 4 5")


def framed(*records: tuple[str, int, str, str, str], rcode: str = "NOERROR") -> bytes:
    query = dns.message.make_query("example.org.", "AXFR")
    response = dns.message.make_response(query)
    response.set_rcode(dns.rcode.from_text(rcode))
    response.answer = [dns.rrset.from_text(*record) for record in records]
    wire = response.to_wire()
    return len(wire).to_bytes(2) + wire


OPEN = framed(SOA, ("www.example.org.", 60, "IN", "A", "192.0.2.7")) + framed(SOA)


def read(body: bytes, source: str = SOURCE) -> list[ZoneTransfer]:
    return [r.fact for r in read_transfer(body, source) if isinstance(r.fact, ZoneTransfer)]


def test_a_transfer_over_two_messages() -> None:
    (given_,) = read(OPEN)
    assert given_ == ZoneTransfer(
        server="192.0.2.53", rcode="NOERROR", records=3, names=2, complete=True
    )
    (reading,) = read_transfer(OPEN, SOURCE)
    assert select(OPEN, MEDIA_TYPE, reading.selector) == OPEN[2 : 2 + int.from_bytes(OPEN[:2])]


def test_without_its_end_it_is_not_complete() -> None:
    (part,) = read(framed(SOA, ("www.example.org.", 60, "IN", "A", "192.0.2.7")))
    assert (part.records, part.complete) == (2, False)


def test_a_refusal() -> None:
    assert read(framed(rcode="REFUSED")) == [
        ZoneTransfer(server="192.0.2.53", rcode="REFUSED", records=0, names=0, complete=False)
    ]


@pytest.mark.parametrize(
    ("body", "source"),
    [
        (b"", SOURCE),
        (b"\0", SOURCE),
        (b"\0\0", SOURCE),
        (b"\xff\xff" + b"x" * 20, SOURCE),
        (OPEN, "dns://192.0.2.53/example.org?type=A"),
        (OPEN, "dns://[/x?type=AXFR"),
    ],
)
def test_what_is_no_transfer_says_nothing(body: bytes, source: str) -> None:
    assert read(body, source) == []


@given(anything(OPEN))
def test_never_raises(body: bytes) -> None:
    for reading in read_transfer(body, SOURCE):
        select(body, MEDIA_TYPE, reading.selector)
