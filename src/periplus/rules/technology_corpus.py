"""Technologies that the user's corpus of rules tells of; a weight for each kind of pattern."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from periplus.facts.browser import BrowserCookie, BrowserRequest, PageGlobal
from periplus.facts.http import HttpField, SetCookie
from periplus.facts.page import PageAttribute, PageLink, PageMeta, PageScript
from periplus.facts.technologies import CorpusImplied, CorpusMatch
from periplus.model import Basis, Claim, Layer, Observation, Sign, Subject, Tables

VERSION = 2
READS = (
    *(CorpusMatch, CorpusImplied, HttpField, SetCookie),
    *(PageScript, PageLink, PageMeta, PageAttribute),
    *(PageGlobal, BrowserRequest, BrowserCookie),
)
WRITES = (
    "site.technology",
    "site.technology_version",
    "site.page_technology",
    "site.page_technology_version",
)
RULE = f"technology_corpus@{VERSION}"

DOUBTFUL_BELOW = 50  # per cent of the corpus's own confidence
_LAYERS = {"site.technology": Layer.APPLICATION, "site.page_technology": Layer.PAGE}
_AT_RUN_TIME = frozenset({"js", "xhr"})  # what no response holds
_RANGE = re.compile(r"(bytes|content)=(\d+)-(\d+)", re.ASCII)
_WORDS = {
    "headers": "the response field {key}: {found}",
    "cookies": "the cookie {key}",
    "meta": "the metadata {key} = {found}",
    "scriptSrc": "a script from {found}",
    "scripts": "the code {found} in a script",
    "js": "the global {key}",
    "dom": "the element {key}: {found}",
    "text": "the words {found} on the page",
    "css": "the style {found}",
    "url": "the address {found}",
    "xhr": "a request to {found}",
    "dns": "the {key} record {found}",
    "certIssuer": "the certificate's issuer {found}",
}


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """A sign per pattern that fits, a reading per version; the implied stays below what implies it."""
    naming = _Naming(tables)
    places = _places(observations)
    shown: dict[tuple[Subject, str], tuple[float, tuple[str, ...]]] = {}
    for observation in observations:
        fact = observation.fact
        predicate = naming.predicate(fact.categories) if isinstance(fact, CorpusMatch) else ""
        if not isinstance(fact, CorpusMatch) or not predicate:
            continue
        sign = _sign(observation, fact, predicate, naming, places)
        yield sign
        if fact.version:
            yield _version(sign, fact)
        key = (observation.subject, fact.technology)
        strength = naming.probability(predicate, sign.llr)
        shown[key] = max(shown.get(key, (0.0, ())), (strength, sign.support))
    yield from _implied(observations, naming, shown)


class _Naming:
    """Names, predicates and weights of what a corpus says, as the project's own tables have them."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._own = {
            str(row["value"]).casefold(): str(row["value"]) for row in tables.rows("technologies")
        }
        self._layers = {
            str(row["category"]): str(row["predicate"]) for row in tables.rows("technology_categories")
        }
        self._priors = {row["name"]: row.get("prior") for row in tables.rows("predicates")}

    def value(self, technology: str) -> str:
        """The project's own spelling, so that two sources of one product are one claim."""
        return self._own.get(technology.casefold(), technology)

    def predicate(self, categories: Sequence[str]) -> str:
        """What a technology of these categories is: of the application, else of the page; or none."""
        told = {self._layers.get(one, "site.page_technology") for one in categories}
        return next((one for one in _LAYERS if one in told), "")

    def probability(self, predicate: str, llr: float) -> float:
        """What one sign alone makes of the prior."""
        prior = float(self._priors[predicate] or 0.0)
        return 1 / (1 + math.exp(-math.log(prior / (1 - prior)) - llr))


@dataclass(frozen=True, slots=True)
class _Places:
    ranges: Mapping[str, Sequence[tuple[str, int, int, Observation]]]  # by capture
    entries: Mapping[tuple[str, str], Observation]  # of a visit, by capture and selector


def _places(observations: Sequence[Observation]) -> _Places:
    """What else was observed in each capture, and where."""
    found: dict[str, list[tuple[str, int, int, Observation]]] = defaultdict(list)
    for one in observations:
        where = _RANGE.fullmatch(one.selector)
        if where is not None:
            found[one.evidence].append((where[1], int(where[2]), int(where[3]), one))
    entries = {
        (one.evidence, one.selector): one
        for one in observations
        if isinstance(one.fact, PageGlobal | BrowserRequest | BrowserCookie)
    }
    return _Places(found, entries)


