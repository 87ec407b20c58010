"""What a collector is handed: recorded, and never with a secret of a URL."""

from __future__ import annotations

from pathlib import Path

from periplus.cli.lab import place_in
from periplus.config import load
from periplus.lab.world import World
from periplus.model import Contact, Evidence, Failure, Scope
from periplus.run.asker import Asker
from periplus.run.flights import Flights
from periplus.run.question import open_or_create, site_scope
from tests.run.worlds import TARGET, scenario


async def _asked(directory: Path, urls: list[str]) -> list[tuple[Evidence, ...]]:
    async with World(scenario()) as world:
        config = load(file=None, environment={}).with_values(world.settings, "laboratory")
        place = place_in(world)
        scope = site_scope(Scope(contact=Contact.VISIT), TARGET)
        with open_or_create(directory, TARGET, place, config) as case:
            flights = Flights(case=case, place=place, config=config, scope=scope, offline=False)
            asker = Asker(flights, "test@1", Contact.VISIT, TARGET)
            return [await asker.http(url=url) for url in urls]


async def test_a_handshake_and_a_response_of_one_connection(tmp_path: Path) -> None:
    (captured,) = await _asked(tmp_path / "case", ["https://www.example.org/"])

    assert [e.media_type.rpartition(".")[2] for e in captured] == ["tls-handshake", "message/http"]
    assert captured[0].asked == captured[1].asked == "198.51.100.7:443"


async def test_credentials_in_a_url_are_never_stored(tmp_path: Path) -> None:
    urls = ["https://user:secret@www.example.org/", "https://user:secret@[::zz]/"]
    captured = [e for found in await _asked(tmp_path / "case", urls) for e in found]

    assert captured
    for evidence in captured:
        assert "secret" not in evidence.source
        assert b"secret" not in evidence.request
        assert b"secret" not in evidence.body.read()


async def test_what_is_no_url_is_a_row(tmp_path: Path) -> None:
    ((row,),) = await _asked(tmp_path / "case", ["gopher://www.example.org/"])

    assert row.failure is Failure.PROTOCOL
    assert row.dialled is None
