"""What texts name: told of the organisation, weak for a site."""

from __future__ import annotations

from typing import Any

from periplus.facts.text import TechnologyMention
from periplus.model import Basis, Status
from periplus.rules import technology_mentions

ORGANISATION = "ORGANISATION:Ministry of Zembla"


def mention(observe: Any, name: str, about: str = ORGANISATION) -> Any:
    fact = TechnologyMention(technology=name, sentence=f"We use {name}.")
    return observe(about, fact, basis=Basis.TOLD)


def test_told_of_the_organisation(ask: Any, observe: Any) -> None:
    (claim,) = ask(technology_mentions, mention(observe, "Ceph"))
    assert (str(claim.subject), claim.value, claim.status) == (ORGANISATION, "Ceph", Status.TOLD_ONLY)
    assert "We use Ceph." in claim.reasons[0]


def test_weak_for_a_site(ask: Any, observe: Any, page: Any) -> None:
    claims = ask(technology_mentions, mention(observe, "PostgreSQL"), page())
    (weak,) = (claim for claim in claims if claim.predicate == "site.technology")
    assert weak.status is Status.TOLD_ONLY
    assert weak.probability is not None
    assert weak.probability < 0.2


def test_what_a_site_does_not_show_is_none_of_its_claims(ask: Any, observe: Any, page: Any) -> None:
    claims = ask(technology_mentions, mention(observe, "Ceph"), page())
    assert {claim.predicate for claim in claims} == {"organisation.technology"}


def test_a_text_about_the_site_itself_is_no_claim_on_an_organisation(
    ask: Any, observe: Any, page: Any
) -> None:
    claims = ask(technology_mentions, mention(observe, "Django", "SITE:https://www.example.org"), page())
    assert [claim.predicate for claim in claims] == ["site.technology"]
