"""What a server agrees to, and what of it is to be mended."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.capture import NoAnswer
from periplus.facts.tls_hello import TICKET, TlsAnswer
from periplus.facts.tls_registry import GROUPS, SUITES
from periplus.model import Failure
from periplus.rules import tls_offer

SITE = "ENDPOINT:192.0.2.1:443/www.example.org"
CODES = {name: code for code, name in SUITES.items()}
GOOD = CODES["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]
FINE = CODES["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"]


def answer(**changes: Any) -> TlsAnswer:
    plain: dict[str, Any] = {
        "server_name": "www.example.org",
        "endpoint": "192.0.2.1:443",
        "offered_version": "TLSv1.2",
        "offered_suites": tuple(SUITES),
        "offered_groups": tuple(GROUPS),
        "version": "TLSv1.2",
        "suite": GOOD,
    }
    return TlsAnswer(**(plain | changes))


def values(claims: Any, predicate: str) -> list[Any]:
    return [claim.value for claim in claims if claim.predicate == predicate]


def test_suites_stand_in_the_order_of_choice(ask: Any) -> None:
    one, two = (FINE, GOOD), (GOOD, FINE)
    seen = [
        answer(suite=FINE),
        answer(suite=GOOD, offered_suites=tuple(SUITES)[:20]),
        answer(suite=FINE, offered_suites=one),
        answer(suite=FINE, offered_suites=two),
    ]
    claims = ask(tls_offer, *((SITE, fact) for fact in seen))
    (row,) = values(claims, "site.tls_suites_offered")
    assert row["suites"] == f"{SUITES[FINE]}, {SUITES[GOOD]}"
    assert row["order"] == "the server's"
    (claim,) = (one for one in claims if one.predicate == "site.tls_suites_offered")
    assert len(claim.support) == 4  # two that show a suite first, two that show whose order decides
    assert claims[0].subject.key == "https://www.example.org"


def test_the_clients_order(ask: Any) -> None:
    one, two = (FINE, GOOD), (GOOD, FINE)
    seen = [answer(suite=FINE, offered_suites=one), answer(suite=GOOD, offered_suites=two)]
    (row,) = values(ask(tls_offer, *((SITE, f) for f in seen)), "site.tls_suites_offered")
    assert row["order"] == "the client's"


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        (answer(version="", suite=None, alert="protocol_version"), "answers protocol_version to"),
        (answer(version="TLSv1.0"), "answers TLSv1.0 to"),
        (
            NoAnswer(
                failure=Failure.CONNECTION_CLOSED,
                source="tls-hello://192.0.2.1:443/www.example.org?version=TLSv1.2&hello=0",
                detail="Closed.",
            ),
            "closes at",
        ),
    ],
)
def test_a_refusal(ask: Any, fact: Any, says: str) -> None:
    (claim,) = ask(tls_offer, (SITE, fact))
    assert claim.value == {"version": "TLSv1.2", "offered": False}
    assert says in claim.reasons[0]


@pytest.mark.parametrize(
    ("failure", "source"),
    [
        (Failure.IO_TIMEOUT, "tls-hello://192.0.2.1:443/a.example?version=TLSv1.2"),
        (Failure.CONNECTION_CLOSED, "tls://192.0.2.1:443/a.example"),
        (Failure.CONNECTION_CLOSED, "tls-hello://192.0.2.1:443/a.example"),
    ],
)
def test_silence_and_other_questions_say_nothing(ask: Any, failure: Failure, source: str) -> None:
    assert ask(tls_offer, (SITE, NoAnswer(failure=failure, source=source, detail="x"))) == []


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"offered_version": "SSLv3", "version": "SSLv3"}, "SSLv3"),
        ({"offered_version": "TLSv1.0", "version": "TLSv1.0"}, "TLSv1.0"),
        ({"suite": CODES["TLS_RSA_WITH_NULL_SHA"]}, "suites without encryption"),
        ({"suite": CODES["TLS_DH_anon_WITH_AES_128_CBC_SHA"]}, "suites without a certificate"),
        ({"suite": CODES["TLS_RSA_EXPORT_WITH_RC4_40_MD5"]}, "export suites"),
        ({"suite": CODES["TLS_ECDHE_RSA_WITH_RC4_128_SHA"]}, "RC4"),
        ({"suite": CODES["TLS_RSA_WITH_DES_CBC_SHA"]}, "DES, RC2 or IDEA"),
        ({"suite": CODES["TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"]}, "3DES"),
        ({"suite": CODES["TLS_RSA_WITH_AES_128_GCM_SHA256"]}, "suites without forward secrecy"),
        ({"suite": 0x009E, "dh_bits": 1024}, "short Diffie-Hellman prime"),
    ],
)
def test_what_is_to_be_mended(ask: Any, changes: dict[str, Any], finding: str) -> None:
    rows = values(ask(tls_offer, (SITE, answer(**changes))), "site.tls_finding")
    assert finding in {row["finding"] for row in rows}


def test_a_good_server_has_no_finding(ask: Any) -> None:
    claims = ask(tls_offer, (SITE, answer(dh_bits=None, extensions=(TICKET,), stapled=True)))
    assert values(claims, "site.tls_finding") == []
    told = {row["feature"]: row["offered"] for row in values(claims, "site.tls_feature")}
    assert told["session tickets"]
    assert told["OCSP stapling"]
    assert not told["HTTP/2"]


def test_groups_only_when_they_were_asked_for_one_by_one(ask: Any) -> None:
    one = answer(group=0x1D)
    assert values(ask(tls_offer, (SITE, one)), "site.tls_groups_offered") == []
    two = answer(group=0x17, offered_groups=(0x17, 0x18))
    (row,) = values(ask(tls_offer, (SITE, one), (SITE, two)), "site.tls_groups_offered")
    assert row == "secp256r1, x25519"


def test_nothing_of_nothing(ask: Any) -> None:
    assert ask(tls_offer) == []
