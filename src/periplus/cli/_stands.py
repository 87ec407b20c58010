"""Worlds in which it is known who answers the observer, for `periplus lab calibrate`."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from periplus.cli._stage import ground, tier_options
from periplus.cli._trial import leave_to_probe
from periplus.model import Lead, Observation, Relation, Subject, SubjectKind

if TYPE_CHECKING:
    from datetime import datetime

    from periplus.lab.stand import Stand
    from periplus.lab.world import World
    from periplus.measures.calibration import Look, Rates, Said
    from periplus.signatures.tables import Tables

PREDICATE = "vantage.answers_for_targets"
WEIGHTS = "vantage."
AT_ONCE = 3  # worlds; each is a few processes that mostly wait
LIMIT_S = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldStands:
    """The rates on all stands, and what was said of the held-out ones."""

    found: Sequence[Rates] = ()
    shown: Mapping[str, Sequence[Said]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """One look from a stand: what was observed, and whether something answered for the targets."""

    part: int
    answers: bool
    observations: Sequence[Observation]
    as_of: datetime


def stood(tier: str, worlds: int | None, tell: Callable[[str], None]) -> Iterator[Stood]:
    """Look at every drawn world, each within namespaces and a process of its own."""
    from periplus.lab.stand import load_stands

    stands = load_stands()
    drawn = [(part, n) for n in range(worlds or stands.worlds) for part in range(len(stands.part))]
    with tempfile.TemporaryDirectory(prefix="periplus-") as held, ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [(part, n, Path(held) / f"{part}-{n}") for part, n in drawn]
        ended = pool.map(lambda one: _ended(tier, *one), asked)
        for (part, number, directory), why in zip(asked, ended, strict=True):
            told = f"stand {number + 1} of {worlds or stands.worlds}, part {part + 1}"
            tell(f"{told}: {why}" if why else told)
            yield from _read(part, number, directory)


def _ended(tier: str, part: int, number: int, directory: Path) -> str:
    """Run one world to its end; why it came to none."""
    from periplus.lab.tiers import staged

    words = [*(sys.executable, "-m", "periplus", "lab", "stand", str(part), str(number))]
    command = staged(tier, [*words, str(directory), "--tier", tier, "--staged"])
    try:
        ended = subprocess.run(  # noqa: S603  our own words
            command, capture_output=True, text=True, timeout=LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"not done after {LIMIT_S:.0f} s"
    return " ".join(ended.stderr.split())[-200:] if ended.returncode else ""


def _read(part: int, number: int, directory: Path) -> Iterator[Stood]:
    from periplus.judging import parse
    from periplus.lab.stand import draw, load_stands
    from periplus.store.case import Case

    answers = draw(load_stands(), part, number).answers
    for place in sorted(directory.glob("*/")):
        with Case.open(place, read_only=True) as case:
            evidences = list(case.evidences())
            if evidences:
                yield Stood(
                    part=part,
                    answers=answers,
                    observations=parse(evidences),
                    as_of=max(one.captured_at for one in evidences),
                )


@click.command("stand", hidden=True)
@click.argument("part", type=int)
@click.argument("number", type=int)
@click.argument("directory", type=click.Path(path_type=Path))
@tier_options
def stand(part: int, number: int, directory: Path, tier: str, *, staged: bool) -> None:
    """Look at the sites of one drawn world, and keep a case of each."""
    from periplus.lab.stand import draw, load_stands

    del staged
    stands = load_stands()
    if not (0 <= part < len(stands.part) and number >= 0):
        raise click.UsageError(f"there are parts 0 to {len(stands.part) - 1}, and worlds from 0 on")
    drawn = draw(stands, part, number)
    with ground(drawn.scenario, tier) as land:
        asyncio.run(_look(drawn, land, directory))


async def _look(drawn: Stand, land: object, directory: Path) -> None:
    from periplus.lab.world import World

    async with World(drawn.scenario, land) as world, asyncio.TaskGroup() as group:  # type: ignore[arg-type]
        for name, address in drawn.sites.items():
            group.create_task(_look_at(world, name, address, directory / name))


async def _look_at(world: World, name: str, address: str, directory: Path) -> None:
    """As at any site at PROBE."""
    from periplus.cli._options import load_config
    from periplus.cli.lab import place_in
    from periplus.run.question import open_or_create
    from periplus.run.walk import Walk

    site = Subject(kind=SubjectKind.SITE, key=f"http://{name}")
    config = load_config(None).with_values({**world.settings, "browser": "off"}, "laboratory")
    place = place_in(world)
    with open_or_create(directory, site, place, config) as case:
        walk = Walk(case=case, place=place, config=config, scope=leave_to_probe({name: address}))
        await walk.collect([Lead(relation=Relation.ASKED, subject=site)])


# ---------------------------------------------------------------- held against the truth


def held_stands(tables: Tables, worlds: int | None, tell: Callable[[str], None]) -> HeldStands:
    """Hold out each part once; nothing, with the reason told, where no machines can be staged."""
    from periplus.cli._fit import reweighed
    from periplus.lab.tiers import refusal

    refused = [refusal(tier) for tier in ("root", "user")]
    tier = next((name for name, why in zip(("root", "user"), refused, strict=True) if why is None), "")
    if not tier:
        tell(f"left out, who answers the observer: {refused[-1]}")
        return HeldStands()
    looked = list(stood(tier, worlds, tell))
    before: list[Said] = []
    after: list[Said] = []
    for part in sorted({one.part for one in looked}):
        out = [one for one in looked if one.part == part]
        found = rates_of([one for one in looked if one.part != part], tables)
        before += said_of_stands(out, tables)
        after += said_of_stands(out, reweighed(found, tables))
    shown = {
        "held-out stands, an expert's weights": before,
        "held-out stands, weights fitted on all others": after,
    }
    return HeldStands(found=rates_of(looked, tables), shown={k: v for k, v in shown.items() if v})


def rates_of(looked: Sequence[Stood], tables: Tables) -> Sequence[Rates]:
    """How often each of the vantage's weights spoke, with something that answers and without."""
    from periplus.measures.calibration import rates
    from periplus.measures.fitting import moved

    weights = tables.weights
    return [
        moved(one, (weights[one.weight].tp, weights[one.weight].fp), None)
        for one in rates(looks_of_stands(looked, tables))
    ]


def said_of_stands(looked: Sequence[Stood], tables: Tables) -> Iterator[Said]:
    """What was said of the vantage, denials too."""
    from periplus.judging import judge
    from periplus.measures.calibration import Said

    for each in looked:
        for claim in judge(each.observations, tables, each.as_of):
            if claim.predicate == PREDICATE and claim.probability is not None:
                yield Said(predicate=PREDICATE, probability=claim.probability, so=each.answers)


def looks_of_stands(looked: Sequence[Stood], tables: Tables) -> Iterator[Look]:
    """For each look which of the vantage's weights spoke."""
    from periplus.judging import signs_of
    from periplus.measures.calibration import Look

    could = sorted(name for name in tables.weights if name.startswith(WEIGHTS))
    for each in looked:
        signs = signs_of(each.observations, tables, each.as_of)
        spoke = {sign.weight.partition("@")[0] for sign in signs if sign.predicate == PREDICATE}
        for weight in could:
            yield Look(weight=weight, seen=weight in spoke, so=each.answers)
