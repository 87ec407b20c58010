"""Sites with known truth, drawn from a seed, a list of products and a table of lies (calibration.md)."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from periplus.lab.parts import Part

TRIALS = Path(__file__).parent / "trials"
OWN_PAGE = (
    "<!DOCTYPE html><title>Sorry</title><p>This page is not here. Please begin at the front page.</p>\n"
)
HIGHEST = 0.9
EDGE, WEB_SERVER, TECHNOLOGY = "site.edge", "site.web_server", "site.technology"
Pair = tuple[str, str]
T = TypeVar("T")


class Lie(Part, frozen=True):
    """How often something is not as it seems, and how that is known."""

    id: str
    rate: float
    swept: bool
    source: str
    meaning: str


class ServerPart(Part, frozen=True):
    """A web server: Server fields by which others take its name, and its own error page."""

    product: str
    program: str
    texts: tuple[str, ...]
    page: str
    module: str = ""  # a file without which it cannot be renamed
    made_of: tuple[str, ...] = ()  # technologies that are there wherever it is
    plain: bool = False  # it hands out files under its own name, and passes nothing on


class EdgePart(Part, frozen=True):
    """An edge: its marks as others copy them, and its own error page."""

    product: str
    program: str
    marks: tuple[Pair, ...]
    page: str
    rewrites: bool = True  # whether it can write a Server field of its own


class ApplicationPart(Part, frozen=True):
    """What makes the pages, with what it is made of; its marks as others copy them."""

    products: tuple[str, ...]
    program: str
    marks: tuple[Pair, ...]


class Products(Part, frozen=True):
    """All products, and into how many parts they are dealt."""

    seed: str
    parts: int
    fitting_worlds: int
    held_out_worlds: int
    sites: int
    elsewhere: tuple[str, ...]
    elsewhere_held_out: tuple[str, ...]
    server: tuple[ServerPart, ...]
    edge: tuple[EdgePart, ...]
    application: tuple[ApplicationPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Worlds of one part of the products, and worlds of all the others to fit weights on."""

    fitting: Plan
    held_out: Plan


