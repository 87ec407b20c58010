"""Observations of a country's document, from a world built of real tables."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from periplus import judging
from periplus.facts.world import read_country
from periplus.model import Claim, Observation, Rule, Sign
from periplus.packs.world import World
from periplus.packs.world_build import build
from periplus.packs.world_slice import MEDIA_TYPE, country_document
from periplus.signatures.tables import load
from tests.facts.samples import evidence
from tests.packs.worlds import FILES, lay_out

TABLES = load()


@cache
def document(*without: str, country: str = "ZZ") -> bytes:
    """The document of the small world, without some of its files."""
    kept = {file: content for file, content in FILES.items() if file not in without}
    return document_of(kept, country)


def document_of(files: Mapping[str, bytes], country: str = "ZZ") -> bytes:
    """The document of a world of these files."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        build(directory / "world", lay_out(directory, files))
        return country_document(World(directory / "world"), country)


def observed(body: bytes | None = None) -> list[Observation]:
    """What the document says."""
    content = document() if body is None else body
    captured = evidence(content, MEDIA_TYPE, source="world://ZZ")
    return [Observation.of(captured, reading) for reading in read_country(content)]


def signs(rule: Any, body: bytes | None = None, claims: tuple[Claim, ...] = ()) -> list[Sign]:
    """What a rule reads in it."""
    seen = observed(body)
    reads = tuple(read for read in rule.READS if not isinstance(read, str))
    told = [one for one in seen if isinstance(one.fact, reads)]
    found = list(rule.judge(told, claims, TABLES, seen[0].observed_at))
    known = {one.id for one in seen} | {one for claim in claims for one in claim.support}
    assert all(known.issuperset(sign.support) for sign in found)
    assert {sign.predicate for sign in found} <= set(rule.WRITES)
    return found


def values(found: list[Sign], predicate: str) -> list[Mapping[str, Any]]:
    """The records under a predicate."""
    return [s.value for s in found if s.predicate == predicate and isinstance(s.value, Mapping)]


def says_nothing_of_nothing(module: Any) -> bool:
    """Without observations there are no signs, and the signs that there are can be fused."""
    rule: Rule = module
    seen = observed()
    judging.judge(seen, TABLES, seen[0].observed_at, among=[rule] if not _reads_claims(rule) else [])
    return not list(rule.judge([], [], TABLES, seen[0].observed_at))


def _reads_claims(rule: Rule) -> bool:
    return any(isinstance(read, str) for read in rule.READS)
