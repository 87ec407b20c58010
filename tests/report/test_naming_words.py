"""Records about names and mail, in words."""

from __future__ import annotations

import pytest

from periplus.model import Value
from periplus.report import words

SERVICE = {"service": "mailboxes", "offered": True, "target": "mail.example.org", "port": 993}


@pytest.mark.parametrize(
    ("predicate", "value", "text"),
    [
        ("zone.record", {"type": "MX", "data": "10 mail.example.org"}, "MX 10 mail.example.org"),
        ("zone.verification", {"service": "Acme", "record": "a=b", "tells": "x"}, "Acme"),
        ("zone.spf", {"state": "none", "record": None}, "none published"),
        (
            "zone.spf",
            {"state": "policy", "record": "v=spf1 -all", "lookups": 0},
            "v=spf1 -all (0 look-ups)",
        ),
        ("zone.dmarc", {"published": False}, "none published"),
        ("zone.dmarc", {"published": True, "record": "v=DMARC1; p=none"}, "v=DMARC1; p=none"),
        (
            "zone.mail_exchange",
            {"published": True, "host": "mail.example.org", "preference": 10},
            "mail.example.org (preference 10)",
        ),
        ("zone.mail_exchange", {"published": False}, "none"),
        (
            "zone.dkim_selector",
            {"selector": "s1", "key_type": "rsa", "revoked": True},
            "s1 (rsa, revoked)",
        ),
        ("zone.mail_contradiction", {"between": "SPF and MX", "finding": "x"}, "SPF and MX"),
        ("zone.dnssec", {"state": "insecure", "at": "org", "because": "x"}, "insecure, decided at org"),
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
