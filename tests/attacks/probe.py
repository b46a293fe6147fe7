"""Looks at the daemon from outside while it is attacked: its answers, its watchdog, its memory, its files."""

import http.client
import socket
import threading
import time
from pathlib import Path
from typing import Final

PROBE_S: Final = 0.1
GIVE_UP_S: Final = 5.0


class Probe:
    """In a thread: asks the admin socket for the status, each time on a new connection, and hears the watchdog fed."""

    def __init__(self, path: Path, manager: socket.socket) -> None:
        self._path = path
        self._manager = manager
        self._over = threading.Event()
        self._fed_s = time.monotonic()
        self.slowest_s = self.unfed_s = 0.0
        self.unanswered: list[str] = []
        self._thread = threading.Thread(target=self._run, name="probe")
        self._thread.start()

    def stop(self) -> None:
        """Look no more; blocks until the last answer is there."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            began_s = time.monotonic()
            try:
                _ask_status(self._path)
            except (OSError, http.client.HTTPException, AssertionError) as error:
                self.unanswered.append(f"the admin socket did not answer: {error!r}")
            self.slowest_s = max(self.slowest_s, time.monotonic() - began_s)
            self._hear()
            if self._over.wait(PROBE_S):
                return

    def _hear(self) -> None:
        try:
            while True:
                if b"WATCHDOG=1" in self._manager.recv(4096):
                    self._fed_s = time.monotonic()
        except BlockingIOError:
            self.unfed_s = max(self.unfed_s, time.monotonic() - self._fed_s)


def _ask_status(path: Path) -> None:
    asking = http.client.HTTPConnection("lockerd")
    asking.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        asking.sock.settimeout(GIVE_UP_S)
        asking.sock.connect(str(path))
        asking.request("GET", "/v1/status")
        answer = asking.getresponse()
        answer.read()
        assert answer.status == 200, f"status {answer.status}"
    finally:
        asking.close()


def size_bytes(path: Path) -> int:
    """Of a file, or of all in a folder."""
    return path.stat().st_size if path.is_file() else sum(size_bytes(each) for each in path.iterdir())


def forget_peak(pid: int) -> None:
    """From now on ``VmHWM`` is the highest mark since now (proc(5), clear_refs)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def memory_mib(pid: int, what: str) -> float:
    """One of the sizes in /proc/PID/status, such as ``VmRSS``."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    raise AssertionError(what)


def count_descriptors(pid: int) -> int:
    """How many files, sockets and the like a process has open."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def count_threads(pid: int) -> int:
    """What the unit's ``TasksMax`` counts."""
    return sum(1 for _ in Path(f"/proc/{pid}/task").iterdir())
