"""`periplus why`: signs, weights, bytes, and what would move a claim."""

from __future__ import annotations

import re
from pathlib import Path

from periplus.model import CHANNELS
from periplus.signatures.tables import load
from periplus.store.case import Case
from tests.cli.ended import Periplus


def test_signs_weights_bytes_and_sum(periplus: Periplus, site_case: Path) -> None:
    ended = periplus("why", site_case, "site.edge")

    assert ended.code == 0
    assert "Citrix NetScaler: almost certain" in ended.out.splitlines()[0]
    assert "Before any sign: 5%." in ended.out
    assert "+5.00 (edge.vendor-cookie@1, expert) The cookie citrix_" in ended.out
    assert "Set-Cookie: citrix_ns_id=" in ended.out
    assert "(not counted: its channel says as much already)" in ended.out
    assert re.search(r"^Together: 9\d%, almost certain", ended.out, re.MULTILINE)
    digest = re.findall(r"^    ([0-9a-f]{12})  ", ended.out, re.MULTILINE)[0]
    assert periplus("show", site_case, digest).code == 0


def test_what_is_about_another_layer_is_told_with_its_reason(
    periplus: Periplus, site_case: Path
) -> None:
    ended = periplus("why", site_case, "origin.os=FreeBSD")

    assert ended.out.startswith("Not supported: ")
    assert "Left out, since it speaks about another layer:" in ended.out
    assert "ends the connection there" in ended.out
    assert 'osmatch name="FreeBSD 6.2-RELEASE"' in ended.out


def test_a_look_that_was_not_had_would_move_it(periplus: Periplus, site_case: Path) -> None:
    said = periplus("why", site_case, "site.page_technology=mix").out

    assert "Would move it to 99%, if it agreed: visit the site in a browser" in said  # it was off
    assert "licence comments" not in said  # the front page was visited, and told nothing of it


def test_the_weights_of_a_file_count(periplus: Periplus, site_case: Path) -> None:
    with Case.open(site_case) as case:
        server = next(c for c in case.judgement().claims if c.predicate == "site.web_server")
    ended = periplus("why", site_case, server.id[:12], "--weights", _halved(site_case.parent))

    assert "+1.79" in ended.out


def _halved(directory: Path) -> Path:
    row = {"id": "server.name", "version": 9, "tp": 0.9, "fp": 0.15, "origin": "lab", "citation": "x"}
    path = directory / "weights.toml"
    lines = [f"{key} = {value!r}".replace("'", '"') for key, value in row.items()]
    path.write_text("[[weight]]\n" + "\n".join(lines) + "\n")
    return path


def test_a_reading_tells_only_what_it_rests_on(periplus: Periplus, site_case: Path) -> None:
    ended = periplus("why", site_case, "zone.spf")

    assert "v=spf1 -all" in ended.out
    assert "Together" not in ended.out
    assert "Before any sign" not in ended.out


def test_several_are_listed_and_none_is_said(periplus: Periplus, site_case: Path) -> None:
    several = periplus("why", site_case, "origin.os")
    assert several.code == 2
    *listed, sentence = several.err.splitlines()
    assert sentence.endswith("claims: give one by its id")
    assert len(listed) >= 2
    assert periplus("why", site_case, listed[0].split()[0]).code == 0

    nothing = periplus("why", site_case, "site.edg")
    assert nothing.code == 2
    assert "no claim of the case" in nothing.err
    assert "did you mean 'site.edge'?" in nothing.err


def test_every_look_is_about_an_inference_that_has_that_weight() -> None:
    tables = load()
    for row in tables.rows("looks"):
        assert tables.llr(row["weight"]) > 0
        assert tables.predicates[row["predicate"]].prior is not None
        assert row["channel"] in CHANNELS
        assert row["how"][0].islower()
        assert not row["how"].endswith(".")
