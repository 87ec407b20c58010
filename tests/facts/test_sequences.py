"""Numbers of connections are read with the time at which each was asked for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.packets import read_packets, written
from periplus.facts.sequences import MAX_NUMBERS, InitialSequences, read_sequences
from periplus.facts.tcp import halves
from periplus.model import Reading
from tests.facts.samples import anything
from tests.facts.segments import pcap, syn, synack

SERVER, OTHER = "192.0.2.7", "2001:db8::7"
SAMPLE = pcap([syn(SERVER, 4000), synack(SERVER, 4000, sequence=64001), synack(OTHER, 4001)])


def facts(body: bytes) -> list[InitialSequences]:
    found: list[Reading] = list(read_sequences(body, "desk"))
    return [reading.fact for reading in found if isinstance(reading.fact, InitialSequences)]


def test_each_port_has_its_series() -> None:
    one, other = read_sequences(SAMPLE, "desk")
    assert one.subject.key == SERVER
    assert one.fact == InitialSequences(
        vantage="desk", port=443, numbers=(64001,), at_s=(1668798000.5,), own_ports=(4000,)
    )
    # Without its SYN an answer counts from when it came.
    assert other.fact == InitialSequences(
        vantage="desk", port=443, numbers=(77,), at_s=(1668798002.5,), own_ports=(4001,)
    )


def test_an_answer_that_was_sent_again_counts_once() -> None:
    first, again = synack(SERVER, 4000, sequence=5), synack(SERVER, 4000, sequence=5)
    assert [one.numbers for one in facts(pcap([syn(SERVER, 4000), first, again]))] == [(5,)]
    anew = [syn(SERVER, 4000), first, syn(SERVER, 4000), again]
    assert [one.numbers for one in facts(pcap(anew))] == [(5, 5)]


def test_the_span_holds_the_first_and_the_last_packet() -> None:
    body = pcap([synack(SERVER, port, sequence=port) for port in range(4000, 4004)])
    (reading,) = read_sequences(body, "desk")
    first, last = (int(part) for part in reading.selector.removeprefix("bytes=").split("-"))
    packets = list(read_packets(body))
    assert (first, last + 1) == (packets[0].first, packets[-1].end)


def test_a_long_series_is_cut() -> None:
    body = pcap([synack(SERVER, port) for port in range(4000, 4000 + MAX_NUMBERS + 5)])
    assert [len(one.numbers) for one in facts(body)] == [MAX_NUMBERS]


def test_what_is_written_is_read_back() -> None:
    packets = [(one.at, SAMPLE[one.first : one.end]) for one in read_packets(SAMPLE)]
    body = written([(at, packet) for at, packet in packets if at is not None])
    assert body == SAMPLE
    assert [half.answered for half in halves(body)] == [False, True, True]


@given(anything(SAMPLE), st.text(max_size=5))
def test_any_bytes_are_read_without_an_error(body: bytes, vantage: str) -> None:
    for reading in read_sequences(body, vantage):
        fact = reading.fact
        assert isinstance(fact, InitialSequences)
        assert len(fact.numbers) == len(fact.at_s) == len(fact.own_ports)
