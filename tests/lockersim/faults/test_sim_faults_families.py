"""Faults that only boards of some families can have, and what every family takes from a second master."""

from pathlib import Path

import pytest

from lockersim.boards import WITH_LOCKS
from lockersim.boards.bcc import FEEDBACK_MS, BccBoard
from lockersim.faults.desk import FaultDesk
from lockersim.faults.master import order, question
from lockersim.faults.targets import FaultError
from lockersim.wall.families import every_family_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import ManualClock
from lockersim.world.model import Door


def test_linked_inputs_fire_a_lock_when_its_door_is_shut() -> None:
    clock = ManualClock()
    waveshare = Wall(every_family_wall(["bcc", "waveshare"], doors=1), clock, folder=Path("/nowhere"))
    desk = FaultDesk(waveshare)
    waveshare.hands.force("I01")
    desk.apply("linked_inputs", "waveshare/1")
    waveshare.hands.push_shut("I01")
    clock.advance(1000)
    assert waveshare.world.compartments["I01"].door is Door.OPEN
    assert [p.compartment for p in waveshare.world.pulses] == ["I01"]
    desk.clear("linked_inputs", "waveshare/1")
    waveshare.hands.push_shut("I01")
    assert len(waveshare.world.pulses) == 1
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


@pytest.mark.parametrize("family", WITH_LOCKS)
def test_every_board_understands_a_second_master(family: str) -> None:
    clock = ManualClock()
    wall = Wall(every_family_wall([family], doors=2), clock, folder=Path("/nowhere"))
    (board,) = wall.boards.values()
    heard: list[bytes] = []
    board.send = lambda frame, _at_ms: heard.append(frame)
    for frame in (question(board), order(board, 2)):
        for byte in frame:
            clock.advance(0.5)
            board.hear(bytes([byte]), clock.now_ms())
        clock.advance(2000)
    assert [p.compartment for p in wall.world.pulses] == [[*wall.world.compartments][1]]
    assert len(heard) >= (1 if family in {"cu16", "cu48", "cu48b"} else 2), "answers to the question, and to the order"
