"""Judging: readers found by name, rules by stratum, nothing that order could change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from periplus import judging
from periplus.facts.capture import NoAnswer
from periplus.facts.http import HttpResponse
from periplus.judging import JudgingError, judge, parse, strata
from periplus.model import (
    Basis,
    Blob,
    Claim,
    Collector,
    Evidence,
    Fact,
    Failure,
    Layer,
    Observation,
    Reading,
    Rule,
    Sign,
    Subject,
    SubjectKind,
    Tables,
    canonical,
)
from periplus.signatures.tables import load

AS_OF = datetime(2024, 6, 1, tzinfo=UTC)
SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")


@dataclass
class Speaker:
    """A rule that says one thing per observation, and passes lower claims on."""

    writes: str
    reads: tuple[str, ...] = ()
    says: str = ""
    signs_as: str = ""
    support: tuple[str, ...] = ()
    heard: list[int] = field(default_factory=list)

    VERSION = 1

    @property
    def __name__(self) -> str:  # a rule is a module, and modules have it
        return f"rules.on_{self.writes.replace('.', '_')}"

    @property
    def READS(self) -> tuple[type[Fact] | str, ...]:  # noqa: N802
        return (HttpResponse, *self.reads)

    @property
    def WRITES(self) -> tuple[str, ...]:  # noqa: N802
        return (self.writes,)

    def judge(
        self,
        observations: Sequence[Observation],
        claims: Sequence[Claim],
        tables: Tables,
        as_of: datetime,
    ) -> Iterable[Sign]:
        assert tables.rows("weights")
        assert as_of == AS_OF
        self.heard.append(len(claims))
        for observation in observations:
            yield Sign(
                subject=SITE,
                predicate=self.says or self.writes,
                value="nginx",
                layer=LAYERS[self.says or self.writes],
                llr=2.0,
                channel="http-response",
                basis=Basis.WITNESSED,
                observed_at=observation.observed_at,
                support=self.support or (observation.id,),
                reason="It says so.",
                rule=self.signs_as or f"on_{self.writes.replace('.', '_')}@1",
            )


LAYERS = {
    "site.web_server": Layer.WEB_SERVER,
    "site.edge": Layer.EDGE,
    "site.edge_feature": Layer.EDGE,
}


def speaker(*args: Any, **named: Any) -> Rule:
    return cast("Rule", Speaker(*args, **named))


def capture(name: str = "page@1", body: bytes = b"body", **changes: Any) -> Evidence:
    plain = Evidence(
        id=f"e-{name}",
        collector=name,
        target=SITE,
        source="https://www.example.org/",
        asked="192.0.2.1:443",
        dialled="127.0.0.1:4443",
        request=b"GET /",
        body=Blob.of(body),
        media_type="message/http",
        captured_at=AS_OF,
        elapsed_s=0.1,
        vantage="test",
    )
    return replace(plain, **changes)


def response() -> HttpResponse:
    return HttpResponse(
        url="https://www.example.org/",
        status_code=200,
        reason="OK",
        version="HTTP/1.1",
        content_type="text/html",
        content_bytes=4,
    )


def page(*, fails: bool = False) -> dict[str, Collector]:
    def read(evidence: Evidence) -> Iterator[Reading]:
        assert evidence.body.read()
        yield Reading(subject=evidence.target, fact=response(), selector="bytes=0-3")
        if fails:
            raise ZeroDivisionError

    return {"page": cast("Collector", SimpleNamespace(__name__="collectors.page", parse=read))}


# ---------------------------------------------------------------- parse


def test_a_capture_is_read_by_the_collector_that_made_it() -> None:
    (observation,) = parse([capture(), capture()], among=page(), strict=True)
    assert observation.fact == response()
    assert (observation.evidence, observation.collector) == ("e-page@1", "page@1")
    assert parse([], among=page()) == ()


def test_a_failure_is_a_row_and_its_bytes_are_read_too() -> None:
    facts = [
        observation.fact
        for observation in parse([capture(failure=Failure.TOO_LARGE)], among=page(), strict=True)
    ]
    assert response() in facts
    assert [fact.failure for fact in facts if isinstance(fact, NoAnswer)] == [Failure.TOO_LARGE]


def test_a_refusal_without_bytes_is_only_that() -> None:
    refused = capture(
        failure=Failure.REFUSED_SCOPE, media_type="text/plain", body=b"The scope excludes it."
    )
    (observation,) = parse([refused], among=page(), strict=True)
    assert isinstance(observation.fact, NoAnswer)
    assert observation.fact.failure is Failure.REFUSED_SCOPE
    assert observation.fact.detail == "The scope excludes it."


@pytest.mark.parametrize(
    "evidence",
    [
        capture("unknown@3"),
        capture("page@1"),
    ],
)
def test_what_cannot_be_read_here_is_a_row(evidence: Evidence) -> None:
    if evidence.collector.startswith("page"):
        evidence = replace(evidence, body=replace(evidence.body, inline=None))
    (observation,) = parse([evidence], among=page(), strict=True)
    assert isinstance(observation.fact, NoAnswer)
    assert observation.fact.failure is Failure.UNAVAILABLE


def test_a_reader_that_raises_is_a_bug_in_tests_and_a_row_in_a_case() -> None:
    with pytest.raises(ZeroDivisionError):
        parse([capture()], among=page(fails=True), strict=True)
    kept, row = parse([capture()], among=page(fails=True))
    assert kept.fact == response()
    assert isinstance(row.fact, NoAnswer)
    assert row.fact.failure is Failure.PROTOCOL
    assert "ZeroDivisionError" in row.fact.detail


# ---------------------------------------------------------------- strata


def test_a_rule_stands_above_what_it_reads() -> None:
    low = speaker("site.edge")
    high = speaker("site.web_server", ("site.edge",))
    assert strata([high, low]) == ((low,), (high,))
    assert strata([]) == ()


def test_a_predicate_is_finished_when_its_last_writer_has_spoken() -> None:
    first, second = speaker("site.edge"), speaker("site.edge", ("site.edge_feature",))
    feature, top = speaker("site.edge_feature"), speaker("site.web_server", ("site.edge",))
    assert strata([top, second, first, feature])[-1] == (top,)


@pytest.mark.parametrize(
    "among",
    [
        [speaker("site.edge", ("site.edge",))],
        [speaker("site.edge", ("site.web_server",)), speaker("site.web_server", ("site.edge",))],
    ],
)
def test_a_cycle_is_refused(among: list[Rule]) -> None:
    with pytest.raises(JudgingError, match=r"wait for each other's claims: .*\.$"):
        strata(among)


def test_reading_what_nobody_writes_is_refused() -> None:
    with pytest.raises(JudgingError, match="which no rule writes"):
        strata([speaker("site.edge", ("site.cookie",))])


# ---------------------------------------------------------------- judge


def test_higher_rules_hear_lower_claims() -> None:
    low, high = Speaker("site.edge"), Speaker("site.web_server", ("site.edge",))
    seen = parse([capture()], among=page(), strict=True)
    claims = judge(seen, load(), AS_OF, among=[cast("Rule", high), cast("Rule", low)])
    assert [claim.predicate for claim in claims] == ["site.edge", "site.web_server"]
    assert (low.heard, high.heard) == ([0], [1])
    assert claims[0].support == (seen[0].id,)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (speaker("site.rim"), "not registered"),
        (speaker("site.edge", says="site.web_server"), "does not declare"),
        (speaker("site.edge", signs_as="other@1"), "signed as 'other@1'"),
        (speaker("site.edge", support=("elsewhere",)), "not observed"),
    ],
)
def test_a_rule_that_oversteps_is_refused(rule: Rule, message: str) -> None:
    seen = parse([capture()], among=page(), strict=True)
    with pytest.raises(JudgingError, match=message):
        judge(seen, load(), AS_OF, among=[rule])


# ---------------------------------------------------------------- what is shipped


def test_every_rule_of_the_house_fits_together() -> None:
    tables, rules = load(), judging.rules()
    assert strata(rules)
    written = {predicate for rule in rules for predicate in rule.WRITES}
    assert written == set(tables.predicates)
    assert judge([], tables, AS_OF) == ()


def test_every_collector_is_found_by_its_name() -> None:
    for name, collector in judging.collectors().items():
        assert collector.__name__.endswith(name)
        assert callable(collector.parse)


# ---------------------------------------------------------------- from bytes to claims

RESPONSE = (
    b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html\r\n"
    b"X-Frame-Options: SAMEORIGIN\r\nX-XSS-Protection: 1; mode=block\r\n"
    b"Set-Cookie: citrix_ns_id=abc; Path=/\r\nSet-Cookie: XSRF-TOKEN=x; Max-Age=7200; Path=/\r\n"
    b"Content-Length: 2\r\n\r\nok"
)


def claims_of(response_bytes: bytes) -> dict[tuple[str, str], Claim]:
    seen = parse([capture("front_page@1", response_bytes)], strict=True)
    claims = judge(seen, load(), AS_OF)
    assert repr(claims) == repr(judge(reversed(seen), load(), AS_OF))
    return {(claim.predicate, canonical(claim.value)): claim for claim in claims}


def test_the_whole_way() -> None:
    claims = claims_of(RESPONSE)
    assert claims["site.edge", '"Citrix NetScaler"'].word == "very likely"
    assert claims["site.web_server", '"nginx"'].word == "likely"
    assert claims["site.web_server_version", "null"].probability is None
    missing = [value for predicate, value in claims if predicate == "site.missing_field"]
    assert any("Content-Security-Policy: " in value for value in missing)
    findings = {value for predicate, value in claims if predicate == "site.cookie_finding"}
    assert len(findings) == 3  # Secure twice, HttpOnly once


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        (b"citrix_ns_id", b"plain", ("site.edge", '"Citrix NetScaler"')),
        (b"nginx", b"Apache", ("site.web_server", '"nginx"')),
        (b"200 OK", b"503 No", ("site.status_code", "200")),
        (b"nginx", b"nginx/1.2", ("site.web_server_version", "null")),
    ],
)
def test_a_changed_answer_changes_the_claim(old: bytes, new: bytes, gone: tuple[str, str]) -> None:
    assert gone in claims_of(RESPONSE)
    assert gone not in claims_of(RESPONSE.replace(old, new))
