"""Whether a chain of trust leads to a zone."""

from __future__ import annotations

from typing import Any

from periplus.rules import dnssec
from tests.measures.asked import asked
from tests.measures.test_dnssec import KEYS, ds

KNOWN: dict[str, Any] = {"target": "z.t"}
ABOVE = [
    *asked(".", "DNSKEY", KEYS["."], **KNOWN),
    *asked("t", "DS", ds("t"), **KNOWN),
    *asked("t", "DNSKEY", KEYS["t"], **KNOWN),
]


def test_an_unsigned_zone_below_a_signed_one(ask: Any) -> None:
    seen = [*ABOVE, *asked("z.t", "DS", zone="t", **KNOWN), *asked("z.t", "DNSKEY", zone="z.t", **KNOWN)]
    (claim,) = ask(dnssec, *seen)
    assert (str(claim.subject), claim.value["state"], claim.value["at"]) == (
        "ZONE:z.t",
        "insecure",
        "z.t",
    )
    assert claim.value["because"] == "The zone t is signed and holds no DS for z.t, and z.t has no keys."
    assert len(claim.support) == 10


def test_a_signed_zone_is_not_called_secure(ask: Any) -> None:
    seen = [
        *ABOVE,
        *asked("z.t", "DS", ds("z.t"), **KNOWN),
        *asked("z.t", "DNSKEY", KEYS["z.t"], **KNOWN),
    ]
    (claim,) = ask(dnssec, *seen)
    assert claim.value["state"] == "indeterminate"
    assert "not yet checked" in claim.value["because"]


def test_a_broken_chain(ask: Any) -> None:
    seen = [*ABOVE, *asked("z.t", "DS", ds("t"), **KNOWN), *asked("z.t", "DNSKEY", KEYS["z.t"], **KNOWN)]
    (claim,) = ask(dnssec, *seen)
    assert claim.value["state"] == "bogus"


def test_zones_on_the_way_are_not_judged(ask: Any) -> None:
    assert ask(dnssec, *ABOVE) == []
