"""Thirty sender policies: Periplus beside checkdmarc, on the same server, difference by difference."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset
from served.loopback import folder, peer, said, served, settle, step_inside, timed

from periplus.measures.dns_answers import Answer, Question
from periplus.measures.spf import evaluate

RESOLVER = "192.0.2.53"
LONG = " ".join(f"ip4:203.0.113.{number}" for number in range(30))
POLICIES: Mapping[str, tuple[str, ...]] = {
    "nobody": ("v=spf1 -all",),
    "soft": ("v=spf1 ~all",),
    "open": ("v=spf1 +all",),
    "silent": ("v=spf1",),
    "networks": ("v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all",),
    "own": ("v=spf1 a mx -all",),
    "included": ("v=spf1 include:networks.example -all",),
    "twice": ("v=spf1 include:included.example include:networks.example ~all",),
    "redirected": ("v=spf1 redirect=networks.example",),
    "after-all": ("v=spf1 -all ip4:192.0.2.1",),
    "all-and-redirect": ("v=spf1 -all redirect=networks.example",),
    "asks-ptr": ("v=spf1 ptr -all",),
    "asks-list": ("v=spf1 exists:%{i}.list.example -all",),
    "macro": ("v=spf1 include:%{d2}.policies.example -all",),
    "ten": ("v=spf1 " + "include:nobody.example " * 10 + "-all",),
    "eleven": ("v=spf1 " + "include:nobody.example " * 11 + "-all",),
    "nested-eleven": ("v=spf1 include:ten.example -all",),
    "loop": ("v=spf1 include:loop.example -all",),
    "circle": ("v=spf1 redirect=circle.example",),
    "two-void": ("v=spf1 a:v1.example a:v2.example -all",),
    "three-void": ("v=spf1 a:v1.example a:v2.example a:v3.example -all",),
    "two-records": ("v=spf1 -all", "v=spf1 +all"),
    "none": ("some other text",),
    "prefix": ("v=spf10 -all",),
    "bad-network": ("v=spf1 ip4:192.0.2.1/33 -all",),
    "bad-term": ("v=spf1 foo:bar.example -all",),
    "bad-after-all": ("v=spf1 -all foo",),
    "to-nothing": ("v=spf1 include:nothing.example -all",),
    "eleven-exchanges": ("v=spf1 mx -all",),
    "long": (f"v=spf1 {LONG} -all",),
}
_PEER = """
import json, sys
from importlib import metadata
import checkdmarc.spf as spf
found = {}
for domain in json.loads(sys.argv[1]):
    told = spf.check_spf(domain, nameservers=[sys.argv[2]], timeout=2)
    found[domain] = {key: told.get(key) for key in
                     ("valid", "error", "dns_lookups", "void_dns_lookups", "warnings")}
print(json.dumps({"version": metadata.version("checkdmarc"), "found": found}))
"""


def answer(query: dns.message.Message) -> dns.message.Message:
    """The world of the thirty records."""
    response = dns.message.make_response(query)
    response.flags |= dns.flags.RA
    question = query.question[0]
    name = question.name.to_text().lower().removesuffix(".")
    label = name.removesuffix(".example")
    data: list[str] = []
    known = label in POLICIES
    match question.rdtype:
        case dns.rdatatype.TXT if known:
            data = [_quoted(text) for text in POLICIES[label]]
        case dns.rdatatype.A if known or label.startswith("mx"):
            data = ["192.0.2.7"]
        case dns.rdatatype.MX if label == "eleven-exchanges":
            data = [f"10 mx{number}.example." for number in range(11)]
        case dns.rdatatype.MX if known:
            data = ["10 mx.example."]
    if data:
        kind = dns.rdatatype.to_text(question.rdtype)
        response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *data))
    elif not known and not label.startswith("mx"):
        response.set_rcode(dns.rcode.NXDOMAIN)
    return response


def _quoted(text: str) -> str:
    pieces = [text[at : at + 200] for at in range(0, len(text), 200)]
    return " ".join(f'"{piece}"' for piece in pieces)


def ours(domain: str) -> dict[str, object]:
    """What Periplus' evaluation comes to, asked to its end."""
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [RESOLVER]
    answers: dict[Question, Answer] = {}
    for _ in range(24):
        policy = evaluate(domain, answers)
        if not policy.missing:
            break
        for name, kind in policy.missing:
            try:
                found = resolver.resolve(f"{name}.", kind)
                texts = tuple(_text(record, kind) for record in found)
                answers[name, kind] = Answer(rcode="NOERROR", records=texts)
            except dns.resolver.NoAnswer:
                answers[name, kind] = Answer(rcode="NOERROR")
            except dns.resolver.NXDOMAIN:
                answers[name, kind] = Answer(rcode="NXDOMAIN")
    return {"state": policy.state, "lookups": policy.lookups, "void": policy.void_lookups}


def _text(record: object, kind: str) -> str:
    if kind == "TXT":
        return b"".join(getattr(record, "strings", ())).decode()
    return str(record).removesuffix(".")


def state_of(domain: str, told: Mapping[str, object]) -> str:
    """The verdict of checkdmarc in our words."""
    if told["valid"]:
        return "policy"
    absent = str(told["error"]).startswith(f"{domain} does not have") or "An SPF record" in str(
        told["error"]
    )
    return "none" if absent else "permerror"


def main() -> None:
    """Print what differs, and how much agrees."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    step_inside(__file__)
    domains = [f"{label}.example" for label in POLICIES]
    with folder() as directory:
        settle([RESOLVER], RESOLVER, directory)
        with served({RESOLVER: answer}) as count:
            mine = {domain: ours(domain) for domain in domains}
            own = count()
            python = peer("python") or sys.executable
            _, ended = timed([python, "-c", _PEER, json.dumps(domains), RESOLVER])
            theirs = count()
    if ended.returncode:
        print("checkdmarc is not installed: left out")
        for domain, told in mine.items():
            print(domain, told)
        return
    told = said(ended)
    print(f"checkdmarc {told['version']}; questions: Periplus {own}, checkdmarc {theirs}")
    print("| record | Periplus | look-ups | void | checkdmarc | look-ups | void |")
    print("|---|---|---|---|---|---|---|")
    same = 0
    for domain, found in mine.items():
        other = told["found"][domain]
        counts = (other["dns_lookups"], other["void_dns_lookups"])
        state = state_of(domain, other)
        agreed = state == found["state"] and (
            state != "policy" or counts == (found["lookups"], found["void"])
        )
        same += agreed
        if not agreed:
            row = (domain, found["state"], found["lookups"], found["void"], state, *counts)
            print("| " + " | ".join(map(str, row)) + f" | {str(other['error'] or '')[:90]}")
    print(f"{same} of {len(mine)} alike")


if __name__ == "__main__":
    main()
