"""Fitting weights in drawn worlds, and what such a fit is worth on worlds of other products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from periplus.cli._calibrate import show_rates, show_said, weights_toml
from periplus.cli._fit import fitted, reweighed, said_in, unfitted
from periplus.cli._stage import progress_line
from periplus.cli._stands import held_stands
from periplus.cli._trial import Looked, worlds

if TYPE_CHECKING:
    from periplus.lab.trial import Plan
    from periplus.measures.calibration import Rates, Said
    from periplus.signatures.tables import Tables

CITATION = "docs/design/calibration.md: real software in drawn worlds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many worlds of how many sites, and how much is lied in the held-out ones; None: as planned."""

    worlds: int | None = None
    sites: int | None = None
    lies: float = 1.0


def trial(tables: Tables, size: Size, written: Path | None, figure: Path | None) -> int:
    """Hold out each part of the products once, then fit on all, always from an expert's weights."""
    plain = unfitted(tables)
    held = held_out(plain, size)
    if not held.fitting:
        raise click.UsageError("too few of the web servers of the trial are on this computer")
    found, new = refitted(held.fitting, plain)
    shown = {
        "held-out worlds, an expert's weights": held.before,
        "held-out worlds, weights fitted on all other products": held.after,
        "fitting worlds, weights fitted on all of them": said_of(held.fitting, new),
    }
    stands = held_stands(plain, size.worlds, progress_line)
    show_rates([*found, *stands.found], tables)
    for called, said in {**shown, **stands.shown}.items():
        show(called, said)
    if written is not None:
        written.write_text(weights_toml([*found, *stands.found], tables, CITATION, "lab"))
        click.echo(f"weights: {written}")
    if figure is not None:
        from periplus.report.reliability import page

        figure.write_text(page({**shown, **stands.shown}))
        click.echo(f"figure: {figure}")
    return 0


@dataclass(kw_only=True)
class Held:
    """The fitting worlds of all folds, and what was said of their held-out ones."""

    fitting: list[Looked] = field(default_factory=list)
    before: list[Said] = field(default_factory=list)  # with an expert's weights
    after: list[Said] = field(default_factory=list)  # with weights fitted on all other products


def held_out(tables: Tables, size: Size) -> Held:
    """Look at the worlds of every fold that this computer has web servers for."""
    from periplus.lab.fleet import has
    from periplus.lab.trial import folds, load_lies, load_products, scaled

    dealt, lies = folds(load_products()), load_lies()
    programs = (*dealt[0].fitting.programs, *dealt[0].held_out.programs)
    if lacking := [name for name in programs if not has(name)]:
        click.echo(f"not on this computer: {', '.join(sorted(lacking))}")
    held = Held()
    for fold in dealt:
        fitting, out = (_sized(plan.standing(has), size) for plan in (fold.fitting, fold.held_out))
        if not fitting.server or not out.server:
            continue
        click.echo(f"held out: {', '.join(out.programs)}")
        looked = list(worlds(fitting, lies, progress_line))
        _, new = refitted(looked, tables)
        held.fitting += looked
        for each in worlds(out, scaled(lies, size.lies), progress_line):
            held.before += said_of([each], tables)
            held.after += said_of([each], new)
    return held


def _sized(plan: Plan, size: Size) -> Plan:
    import msgspec

    return msgspec.structs.replace(
        plan, worlds=size.worlds or plan.worlds, sites=size.sites or plan.sites
    )


def refitted(fitting: Sequence[Looked], tables: Tables) -> tuple[Sequence[Rates], Tables]:
    """The rates in the worlds, and the tables with weights made of them, where there are enough."""
    found = fitted(fitting, tables)
    return found, reweighed(found, tables)


def said_of(looked: Sequence[Looked], tables: Tables) -> Sequence[Said]:
    """What is said of some worlds with some weights."""
    return [one for each in looked for one in said_in(each, each.judged(tables)[1])]


def show(called: str, said: Sequence[Said]) -> None:
    """The scores, in all and by predicate."""
    from periplus.measures.calibration import brier, expected_error

    click.echo()
    show_said(said, called)
    for name in sorted({one.predicate for one in said}):
        mine = [one for one in said if one.predicate == name]
        share = sum(one.so for one in mine) / len(mine)
        click.echo(
            f"  {name}: {len(mine)} statements, {share:.0%} so, Brier {brier(mine):.3f}, "
            f"calibration error {expected_error(mine):.3f}"
        )
