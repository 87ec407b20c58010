"""Parts of a scenario that do not fit one another are told in one sentence."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.lab.scenario import Scenario
from periplus.lab.script import ScenarioError
from tests.lab.tiny import tiny

FAULTS: list[tuple[tuple[str | int, ...], Any, str]] = [
    (("web", 0, "addresses"), ["203.0.113.999"], "web www.example.zz: '203.0.113.999' is no"),
    (("web", 0, "addresses"), [], "needs hosts and addresses"),
    (("web", 0, "answer", "/", "document"), "gone.html", "give either a text or a document"),
    (("web", 0, "answer", "/ip/", "document"), "gone.json", "there is no document 'gone.json'"),
    (("web", 0, "answer", "/ip/", "prefix"), "203.0.113.7/24", "is no prefix"),
    (("whois", 0, "addresses"), ["2001:DB8::1"], "is no canonical address"),
    (("whois", 0, "answer", "ZZ", "prefix"), "10.0.0.0/8", "give either query or prefix"),
    (("zone", "zz", "servers"), ["ns1.zz"], "zone servers: 'ns1.zz' is no canonical address"),
    (("zone", "zz", "document"), "zz.txt", "zone zz: give either a text or a document"),
    (("name_server",), [{"address": "192.0.2.9"}], "name_server 192.0.2.9 stands in no zone"),
]


@pytest.mark.parametrize(("path", "value", "message"), FAULTS, ids=[text for *_, text in FAULTS])
def test_what_does_not_fit_is_one_sentence(
    path: tuple[str | int, ...], value: object, message: str
) -> None:
    with pytest.raises(ScenarioError, match=message) as caught:
        tiny().with_value(path, value)
    assert str(caught.value).startswith("scenario tiny: ")
    assert "\n" not in str(caught.value)


def test_versions_cannot_differ_behind_one_address() -> None:
    tree = dict(tiny().tree)
    second = {**tree["web"][0], "hosts": ["b.example"], "tls": {"max_version": "TLSv1.2"}}
    with pytest.raises(ScenarioError, match=r"b.example: TLS versions and suites differ"):
        Scenario.of("tiny", {**tree, "web": [*tree["web"], second]}, tiny().documents)
