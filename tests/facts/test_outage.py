"""Series and events of IODA, RIPEstat and IHR."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.outage import OutageSeries, ToldOutage, read_outages
from periplus.facts.selector import select

from .samples import anything

# The shapes of the API documents, with invented values.
SIGNALS = {
    "type": "signals",
    "data": [
        [
            {
                "entityType": "country", "entityCode": "ZZ", "datasource": "bgp", "subtype": "",
                "from": 1_596_000_000, "until": 1_596_000_900, "step": 300, "nativeStep": 300,
                "values": [2400, None, 1400.5],
            },
            {"datasource": "gtr-norm", "from": 1_596_000_000, "step": 1800, "values": [1, 2]},
            {"datasource": "merit-nt", "from": 1_596_000_000, "step": 300, "values": [None, None]},
            {"datasource": "ping-slash24", "from": 1_596_000_000, "step": 0, "values": [1]},
        ]
    ],
}  # fmt: skip
EVENTS = {
    "type": "outages.events",
    "data": [
        {
            "location": "country/ZZ", "start": 1_596_950_000, "duration": 7200, "method": "median",
            "datasource": "bgp", "score": 5411.6, "location_name": "Zembla", "overlaps_window": False,
        },
        {"location": "country/ZZ", "start": 5, "duration": 0, "datasource": "bgp"},
    ],
}  # fmt: skip
STATS = {
    "status": "ok",
    "data": {
        "stats": [
            {
                "timeline": [{"starttime": "2024-05-01T00:00:00", "endtime": "2024-05-01T02:00:00"}],
                "v4_prefixes_ris": 120,
            },
            {
                "timeline": [{"starttime": "2024-05-01T04:00:00", "endtime": "2024-05-01T05:00:00"}],
                "v4_prefixes_ris": 60,
            },
            {"timeline": [], "v4_prefixes_ris": None},
        ]
    },
}
DISCO = {
    "count": 2,
    "results": [
        {
            "streamtype": "country", "streamname": "ZZ", "avglevel": 12.0, "ongoing": False,
            "starttime": "2024-05-01T00:00:00Z", "endtime": "2024-05-01T03:00:00Z",
        },
        {"streamtype": "asn", "starttime": "2024-05-01T00:00:00Z", "endtime": "2024-05-02T00:00:00Z"},
    ],
}  # fmt: skip


def body(document: object) -> bytes:
    return json.dumps(document).encode()


def test_signals_are_read_once_each_and_gaps_stay_gaps() -> None:
    ((series, selector),) = read_outages(body(SIGNALS))
    assert series == OutageSeries(
        source="IODA bgp",
        kind="routes",
        unit="/24 blocks",
        start_s=1_596_000_000,
        step_s=300,
        values=(2400.0, None, 1400.5),
    )
    assert b"1400.5" in select(body(SIGNALS), "application/json", selector)


def test_events_are_what_the_service_says() -> None:
    ((event, selector),) = read_outages(body(EVENTS))
    assert event == ToldOutage(source="IODA bgp", start_s=1_596_950_000, duration_s=7200, score=5411.6)
    assert selector == "json:/data/0"


def test_spans_of_unequal_length_come_onto_a_grid() -> None:
    ((series, _),) = read_outages(json.dumps(STATS).encode())
    assert isinstance(series, OutageSeries)
    assert (series.step_s, series.values) == (3600, (120.0, 120.0, None, None, 60.0))


@pytest.mark.parametrize(("peers", "seen"), [(9, False), (10, True)])
def test_a_prefix_that_fewer_than_ten_peers_tell_is_not_routed(peers: int, *, seen: bool) -> None:
    line = {"starttime": "2024-05-01T00:00:00", "endtime": "2024-05-01T06:00:00"}
    lines = [line | {"full_peers_seeing": peers}]
    history = {"by_origin": [{"origin": "64500", "prefixes": [{"prefix": "x", "timelines": lines}]}]}
    found = list(read_outages(body({"data": history})))
    assert bool(found) is seen


def test_disconnections_of_the_country_only() -> None:
    ((event, selector),) = read_outages(body(DISCO))
    assert isinstance(event, ToldOutage)
    assert (event.source, event.duration_s, selector) == (
        "IHR disconnections",
        10_800,
        "json:/results/0",
    )


@pytest.mark.parametrize(
    "document",
    [
        {}, [], {"data": None}, {"data": {"stats": [1]}}, {"data": {"by_origin": [{"prefixes": 1}]}},
        {"data": [[{"datasource": "bgp", "from": 1, "step": 86_401, "values": [1]}]]},
        {"data": [[{"datasource": "bgp", "from": 10**400, "step": 1, "values": [1]}]]},
        {"results": [{"streamtype": "country", "starttime": "now"}]},
    ],
)  # fmt: skip
def test_other_documents_tell_nothing(document: object) -> None:
    assert list(read_outages(body(document))) == []


def test_a_century_told_by_the_hour_stays_bounded() -> None:
    line = [
        {"starttime": "1970-01-01", "endtime": "2200-01-01"},
        {"starttime": "2000-01-01", "endtime": "2000-01-01"},
    ]
    stats = {"stats": [{"timeline": [one], "v4_prefixes_ris": 1} for one in line]}
    ((series, _),) = read_outages(body({"data": stats}))
    assert isinstance(series, OutageSeries)
    assert len(series.values) <= 20_002


@given(anything(body(SIGNALS)) | anything(body(STATS)) | anything(body(DISCO)) | anything(body(EVENTS)))
def test_never_raises(content: bytes) -> None:
    list(read_outages(content))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["data", "stats", "by_origin", "prefixes", "timelines", "timeline", "starttime", "endtime",
             "full_peers_seeing", "results", "datasource", "from", "step", "values", "start", "duration"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_never_raises_on_json(document: object) -> None:
    list(read_outages(json.dumps(document).encode()))
