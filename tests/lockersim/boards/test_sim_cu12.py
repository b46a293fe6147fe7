"""The simulated CU12 against frames quoted from Kerong's "CU12 Protocol and Introduction", 2022-08-12."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sim_bench import Bench

from lockersim.world.model import Door

STATUS = "02 00 00 80 00 00 03 85"
UNLOCK_3 = "02 00 02 81 00 00 03 88"


@pytest.fixture
def bench() -> Bench:
    return Bench("cu12", address=0, wired=12)


def test_status_is_the_quoted_one_when_only_lock_2_is_locked(bench: Bench) -> None:
    for n in set(range(1, 13)) - {2}:
        bench.hands.force(f"C{n:02}")
    assert bench.ask(STATUS) == ["02 00 00 80 10 02 03 99 02 00"]


def test_locks_9_to_12_are_in_the_second_byte(bench: Bench) -> None:
    bench.hands.force("C12")
    assert bench.ask(STATUS) == ["02 00 00 80 10 02 03 9D FF 07"]


def test_unlock_is_acknowledged_before_the_bolt_moves(bench: Bench) -> None:
    bench.hear(UNLOCK_3)
    assert bench.replies(wait_ms=6) == ["02 00 02 81 10 00 03 98"]
    assert bench.world.compartments["C03"].door is Door.CLOSED
    assert bench.replies(wait_ms=1000) == []
    assert (bench.pulses(), bench.open_doors()) == ([("C03", 500)], {"C03"})


def test_the_acknowledgement_of_a_dead_lock_changes_no_status(bench: Bench) -> None:
    bench.world.compartments["C03"].dead_coil = True
    before = bench.ask(STATUS)
    assert bench.ask(UNLOCK_3) == ["02 00 02 81 10 00 03 98"]
    assert bench.ask(STATUS) == before


@settings(max_examples=60)
@given(steps=st.lists(st.tuples(st.integers(0, 11), st.booleans()), max_size=12))
def test_every_status_is_what_the_hooks_are_at_that_moment(steps: list[tuple[int, bool]]) -> None:
    bench = Bench("cu12", address=0, wired=12)
    for lock, dead in steps:
        bench.world.compartments[f"C{lock + 1:02}"].dead_coil = dead
        head = [0x02, 0x00, lock, 0x81, 0x00, 0x00, 0x03]
        bench.hear(bytes([*head, sum(head) & 0xFF]).hex())
        bench.clock.advance(5)
        latched = [bench.world.compartments[f"C{n:02}"].latch == "latched" for n in range(1, 13)]
        bench.sent.clear()
        bench.hear(STATUS, gap_ms=0)
        (reply,) = bench.replies(wait_ms=700)
        bits = int.from_bytes(bytes.fromhex(reply)[8:], "little")
        assert [bool(bits >> n & 1) for n in range(12)] == latched


@pytest.mark.parametrize("frame", ["02 00 0C 81 00 00 03 92", "02 10 0C 81 00 00 03 A2", "02 10 02 81 00 00 03 98"])
def test_frames_that_open_many_are_obeyed_and_written_down(bench: Bench, frame: str) -> None:
    bench.hear(frame)
    bench.clock.advance(12 * 500 + 1000)
    assert bench.opened_all() == 1
    assert bench.open_doors() == ({"C03"} if frame.startswith("02 10 02") else set(bench.world.compartments))


def test_broadcast_status_is_answered_by_each_board_under_its_address() -> None:
    bench = Bench("cu12", address=5, wired=12)
    assert bench.ask("02 10 00 80 00 00 03 95") == ["02 05 00 80 10 02 03 AA FF 0F"]


@pytest.mark.parametrize(
    ("frame", "reply"),
    [
        ("02 00 0D 81 00 00 03 93", "02 00 0D 81 11 00 03 A4"),  # no such lock: failed
        ("02 00 00 77 00 00 03 7C", "02 00 00 77 13 00 03 8F"),  # unknown command
        ("02 00 02 81 00 00 03 89", "02 00 02 81 14 00 03 9C"),  # wrong sum
    ],
)
def test_what_it_cannot_do_is_refused_with_a_reason(bench: Bench, frame: str, reply: str) -> None:
    assert bench.ask(frame) == [reply]
    assert bench.world.pulses == []


@pytest.mark.parametrize(
    "frame",
    [
        "02 01 00 80 00 00 03 86",  # another address
        "02 00 00 80 00 00 04 86",  # no ETX
        "02 00 00 80 10 02 03 99 02 00",  # a reply
        "02 00 00 80 00 30 03 B5",  # longer than any frame
        "02 00 30 03 35",  # the CU16's status
        "02 00 00 50 03 55",  # the CU48's
    ],
)
def test_what_is_not_for_it_is_ignored(bench: Bench, frame: str) -> None:
    assert bench.ask(frame) == []
    assert bench.world.pulses == []


@pytest.mark.parametrize("rubbish", ["00", "02", "02 02 02", "FA FD 99 99", "02 00 02 81 00 00"])
def test_finds_the_frame_behind_rubbish(bench: Bench, rubbish: str) -> None:
    assert bench.ask(f"{rubbish} {STATUS}") == ["02 00 00 80 10 02 03 A5 FF 0F"]
    assert bench.world.pulses == []
