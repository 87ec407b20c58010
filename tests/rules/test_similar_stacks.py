"""Similar fingerprints, and the edge that the most similar one names."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.scan import SimilarStack
from periplus.model import Basis, Claim, Layer
from periplus.rules import similar_stacks
from tests.rules.conftest import AS_OF, TABLES, observation
from tests.rules.lower import claim_on

ADDRESS = "198.51.100.7"
HOST = claim_on("HOST:www.example.org", "host.address", ADDRESS, Layer.NAMING)
NAT = claim_on(
    "VANTAGE:desk", "vantage.answers_for_targets", "NAT", Layer.OBSERVER_PATH, probability=0.97
)


def similar(
    observe: Any, name: str = "Citrix NetScaler VPX 10", place: int = 0, percent: int = 89
) -> Any:
    fact = SimilarStack(tool="nmap", vantage="desk", name=name, similarity_percent=percent, place=place)
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


@pytest.mark.parametrize(
    ("following", "least"),
    [(("Linux 4.4", 88), 0), (("Linux 4.4", 87), 2), (("Linux 4.4", 85), 4), ((), 4)],
)
def test_the_lead_over_the_next_decides_the_weight(
    observe: Any, page: Any, following: tuple[str, int] | tuple[()], least: int
) -> None:
    """Another NetScaler is no other edge; what is not listed is below 85%."""
    seen = [similar(observe), similar(observe, "Citrix NetScaler 9", 1, 88), page()]
    if following:
        seen.append(similar(observe, following[0], 2, following[1]))

    observations = [observation(*one) if isinstance(one, tuple) else one for one in seen]
    signs = similar_stacks.judge(observations, [HOST], TABLES, AS_OF)

    (sign,) = (one for one in signs if one.predicate == "site.edge")
    assert sign.weight == f"edge.stack-fingerprint-{least}@1"
    assert len(sign.support) == (2 if following else 1)


def test_a_greater_lead_weighs_more() -> None:
    found = [TABLES.llr(f"edge.stack-fingerprint-{least}") for least in similar_stacks.MARGINS]
    assert found == sorted(found, reverse=True)
    assert found[-1] > 0
