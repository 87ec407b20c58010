"""Which name servers hand out the whole zone to anybody (AXFR, RFC 5936)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.zone_transfer import ZoneTransfer
from periplus.model import Claim, Layer, Observation, Sign, Tables, Value

VERSION = 1
READS = (ZoneTransfer,)
WRITES = ("zone.transfer",)
RULE = f"zone_transfer@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One row per server that answered."""
    for observation in observations:
        answer = observation.fact
        if not isinstance(answer, ZoneTransfer):
            continue
        given = answer.records > 0
        state = ("open" if answer.complete else "partly open") if given else f"answers {answer.rcode}"
        value: Value = {
            "server": answer.server,
            "state": state,
            "records": answer.records,
            "names": answer.names,
        }
        reason = (
            f"{answer.server} gave {answer.records} records of {answer.names} names to whoever asks for "
            "the whole zone: every name in it is public."
            if given
            else f"{answer.server} was asked for the whole zone and answered {answer.rcode}, no record."
        )
        yield Sign.on(
            observation,
            predicate="zone.transfer",
            value=value,
            layer=Layer.NAMING,
            channel="dns-auth",
            reason=reason,
            rule=RULE,
        )
