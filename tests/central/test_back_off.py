"""Coming back ever more rarely, and never in step with others (F66); the session has no other clock than the loop's."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from central_kit import SITE, Site, site
from virtual_loop import virtual_loop, virtual_time

from lockerd.central import session as session_module
from lockerd.central.link import Broker, Link, LinkLostError, Post


class NoBroker:
    """Stands where the broker should be; remembers when somebody called."""

    def __init__(self, holds_s: float = 0.0) -> None:
        self.called_s: list[float] = []
        self._holds_s = holds_s

    @asynccontextmanager
    async def connect(self, _broker: Broker, _will: Post, /, **_: object) -> AsyncIterator[Link]:
        self.called_s.append(virtual_loop().time())
        await asyncio.sleep(self._holds_s)
        raise LinkLostError("nobody there")
        yield

    def pauses_s(self) -> list[float]:
        return [round(b - a - self._holds_s, 3) for a, b in itertools.pairwise(self.called_s)]


async def calls(here: Site, broker: NoBroker, *, random: float, for_s: float) -> None:
    session = here.session(Broker("nowhere", 1, SITE), connect=broker.connect)
    session._random = lambda: random
    task = asyncio.ensure_future(session.run())
    await asyncio.sleep(for_s)
    assert not task.done()
    assert not session.progress.connected
    assert session.progress.error == "nobody there"
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()


@pytest.mark.parametrize(
    ("random", "pauses_s"),
    [
        (1.0, [2, 4, 8, 16, 32, 60, 60]),
        (0.0, [0.2, 0.4, 0.8, 1.6, 3.2, 6, 6]),
    ],
)
def test_the_pause_doubles_up_to_a_minute_and_is_spread(tmp_path: Path, random: float, pauses_s: list[float]) -> None:
    broker = NoBroker()

    @virtual_time
    async def run() -> None:
        async with site(tmp_path / "site") as here:
            await calls(here, broker, random=random, for_s=300)

    run()
    assert broker.pauses_s()[:7] == pauses_s


def test_a_connection_that_held_lets_the_pause_begin_anew(tmp_path: Path) -> None:
    broker = NoBroker(holds_s=session_module.STEADY_S)

    @virtual_time
    async def run() -> None:
        async with site(tmp_path / "site") as here:
            await calls(here, broker, random=1.0, for_s=300)

    run()
    assert set(broker.pauses_s()) == {1.0}
