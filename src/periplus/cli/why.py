"""`periplus why CASE CLAIM`: how a claim came to its number, and what would move it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from periplus.config import nearest

if TYPE_CHECKING:
    from periplus.measures.account import Account, Weighed
    from periplus.model import Claim, Evidence, Observation, Sign
    from periplus.signatures.tables import Tables

MOST_LISTED = 40  # claims to choose from
MOST = 3  # missing looks that are named
LEAST = 0.005  # a look that moves less is not worth its effort
EXCERPT = 120  # characters of the bytes behind a sign


@click.command
@click.argument("directory", metavar="CASE", type=click.Path(path_type=Path))
@click.argument("what", metavar="CLAIM")
@click.option(
    "--weights",
    "weights_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Weights (TOML) that override the built-in ones by id.",
)
def command(directory: Path, what: str, weights_file: Path | None) -> int:
    """Tell why a claim is believed, sign by sign.

    Also which missing look would move it most. Each sign comes with its weight and its bytes, and with
    them what was left out and why.

    CLAIM is the beginning of an id, or a predicate, as site.edge, alone or with =VALUE. The case is
    judged anew from its bytes; nothing is fetched, nothing is written.
    """
    from periplus.judging import judge, parse, signs_of
    from periplus.measures.account import account
    from periplus.signatures.tables import load
    from periplus.store.case import Case

    tables = load(weights_file)
    with Case.open(directory, read_only=True) as case:
        as_of = case.judgement().as_of
        evidence = {one.id: one for one in case.evidences()}
        observations = parse(evidence.values())
        claim = _wanted(what, judge(observations, tables, as_of))
        told = account(signs_of(observations, tables, as_of), tables.predicates, as_of, claim.id)
        by_id = {one.id: one for one in observations}
        for line in _lines(claim, told, tables, by_id, evidence):
            _print(line)
    return 0


def _print(line: str) -> None:
    from periplus.report.text import safe

    click.echo(safe(line))


def _wanted(what: str, claims: Sequence[Claim]) -> Claim:
    """The one claim meant. ValueError when there is none, or several, which are listed."""
    from periplus.report.text import clip, safe
    from periplus.report.words import subject_name, value_text

    predicate, _, value = what.partition("=")
    found = [claim for claim in claims if claim.id.startswith(what) and len(what) >= 8]
    found = found or [
        claim
        for claim in claims
        if claim.predicate == predicate and value.lower() in value_text(predicate, claim.value).lower()
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValueError(
            f"no claim of the case is {what!r}: give the beginning of its id (8 characters or more), or"
            f" a predicate such as site.edge{nearest(predicate, {claim.predicate for claim in claims})}"
        )
    for one in found[:MOST_LISTED]:
        told = f"{subject_name(one.subject)}: {value_text(one.predicate, one.value)}"
        click.echo(safe(f"{one.id[:12]}  {clip(told, EXCERPT)}"), err=True)
    left = f" ({len(found) - MOST_LISTED} are not listed)" if len(found) > MOST_LISTED else ""
    raise ValueError(f"{what!r} is {len(found)} claims{left}: give one by its id")


def _lines(
    claim: Claim,
    told: Account,
    tables: Tables,
    observations: Mapping[str, Observation],
    evidence: Mapping[str, Evidence],
) -> Iterator[str]:
    from periplus.report.inputs import Term
    from periplus.report.words import sentence

    rows = {row["name"]: row for row in tables.rows("predicates")}
    yield sentence(claim, Term.of(rows[claim.predicate]))
    yield f"claim {claim.id[:12]}, layer {claim.layer}, {tables.calibration}"
    if told.prior is not None:
        yield f"Before any sign: {told.prior:.0%}."
    for channel, weighed in _by_channel(told):
        yield ""
        yield f"{channel}{_sum(told, channel)}"
        for one in weighed:
            yield f"  {_weight(one, told, tables)}{one.sign.reason}"
            yield from _bytes(one.sign, observations, evidence)
    yield from _left_out(told.left_out, observations, evidence)
    yield from _number(claim, told)
    yield from _looks(claim, told, tables, list(evidence.values()))


def _by_channel(told: Account) -> list[tuple[str, list[Weighed]]]:
    """The signs by channel, the channel that says most first."""
    found: dict[str, list[Weighed]] = {}
    for one in told.weighed:  # strongest first
        found.setdefault(one.sign.channel, []).append(one)
    return list(found.items())


def _sum(told: Account, channel: str) -> str:
    parts = [f"{llr:+.2f}" for llr in told.channels.get(channel, ()) if llr]
    return f": {' and '.join(parts)}" if parts else ""


def _weight(one: Weighed, told: Account, tables: Tables) -> str:
    if told.prior is None:
        return ""
    if not one.counted:
        return "(not counted: its channel says as much already) "
    weight = tables.weights.get(one.sign.weight.partition("@")[0])
    if weight is None:
        return f"{one.llr:+.2f} "
    source = f"n = {weight.n}" if weight.n else weight.origin
    return f"{one.llr:+.2f} ({one.sign.weight}, {source}) "


def _bytes(
    sign: Sign, observations: Mapping[str, Observation], evidence: Mapping[str, Evidence]
) -> Iterator[str]:
    for name in sign.support:
        one = observations[name]
        capture = evidence[one.evidence]
        yield f"    {capture.body.digest[:12]}  {capture.source}  {one.selector}  {one.basis}"
        if excerpt := _excerpt(capture, one.selector):
            yield f"      {excerpt}"


def _excerpt(capture: Evidence, selector: str) -> str:
    """The selected bytes in a line, persons left out; empty when they are gone or no text."""
    from periplus.facts.selector import select
    from periplus.report.text import clip
    from periplus.store.redaction import names_persons, redact

    if names_persons(capture):  # the reason quotes it, persons masked
        return ""
    try:
        chosen = select(capture.body.read(), capture.media_type, selector)
        text = redact(chosen, "text/plain")[0].decode("utf-8")
    except (FileNotFoundError, ValueError):
        return ""
    return clip(" ".join(text.split()), EXCERPT) if text.isprintable() or text.isspace() else ""


def _left_out(
    signs: Sequence[Sign], observations: Mapping[str, Observation], evidence: Mapping[str, Evidence]
) -> Iterator[str]:
    if signs:
        yield ""
        yield "Left out, since it speaks about another layer:"
    for sign in signs:
        yield f"  {sign.reason}"
        yield from _bytes(sign, observations, evidence)


def _number(claim: Claim, told: Account) -> Iterator[str]:
    if claim.probability is None:
        return
    yield ""
    capped = ""
    if told.cap < 1 and claim.probability >= round(told.cap, 4):
        capped = f", held at {told.cap:.0%}: what speaks for it is only told, or derived from a claim"
    elif claim.probability in (0.01, 0.99):
        capped = ", the bound of what is shown"
    yield f"Together: {claim.probability:.0%}, {claim.word}{capped}."


def _had(source: str, captures: Iterable[Evidence]) -> bool:
    """Whether such a look was had, be it that nothing was found."""
    from periplus.model import Failure

    came = (None, Failure.NOT_FOUND)
    return any(one.source.startswith(source) and one.failure in came for one in captures)


def _looks(claim: Claim, told: Account, tables: Tables, captures: Iterable[Evidence]) -> Iterator[str]:
    """The missing looks that would move the claim most, if they spoke for it."""
    if claim.probability is None:
        return
    moves = [
        (told.with_sign(row["channel"], tables.llr(row["weight"])) - claim.probability, row["how"])
        for row in tables.rows("looks")
        if row["predicate"] == claim.predicate and not _had(row["source"], captures)
    ]
    worth = sorted((move for move in moves if abs(move[0]) >= LEAST), key=lambda move: -abs(move[0]))
    yield "" if worth else "Periplus knows no further look that would move it."
    for by, how in dict.fromkeys(worth[:MOST]):
        yield f"Would move it to {claim.probability + by:.0%}, if it agreed: {how}."
