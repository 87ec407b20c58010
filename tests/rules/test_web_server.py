"""Server software by its field, weaker behind an edge that may have written it."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.model import Status
from periplus.rules import edge, web_server


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nginx/1.22.1", ("nginx", "nginx 1.22.1")),
        ("nginx", ("nginx", None)),
        ("Apache/2.4.57 (Debian)", ("Apache", "Apache 2.4.57")),
        ("lighttpd/1.4.69", ("lighttpd", "lighttpd 1.4.69")),
        ("Caddy", ("Caddy", None)),
        ("Microsoft-IIS/10.0", ("Microsoft IIS", "Microsoft IIS 10.0")),
        ("LiteSpeed", ("LiteSpeed", None)),
        ("openresty/1.21.4.1", ("OpenResty", "OpenResty 1.21.4.1")),
        ("Apache-Coyote/1.1", ("Apache Tomcat", None)),
    ],
)
def test_products(ask: Any, page: Any, line: Any, text: str, expected: tuple[str, str | None]) -> None:
    product, version = expected
    server, told = ask(web_server, page(), line("Server", text))
    assert (server.value, server.word, server.status) == (product, "likely", Status.SUPPORTED)
    assert told.value == version
    assert told.status is (Status.SUPPORTED if version else Status.INSUFFICIENT)


@pytest.mark.parametrize("text", ["", "nginxish", "something else"])
def test_an_unknown_name_is_insufficient(ask: Any, page: Any, line: Any, text: str) -> None:
    claims = ask(web_server, page(), line("Server", text))
    assert {(claim.value, claim.status) for claim in claims} == {(None, Status.INSUFFICIENT)}


def test_no_field_is_insufficient(ask: Any, page: Any) -> None:
    claims = ask(web_server, page())
    assert {(claim.value, claim.status) for claim in claims} == {(None, Status.INSUFFICIENT)}
    assert claims[0].reasons == ("The response has no Server field.",)


def test_an_edge_before_it_makes_the_field_weaker(ask: Any, page: Any, line: Any, cookie: Any) -> None:
    lower = ask(edge, cookie("citrix_ns_id"))
    direct, _ = ask(web_server, page(), line("Server", "nginx"))
    behind, _ = ask(
        web_server,
        page(),
        line("Server", "nginx"),
        lower=[claim for claim in lower if claim.predicate == "site.edge"],
    )
    assert behind.probability < direct.probability
    assert behind.word == "likely"
    assert "Citrix NetScaler stands before it" in behind.reasons[0]
