"""What a daemon that nobody asks has loaded: what it does not need costs memory for years, and time at every start."""

import fcntl
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from daemon_process import WITHIN_S, Folder, Running, lockerd

from lockerd.codes.keys import public_pem

pytestmark = pytest.mark.station

NEVER = (
    "fastapi", "hypothesis", "httpx", "iotcore", "joserfc", "lockercentral", "lockersim", "playwright", "pytest",
    "rich", "typer", "yaml", "zxingcpp",
    "lockerd.api.http.describing", "lockerd.api.openapi", "lockerd.central.asyncapi", "lockerd.central.examples",
    "lockerd.central.explained", "lockerd.cli",
)  # fmt: skip
"""Of commands, tests, the simulator and the contracts: the daemon has no use for it."""
WHEN_ASKED = (
    "PIL", "png", "qrcode", "lockerd.codes.pdf", "lockerd.api.terminal.paper_pdf", "lockerd.api.admin",
    "lockerd.daemon.status", "cryptography.x509",
)  # fmt: skip
"""Pictures and papers, what technicians ask, and certificates where none are configured."""
OF_CENTRAL = ("aiomqtt", "paho", "lockerd.central.session", "lockerd.central.command_table", "lockerd.daemon.central")
CENTRAL = '[central]\nhost = "127.0.0.1"\nport = 1\n'
TRACED = ("-X", "importtime", "-m", "lockerd.daemon")
IMPORTED = re.compile(r"^import time: +\d+ \| +\d+ \| +(\S+)$", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@contextmanager
def traced(config: Path) -> Iterator[Running]:
    """A daemon that is ready and writes what it loads; all of it fits into the pipe."""
    with lockerd(config, program=TRACED) as daemon:
        assert daemon.process.stderr is not None
        fcntl.fcntl(daemon.process.stderr, fcntl.F_SETPIPE_SZ, 1 << 20)
        assert daemon.said("READY=1")
        yield daemon


def ask(path: Path) -> None:
    """One request for the status."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(WITHIN_S)
        connection.connect(str(path))
        connection.sendall(b"GET /v1/status HTTP/1.1\r\nHost: lockerd\r\nConnection: close\r\n\r\n")
        assert connection.recv(64).startswith(b"HTTP/1.1 200")


def of(modules: tuple[str, ...], written: str) -> set[str]:
    """Those of the modules, or parts of them, that were loaded."""
    loaded = IMPORTED.findall(written)
    return {name for name in loaded if any(f"{name}.".startswith(f"{each}.") for each in modules)}


def test_an_idle_daemon_has_loaded_nothing_that_nobody_asked_for(folder: Folder) -> None:
    with traced(folder.config("a")) as daemon:
        ask(folder.root / "run-a" / "terminal.sock")
        _, written = daemon.stop()
    assert of(("lockerd.api.terminal",), written)
    assert not of((*NEVER, *WHEN_ASKED, *OF_CENTRAL), written)


def test_what_technicians_ask_is_loaded_when_they_ask(folder: Folder) -> None:
    with traced(folder.config("a")) as daemon:
        ask(folder.root / "run-a" / "admin.sock")
        _, written = daemon.stop()
    assert of(("lockerd.api.admin",), written)
    assert not of(NEVER, written)


def test_what_speaks_to_central_is_loaded_when_the_station_serves_already(folder: Folder) -> None:
    config = folder.config("a", more=CENTRAL)
    (folder.root / "keys" / "command.pub.pem").write_bytes(public_pem(Ed25519PrivateKey.generate().public_key()))
    config.write_text(config.read_text().replace("[keys]", '[keys]\ncommand = ["keys/command.pub.pem"]'))
    with traced(config) as daemon:
        ask(folder.root / "run-a" / "terminal.sock")
        assert daemon.process.stderr is not None
        lines = []
        for line in daemon.process.stderr:
            lines.append(line)
            if "no connection to the broker" in line:
                break
    before, _, after = "".join(lines).partition("ready: musterstadt-1")
    assert not of(OF_CENTRAL, before)
    assert of(OF_CENTRAL, after)
    assert not of((*NEVER, *WHEN_ASKED), before + after)
