"""Stopping: the unit allows ten seconds, and nobody who keeps silent uses them up."""

import signal
import time
from pathlib import Path

import pytest
from broker import Authority
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from daemon_process import Folder, lockerd

from lockerd.codes.keys import public_pem

pytestmark = pytest.mark.station

STOPPED_S = 3.0
CENTRAL = """
[central]
host = "broker.example.org"
tls = {{ca = "{ca}", certificate = "{certificate}", key = "{key}"}}
"""


def with_central(root: Path) -> Path:
    authority = Authority(root / "authority")
    own = authority.issue("musterstadt-1")
    central = CENTRAL.format(ca=authority.certificate, certificate=own.certificate, key=own.key)
    own.key.chmod(0o600)
    config = Folder(root).config("a", more=central)
    (root / "keys" / "command.pub.pem").write_bytes(public_pem(Ed25519PrivateKey.generate().public_key()))
    config.write_text(config.read_text().replace("[keys]", '[keys]\ncommand = ["keys/command.pub.pem"]'))
    return config


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_f66_silent_name_servers_do_not_delay_the_stop(tmp_path: Path, number: signal.Signals) -> None:
    """Fails if the daemon waited for a look-up, which cannot be broken off: the unit would kill it."""
    program = (str(Path(__file__).with_name("daemon_without_names.py")),)
    with lockerd(with_central(tmp_path), program=program) as daemon:
        assert daemon.said("READY=1")
        began_s = time.monotonic()
        status, written = daemon.stop(number)
        took_s = time.monotonic() - began_s
    assert status == 0, written
    assert took_s < STOPPED_S
    assert "Traceback" not in written
