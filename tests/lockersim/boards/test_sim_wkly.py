"""The simulated WKLY board against frames built after the layouts in junerver's LockDemo and an ESP32 driver."""

import pytest
from sim_bench import Bench

WKLY = "57 4B 4C 59"
QUERY_ALL = f"{WKLY} 08 00 84 85"


@pytest.fixture
def bench() -> Bench:
    return Bench("wkly", address=0, wired=3)


def test_open_is_answered_after_the_pulse_with_the_locks_state(bench: Bench) -> None:
    bench.world.compartments["C01"].spring = False
    bench.hear(f"{WKLY} 09 00 82 01 83")
    assert bench.replies(wait_ms=500) == []
    assert bench.replies() == [f"{WKLY} 0B 00 82 00 01 01 80"]
    assert bench.pulses() == [("C01", 500)]
    assert bench.ask(f"{WKLY} 09 00 82 02 80") == [f"{WKLY} 0A 00 85 02 00 84", f"{WKLY} 0B 00 82 00 02 00 82"]


def test_open_1_and_query_1_are_the_published_frames(bench: Bench) -> None:
    assert bench.ask(f"{WKLY} 09 00 83 01 82") == [f"{WKLY} 0B 00 83 00 01 01 81"]
    assert bench.ask(f"{WKLY} 09 00 82 01 83")[-1] == f"{WKLY} 0B 00 82 00 01 00 81"


def test_query_all_has_a_byte_for_each_of_24_channels(bench: Bench) -> None:
    bench.hands.force("C02")
    bench.replies()
    closed_open_closed = "01 00 01" + 21 * " 00"
    assert bench.ask(QUERY_ALL) == [f"{WKLY} 22 00 84 00 18 {closed_open_closed} B7"]


def test_it_speaks_unasked_when_a_door_moves(bench: Bench) -> None:
    bench.hands.force("C01")
    assert bench.replies() == [f"{WKLY} 0A 00 85 01 00 87"]
    bench.hands.push_shut("C01")
    assert bench.replies() == [f"{WKLY} 0A 00 85 01 01 86"]
    bench.board.power_off()
    bench.hands.force("C01")
    assert bench.replies() == []


def test_a_channel_it_does_not_have_is_an_error(bench: Bench) -> None:
    assert bench.ask(f"{WKLY} 09 00 82 19 9B") == [f"{WKLY} 0B 00 82 FF 19 FF 99"]
    assert bench.world.pulses == []


@pytest.mark.parametrize(
    ("frame", "reply", "opened"),
    [
        (f"{WKLY} 08 00 86 87", f"{WKLY} 09 00 86 00 86", {"C01", "C02", "C03"}),
        (f"{WKLY} 0B 00 80 02 01 02 83", f"{WKLY} 09 00 80 00 80", {"C01", "C02"}),
        (f"{WKLY} 0B 00 87 02 01 02 84", f"{WKLY} 09 00 87 00 87", {"C01", "C02"}),
    ],
)
def test_frames_that_open_many_are_obeyed_and_written_down(
    bench: Bench, frame: str, reply: str, opened: set[str]
) -> None:
    bench.hear(frame)
    assert reply in bench.replies(wait_ms=24 * 500 + 1000)
    assert (bench.open_doors(), bench.opened_all()) == (opened, 1)


def test_hold_on_and_off(bench: Bench) -> None:
    assert f"{WKLY} 0B 00 88 00 01 01 8A" in bench.ask(f"{WKLY} 09 00 88 01 89")
    assert bench.world.compartments["C01"].pulling
    assert bench.ask(f"{WKLY} 09 00 89 01 88") == [f"{WKLY} 0B 00 89 00 01 00 8A"]
    assert not bench.world.compartments["C01"].pulling


def test_a_board_that_counts_from_0() -> None:
    bench = Bench("wkly", address=0, wired=2, index_base=0)
    opened, answer = bench.ask(f"{WKLY} 09 00 82 00 82")
    assert (opened, answer) == (f"{WKLY} 0A 00 85 00 00 86", f"{WKLY} 0B 00 82 00 00 00 80")
    assert bench.open_doors() == {"C01"}
    assert bench.ask(f"{WKLY} 09 00 82 18 9A") == [f"{WKLY} 0B 00 82 FF 18 FF 98"]


@pytest.mark.parametrize(
    "frame",
    [
        f"{WKLY} 09 01 82 01 82",  # another board
        f"{WKLY} 09 00 82 01 82",  # wrong check byte
        f"{WKLY} 0A 00 82 01 80",  # wrong length
        f"{WKLY} 0B 00 82 00 01 00 81",  # a reply
        f"{WKLY} 0A 00 85 01 01 86",  # another board's event
        f"{WKLY} 0B 00 80 03 01 02 82",  # three, but two named
    ],
)
def test_what_is_not_for_it_is_ignored(bench: Bench, frame: str) -> None:
    assert bench.ask(frame) == []
    assert bench.world.pulses == []


@pytest.mark.parametrize("rubbish", ["00", "57", "57 4B", "57 57 4B 4C", "FA FD 99 99", f"{WKLY} 09 00 82 01"])
def test_finds_the_frame_behind_rubbish(bench: Bench, rubbish: str) -> None:
    (reply,) = bench.ask(f"{rubbish} {QUERY_ALL}")
    assert reply.startswith(f"{WKLY} 22 00 84 00 18 01 01 01 00")
    assert bench.world.pulses == []
