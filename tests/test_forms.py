"""Forms of values: what is taken as it is, and what each refusal says."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus import forms


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (forms.line, " me@example.org ", "me@example.org"),
        (forms.line, "", ""),
        (forms.line, "Łódź, desk 2", "Łódź, desk 2"),
        (forms.name, "desk", "desk"),
        (forms.address, "2001:DB8::1", "2001:db8::1"),
        (forms.control, "resolver", "resolver"),
        (forms.control, "", ""),
        (forms.control, "[2001:db8::9]:443", "[2001:db8::9]:443"),
        (forms.url, "", ""),
        (forms.url, "http://localhost:8080/x?q={zone}", "http://localhost:8080/x?q={zone}"),
        (forms.one_of("a", "b"), "b", "b"),
    ],
)
def test_what_is_taken(form: forms.Form, text: str, value: str) -> None:
    assert form(text) == value


@pytest.mark.parametrize(
    ("form", "text", "sentence"),
    [
        (forms.line, "a\r\nX: y", "one line"),
        (forms.line, "\x1b[31m", "one line"),
        (forms.line, "a" * 201, "at most 200 characters"),
        (forms.name, "  ", "not empty"),
        (forms.address, "dns.example", "an IP address"),
        (forms.address, "", "an IP address"),
        (forms.control, "192.0.2.1", "a port"),
        (forms.control, "192.0.2.1:0", "a port"),
        (forms.control, "www.example.org:443", "an address"),
        (forms.url, "nonsense", "a URL"),
        (forms.url, "ftp://example.org", "a URL"),
        (forms.url, "https://", "a URL"),
        (forms.url, "https://example.org:99999", "a URL"),
        (forms.url, "https://[::1", "a URL"),
        (forms.url, "https://example.org/a b", "a URL"),
        (forms.one_of("on", "off"), "maybe", "on or off"),
    ],
)
def test_what_is_refused_says_what_it_must_be(form: forms.Form, text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        form(text)


@given(st.text(), st.sampled_from([forms.line, forms.name, forms.address, forms.control, forms.url]))
def test_any_text_has_a_form_or_is_refused(text: str, form: forms.Form) -> None:
    with contextlib.suppress(ValueError):
        assert form(text).isprintable()
