"""Users per network: rows with a network and a share, no others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.users import NetworkUsers, read_network_users
from periplus.model import Basis
from tests.facts.test_statistics import JSON

ROW = {"as": 64500, "autnum": "ZEMBLA-NET Royal Post", "percent": 61.25, "samples": 30211}


def test_a_network_with_its_part() -> None:
    (reading,) = read_network_users([ROW], "ZZ")

    assert reading.fact == NetworkUsers(
        source="apnic_users", country="ZZ", name="ZEMBLA-NET Royal Post", percent=61.25, samples=30211
    )
    assert (str(reading.subject), reading.selector, reading.basis) == (
        "ASN:AS64500", "json:/0", Basis.TOLD,
    )  # fmt: skip


@pytest.mark.parametrize(
    "changed", [{"as": 0}, {"as": 2**32}, {"as": None}, {"percent": 101}, {"percent": "much"}]
)
def test_a_row_that_tells_no_share_is_none(changed: dict[str, Any]) -> None:
    assert list(read_network_users([{**ROW, **changed}], "ZZ")) == []


@given(JSON, st.sampled_from(sorted(ROW)))
def test_any_document_is_read_without_an_error(document: Any, field: str) -> None:
    list(read_network_users(document, "ZZ"))
    list(read_network_users([{**ROW, field: document}], "ZZ"))
