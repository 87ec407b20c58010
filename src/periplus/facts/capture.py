"""What a capture without an answer says."""

from __future__ import annotations

from dataclasses import dataclass

from periplus.model import Fact, Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer(Fact):
    """A request that brought no answer, or not a whole one."""

    failure: Failure
    source: str
    detail: str  # one sentence
