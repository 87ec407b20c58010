"""The ways to servers: stops in their order, each with who stands there, as claims tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from periplus.model import Claim, Status
from periplus.report.addresses import AddressRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One hop: several claims where flows took several ways, one without address where it was silent."""

    hop: int
    claims: tuple[Claim, ...]

    @property
    def answered(self) -> bool:
        """Whether anybody answered."""
        return any("address" in record_of(claim) for claim in self.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The way to one address."""

    address: str
    host: str  # empty: no name is known
    stops: tuple[Stop, ...]
    borders: Mapping[int, Claim]  # hop at which it is crossed
    round_trips: Mapping[str, Claim]  # address -> time
    reached: bool


def record_of(claim: Claim) -> Mapping[str, object]:
    """The parts of a hop's value."""
    return claim.value if isinstance(claim.value, Mapping) else {}


def ways(claims: Sequence[Claim], addresses: Sequence[AddressRow]) -> tuple[Way, ...]:
    """The ways that were traced, in the order of the table of addresses."""
    times = {c.subject.key: c for c in claims if c.predicate == "address.round_trip"}
    hosts = {row.address: row.host for row in addresses}
    by_path: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.predicate.startswith("path."):
            by_path.setdefault(claim.subject.key, []).append(claim)
    order = {row.address: number for number, row in enumerate(addresses)}
    found = [_way(key, mine, hosts, times) for key, mine in by_path.items()]
    # A path of which only another trait is known, such as who answers on it, is no way.
    found = [way for way in found if way.stops]
    return tuple(sorted(found, key=lambda way: (order.get(way.address, len(order)), way.address)))


def _way(key: str, claims: Sequence[Claim], hosts: Mapping[str, str], times: Mapping[str, Claim]) -> Way:
    address = key.rpartition(">")[2]
    stops: dict[int, list[Claim]] = {}
    borders = {}
    for claim in claims:
        hop = record_of(claim).get("hop")
        if isinstance(hop, int) and claim.predicate == "path.hop":
            stops.setdefault(hop, []).append(claim)
        elif isinstance(hop, int) and claim.predicate == "path.border":
            borders[hop] = claim
    return Way(
        address=address,
        host=hosts.get(address, ""),
        stops=tuple(Stop(hop=hop, claims=tuple(stops[hop])) for hop in sorted(stops)),
        borders=borders,
        round_trips=times,
        reached=any(c.predicate == "path.distance" and c.status is Status.SUPPORTED for c in claims),
    )


def told_apart(found: Sequence[Way]) -> list[Way]:
    """One way per server, IPv4 before IPv6."""
    chosen: dict[str, Way] = {}
    for way in found:
        chosen.setdefault(way.host or way.address, way)
    return list(chosen.values())


def crossings(way: Way) -> list[tuple[str, tuple[int, ...]]]:
    """The countries in which its hops are placed, in their order, each with those hops."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for stop in way.stops:
        for code in dict.fromkeys(str(record_of(c)["country"]) for c in stop.claims if _placed(c)):
            if found and found[-1][0] == code:
                found[-1] = (code, tuple(dict.fromkeys((*found[-1][1], stop.hop))))
            else:
                found.append((code, (stop.hop,)))
    return found


def _placed(claim: Claim) -> bool:
    return bool(record_of(claim).get("country"))
