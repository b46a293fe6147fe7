"""Stopping: the unit allows ten seconds, and nobody who keeps silent uses them up."""

import socket
import time
from contextlib import ExitStack
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


def test_f66_silent_name_servers_do_not_delay_the_stop(tmp_path: Path) -> None:
    """Fails if the daemon waited for a look-up, which cannot be broken off: the unit would kill it."""
    program = (str(Path(__file__).with_name("daemon_without_names.py")),)
    with lockerd(with_central(tmp_path), program=program) as daemon:
        assert daemon.said("READY=1")
        began_s = time.monotonic()
        status, written = daemon.stop()
        took_s = time.monotonic() - began_s
    assert status == 0, written
    assert took_s < STOPPED_S
    assert "Traceback" not in written


def test_connections_that_keep_silent_do_not_delay_the_stop(tmp_path: Path) -> None:
    """Silent ones, half requests, answers that nobody reads, and one that is being served."""
    folder = Folder(tmp_path)
    terminal = str(tmp_path / "run-a" / "terminal.sock")
    half = b"POST /v1/visits HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n{"
    asked = b"GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n"
    with ExitStack() as held, lockerd(folder.config("a")) as daemon:
        assert daemon.said("READY=1")
        for sent in (b"", b"GET /v1", half, asked, 100 * asked) * 6:
            connection = held.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            connection.connect(terminal)
            connection.sendall(sent)
        began_s = time.monotonic()
        status, written = daemon.stop()
        took_s = time.monotonic() - began_s
    assert status == 0, written
    assert took_s < STOPPED_S
    assert "Traceback" not in written
