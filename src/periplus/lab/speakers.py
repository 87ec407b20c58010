"""Who speaks BGP in a scenario, with whom, by which policy (RFC 4271; Gao and Rexford, ToN 2001)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from periplus.lab.prefixes import network_of
from periplus.lab.script import RoutingPart, ScenarioError, Script
from periplus.packs.world_text import relationships

COLLECTOR = 4_200_000_000  # private use, RFC 6996
Kind = Literal["customer", "peer", "provider", "collector"]
Stated = frozenset[tuple[str, tuple[int, ...]]]
"""The routes at a collector: prefix, and path from its peer on."""

_TURNED: Mapping[Kind, Kind] = {"customer": "provider", "provider": "customer", "peer": "peer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """What the AS at the other end of a session is to us, and for which prefixes we prefer it."""

    asn: int
    kind: Kind
    preferred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One AS: the prefixes that begin there, and its sessions."""

    asn: int
    origins: tuple[str, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()


def speaking(routing: RoutingPart | None) -> tuple[int, ...]:
    """The ASes that a scenario wants to speak, the collector last; none where it does not ask."""
    if routing is None or not routing.bird:
        return ()
    found = {asn for _, path in stated(routing) for asn in path}
    return (*sorted(found), COLLECTOR)


def stated(routing: RoutingPart) -> Stated:
    """The routes that the scenario gives. ScenarioError when one cannot be at its collector."""
    peers = {asn for _, asn in routing.peers}
    found = frozenset((part.prefix, hops(path)) for part in routing.route for path in part.paths)
    for prefix, path in found:
        if str(network_of(prefix)) != prefix or not path or path[0] not in peers:
            msg = f"routing: {prefix} by {path}: it needs a prefix, and a path that begins with a peer"
            raise ScenarioError(msg)
    return found


def hops(path: str) -> tuple[int, ...]:
    """The ASes of a path in text. ScenarioError when it is none."""
    try:
        return tuple(int(hop) for hop in path.split())
    except ValueError:
        msg = f"routing: {path!r} is no path: it is AS numbers with blanks between them"
        raise ScenarioError(msg) from None


def speakers_of(script: Script, documents: Mapping[str, bytes]) -> Mapping[int, Speaker]:
    """Every speaker of a scenario, by its AS."""
    routing = script.routing
    if routing is None:
        return {}
    routes = stated(routing)
    known = set(speaking(routing))
    kinds = _kinds(_relations(script, documents), routes, known)
    for asn in known & {asn for _, asn in routing.peers}:
        kinds[asn, COLLECTOR], kinds[COLLECTOR, asn] = "collector", "peer"
    preferred = _preferred(routes)
    return {
        asn: Speaker(
            asn=asn,
            origins=tuple(sorted({prefix for prefix, path in routes if path[-1] == asn})),
            neighbours=tuple(
                Neighbour(asn=far, kind=kind, preferred=tuple(sorted(preferred.get((asn, far), ()))))
                for (mine, far), kind in sorted(kinds.items())
                if mine == asn
            ),
        )
        for asn in sorted(known)
    }


Kinds = dict[tuple[int, int], Kind]


def _kinds(relations: Kinds, routes: Stated, known: set[int]) -> Kinds:
    """What the second AS of a pair is to the first."""
    found: Kinds = {}
    for (one, other), kind in relations.items():
        if one in known and other in known:
            found[one, other], found[other, one] = kind, _TURNED[kind]
    for _, path in sorted(routes):
        for one, other in pairwise(path):
            if (one, other) not in found:  # tables of relations miss lines that paths show
                found[one, other], found[other, one] = "customer", "provider"
    return found


def _relations(script: Script, documents: Mapping[str, bytes]) -> Kinds:
    found: Kinds = {}
    for part in script.world:
        if "as-rel" not in part.file:
            continue
        content = documents[part.document] if part.document else (part.text or "").encode()
        table = relationships(content.decode(errors="replace").splitlines())
        found |= dict.fromkeys(_pair_rows(table.rows), "customer")
        found |= dict.fromkeys(_pair_rows(table.more), "peer")
    return found


def _pair_rows(rows: Iterable[Sequence[int]]) -> Iterator[tuple[int, int]]:
    return ((int(row[0]), int(row[1])) for row in rows)


def _preferred(routes: Stated) -> Mapping[tuple[int, int], set[str]]:
    """Where a stated path goes on: what an operator's own preference has to choose."""
    found: dict[tuple[int, int], set[str]] = {}
    for prefix, path in routes:
        for pair in pairwise(path):
            found.setdefault(pair, set()).add(prefix)
    return found
