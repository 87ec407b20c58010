"""Small worlds in which it is known who answers the observer: the targets, or something before him."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from periplus.lab.boxes import StackPart
from periplus.lab.nat import ENDS_TCP
from periplus.lab.parts import VANTAGE, Part
from periplus.lab.scenario import Scenario
from periplus.lab.trial import TRIALS
from periplus.lab.trial_world import BLOCKS, EMPTY

RESOLVER = "192.0.2.53"
_START = datetime(2024, 5, 1, 9, tzinfo=UTC)
_PAGE = "<!DOCTYPE html><title>A page</title><p>Nothing more.</p>\n"


class NamedStack(StackPart, frozen=True):
    """A row of the table, with the system that it is like."""

    told: str = ""


class StandPart(Part, frozen=True):
    """What ends TCP before the observer in every second world; where he stands in the others."""

    ends_tcp: str
    otherwise: str


class Stands(Part, frozen=True):
    """The frozen list."""

    seed: str
    worlds: int
    sites: int
    hops: int
    near: float
    shared: float
    part: tuple[StandPart, ...]
    stack: tuple[NamedStack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """One world; `answers`: whether what stands before the observer answers for every target."""

    number: int
    behind: str  # see lab/nat.py
    answers: bool
    sites: Mapping[str, str]  # name: address
    scenario: Scenario


def load_stands() -> Stands:
    """The frozen list."""
    return msgspec.toml.decode((TRIALS / "stands.toml").read_bytes(), type=Stands)


def draw(stands: Stands, part: int, number: int) -> Stand:
    """One world of one part; the same for the same list and numbers."""
    dice = random.Random(f"{stands.seed}/{part}/{number}")  # noqa: S311  no secret
    kind = stands.part[part]
    behind = kind.otherwise if number % 2 else kind.ends_tcp
    numbers = range(stands.sites)
    sites = {f"s{one}.stand.example": f"{dice.choice(BLOCKS)}.{100 + one}" for one in numbers}
    routers = dice.randint(1, stands.hops)
    draws = _Draw(stands, stands.stack[part :: len(stands.part)], dice, routers, near=not behind)
    hosts = [draws.host(name.partition(".")[0], address) for name, address in sites.items()]
    tree: dict[str, Any] = {
        **EMPTY,
        "title": "A stand",
        "as_of": _START,
        "site": f"http://{next(iter(sites))}/",
        "resolver": {"address": RESOLVER},
        "zone": [{"name": ".", "records": "\n".join(f"{n}. A {a}" for n, a in sites.items())}],
        "web": [
            {
                "hosts": [name],
                "addresses": [address],
                "plain": "same",
                "through": [],
                "answer": [{"path": "/", "text": _PAGE}],
            }
            for name, address in sites.items()
        ],
        "vantage": {"nat": behind},
        "router": [_router(one) for one in range(routers)],
        "host": [*hosts, draws.host("resolver", RESOLVER, rate=stands.shared)],
    }
    scenario = Scenario.of(f"stand-{part}-{number}", tree, {})
    answers = behind in ENDS_TCP
    return Stand(number=number, behind=behind, answers=answers, sites=sites, scenario=scenario)


@dataclass(frozen=True, slots=True)
class _Draw:
    stands: Stands
    stacks: Sequence[NamedStack]
    dice: random.Random
    routers: int
    near: bool  # whether something can stand on the observer's own line

    def host(self, name: str, address: str, rate: float = 0.75) -> Mapping[str, Any]:
        """A machine somewhere on the way, with a stack of the table or the kernel's own."""
        at_hand = self.near and self.dice.random() < self.stands.near
        router = VANTAGE if at_hand else f"r{self.dice.randrange(self.routers)}"
        host: dict[str, Any] = {"name": name, "router": router, "serves": [address]}
        if self.dice.random() < rate:
            stack = msgspec.to_builtins(self.dice.choice(self.stacks))
            host["stack"] = {key: value for key, value in stack.items() if key != "told"}
        return host


def _router(number: int) -> Mapping[str, Any]:
    links = [{"to": f"r{number - 1}"}] if number else []
    return {"name": f"r{number}", "address": f"198.18.{number}.1", "links": links}
