"""Libraries with known flaws become findings with their source's grade."""

from __future__ import annotations

from typing import Any

from periplus.facts.libraries import KnownFlaw, LibraryCheck, SeenLibrary
from periplus.facts.page import PageScript
from periplus.rules import library_flaws

SITE = "SITE:https://www.example.org"
URL = "https://cdn.example/heron-1.4.2.js"
SOURCE = "the libraries of npm made by hand of 2026-06-17"
SEEN = SeenLibrary(
    library="heron", version="1.4.2", how="address", url=URL, found="heron-1.4.2.js", source=SOURCE
)
CHECK = LibraryCheck(scripts=1, addresses=2, source=SOURCE)


def flaw(**parts: Any) -> KnownFlaw:
    told = {
        "library": "heron", "version": "1.4.2", "url": URL, "at_or_above": "1.2.0", "below": "1.5.0",
        "severity": "high", "summary": "A flaw", "references": ("CVE-2020-0001",), "source": SOURCE,
    }  # fmt: skip
    return KnownFlaw(**{**told, **parts})


def test_a_flaw_with_its_numbers_grade_and_what_mends_it(ask: Any, observe: Any) -> None:
    script = PageScript(src=URL, code="", data=(), url="https://www.example.org/")
    observed = [observe(SITE, fact) for fact in (flaw(), SEEN, CHECK, script)]
    claims = {claim.predicate: claim for claim in ask(library_flaws, *observed)}
    found = claims["site.library_flaw"]
    assert found.value == {
        "library": "heron",
        "version": "1.4.2",
        "severity": "high",
        "references": "CVE-2020-0001",
        "finding": "A flaw",
        "advice": "heron 1.5.0 or later",
    }
    assert len(found.reasons) == 1
    assert found.reasons[0].startswith(f"{URL} is heron 1.4.2; CVE-2020-0001 is told of versions ")
    assert found.reasons[0].endswith(f"from 1.2.0 on and below 1.5.0, graded high, by {SOURCE}.")
    assert len(found.support) == 2
    check = claims["site.library_check"]
    assert (check.value["libraries"], check.value["with_flaws"]) == ("heron 1.4.2", 1)


def test_a_check_without_a_find_says_so(ask: Any, observe: Any) -> None:
    (claim,) = ask(library_flaws, observe(SITE, CHECK))
    assert (claim.value["libraries"], claim.value["with_flaws"]) == (None, 0)
    assert "what no pattern knows stays unseen" in claim.reasons[0]


def test_a_flaw_without_a_number(ask: Any, observe: Any) -> None:
    (claim,) = ask(library_flaws, observe(SITE, flaw(references=(), summary="", at_or_above="")))
    assert claim.value["references"] is None
    assert "a flaw without a number is told of versions below 1.5.0" in claim.reasons[0]


def test_nothing_of_nothing(ask: Any) -> None:
    assert ask(library_flaws) == []
