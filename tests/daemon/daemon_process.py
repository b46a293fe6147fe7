"""A real lockerd process on ptys that nobody answers on: for what happens around the wall, not at it."""

import os
import pty
import signal
import socket
import subprocess
import sys
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.codes.keys import private_pem, public_pem

WITHIN_S = 20.0

CONFIG = """
[site]
id = "musterstadt-1"
name = "Rathaus Musterstadt"
authorities = ["stadt"]
handles = ["identity"]
[site.help]
hours = "Mo-Fr 8-16 Uhr"
phone = "+49 6031 83-0"
[paths]
state = "{state}"
runtime = "{runtime}"
[keys]
site = "keys/site.pem"
code_hash = "keys/code-hash.key"
badge = "keys/badge.pub.pem"
[policy]
sizes = ["A4"]
[[power_group]]
id = "psu1"
[[bus]]
id = "bus0"
port = "{port}"
power_group = "psu1"
[[bus.board]]
family = "cu48"
address = 0
[[compartment]]
id = "A01"
bus = "bus0"
address = 0
channel = 1
row = 1
column = 1
size = "A4"
height_cm = 100
{more}
"""


@dataclass
class Folder:
    """A site's folder with keys; several configurations may share it."""

    root: Path
    master: int = field(init=False)
    port: Path = field(init=False)

    def __post_init__(self) -> None:
        keys = self.root / "keys"
        keys.mkdir()
        self._write(keys / "site.pem", private_pem(Ed25519PrivateKey.generate()))
        self._write(keys / "code-hash.key", os.urandom(32))
        self._write(keys / "badge.pub.pem", public_pem(Ed25519PrivateKey.generate().public_key()))
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.port = Path(os.ttyname(slave))

    def config(self, name: str, *, state: str = "state", port: Path | None = None, more: str = "") -> Path:
        path = self.root / f"{name}.toml"
        path.write_text(CONFIG.format(state=state, runtime=f"run-{name}", port=port or self.port, more=more))
        return path

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        path.write_bytes(data)
        path.chmod(0o600)


@dataclass
class Running:
    """One process and what it told its service manager."""

    process: "subprocess.Popen[str]"
    manager: socket.socket

    def said(self, word: str) -> bool:
        """Wait until it says a line that begins like this; False when the process ended instead."""
        while True:
            try:
                message = self.manager.recv(4096).decode()
            except TimeoutError:
                return False
            if any(line.startswith(word) for line in message.splitlines()):
                return True

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Send a signal; exit status and everything it wrote."""
        self.process.send_signal(number)
        return self.end()

    def end(self) -> tuple[int, str]:
        """Wait for the end."""
        _, written = self.process.communicate(timeout=WITHIN_S)
        return self.process.returncode, written


@contextmanager
def lockerd(config: Path, *, program: tuple[str, ...] = ("-m", "lockerd.daemon"), **environ: str) -> Iterator[Running]:
    """Start lockerd, or a script that stands for it; kill it at the end whatever happened."""
    address = config.with_suffix(".notify")
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(address))
        manager.settimeout(WITHIN_S)
        process = subprocess.Popen(
            [sys.executable, *program, "--config", str(config)],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "NOTIFY_SOCKET": str(address), **environ},
        )
        try:
            yield Running(process, manager)
        finally:
            process.kill()
            process.communicate()
