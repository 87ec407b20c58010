"""`periplus diff`: between two cases, and through dated records."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from periplus.cli.diff import DIFFERS
from periplus.store.case import Case
from tests.cli.ended import Periplus
from tests.packs.roots import NEW as NEW_ROOT
from tests.packs.roots import OLD as OLD_ROOT
from tests.packs.shelves import shelve

OLD = "domain: ZZ\n\norganisation: Old Registry\n\nnserver: NS1.EXAMPLE\n"
NEW = "domain: ZZ\n\norganisation: New \x1b[31mRegistry\n\nnserver: NS2.EXAMPLE\n"


@pytest.fixture
def changed_case(country_case: Path, tmp_path: Path) -> Path:
    """Another case of the country: a server went, and other weights judged."""
    directory = Path(shutil.copytree(country_case, tmp_path / "changed"))
    with Case.open(directory) as case:
        judgement = case.judgement()
        gone = next(c for c in judgement.claims if c.predicate == "zone.name_server")
        claims = tuple(c for c in judgement.claims if c is not gone)
        case.add_judgement(replace(judgement, claims=claims, weights="other@9"))
    return directory


def test_a_case_does_not_differ_from_itself(periplus: Periplus, country_case: Path) -> None:
    ended = periplus("diff", country_case, country_case)

    assert (ended.code, ended.err) == (0, "")
    assert "nothing came, went or changed" in ended.out


def test_what_went_and_other_weights_first(
    periplus: Periplus, country_case: Path, changed_case: Path
) -> None:
    ended = periplus("diff", country_case, changed_case)

    assert ended.code == DIFFERS
    _, weights, went = ended.out.splitlines()
    assert weights.startswith("weights ")
    assert weights.endswith("-> other@9: a change of judgement, not of the world")
    assert went.startswith("- ZONE:")
    assert " zone.name_server " in went


def test_json_lines(periplus: Periplus, country_case: Path, changed_case: Path) -> None:
    ended = periplus("diff", "--json-lines", changed_case, country_case)

    assert ended.code == DIFFERS
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert [(row["of"], row["sign"]) for row in rows] == [("judging", "~"), ("claim", "+")]


def test_cases_of_different_targets(periplus: Periplus, country_case: Path, site_case: Path) -> None:
    ended = periplus("diff", country_case, site_case)

    assert ended.code == 2
    assert ended.err.count("\n") == 1


# ---------------------------------------------------------------- dated records


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Two dated records of a zone, and one file that is none."""
    directory = tmp_path / "records"
    directory.mkdir()
    (directory / "2010-02-17_zz.txt").write_text(OLD)
    (directory / "2012-11-27_zz.txt").write_text(NEW)
    (directory / "notes.txt").write_text("not a record")
    return directory


def test_holders_and_name_servers_through_time(periplus: Periplus, records: Path) -> None:
    ended = periplus("diff", "--iana", records, "ZZ.")

    assert ended.code == DIFFERS
    assert ended.out.splitlines() == [
        "2010-02-17",
        "  + manager Old Registry",
        "  + name server ns1.example",
        "2012-11-27",
        "  ~ manager: Old Registry -> New \u241b[31mRegistry",
        "  - name server ns1.example",
        "  + name server ns2.example",
    ]


def test_one_record_or_equal_ones_are_no_difference(periplus: Periplus, records: Path) -> None:
    (records / "2012-11-27_zz.txt").write_text(OLD)
    ended = periplus("diff", "--iana", records, "zz")

    assert ended.code == 0
    assert ended.out.endswith("2012-11-27\n  nothing changed\n")


def test_records_as_json_lines(periplus: Periplus, records: Path) -> None:
    ended = periplus("diff", "--json-lines", "--iana", records, "zz")

    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert [row["day"] for row in rows] == ["2010-02-17"] * 2 + ["2012-11-27"] * 3
    assert "\x1b" not in ended.out


def test_copies_of_the_root_zone_through_time(
    periplus: Periplus, records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERIPLUS_DATA", str(tmp_path))
    assert periplus("diff", "--root-zone", "zz").code == 2
    shelve("root", {"2020-09-13.zone": OLD_ROOT, "2026-08-22.zone": NEW_ROOT}, tmp_path)
    ended = periplus("diff", "--root-zone", "zz")

    assert ended.code == DIFFERS
    assert ended.out.splitlines() == [
        "2020-09-13",
        "  + name server ns.example.org",
        "  + name server old.nic.zz",
        "2026-08-22",
        "  + delegation signer 495 13 2 2D14284F",
        "  - name server old.nic.zz",
        "  + name server new.nic.zz",
    ]
    both = periplus("diff", "--root-zone", "--iana", records, "zz")
    assert both.code == DIFFERS
    assert both.out.startswith("2010-02-17\n")
    assert both.out.endswith(ended.out)
    assert periplus("diff", "--root-zone", "xx").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("--iana", "{records}"),
        ("--iana", "{records}", "zz", "yy"),
        ("--iana", "{records}", "yy"),
        ("--iana", "{records}/none", "zz"),
        ("--iana", "{records}", "z z"),
        ("one",),
        ("{records}", "{records}"),
    ],
)
def test_bad_input_is_one_sentence(
    periplus: Periplus, records: Path, arguments: tuple[str, ...]
) -> None:
    ended = periplus("diff", *(argument.format(records=records) for argument in arguments))

    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert "Traceback" not in ended.err
