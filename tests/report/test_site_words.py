"""Records about a site, in words."""

from __future__ import annotations

import pytest

from periplus.model import Value
from periplus.report import words
from periplus.report.site_words import RECORDS

STACK = {"label": "Acme 1.x", "fit": "exact", "signature": "4:64", "vantage": "desk"}
PAST = {"technology": "Acme", "category": "Shops", "first_on": "2019-01-02", "last_on": "2020-03-04"}


@pytest.mark.parametrize(
    ("predicate", "value", "text"),
    [
        (
            "site.cookie",
            {"name": "a", "secure": True, "http_only": False, "same_site": "Lax"},
            "a (Secure, SameSite=Lax)",
        ),
        ("site.tracker", {"name": "Acme", "id": "A-1"}, "Acme (A-1)"),
        ("site.tracker", {"name": "Acme", "id": None}, "Acme"),
        ("site.third_party", {"host": "a.example", "owner": "Acme"}, "a.example (Acme)"),
        ("address.tcp_stack", STACK, "Acme 1.x (4:64, seen from desk)"),
        ("address.tcp_stack", STACK | {"fit": "fuzzy"}, "Acme 1.x, fuzzy fit (4:64, seen from desk)"),
        ("site.technology_history", PAST, "Acme (2019-01-02 to 2020-03-04)"),
        ("site.technology_history", PAST | {"first_on": None}, "Acme (2020-03-04)"),
    ],
)
def test_records_have_words(predicate: str, value: Value, text: str) -> None:
    assert words.value_text(predicate, value) == text


@pytest.mark.parametrize("predicate", RECORDS)
def test_a_thin_record_breaks_nothing(predicate: str) -> None:
    assert RECORDS[predicate]({})
