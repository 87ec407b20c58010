"""Real edges before real servers: each is told apart by what it answers itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.real_chains import CHAINS, chain, probed, said

PROGRAMS = {"HAProxy, nginx": ("haproxy", "nginx"), "Varnish, Apache": ("varnishd", "apache2")}


@pytest.mark.parametrize("title", sorted(PROGRAMS))
async def test_edge_and_origin_are_told_apart(tmp_path: Path, title: str) -> None:
    for program in PROGRAMS[title]:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    edge, server, edge_name, origin_name = CHAINS[title]
    with chain(tmp_path, edge, server) as port:
        found = said(await probed(tmp_path, "chain.example", port), 0.55)
    assert found["site.edge"] == {edge_name}
    assert found["site.web_server"] == {origin_name}
