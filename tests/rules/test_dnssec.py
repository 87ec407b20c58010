"""Whether a chain of trust leads to a zone, and the rows of its steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from periplus.facts.dnssec import read_anchors
from periplus.lab.zones import root_keys
from periplus.measures.dnssec import questions_for
from periplus.model import Observation, Subject, SubjectKind
from periplus.rules import dnssec
from tests.facts.samples import evidence
from tests.measures.signed import AS_OF, ds_of, observations, signed_world


def seen(zone: str, **changes: Any) -> list[Observation]:
    world = signed_world(**changes)
    key = root_keys(world.script, world.documents)[0]
    text = f". IN DNSKEY {key}\n".encode()
    held = replace(evidence(text, "text/dns"), id="anchor", captured_at=AS_OF)
    anchors = [Observation.of(held, reading) for reading in read_anchors(text)]
    return [*anchors, *observations(world, questions_for(zone), zone)]


def test_a_signed_zone_is_secure_and_each_step_is_a_row(ask: Any) -> None:
    claims = ask(dnssec, *seen("z.t"))
    (verdict,) = (one for one in claims if one.predicate == "zone.dnssec")
    assert verdict.value == {
        "state": "secure",
        "at": "z.t",
        "because": "Every signature from the root to z.t holds.",
        "fault": None,
        "first_expiry": "2024-05-15T09:00:00Z",
    }
    assert str(verdict.subject) == "ZONE:z.t"
    steps = [one.value for one in claims if one.predicate == "zone.dnssec_step"]
    assert sorted((one["step"], one["zone"], one["asked"]) for one in steps) == [
        (1, ".", "anchor"), (2, ".", "DNSKEY"),
        (3, "t", "DS"), (4, "t", "DNSKEY"), (5, "z.t", "DS"), (6, "z.t", "DNSKEY"),
        (7, "z.t", "SOA"), (8, "z.t", "NS"), (9, "z.t", "A"), (10, "z.t", "AAAA"), (11, "z.t", "MX"),
    ]  # fmt: skip
    (signer,) = (one for one in steps if one["step"] == 5)
    assert signer == {
        "step": 5,
        "zone": "z.t",
        "asked": "DS",
        "outcome": "valid",
        "says": f"The zone t vouches for the key {signer['says'].split()[-3]} of z.t.",
        "digests": "SHA-256",
        "signed_by": "t",
        "key_tag": 495,
        "algorithm": "ECDSAP256SHA256",
        "valid_from": "2024-04-24T09:00:00Z",
        "valid_until": "2024-05-15T09:00:00Z",
        "days_left": 14,
    }


def test_an_unsigned_zone_below_a_signed_one(ask: Any) -> None:
    claims = ask(dnssec, *seen("u.t"))
    (verdict,) = (one for one in claims if one.predicate == "zone.dnssec")
    assert (verdict.value["state"], verdict.value["at"]) == ("insecure", "u.t")
    assert verdict.value["fault"] == "unsigned"
    (step,) = (one.value for one in claims if one.predicate == "zone.dnssec_step"
               and one.value["outcome"] == "insecure")  # fmt: skip
    assert (step["denied_by"], step["signed_by"]) == ("NSEC", "t")


def test_weak_places_are_rows(ask: Any) -> None:
    weak = ds_of(signed_world(), "z.t", "SHA1")
    claims = ask(dnssec, *seen("z.t", signers={"z.t": weak}))
    (row,) = (one for one in claims if one.predicate == "zone.dnssec_weakness")
    assert (row.value["zone"], row.value["what"]) == ("z.t", "digest SHA-1")


def test_without_an_own_anchor_the_published_ones_count(ask: Any) -> None:
    claims = ask(dnssec, *observations(signed_world(), questions_for("z.t")))
    (verdict,) = (one for one in claims if one.predicate == "zone.dnssec")
    assert (verdict.value["state"], verdict.value["fault"]) == ("bogus", "DS mismatch")
    assert "20326, 38696" in verdict.reasons[0]


def test_only_zones_that_were_looked_at_are_judged(ask: Any) -> None:
    about = Subject(kind=SubjectKind.HOST, key="z.t")
    assert ask(dnssec, *(replace(one, target=about) for one in seen("z.t"))) == []
