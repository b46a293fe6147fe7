"""The simulated BCC boards of all sizes, and what only some firmware does.

Sources: captures of an 8-way board in github.com/Open-Locker/Open-Locker; ConDms (50-way); FaceLocker (pulses of
seconds, open set); ROS2 lock_controller and LockDemo (hold on and off, feedback unasked); slaveController.py.
"""

import pytest
from sim_bench import Bench

from lockersim.boards import BccBoard
from lockersim.world.pulses import overlaps

QUERY_ALL = "80 01 00 33 B2"


def test_an_8_way_board_answers_three_bytes() -> None:
    bench = Bench("bcc", address=1, wired=8, model=8)
    assert bench.ask(QUERY_ALL) == ["80 01 00 00 FF 33 4D"]
    for n in range(1, 9):
        bench.hands.force(f"C{n:02}")
    assert bench.ask(QUERY_ALL) == ["80 01 00 00 00 33 B2"]


@pytest.mark.parametrize(
    ("ways", "status"), [(12, "80 01 00 0F FF 33 42"), (18, "80 01 03 FF FF 33 B1"), (24, "80 01 FF FF FF 33 4D")]
)
def test_12_18_and_24_ways_have_the_highest_locks_first(ways: int, status: str) -> None:
    bench = Bench("bcc", address=1, wired=ways, model=ways)
    assert bench.ask(QUERY_ALL) == [status]


def test_a_50_way_board_answers_seven_bytes_the_lowest_locks_first() -> None:
    bench = Bench("bcc", address=1, wired=50, model=50, closed_bit=0)
    bench.hands.force("C26")
    assert bench.ask(QUERY_ALL) == ["80 01 00 00 00 02 00 00 00 33 B0"]
    bench.hands.force("C50")
    assert bench.ask(QUERY_ALL) == ["80 01 00 00 00 02 00 00 02 33 B2"]
    assert bench.ask("8A 01 32 11 A8") == ["8A 01 32 11 A8"]


@pytest.mark.parametrize("ways", [8, 12, 18, 24])
def test_there_is_no_lock_behind_the_last(ways: int) -> None:
    bench = Bench("bcc", address=1, wired=ways, model=ways)
    frame = [0x8A, 0x01, ways + 1, 0x11]
    assert bench.ask(bytes([*frame, 0x8A ^ 0x01 ^ (ways + 1) ^ 0x11]).hex()) == []
    assert bench.world.pulses == []


def test_a_sixth_byte_makes_the_pulse_seconds_long() -> None:
    bench = Bench("bcc", address=1, wired=2)
    bench.hear("8A 01 01 11 03 98")
    assert bench.replies(wait_ms=2900) == []
    assert bench.replies(wait_ms=200) == ["8A 01 01 00 8A"]
    assert bench.pulses() == [("C01", 3000)]
    assert bench.ask("8A 01 01 11 0A 91") == []


def test_a_set_is_opened_at_once_without_reply_and_written_down() -> None:
    bench = Bench("bcc", address=1, wired=24)
    assert bench.ask("90 01 02 02 02 93") == []
    assert bench.open_doors() == {"C02", "C10", "C18"}
    assert len(overlaps(bench.world.pulses)) == 2
    assert bench.opened_all() == 1


def test_a_set_of_one_lock_has_locks_1_to_8_in_its_first_byte() -> None:
    bench = Bench("bcc", address=1, wired=24)
    bench.ask("90 01 80 00 00 11")
    assert (bench.open_doors(), bench.opened_all()) == ({"C08"}, 0)


def test_held_on_a_coil_pulls_until_it_is_told_to_let_go_or_the_power_is_cut() -> None:
    bench = Bench("bcc", address=1, wired=2)
    assert bench.ask("9A 01 01 11 8B") == ["9A 01 01 11 8B"]
    assert bench.world.compartments["C01"].pulling
    assert bench.ask("9B 01 01 11 8A") == ["9B 01 01 11 8A"]
    assert not bench.world.compartments["C01"].pulling
    bench.ask("9A 01 02 11 88")
    bench.board.power_off()
    assert not bench.world.compartments["C02"].pulling


@pytest.mark.parametrize(
    ("header", "opened", "closed"),
    [(0x81, "81 01 01 11 90", "81 01 01 00 81"), (0x82, "82 01 01 11 93", "82 01 01 00 82")],
)
def test_feedback_unasked_is_an_option(header: int, opened: str, closed: str) -> None:
    bench = Bench("bcc", address=1, wired=2, closed_bit=0)
    bench.hands.force("C01")
    assert bench.replies() == []
    bench.hands.push_shut("C01")
    assert isinstance(bench.board, BccBoard)
    bench.board.speak_unasked(header)
    bench.hands.force("C01")
    assert bench.replies() == [opened]
    bench.hands.push_shut("C01")
    assert bench.replies() == [closed]


def test_some_24_way_boards_have_the_lowest_locks_first() -> None:
    bench = Bench("bcc", address=1, wired=9, status_order="low_first")
    assert bench.ask(QUERY_ALL) == ["80 01 FF 01 00 33 4C"]
