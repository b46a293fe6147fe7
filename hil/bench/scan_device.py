"""The far end of a line in a process of its own: answers at once, one byte per byte time. Its time is nobody's."""

import ctypes
import multiprocessing
import os
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from scan_case import Case

FORK = multiprocessing.get_context("fork")
PR_SET_TIMERSLACK = 29


@dataclass(frozen=True)
class Line:
    """A pty at whose other end the boards are: open it at ``path``; ``unlocks`` tells when each unlock had arrived."""

    path: str
    unlocks: Connection


@contextmanager
def line(case: Case) -> Iterator[Line]:
    """Plug the boards of a case in."""
    assert case.answers  # made here: the boards answer from the first byte on
    far, near = os.openpty()
    tty.setraw(near)
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_answer, args=(far, case, theirs), daemon=True)
    process.start()
    try:
        yield Line(os.ttyname(near), ours)
    finally:
        process.kill()
        process.join()
        for fd in (far, near):
            os.close(fd)
        ours.close()
        theirs.close()


def _answer(fd: int, case: Case, unlocks: Connection) -> None:
    ctypes.CDLL(None).prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0)
    answers, opening = case.answers, set(case.unlocks())
    (size,) = set(map(len, answers))
    free_s = 0.0
    while True:
        frame = _take(fd, size)
        free_s = max(free_s, time.monotonic()) + size * case.byte_s
        if frame in opening:
            unlocks.send(free_s)
        for byte in answers[frame]:
            free_s += case.byte_s
            time.sleep(max(0.0, free_s - time.monotonic()))
            os.write(fd, bytes((byte,)))


def _take(fd: int, size: int) -> bytes:
    frame = b""
    while len(frame) < size:
        frame += os.read(fd, size - len(frame))
    return frame
