"""The control graph as GraphML, for Gephi, yEd, Maltego and networkx (graphml.graphdrawing.org)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from periplus.report.control import Edge, Graph, Node, control_graph, is_told
from periplus.report.result import Report
from periplus.report.words import value_of

_KEYS = (
    ("label", "node"),
    ("kind", "node"),
    ("roles", "node"),
    ("powers", "node"),
    ("offers", "node"),
    ("relation", "edge"),
    ("basis", "edge"),
    ("told", "edge"),
    ("past", "edge"),
    ("quote", "edge"),
    ("claim", "edge"),
)
_BOOLEAN = frozenset({"told", "past"})
# What XML 1.0 §2.2 does not allow in a text.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(report: Report) -> str:
    """The document; without relations a graph without nodes."""
    graph = control_graph(report.claims)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *(f'  <key id="{name}" for="{place}" attr.name="{name}" attr.type="{_type(name)}"/>'
          for name, place in _KEYS),
        f'  <graph id="control" edgedefault="directed"><desc>{_text(_about(report))}</desc>',
        *_nodes(graph),
        *_edges(graph.edges),
        "  </graph>",
        "</graphml>",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _type(name: str) -> str:
    return "boolean" if name in _BOOLEAN else "string"


def _about(report: Report) -> str:
    return ". ".join(filter(None, (report.stamp, report.title, report.subtitle)))


def _nodes(graph: Graph) -> Iterator[str]:
    for node in graph.nodes:
        yield f'    <node id="{_text(node.name)}">'
        yield from _data((("label", node.name), ("kind", node.kind), *_traits(node)))
        yield "    </node>"


def _traits(node: Node) -> Iterator[tuple[str, str]]:
    for key, predicate in (("roles", "role"), ("powers", "power"), ("offers", "service")):
        said = [value_of(c) for c in node.traits if c.predicate == f"organisation.{predicate}"]
        if said:
            yield key, "; ".join(said)


def _edges(edges: Iterable[Edge]) -> Iterator[str]:
    for number, edge in enumerate(edges):
        yield f'    <edge id="e{number}" source="{_text(edge.source)}" target="{_text(edge.target)}">'
        yield from _data(
            (
                ("relation", edge.word),
                ("basis", edge.basis),
                ("told", str(is_told(edge)).lower()),
                ("past", str(edge.past).lower()),
                ("quote", " ".join(edge.claim.reasons)),
                ("claim", edge.claim.id),
            )
        )
        yield "    </edge>"


def _data(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for key, text in pairs:
        yield f'      <data key="{key}">{_text(text)}</data>'


def _text(text: str) -> str:
    safe = _FORBIDDEN.sub("\ufffd", text)
    for sign, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot")):
        safe = safe.replace(sign, f"&{name};")
    return re.sub(r"[\t\n\r]", " ", safe)
