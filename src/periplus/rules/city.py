"""In which city an address answers: never surer than its country."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.place import AddressPlace, PackRow, ProviderRange
from periplus.model import Basis, Claim, Layer, Observation, Sign, Tables
from periplus.signatures.regions import region_of

VERSION = 1
READS = (AddressPlace, ProviderRange, PackRow, "address.located_country")
WRITES = ("address.located_city",)
RULE = f"city@{VERSION}"


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """The city that a provider's region or a database gives, where the country is judged."""
    source = {one.evidence: one for one in observations if isinstance(one.fact, PackRow)}
    likely = {(claim.subject, claim.value): claim.probability for claim in claims}
    for one in observations:
        table = source.get(one.evidence)
        said = table.fact.cited if table and isinstance(table.fact, PackRow) else "A table"
        match one.fact:
            case ProviderRange(provider=provider, region=region):
                stands = region_of(tables, provider, region)
                if stands is None or stands.city is None:
                    continue
                country, city, weight = stands.country, stands.city, "place.provider-region-city"
                reason = (
                    f"{said} gives the range around it as {provider} {region}, "
                    f"which stands in {city} ({stands.citation})."
                )
                basis, channel = Basis.DEDUCED, "provider-ranges"
            case AddressPlace(country=str(country), city=str(city)):
                weight, basis, channel = "place.geo-database-city", Basis.TOLD, "geo-db"
                reason = f"{said} puts the range around it in {city}, {country}."
            case _:
                continue
        yield Sign(
            subject=one.subject,
            predicate="address.located_city",
            value=city,
            layer=Layer.NETWORK,
            llr=tables.llr(weight),
            channel=channel,
            basis=basis,
            observed_at=one.observed_at,
            support=(one.id,) if table is None else (one.id, table.id),
            reason=reason,
            rule=RULE,
            weight=tables.weight(weight),
            ceiling=likely.get((one.subject, country)),
        )
