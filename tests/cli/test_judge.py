"""`periplus judge`: the same bytes give the same claims; other weights are another judgement."""

from __future__ import annotations

from pathlib import Path

from periplus.cli.report import render
from periplus.store.case import Case
from tests.cli.ended import Periplus


def _claims(directory: Path) -> bytes:
    with Case.open(directory, read_only=True) as case:
        return render(case, case.judgement(), "jsonl")


def test_judging_twice_is_byte_identical(periplus: Periplus, site_case: Path) -> None:
    before = _claims(site_case)

    ended = periplus("judge", site_case)

    assert ended.code == 0
    assert "nothing changed" in ended.out
    assert _claims(site_case) == before
    with Case.open(site_case, read_only=True) as case:
        assert len(case.judgements()) == 1


def test_changed_weights_are_shown_as_a_change_of_judgement(
    periplus: Periplus, site_case: Path, tmp_path: Path
) -> None:
    weights = tmp_path / "weights.toml"
    with Case.open(site_case, read_only=True) as case:
        claims = case.judgement().claims
    moved = next(c for c in claims if c.predicate == "site.edge" and c.weights)
    identity = moved.weights[0].partition("@")[0]
    weights.write_text(
        f'[[weight]]\nid = "{identity}"\nversion = 99\ntp = 0.11\nfp = 0.1\n'
        'origin = "expert"\ncitation = "a test"\n'
    )

    ended = periplus("judge", site_case, "--weights", weights)

    assert ended.code == 0
    assert "a change of judgement, not of the world" in ended.out
    assert any(line.startswith("~ ") and moved.predicate in line for line in ended.out.splitlines())


def test_a_case_that_is_none_is_exit_2(periplus: Periplus, tmp_path: Path) -> None:
    assert periplus("judge", tmp_path).code == 2
