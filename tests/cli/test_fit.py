"""The numbers of a fit, counted by hand on sites that are not there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from periplus.cli._fit import fitted, said_in
from periplus.cli._trial import Looked
from periplus.facts.error_page import ErrorPage
from periplus.facts.http import HttpField
from periplus.lab.trial import EDGE, TECHNOLOGY, WEB_SERVER, DrawnSite
from periplus.measures.calibration import Rates
from periplus.model import Basis, Fact, Observation, Subject, SubjectKind
from periplus.signatures.tables import load

NOW = datetime(2024, 6, 1, tzinfo=UTC)
NGINX_PAGE = "<hr><center>nginx</center>"


def site(number: int, server: str, edge: str = "") -> DrawnSite:
    truth = {
        EDGE: frozenset({edge} - {""}),
        WEB_SERVER: frozenset({server}),
        TECHNOLOGY: frozenset[str](),
    }
    return DrawnSite(name=f"s{number}.example", boxes=(), truth=truth, lies=frozenset())


def seen(one: DrawnSite, fact: Fact) -> Observation:
    about = Subject(kind=SubjectKind.SITE, key=f"http://{one.name}")
    return Observation(
        id=f"{one.name} {fact!r}",
        target=about,
        subject=about,
        fact=fact,
        observed_at=NOW,
        evidence=f"e {one.name}",
        selector="bytes=0-1",
        basis=Basis.WITNESSED,
        collector="test@1",
    )


def field(name: str, value: str) -> HttpField:
    return HttpField(url="http://a.example/", position=0, name=name, value=value)


def page(text: str, server: str) -> ErrorPage:
    return ErrorPage(asked="an escape that is none", status_code=400, server=server, text=text)


@pytest.fixture(name="looked")
def looked_at() -> Looked:
    """Six say nginx, of which four are; two of them say so in a page as well, one of them falsely."""
    sites = [site(number, "nginx" if number < 4 else "Apache") for number in range(6)]
    rows: list[Observation] = [seen(one, field("Server", "nginx")) for one in sites]
    rows += [seen(sites[number], page(NGINX_PAGE, "nginx")) for number in (0, 5)]
    # A seventh names another than its page; an eighth is behind an edge that writes the field.
    rows.append(seen(seventh := site(6, "nginx"), field("Server", "Apache")))
    rows.append(seen(seventh, page(NGINX_PAGE, "Apache")))
    eighth = site(7, "Apache", "Varnish")
    rows += [seen(eighth, field("Server", "nginx")), seen(eighth, field("X-Varnish", "1 2"))]
    return Looked(sites=[*sites, seventh, eighth], observations=rows, as_of=NOW)


def by_id(found: Sequence[Rates]) -> dict[str, tuple[int, int, int]]:
    return {one.weight: (one.seen_with, one.with_it, one.seen_without) for one in found}


def test_counts(looked: Looked) -> None:
    found = by_id(fitted([looked], load()))
    assert found["server.name"] == (3, 6, 1)  # told in one way, where no edge shows
    assert "server.own-page" not in found  # of one product only
    assert "edge.vendor-field" not in found
    assert found["edge.server-rewritten"] == (1, 1, 3)
    assert found["server.other-page"] == (0, 4, 1)
    assert found["site.own-word"] == (1, 2, 1)


def test_what_is_said_is_held_against_the_truth(looked: Looked) -> None:
    _, claims = looked.judged(load())
    said = list(said_in(looked, claims))
    servers = [one.so for one in said if one.predicate == WEB_SERVER]
    assert (len(servers), sum(servers)) == (9, 5)
    assert [one.so for one in said if one.predicate == EDGE] == [True]
