"""What is said to a service manager arrives there; what it hands over is found by name."""

import os
import resource
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lockerd.errors import OurError
from lockerd.systemd import Notifier, passed_sockets, watchdog_period_s


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(tmp_path / "notify"))
        sock.settimeout(5)
        yield sock


def test_all_that_can_be_said(manager: socket.socket) -> None:
    with closing(Notifier({"NOTIFY_SOCKET": manager.getsockname()})) as notifier:
        notifier.ready("48 compartments\nWATCHDOG=1")
        notifier.watchdog()
        notifier.status("one board dead")
        notifier.stopping()
        assert [manager.recv(200) for _ in range(4)] == [
            b"READY=1\nSTATUS=48 compartments WATCHDOG=1",
            b"WATCHDOG=1",
            b"STATUS=one board dead",
            b"STOPPING=1",
        ]


def test_an_abstract_name() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        name = f"lockerd-test-{os.getpid()}"
        sock.bind(f"\0{name}")
        sock.settimeout(5)
        with closing(Notifier({"NOTIFY_SOCKET": f"@{name}"})) as notifier:
            notifier.watchdog()
        assert sock.recv(200) == b"WATCHDOG=1"


def test_without_a_manager_nothing_is_said() -> None:
    with closing(Notifier({})) as notifier:
        notifier.ready("here")


def test_a_full_queue_does_not_stop_the_daemon(manager: socket.socket) -> None:
    with closing(Notifier({"NOTIFY_SOCKET": manager.getsockname()})) as notifier:
        for _ in range(5_000):
            notifier.watchdog()
        assert manager.recv(200) == b"WATCHDOG=1"


@pytest.mark.parametrize("address", ["/nowhere/notify", "vsock:1:2", "/" + 200 * "x", "@nobody-here"])
def test_a_manager_that_does_not_listen_is_told_of_once(address: str, caplog: pytest.LogCaptureFixture) -> None:
    """Fails if a service manager that is not there, or not any more, could end the daemon."""
    with closing(Notifier({"NOTIFY_SOCKET": address})) as notifier:
        notifier.ready("here")
        for _ in range(20):
            notifier.watchdog()
        notifier.stopping()
    (told,) = caplog.messages
    assert address[:20] in told


def test_a_manager_that_went_away_is_told_of_and_one_that_came_back_is_heard(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address = tmp_path / "notify"
    with closing(Notifier({"NOTIFY_SOCKET": str(address)})) as notifier:
        for life in range(2):
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
                sock.bind(str(address))
                sock.settimeout(5)
                notifier.watchdog()
                assert sock.recv(200) == b"WATCHDOG=1"
            notifier.watchdog()
            notifier.watchdog()
            assert len(caplog.messages) == life + 1
            address.unlink()


def test_the_watchdog_is_fed_when_no_descriptor_is_left(manager: socket.socket) -> None:
    """F11: a station that opens no more files still serves, and must not be killed for it."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    with closing(Notifier({"NOTIFY_SOCKET": manager.getsockname()})) as notifier:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, before[1]))
        try:
            notifier.watchdog()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert manager.recv(200) == b"WATCHDOG=1"


@pytest.mark.parametrize(
    ("environ", "period_s"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "10000000"}, 10.0),
        ({"WATCHDOG_USEC": "500000", "WATCHDOG_PID": "7"}, 0.5),
        ({"WATCHDOG_USEC": "500000", "WATCHDOG_PID": "8"}, None),
    ],
)
def test_the_watchdog_is_fed_only_where_it_watches_us(environ: dict[str, str], period_s: float | None) -> None:
    assert watchdog_period_s(environ, pid=7) == period_s


def passed(names: str, *, pid: int = 7, count: int | None = None) -> dict[str, str]:
    number = len(names.split(":")) if count is None else count
    return {"LISTEN_PID": str(pid), "LISTEN_FDS": str(number), "LISTEN_FDNAMES": names}


def test_sockets_are_found_by_name(tmp_path: Path) -> None:
    first, second = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    first.bind(str(tmp_path / "terminal"))
    second.bind(str(tmp_path / "admin"))
    # A free block of two descriptors, as the manager would leave it behind 3.
    base = 400
    os.dup2(first.fileno(), base, inheritable=True)
    os.dup2(second.fileno(), base + 1, inheritable=True)
    found = passed_sockets(passed("terminal:admin"), pid=7, first_fd=base)
    assert {name: Path(sock.getsockname()).name for name, sock in found.items()} == {
        "terminal": "terminal",
        "admin": "admin",
    }
    assert not any(os.get_inheritable(sock.fileno()) for sock in found.values())
    for sock in (first, second, *found.values()):
        sock.close()


def test_sockets_for_another_process_are_left_alone() -> None:
    assert passed_sockets(passed("terminal", pid=8), pid=7) == {}
    assert passed_sockets({}, pid=7) == {}
    assert passed_sockets({"LISTEN_PID": "7", "LISTEN_FDS": "0"}, pid=7) == {}


@pytest.mark.parametrize("environ", [passed("admin:admin"), passed("admin", count=2)])
def test_sockets_that_cannot_be_told_apart_are_refused(environ: dict[str, str]) -> None:
    with pytest.raises(OurError, match="FileDescriptorName"):
        passed_sockets(environ, pid=7)
