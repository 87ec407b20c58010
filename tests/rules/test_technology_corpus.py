"""What a corpus tells: a weight per kind of pattern, versions apart, implications under a ceiling."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.browser import PageGlobal
from periplus.facts.page import PageScript
from periplus.facts.technologies import CorpusImplied, CorpusMatch
from periplus.model import Basis, Claim
from periplus.rules import technology_corpus
from periplus.signatures.corpus import KINDS
from tests.rules.conftest import TABLES, observation

SITE = "SITE:https://www.example.org"
URL = "https://www.example.org/"
CORPUS = "the technology rules of somebody"


def match(technology: str, kind: str, *categories: str, **changes: Any) -> tuple[str, CorpusMatch]:
    plain: dict[str, Any] = {
        "key": "",
        "pattern": "x",
        "version": None,
        "confidence": 100,
        "found": "x",
        "capture": "e1",
        "place": "bytes=10-12",
        "corpus": CORPUS,
    }
    told = CorpusMatch(technology=technology, kind=kind, categories=categories, **(plain | changes))
    return SITE, told


def implied(technology: str, by: str, *categories: str, confidence: int = 100) -> tuple[str, Any]:
    fact = CorpusImplied(
        technology=technology, categories=categories, by=by, confidence=confidence, corpus=CORPUS
    )
    return SITE, fact


def told(claims: list[Claim]) -> dict[tuple[str, Any], str | None]:
    return {(claim.predicate, claim.value): claim.word for claim in claims}


@pytest.mark.parametrize(
    ("kind", "word"),
    [("meta", "very likely"), ("headers", "likely"), ("cookies", "likely"), ("text", "very unlikely")],
)
def test_each_kind_has_its_weight(ask: Any, kind: str, word: str) -> None:
    (claim,) = ask(technology_corpus, match("Quill", kind, "CMS"))
    assert (claim.value, claim.word, claim.basis) == ("Quill", word, Basis.DEDUCED)
    assert claim.weights == (f"corpus.{kind}@1",)


def test_every_kind_of_the_format_has_a_weight() -> None:
    for kind in (*KINDS, "implied", "doubtful"):
        assert TABLES.llr(f"corpus.{kind}") > 0


def test_categories_tell_the_layer(ask: Any) -> None:
    claims = ask(
        technology_corpus,
        match("Quill", "meta", "CMS"),
        match("Reed", "meta", "JavaScript frameworks"),
        match("Press", "meta", "CDN", "Blogs"),
        match("nginx", "headers", "Web servers"),  # the rule of that layer reads the field itself
    )
    assert {(claim.value, claim.layer.value) for claim in claims} == {
        *(("Quill", "APPLICATION"), ("Reed", "PAGE"), ("Press", "APPLICATION"))
    }


def test_a_database_that_is_only_implied_is_not_claimed(ask: Any) -> None:
    claims = ask(
        technology_corpus, match("Quill", "meta", "CMS"), implied("Store", "Quill", "Databases")
    )
    assert {claim.value for claim in claims} == {"Quill"}


def test_a_version_is_a_claim_of_its_own(ask: Any) -> None:
    claims = ask(technology_corpus, match("Quill", "meta", "CMS", version="4.1"))
    assert set(told(claims)) == {
        *(("site.technology", "Quill"), ("site.technology_version", "Quill 4.1"))
    }


def test_the_project_s_own_spelling_makes_one_claim(ask: Any) -> None:
    (claim,) = ask(technology_corpus, match("wordpress", "meta", "CMS"))
    assert claim.value == "WordPress"


def test_little_confidence_of_the_corpus_s_own_is_a_weak_sign(ask: Any) -> None:
    (claim,) = ask(technology_corpus, match("Quill", "meta", "CMS", confidence=40))
    assert (claim.word, claim.weights) == ("very unlikely", ("corpus.doubtful@1",))


def test_what_stands_around_a_match_supports_it(ask: Any) -> None:
    script = PageScript(src=f"{URL}quill.js", code="", data=(), url=URL)
    around = observation(SITE, script, selector="bytes=8-20")
    (claim,) = ask(technology_corpus, match("Quill", "scriptSrc", "CMS"), around)
    assert around.id in claim.support
    assert "a script from 'x'" in claim.reasons[0]


def test_a_file_of_another_host_tells_little_of_this_one(ask: Any) -> None:
    script = PageScript(src="https://other.example/wp-content/x.js", code="", data=(), url=URL)
    around = observation(SITE, script, selector="bytes=8-20")
    (claim,) = ask(technology_corpus, match("Quill", "scriptSrc", "CMS"), around)
    assert (claim.word, claim.reasons[0].endswith("the file lies on another host.")) == (
        *("very unlikely", True),
    )
    (of_page,) = ask(technology_corpus, match("Reed", "scriptSrc", "UI frameworks"), around)
    assert of_page.weights == ("corpus.scriptSrc@1",)


def test_what_a_visit_left_is_of_the_run_time_and_supports_it(ask: Any) -> None:
    left = PageGlobal(name="Quill", type="object", value="Object", version="4.1", page=URL)
    around = observation(SITE, left, selector="json:/globals/7")
    match_at = match(
        "Quill", "js", "CMS", key="Quill.version", version="4.1", place="json:/globals/7/version"
    )
    claims = ask(technology_corpus, match_at, around)
    assert set(told(claims)) == {
        *(("site.technology", "Quill"), ("site.technology_version", "Quill 4.1"))
    }
    assert all(around.id in claim.support for claim in claims)
    assert "the global Quill.version" in claims[0].reasons[0]


def test_what_is_implied_stays_below_what_implies_it(ask: Any) -> None:
    claims = ask(
        technology_corpus,
        match("Quill", "text", "CMS"),
        implied("Lingua", "Quill", "Programming languages"),
        implied("Grammar", "Lingua", "Programming languages"),
        implied("Orphan", "Nobody", "Programming languages"),
    )
    probability = {claim.value: claim.probability for claim in claims}
    assert set(probability) == {"Quill", "Lingua", "Grammar"}
    assert probability["Grammar"] <= probability["Lingua"] <= probability["Quill"]
    assert all(claim.basis is Basis.DEDUCED for claim in claims)


def test_says_nothing_of_nothing(ask: Any) -> None:
    assert ask(technology_corpus) == []
