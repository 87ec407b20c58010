"""From patterns that fit to technologies: what one needs, shuts out and brings with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from periplus.signatures.corpus import Corpus, Technology
from periplus.signatures.engine import Hit

MAX_DEPTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Implied:
    """Why a technology is there without a pattern of its own: another one brings it."""

    by: str
    confidence: int  # in per cent, as the corpus states


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """One technology, by its own patterns or another's word."""

    technology: Technology
    hits: Sequence[Hit]
    implied: Sequence[Implied]


def resolve(corpus: Corpus, hits: Sequence[Hit]) -> tuple[Detected, ...]:
    """The technologies, by name, whose needs are met and that no other shuts out."""
    own: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        own[hit.pattern.technology].append(hit)
    standing = _standing(corpus, own)
    out = {name for one in standing for name in corpus.technologies[one].excludes}
    implied = _implied(corpus, [name for name in standing if name not in out])
    return tuple(
        Detected(
            technology=corpus.technologies[name],
            hits=tuple(own.get(name, ())) if name in standing else (),
            implied=tuple(implied.get(name, ())),
        )
        for name in sorted({*standing, *implied} - out)
    )


def _standing(corpus: Corpus, own: Mapping[str, object]) -> set[str]:
    """Those with patterns that fit, and what they require among what is there."""
    standing = {name for name in own if not _needs(corpus.technologies[name])}
    while True:
        there = standing | set(_implied(corpus, sorted(standing)))
        more = {name for name in own if name not in standing and _met(corpus, name, there)}
        if not more:
            return standing
        standing |= more


def _needs(one: Technology) -> bool:
    return bool(one.requires or one.requires_categories)


def _met(corpus: Corpus, name: str, there: set[str]) -> bool:
    one = corpus.technologies[name]
    kinds = {kind for other in there for kind in corpus.technologies[other].categories}
    return not there.isdisjoint(one.requires) or not kinds.isdisjoint(one.requires_categories)


def _implied(corpus: Corpus, names: Sequence[str]) -> dict[str, list[Implied]]:
    """What the named technologies bring, directly or through what they bring."""
    found: dict[str, list[Implied]] = defaultdict(list)
    seen = set(names)
    waiting = sorted(names)
    for _ in range(MAX_DEPTH):
        brought: list[str] = []
        for name in waiting:
            for other in corpus.technologies[name].implies:
                if other.name in corpus.technologies and other.name != name:
                    found[other.name].append(Implied(by=name, confidence=other.confidence))
                    if other.name not in seen:
                        seen.add(other.name)
                        brought.append(other.name)
        waiting = sorted(brought)
    return dict(found)
