"""The simulated Kecheng board against the notes of github.com/PredditaTi/Locker-Preddita on the maker's protocol."""

import pytest
from sim_bench import Bench

from lockersim.world.pulses import overlaps

QUERY_ALL = "80 01 00 33 B2"


@pytest.fixture
def bench() -> Bench:
    return Bench("kecheng", address=1, wired=3)


def test_unlock_has_a_word_of_its_own_and_is_answered_as_by_a_bcc_board(bench: Bench) -> None:
    assert bench.ask("8A 01 01 33 B9") == ["8A 01 01 00 8A"]
    assert bench.pulses() == [("C01", 300)]
    bench.hands.jam("C02")
    assert bench.ask("8A 01 02 33 BA") == ["8A 01 02 11 98"]


def test_a_channel_without_a_switch_reads_closed(bench: Bench) -> None:
    bench.hands.force("C02")
    assert bench.ask(QUERY_ALL) == ["80 01 FF FF FD 33 4F"]


def test_open_all_fires_everything_in_turn_and_is_written_down(bench: Bench) -> None:
    bench = Bench("kecheng", address=1, wired=24)
    bench.hear("9D 01 01 33 AE")
    assert bench.replies(wait_ms=24 * 300) == []
    assert bench.replies() == ["9E 01 00 00 00 9F"]
    assert (bench.open_doors(), bench.opened_all()) == (set(bench.world.compartments), 1)
    assert overlaps(bench.world.pulses) == []


def test_firmware_is_told_with_the_right_check_byte(bench: Bench) -> None:
    assert bench.ask("82 01 00 22 A1") == ["82 01 00 AB 28"]


def test_it_can_be_told_to_speak_unasked_and_to_stop(bench: Bench) -> None:
    assert bench.ask("8D 01 01 01 8C") == []
    bench.hands.force("C01")
    assert bench.replies() == ["81 01 01 00 81"]
    assert bench.ask("8D 01 01 00 8D") == []
    bench.hands.push_shut("C01")
    assert bench.replies() == []


def test_hold_on_and_off(bench: Bench) -> None:
    assert bench.ask("9A 01 01 33 A9") == ["9A 01 01 33 A9"]
    assert bench.world.compartments["C01"].pulling
    assert bench.ask("9B 01 01 33 A8") == ["9B 01 01 33 A8"]
    assert not bench.world.compartments["C01"].pulling


@pytest.mark.parametrize("frame", ["8A 01 01 11 9B", "8A 02 01 33 BA", "90 01 01 00 00 90", "9D 01 01 33"])
def test_what_is_not_for_it_is_ignored(bench: Bench, frame: str) -> None:
    assert bench.ask(frame) == []
    assert bench.world.pulses == []
