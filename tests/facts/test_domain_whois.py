"""WHOIS answers about domains as facts, in the forms of the world's registries."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from periplus.facts.domain_whois import answer_kind, read_domain_whois, registrar_referral
from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.facts.selector import select
from periplus.model import Reading, Subject, SubjectKind
from tests.facts.samples import WHOIS, anything, facts, holds, mutated, real_answers
from tests.facts.whois_forms import FORMS, ICANN, NOMINET

ZONE = Subject(kind=SubjectKind.ZONE, key="example.test")
COUNTRIES = {"germany", "united states of america"}
TOLD = {
    "icann": [
        ("domain", "example.test"),
        ("registrar", "Example Names, Inc."),
        ("holder", "Example LLC"),
        ("country", "ZZ"),
        ("dnssec", "unsigned"),
        ("created", "2014-03-18T15:11:46Z"),
        ("changed", "2020-02-19T10:39:40Z"),
        ("expires", "2021-03-17T23:59:59Z"),
        ("status", "clientTransferProhibited"),
        ("status", "ok"),
        ("server", "ns1.example.test"),
        ("server", "ns2.example.test"),
        ("abuse", None),
        ("administrative", "Example Operations"),
    ],
    "nominet": [
        ("domain", "example.test"),
        ("registrar", "Example Names t/a Names"),
        ("holder", "University of Onhava"),
        ("created", "before 1996-08"),
        ("changed", "2020-05-10"),
        ("expires", "2021-06-11"),
        ("status", "Registered until expiry date"),
        ("server", "ns1.example.test 192.0.2.1 2001:db8::1"),
        ("server", "ns2.example.test"),
    ],
    "fred": [
        ("domain", "example.test"),
        ("registrar", "REG-EXAMPLE"),
        ("holder", "Example S.A."),
        ("country", "ZZ"),
        ("dnssec", "signed"),
        ("created", "2010-05-24"),
        ("changed", "2021-02-05"),
        ("expires", "2022-03-24"),
        ("server", "ns1.example.test 192.0.2.1"),
        ("server", "ns2.example.test"),
    ],
    "dotted": [
        ("domain", "example.test"),
        ("registrar", "Example Names Oy"),
        ("holder", "Example Oy"),
        ("country", "Zembla"),
        ("dnssec", "unsigned"),
        ("created", "2006-06-30"),
        ("changed", "2020-06-02"),
        ("expires", "2021-07-04"),
        ("status", "Registered"),
        ("server", "ns1.example.test"),
    ],
    "sections": [
        ("domain", "example.test"),
        ("registrar", "Nomi d'esempio s.r.l."),
        ("holder", "Example S.p.A."),
        ("country", "ZZ"),
        ("dnssec", "signed"),
        ("created", "2001-02-03"),
        ("status", "ok"),
        ("server", "ns1.example.test"),
        ("server", "ns2.example.test"),
        ("administrative", "Example Amministrazione"),
    ],
    "brackets": [
        ("domain", "example.test"),
        ("holder", "Example, Inc."),
        ("created", "2010-09-22"),
        ("expires", "2021-09-30"),
        ("status", "Active"),
        ("server", "ns1.example.test"),
    ],
    "starred": [
        ("domain", "example.test"),
        ("registrar", "Example Names, Inc"),
        ("holder", "Example Teknoloji Ltd"),
        ("created", "2001-08-23"),
        ("expires", "2021-08-22"),
        ("status", "Active"),
        ("server", "ns1.example.test"),
        ("server", "ns2.example.test 192.0.2.2"),
    ],
    "spanish": [
        ("domain", "example.test"),
        ("holder", "Ejemplo Comunicaciones C.A."),
        ("created", "2003-03-06"),
        ("changed", "2005-11-17"),
        ("expires", "2018-03-06"),
        ("status", "ACTIVO"),
        ("server", "ns1.example.test"),
        ("server", "ns2.example.test"),
    ],
    "continued": [
        ("domain", "example.test"),
        ("registrar", "Example Names Sp. z o.o."),
        ("dnssec", "unsigned"),
        ("created", "2002-09-19"),
        ("changed", "2020-08-17"),
        ("expires", "2021-09-18"),
        ("server", "ns1.example.test 192.0.2.1"),
        ("server", "ns2.example.test"),
    ],
    "headed comments": [
        ("domain", "example.test"),
        ("registrar", "Example Names LLC"),
        ("holder", "Example LLC"),
        ("country", "ZZ"),
        ("created", "2002-12-04"),
        ("status", "ok"),
        ("server", "ns1.example.test"),
    ],
    "owned": [
        ("domain", "example.test"),
        ("holder", "Exemplo Internet Ltda."),
        ("country", "ZZ"),
        ("dnssec", "signed"),
        ("created", "2010-05-24"),
        ("changed", "2020-04-17"),
        ("expires", "2021-05-18"),
        ("status", "published"),
        ("server", "ns1.example.test"),
    ],
    "keywords": [
        ("domain", "example.test"),
        ("created", "2001-03-28"),
        ("changed", "2019-03-04"),
        ("expires", "2020-03-28"),
        ("status", "ACTIVE"),
        ("server", "ns1.example.test"),
    ],
    "chain": [
        ("domain", "example.test"),
        ("holder", "Example Hosting Ltd"),
        ("country", "United States of America"),
        ("expires", "2025-04-27T22:04:24Z"),
    ],
    "next line": [
        ("domain", "example.test"),
        ("dnssec", "unsigned"),
        ("created", "1996-02-08"),
    ],
    "objects": [
        ("domain", "example.test"),
        ("holder", "ADMINISTRACION DE ONHAVA"),
        ("created", "1997-05-26"),
        ("changed", "2018-12-16"),
        ("server", "ns1.example.test 192.0.2.1"),
    ],
    "keys": [
        ("domain", "example.test"),
        ("holder", "Example group doo"),
        ("country", "Germany"),
        ("dnssec", "signed"),
        ("status", "NOT AVAILABLE"),
    ],
    "until": [
        ("domain", "example.test"),
        ("expires", "2026-03-31"),
        ("status", "Connected (2026/03/31)"),
    ],
}
REFUSED = {
    "not-found": [
        b"No match for domain EXAMPLE.TEST.\n",
        b"Domain: example.test\nStatus: free\n",
        b"Domain:\texample.test\nStatus:\tAVAILABLE\n",
        b"%% No entries found\n",
        b"The domain has not been registered.\n",
    ],
    "rate-limited": [
        b"WHOIS LIMIT EXCEEDED - SEE WWW.EXAMPLE.TEST/WHOIS FOR DETAILS\n",
        b"% Quota reached: 4 queries\n",
        b"Your connection limit exceeded. Please slow down and try again later.\n",
    ],
    "error": [b"", b"Invalid query\n", b"\xff\xfe\x00", b"domain: example.test\n"],
}


def told(readings: list[Reading]) -> list[tuple[str, str | None]]:
    """What the facts say, in short."""
    found: list[tuple[str, str | None]] = []
    for fact in facts(readings):
        match fact:
            case RegistryAttribute():
                found.append((fact.attribute, fact.value))
            case RegistryNameServer():
                found.append(("server", " ".join((fact.host, *fact.addresses))))
            case RegistryContact():
                found.append((fact.role, fact.organisation))
    return found


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str) -> None:
    body = FORMS[form]
    readings = holds(read_domain_whois(body, countries=COUNTRIES), body, WHOIS)

    assert {reading.subject for reading in readings} == {ZONE}
    assert told(readings) == TOLD[form]
    assert answer_kind(body) == "registered"


@pytest.mark.parametrize("form", FORMS)
def test_no_natural_person_is_told(form: str) -> None:
    assert not any("Shade" in repr(reading.fact) for reading in read_domain_whois(FORMS[form]))


@pytest.mark.parametrize("form", FORMS)
def test_selections_hold_the_value(form: str) -> None:
    body = FORMS[form]
    for reading in read_domain_whois(body):
        selected = select(body, WHOIS, reading.selector)
        match reading.fact:
            case RegistryAttribute(attribute="registrar" | "holder" | "country" | "status", value=value):
                assert selected == value.encode()
            case RegistryNameServer(host=host):
                assert selected.lower() == host.encode()


@pytest.mark.parametrize(("kind", "body"), [(kind, b) for kind, bs in REFUSED.items() for b in bs])
def test_answers_without_a_domain(kind: str, body: bytes) -> None:
    assert answer_kind(body) == kind
    assert list(read_domain_whois(body, ZONE)) == []


def test_an_answer_that_leaves_the_name_out_is_about_what_was_asked() -> None:
    body = ICANN.replace(b"EXAMPLE.TEST\n   Registry", b"\n   Registry")

    assert ("registrar", "Example Names, Inc.") in told(list(read_domain_whois(body, ZONE)))
    assert list(read_domain_whois(body)) == []


@pytest.mark.parametrize(
    "name", ["John Shade", "SHADE", "J. Shade", "REDACTED FOR PRIVACY", "Not shown", "EXA-1"]
)
def test_a_person_is_no_holder(name: str) -> None:
    for key in ("Registrant", "Registrant Name", "Registrant Organization\nRegistrant Name", "owner"):
        lines = "".join(f"{one}: {name}\n" for one in key.split("\n"))
        body = f"Domain Name: example.test\nCreation Date: 2020-01-01\n{lines}".encode()
        assert "holder" not in dict(told(list(read_domain_whois(body))))


def test_month_first_where_the_same_record_shows_it() -> None:
    body = b"Domain: example.test\nCreated: 01/02/2003\nExpires: 12/31/2030\n"

    assert ("created", "2003-01-02") in told(list(read_domain_whois(body)))


def test_the_age_of_the_database_is_no_change_of_the_domain() -> None:
    body = b"domain: example.test\ncreated: 2001-02-03\n\nLast updated on 2017-12-08T22:51:30Z\n"

    assert "changed" not in dict(told(list(read_domain_whois(body))))


@pytest.mark.parametrize(
    ("line", "server"),
    [
        ("Registrar WHOIS Server: WHOIS.registrar.example", "whois.registrar.example"),
        ("Whois Server: whois://whois.registrar.example:43/", "whois.registrar.example"),
        ("refer: whois.registry.example", "whois.registry.example"),
        ("Registrar WHOIS Server:", None),
        ("Registrar WHOIS Server: http://registrar.example/x", None),
        ("Domain: example.test", None),
    ],
)
def test_referral(line: str, server: str | None) -> None:
    assert registrar_referral(f"% comment\n{line}\n".encode()) == server


def test_time_is_bounded() -> None:
    bodies = [
        NOMINET * 2000,
        b"Domain: example.test\n" + b"registrant: A1\n\nnic-hdl: A1\norg: X\n" * 50_000,
        b"Name servers:\n" + b"ns1.example.test " * 100_000,
        b"Domain: example.test\nstatus: " + b"a," * 500_000,
        b"a" * 5_000_000,
        b"(" * 2_000_000 + b":",
        b"a. [" * 500_000,
        b"\n".join(b"ns%d: ns%d.example.test" % (n, n) for n in range(50_000)),
        b"Record created on " + b" " * 1_000_000 + b"2001",
        b"." * 1_000_000 + b": x",
        (b"status: a" + b" " * 3000 + b"a\n") * 300,
        (b"Registered" + b" " * 3000 + b"a\n") * 300,
    ]
    started_s = perf_counter()
    for body in bodies:
        list(read_domain_whois(body))
        answer_kind(body)

    assert perf_counter() - started_s < 15


@settings(max_examples=400)
@given(anything(*FORMS.values()))
def test_never_raises(body: bytes) -> None:
    holds(read_domain_whois(body, ZONE), body, WHOIS)
    assert answer_kind(body) in {"registered", "not-found", "rate-limited", "error"}
    registrar_referral(body)


@pytest.mark.soak
def test_real_answers_survive_mutation() -> None:
    archives = ("whois-richardpenman.tar.xz", "whois-asyncwhois.tar.xz")
    real = [body for archive in archives for body in real_answers(archive)]

    @given(st.sampled_from([*FORMS.values(), *real]).flatmap(mutated))
    def survives(body: bytes) -> None:
        holds(read_domain_whois(body), body, WHOIS)
        holds(read_domain_whois(body, ZONE, COUNTRIES), body, WHOIS)
        answer_kind(body)

    survives()
