"""A question's first leads, its scope and its case."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.config import load
from periplus.model import Bounds, Relation, Scope, Subject, SubjectKind
from periplus.run.place import Place
from periplus.run.question import judge, open_or_create, seeds, site_scope
from periplus.signatures.tables import load as load_tables
from periplus.store.case import Case

CONFIG = load(file=None, environment={})


def _site(url: str) -> Subject:
    return Subject(kind=SubjectKind.SITE, key=url)


def test_a_country_leads_to_its_zone() -> None:
    leads = seeds(Subject(kind=SubjectKind.COUNTRY, key="GB"), "uk")

    assert [(lead.relation, lead.subject.key) for lead in leads] == [
        (Relation.ASKED, "GB"),
        (Relation.TLD_OF, "uk"),
    ]


def test_a_site_leads_to_its_host_and_zone() -> None:
    leads = seeds(_site("https://www.example.org:8443"))

    assert [str(lead.subject) for lead in leads] == [
        "SITE:https://www.example.org:8443",
        "HOST:www.example.org",
        "ZONE:example.org",
    ]


def test_a_site_by_address_leads_to_the_address() -> None:
    assert str(seeds(_site("https://[2001:db8::1]"))[1].subject) == "ADDRESS:2001:db8::1"


def test_consent_covers_the_host_and_its_www_twin() -> None:
    scope = site_scope(Scope(authorised=Bounds(zones=("example.net",))), _site("https://example.org"))

    assert scope.authorised.names == ("example.org", "www.example.org")
    assert scope.authorised.zones == ("example.net",)


def test_a_case_is_made_then_continued(tmp_path: Path) -> None:
    place, target = Place.here(CONFIG), _site("https://www.example.org")

    open_or_create(tmp_path / "case", target, place, CONFIG).close()

    with open_or_create(tmp_path / "case", target, place, CONFIG) as case:
        assert case.target == target
    with pytest.raises(ValueError, match="name another directory"):
        open_or_create(tmp_path / "case", _site("https://other.example"), place, CONFIG)


def test_nothing_is_judged_without_evidence(tmp_path: Path) -> None:
    target = _site("https://www.example.org")
    with (
        Case.create(tmp_path / "case", title="t", target=target) as case,
        pytest.raises(ValueError, match="holds no evidence"),
    ):
        judge(case, load_tables())
