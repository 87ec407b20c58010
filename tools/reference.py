"""Write docs/reference/ from the predicate registry, the command line and the settings."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any

import click

from periplus.cli import periplus
from periplus.config import ENVIRONMENT_PREFIX, OTHER_VARIABLES, SETTINGS

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = ROOT / "src" / "periplus" / "signatures" / "predicates.toml"
REFERENCE = ROOT / "docs" / "reference"
_AS_IT_IS = "\b\n"
NOTE = "<!-- Written by `make reference`; edit the source instead. -->\n"


def predicates() -> str:
    """The page of docs/reference/predicates.md, in the order of the registry."""
    rows: list[dict[str, Any]] = tomllib.loads(REGISTRY.read_text(encoding="utf-8"))["predicate"]
    entries = "\n".join(_predicate(row) for row in rows)
    return f"""# Predicates

{NOTE}
What Periplus can say. A *reading* is what a record or field says. An *inference* is judged from
signs and carries a probability and a word; the values of an *exclusive* inference compete. A *quantity*
has a value with unit, interval and denominator. The prior is the probability before any sign; a sign
fades by half in the half-life.

{entries}"""


def _predicate(row: dict[str, Any]) -> str:
    judged = ""
    if "prior" in row:
        judged = f"; prior {row['prior']}, half-life {row['half_life_days']} days"
    return f"""## `{row["name"]}`

{row["label"]}: {row["meaning"]}

- About: {row["subject"]}; layer {row["layer"]}
- Shape: {row["shape"]}{judged}
- Source: {row["citation"]}
"""


def commands() -> str:
    """The page of docs/reference/commands.md."""
    return f"# Commands\n\n{NOTE}\n" + "\n".join(_commands(periplus, "periplus"))


def _commands(command: click.Command, name: str) -> Iterator[str]:
    """One section for the command and one for each below it."""
    context = click.Context(command, info_name=name)
    arguments = [p.make_metavar(context) for p in command.params if isinstance(p, click.Argument)]
    usage = " ".join([name, *arguments])
    options = "".join(_option(p) for p in command.params if isinstance(p, click.Option) and not p.hidden)
    yield f"## `{usage}`\n\n{_help(command)}\n" + (f"\n{options}" if options else "")
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                yield from _commands(found, f"{name} {child}")


def _help(command: click.Command) -> str:
    """The text of `--help`; what click is told not to wrap (a line with a backspace alone) is code."""
    paragraphs = cleandoc(command.help or "").split("\n\n")
    return "\n\n".join(
        f"```sh\n{one.removeprefix(_AS_IT_IS)}\n```" if one.startswith(_AS_IT_IS) else one
        for one in paragraphs
    )


def _option(option: click.Option) -> str:
    value = f" {option.metavar}" if option.metavar else ""
    spelling = ", ".join(f"`{o}{value}`" for o in [*option.opts, *option.secondary_opts])
    choices = ""
    if isinstance(option.type, click.Choice):
        choices = f" (one of {', '.join(f'`{c}`' for c in option.type.choices)})"
    return f"- {spelling}{choices}: {option.help or ''}\n"


def settings() -> str:
    """The page of docs/reference/settings.md: every setting and environment variable."""
    rows = [
        f"| `{s.name}` | `{ENVIRONMENT_PREFIX}{s.name.upper()}` | `{s.default}` | {s.meaning} |"
        for s in SETTINGS
    ]
    others = [f"| | `{name}` | | {meaning} |" for name, meaning in OTHER_VARIABLES.items()]
    table = "\n".join(rows + others)
    return f"""# Settings

{NOTE}
A value comes from the command line, else from the environment, else from the settings file, else it is
the default. `periplus config show` prints each with the place it came from.

| setting | variable | default | meaning |
| --- | --- | --- | --- |
{table}
"""


PAGES: dict[str, Callable[[], str]] = {
    "predicates.md": predicates,
    "commands.md": commands,
    "settings.md": settings,
}

if __name__ == "__main__":
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
