"""A site that PHP-FPM answers: the scenario's answers, said by a script (FastCGI behind nginx)."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from glob import escape, glob
from pathlib import Path

from periplus.lab.edge import Front
from periplus.lab.programs import PLACES
from periplus.lab.script import WebPart
from periplus.lab.script_checks import PHP
from periplus.lab.web import DATE, NOT_FOUND, body_of, fields_of, reason_of

SCRIPT = "index.php"
FRAMING = ("Transfer-Encoding", "Connection")  # said by whoever speaks HTTP
_SETTINGS = """
[global]
error_log = /dev/stderr
daemonize = no
[site]
user = root
listen = {listen}
pm = static
pm.max_children = 2
catch_workers_output = yes
php_admin_flag[expose_php] = off
php_admin_flag[display_errors] = off
php_admin_value[default_mimetype] = ""
php_admin_value[default_charset] = ""
php_admin_value[output_buffering] = 0
"""
# The first answer for the path, else the one for every path, else 404; as the laboratory's own server.
_SCRIPT = """<?php
$told = json_decode(file_get_contents(__DIR__ . '/answers.json'), true);
$host = preg_replace('/:[0-9]+$/', '', strtolower($_SERVER['HTTP_HOST'] ?? ''));
$found = null;
foreach ([$_SERVER['REQUEST_URI'], '*'] as $path) {
    foreach ($told['answers'] as $one) {
        if ($found === null && $one['path'] === $path && in_array($one['host'], [null, $host], true)) {
            $found = $one;
        }
    }
}
$found = $found ?? end($told['answers']);
header("HTTP/1.1 {$found['status']} {$found['reason']}");
$date = gmdate('D, d M Y H:i:s', $told['then'] + time() - filemtime(__DIR__ . '/answers.json')) . ' GMT';
foreach ($found['fields'] as [$name, $value]) {
    header($name . ': ' . ($value === '@date' ? $date : $value), false);
}
readfile(__DIR__ . '/' . $found['body']);
"""


def fpm_program() -> str:
    """Where PHP-FPM is: Debian writes its version into its name; empty when it is nowhere."""
    places = f"{os.environ.get('PATH', '')}:{PLACES}".split(":")
    # Not Path.glob, which fails where a directory of PATH is closed to this user.
    found = [one for place in places if place for one in glob(f"{escape(place)}/{PHP}*")]  # noqa: PTH207
    return max(found, key=os.path.basename, default="")


def fpm(directory: Path, front: Front) -> list[str]:
    """Write the settings; the words of the command."""
    listen = front.where if isinstance(front.where, Path) else "{}:{}".format(*front.where)
    (directory / "conf").write_text(_SETTINGS.format(listen=listen))
    # -R: in a user namespace there is nobody but root.
    return ["-n", "-R", "-F", "-y", str(directory / "conf")]


def answers(directory: Path, web: WebPart, documents: Mapping[str, bytes], now: datetime) -> None:
    """Write the script and what it says, bodies as files beside it."""
    told = []
    for number, answer in enumerate((*web.answer, NOT_FOUND)):
        body = body_of(answer, documents)
        (directory / f"{number}.body").write_bytes(body)
        told.append(
            {
                "path": None if answer is NOT_FOUND else answer.path,
                "host": answer.host,
                "status": answer.status,
                "reason": reason_of(answer),
                "fields": [
                    pair for pair in fields_of(answer, len(body), DATE) if pair[0] not in FRAMING
                ],
                "body": f"{number}.body",
            }
        )
    said = {"then": int(now.timestamp()), "answers": told}
    (directory / "answers.json").write_text(json.dumps(said))
    (directory / SCRIPT).write_text(_SCRIPT)
