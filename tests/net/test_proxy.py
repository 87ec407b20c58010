"""Twin of net/proxy.py: what passes, what is refused, and that one request is one request."""

from __future__ import annotations

import asyncio

from tests.net.pages import ADDRESS, HOST, html, proxy_to, serving

PAGES = {"/": html("<p>hello"), "/x": html("x")}


async def said(port: int, content: bytes, *more: bytes) -> bytes:
    """All that the proxy answers to these bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(content)
    for part in more:
        await writer.drain()
        writer.write(part)
    try:
        async with asyncio.timeout(5):
            answer = await reader.read()
    except ConnectionResetError:  # it did not even read to the end
        answer = b""
    writer.close()
    return answer


async def test_a_plain_request_is_sent_on_once() -> None:
    async with serving(PAGES) as site:
        proxy = proxy_to(site)
        async with proxy.serving() as port:
            one = f"GET http://{HOST}/ HTTP/1.1\r\nHost: {HOST}\r\nProxy-Connection: keep-alive\r\n\r\n"
            # A second request on the connection may be meant for another host: it is not sent on.
            two = f"GET http://{HOST}/x HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
            answer = await said(port, one.encode(), two.encode())
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"Connection: close\r\n\r\n<p>hello")
    assert site.seen == ["GET / HTTP/1.1"]
    (connection,) = proxy.traffic.connections
    assert (connection.asked, connection.refused) == (f"{ADDRESS}:80", "")
    assert connection.received_bytes == len(answer) - len(b"Connection: close\r\n\r\n") + 2 + 19


async def test_a_tunnel_carries_both_ways() -> None:
    async with serving(PAGES) as site:
        proxy = proxy_to(site)
        async with proxy.serving() as port:
            opened = f"CONNECT {HOST}:80 HTTP/1.1\r\n\r\n".encode()
            answer = await said(port, opened, b"GET /x HTTP/1.1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert site.seen == ["GET /x HTTP/1.1"]


async def test_what_the_gate_refuses_is_not_even_looked_up() -> None:
    async with serving(PAGES) as site:
        proxy = proxy_to(site)
        async with proxy.serving() as port:
            for target in ("other.example:443", "127.0.0.1:80", "[::1]:80", "169.254.169.254:80"):
                answer = await said(port, f"CONNECT {target} HTTP/1.1\r\n\r\n".encode())
                assert answer.startswith(b"HTTP/1.1 403 Refused\r\n")
            assert (await said(port, f"CONNECT {HOST}:443 HTTP/1.1\r\n\r\n".encode())).startswith(
                b"HTTP/1.1 403"
            )
    assert site.seen == []
    assert not any(one.dialled for one in proxy.traffic.connections)
    assert proxy.traffic.connections[0].refused == "the scope does not authorise the name other.example."
    assert proxy.traffic.connections[-1].refused == f"the laboratory has no {ADDRESS} port 443."


async def test_what_is_no_request_is_refused() -> None:
    async with serving(PAGES) as site:
        proxy = proxy_to(site)
        async with proxy.serving() as port:
            for content in (b"\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"CONNECT [::1 HTTP/1.1\r\n\r\n"):
                assert (await said(port, content)).startswith(b"HTTP/1.1 400")
            assert await said(port, b"GET " + b"x" * 200_000 + b"\r\n\r\n") == b""
    assert proxy.traffic.connections == []


async def test_a_spent_budget_ends_everything() -> None:
    async with serving({"/": html("x" * 100_000)}) as site:
        proxy = proxy_to(site, budget_bytes=10_000)
        async with proxy.serving() as port:
            request = f"GET http://{HOST}/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
            assert len(await said(port, request)) < 100_000
            assert proxy.traffic.over
            assert (await said(port, request)).startswith(b"HTTP/1.1 403")
    assert proxy.traffic.unlisted == 1
