"""A small right configuration, to be spoiled one place at a time, and a folder of real keys."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lockerd.codes.keys import private_pem, public_pem

GOOD = """\
[site]
id = "musterstadt-1"
name = "Rathaus Musterstadt"
authorities = ["stadt", "kreis"]
[site.help]
hours = "Mo-Fr 8-16 Uhr"
phone = "+49 6031 83-0"
[keys]
site = "keys/site.pem"
code_hash = "keys/code-hash.key"
command = ["keys/central-command.pub.pem"]
badge = "keys/badge.pub.pem"
code_recipient = "keys/central-code.pub.pem"
[policy]
sizes = ["A5", "A4"]
[central]
host = "127.0.0.1"
port = 1883
[[power_group]]
id = "psu1"
[[bus]]
id = "left"
port = "dev/left"
power_group = "psu1"
[[bus.board]]
family = "cu48"
address = 0
[[bus]]
id = "right"
port = "dev/right"
power_group = "psu1"
[[bus.board]]
family = "bcc"
address = 1
feedback = "none"
[[compartment]]
id = "A01"
bus = "left"
address = 0
channel = 1
row = 1
column = 1
size = "A4"
height_cm = 140
[[compartment]]
id = "B01"
bus = "right"
address = 1
channel = 24
row = 1
column = 2
size = "A5"
height_cm = 100
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the right configuration with one piece (old, new) exchanged; the piece must occur once."""

    def _write(old: str = "", new: str = "", *, more: str = "") -> Path:
        if old:
            assert GOOD.count(old) == 1, old
        path = tmp_path / "lockerd.toml"
        path.write_text(GOOD.replace(old, new) + more if old else GOOD + more)
        return path

    return _write


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The key folder that the right configuration names, with fixed keys."""
    folder = tmp_path / "keys"
    folder.mkdir()
    signer = [Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in range(1, 4)]
    put(folder / "site.pem", private_pem(signer[0]))
    put(folder / "code-hash.key", bytes(32))
    put(folder / "central-command.pub.pem", public_pem(signer[1].public_key()))
    put(folder / "badge.pub.pem", public_pem(signer[2].public_key()))
    other = Ed25519PrivateKey.from_private_bytes(bytes([9] * 32)).public_key()
    put(folder / "musterstadt-2.pub.pem", public_pem(other))
    put(folder / "central-code.pub.pem", public_pem(X25519PrivateKey.from_private_bytes(bytes(32)).public_key()))
    return folder


def put(path: Path, data: bytes, mode: int = 0o600) -> None:
    path.write_bytes(data)
    os.chmod(path, mode)  # noqa: PTH101 - says what the daemon will see, whatever the umask
