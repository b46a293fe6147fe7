"""The simulated Winnsen board against frames of public programs (LocQar, ZimPudo) after the maker's V202104."""

import pytest
from sim_bench import Bench

OPEN_1 = "90 06 05 01 01 03"
POLL = "90 07 02 01 FF FF 03"


@pytest.fixture
def bench() -> Bench:
    return Bench("winnsen", address=1, wired=16, closed_bit=0)


def test_open_is_answered_after_the_pulse(bench: Bench) -> None:
    bench.hear(OPEN_1)
    assert bench.replies(wait_ms=500) == []
    assert bench.replies() == ["90 07 85 01 01 01 03"]
    assert (bench.pulses(), bench.open_doors()) == ([("C01", 500)], {"C01"})


def test_a_door_that_did_not_move_failed(bench: Bench) -> None:
    bench.hands.jam("C01")
    assert bench.ask(OPEN_1) == ["90 07 85 01 01 00 03"]


def test_a_lock_is_not_fired_again_for_15_seconds(bench: Bench) -> None:
    bench.ask(OPEN_1)
    bench.hands.push_shut("C01")
    assert bench.ask(OPEN_1) == ["90 07 85 01 01 00 03"]
    assert len(bench.pulses()) == 1
    assert bench.ask("90 06 05 01 02 03") == ["90 07 85 01 02 01 03"]
    bench.clock.advance(15_000)
    assert bench.ask(OPEN_1) == ["90 07 85 01 01 01 03"]


def test_a_poll_says_what_is_open_of_what_was_asked_for(bench: Bench) -> None:
    assert bench.ask(POLL) == ["90 07 82 01 00 00 03"]
    bench.hands.force("C01")
    bench.hands.force("C16")
    assert bench.ask(POLL) == ["90 07 82 01 01 80 03"]
    assert bench.ask("90 07 02 01 FF 00 03") == ["90 07 82 01 01 00 03"]


def test_status_of_one_lock_of_station_0() -> None:
    bench = Bench("winnsen", address=0, wired=16, closed_bit=0)
    assert bench.ask("90 06 12 00 05 03") == ["90 07 92 00 05 00 03"]
    bench.hands.force("C05")
    assert bench.ask("90 06 12 00 05 03") == ["90 07 92 00 05 01 03"]


@pytest.mark.parametrize(
    "frame",
    [
        "90 06 05 02 01 03",  # another station
        "90 06 05 01 11 03",  # lock 17
        "90 06 05 01 00 03",  # lock 0
        "90 07 05 01 01 03",  # wrong length
        "90 06 05 01 01 04",  # no tail
        "90 06 99 01 01 03",  # unknown function
        "90 07 85 01 01 01 03",  # a reply
    ],
)
def test_what_is_not_for_it_is_ignored(bench: Bench, frame: str) -> None:
    assert bench.ask(frame) == []
    assert bench.world.pulses == []


@pytest.mark.parametrize("rubbish", ["00", "90", "90 06", "90 90 90", "FA FD 99 99", "90 06 05 01 01"])
def test_finds_the_frame_behind_rubbish(bench: Bench, rubbish: str) -> None:
    assert bench.ask(f"{rubbish} {POLL}") == ["90 07 82 01 00 00 03"]
    assert bench.world.pulses == []


def test_forgets_half_a_frame_after_silence(bench: Bench) -> None:
    bench.hear("90 06 05")
    bench.clock.advance(25)
    bench.hear("01 01 03")
    assert bench.replies() == []
    assert bench.world.pulses == []
