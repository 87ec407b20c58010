"""DNS messages: what a response says, and that no bytes break the reader."""

from __future__ import annotations

from time import perf_counter

import dns.flags
import pytest
from hypothesis import given, settings

from periplus.facts.dns import DnsAnswer, DnsRecord, read_message
from periplus.facts.selector import select
from tests.facts.samples import DNS, anything, dns_message, facts, holds

SAMPLE = dns_message(
    "www.example.org",
    "A",
    answer=[
        "www.example.org. 60 IN CNAME Edge.Example.NET.",
        "edge.example.net. 60 IN A 192.0.2.10",
    ],
    authority=["example.net. 3600 IN NS ns1.example.net."],
    additional=["ns1.example.net. 3600 IN AAAA 2001:db8::53"],
    flags=dns.flags.QR | dns.flags.AA | dns.flags.AD,
)
MANY = dns_message(
    "example.org",
    "ANY",
    answer=[
        "example.org. 60 IN MX 10 Mail.example.org.",
        'example.org. 60 IN TXT "v=spf1 " "-all"',
        "example.org. 60 IN SOA ns.example.org. host.example.org. 7 1 2 3 4",
        'example.org. 60 IN CAA 0 issue "ca.example"',
        "_sip._tcp.example.org. 60 IN SRV 0 5 5060 SIP.example.org.",
        "example.org. 60 IN DS 495 13 2 " + "AB" * 32,
    ],
)


def records(body: bytes) -> list[DnsRecord]:
    return [fact for fact in facts(read_message(body)) if isinstance(fact, DnsRecord)]


def test_records_and_header() -> None:
    readings = holds(read_message(SAMPLE), SAMPLE, DNS)
    answer, *found = facts(readings)

    assert answer == DnsAnswer(
        name="www.example.org",
        rdtype="A",
        rcode="NOERROR",
        authoritative=True,
        authenticated=True,
        truncated=False,
        answers=2,
    )
    assert found[0] == DnsRecord(
        name="www.example.org",
        rdtype="CNAME",
        ttl_s=60,
        data="edge.example.net",
        section="answer",
        authoritative=True,
    )
    assert [str(reading.subject) for reading in readings] == [
        "HOST:www.example.org",
        "HOST:www.example.org",
        "HOST:edge.example.net",
        "ZONE:example.net",
        "HOST:ns1.example.net",
    ]


def test_selectors_point_at_the_rdata_and_the_question() -> None:
    answer, _, address, *_ = read_message(SAMPLE)

    assert select(SAMPLE, DNS, address.selector) == bytes([192, 0, 2, 10])
    assert select(SAMPLE, DNS, answer.selector) == SAMPLE[:33]


def test_presentation_forms() -> None:
    assert [(r.rdtype, r.data) for r in records(MANY)] == [
        ("MX", "10 mail.example.org"),
        ("TXT", "v=spf1 -all"),
        ("SOA", "ns.example.org host.example.org 7 1 2 3 4"),
        ("CAA", '0 issue "ca.example"'),
        ("SRV", "0 5 5060 sip.example.org"),
        ("DS", "495 13 2 " + "ab" * 32),
    ]


@pytest.mark.parametrize(
    ("line", "lead"),
    [
        ("example.org. 60 IN NS ns1.example.net.", "ns-of HOST:ns1.example.net"),
        ("example.org. 60 IN MX 10 mx.example.net.", "mx-of HOST:mx.example.net"),
        ("example.org. 60 IN CNAME edge.example.net.", "cname-of HOST:edge.example.net"),
        ("example.org. 60 IN A 192.0.2.1", "resolves-to ADDRESS:192.0.2.1"),
        ("example.org. 60 IN AAAA 2001:DB8:0::1", "resolves-to ADDRESS:2001:db8::1"),
        ("example.org. 60 IN MX 0 .", ""),
        ("example.org. 60 IN NS a\\032b.example.net.", ""),
        ("example.org. 60 IN TXT x", ""),
    ],
)
def test_leads(line: str, lead: str) -> None:
    record = records(dns_message("example.org", "ANY", answer=[line]))[0]

    assert " ".join(f"{found.relation} {found.subject}" for found in record.leads()) == lead


@pytest.mark.parametrize(
    ("owner", "subject"),
    [
        ("10.2.0.192.in-addr.arpa.", "ADDRESS:192.0.2.10"),
        (f"1.{'0.' * 23}8.b.d.0.1.0.0.2.ip6.arpa.", "ADDRESS:2001:db8::1"),
        ("2.0.192.in-addr.arpa.", "ZONE:2.0.192.in-addr.arpa"),
    ],
)
def test_reverse_names_are_about_the_address(owner: str, subject: str) -> None:
    body = dns_message(owner, "PTR", answer=[f"{owner} 60 IN PTR host.example.org."])

    assert {str(reading.subject) for reading in read_message(body)} == {subject}


def test_name_not_found() -> None:
    soa = "example.org. 60 IN SOA ns.example.org. host.example.org. 7 1 2 3 4"
    answer = facts(read_message(dns_message("x.example.org", "NS", authority=[soa], rcode=3)))[0]

    assert isinstance(answer, DnsAnswer)
    assert (answer.rcode, answer.answers) == ("NXDOMAIN", 0)


def test_other_classes_are_left_out() -> None:
    assert records(dns_message("version.bind", "TXT", answer=['version.bind. 0 CH TXT "9"'])) == []


def test_names_that_are_no_host_names_are_left_out() -> None:
    body = dns_message("example.org", "A", answer=["a\\.b\\032c.example.org. 60 IN A 192.0.2.1"])

    assert records(body) == []


def test_no_absence_rests_on_a_broken_message() -> None:
    cut = SAMPLE[:-20]

    assert [type(fact) for fact in facts(read_message(cut))] == [DnsRecord, DnsRecord, DnsRecord]
    assert facts(read_message(bytes([0, 0, 0x81, 0x80, 0, 1]) + b"\0" * 6)) == []


def test_a_query_says_nothing() -> None:
    assert facts(read_message(dns_message("example.org", "A", flags=0))) == []


def test_pointers_that_run_in_circles() -> None:
    head = bytes([0, 0, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0])

    assert facts(read_message(head + b"\xc0\x0c\0\1\0\1")) == []
    assert facts(read_message(head + b"\x01a\xc0\x0c\0\1\0\1")) == []


def test_time_is_bounded() -> None:
    # A ladder of pointers, and thousands of records that climb it.
    ladder = b"\0" + b"".join((0xC000 | max(12, 11 + 2 * i)).to_bytes(2) for i in range(8000))
    record = (0xC000 | 12 + len(ladder) - 2).to_bytes(2) + b"\0\x02\0\1\0\0\0\0\0\x02\xc0\x0c"
    body = bytes([0, 0, 0x81, 0x80, 0, 0, 0x0D, 0, 0, 0, 0, 0]) + ladder + record * 3000
    started_s = perf_counter()
    list(read_message(body[:65535]))
    list(read_message(dns_message("a.b", "A")[:12] + record * 4000))

    assert perf_counter() - started_s < 5


@settings(max_examples=400)
@given(anything(SAMPLE, MANY))
def test_never_raises(body: bytes) -> None:
    holds(read_message(body), body, DNS)
