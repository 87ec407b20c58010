"""Edge products and features, one response counted once."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.rules import edge


@pytest.mark.parametrize(
    ("seen", "product"),
    [
        (("cookie", "citrix_ns_id", "x"), "Citrix NetScaler"),
        (("cookie", "citrix_bot_id", "x"), "Citrix NetScaler"),
        (("cookie", "NSC_abcd", "ffffffff"), "Citrix NetScaler"),
        (("line", "Via", "NS-CACHE-10.0: 1"), "Citrix NetScaler"),
        (("cookie", "BIGipServerpool", "1677787402.20480.0000"), "F5 BIG-IP"),
        (("line", "Server", "AkamaiGHost"), "Akamai"),
        (("line", "CF-Ray", "0123-AMS"), "Cloudflare"),
        (("cookie", "visid_incap_1", "x"), "Imperva"),
        (("line", "X-Served-By", "cache-ams12345-AMS"), "Fastly"),
        (("line", "Via", "1.1 0.cloudfront.net (CloudFront)"), "Amazon CloudFront"),
        (("cookie", "AWSALB", "x"), "Amazon Elastic Load Balancing"),
        (("line", "X-Azure-Ref", "x"), "Azure Front Door"),
        (("line", "Server", "ddos-guard"), "DDoS-Guard"),
        (("line", "X-Varnish", "1 2"), "Varnish"),
        (("line", "Server", "envoy"), "Envoy"),
    ],
)
def test_products(ask: Any, request: Any, seen: tuple[str, str, str], product: str) -> None:
    kind, name, text = seen
    claims = ask(edge, request.getfixturevalue(kind)(name, text))
    (claim,) = (claim for claim in claims if claim.predicate == "site.edge")
    assert claim.value == product
    assert claim.probability > 0.2


def test_a_vendors_own_cookies_are_strong_and_count_once(ask: Any, cookie: Any) -> None:
    claims = ask(edge, cookie("citrix_ns_id"))
    again = ask(edge, cookie("citrix_ns_id"), cookie("citrix_ns_id_x"), cookie("citrix_bot_id"))
    product = next(claim for claim in claims if claim.predicate == "site.edge")
    same = next(claim for claim in again if claim.predicate == "site.edge")
    assert product.probability == same.probability == 0.8865
    assert same.word == "very likely"
    assert len(same.support) == 3


def test_bot_management_is_a_feature(ask: Any, cookie: Any) -> None:
    claims = ask(edge, cookie("citrix_bot_id"))
    features = [claim.value for claim in claims if claim.predicate == "site.edge_feature"]
    assert features == ["Citrix NetScaler: bot management"]


def test_a_page_behind_nothing_has_no_edge(ask: Any, cookie: Any, line: Any) -> None:
    assert ask(edge, cookie("agency_session"), line("Server", "nginx"), line("Via", "1.1 proxy")) == []
