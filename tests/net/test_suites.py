"""Twin of net/suites.py."""

from __future__ import annotations

import pytest
from OpenSSL import SSL

from periplus.net.openssl import CIPHERS
from periplus.net.suites import iana_name
from tests.net.servers import REGISTERED_SUITES


@pytest.mark.parametrize(
    ("openssl", "iana"),
    [
        ("TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"),
        ("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
        ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
        ("ECDHE-ECDSA-AES128-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"),
        ("DHE-RSA-AES128-GCM-SHA256", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"),
        ("AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"),
        ("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
        ("SOMETHING-NEW", "SOMETHING-NEW"),
        ("", ""),
    ],
)
def test_names(openssl: str, iana: str) -> None:
    assert iana_name(openssl) == iana


def test_every_suite_that_we_offer_has_its_registered_name() -> None:
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_cipher_list(CIPHERS)
    offered = SSL.Connection(context, None).get_cipher_list()
    assert len(offered) > 20
    assert {iana_name(name) for name in offered} <= REGISTERED_SUITES
