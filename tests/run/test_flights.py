"""A request is sent once; what was not sent is a row, or under --offline no row at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from periplus.cli.lab import place_in
from periplus.config import load
from periplus.lab.world import World
from periplus.model import Contact, Evidence, Failure, Scope
from periplus.run.asker import Asker
from periplus.run.flights import Flights
from periplus.run.question import open_or_create, site_scope
from tests.run.worlds import TARGET, scenario

URL = "https://www.example.org/"


async def _asked(
    directory: Path, urls: Sequence[str], *, offline: bool = False, budget: int = 100
) -> tuple[list[tuple[Evidence, ...]], int, int]:
    """What came of each URL, how many requests were sent, and how many rows the case then had."""
    async with World(scenario()) as world:
        settings = {**world.settings, "budget_requests": budget}
        config = load(file=None, environment={}).with_values(settings, "laboratory")
        place = place_in(world)
        scope = site_scope(Scope(contact=Contact.VISIT), TARGET)
        with open_or_create(directory, TARGET, place, config) as case:
            flights = Flights(case=case, place=place, config=config, scope=scope, offline=offline)
            asker = Asker(flights, "test@1", Contact.VISIT, TARGET)
            found = [await asker.http(url=url) for url in urls]
            return found, flights.sent, len(list(case.evidences()))


async def test_the_same_request_is_sent_once(tmp_path: Path) -> None:
    (first, second), sent, _ = await _asked(tmp_path / "case", [URL] * 2)

    assert second is first
    assert sent == 3  # two addresses and one page


async def test_a_case_answers_before_the_network_does(tmp_path: Path) -> None:
    ((*_, first),), _, rows = await _asked(tmp_path / "case", [URL])
    ((again,),), sent, same = await _asked(tmp_path / "case", [URL], offline=True)

    assert again.id == first.id
    assert (sent, same) == (0, rows)


async def test_offline_stores_nothing(tmp_path: Path) -> None:
    ((row,),), sent, rows = await _asked(tmp_path / "case", [URL], offline=True)

    assert row.failure is Failure.OFFLINE
    assert (sent, rows) == (0, 0)


async def test_what_the_budget_did_not_allow_is_a_row(tmp_path: Path) -> None:
    found, sent, _ = await _asked(tmp_path / "case", [URL, URL + "next"], budget=3)

    assert [row.failure for row in found[1]] == [Failure.BUDGET]
    assert sent == 3
