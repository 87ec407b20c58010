"""Twin of store/persons.py: persons out, roles in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.store.persons import is_natural_person, mail_spans, number_spans, plain_mail_spans


@pytest.mark.parametrize(
    "name",
    [
        "Chief Inspector",
        "General Director",
        "Director General",
        "Head of department",
        "Head specialist",
        "Hostmaster",
        "Abuse Department",
        "Example Network Operations Center",
        "Domain Administrator",
        "DNS Team",
        "Registrar Office",
        "Some Widgets, Ltd.",
        "Пример ООО",
        "Генеральный директор",
        "REDACTED FOR PRIVACY",
        "",
        "-",
    ],
)
def test_roles_and_organisations_stay(name: str) -> None:
    assert not is_natural_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "Ada Lovelace",
        "LOVELACE Ada",
        "ada lovelace",
        "Lovelace, Ada",
        "Ada Lovelace, Chief Engineer",
        "Chief Engineer Lovelace",
        "Dr. Lovelace",
        "Ада Лавлейс",
        "Lovelace",
        "A. Lovelace (Network Operations Center)",
    ],
)
def test_natural_persons_go(name: str) -> None:
    assert is_natural_person(name)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"mail ada@example.org.", [b"ada@example.org"]),
        (b"<mailto:ada+x@mail.example.org>", [b"ada+x@mail.example.org"]),
        (b"ada(at)example.org, ada%40example.org", [b"ada(at)example.org", b"ada%40example.org"]),
        (b"@handle and a @ b", []),
    ],
)
def test_mail(text: bytes, found: list[bytes]) -> None:
    assert [text[start:end] for start, end in mail_spans(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"tel:+44 20 7946 0000;x", [b"+44 20 7946 0000"]),
        (b"call 0044 (20) 7946-0000", [b"0044 (20) 7946-0000"]),
        (b"2026-01-02T03:04:05+03:00 AS65000 192.0.2.1 2001:db8::12", []),
    ],
)
def test_numbers(text: bytes, found: list[bytes]) -> None:
    assert [text[start:end] for start, end in number_spans(text)] == found


@given(st.binary())
def test_never_raises(content: bytes) -> None:
    list(mail_spans(content))
    list(number_spans(content))
    list(plain_mail_spans(content))
    is_natural_person(content.decode("latin-1"))


def test_long_runs_take_no_time() -> None:
    for run in (b"a" * 1_000_000, b"@" * 1_000_000, b"a@" * 500_000, b"+1 " * 300_000):
        list(mail_spans(run))
        list(number_spans(run))
