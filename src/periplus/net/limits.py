"""Bounds on what one exchange may take, in seconds, bytes and counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Whatever a target does, an exchange ends within these."""

    connect_s: float = 5.0
    connect_tries: int = 4  # addresses of one name
    exchange_s: float = 20.0  # from the connection to the last byte, TLS handshake included
    dns_try_s: float = 2.0  # one datagram's wait for its answer
    dns_tries: int = 3
    transfer_bytes: int = 4 * 1024 * 1024  # of a zone, over TCP
    transfer_messages: int = 2000
    resolver_rate_per_s: float = 50.0  # the run's own resolver is no target
    http_body_bytes: int = 5 * 1024 * 1024  # as transferred, codings on
    http_head_bytes: int = 64 * 1024  # informational responses included
    http_fields: int = 200
    http_informational: int = 8  # 1xx responses before the final one
    whois_bytes: int = 1024 * 1024
    tls_chain_bytes: int = 64 * 1024
    knocks_in_flight: int = 200  # connections of a port scan under way at once
    knock_least_s: float = 1.3  # a lost SYN is sent again after one second (RFC 6298 §2.1)
    knock_most_s: float = 3.5  # as long as nobody has answered: two SYNs more
    greeting_s: float = 3.0  # for a server that speaks first
    greeting_quiet_s: float = 0.4  # after its last bytes
    greeting_bytes: int = 4096
