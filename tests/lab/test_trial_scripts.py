"""Web servers in Ruby, Perl and Erlang: their scripts, and what these are told of the sites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from periplus.lab.trial import Box
from periplus.lab.trial_scripts import SERVERS, serving
from periplus.lab.trial_servers import Stand

NAMED = Stand(
    box=Box(program="x", server='Other/"1.0"', page="<p>Mine.</p>", fields=(("X-Mark", "one"),)),
    name="a.example",
    address="127.9.0.1",
    back="127.9.0.3",
)
PLAIN = Stand(box=Box(program="x"), name="b.example", address="127.9.0.2")


@pytest.mark.parametrize("name", sorted(SERVERS))
def test_a_script_is_given_its_sites_and_endpoints(tmp_path: Path, name: str) -> None:
    (start,) = serving(name)(tmp_path, [NAMED, PLAIN])
    assert start.words[-2:] == ["127.9.0.1:8080", "127.9.0.2:8080"]
    assert json.loads((tmp_path / "sites.json").read_text())["a.example"]["back"] == "127.9.0.3"
    _, file, *_ = SERVERS[name]
    assert "TEXT" not in (tmp_path / file).read_text()


def test_erlang_is_told_in_terms_of_its_own(tmp_path: Path) -> None:
    serving("inets")(tmp_path, [NAMED, PLAIN])
    assert (tmp_path / "sites.terms").read_text() == (
        '#{"127.9.0.1" => #{back => "127.9.0.3", server => "Other/\\"1.0\\"", '
        'page => <<"<p>Mine.</p>">>, fields => [{"X-Mark", "one"}]},\n'
        '"127.9.0.2" => #{back => "", server => none, page => none, fields => []}}.\n'
    )