def _around(fact: CorpusMatch, places: _Places) -> Observation | None:
    """The smallest thing observed around the bytes that a pattern fits."""
    where = _RANGE.fullmatch(fact.place)
    if where is None:
        return places.entries.get((fact.capture, fact.place.rpartition("/")[0]))
    first, last = int(where[2]), int(where[3])
    around = [
        (end - start, one.id, one)
        for unit, start, end, one in places.ranges.get(fact.capture, ())
        if unit == where[1] and start <= first and last <= end
    ]
    return min(around, key=lambda one: one[:2])[2] if around else None


def _sign(
    observation: Observation, fact: CorpusMatch, predicate: str, naming: _Naming, places: _Places
) -> Sign:
    around = _around(fact, places)
    foreign = predicate == "site.technology" and _is_foreign(fact, around)
    weight = "corpus.doubtful" if foreign or fact.confidence < DOUBTFUL_BELOW else f"corpus.{fact.kind}"
    doubt = "; the file lies on another host" if foreign else ""
    what = _WORDS.get(fact.kind, "{found} in the page").format(
        key=fact.key or fact.kind, found=repr(_short(fact.found))
    )
    return Sign(
        subject=observation.subject,
        predicate=predicate,
        value=naming.value(fact.technology),
        layer=_LAYERS[predicate],
        llr=naming.tables.llr(weight),
        channel="page-runtime" if fact.kind in _AT_RUN_TIME else "http-response",
        basis=Basis.DEDUCED,
        observed_at=observation.observed_at,
        support=(observation.id, *((around.id,) if around else ())),
        reason=f"A pattern for {fact.technology} in {fact.corpus} fits {what}{doubt}.",
        rule=RULE,
        weight=naming.tables.weight(weight),
    )


def _is_foreign(fact: CorpusMatch, around: Observation | None) -> bool:
    """Whether what fits is a file of another host, which tells what that host runs."""
    if around is None or fact.kind not in {"scriptSrc", "dom", "html"}:
        return False
    seen = around.fact
    target = seen.src if isinstance(seen, PageScript) else getattr(seen, "target", "")
    own = getattr(seen, "url", "")
    if isinstance(seen, BrowserRequest):
        target, own = seen.url, seen.page
    return bool(target) and urlsplit(target).hostname != urlsplit(own).hostname


def _version(sign: Sign, fact: CorpusMatch) -> Sign:
    return replace(
        sign,
        predicate=f"{sign.predicate}_version",
        value=f"{sign.value} {fact.version}",
        llr=0.0,
        weight="",
        reason=f"{sign.reason[:-1]}; it tells the version {fact.version}.",
    )


def _implied(
    observations: Sequence[Observation],
    naming: _Naming,
    shown: dict[tuple[Subject, str], tuple[float, tuple[str, ...]]],
) -> Iterator[Sign]:
    """Signs for what other technologies bring, round by round, each below what it follows from."""
    waiting = [one for one in observations if isinstance(one.fact, CorpusImplied)]
    while True:
        ready = [one for one in waiting if _parent(one) in shown]
        if not ready:
            return
        waiting = [one for one in waiting if one not in ready]
        for one in ready:
            yield from _brought(one, naming, shown)


def _parent(observation: Observation) -> tuple[Subject, str]:
    fact = observation.fact
    return observation.subject, fact.by if isinstance(fact, CorpusImplied) else ""


def _brought(
    observation: Observation,
    naming: _Naming,
    shown: dict[tuple[Subject, str], tuple[float, tuple[str, ...]]],
) -> Iterator[Sign]:
    fact = observation.fact
    ceiling, support = shown[_parent(observation)]
    predicate = naming.predicate(fact.categories) if isinstance(fact, CorpusImplied) else ""
    if not isinstance(fact, CorpusImplied) or not predicate:
        return
    weight = "corpus.doubtful" if fact.confidence < DOUBTFUL_BELOW else "corpus.implied"
    llr = naming.tables.llr(weight)
    yield Sign(
        subject=observation.subject,
        predicate=predicate,
        value=naming.value(fact.technology),
        layer=_LAYERS[predicate],
        llr=llr,
        channel="http-response",
        basis=Basis.DEDUCED,
        observed_at=observation.observed_at,
        support=(observation.id, *support),
        reason=f"{fact.by} brings {fact.technology} with it, by {fact.corpus}.",
        rule=RULE,
        weight=naming.tables.weight(weight),
        ceiling=round(ceiling, 4),
    )
    key = (observation.subject, fact.technology)
    strength = min(ceiling, naming.probability(predicate, llr))
    shown.setdefault(key, (strength, (observation.id, *support)))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else f"{flat[:79]}…"
