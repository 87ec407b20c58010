"""Proofs that a name or a type is not there: NSEC and NSEC3 (RFC 4035 §5.4, RFC 5155 §8, RFC 9276)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import dns.dnssec
import dns.name
import dns.rdatatype

from periplus.measures.signatures_checked import Checker
from periplus.measures.signed_answers import Rdata, Rrset, Told, named, plain

# RFC 9276 §3.2 leaves the bound to the validator; this is the one of BIND 9.18 and Unbound.
MOST_ITERATIONS = 150
MOST_PROOFS = 12  # NSEC or NSEC3 sets of one answer; an honest one needs three
_NS, _SOA, _CNAME, _DNAME = (dns.rdatatype.from_text(t) for t in ("NS", "SOA", "CNAME", "DNAME"))
_SHA1 = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """What the signed records of an answer prove about the asked name and type.

    `what`: "no name" · "no type" · "delegated" (a cut without the asked type: an unsigned zone) ·
    "opt-out" (the cut lies in a span of unsigned ones) · "costly" (too many iterations) · "" (nothing).
    """

    what: str
    how: str = ""  # NSEC, NSEC3
    why: str = ""  # a clause
    proofs: tuple[Rdata, ...] = ()  # signatures of the records that prove
    iterations: int | None = None
    salt: str = ""
    opt_out: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    """The signed records of one answer, those of one kind and parameters."""

    zone: dns.name.Name
    records: tuple[tuple[dns.name.Name, Rdata], ...]
    proofs: tuple[Rdata, ...]


def denial(told: Told, zone: dns.name.Name, keys: Sequence[Rdata], checker: Checker) -> Denial:
    """What the answer's NSEC or NSEC3 records, signed by `zone`, prove about its question."""
    name, rdtype = named(told.question[0]), dns.rdatatype.from_text(told.question[1])
    why = f"the zone {plain(zone)} brings no NSEC or NSEC3 record" if told.authority else "nothing came"
    for kind in ("NSEC", "NSEC3"):
        sets = [one for one in told.authority if one.rdtype == kind][:MOST_PROOFS]
        if kind == "NSEC3" and (costly := _costly(sets)):
            return costly
        held, fault = _checked(sets, zone, keys, checker, told.at)
        why = fault or why
        if held.records:
            found = _nsec(held, name, rdtype) if kind == "NSEC" else _nsec3(held, name, rdtype)
            if found.what:
                return found
            why = found.why
    return Denial(what="", why=why)


def covered(told: Told, name: dns.name.Name, zone: dns.name.Name, keys: Sequence[Rdata],
            checker: Checker) -> bool:  # fmt: skip
    """Whether it is proven that `name` itself is not there: what an answer by wildcard needs."""
    for kind in ("NSEC", "NSEC3"):
        sets = [one for one in told.authority if one.rdtype == kind][:MOST_PROOFS]
        if kind == "NSEC3" and _costly(sets):
            continue
        held, _ = _checked(sets, zone, keys, checker, told.at)
        if kind == "NSEC" and any(_covers(owner, one, name, zone) for owner, one in held.records):
            return True
        if kind == "NSEC3" and held.records and _closest(_Hashes(held), name) is not None:
            return True
    return False


def _checked(
    sets: Iterable[Rrset], zone: dns.name.Name, keys: Sequence[Rdata], checker: Checker, at: datetime
) -> tuple[_Held, str]:
    records: list[tuple[dns.name.Name, Rdata]] = []
    proofs: list[Rdata] = []
    fault = ""
    for one in sets:
        checked = checker.check(one, zone, keys, at)
        # A proof has one owner and one record, is within the zone, and is never made by a wildcard.
        if checked.holds and checked.expanded_from is None and one.name.is_subdomain(zone):
            records += [(one.name, record) for record in one.records[:1]]
            proofs.append(checked.signature)
        else:
            fault = f"the proof of absence does not hold: {checked.why}"
    return _Held(zone, tuple(records), tuple(proofs)), fault


