"""One virtual machine: a process group of User Mode Linux with a disk of its own over the shared one."""

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

PROJECT = Path(__file__).parents[2]
MEMORY = "512M"


class MachineError(Exception):
    """The machine did not do what it was started for; the text ends with its last lines."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """What every machine is made of."""

    kernel: Path
    disk: Path
    """Shared and never written to."""
    tree: Path
    """Compiled device tree."""


class Machine:
    """``with Machine(...)`` switches it on; leaving the block cuts its power if it still runs."""

    def __init__(
        self, hardware: Hardware, folder: Path, story: str, *, disk: Path, init: str | None, words: Sequence[str] = ()
    ) -> None:
        """``disk``: what was written so far, made where it is missing; ``init``: None for systemd.

        The guest finds ``folder`` at /mnt/share and the project at /mnt/project, and runs ``guest/STORY.sh``.
        """
        self.folder = folder
        self._log = folder / "console.log"
        self._command = [
            str(hardware.kernel),
            f"mem={MEMORY}",
            f"uml_dir={folder / 'uml'}",
            f"dtb={hardware.tree}",
            f"ubd0={disk},{hardware.disk}",
            "root=/dev/ubda",
            "rw",
            "con=null",
            "con0=null,fd:1",
            "quiet",
            "panic=-1",
            *([] if init is None else [f"init={init}"]),
            f"project={PROJECT}",
            f"share={folder}",
            f"story={story}",
            *words,
        ]
        self._heard = threading.Condition()
        self._lines: list[str] = []
        self._ended = False

    def __enter__(self) -> Self:
        (self.folder / "uml").mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=-1,
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._log.open("wb") as log:
            rest = b""
            while said := self._process.stdout.read1():
                log.write(said)
                log.flush()
                *whole, rest = (rest + said).split(b"\n")
                with self._heard:
                    self._lines += [line.decode(errors="replace").rstrip() for line in whole]
                    self._heard.notify_all()
        with self._heard:
            self._ended = True
            self._heard.notify_all()

    @property
    def lines(self) -> list[str]:
        """What it has said on its console so far."""
        with self._heard:
            return list(self._lines)

    def hear(self, word: str, *, within_s: float) -> str:
        """Wait for a line that begins with ``word``; raises `MachineError`."""
        with self._heard:
            self._heard.wait_for(lambda: self._ended or self._found(word) is not None, within_s)
            if (line := self._found(word)) is None:
                raise MachineError(f"did not say {word!r} within {within_s:g} s:\n{self._last_words()}")
            return line

    def _found(self, word: str) -> str | None:
        return next((line for line in self._lines if line.startswith(word)), None)

    def wait(self, *, within_s: float) -> None:
        """Wait until it has switched itself off; raises `MachineError`."""
        with self._heard:
            if not self._heard.wait_for(lambda: self._ended, within_s):
                raise MachineError(f"still runs after {within_s:g} s:\n{self._last_words()}")

    def _last_words(self) -> str:
        return "\n".join(f"    | {line}" for line in self._lines[-25:]) or "    | (it said nothing)"

    def cut(self) -> None:
        """Cut its power: what the guest had not written to its disk is gone."""
        if self._process.returncode is None:  # not waited for, so its number is not another's yet
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._listener.join()


def copy_disk(source: Path, target: Path) -> Path:
    """A copy of what a machine has written; the holes stay holes."""
    subprocess.run(["cp", "--sparse=always", source, target], check=True)
    return target
