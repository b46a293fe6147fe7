"""The simulated LC-Tech board against published frames (blog.csdn.net/112915034; artisan discussion 634)."""

import pytest
from sim_bench import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench("lctech", address=255, wired=4)


def test_on_the_coil_stays_energised_until_off(bench: Bench) -> None:
    assert bench.ask("FF 05 00 00 FF 00 99 E4") == ["FF 05 00 00 FF 00 99 E4"]
    bench.clock.advance(60_000)
    assert bench.world.compartments["C01"].pulling
    assert bench.ask("FF 01 00 00 00 08 28 12") == ["FF 01 01 01 A1 A0"]
    assert bench.ask("FF 05 00 00 00 00 D8 14") == ["FF 05 00 00 00 00 D8 14"]
    assert not bench.world.compartments["C01"].pulling


def test_inputs_are_the_switches_and_eight_are_answered(bench: Bench) -> None:
    for n in (2, 3, 4):
        bench.hands.force(f"C{n:02}")
    assert bench.ask("FF 02 00 00 00 08 6C 12") == ["FF 02 01 01 51 A0"]


def test_there_is_no_hardware_pulse_and_no_toggle(bench: Bench) -> None:
    assert bench.ask("FF 05 02 00 00 07 98 6E") == ["FF 85 02 A2 A1"]
    assert bench.ask("FF 05 00 00 55 00 E7 44") == ["FF 85 03 63 61"]
    assert bench.ask("FF 06 10 00 00 01 59 14") == ["FF 86 01 E2 50"]
    assert bench.world.pulses == []


def test_several_relays_at_once_are_obeyed_and_written_down(bench: Bench) -> None:
    assert bench.ask("FF 0F 00 00 00 04 01 0F F0 5A") == ["FF 0F 00 00 00 04 41 D6"]
    assert bench.opened_all() == 1
