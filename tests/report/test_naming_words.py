"""Records about names and mail, in words."""

from __future__ import annotations

import pytest

from periplus.model import Value
from periplus.report import words

SERVICE = {"service": "mailboxes", "offered": True, "target": "mail.example.org", "port": 993}


@pytest.mark.parametrize(
    ("predicate", "value", "text"),
    [
        ("zone.exchange_spf", {"result": "pass", "host": "mx", "address": "1"}, "pass for mx 1"),
        ("zone.exchange_dane", {"host": "mx", "published": False}, "mx: not pinned"),
        ("zone.mail_operator", {"host": "mx", "operator": "Acme"}, "Acme (mx)"),
        ("zone.mail_operator", {"host": "mx", "operator": "", "own_name": True}, "its own name (mx)"),
        ("zone.mta_sts_policy", {"fault": "No."}, "cannot be used: No."),
        (
            "zone.mta_sts_policy",
            {"mode": "none", "exchanges": "a", "left_out": "b"},
            "none: a, without b",
        ),
        ("zone.service", SERVICE, "mailboxes: mail.example.org port 993"),
        ("zone.service", SERVICE | {"offered": False}, "mailboxes: not offered"),
        ("zone.wildcard", {"answers": True, "data": "192.0.2.1"}, "every name is answered: 192.0.2.1"),
        ("zone.wildcard", {"answers": False}, "none"),
        (
            "host.dns_history",
            {"type": "A", "data": "192.0.2.1", "first_on": None, "last_on": "2014-06-30"},
            "A 192.0.2.1 (2014-06-30)",
        ),
    ],
)
def test_records_have_words(predicate: str, value: Value, text: str) -> None:
    assert words.value_text(predicate, value) == text
