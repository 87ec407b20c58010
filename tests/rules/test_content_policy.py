"""What the policies of a page leave open becomes findings with a line to paste."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.page import POLICY, PageMeta
from periplus.rules import content_policy, missing_fields

NAME = "Content-Security-Policy"
CLOSED = "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
SITE, URL = "SITE:https://www.example.org", "https://www.example.org/"


def test_a_closed_policy_and_a_missing_one_have_no_fault(ask: Any, page: Any, line: Any) -> None:
    assert ask(content_policy, page()) == []
    assert ask(content_policy, page(), line(NAME, CLOSED)) == []


def test_a_fault_has_a_line_to_paste(ask: Any, page: Any, line: Any) -> None:
    (claim,) = ask(content_policy, page(), line(NAME, f"{CLOSED}; script-src 'unsafe-inline'"))

    assert claim.value["field"] == NAME
    assert claim.value["advice"].startswith(f"{NAME}: …; script-src 'nonce-")
    assert "'unsafe-inline'" in claim.reasons[0]


def test_a_second_policy_can_close_what_the_first_leaves_open(ask: Any, page: Any, line: Any) -> None:
    loose = line(NAME, f"{CLOSED}; script-src 'unsafe-inline'")
    assert ask(content_policy, page(), loose, line(NAME, "script-src 'self'")) == []


def test_a_policy_that_only_reports(ask: Any, page: Any, line: Any) -> None:
    reports = line(f"{NAME}-Report-Only", CLOSED)
    (claim,) = ask(content_policy, page(), reports)

    assert "only reports" in claim.reasons[0]
    assert ask(content_policy, page(), reports, line(NAME, CLOSED)) == []


def test_a_policy_in_the_markup(ask: Any, page: Any) -> None:
    meta = (SITE, PageMeta(name=POLICY, content=CLOSED, url=URL))
    (claim,) = ask(content_policy, page(), meta)

    assert "frame-ancestors is missing" in claim.reasons[0]
    missing = {claim.value["field"] for claim in ask(missing_fields, page(), meta)}
    assert NAME not in missing
    assert "X-Frame-Options" in missing


@pytest.mark.parametrize("status", [301, 302, 308])
def test_a_redirect_is_no_page(ask: Any, page: Any, line: Any, status: int) -> None:
    assert ask(content_policy, page(status), line(NAME, "script-src *")) == []
