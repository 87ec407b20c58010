"""How far two countries are from each other at least, on a sphere (RFC 7946 §4 for coordinates)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache

from periplus.signatures.tables import load

SIDE_DEGREES = 2
RADIUS_KM = 6371.0
# Half the diagonal of a cell where it is largest: how far its middle may be from any of its points.
_HALF_CELL_KM = RADIUS_KM * math.radians(SIDE_DEGREES) / math.sqrt(2)
Vector = tuple[float, float, float]


@lru_cache(maxsize=4096)
def least_km(one: str, other: str) -> float | None:
    """No two points of the countries (ISO 3166-1) are nearer; None for a code that has no outline.

    Up to 630 km less than the truth.
    """
    ours, theirs = cells_of(one), cells_of(other)
    if not ours or not theirs:
        return None
    nearest = max(x * a + y * b + z * c for x, y, z in ours for a, b, c in theirs)
    return max(0.0, RADIUS_KM * math.acos(min(1.0, nearest)) - 2 * _HALF_CELL_KM)


@cache
def cells_of(code: str) -> Sequence[Vector]:
    """The middle of each cell that a country touches, as a unit vector."""
    return [_middle(word) for word in _words().get(code, "").split()]


@cache
def _words() -> dict[str, str]:
    return {row["code"]: row["cells"] for row in load().rows("country_cells")}


def _middle(word: str) -> Vector:
    """Of a corner as `50+22` or `-34-60`."""
    at = max(word.rfind("+"), word.rfind("-"))
    latitude, longitude = (math.radians(int(part) + SIDE_DEGREES / 2) for part in (word[:at], word[at:]))
    level = math.cos(latitude)
    return level * math.cos(longitude), level * math.sin(longitude), math.sin(latitude)
