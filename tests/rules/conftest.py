"""How a rule is asked in these tests: facts in, what it says out, fused so that it is well formed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import ModuleType
from typing import Any, Protocol, cast

import pytest

from periplus.facts.http import HttpField, HttpResponse, SetCookie
from periplus.facts.tls import TlsHandshake
from periplus.judging import judge
from periplus.measures.fusion import fuse
from periplus.model import (
    Basis,
    Claim,
    Fact,
    Observation,
    Rule,
    Sign,
    Subject,
    SubjectKind,
)
from periplus.signatures.tables import load

AS_OF = datetime(2024, 6, 1, tzinfo=UTC)
TABLES = load()

Seen = Observation | tuple[str, Fact]


class Ask(Protocol):
    """The claims of one rule alone."""

    def __call__(self, rule: ModuleType, *seen: Seen, lower: Sequence[Claim] = ()) -> list[Claim]: ...


def subject(text: str) -> Subject:
    kind, _, key = text.partition(":")
    return Subject(kind=SubjectKind(kind), key=key)


def observation(about: str, fact: Fact, **changes: Any) -> Observation:
    plain: dict[str, Any] = {
        "id": f"o {about} {fact!r} {sorted(changes.items())!r}",
        "target": subject(about),
        "subject": subject(about),
        "fact": fact,
        "observed_at": AS_OF,
        "evidence": "e1",
        "selector": "bytes=0-1",
        "basis": Basis.WITNESSED,
        "collector": "test@1",
    }
    return Observation(**(plain | changes))


@pytest.fixture
def observe() -> Callable[..., Observation]:
    """Builds an observation of a fact about "KIND:key"."""
    return observation


@pytest.fixture
def ask() -> Ask:
    """Asks one rule module; checks that it declares what it does, and says nothing of nothing."""

    def answer(rule: ModuleType, *seen: Seen, lower: Sequence[Claim] = ()) -> list[Claim]:
        module = cast("Rule", rule)
        observations = [one if isinstance(one, Observation) else observation(*one) for one in seen]
        classes = tuple(read for read in module.READS if isinstance(read, type))
        assert all(isinstance(one.fact, classes) for one in observations)
        assert list(module.judge([], (), TABLES, AS_OF)) == []
        signs: list[Sign] = list(module.judge(observations, lower, TABLES, AS_OF))
        known = {one.id for one in observations}
        for sign in signs:
            assert sign.predicate in module.WRITES
            assert known.issuperset(sign.support)
            assert sign.reason.endswith(".")
            assert "\n" not in sign.reason
            assert sign.rule == f"{rule.__name__.rpartition('.')[2]}@{module.VERSION}"
        return list(fuse(signs, TABLES.predicates, AS_OF))

    return answer


@pytest.fixture
def judged() -> Callable[..., tuple[Claim, ...]]:
    """Asks all rules of the house."""

    def answer(*seen: Seen) -> tuple[Claim, ...]:
        observations = [one if isinstance(one, Observation) else observation(*one) for one in seen]
        return judge(observations, TABLES, AS_OF)

    return answer


SITE = "SITE:https://www.example.org"
URL = "https://www.example.org/"


@pytest.fixture
def page() -> Callable[..., tuple[str, Fact]]:
    """A response of the site with a status code."""

    def build(status_code: int = 200, url: str = URL) -> tuple[str, Fact]:
        fact = HttpResponse(
            url=url,
            status_code=status_code,
            reason="OK",
            version="HTTP/1.1",
            content_type="text/html",
            content_bytes=10,
        )
        return SITE, fact

    return build


@pytest.fixture
def line() -> Callable[..., tuple[str, Fact]]:
    """A field line of the site's response."""

    def build(name: str, value: str) -> tuple[str, Fact]:
        return SITE, HttpField(name=name, value=value, position=0, url=URL)

    return build


@pytest.fixture
def cookie() -> Callable[..., tuple[str, Fact]]:
    """A cookie of the site's response, without flags unless told."""

    def build(name: str, value: str = "1", **changes: Any) -> tuple[str, Fact]:
        plain: dict[str, Any] = {
            "name": name,
            "value": value,
            "secure": False,
            "http_only": False,
            "same_site": None,
            "domain": None,
            "path": "/",
            "lifetime_s": None,
            "url": URL,
        }
        return SITE, SetCookie(**(plain | changes))

    return build


@pytest.fixture
def handshake() -> Callable[..., tuple[str, Fact]]:
    """A handshake with the site."""

    def build(**changes: Any) -> tuple[str, Fact]:
        plain: dict[str, Any] = {
            "server_name": "www.example.org",
            "endpoint": "192.0.2.1:443",
            "version": "TLSv1.3",
            "suite": "TLS_AES_256_GCM_SHA384",
            "alpn": None,
            "verdict": "trusted",
            "trust_store": "test 00",
            "chain_length": 2,
        }
        return "ENDPOINT:192.0.2.1:443/www.example.org", TlsHandshake(**(plain | changes))

    return build
