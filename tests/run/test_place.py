"""The User-Agent says who we are, and whom to write to."""

from __future__ import annotations

from periplus.config import load
from periplus.run.place import Place, user_agent


def test_the_operator_is_named() -> None:
    assert user_agent("").startswith("Periplus/")
    assert user_agent("desk@example.org").endswith("(operator: desk@example.org)")


def test_a_place_takes_its_settings() -> None:
    config = load(file=None, environment={}, options={"resolver": "192.0.2.1", "vantage": "desk"})

    place = Place.here(config)

    assert place.resolver == ("192.0.2.1", 53)
    assert place.vantage == "desk"
    assert place.connection_map is None
