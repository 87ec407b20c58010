"""What one server answered: header, EDNS and NSID, records."""

from __future__ import annotations

from dataclasses import replace

import dns.edns
import dns.message
import dns.rrset
import pytest
from hypothesis import given

from periplus.facts.name_server import (
    ServerAnswer,
    ServerOptions,
    ServerRecord,
    read_server,
    server_of,
)
from periplus.facts.selector import select
from tests.facts.samples import DNS, anything, dns_message, evidence, facts, holds

AT = "192.0.2.1"


def message(nsid: bytes | None = None, payload: int = 1232) -> bytes:
    response = dns.message.make_response(dns.message.make_query("z.zz", "SOA"))
    response.flags |= dns.flags.AA
    response.answer.append(dns.rrset.from_text("z.zz.", 60, "IN", "SOA", "ns1. h. 7 1 1 1 1"))
    options: list[dns.edns.Option] = [] if nsid is None else [dns.edns.NSIDOption(nsid)]
    response.use_edns(0, payload=payload, options=options)
    return response.to_wire()


@pytest.mark.parametrize(
    ("nsid", "text"), [(None, None), (b"a1.ams", "a1.ams"), (b"\0\xff", "00ff"), (b"", "")]
)
def test_an_answer(nsid: bytes | None, text: str | None) -> None:
    wire = message(nsid)
    header, options, record = facts(holds(read_server(wire, AT), wire, DNS))
    assert header == ServerAnswer(
        server=AT, name="z.zz", rdtype="SOA", rcode="NOERROR", authoritative=True
    )
    assert options == ServerOptions(server=AT, payload_bytes=1232, nsid=text)
    assert isinstance(record, ServerRecord)
    assert (record.asked, record.section, record.data) == ("SOA", "answer", "ns1 h 7 1 1 1 1")


def test_the_option_stands_in_its_bytes() -> None:
    wire = message(b"a1.ams")
    (reading,) = (one for one in read_server(wire, AT) if isinstance(one.fact, ServerOptions))
    assert b"a1.ams" in select(wire, DNS, reading.selector)


def test_without_edns_and_broken() -> None:
    plain = dns_message("z.zz", "NS", answer=["z.zz. 60 IN NS ns1.z.zz."])
    assert not [one for one in facts(read_server(plain[:-11], AT)) if isinstance(one, ServerOptions)]
    assert list(read_server(plain[:-5], AT)) == []


def test_who_was_asked() -> None:
    capture = replace(evidence(b"", DNS), source="dns://192.0.2.1/z.zz?type=NS", asked="192.0.2.1:53")
    asked, recursive = b"\0" * 12, b"\0\0\1" + b"\0" * 9
    assert server_of(replace(capture, request=asked)) == AT
    assert server_of(replace(capture, request=asked, asked="[2001:db8::1]:53")) == "2001:db8::1"
    assert server_of(replace(capture, request=recursive)) is None
    assert server_of(replace(capture, request=b"")) is None
    assert server_of(replace(capture, request=asked, source="https://a/")) is None


@given(anything(message(b"x")))
def test_never_raises(body: bytes) -> None:
    list(read_server(body, AT))
