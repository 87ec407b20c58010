"""Fingerprints that resemble whoever answered a scan: similarities, and the edge one names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from periplus.facts.http import HttpResponse
from periplus.facts.scan import SimilarStack
from periplus.model import Basis, Claim, Layer, Observation, Sign, Subject, Tables

VERSION = 2
READS = (SimilarStack, HttpResponse, "host.address", "vantage.answers_for_targets")
WRITES = ("address.similar_stack", "site.edge")
RULE = f"similar_stacks@{VERSION}"
MARGINS = (8, 4, 2, 0)  # percent between an edge's fingerprint and the next of something else, at least
LEAST_LISTED = 85  # percent; the tool lists no fingerprint that is less similar (osscan.h)

_DOUBTED_FROM = 0.5
Similar: TypeAlias = tuple[Observation, SimilarStack]


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
    scans = defaultdict[tuple[str, Subject], list[Similar]](list)
    for observation in observations:
        if isinstance(fact := observation.fact, SimilarStack):
            yield _reading(observation, fact)
            scans[observation.evidence, observation.subject].append((observation, fact))
    for (_, address), listed in scans.items():
        for first in listed:
            if first[1].place == 0 and first[1].vantage not in doubted:
                for row in edges:
                    if re.search(row["pattern"], first[1].name):
                        for site in sites.get(address.key, ()):
                            yield _edge(first, listed, site, row, tables)


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
            f"{fact.similarity_percent}%, which is the tool's own similarity and no probability."
        ),
        rule=RULE,
    )


def _edge(
    first: Similar, listed: Sequence[Similar], site: Subject, row: Mapping[str, Any], tables: Tables
) -> Sign:
    observation, fact = first
    others = [one for one in listed if not re.search(row["pattern"], one[1].name)]
    following = max(others, key=lambda one: one[1].similarity_percent, default=None)
    beside = following[1].similarity_percent if following else LEAST_LISTED
    margin = max(0, fact.similarity_percent - beside)
    weight = f"edge.stack-fingerprint-{next(least for least in MARGINS if margin >= least)}"
    behind = f"{following[1].name}, {margin}" if following else f"not listed, at least {margin}"
    return Sign(
        subject=site,
        predicate="site.edge",
        value=row["value"],
        layer=Layer.EDGE,
        llr=tables.llr(weight),
        channel="tcp",
        basis=Basis.DEDUCED,
        observed_at=observation.observed_at,
        support=(observation.id, *((following[0].id,) if following else ())),
        reason=(
            f"Of the fingerprints of {fact.tool}, {fact.name} resembles most what answers at "
            f"{observation.subject.key}: whoever ends the TCP connection. The next that is something "
            f"else is {behind} percentage points behind."
        ),
        rule=RULE,
        weight=tables.weight(weight),
    )
