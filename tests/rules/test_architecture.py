"""The assumed architecture: which claims make which boxes, and what is hidden."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.model import Claim, Layer, Status
from periplus.rules import architecture
from tests.rules.lower import claim_on

SITE = "SITE:https://www.example.org"
EDGE = claim_on(SITE, "site.edge", "Acme Edge", Layer.EDGE, probability=0.97, word="almost certain")
SERVER = claim_on(
    SITE, "site.web_server", "nginx", Layer.WEB_SERVER, probability=0.9, word="very likely"
)
FAINT = claim_on(SITE, "site.technology", "Angular", Layer.APPLICATION, probability=0.1, word="unlikely")
OTHER = claim_on(
    "SITE:https://other.example",
    "site.technology",
    "Drupal",
    Layer.APPLICATION,
    probability=0.9,
    word="x",
)


def boxes(claims: list[Claim]) -> dict[Any, Any]:
    return {c.value["box"]: c for c in claims if c.predicate == "site.architecture_box"}  # type: ignore[index]


def told(claims: list[Claim]) -> str:
    (words,) = (str(c.value) for c in claims if c.predicate == "site.architecture")
    return words


def test_the_boxes_stand_from_the_visitor_inwards(ask: Any, observe: Any, page: Any) -> None:
    found = boxes(ask(architecture, observe(*page(), id="o"), lower=[EDGE, SERVER, FAINT, OTHER]))
    assert sorted(found, key=lambda box: found[box].value["place"])[:3] == [
        "entrance",
        "edge",
        "web server",
    ]
    assert (found["edge"].value["how"], found["edge"].value["sure"]) == ("seen", "almost certain")
    assert found["application"].value["names"] is None
    assert found["application"].status is Status.INSUFFICIENT
    assert all(claim.value["confirm"] for claim in found.values())


@pytest.mark.parametrize(("lower", "how"), [([EDGE, SERVER], "deduced"), ([SERVER], "seen")])
def test_behind_an_edge_nothing_is_seen(
    ask: Any, observe: Any, page: Any, lower: list[Claim], how: str
) -> None:
    server = boxes(ask(architecture, observe(*page(), id="o"), lower=lower))["web server"]
    assert server.value["how"] == how
    assert server.value["behind"] is (how == "deduced")


def test_the_paragraph_says_what_is_hidden(ask: Any, observe: Any, page: Any) -> None:
    words = told(ask(architecture, observe(*page(), id="o"), lower=[EDGE, SERVER]))
    assert "their connections end at Acme Edge (almost certain)" in words
    assert "the web server is nginx (very likely)" in words
    assert "the operating system of the host behind it is hidden" in words
    assert "Angular" not in words


def test_without_any_claim_there_is_no_picture(ask: Any, observe: Any, page: Any) -> None:
    assert ask(architecture, observe(*page(), id="o"), lower=[FAINT, OTHER]) == []
    assert ask(architecture, observe(*page(404), id="o"), lower=[EDGE]) == []
