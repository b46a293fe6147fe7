"""What a program may do that has the settings of lockerd.service as lockerd-generator completed them for this site;
devices: units/test_devices.py."""

import socket
import subprocess
from collections.abc import Iterator

import pytest
from sandbox import found_inside
from site_package import Station, run

ELSEWHERE = "192.0.2.9"
"""An address of this machine that lockerd.toml does not name."""
NEEDED = ("state", "clock", "broker")
FORBIDDEN = {
    "secret": {"EACCES", "ENOENT"},
    "credentials": {"EACCES", "ENOENT"},
    "files": {"EROFS"},
    "usr": {"EROFS"},
    "sysctl": {"EROFS", "ENOENT"},
    "keys": {"EROFS", "EACCES"},
    "home": {"EACCES"},
    "mount": {"EPERM"},
    "namespace": {"EPERM"},
    "set_clock": {"EPERM"},
    "others_processes": {"ENOENT"},
    "root": {"EPERM"},
    "realtime": {"EPERM"},
    "bpf": {"EPERM"},
    "packets": {"EAFNOSUPPORT"},
    "executable_memory": {"EPERM", "EACCES"},
    "elsewhere": {"EPERM", "ETIMEDOUT"},
}


@pytest.fixture(scope="module")
def elsewhere(station: Station) -> Iterator[int]:
    """A port at that address, which everybody else reaches."""
    with socket.create_server((ELSEWHERE, 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection((ELSEWHERE, port), timeout=10).close()
        yield port


@pytest.fixture(scope="module")
def found(station: Station, elsewhere: int) -> dict[str, str]:
    """What each try gave: an error's name, or nothing."""
    # Open to everybody, so that only the unit stands in the way.
    run("install", "-d", "-m", "777", "/srv/anybodys")
    return found_inside(f"127.0.0.1:{station.bench.broker.port}", f"{ELSEWHERE}:{elsewhere}")


@pytest.mark.parametrize("what", NEEDED)
def test_what_lockerd_needs_of_this_site_is_allowed(found: dict[str, str], what: str) -> None:
    assert found[what] == ""


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_rest_is_refused_and_kills_nobody(found: dict[str, str], what: str) -> None:
    """An error, not SIGSYS: whoever tries lives on to say so."""
    assert found[what] in FORBIDDEN[what]


def test_no_port_is_listened_to_where_systemd_can_forbid_it(found: dict[str, str]) -> None:
    built = subprocess.run(["systemctl", "--version"], capture_output=True, text=True, check=True).stdout
    assert found["listen"] == ("EPERM" if "+BPF_FRAMEWORK" in built else "")
