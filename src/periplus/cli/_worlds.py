"""`periplus lab run`, `shell`, `up`, `down`: a world for other commands, now or until it is ended."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from periplus.cli._stage import LOOPBACK, chosen_tier, ground, progress_line, tier_options, within

if TYPE_CHECKING:
    from periplus.lab.scenario import Scenario

VARIABLE = "PERIPLUS_LABORATORY"
RUNS = b"\0periplus\0lab\0run\0"  # in the command line of a process that holds a world
START_S, STOP_S, LOOK_S = 60.0, 10.0, 0.05


@click.command("run")
@click.argument("scenario")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="COMMAND...")
@click.option(
    "--place", type=click.Path(path_type=Path), hidden=True, help="Where to say that it is up."
)
@tier_options
def run_in(
    scenario: str, words: tuple[str, ...], tier: str | None, place: Path | None, *, staged: bool
) -> int:
    """Run a command in a world, which ends with it.

    The command stands on the observer's machine; by the variable PERIPLUS_LABORATORY periplus knows
    where it is. SCENARIO is a name of `periplus lab list`, or a directory of yours, with a slash in it.

    \b
    periplus lab run SCENARIO -- periplus country CC --contact visit
    """
    from periplus.lab.scenario import Scenario

    plan = Scenario.load(scenario)
    tier = tier if staged and tier else chosen_tier(tier)
    if not words:
        raise click.UsageError("say which command to run, or use `periplus lab shell`")
    if staged or tier == LOOPBACK:
        with ground(plan, tier) as land:
            return asyncio.run(_command_in(plan, land, words, place))
    told = ["--place", str(place)] if place else []
    return within(tier, ["lab", "run", *told, scenario], after=["--", *words])


@click.command
@click.argument("scenario")
@tier_options
def shell(scenario: str, tier: str | None, *, staged: bool) -> int:
    """A shell in a world.

    In the one that `up` has started, else in a new one that ends with it.
    """
    del staged
    state = _state(scenario)
    words = [os.environ.get("SHELL", "/bin/sh")]
    if _is_up(state):
        return subprocess.run(  # noqa: S603  the user's own shell
            [*_entry(state), *words], env={**os.environ, VARIABLE: state["place"]}, check=False
        ).returncode
    wished = ["--tier", tier] if tier else []
    command = [sys.executable, "-m", "periplus", "lab", "run", scenario, *wished, "--", *words]
    return subprocess.run(command, check=False).returncode  # noqa: S603  our own words


@click.command
@click.argument("scenario")
@tier_options
def up(scenario: str, tier: str | None, *, staged: bool) -> int:
    """Start a world that stays until `periplus lab down`.

    `periplus lab shell` enters it.
    """
    from periplus.lab.scenario import Scenario

    del staged
    name = Scenario.load(scenario).name
    if _is_up(_state(scenario)):
        raise click.UsageError(f"{scenario} is up already: periplus lab shell {scenario}")
    tier = chosen_tier(tier)
    directory = _directory()
    place, log = directory / f"{name}.place.json", directory / f"{name}.log"
    place.unlink(missing_ok=True)
    words = ["lab", "run", scenario, "--tier", tier, "--place", str(place), "--", "sleep", "infinity"]
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "periplus", *words],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    asyncio.run(_until(lambda: place.exists() or _has_ended(pid), START_S))
    if not place.exists():
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        raise click.UsageError(f"{scenario} did not start: {log.read_text(errors='replace')[-300:]}")
    state = {"pid": pid, "place": str(place), "tier": tier}
    (directory / f"{name}.json").write_text(json.dumps(state))
    click.echo(f"{scenario} is up, {tier} tier; enter it with `periplus lab shell {scenario}`")
    return 0


@click.command
@click.argument("scenario")
def down(scenario: str) -> int:
    """End a world that `up` has started.

    All its machines and programs end with it.
    """
    state = _state(scenario)
    if not _is_up(state):
        raise click.UsageError(f"{scenario} is not up")
    inner = _innermost(state["pid"])
    with suppress(ProcessLookupError):
        os.kill(inner, signal.SIGINT)  # it tidies up, and its end is the end of all
    asyncio.run(_until(lambda: not _is_up(state), STOP_S))
    with suppress(ProcessLookupError):
        os.killpg(state["pid"], signal.SIGKILL)  # it leads a session of its own
    for kind in ("json", "place.json", "log"):
        (_directory() / f"{_name(scenario)}.{kind}").unlink(missing_ok=True)
    click.echo(f"{scenario} is down")
    return 0


async def _command_in(plan: Scenario, land: Any, words: Sequence[str], place: Path | None) -> int:
    from periplus.cli.lab import place_in
    from periplus.lab.world import World
    from periplus.run.place import describe

    with tempfile.TemporaryDirectory(prefix="periplus-place-") as held:
        async with World(plan, land, progress_line) as world:
            if world.routing is not None and world.routing.told:
                progress_line(f"routing table: {world.routing.told}")
            told = _written(describe(place_in(world), world.settings), Path(held) / "place.json", place)
            environment = {**os.environ, VARIABLE: str(told)}
            try:
                started = await asyncio.create_subprocess_exec(*words, env=environment)
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else error
                raise click.UsageError(f"{words[0][:80]!r} cannot be run: {why}") from None
            try:
                return await started.wait()
            except asyncio.CancelledError:
                with suppress(ProcessLookupError):
                    started.terminate()
                await started.wait()
                raise


def _written(text: str, path: Path, beside: Path | None) -> Path:
    path.write_text(text)
    if beside is not None:
        beside.write_text(text)
    return path


async def _until(done: Callable[[], bool], limit_s: float) -> None:
    """Look again and again, so long at most."""
    from periplus.net.clock import Clock

    with suppress(TimeoutError):
        async with asyncio.timeout(limit_s):
            while not done():
                await Clock().sleep(LOOK_S)


# ---------------------------------------------------------------- worlds that stay


def _directory() -> Path:
    """Where the worlds that are up are written down; for this user alone."""
    above = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    directory = above / f"periplus-lab-{os.getuid()}"
    directory.mkdir(mode=0o700, exist_ok=True)
    if directory.stat().st_uid != os.getuid():
        raise click.UsageError(f"{directory} is another user's")
    return directory


def _name(scenario: str) -> str:
    from periplus.lab.scenario import directory_of

    return directory_of(scenario).name


def _state(scenario: str) -> dict[str, Any]:
    try:
        state = json.loads((_directory() / f"{_name(scenario)}.json").read_text())
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _has_ended(pid: int) -> bool:
    """Whether our own child is gone. Its command line says nothing yet while it is being started."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def _is_up(state: dict[str, Any]) -> bool:
    """Whether the process lives, and is still ours."""
    if "pid" not in state:
        return False
    try:
        _has_ended(state["pid"])  # a child that is gone would still be listed
        return RUNS in Path(f"/proc/{state['pid']}/cmdline").read_bytes()
    except OSError:
        return False


def _innermost(pid: int) -> int:
    """The process that holds the world: the deepest one that runs it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return pid
    for child in map(int, children):
        with suppress(OSError):
            if RUNS in Path(f"/proc/{child}/cmdline").read_bytes():
                return _innermost(child)
    return pid


def _entry(state: dict[str, Any]) -> list[str]:
    """The words of nsenter(1) that lead onto the observer's machine."""
    if state["tier"] == LOOPBACK:
        return []
    user = ["--user", "--preserve-credentials"] if state["tier"] == "user" else []
    return ["nsenter", "--target", str(_innermost(state["pid"])), *user, "--net", "--mount", "--pid"]
