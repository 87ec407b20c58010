"""What the commands print of a case: summary table, changes of judgement, one item."""

from __future__ import annotations

import base64
import json
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click
import msgspec
from rich.box import ROUNDED
from rich.console import Console
from rich.table import Table
from rich.text import Text

from periplus.cli._body import shown_lines
from periplus.model import Blob, Claim, Evidence, Status, canonical
from periplus.report.inputs import Head, Outlines
from periplus.report.result import Report, Row, build
from periplus.report.stacks import vantage_sentences
from periplus.report.text import clip, safe
from periplus.store.case import Case
from periplus.store.judgement import Judgement
from periplus.store.redaction import names_persons, redact

INLINE_BODY_BYTES = 8 * 1024
PICTURE_BYTES = 120 * 1024
UNREADABLE = ("application/dns-message", "application/vnd.tcpdump.pcap", "image/png")
SHORTEST_ID = 8
EVENTS = ("country.outage",)  # news although they ended
WIDTH_ELSEWHERE = 120  # columns, where output is no terminal
OBSERVATION = 200  # characters of an observation
COMMENT = 120  # characters of a comment
ADDRESS_COLUMNS = ("operator", "asn", "registered_country")
UNLIKELY = 0.45  # ICD 203: below it a claim is said to be unlikely, or less


def report_of(case: Case, judgement: Judgement, *, drawn: bool = False) -> Report:
    """The report of one judgement of a case; `drawn`: with what its pictures need."""
    from periplus.signatures.tables import load

    tables = load()
    return build(
        target=case.target,
        claims=judgement.claims,
        observations=[plain(row) for row in judgement.observations],
        evidence=[evidence_row(evidence) for evidence in case.evidences()],
        head=Head(
            version=judgement.version,
            weights=judgement.weights,
            as_of=judgement.as_of,
            calibration=tables.calibration if judgement.weights == tables.version else "",
        ),
        predicates=tables.rows("predicates"),
        case=str(case.directory),
        outlines=outlines() if drawn else None,
    )


def outlines() -> Outlines | None:
    """The outlines of the pack `world`; None when it is not here or cannot be read."""
    from periplus.packs.container import PackError
    from periplus.packs.outlines import open_outlines
    from periplus.packs.shelf import path_of, where
    from periplus.signatures.countries import code_by_alpha3

    try:
        about, shapes = open_outlines(path_of("world", where()))
    except PackError:
        return None
    codes = code_by_alpha3()
    return Outlines(
        shapes={codes[name]: rings for name, rings in shapes.items() if name in codes},
        credit=f"{about.attribution}, {about.dated}, licence {about.licence}",
    )


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """An observation row with its fact's fields beside the type."""
    fact = row["fact"]
    return {**row, "fact": {"type": fact["type"], **fact["fields"]}}


def evidence_row(evidence: Evidence) -> dict[str, Any]:
    """One capture as the report wants it; the body only when it is small text, redacted."""
    return {
        "id": evidence.id,
        "source": evidence.source,
        "asked": evidence.asked,
        "dialled": evidence.dialled,
        "captured_at": evidence.captured_at,
        "digest": evidence.body.digest,
        "size_bytes": evidence.body.size_bytes,
        "media_type": evidence.media_type,
        "failure": evidence.failure.value if evidence.failure else None,
        "vantage": evidence.vantage,
        "collector": evidence.collector,
        "elapsed_s": evidence.elapsed_s,
        "body": None if names_persons(evidence) else shown_body(evidence.body, evidence.media_type),
        "picture": shown_picture(evidence.body, evidence.media_type),
    }


def shown_picture(body: Blob, media_type: str) -> str:
    """A small PNG in base64; empty for everything else."""
    if media_type != "image/png" or body.size_bytes > PICTURE_BYTES:
        return ""
    try:
        return base64.b64encode(body.read()).decode()
    except FileNotFoundError:
        return ""


def shown_body(body: Blob, media_type: str) -> str | None:
    """The redacted text of a small body; None when it is large, binary or forgotten."""
    if body.size_bytes > INLINE_BODY_BYTES or media_type in UNREADABLE:
        return None
    try:
        content, _ = redact(body.read(), media_type)
    except FileNotFoundError:
        return None
    if media_type.endswith("tls-handshake"):
        content = content.partition(b"\n")[0]
    return content.decode("utf-8", "replace")


def console() -> Console:
    """Standard output; wide enough for a table where it is no terminal."""
    return Console() if sys.stdout.isatty() else Console(width=WIDTH_ELSEWHERE)


def ruled(*headings: str) -> Table:
    """An empty table; on a narrow terminal a long word goes on in the next line, and is not cut off."""
    table = Table(*headings, box=ROUNDED)
    for column in table.columns:
        column.overflow = "fold"
    return table


def print_summary(case: Case, judgement: Judgement) -> None:
    """The finding, the table Entity / Key observation / Comment, and where the case is."""
    report = report_of(case, judgement)
    out = console()
    out.print(Text(safe(report.title), style="bold"))
    if report.stamp:
        out.print(Text(safe(report.stamp), style="italic"))
    shown = [row for row in report.rows if _stands(report, row)]
    out.print(_summary_table(shown))
    out.print(Text(f"{len(shown)} of {len(report.rows)} rows; the report holds all of them."))
    if report.addresses:
        out.print(_address_table(report))
    for said in vantage_sentences(report):
        out.print(Text(safe(said)))
    for dispute in report.disputes:
        out.print(Text(safe(f"{dispute.heading}: {dispute.text}"), style="bold"))
    out.print(Text(f"{len(report.gaps)} things could not be seen; the report says which and why."))
    directory = shlex.quote(safe(str(case.directory)))
    out.print(Text(f"case: {directory}   next: periplus report {directory} --format html > report.html"))


