"""Where a run observes from, and what stands in for the world there."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
    counts: Path | None = None  # where requests to sources are counted by day; None: only in the run

    @classmethod
    def here(cls, config: Config) -> Place:
        """This machine, and the real world."""
        return cls(
            clock=Clock(),
            resolver=(config.values["resolver"], 53),
            vantage=config.values["vantage"],
            packs=where(),
            counts=counts_directory(os.environ),
        )


def counts_directory(environment: Mapping[str, str]) -> Path:
    """Where the day's requests are counted: periplus/asked in the XDG state home."""
    home = environment.get("XDG_STATE_HOME", "")
    # XDG Base Directory Specification: a relative path is to be ignored.
    base = Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "state"
    return base / "periplus" / "asked"


def describe(place: Place, settings: Mapping[str, str]) -> str:
    """A laboratory's place and settings as one JSON text, for another process; see `described`."""
    pairs = [[*asked, *dialled] for asked, dialled in (place.connection_map or {}).items()]
    told = {
        "clock": place.clock.now().isoformat(),
        "resolver": place.resolver,
        "vantage": place.vantage,
        "map": pairs,
        "trust_roots": str(place.trust_roots) if place.trust_roots else None,
        "packs": str(place.packs) if place.packs else None,
        "settings": dict(settings),
    }
    return json.dumps(told)


def described(text: str) -> tuple[Place, Mapping[str, str]]:
    """What `describe` wrote. ValueError when it did not."""
    try:
        told = json.loads(text)
        place = Place(
            clock=Clock(datetime.fromisoformat(told["clock"])),
            resolver=(str(told["resolver"][0]), int(told["resolver"][1])),
            vantage=str(told["vantage"]),
            connection_map={(a, int(p)): (b, int(q)) for a, p, b, q in told["map"]},
            trust_roots=Path(told["trust_roots"]) if told["trust_roots"] else None,
            packs=Path(told["packs"]) if told["packs"] else None,
        )
        if not place.vantage.startswith("lab:"):  # reports are stamped by it
            raise ValueError("the vantage of a laboratory begins with lab:")
        return place, {str(name): str(value) for name, value in told["settings"].items()}
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError) as error:
        msg = f"this is no description of a laboratory: {error}"
        raise ValueError(msg) from None


def user_agent(operator: str) -> str:
    """Who we are, as RFC 9110 §10.1.5 wants it."""
    comment = f" (operator: {operator})" if operator else ""
    return f"Periplus/{__version__}{comment}"
