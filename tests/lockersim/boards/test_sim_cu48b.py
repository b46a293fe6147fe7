"""The simulated CU48B (CU24) against frames of public programs (Cu48b.cs, KerongCommProtocol.py, cu.constants.ts)."""

import pytest
from sim_bench import Bench

STATUS = "02 00 00 60 03 65"


@pytest.fixture
def bench() -> Bench:
    return Bench("cu48b", address=0, wired=48, items=True)


def test_status_has_hooks_and_then_items(bench: Bench) -> None:
    assert bench.ask(STATUS) == ["02 00 00 75 FF FF FF FF FF FF 00 00 00 00 00 00 03 74"]
    bench.hands.force("C48")
    bench.hands.put_in("C48", "passport")
    bench.hands.force("C01")
    bench.hands.put_in("C01", "letter", thin=True)
    assert bench.ask(STATUS) == ["02 00 00 75 FE FF FF FF FF 7F 00 00 00 00 00 80 03 73"]


def test_unlock_is_not_answered(bench: Bench) -> None:
    assert bench.ask("02 00 00 61 03 66") == []
    assert bench.pulses() == [("C01", 500)]
    assert bench.open_doors() == {"C01"}


def test_a_cu24_has_24_channels_and_answers_as_long() -> None:
    bench = Bench("cu48b", address=0, wired=24, model="cu24")
    assert bench.ask(STATUS) == ["02 00 00 75 FF FF FF 00 00 00 00 00 00 00 00 00 03 77"]
    assert bench.ask("02 00 18 61 03 7E") == []
    assert bench.pulses() == []
    bench.ask("02 00 17 61 03 7D")
    assert bench.open_doors() == {"C24"}


def test_it_does_not_know_its_sisters_commands(bench: Bench) -> None:
    assert bench.ask("02 00 00 50 03 55") == []
    assert bench.ask("02 00 00 51 03 56") == []
    assert bench.pulses() == []


@pytest.mark.parametrize("frame", ["02 00 30 61 03 96", "02 0A 30 61 03 A0", "02 0A 00 61 03 70"])
def test_frames_that_open_many_are_obeyed_and_written_down(bench: Bench, frame: str) -> None:
    bench.hear(frame)
    bench.clock.advance(48 * 500 + 1000)
    assert bench.opened_all() == 1
    assert bench.open_doors() == ({"C01"} if frame.startswith("02 0A 00") else set(bench.world.compartments))
