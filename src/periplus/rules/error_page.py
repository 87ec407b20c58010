"""Products that speak in their own error pages, and a Server field that says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from periplus.facts.error_page import ErrorPage
from periplus.model import Claim, Layer, Observation, Sign, Tables

VERSION = 1
READS = (ErrorPage,)
WRITES = ("site.edge", "site.web_server", "site.server_contradiction")
RULE = f"error_page@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """A sign per mark in a page; a contradiction where the Server field names another server."""
    rows = tables.rows("error_pages")
    for one in observations:
        page = one.fact
        if not isinstance(page, ErrorPage):
            continue
        for row in rows:
            if re.search(row["pattern"], page.text, re.IGNORECASE):
                yield _sign(one, page, row, tables)
                if row["predicate"] == "site.web_server" and _other(row, page, tables):
                    yield _contradiction(one, page, row)


def _other(row: Mapping[str, Any], page: ErrorPage, tables: Tables) -> bool:
    """Whether the Server field names a web server that is not the page's."""
    named = [
        server["value"]
        for server in tables.rows("servers")
        if re.search(server["pattern"], page.server or "", re.IGNORECASE)
    ]
    return bool(named) and row["value"] not in named


def _sign(one: Observation, page: ErrorPage, row: Mapping[str, Any], tables: Tables) -> Sign:
    return Sign(
        subject=one.subject,
        predicate=row["predicate"],
        value=row["value"],
        layer=Layer(row["layer"]),
        llr=tables.llr(row["weight"]),
        channel="http-error-page",
        basis=one.basis,
        observed_at=one.observed_at,
        support=(one.id,),
        reason=f"To {page.asked} it answers {page.status_code} with a page of {row['value']}'s own.",
        rule=RULE,
        weight=tables.weight(row["weight"]),
    )


def _contradiction(one: Observation, page: ErrorPage, row: Mapping[str, Any]) -> Sign:
    return Sign.on(
        one,
        predicate="site.server_contradiction",
        value={
            "between": "the Server field and an error page",
            "finding": f"the field says {page.server}, the page is {row['value']}'s",
        },
        layer=Layer.WEB_SERVER,
        channel="http-error-page",
        reason=(
            f"To {page.asked} it answers {page.status_code} with a page of {row['value']}'s own, under "
            f"the field Server: {page.server}: one box wrote the page and another the field, or the "
            "field is made up."
        ),
        rule=RULE,
    )
