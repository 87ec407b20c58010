"""A laboratory is staged where the user says, or on the best tier with every refusal told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from periplus.cli._stage import counted, ground, size_of
from periplus.lab.land import Census, Land
from periplus.lab.programs import find
from periplus.lab.row import program as found
from periplus.lab.tiers import refusal
from periplus.lab.topology import topology_of
from tests.cli.ended import Periplus
from tests.lab.staged import REFUSED
from tests.lab.tiny import tiny


@pytest.mark.parametrize("tier", ["root", "user"])
def test_the_model_case_holds_on_machines(periplus: Periplus, tmp_path: Path, tier: str) -> None:
    if refusal(tier) is not None:
        pytest.skip(REFUSED)

    ended = periplus("lab", "check", "belarus-2022", "--tier", tier, "--keep", tmp_path)

    lines = ended.out.splitlines()
    assert ended.code == 0, ended.out
    assert lines[0].startswith(f"belarus-2022, {tier} tier: ")
    assert "no line leads out, 0 sent out; with an address from elsewhere: none" in lines[1]
    assert lines[2].startswith("real servers: ")
    for program in ("nsd", "knotd", "named", "nginx", "unbound", "php-fpm"):
        assert not found(program) or f"{program} on " in lines[2]
    assert not find("bird") or "routers with BIRD" in lines[3]
    assert {"C09 ok", "C10 ok", "C15 ok", "C18 ok"} <= set(lines)
    assert lines[-1].endswith("0 forbidden")
    assert (tmp_path / "belarus-2022-country").is_dir()


def test_loopback_says_that_it_has_no_nat(capsys: pytest.CaptureFixture[str]) -> None:
    with ground(tiny().with_value(("vantage",), {"nat": "slirp4netns"}), "loopback") as land:
        assert land is None
    assert capsys.readouterr().err == "loopback tier: slirp4netns before the observer cannot be staged\n"


def test_a_refused_tier_is_one_sentence(
    periplus: Periplus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "unshare"
    program.write_text("#!/bin/sh\necho unshare failed: No space left on device >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    ended = periplus("lab", "check", "belarus-2022", "--tier", "root")

    assert ended.code == 2
    assert "root tier" in ended.err
    assert "ENOSPC" in ended.err


def test_what_was_built_and_counted_is_told_in_words() -> None:
    land = Land(topology_of(tiny().script))
    assert size_of(land) == "3 machines and 2 lines, built in 0.00 s"
    assert counted(land) == "packets were not counted"
    land.census = Census('{"packets": 5, "lost": 1, "foreign": {"192.0.2.1": 2}}')
    assert "5 packets" in counted(land)
    assert "192.0.2.1 2" in counted(land)
    assert "1 came too fast" in counted(land)
    assert not land.census.kept
    land.census = Census('{"packets": 5}', {"eth0 of vantage": 7})
    assert "sent out: 7 by eth0 of vantage;" in counted(land)
    assert not land.census.kept


def test_a_limit_that_is_reached_midway_is_one_sentence() -> None:
    if refusal("user") is not None:
        pytest.skip(REFUSED)
    # In a user namespace of its own: the limit is that of its descendants alone.
    run = f"{sys.executable} -m periplus lab run zembla-2024 --tier root -- true"
    words = f"echo 12 > /proc/sys/user/max_net_namespaces && exec {run}"
    ended = subprocess.run(
        ["unshare", "--user", "--map-root-user", "sh", "-c", words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == 2, ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith(
        "periplus: root tier: the kernel's limit on namespaces is 0 or reached"
    )
