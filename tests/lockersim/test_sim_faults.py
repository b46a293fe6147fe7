"""Every fault as the host sees it, or as the physical world shows it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import serial
from sim_bench import Host, Watch, unhex

from lockersim.clock import LoopClock
from lockersim.faults import FaultDesk, FaultError
from lockersim.master import flipped, order
from lockersim.model import Door, Happening, Latch
from lockersim.spec import demo_wall
from lockersim.wall import Wall

STATUS = "02 00 00 50 03 55"
LATCHED = "02 00 00 65 FF FF FF 00 00 00 03 67"
BCC_STATUS = "80 01 00 33 B2"
BCC_CLOSED = "80 01 FF FF FF 33 4D"
UNLOCK_A01 = "02 00 00 51 03 56"
UNLOCK_B01 = "8A 01 01 11 9B"
SILENCE_S = 0.06


@pytest.fixture
async def wall(tmp_path: Path) -> AsyncIterator[Wall]:
    async with Wall(demo_wall(), LoopClock(asyncio.get_running_loop()), folder=tmp_path, seed=1) as wall:
        for board in wall.boards.values():
            board.latency_ms = 2
            board.pulse_ms = 250
        yield wall


@pytest.fixture
async def desk(wall: Wall) -> FaultDesk:
    return FaultDesk(wall)


@pytest.fixture
async def host(wall: Wall) -> AsyncIterator[Host]:
    host = Host(wall.lines["bus0"].port.link, 19200)
    yield host
    host.close()


@pytest.fixture
async def bcc_host(wall: Wall) -> AsyncIterator[Host]:
    host = Host(wall.lines["bus1"].port.link, 9600)
    yield host
    host.close()


async def test_jam(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("jam", "A01")
    pulse_over = Watch(wall.world, Happening.COIL_OFF)
    await host.ask(UNLOCK_A01, 1, wait_s=0.01)
    await pulse_over.seen()
    assert wall.world.compartments["A01"].door is Door.CLOSED
    assert await host.ask(STATUS, 12) == "02 00 00 65 FE FF FF 00 00 00 03 66"
    opened = Watch(wall.world, Happening.DOOR_OPENED)
    desk.clear("jam", "A01")
    await opened.seen()


async def test_wedged(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("wedged", "A01")
    wall.hands.force("A01")
    wall.hands.push_shut("A01")
    assert await host.ask(STATUS, 12) == "02 00 00 65 FE FF FF 00 00 00 03 66"
    desk.clear("wedged", "A01")
    wall.hands.push_shut("A01")
    assert await host.ask(STATUS, 12) == LATCHED


async def test_dead_coil(desk: FaultDesk, wall: Wall, bcc_host: Host) -> None:
    desk.apply("dead_coil", "B01")
    assert await bcc_host.ask(UNLOCK_B01, 5) == "8A 01 01 11 9B"
    desk.clear("dead_coil", "B01")
    assert await bcc_host.ask(UNLOCK_B01, 5) == "8A 01 01 00 8A"


async def test_forced_door(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("forced_door", "A01")
    assert await host.ask(STATUS, 12) == "02 00 00 65 FE FF FF 00 00 00 03 66"
    assert desk.active() == []
    assert wall.world.pulses == []


async def test_stuck_sensors(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("stuck_open", "A01")
    assert await host.ask(STATUS, 12) == "02 00 00 65 FE FF FF 00 00 00 03 66"
    desk.clear("stuck_open", "A01")
    desk.apply("stuck_closed", "A01")
    wall.hands.force("A01")
    assert await host.ask(STATUS, 12) == LATCHED


async def test_wrong_door(desk: FaultDesk, wall: Wall, bcc_host: Host) -> None:
    desk.apply("wrong_door", "B01,B02")
    assert await bcc_host.ask(UNLOCK_B01, 5) == "8A 01 01 11 9B"
    assert await bcc_host.ask(BCC_STATUS, 7) == "80 01 FF FF FD 33 4F"
    desk.clear("wrong_door", "B01,B02")
    assert await bcc_host.ask(UNLOCK_B01, 5) == "8A 01 01 00 8A"


async def test_dead_board(desk: FaultDesk, wall: Wall, host: Host, bcc_host: Host) -> None:
    desk.apply("dead_board", "bus0/0")
    assert await host.ask(STATUS, 1, wait_s=SILENCE_S) == ""
    assert await bcc_host.ask(BCC_STATUS, 7) == BCC_CLOSED
    assert await host.ask(UNLOCK_A01, 1, wait_s=SILENCE_S) == ""
    assert wall.world.pulses == []


async def test_reboot(desk: FaultDesk, wall: Wall, host: Host) -> None:
    await host.ask(UNLOCK_A01, 1, wait_s=0.05)
    desk.apply("reboot", "bus0/0")
    assert wall.world.pulses[0].end_ms is not None
    assert await host.listen(1) == "00"
    assert await host.ask(STATUS, 1, wait_s=SILENCE_S) == ""
    assert [e.kind for e in wall.world.events if e.kind in {Happening.BOARD_DOWN, Happening.BOARD_UP}] == [
        Happening.BOARD_DOWN,
        Happening.BOARD_UP,
    ]


async def test_a_short_restart_can_be_set(desk: FaultDesk, host: Host) -> None:
    desk.apply("reboot", "bus0/0", amount=20)
    assert await host.listen(1) == "00"
    await asyncio.sleep(0.03)
    assert await host.ask(STATUS, 12) == LATCHED


async def test_blank_restart(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("blank_restart", "bus0/0", amount=100)
    assert await host.listen(1) == "00"
    assert await host.ask(STATUS, 12) == "02 00 00 65 00 00 00 00 00 00 03 6A"
    await asyncio.sleep(0.1)
    assert await host.ask(STATUS, 12) == LATCHED


async def test_lost_reply(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("lost_reply", "bus0/0", amount=2)
    for _ in range(2):
        assert await host.ask(STATUS, 1, wait_s=SILENCE_S) == ""
    assert await host.ask(STATUS, 12) == LATCHED
    assert [f.note for f in wall.lines["bus0"].frames.frames if f.sender == "bus0/0"] == ["lost", "lost", ""]


async def test_lost_unlock_reply(desk: FaultDesk, wall: Wall, bcc_host: Host) -> None:
    desk.apply("lost_unlock_reply", "bus1/1")
    assert await bcc_host.ask(UNLOCK_B01, 1, wait_s=0.35) == ""
    assert wall.world.compartments["B01"].door is Door.OPEN
    assert await bcc_host.ask(BCC_STATUS, 7) == "80 01 FF FF FE 33 4C"


async def test_late_reply(desk: FaultDesk, host: Host) -> None:
    desk.apply("late_reply", "bus0/0", amount=150)
    assert await host.ask(STATUS, 1, wait_s=SILENCE_S) == ""
    assert await host.listen(12) == LATCHED
    desk.clear("late_reply", "bus0/0")
    assert await host.ask(STATUS, 12) == LATCHED


async def test_doubled_reply(desk: FaultDesk, host: Host) -> None:
    desk.apply("doubled_reply", "bus0/0")
    for _ in range(2):
        assert await host.ask(STATUS, 24) == f"{LATCHED} {LATCHED}"
    assert await host.ask(STATUS, 13, wait_s=SILENCE_S) == LATCHED


async def test_wrong_address(desk: FaultDesk, host: Host) -> None:
    desk.apply("wrong_address", "bus0/0")
    assert await host.ask(STATUS, 12) == "02 09 00 65 FF FF FF 00 00 00 03 70"
    desk.clear("wrong_address", "bus0/0")
    assert await host.ask(STATUS, 12) == LATCHED
    for strange in (0, 10):
        with pytest.raises(FaultError, match="cannot call itself"):
            desk.apply("wrong_address", "bus0/0", amount=strange)


async def test_lying_reply(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("lying_reply", "A02")
    assert await host.ask(STATUS, 12) == "02 00 00 65 FD FF FF 00 00 00 03 65"
    assert await host.ask(STATUS, 12) == LATCHED
    assert wall.world.compartments["A02"].latch is Latch.LATCHED


async def test_misread_unlock(desk: FaultDesk, wall: Wall, host: Host, bcc_host: Host) -> None:
    desk.apply("misread_unlock", "bus0/0")
    opened = Watch(wall.world, Happening.DOOR_OPENED)
    assert await host.ask(STATUS, 12) == LATCHED
    await host.ask(UNLOCK_A01, 1, wait_s=0.01)
    await opened.seen()
    assert [p.compartment for p in wall.world.pulses] == ["A02"]
    assert flipped(unhex(UNLOCK_A01), order(wall.boards["bus0/0"], 2)) == 2
    desk.apply("misread_unlock", "bus1/1")
    assert await bcc_host.ask(UNLOCK_B01, 5) == "8A 01 03 00 88", "lock 3 has opened"


async def test_second_master(desk: FaultDesk, wall: Wall, host: Host) -> None:
    opened = Watch(wall.world, Happening.DOOR_OPENED)
    desk.apply("second_master", "A01")
    assert await host.ask(STATUS, 18) == f"{LATCHED} {UNLOCK_A01}"
    await opened.seen()
    assert [p.compartment for p in wall.world.pulses] == ["A01"]
    desk.apply("second_master", "A02")
    assert await host.listen(6) == "02 00 01 51 03 57", "nobody was asked meanwhile"


async def test_second_questioner(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("second_questioner", "bus0", amount=30)
    assert await host.listen(18) == f"{STATUS} {LATCHED}"
    desk.clear("second_questioner", "bus0")


async def test_withheld_reply_comes_when_released_the_newest_only(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("withheld_reply", "bus0/0")
    assert await host.ask(STATUS, 1, wait_s=SILENCE_S) == ""
    wall.hands.force("A01")
    assert await host.ask(STATUS, 1, wait_s=SILENCE_S) == ""
    assert [f.note for f in wall.lines["bus0"].frames.frames if f.sender == "bus0/0"] == ["withheld", "withheld"]
    desk.clear("withheld_reply", "bus0/0")
    assert await host.listen(24, wait_s=0.4) == "02 00 00 65 FE FF FF 00 00 00 03 66"


async def test_a_reply_that_comes_while_the_host_talks_is_not_heard(desk: FaultDesk, wall: Wall, host: Host) -> None:
    line = wall.lines["bus0"]
    desk.apply("withheld_reply", "bus0/0")
    await host.ask(STATUS, 1, wait_s=SILENCE_S)
    line.frames.frames.clear()
    desk.clear("withheld_reply", "bus0/0")
    line.port.on_bytes(b"\xff" * 20)
    assert await host.listen(1, wait_s=SILENCE_S) == ""
    assert {f.note for f in line.frames.frames} == {"collided"}


async def test_withheld_are_status_replies_only(desk: FaultDesk, bcc_host: Host) -> None:
    desk.apply("withheld_reply", "bus1/1")
    assert await bcc_host.ask(UNLOCK_B01, 5) == "8A 01 01 00 8A"


async def test_duplicate_address(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("duplicate_address", "bus0/0")
    spoilt = await host.ask(STATUS, 13, wait_s=SILENCE_S)
    assert spoilt not in {"", LATCHED}
    desk.clear("duplicate_address", "bus0/0")
    assert await host.ask(STATUS, 12) == LATCHED


async def test_echo(desk: FaultDesk, bcc_host: Host) -> None:
    desk.apply("echo", "bus1")
    assert await bcc_host.ask(BCC_STATUS, 12) == f"{BCC_STATUS} {BCC_CLOSED}"
    desk.clear("echo", "bus1")
    assert await bcc_host.ask(BCC_STATUS, 8, wait_s=SILENCE_S) == BCC_CLOSED


async def test_garbage(desk: FaultDesk, bcc_host: Host) -> None:
    desk.apply("garbage", "bus1")
    assert await bcc_host.ask(BCC_STATUS, 11) == f"FA FD 99 99 {BCC_CLOSED}"


async def test_faults_compose(desk: FaultDesk, bcc_host: Host) -> None:
    desk.apply("echo", "bus1")
    desk.apply("garbage", "bus1")
    desk.apply("split_frames", "bus1")
    assert await bcc_host.ask(BCC_STATUS, 16) == f"{BCC_STATUS} FA FD 99 99 {BCC_CLOSED}"
    desk.clear_all()
    assert await bcc_host.ask(BCC_STATUS, 7) == BCC_CLOSED


async def test_noise(desk: FaultDesk, host: Host) -> None:
    desk.apply("noise", "bus0", amount=0.02)
    answers = {await host.ask(STATUS, 12, wait_s=SILENCE_S) for _ in range(15)}
    assert len(answers) > 1
    desk.clear("noise", "bus0")
    assert await host.ask(STATUS, 12) == LATCHED


async def test_split_frames_come_in_two_pieces(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("split_frames", "bus0", amount=30)
    assert await host.ask(STATUS, 12) == LATCHED
    _, front, back = wall.lines["bus0"].frames.frames
    assert (front.data + back.data).hex(" ").upper() == LATCHED
    assert back.start_ms - front.end_ms == pytest.approx(30)


async def test_glued_frames_come_in_one_lump(desk: FaultDesk, wall: Wall, host: Host) -> None:
    lumps: list[bytes] = []
    port = wall.lines["bus0"].port
    write = port.write
    port.write = lambda data: (lumps.append(data), write(data))[1]
    desk.apply("echo", "bus0")
    desk.apply("glued_frames", "bus0", amount=60)
    assert await host.ask(STATUS, 18) == f"{STATUS} {LATCHED}"
    assert [len(lump) for lump in lumps] == [18]


async def test_babble(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("babble", "bus0")
    assert len(await host.listen(5)) > 0
    desk.clear("babble", "bus0")
    before = len(wall.lines["bus0"].frames.sent_by("stranger"))
    await host.listen(1000, wait_s=0.1)
    assert before <= len(wall.lines["bus0"].frames.sent_by("stranger")) <= before + 1


async def test_unplugged(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("unplugged", "bus0")
    with pytest.raises(serial.SerialException):
        await host.ask(STATUS, 1)
    with pytest.raises(serial.SerialException):
        Host(wall.lines["bus0"].port.link, 19200)
    desk.clear("unplugged", "bus0")
    again = Host(wall.lines["bus0"].port.link, 19200)
    assert await again.ask(STATUS, 12) == LATCHED
    again.close()


async def test_twins_that_answer_at_the_same_moment_and_one_after_the_other(desk: FaultDesk, host: Host) -> None:
    """The twin has no locks, so all its bits are 0: on the copper the zeros win, the checksum's too."""
    desk.apply("duplicate_address", "bus0/0", amount=0)
    assert await host.ask(STATUS, 13, wait_s=SILENCE_S) == "02 00 00 65 00 00 00 00 00 00 03 62"
    desk.clear("duplicate_address", "bus0/0")
    desk.apply("duplicate_address", "bus0/0", amount=14)
    assert await host.ask(STATUS, 24) == f"{LATCHED} 02 00 00 65 00 00 00 00 00 00 03 6A"


