"""The command line: one file per command; the only room that prints."""

from __future__ import annotations

import importlib
import keyword
import pkgutil
import sys
from collections.abc import Sequence
from typing import Any

import click

from periplus import __version__

BAD_INPUT, CORRUPT, INTERRUPTED = 2, 5, 130


class Commands(click.Group):
    """Finds commands by file: cli/NAME.py holds the command NAME as `command`.

    A file named after a word of Python ends in an underscore: cli/import_.py.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every file of this room that is a command."""
        del ctx
        names = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name.rstrip("_") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported only now: `--help` stays fast."""
        if cmd_name not in self.list_commands(ctx):
            return None
        file = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command: click.Command = importlib.import_module(f"{__name__}.{file}").command
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="periplus")
def periplus() -> None:
    """Who runs, reaches and can cut a piece of the web, from public evidence.

    Every sentence printed leads to the stored bytes that it rests on.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with the exit codes of the README."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code. One clear sentence on standard error for bad input."""
    try:
        result: Any = periplus.main(
            args=None if arguments is None else list(arguments),
            prog_name="periplus",
            standalone_mode=False,
        )
    except click.exceptions.Abort:
        return _say(
            "interrupted; what was collected is kept: run the same command to go on", INTERRUPTED
        )
    except click.ClickException as error:
        # A usage error's message is ours or click's, and never holds what a server sent.
        return _say(error.format_message(), error.exit_code if error.exit_code != 1 else BAD_INPUT)
    except BrokenPipeError:
        return 0
    except Exception as error:
        code = _code(error)
        if code is None:
            raise
        return _say(str(error), code)
    return result if isinstance(result, int) else 0


def _code(error: Exception) -> int | None:
    """The exit code of an error that is the input's fault, None for one that is ours."""
    from periplus.store.case import CaseError, CorruptCase

    if isinstance(error, CorruptCase):
        return CORRUPT
    return BAD_INPUT if isinstance(error, CaseError | ValueError | FileNotFoundError) else None


def _say(sentence: str, code: int) -> int:
    from periplus.report.text import safe

    click.echo(f"periplus: {safe(sentence)}", err=True)
    return code
