"""Where a run observes from, and what stands in for the world there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from periplus import __version__
from periplus.config import Config
from periplus.net.clock import Clock
from periplus.net.gate import ConnectionMap
from periplus.packs.shelf import where


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run observes from, and what stands in for the world there (a lab, or nothing)."""

    clock: Clock
    resolver: tuple[str, int]
    vantage: str
    connection_map: ConnectionMap | None = None
    trust_roots: Path | None = None
    packs: Path | None = None  # None: no table of this disk speaks about that world

    @classmethod
    def here(cls, config: Config) -> Place:
        """This machine, and the real world."""
        return cls(
            clock=Clock(),
            resolver=(config.values["resolver"], 53),
            vantage=config.values["vantage"],
            packs=where(),
        )


def user_agent(operator: str) -> str:
    """Who we are, as RFC 9110 §10.1.5 wants it."""
    comment = f" (operator: {operator})" if operator else ""
    return f"Periplus/{__version__}{comment}"
