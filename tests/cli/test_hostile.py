"""A hostile site from its bytes to the terminal and the report: no sequence gets out, nothing runs."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from periplus.cli._options import Question
from periplus.cli._progress import shown
from periplus.cli._summary import print_summary
from periplus.cli.lab import ask
from periplus.lab.scenario import Scenario
from periplus.lab.world import World
from tests.cli.ended import Periplus
from tests.report.page import PageReader
from tests.run.worlds import HEAD, TARGET, ZONES

ESCAPE, CSI, OVERRIDE = "\x1b", "\x9b", "\u202e"
BAD = f"{ESCAPE}]0;owned\x07{ESCAPE}[2J{CSI}31m{OVERRIDE}<script>alert(1)</script>"
MARKUP = "<script>alert(1)</script>"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
REGISTRY = f"inetnum: 198.51.100.0 - 198.51.100.255\nnetname: {BAD}\norg-name: {BAD}\ncountry: ZZ\n"


def hostile() -> Scenario:
    """The small site, with bad texts in all that it and its registry say."""
    tree: dict[str, Any] = tomllib.loads(HEAD + ZONES)
    tree["whois"][0]["answer"] = [{"prefix": "198.51.100.0/24", "text": REGISTRY}]
    # An HTTP field cannot hold ESC and stay parsable everywhere; C1 and markup can.
    field = f"nginx {CSI}31m{MARKUP}"
    answer = {
        "path": "/",
        "fields": [["Server", field], ["X-Powered-By", field], ["Content-Type", "text/html"]],
        "cookies": [f"id={CSI}2J{MARKUP}; path=/"],
        "text": f"<title>{BAD}</title><meta name=generator content='{BAD}'><p>{BAD}</p>",
    }
    tls = {
        "names": ["www.example.org"],
        "common_name": f"{ESCAPE}[2J{MARKUP}",
        "issuer_organisation": BAD[:60],
        "issuer": f"{ESCAPE}[31m{MARKUP}",
    }
    tree["web"] = [
        {"hosts": ["www.example.org"], "addresses": ["198.51.100.7"], "tls": tls, "answer": [answer]}
    ]
    return Scenario.of("hostile", tree, {})


@pytest.mark.parametrize("form", [{}, {"verbose": True}, {"json_lines": True}])
async def test_no_sequence_reaches_the_terminal(
    form: dict[str, bool], tmp_path: Path, capfd: pytest.CaptureFixture[str], periplus: Periplus
) -> None:
    directory = tmp_path / f"case {ESCAPE}[2J{OVERRIDE}"
    switches = {"json_lines": False, "verbose": False} | form
    async with World(hostile()) as world:
        with shown(**switches) as progress:
            held, judgement = await ask(Question(target=TARGET, directory=directory), world, progress)
    with held:
        print_summary(held, judgement)
    captured = capfd.readouterr()
    said = captured.out + captured.err

    assert "www.example.org" in said
    assert CONTROL.findall(said) == []
    if form.get("json_lines"):
        assert all(json.loads(line) for line in captured.err.splitlines())

    for arguments in (("verify", directory), ("judge", directory), ("show", directory, "0" * 12)):
        ended = periplus(*arguments)
        assert CONTROL.findall(ended.out + ended.err) == [], arguments


async def test_the_report_runs_nothing(tmp_path: Path, periplus: Periplus) -> None:
    directory = tmp_path / f"case {ESCAPE}[2J{OVERRIDE}"
    async with World(hostile()) as world:
        held, _ = await ask(Question(target=TARGET, directory=directory), world, lambda _: None)
    held.close()
    page = tmp_path / "report.html"
    for form in ("html", "md"):
        assert periplus("report", directory, "--format", form, "-o", page).code == 0
        text = page.read_text(encoding="utf-8")
        assert CONTROL.findall(text) == []
        assert MARKUP not in text
        if form == "html":
            read = PageReader(text)
            assert "script" not in read.names
            assert not {name for name in read.attributes if name.startswith("on")}
            assert "alert(1)" in read.text
            assert read.loads == []
