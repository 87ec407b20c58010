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


def test_service_tags_put_what_tells_more_first() -> None:
    def tag(name: str, service: str, region: str, *prefixes: str) -> dict[str, object]:
        properties = {"systemService": service, "region": region, "addressPrefixes": list(prefixes)}
        return {"name": name, "id": name, "properties": properties}

    values = [
        tag("AzureCloud", "", "", "192.0.2.0/24"),
        tag("AzureCloud.westeurope", "", "westeurope", "192.0.2.0/24"),
        tag("AzureStorage", "AzureStorage", "", "192.0.2.0/25"),
        tag("Storage.WestEurope", "AzureStorage", "westeurope", "192.0.2.0/25", "2001:db8::/32"),
    ]
    assert read({"changeNumber": 1, "cloud": "Public", "values": values}) == [
        b"192.0.2.0/25,azure,cloud,AzureStorage,westeurope",
        b"2001:db8::/32,azure,cloud,AzureStorage,westeurope",
        b"192.0.2.0/25,azure,cloud,AzureStorage,",
        b"192.0.2.0/24,azure,cloud,AzureCloud,westeurope",
        b"192.0.2.0/24,azure,cloud,AzureCloud,",
    ]


def test_regions_with_their_prefixes() -> None:
    cidrs = [{"cidr": "192.0.2.0/24", "tags": ["OSN", "OBJECT_STORAGE"]}]
    document = {
        "last_updated_timestamp": "2026-11-18T19:55:47.204985",
        "regions": [{"region": "us-phoenix-1", "cidrs": cidrs}],
    }

    assert read(document) == [b"192.0.2.0/24,oracle,cloud,OSN OBJECT_STORAGE,us-phoenix-1"]


@pytest.mark.parametrize(
    ("document", "house"),
    [
        ({"addresses": ["192.0.2.0/24"], "ipv6_addresses": ["2001:db8::/32"]}, b"fastly"),
        (
            {"result": {"ipv4_cidrs": ["192.0.2.0/24"], "ipv6_cidrs": ["2001:db8::/32"]}},
            b"cloudflare",
        ),
    ],
)
def test_plain_lists_of_a_cdn(document: object, house: bytes) -> None:
    assert read(document) == [b"192.0.2.0/24,%s,cdn,," % house, b"2001:db8::/32,%s,cdn,," % house]


def test_a_list_of_lines_is_of_the_house_in_its_name() -> None:
    text = b"# prefixes\n192.0.2.0/24\n\n2001:db8::/32,NL,,Amsterdam,\n"

    assert next(lines(text, "ips-v4.txt")) == b"192.0.2.0/24,cloudflare,cdn,,"
    assert list(lines(text, "example.csv")) == [b"192.0.2.0/24,example,,,", b"2001:db8::/32,example,,,"]


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b"[" * 100_000, b'{"prefixes": 1}'])
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
    read_in.read(read({"cloud": 1, "values": [*rows, {"properties": providers}]}), "x.json")
    read_in.read(read({"regions": [*rows, {"cidrs": rows}]}), "x.json")
    read_in.read(read({"addresses": rows, "ipv6_addresses": rows}), "x.json")

    assert read_in.count + read_in.skipped >= 0
