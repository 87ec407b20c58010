"""The small world with a public source in it: recorded JSON at exact paths."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.collectors.rounds import TEXT

BASE = "https://rdap.example"
_BEFORE = '  [[web.answer]]\n  path = "/ipv4.json"'


def with_answers(answers: Mapping[str, Any]) -> str:
    """The world's text with a document at each path (with its query) below BASE."""
    added = "".join(
        f'  [[web.answer]]\n  path = "{path}"\n'
        f'  fields = [["Content-Type", "application/json"]]\n'
        f"  text = '''{json.dumps(document)}'''\n"
        for path, document in answers.items()
    )
    return TEXT.replace(_BEFORE, added + _BEFORE)
