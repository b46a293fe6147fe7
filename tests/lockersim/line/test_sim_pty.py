"""Both families through a pty at wire speed, with pyserial as the host."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import serial
from sim_bench import Host, Watch

from lockersim.faults.desk import FaultDesk
from lockersim.line.frames import HOST, Frame
from lockersim.wall.demo import demo_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock
from lockersim.world.model import Door, Happening

CU48_STATUS = "02 00 00 50 03 55"
CU48_ALL_LATCHED = "02 00 00 65 FF FF FF 00 00 00 03 67"
BCC_STATUS = "80 01 00 33 B2"
BCC_ALL_CLOSED = "80 01 FF FF FF 33 4D"


@pytest.fixture
async def wall(tmp_path: Path) -> AsyncIterator[Wall]:
    async with Wall(demo_wall(), LoopClock(asyncio.get_running_loop()), folder=tmp_path, seed=1) as wall:
        yield wall


@pytest.fixture
async def hook_host(wall: Wall) -> AsyncIterator[Host]:
    host = Host(wall.lines["bus0"].port.link, 19200)
    yield host
    host.close()


@pytest.fixture
async def contact_host(wall: Wall) -> AsyncIterator[Host]:
    host = Host(wall.lines["bus1"].port.link, 9600)
    yield host
    host.close()


async def test_cu48_status_takes_wire_time_and_latency(wall: Wall, hook_host: Host) -> None:
    assert await hook_host.ask(CU48_STATUS, 12) == CU48_ALL_LATCHED
    request, reply = wall.lines["bus0"].frames.frames
    assert (request.sender, reply.sender) == (HOST, "bus0/0")
    assert reply.start_ms - request.end_ms == pytest.approx(5)
    assert reply.end_ms - reply.start_ms == pytest.approx(6.25)
    assert reply.as_json()["data"] == CU48_ALL_LATCHED


async def test_the_pace_is_real(wall: Wall, hook_host: Host) -> None:
    wall.boards["bus0/0"].latency_ms = 0
    loop = asyncio.get_running_loop()
    before_s = loop.time()
    for _ in range(20):
        assert await hook_host.ask(CU48_STATUS, 12) == CU48_ALL_LATCHED
    took_ms = (loop.time() - before_s) * 1000
    assert took_ms >= 20 * (6 + 12) * 10 / 19.2


async def test_cu48_unlock_is_silent_and_the_door_opens(wall: Wall, hook_host: Host) -> None:
    opened = Watch(wall.world, Happening.DOOR_OPENED)
    assert await hook_host.ask("02 00 06 51 03 5C", 1, wait_s=0.05) == ""
    await opened.seen()
    assert wall.world.compartments["A07"].door is Door.OPEN
    assert await hook_host.ask(CU48_STATUS, 12) == "02 00 00 65 BF FF FF 00 00 00 03 27"


async def test_bcc_unlock_is_answered_after_the_pulse(wall: Wall, contact_host: Host) -> None:
    assert await contact_host.ask("8A 01 02 11 98", 5) == "8A 01 02 00 89"
    assert wall.world.compartments["B02"].door is Door.OPEN
    assert await contact_host.ask(BCC_STATUS, 7) == "80 01 FF FF FD 33 4F"
    request, reply, *_ = wall.lines["bus1"].frames.frames
    assert reply.start_ms - request.end_ms == pytest.approx(350)
    (pulse,) = wall.world.pulses
    assert (pulse.end_ms or 0) - pulse.start_ms == pytest.approx(300, abs=100)


@pytest.mark.parametrize("frame", ["80 02 00 33 B1", "80 01 00 33 B3", "8A 02 01 11 98", "8A 01 01 11 9A"])
async def test_other_addresses_and_bad_checks_get_no_answer(wall: Wall, contact_host: Host, frame: str) -> None:
    wall.boards["bus1/1"].latency_ms = 0
    assert await contact_host.ask(frame, 1, wait_s=0.06) == ""
    assert await contact_host.ask(BCC_STATUS, 7) == BCC_ALL_CLOSED
    assert wall.world.pulses == []


async def test_a_host_at_the_wrong_speed_is_not_understood(wall: Wall) -> None:
    host = Host(wall.lines["bus0"].port.link, 9600)
    assert await host.ask(CU48_STATUS, 1, wait_s=0.05) == ""
    host.close()
    assert wall.lines["bus0"].frames.sent_by(HOST) != [bytes.fromhex(CU48_STATUS)]


async def test_a_second_host_is_kept_out_and_the_next_one_finds_the_line_as_it_was(wall: Wall) -> None:
    link = wall.lines["bus0"].port.link
    first = Host(link, 19200)
    with pytest.raises(serial.SerialException):
        Host(link, 19200)
    first.close()
    second = Host(link, 19200)
    assert await second.ask(CU48_STATUS, 12) == CU48_ALL_LATCHED
    second.close()


async def test_unplugged_the_host_notices_and_replugged_the_path_works_again(wall: Wall, hook_host: Host) -> None:
    port = wall.lines["bus0"].port
    before = port.link.readlink()
    port.unplug()
    assert not port.link.exists()
    with pytest.raises(serial.SerialException):
        await hook_host.ask(CU48_STATUS, 1)
    port.plug()
    assert port.link.is_symlink()
    assert port.link.readlink() != before  # the old number is still held by the host
    host = Host(port.link, 19200)
    assert await host.ask(CU48_STATUS, 12) == CU48_ALL_LATCHED
    host.close()


async def test_an_adapter_pulled_as_a_fault_comes_back_at_its_path(wall: Wall, hook_host: Host) -> None:
    desk = FaultDesk(wall)
    desk.apply("unplugged", "bus0")
    with pytest.raises(serial.SerialException):
        await hook_host.ask(CU48_STATUS, 1)
    with pytest.raises(serial.SerialException):
        Host(wall.lines["bus0"].port.link, 19200)
    desk.clear("unplugged", "bus0")
    again = Host(wall.lines["bus0"].port.link, 19200)
    assert await again.ask(CU48_STATUS, 12) == CU48_ALL_LATCHED
    again.close()


async def test_the_frame_ring_is_bounded_and_tells_subscribers(wall: Wall, hook_host: Host) -> None:
    heard: list[Frame] = []
    leave = wall.lines["bus0"].frames.subscribe(heard.append)
    await hook_host.ask(CU48_STATUS, 12)
    leave()
    await hook_host.ask(CU48_STATUS, 12)
    assert [frame.number for frame in heard] == [1, 2]
    log = wall.lines["bus1"].frames
    for _ in range(2100):
        log.add("x", b"", start_ms=0, end_ms=0)
    assert (len(log.frames), log.frames[-1].number) == (2000, 2100)
