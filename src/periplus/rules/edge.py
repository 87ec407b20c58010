"""The edge product and its features, from what one response tells (RFC 9110 §3.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.http import HttpField, SetCookie
from periplus.model import Claim, Observation, Sign, Tables
from periplus.signatures.matching import matches
from periplus.signatures.own_word import own_word

VERSION = 2
READS = (HttpField, SetCookie)
WRITES = ("site.edge", "site.edge_feature")
RULE = f"edge@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Edge products by their cookies and fields; one response is one channel."""
    for match in matches(tables.rows("edges"), observations):
        yield own_word(match.sign(tables, rule=RULE), tables)
