"""An answer that is changed in the scenario changes the claim, for every row that is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from periplus.cli._options import Question
from periplus.cli._summary import report_of
from periplus.cli.country import known_country
from periplus.cli.lab import ask
from periplus.cli.site import site_subject
from periplus.lab.check import CheckResult, check, load_expected
from periplus.lab.scenario import DEMO, Scenario
from periplus.lab.world import World
from periplus.model import Claim, Subject, SubjectKind

FRONT = ("web", "oac.gov.by", "answer", "/")
SITE = "SITE:https://oac.gov.by"
ADDRESS = "ADDRESS:93.125.103.7"
ZONE = "ZONE:oac.gov.by"


def text(old: str, new: str) -> Callable[[Scenario], Scenario]:
    return lambda scenario: scenario.with_text(old, new)


def value(*path: str | int, to: object) -> Callable[[Scenario], Scenario]:
    return lambda scenario: scenario.with_value(path, to)


def in_document(name: str, old: str, new: str) -> Callable[[Scenario], Scenario]:
    def change(scenario: Scenario) -> Scenario:
        content = scenario.documents[name]
        assert old.encode() in content
        return scenario.with_document(name, content.replace(old.encode(), new.encode()))

    return change


def sending(*fields: str) -> Callable[[Scenario], Scenario]:
    pairs = [field.split(": ", 1) for field in fields]
    return value(*FRONT, "fields", to=[["Content-Type", "text/html"], *pairs])


def setting(*cookies: str) -> Callable[[Scenario], Scenario]:
    return value(*FRONT, "cookies", to=list(cookies))


OFFICE = "The Office under the Aegis of the President of the Republic of Belarus"
BCT = "Belarusian Cloud Technologies LLC"
CHANGES: list[tuple[str, str, Callable[[Scenario], Scenario], str, str, Any]] = [
    # row, job, change; subject, predicate and value of a claim that must then be there
    (
        "C01",
        "country",
        in_document("iana-by.txt", BCT, "Nova LLC"),
        "ZONE:by",
        "zone.manager",
        "Nova LLC",
    ),
    ("C01", "country", text("1994-05-10", "1994-05-11"), "ZONE:by", "zone.created", "1994-05-11"),
    (
        "C02",
        "country",
        text("The Operational and Analytical Center under", "The Office under"),
        "ZONE:by",
        "zone.administrative_contact",
        OFFICE,
    ),
    (
        "C03",
        "country",
        in_document(
            "iana-by.txt",
            f"General Director\norganisation: {BCT}",
            "General Director\norganisation: Nova LLC",
        ),
        "ZONE:by",
        "zone.technical_contact",
        "Nova LLC",
    ),
    # C04 to C08: the row of a table on the observer's disk
    (
        "C04",
        "country",
        text("93.125.25.255,BY,Minsk City,Minsk", "93.125.25.255,BY,Brest,Brest"),
        "ADDRESS:93.125.25.72",
        "address.located_city",
        "Brest",
    ),
    (
        "C05",
        "country",
        text("93.125.25.255,BY,", "93.125.25.255,PL,"),
        "ADDRESS:93.125.25.73",
        "address.located_country",
        "PL",
    ),
    (
        "C06",
        "country",
        text("RU,Moscow,Moscow", "RU,Moscow,Tver"),
        "ADDRESS:185.98.83.4",
        "address.located_city",
        "Tver",
    ),
    (
        "C07",
        "country",
        in_document("aws-ip-ranges.json", "us-west-1", "eu-north-1"),
        "ADDRESS:184.72.17.94",
        "address.located_country",
        "SE",
    ),
    (
        "C08",
        "country",
        in_document("aws-ip-ranges.json", "ap-northeast-2", "ap-northeast-1"),
        "ADDRESS:54.180.35.203",
        "address.located_city",
        "Tokyo",
    ),
    (
        "C08",
        "country",
        in_document("aws-ip-ranges.json", "ap-northeast-2", "us-west-2"),
        "ADDRESS:54.180.35.203",
        "address.located_country",
        "US",
    ),
    (
        "C23",
        "country",
        in_document("history/iana-by-2012-11-27.txt", "Reliable Software Inc.", "Nova LLC"),
        "ZONE:by",
        "zone.manager",
        "Nova LLC",
    ),
    (
        "C23",
        "country",
        in_document("history/iana-by-2010-02-17.txt", "ns1.open.by", "ns9.open.by"),
        "ZONE:by",
        "zone.name_server",
        "ns9.open.by",
    ),
    ("C22", "both", text(BCT, "Nova LLC"), "ZONE:by", "zone.manager", "Nova LLC"),
    (
        "S01",
        "site",
        text("60330 | 93.125.103.0/24", "64500 | 93.125.103.0/24"),
        ADDRESS,
        "address.asn",
        "AS64500",
    ),
    (
        "S01",
        "site",
        text("7  PTR  oac.gov.by.", "7  PTR  host7.example.by."),
        ADDRESS,
        "address.ptr",
        "host7.example.by",
    ),
    (
        "S01",
        "site",
        text("93.125.103.255,BY,Minsk City,Minsk", "93.125.103.255,BY,Brest,Brest"),
        ADDRESS,
        "address.located_city",
        "Brest",
    ),
    (
        "S01",
        "site",
        text('"country": "BY"', '"country": "LT"'),
        ADDRESS,
        "address.registered_country",
        "LT",
    ),
    (
        "S07",
        "site",
        setting("BIGipServerpool=1677787402.36895.0000; Path=/"),
        SITE,
        "site.edge",
        "F5 BIG-IP",
    ),
    (
        "S08",
        "site",
        text("citrix_bot_id", "other_id"),
        SITE,
        "site.edge_feature",
        "Citrix NetScaler: web application firewall",
    ),
    (
        "S09",
        "site",
        text("XSRF-TOKEN=eyJpdiI6", "XSRF-TOKEN=x"),
        SITE,
        "site.cookie",
        {"name": "XSRF-TOKEN"},
    ),
    (
        "S09",
        "site",
        text("; samesite=lax", "; samesite=lax; HttpOnly"),
        SITE,
        "site.cookie",
        {"name": "XSRF-TOKEN", "http_only": True},
    ),
    (
        "S10",
        "site",
        sending("X-Frame-Options: DENY"),
        SITE,
        "site.field",
        {"field": "X-Frame-Options", "value": "DENY"},
    ),
    ("S11", "site", sending("Server: Apache/2.4.54"), SITE, "site.web_server", "Apache"),
    ("S11", "site", sending("Server: nginx/1.2"), SITE, "site.web_server_version", "nginx 1.2"),
    (
        "S12",
        "site",
        value("web", "oac.gov.by", "tls", "max_version", to="TLSv1.2"),
        SITE,
        "site.tls_version",
        "TLSv1.2",
    ),
    (
        "S13",
        "site",
        value("web", "oac.gov.by", "tls", "chain", to="untrusted"),
        SITE,
        "site.certificate",
        {"issuer_organisation": "Let's Encrypt"},
    ),
    (
        "S17",
        "site",
        text("v=spf1 -all", "v=spf1 ip4:93.125.103.8 ~all"),
        ZONE,
        "zone.mail_policy",
        "1 source may send mail for this domain, and the rest is to be suspected",
    ),
    ("S17", "site", text("MX   10 mail", "MX   0 ."), ZONE, "zone.mail_exchange", {"host": "."}),
    (
        "S17",
        "site",
        text("www      A    93.125.103.7", '_dmarc TXT "v=DMARC1; p=reject"'),
        ZONE,
        "zone.dmarc",
        {"policy": "reject", "reports": False},
    ),
    (
        "S19",
        "site",
        text("MX   10 mail", "MX   20 ns1"),
        ZONE,
        "zone.record",
        {"type": "MX", "data": "20 ns1.oac.gov.by"},
    ),
    (
        "S19",
        "site",
        text("google-site-verification", "apple-domain-verification"),
        ZONE,
        "zone.verification",
        {"service": "Apple"},
    ),
    (
        "S20",
        "site",
        text("gov      NS   dns2", "gov      DS   495 13 2 " + "AB" * 32 + "\ngov      NS   dns2"),
        ZONE,
        "zone.dnssec",
        {"state": "bogus", "at": "gov.by"},
    ),
    ("S20", "site", text("13 2 F95B", "13 2 F95C"), ZONE, "zone.dnssec", {"state": "bogus", "at": "by"}),
    (
        "S18",
        "site",
        in_document("rdap-93.125.103.0.json", BCT, "Nova LLC"),
        ADDRESS,
        "address.holder",
        "Nova LLC",
    ),
    (
        "S18",
        "site",
        in_document("rdap-93.125.103.0.json", '"technical"', '"noc"'),
        ADDRESS,
        "address.contact_role",
        {"role": "noc"},
    ),
    (
        "S29",
        "site",
        sending("Content-Security-Policy: default-src 'self'"),
        SITE,
        "site.field",
        {"field": "Content-Security-Policy"},
    ),
    (
        "S31",
        "site",
        setting("citrix_ns_id=x; Path=/; HttpOnly"),
        SITE,
        "site.cookie_finding",
        {"name": "citrix_ns_id", "missing": "Secure"},
    ),
    (
        "S32",
        "site",
        setting("XSRF-TOKEN=x; Path=/; Secure", "citrix_ns_id=x; Path=/"),
        SITE,
        "site.cookie_finding",
        {"name": "citrix_ns_id", "missing": "HttpOnly"},
    ),
]


JOBS = {"country": ("country",), "site": ("site",), "both": ("country", "site")}


async def run(scenario: Scenario, job: str, directory: Path) -> tuple[list[Claim], CheckResult]:
    """The claims of one job or both, and the check against the unchanged expectations."""
    country = known_country(scenario.script.country)
    targets = {
        "country": Subject(kind=SubjectKind.COUNTRY, key=country["code"]),
        "site": site_subject(scenario.script.site),
    }
    claims: list[Claim] = []
    observations: list[Any] = []
    evidences: list[Any] = []
    rows: list[Any] = []
    async with World(scenario) as world:
        for one in JOBS[job]:
            question = Question(target=targets[one], tld=country.get("tld"), directory=directory / one)
            case, judgement = await ask(question, world, lambda _: None)
            with case:
                claims += judgement.claims
                observations += judgement.observations
                evidences += case.evidences()
                rows += report_of(case, judgement).rows
    result = check(
        load_expected(DEMO),
        claims=claims,
        observations=observations,
        evidences=evidences,
        summaries=rows,
    )
    return claims, result


def states(result: CheckResult) -> dict[str, str]:
    """Row id -> state; a row of parts by what it says of part a."""
    return {row.id: "ok" if f"{row.id}a ok" in row.detail else row.state for row in result.rows}


@pytest.mark.parametrize("change", CHANGES, ids=[f"{row}-{pred}" for row, _, _, _, pred, _ in CHANGES])
async def test_a_changed_answer_changes_the_claim(change: Any, tmp_path: Path) -> None:
    row, job, changed, subject, predicate, wanted = change
    claims, result = await run(changed(Scenario.load(DEMO)), job, tmp_path)
    assert states(result)[row] != "ok"
    values = [c.value for c in claims if str(c.subject) == subject and c.predicate == predicate]
    if isinstance(wanted, dict):
        assert any(wanted.items() <= dict(v).items() for v in values if isinstance(v, dict)), values
    else:
        assert wanted in values, json.dumps(values)


async def test_unchanged_every_row_holds(tmp_path: Path) -> None:
    _, result = await run(Scenario.load(DEMO), "both", tmp_path)
    found = states(result)
    assert {row for row, *_ in CHANGES if found[row] != "ok"} == set()
    assert result.forbidden == ()


async def test_registered_here_and_answering_there_is_said_in_words(tmp_path: Path) -> None:
    scenario = Scenario.load(DEMO)
    async with World(scenario) as world:
        target = Subject(kind=SubjectKind.COUNTRY, key=scenario.script.country)
        question = Question(target=target, tld="by", directory=tmp_path / "case")
        case, judgement = await ask(question, world, lambda _: None)
        with case:
            report = report_of(case, judgement)
    assert any(
        one.heading == "Registered here, answers there"
        and "around 54.180.35.203; the signs of place say South Korea (KR)" in one.text
        for one in report.disputes
    )
    rows = {row.address: [str(c.value) for c in row.places if c] for row in report.addresses}
    assert rows["54.180.35.203"] == ["KR", "Seoul"]
    assert {s.name for s in report.sources if "data of 2022-11" in s.licence} >= {"as", "providers"}
