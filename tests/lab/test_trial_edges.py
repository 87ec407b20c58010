"""Settings of edges: what each passes on to, and what it hides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from periplus.lab import trial_edges
from periplus.lab.trial import OWN_PAGE, Box
from periplus.lab.trial_servers import Stand

SHOWN = Stand(box=Box(program="x"), name="a.example", address="127.9.0.1", back="127.9.0.4")
HIDDEN = Stand(
    box=Box(program="x", server="Other/1.0", page=OWN_PAGE, hidden=True),
    name="b.example",
    address="127.9.0.2",
    back="127.9.0.5",
)


@pytest.mark.parametrize("name", ["haproxy", "varnish", "squid", "traffic_server", "envoy"])
def test_every_stand_passes_on(tmp_path: Path, name: str) -> None:
    starts = getattr(trial_edges, name)(tmp_path, [SHOWN, HIDDEN])
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    text = "".join(path.read_text() for path in files)
    words = " ".join(word for start in starts for word in start.words)
    for part in ("127.9.0.1", "127.9.0.2", "127.9.0.4", "127.9.0.5", "Other/1.0"):
        assert part in text + words
    assert OWN_PAGE in text or json.dumps(OWN_PAGE)[1:-1] in text


def test_a_hidden_edge_takes_its_marks_out(tmp_path: Path) -> None:
    trial_edges.varnish(tmp_path, [SHOWN, HIDDEN])
    text = (tmp_path / "conf").read_text()
    assert text.count("unset resp.http.X-Varnish") == 2  # of one stand, in its answers and in its page
    assert 'set resp.http.Server = "Other/1.0"' in text


def test_squids_with_other_fields_or_pages_are_other_processes(tmp_path: Path) -> None:
    assert len(trial_edges.squid(tmp_path, [SHOWN, HIDDEN, SHOWN])) == 2


def test_an_envoy_that_hides_lets_the_server_field_pass(tmp_path: Path) -> None:
    plain = Stand(
        box=Box(program="x", hidden=True), name="c.example", address="127.9.0.3", back="127.9.0.6"
    )
    trial_edges.envoy(tmp_path, [plain])
    text = (tmp_path / "conf.json").read_text()
    assert '"server_header_transformation": "PASS_THROUGH"' in text
    assert '"suppress_envoy_headers": true' in text


def test_perlbal_passes_on(tmp_path: Path) -> None:
    trial_edges.perlbal(tmp_path, [SHOWN])
    lines = (tmp_path / "conf").read_text()
    assert "SET listen = 127.9.0.1:8080" in lines
    assert "ADD 127.9.0.4:8080" in lines
