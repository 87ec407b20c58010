"""Fields that a front page should send and does not."""

from __future__ import annotations

from typing import Any

from periplus.rules import missing_fields


def missing(claims: Any) -> set[str]:
    return {claim.value["field"] for claim in claims}


ENCRYPTED = {"Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"}
EVERY = {
    "Content-Security-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    *ENCRYPTED,
}


def test_a_bare_page_lacks_all(ask: Any, page: Any) -> None:
    claims = ask(missing_fields, page())
    assert missing(claims) == EVERY
    assert all(claim.value["advice"].startswith(claim.value["field"]) for claim in claims)


def test_what_is_sent_is_not_missing(ask: Any, page: Any, line: Any) -> None:
    claims = ask(
        missing_fields,
        page(),
        line("content-security-policy", "default-src 'self'"),
        line("Strict-Transport-Security", "max-age=1"),
    )
    assert missing(claims) == EVERY - {"Content-Security-Policy", "Strict-Transport-Security"}


def test_frame_ancestors_does_what_frame_options_does(ask: Any, page: Any, line: Any) -> None:
    claims = ask(missing_fields, page(), line("Content-Security-Policy", "frame-ancestors 'none'"))
    assert "X-Frame-Options" not in missing(claims)


def test_a_report_only_policy_protects_nobody(ask: Any, page: Any, line: Any) -> None:
    claims = ask(
        missing_fields, page(), line("Content-Security-Policy-Report-Only", "default-src 'self'")
    )
    assert "Content-Security-Policy" in missing(claims)


def test_an_unencrypted_page_cannot_ask_for_encryption(ask: Any, page: Any) -> None:
    claims = ask(missing_fields, page(url="http://www.example.org/"))
    assert missing(claims) == EVERY - {"Strict-Transport-Security"} - ENCRYPTED


def test_a_redirect_is_no_page(ask: Any, page: Any) -> None:
    assert ask(missing_fields, page(301)) == []


def test_fields_of_another_response_do_not_help(ask: Any, page: Any, line: Any, observe: Any) -> None:
    other = observe(*line("Referrer-Policy", "no-referrer"), evidence="e2")
    assert missing(ask(missing_fields, page(), other)) == EVERY
