"""Bodies that readers are tried on, and what every reader must do with any body."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import strategies as st

from periplus.facts.selector import select
from periplus.model import (
    Blob,
    Evidence,
    Fact,
    Failure,
    Observation,
    Reading,
    Subject,
    SubjectKind,
)

AT = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)
DNS, HTTP, WHOIS = "application/dns-message", "message/http", "text/whois"
TLS = "application/vnd.periplus.tls-handshake"


def evidence(
    body: bytes,
    media_type: str,
    *,
    source: str = "https://www.example.org/",
    failure: Failure | None = None,
    target: str = "www.example.org",
) -> Evidence:
    """A capture of these bytes."""
    return Evidence(
        id="0" * 64,
        collector="any@1",
        target=Subject(kind=SubjectKind.HOST, key=target),
        source=source,
        asked=None,
        dialled=None,
        request=b"",
        body=Blob.of(body),
        media_type=media_type,
        captured_at=AT,
        elapsed_s=0.1,
        vantage="here",
        failure=failure,
    )


def facts(readings: Iterable[Reading]) -> list[Fact]:
    return [reading.fact for reading in readings]


def holds(readings: Iterable[Reading], body: bytes, media_type: str) -> list[Reading]:
    """The readings, each of which selects in the body, and can be stored."""
    found = list(readings)
    for reading in found:
        select(body, media_type, reading.selector)
        Observation.of(evidence(body, media_type), reading)
    return found


def real_answers(archive: str) -> list[bytes]:
    """Raw answers of registries beside the project, which may not be part of it; [] without them."""
    path = Path(__file__).parents[3] / "shared" / "data" / "registry" / archive
    if not path.exists():
        return []
    with tarfile.open(path) as tar:
        streams = [tar.extractfile(member) for member in tar if member.isfile()]
        return [stream.read()[:100_000] for stream in streams if stream]


def mutated(sample: bytes) -> st.SearchStrategy[bytes]:
    """The sample with some of its bytes replaced, dropped or doubled, or cut off."""
    edit = st.tuples(st.integers(0, max(0, len(sample) - 1)), st.integers(0, 3), st.binary(max_size=4))

    def apply(edits: list[tuple[int, int, bytes]]) -> bytes:
        body = bytearray(sample)
        for at, kind, content in edits:
            if kind == 0:
                body[at : at + len(content)] = content
            elif kind == 1:
                del body[at : at + 3]
            elif kind == 2:
                body[at:at] = body[at : at + 40]
            else:
                del body[at:]
        return bytes(body)

    return st.lists(edit, max_size=6).map(apply)


def anything(*samples: bytes) -> st.SearchStrategy[bytes]:
    """Arbitrary bytes, and mutations of the samples."""
    return st.one_of(st.binary(max_size=600), *map(mutated, samples))


# ---------------------------------------------------------------- DNS


def dns_message(
    name: str,
    rdtype: str,
    *,
    answer: Iterable[str] = (),
    authority: Iterable[str] = (),
    additional: Iterable[str] = (),
    rcode: int = 0,
    flags: int = dns.flags.QR | dns.flags.RD | dns.flags.RA,
) -> bytes:
    """The wire of a response; records as `OWNER TTL CLASS TYPE RDATA`."""
    message = dns.message.make_query(name, rdtype, id=4711)
    message.flags = dns.flags.Flag(flags)
    message.set_rcode(dns.rcode.Rcode(rcode))
    for section, lines in (
        (message.answer, answer),
        (message.authority, authority),
        (message.additional, additional),
    ):
        for line in lines:
            owner, ttl, rdclass, kind, rdata = line.split(" ", 4)
            section.append(dns.rrset.from_text(owner, int(ttl), rdclass, kind, rdata))
    return message.to_wire()


# ---------------------------------------------------------------- TLS


def certificate(*, names: tuple[str, ...] = ("www.example.org", "example.org")) -> bytes:
    """The DER of a certificate of the Example Trust organisation."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ZZ"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Trust"),
            x509.NameAttribute(NameOID.COMMON_NAME, "X1"),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(0x1234)
        .not_valid_before(AT - timedelta(days=10))
        .not_valid_after(AT + timedelta(days=80))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )


def handshake(*chain: bytes, **changed: object) -> bytes:
    """The body of a handshake's evidence."""
    head = {
        "server_name": "www.example.org",
        "endpoint": "192.0.2.10:443",
        "version": "TLSv1.3",
        "suite": "TLS_AES_256_GCM_SHA384",
        "alpn": "http/1.1",
        "verdict": "trusted",
        "trust_store": "test roots",
        "chain_bytes": [len(der) for der in chain],
    } | changed
    return json.dumps(head).encode() + b"\n" + b"".join(chain)
