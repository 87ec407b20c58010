"""A question's first leads, its scope and its case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from periplus import judging
from periplus.config import load
from periplus.facts.http import HttpField
from periplus.lab.world import World
from periplus.model import (
    Ask,
    Bounds,
    Collector,
    Contact,
    Evidence,
    Reading,
    Relation,
    Scope,
    Subject,
    SubjectKind,
)
from periplus.run.place import Place
from periplus.run.question import judge, open_or_create, seeds, site_scope
from periplus.signatures.tables import load as load_tables
from periplus.store.case import Case
from tests.run.worlds import scenario, walked

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


def test_a_creation_killed_half_way_is_done_again(tmp_path: Path) -> None:
    place, target = Place.here(CONFIG), _site("https://www.example.org")
    open_or_create(tmp_path / "case", target, place, CONFIG).close()
    (tmp_path / "case" / "CASE").unlink()

    with open_or_create(tmp_path / "case", target, place, CONFIG) as case:
        assert case.target == target


def test_nothing_is_judged_without_evidence(tmp_path: Path) -> None:
    target = _site("https://www.example.org")
    with (
        Case.create(tmp_path / "case", title="t", target=target) as case,
        pytest.raises(ValueError, match="holds no evidence"),
    ):
        judge(case, load_tables())


async def test_a_mended_parser_changes_claims_without_any_fetch(tmp_path: Path) -> None:
    async with World(scenario()) as world:
        captures = await walked(world, tmp_path / "case", scope=Scope(contact=Contact.VISIT))
    tables, as_of = load_tables(), max(e.captured_at for e in captures)
    whole = judging.collectors()
    faulty = {**whole, "front_page": _Blind(whole["front_page"])}

    before = judging.judge(judging.parse(captures, among=faulty), tables, as_of)
    after = judging.judge(judging.parse(captures, among=whole), tables, as_of)

    servers = [
        [c.value for c in claims if c.predicate == "site.web_server"] for claims in (before, after)
    ]
    assert servers == [[None], ["nginx"]]  # None: not to be had


class _Blind:
    """A reader of an earlier version, which does not see field lines."""

    def __init__(self, whole: Collector) -> None:
        self._whole = whole
        self.__name__ = whole.__name__
        self.VERSION = whole.VERSION
        self.CONTACT = whole.CONTACT
        self.ACCEPTS = whole.ACCEPTS

    async def fetch(self, subject: Subject, ask: Ask) -> None:
        await self._whole.fetch(subject, ask)

    def parse(self, evidence: Evidence) -> Iterator[Reading]:
        return (r for r in self._whole.parse(evidence) if not isinstance(r.fact, HttpField))
