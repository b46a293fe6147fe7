"""F44: a line on which too much goes wrong is told once, and once that it is good again."""

import asyncio
import random

from bench_bus import Bench
from fake_boards import FakeBoard, FakeBus
from virtual_loop import virtual_time

from lockerd.bus.counters import BoardCounters, BusCounters
from lockerd.bus.line.quality import Quality
from lockerd.domain.model.reports import BusReport, BusTrouble


class Line:
    """Two boards that are asked ``per_s`` questions; of a thousand of them some go wrong."""

    def __init__(self, *, per_s: int = 10) -> None:
        self.counters = BusCounters({0: BoardCounters(), 1: BoardCounters()})
        self.quality = Quality("b0", self.counters, self._tell)
        self.per_s = per_s
        self.now_ms = 0
        self.told: list[tuple[int, BusTrouble]] = []
        self._rest = 0.0

    def run(self, seconds: int, *, per_mille: float) -> None:
        for _ in range(seconds):
            self.now_ms += 1_000
            self.counters.boards[self.now_ms // 1_000 % 2].exchanges += self.per_s
            self._rest += self.per_s * per_mille / 1000
            failures, self._rest = divmod(self._rest, 1)
            self.counters.boards[0].failures += int(failures)
            self.quality.look(self.now_ms)

    def _tell(self, report: BusReport) -> None:
        self.told.append((self.now_ms // 1_000, report.trouble))


def test_more_than_one_in_a_hundred_is_told_once_per_episode_f44():
    line = Line()
    line.run(600, per_mille=0)
    line.run(900, per_mille=20)
    ((at_s, trouble),) = line.told
    assert trouble is BusTrouble.ERRORS
    assert 700 < at_s < 800, "half of the window was good"
    assert line.quality.per_mille == 20
    assert "2.0 %" in line.quality.notes[0]
    assert "120 ohms" in line.quality.notes[0]
    line.run(600, per_mille=7)
    assert len(line.told) == 1, "neither good nor new"
    line.run(600, per_mille=0)
    assert [trouble for _, trouble in line.told] == [BusTrouble.ERRORS, BusTrouble.CLEAN]
    assert line.quality.notes == ()


def test_one_in_a_hundred_is_not_more_than_that_f44():
    line = Line()
    line.run(3_000, per_mille=10)
    assert line.told == []


def test_a_window_that_is_not_full_counts_as_if_the_rest_were_good_f44():
    line = Line()
    line.run(60, per_mille=40)
    assert line.told == [], "24 of 3000"
    line.run(30, per_mille=40)
    assert [trouble for _, trouble in line.told] == [BusTrouble.ERRORS], "36 of 3000"


def test_a_handful_of_failures_proves_nothing_however_few_questions_there_were():
    line = Line(per_s=1)
    line.run(290, per_mille=30)
    assert line.told == []


@virtual_time
async def test_a_very_bad_line_is_told_within_seconds_and_a_dead_board_is_none_f41_f44():
    boards = [FakeBoard(0), FakeBoard(1)]
    rng = random.Random(4)
    async with Bench(FakeBus(*boards)).running() as bench:
        await bench.settled()
        boards[1].dead = True
        await asyncio.sleep(60)
        assert bench.owner.counters.boards[1].failures == 3
        assert not [report for _, report in bench.reports if isinstance(report, BusReport)]
        boards[0].twist = lambda frame: frame[:-1] + b"\x00" if rng.random() < 0.3 else frame
        await asyncio.sleep(25)
        (report,) = [report for _, report in bench.reports if isinstance(report, BusReport)]
        assert report.trouble is BusTrouble.ERRORS
        assert report.per_mille > 10
        assert len(bench.owner.notes) == 1
