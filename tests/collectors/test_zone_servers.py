"""The collector that asks a zone's servers themselves."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.zone_servers import MOST_SERVERS, parse
from periplus.facts.name_server import ServerAnswer
from periplus.model import Failure
from tests.collectors.rounds import LOOKUP, fetched, found
from tests.collectors.served import SCOPE, SERVED, ZONE
from tests.facts.samples import DNS, HTTP, anything, dns_message, evidence

SAMPLE = dns_message("z.zz", "NS", answer=["z.zz. 60 IN NS ns1.z.zz."])


@given(anything(SAMPLE), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "zone_servers", ZONE, SCOPE, text=SERVED)
    asked = sorted(
        (fact.server, fact.rdtype) for fact in found(captures) if isinstance(fact, ServerAnswer)
    )
    assert asked == [
        ("192.0.2.2", "NS"),
        ("198.51.100.1", "NS"),
        ("198.51.100.1", "SOA"),
        ("198.51.100.2", "NS"),
        ("198.51.100.2", "SOA"),
    ]
    # RFC 5001: the question wants to know which machine answers.
    assert all(b"\x00\x03\x00\x00" in e.request for e in captures if "198.51.100." in e.source)


async def test_a_silent_server_is_asked_once_and_is_a_row(tmp_path: Path) -> None:
    drop = '[[name_server]]\naddress = "198.51.100.2"\nbehaviour = "drop"\n'
    captures = await fetched(
        tmp_path / "case", "zone_servers", ZONE, SCOPE, text=SERVED, changed=("# more", drop)
    )
    (failed,) = (e for e in captures if "198.51.100.2" in e.source)
    assert failed.failure is Failure.IO_TIMEOUT


async def test_a_name_that_is_no_zone_has_no_servers(tmp_path: Path) -> None:
    about = type(ZONE)(kind=ZONE.kind, key="ns1.z.zz")
    captures = await fetched(tmp_path / "case", "zone_servers", about, SCOPE, text=SERVED)
    assert len(captures) == 1


async def test_many_servers_are_bounded(tmp_path: Path) -> None:
    many = "".join(f"@ NS x{number}\nx{number} A 198.51.100.1\n" for number in range(60))
    captures = await fetched(
        tmp_path / "case",
        "zone_servers",
        ZONE,
        SCOPE,
        text=SERVED,
        changed=("ns2 A 198.51.100.2\n", many),
    )
    names = {e.source for e in captures if "type=A" in e.source and "/x" in e.source}
    assert len(names) <= 2 * MOST_SERVERS


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "zone_servers", ZONE, LOOKUP, text=SERVED)
    sent = {e.dialled is not None for e in captures if "192.0.2.53" not in e.source}
    assert sent == {False}
    assert {e.failure for e in captures if "198.51.100" in e.source} == {Failure.REFUSED_SCOPE}
