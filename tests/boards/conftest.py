"""Lets the tests use the fuzz run of hil/bench."""

import asyncio
import os
import sys
import tty
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "hil" / "bench"))


@pytest.fixture
async def cable() -> AsyncIterator[tuple[str, str]]:
    """The paths of two ports: what is written to one arrives at the other."""
    (a, a_port), (b, b_port) = os.openpty(), os.openpty()
    tty.setraw(a_port)
    tty.setraw(b_port)
    loop = asyncio.get_running_loop()
    loop.add_reader(a, lambda: os.write(b, os.read(a, 4096)))
    loop.add_reader(b, lambda: os.write(a, os.read(b, 4096)))
    yield os.ttyname(a_port), os.ttyname(b_port)
    loop.remove_reader(a)
    loop.remove_reader(b)
    for fd in (a, a_port, b, b_port):
        os.close(fd)
