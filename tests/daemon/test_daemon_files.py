"""What the daemon leaves on the disk is its own, whatever the one who started it allows others."""

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from daemon_process import Folder, lockerd

pytestmark = pytest.mark.station


@pytest.fixture
def generous() -> Iterator[None]:
    """Whoever starts lockerd by hand lets everybody read, as most shells do, and more."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {each.name: f"{stat.S_IMODE(each.lstat().st_mode):o}" for each in folder.iterdir()}


@pytest.mark.usefixtures("generous")
def test_nobody_else_reads_what_is_written_down(tmp_path: Path) -> None:
    """Fails if the database could be read by every user of the machine where no unit sets a mask."""
    folder = Folder(tmp_path)
    state, runtime = tmp_path / "state", tmp_path / "run-a"
    with lockerd(folder.config("a")) as daemon:
        assert daemon.said("READY=1")
        found = modes(state)
        assert {"lockerd.db", "lockerd.db-wal", "lockerd.db-shm", "lockerd.lock", "head"} <= found.keys()
        assert set(found.values()) == {"600"}
        assert f"{stat.S_IMODE(state.stat().st_mode):o}" == "700"
        assert f"{stat.S_IMODE(runtime.stat().st_mode):o}" == "755"
        assert modes(runtime) == {"terminal.sock": "660", "admin.sock": "660"}
        assert daemon.stop()[0] == 0


def test_a_database_that_others_could_read_is_closed_to_them_at_the_start(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for _ in range(2):
        with lockerd(folder.config("a")) as daemon:
            assert daemon.said("READY=1")
            assert modes(tmp_path / "state")["lockerd.db"] in {"600", "640"}
            assert daemon.stop()[0] == 0
        (tmp_path / "state" / "lockerd.db").chmod(0o644)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / "file").write_text("")
    with lockerd(folder.config("a", state="file/state")) as daemon:
        status, written = daemon.end()
    assert status == 1
    assert "file/state: Not a directory; see [paths]" in written
    assert "Traceback" not in written


def test_a_path_too_long_for_a_socket_is_named(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    config = folder.config("a")
    config.write_text(config.read_text().replace('runtime = "run-a"', f'runtime = "{"r" * 120}"'))
    with pytest.raises(OSError, match="too long"), socket.socket(socket.AF_UNIX) as probe:
        probe.bind(str(tmp_path / ("r" * 120) / "terminal.sock"))
    with lockerd(config) as daemon:
        status, written = daemon.end()
    assert status == 1
    assert "terminal.sock: AF_UNIX path too long" in written
    assert "Traceback" not in written
