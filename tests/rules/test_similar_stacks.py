"""Similar fingerprints, and the edge that the most similar one names."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.scan import SimilarStack
from periplus.model import Basis, Claim, Layer
from periplus.rules import similar_stacks
from tests.rules.lower import claim_on

ADDRESS = "198.51.100.7"
HOST = claim_on("HOST:www.example.org", "host.address", ADDRESS, Layer.NAMING)
NAT = claim_on(
    "VANTAGE:desk", "vantage.answers_for_targets", "NAT", Layer.OBSERVER_PATH, probability=0.97
)


def similar(observe: Any, name: str = "Citrix NetScaler VPX 10", place: int = 0) -> Any:
    fact = SimilarStack(tool="nmap", vantage="desk", name=name, similarity_percent=89, place=place)
    return observe(f"ADDRESS:{ADDRESS}", fact, basis=Basis.TOLD)


def edges(claims: list[Claim]) -> list[object]:
    return [claim.value for claim in claims if claim.predicate == "site.edge"]


def test_the_similarity_is_the_tool_s_own(ask: Any, observe: Any) -> None:
    (claim,) = ask(similar_stacks, similar(observe))
    assert claim.value["similarity_percent"] == 89
    assert claim.probability is None
    assert "no probability" in claim.reasons[0]


def test_the_most_similar_names_the_edge_of_the_site(ask: Any, observe: Any, page: Any) -> None:
    assert edges(ask(similar_stacks, similar(observe), page(), lower=[HOST])) == ["Citrix NetScaler"]


@pytest.mark.parametrize(
    ("changes", "lower"),
    [({"place": 1}, [HOST]), ({"name": "Linux 4.4"}, [HOST]), ({}, []), ({}, [HOST, NAT])],
)
def test_otherwise_no_edge(
    ask: Any, observe: Any, page: Any, changes: dict[str, Any], lower: list[Claim]
) -> None:
    assert edges(ask(similar_stacks, similar(observe, **changes), page(), lower=lower)) == []
