"""What is printed of a case."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from periplus.cli._summary import (
    full_digest,
    print_changes,
    print_item,
    print_summary,
    report_of,
    ruled,
)
from periplus.cli.report import render
from periplus.model import Status
from periplus.store.case import Case
from periplus.store.redaction import names_persons


def test_a_narrow_terminal_loses_no_letter() -> None:
    narrow = Console(width=30, file=io.StringIO())
    table = ruled("Entity", "Key observation")
    table.add_row("https://www.long-name.example.org", "Strict-Transport-Security not sent")
    narrow.print(table)

    drawn = narrow.file.getvalue()  # type: ignore[attr-defined]  # the StringIO from above
    assert "…" not in drawn
    cells = ["".join(c.strip() for c in line.split("│")[1:2]) for line in drawn.splitlines()]
    assert "https://www.long-name.example.org" in "".join(cells)


def test_every_summary_row_leads_to_stored_bytes(country_case: Path) -> None:
    with Case.open(country_case, read_only=True) as case:
        rows = report_of(case, case.judgement()).rows

        assert rows
        for row in rows:
            assert all(case.body(digest).read() for digest in row.digests)


def test_the_first_judgement_changes_nothing(
    site_case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Case.open(site_case, read_only=True) as case:
        print_changes(None, case.judgement())

    assert "the case's first judgement" in capsys.readouterr().out


def test_persons_of_documents_are_not_shown(
    country_case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Case.open(country_case, read_only=True) as case:
        page = next(e for e in case.evidences() if e.source == "https://ntec.by/about")
        assert "Образцова".encode() in page.body.read()
        assert names_persons(page)
        for form in ("html", "md", "jsonl", "graphml"):
            assert "Образцова".encode() not in render(case, case.judgement(), form)
        print_item(case, page.id)
        assert "Образцова" not in capsys.readouterr().out
        registered = next(e for e in case.evidences() if e.media_type == "text/whois")
        assert not names_persons(registered)


def test_a_short_digest_is_refused(site_case: Path) -> None:
    with (
        Case.open(site_case, read_only=True) as case,
        pytest.raises(ValueError, match="more of the digest"),
    ):
        full_digest(case, "ab")


def test_the_table_of_addresses_tells_country_and_city(
    country_case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Case.open(country_case, read_only=True) as case:
        print_summary(case, case.judgement())

    out = capsys.readouterr().out
    assert "KR, Seoul" in out
    assert "Registered here, answers there: " in out


def test_a_terminal_has_the_short_summary_and_the_report_all_of_it(
    country_case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Case.open(country_case, read_only=True) as case:
        print_summary(case, case.judgement())
        rows = report_of(case, case.judgement()).rows

    out = capsys.readouterr().out
    shown = int(out.split(f" of {len(rows)} rows")[0].split()[-1])
    events = [row for row in rows if row.observation.startswith("Disrupted: ")]
    current = [row for row in rows if row.brief and row.status is not Status.PAST]
    assert 0 < shown <= len(current) + len(events) < len(rows)
    assert "Delegated to: " in out
    assert "Delegation created" in out
    assert out.count("Past, last seen") == sum(row.status is Status.PAST for row in events) == 1
