"""A folder belongs to one run, and a port is taken before its address is told."""

import os
import socket
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from lockersim.commands.demo import demo
from lockersim.commands.wall import wall
from lockersim.errors import SimError
from lockersim.folder import MARK, emptied, held
from lockersim.server.app import listen
from lockersim.site.rig import VIRTUAL


def arguments(folder: Path, port: int) -> Namespace:
    return Namespace(folder=folder, port=port, item_sensors=False, stock=0, loaded=0)


async def test_a_second_demo_in_the_same_folder_wipes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with emptied(folder):
        (folder / "state").mkdir()
        (folder / "state" / "lockerd.db").write_text("mine")
        for second in (demo(arguments(folder, 0)), wall(folder, VIRTUAL)):
            with pytest.raises(SimError, match=rf"is in use by process {os.getpid()}; stop that one, or give another"):
                await second
        assert (folder / "state" / "lockerd.db").read_text() == "mine"
    with emptied(folder):
        assert [each.name for each in folder.iterdir()] == [MARK]


def test_whoever_died_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text("4711\n")
    (tmp_path / "old").write_text("")
    (tmp_path / "link").symlink_to(tmp_path.parent)
    with emptied(tmp_path):
        assert not (tmp_path / "old").exists()
        assert not (tmp_path / "link").is_symlink()
    assert tmp_path.parent.exists()


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("mine")
    with pytest.raises(SimError, match="not empty and not a folder of the demo"), emptied(tmp_path):
        pass
    assert (tmp_path / "letters").read_text() == "mine"


def test_a_place_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SimError, match="cannot be used"), held(tmp_path / "file" / "run"):
        pass


async def test_a_busy_port_is_told_before_anything_is_started(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        words = rf"port {port} of 127\.0\.0\.1 cannot be used: Address already in use; give another --port"
        with pytest.raises(SimError, match=words):
            await demo(arguments(tmp_path / "run", port))
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("port", [70_000, -1])
def test_a_port_that_is_none_is_told(port: int) -> None:
    with pytest.raises(SimError, match=f"there is no port {port}"):
        listen(port)


def test_a_port_that_was_told_is_ours() -> None:
    with listen(0) as page, socket.create_connection(page.getsockname()):
        pass


def test_a_reader_that_has_read_enough_gets_no_traceback(tmp_path: Path) -> None:
    command = f"{sys.executable} -m lockersim.main wall --folder {tmp_path}/run"
    done = subprocess.run(
        ["bash", "-c", f"{command} | true; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (1, "")
