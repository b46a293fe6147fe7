"""What the tests of the units ask systemd, udev and lockerctl."""

import grp
import pwd
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from board import Board
from station import PROGRAMS, Admin, until

CONFIG = Path("/etc/lockerd/lockerd.toml")
RULES = Path("/usr/lib/udev/rules.d/70-lockerd.rules")
OWN_RULES = Path("/etc/udev/rules.d") / RULES.name
"""In place of those of the package, as a technician names sockets."""
LINK = Path("/dev/lockerd/bus0")
ADMIN = Path("/run/lockerd/admin.sock")


def run(*command: str | Path) -> str:
    """Run a command that must succeed; gives what it says."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def properties(device: str | Path) -> dict[str, str]:
    """What udev knows of a device."""
    lines = run("udevadm", "info", "-q", "property", "-n", device).splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def owner(path: str | Path) -> str:
    """Like ``root:lockerd 660``."""
    found = Path(path).stat()
    return f"{pwd.getpwuid(found.st_uid).pw_name}:{grp.getgrgid(found.st_gid).gr_name} {found.st_mode & 0o7777:o}"


@dataclass
class Site:
    """lockerd as a service."""

    board: Board
    admin: Admin = field(default_factory=lambda: Admin(ADMIN))

    def show(self, key: str) -> str:
        """One property of the service."""
        return run("systemctl", "show", "--value", "-p", key, "lockerd.service").strip()

    @property
    def main(self) -> int:
        """Process id of the daemon; 0 while there is none."""
        return int(self.show("MainPID"))

    def wait_for_restart(self, after: int, *, within_s: float) -> None:
        """Wait until another process than ``after`` serves."""
        until(lambda: self.main not in {0, after}, "a new daemon", within_s=within_s)
        until(lambda: self.show("ActiveState") == "active", "it serves")
        self.admin.wait_until_read()


def as_user(name: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run lockerctl as somebody."""
    command = ["runuser", "-u", name, "--", PROGRAMS / "lockerctl", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
