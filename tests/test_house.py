"""The house rules that no linter knows (CONTRIBUTING.md): twins, sizes, cards, rooms, words."""

from __future__ import annotations

import ast
import re
import statistics
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "periplus"
SOURCES = sorted(SRC.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TOOLS = sorted((ROOT / "tools").glob("*.py"))

# What may be longer than 400 lines (a file) or 50 (a function), each with its reason.
LONG_FILES: dict[str, str] = {
    "src/periplus/model.py": "the nouns are read in one place",
}
LONG_FUNCTIONS: dict[str, str] = {}

FORBIDDEN_STEMS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "base",
    "common",
    "misc",
    "data",
    "info",
}
AWAITING_ROOMS = {"net", "packs", "collectors", "lab", "survey", "explorer", "run", "cli"}
SOCKET_CALLS = {"create_connection", "open_connection", "create_datagram_endpoint", "sock_connect"}

# Organisations of the lab's scenarios; their domains and ASes are read from the scenarios themselves.
SCENARIO_WORDS = (
    "becloud", "belarusian", "beltelecom", "belgie", "minskkabel", "ntec", "oac", "dataline",
    "AS6697", "AS60280",
)  # fmt: skip
# Vendors and services that any run can meet are no secret of a scenario.
OPEN_TO_ALL = {"AS16509", "origin.asn.cymru.com", "origin6.asn.cymru.com", "asn.cymru.com"}


def module_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """The directory of src/periplus a file lies in; a top-level module is its own room."""
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines of each function, decorators not counted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


each_source = pytest.mark.parametrize("path", SOURCES, ids=module_name)
each_file = pytest.mark.parametrize("path", SOURCES + TESTS + TOOLS, ids=module_name)


# ------------------------------------------------------------------------------ files


@pytest.mark.parametrize("path", [p for p in SOURCES if not p.name.startswith("__")], ids=module_name)
def test_every_source_file_has_a_twin(path: Path) -> None:
    folder = ROOT / "tests" / path.relative_to(SRC).parent
    twin = folder / f"test_{path.stem.lstrip('_')}.py"

    assert twin.is_file(), f"write {module_name(twin)}"


@each_file
def test_file_is_short(path: Path) -> None:
    lines = len(path.read_text().splitlines())

    assert lines <= 400 or module_name(path) in LONG_FILES, f"{lines} lines"


@each_file
def test_functions_are_short(path: Path) -> None:
    long = {
        name: lines
        for name, lines in functions(path)
        if lines > 50 and f"{module_name(path)}::{name}" not in LONG_FUNCTIONS
    }

    assert long == {}


def test_allowances_are_used() -> None:
    lengths = {f"{module_name(p)}::{name}": n for p in SOURCES + TESTS for name, n in functions(p)}

    assert all(len((ROOT / name).read_text().splitlines()) > 400 for name in LONG_FILES)
    assert all(lengths.get(name, 0) > 50 for name in LONG_FUNCTIONS)


def test_the_usual_function_fits_a_glance() -> None:
    lengths = [lines for path in SOURCES for _, lines in functions(path)]

    assert statistics.median(lengths) <= 10


def test_the_usual_file_fits_a_screenful_or_two() -> None:
    lengths = [len(path.read_text().splitlines()) for path in SOURCES if path.name != "__init__.py"]

    assert statistics.median(lengths) <= 140


@each_file
def test_card(path: Path) -> None:
    card = ast.get_docstring(tree(path))
    if card is None:
        assert path.name == "conftest.py", "a file begins with one line that says what it is"
        return

    assert card.endswith(".")
    assert "\n" not in card, "one line"


@each_file
def test_file_is_named_for_a_noun(path: Path) -> None:
    # A file of cli is named after its command: `periplus data`.
    stem = path.stem.removeprefix("test_").lstrip("_")
    assert stem not in FORBIDDEN_STEMS or (path.parent.name == "cli" and stem == "data")


@each_file
def test_nothing_is_left_for_later(path: Path) -> None:
    with path.open("rb") as stream:
        comments = [t.string for t in tokenize.tokenize(stream.readline) if t.type == tokenize.COMMENT]

    assert [c for c in comments if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", c)] == []


# ------------------------------------------------------------------------------ rooms


@pytest.mark.parametrize("path", [p for p in SOURCES if room(p) not in AWAITING_ROOMS], ids=module_name)
def test_await_keeps_to_its_rooms(path: Path) -> None:
    waits = (ast.Await, ast.AsyncFor, ast.AsyncWith)

    assert [node.lineno for node in ast.walk(tree(path)) if isinstance(node, waits)] == []


@pytest.mark.parametrize("path", [p for p in SOURCES if room(p) != "cli"], ids=module_name)
def test_only_cli_prints(path: Path) -> None:
    names = {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
    streams = {
        node.attr
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "sys"
    }

    assert "print" not in names
    assert imported(path) & {"click", "rich"} == set()
    assert streams & {"stdout", "stderr"} == set()


@pytest.mark.parametrize("path", [p for p in SOURCES if room(p) == "net"], ids=module_name)
def test_only_dial_opens_sockets(path: Path) -> None:
    calls = {
        node.func.attr
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }

    assert path.name == "dial.py" or calls & SOCKET_CALLS == set()
    assert path.name == "dial.py" or "socket.socket(" not in path.read_text()


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


# ------------------------------------------------------------------------------ words

TEXTS = [p for p in sorted(SRC.rglob("*")) if p.suffix in {".py", ".toml", ".html", ".css", ".js"}]


def scenario_names() -> set[str]:
    """What only the scenarios know: their own names, zones below a top level, ASes, organisations."""
    found = set(SCENARIO_WORDS)
    for file in (SRC / "lab" / "scenarios").rglob("scenario.toml"):
        found.add(file.parent.name)
        text = file.read_text()
        found.update(re.findall(r"\bAS\d{3,10}\b", text))
        zones = [zone["name"] for zone in tomllib.loads(text).get("zone", [])]
        found.update(name for name in zones if "." in name.strip(".") and not name.endswith(".arpa"))
    return found - OPEN_TO_ALL


@pytest.mark.parametrize("path", [p for p in TEXTS if room(p) != "lab"], ids=module_name)
def test_no_file_outside_the_lab_knows_a_scenario(path: Path) -> None:
    words = "|".join(re.escape(word) for word in sorted(scenario_names()))
    known = re.findall(rf"(?i)(?<![a-z0-9])(?:{words})(?![a-z0-9])", path.read_text())

    assert known == []
