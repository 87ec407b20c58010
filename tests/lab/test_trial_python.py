"""Web servers in Python: what their sites are, and where they listen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from periplus.lab.trial import Box
from periplus.lab.trial_python import serving
from periplus.lab.trial_servers import Stand


def stand(number: int, server: str | None) -> Stand:
    box = Box(program="x", server=server)
    return Stand(box=box, name=f"s{number}.example", address=f"127.9.0.{number}", back="127.9.1.1")


STANDS = [stand(1, None), stand(2, "Other/1.0"), stand(3, None)]


def test_sites_are_told_apart_by_name(tmp_path: Path) -> None:
    (start,) = serving("cheroot")(tmp_path, STANDS)
    told = json.loads((tmp_path / "sites.json").read_text())
    assert told["s2.example"]["server"] == "Other/1.0"
    assert told["s1.example"]["back"] == "127.9.1.1"
    assert start.words[1:] == ["127.9.0.1:8080", "127.9.0.2:8080", "127.9.0.3:8080"]


def test_gunicorn_has_a_process_for_each_server_field(tmp_path: Path) -> None:
    first, second = serving("gunicorn")(tmp_path, STANDS)
    assert first.words.count("-b") == 2
    assert second.words.count("-b") == 1
    confs = sorted(path.read_text() for path in tmp_path.glob("conf-*.py"))
    assert confs == ["", "import gunicorn\ngunicorn.SERVER = 'Other/1.0'\n"]


def test_a_site_has_the_names_that_a_proxy_may_call_it_by(tmp_path: Path) -> None:
    called = replace(STANDS[0], addresses=("127.9.0.1", "127.9.0.9"))
    serving("tornado")(tmp_path, [called])
    told = json.loads((tmp_path / "sites.json").read_text())
    assert told["s1.example"]["hosts"] == ["s1.example", "127.9.0.1", "127.9.0.9"]


def test_waitress_is_told_its_server_field_by_address(tmp_path: Path) -> None:
    (start,) = serving("waitress")(tmp_path, STANDS)
    assert json.loads((tmp_path / "servers.json").read_text()) == {"127.9.0.2:8080": "Other/1.0"}
    told = json.loads((tmp_path / "sites.json").read_text())
    assert told["s2.example"]["server"] is None  # the application's would make it send a Via
    assert start.words[1:] == ["127.9.0.1:8080", "127.9.0.2:8080", "127.9.0.3:8080"]


def test_twisted_tells_its_sites_apart_by_address(tmp_path: Path) -> None:
    serving("twistd")(tmp_path, STANDS)
    told = json.loads((tmp_path / "sites.json").read_text())
    assert [site["address"] for site in told.values()] == ["127.9.0.1", "127.9.0.2", "127.9.0.3"]
    assert "Nothing but a page" in (tmp_path / "run.py").read_text()
