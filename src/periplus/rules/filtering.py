"""Which sites are blocked, how, since when and in which networks; an anomaly alone is no blocking."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from periplus.facts.ooni import BlockingCount, BlockingSeen, domain_of
from periplus.facts.test_list import ListedSite
from periplus.measures.blocking import LEAST_MEASUREMENTS, LEAST_NETWORKS, wilson
from periplus.model import (
    Claim,
    Layer,
    Observation,
    Scalar,
    Sign,
    Status,
    Subject,
    SubjectKind,
    Tables,
)

VERSION = 2
READS = (BlockingCount, BlockingSeen, ListedSite)
WRITES = (
    "country.filtering_measured",
    "country.blocked_share",
    "country.site_blocked",
    "network.blocked_share",
    "network.site_blocked",
)
RULE = f"filtering@{VERSION}"
_LAYER = Layer.NETWORK
_OFTEN = 0.1  # of measurements, at the lower end of the interval
_NAMED = 5  # sites in a sentence


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """How much was measured; then what is blocked in the country, and in each network."""
    by_country: dict[Subject, list[Observation]] = defaultdict(list)
    for one in observations:
        if one.subject.kind is SubjectKind.COUNTRY:
            by_country[one.subject].append(one)
    for _, own in sorted(by_country.items()):
        seen = _counted(own)
        if seen.cells or seen.totals:
            yield from _country(seen)
            yield from _networks(seen)


@dataclass(slots=True)
class _Sums:
    """What cells add up to; failed measurements tell nothing and are left out of `n`."""

    n: int = 0
    confirmed: int = 0
    anomalies: int = 0
    rows: list[Observation] = field(default_factory=list)
    networks: set[int] = field(default_factory=set)
    blocking: set[int] = field(default_factory=set)  # networks in which it was confirmed
    sites: set[str] = field(default_factory=set)

    def add(self, row: Observation, fact: BlockingCount) -> None:
        n = fact.measurements - fact.failures
        self.n += n
        self.confirmed += fact.confirmed
        self.anomalies += fact.anomalies
        self.rows.append(row)
        if fact.asn is not None and n:
            self.networks.add(fact.asn)
            self.blocking |= {fact.asn} if fact.confirmed else set()
        if fact.domain is not None:
            self.sites.add(fact.domain)

    @property
    def interval(self) -> tuple[float, float]:
        low, high = wilson(self.confirmed, self.n)
        return round(low, 4), round(high, 4)

    @property
    def enough(self) -> bool:
        return self.n >= LEAST_MEASUREMENTS and len(self.networks) >= LEAST_NETWORKS

    def counts(self) -> dict[str, Scalar]:
        low, high = self.interval
        return {
            "measurements": self.n,
            "confirmed": self.confirmed,
            "anomalies": self.anomalies,
            "share": round(self.confirmed / self.n, 4) if self.n else None,
            "low": low,
            "high": high,
        }


@dataclass(slots=True)
class _Counted:
    """The counts of one country along their axes."""

    about: Subject
    totals: list[tuple[Observation, BlockingCount]]  # network, all sites
    sites: list[tuple[Observation, BlockingCount]]  # site, all networks
    cells: list[tuple[Observation, BlockingCount]]  # network and site
    periods: dict[str, list[tuple[Observation, BlockingCount]]]  # site: by day, oldest first
    ways: dict[str, Counter[str]]  # site: how it was kept away
    beside: dict[str, list[Observation]]  # site: rows that tell how, or of what category it is


def _counted(own: Sequence[Observation]) -> _Counted:
    found = _Counted(
        own[0].subject, [], [], [], defaultdict(list), defaultdict(Counter), defaultdict(list)
    )
    for row in own:
        fact = row.fact
        if isinstance(fact, BlockingSeen) and fact.how:
            found.ways[domain_of(fact.url)][fact.how] += 1
            found.beside[domain_of(fact.url)].append(row)
        if isinstance(fact, ListedSite):
            found.beside[fact.domain].append(row)
        if isinstance(fact, BlockingCount):
            _sort_in(found, row, fact)
    for rows in found.periods.values():
        rows.sort(key=lambda pair: (pair[1].day or date.min, pair[0].id))
    return found


def _sort_in(found: _Counted, row: Observation, fact: BlockingCount) -> None:
    """By the axes that a count was asked along; other pairs of axes tell nothing that we say."""
    match fact:
        case BlockingCount(day=None, asn=int(), domain=None, how=None):
            found.totals.append((row, fact))
        case BlockingCount(day=None, asn=int(), domain=str(), how=None):
            found.cells.append((row, fact))
        case BlockingCount(day=date(), asn=None, domain=str(), how=None):
            found.periods[fact.domain or ""].append((row, fact))
        case BlockingCount(day=None, asn=None, domain=str(), how=None):
            found.sites.append((row, fact))
        case BlockingCount(day=None, asn=None, domain=str(), how=str()) if fact.how:
            found.ways[fact.domain or ""][fact.how] += fact.confirmed + fact.anomalies
            found.beside[fact.domain or ""].append(row)


def _category(seen: _Counted, site: str) -> str | None:
    """What a list of sites to test says it is, by the last that says so."""
    listed = [row.fact.category for row in seen.beside[site] if isinstance(row.fact, ListedSite)]
    return listed[-1] if listed else None


# ---------------------------------------------------------------- country


def _country(seen: _Counted) -> Iterator[Sign]:
    whole, by_site = _Sums(), defaultdict[str, _Sums](_Sums)
    for row, fact in seen.totals or seen.cells:
        whole.add(row, fact)
    for row, fact in seen.cells:
        by_site[fact.domain or ""].add(row, fact)
    little = {site for site, sums in by_site.items() if not sums.enough}
    for _, fact in seen.sites:
        if fact.domain and fact.measurements - fact.failures < LEAST_MEASUREMENTS:
            little.add(fact.domain)
    measured = {fact.domain for _, fact in seen.sites} | by_site.keys()
    beside = [row for row, _ in (*seen.sites, *seen.cells)]
    beside += [row for rows in seen.periods.values() for row, _ in rows]
    whole.rows += beside
    confirmed = {site for site, sums in by_site.items() if sums.confirmed}
    yield _measured(seen, whole, (len(measured), len(little)), _odd(seen, confirmed | little))
    if whole.enough:
        yield _share(seen.about, "country.blocked_share", whole, len(measured))
    for site in sorted(by_site):
        sums = by_site[site]
        # Blocked in one network only is that network's doing, and said of it.
        if sums.enough and len(sums.blocking) >= LEAST_NETWORKS:
            yield _site(seen, site, sums)


def _odd(seen: _Counted, beside: set[str]) -> list[str]:
    """Sites that were odd too often for chance, but never confirmed; most often odd first."""
    found = []
    for _, fact in seen.sites:
        n = fact.measurements - fact.failures
        site = fact.domain or ""
        if site not in beside and not fact.confirmed and n and wilson(fact.anomalies, n)[0] > _OFTEN:
            found.append((-fact.anomalies / n, site))
    return [site for _, site in sorted(found)]


def _measured(seen: _Counted, whole: _Sums, counted: tuple[int, int], odd: Sequence[str]) -> Sign:
    sites, too_little = counted
    days = [fact.day for rows in seen.periods.values() for _, fact in rows if fact.day]
    value: dict[str, Scalar] = {
        "measurements": whole.n,
        "confirmed": whole.confirmed,
        "anomalies": whole.anomalies,
        "networks": len(whole.networks),
        "sites": sites,
        "too_little": too_little,
        "odd": len(odd),
        "since": min(days).isoformat() if days else None,
        "until": max(days).isoformat() if days else None,
    }
    reason = (
        f"Volunteers in {len(whole.networks)} networks measured {sites} sites {whole.n} times; of "
        f"{too_little} there are fewer than {LEAST_MEASUREMENTS} measurements or {LEAST_NETWORKS} "
        f"networks, and nothing is said."
    )
    if odd:
        more = f" and {len(odd) - _NAMED} more" if len(odd) > _NAMED else ""
        reason += (
            f" Often odd but never confirmed: {', '.join(odd[:_NAMED])}{more}. A reset or a timeout may "
            "be blocking or a fault, so no block is claimed."
        )
    return _sign(seen.about, "country.filtering_measured", value, whole.rows, reason)


def _share(about: Subject, predicate: str, sums: _Sums, sites: int) -> Sign:
    low, high = sums.interval
    reason = (
        f"{sums.confirmed} of {sums.n} measurements met a known block page or address; "
        f"{sums.anomalies} more were odd, which proves nothing."
    )
    value = round(sums.confirmed / sums.n, 4)
    sign = _sign(about, predicate, value, sums.rows, reason)
    return replace(
        sign,
        unit="of measurements",
        interval=(low, high),
        n=sums.n,
        denominator=f"over {_sites(sites)}, Wilson 95%" if sites else "Wilson 95%",
    )


def _sites(number: int) -> str:
    return "one site" if number == 1 else f"{number} sites"


def _site(seen: _Counted, site: str, sums: _Sums) -> Sign:
    periods = seen.periods.get(site, [])
    hit = [(row, fact) for row, fact in periods if fact.confirmed]
    first, last = (hit[0][1].day, hit[-1][1].day) if hit else (None, None)
    after = [fact for _, fact in periods if last and fact.day and fact.day > last]
    ended = sum(fact.measurements - fact.failures for fact in after) >= LEAST_MEASUREMENTS
    how = [way for way, _ in sorted(seen.ways[site].items(), key=lambda item: (-item[1], item[0]))]
    value: dict[str, Scalar] = {
        "site": site,
        "category": _category(seen, site),
        "how": ", ".join(how) or None,
        "since": first.isoformat() if first else None,
        "last": last.isoformat() if last else None,
        "networks": len(sums.blocking),
        "probed": len(sums.networks),
        **sums.counts(),
    }
    low, high = sums.interval
    since = f", since {first}" if first else ""
    gone = f"; not since {last}" if ended else ""
    reason = (
        f"{site} was confirmed as blocked in {len(sums.blocking)} of {len(sums.networks)} networks, "
        f"{sums.confirmed} of {sums.n} times ({low:.0%} to {high:.0%}){since}{gone}."
    )
    named = [row for row, fact in seen.sites if fact.domain == site]
    rows = [*sums.rows, *named, *(row for row, _ in periods), *seen.beside[site]]
    sign = _sign(seen.about, "country.site_blocked", value, rows, reason)
    return replace(sign, status=Status.PAST) if ended else sign


# ---------------------------------------------------------------- networks


def _networks(seen: _Counted) -> Iterator[Sign]:
    by_network: dict[int, _Sums] = defaultdict(_Sums)
    for row, fact in seen.totals or seen.cells:
        by_network[fact.asn or 0].add(row, fact)
    for row, fact in seen.cells:
        if fact.confirmed:
            yield _cell(row, fact)
    for asn, sums in sorted(by_network.items()):
        if sums.n >= LEAST_MEASUREMENTS:
            yield _share(_network(asn), "network.blocked_share", sums, len(sums.sites))


def _cell(row: Observation, fact: BlockingCount) -> Sign:
    sums = _Sums()
    sums.add(row, fact)
    value: dict[str, Scalar] = {"site": fact.domain, **sums.counts()}
    low, high = sums.interval
    reason = (
        f"{fact.domain} met a known block page or address {sums.confirmed} of {sums.n} times there "
        f"({low:.0%} to {high:.0%})."
    )
    sign = _sign(_network(fact.asn or 0), "network.site_blocked", value, [row], reason)
    return sign if sums.n >= LEAST_MEASUREMENTS else replace(sign, status=Status.INSUFFICIENT)


def _network(asn: int) -> Subject:
    return Subject(kind=SubjectKind.ASN, key=f"AS{asn}")


def _sign(
    about: Subject,
    predicate: str,
    value: dict[str, Scalar] | float,
    rows: Sequence[Observation],
    reason: str,
) -> Sign:
    sign = Sign.on(
        rows[0],
        predicate=predicate,
        value=value,
        layer=_LAYER,
        channel="archive",
        reason=reason,
        rule=RULE,
        subject=about,
    )
    latest = max(row.observed_at for row in rows)
    return replace(sign, support=tuple(dict.fromkeys(row.id for row in rows)), observed_at=latest)
