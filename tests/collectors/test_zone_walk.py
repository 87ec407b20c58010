"""Walking a zone and trying words: within bounds, and only where the scope says so in full."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.zone_walk import MAX_STEPS, next_name, parse, words
from periplus.model import Bounds, Contact, Failure, Scope, SubjectKind
from tests.collectors.rounds import LOOKUP, TEXT, fetched, sources, subject
from tests.facts.samples import DNS, HTTP, anything, dns_message, evidence

ZONE = subject(SubjectKind.ZONE, "example.org")
SCOPE = Scope(
    contact=Contact.PROBE,
    authorised=Bounds(zones=("example.org",), prefixes=("198.51.100.0/24",)),
    rate_per_s=1000,
    authorised_by="the owner of the laboratory",
)
SAMPLE = dns_message(
    "example.org", "NSEC", answer=["example.org. 60 IN NSEC Mail.example.org. A NS RRSIG NSEC"]
)
CHAIN = "@ NSEC edge A NS\nedge NSEC ns1 A\nns1 NSEC www A\nwww NSEC @ CNAME\n"
WORLD = TEXT.replace(
    """name = "example.org"
records = '''
""",
    f"""name = "example.org"
servers = ["198.51.100.53"]
records = '''
{CHAIN}""",
)


@given(anything(SAMPLE), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))
    next_name(evidence(body, media_type), "example.org")


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("Mail.example.org.", "mail.example.org"),
        ("example.org.", None),
        ("mail.example.net.", None),
        (r"\000.example.org.", None),
    ],
)
def test_where_a_denial_leads(target: str, name: str | None) -> None:
    body = dns_message("example.org", "NSEC", answer=[f"example.org. 60 IN NSEC {target} A"])
    assert next_name(evidence(body, DNS), "example.org") == name


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "zone_walk", ZONE, SCOPE, text=WORLD)
    asked = sources(captures)
    walked = [source for source in asked if source.endswith("type=NSEC")]
    assert len(walked) == 4
    assert sum("dns://198.51.100.53/" in source for source in asked) == 4 + len(words())


async def test_a_chain_without_end_is_bounded(tmp_path: Path) -> None:
    chain = "@ NSEC n0 A\n" + "\n".join(f"n{n} NSEC n{n + 1} A" for n in range(MAX_STEPS + 50))
    text = WORLD.replace(CHAIN, f"{chain}\n")
    captures = await fetched(tmp_path / "case", "zone_walk", ZONE, SCOPE, text=text)
    assert sum(source.endswith("type=NSEC") for source in sources(captures)) == MAX_STEPS


@pytest.mark.parametrize(
    "scope",
    [
        LOOKUP,
        replace(SCOPE, contact=Contact.VISIT),
        replace(SCOPE, authorised_by=""),
        replace(SCOPE, authorised=Bounds(zones=("example.net",), prefixes=("198.51.100.0/24",))),
        replace(SCOPE, authorised=Bounds(zones=("example.org",))),
        replace(SCOPE, excluded=Bounds(prefixes=("198.51.100.53/32",))),
        replace(SCOPE, valid_until=datetime(2024, 1, 1, tzinfo=UTC)),
    ],
    ids=["lookup", "visit", "nobody authorised", "another zone", "no address", "excluded", "expired"],
)
async def test_any_less_of_a_scope_refuses(tmp_path: Path, scope: Scope) -> None:
    captures = await fetched(tmp_path / "case", "zone_walk", ZONE, scope, text=WORLD)
    (probed,) = (one for one in captures if "198.51.100.53/" in one.source)
    assert probed.failure in (Failure.REFUSED_SCOPE, Failure.REFUSED_EXPIRED)
    assert probed.dialled is None
