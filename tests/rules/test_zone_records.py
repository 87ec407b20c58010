"""The records at a zone's own name, and what its verification tokens tell."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.rules import zone_records
from tests.measures.asked import asked


def records(name: str, rdtype: str, *data: str, **told: Any) -> list[Any]:
    """The records alone: this rule reads no headers."""
    return asked(name, rdtype, *data, **told)[1:]


@pytest.mark.parametrize(
    ("rdtype", "data"), [("A", "192.0.2.1"), ("MX", "10 mx.example.org"), ("TXT", "v=spf1 -all")]
)
def test_a_record(ask: Any, rdtype: str, data: str) -> None:
    (claim,) = ask(zone_records, *records("example.org", rdtype, data))
    assert (str(claim.subject), claim.value) == ("ZONE:example.org", {"type": rdtype, "data": data})


@pytest.mark.parametrize(
    ("data", "service"),
    [
        ("google-site-verification=abc", "Google"),
        ("MS=ms12345678", "Microsoft 365"),
        ("facebook-domain-verification=abc", "Meta"),
        ("yandex-verification: abc", "Yandex"),
        ("apple-domain-verification=abc", "Apple"),
        ("MS=other", None),
        ("x google-site-verification=abc", None),
        ("ember-count-verification=abc", None),
    ],
)
def test_a_token(ask: Any, data: str, service: str | None) -> None:
    claims = ask(zone_records, *records("example.org", "TXT", data))
    tokens = [claim for claim in claims if claim.predicate == "zone.verification"]
    assert [claim.value["service"] for claim in tokens] == ([service] if service else [])
    assert all(claim.value["tells"] == claim.reasons[0] for claim in tokens)


@pytest.mark.parametrize(
    "seen",
    [
        records("www.example.org", "A", "192.0.2.1"),
        records("example.org", "RRSIG", "A 13 2"),
        records("example.org", "A", zone="example.org"),
    ],
)
def test_what_is_no_record_of_the_zone(ask: Any, seen: list[Any]) -> None:
    assert ask(zone_records, *seen) == []
