"""PHP says what the scenario says: the script and its answers, without and behind a server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from periplus.lab.edge import Front
from periplus.lab.php import SCRIPT, answers, fpm, fpm_program
from periplus.lab.programs import find
from periplus.lab.scenario import Scenario
from periplus.lab.script import WebAnswer, WebPart
from tests.lab.tiny import tiny

WEB = WebPart(
    hosts=("www.example.zz",),
    addresses=("203.0.113.7",),
    answer=(
        WebAnswer(
            path="/", fields=(("Date", "@date"), ("X-Odd", "1")), cookies=("a=1", "b=2"), text="hi"
        ),
        WebAnswer(path="/other", host="other.example", text="not here"),
        WebAnswer(path="/chunked", framing="chunked", text="parts"),
    ),
)
RUN = """
$_SERVER['HTTP_HOST'] = 'WWW.example.zz:443'; $_SERVER['REQUEST_URI'] = $argv[1]; require $argv[2];
"""


def test_the_answers_hold_fields_and_cookies_in_order(tmp_path: Path) -> None:
    answers(tmp_path, WEB, {}, tiny().script.as_of)
    told = json.loads((tmp_path / "answers.json").read_text())

    first, _, chunked, missing = told["answers"]
    assert first["fields"] == [
        ["Date", "@date"],
        ["X-Odd", "1"],
        ["Content-Length", "2"],
        ["Set-Cookie", "a=1"],
        ["Set-Cookie", "b=2"],
    ]
    assert chunked["fields"] == []  # whoever speaks HTTP frames it
    assert (missing["path"], missing["status"]) == (None, 404)
    assert (tmp_path / first["body"]).read_bytes() == b"hi"


@pytest.mark.parametrize(
    ("path", "body"),
    [("/", "hi"), ("/other", "Not found\n"), ("/chunked", "parts"), ("/?q", "Not found\n")],
)
def test_the_script_chooses_as_our_own_server_does(tmp_path: Path, path: str, body: str) -> None:
    if not find("php"):
        pytest.skip("php is not installed")
    answers(tmp_path, WEB, {}, tiny().script.as_of)

    words = [find("php"), "-r", RUN, path, str(tmp_path / SCRIPT)]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout == body


def test_php_fpm_can_read_its_settings(tmp_path: Path) -> None:
    if not fpm_program():
        pytest.skip("php-fpm is not installed")
    words = fpm(tmp_path, Front(tmp_path / "s"))

    ended = subprocess.run([fpm_program(), "-t", *words], capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr


def test_the_newest_php_fpm_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("periplus.lab.php.PLACES", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert fpm_program() == ""
    for name in ("php-fpm8.2", "php-fpm8.4"):
        (tmp_path / name).write_text("")
    assert fpm_program().endswith("php-fpm8.4")


def test_the_model_cases_site_can_be_said_by_php() -> None:
    (web,) = [web for web in Scenario.load("belarus-2022").script.web if "oac.gov.by" in web.hosts]
    assert web.through == ("nginx", "php-fpm")
