"""The log of p0f."""

from __future__ import annotations

from hypothesis import given

from periplus.facts.p0f import read_p0f
from periplus.facts.scan import PassiveStack
from periplus.facts.selector import select
from tests.facts.samples import anything

LINE = (
    b"[2022/11/18 19:02:11] mod=syn+ack|cli=192.0.2.9/41822|srv=198.51.100.7/443|subj=srv|os=Windows XP"
    b"|dist=0|params=fuzzy|raw_sig=4:64+0:0:1460:65535,0:mss:id+:0"
)
OTHERS = (
    b"[2022/11/18 19:02:11] mod=syn|cli=192.0.2.9/41822|srv=198.51.100.7/443|subj=cli|os=Linux|dist=0\n"
    b"[2022/11/18 19:02:12] mod=syn+ack|cli=192.0.2.9/1|srv=2001:db8::7/443|subj=srv|os=???|dist=6|"
    b"params=none|raw_sig=6:58+6\n[2022/99/99 19:02:12] mod=syn+ack|srv=nobody/1\nnoise\n"
)


def test_answers_of_servers() -> None:
    body = LINE + b"\n" + OTHERS
    windows, unknown = read_p0f(body, "desk")
    assert windows.fact == PassiveStack(
        tool="p0f",
        vantage="desk",
        label="Windows XP",
        fuzzy=True,
        distance_hops=0,
        signature="4:64+0:0:1460:65535,0:mss:id+:0",
    )
    assert windows.subject.key == "198.51.100.7"
    assert select(body, "text/plain", windows.selector) == LINE
    assert isinstance(unknown.fact, PassiveStack)
    assert (unknown.subject.key, unknown.fact.label, unknown.fact.distance_hops) == (
        "2001:db8::7",
        "",
        6,
    )


@given(anything(LINE))
def test_never_raises(body: bytes) -> None:
    list(read_p0f(body, "desk"))
