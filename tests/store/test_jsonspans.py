"""Twin of store/jsonspans.py: the place of every value."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from periplus.store.jsonspans import children, parse, text_of

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(documents)
def test_strings_stand_where_it_says(document: object) -> None:
    content = json.dumps(document).encode()

    for node in parse(content):
        value = json.loads(content[node.start : node.end])
        assert isinstance(value, str) == (node.kind == "string")
        if node.kind == "string":
            assert text_of(content, node) == value


def test_arrays_hold_their_values() -> None:
    top = parse(b'["vcard", [["fn", {}, "text", "A"]], {"a": [1]}')[0]

    assert [node.kind for node in children(top)] == ["string", "array", "object"]


@given(st.binary())
def test_never_raises(content: bytes) -> None:
    for node in parse(content):
        text_of(content, node)
        assert 0 <= node.start < node.end <= len(content)
