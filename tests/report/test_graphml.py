"""The control graph as GraphML."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from periplus.model import Claim
from periplus.report.graphml import render
from periplus.report.inputs import Head
from periplus.report.result import build
from tests.facts.samples import AT
from tests.report.test_control import BELOW, MANAGER, OWNS, ROLE, TOLD
from tests.rules.entities import LAND, claim

SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def document(*claims: Claim) -> str:
    head = Head(version="1", weights="w", as_of=AT)
    return render(
        build(target=LAND, claims=claims, observations=[], evidence=[], head=head, predicates=[])
    )


def test_edges_tell_basis_past_and_their_words() -> None:
    tree = ET.fromstring(document(OWNS, BELOW, MANAGER, TOLD, ROLE))
    edges = {}
    for edge in tree.iter(f"{SPACE}edge"):
        data = {d.get("key"): d.text for d in edge.iter(f"{SPACE}data")}
        edges[data["relation"]] = data
    assert (edges["owns"]["told"], edges["owns"]["past"]) == ("true", "false")
    assert edges["subordinate to"]["past"] == "true"
    assert (edges["registry of"]["basis"], edges["registry of"]["told"]) == ("witnessed", "false")
    assert edges["pays"]["basis"] == "user"
    assert edges["owns"]["quote"] == "It says so."


def test_keys_and_nodes_are_declared() -> None:
    tree = ET.fromstring(document(OWNS))
    declared = {key.get("id") for key in tree.iter(f"{SPACE}key")}
    assert {data.get("key") for data in tree.iter(f"{SPACE}data")} <= declared
    ids = {node.get("id") for node in tree.iter(f"{SPACE}node")}
    ends = {edge.get(end) for edge in tree.iter(f"{SPACE}edge") for end in ("source", "target")}
    assert ends <= ids


def test_networkx_reads_it() -> None:
    graph = nx.parse_graphml(document(OWNS, BELOW, MANAGER))
    assert graph.number_of_edges() == 3
    assert graph.nodes["North Ltd."]["kind"] == "organisation"


@given(st.text(min_size=1, max_size=40))
def test_whatever_the_name_it_is_xml(name: str) -> None:
    odd = claim(
        "ORGANISATION:North Ltd.", "organisation.relation", {"relation": "owns", "other": name or "x"}
    )
    ET.fromstring(document(odd))
