"""Which of a zone's name servers would still answer, inside and outside, were the border cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.world import Dataset
from periplus.measures.country import country, grounds_of
from periplus.model import Claim, Layer, Observation, Scalar, Sign, Status, Tables

VERSION = 1
READS = (Dataset, "zone.name_server", "host.address", "address.asn")
WRITES = ("country.name_servers_cut_off",)
RULE = f"name_server_survival@{VERSION}"


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Name server addresses on domestic networks answer only inside, the others only outside."""
    current = [claim for claim in claims if claim.status in (Status.SUPPORTED, Status.TOLD_ONLY)]
    for observation in observations:
        dataset = observation.fact
        found = country(dataset) if isinstance(dataset, Dataset) else None
        if found is None or not isinstance(dataset, Dataset):
            continue
        zones = {
            claim.subject.key
            for claim in current
            if claim.predicate == "zone.name_server" and "." not in claim.subject.key
        }
        hosts = {
            str(claim.value)
            for claim in current
            if claim.predicate == "zone.name_server" and claim.subject.key in zones
        }
        addresses = {
            str(claim.value)
            for claim in current
            if claim.predicate == "host.address" and claim.subject.key in hosts
        }
        homes = {
            claim.subject.key: claim
            for claim in current
            if claim.predicate == "address.asn" and claim.subject.key in addresses
        }
        if homes:
            yield _sign(
                observation, ", ".join(sorted(zones)), homes, {f"AS{asn}" for asn in found.members}
            )


def _sign(observation: Observation, zone: str, homes: dict[str, Claim], domestic: set[str]) -> Sign:
    inside = sorted(one for one, claim in homes.items() if str(claim.value) in domestic)
    outside = sorted(set(homes) - set(inside))
    dataset = observation.fact
    grounds = f" Read from {grounds_of(dataset)}." if isinstance(dataset, Dataset) else ""
    value: dict[str, Scalar] = {
        "zone": zone,
        "addresses": len(homes),
        "left_inside": len(inside),
        "left_outside": len(outside),
    }
    reason = (
        f"Were the border cut, {len(inside)} of {len(homes)} name server addresses of .{zone} would "
        f"answer inside only, {len(outside)} outside only; anycast may answer on both sides.{grounds}"
    )
    sign = Sign.on(
        observation,
        predicate="country.name_servers_cut_off",
        value=value,
        layer=Layer.NAMING,
        channel="bgp",
        reason=reason,
        rule=RULE,
    )
    support = {one for claim in homes.values() for one in claim.support}
    return replace(sign, support=(observation.id, *sorted(support)))
