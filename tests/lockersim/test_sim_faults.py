"""Every fault as the host sees it, or as the physical world shows it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import serial
from sim_bench import Host, Watch, unhex

from lockersim.boards import FAMILIES
from lockersim.boards.bcc import FEEDBACK_MS, BccBoard
from lockersim.clock import LoopClock, ManualClock
from lockersim.families import every_family_wall
from lockersim.faults import FAULTS, FaultDesk, FaultError, Where
from lockersim.master import flipped, order, question
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


async def test_the_desk_keeps_book_and_refuses_nonsense(desk: FaultDesk, wall: Wall) -> None:
    desk.apply("jam", "A01")
    desk.apply("echo", "bus0")
    assert desk.active() == [("jam", "A01"), ("echo", "bus0")]
    for name, target, message in [
        ("jam", "A01", "already"),
        ("jam", "Z99", "no compartment"),
        ("wrong_door", "A01", "two compartments"),
        ("dead_board", "bus0/7", "no board"),
        ("echo", "bus7", "no bus"),
        ("plague", "A01", "no fault"),
    ]:
        with pytest.raises(FaultError, match=message):
            desk.apply(name, target)
    with pytest.raises(FaultError, match="no amount"):
        desk.apply("jam", "A02", amount=3)
    with pytest.raises(FaultError, match="is not on"):
        desk.clear("jam", "A02")
    desk.clear_all()
    assert desk.active() == []
    told = [(e.kind, e.detail) for e in wall.world.events if e.kind in {Happening.FAULT_SET, Happening.FAULT_CLEARED}]
    assert told == [
        (Happening.FAULT_SET, "jam A01"),
        (Happening.FAULT_SET, "echo bus0"),
        (Happening.FAULT_CLEARED, "echo bus0"),
        (Happening.FAULT_CLEARED, "jam A01"),
    ]


@pytest.fixture
async def families(tmp_path: Path) -> AsyncIterator[Wall]:
    spec = every_family_wall(["bcc", "cu48b", "waveshare"], doors=1)
    async with Wall(spec, LoopClock(asyncio.get_running_loop()), folder=tmp_path, seed=1) as wall:
        yield wall


async def test_linked_inputs_fire_a_lock_when_its_door_is_shut(families: Wall) -> None:
    desk = FaultDesk(families)
    families.hands.force("I01")
    desk.apply("linked_inputs", "waveshare/1")
    opened = Watch(families.world, Happening.DOOR_OPENED)
    families.hands.push_shut("I01")
    await opened.seen()
    assert [p.compartment for p in families.world.pulses] == ["I01"]
    desk.clear("linked_inputs", "waveshare/1")
    families.hands.push_shut("I01")
    assert len(families.world.pulses) == 1
    with pytest.raises(FaultError, match="no inputs"):
        desk.apply("linked_inputs", "bcc/1")


def test_a_board_that_speaks_unasked_spoils_the_answer_of_another() -> None:
    clock = ManualClock()
    wall = Wall(every_family_wall(["bcc", "waveshare"], doors=1), clock, folder=Path("/nowhere"))
    line, desk = wall.lines["bcc"], FaultDesk(wall)
    line.add(BccBoard(wall.world, bus="bcc", address=2, power_group="psu1", latency_ms=FEEDBACK_MS))
    desk.apply("unasked", "bcc/1")
    wall.hands.force("E01")
    clock.advance(100)
    assert line.frames.sent_by("bcc/1") == [bytes.fromhex("81 01 01 00 81")]
    line.port.on_bytes(bytes.fromhex("80 02 00 33 B1"))
    clock.advance(6)  # asked, not answered yet
    wall.hands.push_shut("E01")
    clock.advance(100)
    assert {(f.sender, f.note) for f in [*line.frames.frames][2:]} == {("bcc/2", "collided"), ("bcc/1", "collided")}
    desk.clear("unasked", "bcc/1")
    wall.hands.force("E01")
    clock.advance(100)
    assert len(line.frames.frames) == 4
    for target, first_byte in (("waveshare/1", 0x81), ("bcc/1", 0x80)):
        with pytest.raises(FaultError, match="cannot speak"):
            desk.apply("unasked", target, amount=first_byte)


TARGETS = {Where.COMPARTMENT: "A01", Where.PAIR: "A01,A02", Where.BOARD: "bus0/0", Where.BUS: "bus0"}
OPTIONAL = {
    "linked_inputs": "waveshare/1",
    "unasked": "bcc/1",
    "magnet": "E01",
    "dirty_item_sensor": "C01",
    "blind_item_sensor": "C01",
}


@pytest.mark.parametrize("name", FAULTS)
async def test_every_fault_says_what_should_happen_and_can_be_mended(wall: Wall, families: Wall, name: str) -> None:
    fault = FAULTS[name]
    assert fault.expect.endswith(".")
    assert fault.expect.count(".") == 1
    desk = FaultDesk(families if name in OPTIONAL else wall)
    desk.apply(name, OPTIONAL.get(name, TARGETS[fault.where]))
    desk.clear_all()
    assert desk.active() == []
    assert wall.world.compartments["A01"].latch is Latch.LATCHED or name == "forced_door"


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


@pytest.mark.parametrize("family", FAMILIES)
def test_every_board_understands_a_second_master(family: str) -> None:
    clock = ManualClock()
    wall = Wall(every_family_wall([family], doors=2), clock, folder=Path("/nowhere"))
    (board,) = wall.boards.values()
    heard: list[bytes] = []
    board.send = lambda frame, _at_ms: heard.append(frame)
    for frame in (question(board), order(board, 2)):
        for byte in frame:
            clock.advance(0.5)
            board.hear(byte, clock.now_ms())
        clock.advance(2000)
    assert [p.compartment for p in wall.world.pulses] == [[*wall.world.compartments][1]]
    assert len(heard) >= (1 if family in {"cu16", "cu48", "cu48b"} else 2), "answers to the question, and to the order"
