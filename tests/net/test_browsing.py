"""Twin of net/browsing.py: a visit as exchanges, the key that is taken, and no browser at all."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from periplus.model import Contact, Failure
from periplus.net.browser import MEDIA_TYPE
from periplus.net.browsing import NO_BROWSER, PICTURE, pin_of, question
from tests.net import servers
from tests.net.pages import html, needs_browser, serving

HOST, ADDRESS = servers.HOST, servers.ADDRESS


async def resolve(name: str) -> tuple[str, ...]:
    return (ADDRESS,) if name == HOST else ()


@needs_browser
async def test_a_visit_and_its_picture() -> None:
    async with serving({"/": html("<h1>Hello</h1>")}) as site:
        reach = servers.reach({(ADDRESS, 80): site.endpoint})
        url = f"http://{HOST}/"
        told, picture = await reach.browse(contact=Contact.VISIT, url=url, resolve=resolve)
    assert (told.media_type, told.failure, told.source) == (MEDIA_TYPE, None, f"browser+{url}")
    assert told.asked == f"{ADDRESS}:80"
    assert (picture.media_type, picture.source) == (PICTURE, f"browser+{url}#picture")
    assert json.loads(told.body)["requests"][0]["status"] == 200


@needs_browser
async def test_a_site_that_does_not_answer() -> None:
    reach = servers.reach({(ADDRESS, 80): ("127.0.0.1", 1)})
    url = f"http://{HOST}/"
    told = (await reach.browse(contact=Contact.VISIT, url=url, resolve=resolve))[0]
    assert told.failure is Failure.IO_TIMEOUT


async def test_a_scope_that_does_not_allow_it() -> None:
    reach = servers.reach({})
    url = "http://other.example/"
    (refused,) = await reach.browse(contact=Contact.VISIT, url=url, resolve=resolve)
    assert refused.failure in {Failure.REFUSED_SCOPE, Failure.UNAVAILABLE}
    assert refused.dialled is None


async def test_no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    url = f"http://{HOST}/"
    (told,) = await servers.reach({}).browse(contact=Contact.VISIT, url=url, resolve=resolve)
    assert (told.failure, told.body) == (Failure.UNAVAILABLE, NO_BROWSER.encode())
    assert told.source == question(url, "").source


def test_the_key_of_a_handshake() -> None:
    certificate = servers.issue(HOST).certificate
    der = certificate.public_bytes(Encoding.DER)
    head = json.dumps({"chain_bytes": [len(der), 3]}).encode()
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pin = base64.b64encode(hashlib.sha256(key).digest()).decode()
    assert pin_of(head + b"\n" + der + b"xyz") == pin


@given(st.binary(max_size=200))
def test_no_key_in_other_bytes(body: bytes) -> None:
    assert pin_of(body) is None
    assert pin_of(b'{"chain_bytes": [9]}\n' + body) is None
