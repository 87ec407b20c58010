"""The weighted median: half of the weight lies at or below it (Edgeworth 1888)."""

from __future__ import annotations

import math
from collections.abc import Iterable


def weighted_median(pairs: Iterable[tuple[float, float]]) -> float:
    """The lower weighted median of (value, weight > 0). ValueError without any."""
    ordered = sorted(pairs)
    if not ordered:
        raise ValueError("nothing has no median")
    half = math.fsum(weight for _, weight in ordered) / 2
    passed = 0.0
    for value, weight in ordered:
        passed += weight
        if passed >= half:
            return value
    return ordered[-1][0]
