"""The packs' collector: what it asks, and what it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given

from periplus.collectors import pack_address
from periplus.facts.place import PackRow
from periplus.facts.registry import AsName, RouteOrigin
from periplus.model import Ask, Blob, Evidence, Failure, Subject, SubjectKind
from periplus.packs.shelf import MEDIA_TYPE, Shelf
from tests.facts.samples import anything, evidence, facts
from tests.packs.shelves import AS_LINES, shelve

ADDRESS = Subject(kind=SubjectKind.ADDRESS, key="192.0.2.7")


class Desk:
    """The part of model.Ask that reaches packs, over a real shelf."""

    def __init__(self, shelf: Shelf, settings: Mapping[str, Any]) -> None:
        self.settings = settings
        self.captured: list[Evidence] = []
        self._shelf = shelf

    async def pack(self, *, name: str, key: str) -> Evidence:
        answer = self._shelf.answer(name, key)
        made = evidence(answer.body, answer.media_type, source=answer.source, failure=answer.failure)
        self.captured.append(made)
        return made


async def fetched(directory: Path | None, packs: str) -> list[Evidence]:
    desk = Desk(Shelf(directory), {"packs": packs})
    await pack_address.fetch(ADDRESS, cast("Ask", desk))
    return desk.captured


async def test_a_row_becomes_facts(tmp_path: Path) -> None:
    shelve("as", AS_LINES, tmp_path)
    (captured,) = await fetched(tmp_path, "as")
    table, origin, name = facts(pack_address.parse(captured))

    assert isinstance(table, PackRow)
    assert (table.dated, table.attribution != "") == ("2026-06-17", True)
    assert origin == RouteOrigin(prefix="192.0.2.0/24", asn=64496)
    assert name == AsName(asn=64496, name="Example, Inc.", country=None)


async def test_packs_that_are_not_here_are_evidence_without_facts(tmp_path: Path) -> None:
    captured = await fetched(tmp_path, "as, country")

    assert [e.source for e in captured] == ["pack://as", "pack://country"]
    assert {e.failure for e in captured} == {Failure.UNAVAILABLE}
    assert [list(pack_address.parse(e)) for e in captured] == [[], []]


@pytest.mark.parametrize("packs", ["", ","])
async def test_no_pack_is_named_no_pack_is_asked(packs: str) -> None:
    assert await fetched(None, packs) == []


ROW = b'{"asn": "1", "first": "::", "last": "::"}'
SAMPLE = b'{"pack": "as", "kind": "as", "date": "2026-06-17", "row": ' + ROW + b"}"


@given(anything(SAMPLE))
def test_parse_never_raises(body: bytes) -> None:
    capture = evidence(body, MEDIA_TYPE, source="pack://as/::")
    list(pack_address.parse(capture))
    list(pack_address.parse(replace(capture, media_type="text/plain", body=Blob.of(body))))
