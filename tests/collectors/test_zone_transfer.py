"""Servers that hand out the zone, refuse, stay silent, or may not be asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.zone_transfer import parse
from periplus.facts.zone_transfer import MEDIA_TYPE, ZoneTransfer
from periplus.model import Bounds, Contact, Evidence, Failure, Scope, SubjectKind
from tests.collectors.rounds import TEXT, fetched, found, subject
from tests.facts.samples import DNS, anything, evidence
from tests.facts.test_zone_transfer import OPEN, SOURCE

ZONE = subject(SubjectKind.ZONE, "example.org")
SCOPE = Scope(
    contact=Contact.PROBE,
    authorised=Bounds(zones=("example.org",), prefixes=("198.51.100.0/24",)),
    rate_per_s=1000,
    authorised_by="the owner of the laboratory",
)
SERVED = 'name = "example.org"\nservers = ["198.51.100.53"]\n'
WORLD = TEXT.replace('name = "example.org"\n', SERVED)
SERVER = '\n[[name_server]]\naddress = "198.51.100.53"\n'


def asked(captures: list[Evidence]) -> list[Evidence]:
    return [one for one in captures if "type=AXFR" in one.source]


async def test_an_open_transfer_is_kept_whole(tmp_path: Path) -> None:
    text = WORLD + SERVER + "transfer = true\n"
    captures = await fetched(tmp_path / "case", "zone_transfer", ZONE, SCOPE, text=text)
    (given_,) = (fact for fact in found(captures) if isinstance(fact, ZoneTransfer))
    assert (given_.server, given_.rcode, given_.complete) == ("198.51.100.53", "NOERROR", True)
    assert given_.records > given_.names > 1
    assert asked(captures)[0].failure is None


async def test_a_refusal_is_an_answer(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "zone_transfer", ZONE, SCOPE, text=WORLD)
    (refused,) = (fact for fact in found(captures) if isinstance(fact, ZoneTransfer))
    assert (refused.rcode, refused.records, refused.complete) == ("REFUSED", 0, False)


async def test_a_silent_server_is_a_row(tmp_path: Path) -> None:
    text = WORLD + SERVER + 'behaviour = "garbage"\n'
    captures = await fetched(tmp_path / "case", "zone_transfer", ZONE, SCOPE, text=text)
    (row,) = asked(captures)
    assert row.failure in (Failure.PROTOCOL, Failure.CONNECTION_CLOSED)


@pytest.mark.parametrize(
    "scope",
    [
        replace(SCOPE, contact=Contact.VISIT),
        replace(SCOPE, authorised_by=""),
        replace(SCOPE, authorised=Bounds(zones=("example.org",))),
        replace(SCOPE, authorised=Bounds(zones=("example.com",), prefixes=("198.51.100.0/24",))),
    ],
    ids=["visit", "nobody authorised", "no address", "another zone"],
)
async def test_any_less_of_a_scope_refuses(tmp_path: Path, scope: Scope) -> None:
    text = WORLD + SERVER + "transfer = true\n"
    captures = await fetched(tmp_path / "case", "zone_transfer", ZONE, scope, text=text)
    (row,) = asked(captures)
    assert row.failure is Failure.REFUSED_SCOPE
    assert row.dialled is None


@given(anything(OPEN), st.sampled_from([DNS, MEDIA_TYPE, "text/plain"]))
def test_never_raises(body: bytes, media_type: str) -> None:
    list(parse(replace(evidence(body, media_type), source=SOURCE)))
    list(parse(evidence(body, media_type)))
