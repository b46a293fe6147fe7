"""The units as systemd itself reads them, unbooted: no word it does not know, and little that is open."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lockerd.api.http.protocol import CONNECTIONS_MAX
from lockerd.api.http.serve import AT_ONCE

UNITS = Path(__file__).parents[2] / "systemd"
NAMES = ["lockerd.service", "lockerd-terminal.socket", "lockerd-admin.socket"]
TARGETS = Path("/usr/lib/systemd/system")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    """A tree like an installed machine's, as far as the units lean on it."""
    units = tmp_path / "usr/lib/systemd/system"
    units.mkdir(parents=True)
    for name in ("sysinit", "basic", "sockets", "shutdown", "multi-user"):
        shutil.copy(TARGETS / f"{name}.target", units)
    for name in NAMES:
        shutil.copy(UNITS / name, units)
    programs = tmp_path / "usr/lib/lockerd/current/bin"
    programs.mkdir(parents=True)
    for name in ("lockerd", "python"):
        (programs / name).touch(mode=0o755)
    return tmp_path


def verify(stage: Path) -> str:
    """What systemd says; its exit status is 0 for unknown keys too, so only silence counts."""
    return run("systemd-analyze", "verify", f"--root={stage}", *NAMES).stderr


def test_systemd_finds_nothing_to_say(stage: Path) -> None:
    assert verify(stage) == ""


def test_systemd_would_have_said_something(stage: Path) -> None:
    unit = stage / "usr/lib/systemd/system/lockerd.service"
    unit.write_text(unit.read_text().replace("WatchdogSec=", "WatchdogSeconds="))
    assert "Unknown key" in verify(stage)


def test_exposure_is_two_or_better() -> None:
    done = run("systemd-analyze", "security", "--offline=true", "--threshold=20", UNITS / "lockerd.service")
    level = re.search(r"exposure level for lockerd\.service: ([\d.]+)", done.stdout)
    assert level, done.stderr
    assert float(level[1]) <= 2.0
    assert done.returncode == 0


def settings(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (UNITS / name).read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            found.setdefault(key, []).append(value)
    return found


def test_a_forbidden_call_fails_instead_of_killing() -> None:
    """A filter without an error number kills with SIGSYS, in the middle of whatever was going on."""
    assert settings("lockerd.service")["SystemCallErrorNumber"] == ["EPERM"]


def test_the_clock_may_be_asked_and_not_set() -> None:
    """ProtectClock= would also forbid to ask whether it is synchronised (see lockerd.clock)."""
    service = settings("lockerd.service")
    assert "ProtectClock" not in service
    assert service["CapabilityBoundingSet"] == [""]
    assert service["SystemCallFilter"][-1] == "adjtimex clock_adjtime"


def test_the_guardian_of_locks_is_left_to_let_its_lines_go() -> None:
    """Killed together with the daemon it would leave them as they are, on kernels that keep them (see docs/gpio.md)."""
    assert settings("lockerd.service")["KillMode"] == ["mixed"]


def test_sockets_outlive_the_daemon() -> None:
    """They must not lie in a folder that systemd gives to the daemon at start and removes at stop."""
    own = {Path("/run") / name for name in settings("lockerd.service")["RuntimeDirectory"]}
    listening = [Path(settings(name)["ListenStream"][0]) for name in NAMES[1:]]
    assert listening == [Path("/run/lockerd/terminal.sock"), Path("/run/lockerd/admin.sock")]
    assert not own & {folder for path in listening for folder in path.parents}


@pytest.mark.parametrize("name", ["terminal", "admin"])
def test_each_socket_has_a_name_and_a_group_of_its_own(name: str) -> None:
    socket = settings(f"lockerd-{name}.socket")
    assert (socket["FileDescriptorName"], socket["SocketGroup"], socket["SocketMode"]) == (
        [name],
        [f"lockerd-{name}"],
        ["0660"],
    )


def test_users_and_groups_of_the_units_are_made(tmp_path: Path) -> None:
    done = run("systemd-sysusers", f"--root={tmp_path}", "--dry-run", UNITS / "lockerd.sysusers.conf")
    assert done.returncode == 0, done.stderr
    made = set(re.findall(r"Creating (?:user|group) '([^']+)'", done.stdout + done.stderr))
    assert {"lockerd", "lockerd-terminal", "lockerd-admin", "gpio"} <= made


def test_locks_on_pins_are_switched_off_after_every_end() -> None:
    """By a program that exists, and whose failure does not keep the daemon from starting again."""
    (command,) = settings("lockerd.service")["ExecStopPost"]
    *python, module, file = command.split()
    assert python == ["-/usr/lib/lockerd/current/bin/python", "-P", "-m"]
    assert importlib.util.find_spec(module)
    assert file == settings("lockerd.service")["ExecStart"][0].split()[-1]


def test_pins_can_be_reached() -> None:
    service = settings("lockerd.service")
    assert "gpio" in service["SupplementaryGroups"][0].split()
    assert "char-gpiochip rw" in service["DeviceAllow"]


def test_descriptors_last_for_all_connections_and_the_daemons_own() -> None:
    """Two sockets, as many connections that are just being taken or closed, and what the daemon has open itself."""
    own = 64
    assert int(settings("lockerd.service")["LimitNOFILE"][0]) >= 2 * 2 * (CONNECTIONS_MAX + AT_ONCE) + own


def test_no_core_is_written() -> None:
    """It would hold keys and codes."""
    assert settings("lockerd.service")["LimitCORE"] == ["0"]
