"""A zone on two servers and the zone above, to be changed piece by piece."""

from __future__ import annotations

from periplus.model import Bounds, Contact, Scope, SubjectKind
from tests.collectors.rounds import TEXT, subject

ZONE = subject(SubjectKind.ZONE, "z.zz")
SCOPE = Scope(contact=Contact.VISIT, authorised=Bounds(names=("z.zz",)))
HEAD = TEXT.partition("[[zone]]")[0]
SECOND = "@ SOA ns1 host 7 1 1 1 1\n@ NS ns1\n@ NS ns2\nns1 A 198.51.100.1\nns2 A 198.51.100.2\n"
SERVED = f"""{HEAD}
[[zone]]
name = "."
servers = ["192.0.2.1"]
records = '''
@ NS a.root.example.
a.root.example. A 192.0.2.1
zz. NS ns.zz.
ns.zz. A 192.0.2.2
'''

[[zone]]
name = "zz"
servers = ["192.0.2.2"]
records = '''
@ NS ns
ns A 192.0.2.2
z NS ns1.z
z NS ns2.z
ns1.z A 198.51.100.1
ns2.z A 198.51.100.2
'''

[[zone]]
name = "z.zz"
servers = ["198.51.100.1"]
records = '''
{SECOND}'''

[[zone]]
name = "z.zz"
servers = ["198.51.100.2"]
resolver = false
records = '''
{SECOND}# second
'''

# more
""".replace("# second\n", "; second\n")
