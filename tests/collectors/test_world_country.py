"""The world's collector: what it asks, and what it reads."""

from __future__ import annotations

from typing import cast

from hypothesis import given

from periplus.collectors import world_country
from periplus.facts.world import Dataset
from periplus.model import Ask, Evidence, Failure, Subject, SubjectKind
from periplus.packs.world_slice import MEDIA_TYPE
from tests.facts.samples import anything, evidence, facts
from tests.rules.worlds import document

ZZ = Subject(kind=SubjectKind.COUNTRY, key="ZZ")


class Desk:
    """The part of model.Ask that reaches a world."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def world(self, *, country: str) -> Evidence:
        self.asked.append(country)
        return evidence(document(), MEDIA_TYPE, source="world://ZZ")


async def test_one_document_per_country() -> None:
    desk = Desk()
    await world_country.fetch(ZZ, cast("Ask", desk))

    assert desk.asked == ["ZZ"]


def test_the_document_becomes_facts() -> None:
    found = facts(world_country.parse(evidence(document(), MEDIA_TYPE, source="world://ZZ")))

    assert isinstance(found[0], Dataset)


def test_a_failure_says_nothing() -> None:
    failed = evidence(b"no world", "text/plain", source="world://ZZ", failure=Failure.UNAVAILABLE)

    assert list(world_country.parse(failed)) == []


@given(anything())
def test_parse_never_raises(content: bytes) -> None:
    list(world_country.parse(evidence(content, MEDIA_TYPE, source="world://ZZ")))
