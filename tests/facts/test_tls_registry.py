"""Numbers and names of the registries."""

from __future__ import annotations

from periplus.facts.tls_registry import SUITES, TLS12, TLS13, VERSIONS, suites_of


def test_the_suites_of_a_version_are_its_own() -> None:
    assert {SUITES[code] for code in suites_of(TLS13)} >= {"TLS_AES_128_GCM_SHA256"}
    assert not set(suites_of(TLS13)) & set(suites_of(TLS12))
    assert set(suites_of(TLS13)) | set(suites_of(TLS12)) == set(SUITES)


def test_strong_suites_are_offered_first() -> None:
    names = [SUITES[code] for code in suites_of(TLS12)]
    assert names.index("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384") < names.index("TLS_RSA_WITH_NULL_MD5")
    assert names.index("TLS_RSA_WITH_AES_128_CBC_SHA") < names.index("TLS_RSA_WITH_RC4_128_MD5")


def test_newer_versions_stand_first() -> None:
    assert list(VERSIONS) == sorted(VERSIONS, reverse=True)
