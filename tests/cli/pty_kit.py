"""Commands at a real terminal: a pty of a certain width, and somebody who types."""

import contextlib
import fcntl
import os
import pty
import re
import struct
import sys
import termios
import traceback
import warnings
from dataclasses import dataclass
from typing import NoReturn

from lockerd.cli import main

WITHOUT = ("COLUMNS", "LINES", "LC_ALL", "LANG", "LANGUAGE", "LC_MESSAGES", "NO_COLOR")
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Shown:
    """How a command ended and what stood on the screen, colours taken off."""

    code: int
    screen: str

    @property
    def lines(self) -> list[str]:
        return self.screen.splitlines()


def at_terminal(*arguments: str, types: str = "", columns: int = 80, **environ: str) -> Shown:
    """Run one command with stdin, stdout and stderr at a terminal; ``types`` is what a person types ahead.

    It runs in a copy of this process: to start an interpreter takes longer than all the rest. That one starts is shown
    where streams are closed (test_cli_streams.py).
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with warnings.catch_warnings(
        action="ignore", category=DeprecationWarning
    ):  # the fake daemon's thread holds no lock
        copy = os.fork()
    if not copy:
        _live(slave, arguments, {"TERM": "xterm-256color", "LANG": "C.UTF-8", **environ})
    os.close(slave)
    os.write(master, types.encode())
    seen = b""
    with contextlib.suppress(OSError):  # the last one has closed the other end
        while data := os.read(master, 65_536):
            seen += data
    os.close(master)
    _, ended = os.waitpid(copy, 0)
    return Shown(os.waitstatus_to_exitcode(ended), ANSI.sub("", seen.decode().replace("\r\n", "\n")))


def _live(terminal: int, arguments: tuple[str, ...], environ: dict[str, str]) -> NoReturn:
    """The life of a copy as one of `lockerctl` at this terminal; ends the process."""
    code = 70
    try:
        os.setsid()
        for number in range(3):
            os.dup2(terminal, number)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        for name in WITHOUT:
            os.environ.pop(name, None)
        os.environ.update(environ)
        sys.stdin, sys.stdout, sys.stderr = map(os.fdopen, range(3), "rww")
        main(arguments)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - this life ends here, whatever ends it
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
