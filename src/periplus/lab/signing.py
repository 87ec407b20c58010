"""A zone's key, signatures and proofs of absence, made when asked for (RFC 4034, RFC 4035 §3)."""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import dns.dnssec
import dns.dnssectypes
import dns.name
import dns.node
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from dns.rdtypes.ANY.DNSKEY import DNSKEY

from periplus.lab.script import ScenarioError, SigningPart

NS, DS = dns.rdatatype.NS, dns.rdatatype.DS
RRSIG, NSEC = dns.rdatatype.RRSIG, dns.rdatatype.NSEC
ENTRY_KEY = 257  # zone key and secure entry point: one key signs everything
_BEFORE, _AFTER = timedelta(days=7), timedelta(days=14)
_Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def private_key(part: SigningPart) -> _Private:
    """The key of a scenario: 32 octets in base64. ScenarioError when they are none."""
    try:
        octets = base64.b64decode(part.key, validate=True)
        if part.algorithm == "ED25519":
            return ed25519.Ed25519PrivateKey.from_private_bytes(octets)
        return ec.derive_private_key(int.from_bytes(octets), ec.SECP256R1())
    except (binascii.Error, ValueError) as error:
        msg = f"signing: this is no private key of {part.algorithm}: {error}"
        raise ScenarioError(msg) from None


class Signer:
    """The key of one zone, and what it has signed so far."""

    def __init__(
        self,
        origin: dns.name.Name,
        nodes: Mapping[dns.name.Name, dns.node.Node],
        part: SigningPart,
        as_of: datetime,
    ) -> None:
        self.origin = origin
        self.nodes = nodes
        self._private = private_key(part)
        algorithm = dns.dnssectypes.Algorithm[part.algorithm]
        self.key: DNSKEY = dns.dnssec.make_dnskey(
            self._private.public_key(), algorithm=algorithm, flags=ENTRY_KEY
        )
        self.inception = part.inception or as_of - _BEFORE
        self.expiration = part.expiration or as_of + _AFTER
        self._cuts = {name for name in nodes if name != origin and NS in self._types_at(name)}
        self._signed: dict[tuple[dns.name.Name, int], dns.rrset.RRset] = {}
        self._owners: list[dns.name.Name] = []

    def keys(self) -> dns.rrset.RRset:
        """The DNSKEY RRset of the zone."""
        return dns.rrset.from_rdata_list(self.origin, 3600, [self.key])

    def signature(self, rrset: dns.rrset.RRset, source: dns.name.Name) -> dns.rrset.RRset:
        """The RRSIG of an RRset; `source` is the wildcard that it was made from, or its own name."""
        place = (source, int(rrset.rdtype))
        if place not in self._signed:
            own = dns.rrset.from_rdata_list(source, rrset.ttl, list(rrset))
            made = dns.dnssec.sign(
                own,
                self._private,
                self.origin,
                self.key,
                inception=self.inception,
                expiration=self.expiration,
            )
            self._signed[place] = dns.rrset.from_rdata_list(source, rrset.ttl, [made])
        return dns.rrset.from_rdata_list(rrset.name, rrset.ttl, list(self._signed[place]))

    def denial(self, name: dns.name.Name, *, exists: bool) -> Iterator[dns.rrset.RRset]:
        """The NSEC records, signed, of a name, or of what is around it and its wildcard."""
        wanted = [name] if exists else [name, self._wildcard(name)]
        for owner in dict.fromkeys(map(self._at_or_before, wanted)):
            record = self._nsec(owner)
            yield record
            yield self.signature(record, owner)

    # ---------------------------------------------------------------- the chain of names

    def _nsec(self, owner: dns.name.Name) -> dns.rrset.RRset:
        owners = self._chain()
        following = owners[(owners.index(owner) + 1) % len(owners)]
        types = self._types_at(owner)
        if owner in self._cuts:
            types &= {NS, DS}
        if owner == self.origin:
            types |= {dns.rdatatype.DNSKEY}
        text = " ".join(dns.rdatatype.to_text(kind) for kind in sorted(types | {RRSIG, NSEC}))
        return dns.rrset.from_text(owner, 300, "IN", "NSEC", f"{following} {text}")

    def _chain(self) -> list[dns.name.Name]:
        """The names that the zone speaks for, in canonical order: cuts, but not what is below them."""
        if not self._owners:
            self._owners = sorted(
                name for name in self.nodes if not any(_below(name, cut) for cut in self._cuts)
            )
        return self._owners

    def _at_or_before(self, name: dns.name.Name) -> dns.name.Name:
        owners = self._chain()
        return owners[bisect_right(owners, name) - 1]

    def _wildcard(self, name: dns.name.Name) -> dns.name.Name:
        held = {above for one in self._chain() for above in _up(one, self.origin)}
        encloser = next(above for above in _up(name, self.origin) if above in held)
        return dns.name.Name((b"*", *encloser.labels))

    def _types_at(self, name: dns.name.Name) -> set[dns.rdatatype.RdataType]:
        return {rdataset.rdtype for rdataset in self.nodes[name]}


def _below(name: dns.name.Name, cut: dns.name.Name) -> bool:
    return name != cut and name.is_subdomain(cut)


def _up(name: dns.name.Name, origin: dns.name.Name) -> Iterable[dns.name.Name]:
    while True:
        yield name
        if name == origin:
            return
        name = name.parent()