def _stands(report: Report, row: Row) -> bool:
    """Whether a row is one of the short summary: neither past (but for events) nor unlikely."""
    claim = report.claim(row.claims[0])
    likely = claim.probability is None or claim.probability >= UNLIKELY
    current = row.status is not Status.PAST or claim.predicate in EVENTS
    return row.brief and likely and current


def _summary_table(rows: Sequence[Row]) -> Table:
    table = ruled("Entity", "Key observation", "Comment")
    for row in rows:
        cells = (row.entity, clip(row.observation, OBSERVATION), clip(row.comment, COMMENT))
        table.add_row(*(Text(safe(cell)) for cell in cells))
    return table


def _address_table(report: Report) -> Table:
    """Each address with the answers to who and where; empty: not seen."""
    table = ruled("Host", "Address", "Operator", "AS", "Registered", "Located")
    for row in report.addresses:
        told = (row.best(f"address.{of}") for of in ADDRESS_COLUMNS)
        place = ", ".join(str(c.value) for c in row.places if c) or "not seen"
        cells = (row.host, row.address, *(str(c.value) if c else "not seen" for c in told), place)
        table.add_row(*(Text(safe(cell)) for cell in cells))
    return table


def print_changes(before: Judgement | None, after: Judgement) -> None:
    """What a new judgement says otherwise: a change of judgement, not of the world."""
    old = {claim.id: claim for claim in before.claims} if before else {}
    new = {claim.id: claim for claim in after.claims}
    changed = [i for i in new if i in old and _standing(old[i]) != _standing(new[i])]
    for sign, ids, table in (("-", old.keys() - new.keys(), old), ("+", new.keys() - old.keys(), new)):
        for claim_id in sorted(ids) if before else ():
            click.echo(safe(f"{sign} {_line(table[claim_id])}"))
    for claim_id in sorted(changed):
        click.echo(safe(f"~ {_line(old[claim_id])}  ->  {_line(new[claim_id])}"))
    count = len(changed) + len(old.keys() ^ new.keys()) if before else 0
    same = "nothing changed" if before else "the case's first judgement"
    what = "a change of judgement, not of the world" if count else same
    click.echo(f"{len(new)} claims as of {after.as_of:%Y-%m-%d}, weights {after.weights}; {what}")


def _standing(claim: Claim) -> tuple[str, float | None]:
    return (claim.status.value, claim.probability)


def _line(claim: Claim) -> str:
    sure = f" {claim.word} ({claim.probability:.0%})" if claim.probability is not None else ""
    return f"{claim.subject} {claim.predicate} {canonical(claim.value)} {claim.status}{sure}"


def print_item(case: Case, what: str) -> None:
    """A claim with its reasons and captures, a capture, or a body, found by the start of its id."""
    if len(what) < SHORTEST_ID:
        raise ValueError(f"give at least {SHORTEST_ID} characters of an id or digest, not {what!r}")
    claims = case.judgement().claims if case.judgements() else ()
    captures = {one.id: one for one in case.evidences()}
    bodies = {one.body.digest: one for one in reversed(captures.values())}
    known: dict[str, Claim | Evidence] = {**bodies, **captures, **{claim.id: claim for claim in claims}}
    found = [known[name] for name in known if name.startswith(what)]
    if not found:
        raise ValueError(f"{case.directory} holds no claim, capture or body that starts with {what!r}")
    if len(found) > 1:
        raise ValueError(
            f"{len(found)} claims, captures and bodies start with {what!r}: give more of it"
        )
    if isinstance(found[0], Claim):
        _print_claim(case, found[0])
    else:
        _print_evidence(found[0])


def _print_claim(case: Case, claim: Claim) -> None:
    click.echo(safe(_line(claim)))
    for reason in claim.reasons:
        click.echo(safe(f"  {reason}"))
    by_id = {row["id"]: row for row in case.judgement().observations}
    for observation_id in claim.support:
        row = by_id[observation_id]
        evidence = case.evidence(row["evidence"])
        where = f"{evidence.source} {row['selector']}"
        click.echo(safe(f"  rests on {evidence.body.digest[:16]}  {where}  {row['basis']}"))


def _print_evidence(evidence: Evidence) -> None:
    fields = json.loads(msgspec.json.encode(evidence_row(evidence)))
    for name, value in fields.items():
        if name not in {"body", "picture"} and value is not None:
            click.echo(safe(f"{name}: {value}"))
    if names_persons(evidence):
        click.echo("\na document, which may name persons: claims quote it; --raw gives all of it")
        return
    try:
        content, spans = redact(evidence.body.read(), evidence.media_type)
    except FileNotFoundError as error:
        click.echo(f"\n{error}")
        return
    click.echo(
        f"\n{len(spans)} personal details withheld; --raw gives the unaltered bytes" if spans else ""
    )
    for line in shown_lines(content):
        click.echo(line)


def _digests(case: Case) -> Iterator[tuple[str, Blob]]:
    for evidence in case.evidences():
        yield evidence.body.digest, evidence.body


def full_digest(case: Case, start: str) -> str:
    """The one stored digest that begins so. ValueError when there is none, or several."""
    found = {digest for digest, _ in _digests(case) if digest.startswith(start)}
    if len(start) < SHORTEST_ID or len(found) != 1:
        raise ValueError(f"{start!r} names {len(found)} stored bodies, not one: give more of the digest")
    return found.pop()


def body_of(case: Case, start: str) -> Blob:
    """The stored body whose digest begins so."""
    whole = full_digest(case, start)
    return next(body for digest, body in _digests(case) if digest == whole)
