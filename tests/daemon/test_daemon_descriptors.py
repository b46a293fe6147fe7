"""No descriptor is left, whoever used them up: the station lives on, and serves as soon as there are some again."""

import resource
from pathlib import Path

import httpx
import pytest
from daemon_process import Folder, Running, lockerd

pytestmark = pytest.mark.station


def descriptors(daemon: Running) -> set[int]:
    return {int(each.name) for each in Path(f"/proc/{daemon.process.pid}/fd").iterdir()}


def ask_anew(root: Path, *, within_s: float) -> int:
    """Ask for the status on a new connection."""
    transport = httpx.HTTPTransport(uds=str(root / "run-a" / "admin.sock"))
    with httpx.Client(transport=transport, timeout=within_s) as client:
        return client.get("http://lockerd/v1/status").status_code


def test_f13_without_a_free_descriptor_it_is_no_less_alive(tmp_path: Path) -> None:
    """Fails if the watchdog's word, a commit or the scan needed one that is opened only then."""
    folder = Folder(tmp_path)
    transport = httpx.HTTPTransport(uds=str(tmp_path / "run-a" / "admin.sock"))
    with lockerd(folder.config("a"), WATCHDOG_USEC="1000000") as daemon, httpx.Client(transport=transport) as client:
        assert daemon.said("READY=1")
        limits = resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE)
        assert client.get("http://lockerd/v1/status").status_code == 200
        resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE, (len(descriptors(daemon)), limits[1]))
        with pytest.raises(httpx.TimeoutException):
            ask_anew(tmp_path, within_s=0.5)
        for _ in range(3):
            assert daemon.said("WATCHDOG=1")
        key = {"Idempotency-Key": "descriptors-01"}
        answer = client.post("http://lockerd/v1/resume", json={"reason": "nothing left"}, headers=key)
        assert answer.json()["code"] == "not_now"
        assert client.get("http://lockerd/v1/custody/verify").json()["code"] == "busy"
        resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE, limits)
        assert ask_anew(tmp_path, within_s=5) == 200
        status, written = daemon.stop()
    assert status == 0
    assert written.count("out of system resource") <= 2, "whoever uses descriptors up writes no log"
