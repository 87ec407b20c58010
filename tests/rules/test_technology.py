"""Frameworks by cookie name (weak or strong) and by decoded value."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

from periplus.rules import technology

ENCRYPTED = base64.b64encode(
    json.dumps({"iv": "aXY=", "value": "dmFsdWU=", "mac": "0a" * 32, "tag": ""}).encode()
).decode()


def test_a_value_tells_whatever_the_name(ask: Any, cookie: Any) -> None:
    (claim,) = ask(technology, cookie("agency_thing", quote(ENCRYPTED)))
    assert (claim.value, claim.word) == ("Laravel", "very likely")
    assert "iv, value and mac" in claim.reasons[0]


def test_a_shared_name_alone_is_weak(ask: Any, cookie: Any) -> None:
    claims = ask(technology, cookie("XSRF-TOKEN", "plain"))
    assert {claim.value: claim.word for claim in claims} == {
        "Angular": "very unlikely",
        "Laravel": "very unlikely",
    }


def test_a_value_of_another_form_tells_nothing(ask: Any, cookie: Any) -> None:
    other = base64.b64encode(b'{"iv": "a", "ct": "b"}').decode()
    assert ask(technology, cookie("agency_thing", other)) == []


def test_name_and_value_of_one_response_count_once(ask: Any, cookie: Any) -> None:
    alone = ask(technology, cookie("agency_thing", ENCRYPTED))
    both = ask(technology, cookie("laravel_session", ENCRYPTED))
    assert alone[0].probability == both[0].probability
