"""`periplus lab calibrate`: how often what is said with a probability is so, and weights from that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from periplus.cli._options import new_file

if TYPE_CHECKING:
    from periplus.measures.calibration import Bin, Label, Look, Rates, Said
    from periplus.model import Claim, Sign
    from periplus.signatures.tables import Tables, Weight

FEWEST = 20  # statements with, and without, below which a weight is not written
LEAST_SEEN = 10  # how often its trait must have been seen as well


@dataclass
class Known:
    """What was said and seen where the truth is known."""

    said: list[Said] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)


@click.command
@click.argument("cases", nargs=-1, metavar="CASE...", type=click.Path(path_type=Path))
@click.option(
    "--import",
    "labels_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What is known of the cases' subjects: CSV, subject,predicate,value,so (yes or no).",
)
@click.option(
    "--weights",
    "weights_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Weights (TOML) to judge with, in place of the built-in ones of the same id.",
)
@click.option(
    "--write",
    "written",
    callback=new_file,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the measured weights here, for --weights.",
)
@click.option("--worlds", metavar="N", type=click.IntRange(1, 99), help="Worlds of each kind, 1 to 99.")
@click.option("--sites", metavar="N", type=click.IntRange(1, 400), help="Sites in each world, 1 to 400.")
@click.option(
    "--lies",
    metavar="X",
    type=click.FloatRange(0, 10),
    help="Lies there, X times as often as by default, 0 to 10.",
)
@click.option(
    "--figure",
    callback=new_file,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the reliability as HTML here.",
)
def calibrate(
    cases: tuple[Path, ...],
    labels_file: Path | None,
    weights_file: Path | None,
    written: Path | None,
    *,
    worlds: int | None,
    sites: int | None,
    lies: float | None,
    figure: Path | None,
) -> int:
    """Compare the probabilities that were said with the truth.

    With --import the truth is the user's own, about CASEs that are judged anew; nothing is fetched.
    Without it the laboratory draws worlds of sites of real software, and of observers behind NATs and
    proxies: each part of the products is held out once from a fit on all others.

    Prints Brier score, log loss, calibration error and the reliability of each range of
    probabilities, then how often each weight's trait was seen with and without what it tells of.
    """
    from periplus.cli._held_out import Size, trial
    from periplus.signatures.tables import load

    if labels_file is None and not cases:
        size = Size(worlds=worlds, sites=sites, lies=1.0 if lies is None else lies)
        return trial(load(weights_file), size, written, figure)
    if labels_file is None or worlds or sites or lies is not None or figure:
        raise click.UsageError(
            "give --import LABELS with the cases; --worlds, --sites, --lies and --figure without"
        )
    return _imported(cases, labels_file, load(weights_file), written)


def _imported(cases: tuple[Path, ...], labels_file: Path, tables: Tables, written: Path | None) -> int:
    from periplus.measures.calibration import rates, read_labels

    if not cases:
        raise click.UsageError("say which cases the labels are about")
    try:
        labels = read_labels(labels_file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise click.UsageError(f"the labels {labels_file} cannot be read: {why}") from error
    known = Known()
    for directory in cases:
        signs, claims = _judged(directory, tables)
        known.said += said_of(labels, claims)
        known.looks += looks_of(labels, signs, claims, tables)
    show(known, tables)
    if written is not None:
        told = f"{len(labels)} labels of {labels_file.name}"
        written.write_text(weights_toml(rates(known.looks), tables, told, "measured"))
        click.echo(f"weights: {written}")
    return 0


def _judged(directory: Path, tables: Tables) -> tuple[Sequence[Sign], Sequence[Claim]]:
    from periplus.judging import judge, parse, signs_of
    from periplus.store.case import Case

    with Case.open(directory, read_only=True) as case:
        as_of = case.judgement().as_of
        observations = parse(case.evidences())
    return signs_of(observations, tables, as_of), judge(observations, tables, as_of)


def said_of(labels: Sequence[Label], claims: Sequence[Claim]) -> Iterator[Said]:
    """The labelled statements that a judgement gave a probability."""
    from periplus.measures.calibration import Said

    given = {
        (str(one.subject), one.predicate, str(one.value)): one.probability
        for one in claims
        if one.probability is not None
    }
    for label in labels:
        probability = given.get((label.subject, label.predicate, label.value))
        if probability is not None:
            yield Said(predicate=label.predicate, probability=probability, so=label.so)


def looks_of(
    labels: Sequence[Label], signs: Sequence[Sign], claims: Sequence[Claim], tables: Tables
) -> Iterator[Look]:
    """For each labelled statement about what a case looked at: which weights could speak, which did."""
    from periplus.measures.calibration import Look

    could = weights_by_statement(tables)
    seen = {(str(s.subject), s.predicate, str(s.value), s.weight.partition("@")[0]) for s in signs}
    about = {str(claim.subject) for claim in claims}
    for label in labels:
        if label.subject not in about:
            continue
        statement = (label.subject, label.predicate, label.value)
        spoke = {weight for *said, weight in seen if tuple(said) == statement and weight}
        for weight in sorted(could.get((label.predicate, label.value), set()) | spoke):
            yield Look(weight=weight, seen=weight in spoke, so=label.so)


def weights_by_statement(tables: Tables) -> dict[tuple[str, str], set[str]]:
    """The weights that signature rows can bring to bear on a predicate and value."""
    found: dict[tuple[str, str], set[str]] = {}
    for rows in tables.tables.values():
        for row in rows:
            if "weight" in row and "predicate" in row and "value" in row:
                found.setdefault((row["predicate"], row["value"]), set()).add(row["weight"])
    return found


# ---------------------------------------------------------------- shown and written


def show(known: Known, tables: Tables) -> None:
    """The scores, the reliability of each range, and the rates of each weight."""
    from periplus.measures.calibration import rates

    show_said(known.said, tables.calibration)
    show_rates(rates(known.looks), tables)


def show_said(said: Sequence[Said], called: str) -> None:
    """The scores and the reliability of each range."""
    from periplus.measures.calibration import bins, brier, doubts, expected_error, log_loss

    if not said:
        raise ValueError(
            "no labelled statement was given a probability: check subject, predicate, value"
        )
    share = sum(one.so for one in said) / len(said)
    click.echo(f"{len(said)} statements were given a probability, {share:.0%} of them are so")
    click.echo(called)
    for doubt in doubts(said):
        click.echo(f"doubt: {doubt}")
    click.echo(
        f"Brier {brier(said):.3f}   log loss {log_loss(said):.3f}   "
        f"calibration error {expected_error(said):.3f}"
    )
    table(("Said", "Mean", "So", "Of", ""), (_bin_cells(one) for one in bins(said)))


def show_rates(found: Sequence[Rates], tables: Tables) -> None:
    """How often each trait was seen, and what its weight is."""
    columns = ("Weight", "With it", "Without", "tp", "fp", "now")
    table(columns, (_rate_cells(one, tables) for one in found))


def table(columns: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
    """A table of texts on the console."""
    from rich.text import Text

    from periplus.cli._summary import console, ruled

    drawn = ruled(*columns)
    for row in rows:
        drawn.add_row(*map(Text, row))
    console().print(drawn)


def _bin_cells(one: Bin) -> Sequence[str]:
    bar = "\u2588" * round(one.share * 20)
    return (
        f"{one.first:.0%} to {one.last:.0%}",
        f"{one.mean:.1%}",
        f"{one.so}",
        f"{one.count}",
        f"{bar:\u2591<20} {one.share:.0%}",
    )


def _rate_cells(one: Rates, tables: Tables) -> Sequence[str]:
    now = tables.weights[one.weight]
    return (
        one.weight,
        f"{one.seen_with} of {one.with_it}",
        f"{one.seen_without} of {one.without_it}",
        f"{one.tp:.3f}",
        f"{one.fp:.3f}",
        f"{now.tp} {now.fp} ({now.origin})",
    )


def weights_toml(found: Sequence[Rates], tables: Tables, citation: str, origin: str) -> str:
    """The measured weights as a file for `--weights`; those that were seen too seldom are left out."""
    rows = []
    for one in found:
        weight = tables.weights[one.weight]
        if not enough(one, weight):
            continue
        row: dict[str, Any] = {
            "id": one.weight,
            "version": weight.version + 1,
            "tp": round(one.tp, 4),
            "fp": round(one.fp, 4),
            "n": one.with_it + one.seen_without if origin == "lab" else one.n,
            "origin": origin,
            "citation": citation,
        }
        for name in ("b", "expert_tp", "expert_fp"):
            if getattr(weight, name) is not None:
                row[name] = getattr(weight, name)
        rows.append("[[weight]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in row.items()))
    if not rows:
        raise ValueError(f"no weight was seen {FEWEST} times with and without what it tells of")
    return "\n".join(rows)


def enough(found: Rates, weight: Weight) -> bool:
    """Whether a trait was seen often enough to say what it weighs, and speaks as it should.

    Where false statements are counted by a prior, one must have been seen: of a trait that nobody
    copies in these worlds it is not known how often it is copied.
    """
    from periplus.measures.fitting import Moved

    speaks = found.tp > found.fp if weight.direction == "for" else found.tp < found.fp
    seen = found.seen_with + found.seen_without
    copied = found.seen_without > 0 or not isinstance(found, Moved) or found.prior is None
    return min(found.with_it, found.without_it) >= FEWEST and seen >= LEAST_SEEN and speaks and copied


def _toml(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)
