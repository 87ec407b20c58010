"""What the application and the page are made of, from one response, its markup and its own scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.http import HttpField, SetCookie
from periplus.facts.page import PageAttribute, PageLink, PageMeta, PageScript
from periplus.facts.script import ScriptNotice, ScriptVersion
from periplus.model import Claim, Layer, Observation, Sign, Tables
from periplus.signatures.matching import Match, matches

VERSION = 3
READS = (
    *(HttpField, SetCookie, PageScript, PageLink, PageMeta, PageAttribute),
    *(ScriptNotice, ScriptVersion),
)
WRITES = (
    "site.technology",
    "site.technology_version",
    "site.page_technology",
    "site.page_technology_version",
)
RULE = f"technology@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Frameworks by cookies, fields, metadata, attributes and files; a version is a claim of its own."""
    for match in matches(tables.rows("technologies"), observations):
        yield match.sign(tables, rule=RULE)
        if match.version:
            yield _version(match)


def _version(match: Match) -> Sign:
    value = f"{match.row['value']} {match.version}"
    return Sign.on(
        match.observation,
        predicate=f"{match.row['predicate']}_version",
        value=value,
        layer=Layer(match.row["layer"]),
        channel="http-response",
        reason=f"{match.reason()[:-1]}; it tells the version {match.version}.",
        rule=RULE,
    )
