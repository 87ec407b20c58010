"""A place says where we stand; the User-Agent who we are, and whom to write to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from periplus.config import load
from periplus.net.clock import Clock
from periplus.run.place import Place, describe, described, user_agent


def test_the_operator_is_named() -> None:
    assert user_agent("").startswith("Periplus/")
    assert user_agent("desk@example.org").endswith("(operator: desk@example.org)")


def test_a_place_takes_its_settings() -> None:
    config = load(file=None, environment={}, options={"resolver": "192.0.2.1", "vantage": "desk"})

    place = Place.here(config)

    assert place.resolver == ("192.0.2.1", 53)
    assert place.vantage == "desk"
    assert place.connection_map is None


def test_a_laboratory_is_described_to_another_process() -> None:
    place = Place(
        clock=Clock(datetime(2024, 5, 1, 9, tzinfo=UTC)),
        resolver=("192.0.2.53", 53),
        vantage="lab:small",
        connection_map={("192.0.2.53", 53): ("198.19.0.1", 53)},
        trust_roots=Path("roots.pem"),
    )

    told, settings = described(describe(place, {"iana_whois": "whois.example"}))

    assert told.connection_map == place.connection_map
    assert (told.resolver, told.vantage) == (place.resolver, place.vantage)
    assert (told.trust_roots, told.packs) == (Path("roots.pem"), None)
    assert told.clock.now().date() == datetime(2024, 5, 1, tzinfo=UTC).date()
    assert settings == {"iana_whois": "whois.example"}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"clock": 1}', "null"])
def test_what_is_no_description_is_one_sentence(text: str) -> None:
    with pytest.raises(ValueError):
        described(text)


def test_the_stamp_of_a_laboratory_cannot_be_taken_off() -> None:
    place = Place(clock=Clock(datetime(2024, 5, 1, tzinfo=UTC)), resolver=("a", 1), vantage="here")

    with pytest.raises(ValueError, match="lab:"):
        described(describe(place, {}))
