"""Who owns, controls, supplies and connects whom: the graph that claims on organisations make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from periplus.measures.organisations import alike
from periplus.model import Basis, Claim, Status
from periplus.report.words import value_of

_DOWN = frozenset({"owns", "controls", "acts through", "founded", "registry of", "holds"})
_SPOKEN = ("organisation.role", "organisation.power", "organisation.service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An organisation, a zone or a network."""

    name: str
    kind: str  # organisation, zone, network
    traits: tuple[Claim, ...] = ()  # roles, powers, offers


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What one is to another, by one claim."""

    source: str
    target: str
    word: str
    basis: str  # witnessed, deduced, told, user
    past: bool
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Nodes from those above to those below, and their edges."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def control_graph(claims: Sequence[Claim]) -> Graph:
    """The graph of what is said of organisations; empty when no relation is."""
    edges = [*_relations(claims), *_told(claims)]
    names = {name for edge in edges for name in (edge.source, edge.target)}
    traits: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.predicate in _SPOKEN and claim.status is not Status.PAST:
            traits.setdefault(claim.subject.key, []).append(claim)
    if not names:
        return Graph(nodes=(), edges=())
    names |= traits.keys()
    held = list(_registered(claims, sorted(names)))
    kinds = {edge.target: "zone" if edge.word == "registry of" else "network" for edge in held}
    edges += held
    ranks = _ranks(names | kinds.keys(), edges)
    nodes = [
        Node(name=name, kind=kinds.get(name, "organisation"), traits=tuple(traits.get(name, ())))
        for name in sorted(ranks, key=lambda n: (ranks[n], n))
    ]
    order = sorted(edges, key=lambda e: (ranks[e.source], e.source, e.past, e.word, e.target))
    return Graph(nodes=tuple(nodes), edges=tuple(order))


def _relations(claims: Iterable[Claim]) -> Iterable[Edge]:
    for claim in claims:
        value = claim.value if isinstance(claim.value, Mapping) else {}
        if claim.predicate == "organisation.relation" and value.get("other"):
            yield _edge(claim, str(value["other"]), str(value["relation"]), claim.basis.value)


def _told(claims: Iterable[Claim]) -> Iterable[Edge]:
    """What the user tells, where it is about two."""
    for claim in claims:
        value = claim.value if isinstance(claim.value, Mapping) else {}
        if claim.predicate == "organisation.told" and value.get("other"):
            yield _edge(claim, str(value["other"]), str(value["says"]), "user")


def _edge(claim: Claim, other: str, word: str, basis: str) -> Edge:
    return Edge(
        source=claim.subject.key,
        target=other,
        word=word,
        basis=basis,
        past=claim.status is Status.PAST,
        claim=claim,
    )


def _registered(claims: Iterable[Claim], names: Sequence[str]) -> Iterable[Edge]:
    """The zones and networks that registers give to organisations of the graph."""
    for claim in claims:
        zone = claim.predicate == "zone.manager" and "." not in claim.subject.key
        held = zone or claim.predicate == "asn.holder"
        if not held or claim.status in (Status.INSUFFICIENT, Status.PAST):
            continue  # what was registered once stands in the timeline
        holder = next((name for name in names if alike(name, value_of(claim))), None)
        if holder is not None:
            yield Edge(
                source=holder,
                target=f".{claim.subject.key}" if zone else claim.subject.key,
                word="registry of" if zone else "holds",
                basis=claim.basis.value,
                past=False,
                claim=claim,
            )


def _ranks(names: Iterable[str], edges: Sequence[Edge]) -> dict[str, int]:
    """How far below the top each stands: whoever owns or controls stands above; a circle ends it."""
    ranks = dict.fromkeys(names, 0)
    pairs = [
        (edge.target, edge.source) if edge.word == "subordinate to" else (edge.source, edge.target)
        for edge in edges
        if edge.word in _DOWN or edge.word == "subordinate to"
    ]
    for _ in range(min(len(ranks), 12)):
        moved = [(low, ranks[high] + 1) for high, low in pairs if ranks[low] <= ranks[high]]
        for low, rank in moved:
            ranks[low] = max(ranks[low], rank)
        if not moved:
            break
    linked = {name for pair in pairs for name in pair}
    last = max(ranks.values(), default=0) + 1
    return {name: rank if name in linked else last for name, rank in ranks.items()}


def is_told(edge: Edge) -> bool:
    """Whether nobody but a document or the user says so."""
    return edge.basis in (Basis.TOLD.value, "user")
