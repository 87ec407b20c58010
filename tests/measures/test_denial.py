"""Proofs of absence by NSEC3: opt-out, too many iterations, and what proves nothing (RFC 5155)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace

import dns.dnssec
import dns.dnssectypes
import dns.message
import dns.name
import dns.rdatatype
import dns.rrset
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from periplus.measures.denial import MOST_ITERATIONS, Denial, covered, denial
from periplus.measures.signatures_checked import Checker
from periplus.measures.signed_answers import named, told_in
from tests.measures.signed import AS_OF, KNOWN, seen, signed_world, told

ZONE = named("t")
PRIVATE = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = dns.dnssec.make_dnskey(
    PRIVATE.public_key(), algorithm=dns.dnssectypes.Algorithm.ED25519, flags=257
)
# What the zone holds: owner and types.
NAMES = {"t": "NS SOA RRSIG DNSKEY", "ns.t": "A RRSIG", "z.t": "NS DS RRSIG", "u.t": "NS", "n.t": "",
         "e.n.t": "TXT RRSIG", "a.t": "CNAME RRSIG"}  # fmt: skip


def label(name: str, salt: str, iterations: int) -> str:
    return dns.dnssec.nsec3_hash(named(name), salt, iterations, 1).lower()


def chain(
    names: dict[str, str], *, salt: str = "", iterations: int = 0, opt_out: bool = False
) -> list[dns.rrset.RRset]:
    """The NSEC3 records of a zone."""
    hashed = sorted((label(name, salt, iterations), types) for name, types in names.items())
    made = []
    for at, (owner, types) in enumerate(hashed):
        following = hashed[(at + 1) % len(hashed)][0]
        text = f"1 {int(opt_out)} {iterations} {salt or '-'} {following} {types}"
        made.append(dns.rrset.from_text(f"{owner}.t.", 60, "IN", "NSEC3", text))
    return made


def proof(name: str, rdtype: str, records: Sequence[dns.rrset.RRset], *, signed: bool = True) -> Denial:
    """What a negative answer with these records proves."""
    response = dns.message.make_response(dns.message.make_query(name, rdtype))
    for rrset in records:
        response.authority.append(rrset)
        if signed:
            made = dns.dnssec.sign(rrset, PRIVATE, ZONE, KEY, inception=AS_OF.timestamp() - 60,
                                   expiration=AS_OF.timestamp() + 60)  # fmt: skip
            response.authority.append(dns.rrset.from_rdata_list(rrset.name, 60, [made]))
    answer = told_in(seen(response.to_wire(max_size=65535)))[name, rdtype]
    return denial(answer, ZONE, [KEY], Checker(KNOWN))


@pytest.mark.parametrize(
    ("name", "rdtype", "what"),
    [
        ("t", "MX", "no type"),
        ("u.t", "DS", "delegated"),
        ("z.t", "DS", ""),  # the record says that there is one
        ("z.t", "MX", ""),  # the record is of the zone above
        ("n.t", "A", "no type"),  # an empty non-terminal
        ("a.t", "A", ""),  # an alias is no absence
        ("none.t", "A", "no name"),
        ("x.y.none.t", "A", "no name"),
        ("below.u.t", "A", ""),  # what lies below a cut is another's to deny
        ("ns.t", "A", ""),
    ],
)
@pytest.mark.parametrize(("salt", "iterations"), [("", 0), ("ab12", 7)])
def test_what_nsec3_proves(name: str, rdtype: str, what: str, salt: str, iterations: int) -> None:
    found = proof(name, rdtype, chain(NAMES, salt=salt, iterations=iterations))
    assert found.what == what, found.why
    if what:
        assert (found.how, found.iterations, found.salt) == ("NSEC3", iterations, salt)


def test_a_span_with_opt_out_hides_unsigned_zones() -> None:
    listed = {name: types for name, types in NAMES.items() if name != "u.t"}
    found = proof("u.t", "DS", chain(listed, opt_out=True))
    assert (found.what, found.opt_out) == ("opt-out", True)
    assert proof("u.t", "DS", chain(listed)).what == "no name"


def test_too_many_iterations_are_not_counted_out() -> None:
    kept = chain(NAMES)[0]
    records = [dns.rrset.from_text(kept.name, 60, "IN", "NSEC3", f"1 0 65535 - {label('t', '', 0)} A")]
    found = proof("none.t", "A", records, signed=False)
    assert (found.what, found.iterations) == ("costly", 65535)
    assert proof("none.t", "A", chain(NAMES, iterations=MOST_ITERATIONS)).what == "no name"


def test_what_is_not_signed_proves_nothing() -> None:
    found = proof("none.t", "A", chain(NAMES), signed=False)
    assert found.what == ""
    assert "no signature came" in found.why


def test_another_hash_proves_nothing() -> None:
    records = [
        dns.rrset.from_text(one.name, 60, "IN", "NSEC3", one[0].to_text().replace("1 0", "9 0", 1))
        for one in chain(NAMES)
    ]
    assert proof("none.t", "A", records).what == ""


def test_a_part_of_the_proof_is_none() -> None:
    needed = chain(NAMES)
    parts = [[one for one in needed if one is not left] for left in needed]
    assert {proof("x.none.t", "A", part).what for part in parts} == {"", "no name"}


def test_nsec_of_the_child_does_not_speak_of_the_signer() -> None:
    world = signed_world()
    child = told(world, "z.t", "TXT")
    keys = told(world, "z.t", "DNSKEY").asked
    assert keys is not None
    asked = replace(child, question=("z.t", "DS"))
    assert denial(asked, named("z.t"), keys.records, Checker(KNOWN)).what == "no type"
    assert denial(asked, ZONE, keys.records, Checker(KNOWN)).what == ""


def test_a_wildcard_answer_needs_the_name_to_be_absent() -> None:
    world = signed_world()
    keys = told(world, "t", "DNSKEY").asked
    assert keys is not None
    there, not_there = told(world, "x.w.t", "A"), told(world, "ns.t", "A")
    assert covered(there, named("x.w.t"), ZONE, keys.records, Checker(KNOWN))
    assert not covered(not_there, named("ns.t"), ZONE, keys.records, Checker(KNOWN))


def test_the_alphabet_is_that_of_the_rfc() -> None:
    # RFC 5155 Appendix A: H(example) with salt aabbccdd and 12 iterations.
    assert label("example", "aabbccdd", 12) == "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom"
    assert base64.b32hexencode(bytes(20)).decode().lower() == "0" * 32
