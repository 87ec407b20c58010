"""What reports of tools share."""

from __future__ import annotations

from periplus.facts.tool_report import OfferedVersion, group_names, site_at, told
from periplus.model import Basis, Subject, SubjectKind


def test_a_host_and_port_are_a_site() -> None:
    assert site_at("www.example.org", "443") == Subject(
        kind=SubjectKind.SITE, key="https://www.example.org"
    )
    assert str(site_at("2001:db8::1", "8443")) == "SITE:https://[2001:db8::1]:8443"
    assert site_at("a b", "443") is None
    assert site_at("www.example.org", "99999") is None


def test_a_tool_s_word_is_told() -> None:
    site = site_at("www.example.org", "")
    assert site is not None
    fact = OfferedVersion(tool="t 1", vantage="desk", version="TLSv1.3", offered=True)
    assert told(site, fact, "json:/0", None).basis is Basis.TOLD


def test_groups_bear_the_names_of_the_registry() -> None:
    assert group_names(["prime256v1", "X25519", "ffdhe2048"]) == ("secp256r1", "x25519", "ffdhe2048")
