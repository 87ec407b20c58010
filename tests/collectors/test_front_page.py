"""The front page collector: what it reads, and which redirects it follows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.front_page import next_url, parse
from periplus.facts.http import HttpResponse, SetCookie
from periplus.model import Failure
from tests.facts.samples import DNS, HTTP, TLS, anything, evidence, facts

SITE = "https://www.example.org"
SAMPLE = b"HTTP/1.1 302 Found\r\nLocation: /en/#top\r\nSet-Cookie: a=b\r\n\r\n"


def test_response() -> None:
    found = {type(fact) for fact in facts(parse(evidence(SAMPLE, HTTP)))}

    assert found >= {HttpResponse, SetCookie}


def test_what_came_of_a_cut_answer_is_read() -> None:
    assert facts(parse(evidence(SAMPLE[:-2], HTTP, failure=Failure.CONNECTION_CLOSED)))


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/en/#top", f"{SITE}/en/"),
        ("en/", f"{SITE}/en/"),
        (f"{SITE}:443/en/", f"{SITE}:443/en/"),
        ("https://example.org/", ""),
        ("http://www.example.org/", ""),
        ("http://[", ""),
    ],
)
def test_only_redirects_on_the_site_are_followed(location: str, url: str) -> None:
    body = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\n\r\n".encode()

    assert next_url(SITE, evidence(body, HTTP)) == url


def test_a_location_without_a_redirect_is_not_followed() -> None:
    body = SAMPLE.replace(b"302 Found", b"200 OK")

    assert next_url(SITE, evidence(body, HTTP)) == ""


@given(anything(SAMPLE), st.sampled_from([HTTP, DNS, TLS, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))
    next_url(SITE, evidence(body, media_type))
