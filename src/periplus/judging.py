"""Evidence to observations to claims: readers, then rules stratum by stratum, then fusion."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

from periplus.facts.capture import NoAnswer, read_failure
from periplus.measures.fusion import fuse
from periplus.model import (
    Claim,
    Collector,
    Evidence,
    Failure,
    Importer,
    Observation,
    Reader,
    Reading,
    Rule,
    Sign,
    canonical,
)
from periplus.signatures.tables import Tables


class JudgingError(ValueError):
    """Collectors or rules that do not fit together; its text is one sentence."""


# ---------------------------------------------------------------- discovery


def readers() -> dict[str, Reader]:
    """Every module of collectors/, by name."""
    return {name: cast("Reader", module) for name, module in _modules("periplus.collectors")}


def collectors() -> dict[str, Collector]:
    """The modules of collectors/ that bring bytes themselves, by name."""
    return {n: cast("Collector", module) for n, module in readers().items() if hasattr(module, "fetch")}


def importers() -> dict[str, Importer]:
    """The modules of collectors/ that read files of the user's, by kind."""
    modules = [cast("Importer", module) for module in readers().values() if hasattr(module, "KIND")]
    return {module.KIND: module for module in modules}


def rules() -> tuple[Rule, ...]:
    """Every module of rules/, by name."""
    return tuple(cast("Rule", module) for _, module in _modules("periplus.rules"))


def _modules(package: str) -> Iterator[tuple[str, object]]:
    path = importlib.import_module(package).__path__
    for name in sorted(info.name for info in pkgutil.iter_modules(path)):
        yield name, importlib.import_module(f"{package}.{name}")


def _name(module: Rule | Reader) -> str:
    return module.__name__.rpartition(".")[2]


# ---------------------------------------------------------------- evidence to observations


def parse(
    evidences: Iterable[Evidence],
    *,
    among: Mapping[str, Reader] | None = None,
    strict: bool = False,
) -> tuple[Observation, ...]:
    """What the captures say, in their order and each reader's own; equal observations once.

    A failed capture gives a NoAnswer, and what its reader finds in the bytes that came. So does a
    body that was forgotten, and a collector that this version does not have. A reader that raises
    is a bug: `strict` (tests) lets it through; a case keeps what was read before, and a NoAnswer.
    """
    among = readers() if among is None else among
    found: dict[str, Observation] = {}
    for evidence in evidences:
        for reading in _readings(evidence, among, strict=strict):
            observation = Observation.of(evidence, reading)
            found.setdefault(observation.id, observation)
    return tuple(found.values())


def _readings(evidence: Evidence, among: Mapping[str, Reader], *, strict: bool) -> Iterator[Reading]:
    name = evidence.collector.partition("@")[0]
    if evidence.body.inline is None and evidence.body.path is None:
        yield _no_answer(evidence, Failure.UNAVAILABLE, "Its body was forgotten.")
        return
    if evidence.failure is not None:
        yield read_failure(evidence)
        if evidence.media_type == "text/plain":
            return  # one sentence of ours, no bytes of the target
    reader = among.get(name)
    if reader is None:
        yield _no_answer(evidence, Failure.UNAVAILABLE, f"There is no collector {name!r} here.")
        return
    try:
        yield from reader.parse(evidence)
    except Exception as error:
        if strict:
            raise
        detail = f"The collector {name} failed to read it: {type(error).__name__}."
        yield _no_answer(evidence, Failure.PROTOCOL, detail)


def _no_answer(evidence: Evidence, failure: Failure, detail: str) -> Reading:
    return Reading(
        subject=evidence.target,
        fact=NoAnswer(failure=failure, source=evidence.source, detail=detail),
        selector=f"bytes=0-{max(0, evidence.body.size_bytes - 1)}",
    )


# ---------------------------------------------------------------- strata


