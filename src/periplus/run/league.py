"""All countries of a compiled world by who can cut them off: one row each (docs/design/cuts.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from periplus.measures.border import border_shares, carriers, herfindahl, renesys_class
from periplus.measures.cones import cone_sizes
from periplus.measures.cut import share, smallest
from periplus.measures.nation import Nation, joined, nation
from periplus.packs.container import PackError
from periplus.packs.world import World
from periplus.packs.world_space import country_code

_TRIES = 150  # evaluations per search; a row that they do not settle says what is proven
_SETTLED = 2000  # nodes beyond which greedy alone is tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One country; shares of the IPv4 space that its networks originate within it."""

    country: str
    networks: int
    addresses: int
    without_known_way: float
    with_foreign_provider: int
    risk_class: str
    concentration: float
    strongest: str
    strongest_cut: float
    strongest_cone: int  # networks in the world below its largest network, itself counted
    half: int  # organisations that cut half of it; at least this many by half_at_least
    half_at_least: int
    ninety: int
    ninety_at_least: int
    ninety_nine: int
    ninety_nine_at_least: int
    state_networks: int
    state_cut: float
    links_of: str  # the day of the table, for every row the same
    origins_of: str
    blocks_of: str


COLUMNS = tuple(one.name for one in fields(Row))


@dataclass(frozen=True, slots=True)
class _Country:
    """What a country's row is computed from."""

    code: str
    weight: Mapping[int, float]
    transit: tuple[tuple[int, int], ...]
    peering: tuple[tuple[int, int], ...]
    holder: Mapping[Hashable, Hashable]
    names: Mapping[int, str]
    state: frozenset[int]
    days: tuple[str, str, str]
    cones: Mapping[int, int]


def league(directory: Path, *, workers: int = 1) -> list[Row]:
    """A row for every country in which networks are at home, most power in one hand first.

    PackError when there is no whole world, or it lacks links, origins or blocks.
    """
    countries = sorted(_countries(World(directory)), key=lambda one: -len(one.transit))
    if workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            rows = list(pool.map(_row, countries))
    else:
        rows = [_row(one) for one in countries]
    return sorted(rows, key=lambda row: (row.without_known_way - row.strongest_cut, row.country))


def csv_lines(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    """Head and cells, as text."""
    yield COLUMNS
    for row in rows:
        yield tuple(f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in astuple(row))


def _countries(world: World) -> Iterator[_Country]:
    home = {
        asn: country_code(number)
        for asn, number in zip(*(column.tolist() for column in world.homes), strict=True)
    }
    weight: dict[str, dict[int, float]] = defaultdict(dict)
    for code in sorted(set(home.values())):
        for asn, addresses in zip(*(column.tolist() for column in world.located(code)), strict=True):
            if home.get(asn) == code:
                weight[code][asn] = float(addresses)
    transit: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for provider, customer in zip(*(column.tolist() for column in world.transit), strict=True):
        if customer in home:
            transit[home[customer]].append((provider, customer))
    peering: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one, other in zip(*(column.tolist() for column in world.peering), strict=True):
        for code in {home.get(one, ""), home.get(other, "")} - {""}:
            peering[code].append((one, other))
    state: dict[str, set[int]] = defaultdict(set)
    for asn, said in world.lines("owners"):
        if home.get(asn) == said.get("owner"):
            state[home[asn]].add(asn)
    days = _days(world)
    cones = cone_sizes(zip(*(column.tolist() for column in world.transit), strict=True))
    for code, own in weight.items():
        told = {asn: world.names.get(asn, {}) for asn in own}
        yield _Country(
            code=code,
            weight=own,
            transit=tuple(transit[code]),
            peering=tuple(peering[code]),
            holder={asn: said["id"] for asn, said in told.items() if said.get("id")},
            names={
                asn: str(said.get("organisation") or said.get("name") or "")
                for asn, said in told.items()
            },
            state=frozenset(state[code]),
            days=days,
            cones={asn: cones.get(asn, 1) for asn in own},
        )


def _days(world: World) -> tuple[str, str, str]:
    found = []
    for kind in ("relations", "origins", "blocks"):
        days = [about.dated for about, _ in world.about() if about.kind == kind]
        if not days:
            raise PackError(
                f"the world {world.directory} has no table of {kind}: no country can be measured"
            )
        found.append(min(days))
    return found[0], found[1], found[2]


def _row(one: _Country) -> Row:
    networks = nation(one.weight, one.transit, one.peering, one.weight)
    graph = joined(networks, one.holder)
    total = graph.total or 1.0
    gains = graph.losses()
    best = max(range(len(gains)), key=lambda i: (gains[i], -i))
    base = graph.loss()
    half, ninety, most = (_size(graph, wanted) for wanted in (0.5, 0.9, 0.99))
    bought = carriers(one.weight.keys(), one.transit)
    owned = [networks.place[asn] for asn in sorted(one.state)]
    return Row(
        country=one.code,
        networks=len(one.weight),
        addresses=int(graph.total),
        without_known_way=base / total,
        with_foreign_provider=len(bought),
        risk_class=renesys_class(len(bought)),
        concentration=herfindahl(border_shares(networks).values()),
        strongest=_title(one, graph.names[best]),
        strongest_cut=(base + gains[best]) / total,
        strongest_cone=max(one.cones[asn] for asn in _asns(one, graph.names[best])),
        half=half[0],
        half_at_least=half[1],
        ninety=ninety[0],
        ninety_at_least=ninety[1],
        ninety_nine=most[0],
        ninety_nine_at_least=most[1],
        state_networks=len(owned),
        state_cut=share(networks, owned).cut if owned else 0.0,
        links_of=one.days[0],
        origins_of=one.days[1],
        blocks_of=one.days[2],
    )


def _size(graph: Nation, wanted: float) -> tuple[int, int]:
    found = smallest(graph, wanted, tries=_TRIES if len(graph.names) <= _SETTLED else 1)
    return (len(found.nodes) if found.reached else -1), found.at_least


def _asns(one: _Country, name: Hashable) -> list[int]:
    """The networks behind a node: itself, or those of a holder."""
    if isinstance(name, int):
        return [name]
    return [int(str(asn)) for asn, holder in one.holder.items() if holder == name]


def _title(one: _Country, name: Hashable) -> str:
    first = min(_asns(one, name))
    return f"{one.names.get(first) or 'AS'} (AS{first})"
