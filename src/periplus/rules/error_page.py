"""Products that speak in their own error pages, and a Server field that says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from periplus.facts.error_page import ErrorPage
from periplus.model import Claim, Layer, Observation, Sign, Tables
from periplus.signatures.own_word import own_word

VERSION = 2
READS = (ErrorPage,)
WRITES = ("site.edge", "site.web_server", "site.server_contradiction")
RULE = f"error_page@{VERSION}"
_OTHER = "server.other-page"


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
                yield own_word(_sign(one, page, row, tables), tables)
                others = _others(row, page, tables)
                for named in others:
                    yield _against(one, page, row, named, tables)
                if others:
                    yield _contradiction(one, page, row)


def _others(row: Mapping[str, Any], page: ErrorPage, tables: Tables) -> Sequence[str]:
    """The web server that the Server field names, where it is not the page's."""
    if row["predicate"] != "site.web_server":
        return ()
    named = [
        server["value"]
        for server in tables.rows("servers")
        if re.search(server["pattern"], page.server or "", re.IGNORECASE)
    ]
    return () if row["value"] in named else named


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


def _against(
    one: Observation, page: ErrorPage, row: Mapping[str, Any], named: str, tables: Tables
) -> Sign:
    return Sign(
        subject=one.subject,
        predicate="site.web_server",
        value=named,
        layer=Layer.WEB_SERVER,
        llr=tables.llr(_OTHER),
        channel="http-error-page",
        basis=one.basis,
        observed_at=one.observed_at,
        support=(one.id,),
        reason=(
            f"To {page.asked} it answers {page.status_code} with a page of {row['value']}'s own, though "
            f"its Server field names {named}."
        ),
        rule=RULE,
        weight=tables.weight(_OTHER),
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
