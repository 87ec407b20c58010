"""Public sources: asked in turn, so often a day, with a key that is stored nowhere."""

from __future__ import annotations

import asyncio
import json
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from periplus.cli.lab import place_in
from periplus.config import load
from periplus.lab.scenario import Scenario
from periplus.lab.world import World
from periplus.model import Contact, Evidence, Failure, Scope, Subject, SubjectKind
from periplus.net.clock import Clock
from periplus.run.asker import Asker
from periplus.run.flights import Flights
from periplus.run.question import open_or_create
from periplus.run.sources import Manners, Source, Spent, sources
from tests.collectors.rounds import TEXT

KEY = "laboratory-key/1"
WHERE = "/count?query=country:ZZ&key=laboratory-key%2F1"
ANSWER = f"""
  [[web.answer]]
  path = "{WHERE}"
  text = '{{"total": 7}}'
  [[web.answer]]
  path = "/echo?key=laboratory-key%2F1"
  text = '{{"you sent": "laboratory-key%2F1"}}'
"""
BEFORE = '  [[web.answer]]\n  path = "/ipv4.json"'
ZZ = Subject(kind=SubjectKind.COUNTRY, key="ZZ")
BASE = "https://rdap.example"


async def _asked(
    directory: Path,
    *paths: str,
    base: str = BASE,
    key: str = KEY,
    counts: Path | None = None,
    offline: bool = False,
    text: str = TEXT.replace(BEFORE, ANSWER + BEFORE),
) -> list[Evidence | None]:
    async with World(Scenario.of("small", tomllib.loads(text), {})) as world:
        settings = {**world.settings, "shodan": base, "shodan_key": key}
        config = load(file=None, environment={}).with_values(settings, "laboratory")
        place = replace(place_in(world), counts=counts)
        with open_or_create(directory, ZZ, place, config) as case:
            flights = Flights(
                case=case,
                place=place,
                config=config,
                scope=Scope(contact=Contact.LOOKUP),
                offline=offline,
            )
            asker = Asker(flights, "test@1", Contact.LOOKUP, ZZ)
            assert asker.today == date(2024, 5, 1)
            assert "shodan_key" not in asker.settings
            found = [
                await asker.source(
                    name="shodan",
                    path=path,
                    parameters={"query": "country:ZZ"} if path == "/count" else {},
                )
                for path in paths
            ]
            for stored in case.evidences():
                told = (stored.source.encode(), stored.request, stored.body.read())
                assert not any(b"laboratory-key" in part for part in told)
            return found


async def test_a_key_is_sent_and_stands_nowhere(tmp_path: Path) -> None:
    (answer,) = await _asked(tmp_path / "case", "/count")

    assert answer is not None
    assert answer.body.read().endswith(b'{"total": 7}')
    assert answer.source == f"{BASE}/count?query=country:ZZ&key=(secret)"
    assert b"key=(secret)" in answer.request


async def test_an_answer_that_repeats_the_key_is_not_kept(tmp_path: Path) -> None:
    (answer,) = await _asked(tmp_path / "case", "/echo")

    assert answer is not None
    assert (answer.failure, answer.media_type) == (Failure.PROTOCOL, "text/plain")
    assert "repeats our key" in answer.body.read().decode()


@pytest.mark.parametrize(
    ("base", "chain", "sentence"),
    [("http://rdap.example", "full", "over https only"), (BASE, "untrusted", "key was not sent")],
)
async def test_a_key_goes_to_nobody_who_is_not_proven(
    tmp_path: Path, base: str, chain: str, sentence: str
) -> None:
    text = TEXT.replace(BEFORE, ANSWER + BEFORE).replace("[web.tls]", f'[web.tls]\n  chain = "{chain}"')
    (answer,) = await _asked(tmp_path / "case", "/count", base=base, text=text)

    assert answer is not None
    assert answer.failure is Failure.REFUSED_SCOPE
    assert sentence in answer.body.read().decode()


async def test_without_a_key_the_row_says_so_and_a_later_run_asks(tmp_path: Path) -> None:
    (row,) = await _asked(tmp_path / "case", "/count", key="")
    assert row is not None
    assert (row.failure, row.dialled) == (Failure.UNAVAILABLE, None)

    (answer,) = await _asked(tmp_path / "case", "/count")
    assert answer is not None
    assert answer.failure is None


async def test_an_empty_base_is_not_asked(tmp_path: Path) -> None:
    assert await _asked(tmp_path / "case", "/count", base="") == [None]


async def test_an_interrupted_run_asks_not_again_and_offline_asks_nothing(tmp_path: Path) -> None:
    counts = tmp_path / "counts"
    (first,) = await _asked(tmp_path / "case", "/count", counts=counts)
    again, other = await _asked(tmp_path / "case", "/count", "/echo", counts=counts, offline=True)

    assert first is not None
    assert again is not None
    assert other is not None
    assert again.id == first.id
    assert other.failure is Failure.OFFLINE
    assert [path.stat().st_size for path in counts.iterdir()] == [1]


async def test_a_day_is_counted_over_all_runs(tmp_path: Path) -> None:
    counts = tmp_path / "counts"
    counts.mkdir()
    (counts / "shodan-2024-05-01").write_bytes(b"." * 100)

    (row,) = await _asked(tmp_path / "case", "/count", counts=counts)

    assert row is not None
    assert (row.failure, row.dialled) == (Failure.BUDGET, None)
    assert "100 times today" in row.body.read().decode()


async def test_so_many_at_once() -> None:
    source = Source(name="a", base="https://a.example", parallel=2, daily=5)
    manners = Manners(None, Clock(datetime(2024, 5, 1, tzinfo=UTC)))
    here, most, refused = 0, 0, 0

    async def one() -> None:
        nonlocal here, most, refused
        try:
            async with manners.turn(source):
                here += 1
                most = max(most, here)
                await asyncio.sleep(0.01)
                here -= 1
        except Spent:
            refused += 1

    await asyncio.gather(*(one() for _ in range(8)))

    assert (most, refused) == (2, 3)


async def test_a_directory_that_cannot_be_written_counts_in_the_run(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    manners = Manners(blocked / "counts", Clock())
    source = Source(name="a", base="https://a.example", parallel=1, daily=1)

    async with manners.turn(source):
        pass
    with pytest.raises(Spent):
        async with manners.turn(source):
            pass


def test_every_source_has_its_settings() -> None:
    settings = load(file=None, environment={}).values
    for name, source in sources(settings).items():
        assert name in settings
        assert not source.key_parameter or f"{name}_key" in settings


def test_a_url_is_built_with_what_needs_it_encoded() -> None:
    source = Source(name="a", base="https://a.example/v1/", parallel=1, daily=1)

    assert source.url("/x", {}) == "https://a.example/v1/x"
    assert source.url("x", {"q": "a b&c"}) == "https://a.example/v1/x?q=a%20b%26c"
    assert json.dumps(source.url("x", {"q": "AS1,AS2"})).endswith('q=AS1,AS2"')
