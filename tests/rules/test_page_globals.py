"""Names in a page's window: each is told, and those of a product are signs of it, edge or page."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.browser import PageGlobal
from periplus.model import Fact, Layer
from periplus.rules import page_globals

SITE = "SITE:https://www.example.org"


def name(text: str, version: str = "") -> tuple[str, Fact]:
    page = "https://www.example.org/"
    return SITE, PageGlobal(name=text, type="object", value="", version=version, page=page)


def test_an_unknown_name_is_told(ask: Any) -> None:
    (claim,) = ask(page_globals, name("flavour"))
    assert claim.value == {"name": "flavour", "type": "object", "tells": None}


def test_a_library_and_its_version(ask: Any) -> None:
    claims = {c.predicate: c for c in ask(page_globals, name("Vue", "2.6.14"))}
    assert claims["site.page_technology"].value == "Vue.js"
    assert claims["site.page_technology"].groups_for == ("page-runtime",)
    assert claims["site.page_technology_version"].value == "Vue.js 2.6.14"


def test_what_the_edge_wrote_tells_of_the_edge(ask: Any) -> None:
    claims = ask(page_globals, name("NS_CSM_td"))
    edge = next(c for c in claims if c.predicate == "site.edge")
    assert (edge.value, edge.layer) == ("Citrix NetScaler", Layer.EDGE)
    assert "not of the page" in edge.reasons[0]
    assert not any(c.predicate == "site.page_technology" for c in claims)


def test_several_names_of_one_library_are_one_channel(ask: Any) -> None:
    one = ask(page_globals, name("Vue"))
    two = ask(page_globals, name("Vue"), name("__VUE__"))
    of = [next(c for c in claims if c.predicate == "site.page_technology") for claims in (one, two)]
    assert of[0].groups_for == of[1].groups_for == ("page-runtime",)


@pytest.mark.parametrize("text", ["myVue", "jQueryish", "NS_CS", "Ls"])
def test_a_name_counts_as_a_whole(ask: Any, text: str) -> None:
    (claim,) = ask(page_globals, name(text))
    assert claim.value["tells"] is None
