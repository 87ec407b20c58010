"""A speaker's settings: sessions, preference by relation and choice, nothing for the kernel."""

from __future__ import annotations

import socket
import subprocess
import threading
from pathlib import Path

import pytest

from periplus.lab.bird import asked, settings
from periplus.lab.programs import find
from periplus.lab.speakers import COLLECTOR, Neighbour, Speaker, speakers_of
from tests.lab.test_speakers import routed

ADDRESSES = {64500: "198.18.0.1", 64501: "198.18.0.2", 64502: "198.18.0.3", COLLECTOR: "198.18.0.9"}
SPEAKER = Speaker(
    asn=64500,
    origins=("203.0.113.0/24", "2001:db8:1::/48"),
    neighbours=(
        Neighbour(asn=64501, kind="provider", preferred=("198.51.100.0/24", "2001:db8:2::/48")),
        Neighbour(asn=64502, kind="customer"),
    ),
)


def test_the_settings_say_who_is_preferred_and_who_is_told_what() -> None:
    text = settings(SPEAKER, ADDRESSES)
    provider, customer = text.split("protocol bgp ")[1:]

    assert "router id 198.18.0.1;" in text
    assert "{ ipv4; route 203.0.113.0/24 blackhole; }" in text
    assert "{ ipv6; route 2001:db8:1::/48 blackhole; }" in text
    assert "protocol kernel" not in text
    assert "local 198.18.0.1 as 64500;" in provider
    assert "neighbor 198.18.0.2 as 64501;" in provider
    assert "bgp_local_pref = 100; if net ~ [ 198.51.100.0/24 ] then bgp_local_pref = 1100;" in provider
    assert "if net ~ [ 2001:db8:2::/48 ] then" in provider
    assert "bgp_local_pref ~ [ 300, 1300 ] then accept; reject;" in provider
    assert "bgp_local_pref = 300; accept;" in customer
    assert "export filter { accept; }" in customer


def test_bird_can_read_them(tmp_path: Path) -> None:
    if not find("bird"):
        pytest.skip("bird is not installed")
    addresses = {asn: f"198.18.0.{n}" for n, asn in enumerate(speakers_of(routed().script, {}), 1)}
    for speaker in (*speakers_of(routed().script, {}).values(), SPEAKER):
        path = tmp_path / str(speaker.asn)
        path.write_text(settings(speaker, {**ADDRESSES, **addresses}))
        ended = subprocess.run([find("bird"), "-p", "-c", path], capture_output=True, check=False)
        assert ended.returncode == 0, ended.stderr


def test_nobody_at_the_control_socket_answers_nothing(tmp_path: Path) -> None:
    assert asked(tmp_path / "none", "show status") == ""


def test_an_answer_is_read_to_its_end(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen(1)

        def answer() -> None:
            line, _ = listening.accept()
            with line:
                line.sendall(b"0001 BIRD ready.\n")
                said = line.recv(100)
                line.sendall(b"0000")
                line.sendall(b" " + said)

        serving = threading.Thread(target=answer)
        serving.start()
        assert asked(tmp_path / "s", "show status") == "0000 show status\n"
        serving.join()
