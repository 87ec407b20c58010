"""Fingerprints that resemble whoever answered a scan: similarities, and the edge one names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from periplus.facts.http import HttpResponse
from periplus.facts.scan import SimilarStack
from periplus.model import Basis, Claim, Layer, Observation, Sign, Subject, Tables

VERSION = 1
READS = (SimilarStack, HttpResponse, "host.address", "vantage.answers_for_targets")
WRITES = ("address.similar_stack", "site.edge")
RULE = f"similar_stacks@{VERSION}"
WEIGHT = "edge.stack-fingerprint"

_DOUBTED_FROM = 0.5


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """A reading per fingerprint, and a sign for the edge that the most similar one names."""
    edges = [row for row in tables.rows("stacks") if row["kind"] == "edge"]
    sites = _sites(observations, claims)
    doubted = {
        claim.subject.key
        for claim in claims
        if claim.predicate == "vantage.answers_for_targets" and (claim.probability or 0) >= _DOUBTED_FROM
    }
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, SimilarStack):
            continue
        yield _reading(observation, fact)
        if fact.place == 0 and fact.vantage not in doubted:
            for row in edges:
                if re.search(row["pattern"], fact.name):
                    for site in sites.get(observation.subject.key, ()):
                        yield _edge(observation, fact, site, row, tables)


def _sites(observations: Sequence[Observation], claims: Sequence[Claim]) -> Mapping[str, list[Subject]]:
    """By address, the visited sites whose host has it."""
    hosts = {claim.subject.key: set[str]() for claim in claims if claim.predicate == "host.address"}
    for claim in claims:
        if claim.predicate == "host.address" and isinstance(claim.value, str):
            hosts[claim.subject.key].add(claim.value)
    found: dict[str, list[Subject]] = {}
    for site in sorted({o.subject for o in observations if isinstance(o.fact, HttpResponse)}):
        for address in hosts.get(urlsplit(site.key).hostname or "", ()):
            found.setdefault(address, []).append(site)
    return found


def _reading(observation: Observation, fact: SimilarStack) -> Sign:
    return Sign.on(
        observation,
        predicate="address.similar_stack",
        value={
            "name": fact.name,
            "similarity_percent": fact.similarity_percent,
            "tool": fact.tool,
            "vantage": fact.vantage,
        },
        layer=Layer.NETWORK,
        channel="scan-db",
        reason=(
            f"{fact.tool}, from {fact.vantage}: what answered resembles {fact.name} to "
            f"{fact.similarity_percent} %, which is the tool's own similarity and no probability."
        ),
        rule=RULE,
    )


def _edge(
    observation: Observation, fact: SimilarStack, site: Subject, row: Mapping[str, Any], tables: Tables
) -> Sign:
    return Sign(
        subject=site,
        predicate="site.edge",
        value=row["value"],
        layer=Layer.EDGE,
        llr=tables.llr(WEIGHT),
        channel="tcp",
        basis=Basis.DEDUCED,
        observed_at=observation.observed_at,
        support=(observation.id,),
        reason=(
            f"Of the fingerprints of {fact.tool}, {fact.name} resembles most what answers at "
            f"{observation.subject.key}: whoever ends the TCP connection."
        ),
        rule=RULE,
        weight=tables.weight(WEIGHT),
    )
