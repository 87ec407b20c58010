"""A row is ok only when subject, predicate, value, layer, status, word and bytes all fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from periplus.lab.check import LACKING, CheckResult, RowResult, check
from periplus.lab.expected import (
    ClaimLine,
    Expected,
    ForbiddenLine,
    Row,
    SummaryLine,
)
from periplus.model import (
    Basis,
    Blob,
    Claim,
    Evidence,
    Layer,
    Shape,
    Status,
    Subject,
    SubjectKind,
    claim_id,
)

NOW = datetime(2022, 11, 19, tzinfo=UTC)
SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.zz")
BODY = b"Server: nginx\r\nSet-Cookie: a=1\r\n"


def a_claim(value: Any = "nginx", **values: Any) -> Claim:
    claim = Claim(
        id=claim_id(SITE, "site.web_server", value, Layer.WEB_SERVER),
        subject=SITE,
        predicate="site.web_server",
        value=value,
        layer=Layer.WEB_SERVER,
        shape=Shape.INFERENCE,
        status=Status.SUPPORTED,
        basis=Basis.WITNESSED,
        probability=0.9,
        word="very likely",
        first_observed_at=NOW,
        last_observed_at=NOW,
        support=("o1",),
        reasons=("The Server field says so.",),
    )
    return replace(claim, **values)


EVIDENCE = Evidence(
    id="e1",
    collector="front_page@1",
    target=SITE,
    source="https://www.example.zz/",
    asked=None,
    dialled=None,
    request=b"",
    body=Blob.of(BODY),
    media_type="message/http",
    captured_at=NOW,
    elapsed_s=0.1,
    vantage="lab:tiny",
)
OBSERVATION = {"id": "o1", "evidence": "e1", "selector": "bytes=8-12"}


@dataclass(frozen=True)
class Line:
    """A line of a summary table."""

    entity: str = "https://www.example.zz"
    observation: str = "Web server: nginx"
    comment: str = "Very likely."
    claims: Sequence[str] = (a_claim().id,)
    digests: Sequence[str] = (EVIDENCE.body.digest,)


def run(row: Row, *claims: Claim, lines: Sequence[Line] = (), **files: Any) -> CheckResult:
    return check(
        Expected(scenario="tiny", row=(row,), **files),
        claims=claims,
        observations=[OBSERVATION],
        evidences=[EVIDENCE],
        summaries=lines,
    )


def outcome(row: Row, *claims: Claim, lines: Sequence[Line] = ()) -> RowResult:
    return run(row, *claims, lines=lines).rows[0]


def wanted(**values: Any) -> Row:
    line = {"subject": str(SITE), "predicate": "site.web_server", "value": "nginx", **values}
    return Row(id="S11", title="Web server", claim=(ClaimLine(**line),))


FULL = wanted(
    layer=Layer.WEB_SERVER,
    status=Status.SUPPORTED,
    word="very likely",
    bytes=("nginx", "nocase:NGINX", "hex:6e67"),
    reason_contains=("Server field",),
)


def test_a_claim_that_fits_in_everything_is_ok() -> None:
    assert outcome(FULL, a_claim()) == RowResult(id="S11", state="ok")


def test_no_claim_is_missing() -> None:
    assert outcome(FULL).state == "missing"


@pytest.mark.parametrize(
    ("claim", "detail"),
    [
        (a_claim("Apache"), 'expected "nginx", found "Apache"'),
        (a_claim(layer=Layer.EDGE), "layer is EDGE, expected WEB_SERVER"),
        (a_claim(status=Status.PAST), "status is PAST, expected SUPPORTED"),
        (a_claim(word="likely"), "word is likely, expected very likely"),
        (a_claim(reasons=("Because.",)), "no reason says 'Server field'"),
        (a_claim(support=()), "no supporting bytes hold 'nginx'"),
        (a_claim(support=("unknown",)), "no supporting bytes hold 'nginx'"),
    ],
)
def test_a_claim_that_differs_is_wrong(claim: Claim, detail: str) -> None:
    result = outcome(FULL, claim)
    assert result.state == "wrong"
    assert detail in result.detail


def test_bytes_beside_the_selected_ones_do_not_count() -> None:
    assert outcome(wanted(bytes=("Server",)), a_claim()).state == "wrong"


def test_one_claim_of_several_must_fit_in_everything() -> None:
    past = a_claim(status=Status.PAST)
    assert outcome(FULL, past, a_claim()).state == "ok"
    assert outcome(FULL, past, a_claim(word=None)).state == "wrong"


def test_a_list_allows_several() -> None:
    row = wanted(status=(Status.SUPPORTED, Status.INSUFFICIENT), word=("likely", "very likely"))
    assert outcome(row, a_claim()).state == "ok"


def test_a_record_may_have_further_fields() -> None:
    row = wanted(value=None, value_contains={"name": "a", "secure": False})
    assert outcome(row, a_claim({"name": "a", "secure": False, "x": None})).state == "ok"
    assert outcome(row, a_claim({"name": "a", "secure": True})).state == "wrong"
    assert outcome(row, a_claim("a")).state == "wrong"


def test_a_pattern_is_searched_and_nothing_is_empty() -> None:
    assert outcome(wanted(value=None, value_matches="^ng"), a_claim()).state == "ok"
    assert outcome(wanted(value=None, value_matches="^$"), a_claim(None)).state == "ok"
    assert outcome(wanted(value=None, value_matches="^$"), a_claim()).state == "wrong"


def test_an_absent_claim_must_not_be_there() -> None:
    assert outcome(wanted(absent=True)).state == "ok"
    assert outcome(wanted(absent=True), a_claim()).state == "wrong"
    assert outcome(wanted(absent=True), a_claim("Apache")).state == "ok"


def test_a_pending_row_is_missing_but_its_claims_are_compared() -> None:
    row = Row(id="C04", title="t", pending="geolocation", claim=wanted().claim)
    assert outcome(row, a_claim()) == RowResult(
        id="C04", state="missing", detail="not built yet: geolocation"
    )
    assert outcome(row, a_claim("Apache")).state == "wrong"


def test_parts_are_told_apart() -> None:
    row = Row(id="S12", title="t", claim=wanted(part="a").claim, pending_parts={"b": "probe"})
    assert outcome(row, a_claim()) == RowResult(
        id="S12", state="missing", detail="S12a ok; S12b missing: not built yet: probe"
    )


SUMMARY = Row(
    id="C22",
    title="Summary table",
    summary=(SummaryLine(entity=str(SITE), key_observation="Web server", comment_contains="nginx"),),
)


def test_a_summary_line_is_found_by_subject_or_by_name() -> None:
    assert outcome(SUMMARY, a_claim(), lines=[Line()]).state == "ok"
    printed = Row(
        id="C22",
        title="t",
        summary=(SummaryLine(entity=SITE.key, key_observation="Web", comment_contains="likely"),),
    )
    assert outcome(printed, a_claim(), lines=[Line(claims=())]).state == "ok"


@pytest.mark.parametrize(
    ("lines", "state", "detail"),
    [
        ([], "missing", "no summary table"),
        ([Line(observation="Edge: x")], "wrong", "no line of the summary says"),
        ([Line(), Line(digests=())], "wrong", "names no evidence"),
        ([Line(), Line(digests=["0" * 64])], "wrong", "names evidence that is in no case"),
    ],
)
def test_every_summary_line_leads_to_evidence(lines: list[Line], state: str, detail: str) -> None:
    result = outcome(SUMMARY, a_claim(), lines=lines)
    assert result.state == state
    assert detail in result.detail


@pytest.mark.parametrize(
    ("line", "appears"),
    [
        (ForbiddenLine(predicate="site.web_server", value_matches="ngin"), True),
        (ForbiddenLine(predicate="site.web_server", value_matches="Apache"), False),
        (ForbiddenLine(predicate="origin.os"), False),
        (ForbiddenLine(predicate="site.web_server", status=Status.UNSUPPORTED), False),
        (ForbiddenLine(subject=str(SITE)), True),
        (ForbiddenLine(text="Server field"), True),
        (ForbiddenLine(text="Invented Person"), False),
    ],
)
def test_a_forbidden_claim_is_told(line: ForbiddenLine, appears: bool) -> None:
    result = run(FULL, a_claim(), forbidden=(line,))
    assert bool(result.forbidden) is appears


def test_a_line_that_this_tier_cannot_stage_is_left_out_of_its_row() -> None:
    here = ClaimLine(subject=str(SITE), predicate="site.web_server", value="nginx")
    there = ClaimLine(subject=str(SITE), predicate="origin.os", tiers=("root", "user"))
    row = Row(id="S23", title="t", claim=(here, there))
    states = {}
    for tier in ("loopback", "root"):
        (found,) = check(
            Expected(scenario="s", row=(row,)),
            claims=[a_claim()],
            observations=[],
            evidences=[],
            summaries=[],
            tier=tier,
        ).rows
        states[tier] = found.state
    assert states == {"loopback": "ok", "root": "missing"}


@pytest.mark.parametrize("lacking", ["nat", "p0f", "browser"])
def test_a_line_that_needs_what_is_not_installed_is_skipped_by_name(lacking: Any) -> None:
    needy = ClaimLine(subject=str(SITE), predicate="origin.os", needs=lacking)
    (found,) = check(
        Expected(scenario="s", row=(Row(id="S23", title="t", claim=(needy,)),)),
        claims=[],
        observations=[],
        evidences=[],
        summaries=[],
        lacks={lacking},
    ).rows
    assert (found.state, found.detail) == ("skipped", LACKING[lacking])
