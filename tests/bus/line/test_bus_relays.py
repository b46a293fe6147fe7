"""Relay boards on a bus: several questions a look, and boards that could fire by themselves stay unused."""

import asyncio
import itertools

import pytest
from bench_bus import Bench
from fake_boards import FakeBoard, FakeBus
from virtual_loop import virtual_time

from lockerd.domain.model.readings import Door
from lockerd.domain.model.reports import BoardHealth, Fired, NotFired, NotFiredReason


def sealed(body: bytes) -> bytes:
    crc = 0xFFFF
    for byte in body:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return body + bytes((crc & 0xFF, crc >> 8))


class Relays(FakeBoard):
    """Eight relays and eight inputs, from the manufacturer's wiki."""

    def __init__(self, address: int) -> None:
        super().__init__(address, channels=8, family="waveshare", latency_ms=2.0, pulse_ms=500.0)
        self.modes = [0] * 8
        self.held: set[int] = set()
        self.pulses: list[tuple[int, int]] = []

    def handle(self, frame: bytes) -> None:
        assert sealed(frame[:-2]) == frame
        head = frame[:2]
        match frame[1]:
            case 1:
                self.answer(lambda: sealed(head + bytes((1, self.coils_on()))))
            case 2:
                self.answer(lambda: sealed(head + bytes((1, self.packed()))))
            case 3:
                assert frame[2:6] == bytes((0x10, 0, 0, 8))
                self.answer(lambda: sealed(head + bytes((16, *itertools.chain(*((0, mode) for mode in self.modes))))))
            case 5:
                assert frame[2] == 2
                self.pulses.append((frame[3], 100 * int.from_bytes(frame[4:6])))
                self.pulse(frame[3] + 1)
                self.answer(lambda: frame)

    def coils_on(self) -> int:
        now = asyncio.get_running_loop().time()
        firing = {coil.channel for coil in self.bus.coils if coil.on_s <= now < coil.off_s}
        return sum(1 << (channel - 1) for channel in firing | self.held)


class ModbusBus(FakeBus):
    """The address stands first; every frame must have 3.5 characters of silence before it."""

    def __init__(self, *boards: FakeBoard) -> None:
        super().__init__(*boards, speed_baud=9_600)
        self.quiet_s = 0.0
        self.gaps: list[float] = []

    def _arrive(self, frame: bytes) -> None:
        self.boards[frame[0]].handle(frame)

    def hear(self, frame: bytes) -> None:
        self.gaps.append(asyncio.get_running_loop().time() - self.quiet_s)
        super().hear(frame)

    def say(self, frame: bytes) -> None:
        self.quiet_s = asyncio.get_running_loop().time() + self.wire_s(len(frame))
        super().say(frame)


@pytest.fixture
def relays() -> Relays:
    return Relays(1)


def bench(relays: Relays, **wiring: object) -> Bench:
    return Bench(ModbusBus(relays), **wiring)


@virtual_time
async def test_a_pulse_is_the_boards_own_and_its_door_is_seen(relays):
    async with bench(relays).running() as wall:
        await wall.settled()
        attempt = wall.submit(1, 3)
        assert isinstance(await wall.answer(attempt), Fired)
        while wall.door(1, 3) is not Door.OPEN:
            await wall.change()
        assert relays.pulses == [(2, 500)]
        assert [wall.door(1, n) for n in (1, 2, 4)] == [Door.CLOSED] * 3
        counters = wall.owner.counters.boards[1]
        assert (counters.unfit, counters.timeouts, counters.mismatches, counters.failed_unlocks) == ("", 0, 0, 0)


@virtual_time
async def test_the_line_is_quiet_around_a_pulse_that_is_acknowledged_at_once_f35(relays):
    async with bench(relays, scan_period_ms=0).running() as wall:
        await wall.settled()
        await wall.answer(wall.submit(1, 3))
        await asyncio.sleep(1)
        ((sent_s, _),) = [(at, frame) for at, frame in wall.bus.heard if frame[1] == 5]
        assert 0.2 <= min(at - sent_s for at, _ in wall.bus.heard if at > sent_s) < 0.21


@virtual_time
async def test_modbus_boards_get_their_silence(relays):
    bus = ModbusBus(relays)
    async with Bench(bus, scan_period_ms=0).running() as wall:
        await wall.settled()
        await asyncio.sleep(1)
    assert len(bus.gaps) > 20
    assert min(bus.gaps[1:]) >= 3.5 * 11 / 9_600 - 1e-9


@virtual_time
@pytest.mark.parametrize("mode", [1, 2, 3])
async def test_a_board_whose_inputs_switch_its_relays_is_not_used(relays, mode):
    """Linkage: a door contact would fire a lock."""
    relays.modes[4] = mode
    async with bench(relays).running() as wall:
        while not wall.health():
            await wall.change()
        assert [report.health for report in wall.health()] == [BoardHealth.DEAD]
        assert "inputs can switch its channels 5" in wall.owner.counters.boards[1].unfit
        answer = await wall.answer(wall.submit(1, 1))
        assert isinstance(answer, NotFired)
        assert answer.reason is NotFiredReason.BOARD_DEAD
        assert relays.pulses == []
        relays.modes[4] = 0
        await wall.settled()
        assert wall.owner.counters.boards[1].unfit == ""


@virtual_time
async def test_a_relay_that_somebody_else_holds_is_noticed(relays):
    async with bench(relays).running() as wall:
        await wall.settled()
        relays.held = {6}
        while wall.door(1, 1) is not Door.UNKNOWN:
            await wall.change()
        assert "its channels 6 are on" in wall.owner.counters.boards[1].unfit
        assert isinstance(await wall.answer(wall.submit(1, 1)), NotFired)
        relays.held = set()
        await wall.settled()
        assert relays.pulses == []


@virtual_time
async def test_our_own_pulse_is_no_stranger(relays):
    async with bench(relays, scan_period_ms=0).running() as wall:
        await wall.settled()
        await wall.answer(wall.submit(1, 1))
        await asyncio.sleep(1.5)
        assert [report.health for report in wall.health()] == [BoardHealth.ALIVE]


@virtual_time
async def test_the_modes_are_asked_again_when_a_board_comes_back(relays):
    """A board that was exchanged or reset is another board."""
    async with bench(relays).running() as wall:
        await wall.settled()
        relays.lose = 3
        while wall.door(1, 1) is not Door.UNKNOWN:
            await wall.change()
        relays.modes[0] = 1
        await asyncio.sleep(1)
        assert "channels 1;" in wall.owner.counters.boards[1].unfit
        assert wall.door(1, 1) is Door.UNKNOWN
