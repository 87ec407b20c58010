"""`periplus lab`: the embedded laboratory, and whether the program finds what is in it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from periplus.cli._calibrate import calibrate
from periplus.cli._options import Question, conduct, load_config, scope_of
from periplus.cli._second_look import has_signatures, second_look
from periplus.cli._stage import (
    chosen_tier,
    counted,
    ground,
    progress_line,
    size_of,
    tier_options,
    within,
)
from periplus.cli._stands import stand
from periplus.cli._worlds import down, run_in, shell, up
from periplus.cli.country import known_country
from periplus.cli.site import site_subject
from periplus.model import Subject, SubjectKind
from periplus.run.place import Place
from periplus.run.walk import Step
from periplus.store.case import Case
from periplus.store.judgement import Judgement

if TYPE_CHECKING:
    from periplus.lab.land import Land
    from periplus.lab.world import World

CHECK_FAILED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Both main jobs, run on a scenario with no hint."""

    country: tuple[Case, Judgement]
    site: tuple[Case, Judgement]
    programs: tuple[str, ...] = ()  # real servers that took part
    routing: str = ""  # where the routing table is from


@click.group
def command() -> None:
    """A small world on this machine, with known answers."""


@command.command("list")
def list_scenarios() -> None:
    """The scenarios that come with the program."""
    from periplus.lab.scenario import names

    for name in names():
        click.echo(name)


@command.command
@click.argument("scenario")
@tier_options
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Keep the two cases in this directory.",
)
def check(scenario: str, tier: str | None, keep: Path | None, *, staged: bool) -> int:
    """Run both jobs on a scenario and compare with its rows.

    Each row of its expectations is ok, missing, wrong or skipped; exit 1 when one does not hold.

    SCENARIO is a name of `periplus lab list`, or a directory of yours, with a slash in it, that
    holds scenario.toml and expected.toml (docs/design/scenarios.md).
    """
    from periplus.lab.expected import load_expected
    from periplus.lab.scenario import Scenario

    plan = Scenario.load(scenario)
    load_expected(scenario)  # a fault in them is told before the jobs run, and nothing is kept
    tier = tier if staged and tier else chosen_tier(tier)
    if not staged and tier != "loopback":
        kept = ["--keep", str(keep)] if keep else []
        return within(tier, ["lab", "check", scenario, *kept])
    with ExitStack() as stack:
        directory = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="periplus-")))
        with ground(plan, tier) as land:
            click.echo(f"{plan.name}, {tier} tier" + (f": {size_of(land)}" if land else ""))
            answered = asyncio.run(both_jobs(scenario, directory, _silent, land))
        for case, _ in (answered.country, answered.site):
            stack.enter_context(case)
        if land is not None:
            click.echo(counted(land))
            told = (
                "; ".join(answered.programs)
                or "none: nsd, knotd, named, nginx and unbound are not installed"
            )
            click.echo(f"real servers: {told}")
        if answered.routing:
            click.echo(f"routing table: {answered.routing}")
        leaked = land is not None and land.census is not None and not land.census.kept
        return _compare(scenario, tier, answered) or (CHECK_FAILED if leaked else 0)


@command.command
@click.option(
    "--directory",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Where the cases and the reports go.",
)
def demo(directory: Path) -> int:
    """Both jobs on the model case, with two HTML reports."""
    from periplus.cli._progress import shown
    from periplus.cli._summary import print_summary
    from periplus.cli.report import render
    from periplus.lab.scenario import DEMO
    from periplus.report.text import safe

    with shown(json_lines=False, verbose=False) as progress:
        answered = asyncio.run(both_jobs(DEMO, directory, progress))
    written = []
    for name, (case, judgement) in (("country", answered.country), ("site", answered.site)):
        with case:
            click.echo()
            print_summary(case, judgement)
            page = directory / f"{name}.html"
            page.write_bytes(render(case, judgement, "html"))
            written.append(page)
    click.echo("\nHTML reports: " + "  ".join(safe(str(page.resolve())) for page in written))
    return 0


async def both_jobs(
    scenario: str, directory: Path, progress: Callable[[Step], None], land: Land | None = None
) -> Answered:
    """`country` and `site` on a scenario's world; the cases lie under `directory`."""
    from periplus.lab.scenario import Scenario
    from periplus.lab.world import World

    plan = Scenario.load(scenario)
    async with World(plan, land, progress_line) as world:
        row = known_country_or_lab(plan.script.country)
        country = Question(
            target=Subject(kind=SubjectKind.COUNTRY, key=row["code"]),
            tld=row.get("tld"),
            contact="visit",
            directory=directory / f"{plan.name}-country",
        )
        site = Question(
            target=site_subject(plan.script.site),
            scope_file=world.scope_file,
            directory=directory / f"{plan.name}-site",
        )
        return Answered(
            country=await ask(country, world, progress),
            site=await ask(site, world, progress, land),
            programs=world.programs,
            routing=world.routing.told if world.routing else "",
        )


