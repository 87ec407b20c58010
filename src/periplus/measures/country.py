"""A country's graph from the tables of a world: who counts, what weighs, who holds what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from periplus.facts.world import DEFINITIONS, Dataset
from periplus.measures.cut import Smallest, smallest
from periplus.measures.hegemony import full_feeds
from periplus.measures.links import Map, interval
from periplus.measures.nation import Nation, joined, nation

DENOMINATOR = "IPv4 addresses within the country that its domestic networks originate"
WEIGHTS: Mapping[str, tuple[str, str]] = {
    "addresses": ("IPv4 space", DENOMINATOR),
    "users": ("users", "users of domestic networks that the table of users tells"),
    "networks48": ("IPv6 space", "/48 networks of IPv6 that domestic networks originate in the country"),
    "domains": ("domains", "domains of the country that domestic networks host"),
}
"""What may be cut off: its name in a sentence, and the denominator of its shares."""
_MOST_LINKS = 6000  # beyond which maps are not drawn: an answer must not take minutes


@dataclass(frozen=True)
class Country:
    """One definition of who is domestic, and the graphs over networks and over organisations."""

    dataset: Dataset
    definition: str
    members: tuple[int, ...]
    networks: Nation
    holders: Nation
    holder_of: Mapping[Hashable, Hashable]
    title: Mapping[Hashable, str]  # of networks and of holders

    def of_holder(self, holder: Hashable) -> tuple[int, ...]:
        """The networks of a holder, the heaviest first."""
        return self._held.get(holder, ())

    @cached_property
    def _held(self) -> Mapping[Hashable, tuple[int, ...]]:
        weight, place = self.networks.weight, self.networks.place
        found: dict[Hashable, list[int]] = defaultdict(list)
        for asn in sorted(self.members, key=lambda asn: (-weight[place[asn]], asn)):
            found[self.holder_of.get(asn, asn)].append(asn)
        return {holder: tuple(asns) for holder, asns in found.items()}

    def networks_of(self, members: Sequence[Hashable]) -> tuple[int, ...]:
        """All networks of organisations, or the networks themselves."""
        return tuple(
            dict.fromkeys(
                asn
                for one in members
                for asn in (self.of_holder(one) if one in self.holders.place else (int(str(one)),))
            )
        )

    def named(self, one: Hashable) -> str:
        """A network or organisation as a reader knows it."""
        number = f"AS{one}" if isinstance(one, int) else ""
        title = self.title.get(one, "") or number
        return f"{title} ({number})" if number and title != number else title

    @cached_property
    def ninety(self) -> Smallest:
        """The smallest set of organisations that cuts 90%."""
        return smallest(self.holders, 0.9)

    def interval(self, removed: Sequence[int]) -> tuple[float, float] | None:
        """90% interval of K over the maps that this one may stand for; None in large countries."""
        dataset = self.dataset
        if len(dataset.transit) + len(dataset.peering) > _MOST_LINKS:
            return None
        weight = {int(str(n)): w for n, w in zip(self.networks.names, self.networks.weight, strict=True)}
        links = Map(dataset.transit, dataset.peering)

        def cut(drawn: Nation) -> float:
            whole = joined(drawn, self.holder_of)
            gone = {whole.place[self.holder_of.get(asn, asn)] for asn in removed}
            return whole.loss(gone) / (whole.total or 1.0)

        low, high = interval(links, self.members, weight, cut)
        return round(low, 4), round(high, 4)


@lru_cache(maxsize=12)
def country(
    dataset: Dataset, definition: str | None = None, weight: str = "addresses"
) -> Country | None:
    """The graphs by one definition, by default the best that the tables allow; None without members.

    `weight`: one of WEIGHTS.
    """
    wanted = [definition] if definition else [*DEFINITIONS]
    for name in wanted:
        members = dataset.members(name)
        if members:
            return _country(dataset, name, members, weight)
    return None


def _weights(dataset: Dataset, weight: str) -> Mapping[int, float]:
    match weight:
        case "users":
            return {one.asn: one.users for one in dataset.networks if one.users is not None}
        case "networks48":
            return {one.asn: float(one.located48) for one in dataset.networks}
        case "domains":
            return {one.asn: one.domains for one in dataset.hosts}
        case _:
            return {one.asn: float(one.located) for one in dataset.networks}


def _country(dataset: Dataset, definition: str, members: tuple[int, ...], weight: str) -> Country:
    rows = {network.asn: network for network in dataset.networks}
    graph = nation(members, dataset.transit, dataset.peering, _weights(dataset, weight))
    holder_of: dict[Hashable, Hashable] = {
        asn: rows[asn].holder for asn in members if asn in rows and rows[asn].holder
    }
    title: dict[Hashable, str] = {}
    for asn in members:
        row = rows.get(asn)
        title[asn] = (row.name or row.organisation) if row else ""
        if row and row.holder:
            title[row.holder] = row.organisation or row.name
    return Country(
        dataset=dataset,
        definition=definition,
        members=members,
        networks=graph,
        holders=joined(graph, holder_of),
        holder_of=holder_of,
        title=title,
    )


def network_list(asns: Sequence[int]) -> str:
    """Networks in one text."""
    return " ".join(f"AS{asn}" for asn in asns)


def grounds_of(dataset: Dataset) -> str:
    """The dates of the tables that a number rests on, and how many viewpoints the routes have."""
    kinds = (("relations", "links"), ("origins", "origins"), ("blocks", "blocks"), ("paths", "routes"))
    days = [f"{name} of {day}" for kind, name in kinds if (day := dataset.dated(kind))]
    views = len({dataset.peers[i][0] for i in full_feeds([told for _, told in dataset.peers])})
    seen = f"; {views} full viewpoints" if dataset.peers else "; no routes of viewpoints"
    return ", ".join(days) + seen
