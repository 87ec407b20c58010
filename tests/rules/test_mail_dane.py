"""Certificates pinned by exchanges."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.model import Status
from periplus.rules import mail_dane
from tests.measures.asked import asked

NAME = "_25._tcp.mx.example.org"


@pytest.mark.parametrize(
    ("records", "vouched", "usable", "says"),
    [
        (["3 1 1 00ff"], True, 1, "pins its certificate."),
        (["3 1 1 00ff", "0 0 1 00"], False, 1, "senders pass over it"),
        (["1 0 1 00"], True, 0, "do not use"),
    ],
)
def test_pinned(ask: Any, records: list[str], vouched: bool, usable: int, says: str) -> None:
    mx = asked("example.org", "MX", "10 mx.example.org", authenticated=vouched)
    (claim,) = ask(mail_dane, *mx, *asked(NAME, "TLSA", *records, authenticated=vouched))
    assert (claim.value["usable"], claim.value["authenticated"]) == (usable, vouched)
    assert says in claim.reasons[0]


def test_nothing_pinned_or_not_told(ask: Any) -> None:
    mx = asked("example.org", "MX", "10 mx.example.org", "20 other.example.org")
    (claim,) = ask(mail_dane, *mx, *asked(NAME, "TLSA", rcode="NXDOMAIN"))
    assert claim.value == {"host": "mx.example.org", "published": False}
    (claim,) = ask(mail_dane, *mx, *asked(NAME, "TLSA", rcode="SERVFAIL"))
    assert claim.status is Status.INSUFFICIENT
