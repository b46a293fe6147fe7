"""The simulated CU48 against the vendor's own frames (Kerong, CU48 Protocol And Introduction v2.1, 2020-03-23)."""

import pytest
from sim_bench import Bench

from lockersim.world.model import Door, Happening
from lockersim.world.pulses import overlaps

STATUS_0 = "02 00 00 50 03 55"
UNLOCK_0_1 = "02 00 00 51 03 56"
UNLOCK_BOARD = "02 00 30 51 03 86"
UNLOCK_BUS = "02 0A 30 51 03 90"


@pytest.fixture
def bench() -> Bench:
    return Bench("cu48", address=0, wired=48)


def test_status_is_the_vendors_example(bench: Bench) -> None:
    for n in set(range(1, 49)) - {1, 2, 3, 47, 48}:
        bench.hands.force(f"C{n:02}")
    assert bench.ask(STATUS_0) == ["02 00 00 65 07 00 00 00 00 C0 03 31"]


def test_status_comes_after_the_latency_and_costs_no_coil(bench: Bench) -> None:
    bench.hear(STATUS_0)
    asked_ms = bench.clock.now_ms()
    bench.clock.advance(100)
    assert [at for at, _ in bench.sent] == [pytest.approx(asked_ms + 5)]
    assert bench.world.pulses == []


def test_closed_bit_0_turns_the_bits_over_but_not_the_unwired_ones() -> None:
    bench = Bench("cu48", address=0, wired=2, closed_bit=0)
    bench.hands.force("C02")
    assert bench.ask(STATUS_0) == ["02 00 00 65 02 00 00 00 00 00 03 6C"]


def test_unlock_is_not_answered_and_pulses_one_coil_for_half_a_second(bench: Bench) -> None:
    assert bench.ask(UNLOCK_0_1) == []
    (pulse,) = bench.world.pulses
    assert (pulse.compartment, pulse.end_ms is not None and pulse.end_ms - pulse.start_ms) == ("C01", 500)
    assert bench.world.compartments["C01"].door is Door.OPEN
    assert bench.ask(STATUS_0) == ["02 00 00 65 FE FF FF FF FF FF 03 63"]


def test_lock_numbers_count_from_zero(bench: Bench) -> None:
    bench.ask("02 00 2F 51 03 85")
    assert [p.compartment for p in bench.world.pulses] == ["C48"]


def test_status_is_answered_during_a_pulse(bench: Bench) -> None:
    bench.hear(UNLOCK_0_1)
    bench.hear(STATUS_0)
    assert bench.replies(wait_ms=50) != []


def test_asked_again_during_the_pulse_it_becomes_one_longer_pulse(bench: Bench) -> None:
    bench.hear(UNLOCK_0_1)
    bench.clock.advance(300)
    bench.hear(UNLOCK_0_1)
    bench.clock.advance(2000)
    (pulse,) = bench.world.pulses
    assert pulse.end_ms is not None
    assert 800 <= pulse.end_ms - pulse.start_ms < 810


@pytest.mark.parametrize("frame", [UNLOCK_BOARD, UNLOCK_BUS])
def test_open_all_frames_open_everything_and_are_written_down(bench: Bench, frame: str) -> None:
    bench.hear(frame)
    bench.clock.advance(48 * 500 + 1000)
    assert {c.door for c in bench.world.compartments.values()} == {Door.OPEN}
    assert [e.kind for e in bench.world.events].count(Happening.OPEN_ALL) == 1
    assert overlaps(bench.world.pulses) == []


def test_broadcast_status_is_answered_in_turn() -> None:
    low, high = Bench("cu48", address=0), Bench("cu48", address=2)
    for bench in (low, high):
        bench.hear("02 0A 00 50 03 5F")
        bench.clock.advance(100)
    assert high.sent[0][0] - low.sent[0][0] == pytest.approx(2 * 6.25)
    assert [low.sent[0][1][:5], high.sent[0][1][:5]] == ["02 00", "02 02"]


@pytest.mark.parametrize(
    "frame",
    [
        "02 01 00 50 03 56",  # another address
        "02 00 00 50 03 56",  # wrong sum
        "02 00 00 51 03 57",
        "02 00 00 50 04 56",  # no ETX
        "02 00 31 51 03 87",  # a lock number beyond all
        "02 00 31 03 36",  # the smaller sister's unlock
        "02 00 00 65 07 00 00 00 00 C0 03 31",  # another board's status
    ],
)
def test_what_is_not_for_it_is_ignored(bench: Bench, frame: str) -> None:
    assert bench.ask(frame) == []
    assert bench.world.pulses == []


@pytest.mark.parametrize("rubbish", ["00", "02", "02 02 02", "FA FD 99 99", "02 00 00 50 03"])
def test_finds_the_frame_behind_rubbish(bench: Bench, rubbish: str) -> None:
    assert bench.ask(f"{rubbish} {STATUS_0}") == ["02 00 00 65 FF FF FF FF FF FF 03 64"]


def test_forgets_half_a_frame_after_silence(bench: Bench) -> None:
    bench.hear("02 00 00")
    bench.clock.advance(25)
    bench.hear("51 03 56")
    assert bench.replies() == []
    assert bench.world.pulses == []


def test_power_off_drops_the_coil_and_a_booting_board_is_silent(bench: Bench) -> None:
    bench.hear(UNLOCK_0_1)
    bench.clock.advance(10)
    bench.board.reboot()
    (pulse,) = bench.world.pulses
    assert pulse.end_ms == pytest.approx(pulse.start_ms + 10)
    assert bench.world.compartments["C01"].door is Door.CLOSED
    assert bench.replies(wait_ms=1) == ["00"]
    bench.hear(STATUS_0)
    assert bench.replies(wait_ms=900) == []
    bench.clock.advance(100)
    assert len(bench.ask(STATUS_0)) == 1
