"""Twin of net/http.py, against servers that answer well, badly, slowly or without end."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.model import Contact, Failure
from periplus.net.exchange import HTTP_MESSAGE, TEXT, TLS_HANDSHAKE, Exchange, Fault
from periplus.net.http import Target, _Receiver, request_bytes, without_credentials
from tests.net import servers
from tests.net.servers import ADDRESS, HOST, QUICK, Answerer, issue

URL = f"http://{HOST}/"
OK = b"HTTP/1.1 200 OK\r\n"
PACKED = gzip.compress(b"x" * 99, mtime=0)


async def get(answerer: Answerer, url: str = URL) -> Exchange:
    async with servers.tcp_server(answerer) as where:
        reach = servers.reach({(ADDRESS, 80): where})
        (exchange,) = await reach.http(contact=Contact.VISIT, url=url, addresses=[ADDRESS])
    return exchange


# ---------------------------------------------------------------- the request


async def test_the_request_is_that_of_one_ordinary_client() -> None:
    sent = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sent.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(OK + b"\r\n")

    exchange = await get(answer, f"http://{HOST}/a b?c=ü&d=%20#fragment")
    assert sent == [exchange.request]
    assert exchange.request.decode().split("\r\n") == [
        "GET /a%20b?c=%C3%BC&d=%20 HTTP/1.1",
        f"Host: {HOST}",
        "User-Agent: periplus-test",
        "Accept: */*",
        "Accept-Encoding: gzip, deflate",
        "Connection: close",
        "",
        "",
    ]
    assert exchange.source == f"http://{HOST}/a%20b?c=%C3%BC&d=%20"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Example.", "https://www.example/"),
        ("https://bücher.example:443?q", "https://xn--bcher-kva.example/?q"),
        ("http://a.example:8080/x", "http://a.example:8080/x"),
        ("https://[2001:db8::1]:443/", "https://[2001:db8::1]/"),
        ("http://[2001:db8:0::1]:81/", "http://[2001:db8::1]:81/"),
        ("http://192.0.2.1/", "http://192.0.2.1/"),
        ("http://a.example/\r\nX: y", "http://a.example/X:%20y"),
        ('http://a.example/<">\x7f', "http://a.example/%3C%22%3E%7F"),
        ("http://a.example:0080/", "http://a.example/"),
    ],
)
def test_urls_have_one_spelling(url: str, canonical: str) -> None:
    assert Target.of(url).url == canonical
    assert Target.of(canonical).url == canonical


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("", Failure.REFUSED_SCOPE),
        ("ftp://a.example/", Failure.REFUSED_SCOPE),
        ("file:///etc/passwd", Failure.REFUSED_SCOPE),
        ("http://user:secret@a.example/", Failure.REFUSED_SCOPE),
        ("http://@a.example/", Failure.REFUSED_SCOPE),
        ("http://", Failure.PROTOCOL),
        ("http:///path", Failure.PROTOCOL),
        ("http://a.example:port/", Failure.PROTOCOL),
        ("http://a.example:70000/", Failure.PROTOCOL),
        ("http://[::1/", Failure.PROTOCOL),
        ("http://a..example/", Failure.PROTOCOL),
        ("http://" + "a" * 64 + ".example/", Failure.PROTOCOL),
        ("http://a b/", Failure.PROTOCOL),
        ("http://%61.example/", Failure.PROTOCOL),
    ],
)
async def test_what_is_no_url_to_visit(url: str, failure: Failure) -> None:
    with pytest.raises(Fault) as caught:
        Target.of(url)
    assert caught.value.failure is failure
    reach = servers.reach()
    (exchange,) = await reach.http(contact=Contact.VISIT, url=url, addresses=[ADDRESS])
    assert (exchange.failure, exchange.media_type, exchange.dialled) == (failure, TEXT, None)
    assert "secret" not in exchange.source


def test_credentials_are_not_recorded() -> None:
    assert without_credentials("ftp://u:p@a.example/x@y") == "ftp://a.example/x@y"
    assert without_credentials("http://a.example/x//u@y") == "http://a.example/x//u@y"


@given(st.text())
def test_arbitrary_text_is_a_target_or_a_fault(text: str) -> None:
    for url in (text, f"http://{text}", f"https://a.example/{text}"):
        try:
            target = Target.of(url)
        except Fault:
            continue
        request = request_bytes(target, accept="*/*", user_agent="a")
        assert request.count(b"\r\n") == 7
        assert request.isascii()


def test_a_field_cannot_carry_another() -> None:
    with pytest.raises(ValueError, match="cannot be sent"):
        request_bytes(Target.of(URL), accept="*/*\r\nX: y", user_agent="a")


# ---------------------------------------------------------------- whole answers


@pytest.mark.parametrize(
    "response",
    [
        OK + b"content-LENGTH: 5\r\nX-b: 1\r\nx-A:  2 \r\n\r\nhello",
        OK + b"Content-Length: 0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n",
        OK + b"\r\nuntil the close",
        OK + b"\r\n",
        b"HTTP/1.0 404 Nope\r\nServer: x\r\n\r\ngone",
        b"HTTP/1.1 204 \r\nServer: x\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: a\r\n\r\n" + OK + b"\r\nx",
        OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED) + PACKED,
        b"HTTP/1.1 200 OK\nServer: bare\nContent-Length: 2\n\nhi",
    ],
)  # fmt: skip
async def test_the_response_is_kept_byte_for_byte(response: bytes) -> None:
    exchange = await get(servers.says(response))
    assert (exchange.failure, exchange.body) == (None, response)
    assert exchange.media_type == HTTP_MESSAGE
    slowly = await get(servers.says(*[bytes([each]) for each in response]))
    assert (slowly.failure, slowly.body) == (None, response)


async def test_the_answer_ends_where_its_framing_says() -> None:
    response = OK + b"Content-Length: 2\r\n\r\nhi"
    exchange = await get(servers.says(response + b"HTTP/1.1 200 another", stay=True))
    assert (exchange.failure, exchange.body) == (None, response)
    assert exchange.elapsed_s < QUICK.exchange_s


# ---------------------------------------------------------------- bad answers


@pytest.mark.parametrize(
    ("response", "failure"),
    [
        (b"SSH-2.0-OpenSSH\r\n", Failure.PROTOCOL),
        (b"\x15\x03\x01\x00\x02\x02\x28", Failure.PROTOCOL),
        (b"<html>no head</html>", Failure.PROTOCOL),
        (b"HTTP/2 200 OK\r\n\r\n", Failure.PROTOCOL),
        (b"HTTP/1.1 OK\r\n\r\n", Failure.PROTOCOL),
        (OK + b"no colon\r\n\r\n", Failure.PROTOCOL),
        (OK + b"Content-Length: x\r\n\r\n", Failure.PROTOCOL),
        (OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", Failure.PROTOCOL),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", Failure.PROTOCOL),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffffffff\r\n", Failure.PROTOCOL),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", Failure.PROTOCOL),
        (b"HT", Failure.CONNECTION_CLOSED),
        (OK + b"Server: x\r\n", Failure.CONNECTION_CLOSED),
        (OK + b"Content-Length: 5\r\n\r\nhel", Failure.CONNECTION_CLOSED),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel", Failure.CONNECTION_CLOSED),
        (b"HTTP/1.1 100 Continue\r\n\r\n", Failure.CONNECTION_CLOSED),
    ],
)
async def test_what_is_no_whole_answer_is_kept_with_its_failure(
    response: bytes, failure: Failure
) -> None:
    exchange = await get(servers.says(response))
    assert (exchange.failure, exchange.body) == (failure, response)
    assert exchange.media_type == HTTP_MESSAGE


async def test_nothing_is_a_sentence() -> None:
    exchange = await get(servers.says())
    assert (exchange.failure, exchange.media_type) == (Failure.CONNECTION_CLOSED, TEXT)
    exchange = await get(servers.says(stay=True))
    assert (exchange.failure, exchange.media_type) == (Failure.IO_TIMEOUT, TEXT)


# ---------------------------------------------------------------- answers without end


@pytest.mark.parametrize(
    ("first", "part"),
    [
        (OK + b"\r\n", b"x" * 50_000),
        (OK + b"Content-Length: 99999999999\r\n\r\n", b"x" * 50_000),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"c350\r\n" + b"x" * 50_000 + b"\r\n"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 500),
    ],
)
async def test_an_endless_body_is_cut(first: bytes, part: bytes) -> None:
    exchange = await get(servers.repeats(first, part))
    assert exchange.failure is Failure.TOO_LARGE
    assert len(exchange.body) == len(first) + QUICK.http_body_bytes
    assert exchange.body == (first + part * (len(exchange.body) // len(part) + 1))[: len(exchange.body)]


@pytest.mark.parametrize(
    ("first", "part"),
    [
        (OK, b"X-Field: 1\r\n" * 100),
        (OK + b"X-Endless: ", b"x" * 5_000),
        (b"HTTP/1.1 200 ", b"OK" * 5_000),
        (b"HTTP/1.1 100 Continue\r\nX: ", b"x" * 5_000),
    ],
)
async def test_an_endless_head_is_cut(first: bytes, part: bytes) -> None:
    exchange = await get(servers.repeats(first, part))
    assert exchange.failure is Failure.TOO_LARGE
    assert len(exchange.body) == QUICK.http_head_bytes


async def test_a_flood_of_informational_responses_is_cut() -> None:
    exchange = await get(servers.repeats(b"", b"HTTP/1.1 100 Continue\r\n\r\n"))
    assert exchange.failure is Failure.TOO_LARGE
    assert len(exchange.body) <= QUICK.http_head_bytes + 65_536


async def test_too_many_fields() -> None:
    many = OK + b"".join(b"a%d: 1\r\n" % number for number in range(201)) + b"\r\n"
    exchange = await get(servers.says(many))
    assert exchange.failure is Failure.TOO_LARGE
    assert exchange.body == many


@pytest.mark.parametrize(
    "first",
    [
        OK + b"Transfer-Encoding: chunked\r\n\r\n5;",
        OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ",
    ],
)
async def test_framing_without_end_is_cut(first: bytes) -> None:
    exchange = await get(servers.repeats(first, b"x" * 1000))
    assert exchange.failure is Failure.TOO_LARGE
    assert exchange.body.startswith(first)


@pytest.mark.parametrize("first", [b"", OK, OK + b"Content-Length: 999\r\n\r\n"])
async def test_a_drip_is_cut_in_time(first: bytes) -> None:
    exchange = await get(servers.repeats(first, b"HTTP/1.1"[: 1 if first else 0], pause_s=0.05))
    assert exchange.failure is Failure.IO_TIMEOUT
    assert exchange.body.startswith(first) or exchange.media_type == TEXT
    assert exchange.elapsed_s < 2


async def test_a_bomb_stays_packed() -> None:
    packed = gzip.compress(bytes(20_000_000), mtime=0)
    response = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
    exchange = await get(servers.says(response))
    assert (exchange.failure, exchange.body) == (None, response)


# ---------------------------------------------------------------- over TLS


async def test_https_gives_the_handshake_and_the_response(tmp_path: Path) -> None:
    context = servers.server_context(tmp_path, issue("leaf", names=[HOST]))
    response = OK + b"Content-Length: 2\r\n\r\nhi"
    connections = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        await servers.says(response)(reader, writer)

    async with servers.tcp_server(answer, tls=context) as where:
        reach = servers.reach({(ADDRESS, 443): where})
        url = f"https://{HOST}/x"
        shaken, answered = await reach.http(contact=Contact.VISIT, url=url, addresses=[ADDRESS])
    assert len(connections) == 1
    assert (shaken.failure, shaken.media_type) == (None, TLS_HANDSHAKE)
    assert shaken.source == f"tls://{ADDRESS}:443/{HOST}"
    assert (answered.failure, answered.body, answered.source) == (None, response, url)
    assert (shaken.asked, shaken.dialled) == (answered.asked, answered.dialled)


async def test_an_endless_body_over_tls_is_cut(tmp_path: Path) -> None:
    context = servers.server_context(tmp_path, issue("leaf", names=[HOST]))
    endless = servers.repeats(OK + b"\r\n", b"x" * 50_000)
    async with servers.tcp_server(endless, tls=context) as where:
        reach = servers.reach({(ADDRESS, 443): where})
        url = f"https://{HOST}/"
        _, answered = await reach.http(contact=Contact.VISIT, url=url, addresses=[ADDRESS])
    assert answered.failure is Failure.TOO_LARGE


# ---------------------------------------------------------------- arbitrary bytes


@given(st.lists(st.binary(min_size=1), max_size=8))
def test_arbitrary_answers_raise_nothing(parts: list[bytes]) -> None:
    for first in (b"", OK, OK + b"\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\n"):
        receiver = _Receiver(QUICK)
        answers = (receiver.take(part) for part in [*filter(None, [first]), *parts, b""])
        answer = next(filter(None, answers))
        assert (first + b"".join(parts)).startswith(answer.body)
