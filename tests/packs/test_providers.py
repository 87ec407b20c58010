"""The JSON shapes that providers publish become lines."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.packs.build import Rows
from periplus.packs.container import PackError
from periplus.packs.providers import lines

AWS = {
    "createDate": "2026-06-17-01-02-03",
    "prefixes": [
        {"ip_prefix": "192.0.2.0/24", "region": "eu-west-1", "service": "AMAZON"},
        {"ip_prefix": "192.0.2.0/24", "region": "eu-west-1", "service": "EC2"},
    ],
    "ipv6_prefixes": [{"ipv6_prefix": "2001:db8::/32", "region": "GLOBAL", "service": "CLOUDFRONT"}],
}


def read(document: object, origin: str = "ranges.json") -> list[bytes]:
    return list(lines(json.dumps(document).encode(), origin))


def test_a_list_with_regions_names_the_service_first() -> None:
    assert read(AWS) == [
        b"192.0.2.0/24,aws,cloud,EC2,eu-west-1",
        b"2001:db8::/32,aws,cloud,CLOUDFRONT,GLOBAL",
        b"192.0.2.0/24,aws,cloud,AMAZON,eu-west-1",
    ]


def test_a_list_without_a_house_is_named_after_its_file() -> None:
    document = {"prefixes": [{"ipv4Prefix": "192.0.2.0/24", "scope": "europe", "service": "S"}]}

    assert read(document, "example.json") == [b"192.0.2.0/24,example,cloud,S,europe"]


def test_a_list_of_the_other_house_is_known_by_its_date() -> None:
    rows = [{"ipv4Prefix": "192.0.2.0/24", "scope": "europe-west3", "service": "Google Cloud"}]
    document = {"creationTime": "2026-06-17T01:02:03", "prefixes": rows}

    assert read(document, "cloud.json") == [b"192.0.2.0/24,gcp,cloud,Google Cloud,europe-west3"]


def test_a_map_of_categories() -> None:
    document = {
        "cdn": {"b": ["192.0.2.0/24"], "a, Inc.": ["2001:db8::/32"]},
        "waf": {},
        "common": {"c": ["example.org"]},
    }

    assert read(document) == [b'2001:db8::/32,"a, Inc.",cdn,,', b"192.0.2.0/24,b,cdn,,"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"[" * 100_000, b'{"prefixes": 1}'])
def test_other_content_is_one_sentence(content: bytes) -> None:
    with pytest.raises(PackError, match=r"x\.json (is not JSON|holds neither)"):
        lines(content, "x.json")


CELLS = st.none() | st.integers() | st.text(max_size=8) | st.lists(st.text(max_size=3), max_size=2)


@given(
    rows=st.lists(
        st.dictionaries(st.sampled_from(["ip_prefix", "service", "region"]), CELLS) | CELLS, max_size=4
    ),
    providers=st.dictionaries(st.text(max_size=4), CELLS, max_size=3) | CELLS,
)
def test_any_rows_are_lines_or_one_sentence(rows: list[object], providers: object) -> None:
    read_in = Rows("provider")
    read_in.read(read({"prefixes": rows}), "x.json")
    read_in.read(read({"cdn": {}, "cloud": providers}), "x.json")

    assert read_in.count + read_in.skipped >= 0
