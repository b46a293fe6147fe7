"""Before and after each pulse all doors of a board are read, whatever the family (F26, F27).

The boards are simulated ones, written from the data sheets, on a line in virtual time.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from board_setups import board_setup
from in_process import MemoryPort
from virtual_loop import virtual_loop, virtual_time

from lockerd.boards import FAMILIES, codec_of
from lockerd.boards.codec import Codec
from lockerd.boards.frames import StatusRequest, UnlockRequest
from lockerd.boards.options import Options
from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.line.owner import BusOwner
from lockerd.bus.line.wire import Direction
from lockerd.bus.setup import BusSetup
from lockerd.domain.model.compartments import Leaf, Place
from lockerd.domain.model.ids import AttemptId, CompartmentId
from lockerd.domain.model.looks import leaf
from lockerd.domain.model.readings import DoorSensor, Reading
from lockerd.domain.model.reports import Fired, NotFired, Readings, Report, Unlock
from lockersim.wall.families import every_family_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock

FIRED = [family for family in FAMILIES if family not in {"lctech", "modbus_in"}]
families = pytest.mark.parametrize("family", FIRED)
OWN, NEIGHBOUR, THIRD = 1, 2, 3


class Board:
    """One simulated board with three doors, the owner of its bus, and everything that it reported and said."""

    def __init__(self, family: str) -> None:
        self.loop = virtual_loop()
        (bus,) = every_family_wall((family,)).buses
        (board,) = bus.boards
        self.names = {each.channel: CompartmentId(each.id) for each in bus.compartments}
        self.wall = Wall(every_family_wall((family,)), LoopClock(asyncio.get_running_loop()), folder=Path("/nowhere"))
        line = self.wall.lines[bus.id]
        port = MemoryPort()
        port.on_bytes, line.port = line.port.on_bytes, port  # type: ignore[assignment]  # same shape, other medium
        self.codec: Codec = codec_of(family, Options(model=board.model))
        self.address, self.sensor = board.address, DoorSensor(board.feedback)
        self.answer: asyncio.Future[Fired | NotFired] = asyncio.get_running_loop().create_future()
        self.reports: list[tuple[int, Report]] = []
        self.said: list[tuple[int, bytes]] = []
        setup = board_setup(
            codec=self.codec,
            address=self.address,
            compartments=self.names,
            feedback=self.sensor,
            closed_bit=board.closed_bit,
            pulse=Pulse(self.codec.profile.pulse_ms),
        )
        self.owner = BusOwner(
            BusSetup(bus="b", speed_baud=bus.speed_baud, boards=(setup,)),
            open_link=port.open,
            power=PowerArbiter(monotonic_ms=self.loop.monotonic_ms),
            monotonic_ms=self.loop.monotonic_ms,
            doors=Doors(self._take),
            report=self._take,
            progress=lambda: None,
        )
        self.owner.taps.add(self._tap)

    def _take(self, report: Report) -> None:
        self.reports.append((self.loop.monotonic_ms(), report))
        if isinstance(report, Fired | NotFired):
            self.answer.set_result(report)

    def _tap(self, direction: Direction, data: bytes) -> None:
        if direction is Direction.SENT:
            self.said.append((self.loop.monotonic_ms(), data))

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Board"]:
        task = asyncio.create_task(self.owner.run())
        await asyncio.sleep(0.4)
        assert {self.leaf(channel) for channel in self.names} == {Leaf.SHUT}
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def fire(self) -> Fired:
        self.owner.watch(frozenset({self.names[OWN]}))
        self.owner.submit(Unlock(AttemptId(1), self.names[OWN], self.loop.monotonic_ms() + 2_000))
        async with asyncio.timeout(5):
            answer = await self.answer
        assert isinstance(answer, Fired), answer
        return answer

    def force(self, channel: int) -> None:
        self.wall.hands.force(self.names[channel])

    def readings(self, channel: int) -> list[tuple[int, Reading]]:
        """Every reading of one door, and when it was reported."""
        found = []
        for at_ms, report in self.reports:
            if isinstance(report, Readings):
                found += [(at_ms, each) for each in report.readings if each.compartment == self.names[channel]]
        return found

    def leaf(self, channel: int) -> Leaf:
        return self._leaf(self.readings(channel)[-1][1])

    def opened(self, channel: int) -> tuple[int, Reading]:
        """The first reading that says open, and when it was reported."""
        return next(each for each in self.readings(channel) if self._leaf(each[1]) is Leaf.OPEN)

    def _leaf(self, reading: Reading) -> Leaf:
        return leaf(Place(reading.compartment, 1, 1, "A4", 100, self.sensor), reading)

    def questions(self) -> list[tuple[int, str]]:
        """What was said, in words: a look at all doors, or an unlock."""
        words = []
        for at_ms, data in self.said:
            match self.codec.parse_request(data):
                case UnlockRequest():
                    words.append((at_ms, "unlock"))
                case StatusRequest():
                    words.append((at_ms, "look"))
                case other:
                    raise AssertionError(other)
        return words


@families
@pytest.mark.parametrize("after_ms", [60, 480])
@virtual_time
async def test_f26_f27_all_doors_are_read_around_a_pulse_and_whichever_opens_is_told_at_once(
    family: str, after_ms: int
) -> None:
    async with Board(family).running() as board:
        fired = await board.fire()
        await asyncio.sleep(after_ms / 1000)
        board.force(NEIGHBOUR)
        opened_ms = board.loop.monotonic_ms()
        await asyncio.sleep(1.6)
        profile, said = board.codec.profile, board.questions()
        (at,) = [n for n, (_, word) in enumerate(said) if word == "unlock"]
        assert said[at][0] == fired.began_ms
        looks = {ask.request for ask in board.codec.look(board.address)}
        before, after = board.said[at - 1], board.said[at + 1]
        assert {before[1], after[1]} <= looks, "one question about all channels of the board"
        assert fired.began_ms - before[0] < 250
        assert after[0] - fired.began_ms <= max(220, profile.pulse_ms + profile.unlock_reply_ms)
        told_ms, reading = board.opened(NEIGHBOUR)
        assert reading.sampled_ms > fired.began_ms, "as the wrong door of this pulse, not as one opened before"
        seen_ms = max(opened_ms, board.opened(OWN)[0])
        # A board that speaks unasked of a switch that moved may spoil one answer with that.
        assert told_ms - seen_ms < 250 + profile.status_reply_ms, "an attempt is judged after 5 s"
        assert board.leaf(THIRD) is Leaf.SHUT


@families
@virtual_time
async def test_f23_a_door_that_opens_just_before_a_pulse_is_dated_before_it(family: str) -> None:
    async with Board(family).running() as board:
        board.force(NEIGHBOUR)
        fired = await board.fire()
        await asyncio.sleep(1)
        assert board.opened(NEIGHBOUR)[1].sampled_ms <= fired.began_ms
