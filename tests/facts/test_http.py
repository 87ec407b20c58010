"""HTTP responses as facts: fields in their order, cookies by RFC 6265, origins of URLs."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from periplus.facts.http import HttpField, HttpResponse, SetCookie, content, read_response, site_of
from periplus.facts.selector import select
from tests.facts.samples import AT, HTTP, anything, facts, holds

URL = "https://www.example.org/"
SAMPLE = (
    b"HTTP/1.1 200 OK\r\n"
    b"Server: nginx\r\n"
    b"Date: Fri, 17 May 2024 11:00:00 GMT\r\n"
    b"Set-Cookie: sid=a=b; Path=/; HttpOnly; Secure; SameSite=Lax\r\n"
    b"set-cookie: t=1; Expires=Sat, 18-May-24 11:00:00 GMT; Domain=.Example.org\r\n"
    b"Content-Type: text/html\r\n"
    b"Content-Length: 5\r\n"
    b"\r\nhello"
)


def cookie(line: str, date: str = "") -> SetCookie | None:
    body = f"HTTP/1.1 200 OK\r\n{date}Set-Cookie: {line}\r\n\r\n".encode("latin-1")
    found = [f for f in facts(read_response(body, url=URL, at=AT)) if isinstance(f, SetCookie)]
    return found[0] if found else None


def test_response_fields_and_cookies() -> None:
    readings = holds(read_response(SAMPLE, url=URL, at=AT), SAMPLE, HTTP)
    found = facts(readings)

    assert {str(reading.subject) for reading in readings} == {"SITE:https://www.example.org"}
    assert found[0] == HttpResponse(
        url=URL,
        status_code=200,
        reason="OK",
        version="HTTP/1.1",
        content_type="text/html",
        content_bytes=5,
    )
    assert [(f.position, f.name) for f in found if isinstance(f, HttpField)] == [
        (0, "Server"),
        (1, "Date"),
        (2, "Set-Cookie"),
        (3, "set-cookie"),
        (4, "Content-Type"),
        (5, "Content-Length"),
    ]
    assert [f.name for f in found if isinstance(f, SetCookie)] == ["sid", "t"]
    assert content(SAMPLE) == b"hello"


def test_selectors_point_at_the_head_and_the_lines() -> None:
    whole, server, *_ = read_response(SAMPLE, url=URL, at=AT)

    assert select(SAMPLE, HTTP, whole.selector) + b"hello" == SAMPLE
    assert select(SAMPLE, HTTP, server.selector) == b"Server: nginx"


def test_cookie_flags() -> None:
    sid = cookie("sid=a=b; Path=/x; HttpOnly; secure; SameSite=lax")

    assert sid == SetCookie(
        name="sid",
        value="a=b",
        secure=True,
        http_only=True,
        same_site="lax",
        domain=None,
        path="/x",
        lifetime_s=None,
        url=URL,
    )


@pytest.mark.parametrize(
    ("attributes", "lifetime_s"),
    [
        ("", None),
        ("; Max-Age=60", 60),
        ("; Max-Age=60; Expires=Sat, 18 May 2024 11:00:00 GMT", 60),
        ("; max-age=-1", 0),
        ("; Max-Age=x", None),
        ("; Max-Age=" + "9" * 5000, 999_999_999_999),
        ("; Expires=Fri, 17 May 2024 11:01:00 GMT", 60),
        ("; Expires=Friday, 17-May-24 11:01:00 GMT", 60),
        ("; Expires=Fri May 17 11:01:00 2024", 60),
        ("; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("; Expires=Fri, 31 Feb 2024 11:01:00 GMT", None),
        ("; Expires=soon", None),
        ("; Expires=soon; Expires=Fri, 17 May 2024 11:01:00 GMT", 60),
    ],
)
def test_lifetime(attributes: str, lifetime_s: int | None) -> None:
    found = cookie(f"a=b{attributes}", "Date: Fri, 17 May 2024 11:00:00 GMT\r\n")

    assert found is not None
    assert found.lifetime_s == lifetime_s


def test_without_a_date_the_capture_dates_a_cookie() -> None:
    found = cookie("a=b; Expires=Fri, 17 May 2024 12:00:30 GMT")

    assert found is not None
    assert found.lifetime_s == 30


@pytest.mark.parametrize("line", ["", "a", "=b", " = ", ";a=b"])
def test_lines_that_set_no_cookie(line: str) -> None:
    assert cookie(line) is None


def test_domain_and_path_that_say_nothing() -> None:
    found = cookie("a=b; Domain=.Example.org; Domain=; Path=x; SameSite")

    assert found is not None
    assert (found.domain, found.path, found.same_site) == ("example.org", None, "")


@pytest.mark.parametrize(
    ("location", "lead"),
    [
        ("/en/", "SITE:https://www.example.org"),
        ("//Example.NET:443/x", "SITE:https://example.net"),
        ("http://example.org", "SITE:http://example.org"),
        ("ftp://example.org/", ""),
        ("http://[", ""),
        ("http://exa mple/", ""),
    ],
)
def test_location_leads_to_its_site(location: str, lead: str) -> None:
    field = HttpField(name="location", value=location, position=0, url=URL)

    assert "".join(str(found.subject) for found in field.leads()) == lead
    assert HttpField(name="Server", value=location, position=0, url=URL).leads() == ()


def test_no_absence_rests_on_a_cut_head() -> None:
    cut = SAMPLE[:60]

    assert [type(f) for f in facts(read_response(cut, url=URL, at=AT))] == [HttpField]


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.Example.org/a?b#c", "https://www.example.org"),
        ("HTTP://example.org:80/", "http://example.org"),
        ("http://example.org:443/", "http://example.org:443"),
        ("https://user:word@example.org.:8443/", "https://example.org:8443"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("https://[2001:DB8::1]/", "https://[2001:db8::1]"),
        ("https://192.0.2.1:443", "https://192.0.2.1"),
    ],
)
def test_site_of(url: str, site: str) -> None:
    assert site_of(url) == site
    assert site_of(site) == site


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "https://",
        "https://[::1",
        "https://[fe80::1%25eth0]/",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://a..b/",
        "https://-\u0301.example/",
        "https://" + "a" * 64 + ".example/",
        "https://" + "a." * 127 + "example/",
        "https://" + "ü" * 2000 + "/",
        "https://300.1.1.1/",
        "https://0x7f000001.1/",
    ],
)
def test_what_is_no_site_is_a_value_error(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        site_of(url)


@given(st.text(max_size=80))
def test_site_of_never_raises_anything_else(text: str) -> None:
    for url in (text, f"https://{text}", f"http://a.example:{text}", f"https://[{text}]/"):
        try:
            assert site_of(site_of(url)) == site_of(url)
        except ValueError:
            continue


def test_time_is_bounded() -> None:
    body = b"HTTP/1.1 200 OK\r\n" + b"Set-Cookie: a=b" + b"; expires=1-1-1" * 300_000 + b"\r\n\r\n"
    started_s = perf_counter()
    list(read_response(body, url=URL, at=AT))

    assert perf_counter() - started_s < 8


@settings(max_examples=300)
@given(anything(SAMPLE))
def test_never_raises(body: bytes) -> None:
    holds(read_response(body, url=URL, at=AT), body, HTTP)

    assert list(read_response(body, url="whois://x/", at=AT)) == []
