"""Commands at a real terminal: a pty of a certain width, and somebody who types."""

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass

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
    """Run one command with stdin, stdout and stderr at a terminal; ``types`` is what a person types ahead."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    without = {"COLUMNS", "LINES", "LC_ALL", "LANG", "LANGUAGE", "LC_MESSAGES", "NO_COLOR"}
    env = {name: value for name, value in os.environ.items() if name not in without}
    process = subprocess.Popen(
        [sys.executable, "-m", "lockerd.cli", *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**env, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environ},
        start_new_session=True,
    )
    os.close(slave)
    os.write(master, types.encode())
    seen = b""
    with contextlib.suppress(OSError):  # the last one has closed the other end
        while data := os.read(master, 65_536):
            seen += data
    os.close(master)
    return Shown(process.wait(timeout=60), ANSI.sub("", seen.decode().replace("\r\n", "\n")))
