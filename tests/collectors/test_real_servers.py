"""Real servers on loopback: their products and versions are found, and nothing else is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.real_servers import nginx, php, told, visited

MENTIONS = """<!DOCTYPE html><html><head><title>WordPress, Drupal and jQuery compared</title></head>
<body><h1>Why we left WordPress 6.4 for Drupal</h1><p>Our site ran on /wp-content/themes/ and Joomla!,
with jQuery v3.7.1, React and Laravel behind nginx/1.25 and Apache/2.4.</p>
<p>&lt;meta name="generator" content="WordPress 6.4"&gt;</p><a href="/wp-content/x.pdf">old files</a>
<code>&lt;script src="/wp-includes/js/jquery.js"&gt;</code></body></html>"""


def needed(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"no {program} here")
    return found


def version_of(program: str, *arguments: str) -> str:
    done = subprocess.run([needed(program), *arguments], capture_output=True, text=True, check=True)
    found = re.search(r"\d+(?:\.\d+)+", done.stdout + done.stderr)
    assert found is not None
    return found[0]


def site(at: Path, files: dict[str, str]) -> Path:
    root = at / "root"
    root.mkdir()
    at.chmod(0o755)
    for name, content in files.items():
        (root / name).write_text(content)
    return root


async def test_a_server_and_its_version_and_no_product_that_a_page_mentions(tmp_path: Path) -> None:
    version = version_of("nginx", "-v")
    with nginx(tmp_path, site(tmp_path, {"index.html": MENTIONS})) as port:
        found = told(await visited(tmp_path, "plain.example", port, {}))
    assert found == {
        "site.web_server": {"nginx"},
        "site.web_server_version": {f"nginx {version}"},
    }


async def test_php_and_what_its_application_says_of_itself(tmp_path: Path) -> None:
    version = version_of("php", "-v")
    page = (
        "<?php session_start(); ?><!DOCTYPE html><meta name=generator content='WordPress 6.1.9'>"
        "<script src=/wp-includes/js/app.js></script>"
    )
    root = site(tmp_path, {"index.php": page})
    (root / "wp-includes" / "js").mkdir(parents=True)
    (root / "wp-includes" / "js" / "app.js").write_text("/*! jQuery v3.6.3 | (c) others */")
    with php(tmp_path, root) as port:
        found = told(await visited(tmp_path, "php.example", port, {}))
    assert found["site.technology"] == {"PHP", "WordPress"}
    assert found["site.technology_version"] == {f"PHP {version}", "WordPress 6.1.9"}
    assert found["site.page_technology_version"] == {"jQuery 3.6.3"}
