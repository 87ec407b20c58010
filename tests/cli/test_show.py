"""`periplus show`: from a claim to its captures to the bytes, persons withheld."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.store.case import Case
from tests.cli.ended import Periplus


def test_a_claim_leads_to_its_bytes(periplus: Periplus, site_case: Path) -> None:
    with Case.open(site_case, read_only=True) as case:
        claim = next(c for c in case.judgement().claims if c.predicate == "site.web_server")

    shown = periplus("show", site_case, claim.id[:16])
    digest = next(line.split()[2] for line in shown.out.splitlines() if "rests on" in line)
    body = periplus("show", site_case, digest)

    assert shown.code == body.code == 0
    assert "nginx" in body.out


def test_persons_of_a_registry_are_withheld(periplus: Periplus, country_case: Path) -> None:
    with Case.open(country_case, read_only=True) as case:
        record = next(e for e in case.evidences() if e.source.startswith("whois://whois.iana"))

    ended = periplus("show", country_case, record.body.digest)

    assert "[withheld" in ended.out
    assert "@oac.gov.by" not in ended.out
    assert "Operational and Analytical Center" in ended.out


def test_what_is_no_text_is_octets_and_no_field_is_empty(periplus: Periplus, site_case: Path) -> None:
    with Case.open(site_case, read_only=True) as case:
        answer = next(e for e in case.evidences() if e.media_type == "application/dns-message")

    ended = periplus("show", site_case, answer.id)

    assert "\n00000000  " in ended.out
    assert "picture" not in ended.out
    assert "None" not in ended.out


def test_an_ambiguous_beginning_is_one_sentence(
    periplus: Periplus, site_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("periplus.cli._summary.SHORTEST_ID", 1)

    ended = periplus("show", site_case, "a")

    assert ended.code == 2
    assert "start with 'a': give more of it" in ended.err


def test_an_unknown_id_is_one_sentence(periplus: Periplus, site_case: Path) -> None:
    ended = periplus("show", site_case, "f" * 64)

    assert ended.code == 2
    assert "no claim, capture or body" in ended.err


def test_too_short_an_id_is_one_sentence(periplus: Periplus, site_case: Path) -> None:
    assert periplus("show", site_case, "a").code == 2
