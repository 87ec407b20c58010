"""Fitting weights on some drawn worlds, and what they are worth on worlds of other products."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from periplus.cli._calibrate import show_rates, show_said, weights_toml
from periplus.cli._fit import fitted, said_in
from periplus.cli._stage import progress_line
from periplus.cli._trial import Looked, worlds

if TYPE_CHECKING:
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
    """Fit on the one kind of worlds, and score weights old and new on the other."""
    from periplus.lab.trial import FITTING, HELD_OUT

    fitting, held_out = looked_at(FITTING, size), looked_at(HELD_OUT, size)
    found, new = refitted(fitting, tables)
    _, other_way = refitted(held_out, tables)
    show_rates(found, tables)
    shown = {
        "held-out worlds, the weights in use": said_of(held_out, tables),
        "held-out worlds, weights fitted on the others": said_of(held_out, new),
        "the other way round: fitting worlds, weights fitted on the held-out": said_of(
            fitting, other_way
        ),
        "fitting worlds, weights fitted on them": said_of(fitting, new),
    }
    for called, said in shown.items():
        show(called, said)
    if written is not None:
        written.write_text(weights_toml(found, tables, CITATION, "lab"))
        click.echo(f"weights: {written}")
    if figure is not None:
        from periplus.report.reliability import page

        figure.write_text(page(shown))
        click.echo(f"figure: {figure}")
    return 0


def looked_at(name: str, size: Size) -> Sequence[Looked]:
    """The worlds of a plan, as far as this computer has the programs."""
    import msgspec

    from periplus.lab.fleet import has
    from periplus.lab.trial import HELD_OUT, load_lies, load_plan, scaled

    whole = load_plan(name)
    plan = msgspec.structs.replace(
        whole.standing(has), worlds=size.worlds or whole.worlds, sites=size.sites or whole.sites
    )
    click.echo(f"{name.replace('_', '-')} worlds of {', '.join(plan.programs)}")
    lacking = sorted(set(whole.programs) - set(plan.programs))
    if lacking:
        click.echo(f"not on this computer: {', '.join(lacking)}")
    if not plan.server:
        raise click.UsageError("none of the web servers of the trial is on this computer")
    lies = load_lies()
    return list(worlds(plan, scaled(lies, size.lies) if name == HELD_OUT else lies, progress_line))


def refitted(fitting: Sequence[Looked], tables: Tables) -> tuple[Sequence[Rates], Tables]:
    """The rates in the worlds, and the tables with weights made of them, where there are enough."""
    from periplus.signatures.tables import load

    found = fitted(fitting, tables)
    with tempfile.TemporaryDirectory(prefix="periplus-") as held:
        path = Path(held) / "weights.toml"
        try:
            path.write_text(weights_toml(found, tables, CITATION, "lab"))
        except ValueError:
            return found, tables
        return found, load(path)


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
