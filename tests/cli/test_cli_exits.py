"""Exit codes when the daemon is away, closed to us, silent or talks nonsense; and what each command may cost."""

import re
import socket as sockets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from admin_fake import Lockerctl, Wall

from lockerd.cli.exits import HELP, Exit


def test_no_daemon_because_there_is_no_socket(lockerctl: Lockerctl, tmp_path: Path) -> None:
    done = lockerctl("status", "--socket", str(tmp_path / "no.sock"))
    assert (done.code, done.out) == (3, "")
    assert re.search(
        r"no daemon at .*no\.sock: No such file or directory\n  next: `systemctl status lockerd`", done.err
    )


def test_no_daemon_because_nobody_listens(lockerctl: Lockerctl, tmp_path: Path) -> None:
    with sockets.socket(sockets.AF_UNIX) as left_behind:
        left_behind.bind(str(tmp_path / "old.sock"))
        done = lockerctl("orders", "--socket", str(tmp_path / "old.sock"))
    assert done.code == 3
    assert "Connection refused" in done.err


def test_a_socket_that_is_not_for_us(lockerctl: Lockerctl, socket: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(_self: sockets.socket, _address: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(sockets.socket, "connect", connect)
    monkeypatch.setattr("os.access", lambda *_, **__: False)
    done = lockerctl("open", "A01", "--reason", "test")
    assert done.code == 4
    assert "become a member of its group" in done.err


@pytest.mark.parametrize("raw", [b"", b"<html>", b"3", b"[3]", b'{"rows": 1}'])
def test_an_answer_that_is_none(lockerctl: Lockerctl, socket: Path, wall: Wall, raw: bytes) -> None:
    wall.raw = raw
    for command in (("compartments",), ("custody", "tail")):
        done = lockerctl(*command)
        assert (done.code, done.out) == (6, "")
        assert "is lockerctl of the daemon's release?" in done.err


def test_a_daemon_that_dies_while_answering(lockerctl: Lockerctl, tmp_path: Path) -> None:
    path = tmp_path / "dying.sock"
    with sockets.socket(sockets.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        with subprocess.Popen(
            [sys.executable, "-m", "lockerd.cli", "open", "A01", "--reason", "x", "--socket", str(path)],
            stderr=subprocess.PIPE,
            text=True,
        ) as asking:
            for _ in range(2):  # it knocks, then it asks
                connection, _ = listening.accept()
                connection.recv(4096)
                connection.close()
            _, said = asking.communicate(timeout=30)
    assert asking.returncode == 6
    assert "whether it was done stands in `lockerctl custody tail`" in said


def test_wrong_usage(lockerctl: Lockerctl) -> None:
    assert lockerctl("opne", "A01").code == 2
    assert lockerctl("custody").code == 2
    assert lockerctl().code == 2


def test_the_exit_codes_are_documented(lockerctl: Lockerctl) -> None:
    said = lockerctl("--help").out
    assert " ".join(HELP.split()) in " ".join(said.split())
    assert [int(code) for code in Exit] == [int(number) for number in re.findall(r"\d", HELP)]


def modules_after(*arguments: str) -> set[str]:
    code = f"""
import sys
from lockerd.cli import main
try:
    main({list(arguments)!r})
except SystemExit as ended:
    print("code", ended.code)
print("modules", *sys.modules)
"""
    done: subprocess.CompletedProcess[Any] = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert "code 0" in done.stdout
    return set(done.stdout.rsplit("modules ", 1)[1].split())


def test_a_word_costs_only_what_it_needs() -> None:
    assert not modules_after("--version") & {"httpx", "pydantic", "cryptography", "sqlite3", "rich.table"}


def test_a_frame_costs_no_network_library() -> None:
    loaded = modules_after("frame", "cu48", "status", "--address", "0")
    assert not loaded & {"httpx", "fastapi", "cryptography", "sqlite3", "ssl", "asyncio", "rich.table"}
