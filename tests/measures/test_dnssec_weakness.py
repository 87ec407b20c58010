"""What is to be said against a chain that holds."""

from __future__ import annotations

from dataclasses import replace

import dns.dnssec
import dns.rdata
import dns.rdataclass
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from periplus.measures.denial import Denial
from periplus.measures.dnssec import Chain, Step
from periplus.measures.dnssec_weakness import rsa_bits, weaknesses
from tests.measures.signed import KNOWN, chain, ds_of, signed_world, told

WORLD = signed_world()
TOLD = told(WORLD, "z.t", "DNSKEY")


def against(**changes: object) -> list[str]:
    step = Step(zone="z.t", of="DNSKEY", outcome="valid", says="", told=TOLD)
    found = Chain(state="secure", at="z.t", fault="", steps=(replace(step, **changes),))  # type: ignore[arg-type]
    return [one.what for one in weaknesses(found, KNOWN)]


def rsa_key(bits: int, algorithm: str = "RSASHA256") -> dns.rdata.Rdata:
    key = rsa.generate_private_key(65537, bits).public_key()
    return dns.dnssec.make_dnskey(key, algorithm=algorithm)


def test_nothing_is_said_against_a_good_chain() -> None:
    assert weaknesses(chain(WORLD), KNOWN) == ()


def test_a_digest_of_sha_1() -> None:
    (found,) = weaknesses(chain(signed_world(signers={"z.t": ds_of(WORLD, "z.t", "SHA1")})), KNOWN)
    assert (found.zone, found.what) == ("z.t", "digest SHA-1")
    assert "RFC 9905" in found.citation
    assert found.says.endswith(".")


@pytest.mark.parametrize(
    ("bits", "algorithm", "what"),
    [
        (1024, "RSASHA256", ["RSA key of 1024 bits"]),
        (2048, "RSASHA256", []),
        (2048, "RSASHA512", ["algorithm RSASHA512"]),
        (2048, "RSASHA1", ["algorithm RSASHA1"]),
    ],
)
def test_old_algorithms_and_short_keys(bits: int, algorithm: str, what: list[str]) -> None:
    assert against(keys=(rsa_key(bits, algorithm),)) == what


def test_costly_proofs() -> None:
    denial = Denial(what="no type", how="NSEC3", iterations=10, salt="ab")
    assert against(of="MX", denial=denial) == ["NSEC3 iterations", "NSEC3 salt"]
    assert against(of="MX", denial=replace(denial, iterations=0, salt="")) == []


def test_a_signature_about_to_end() -> None:
    assert TOLD.asked is not None
    near = TOLD.asked.signatures[0].replace(expiration=int(TOLD.at.timestamp()) + 3600)
    assert against(of="A", signature=near) == ["signature about to end"]


def test_the_length_of_broken_keys() -> None:
    for octets in (b"", b"\1\3", b"\0\xff\xff\1", b"\xff" * 8):
        key = rsa_key(1024).replace(key=octets)
        assert rsa_bits(key) is None
