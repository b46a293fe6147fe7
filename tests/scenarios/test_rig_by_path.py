"""A rig with real lines: boards on ports given by their paths, and a lockerd that lives in a folder of its own."""

import json
import os
import threading
import tty
from collections.abc import Iterator
from heapq import heappop, heappush
from pathlib import Path
from select import select
from termios import tcgetattr
from time import monotonic

import pytest

from lockersim.line.port import OUTPUT_SPEED, SPEEDS
from lockersim.scenario.model import Scenario
from lockersim.scenario.play import play
from lockersim.scenario.report import Verdict
from lockersim.site.rig import read_rig

pytestmark = [pytest.mark.station, pytest.mark.broker]
STORY = """title: A pickup with a power cut
wall: {sizes: {bus1: A5}}
steps:
  - announce: {documents: passport, size: A5}
  - load: passport
  - power: off
  - power: on
  - collect: passport
  - expect: {orders: {passport: collected}, pulses: 2}
"""


BITS_PER_BYTE = 10


class Cables:
    """Pairs of serial ports by their paths, each joined by a cable; a thread carries the bytes.

    A byte takes its time at the speed that the sender has set, as between two adapters.
    """

    def __init__(self, count: int) -> None:
        self._ends = [os.openpty() for _ in range(2 * count)]
        for _, slave in self._ends:
            tty.setraw(slave)
        masters = [master for master, _ in self._ends]
        self._far = {master: masters[n ^ 1] for n, master in enumerate(masters)}
        self._under_way: list[tuple[float, int, bytes]] = []
        self._stop, self._stopped = os.pipe()
        self._thread = threading.Thread(target=self._carry)
        self._thread.start()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        names = [os.ttyname(slave) for _, slave in self._ends]
        return list(zip(names[::2], names[1::2], strict=True))

    def _carry(self) -> None:
        free_s = dict.fromkeys(self._far, 0.0)
        while True:
            wait_s = max(0.0, self._under_way[0][0] - monotonic()) if self._under_way else None
            ready, _, _ = select([self._stop, *self._far], [], [], wait_s)
            if self._stop in ready:
                return
            for master in ready:
                data = os.read(master, 4096)
                byte_s = BITS_PER_BYTE / SPEEDS[tcgetattr(master)[OUTPUT_SPEED]]
                free_s[master] = max(free_s[master], monotonic()) + len(data) * byte_s
                heappush(self._under_way, (free_s[master], self._far[master], data))
            while self._under_way and self._under_way[0][0] <= monotonic():
                _, far, data = heappop(self._under_way)
                os.write(far, data)

    def close(self) -> None:
        os.write(self._stopped, b".")
        self._thread.join()
        for fd in (self._stop, self._stopped, *(fd for end in self._ends for fd in end)):
            os.close(fd)


@pytest.fixture
def cables() -> Iterator[Cables]:
    cables = Cables(2)
    yield cables
    cables.close()


async def test_the_same_story_on_ports_by_path_with_lockerd_run_by_commands(cables: Cables, tmp_path: Path) -> None:
    there, cut = tmp_path / "there", tmp_path / "cut"
    rig_file = tmp_path / "rig.yaml"
    rig_file.write_text(
        json.dumps(
            {
                "title": "Two cables, and a lockerd elsewhere",
                "lines": [{"here": here, "lockerd_port": port} for here, port in cables.pairs],
                "lockerd": {
                    "put": ["cp", "-r", "{site}", str(there)],
                    "run": ["sh", "-c", f"echo $$ >{there}/pid; exec {{lockerd}} --config {there}/lockerd.toml"],
                    "sockets": f"{there}/runtime",
                    "cut": ["sh", "-c", f"kill -9 $(cat {there}/pid); touch {cut}"],
                    "stop": ["sh", "-c", f"kill $(cat {there}/pid)"],
                    "restore": ["rm", str(cut)],
                },
            }
        )
    )
    story, site = tmp_path / "story.yaml", tmp_path / "site"
    story.write_text(STORY)
    site.mkdir()
    report = await play(Scenario.read(story), site, rig=read_rig(rig_file))
    assert report.verdict is Verdict.PASSED, report.lines()
    assert report.measures["pulses_bcc"] == 2
    assert report.measures["lockerd_starts"] == 2
    assert not cut.exists()
    assert (there / "state" / "lockerd.db").exists()
    assert not (site / "state" / "lockerd.db").exists()
