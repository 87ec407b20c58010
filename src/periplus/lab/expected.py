"""What must and must not be found in a scenario; data apart from it (docs/design/scenarios.md §9)."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from periplus.lab.scenario import directory_of
from periplus.lab.script import Part, ScenarioError
from periplus.model import Layer, Status

EXPECTED = Path(__file__).parent / "expected"
OWN = "expected.toml"  # beside the scenario.toml of a user
ROW_IDS = (
    *(f"C{number:02}" for number in range(1, 23)),
    "C24",
    "C23",
    *(f"S{number:02}" for number in range(1, 33)),
    "S34",
    "S33",
)
"""The rows of the model case, in its order."""

TOLD_BY_USER = "organisation.told"

Plain = str | int | float | bool


class ClaimLine(Part, frozen=True):
    """One claim that a row needs, or with `absent` must not have."""

    subject: str
    predicate: str
    value: Plain | dict[str, Plain] | None = None
    value_contains: dict[str, Plain] | None = None
    value_matches: str | None = None
    layer: Layer | None = None
    status: Status | tuple[Status, ...] | None = None
    word: str | tuple[str, ...] | None = None
    bytes: tuple[str, ...] = ()
    reason_contains: tuple[str, ...] = ()
    absent: bool = False
    needs: Literal["", "browser", "nat", "p0f"] = ""  # what the machine must have for it to be found
    tiers: tuple[Literal["root", "user", "loopback"], ...] = ()  # empty: every tier stages it
    part: str = ""


class SummaryLine(Part, frozen=True):
    """One line that the summary table needs."""

    entity: str
    key_observation: str
    comment_contains: str


class Row(Part, frozen=True):
    """One row of the model case."""

    id: str
    title: str
    pending: str = ""
    pending_parts: dict[str, str] = msgspec.field(default_factory=dict)
    tiers: tuple[Literal["root", "user", "loopback"], ...] = ()  # empty: every tier stages it
    claim: tuple[ClaimLine, ...] = ()
    summary: tuple[SummaryLine, ...] = ()


class ForbiddenLine(Part, frozen=True):
    """A claim that must not appear anywhere."""

    subject: str | None = None
    predicate: str | None = None
    value_matches: str | None = None
    status: Status | None = None
    text: str | None = None


class Expected(Part, frozen=True):
    """An expectation file."""

    scenario: str
    row: tuple[Row, ...]
    forbidden: tuple[ForbiddenLine, ...] = ()


def load_expected(source: str | Path) -> Expected:
    """The expectations of a scenario by name or directory, or of a file. ScenarioError when unusable."""
    path = _expectations_of(source) if isinstance(source, str) else source
    try:
        return read_expected(path.read_text(encoding="utf-8"), own=path.name == OWN)
    except FileNotFoundError:
        msg = f"there is no expectation file {path.name} of {source}"
        raise ScenarioError(msg) from None
    except ScenarioError as error:
        msg = f"expectations {path.stem}: {error}"
        raise ScenarioError(msg) from None


def _expectations_of(scenario: str) -> Path:
    """A shipped scenario's lie apart from it; those of a user's own are the expected.toml beside it."""
    if "/" in scenario:
        return directory_of(scenario) / OWN
    return EXPECTED / f"{scenario}.toml"


def read_expected(text: str, *, own: bool = False) -> Expected:
    """The checked expectations of a TOML text; a user's own may have any rows, each once."""
    try:
        expected = msgspec.convert(tomllib.loads(text), Expected)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError(str(error)) from None
    check_ids((row.id for row in expected.row), own=own)
    for row in expected.row:
        _check_row(row)
    for line in expected.forbidden:
        if line == ForbiddenLine():
            msg = "an empty forbidden line would forbid every claim"
            raise ScenarioError(msg)
        _check_pattern("forbidden", line.value_matches)
    return expected


def check_ids(ids: Iterable[str], *, own: bool = False) -> None:
    """All rows of the model case, once and in its order; in a user's own, no row twice."""
    found = tuple(ids)
    if own:
        twice = [name for name in dict.fromkeys(found) if found.count(name) > 1]
        if twice:
            msg = f"the row {twice[0]} stands there twice"
            raise ScenarioError(msg)
    elif found != ROW_IDS:
        missing = [name for name in ROW_IDS if name not in found]
        msg = f"the rows must be the {len(ROW_IDS)} of the model case in its order; missing: {missing}"
        raise ScenarioError(msg)


def _check_row(row: Row) -> None:
    if not (row.pending or row.claim or row.summary):
        msg = f"{row.id} expects nothing and is not pending"
        raise ScenarioError(msg)
    for line in row.claim:
        if line.predicate == TOLD_BY_USER and not line.absent:
            msg = f"{row.id}: what a user types in by hand answers no row"
            raise ScenarioError(msg)
        _check_pattern(row.id, line.value_matches)
        for text in line.bytes:
            needle(text)


def _check_pattern(place: str, pattern: str | None) -> None:
    try:
        re.compile(pattern or "")
    except re.error as error:
        msg = f"{place}: {pattern!r} is no regular expression: {error}"
        raise ScenarioError(msg) from None


def needle(text: str) -> tuple[bytes, bool]:
    """The bytes to look for, and whether case counts. ScenarioError on a bad prefix form."""
    kind, colon, rest = text.partition(":")
    try:
        match kind if colon else "":
            case "hex":
                return bytes.fromhex(rest), True
            case "address":
                return ipaddress.ip_address(rest).packed, True
            case "nocase":
                return rest.lower().encode(), False
            case _:
                return text.encode(), True
    except ValueError as error:
        msg = f"bytes {text!r}: {error}"
        raise ScenarioError(msg) from None
