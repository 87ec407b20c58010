"""The commands' way: help without imports, interruption, what a scope grants."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from periplus.cli import Commands
from periplus.cli import periplus as group
from periplus.cli._options import Question, scope_of
from periplus.model import Contact, Subject, SubjectKind
from tests.cli.ended import Periplus

SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
COUNTRY = Subject(kind=SubjectKind.COUNTRY, key="NL")


def test_every_file_is_a_command_with_help(periplus: Periplus) -> None:
    context = click.Context(group)
    assert isinstance(group, Commands)

    for name in group.list_commands(context):
        ended = periplus(name, "--help")

        assert ended.code == 0
        assert "Usage: periplus" in ended.out


def commands(group_: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    for name in group_.list_commands(context):
        found = group_.get_command(context, name)
        assert found is not None
        yield name, found
        if isinstance(found, click.Group):
            yield from commands(found, context)


def test_a_list_of_commands_cuts_nothing_off(
    periplus: Periplus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    groups = [n for n, found in commands(group, click.Context(group)) if isinstance(found, click.Group)]

    for words in ([], *([name] for name in groups)):
        listed = periplus(*words, "--help").out.partition("Commands:")[2]
        assert listed
        assert [line for line in listed.splitlines() if line.endswith("...")] == []


def test_every_option_says_what_it_does_and_what_it_takes() -> None:
    for name, command in commands(group, click.Context(group)):
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert (option.help or "").endswith("."), f"{name} {option.name}"
                taken = option.make_metavar(click.Context(command))
                assert taken not in {"PATH", "TEXT"} or option.metavar, f"{name} {option.name}"


def test_an_unknown_command_is_exit_2(periplus: Periplus) -> None:
    assert periplus("conquer").code == 2


def test_a_url_is_consent_to_visit_that_host_only() -> None:
    scope = scope_of(Question(target=SITE))

    assert scope.contact is Contact.VISIT
    assert scope.authorised.names == ("www.example.org", "example.org")


def test_contact_lookup_takes_the_visit_back() -> None:
    assert scope_of(Question(target=SITE, contact="lookup")).contact is Contact.LOOKUP


def test_a_country_is_looked_up_only() -> None:
    assert scope_of(Question(target=COUNTRY)).contact is Contact.LOOKUP


def test_a_scope_file_grants_probe(tmp_path: Path) -> None:
    file = tmp_path / "scope.toml"
    file.write_text('contact = "probe"\nauthorised_by = "the owner"\n')

    assert scope_of(Question(target=SITE, scope_file=file)).contact is Contact.PROBE
    with pytest.raises(click.UsageError, match="needs --scope"):
        scope_of(Question(target=SITE, contact="probe"))


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_says_so_and_is_finished_by_the_next(
    periplus: Periplus, tmp_path: Path, ending: signal.Signals
) -> None:
    command = [sys.executable, "-m", "periplus", "lab", "demo", "--directory", str(tmp_path)]
    # A shell's background job ignores SIGINT, and so would what it starts: a handler is not inherited.
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        signal.signal(signal.SIGINT, ours)
        assert process.stderr is not None
        first = process.stderr.readline()  # progress: it is under way
        process.send_signal(ending)
        err = (first + process.stderr.read()).decode()

    assert process.returncode == 130
    assert "interrupted; what was collected is kept" in err
    assert "Traceback" not in err
    assert periplus("lab", "demo", "--directory", tmp_path).code == 0


@pytest.mark.parametrize("job", [["country", "NL"], ["site", "https://www.example.org"]])
def test_what_a_scope_refuses_altogether_is_exit_4(
    periplus: Periplus, tmp_path: Path, job: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERIPLUS_DATA", str(tmp_path / "no packs"))

    ended = periplus(*job, "--contact", "none", "--case", tmp_path / "case")

    assert ended.code == 4
    assert "(0 of 2000 requests)" in ended.err.splitlines()[-1]
