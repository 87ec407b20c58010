"""Which keys a DS or an anchor vouches for, with the examples of the RFCs."""

from __future__ import annotations

import dns.rdata
import dns.rdataclass
import pytest

from periplus.facts.dnssec import TrustAnchor
from periplus.measures.delegation_signer import anchored, fits, vouched
from periplus.measures.signed_answers import named
from tests.measures.signed import KNOWN

# RFC 4034 §5.4: a key of dskey.example.com and its DS; RFC 4509 §2.3: the SHA-256 digest of the same.
RFC_KEY = (
    "256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMm"
    "mAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw=="
)
RFC_SHA1 = "60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118"
RFC_SHA256 = "60485 5 2 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a"
ZONE = named("dskey.example.com")


def data(rdtype: str, text: str) -> dns.rdata.Rdata:
    return dns.rdata.from_text(dns.rdataclass.IN, rdtype, text)


KEY = data("DNSKEY", RFC_KEY)


@pytest.mark.parametrize("signer", [RFC_SHA1, RFC_SHA256])
def test_the_digests_of_the_rfcs(signer: str) -> None:
    found = vouched(ZONE, [data("DS", signer)], [KEY], KNOWN)
    assert (found.keys, found.digests) == ((KEY,), (int(signer.split()[2]),))


def test_a_key_vouches_for_itself_as_an_anchor() -> None:
    found = vouched(ZONE, [KEY], [KEY], KNOWN)
    assert (found.keys, found.digests) == ((KEY,), ())


@pytest.mark.parametrize(
    ("signer", "unchecked"),
    [
        (RFC_SHA1.replace("2bb1", "2bb2"), False),
        (RFC_SHA1.replace("60485", "60486"), False),
        ("60485 8 1 " + "ab" * 20, False),
        ("60485 17 1 " + "ab" * 20, True),
        ("60485 5 3 " + "ab" * 32, True),
        ("60485 5 200 " + "ab" * 8, True),
    ],
)
def test_what_vouches_for_nothing(signer: str, *, unchecked: bool) -> None:
    found = vouched(ZONE, [data("DS", signer)], [KEY], KNOWN)
    assert (found.keys, found.unchecked) == ((), unchecked)


def test_sha_1_counts_for_nothing_beside_a_stronger_digest() -> None:
    stale = data("DS", RFC_SHA256.replace("d4b7", "d4b8"))
    assert vouched(ZONE, [data("DS", RFC_SHA1), stale], [KEY], KNOWN).keys == ()


def test_many_signers_and_keys_are_bounded() -> None:
    signers = [data("DS", RFC_SHA256.replace("d4b7", f"{n:04x}")) for n in range(3000)]
    assert vouched(ZONE, signers, [KEY] * 100, KNOWN).keys == ()


def test_anchors_of_another_zone_and_broken_ones_are_passed_over() -> None:
    good = TrustAnchor(zone="dskey.example.com", rdtype="DS", data=RFC_SHA256)
    broken = TrustAnchor(zone="dskey.example.com", rdtype="DS", data="nonsense")
    other = TrustAnchor(zone=".", rdtype="DS", data=RFC_SHA256)
    (found,) = anchored([good, broken, other], ZONE)
    assert fits(ZONE, KEY, found)
