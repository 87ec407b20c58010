"""Progress of a run: rich on a terminal, plain lines elsewhere, JSON lines on request."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console
from rich.progress import Progress as RichProgress
from rich.progress import SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from periplus.report.text import count, safe
from periplus.run.walk import Step


@contextmanager
def shown(json_lines: bool, verbose: bool) -> Iterator[Callable[[Step], None]]:
    """What a run calls for each step."""
    if json_lines:
        yield lambda step: print(json.dumps(asdict(step)), file=sys.stderr, flush=True)
    elif sys.stderr.isatty() and not verbose:
        with _bar() as (bar, task):
            yield lambda step: bar.update(task, description=safe(_line(step)))
    else:
        yield lambda step: _plain(step, verbose)


@contextmanager
def _bar() -> Iterator[tuple[RichProgress, TaskID]]:
    columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield bar, bar.add_task("starting", total=None)


def _plain(step: Step, verbose: bool) -> None:
    if verbose or step.state == "done":
        print(safe(_line(step)), file=sys.stderr, flush=True)


def _line(step: Step) -> str:
    name = step.collector.partition("@")[0].replace("_", " ")
    if step.state == "asking":
        return f"{name}: asking about {step.subject}"
    failed = f", {step.failures} without an answer" if step.failures else ""
    return (
        f"{name}: {step.subject}, {count(step.captures, 'capture')}{failed} "
        f"({step.requests} of {step.budget} requests)"
    )
