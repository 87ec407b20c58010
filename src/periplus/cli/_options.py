"""What several commands share: their options, the settings, a question's way to its answer."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import msgspec

from periplus import config as configuration
from periplus import forms
from periplus.config import Config
from periplus.model import Contact, Failure, Scope, Status, Subject, SubjectKind

if TYPE_CHECKING:
    from periplus.run.place import Place
    from periplus.run.walk import Progress
    from periplus.store.case import Case
    from periplus.store.judgement import Judgement

Command = TypeVar("Command", bound=Callable[..., Any])

NOT_ANSWERED, ALL_REFUSED = 1, 4


def settings_options(command: Command) -> Command:
    """Options that say where settings come from."""
    return click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path, dir_okay=False),
        envvar="PERIPLUS_CONFIG",
        help="Settings file (TOML); default: $PERIPLUS_CONFIG.",
    )(command)


def question_options(command: Command) -> Command:
    """Options of the two main jobs."""
    options = [
        click.option(
            "--case",
            "directory",
            metavar="DIR",
            type=click.Path(path_type=Path),
            help="Case directory: made when it is not there, continued when it is; default: one named "
            "after target and day, in the directory of the setting `cases`.",
        ),
        click.option(
            "--scope",
            "scope_file",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Scope file (TOML): what may be touched; default: what you name, no more.",
        ),
        click.option(
            "--contact",
            type=click.Choice(["none", "lookup", "visit", "probe"]),
            help="The most that may be sent; what the scope file grants cannot be exceeded.",
        ),
        click.option(
            "--weights",
            "weights_file",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Weights (TOML) that override the built-in ones by id.",
        ),
        click.option("--offline", is_flag=True, help="Send nothing: judge what the case holds."),
        click.option(
            "--json-lines", "json_lines", is_flag=True, help="Progress as JSON lines on standard error."
        ),
        click.option(
            "--operator", metavar="WHOM", help="Whom the target can write to; sent in the User-Agent."
        ),
        click.option("-v", "--verbose", is_flag=True, help="One line per collector and subject."),
    ]
    for option in reversed(options):
        command = option(command)
    return settings_options(command)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One of the two main jobs, with everything that its command was told."""

    target: Subject
    tld: str | None = None
    directory: Path | None = None
    scope_file: Path | None = None
    contact: str | None = None
    weights_file: Path | None = None
    offline: bool = False
    json_lines: bool = False
    verbose: bool = False
    operator: str | None = None
    browser: str | None = None
    middleboxes: str | None = None
    ports: str | None = None
    config_file: Path | None = None
    world: Path | None = None
    compare: str | None = None


