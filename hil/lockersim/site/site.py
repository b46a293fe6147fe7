"""The folder of one simulated site: keys, configuration and everything lockerd keeps, for one run only."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lockercentral.keys import KEY_BYTES, CentralKeys, write_public
from lockersim.site.verifier import KEY_FILE
from lockersim.site.walk_ins import WalkInClass, walk_ins_toml
from lockersim.wall.spec import WallSpec

SITE_ID = "musterstadt-1"
SITE_NAME = "Rathaus Musterstadt"
NEIGHBOUR = "Bürgeramt Süd, Marktplatz 3"
"""Where people are sent when this site is full."""
AUTHORITIES = ("stadt", "kreis")
TWO_PEOPLE = "key"
CODE_AND_MORE = "weapon_licence"
TWO_WAYS = "birth_certificate"
"""An extra number, or the device beside the terminal says who stands there."""
STATED = "court_file"
"""The device alone."""
CLASSES = f"""[[document_class]]
name = "{TWO_PEOPLE}"
two_people = true
takes_claims = true

[[document_class]]
name = "{CODE_AND_MORE}"
preconditions = ["second_secret"]

[[document_class]]
name = "{TWO_WAYS}"
preconditions = [["statement", "second_secret"]]

[[document_class]]
name = "{STATED}"
preconditions = ["statement"]
scan_needed = true
keep_days = 30

[[verifier]]
id = "reader-1"
key = "{KEY_FILE}"
purposes = ["person", "delegate"]
from = 2026-01-01
until = 2099-12-31
"""
"""A class that two people put in, also taken in on the person's word where no sensor proves it; and such as want more
than a code."""
SIZES = ("A5", "A4", "number_plate")
"""From small to large; others that a wall has come behind them."""
SECRET = 0o600


@dataclass(frozen=True, slots=True)
class SiteFolder:
    """Where things of one site lie below ``root``."""

    root: Path

    @property
    def config(self) -> Path:
        """lockerd's configuration."""
        return self.root / "lockerd.toml"

    @property
    def ports(self) -> Path:
        """The serial devices of the wall."""
        return self.root / "ports"

    @property
    def database(self) -> Path:
        """lockerd's database."""
        return self.root / "state" / "lockerd.db"

    def prepare(self, central: CentralKeys, random: Callable[[int], bytes] = secrets.token_bytes) -> Ed25519PublicKey:
        """Make folders and keys, write central's public keys, and return the site's own public key."""
        for name in ("keys", "ports", "state", "runtime", "broker"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        keys = self.root / "keys"
        site = Ed25519PrivateKey.from_private_bytes(random(KEY_BYTES))
        pem = site.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _write_secret(keys / "site.pem", pem)
        _write_secret(keys / "code-hash.key", random(32))
        write_public(central.command.public_key(), keys / "central-command.pub.pem")
        write_public(central.badge.public_key(), keys / "badge.pub.pem")
        write_public(central.code.public_key(), keys / "central-code.pub.pem")
        neighbour = Ed25519PrivateKey.from_private_bytes(random(KEY_BYTES))
        write_public(neighbour.public_key(), keys / "neighbour.pub.pem")
        return site.public_key()

    def write_config(
        self,
        *,
        wall: WallSpec,
        wall_toml: str,
        broker_port: int,
        policy: Mapping[str, int],
        classes: str = CLASSES,
        walk_ins: Mapping[str, WalkInClass] | None = None,
    ) -> None:
        """Write lockerd's configuration for a wall (its bus and compartment sections) and a broker on loopback.

        ``classes`` are the sections of classes of documents, ``walk_ins`` what is taken in without a code.
        """
        more = "".join(f"{key} = {value}\n" for key, value in policy.items())
        authorities = ", ".join(f'"{name}"' for name in AUTHORITIES)
        its_sizes = sorted({c.size for c in wall.channels.values()})
        sizes = ", ".join(f'"{size}"' for size in dict.fromkeys((*SIZES, *its_sizes)))
        head = f"""[site]
id = "{SITE_ID}"
name = "{SITE_NAME}"
authorities = [{authorities}]
handles = ["identity"]
drafts = ["ar", "fr", "pl", "ro", "ru", "tr", "uk"]
time_source = "system"

[site.help]
hours = {{ de = "Mo-Fr 8-16 Uhr", de-simple = "Montag bis Freitag, 8 bis 16 Uhr", en = "Mon-Fri 8 am to 4 pm" }}
phone = "+49 6031 83-0"

[paths]
state = "state"
runtime = "runtime"

[api]
public_socket = "public.sock"

[keys]
site = "keys/site.pem"
code_hash = "keys/code-hash.key"
command = ["keys/central-command.pub.pem"]
badge = "keys/badge.pub.pem"
code_recipient = "keys/central-code.pub.pem"

[policy]
sizes = [{sizes}]
openings_per_hour = 240
openings_per_badge_hour = 160
{more}
{classes}
{walk_ins_toml(walk_ins or {})}[[other_site]]
id = "musterstadt-2"
name = "{NEIGHBOUR}"
key = "keys/neighbour.pub.pem"

[central]
host = "127.0.0.1"
port = {broker_port}

[[power_group]]
id = "psu1"
recovery_ms = 200

"""
        self.config.write_text(head + wall_toml)


def _write_secret(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, SECRET)
    with os.fdopen(descriptor, "wb") as target:
        target.write(content)
