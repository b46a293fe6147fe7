"""The simulated BCC 24-way board against frames published for real ones.

Sources: vendor text at blog.csdn.net/u012909822/article/details/147892413; captures of hardware in
github.com/Open-Locker/Open-Locker; command tables of Android and WPF programs that agree with both.
"""

import pytest
from sim_bench import Bench, unhex

from lockersim.world.model import Door, Happening
from lockersim.world.pulses import overlaps

QUERY_ALL = "80 01 00 33 B2"
UNLOCKS = [
    ("8A 01 01 11 9B", "8A 01 01 00 8A"),
    ("8A 01 02 11 98", "8A 01 02 00 89"),
    ("8A 01 03 11 99", "8A 01 03 00 88"),
    ("8A 01 04 11 9E", "8A 01 04 00 8F"),
    ("8A 01 05 11 9F", "8A 01 05 00 8E"),
    ("8A 01 06 11 9C", "8A 01 06 00 8D"),
    ("8A 01 07 11 9D", "8A 01 07 00 8C"),
    ("8A 01 08 11 92", "8A 01 08 00 83"),
    ("8A 01 09 11 93", "8A 01 09 00 82"),
    ("8A 01 0A 11 90", "8A 01 0A 00 81"),
    ("8A 01 0B 11 91", "8A 01 0B 00 80"),
    ("8A 01 0C 11 96", "8A 01 0C 00 87"),
]


@pytest.fixture
def bench() -> Bench:
    return Bench("bcc", address=1, wired=24)


@pytest.mark.parametrize(("lock", "request_frame", "reply"), [(n, *pair) for n, pair in enumerate(UNLOCKS, start=1)])
def test_unlock_opens_the_lock_counted_from_one(bench: Bench, lock: int, request_frame: str, reply: str) -> None:
    assert bench.ask(request_frame) == [reply]
    (pulse,) = bench.world.pulses
    assert (pulse.compartment, pulse.end_ms) == (f"C{lock:02}", pulse.start_ms + 300)
    assert bench.world.compartments[f"C{lock:02}"].door is Door.OPEN


def test_unlock_is_answered_after_the_pulse(bench: Bench) -> None:
    bench.hear("8A 01 01 11 9B")
    asked_ms = bench.clock.now_ms()
    bench.clock.advance(1000)
    assert bench.sent == [(pytest.approx(asked_ms + 350), "8A 01 01 00 8A")]


def test_a_door_that_did_not_move_is_reported_closed(bench: Bench) -> None:
    bench.hands.jam("C01")
    assert bench.ask("8A 01 01 11 9B") == ["8A 01 01 11 9B"]


def test_query_one(bench: Bench) -> None:
    assert bench.ask("80 01 01 33 B3") == ["80 01 01 11 91"]
    bench.hands.force("C01")
    assert bench.ask("80 01 01 33 B3") == ["80 01 01 00 80"]


def test_query_all_has_three_status_bytes_high_group_first(bench: Bench) -> None:
    assert bench.ask(QUERY_ALL) == ["80 01 FF FF FF 33 4D"]
    for n in range(2, 25):
        bench.hands.force(f"C{n:02}")
    assert bench.ask(QUERY_ALL) == ["80 01 00 00 01 33 B3"]
    bench.hands.force("C01")
    assert bench.ask(QUERY_ALL) == ["80 01 00 00 00 33 B2"]


def test_the_highest_lock_is_in_the_first_status_byte(bench: Bench) -> None:
    for n in range(1, 24):
        bench.hands.force(f"C{n:02}")
    assert bench.ask(QUERY_ALL) == ["80 01 80 00 00 33 32"]


def test_unlock_all_opens_everything_answers_late_and_is_written_down(bench: Bench) -> None:
    bench.hear("8A 01 00 11 9A")
    assert bench.replies(wait_ms=24 * 300) == []
    assert bench.replies() == ["8A 01 00 11 9A"]
    assert {c.door for c in bench.world.compartments.values()} == {Door.OPEN}
    assert [e.kind for e in bench.world.events].count(Happening.OPEN_ALL) == 1
    assert overlaps(bench.world.pulses) == []


def test_deaf_during_its_pulse(bench: Bench) -> None:
    bench.hear("8A 01 01 11 9B")
    bench.hear(QUERY_ALL)
    assert bench.replies() == ["8A 01 01 00 8A"]


@pytest.mark.parametrize("byte_ms", [1.0, 0.0])
def test_in_one_burst_it_hears_what_it_would_hear_byte_by_byte(bench: Bench, byte_ms: float) -> None:
    twice = unhex(QUERY_ALL) * 2
    bench.board.hear(b"\x8a" + twice, bench.clock.now_ms() + 11 * byte_ms, byte_ms)
    assert bench.replies() == ["80 01 FF FF FF 33 4D"] * 2


def test_what_comes_behind_an_unlock_in_one_burst_is_not_heard_in_its_pulse(bench: Bench) -> None:
    began_ms, byte_ms = bench.clock.now_ms(), 60.0
    asked = unhex("8A 01 01 11 9B") + unhex(QUERY_ALL) * 2
    bench.board.hear(asked, began_ms + len(asked) * byte_ms, byte_ms)
    assert bench.replies() == ["8A 01 01 00 8A", "80 01 FF FF FF 33 4D"]


@pytest.mark.parametrize(
    "frame",
    [
        "80 02 00 33 B1",  # another board
        "8A 02 01 11 98",
        "8A 01 01 11 9A",  # wrong check byte, seen in a public program
        "80 01 00 33 B3",
        "8A 01 19 11 83",  # lock 25
        "8A 01 01 33 B9",  # another dialect's unlock
        "80 01 00 99 18",
        "80 02 FF FF FF 33 4E",  # another board's status
    ],
)
def test_what_is_not_for_it_is_ignored(bench: Bench, frame: str) -> None:
    assert bench.ask(frame) == []
    assert bench.world.pulses == []


@pytest.mark.parametrize("rubbish", ["00", "FA FD 99 99", "8A", "80 02", "8A 01 01 11"])
def test_finds_the_frame_behind_rubbish(bench: Bench, rubbish: str) -> None:
    assert bench.ask(f"{rubbish} {QUERY_ALL}") == ["80 01 FF FF FF 33 4D"]


def test_closed_bit_0_is_the_lock_that_is_shorted_when_open() -> None:
    bench = Bench("bcc", address=1, wired=1, closed_bit=0)
    assert bench.ask("80 01 01 33 B3") == ["80 01 01 00 80"]
    assert bench.ask("8A 01 01 11 9B") == ["8A 01 01 11 9B"]
    assert bench.world.compartments["C01"].door is Door.OPEN
