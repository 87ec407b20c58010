"""The walk follows leads to their end, and sends nothing where it may not."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from periplus.lab.world import World
from periplus.model import Bounds, Contact, Evidence, Failure, Scope
from periplus.run.walk import Step
from periplus.store.case import NOT_ASKED
from tests.run.worlds import scenario, walked

VISIT = Scope(contact=Contact.VISIT)


def _to(captures: list[Evidence], host: str) -> list[Evidence]:
    return [e for e in captures if e.source.startswith(("http", "tls")) and host in e.source]


async def test_a_site_is_visited_once(tmp_path: Path) -> None:
    async with World(scenario()) as world:
        captures = await walked(world, tmp_path / "case", scope=VISIT)

    visits = [e for e in captures if e.source == "https://www.example.org/"]
    assert [e.failure for e in visits] == [None]
    assert visits[0].asked == "198.51.100.7:443"
    assert visits[0].dialled != visits[0].asked
    assert all(e.vantage == "lab:small" for e in captures)
    keys = [(e.collector, e.source) for e in captures]
    assert len(keys) == len(set(keys))


async def test_every_address_of_a_site_shakes_hands_once(tmp_path: Path) -> None:
    second = "www.example.org. A 198.51.100.7\nwww.example.org. A 198.51.100.9\n"
    plan = scenario().with_text("www.example.org. A 198.51.100.7\n", second)
    plan = plan.with_value(("web", "www.example.org", "addresses"), ["198.51.100.7", "198.51.100.9"])
    async with World(plan) as world:
        captures = await walked(world, tmp_path / "case", scope=VISIT)

    shaken = [e for e in captures if e.source.startswith("tls://") and e.failure is None]
    # The request for security.txt is a connection of its own.
    pages = [e for e in shaken if not e.collector.startswith("security_txt@")]
    assert sorted(str(e.asked) for e in pages) == ["198.51.100.7:443", "198.51.100.9:443"]
    assert len(shaken) == 3


async def test_contact_lookup_sends_the_site_nothing(tmp_path: Path) -> None:
    async with World(scenario()) as world:
        captures = await walked(world, tmp_path / "case", scope=Scope(contact=Contact.LOOKUP))

    rows = _to(captures, "www.example.org")
    assert {e.failure for e in rows} == {Failure.REFUSED_SCOPE}
    assert all(e.dialled is None for e in rows)


@pytest.mark.parametrize(
    ("location", "failure"),
    [
        ("https://other.example/", Failure.REFUSED_SCOPE),
        ("https://inside.example/", Failure.REFUSED_SCOPE),
        ("https://10.0.0.1/", Failure.REFUSED_SCOPE),
        ("http://[::ffff:c633:6408]/", Failure.REFUSED_SCOPE),
    ],
)
async def test_a_redirect_off_the_site_is_a_row(tmp_path: Path, location: str, failure: Failure) -> None:
    async with World(scenario(location=location)) as world:
        captures = await walked(world, tmp_path / "case", scope=VISIT)

    rows = [e for e in captures if e.failure is not None and e.source.startswith(location.rstrip("/"))]
    assert {e.failure for e in rows} == {failure}
    assert all(e.dialled is None for e in rows)
    assert all(e.body.read() for e in rows)


@pytest.mark.parametrize(
    ("host", "failure"),
    [
        ("inside.example", Failure.REFUSED_ADDRESS),
        ("mapped.example", Failure.REFUSED_ADDRESS),
        ("translated.example", Failure.REFUSED_ADDRESS),
    ],
)
async def test_an_authorised_name_does_not_open_a_forbidden_address(
    tmp_path: Path, host: str, failure: Failure
) -> None:
    scope = Scope(contact=Contact.VISIT, authorised=Bounds(names=(host,)))
    async with World(scenario(location=f"https://{host}/")) as world:
        captures = await walked(world, tmp_path / "case", scope=scope)

    rows = _to(captures, host)
    assert rows
    assert {e.failure for e in rows} == {failure}
    assert all(e.dialled is None for e in rows)


async def test_a_redirect_to_an_excluded_host_is_a_row(tmp_path: Path) -> None:
    bounds = Bounds(names=("other.example",))
    scope = Scope(contact=Contact.VISIT, authorised=bounds, excluded=bounds)
    async with World(scenario(location="https://other.example/")) as world:
        captures = await walked(world, tmp_path / "case", scope=scope)

    rows = _to(captures, "other.example")
    assert {e.failure for e in rows} == {Failure.REFUSED_SCOPE}
    assert not [e for e in captures if e.source.startswith("dns") and "other.example?" in e.source]


async def test_a_name_is_resolved_once_and_what_was_checked_is_dialled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolved_again(*_: object) -> None:
        raise AssertionError("a name was resolved behind the gate")

    async with World(scenario()) as world:
        monkeypatch.setattr(socket, "getaddrinfo", resolved_again)
        captures = await walked(world, tmp_path / "case", scope=VISIT)
        dialled = world.connection_map["198.51.100.7", 443]

    visit = next(e for e in captures if e.source == "https://www.example.org/")
    asked = [e for e in captures if e.collector == visit.collector and e.source.endswith("type=A")]
    assert len(asked) == 1
    assert visit.dialled == f"{dialled[0]}:{dialled[1]}"


async def test_an_expired_scope_probes_nothing(tmp_path: Path) -> None:
    from periplus.net.gate import Gate, Refusal

    scope = Scope(
        contact=Contact.PROBE,
        authorised=Bounds(names=("www.example.org",), prefixes=("198.51.100.7/32",)),
        authorised_by="the owner",
        valid_until=datetime(2024, 4, 30, tzinfo=UTC),
    )
    async with World(scenario()) as world:
        from periplus.cli.lab import place_in

        gate = Gate(scope, place_in(world).clock, world.connection_map)
        verdict = gate.check(
            contact=Contact.PROBE, name="www.example.org", address="198.51.100.7", port=443
        )

    assert isinstance(verdict, Refusal)
    assert verdict.failure is Failure.REFUSED_EXPIRED


async def test_a_second_run_asks_nothing_again(tmp_path: Path) -> None:
    async with World(scenario()) as world:
        first = await walked(world, tmp_path / "case", scope=VISIT)
        second = await walked(world, tmp_path / "case", scope=VISIT)

    # What is refused is told again, for nothing was sent; what was sent is not.
    new = {e.id for e in second} - {e.id for e in first}
    assert {e.failure for e in second if e.id in new} <= {
        Failure.REFUSED_UNMAPPED,
        Failure.REFUSED_SCOPE,
    }


async def test_a_wider_scope_asks_what_was_refused(tmp_path: Path) -> None:
    async with World(scenario()) as world:
        await walked(world, tmp_path / "case", scope=Scope(contact=Contact.LOOKUP))
        captures = await walked(world, tmp_path / "case", scope=VISIT)

    assert any(e.source == "https://www.example.org/" and e.failure is None for e in captures)


async def test_what_was_refused_was_not_sent(tmp_path: Path) -> None:
    steps: list[Step] = []
    async with World(scenario()) as world:
        await walked(world, tmp_path / "case", scope=Scope(contact=Contact.NONE), progress=steps.append)

    assert steps
    assert {step.requests for step in steps} == {0}


async def test_a_spent_budget_is_a_row(tmp_path: Path) -> None:
    async with World(scenario()) as world:
        captures = await walked(world, tmp_path / "case", scope=VISIT, options={"budget_requests": 3})

    sent = [e for e in captures if e.failure not in NOT_ASKED]
    assert len({(e.collector, e.source) for e in sent if not e.source.startswith("tls")}) <= 3
    assert any(e.failure is Failure.BUDGET for e in captures)


async def test_offline_changes_nothing(tmp_path: Path) -> None:
    async with World(scenario()) as world:
        assert await walked(world, tmp_path / "case", scope=VISIT, offline=True) == []
