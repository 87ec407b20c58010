"""Servers that tell of themselves, refuse, stay silent, or may not be asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.server_version import NAMES, parse
from periplus.facts.server_text import ServerText
from periplus.model import Bounds, Contact, Failure, Scope, SubjectKind
from tests.collectors.rounds import TEXT, fetched, found, subject
from tests.facts.samples import DNS, HTTP, anything, dns_message, evidence

ZONE = subject(SubjectKind.ZONE, "example.org")
SCOPE = Scope(
    contact=Contact.PROBE,
    authorised=Bounds(zones=("example.org",), prefixes=("198.51.100.0/24",)),
    rate_per_s=1000,
    authorised_by="the owner of the laboratory",
)
SERVED = 'name = "example.org"\nservers = ["198.51.100.53"]\n'
WORLD = TEXT.replace('name = "example.org"\n', SERVED)
TELLS = '\n[[name_server]]\naddress = "198.51.100.53"\nchaos = { "version.bind" = "NSD 4.8" }\n'
SILENT = '\n[[name_server]]\naddress = "198.51.100.53"\nbehaviour = "drop"\n'


@given(anything(dns_message("version.bind", "TXT")), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_never_raises(body: bytes, media_type: str) -> None:
    source = "dns://192.0.2.1/version.bind?type=TXT&class=CH&zone=example.org"
    list(parse(replace(evidence(body, media_type), source=source)))
    list(parse(evidence(body, media_type)))


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "server_version", ZONE, SCOPE, text=WORLD + TELLS)
    told = {fact.asked: fact for fact in found(captures) if isinstance(fact, ServerText)}
    assert set(told) == set(NAMES)
    assert told["version.bind"].text == "NSD 4.8"
    assert (told["id.server"].text, told["id.server"].rcode) == (None, "REFUSED")


async def test_a_silent_server_is_asked_once(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "server_version", ZONE, SCOPE, text=WORLD + SILENT)
    (asked,) = (one for one in captures if "class=CH" in one.source)
    assert asked.failure is Failure.IO_TIMEOUT


@pytest.mark.parametrize(
    "scope",
    [
        replace(SCOPE, contact=Contact.VISIT),
        replace(SCOPE, authorised_by=""),
        replace(SCOPE, authorised=Bounds(zones=("example.org",))),
        replace(SCOPE, authorised=Bounds(zones=("bind",), prefixes=("198.51.100.0/24",))),
    ],
    ids=["visit", "nobody authorised", "no address", "another zone"],
)
async def test_any_less_of_a_scope_refuses(tmp_path: Path, scope: Scope) -> None:
    captures = await fetched(tmp_path / "case", "server_version", ZONE, scope, text=WORLD + TELLS)
    (asked,) = (one for one in captures if "class=CH" in one.source)
    assert asked.failure is Failure.REFUSED_SCOPE
    assert asked.dialled is None
