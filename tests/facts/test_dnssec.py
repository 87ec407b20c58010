"""Records as they stood in the wire, and trust anchors from a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.dnssec import (
    MOST_RECORDS,
    SignedAnswer,
    TrustAnchor,
    WireRecord,
    read_anchors,
    read_signed,
)
from periplus.facts.selector import select
from tests.facts.samples import DNS, anything, dns_message, facts, holds

ROOT = ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"
SAMPLE = dns_message(
    "Z.t",
    "MX",
    answer=[
        "z.t. 60 IN MX 10 MAIL.z.t.",
        "z.t. 60 IN RRSIG MX 13 2 60 20240515090000 20240424090000 5 z.t. AAAA",
    ],
    authority=["z.t. 60 IN SOA ns.z.t. h.z.t. 1 2 3 4 5", "z.t. 60 IN NS ns.z.t."],
    additional=["ns.z.t. 60 IN A 192.0.2.1"],
)


def test_records_without_compression_and_in_lower_case() -> None:
    found = facts(holds(read_signed(SAMPLE), SAMPLE, DNS))
    header = found[0]
    assert header == SignedAnswer(name="z.t", rdtype="MX", rcode="NOERROR", truncated=False)
    records = {one.rdtype: one for one in found if isinstance(one, WireRecord)}
    assert set(records) == {"MX", "RRSIG", "SOA", "NS"}  # what is additional proves nothing
    assert bytes.fromhex(records["MX"].rdata) == b"\0\n\4mail\1z\1t\0"
    assert bytes.fromhex(records["NS"].rdata) == b"\2ns\1z\1t\0"
    assert bytes.fromhex(records["SOA"].rdata)[-4:] == b"\0\0\0\5"
    assert [records[kind].section for kind in ("MX", "NS")] == ["answer", "authority"]


def test_the_smallest_bytes_are_selected() -> None:
    (reading,) = (one for one in read_signed(SAMPLE) if getattr(one.fact, "rdtype", "") == "RRSIG")
    assert select(SAMPLE, DNS, reading.selector).hex() == getattr(reading.fact, "rdata", "")


def test_what_breaks_off_says_nothing() -> None:
    assert list(read_signed(SAMPLE[:-2])) == []
    assert list(read_signed(b"")) == []


def test_a_message_of_thousands_of_records_is_not_taken_apart() -> None:
    body = dns_message("z.t", "A", answer=[f"z.t. 60 IN A 192.0.2.{n % 250}" for n in range(10)])
    record = body[-27:-11]
    many = body[:6] + (MOST_RECORDS + 1).to_bytes(2) + body[8:21] + record * (MOST_RECORDS + 1)
    assert list(read_signed(many)) == []


def test_anchors_are_ds_or_dnskey_lines() -> None:
    text = f"; the root\n{ROOT} ; KSK-2017\nZ.T 3600 IN dnskey 257 3 13 AAAA\n. NS a.\n".encode()
    found = holds(read_anchors(text), text, "text/dns")
    assert [one.fact for one in found] == [
        TrustAnchor(zone=".", rdtype="DS", data=ROOT.lower().partition("ds ")[2]),
        TrustAnchor(zone="z.t", rdtype="DNSKEY", data="257 3 13 AAAA"),
    ]
    assert select(text, "text/dns", found[0].selector).startswith(b". IN DS 20326")


def test_lines_that_are_no_anchors() -> None:
    assert list(read_anchors(b". IN DS 1 2 3\n. IN DS nonsense\na..b IN DS 1 8 2 00\n")) == []
    assert len(list(read_anchors((ROOT + "\n").encode() * 500))) == 100


@given(st.one_of(anything(SAMPLE), anything(ROOT.encode())))
def test_never_raises(body: bytes) -> None:
    list(read_signed(body))
    list(read_anchors(body))