def known_country_or_lab(code: str) -> Mapping[str, Any]:
    """The country's row; user-assigned codes (ISO 3166-1) serve invented countries."""
    if code in {"AA", "ZZ"} or code[0] == "X" or (code[0] == "Q" and code[1] >= "M"):
        return {"code": code}
    return known_country(code)


async def ask(
    question: Question, world: World, progress: Callable[[Step], None], land: Land | None = None
) -> tuple[Case, Judgement]:
    """One job in a world: the case and its judgement."""
    config = load_config(None).with_values(world.settings, "laboratory")
    place = place_in(world)

    async def give(case: Case) -> None:
        hand_over(case, world, place)
        if land is not None and land.has_second:
            await second_look(case, place, config, scope_of(question), land)

    answered: tuple[Case, Judgement] = await conduct(question, config, place, progress, hand_over=give)
    return answered


def hand_over(case: Case, world: World, place: Place) -> None:
    """The files of other tools that this world's observer has on disk."""
    from periplus import judging
    from periplus.run.importing import Handed, take_in

    importers = judging.importers()
    mine = "country" if case.target.kind is SubjectKind.COUNTRY else "site"
    for file in world.script.handed:
        if file.case == mine:
            importer = importers[file.kind]
            content = world.scenario.documents[file.document]
            about = Subject(kind=SubjectKind.ORGANISATION, key=file.about) if file.about else case.target
            take_in(
                case,
                [Handed.of(file.document, content, importer)],
                importer,
                target=about,
                vantage=file.vantage or f"import:{file.kind}",
                captured_at=place.clock.now(),
            )


def place_in(world: World) -> Place:
    """The laboratory in place of the world."""
    from periplus.net.clock import Clock

    return Place(
        clock=Clock(world.clock_start),
        resolver=world.resolver,
        vantage=world.vantage,
        connection_map=world.connection_map,
        trust_roots=world.trust_roots,
        packs=world.packs,
    )


def _lacking() -> Collection[str]:
    """What this machine has not; rows that need it are skipped by name."""
    from periplus.lab.nat import PROGRAM
    from periplus.lab.programs import find
    from periplus.net.chromium import program

    there = {
        "browser": program() is not None and load_config(None).values["browser"] != "off",
        "nat": bool(find(PROGRAM)),
        "p0f": has_signatures(),
    }
    return {name for name, has in there.items() if not has}


def _silent(step: Step) -> None:
    del step


def _compare(scenario: str, tier: str, answered: Answered) -> int:
    # The expectations are read only now: the claims are stored.
    from periplus.cli._summary import report_of
    from periplus.lab.check import check as compare
    from periplus.lab.check import load_expected
    from periplus.report.text import safe

    cases = (answered.country, answered.site)
    expected = load_expected(scenario)
    result = compare(
        expected,
        claims=[claim for _, judgement in cases for claim in judgement.claims],
        observations=[row for _, judgement in cases for row in judgement.observations],
        evidences=[evidence for case, _ in cases for evidence in case.evidences()],
        summaries=[row for case, judgement in cases for row in report_of(case, judgement).rows],
        tier=tier,
        lacks=_lacking(),
    )
    for row in result.rows:
        detail = f": {safe(row.detail)}" if row.detail else ""
        click.echo(f"{row.id} {row.state}{detail}")
    for sentence in result.forbidden:
        click.echo(f"forbidden: {safe(sentence)}")
    states = [row.state for row in result.rows]
    told = ("ok", "missing", "wrong", *(("skipped",) if "skipped" in states else ()))
    counts = ", ".join(f"{states.count(state)} {state}" for state in told)
    click.echo(f"{len(states)} rows: {counts}; {len(result.forbidden)} forbidden")
    # A row may be missing only where its expectation says that it is not built yet, or not staged.
    pending = {row.id for row in expected.row if row.pending or row.pending_parts}
    pending |= {row.id for row in expected.row if row.tiers and tier not in row.tiers}
    lost = [row.id for row in result.rows if row.state == "missing" and row.id not in pending]
    return CHECK_FAILED if lost or "wrong" in states or result.forbidden else 0


for _command in (run_in, shell, up, down, calibrate, stand):
    command.add_command(_command)
