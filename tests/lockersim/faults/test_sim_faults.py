"""Every fault as the host sees it, or as the physical world shows it."""

from pathlib import Path

import pytest
from sim_bench import unhex
from sim_host import VirtualHost

from lockersim.faults.desk import FaultDesk
from lockersim.faults.master import flipped, order
from lockersim.faults.targets import FaultError
from lockersim.wall.demo import demo_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import ManualClock
from lockersim.world.model import Door, Happening, Latch

STATUS = "02 00 00 50 03 55"
LATCHED = "02 00 00 65 FF FF FF 00 00 00 03 67"
BCC_STATUS = "80 01 00 33 B2"
BCC_CLOSED = "80 01 FF FF FF 33 4D"
UNLOCK_A01 = "02 00 00 51 03 56"
UNLOCK_B01 = "8A 01 01 11 9B"
SILENCE_MS = 60


@pytest.fixture
def host(clock: ManualClock) -> VirtualHost:
    return VirtualHost(clock, 19200)


@pytest.fixture
def bcc_host(clock: ManualClock) -> VirtualHost:
    return VirtualHost(clock, 9600)


@pytest.fixture
def wall(clock: ManualClock, host: VirtualHost, bcc_host: VirtualHost) -> Wall:
    wall = Wall(demo_wall(), clock, folder=Path("/nowhere"), ports={"bus0": host, "bus1": bcc_host}, seed=1)
    for board in wall.boards.values():
        board.latency_ms = 2
        board.pulse_ms = 250
    return wall


@pytest.fixture
def desk(wall: Wall) -> FaultDesk:
    return FaultDesk(wall)


