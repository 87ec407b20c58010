"""The graph that claims on organisations make."""

from __future__ import annotations

from periplus.model import Basis
from periplus.report.control import control_graph, is_told
from tests.rules.entities import claim

OWNS = claim(
    "ORGANISATION:North Ltd.",
    "organisation.relation",
    {"relation": "owns", "other": "Coastal JSC"},
    status="TOLD_ONLY",
    basis=Basis.TOLD,
)
BELOW = claim(
    "ORGANISATION:Harbour LLC",
    "organisation.relation",
    {"relation": "subordinate to", "other": "Coastal JSC"},
    status="PAST",
    basis=Basis.TOLD,
)
MANAGER = claim("ZONE:zz", "zone.manager", "Harbour LLC")
TOLD = claim(
    "ORGANISATION:North Ltd.",
    "organisation.told",
    {"says": "pays", "other": "Harbour LLC", "source": ""},
)
ROLE = claim("ORGANISATION:Coastal JSC", "organisation.role", "regulator", status="TOLD_ONLY")


def test_without_relations_there_is_no_graph() -> None:
    assert control_graph([ROLE, MANAGER]).nodes == ()


def test_who_owns_stands_above_and_who_is_below_below() -> None:
    graph = control_graph([BELOW, OWNS, MANAGER, ROLE])
    assert [node.name for node in graph.nodes] == ["North Ltd.", "Coastal JSC", "Harbour LLC", ".zz"]
    assert [node.kind for node in graph.nodes][-1] == "zone"
    assert [c.value for c in graph.nodes[1].traits] == ["regulator"]


def test_told_witnessed_past_and_the_users_word_are_told_apart() -> None:
    graph = control_graph([OWNS, BELOW, MANAGER, TOLD])
    found = {edge.word: (edge.basis, edge.past, is_told(edge)) for edge in graph.edges}
    assert found == {
        "owns": ("told", False, True),
        "subordinate to": ("told", True, True),
        "registry of": ("witnessed", False, False),
        "pays": ("user", False, True),
    }


def test_a_circle_ends() -> None:
    back = claim(
        "ORGANISATION:Coastal JSC", "organisation.relation", {"relation": "owns", "other": "North Ltd."}
    )
    assert len(control_graph([OWNS, back]).nodes) == 2