# ---------------------------------------------------------------- NSEC


def _nsec(held: _Held, name: dns.name.Name, rdtype: int) -> Denial:
    for owner, record in held.records:
        if owner == name:
            return _by_types(held, record, name, rdtype, "NSEC")
    for owner, record in held.records:
        if not _covers(owner, record, name, held.zone):
            continue
        if record.next.is_subdomain(name):  # an empty non-terminal
            return _found(held, "no type", "NSEC", f"{plain(name)} has no records of its own")
        return _wildcard_denied(held, owner, record, name, rdtype)
    return Denial(what="", why=f"no NSEC record speaks of {plain(name)}")


def _wildcard_denied(
    held: _Held, owner: dns.name.Name, record: Rdata, name: dns.name.Name, rdtype: int
) -> Denial:
    encloser = max(_common(name, owner), _common(name, record.next), key=lambda one: len(one.labels))
    wildcard = dns.name.Name((b"*", *encloser.labels))
    for other, one in held.records:
        if other == wildcard:
            return _by_types(held, one, wildcard, rdtype, "NSEC")
        if _covers(other, one, wildcard, held.zone):
            return _found(held, "no name", "NSEC", f"{plain(name)} does not exist")
    return Denial(what="", why=f"no NSEC record denies the wildcard {plain(wildcard)}")


def _covers(owner: dns.name.Name, record: Rdata, name: dns.name.Name, zone: dns.name.Name) -> bool:
    """Whether `name` falls between two neighbours of the zone in canonical order (RFC 4034 §6.1)."""
    if not name.is_subdomain(zone) or not owner < name:
        return False
    if name.is_subdomain(owner) and _elsewhere(record):
        return False
    return bool(name < record.next) or bool(record.next == zone)


def _elsewhere(record: Rdata) -> bool:
    """Whether what lies below is another's to deny: a cut or a DNAME (RFC 6840 §4.1)."""
    types = frozenset(_types(record))
    return _DNAME in types or (_NS in types and _SOA not in types)


def _common(one: dns.name.Name, other: dns.name.Name) -> dns.name.Name:
    shared = one.fullcompare(other)[2]
    return dns.name.Name(one.labels[len(one.labels) - shared :])


# ---------------------------------------------------------------- types at a name


def _by_types(held: _Held, record: Rdata, name: dns.name.Name, rdtype: int, how: str) -> Denial:
    types = frozenset(_types(record))
    at_apex = name == held.zone
    if rdtype in types or _CNAME in types:
        return Denial(what="", why=f"the {how} record of {plain(name)} says that the type is there")
    cut = _NS in types and _SOA not in types
    if rdtype == dns.rdatatype.DS:
        if _SOA in types and not at_apex:
            # The child's record: it cannot say what its parent holds (RFC 6840 §4.1).
            return Denial(what="", why=f"the {how} record is of the zone {plain(name)} itself")
        if cut:
            return _found(held, "delegated", how, f"{plain(name)} is delegated without a DS")
    elif cut:
        return Denial(what="", why=f"the {how} record is of the zone above {plain(name)}")
    return _found(held, "no type", how, f"{plain(name)} has no {_mnemonic(rdtype)} record")


def _types(record: Rdata) -> Iterator[int]:
    for window, bitmap in record.windows:
        for at, octet in enumerate(bitmap):
            yield from (window * 256 + at * 8 + bit for bit in range(8) if octet & (0x80 >> bit))


def _mnemonic(rdtype: int) -> str:
    return str(dns.rdatatype.to_text(dns.rdatatype.RdataType.make(rdtype)))


def _found(held: _Held, what: str, how: str, why: str) -> Denial:
    first = held.records[0][1]
    hashed = how == "NSEC3"
    return Denial(
        what=what,
        how=how,
        why=why,
        proofs=held.proofs,
        iterations=int(first.iterations) if hashed else None,
        salt=first.salt.hex() if hashed else "",
        opt_out=hashed and any(one.flags & 1 for _, one in held.records),
    )


