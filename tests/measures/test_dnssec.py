"""The chain of trust: keys, digests, cuts, and every place where it can end (RFC 4034, RFC 4035)."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.dns_answers import Answer
from periplus.measures.dnssec import (
    digest,
    follow,
    is_apex,
    key_rdata,
    key_tag,
    names_above,
    questions_for,
)

# RFC 4034 §5.4: a key of dskey.example.com and its DS; RFC 4509 §2.3: the SHA-256 digest of the same.
RFC_KEY = (
    "256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMm"
    "mAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw=="
)
RFC_SHA1 = "2bb183af5f22588179a53b0a98631fad1a292118"
RFC_SHA256 = "d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a"
KEYS = {name: "257 3 13 " + base64.b64encode(name.encode() * 8).decode() for name in (".", "t", "z.t")}


def ds(name: str, kind: int = 2) -> str:
    rdata = key_rdata(KEYS[name])
    assert rdata
    return f"{key_tag(rdata)} 13 {kind} {digest(name, rdata, kind).upper()}"


def answer(*records: str, zone: str | None = None, rcode: str = "NOERROR") -> Answer:
    return Answer(rcode=rcode, records=records, zone=zone)


SIGNED = {
    (".", "DNSKEY"): answer(KEYS["."]),
    ("t", "DS"): answer(ds("t")),
    ("t", "DNSKEY"): answer(KEYS["t"]),
    ("z.t", "DS"): answer(ds("z.t")),
    ("z.t", "DNSKEY"): answer(KEYS["z.t"]),
}
NO_DS = {("z.t", "DS"): answer(zone="t")}
NO_KEY = {("z.t", "DNSKEY"): answer(zone="z.t")}
WITHIN = {("z.t", "DNSKEY"): answer(zone="t")}
FAILED = answer(rcode="SERVFAIL")


@pytest.mark.parametrize(("kind", "wanted"), [(1, RFC_SHA1), (2, RFC_SHA256)])
def test_the_digests_of_the_rfcs(kind: int, wanted: str) -> None:
    rdata = key_rdata(RFC_KEY)
    assert rdata
    assert (key_tag(rdata), digest("dskey.example.com", rdata, kind)) == (60485, wanted)


@pytest.mark.parametrize(
    "data", ["", "257 3 13", "257 3 13 !", "257 3 999 AAAA", "257 3 13 A", "x 3 13 AAAA"]
)
def test_what_is_no_key(data: str) -> None:
    assert key_rdata(data) is None


def test_names_and_questions() -> None:
    assert names_above("www.z.t") == (".", "t", "z.t", "www.z.t")
    assert names_above(".") == (".",)
    assert questions_for("t") == ((".", "DNSKEY"), ("t", "DS"), ("t", "DNSKEY"))


@pytest.mark.parametrize(
    ("changed", "state", "at", "last"),
    [
        ({}, "indeterminate", "z.t", "not yet checked"),
        ({("z.t", "DS"): answer(ds("z.t", 4))}, "indeterminate", "z.t", "not yet checked"),
        ({("z.t", "DS"): answer(ds("t"), ds("z.t"))}, "indeterminate", "z.t", "not yet checked"),
        (NO_DS | NO_KEY, "insecure", "z.t", "is signed and holds no DS for z.t, and z.t has no keys."),
        (NO_DS, "insecure", "z.t", "an island"),
        (NO_DS | WITHIN, "indeterminate", "t", "from the root to t"),
        (NO_KEY, "bogus", "z.t", "which has no keys"),
        ({("z.t", "DS"): answer(ds("t"))}, "bogus", "z.t", "No key of z.t fits"),
        ({("z.t", "DNSKEY"): answer(KEYS["t"])}, "bogus", "z.t", "No key of z.t fits"),
        ({("t", "DNSKEY"): answer(KEYS["."])}, "bogus", "t", "No key of t fits the DS that the root"),
        ({("z.t", "DS"): answer("1 253 2 AB")}, "insecure", "z.t", "no algorithm and digest"),
        ({("z.t", "DS"): answer("1 13 9 AB")}, "insecure", "z.t", "no algorithm and digest"),
        ({("z.t", "DS"): answer("nonsense")}, "insecure", "z.t", "no algorithm and digest"),
        ({("z.t", "DS"): FAILED}, "indeterminate", "z.t", "was not answered"),
        ({("z.t", "DNSKEY"): FAILED}, "indeterminate", "z.t", "was not answered"),
        (NO_DS | {("z.t", "DNSKEY"): FAILED}, "indeterminate", "z.t", "was not answered"),
        ({("z.t", "DS"): answer(rcode="NXDOMAIN", zone="t")}, "indeterminate", "z.t", "does not exist"),
        ({(".", "DNSKEY"): FAILED}, "indeterminate", ".", "keys of the root were not had"),
        ({(".", "DNSKEY"): answer(zone=".")}, "indeterminate", ".", "keys of the root were not had"),
        (
            {("t", "DS"): answer(zone="."), ("t", "DNSKEY"): answer(zone="t")},
            "insecure",
            "t",
            "The root is",
        ),
    ],
)
def test_where_the_chain_ends(
    changed: dict[tuple[str, str], Answer], state: str, at: str, last: str
) -> None:
    chain = follow("z.t", SIGNED | changed)
    assert (chain.state, chain.at) == (state, at)
    assert last in chain.steps[-1]
    assert all(step.endswith(".") for step in chain.steps)


def test_nothing_is_secure_and_nothing_rests_on_nothing() -> None:
    chain = follow("z.t", {})
    assert (chain.state, chain.consulted) == ("indeterminate", ())


def test_what_the_resolver_validated_is_said() -> None:
    told = SIGNED | NO_KEY | {("z.t", "DS"): replace(answer(zone="t"), authenticated=True)}
    assert "the resolver says that it has validated this" in follow("z.t", told).steps[-1]


def test_apex() -> None:
    assert is_apex("z.t", SIGNED) is True
    assert is_apex("z.t", NO_DS | WITHIN) is False
    assert is_apex("z.t", {}) is None


@given(
    st.lists(st.text("0123456789 ABCDEF+/=", max_size=60), max_size=5), st.sampled_from(sorted(SIGNED))
)
def test_never_raises(records: list[str], question: tuple[str, str]) -> None:
    assert follow("z.t", SIGNED | {question: answer(*records)}).state != "secure"
