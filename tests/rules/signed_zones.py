"""Zone files that BIND's own tools signed, each with another fault (dnssec-keygen, dnssec-signzone)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import dns.dnssec
import dns.rdataset
import dns.rdatatype
import dns.zone

ROOT_SERVER = "127.0.0.1"  # BIND listens on addresses of interfaces alone
SERVERS = {"bind": ROOT_SERVER, "nsd": "127.0.0.3", "knot": "127.0.0.4"}
PAST = ("-s", "20200101000000", "-e", "20200201000000")
UNKNOWN_ALGORITHM = 17  # registered, and checked neither here nor by delv
# Name below the server's own zone: how it is signed; `-` not at all, and whether the parent has its DS.
ZONES: dict[str, tuple[str, ...]] = {
    "good": (), "rsa": ("-a", "RSASHA256", "-b", "2048"), "bogus": (), "mismatch": (), "expired": PAST,
    "island": (), "unknown": (), "stripped": (), "plain": ("-",), "n3": ("-3", "-"),
    "n3salt": ("-3", "ab12", "-H", "10"), "optout": ("-3", "-", "-A"),
}  # fmt: skip
# Asked name: the verdict that the fault must bring. `delv` is the judge of both.
VERDICTS = {
    "good": "secure", "rsa": "secure", "n3": "secure", "n3salt": "secure", "optout": "secure",
    "bogus": "bogus", "mismatch": "bogus", "expired": "bogus", "stripped": "bogus",
    "island": "insecure", "unknown": "insecure", "plain": "insecure",
    "child.n3": "insecure", "child.n3salt": "insecure", "child.optout": "insecure",
    "child.good": "insecure",
}  # fmt: skip


class Mint:
    """Makes zone files in one directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.files: dict[str, Path] = {}

    def all(self) -> str:
        """Every zone, the root last; the root's key in presentation form."""
        delegations = [self._server_zone(top, address) for top, address in SERVERS.items()]
        signers = "".join(delegations)
        text = f"@ NS ns.\nns A {ROOT_SERVER}\n{signers}"
        self._signed(".", text)
        zone = dns.zone.from_file(str(self.files["."]), ".", relativize=False)
        keys = zone.get_rdataset(".", "DNSKEY")
        assert keys is not None
        return str(keys[0])

    def _server_zone(self, top: str, address: str) -> str:
        inner = ""
        for name, options in ZONES.items():
            inner += f"{name} NS ns\n" + self._zone(name, top, options)
        self._signed(f"{top}.", f"@ NS ns\nns A {address}\n@ A 192.0.2.1\n{inner}")
        return f"{top}. NS ns.{top}.\nns.{top}. A {address}\n{self._signer(f'{top}.')}"

    def _zone(self, name: str, top: str, options: Sequence[str]) -> str:
        """One zone; the DS line that its parent holds."""
        zone = f"{name}.{top}."
        text = f"@ NS ns.{top}.\n@ A 192.0.2.7\n@ MX 5 mail\nmail A 192.0.2.8\nchild NS ns.{top}.\n"
        if name not in ("plain", "island", "unknown"):
            self._plain(f"child.{zone}", f"@ NS ns.{top}.\n@ A 192.0.2.9\n")
        if "-" in options[:1]:
            self._plain(zone, text)
            return ""
        self._signed(zone, text, options)
        signer = self._signer(zone)
        match name:
            case "island":
                return ""
            case "bogus":
                self._replace(zone, "192.0.2.7", "192.0.2.66")
            case "mismatch":
                head, _, digest = signer.rpartition(" ")
                return f"{head} {'AB' * (len(digest) // 2)}\n"
            case "unknown":
                return self._renumbered(zone)
            case "stripped":
                self._stripped(zone)
        return signer

    # ------------------------------------------------------------ files

    def _plain(self, zone: str, text: str) -> Path:
        path = self.directory / f"{zone.rstrip('.') or 'root'}.zone"
        path.write_text(f"$ORIGIN {zone}\n$TTL 300\n@ SOA ns. host. 1 7200 3600 1209600 300\n{text}")
        self.files[zone] = path
        return path

    def _signed(self, zone: str, text: str, options: Sequence[str] = ()) -> None:
        path = self._plain(zone, text)
        algorithm = options if "-a" in options else ("-a", "ECDSAP256SHA256")
        made = self._run("dnssec-keygen", "-q", *algorithm, "-f", "KSK", "-n", "ZONE", zone)
        options = () if "-a" in options else options
        signed = path.with_suffix(".signed")
        self._run("dnssec-signzone", "-q", "-P", "-z", "-S", "-K", ".", "-N", "keep", "-o", zone,
                  "-f", str(signed), *options, str(path))  # fmt: skip
        assert made
        self.files[zone] = signed

    def _signer(self, zone: str) -> str:
        """The DS record with SHA-256 of the zone's key, as a line."""
        (file,) = self.directory.glob(f"K{zone.lower()}+*.key")
        line = self._run("dnssec-dsfromkey", "-2", file.name).strip().splitlines()[0]
        return f"{line}\n"

    def _replace(self, zone: str, old: str, new: str) -> None:
        path = self.files[zone]
        path.write_text(path.read_text().replace(old, new))

    def _renumbered(self, zone: str) -> str:
        """The zone with another algorithm number throughout; its DS line."""
        held = dns.zone.from_file(str(self.files[zone]), zone, relativize=False)
        keys = held.get_rdataset(zone, "DNSKEY")
        assert keys is not None
        key = keys[0].replace(algorithm=UNKNOWN_ALGORITHM)
        tag = dns.dnssec.key_id(key)
        for _, rdataset in held.iterate_rdatasets():
            if rdataset.rdtype == dns.rdatatype.DNSKEY:
                _put(rdataset, [key])
            elif rdataset.rdtype == dns.rdatatype.RRSIG:
                _put(rdataset, [r.replace(algorithm=UNKNOWN_ALGORITHM, key_tag=tag) for r in rdataset])
        held.to_file(str(self.files[zone]), relativize=False)
        made = dns.dnssec.make_ds(zone, key, "SHA256", policy=dns.dnssec.allow_all_policy)
        return f"{zone} DS {made}\n"

    def _stripped(self, zone: str) -> None:
        """The zone without the signature of its addresses."""
        held = dns.zone.from_file(str(self.files[zone]), zone, relativize=False)
        held.delete_rdataset(zone, "RRSIG", covers="A")
        held.to_file(str(self.files[zone]), relativize=False)

    def _run(self, program: str, *arguments: str) -> str:
        found = shutil.which(program, path="/usr/bin:/usr/sbin:/bin:/sbin")
        assert found
        ended = subprocess.run(
            [found, *arguments], cwd=self.directory, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout


def _put(rdataset: dns.rdataset.Rdataset, records: Iterable[object]) -> None:
    held = list(records)
    rdataset.clear()  # type: ignore[no-untyped-call]
    for record in held:
        rdataset.add(record)  # type: ignore[arg-type]
