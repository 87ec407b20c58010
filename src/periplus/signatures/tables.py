"""The tables of this room, read and checked once; a weights file overrides by id."""

from __future__ import annotations

import hashlib
import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from periplus.model import Layer, Predicate, Shape, SubjectKind
from periplus.signatures.matching import PLACES
from periplus.signatures.schemas import SCHEMAS

LLR_CAP = 5.0
ORIGINS = ("lab", "measured", "expert")
_COUNTED = {
    "lab": "counted in drawn worlds of real software (docs/design/calibration.md)",
    "measured": "counted on labelled cases",
}
FUSED = (Shape.INFERENCE, Shape.EXCLUSIVE)

Row = Mapping[str, Any]
_Kind = TypeVar("_Kind", bound=StrEnum)


class TableError(ValueError):
    """A table or weights file that cannot be used; its text is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How often a trait is seen with (`tp`) and without (`fp`) what it is a sign of."""

    id: str
    version: int
    tp: float
    fp: float
    b: float | None = None  # how often another box shows the trait, whatever the origin is
    n: int = 0  # cases it was measured on; 0 for expert weights
    origin: str
    citation: str
    direction: str = "for"  # "against": a sign that lowers, tp < fp
    expert_tp: float | None = None  # what an expert said before it was measured: where a fit starts
    expert_fp: float | None = None

    @property
    def llr(self) -> float:
        """The log likelihood ratio ln(tp/fp), capped at ±5."""
        return max(-LLR_CAP, min(LLR_CAP, math.log(self.tp / self.fp)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """All tables of one judgement; answers model.Tables."""

    predicates: Mapping[str, Predicate]
    weights: Mapping[str, Weight]
    tables: Mapping[str, Sequence[Row]]
    version: str  # origin-DIGEST12 over all tables: the weights id of a judgement

    @property
    def calibration(self) -> str:
        """What a report says about where the weights come from."""
        counted = Counter(weight.origin for weight in self.weights.values())
        told = [f"{counted[origin]} {where}" for origin, where in _COUNTED.items() if counted[origin]]
        if not told:
            return "expert weights, not calibrated"
        rest = ", the others by an expert" if counted["expert"] else ""
        return f"of {len(self.weights)} weights {' and '.join(told)}{rest}"

    def rows(self, name: str) -> Sequence[Row]:
        """The rows of one table, in file order. TableError when there is no such table."""
        if name not in self.tables:
            raise TableError(f"There is no table {name!r}.")
        return self.tables[name]

    def llr(self, weight_id: str) -> float:
        """The weight's ln(tp/fp), capped at ±5. TableError when there is no such weight."""
        return self._weight(weight_id).llr

    def weight(self, weight_id: str) -> str:
        """The id@version to put on a sign. TableError when there is no such weight."""
        return f"{weight_id}@{self._weight(weight_id).version}"

    def _weight(self, weight_id: str) -> Weight:
        if weight_id not in self.weights:
            raise TableError(f"There is no weight {weight_id!r}.")
        return self.weights[weight_id]


def load(weights_override: Path | None = None) -> Tables:
    """The shipped tables, with the weights of a file in place of those with the same id.

    TableError with one sentence for anything unknown, missing, double or out of range.
    """
    room = resources.files("periplus.signatures")
    texts = {
        entry.name.removesuffix(".toml"): entry.read_text("utf-8")
        for entry in sorted(room.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }
    override = None if weights_override is None else _read_override(weights_override)
    return assemble(texts, override)


def assemble(texts: Mapping[str, str], override: str | None = None) -> Tables:
    """Tables from TOML texts by name ("predicates" and "weights" among them); errors as `load`."""
    parsed = {name: _rows(name, text) for name, text in sorted(texts.items())}
    weights = _weights("weights", parsed["weights"])
    if override is not None:
        weights = _overridden(weights, _rows("weights", override, called="The weights file"))
    parsed["weights"] = [_as_row(weight) for weight in weights.values()]
    predicates = _predicates(parsed["predicates"])
    for name, rows in parsed.items():
        for row in rows:
            _check_signature(name, row, predicates, weights)
    return Tables(
        predicates=predicates, weights=weights, tables=parsed, version=_version(weights, parsed)
    )


# ---------------------------------------------------------------- reading


def _read_override(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise TableError(f"The weights file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise TableError(f"The weights file {path} is no text in UTF-8.") from None


def _rows(name: str, text: str, called: str = "") -> list[Row]:
    """The rows of a file that holds exactly one array of tables."""
    called = called or f"The table {name}"
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"{called} is not TOML: {error}.") from error
    if name == "weights" and set(document) - {"weight"}:
        unknown = ", ".join(sorted(set(document) - {"weight"}))
        raise TableError(f"{called} has an unknown key: {unknown}.")
    (rows,) = document.values() if len(document) == 1 else ([],)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or not rows:
        raise TableError(f"{called} must hold rows of one kind and nothing else.")
    return list(rows)


def _version(weights: Mapping[str, Weight], parsed: Mapping[str, Sequence[Row]]) -> str:
    content = json.dumps(parsed, sort_keys=True, ensure_ascii=False)
    origins = {weight.origin for weight in weights.values()}
    weakest = next(origin for origin in reversed(ORIGINS) if origin in origins)
    return f"{weakest}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def _as_row(weight: Weight) -> Row:
    return {name: getattr(weight, name) for name in Weight.__dataclass_fields__}


# ---------------------------------------------------------------- checking


def _known(where: str, row: Row, required: Mapping[str, Any], optional: Mapping[str, Any]) -> None:
    """TableError unless the row has the required keys, no unknown ones, and their types."""
    for key in row:
        if key not in required and key not in optional:
            raise TableError(f"{where} has an unknown key: {key}.")
    for key, kinds in {**required, **optional}.items():
        if key not in row:
            if key in required:
                raise TableError(f"{where} lacks {key}.")
        elif not isinstance(row[key], kinds) or (isinstance(row[key], bool) and kinds is not bool):
            raise TableError(f"{where} has a {key} of the wrong kind: {row[key]!r}.")
        elif row[key] == "":
            raise TableError(f"{where} has an empty {key}.")


_NUMBER = (int, float)
_WEIGHT = {"id": str, "version": int, "tp": _NUMBER, "fp": _NUMBER, "origin": str, "citation": str}
_WEIGHT_MAY = {
    "b": _NUMBER, "n": int, "direction": str, "expert_tp": _NUMBER, "expert_fp": _NUMBER,
}  # fmt: skip


def _weights(name: str, rows: Sequence[Row]) -> dict[str, Weight]:
    found: dict[str, Weight] = {}
    for row in rows:
        where = f"The weight {row.get('id', '(without id)')} of {name}"
        _known(where, row, _WEIGHT, _WEIGHT_MAY)
        weight = Weight(**row)
        _check_weight(where, weight)
        if weight.id in found:
            raise TableError(f"{where} stands there twice.")
        found[weight.id] = weight
    return found


def _check_weight(where: str, weight: Weight) -> None:
    rates = [weight.tp, weight.fp, weight.expert_tp or weight.tp, weight.expert_fp or weight.fp]
    if not all(0 < rate < 1 for rate in rates) or not 0 <= (weight.b or 0) <= 1:
        raise TableError(f"{where} has a rate outside 0 to 1.")
    if weight.origin not in ORIGINS:
        raise TableError(
            f"{where} has the origin {weight.origin!r}; it must be one of {_list(ORIGINS)}."
        )
    if weight.version < 1 or weight.n < 0:
        raise TableError(f"{where} has a version below 1 or a negative n.")
    if weight.direction not in ("for", "against"):
        raise TableError(f"{where} has a direction that is neither for nor against.")
    if weight.direction == "for" and weight.tp <= weight.fp:
        raise TableError(
            f"{where} is used as support, so its tp ({weight.tp}) must be above its fp ({weight.fp})."
        )
    if weight.direction == "against" and weight.tp >= weight.fp:
        raise TableError(
            f"{where} is used against, so its tp ({weight.tp}) must be below its fp ({weight.fp})."
        )


def _overridden(weights: Mapping[str, Weight], rows: Sequence[Row]) -> dict[str, Weight]:
    """The weights with rows of the user's file in their place; a row keeps its direction."""
    for row in rows:
        known = weights.get(str(row.get("id")))
        if known is None:
            raise TableError(f"The weights file has a weight that nothing uses: {row.get('id')}.")
        if row.get("direction", known.direction) != known.direction:
            raise TableError(f"The weights file turns the direction of {known.id}.")
    directed = [{"direction": weights[str(row["id"])].direction, **row} for row in rows]
    return {**weights, **_weights("the weights file", directed)}


_PREDICATE = dict.fromkeys(("name", "subject", "shape", "layer", "label", "meaning", "citation"), str)
_PREDICATE_MAY = {"prior": _NUMBER, "half_life_days": _NUMBER, "brief": bool}


def _predicates(rows: Sequence[Row]) -> dict[str, Predicate]:
    found: dict[str, Predicate] = {}
    for row in rows:
        where = f"The predicate {row.get('name', '(without name)')}"
        _known(where, row, _PREDICATE, _PREDICATE_MAY)
        one = Predicate(
            name=row["name"],
            subject=_member(where, SubjectKind, row["subject"]),
            shape=_member(where, Shape, row["shape"]),
            layer=_member(where, Layer, row["layer"]),
            prior=row.get("prior"),
            half_life_days=row.get("half_life_days"),
            label=row["label"],
            meaning=row["meaning"],
            citation=row["citation"],
        )
        _check_predicate(where, one)
        if one.name in found:
            raise TableError(f"{where} stands there twice.")
        found[one.name] = one
    return found


def _check_predicate(where: str, one: Predicate) -> None:
    fused = one.shape in FUSED
    if fused != (one.prior is not None) or fused != (one.half_life_days is not None):
        raise TableError(
            f"{where} must have a prior and a half-life if it is fused, and neither if it is not."
        )
    if one.prior is not None and not 0 < one.prior < 1:
        raise TableError(f"{where} has a prior outside 0 to 1.")
    if one.half_life_days is not None and one.half_life_days <= 0:
        raise TableError(f"{where} has a half-life that is not positive.")


def _member(where: str, kind: type[_Kind], text: str) -> _Kind:
    try:
        return kind(text)
    except ValueError as error:
        raise TableError(f"{where} has an unknown {kind.__name__.lower()}: {text}.") from error


def _list(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


# ---------------------------------------------------------------- signatures


def _check_signature(
    name: str, row: Row, predicates: Mapping[str, Predicate], weights: Mapping[str, Weight]
) -> None:
    if name not in SCHEMAS:
        return
    where = f"The row {_called(row)!r} of the table {name}"
    _known(where, row, *SCHEMAS[name])
    for key in ("pattern", "instead", "path", "code", "id"):
        _check_pattern(where, row.get(key, ""))
    if "weight" not in row:
        return
    if "where" in row and not PLACES.fullmatch(row["where"]):
        raise TableError(f"{where} looks at an unknown place: {row['where']}.")
    predicate = predicates.get(row.get("predicate", ""))
    if predicate is None:
        raise TableError(f"{where} names a predicate that is not registered: {row.get('predicate')}.")
    if row.get("layer") != predicate.layer:
        raise TableError(f"{where} names another layer than its predicate: {row.get('layer')}.")
    if row["weight"] not in weights:
        raise TableError(f"{where} names a weight that does not exist: {row['weight']}.")


def _called(row: Row) -> object:
    return (
        row.get("pattern")
        or row.get("field")
        or row.get("region")
        or row.get("host")
        or row.get("product")
    )


def _check_pattern(where: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise TableError(f"{where} has a pattern that is no regular expression: {error}.") from error
