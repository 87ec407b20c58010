"""A country's document as facts, each with the smallest place it stands in; nothing of other bytes."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from periplus.facts.selector import select
from periplus.facts.world import (
    BorderLink,
    Dataset,
    Network,
    StateOwner,
    WorldTable,
    read_country,
)
from periplus.model import Basis
from tests.facts.samples import anything
from tests.rules.worlds import document


def facts_of(kind: type[Any], body: bytes | None = None) -> list[Any]:
    content = document() if body is None else body
    return [reading.fact for reading in read_country(content) if isinstance(reading.fact, kind)]


def test_the_dataset_holds_definitions_links_and_routes() -> None:
    (dataset,) = facts_of(Dataset)

    assert dataset.country == "ZZ"
    assert dataset.members("located") == (64500, 64502, 64503)
    assert (64511, 64501) in dataset.transit
    assert dataset.dated("relations") == "2022-11-01"
    assert dataset.dated("nothing") is None
    assert dataset.routes_told == len(dataset.routes) == 5


def test_every_row_has_its_place() -> None:
    body = document()
    for reading in read_country(body):
        selected = select(body, "application/json", reading.selector)
        match reading.fact:
            case Network(asn=asn) | StateOwner(asn=asn):
                assert json.loads(selected)["asn"] == asn
            case BorderLink(provider=provider, customer=customer):
                assert json.loads(selected) == [provider, customer]
            case WorldTable(dated=dated):
                assert json.loads(selected)["date"] == dated


def test_links_over_the_border_name_their_provider() -> None:
    links = facts_of(BorderLink)

    assert {(link.provider, link.customer, link.country) for link in links} == {
        (64510, 64500, "QV"), (64511, 64500, "QV"), (64511, 64501, "QV"),
    }  # fmt: skip


def test_routes_are_witnessed_and_links_told() -> None:
    def basis(body: bytes) -> Basis:
        return next(r.basis for r in read_country(body) if isinstance(r.fact, Dataset))

    assert basis(document()) is Basis.DEDUCED
    assert basis(document("rib.mrt")) is Basis.TOLD


def test_a_document_with_a_wrong_part_says_nothing() -> None:
    for path, value in (
        ("country", 5),
        ("transit", [[1]]),
        ("networks", [{"asn": -1}]),
        ("tables", None),
    ):
        changed = json.loads(document()) | {path: value}

        assert list(read_country(json.dumps(changed).encode())) == []


@given(anything())
def test_other_bytes_say_nothing(content: bytes) -> None:
    assert list(read_country(content)) == []
