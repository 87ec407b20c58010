"""What runs behind the web server, from what one response tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.http import HttpField, SetCookie
from periplus.model import Claim, Observation, Sign, Tables
from periplus.signatures.matching import matches

VERSION = 1
READS = (HttpField, SetCookie)
WRITES = ("site.technology",)
RULE = f"technology@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Frameworks by the names and the decoded values of their cookies."""
    for match in matches(tables.rows("technologies"), observations):
        yield match.sign(tables, rule=RULE)
