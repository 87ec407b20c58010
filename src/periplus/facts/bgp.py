"""BGP path attributes and UPDATE messages (RFC 4271, RFC 4760, RFC 6793, RFC 7911)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

AS_TRANS = 23456  # RFC 6793 §9
_SET, _SEQUENCE, _CONFED_SEQUENCE, _CONFED_SET = 1, 2, 3, 4
_KNOWN_COMMUNITIES = {
    0xFFFFFF01: "no-export",
    0xFFFFFF02: "no-advertise",
    0xFFFFFF03: "local-AS",
}  # RFC 1997
_V6 = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of an AS path: 1 set, 2 sequence, 3 confederation sequence, 4 confederation set."""

    kind: int
    asns: tuple[int, ...]


Path: TypeAlias = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """A network as it stands in NLRI: host bits are kept as they came."""

    version: int  # 4 or 6
    network: bytes  # 4 or 16 octets
    length: int
    path_id: int | None = None  # RFC 7911

    def __str__(self) -> str:
        return f"{address(self.network)}/{self.length}"


@dataclass(frozen=True, slots=True)
class Attributes:
    """What the attributes of a route say; absent ones are None or empty."""

    origin: int | None = None
    path: Path = ()
    next_hop: bytes = b""
    med: int | None = None
    local_pref: int | None = None
    atomic: bool = False
    aggregator: tuple[int, bytes] | None = None
    communities: tuple[int, ...] | None = None
    reached: tuple[Prefix, ...] = ()  # RFC 4760 MP_REACH_NLRI
    withdrawn: tuple[Prefix, ...] = ()
    mp_next_hop: bytes = b""
    as4_path: Path = ()
    as4_aggregator: tuple[int, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """An UPDATE message."""

    withdrawn: tuple[Prefix, ...] = ()
    announced: tuple[Prefix, ...] = ()
    attributes: Attributes = field(default_factory=Attributes)


def address(octets: bytes) -> str:
    """An address as inet_ntop writes it."""
    if len(octets) == 4:
        return ".".join(map(str, octets))
    number = int.from_bytes(octets, "big")
    if number >> 32 in (0, 0xFFFF) and number >> 16 and (number >> 32 or number > 0xFFFF):
        # RFC 5952 §5: a known prefix with an embedded IPv4 address.
        head = "::ffff:" if number >> 32 else "::"
        return head + ".".join(map(str, octets[12:]))
    return str(ipaddress.IPv6Address(octets))


# ---------------------------------------------------------------- attributes


def read_attributes(
    block: bytes, asn_octets: int, *, table: int = 0, path_ids: bool = False
) -> Attributes:
    """The attributes of one block. ValueError when it is malformed.

    `asn_octets` is 2 or 4, as the speakers agreed. `table` is the address family number of a
    TABLE_DUMP_V2 RIB, whose MP_REACH_NLRI is cut down to the next hop (RFC 6396 §4.3.4); else 0.
    """
    found = Attributes()
    for kind, value in _blocks(block):
        if kind == 14:
            found = _with_reach(found, value, table, path_ids)
        elif kind == 15:
            found = replace(found, withdrawn=_mp_unreach(value, path_ids))
        else:
            found = _taken(found, kind, value, asn_octets)
    return found


def _blocks(block: bytes) -> Iterator[tuple[int, bytes]]:
    at, end = 0, len(block)
    while at < end:
        if at + 3 > end:
            raise ValueError("an attribute's head is cut")
        head = 4 if block[at] & 0x10 else 3
        size = int.from_bytes(block[at + 2 : at + head], "big")
        if at + head + size > end:
            raise ValueError("an attribute reaches beyond its block")
        yield block[at + 1], block[at + head : at + head + size]
        at += head + size


def _taken(found: Attributes, kind: int, value: bytes, asn_octets: int) -> Attributes:
    match kind:
        case 1:
            return replace(found, origin=value[0] if value else None)
        case 2:
            return replace(found, path=read_path(value, asn_octets))
        case 3:
            return replace(found, next_hop=value)
        case 4:
            return replace(found, med=_number(value))
        case 5:
            return replace(found, local_pref=_number(value))
        case 6:
            return replace(found, atomic=True)
        case 7:
            return replace(found, aggregator=_aggregator(value))
        case 8:
            return replace(found, communities=_numbers(value))
        case 17:
            return replace(found, as4_path=read_path(value, 4))
        case 18:
            return replace(found, as4_aggregator=_aggregator(value))
        case _:
            return found


def _number(value: bytes) -> int:
    if len(value) != 4:
        raise ValueError("a number of an attribute has not four octets")
    return int.from_bytes(value, "big")


def _numbers(value: bytes) -> tuple[int, ...]:
    return tuple(int.from_bytes(value[at : at + 4], "big") for at in range(0, len(value) - 3, 4))


def _aggregator(value: bytes) -> tuple[int, bytes]:
    if len(value) not in (6, 8):
        raise ValueError("an aggregator has neither 6 nor 8 octets")
    return int.from_bytes(value[:-4], "big"), value[-4:]


def read_path(value: bytes, asn_octets: int) -> Path:
    """The segments of an AS_PATH (RFC 4271 §4.3). ValueError when one is cut."""
    segments = []
    at = 0
    while at < len(value):
        if at + 2 > len(value):
            raise ValueError("a path segment's head is cut")
        kind, count = value[at], value[at + 1]
        end = at + 2 + count * asn_octets
        if end > len(value):
            raise ValueError("a path segment is cut")
        octets = value[at + 2 : end]
        asns = tuple(
            int.from_bytes(octets[i : i + asn_octets], "big") for i in range(0, len(octets), asn_octets)
        )
        segments.append(Segment(kind, asns))
        at = end
    return tuple(segments)


def _with_reach(found: Attributes, value: bytes, table: int, path_ids: bool) -> Attributes:
    if table and value[:2] != table.to_bytes(2, "big"):
        return replace(found, mp_next_hop=value[1 : 1 + value[0]] if value else b"")
    if len(value) < 5:
        raise ValueError("MP_REACH_NLRI is cut")
    family, subfamily, size = int.from_bytes(value[:2], "big"), value[2], value[3]
    at = 4 + size
    if at + 1 > len(value):
        raise ValueError("the next hop of MP_REACH_NLRI is cut")
    # One octet of reserved subnetwork points of attachment (RFC 4760 §3).
    rest = b"" if table else value[at + 1 :]
    reached = read_prefixes(rest, family, path_ids=path_ids) if subfamily in (1, 2, 3) else ()
    return replace(found, mp_next_hop=value[4:at], reached=reached)


def _mp_unreach(value: bytes, path_ids: bool) -> tuple[Prefix, ...]:
    if len(value) < 3:
        raise ValueError("MP_UNREACH_NLRI is cut")
    family, subfamily = int.from_bytes(value[:2], "big"), value[2]
    wanted = subfamily in (1, 2, 3)
    return read_prefixes(value[3:], family, path_ids=path_ids) if wanted else ()


def read_prefixes(value: bytes, family: int, *, path_ids: bool = False) -> tuple[Prefix, ...]:
    """The prefixes of NLRI for address family 1 or 2; none of others. ValueError when cut."""
    if family not in (1, _V6):
        return ()
    size = 16 if family == _V6 else 4
    found = []
    at = 0
    while at < len(value):
        identifier = None
        if path_ids:
            identifier = int.from_bytes(value[at : at + 4], "big")
            at += 4
        length = value[at] if at < len(value) else size * 8 + 1
        octets = (length + 7) // 8
        if length > size * 8 or at + 1 + octets > len(value):
            raise ValueError("a prefix is cut or too long")
        network = value[at + 1 : at + 1 + octets].ljust(size, b"\0")
        found.append(Prefix(6 if family == _V6 else 4, network, length, identifier))
        at += 1 + octets
    return tuple(found)


# ---------------------------------------------------------------- messages


def read_update(body: bytes, asn_octets: int, *, path_ids: bool = False) -> Update:
    """An UPDATE without its BGP header. ValueError when it is malformed."""
    if len(body) < 4:
        raise ValueError("an UPDATE is cut")
    gone = int.from_bytes(body[:2], "big")
    if 4 + gone > len(body):
        raise ValueError("the withdrawn routes are cut")
    size = int.from_bytes(body[2 + gone : 4 + gone], "big")
    at = 4 + gone
    if at + size > len(body):
        raise ValueError("the attributes are cut")
    return Update(
        withdrawn=read_prefixes(body[2 : 2 + gone], 1, path_ids=path_ids),
        announced=read_prefixes(body[at + size :], 1, path_ids=path_ids),
        attributes=read_attributes(body[at : at + size], asn_octets, path_ids=path_ids),
    )


# ---------------------------------------------------------------- paths


def whole_path(found: Attributes) -> Path:
    """The path with its four-octet numbers restored (RFC 6793 §4.2.3)."""
    if not found.as4_path:
        return found.path
    if found.aggregator and found.aggregator[0] != AS_TRANS and found.as4_aggregator:
        return found.path
    keep = _hops(found.path) - _hops(found.as4_path)
    if keep < 0:
        return found.path
    head: list[Segment] = []
    for segment in found.path:
        if keep <= 0:
            break
        if segment.kind != _SEQUENCE:
            head.append(segment)
            keep -= segment.kind == _SET
            continue
        head.append(Segment(_SEQUENCE, segment.asns[:keep]))
        keep -= len(segment.asns[:keep])
    if head and found.as4_path[0].kind == head[-1].kind == _SEQUENCE:
        joined = Segment(_SEQUENCE, head[-1].asns + found.as4_path[0].asns)
        return (*head[:-1], joined, *found.as4_path[1:])
    return (*head, *found.as4_path)


def _hops(path: Path) -> int:
    # RFC 5065 §5.3: confederation segments are not counted; a set counts as one.
    return sum(len(s.asns) if s.kind == _SEQUENCE else s.kind == _SET for s in path)


def path_text(path: Path) -> str:
    """A path in the field's notation: `1 2 {3,4}`."""
    shown = []
    for segment in path:
        match segment.kind:
            case 1:
                shown.append("{" + ",".join(map(str, segment.asns)) + "}")
            case 3:
                shown.append("(" + " ".join(map(str, segment.asns)) + ")")
            case 4:
                shown.append("[" + ",".join(map(str, segment.asns)) + "]")
            case _:
                shown.append(" ".join(map(str, segment.asns)))
    return " ".join(shown)


def community_text(communities: tuple[int, ...] | None) -> str:
    """Communities as `65000:1`, the well-known ones by name (RFC 1997)."""
    return " ".join(
        _KNOWN_COMMUNITIES.get(one, f"{one >> 16}:{one & 0xFFFF}") for one in communities or ()
    )
