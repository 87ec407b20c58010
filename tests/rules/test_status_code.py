"""The status code of the front page."""

from __future__ import annotations

from typing import Any

from periplus.rules import status_code


def test_a_response_has_its_code(ask: Any, page: Any) -> None:
    (claim,) = ask(status_code, page(403))
    assert (claim.predicate, claim.value) == ("site.status_code", 403)


def test_a_redirect_counts_until_a_page_follows(ask: Any, page: Any) -> None:
    assert [claim.value for claim in ask(status_code, page(301))] == [301]
    assert [claim.value for claim in ask(status_code, page(301), page(200))] == [200]
