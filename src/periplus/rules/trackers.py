"""Trackers and other third parties that the front page embeds, by its markup alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from periplus.facts.page import PageLink, PageScript
from periplus.facts.party import ThirdParty
from periplus.model import Claim, Layer, Observation, Sign, Subject, Tables, Value
from periplus.signatures.matching import described

VERSION = 2
READS = (PageScript, PageLink, ThirdParty)
WRITES = ("site.tracker", "site.third_party")
RULE = f"trackers@{VERSION}"

_UNSEEN = "whether a browser's request went out is not seen here"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    row: Mapping[str, Any]
    observation: Observation
    owner: str
    ids: tuple[str, ...]


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per tracker and id, and one per host of somebody else."""
    yield from _trackers(observations, tables)
    hosts = {str(row["host"]): str(row["owner"]) for row in tables.rows("hosts")}
    told = {
        (one.subject, one.fact.host): one for one in observations if isinstance(one.fact, ThirdParty)
    }
    for observation in observations:
        host, own = _hosts(observation)
        if host and own and not _related(host, own):
            row = told.get((observation.subject, host))
            yield from _third_party(observation, host, _owner(host, hosts), row)


# ---------------------------------------------------------------- trackers


def _trackers(observations: Sequence[Observation], tables: Tables) -> Iterator[Sign]:
    found: dict[tuple[Subject, str, str], list[_Hit]] = defaultdict(list)
    rows = [_compiled(row) for row in tables.rows("trackers")]
    for observation in observations:
        for row, patterns in rows:
            hit = _hit(row, patterns, observation)
            if hit is not None:
                found[observation.subject, str(row["name"]), hit.owner].append(hit)
    for hits in found.values():
        known = sorted({one for hit in hits for one in hit.ids})
        for hit in hits:
            # What loads a tracker without naming an id is support of the only one it can be.
            alone = tuple(known) if len(known) == 1 else ()
            for name in hit.ids or alone or (() if known else (None,)):
                yield _tracker(hit, name)


_Patterns = Mapping[str, re.Pattern[str]]


def _compiled(row: Mapping[str, Any]) -> tuple[Mapping[str, Any], _Patterns]:
    keys = ("host", "path", "code", "id")
    return row, {key: re.compile(row[key]) for key in keys if key in row}


def _hit(row: Mapping[str, Any], patterns: _Patterns, observation: Observation) -> _Hit | None:
    fact = observation.fact
    if isinstance(fact, PageScript) and fact.code:
        if "code" not in patterns or not patterns["code"].search(fact.code):
            return None
        return _made(row, patterns, observation, "", fact.code)
    host, text = _embedded(observation)
    if not host or "host" not in patterns or not patterns["host"].fullmatch(host):
        return None
    if "path" in patterns and not patterns["path"].search(text):
        return None
    return _made(row, patterns, observation, host, text)


def _made(
    row: Mapping[str, Any], patterns: _Patterns, observation: Observation, host: str, text: str
) -> _Hit:
    found = patterns["id"].findall(text) if "id" in patterns else []
    owner = str(row["owner"])
    if owner == "{host}":
        owner = f"operator of {host}" if host else "not told by the page"
    return _Hit(row=row, observation=observation, owner=owner, ids=tuple(dict.fromkeys(found)))


def _embedded(observation: Observation) -> tuple[str, str]:
    """The host of what is embedded, and its path, query and data attributes."""
    fact = observation.fact
    host, _ = _hosts(observation)
    target = fact.src if isinstance(fact, PageScript) else getattr(fact, "target", "")
    data = fact.data if isinstance(fact, PageScript) else ()
    text = re.sub(r"^[a-z]+://[^/?#]*", "", target, flags=re.IGNORECASE)
    return host, text + "".join(f' {name}="{value}"' for name, value in data)


def _tracker(hit: _Hit, name: str | None) -> Sign:
    row = hit.row
    value = {"name": row["name"], "owner": hit.owner, "category": row["category"], "id": name}
    started = f"The page has {described(hit.observation.fact)}: code of {row['name']} ({hit.owner})"
    note = f" {row['note']}" if "note" in row else ""
    return _sign(hit.observation, "site.tracker", value, f"{started}; {_UNSEEN}.{note}")


# ---------------------------------------------------------------- third parties


def _hosts(observation: Observation) -> tuple[str, str]:
    """The host of what is embedded, empty when nothing is, and the page's own."""
    fact = observation.fact
    if isinstance(fact, PageScript) and fact.src:
        return _host(fact.src), _host(fact.url)
    if isinstance(fact, PageLink) and fact.embedded:
        return _host(fact.target), _host(fact.url)
    return "", ""


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removesuffix(".")


def _related(host: str, own: str) -> bool:
    own = own.removeprefix("www.")
    return host == own or host.endswith(f".{own}") or own.endswith(f".{host}")


def _owner(host: str, hosts: Mapping[str, str]) -> str | None:
    labels = host.split(".")
    names = (".".join(labels[start:]) for start in range(len(labels)))
    return next((hosts[name] for name in names if name in hosts), None)


def _third_party(
    observation: Observation, host: str, owner: str | None, told: Observation | None
) -> Iterator[Sign]:
    """A reading of who runs the host: our own table first, then the pack's row."""
    fact = told.fact if told is not None else None
    named = owner or (f"{fact.company or fact.name}" if isinstance(fact, ThirdParty) else None)
    run_by = f", run by {named}" if named else ""
    reason = f"The page has {described(observation.fact)}: it embeds from {host}{run_by}; {_UNSEEN}."
    sign = _sign(observation, "site.third_party", {"host": host, "owner": named}, reason)
    yield sign
    if told is not None and isinstance(fact, ThirdParty):
        says = f"{fact.table} says that {host} is {fact.name}, of the category {fact.category}."
        yield replace(sign, support=(*sign.support, told.id), reason=says)


def _sign(observation: Observation, predicate: str, value: Value, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate=predicate,
        value=value,
        layer=Layer.PAGE,
        channel="http-response",
        reason=reason,
        rule=RULE,
    )
