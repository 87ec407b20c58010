"""Drawn worlds are looked at like any site."""

from __future__ import annotations

import msgspec
import pytest

from periplus.cli._fit import said_in
from periplus.cli._trial import worlds
from periplus.lab.fleet import has
from periplus.lab.trial import folds, load_lies, load_products
from periplus.signatures.tables import load


def test_every_site_of_a_world_is_seen() -> None:
    (fold,) = folds(msgspec.structs.replace(load_products(), parts=1))
    plan = fold.held_out.standing(lambda name: name in {"apache2", "haproxy"} or "mod_sec" in name)
    for name in ("apache2", "haproxy", plan.server[0].module):
        if not has(name):
            pytest.skip(f"{name} is not installed")
    told: list[str] = []
    (looked,) = worlds(msgspec.structs.replace(plan, worlds=1, sites=6), load_lies(), told.append)
    assert told == ["world 1 of 1: 6 sites"]
    seen = {str(one.subject) for one in looked.observations}
    assert {f"SITE:http://{site.name}" for site in looked.sites} <= seen
    _, claims = looked.judged(load())
    said = list(said_in(looked, claims))
    assert {one.predicate for one in said} >= {"site.web_server"}
    assert any(one.so for one in said)
