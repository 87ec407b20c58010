"""Texts of class CH, and what is none."""

from __future__ import annotations

import dns.message
import dns.rrset
import pytest

from periplus.facts.server_text import ServerText, read_server_text

SOURCE = "dns://192.0.2.1/version.bind?type=TXT&class=CH&zone=example.org"


def answer(rdclass: str) -> bytes:
    response = dns.message.make_response(dns.message.make_query("version.bind", "TXT", rdclass))
    response.answer = [dns.rrset.from_text("version.bind.", 0, rdclass, "TXT", '"NSD 4.8"')]
    return response.to_wire()


def test_a_text_and_its_bytes() -> None:
    body = answer("CH")
    (one,) = read_server_text(body, SOURCE)
    assert one.fact == ServerText(
        server="192.0.2.1", asked="version.bind", rcode="NOERROR", text="NSD 4.8"
    )
    assert one.subject.key == "example.org"
    first, last = map(int, one.selector.removeprefix("bytes=").split("-"))
    assert b"NSD 4.8" in body[first : last + 1]


def test_a_record_of_another_class_is_no_text() -> None:
    (one,) = read_server_text(answer("IN"), SOURCE)
    assert isinstance(one.fact, ServerText)
    assert one.fact.text is None


@pytest.mark.parametrize("source", ["dns://[", "dns://192.0.2.1/version.bind?type=TXT", "x:"])
def test_other_sources_say_nothing(source: str) -> None:
    assert not list(read_server_text(answer("CH"), source))
