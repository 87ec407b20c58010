"""Keys, values, headings and free lines of WHOIS answers about domains."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from periplus.facts.domain_form import blocks, entries, plain
from tests.facts.samples import anything
from tests.facts.whois_forms import FORMS


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Registry Expiry Date", "registry expiry date"),
        ("\u00daltima Actualizaci\u00f3n", "ultima actualizacion"),
        ("Servidor(es) de Nombres", "servidor de nombres"),
        ("paid-till", "paid till"),
        ("Registrant's", "registrant s"),
    ],
)
def test_plain(text: str, key: str) -> None:
    assert plain(text) == key


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"Domain: a.test", [("domain", "a.test", "")]),
        (b"created......: x", [("created", "x", "")]),
        (b"p. [Name Server]   ns1.a.test", [("name server", "ns1.a.test", "")]),
        (b"Registrant:\n  Name: A\n\nName: B", [("name", "A", "holder"), ("name", "B", "")]),
        (b"Holder\n\nname: A", [("name", "A", "holder")]),
        (b"a: b\nReseller:\nc: d", [("a", "b", ""), ("c", "d", "")]),
        (b"a: b\nRegistrar:\n  c", [("a", "b", ""), ("", "c", "registrar")]),
        (b"Data:\n  free", [("", "free", "other")]),
        (b"a: b\n    c", [("a", "b", ""), ("a", "c", "")]),
        (b"Name servers:\n ns1.a.test (2001:db8::1)", [("", "ns1.a.test (2001:db8::1)", "server")]),
        (b"person: A\nnic-hdl: B", [("person", "A", "other"), ("nic hdl", "B", "other")]),
        (b"% comment\n# comment\n>>> comment", []),
    ],
)
def test_entries(body: bytes, told: list[tuple[str, str, str]]) -> None:
    assert [(entry.key, entry.value, entry.section) for entry in entries(body)] == told


def test_a_part_stands_in_the_bytes() -> None:
    body = b"\nholder: \xd1and\xfa S.A."
    entry = entries(body)[0]
    narrowed = entry.part("And\u00fa".lower())

    assert entry.value == "\u00d1and\u00fa S.A."
    assert body[narrowed.first : narrowed.first + len(narrowed.raw)] == b"and\xfa"
    assert entry.part("elsewhere").raw == entry.raw


@settings(max_examples=200)
@given(anything(*FORMS.values()))
def test_any_bytes(body: bytes) -> None:
    found = entries(body)

    assert sum(map(len, blocks(found))) == len(found)
    assert all(e.first >= 0 and e.first + len(e.raw) <= len(body) for e in found)
