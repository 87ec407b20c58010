"""The laboratory's signatures, as an independent validator sees them."""

from __future__ import annotations

from datetime import timedelta

import dns.dnssec
import dns.message
import dns.name
import dns.node
import dns.rdataset
import dns.rdatatype
import dns.rrset
import pytest

from periplus.lab.script import ScenarioError, SigningPart
from periplus.lab.signing import private_key
from tests.measures.signed import AS_OF, KEYS, asked, signed_world

WORLD = signed_world()
RRSIG, NSEC = dns.rdatatype.RRSIG, dns.rdatatype.NSEC


def signed_sets(message: dns.message.Message) -> list[tuple[dns.rrset.RRset, dns.rrset.RRset]]:
    sets = [*message.answer, *message.authority]
    signatures = {(one.name, one[0].type_covered): one for one in sets if one.rdtype == RRSIG}
    return [(one, signatures[one.name, one.rdtype]) for one in sets if one.rdtype != RRSIG]


@pytest.mark.parametrize(
    ("name", "rdtype", "zone"),
    [
        (".", "DNSKEY", "."), ("t", "DS", "."), ("z.t", "DS", "t"), ("u.t", "DS", "t"),
        ("z.t", "A", "z.t"), ("z.t", "TXT", "z.t"), ("none.z.t", "A", "z.t"), ("x.w.t", "A", "t"),
        ("x.w.t", "TXT", "t"), ("n.t", "A", "t"), ("alias.t", "A", "t"),
    ],
)  # fmt: skip
def test_every_answer_is_signed(name: str, rdtype: str, zone: str) -> None:
    keys: dict[dns.name.Name, dns.node.Node | dns.rdataset.Rdataset] = {
        dns.name.from_text(zone): asked(WORLD, zone, "DNSKEY").answer[0]
    }
    pairs = signed_sets(asked(WORLD, name, rdtype))
    assert pairs
    for rrset, signatures in pairs:
        dns.dnssec.validate(rrset, signatures, keys, now=AS_OF.timestamp())


@pytest.mark.parametrize(
    ("name", "rdtype", "records"),
    [
        ("u.t", "DS", ["u.t. 300 IN NSEC *.w.t. NS RRSIG NSEC"]),
        ("none.t", "A", ["d.e.n.t. 300 IN NSEC ns.t. TXT RRSIG NSEC",
                         "t. 300 IN NSEC alias.t. NS SOA RRSIG NSEC DNSKEY"]),
        ("z.t", "TXT", ["z.t. 300 IN NSEC ns.z.t. A NS SOA MX RRSIG NSEC DNSKEY"]),
    ],
)  # fmt: skip
def test_what_denies(name: str, rdtype: str, records: list[str]) -> None:
    found = [str(one) for one in asked(WORLD, name, rdtype).authority if one.rdtype == NSEC]
    assert found == records


def test_an_unsigned_zone_and_a_plain_question_bring_no_signature() -> None:
    assert all(one.rdtype != RRSIG for one in asked(WORLD, "u.t", "A").answer)


def test_dates_are_those_of_the_scenario() -> None:
    span = {"inception": AS_OF, "expiration": AS_OF + timedelta(hours=1)}
    world = signed_world(signing={"z.t": {"key": KEYS["z.t"], **span}})
    (signature,) = asked(world, "z.t", "A").answer[1]
    assert signature.expiration - signature.inception == 3600


@pytest.mark.parametrize("key", ["", "!", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="])
def test_a_key_that_is_none_is_told(key: str) -> None:
    with pytest.raises(ScenarioError, match="no private key of ECDSAP256SHA256"):
        private_key(SigningPart(key=key))
