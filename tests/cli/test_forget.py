"""`periplus forget`: the bytes go, the custody chain stays, the claims that rested on them go."""

from __future__ import annotations

from pathlib import Path

from periplus.store.case import Case
from tests.cli.ended import Periplus


def test_a_forgotten_body_leaves_a_tombstone(periplus: Periplus, site_case: Path) -> None:
    with Case.open(site_case, read_only=True) as case:
        page = next(e for e in case.evidences() if e.media_type == "message/http" and e.failure is None)

    ended = periplus("forget", site_case, page.body.digest[:16], "--reason", "asked to")

    assert ended.code == 0
    assert periplus("verify", site_case).code == 0
    assert "forgotten" in periplus("show", site_case, page.body.digest).out
    assert periplus("judge", site_case).code == 0
    with Case.open(site_case, read_only=True) as case:
        evidences = {row["id"]: row["evidence"] for row in case.judgement().observations}
        for claim in case.judgement().claims:
            assert page.id not in {evidences[i] for i in claim.support}


def test_an_unknown_digest_is_one_sentence(periplus: Periplus, site_case: Path) -> None:
    assert periplus("forget", site_case, "f" * 64, "--reason", "x").code == 2
