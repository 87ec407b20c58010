"""Settings of web servers: what each stand is, and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from periplus.lab import trial_servers
from periplus.lab.trial import OWN_PAGE, Box
from periplus.lab.trial_servers import Stand

HONEST = Stand(box=Box(program="x"), name="a.example", address="127.9.0.1")
NAMED = Stand(
    box=Box(program="x", server="Other/1.0", page=OWN_PAGE, fields=(("X-Mark", "one"),)),
    name="b.example",
    address="127.9.0.2",
    back="127.9.0.3",
)


@pytest.mark.parametrize("name", ["nginx", "apache", "lighttpd", "caddy", "h2o"])
def test_every_stand_is_in_the_settings(tmp_path: Path, name: str) -> None:
    starts = getattr(trial_servers, name)(tmp_path, [HONEST, NAMED])
    text = "".join(path.read_text() for path in sorted(tmp_path.glob("conf*")))
    assert starts
    for part in ("127.9.0.1", "127.9.0.2", "127.9.0.3", "Other/1.0", "X-Mark"):
        assert part in text


def test_one_process_for_each_server_field_where_it_is_the_process(tmp_path: Path) -> None:
    assert len(trial_servers.h2o(tmp_path, [HONEST, NAMED])) == 2
    assert len(trial_servers.apache(tmp_path, [HONEST, NAMED, HONEST])) == 2


def test_several_fields_of_one_h2o_are_all_there(tmp_path: Path) -> None:
    box = Box(program="h2o", fields=(("A", "1"), ("B", "2")))
    trial_servers.h2o(tmp_path, [Stand(box=box, name="a.example", address="127.9.0.1")])
    text = (tmp_path / "conf-0").read_text()
    assert text.count('"header.add"') == 2
    assert json.loads(text)["hosts"]["a.example:8080"]["header.add"] == "B: 2"


def test_a_page_of_its_own_is_a_file(tmp_path: Path) -> None:
    assert trial_servers.own_page(tmp_path, HONEST) is None
    path = trial_servers.own_page(tmp_path, NAMED)
    assert path is not None
    assert path.read_text() == OWN_PAGE