class Plan(Part, frozen=True):
    """What the sites of some worlds are drawn from."""

    seed: str
    worlds: int
    sites: int
    elsewhere: tuple[str, ...]
    server: tuple[ServerPart, ...]
    edge: tuple[EdgePart, ...]
    application: tuple[ApplicationPart, ...]

    def standing(self, has: Callable[[str], bool]) -> Plan:
        """Without what this computer does not have: programs by name, modules by path."""
        server = (one for one in self.server if has(one.program) and has(one.module or one.program))
        return msgspec.structs.replace(
            self,
            server=tuple(server),
            edge=tuple(one for one in self.edge if has(one.program)),
            application=tuple(one for one in self.application if has(one.program)),
        )

    @property
    def programs(self) -> tuple[str, ...]:
        """All that it runs, sorted."""
        servers, edges = (one.program for one in self.server), (one.program for one in self.edge)
        return tuple(sorted({*servers, *edges, *(one.program for one in self.application)}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One program that a request passes; None: as it is by itself."""

    program: str
    server: str | None = None  # the Server field; empty: taken out
    page: str | None = None  # the content of its error pages
    hidden: bool = False  # its marks are taken out
    bare: bool = False  # all of them but the Via field
    fields: tuple[Pair, ...] = ()  # put beside what it sends


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSite:
    """The boxes of a site, from the visitor inwards, and what is so of it."""

    name: str
    boxes: tuple[Box, ...]
    truth: Mapping[str, frozenset[str]]
    lies: frozenset[str]  # those of the table that it tells


def load_products() -> Products:
    """The frozen list."""
    return msgspec.toml.decode((TRIALS / "products.toml").read_bytes(), type=Products)


def folds(products: Products) -> list[Fold]:
    """Each part of the products against all the others; the same for the same list."""
    dice = random.Random(products.seed)  # noqa: S311  no secret
    servers = _dealt(products.server, products.parts, dice)
    edges = _dealt(products.edge, products.parts, dice)
    applications = _dealt(products.application, products.parts, dice)
    return [
        Fold(
            fitting=Plan(
                seed=f"{products.seed}/fitting-{number}",
                worlds=products.fitting_worlds,
                sites=products.sites,
                elsewhere=products.elsewhere,
                server=_without(servers, number),
                edge=_without(edges, number),
                application=_without(applications, number),
            ),
            held_out=Plan(
                seed=f"{products.seed}/held-out-{number}",
                worlds=products.held_out_worlds,
                sites=products.sites,
                elsewhere=products.elsewhere_held_out,
                server=servers[number],
                edge=edges[number],
                application=applications[number],
            ),
        )
        for number in range(products.parts)
    ]


def _dealt(kind: Sequence[T], parts: int, dice: random.Random) -> list[tuple[T, ...]]:
    shuffled = dice.sample(kind, len(kind))
    return [tuple(shuffled[number::parts]) for number in range(parts)]


def _without(parts: Sequence[tuple[T, ...]], number: int) -> tuple[T, ...]:
    return tuple(one for other, part in enumerate(parts) if other != number for one in part)


def load_lies() -> Mapping[str, Lie]:
    """The table of lies, by id."""
    rows = tomllib.loads((TRIALS / "lies.toml").read_text("utf-8"))["lie"]
    return {row["id"]: msgspec.convert(row, Lie) for row in rows}


def scaled(lies: Mapping[str, Lie], factor: float) -> Mapping[str, Lie]:
    """The table with the rates that may be other than it says multiplied; none above `HIGHEST`."""
    return {
        name: msgspec.structs.replace(lie, rate=min(HIGHEST, lie.rate * factor)) if lie.swept else lie
        for name, lie in lies.items()
    }


def draw(plan: Plan, lies: Mapping[str, Lie], world: int) -> list[DrawnSite]:
    """The sites of one world; the same for the same plan, table and number."""
    dice = random.Random(f"{plan.seed}/{world}")  # noqa: S311  no secret
    return [_Draw(plan, lies, dice).site(f"s{number}.w{world}.example") for number in range(plan.sites)]


class _Draw:
    """The draws of one site."""

    def __init__(self, plan: Plan, lies: Mapping[str, Lie], dice: random.Random) -> None:
        self.plan = plan
        self.dice = dice
        self.told: set[str] = set()
        self.rates = {lie.id: lie.rate for lie in lies.values()}

    def site(self, name: str) -> DrawnSite:
        plan, dice = self.plan, self.dice
        server = dice.choice(plan.server)
        has_one = not server.plain and self._lies("application") and bool(plan.application)
        application = dice.choice(plan.application) if has_one else None
        before = self._before(server)
        edges = self._edges()
        boxes = [
            *(self._edge_box(one, (server, *before)) for one in edges),
            *(Box(program=one.program, page=self._page()) for one in before),
        ]
        if server.plain:
            boxes.append(Box(program=server.program, page=self._page()))
        else:
            decoy = self._decoy(edges)
            boxes.append(self._server_box(server, decoy, self._copied_application(application)))
        if application is not None:
            boxes.append(Box(program=application.program, hidden=self._lies("application-hidden")))
        made_of = {name for one in (server, *before) for name in one.made_of}
        made_of.update(application.products if application else ())
        truth = {
            EDGE: frozenset(one.product for one in edges),
            WEB_SERVER: frozenset(one.product for one in (server, *before)),
            TECHNOLOGY: frozenset(made_of),
        }
        return DrawnSite(name=name, boxes=tuple(boxes), truth=truth, lies=frozenset(self.told))

    def _lies(self, name: str) -> bool:
        if self.dice.random() >= self.rates[name]:
            return False
        self.told.add(name)
        return True

    def _edges(self) -> Sequence[EdgePart]:
        if self._lies("no-edge") or not self.plan.edge:
            return ()
        most = min(2, len(self.plan.edge))
        chosen = self.dice.sample(self.plan.edge, most if self._lies("two-edges") else 1)
        return [one for one in self.plan.edge if one in chosen]  # in the plan's order

    def _before(self, server: ServerPart) -> Sequence[ServerPart]:
        others = [one for one in self.plan.server if one is not server and not one.plain]
        return (self.dice.choice(others),) if others and self._lies("web-server-before") else ()

    def _page(self) -> str | None:
        return OWN_PAGE if self._lies("own-pages") else None

    def _other_text(self, there: Sequence[ServerPart]) -> str:
        """The Server field of a product that is not there."""
        others = [text for one in self.plan.server if one not in there for text in one.texts]
        return self.dice.choice([*others, *self.plan.elsewhere])

    def _edge_box(self, edge: EdgePart, there: Sequence[ServerPart]) -> Box:
        hidden = self._lies("edge-hidden")
        bare = not hidden and self._lies("edge-bare")
        server = self._other_text(there) if edge.rewrites and self._lies("edge-rewrites") else None
        page = OWN_PAGE if hidden or bare else self._page()
        return Box(program=edge.program, server=server, hidden=hidden, bare=bare, page=page)

    def _server_box(self, server: ServerPart, decoy: EdgePart | None, copied: Sequence[Pair]) -> Box:
        whole = decoy is not None and self._lies("edge-copied-whole")
        marks = [*self._marks(decoy, whole=whole), *copied]
        fields = tuple(pair for pair in marks if pair[0] != "Server")
        named = next((value for name, value in marks if name == "Server"), None)
        page = self._page()
        if decoy is not None and whole and not decoy.marks:
            page = decoy.page  # the only thing by which that edge shows itself
        others = [one for one in self.plan.server if one is not server]
        if others and self._lies("imitation"):
            other = self.dice.choice(others)
            named, page = self.dice.choice(other.texts), other.page
        elif self._lies("server-removed"):
            named = ""
        elif self._lies("server-renamed"):
            named = self._other_text((server,))
        return Box(program=server.program, server=named, page=page, fields=fields)

    def _marks(self, decoy: EdgePart | None, *, whole: bool) -> Sequence[Pair]:
        """What the site sends of an edge that is not there: its first mark, or all."""
        marks = decoy.marks if decoy else ()
        return marks if whole else marks[:1]

    def _decoy(self, edges: Sequence[EdgePart]) -> EdgePart | None:
        others = [one for one in self.plan.edge if one not in edges]
        return self.dice.choice(others) if others and self._lies("edge-copied") else None

    def _copied_application(self, application: ApplicationPart | None) -> Sequence[Pair]:
        others = [one for one in self.plan.application if one is not application]
        if not others or not self._lies("application-copied"):
            return ()
        return (self.dice.choice(self.dice.choice(others).marks),)
