"""Who runs the mail, by the exchange's name."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.rules import mail_operator
from tests.measures.asked import asked


@pytest.mark.parametrize(
    ("host", "operator", "own"),
    [
        ("aspmx.l.google.com", "Google Workspace", False),
        ("alt1.aspmx.l.google.com", "Google Workspace", False),
        ("example-org.mail.protection.outlook.com", "Microsoft 365", False),
        ("mx.yandex.net", "Yandex 360", False),
        ("eu-smtp-inbound-1.mimecast.com", "Mimecast", False),
        ("inbound-smtp.eu-west-1.amazonaws.com", "Amazon SES", False),
        ("mail.example.org", "", True),
        ("aspmx.l.google.com.example.net", "", False),
    ],
)
def test_names(ask: Any, host: str, operator: str, own: bool) -> None:
    (claim,) = ask(mail_operator, *asked("example.org", "MX", f"10 {host}"))
    assert claim.value == {"host": host, "operator": operator, "own_name": own}


def test_no_mail_no_operator(ask: Any) -> None:
    assert ask(mail_operator, *asked("example.org", "MX", "0 .")) == []
