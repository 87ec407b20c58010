"""Lists of ports: our own, nmap's where it is installed, and those written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.signatures.port_lists import (
    MOST_PORTS,
    NMAP_SERVICES,
    PortListError,
    conventional,
    most_frequent,
    ports_of,
)


@pytest.mark.parametrize("number", [100, 1000])
def test_our_own_lists_have_their_length_and_begin_alike(number: int) -> None:
    ports = ports_of(f"top{number}")
    assert len(set(ports)) == len(ports) == number
    assert ports[:100] == conventional()
    assert {21, 22, 25, 80, 443, 3306, 3389, 8080} <= set(ports)


def test_a_written_list() -> None:
    assert ports_of(" 443, 80-82,81 ") == (443, 80, 81, 82)


@pytest.mark.parametrize("text", ["", ",", "0", "65536", "9-1", "http", "-5", "1-65535", "8O", "\u0661"])
def test_what_is_no_list_is_one_sentence(text: str) -> None:
    with pytest.raises(PortListError) as error:
        ports_of(text)
    assert "\n" not in str(error.value)


def test_nmaps_list_is_read_by_frequency(tmp_path: Path) -> None:
    path = tmp_path / "nmap-services"
    path.write_text("# c\na\t23/tcp\t0.2\nb\t53/udp\t0.9\nc\t80/tcp\t0.4\nd\t22/tcp\t0.2\n")
    assert most_frequent(path) == (80, 22, 23)
    with pytest.raises(PortListError, match="not installed"):
        most_frequent(tmp_path / "none")
    path.write_bytes(b"\xff\0\n")
    with pytest.raises(PortListError, match="no frequencies"):
        most_frequent(path)


@pytest.mark.skipif(not NMAP_SERVICES.exists(), reason="nmap is not installed")
def test_the_installed_list() -> None:
    assert len(ports_of("nmap1000")) == 1000
    assert ports_of("nmap100")[:3] == (80, 23, 443)


@given(st.text(max_size=40))
def test_any_text_is_a_list_or_an_error(text: str) -> None:
    try:
        ports = ports_of(text)
    except PortListError:
        return
    assert 0 < len(ports) <= MOST_PORTS