# ---------------------------------------------------------------- NSEC3


def _costly(sets: Sequence[Rrset]) -> Denial | None:
    """Too many iterations are not counted out: the zone is treated as unsigned (RFC 9276 §3.2)."""
    most = max((int(record.iterations) for one in sets for record in one.records), default=0)
    if most <= MOST_ITERATIONS:
        return None
    why = f"its NSEC3 records ask for {most} iterations, and more than {MOST_ITERATIONS} are not done"
    return Denial(what="costly", how="NSEC3", why=why, iterations=most)


class _Hashes:
    """The hashed names of one answer; only records with the parameters of the first count."""

    def __init__(self, held: _Held) -> None:
        first = held.records[0][1]
        self.zone = held.zone
        self.parameters = (first.algorithm, first.iterations, first.salt)
        self.records = [
            (owner.labels[0].lower(), record)
            for owner, record in held.records
            if (record.algorithm, record.iterations, record.salt) == self.parameters
            and record.algorithm == _SHA1
            and owner.parent() == held.zone
        ]

    def of(self, name: dns.name.Name) -> bytes:
        """The label under which a name would stand."""
        _, iterations, salt = self.parameters
        return dns.dnssec.nsec3_hash(name, salt, iterations, _SHA1).lower().encode()

    def match(self, name: dns.name.Name) -> Rdata | None:
        """The record that stands for a name."""
        label = self.of(name)
        return next((record for owner, record in self.records if owner == label), None)

    def cover(self, name: dns.name.Name) -> Rdata | None:
        """The record in whose span a name would stand."""
        label = self.of(name)
        for owner, record in self.records:
            following = _label(record.next)
            inside = owner < label < following
            # The last record of the ring leads back to the first.
            if inside or (following <= owner and (label > owner or label < following)):
                return record
        return None


def _label(digest: bytes) -> bytes:
    alphabet = b"0123456789abcdefghijklmnopqrstuv"
    number, size = int.from_bytes(digest), len(digest) * 8
    padded = number << (-size % 5)
    count = (size + 4) // 5
    return bytes(alphabet[padded >> (5 * (count - 1 - at)) & 31] for at in range(count))


def _closest(hashes: _Hashes, name: dns.name.Name) -> tuple[dns.name.Name, Rdata] | None:
    """The closest encloser that is proven, and the record over the next closer name (RFC 5155 §8.3)."""
    nearer = name
    while nearer != hashes.zone:
        above = nearer.parent()
        there = hashes.match(above)
        if there is not None:
            over = hashes.cover(nearer)
            return None if over is None or _elsewhere(there) else (above, over)
        nearer = above
    return None


def _nsec3(held: _Held, name: dns.name.Name, rdtype: int) -> Denial:
    hashes = _Hashes(held)
    if not hashes.records or not name.is_subdomain(held.zone):
        return Denial(what="", why="its NSEC3 records have parameters that are not known")
    own = hashes.match(name)
    if own is not None:
        return _by_types(held, own, name, rdtype, "NSEC3")
    closest = _closest(hashes, name)
    if closest is None:
        return Denial(what="", why=f"no NSEC3 record speaks of {plain(name)}")
    encloser, over = closest
    if rdtype == dns.rdatatype.DS and over.flags & 1:
        why = f"{plain(name)} lies in a span with opt-out, where unsigned zones are not listed"
        return _found(held, "opt-out", "NSEC3", why)
    wildcard = dns.name.Name((b"*", *encloser.labels))
    at_wildcard = hashes.match(wildcard)
    if at_wildcard is not None:
        return _by_types(held, at_wildcard, wildcard, rdtype, "NSEC3")
    if hashes.cover(wildcard) is None:
        return Denial(what="", why=f"no NSEC3 record denies the wildcard {plain(wildcard)}")
    return _found(held, "no name", "NSEC3", f"{plain(name)} does not exist")
