"""Boxes of a scenario: filters at routers, TCP stacks of hosts (docs/design/scenarios.md §9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from periplus.lab.parts import Part, ScenarioError, check_address, check_lines


class StackPart(Part, frozen=True):
    """A TCP stack of our own before a machine; see lab/traits.py for what the rules mean."""

    ttl: int = 64
    window: int = 65535
    mss: int = 1460
    scale: int = 0
    options: tuple[Literal["mss", "nop", "eol", "ws", "sok", "ts"], ...] = ("mss",)
    df: bool = True
    ip_id: Literal["zero", "counter", "random"] = "zero"
    isn: Literal["random", "constant", "step", "clock", "clock-and-random", "random-steps", "hashed"] = (
        "random"
    )
    isn_by: int = 0
    timestamp_hz: int = 1000
    open_ports: tuple[int, ...] = ()


class KernelPart(Part, frozen=True):
    """How the kernel of a machine is set; None leaves it as it is."""

    ttl: int | None = None
    mss: int | None = None
    scaling: bool = True
    timestamps: bool = True
    sack: bool = True


class FilterPart(Part, frozen=True):
    """A box at a router that keeps people from names or servers."""

    router: str
    does: Literal["drop", "reset", "forge", "page"]
    way: Literal["in-line", "tap"] = "in-line"
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    forged: tuple[str, ...] = ()
    text: str | None = None


def check_filters(filters: Sequence[FilterPart], routers: Mapping[str, bool]) -> None:
    """A filter can do what it is told where it stands. `routers`: whether each is silent."""
    for part in filters:
        place = f"filter at {part.router}"
        check_lines(place, [part.router], routers)
        for address in (*part.addresses, *part.forged):
            check_address(place, address)
        if not part.names and not part.addresses:
            raise ScenarioError(f"{place}: give names or addresses")
        if part.way == "tap" and part.does == "drop":
            raise ScenarioError(f"{place}: a tap cannot drop what passes it")
        if part.way == "tap" and routers[part.router]:
            raise ScenarioError(f"{place}: a silent router sends nothing, so no tap can stand there")
        if (part.does == "forge") != bool(part.forged):
            raise ScenarioError(f"{place}: forged addresses belong to `forge`, and to nothing else")
        if (part.does == "page") != (part.text is not None):
            raise ScenarioError(f"{place}: a text belongs to `page`, and to nothing else")


def check_stack(place: str, stack: StackPart | None, kernel: KernelPart | None) -> None:
    """A stack can be one, and a host has one at most."""
    if stack and kernel:
        raise ScenarioError(f"{place}: give either a stack or a kernel")
    if stack and not (0 < stack.ttl < 256 and 0 <= stack.window < 65536):
        raise ScenarioError(f"{place}: no packet has such a TTL or window")
    if stack and stack.isn in {"step", "clock", "random-steps"} and stack.isn_by < 1:
        raise ScenarioError(f"{place}: the rule {stack.isn!r} needs isn_by above 0")
