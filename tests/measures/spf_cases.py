"""What a message gets under a policy, case by case, made from the text of RFC 7208."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """One message to one world of names."""

    section: str  # of RFC 7208
    policy: str  # of d.example, where the message says that it comes from
    result: str
    ip: str = "192.0.2.3"
    sender: str = "user@d.example"
    says: str = ""  # explanation
    helo: str = "mail.client.example"


WORLD = """
d.example A 192.0.2.3
d.example MX 10 mx.d.example
mx.d.example A 192.0.2.10
mx.d.example AAAA 2001:db8::10
host.d.example A 192.0.2.3
host.d.example AAAA 2001:db8::3
near.d.example A 192.0.2.5
far.d.example A 198.51.100.1
six.d.example AAAA 2001:db8::3
pass.example TXT v=spf1 ip4:192.0.2.3 ip6:2001:db8::3 -all
fail.example TXT v=spf1 -all
soft.example TXT v=spf1 ~all
neutral.example TXT v=spf1 ?all
open.example TXT v=spf1 +all
bare.example TXT v=spf1
text.example TXT no policy at all
broken.example TXT v=spf1 ip4:nonsense -all
two.example TXT v=spf1 -all
two.example TXT v=spf1 +all
down.example TXT !SERVFAIL
down.example A !SERVFAIL
down.example MX !REFUSED
loop.example TXT v=spf1 include:loop.example -all
circle.example TXT v=spf1 redirect=circle.example
deep.example TXT v=spf1 include:deeper.example -all
deeper.example TXT v=spf1 include:pass.example -all
says.example TXT v=spf1 exp=why.example -all
why.example TXT %{i} may not send for %{o}
odd.example TXT 100%% of %{l}%_from %{d}: %{c} %{r} %{t}
many.example MX 10 m0.example
nomail.example MX 0 .
eleven.example MX 10 e0.example
3.2.0.192.in-addr.arpa PTR host.d.example
3.2.0.192.in-addr.arpa PTR liar.example
liar.example A 198.51.100.99
9.2.0.192.in-addr.arpa PTR host.d.example
8.2.0.192.in-addr.arpa PTR !SERVFAIL
user.list.example A 127.0.0.2
3.2.0.192.list.example A 127.0.0.2
in-addr.list.example A 127.0.0.2
example.d.list.example A 127.0.0.2
d.list.example A 127.0.0.2
host.d.example.list.example A 127.0.0.2
mail.client.example.list.example A 127.0.0.2
a-b.list.example A 127.0.0.2
b.a.list.example A 127.0.0.2
postmaster.list.example A 127.0.0.2
user.d.example.list.example A 127.0.0.2
sub.d.example TXT v=spf1 a:host.d.example -all
""" + "".join(f"eleven.example MX 10 e{n}.example\n" for n in range(1, 11))  # fmt: skip

V6 = "2001:db8::3"
WHY = "192.0.2.3 may not send for d.example"
ODD = "100% of user from d.example: 192.0.2.3 unknown 0"
INCLUDES = " ".join(["include:neutral.example"] * 10)

CASES: tuple[Case, ...] = (
    # ---------------------------------------------------------------- §2.6, §4.7 results
    Case("2.6.2", "v=spf1 ?all", "neutral"),
    Case("2.6.3", "v=spf1 +all", "pass"),
    Case("2.6.4", "v=spf1 -all", "fail"),
    Case("2.6.5", "v=spf1 ~all", "softfail"),
    Case("4.7", "v=spf1", "neutral"),
    Case("4.7", "v=spf1 -ip4:198.51.100.1", "neutral"),
    # ---------------------------------------------------------------- §4.3 to §4.5 finding the record
    Case("4.3", "v=spf1 -all", "none", sender="user@example"),
    Case("4.3", "v=spf1 -all", "none", sender=f"user@{'a' * 64}.example"),
    Case("4.3", "v=spf1 -all", "none", sender="user@a..example"),
    Case("4.3", "v=spf1 -all", "fail", sender="user@D.Example."),
    Case("4.3", "v=spf1 exists:%{l}.list.example -all", "pass", sender="d.example"),
    Case("4.3", "v=spf1 exists:%{l}.list.example -all", "pass", sender="@d.example"),
    Case("4.4", "v=spf1 -all", "temperror", sender="user@down.example"),
    Case("4.5", "v=spf1 -all", "none", sender="user@nothing.example"),
    Case("4.5", "v=spf1 -all", "none", sender="user@text.example"),
    Case("4.5", "v=spf1 -all", "permerror", sender="user@two.example"),
    Case("4.5", "v=spf10 -all", "none"),
    Case("4.5", "v=spf1-all", "none"),
    Case("4.5", " v=spf1 -all", "none"),
    Case("4.5", "V=SPF1 -all", "fail"),
    # ---------------------------------------------------------------- §4.6 syntax
    Case("4.6", "v=spf1 +all nonsense", "permerror"),
    Case("4.6", "v=spf1 moo:d.example -all", "permerror"),
    Case("4.6", "v=spf1 -all ip4:192.0.2.3/33", "permerror"),
    Case("4.6", "v=spf1  ip4:192.0.2.3   -all ", "pass"),
    Case("4.6", "v=spf1 ++all", "permerror"),
    Case("4.6", "v=spf1 IP4:192.0.2.3 -ALL", "pass"),
    Case("4.6.1", "v=spf1 a:d.example=x -all", "permerror"),
    Case("4.6.1", "v=spf1 a:host.d.example\t-all", "permerror"),
    Case("4.6.2", "v=spf1 ~ip4:192.0.2.3 -all", "softfail"),
    Case("4.6.2", "v=spf1 ?ip4:192.0.2.3 -all", "neutral"),
    Case("4.6.2", "v=spf1 -ip4:192.0.2.3 +all", "fail"),
    # ---------------------------------------------------------------- §4.6.4 limits
    Case("4.6.4", f"v=spf1 {INCLUDES} +all", "pass"),
    Case("4.6.4", f"v=spf1 {INCLUDES} a:host.d.example -all", "permerror"),
    Case("4.6.4", f"v=spf1 {INCLUDES} redirect=pass.example", "permerror"),
    Case("4.6.4", f"v=spf1 {INCLUDES} ip4:192.0.2.3 -all", "pass"),
    Case("4.6.4", "v=spf1 include:loop.example +all", "permerror"),
    Case("4.6.4", "v=spf1 redirect=circle.example", "permerror"),
    Case("4.6.4", "v=spf1 mx:eleven.example -all", "permerror"),
    Case("4.6.4", "v=spf1 a:v1.example a:v2.example +all", "pass"),
    Case("4.6.4", "v=spf1 a:v1.example a:v2.example a:v3.example +all", "permerror"),
    Case("4.6.4", "v=spf1 a:v1.example mx:v2.example exists:v3.example +all", "permerror"),
    Case("4.6.4", "v=spf1 ip4:192.0.2.3 a:v1.example a:v2.example a:v3.example", "pass"),
    # ---------------------------------------------------------------- §4.8 target names
    Case("4.8", "v=spf1 a:%{d}.%{d}.example +all", "pass"),
    Case("4.8", f"v=spf1 a:{'b' * 64}.example -all", "fail"),
    Case("4.8", "v=spf1 a:a..example -all", "fail"),
    Case("4.8", f"v=spf1 include:{'b' * 64}.example -all", "permerror"),
    Case("4.8", "v=spf1 a:host.d.example. -all", "pass"),
    Case("4.8", "v=spf1 a:example -all", "permerror"),
    Case("4.8", "v=spf1 a:192.0.2.3 -all", "permerror"),
    Case("4.8", "v=spf1 a:host.d.exa-mple -all", "fail"),
    Case("4.8", "v=spf1 a:host.d.example- -all", "permerror"),
    Case("4.8", "v=spf1 a:museum.a_b.example -all", "fail"),
    # ---------------------------------------------------------------- §5.1 all
    Case("5.1", "v=spf1 -all ip4:192.0.2.3", "fail"),
    Case("5.1", "v=spf1 -all redirect=pass.example", "fail"),
    Case("5.1", "v=spf1 -all:d.example", "permerror"),
    Case("5.1", "v=spf1 -all/8", "permerror"),
    Case("5.1", "v=spf1 -all.", "permerror"),
    # ---------------------------------------------------------------- §5.2 include
    Case("5.2", "v=spf1 include:pass.example -all", "pass"),
    Case("5.2", "v=spf1 ~include:pass.example -all", "softfail"),
    Case("5.2", "v=spf1 -include:open.example +all", "fail"),
    Case("5.2", "v=spf1 include:fail.example ~all", "softfail"),
    Case("5.2", "v=spf1 include:soft.example -all", "fail"),
    Case("5.2", "v=spf1 include:neutral.example -all", "fail"),
    Case("5.2", "v=spf1 include:bare.example -all", "fail"),
    Case("5.2", "v=spf1 include:broken.example +all", "permerror"),
    Case("5.2", "v=spf1 include:down.example +all", "temperror"),
    Case("5.2", "v=spf1 include:text.example +all", "permerror"),
    Case("5.2", "v=spf1 include:nothing.example +all", "permerror"),
    Case("5.2", "v=spf1 include:deep.example -all", "pass"),
    Case("5.2", "v=spf1 include -all", "permerror"),
    Case("5.2", "v=spf1 include: -all", "permerror"),
    Case("5.2", "v=spf1 include:pass.example/24 -all", "permerror"),
    Case("5.2", "v=spf1 ip4:192.0.2.3 include:down.example -all", "pass"),
    # ---------------------------------------------------------------- §5.3 a
    Case("5.3", "v=spf1 a -all", "pass"),
    Case("5.3", "v=spf1 a -all", "fail", ip="192.0.2.4"),
    Case("5.3", "v=spf1 a:host.d.example -all", "pass", ip=V6),
    Case("5.3", "v=spf1 a:six.d.example -all", "fail"),
    Case("5.3", "v=spf1 a:near.d.example/29 -all", "pass"),
    Case("5.3", "v=spf1 a:near.d.example/31 -all", "fail"),
    Case("5.3", "v=spf1 a/0 -all", "pass", ip="203.0.113.9"),
    Case("5.3", "v=spf1 a:host.d.example//64 -all", "pass", ip="2001:db8::ffff"),
    Case("5.3", "v=spf1 a:host.d.example/24//128 -all", "fail", ip="2001:db8::ffff"),
    Case("5.3", "v=spf1 a:host.d.example/24//128 -all", "pass", ip="192.0.2.200"),
    Case("5.3", "v=spf1 a/33 -all", "permerror"),
    Case("5.3", "v=spf1 a//129 -all", "permerror"),
    Case("5.3", "v=spf1 a/ -all", "permerror"),
    Case("5.3", "v=spf1 a/08 -all", "permerror"),
    Case("5.3", "v=spf1 a: -all", "permerror"),
    Case("5.3", "v=spf1 a:down.example +all", "temperror"),
    Case("5.3", "v=spf1 a:host.d.example -all", "pass", ip="::ffff:192.0.2.3"),
    # ---------------------------------------------------------------- §5.4 mx
    Case("5.4", "v=spf1 mx -all", "pass", ip="192.0.2.10"),
    Case("5.4", "v=spf1 mx -all", "fail", ip="192.0.2.3"),
    Case("5.4", "v=spf1 mx -all", "pass", ip="2001:db8::10"),
    Case("5.4", "v=spf1 mx/28 -all", "pass"),
    Case("5.4", "v=spf1 mx:d.example//32 -all", "pass", ip="2001:db8:1::1"),
    Case("5.4", "v=spf1 mx:host.d.example -all", "fail"),  # no implicit exchange
    Case("5.4", "v=spf1 mx:nomail.example -all", "fail"),
    Case("5.4", "v=spf1 mx:down.example -all", "temperror"),
    Case("5.4", "v=spf1 mx: -all", "permerror"),
    # ---------------------------------------------------------------- §5.5 ptr
    Case("5.5", "v=spf1 ptr -all", "pass"),
    Case("5.5", "v=spf1 ptr:d.example -all", "pass"),
    Case("5.5", "v=spf1 ptr:host.d.example -all", "pass"),
    Case("5.5", "v=spf1 ptr:liar.example -all", "fail"),
    Case("5.5", "v=spf1 ptr:ost.d.example -all", "fail"),
    Case("5.5", "v=spf1 ptr -all", "fail", ip="192.0.2.9"),
    Case("5.5", "v=spf1 ptr -all", "fail", ip="192.0.2.8"),  # an error there is no match
    Case("5.5", "v=spf1 ptr -all", "fail", ip="192.0.2.77"),
    Case("5.5", "v=spf1 ptr: -all", "permerror"),
    Case("5.5", "v=spf1 ptr/24 -all", "permerror"),
    # ---------------------------------------------------------------- §5.6 ip4, ip6
    Case("5.6", "v=spf1 ip4:192.0.2.3 -all", "pass"),
    Case("5.6", "v=spf1 ip4:192.0.2.0/24 -all", "pass"),
    Case("5.6", "v=spf1 ip4:192.0.2.200/24 -all", "pass"),
    Case("5.6", "v=spf1 ip4:0.0.0.0/0 -all", "pass"),
    Case("5.6", "v=spf1 ip4:192.0.2.0/24 -all", "fail", ip=V6),
    Case("5.6", "v=spf1 ip4:192.0.2 -all", "permerror"),
    Case("5.6", "v=spf1 ip4:192.0.2.0/024 -all", "permerror"),
    Case("5.6", "v=spf1 ip4:192.0.2.0//24 -all", "permerror"),
    Case("5.6", "v=spf1 ip4:192.0.2.0/255.255.255.0 -all", "permerror"),
    Case("5.6", "v=spf1 ip4 -all", "permerror"),
    Case("5.6", "v=spf1 ip4: -all", "permerror"),
    Case("5.6", "v=spf1 ip6:2001:db8::/32 -all", "pass", ip=V6),
    Case("5.6", "v=spf1 ip6:2001:db8::3 -all", "pass", ip=V6),
    Case("5.6", "v=spf1 ip6:2001:DB8:0:0::3 -all", "pass", ip=V6),
    Case("5.6", "v=spf1 ip6:::/0 -all", "pass", ip=V6),
    Case("5.6", "v=spf1 ip6:::/0 -all", "fail"),
    Case("5.6", "v=spf1 ip6:2001:db8::3/129 -all", "permerror"),
    Case("5.6", "v=spf1 ip6:2001:db8::3//128 -all", "permerror"),
    Case("5.6", "v=spf1 ip6:2001:db8:::3 -all", "permerror"),
    Case("5.6", "v=spf1 ip6:192.0.2.3 -all", "permerror"),
    Case("5.6", "v=spf1 ip4:192.0.2.3 -all", "pass", ip="::ffff:192.0.2.3"),
    # ---------------------------------------------------------------- §5.7 exists
    Case("5.7", "v=spf1 exists:host.d.example -all", "pass"),
    Case("5.7", "v=spf1 exists:host.d.example -all", "pass", ip=V6),  # an A record, always
    Case("5.7", "v=spf1 exists:six.d.example -all", "fail", ip=V6),
    Case("5.7", "v=spf1 exists:nothing.example -all", "fail"),
    Case("5.7", "v=spf1 exists -all", "permerror"),
    Case("5.7", "v=spf1 exists: -all", "permerror"),
    Case("5.7", "v=spf1 exists:host.d.example/24 -all", "permerror"),
    Case("5.7", "v=spf1 exists:down.example -all", "temperror"),
    # ---------------------------------------------------------------- §6 modifiers
    Case("6", "v=spf1 unknown=%{d} -all", "fail"),
    Case("6", "v=spf1 unknown=%broken -all", "permerror"),
    Case("6", "v=spf1 redirect=pass.example redirect=fail.example", "permerror"),
    Case("6", "v=spf1 exp=why.example exp=why.example -all", "permerror"),
    Case("6.1", "v=spf1 redirect=pass.example", "pass"),
    Case("6.1", "v=spf1 redirect=fail.example", "fail"),
    Case("6.1", "v=spf1 redirect=pass.example ip4:198.51.100.1", "pass"),
    Case("6.1", "v=spf1 ?ip4:192.0.2.3 redirect=pass.example", "neutral"),
    Case("6.1", "v=spf1 redirect=text.example", "permerror"),
    Case("6.1", "v=spf1 redirect=nothing.example", "permerror"),
    Case("6.1", "v=spf1 redirect=down.example", "temperror"),
    Case("6.1", "v=spf1 redirect=broken.example", "permerror"),
    Case("6.1", "v=spf1 redirect= -all", "permerror"),
    Case("6.1", "v=spf1 include:circle.example -all", "permerror"),
    Case("6.2", "v=spf1 exp=why.example -all", "fail", says=WHY),
    Case("6.2", "v=spf1 exp=nothing.example -all", "fail"),
    Case("6.2", "v=spf1 exp=down.example -all", "fail"),
    Case("6.2", "v=spf1 exp=two.example -all", "fail"),
    Case("6.2", "v=spf1 exp=why.example ~all", "softfail"),
    Case("6.2", "v=spf1 include:says.example -all", "fail"),
    Case(
        "6.2",
        "v=spf1 -include:open.example exp=why.example",
        "fail",
        says=WHY,
    ),
    Case("6.2", "v=spf1 redirect=says.example", "fail", says=WHY),
    Case("6.2", "v=spf1 exp= -all", "permerror"),
    Case(
        "6.2",
        "v=spf1 exp=odd.example -all",
        "fail",
        says=ODD,
    ),
    # ---------------------------------------------------------------- §7 macros
    Case("7.1", "v=spf1 exists:%{a}.list.example -all", "permerror"),
    Case("7.1", "v=spf1 exists:%{d.list.example -all", "permerror"),
    Case("7.1", "v=spf1 exists:%(d).list.example -all", "permerror"),
    Case("7.1", "v=spf1 exists:100%.list.example -all", "permerror"),
    Case("7.1", "v=spf1 exists:%{d0}.list.example -all", "permerror"),
    Case("7.1", "v=spf1 exists:%{c}.list.example -all", "permerror"),
    Case("7.1", "v=spf1 exists:%{t}.list.example -all", "permerror"),
    Case("7.1", "v=spf1 exists:%%.list.example -all", "fail"),
    Case("7.3", "v=spf1 exists:%{l}.list.example -all", "pass"),
    Case("7.3", "v=spf1 exists:%{ir}.list.example -all", "pass"),
    Case("7.3", "v=spf1 exists:%{v}.list.example -all", "pass"),
    Case("7.3", "v=spf1 exists:%{v}.list.example -all", "fail", ip=V6),
    Case("7.3", "v=spf1 exists:%{dr}.list.example -all", "pass"),
    Case("7.3", "v=spf1 exists:%{d1r}.list.example -all", "pass"),
    Case("7.3", "v=spf1 exists:%{p}.list.example -all", "pass"),
    Case("7.3", "v=spf1 exists:%{p}.list.example -all", "fail", ip="192.0.2.9"),
    Case("7.3", "v=spf1 exists:%{h}.list.example -all", "pass"),
    Case("7.3", "v=spf1 exists:%{h}.list.example -all", "fail", helo="other.example"),
    Case("7.3", "v=spf1 exists:%{l-}.list.example -all", "fail", sender="c-d@d.example"),
    Case("7.3", "v=spf1 exists:%{lr-}.list.example -all", "pass", sender="a-b@d.example"),
    Case("7.3", "v=spf1 exists:%{l}.list.example -all", "pass", sender="a-b@d.example"),
    Case("7.3", "v=spf1 exists:%{l1r+}.list.example -all", "pass", sender="user+tag@d.example"),
    Case("7.3", "v=spf1 exists:%{lr+1}.list.example -all", "permerror"),
    Case("7.3", "v=spf1 exists:%{l}.%{o}.list.example -all", "pass"),
    Case("7.3", "v=spf1 exists:%{L}.list.example -all", "pass"),
    Case("7.3", "v=spf1 include:%{d2}.none.example -all", "permerror"),
    Case("7.3", "v=spf1 include:sub.%{d} -all", "pass"),
    Case("7.3", "v=spf1 a:host.%{d2} -all", "pass"),
    Case("7.3", "v=spf1 a:host.%{d99} -all", "pass"),
)
