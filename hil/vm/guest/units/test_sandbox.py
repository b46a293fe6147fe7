"""What a program may do that has the settings of lockerd.service: all that lockerd needs, and no more."""

import json
import shutil
from pathlib import Path

import pytest
from site_units import Site, run

HERE = Path(__file__).parents[1]
RUNTIME = Path("/run/systemd/system")
PROGRAM = Path("/run/tries.py")
DROPPED = (
    "Restart",
    "WatchdogSec",
    "Sockets",
    "RuntimeDirectory",
    "ExecStart",
    "ExecStopPost",
    "Type",
    "NotifyAccess",
    "Requires",
    "After",
)

NEEDED = ("serial", "pins", "led", "state", "clock")
"""What lockerd does."""
FORBIDDEN = {
    "disk": "EPERM",
    "files": "EROFS",
    "usr": "EROFS",
    "sysctl": "EROFS",
    "home": "EACCES",
    "packets": "EAFNOSUPPORT",
    "mount": "EPERM",
    "namespace": "EPERM",
    "set_clock": "EPERM",
    "realtime": "EPERM",
    "executable_memory": "EPERM",
    "others_processes": "ENOENT",
    "root": "EPERM",
    "bpf": "EPERM",
}


@pytest.fixture(scope="module")
def found(site: Site) -> dict[str, str]:
    """What each try gave: an error's name, or nothing."""
    unit = (Path("/etc/systemd/system") / "lockerd.service").read_text()
    lines = [line for line in unit.splitlines() if not line.startswith(tuple(f"{key}=" for key in DROPPED))]
    lines.insert(
        lines.index("[Service]") + 1,
        f"Type=oneshot\nExecStart=/opt/lockerd/bin/python {PROGRAM}\nStandardOutput=truncate:/run/tries.json",
    )
    # Open to everybody, so that only the unit stands in the way.
    run("mknod", "-m", "666", "/dev/anybodys-disk", "b", "98", "0")
    run("install", "-d", "-m", "777", "/srv/anybodys")
    shutil.copy(HERE / "tries.py", PROGRAM)
    (RUNTIME / "tries.service").write_text("\n".join(lines))
    run("systemctl", "daemon-reload")
    run("systemctl", "start", "tries.service")
    tries: dict[str, str] = json.loads(Path("/run/tries.json").read_text())
    return tries


@pytest.mark.parametrize("what", NEEDED)
def test_what_lockerd_needs_is_allowed(found: dict[str, str], what: str) -> None:
    assert found[what] == ""


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_rest_is_refused_and_kills_nobody(found: dict[str, str], what: str) -> None:
    """An error, not SIGSYS: whoever tries lives on to say so."""
    assert found[what] == FORBIDDEN[what]
