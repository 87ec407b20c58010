"""Whose page an error page is, and whether the Server field agrees."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.error_page import ErrorPage
from periplus.rules import error_page

SITE = "SITE:https://www.example.org"


def page(text: str, server: str | None = None) -> ErrorPage:
    return ErrorPage(asked="an escape that is none", status_code=400, server=server, text=text)


@pytest.mark.parametrize(
    ("text", "predicate", "value"),
    [
        (
            "<html><body><h1>400 Bad request</h1>\nYour browser sent an invalid request.\n",
            "site.edge",
            "HAProxy",
        ),
        (
            "<h3>Guru Meditation:</h3><p>XID: 3</p><hr><p>Varnish cache server</p>",
            "site.edge",
            "Varnish",
        ),
        (
            "The requested URL was rejected. Please consult with your administrator.",
            "site.edge",
            "F5 BIG-IP",
        ),
        ("<hr><center>nginx/1.22.1</center>", "site.web_server", "nginx"),
        ("<hr><center>openresty</center>", "site.web_server", "OpenResty"),
        ("<address>Apache/2.4.59 (Debian) Server at a Port 80</address>", "site.web_server", "Apache"),
        (
            '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>403 No</title>',
            "site.web_server",
            "Apache",
        ),
        (  # which begins as Apache's does
            """<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN"><HTML><HEAD><TITLE>404</TITLE>
            </HEAD><BODY><HR><address> Yaws 2.1.1 Server at one:8080 </address></BODY></HTML>""",
            "site.web_server",
            "Yaws",
        ),
        (
            "<html><title>404: Not Found</title><body>404: Not Found</body></html>",
            "site.web_server",
            "Tornado",
        ),
        ("<title>404 Not Found</title>\n<h1>404 Not Found</h1>\n\n", "site.web_server", "HTTP::Daemon"),
    ],
)
def test_products_name_themselves(ask: Any, text: str, predicate: str, value: str) -> None:
    (claim,) = ask(error_page, (SITE, page(text)))
    assert (claim.predicate, claim.value) == (predicate, value)
    assert claim.groups_for == ("http-error-page",)


def test_a_server_field_that_says_otherwise(ask: Any) -> None:
    claims = ask(error_page, (SITE, page("<hr><center>nginx</center>", "Apache/2.4.59 (Unix)")))
    (odd,) = (one for one in claims if one.predicate == "site.server_contradiction")
    assert odd.value["finding"] == "the field says Apache/2.4.59 (Unix), the page is nginx's"
    (named,) = (one for one in claims if (one.predicate, one.value) == ("site.web_server", "Apache"))
    assert named.groups_against == ("http-error-page",)
    assert named.probability is not None
    assert named.probability < 0.2  # less than before anything was seen


@pytest.mark.parametrize("server", [None, "nginx/1.22.1", "cloudflare"])
def test_a_field_that_agrees_or_names_no_server(ask: Any, server: str | None) -> None:
    claims = ask(error_page, (SITE, page("<hr><center>nginx</center>", server)))
    assert [claim.predicate for claim in claims] == ["site.web_server"]


def test_nothing_of_nothing(ask: Any) -> None:
    assert ask(error_page, (SITE, page("<h1>Not Found</h1>"))) == []
    assert ask(error_page) == []
