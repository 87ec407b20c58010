"""WHOIS answers about domains, one of each form, all names made up."""

from __future__ import annotations

ICANN = b"""\
   Domain Name: EXAMPLE.TEST
   Registry Domain ID: 1_DOMAIN-TEST
   Registrar WHOIS Server: whois.registrar.example
   Updated Date: 2020-02-19T10:39:40Z
   Creation Date: 2014-03-18T15:11:46Z
   Registry Expiry Date: 2021-03-17T23:59:59Z
   Registrar: Example Names, Inc.
   Registrar Abuse Contact Email: abuse@registrar.example
   Reseller:
   Domain Status: clientTransferProhibited https://icann.org/epp#clientTransferProhibited
   Domain Status: ok (https://icann.org/epp#ok)
   Registrant Name: REDACTED FOR PRIVACY
   Registrant Organization: Example LLC
   Registrant Country: ZZ
   Admin Name: John Shade
   Admin Organization: Example Operations
   Name Server: NS1.EXAMPLE.TEST
   Name Server: NS2.EXAMPLE.TEST
   DNSSEC: unsigned
>>> Last update of WHOIS database: 2020-06-08T11:56:31Z <<<

TERMS OF USE: the query rate is limited, and domains not found are no matter.
"""
NOMINET = b"""\
    Domain name:\r
        example.test\r
\r
    Registrant:\r
        University of Onhava\r
\r
    Registrant type:\r
        Unknown\r
\r
    Registrar:\r
        Example Names t/a Names [Tag = NAMES]\r
        URL: http://www.registrar.example\r
\r
    Relevant dates:\r
        Registered on: before Aug-1996\r
        Expiry date:  11-Jun-2021\r
        Last updated:  10-May-2020\r
\r
    Registration status:\r
        Registered until expiry date.\r
\r
    Name servers:\r
        ns1.example.test      192.0.2.1  2001:db8::1\r
        ns2.example.test.\r
\r
    WHOIS lookup made at 00:01:35 09-Jun-2020\r
"""
FRED = b"""\
% (c) 2006-2021

domain:       example.test
registrant:   CL-1
admin-c:      CL-2
nsset:        NS-1
keyset:       KEY-1
registrar:    REG-EXAMPLE
registered:   24.05.2010 18:00:00
changed:      05.02.2021 07:02:42
expire:       24.03.2022

contact:      CL-1
org:          Example S.A.
name:         John Shade
address:      Onhava
address:      ZZ
created:      27.03.2001 18:25:35

contact:      CL-2
name:         John Shade
created:      27.03.2002 18:25:35

nsset:        NS-1
nserver:      ns1.example.test (192.0.2.1)
nserver:      ns2.example.test
created:      03.06.2003 12:24:21
"""
DOTTED = b"""\
domain.............: example.test
status.............: Registered
created............: 30.6.2006 00:00:00
expires............: 4.7.2021 10:15:55
modified...........: 2.6.2020

Nameservers

nserver............: ns1.example.test [OK]

DNSSEC

dnssec.............: no

Holder

name...............: Example Oy
country............: Zembla

Registrar

registrar..........: Example Names Oy

Tech

name...............: John Shade
"""
SECTIONS = b"""\
Domain:             example.test
Status:             ok
Created:            2001-02-03 00:00:00

Registrant
  Organization:     Example S.p.A.
  Address:          Onhava
                    ZZ
  Created:          2007-03-01 10:28:08

Admin Contact
  Name:             John Shade
  Organization:     Example Amministrazione

Registrar
  Organization:     Nomi d'esempio s.r.l.
  DNSSEC:           yes

Nameservers
  ns1.example.test
  ns2.example.test
"""
BRACKETS = """\
[ This database provides information on network administration. ]

Domain Information: [\u30c9\u30e1\u30a4\u30f3\u60c5\u5831]
[Domain Name]                   EXAMPLE.TEST

[Registrant]                    Example, Inc.

[Name Server]                   ns1.example.test
[Signing Key]

[\u767b\u9332\u5e74\u6708\u65e5]                    2010/09/22
[\u6709\u52b9\u671f\u9650]                      2021/09/30
[\u72b6\u614b]                          Active

Contact Information: [\u516c\u958b\u9023\u7d61\u7a93\u53e3]
[Name]                          John Shade
""".encode()
STARRED = b"""\
** Domain Name: example.test
Domain Status: Active

** Registrant:
   Example Teknoloji Ltd
   Hidden upon user request

** Registrar:
NIC Handle\t: exn1
Organization Name\t: Example Names, Inc

** Domain Servers:
ns1.example.test
ns2.example.test 192.0.2.2

** Additional Info:
Created on..............: 2001-Aug-23.
Expires on..............: 2021-Aug-22.
"""
SPANISH = """\
Titular:
   Ejemplo Comunicaciones C.A.
   Onhava

Nombre de Dominio: example.test

Fecha de Vencimiento: 2018-03-06 00:00:00
\u00daltima Actualizaci\u00f3n: 2005-11-17 21:16:31
Fecha de Creaci\u00f3n: 2003-03-06 00:00:00

Estatus del dominio: ACTIVO

Servidor(es) de Nombres de Dominio:

- ns1.example.test
- ns2.example.test
""".encode("latin-1")
CONTINUED = b"""\
DOMAIN NAME:           example.test
nameservers:           ns1.example.test. [192.0.2.1]
                       ns2.example.test.
created:               2002.09.19 13:00:00
last modified:         2020. 08. 17.
renewal date:          2021.09.18 14:00:00

option created:        2020.10.14 09:30:46

dnssec:                Unsigned

REGISTRAR:
Example Names Sp. z o.o.
Onhava
"""
HEADED_COMMENTS = b"""\
% Terms of use
domain:           example.test
nserver:          ns1.example.test
status:           ok
created:          2002-12-04 00:00:00+02

% Registrar:
% ==========
registrar:        zz.names
organization:     Example Names LLC
country:          YY

% Registrant:
% ===========
person:           n/a
organization-loc: Example LLC
country-loc:      ZZ
created:          2018-02-27 21:07:26+02
"""
OWNED = b"""\
domain:      example.test
owner:       Exemplo Internet Ltda.
country:     ZZ
owner-c:     EXA
nserver:     ns1.example.test
dsrecord:    1234 8 2 ABCD
created:     20100524 #162310
changed:     20200417
expires:     20210518
status:      published

nic-hdl-br:  EXA
person:      John Shade
created:     20080101
"""
KEYWORDS = b"""\
Domain EXAMPLE.TEST (ACTIVE)

Record created: Wed Mar 28 23:00:00 2001
Record last updated on Mon Mar 4 10:00:00 2019
Record expires on 2020-03-28 (YYYY-MM-DD)

Name servers in the listed order:

NS1.EXAMPLE.TEST
"""
CHAIN = b"""\
refer:        whois.registry.example

domain:       TEST

organisation: Zone Keepers Ltd
status:       ACTIVE
created:      1990-01-01

[whois.registry.example]
Domain Name: example.test
Registry Expiry Date: 2025-04-27T22:04:24Z
Registrant:
   EXAMPLE.TEST by proxy    example@proxy.example
   Example Hosting Ltd
   Onhava, United States of America
   hostmaster@proxy.example
   +1.5555550100
"""
NEXT_LINE = b"""\
Domain name:
example.test

First registration date:
1996-02-08

DNSSEC:N
"""
OBJECTS = b"""\
domain:\t\texample.test
registrant:\t33000000001
registered:\t1997-05-26 00:00:00
changed:\thostmaster AT registry.example 19990605 (Assigned)
changed:\thostmaster AT registry.example 20181216 (Changed)
changed:\thostmaster AT registry.example 20170517 (Changed)
contact:\t33000000001
name:\t\tADMINISTRACION DE ONHAVA
created:\t2013-10-30 00:00:00
changed:\t2019-03-21 20:38:40.827111
nserver:\tns1.example.test (192.0.2.1/32)
"""
KEYS = b"""\
Domain:\texample.test
Status:\tNOT AVAILABLE

Registrant: Example group doo
Address: Square 1, Onhava, Germany
Postal Code: 11000

Keys:
\tflags:KSK protocol:3 algorithm:RSA_SHA256 pubKey:AwEAAQ
"""
UNTIL = b"""\
a. [Domain Name]                EXAMPLE.TEST
[State]                         Connected (2026/03/31)
"""
FORMS = {
    "icann": ICANN,
    "nominet": NOMINET,
    "fred": FRED,
    "dotted": DOTTED,
    "sections": SECTIONS,
    "brackets": BRACKETS,
    "starred": STARRED,
    "spanish": SPANISH,
    "continued": CONTINUED,
    "headed comments": HEADED_COMMENTS,
    "owned": OWNED,
    "keywords": KEYWORDS,
    "chain": CHAIN,
    "next line": NEXT_LINE,
    "objects": OBJECTS,
    "keys": KEYS,
    "until": UNTIL,
}