def one_line(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A callback for what is stored or sent as one line, and not empty. BadParameter else."""
    try:
        return None if value is None else forms.name(value)
    except ValueError as error:
        raise click.BadParameter(f"it must be {error}.", context, option) from None


def new_file(context: click.Context, option: click.Parameter, value: Path | None) -> Path | None:
    """A callback for a file that is written in the end: whether it can be is known before the work."""
    if value is not None and not os.access(value if value.exists() else value.parent, os.W_OK):
        there = value.exists() or value.parent.is_dir()
        why = "it may not be written" if there else f"there is no directory {value.parent}"
        raise click.BadParameter(f"{value}: {why}.", context, option)
    return value


def load_config(file: Path | None, **options: Any) -> Config:
    """The settings of this process."""
    return configuration.load(file=file, environment=os.environ, options=options)


def scope_of(question: Question) -> Scope:
    """The scope file's grant, lowered by --contact; raised to VISIT for the site the user named."""
    from periplus.run.question import country_scope, site_scope
    from periplus.scope_file import load_scope

    is_site = question.target.kind is SubjectKind.SITE
    consent = Contact.VISIT if is_site else Contact.LOOKUP
    if question.scope_file is None:
        granted = Scope(contact=consent)
        wanted = Contact[question.contact.upper()] if question.contact else consent
        if wanted is Contact.PROBE:
            raise click.UsageError(
                "--contact probe needs --scope FILE that authorises the target by name and by address"
            )
    else:
        granted = load_scope(question.scope_file)
        wanted = Contact[question.contact.upper()] if question.contact else granted.contact
        if wanted > max(granted.contact, consent):
            raise click.UsageError(
                f"--contact {question.contact} exceeds what {question.scope_file} grants "
                f"({granted.contact.name.lower()})"
            )
    scope = replace(granted, contact=wanted)
    if is_site:
        return site_scope(scope, question.target)
    return country_scope(scope, question.tld or question.target.key.lower())


def answer(question: Question) -> int:
    """Collect, judge, print the summary; the exit code."""
    from periplus.cli._named import check_named
    from periplus.cli._progress import shown
    from periplus.cli._summary import print_summary

    world = None if question.world is None else str(question.world)
    config = load_config(
        question.config_file,
        operator=question.operator,
        world=world,
        browser=question.browser,
        middleboxes=question.middleboxes,
        ports=question.ports,
        compare=question.compare,
    )
    config, place = surroundings(config)
    check_named(config, question.target.kind)
    with shown(question.json_lines, question.verbose) as progress:
        case, judgement = asyncio.run(conduct(question, config, place, progress))
    with case:
        print_summary(case, judgement)
        return _exit_code(case, judgement)


def surroundings(config: Config) -> tuple[Config, Place]:
    """Where this process observes from: the laboratory that it was started in, or this machine."""
    from periplus.run.place import Place, described

    laboratory = os.environ.get("PERIPLUS_LABORATORY")
    if not laboratory:
        return config, Place.here(config)
    try:
        place, settings = described(Path(laboratory).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise click.UsageError(
            f"PERIPLUS_LABORATORY is {laboratory[:80]!r}, and that cannot be worked in ({why}): leave it"
            " to `periplus lab run`"
        ) from None
    # What stands on the command line was asked for here and now: it wins over the scenario.
    given = {name for name, origin in config.origins.items() if origin == "command line"}
    settings = {name: value for name, value in settings.items() if name not in given}
    return config.with_values(settings, "laboratory"), place


async def conduct(
    question: Question,
    config: Config,
    place: Place,
    progress: Progress,
    *,
    hand_over: Callable[[Case], Awaitable[None]] | None = None,
) -> tuple[Case, Judgement]:
    """The way of the data, once: the open case and its new judgement.

    `hand_over` may put more into the case before it is judged.
    """
    from periplus.run import question as asked
    from periplus.run.walk import Walk
    from periplus.signatures.tables import load

    tables = load(question.weights_file)
    scope = scope_of(question)
    directory = question.directory or _directory(question.target, config, place)
    case = asked.open_or_create(directory, question.target, place, config)
    try:
        # What was allowed is part of how the evidence came about.
        case.set_setting("scope", msgspec.to_builtins(scope))
        walk = Walk(
            case=case,
            place=place,
            config=config,
            scope=scope,
            offline=question.offline,
            progress=progress,
        )
        await walk.collect(asked.seeds(question.target, question.tld))
        if hand_over is not None:
            await hand_over(case)
        return case, asked.judge(case, tables)
    except BaseException:
        case.close()
        raise


def _directory(target: Subject, config: Config, place: Place) -> Path:
    from urllib.parse import urlsplit

    key = urlsplit(target.key).netloc if target.kind is SubjectKind.SITE else target.key
    slug = key.lower().replace(":", "-").replace("[", "").replace("]", "")
    day = place.clock.now().date().isoformat()
    return Path(config.values["cases"]) / f"{target.kind.value.lower()}-{slug}-{day}"


def _exit_code(case: Case, judgement: Judgement) -> int:
    if any(claim.status is not Status.INSUFFICIENT for claim in judgement.claims):
        return 0
    failures = [one.failure for one in case.evidences() if one.failure is not Failure.UNAVAILABLE]
    refused = [one for one in failures if one is not None and one.value.startswith("refused")]
    return ALL_REFUSED if refused and len(refused) == len(failures) else NOT_ANSWERED
