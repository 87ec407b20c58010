"""Twin of net/trust.py."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from periplus.net.trust import TRUSTED, TrustRoots
from tests.net.servers import HOST, NOW, Issued, issue

ROOT = issue("root", ca=True)
MIDDLE = issue("middle", ca=True, by=ROOT)
LEAF = issue("leaf", names=[HOST, "*.wild.example", "192.0.2.1", "2001:db8::1"], by=MIDDLE)
CHAIN = [LEAF.der, MIDDLE.der]


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> TrustRoots:
    path = tmp_path_factory.mktemp("roots") / "lab.pem"
    path.write_bytes(ROOT.pem)
    return TrustRoots(path)


def test_a_good_chain_is_trusted(roots: TrustRoots) -> None:
    assert roots.verdict(CHAIN, HOST, NOW) == TRUSTED
    assert roots.verdict([*CHAIN, ROOT.der], HOST.upper(), NOW) == TRUSTED


@pytest.mark.parametrize("host", ["a.wild.example", "A.WILD.example.", "192.0.2.1", "2001:db8::1"])
def test_names_that_the_certificate_covers(roots: TrustRoots, host: str) -> None:
    assert roots.verdict(CHAIN, host, NOW) == TRUSTED


@pytest.mark.parametrize(
    "host",
    ["site.example", "a.www.site.example", "wild.example", "a.b.wild.example", "192.0.2.2",
     "2001:db8::2", "*", "example", "leaf"],
)  # fmt: skip
def test_names_that_it_does_not(roots: TrustRoots, host: str) -> None:
    assert roots.verdict(CHAIN, host, NOW).startswith("name mismatch: the certificate names ")


def test_the_time_is_the_one_given(roots: TrustRoots) -> None:
    later, before = NOW + timedelta(days=61), NOW - timedelta(days=31)
    assert roots.verdict(CHAIN, HOST, later) == "certificate has expired"
    assert roots.verdict(CHAIN, HOST, before) == "certificate is not yet valid"
    assert roots.verdict(CHAIN, HOST, NOW) == TRUSTED  # no memory of the times before


def test_a_missing_intermediate(roots: TrustRoots) -> None:
    assert roots.verdict([LEAF.der], HOST, NOW) == "unable to get local issuer certificate"


def test_self_signed(roots: TrustRoots) -> None:
    alone = issue("alone", names=[HOST])
    assert roots.verdict([alone.der], HOST, NOW) == "self-signed certificate"
    other = issue("other root", ca=True)
    chain = [issue("leaf", names=[HOST], by=other).der, other.der]
    assert roots.verdict(chain, HOST, NOW) == "self-signed certificate in certificate chain"


def test_a_certificate_for_clients(roots: TrustRoots) -> None:
    usage = ExtendedKeyUsageOID.CLIENT_AUTH
    leaf = issue("leaf", names=[HOST], by=ROOT, usage=usage)
    assert roots.verdict([leaf.der], HOST, NOW) == "unsuitable certificate purpose"
    anything = issue("leaf", names=[HOST], by=ROOT, usage=None)
    assert roots.verdict([anything.der], HOST, NOW) == TRUSTED


def test_a_forged_signature(roots: TrustRoots) -> None:
    forged = issue("leaf", names=[HOST], by=Issued(ROOT.certificate, MIDDLE.key))
    assert roots.verdict([forged.der], HOST, NOW) == "certificate signature failure"


def test_names_are_told_but_not_all(roots: TrustRoots) -> None:
    many = issue("leaf", names=[f"{n}.site.example" for n in range(8)], by=ROOT)
    verdict = roots.verdict([many.der], HOST, NOW)
    assert verdict.endswith("0.site.example, 1.site.example, 2.site.example, 3.site.example, "
                            "4.site.example and 3 more")  # fmt: skip
    none = issue("leaf", by=ROOT)
    assert roots.verdict([none.der], HOST, NOW) == "name mismatch: the certificate names no host"


def test_an_odd_serial_number_raises_nothing(roots: TrustRoots) -> None:
    serial = LEAF.certificate.serial_number.to_bytes(20, "big").lstrip(b"\0")
    odd = LEAF.der.replace(serial, bytes(len(serial)))
    assert odd != LEAF.der
    assert roots.verdict([odd, MIDDLE.der], HOST, NOW) != TRUSTED


def test_the_store_is_named_by_its_bytes(roots: TrustRoots, tmp_path: Path) -> None:
    name, _, digest = roots.name.partition(" sha256:")
    assert (name, len(digest)) == ("lab.pem", 16)
    assert TrustRoots().name.startswith("certifi-")
    other = tmp_path / "lab.pem"
    other.write_bytes(MIDDLE.pem)
    assert TrustRoots(other).name != roots.name


@pytest.mark.parametrize("content", [b"", b"no certificates", b"\xff\x00"])
def test_roots_that_are_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.pem"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"empty\.pem"):
        TrustRoots(path)
    with pytest.raises(OSError, match="absent"):
        TrustRoots(tmp_path / "absent.pem")


@given(st.lists(st.one_of(st.binary(), st.just(LEAF.der[:-1])), max_size=3))
def test_arbitrary_bytes_are_never_trusted(roots: TrustRoots, chain: list[bytes]) -> None:
    assert roots.verdict(chain, HOST, NOW).startswith("malformed certificate")


@given(st.integers(0, len(LEAF.der) - 1), st.integers(1, 255))
def test_a_changed_leaf_is_never_trusted(roots: TrustRoots, position: int, change: int) -> None:
    changed = bytearray(LEAF.der)
    changed[position] ^= change
    assert roots.verdict([bytes(changed), MIDDLE.der], HOST, NOW) != TRUSTED
