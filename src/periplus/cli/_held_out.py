"""Fitting weights on some drawn worlds, and what they are worth on worlds of other products."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from periplus.cli._calibrate import show_rates, show_said, weights_toml
from periplus.cli._fit import fitted, said_in
from periplus.cli._stage import progress_line
from periplus.cli._trial import Looked, worlds

if TYPE_CHECKING:
    from periplus.lab.trial import Plan
    from periplus.measures.calibration import Rates
    from periplus.signatures.tables import Tables

CITATION = "docs/design/calibration.md: real software in drawn worlds"


def trial(tables: Tables, size: tuple[int | None, int | None], written: Path | None) -> int:
    """Fit on the one kind of worlds, and score weights old and new on the other."""
    from periplus.lab.trial import FITTING, HELD_OUT

    fitting = _looked_at(FITTING, size)
    found, new = refitted(fitting, tables)
    held_out = _looked_at(HELD_OUT, size)
    show_rates(found, tables)
    for called, some in (("fitting worlds", fitting), ("held-out worlds", held_out)):
        show(called, some, tables)
        show(f"{called}, fitted weights", some, new)
    if written is not None:
        written.write_text(weights_toml(found, tables, CITATION, "lab"))
        click.echo(f"weights: {written}")
    return 0


def _looked_at(name: str, size: tuple[int | None, int | None]) -> Sequence[Looked]:
    import msgspec

    from periplus.lab.fleet import has
    from periplus.lab.trial import load_plan

    whole = load_plan(name)
    count, sites = size
    plan: Plan = msgspec.structs.replace(
        whole.standing(has), worlds=count or whole.worlds, sites=sites or whole.sites
    )
    click.echo(f"{name.replace('_', '-')} worlds of {', '.join(plan.programs)}")
    lacking = sorted(set(whole.programs) - set(plan.programs))
    if lacking:
        click.echo(f"not on this computer: {', '.join(lacking)}")
    if not plan.server:
        raise click.UsageError("none of the web servers of the trial is on this computer")
    return list(worlds(plan, progress_line))


def refitted(fitting: Sequence[Looked], tables: Tables) -> tuple[list[Rates], Tables]:
    """The rates in the worlds, and the tables with weights made of them."""
    from periplus.signatures.tables import load

    found = fitted(fitting, tables)
    with tempfile.TemporaryDirectory(prefix="periplus-") as held:
        path = Path(held) / "weights.toml"
        path.write_text(weights_toml(found, tables, CITATION, "lab"))
        return found, load(path)


def show(called: str, looked: Sequence[Looked], tables: Tables) -> None:
    """The scores of what is said of some worlds with some weights, in all and by predicate."""
    from periplus.measures.calibration import brier, expected_error

    said = [one for each in looked for one in said_in(each, each.judged(tables)[1])]
    click.echo()
    show_said(said, called)
    for name in sorted({one.predicate for one in said}):
        mine = [one for one in said if one.predicate == name]
        share = sum(one.so for one in mine) / len(mine)
        click.echo(
            f"  {name}: {len(mine)} statements, {share:.0%} so, Brier {brier(mine):.3f}, "
            f"calibration error {expected_error(mine):.3f}"
        )