async def test_a_board_at_another_speed_hears_noise_and_does_not_answer(
    desk: FaultDesk, wall: Wall, host: Host
) -> None:
    desk.apply("wrong_speed", "bus0/0")
    assert await host.ask(STATUS, 1, wait_s=SILENCE_S) == ""
    host.serial.baudrate = 38400
    assert await host.ask(STATUS, 12) == LATCHED
    desk.clear("wrong_speed", "bus0/0")
    assert await host.ask(STATUS, 1, wait_s=SILENCE_S) == ""
    with pytest.raises(FaultError, match="no board runs at 1234"):
        desk.apply("wrong_speed", "bus0/0", amount=1234)


async def test_swapped_wires_leave_nothing_but_stray_zeros(desk: FaultDesk, wall: Wall, host: Host) -> None:
    desk.apply("swapped_ab", "bus0")
    assert await host.ask(STATUS, 2, wait_s=SILENCE_S) == "00"
    desk.apply("echo", "bus0")
    assert await host.ask(STATUS, 8, wait_s=SILENCE_S) == f"{STATUS} 00"
    desk.apply("babble", "bus0")
    assert await host.listen(5)
    desk.clear_all()
    await host.listen(1000, wait_s=0.1)
    assert await host.ask(STATUS, 12) == LATCHED
    assert wall.world.pulses == []
