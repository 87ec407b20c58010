"""Pages that stand in the place of blocked ones, by our table of fingerprints (RFC 7725)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.ooni import BlockingSeen, domain_of
from periplus.model import Claim, Layer, Observation, Scalar, Sign, Subject, SubjectKind, Tables

VERSION = 1
READS = (BlockingSeen,)
WRITES = ("network.block_page",)
RULE = f"block_pages@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per measurement whose answer fits a row; the page speaks for itself."""
    rows = tables.rows("block_pages")
    for seen in observations:
        fact = seen.fact
        if not isinstance(fact, BlockingSeen):
            continue
        texts = {"body": fact.page, "location": fact.location}
        fits = (row for row in rows if re.search(row["pattern"], texts[row["where"]]))
        for row in fits:
            site = domain_of(fact.url)
            answered = f"{row['tells']} ({row['citation']})"
            value: dict[str, Scalar] = {
                "site": site,
                "tells": row["tells"],
                "where": row["where"],
                "on": None if fact.at is None else fact.at.date().isoformat(),
            }
            yield Sign.on(
                seen,
                predicate="network.block_page",
                value=value,
                layer=Layer.NETWORK,
                channel="archive",
                reason=f"In place of {site} the network answered with {answered}.",
                rule=RULE,
                subject=Subject(kind=SubjectKind.ASN, key=f"AS{fact.asn}"),
            )
            break
