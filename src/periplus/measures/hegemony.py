"""How much goes through a network: AS hegemony (Fontugne 2018), CTI (Gamero-Garrido 2022)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

TRIM = 0.10
"""Share of viewpoints left out at each end: those too near to a network, and those too far."""


@dataclass(frozen=True, slots=True)
class Route:
    """How many addresses a peer (by its place in the list of peers) reaches by one path."""

    peer: int
    addresses: int
    inside: int  # of these addresses, those in the country
    hops: tuple[int, ...]  # from the peer to the origin, prepending left out

    @property
    def origin(self) -> int:
        """The network at the end of the path."""
        return self.hops[-1]


def routes(rows: Iterable[Sequence[int]]) -> tuple[Route, ...]:
    """Routes of rows [peer, addresses, those in the country, hop, …]; without path left out."""
    found = []
    for peer, addresses, inside, *hops in rows:
        plain = tuple(hop for i, hop in enumerate(hops) if i == 0 or hop != hops[i - 1])
        if plain and plain[-1] != 0:
            found.append(Route(peer, addresses, inside, plain))
    return tuple(found)


def full_feeds(prefixes: Sequence[int]) -> frozenset[int]:
    """The peers that tell about the whole table: at least three quarters of the most that any tells."""
    most = max(prefixes, default=0)
    return frozenset(i for i, count in enumerate(prefixes) if most and count * 4 >= most * 3)


def trimmed_mean(values: Sequence[float], count: int) -> float:
    """The mean of `count` values, those not given being 0, without the lowest and highest tenth."""
    out = int(count * TRIM)
    ordered = sorted([*values, *[0.0] * (count - len(values))])
    kept = ordered[out : count - out] if count - 2 * out > 0 else ordered
    return math.fsum(kept) / len(kept) if kept else 0.0


def of_origins(
    told: Iterable[Route], peers: Sequence[int], feeds: Collection[int]
) -> dict[int, dict[int, float]]:
    """Hegemony by origin and network: each peer's share of the origin's space through the network.

    `peers` are the peers' AS numbers: several peers of one AS count as one viewpoint.
    """
    through: dict[int, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    whole: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for route in told:
        if route.peer not in feeds or not route.addresses:
            continue
        whole[route.origin][route.peer] += route.addresses
        for hop in set(route.hops) - {0}:
            seen = through[route.origin][hop]
            seen[route.peer] = seen.get(route.peer, 0.0) + route.addresses
    found: dict[int, dict[int, float]] = {}
    for origin, seen_by in through.items():
        views: dict[int, list[int]] = defaultdict(list)
        for peer in whole[origin]:
            views[peers[peer]].append(peer)
        found[origin] = {
            hop: trimmed_mean(
                [
                    math.fsum(by_peer.get(p, 0.0) / whole[origin][p] for p in own) / len(own)
                    for own in views.values()
                ],
                len(views),
            )
            for hop, by_peer in seen_by.items()
        }
    return found


def of_country(
    by_origin: Mapping[int, Mapping[int, float]], weight: Mapping[int, float], *, transit_only: bool
) -> dict[int, float]:
    """Country hegemony: the mean over origins, by weight; `transit_only` leaves out a network's own."""
    total = math.fsum(weight.get(origin, 0.0) for origin in sorted(by_origin))
    parts: dict[int, list[float]] = defaultdict(list)
    for origin in sorted(by_origin):
        for hop, value in by_origin[origin].items():
            if not (transit_only and hop == origin):
                parts[hop].append(value * weight.get(origin, 0.0))
    return {hop: math.fsum(found) / total for hop, found in sorted(parts.items())} if total else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """Country transit influence by network; what share of the country's space is reached by transit."""

    by_network: Mapping[int, float]
    transit_fraction: float
    monitors: int


def transit_influence(
    told: Iterable[Route],
    peers: Sequence[int],
    feeds: Collection[int],
    *,
    transit: Collection[tuple[int, int]],
    domestic: Collection[int],
) -> Influence:
    """CTI: space of the country behind each network on inbound transit, nearer networks count more.

    A path counts from its first provider→customer link on; 1/d weighs a network d hops from the
    origin. Of each route the addresses in the country count, whoever originates them. Monitors are
    full feeds of networks that are not `domestic`; those of one AS share one voice.
    """
    voices: dict[int, list[int]] = defaultdict(list)
    for peer in sorted(feeds):
        if peers[peer] not in domestic:
            voices[peers[peer]].append(peer)
    host = {peer: asn for asn, own in voices.items() for peer in own}
    reach: dict[int, float] = defaultdict(float)
    by_transit: dict[int, float] = defaultdict(float)
    influence: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for route in told:
        share = float(route.inside)
        if route.peer not in host or not share:
            continue
        mine = host[route.peer]
        reach[mine] += share
        begin = _first_transit(route.hops, transit)
        if begin is None:
            continue
        by_transit[mine] += share
        for at in range(begin, len(route.hops) - 1):
            influence[route.hops[at]][mine] += share / (len(route.hops) - 1 - at)
    whole = math.fsum(reach[one] for one in sorted(reach))
    return Influence(
        by_network={
            hop: trimmed_mean([found[v] / reach[v] for v in sorted(found)], len(reach))
            for hop, found in sorted(influence.items())
        },
        transit_fraction=math.fsum(by_transit[v] for v in sorted(by_transit)) / whole if whole else 0.0,
        monitors=len(reach),
    )


def _first_transit(hops: Sequence[int], transit: Collection[tuple[int, int]]) -> int | None:
    for at in range(len(hops) - 1):
        if (hops[at], hops[at + 1]) in transit:
            return at
    return None