def test_jam(clock: ManualClock, desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("jam", "A01")
    host.ask(UNLOCK_A01, 1, wait_ms=300)
    assert wall.world.events[-1].kind is Happening.COIL_OFF
    assert wall.world.compartments["A01"].door is Door.CLOSED
    assert host.ask(STATUS, 12) == "02 00 00 65 FE FF FF 00 00 00 03 66"
    desk.clear("jam", "A01")
    clock.advance(1000)
    assert wall.world.compartments["A01"].door is Door.OPEN, "the spring pushes it by now"


def test_wedged(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("wedged", "A01")
    wall.hands.force("A01")
    wall.hands.push_shut("A01")
    assert host.ask(STATUS, 12) == "02 00 00 65 FE FF FF 00 00 00 03 66"
    desk.clear("wedged", "A01")
    wall.hands.push_shut("A01")
    assert host.ask(STATUS, 12) == LATCHED


def test_dead_coil(desk: FaultDesk, wall: Wall, bcc_host: VirtualHost) -> None:
    desk.apply("dead_coil", "B01")
    assert bcc_host.ask(UNLOCK_B01, 5) == "8A 01 01 11 9B"
    desk.clear("dead_coil", "B01")
    assert bcc_host.ask(UNLOCK_B01, 5) == "8A 01 01 00 8A"


def test_forced_door(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("forced_door", "A01")
    assert host.ask(STATUS, 12) == "02 00 00 65 FE FF FF 00 00 00 03 66"
    assert desk.active() == []
    assert wall.world.pulses == []


def test_stuck_sensors(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("stuck_open", "A01")
    assert host.ask(STATUS, 12) == "02 00 00 65 FE FF FF 00 00 00 03 66"
    desk.clear("stuck_open", "A01")
    desk.apply("stuck_closed", "A01")
    wall.hands.force("A01")
    assert host.ask(STATUS, 12) == LATCHED


def test_wrong_door(desk: FaultDesk, wall: Wall, bcc_host: VirtualHost) -> None:
    desk.apply("wrong_door", "B01,B02")
    assert bcc_host.ask(UNLOCK_B01, 5) == "8A 01 01 11 9B"
    assert bcc_host.ask(BCC_STATUS, 7) == "80 01 FF FF FD 33 4F"
    desk.clear("wrong_door", "B01,B02")
    assert bcc_host.ask(UNLOCK_B01, 5) == "8A 01 01 00 8A"


def test_dead_board(desk: FaultDesk, wall: Wall, host: VirtualHost, bcc_host: VirtualHost) -> None:
    desk.apply("dead_board", "bus0/0")
    assert host.ask(STATUS, 1, wait_ms=SILENCE_MS) == ""
    assert bcc_host.ask(BCC_STATUS, 7) == BCC_CLOSED
    assert host.ask(UNLOCK_A01, 1, wait_ms=SILENCE_MS) == ""
    assert wall.world.pulses == []


def test_reboot(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    host.ask(UNLOCK_A01, 1, wait_ms=50)
    desk.apply("reboot", "bus0/0")
    assert wall.world.pulses[0].end_ms is not None
    assert host.listen(1) == "00"
    assert host.ask(STATUS, 1, wait_ms=SILENCE_MS) == ""
    assert [e.kind for e in wall.world.events if e.kind in {Happening.BOARD_DOWN, Happening.BOARD_UP}] == [
        Happening.BOARD_DOWN,
        Happening.BOARD_UP,
    ]


def test_a_short_restart_can_be_set(clock: ManualClock, desk: FaultDesk, host: VirtualHost) -> None:
    desk.apply("reboot", "bus0/0", amount=20)
    assert host.listen(1) == "00"
    clock.advance(30)
    assert host.ask(STATUS, 12) == LATCHED


def test_blank_restart(clock: ManualClock, desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("blank_restart", "bus0/0", amount=100)
    assert host.listen(1) == "00"
    assert host.ask(STATUS, 12) == "02 00 00 65 00 00 00 00 00 00 03 6A"
    clock.advance(100)
    assert host.ask(STATUS, 12) == LATCHED


def test_lost_reply(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("lost_reply", "bus0/0", amount=2)
    for _ in range(2):
        assert host.ask(STATUS, 1, wait_ms=SILENCE_MS) == ""
    assert host.ask(STATUS, 12) == LATCHED
    assert [f.note for f in wall.lines["bus0"].frames.frames if f.sender == "bus0/0"] == ["lost", "lost", ""]


def test_lost_unlock_reply(desk: FaultDesk, wall: Wall, bcc_host: VirtualHost) -> None:
    desk.apply("lost_unlock_reply", "bus1/1")
    assert bcc_host.ask(UNLOCK_B01, 1, wait_ms=350) == ""
    assert wall.world.compartments["B01"].door is Door.OPEN
    assert bcc_host.ask(BCC_STATUS, 7) == "80 01 FF FF FE 33 4C"


def test_late_reply(desk: FaultDesk, host: VirtualHost) -> None:
    desk.apply("late_reply", "bus0/0", amount=150)
    assert host.ask(STATUS, 1, wait_ms=SILENCE_MS) == ""
    assert host.listen(12) == LATCHED
    desk.clear("late_reply", "bus0/0")
    assert host.ask(STATUS, 12) == LATCHED


def test_doubled_reply(desk: FaultDesk, host: VirtualHost) -> None:
    desk.apply("doubled_reply", "bus0/0")
    for _ in range(2):
        assert host.ask(STATUS, 24) == f"{LATCHED} {LATCHED}"
    assert host.ask(STATUS, 13, wait_ms=SILENCE_MS) == LATCHED


def test_wrong_address(desk: FaultDesk, host: VirtualHost) -> None:
    desk.apply("wrong_address", "bus0/0")
    assert host.ask(STATUS, 12) == "02 09 00 65 FF FF FF 00 00 00 03 70"
    desk.clear("wrong_address", "bus0/0")
    assert host.ask(STATUS, 12) == LATCHED
    for strange in (0, 10):
        with pytest.raises(FaultError, match="cannot call itself"):
            desk.apply("wrong_address", "bus0/0", amount=strange)


def test_lying_reply(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("lying_reply", "A02")
    assert host.ask(STATUS, 12) == "02 00 00 65 FD FF FF 00 00 00 03 65"
    assert host.ask(STATUS, 12) == LATCHED
    assert wall.world.compartments["A02"].latch is Latch.LATCHED


def test_misread_unlock(desk: FaultDesk, wall: Wall, host: VirtualHost, bcc_host: VirtualHost) -> None:
    desk.apply("misread_unlock", "bus0/0")
    assert host.ask(STATUS, 12) == LATCHED
    host.ask(UNLOCK_A01, 1, wait_ms=SILENCE_MS)
    assert [p.compartment for p in wall.world.pulses] == ["A02"]
    assert flipped(unhex(UNLOCK_A01), order(wall.boards["bus0/0"], 2)) == 2
    desk.apply("misread_unlock", "bus1/1")
    assert bcc_host.ask(UNLOCK_B01, 5) == "8A 01 03 00 88", "lock 3 has opened"


def test_second_master(clock: ManualClock, desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("second_master", "A01")
    assert host.ask(STATUS, 18) == f"{LATCHED} {UNLOCK_A01}"
    clock.advance(SILENCE_MS)
    assert [p.compartment for p in wall.world.pulses] == ["A01"]
    desk.apply("second_master", "A02")
    assert host.listen(6) == "02 00 01 51 03 57", "nobody was asked meanwhile"


def test_second_questioner(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("second_questioner", "bus0", amount=30)
    assert host.listen(18) == f"{STATUS} {LATCHED}"
    desk.clear("second_questioner", "bus0")


def test_withheld_reply_comes_when_released_the_newest_only(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("withheld_reply", "bus0/0")
    assert host.ask(STATUS, 1, wait_ms=SILENCE_MS) == ""
    wall.hands.force("A01")
    assert host.ask(STATUS, 1, wait_ms=SILENCE_MS) == ""
    assert [f.note for f in wall.lines["bus0"].frames.frames if f.sender == "bus0/0"] == ["withheld", "withheld"]
    desk.clear("withheld_reply", "bus0/0")
    assert host.listen(24, wait_ms=400) == "02 00 00 65 FE FF FF 00 00 00 03 66"


def test_a_reply_that_comes_while_the_host_talks_is_not_heard(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    line = wall.lines["bus0"]
    desk.apply("withheld_reply", "bus0/0")
    host.ask(STATUS, 1, wait_ms=SILENCE_MS)
    line.frames.frames.clear()
    desk.clear("withheld_reply", "bus0/0")
    line.port.on_bytes(b"\xff" * 20)
    assert host.listen(1, wait_ms=SILENCE_MS) == ""
    assert {f.note for f in line.frames.frames} == {"collided"}


def test_withheld_are_status_replies_only(desk: FaultDesk, bcc_host: VirtualHost) -> None:
    desk.apply("withheld_reply", "bus1/1")
    assert bcc_host.ask(UNLOCK_B01, 5) == "8A 01 01 00 8A"


def test_duplicate_address(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("duplicate_address", "bus0/0")
    spoilt = host.ask(STATUS, 13, wait_ms=SILENCE_MS)
    assert spoilt not in {"", LATCHED}
    desk.clear("duplicate_address", "bus0/0")
    assert host.ask(STATUS, 12) == LATCHED


def test_echo(desk: FaultDesk, bcc_host: VirtualHost) -> None:
    desk.apply("echo", "bus1")
    assert bcc_host.ask(BCC_STATUS, 12) == f"{BCC_STATUS} {BCC_CLOSED}"
    desk.clear("echo", "bus1")
    assert bcc_host.ask(BCC_STATUS, 8, wait_ms=SILENCE_MS) == BCC_CLOSED


def test_garbage(desk: FaultDesk, bcc_host: VirtualHost) -> None:
    desk.apply("garbage", "bus1")
    assert bcc_host.ask(BCC_STATUS, 11) == f"FA FD 99 99 {BCC_CLOSED}"


def test_faults_compose(desk: FaultDesk, bcc_host: VirtualHost) -> None:
    desk.apply("echo", "bus1")
    desk.apply("garbage", "bus1")
    desk.apply("split_frames", "bus1")
    assert bcc_host.ask(BCC_STATUS, 16) == f"{BCC_STATUS} FA FD 99 99 {BCC_CLOSED}"
    desk.clear_all()
    assert bcc_host.ask(BCC_STATUS, 7) == BCC_CLOSED


def test_noise(desk: FaultDesk, host: VirtualHost) -> None:
    desk.apply("noise", "bus0", amount=0.02)
    answers = {host.ask(STATUS, 12, wait_ms=SILENCE_MS) for _ in range(15)}
    assert len(answers) > 1
    desk.clear("noise", "bus0")
    assert host.ask(STATUS, 12) == LATCHED


def test_split_frames_come_in_two_pieces(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("split_frames", "bus0", amount=30)
    assert host.ask(STATUS, 12) == LATCHED
    _, front, back = wall.lines["bus0"].frames.frames
    assert (front.data + back.data).hex(" ").upper() == LATCHED
    assert back.start_ms - front.end_ms == pytest.approx(30)


def test_glued_frames_come_in_one_lump(desk: FaultDesk, host: VirtualHost) -> None:
    desk.apply("echo", "bus0")
    desk.apply("glued_frames", "bus0", amount=60)
    assert host.ask(STATUS, 18) == f"{STATUS} {LATCHED}"
    assert [len(lump) for lump in host.lumps] == [18]


def test_babble(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("babble", "bus0")
    assert len(host.listen(5)) > 0
    desk.clear("babble", "bus0")
    before = len(wall.lines["bus0"].frames.sent_by("stranger"))
    host.listen(1000, wait_ms=100)
    assert before <= len(wall.lines["bus0"].frames.sent_by("stranger")) <= before + 1


def test_twins_that_answer_at_the_same_moment_and_one_after_the_other(desk: FaultDesk, host: VirtualHost) -> None:
    """The twin has no locks, so all its bits are 0: on the copper the zeros win, the checksum's too."""
    desk.apply("duplicate_address", "bus0/0", amount=0)
    assert host.ask(STATUS, 13, wait_ms=SILENCE_MS) == "02 00 00 65 00 00 00 00 00 00 03 62"
    desk.clear("duplicate_address", "bus0/0")
    desk.apply("duplicate_address", "bus0/0", amount=14)
    assert host.ask(STATUS, 24) == f"{LATCHED} 02 00 00 65 00 00 00 00 00 00 03 6A"


def test_a_board_at_another_speed_hears_noise_and_does_not_answer(
    desk: FaultDesk, wall: Wall, host: VirtualHost
) -> None:
    desk.apply("wrong_speed", "bus0/0")
    assert host.ask(STATUS, 1, wait_ms=SILENCE_MS) == ""
    host.speed_baud = 38400
    assert host.ask(STATUS, 12) == LATCHED
    desk.clear("wrong_speed", "bus0/0")
    assert host.ask(STATUS, 1, wait_ms=SILENCE_MS) == ""
    with pytest.raises(FaultError, match="no board runs at 1234"):
        desk.apply("wrong_speed", "bus0/0", amount=1234)


def test_swapped_wires_leave_nothing_but_stray_zeros(desk: FaultDesk, wall: Wall, host: VirtualHost) -> None:
    desk.apply("swapped_ab", "bus0")
    assert host.ask(STATUS, 2, wait_ms=SILENCE_MS) == "00"
    desk.apply("echo", "bus0")
    assert host.ask(STATUS, 8, wait_ms=SILENCE_MS) == f"{STATUS} 00"
    desk.apply("babble", "bus0")
    assert host.listen(5)
    desk.clear_all()
    host.listen(1000, wait_ms=100)
    assert host.ask(STATUS, 12) == LATCHED
    assert wall.world.pulses == []
