"""One RRset against keys: each fault has its word, and the work is bounded."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import dns.dnssec
import dns.rdata
import pytest

from periplus.measures.signatures_checked import (
    MOST_CHECKS,
    MOST_CHECKS_PER_SET,
    MOST_SIGNATURES,
    Checker,
    Kind,
    Known,
    day,
    key_tag,
    usable,
)
from periplus.measures.signed_answers import Rrset, named
from tests.measures.signed import AS_OF, KNOWN, signed_world, told

WORLD = signed_world()
ZONE = named("z.t")


def of(rdtype: str) -> Rrset:
    found = told(WORLD, "z.t", rdtype).asked
    assert found is not None
    return found


A, KEYS = of("A"), of("DNSKEY").records


def test_a_good_signature_holds() -> None:
    found = Checker(KNOWN).check(A, ZONE, KEYS, AS_OF)
    assert found.holds
    assert found.signature is not None
    assert found.signature.key_tag == key_tag(KEYS[0])
    assert found.expanded_from is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"signature": b"\1" * 64}, "wrong"),
        ({"signature": b""}, "wrong"),
        ({"key_tag": 1}, "unknown key"),
        ({"signer": named("t")}, "unknown key"),
        ({"labels": 9}, "unknown key"),
        ({"algorithm": 17}, "unknown key"),
        ({"expiration": 5}, "expired"),
        ({"inception": 4_000_000_000}, "not yet valid"),
    ],
)
def test_each_fault_has_its_word(changes: dict[str, object], fault: str) -> None:
    changed = replace(A, signatures=(A.signatures[0].replace(**changes),))
    found = Checker(KNOWN).check(changed, ZONE, KEYS, AS_OF)
    assert (found.fault, found.holds) == (fault, False)
    assert found.why
    assert Checker(KNOWN).check(replace(A, signatures=()), ZONE, KEYS, AS_OF).fault == "missing"


def test_one_good_signature_among_bad_ones_is_enough() -> None:
    bad = A.signatures[0].replace(expiration=5)
    assert Checker(KNOWN).check(replace(A, signatures=(bad, A.signatures[0])), ZONE, KEYS, AS_OF).holds


def test_the_time_is_that_of_the_answer() -> None:
    assert Checker(KNOWN).check(A, ZONE, KEYS, AS_OF + timedelta(days=15)).fault == "expired"
    assert Checker(KNOWN).check(A, ZONE, KEYS, AS_OF - timedelta(days=8)).fault == "not yet valid"
    assert day(0) == "1970-01-01 00:00 UTC"


def test_an_algorithm_that_is_not_checked() -> None:
    none = Known(algorithms={13: Kind(number=13, name="THIRTEEN", checked=False)}, digests={})
    found = Checker(none).check(A, ZONE, KEYS, AS_OF)
    assert (found.fault, "THIRTEEN" in found.why) == ("unchecked algorithm", True)
    assert not none.digest(9).checked


def test_revoked_keys_and_those_of_no_zone_do_not_sign() -> None:
    for changes in ({"flags": 257 | 0x80}, {"flags": 0}, {"protocol": 2}):
        key = KEYS[0].replace(**changes)
        assert not usable(key)
        assert not Checker(KNOWN).check(A, ZONE, [key], AS_OF).holds


def test_many_keys_of_one_tag_and_many_signatures_are_bounded() -> None:
    # KeyTrap (CVE-2023-50387): each signature against each key of the same tag.
    keys = list(colliding(60))
    bad = tuple(A.signatures[0].replace(signature=number.to_bytes(64)) for number in range(1, 500))
    checker = Checker(KNOWN)
    started = time.monotonic()
    found = checker.check(replace(A, signatures=bad), ZONE, keys, AS_OF)
    assert found.fault == "too many"
    assert MOST_CHECKS - checker.left == MOST_CHECKS_PER_SET
    for _ in range(40):
        checker.check(replace(A, signatures=bad), ZONE, keys, AS_OF)
    assert checker.left == 0
    assert not checker.check(A, ZONE, KEYS, AS_OF).holds
    assert time.monotonic() - started < 5
    assert MOST_SIGNATURES < 500


def colliding(number: int) -> list[dns.rdata.Rdata]:
    """Keys of the same tag: what one octet adds in one pair, another takes away (RFC 4034 B)."""
    plain = KEYS[0]
    made = []
    for step in range(number):
        octets = bytearray(plain.key)
        shift = min(step, 255 - octets[0], octets[2])
        octets[0], octets[2] = octets[0] + shift, octets[2] - shift
        made.append(plain.replace(key=bytes(octets)))
    assert {key_tag(key) for key in made} == {key_tag(plain)}
    return made[::-1]


def test_nonsense_in_a_key_does_not_raise() -> None:
    for content in (b"", b"\0", b"\xff" * 64, b"\0" * 64):
        for algorithm in (5, 8, 13, 14, 15, 16):
            key = KEYS[0].replace(key=content, algorithm=algorithm)
            signature = A.signatures[0].replace(key_tag=dns.dnssec.key_id(key), algorithm=algorithm)
            changed = replace(A, signatures=(signature,))
            assert not Checker(KNOWN).check(changed, ZONE, [key], AS_OF).holds
