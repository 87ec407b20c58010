"""Large files from servers that answer whole, in part, too much, or from elsewhere."""

from __future__ import annotations

import pytest

from periplus.model import Contact, Scope
from periplus.net.clock import Clock
from periplus.net.download import Downloaded, Downloads
from tests.net.servers import ADDRESS, HOST, NOW, QUICK, RESOLVER, Answerer, repeats, says, tcp_server

OK = b"HTTP/1.1 200 OK\r\n"


async def fetched(answerer: Answerer, *, most: int = 100_000) -> tuple[Downloaded, bytes]:
    content = bytearray()
    async with tcp_server(answerer) as where:
        reach = Downloads(
            scope=Scope(contact=Contact.LOOKUP, rate_per_s=1000),
            clock=Clock(NOW),
            resolver=RESOLVER,
            connection_map={(ADDRESS, 80): where},
            user_agent="periplus-test",
            limits=QUICK,
        )
        came = await reach.download(
            url=f"http://{HOST}/table", addresses=[ADDRESS], sink=content.extend, most=most
        )
    return came, bytes(content)


async def test_a_file_comes_whole() -> None:
    sent = OK + b"Content-Length: 6\r\n\r\nabc", b"def"

    assert await fetched(says(*sent, pause_s=0.01)) == (Downloaded(status=200, octets=6), b"abcdef")


async def test_pieces_are_put_together() -> None:
    sent = OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"

    assert await fetched(says(sent)) == (Downloaded(status=200, octets=5), b"abcde")


@pytest.mark.parametrize(
    ("answerer", "problem"),
    [
        (says(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"), "the server answers 404"),
        (says(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n"), "the server answers 302"),
        (says(OK + b"Content-Length: 9\r\n\r\nabc"), "the answer broke off"),
        (says(b"SSH-2.0-x\r\n\r\n"), "the answer broke off"),
        (says(b""), "no answer came|broke off"),
        (says(OK + b"Content-Length: 9\r\n\r\n", stay=True), "nothing came for 0.6 s"),
        (repeats(OK + b"\r\n", b"x" * 50_000), "it is larger than 100,000 octets"),
        (repeats(OK, b"X-Field: x\r\n"), "the answer broke off"),
    ],
)
async def test_what_is_not_whole_is_said(answerer: Answerer, problem: str) -> None:
    came, _ = await fetched(answerer)

    assert came.problem
    assert any(part in came.problem for part in problem.split("|"))


async def test_what_is_no_url_is_said() -> None:
    reach = Downloads(
        scope=Scope(contact=Contact.LOOKUP), clock=Clock(NOW), resolver=RESOLVER, user_agent="x"
    )

    for url in ("ftp://a/b", "http://user@a/"):
        assert (await reach.download(url=url, addresses=[], sink=len, most=1)).problem