def strata(among: Iterable[Rule]) -> tuple[tuple[Rule, ...], ...]:
    """The rules in layers, each reading only predicates that lower layers have finished.

    JudgingError when a rule reads a predicate that none writes, or rules wait for each other.
    """
    waiting = sorted(among, key=_name)
    written = {predicate for rule in waiting for predicate in rule.WRITES}
    for rule in waiting:
        for predicate in _predicates_read(rule):
            if predicate not in written:
                raise JudgingError(f"The rule {_name(rule)} reads {predicate}, which no rule writes.")
    layers: list[tuple[Rule, ...]] = []
    while waiting:
        unfinished = {predicate for rule in waiting for predicate in rule.WRITES}
        ready = tuple(rule for rule in waiting if not unfinished & _predicates_read(rule))
        if not ready:
            names = ", ".join(_name(rule) for rule in waiting)
            raise JudgingError(f"These rules wait for each other's claims: {names}.")
        layers.append(ready)
        waiting = [rule for rule in waiting if rule not in ready]
    return tuple(layers)


def _predicates_read(rule: Rule) -> set[str]:
    return {read for read in rule.READS if isinstance(read, str)}


# ---------------------------------------------------------------- observations to claims


def judge(
    observations: Iterable[Observation],
    tables: Tables,
    as_of: datetime,
    *,
    among: Iterable[Rule] | None = None,
) -> tuple[Claim, ...]:
    """All claims, the same to the last byte whatever the order of the observations.

    JudgingError when a rule writes what it did not declare or what is not registered, or rests on
    what was not observed; ValueError of fusion for a sign that does not fit its predicate.
    """
    return _judge(observations, tables, as_of, among)[1]


def signs_of(observations: Iterable[Observation], tables: Tables, as_of: datetime) -> tuple[Sign, ...]:
    """Every sign behind the claims of `judge` over the same; errors as there."""
    return tuple(_judge(observations, tables, as_of, None)[0])


def _judge(
    observations: Iterable[Observation],
    tables: Tables,
    as_of: datetime,
    among: Iterable[Rule] | None,
) -> tuple[list[Sign], tuple[Claim, ...]]:
    layers = strata(rules() if among is None else among)
    for layer in layers:
        for rule in layer:
            _check_registered(rule, tables)
    seen = sorted(observations, key=lambda one: (one.observed_at, one.id))
    known = {observation.id for observation in seen}
    signs: list[Sign] = []
    claims: tuple[Claim, ...] = ()
    for layer in layers:
        for rule in layer:
            for sign in rule.judge(_facts_for(rule, seen), _claims_for(rule, claims), tables, as_of):
                _check_sign(rule, sign, known)
                signs.append(sign)
        claims = fuse(signs, tables.predicates, as_of)
    return signs, claims


def _facts_for(rule: Rule, observations: Sequence[Observation]) -> list[Observation]:
    classes = tuple(read for read in rule.READS if not isinstance(read, str))
    return [one for one in observations if isinstance(one.fact, classes)]


def _claims_for(rule: Rule, claims: Sequence[Claim]) -> list[Claim]:
    wanted = _predicates_read(rule)
    return [claim for claim in claims if claim.predicate in wanted]


def _check_registered(rule: Rule, tables: Tables) -> None:
    for predicate in (*rule.WRITES, *_predicates_read(rule)):
        if predicate not in tables.predicates:
            raise JudgingError(
                f"The rule {_name(rule)} names the predicate {predicate}, which is not registered."
            )


def _check_sign(rule: Rule, sign: Sign, known: set[str]) -> None:
    what = f"The rule {_name(rule)}"
    if sign.predicate not in rule.WRITES:
        raise JudgingError(f"{what} wrote {sign.predicate}, which it does not declare.")
    if sign.rule != f"{_name(rule)}@{rule.VERSION}":
        raise JudgingError(f"{what} signed as {sign.rule!r}.")
    if not known.issuperset(sign.support):
        raise JudgingError(
            f"{what} rests {sign.predicate} = {canonical(sign.value)} on what was not observed."
        )
