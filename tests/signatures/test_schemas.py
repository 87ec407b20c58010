"""Each schema is of a shipped table, and no key is both required and optional."""

from __future__ import annotations

from importlib import resources

from periplus.signatures.schemas import SCHEMAS

ROOM = resources.files("periplus.signatures")


def test_every_schema_is_of_a_shipped_table() -> None:
    shipped = {entry.name.removesuffix(".toml") for entry in ROOM.iterdir()}

    assert set(SCHEMAS) <= shipped


def test_a_key_is_required_or_optional() -> None:
    for required, optional in SCHEMAS.values():
        assert not set(required) & set(optional)
