"""A small world's tables as text: two gateways, three inside, two carriers abroad."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from periplus.lab.mrt import routing_table

AT = datetime(2022, 11, 18, tzinfo=UTC)
AS_REL = """# source:topology|BGP|20221101|example|rrc00
64511|64500|-1
64510|64500|-1
64511|64501|-1
64500|64502|-1
64501|64502|-1
64501|64503|-1
64510|64511|0
"""
DELEGATED = """2|ripencc|20221115|5|19830705|20221114|+0000
ripencc|*|ipv4|*|3|summary
ripencc|ZZ|ipv4|192.0.2.0|256|20100101|allocated|A1
ripencc|ZZ|ipv4|198.51.100.0|192|20100101|assigned|A1
ripencc|ZZ|ipv6|2001:db8::|33|20100101|allocated|A1
ripencc|QV|ipv6|2001:db8:8000::|33|20100101|allocated|A2
ripencc|QV|ipv4|203.0.113.0|256|20100101|allocated|A2
ripencc|ZZ|asn|64500|3|20100101|allocated|A1
ripencc|QV|asn|64510|2|20100101|allocated|A2
ripencc|QV|ipv4|0.0.0.0|256|20100101|available|
"""
AS2ORG = """# format:org_id|changed|org_name|country|source
O-1|20200101|Zembla Cables|ZZ|RIPE
O-2|20200101|Questria Transit|QV|RIPE
# format:aut|changed|aut_name|org_id|opaque_id|source
64500|20200101|ZEM-A|O-1||RIPE
64503|20200101|ZEM-B|O-1||RIPE
64510|20200101|QV-NET|O-2||RIPE
"""
OWNERS = (
    "asn,conglomerate,org_id,org_name,ownership_cc,source,quote,quote_lang,url,target_cc\n"
    '64500,ZZ-CABLES,O-1,Zembla Cables,ZZ,Annual report,"All shares, without exception, are the '
    "Crown's.\",English,https://cables.example/report,\n"
)
USERS = "asn,country,users\n64502,ZZ,3000\n64503,ZZ,1000\n"
DOMAINS = "asn,country,domains\n64500,ZZ,60\n64503,ZZ,20\n64510,ZZ,15\n64999,ZZ,5\n64510,QV,9\n"
MEMBERS = {
    "data": [
        {"id": 9, "ix_id": 4, "asn": 64502, "name": "ZIX", "speed": 1000, "operational": True},
        {"id": 10, "ix_id": 4, "asn": 64510, "speed": 10000, "operational": True},
        {"id": 11, "ix_id": 4, "asn": 64510, "speed": 10000, "operational": True},
        {"id": 12, "ix_id": 4, "asn": 64511, "speed": 10000, "operational": False},
        {"id": 13, "ix_id": 5, "asn": 64500, "speed": 400},
        {"id": 14, "ix_id": 5, "asn": 64511, "speed": 400},
        {"id": 15, "ix_id": 6, "asn": 64511, "speed": 400},
        {"id": 5, "name": "QIX", "country": "QV", "city": ""},
        {"id": 4, "name": "ZIX", "country": "ZZ", "city": "Onhava"},
    ]
}
RIB = routing_table(
    [("203.0.113.1", 64510), ("203.0.113.2", 64511)],
    {
        "192.0.2.0/24": [(0, [64510, 64500, 64502]), (1, [64511, 64501, 64502])],
        "192.0.2.128/25": [(0, [64510, 64511, 64501, 64503]), (1, [64511, 64501, 64503])],
        "198.51.100.0/24": [(0, [64510, 64500])],
        "203.0.113.0/24": [(1, [64511])],
        "2001:db8::/40": [(0, [64510, 64500])],
        "2001:db8:40::/48": [(0, [64510, 64500, 64502])],
    },
    at=AT,
)
FILES: Mapping[str, bytes] = {
    "20221101.as-rel.txt": AS_REL.encode(),
    "delegated-extended": DELEGATED.encode(),
    "20221001.as-org2info.txt": AS2ORG.encode(),
    "state_owned_ases-2022-02-01.csv": OWNERS.encode(),
    "users-2022-10-01.csv": USERS.encode(),
    "domains-2022-10-01.csv": DOMAINS.encode(),
    "netixlan-2022-11-01.json": json.dumps(MEMBERS).encode(),
    "rib.mrt": RIB,
}


def lay_out(directory: Path, files: Mapping[str, bytes] = FILES) -> list[Path]:
    """The tables as files."""
    paths = []
    for name, content in files.items():
        path = directory / name
        path.write_bytes(content)
        paths.append(path)
    return paths
