"""A browser's visit as exchanges: what it told, a picture, or why there was none."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from periplus.model import Failure
from periplus.net.browser import MEDIA_TYPE, Bounds, visit
from periplus.net.devtools import DevtoolsError
from periplus.net.exchange import Answer, Attempt, Exchange, Question
from periplus.net.proxy import Proxy

NO_BROWSER = "There is no Chromium on this machine, so the page was not loaded in a browser."
PICTURE = "image/png"


def question(url: str, user_agent: str) -> Question:
    """The source and request of a visit, known before it is made."""
    request = f"one ordinary load of {url} in Chromium, fresh profile; added to User-Agent: {user_agent}"
    return Question(f"browser+{url}", request.encode())


async def browse(
    attempt: Attempt,
    url: str,
    *,
    path: str,
    proxy: Proxy,
    pins: Sequence[str],
    user_agent: str,
    bounds: Bounds,
) -> tuple[Exchange, ...]:
    """The visit, and the picture when there is one."""
    try:
        made = await visit(url, path=path, proxy=proxy, pins=pins, user_agent=user_agent, bounds=bounds)
    except (OSError, DevtoolsError) as error:
        reason = f"The browser {path.rpartition('/')[2]} did not start: {error}."
        return (attempt.fail(Failure.UNAVAILABLE, reason),)
    # Where the visit led: the first connection to the site itself.
    for one in proxy.traffic.connections:
        if one.dialled:
            attempt.asked, attempt.dialled = _parts(one.asked), _parts(one.dialled)
            break
    failure = None if made.loaded else Failure.IO_TIMEOUT
    told = attempt.end(Answer(made.document, failure), MEDIA_TYPE)
    if not made.screenshot:
        return (told,)
    return (told, attempt.of(f"{told.source}#picture").end(Answer(made.screenshot), PICTURE))


def _parts(text: str) -> tuple[str, int]:
    address, _, port = text.rpartition(":")
    return address.strip("[]"), int(port)


def pin_of(handshake: bytes) -> str | None:
    """SHA-256 of the public key of the first certificate in a recorded handshake, in base64."""
    head, _, chain = handshake.partition(b"\n")
    try:
        certificate = x509.load_der_x509_certificate(chain[: int(json.loads(head)["chain_bytes"][0])])
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, KeyError, IndexError, TypeError, UnsupportedAlgorithm):
        return None
    return base64.b64encode(hashlib.sha256(key).digest()).decode()
