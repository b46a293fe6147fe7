"""The simulated CU16 against frames that public programs agree on.

Sources: jin0949/KR-CU16_locker (tried on hardware), suryavirkapur/kerong-lib, CU16Parser, the frame table of KU16; the
frames to all boards: CartWise, ku.module.ts.
"""

import pytest
from sim_bench import Bench

from lockersim.world.pulses import overlaps

STATUS = "02 00 30 03 35"
UNLOCKS = [
    "02 00 31 03 36",
    "02 01 31 03 37",
    "02 02 31 03 38",
    "02 03 31 03 39",
    "02 04 31 03 3A",
    "02 05 31 03 3B",
    "02 06 31 03 3C",
    "02 07 31 03 3D",
    "02 08 31 03 3E",
    "02 09 31 03 3F",
    "02 0A 31 03 40",
    "02 0B 31 03 41",
    "02 0C 31 03 42",
    "02 0D 31 03 43",
    "02 0E 31 03 44",
    "02 0F 31 03 45",
]


@pytest.fixture
def bench() -> Bench:
    return Bench("cu16", address=0, wired=16, items=True)


def test_status_has_hooks_and_then_items(bench: Bench) -> None:
    assert bench.ask(STATUS) == ["02 00 35 FF FF 00 00 03 38"]
    bench.hands.force("C09")
    bench.hands.put_in("C09", "passport")
    assert bench.ask(STATUS) == ["02 00 35 FF FE 00 01 03 38"]


@pytest.mark.parametrize(("lock", "frame"), list(enumerate(UNLOCKS, start=1)))
def test_unlock_is_not_answered_and_pulses_one_coil(bench: Bench, lock: int, frame: str) -> None:
    assert bench.ask(frame) == []
    assert bench.pulses() == [(f"C{lock:02}", 500)]
    assert bench.open_doors() == {f"C{lock:02}"}


def test_board_and_lock_share_the_address_byte() -> None:
    bench = Bench("cu16", address=2, wired=16)
    assert bench.ask("02 20 30 03 55") == ["02 20 35 FF FF 00 00 03 58"]
    assert bench.ask("02 2F 31 03 65") == []
    assert bench.open_doors() == {"C16"}
    assert bench.ask(STATUS) == []


def test_status_of_all_boards_is_answered_in_turn() -> None:
    low, high = Bench("cu16", address=0, wired=16), Bench("cu16", address=3, wired=16)
    for bench in (low, high):
        bench.hear("02 F0 32 03 27")
        bench.clock.advance(100)
    assert low.sent[0][1] == "02 00 36 FF FF 00 00 03 39"
    assert high.sent[0][1] == "02 30 36 FF FF 00 00 03 69"
    assert high.sent[0][0] - low.sent[0][0] == pytest.approx(3 * 9 * 10 / 19.2)


@pytest.mark.parametrize("frame", ["02 00 33 03 38", "02 F0 33 03 28"])
def test_open_all_frames_open_everything_and_are_written_down(bench: Bench, frame: str) -> None:
    bench.hear(frame)
    bench.clock.advance(16 * 500 + 1000)
    assert bench.open_doors() == set(bench.world.compartments)
    assert bench.opened_all() == 1
    assert overlaps(bench.world.pulses) == []


def test_an_unlock_to_all_boards_is_written_down_too(bench: Bench) -> None:
    bench.ask("02 F1 31 03 27")
    assert (bench.open_doors(), bench.opened_all()) == ({"C02"}, 1)


@pytest.mark.parametrize(
    "frame",
    [
        "02 10 30 03 45",  # another board
        "02 00 30 03 36",  # wrong sum
        "02 00 30 04 36",  # no ETX
        "02 00 31 0A 03 40",  # a public program's mistake
        "02 00 00 51 03 56",  # the larger sister's unlock
        "02 00 35 FF FF 00 00 03 38",  # a status
        "02 00 37 03 3C",  # a command whose bytes are in dispute
    ],
)
def test_what_is_not_for_it_is_ignored(bench: Bench, frame: str) -> None:
    assert bench.ask(frame) == []
    assert bench.world.pulses == []


@pytest.mark.parametrize("rubbish", ["00", "02", "02 02 02", "FA FD 99 99", "02 00 31 03"])
def test_finds_the_frame_behind_rubbish(bench: Bench, rubbish: str) -> None:
    assert bench.ask(f"{rubbish} {STATUS}") == ["02 00 35 FF FF 00 00 03 38"]
    assert bench.world.pulses == []
