"""Mail exchanges, and what protects the way to them."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.model import Claim, Status
from periplus.rules import mail_transport
from tests.measures.asked import asked

MX = asked("example.org", "MX", "10 mx.example.org")


def about(claims: list[Claim], predicate: str) -> list[Any]:
    return [claim.value for claim in claims if claim.predicate == predicate]


@pytest.mark.parametrize(
    ("records", "values"),
    [
        (["10 mx.example.org"], [{"published": True, "host": "mx.example.org", "preference": 10}]),
        (["0 ."], [{"published": True, "host": ".", "preference": 0}]),
        ([], [{"published": False}]),
    ],
)
def test_exchanges(ask: Any, records: list[str], values: list[Any]) -> None:
    claims = ask(mail_transport, *asked("example.org", "MX", *records))
    assert about(claims, "zone.mail_exchange") == values


def test_exchanges_that_were_not_answered(ask: Any) -> None:
    (claim,) = ask(mail_transport, *asked("example.org", "MX", rcode="SERVFAIL"))
    assert (claim.value, claim.status) == (None, Status.INSUFFICIENT)


@pytest.mark.parametrize(
    ("prefix", "record", "predicate", "shown"),
    [
        ("_mta-sts", "v=STSv1; id=20240401;", "zone.mta_sts", {"id": "20240401"}),
        (
            "_smtp._tls",
            "v=TLSRPTv1; rua=mailto:t@x.org",
            "zone.tls_reporting",
            {"rua": "mailto:t@x.org"},
        ),
        ("default._bimi", "v=BIMI1; l=https://x.org/l.svg", "zone.bimi", {"l": "https://x.org/l.svg"}),
    ],
)
def test_texts(ask: Any, prefix: str, record: str, predicate: str, shown: dict[str, str]) -> None:
    name = f"{prefix}.example.org"
    there = {"published": True, "record": record, **shown}
    for records, value in (([record], there), ([], {"published": False}), ([record] * 2, None)):
        claims = ask(mail_transport, *MX, *asked(name, "TXT", *records))
        assert about(claims, predicate) == [value or {"published": False}]
    (claim,) = (
        one
        for one in ask(mail_transport, *MX, *asked(name, "TXT", rcode="SERVFAIL"))
        if one.predicate == predicate
    )
    assert (claim.value, claim.status) == (None, Status.INSUFFICIENT)
