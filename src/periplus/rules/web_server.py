"""The web server software and its version, as far as the response tells (RFC 9110 §10.2.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.http import HttpField, HttpResponse
from periplus.measures.fusion import mixture_llr
from periplus.model import Claim, Layer, Observation, Sign, Tables
from periplus.signatures.matching import Match, matches
from periplus.signatures.own_word import own_word

VERSION = 2
READS = (HttpField, HttpResponse, "site.edge")
WRITES = ("site.web_server", "site.web_server_version")
RULE = f"web_server@{VERSION}"

_REWRITTEN = "edge.server-rewritten"


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Server software by the Server field, weighed by how likely an edge wrote it."""
    told = set()
    for match in matches(tables.rows("servers"), observations):
        told.add(match.observation.evidence)
        edge = _likeliest_edge(match.observation, claims)
        llr = None if edge is None else _llr_through(match, edge, tables)
        sign = own_word(match.sign(tables, rule=RULE, llr=llr), tables)
        yield sign if edge is None else replace(sign, reason=_through(sign, edge))
        yield _version(match)
    for observation in observations:
        if isinstance(observation.fact, HttpResponse) and observation.evidence not in told:
            yield from _untold(observation, observations)


def _likeliest_edge(observation: Observation, claims: Sequence[Claim]) -> Claim | None:
    edges = [one for one in claims if one.subject == observation.subject and one.probability]
    return max(edges, key=lambda one: (one.probability or 0.0, one.id), default=None)


def _llr_through(match: Match, edge: Claim, tables: Tables) -> float:
    """The field's weight when an edge may have put its own in place of the server's."""
    rows = {row["id"]: row for row in tables.rows("weights")}
    row = rows[match.row["weight"]]
    q = (edge.probability or 0.0) * rows[_REWRITTEN]["tp"]
    return mixture_llr(tp=row["tp"], fp=row["fp"], b=row["b"] or 0.0, q=q)


def _through(sign: Sign, edge: Claim) -> str:
    return f"{sign.reason[:-1]}; {edge.value} stands before it ({edge.word}) and may rewrite the field."


def _version(match: Match) -> Sign:
    product = match.row["value"]
    value = f"{product} {match.version}" if match.version else None
    reason = (
        f"The Server field tells the version {value}."
        if value
        else f"The Server field names {product} without its version."
    )
    return _reading(match.observation, "site.web_server_version", value, reason)


def _untold(response: Observation, observations: Sequence[Observation]) -> Iterator[Sign]:
    fields = [
        (one, one.fact.value)
        for one in observations
        if one.evidence == response.evidence
        and isinstance(one.fact, HttpField)
        and one.fact.name.lower() == "server"
    ]
    for observation, value in fields:
        reason = f"The Server field says {value!r}, which names no web server that we know."
        yield _reading(observation, "site.web_server", None, reason)
        yield _reading(observation, "site.web_server_version", None, reason)
    if not fields:
        reason = "The response has no Server field."
        yield _reading(response, "site.web_server", None, reason)
        yield _reading(response, "site.web_server_version", None, reason)


def _reading(observation: Observation, predicate: str, value: str | None, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate=predicate,
        value=value,
        layer=Layer.WEB_SERVER,
        channel="http-response",
        reason=reason,
        rule=RULE,
    )
