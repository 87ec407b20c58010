"""Customer cones: whom each network reaches by going down only (Dimitropoulos et al. 2007)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


def cone_sizes(transit: Iterable[tuple[int, int]]) -> dict[int, int]:
    """How many networks lie in each one's cone, itself counted; of (provider, customer) links.

    A cone is kept as a whole number with one bit per network. Networks that provide to each other in
    a circle are in each other's cones.
    """
    customers: dict[int, set[int]] = defaultdict(set)
    providers: dict[int, set[int]] = defaultdict(set)
    for provider, customer in transit:
        if provider != customer:
            customers[provider].add(customer)
            providers[customer].add(provider)
    names = sorted({*customers, *providers})
    cone = {name: 1 << place for place, name in enumerate(names)}
    left = {name: len(customers[name]) for name in names}
    ready = [name for name in names if not left[name]]
    for name in ready:
        for provider in providers[name]:
            cone[provider] |= cone[name]
            left[provider] -= 1
            if not left[provider]:
                ready.append(provider)
    _close_circles([name for name in names if left[name]], customers, cone)
    return {name: cone[name].bit_count() for name in names}


def _close_circles(circling: list[int], customers: dict[int, set[int]], cone: dict[int, int]) -> None:
    """What stands in or above a circle never became ready: repeat until nothing grows."""
    grew = bool(circling)
    while grew:
        grew = False
        for name in circling:
            before = cone[name]
            for customer in customers[name]:
                cone[name] |= cone[customer]
            grew |= cone[name] != before
