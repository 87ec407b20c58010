"""Two small copies of a root zone, a day of each, as the tests of several rooms want them."""

OLD = b"""\
.                    86400 IN SOA a.root.example. hostmaster.example. 2020091301 1800 900 604800 86400
zz.                  172800 IN NS old.nic.zz.
zz.                  172800 IN NS ns.example.org.
zz.                  86400 IN RRSIG DS 8 1 86400 20200926170000 20200913160000 46594 . AAAA
old.nic.zz.          172800 IN A 198.51.100.9
yy.                  172800 IN NS ns.nic.yy.
"""
NEW = b"""\
.                    86400 IN SOA a.root.example. hostmaster.example. 2026082201 1800 900 604800 86400
zz.\t172800\tIN\tNS\tNS.Example.ORG.
zz.                  172800 IN NS new.nic.zz.
zz.                  86400 IN DS 495 13 2 2D14 284F
new.nic.zz.          172800 IN A 198.51.100.10
new.nic.zz.          172800 IN AAAA 2001:db8:0:0::10
"""
