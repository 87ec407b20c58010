"""Where a laboratory's command is staged: in this process on loopback, else within namespaces."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from periplus.lab.land import Land
    from periplus.lab.scenario import Scenario

Command = TypeVar("Command", bound=Callable[..., Any])
LOOPBACK = "loopback"


def tier_options(command: Command) -> Command:
    """Where a world is staged."""
    command = click.option("--staged", is_flag=True, hidden=True, help="The namespaces are there.")(
        command
    )
    return click.option(
        "--tier",
        type=click.Choice(["root", "user", LOOPBACK]),
        help="Where the world is staged; default: the best tier that this machine allows.",
    )(command)


def chosen_tier(wanted: str | None) -> str:
    """The tier to use; each better one that was refused is told. UsageError for a refused wish."""
    from periplus.lab.namespaces import NamespaceError
    from periplus.lab.tiers import CANNOT, choose

    try:
        choice = choose(wanted)
    except NamespaceError as error:
        raise click.UsageError(str(error)) from None
    for sentence in choice.refused:
        click.echo(sentence, err=True)
    if CANNOT[choice.tier]:
        click.echo(f"{choice.tier} tier: {CANNOT[choice.tier]}", err=True)
    return choice.tier


def within(tier: str, words: Sequence[str], *, after: Sequence[str] = ()) -> int:
    """Run `periplus WORDS … AFTER` again within the tier's namespaces; its exit code."""
    from periplus.lab.tiers import staged

    command = [sys.executable, "-m", "periplus", *words, "--tier", tier, "--staged", *after]
    return subprocess.run(staged(tier, command), check=False).returncode  # noqa: S603  our own words


@contextmanager
def ground(scenario: Scenario, tier: str) -> Iterator[Land | None]:
    """The machines of a scenario; None on loopback. UsageError when they cannot be built."""
    if tier == LOOPBACK:
        if nat := scenario.script.vantage.nat:
            click.echo(f"{tier} tier: {nat} before the observer cannot be staged", err=True)
        yield None
        return
    from periplus.lab.land import Land
    from periplus.lab.namespaces import NamespaceError
    from periplus.lab.tiers import NO_TUN, reason_of
    from periplus.lab.topology import topology_of

    try:
        land = Land(topology_of(scenario.script)).__enter__()
    except NamespaceError as error:
        said = reason_of(str(error)) if error.errno else error
        raise click.UsageError(f"{tier} tier: {said}") from None
    try:
        if not land.delays:
            click.echo(f"{tier} tier: {NO_TUN}", err=True)
        yield land
    finally:
        land.__exit__()


def progress_line(sentence: str) -> None:
    """Tell of what takes time while a world starts."""
    click.echo(sentence, err=True)


def size_of(land: Land) -> str:
    """What was built, in words."""
    machines, lines = len(land.topology.machines), len(land.topology.lines)
    return f"{machines} machines and {lines} lines, built in {land.built_s:.2f} s"


def counted(land: Land) -> str:
    """What went over the lines, in words."""
    census = land.census
    if census is None:
        return "packets were not counted"
    lost = f" ({census.lost} came too fast to be counted)" if census.lost else ""
    foreign = ", ".join(f"{address} {count}" for address, count in sorted(census.foreign.items()))
    told = f"with an address from elsewhere: {foreign or 'none'}"
    outside = ", ".join(f"{count} by {device}" for device, count in sorted(census.outside.items()))
    left = f"sent out: {outside}" if outside else "no line leads out, 0 sent out"
    return f"{census.packets} packets seen on the machines{lost}, {left}; {told}"
