"""A site with three compartments on the guest's pins, and its lockerd, used as a technician would."""

import os
import signal
import socket
import subprocess
import time
import tomllib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from chip import Contact, Probe
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PROGRAMS = Path("/usr/lib/lockerd/current/bin")
WITHIN_S = 30.0
PULSE_S = 0.5
LOCKS = {"A01": 17, "A02": 27, "A03": 26}
"""The line each coil hangs on: A01 and A02 by the guardian, A03 by the kernel (see guest.dts)."""
CONTACTS = {"A01": Contact(22), "A02": Contact(23), "A03": Contact(24)}

HEAD = """
[site]
id = "musterstadt-1"
name = "Rathaus Musterstadt"
authorities = ["stadt"]
handles = ["identity"]
time_source = "system"
[site.help]
hours = "Mo-Fr 8-16 Uhr"
phone = "+49 6031 83-0"
[keys]
site = "keys/site.pem"
code_hash = "keys/code-hash.key"
badge = "keys/badge.pub.pem"
[policy]
sizes = ["A4"]
openings_per_hour = 240
openings_per_badge_hour = 240
[[power_group]]
id = "psu1"
[[gpio]]
id = "pins"
power_group = "psu1"
"""
LOCK = """
[[gpio.lock]]
channel = {channel}
{drive}
pulse_ms = 500
contact = {contact}
contact_pull = "none"
feedback = "contact"
"""
COMPARTMENT = """
[[compartment]]
id = "{id}"
bus = "pins"
address = 0
channel = {channel}
row = {channel}
column = 1
size = "A4"
height_cm = 100
"""


def wall_toml() -> str:
    """The wall's part of the configuration."""
    parts = [HEAD]
    for channel, (name, line) in enumerate(LOCKS.items(), 1):
        drive = (
            f'drive = "kernel"\nled = "lock-{name.lower()}"' if name == "A03" else f'drive = "guardian"\nline = {line}'
        )
        parts.append(LOCK.format(channel=channel, drive=drive, contact=CONTACTS[name].line))
    parts += [COMPARTMENT.format(id=name, channel=channel) for channel, name in enumerate(LOCKS, 1)]
    return "".join(parts)


def make_site(folder: Path, toml: str) -> Path:
    """Keys and configuration; gives the configuration's path."""
    config, badge_key = folder / "lockerd.toml", folder / "keys/badge.pub.pem"
    if not badge_key.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([PROGRAMS / "lockerctl", "keys", "init", folder / "keys"], check=True, stdout=subprocess.DEVNULL)
        badge = Ed25519PrivateKey.generate().public_key()
        badge_key.write_bytes(badge.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    config.write_text(toml)
    os.sync()  # what a technician set up is older than any power cut
    return config


def ask(socket: Path, method: str, path: str, **body: Any) -> httpx.Response:
    """One request to an API of lockerd; `lockerctl` takes a second to start here."""
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(socket)), timeout=WITHIN_S) as client:
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        return client.request(method, f"http://lockerd/v1/{path}", headers=headers, **body)


@dataclass
class Admin:
    """The admin API, asked from this process."""

    socket: Path

    def get(self, path: str) -> Any:
        """The JSON at this path."""
        answer = ask(self.socket, "GET", path)
        assert answer.is_success, answer.text
        return answer.json()

    def asked_to_open(self, compartment: str) -> httpx.Response:
        """What is answered to a technician who asks once."""
        return self.say(f"compartments/{compartment}/open")

    def say(self, path: str) -> httpx.Response:
        """What is answered to a technician who has this done, or reports it."""
        return ask(self.socket, "POST", path, json={"reason": "test of the wall"})

    def open(self, compartment: str) -> None:
        """Have one compartment opened; told to wait, for a reading or for a coil that rests, ask again."""
        deadline = time.monotonic() + WITHIN_S
        while not (answer := self.asked_to_open(compartment)).is_success:
            again_s = float(answer.headers.get("Retry-After", "inf"))
            assert time.monotonic() + again_s < deadline, answer.text
            time.sleep(again_s)

    def fire(self, compartment: str, probe: Probe) -> None:
        """Open, until the coil is seen on: an order that the machine gets to too late is given back, not fired late."""
        for _ in range(3):
            self.open(compartment)
            if probe.rose(LOCKS[compartment]):
                return
        raise AssertionError(f"{compartment} was not fired: {self.facts(compartment)}")

    def log_rows(self, after: int = 0) -> list[dict[str, Any]]:
        """The custody log behind a position, oldest first."""
        rows: list[dict[str, Any]] = []
        while page := self.get(f"custody?after={after}&limit=1000")["rows"]:
            rows += page
            after = page[-1]["position"]
        return rows

    def facts(self, compartment: str) -> list[str]:
        """What happened to one compartment."""
        return [row["type"] for row in self.log_rows() if row["compartment"] == compartment]

    def doors(self) -> dict[str, str]:
        """Every compartment's door as lockerd sees it."""
        return {row["id"]: row["door"] for row in self.get("compartments")}

    def wait_for(self, compartment: str, door: str, *, within_s: float = WITHIN_S) -> None:
        """Wait until lockerd sees a door so."""
        until(lambda: self.doors()[compartment] == door, f"{compartment} is seen {door}", within_s=within_s)

    def wait_until_read(self) -> None:
        """Wait for a reading of every door."""
        until(lambda: "unknown" not in self.doors().values(), "every door is read")

    def ctl(self, *words: str) -> str:
        """Run lockerctl; gives what it says, or fails with it."""
        environ = {**os.environ, "LOCKERD_ADMIN_SOCKET": str(self.socket)}
        done = subprocess.run(
            [PROGRAMS / "lockerctl", *words], env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"lockerctl {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout


@dataclass
class Lockerd:
    """A daemon started by hand."""

    process: "subprocess.Popen[bytes]"
    admin: Admin
    log: Path

    def guardian(self) -> int:
        """Process id of the guardian; 0 while there is none."""
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(FileNotFoundError):  # it ended meanwhile
                parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
                if int(parent) == self.process.pid and b"guardian" in (process / "cmdline").read_bytes():
                    return int(process.name)
        return 0

    def words(self) -> str:
        """What it wrote to its log."""
        return self.log.read_text()


@contextmanager
def lockerd(config: Path) -> Iterator[Lockerd]:
    """Start lockerd and wait until it is ready; kill it at the end whatever happened."""
    runtime = config.parent / tomllib.loads(config.read_text())["paths"]["runtime"]
    address, log = config.with_name("notify"), config.with_name("lockerd.log")
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager, log.open("ab") as said:
        manager.bind(str(address))
        manager.setblocking(False)  # noqa: FBT003 - positional only
        process = subprocess.Popen(
            [PROGRAMS / "lockerd", "--config", config],
            env={**os.environ, "NOTIFY_SOCKET": str(address)},
            stderr=said,
            start_new_session=True,
        )
        try:
            until(lambda: _is_ready(manager) or process.poll() is not None, "lockerd is ready")
            assert process.poll() is None, log.read_text()
            yield Lockerd(process, Admin(runtime / "admin.sock"), log)
        finally:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()


def _is_ready(manager: socket.socket) -> bool:
    with suppress(BlockingIOError):
        return b"READY=1" in manager.recv(4096)
    return False


def until(true: Callable[[], bool], what: str, *, within_s: float = WITHIN_S, every_s: float = 0.1) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, f"{what}: not within {within_s:g} s"
        time.sleep(every_s)
