"""The shipped tables by which documents are read, compiled once."""

from __future__ import annotations

from functools import cache

from periplus.facts.organisations import Forms
from periplus.facts.statements import Grammar
from periplus.signatures.tables import load


@cache
def forms() -> Forms:
    """How texts write organisations."""
    return Forms(load().rows("organisation_forms"))


@cache
def grammar() -> Grammar:
    """What sentences say of them."""
    tables = load()
    return Grammar(tables.rows("statements"), tables.rows("sentence_turns"))
