"""The command line: one file per command; the only room that prints."""

from __future__ import annotations

import errno
import importlib
import keyword
import os
import pkgutil
import signal
import sys
from collections.abc import Sequence
from types import FrameType
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
    _hold_streams()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup has it ignored
            signal.signal(number, _end)
    code = run(arguments)
    try:
        sys.stdout.flush()
    except OSError as error:
        # What is left in the buffer would raise once more at the interpreter's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno != errno.EPIPE:
            code = code or _say(_of_disk(error), BAD_INPUT)
    sys.exit(code)


def _end(_number: int, frame: FrameType | None) -> None:
    """Whoever ends us gets what an interrupting user gets: nothing lost, and no program left running."""
    interrupt = signal.getsignal(signal.SIGINT)  # of the running loop, perhaps
    (interrupt if callable(interrupt) else signal.default_int_handler)(signal.SIGINT, frame)


def _hold_streams() -> None:
    """Standard streams that take anything: one that is closed leads nowhere, foreign letters escaped."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            # Left open, its number would go to the next file: a case's database, say.
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
        elif mode == "w":
            stream.reconfigure(errors="backslashreplace")


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
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return BAD_INPUT
    except click.ClickException as error:
        # A usage error's message is ours or click's, and never holds what a server sent.
        return _say(_hinted(error), BAD_INPUT)
    except SystemExit:
        return 0  # click's answer to a reader that went away (EPIPE), as `head` does
    except BrokenPipeError:
        return 0
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        return _say(*told)
    return result if isinstance(result, int) else 0


def _hinted(error: click.ClickException) -> str:
    """Its message; for what click alone complains of, with where to look."""
    its_own = (
        click.MissingParameter,
        click.NoSuchOption,
        click.BadOptionUsage,
        click.BadArgumentUsage,
    )
    said = error.format_message()
    unknown = said.startswith(("No such command", "Got unexpected"))
    if isinstance(error, click.UsageError) and error.ctx and (unknown or isinstance(error, its_own)):
        return f"{said.rstrip('.')}; see: {error.ctx.command_path} --help"
    return said


def _told(error: Exception) -> tuple[str, int] | None:
    """The sentence and exit code of an error that is not ours; None for one that is."""
    from periplus.store.case import CaseError, CorruptCase

    if isinstance(error, ExceptionGroup):
        # Of what failed at once in a run, the first; a fault of ours is not hidden behind it.
        told = [_told(one) for one in error.exceptions]
        return None if None in told else told[0]
    if isinstance(error, CorruptCase):
        return str(error), CORRUPT
    if isinstance(error, OSError):
        return _of_disk(error), BAD_INPUT
    return (str(error), BAD_INPUT) if isinstance(error, CaseError | ValueError) else None


def _of_disk(error: OSError) -> str:
    named = isinstance(error.filename, str | os.PathLike)
    what = f"{error.filename} cannot be read or" if named else "the output cannot be"
    return f"{what} written: {error.strerror or error}"


def _say(sentence: str, code: int) -> int:
    from periplus.report.text import safe

    click.echo(f"periplus: {safe(sentence)}", err=True)
    return code
