"""The documentation says what the program does: nothing stale, nothing missing."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from periplus.cli import periplus
from tools import reference

ROOT = Path(__file__).parent.parent
PROSE = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", reference.PAGES)
def test_reference_is_fresh(page: str) -> None:
    stored = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")

    assert stored == reference.PAGES[page](), "run `make reference`"


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[<>=!~\[ ]", line)[0] for line in project["dependencies"]}
    text = (ROOT / "docs" / "design" / "dependencies.md").read_text()

    assert set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)) == names


def test_every_variable_is_documented() -> None:
    code = "\n".join(p.read_text() for p in (ROOT / "src").rglob("*.py"))
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    patterns = {"PERIPLUS_NAME", "PERIPLUS_X"}  # what the prose of the code calls any variable

    assert set(re.findall(r"\bPERIPLUS_[A-Z_]+[A-Z]\b", code)) - patterns <= set(
        re.findall(r"PERIPLUS_\w+", page)
    )


def invocations(path: Path) -> list[str]:
    """The lines of code blocks that call `periplus`, without their comments."""
    blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```", path.read_text(), re.MULTILINE | re.DOTALL)
    lines = [
        part.split("#")[0].strip().removeprefix("$ ")
        for block in blocks
        for line in block.splitlines()
        for part in line.split(" -- ")  # a command that another one runs
    ]
    return [
        line.removeprefix(".venv/bin/") for line in lines if re.match(r"(\.venv/bin/)?periplus\b", line)
    ]


CALLS = [(path, line) for path in PROSE for line in invocations(path)]


@pytest.mark.parametrize(
    ("path", "line"), CALLS, ids=[f"{_name(p)}:{i}" for i, (p, _) in enumerate(CALLS)]
)
def test_command_in_prose_exists(path: Path, line: str) -> None:
    words = shlex.split(line)[1:]
    command: click.Command = periplus
    context = click.Context(command, info_name="periplus")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words.pop(0))
        assert found is not None, f"{_name(path)}: {line}"
        command = found
    options = {name for parameter in command.get_params(context) for name in parameter.opts}

    assert {word.split("=")[0] for word in words if word.startswith("-")} <= options


@pytest.mark.parametrize("path", PROSE, ids=_name)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text())

    assert [link for link in links if not (path.parent / link).exists()] == []


NO_DECISION = {
    "dependencies.md": "a table, a reason per row",
    "hygiene.md": "a list of findings",
    "scenarios.md": "a file format",
}


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "design").glob("*.md")), ids=_name)
def test_design_note_says_what_it_costs(path: Path) -> None:
    if path.name in NO_DECISION:
        return
    text = path.read_text().lower()

    assert "buys" in text
    assert "costs" in text


def leaves(command: click.Command, name: str) -> list[tuple[str, click.Command]]:
    """The command and all below it, by full name."""
    found = [(name, command)]
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for child in command.list_commands(context):
            below = command.get_command(context, child)
            assert below is not None
            found += leaves(below, f"{name} {child}")
    return found


@pytest.mark.parametrize(
    ("name", "command"), [pytest.param(n, c, id=n) for n, c in leaves(periplus, "periplus")]
)
def test_command_and_its_options_explain_themselves(name: str, command: click.Command) -> None:
    options = [p for p in command.params if isinstance(p, click.Option)]

    assert command.help, name
    assert [o.opts for o in options if not o.help] == []
