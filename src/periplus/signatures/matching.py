"""Rows of a signature table against what one response says."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from periplus.facts.http import HttpField, SetCookie
from periplus.model import Layer, Observation, Sign, Tables

PLACES = re.compile(r"cookie|cookie decoded|field [a-z0-9-]+")
"""What `where` may say: a cookie's whole name, its decoded value, or the value of a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A row that fits an observation."""

    row: Mapping[str, Any]
    observation: Observation
    version: str | None  # the group `version` of the pattern

    def reason(self) -> str:
        """One sentence that says what was seen and what it tells of."""
        fact = self.observation.fact
        name = fact.name if isinstance(fact, SetCookie | HttpField) else ""
        if "reason" in self.row:
            return str(self.row["reason"]).replace("{name}", name)
        if isinstance(fact, HttpField):
            return f"The response field {name}: {_short(fact.value)} is one that {self._maker()} sends."
        return f"The cookie {name} is one that {self._maker()} sets."

    def sign(self, tables: Tables, *, rule: str, llr: float | None = None) -> Sign:
        """The sign that the row makes of it; `llr` in place of the weight's own."""
        weight = self.row["weight"]
        return Sign(
            subject=self.observation.subject,
            predicate=self.row["predicate"],
            value=self.row["value"],
            layer=Layer(self.row["layer"]),
            llr=tables.llr(weight) if llr is None else llr,
            channel="http-response",
            basis=self.observation.basis,
            observed_at=self.observation.observed_at,
            support=(self.observation.id,),
            reason=self.reason(),
            rule=rule,
            weight=tables.weight(weight),
        )

    def _maker(self) -> str:
        product, _, feature = str(self.row["value"]).partition(": ")
        return f"the {feature} of {product}" if feature else product


def matches(rows: Iterable[Mapping[str, Any]], observations: Iterable[Observation]) -> Iterator[Match]:
    """Every row that fits every cookie and field, rows in file order for each observation."""
    patterns = [(row, re.compile(row["pattern"], re.IGNORECASE)) for row in rows]
    for observation in observations:
        for row, pattern in patterns:
            found = _found(row["where"], pattern, observation)
            if found is not None:
                version = found.groupdict().get("version")
                yield Match(row=row, observation=observation, version=version)


def decoded(value: str) -> str | None:
    """A cookie value after percent and base64 decoding, as JSON with sorted keys; None otherwise."""
    text = unquote(value)
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        document = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _found(where: str, pattern: re.Pattern[str], observation: Observation) -> re.Match[str] | None:
    fact = observation.fact
    if isinstance(fact, HttpField):
        return pattern.search(fact.value) if where == f"field {fact.name.lower()}" else None
    if isinstance(fact, SetCookie) and where == "cookie":
        return pattern.fullmatch(fact.name)
    if isinstance(fact, SetCookie) and where == "cookie decoded":
        text = decoded(fact.value)
        return None if text is None else pattern.search(text)
    return None


def _short(value: str) -> str:
    return value if len(value) <= 80 else f"{value[:79]}…"


def first_fit(rows: Iterable[Mapping[str, Any]], name: str) -> Mapping[str, Any] | None:
    """The first row whose pattern fits a whole name."""
    return next((row for row in rows if re.fullmatch(row["pattern"], name)), None)
