"""Services at ports by their greeting or answer (signatures/services), and what these tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from periplus.facts.greeting import Greeting
from periplus.model import Basis, Claim, Layer, Observation, Sign, Tables, Value

VERSION = 1
READS = (Greeting, "address.open_everywhere")
WRITES = ("address.service", "address.service_says")
RULE = f"port_services@{VERSION}"
WEIGHTS: Mapping[str, str] = {"greeting": "service.greeting", "answer": "service.answer"}
EVERYWHERE = "service.greeting-everywhere"
_LONGEST = 120
_SHOWN = 80


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """A sign for the service, and a reading of what it says; lighter where every port opens."""
    everywhere = {c.subject for c in claims if c.predicate == "address.open_everywhere"}
    secured = {
        (one.subject, one.fact.port)
        for one in observations
        if isinstance(one.fact, Greeting) and one.fact.secure
    }
    for one in observations:
        if not isinstance(one.fact, Greeting):
            continue
        if not one.fact.secure and (one.subject, one.fact.port) in secured:
            continue  # what a port of TLS says in clear is that it wants TLS
        found = match(one.fact, tables.rows("services"))
        if found is None:
            continue
        row, told = found
        weight = EVERYWHERE if one.subject in everywhere else WEIGHTS[row["when"]]
        yield _service(one, one.fact, row, tables, weight)
        if told:
            yield _says(one, one.fact, row, told)


def match(
    greeting: Greeting, rows: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], Mapping[str, str]] | None:
    """The first row whose pattern fits, with the product and version that the server tells."""
    when = "greeting" if greeting.spoke_first else "answer"
    for row in rows:
        if row["when"] == when and (matched := _pattern(row["pattern"]).match(greeting.said)):
            told = {name: text[:_LONGEST] for name, text in matched.groupdict().items() if text}
            return row, told
    return None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def _service(
    one: Observation, fact: Greeting, row: Mapping[str, Any], tables: Tables, weight: str
) -> Sign:
    how = "says first" if fact.spoke_first else "answers one question with"
    where = f"TCP port {fact.port}, within TLS," if fact.secure else f"TCP port {fact.port}"
    reason = f"{where} {how} {_shown(fact.said)!r}, as {row['citation']} has it for {row['service']}."
    if weight == EVERYWHERE:
        reason += " Every port opens there, and what opens all of them may greet at all of them."
    value: Value = {"port": fact.port, "service": row["service"], "tls": fact.secure}
    return Sign(
        subject=one.subject,
        predicate="address.service",
        value=value,
        layer=Layer.NETWORK,
        llr=tables.llr(weight),
        channel="tls" if fact.secure else "tcp",
        basis=one.basis,
        observed_at=one.observed_at,
        support=(one.id,),
        reason=reason,
        rule=RULE,
        weight=tables.weight(weight),
    )


def _says(one: Observation, fact: Greeting, row: Mapping[str, Any], told: Mapping[str, str]) -> Sign:
    product, version = told.get("product"), told.get("version")
    name = " ".join(part for part in (product, version) if part)
    value: Value = {
        "port": fact.port, "service": row["service"], "product": product, "version": version,
    }  # fmt: skip
    sign = Sign.on(
        one,
        predicate="address.service_says",
        value=value,
        layer=Layer.NETWORK,
        channel="tcp",
        reason=f"The server at TCP port {fact.port} calls itself {name}, which it may be made to say.",
        rule=RULE,
    )
    return replace(sign, basis=Basis.TOLD)


def _shown(said: str) -> str:
    line = said if "\0" in said[:_SHOWN] else said.split("\n", 1)[0].rstrip("\r")
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
