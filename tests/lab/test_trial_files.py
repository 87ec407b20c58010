"""Web servers that hand out files: a process and a folder for each site."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.lab.trial import Box
from periplus.lab.trial_files import FILE_SERVERS, serving
from periplus.lab.trial_servers import Stand

STANDS = [
    Stand(box=Box(program="x", page=page), name=f"{number}.example", address=f"127.9.0.{number}")
    for number, page in ((1, None), (2, "<p>Mine.</p>"))
]


@pytest.mark.parametrize("name", sorted(FILE_SERVERS))
def test_each_site_has_a_process_at_its_address(tmp_path: Path, name: str) -> None:
    starts = serving(name)(tmp_path, STANDS)
    told = "".join(path.read_text() for path in sorted(tmp_path.glob("*.conf")))
    for start, stand in zip(starts, STANDS, strict=True):
        assert stand.address in f"{start.words}{told}"
        assert "Nothing but a page" in (tmp_path / stand.key / "index.html").read_text()


def test_mini_httpd_takes_error_pages_from_a_folder(tmp_path: Path) -> None:
    serving("mini_httpd")(tmp_path, STANDS)
    pages = sorted(tmp_path.glob("*/errors/err404.html"))
    assert [page.read_text() for page in pages] == ["<p>Mine.</p>"]
