"""Which keys a delegation signer or a trust anchor vouches for (RFC 4034 §5, RFC 4509)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import dns.dnssec
import dns.dnssectypes
import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from periplus.facts.dnssec import TrustAnchor
from periplus.measures.signatures_checked import Known, key_tag, usable
from periplus.measures.signed_answers import Rdata, named

MOST_DIGESTS = 64  # keys times signers of one zone
_SHA1 = 1
_DS = dns.rdatatype.DS


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """The keys that are vouched for, and by which digest types; `unchecked` when none can be told."""

    keys: tuple[Rdata, ...] = ()
    digests: tuple[int, ...] = ()
    unchecked: bool = False


def anchored(anchors: Iterable[TrustAnchor], zone: dns.name.Name) -> tuple[Rdata, ...]:
    """The DS and DNSKEY data of the anchors of a zone."""
    found = (_data(one) for one in anchors if named(one.zone) == zone)
    return tuple(one for one in found if one is not None)


def _data(anchor: TrustAnchor) -> Rdata | None:
    try:
        kind = dns.rdatatype.from_text(anchor.rdtype)
        return dns.rdata.from_text(dns.rdataclass.IN, kind, anchor.data)
    except (dns.exception.DNSException, ValueError):
        return None


def vouched(
    zone: dns.name.Name, signers: Sequence[Rdata], keys: Sequence[Rdata], known: Known
) -> Vouched:
    """The usable keys that fit one of these DS or DNSKEY records.

    Signers of an algorithm or digest type that is not checked count for nothing (RFC 4035 §5.2), and
    those of SHA-1 for nothing beside stronger ones (RFC 4509 §3).
    """
    able = [one for one in signers if _checkable(one, known)]
    if not able:
        return Vouched(unchecked=True)
    strong = [one for one in able if getattr(one, "digest_type", 0) != _SHA1] or able
    pairs = [(key, signer) for signer in strong for key in keys if _may_fit(key, signer)]
    fitting = [(key, signer) for key, signer in pairs[:MOST_DIGESTS] if fits(zone, key, signer)]
    return Vouched(
        keys=tuple(dict.fromkeys(key for key, _ in fitting)),
        digests=tuple(sorted({int(one.digest_type) for _, one in fitting if one.rdtype == _DS})),
    )


def _checkable(signer: Rdata, known: Known) -> bool:
    digest = getattr(signer, "digest_type", None)
    return known.algorithm(int(signer.algorithm)).checked and (
        digest is None or known.digest(int(digest)).checked
    )


def _may_fit(key: Rdata, signer: Rdata) -> bool:
    if not usable(key) or key.algorithm != signer.algorithm:
        return False
    return getattr(signer, "key_tag", None) in (None, key_tag(key))


def fits(zone: dns.name.Name, key: Rdata, signer: Rdata) -> bool:
    """Whether a key is the one that an anchor holds or that a DS is the digest of."""
    if signer.rdtype == dns.rdatatype.DNSKEY:
        return bool(key == signer)
    try:
        kind = dns.dnssectypes.DSDigest(int(signer.digest_type))
        made = dns.dnssec.make_ds(zone, key, kind, policy=dns.dnssec.allow_all_policy, validating=True)
    except (dns.exception.DNSException, ValueError):
        return False
    return bool(made.digest == signer.digest)
