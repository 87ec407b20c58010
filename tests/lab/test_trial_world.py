"""The names and addresses of drawn sites."""

from __future__ import annotations

from dataclasses import replace

import pytest

from periplus.lab.trial import draw, folds, load_lies, load_products
from periplus.lab.trial_world import MOST, connections, published, scenario

SITES = draw(folds(load_products())[0].fitting, load_lies(), 0)


def test_every_site_has_an_address_of_its_own() -> None:
    addresses = published(SITES)
    assert len(set(addresses.values())) == len(SITES)
    endpoints = {site.name: ("127.9.0.1", 8080) for site in SITES}
    assert set(connections(SITES, endpoints)) == {(one, 80) for one in addresses.values()}


def test_the_names_lead_there() -> None:
    world = scenario(SITES)
    for name, address in published(SITES).items():
        assert f"{name}. A {address}" in (world.script.zone[0].records or "")


def test_a_world_has_an_end() -> None:
    many = [replace(SITES[0], name=f"s{number}.example") for number in range(MOST + 1)]
    with pytest.raises(ValueError, match="room for"):
        published(many)
