"""The simulated Waveshare board against frames of the maker's wiki and of public programs that agree with it."""

import pytest
from sim_bench import Bench

from lockersim.boards import WaveshareBoard
from lockersim.world.model import Door

READ_COILS, COILS_OFF = "01 01 00 00 00 08 3D CC", "01 01 01 00 51 88"
READ_INPUTS = "01 02 00 00 00 08 79 CC"
FLASH_700 = "01 05 02 00 00 07 8D B0"


@pytest.fixture
def bench() -> Bench:
    return Bench("waveshare", address=1, wired=8)


@pytest.mark.parametrize(("frame", "pulse_ms"), [(FLASH_700, 700), ("01 05 02 00 00 05 0C 71", 500)])
def test_flash_on_is_answered_at_once_and_pulses_as_long_as_asked(bench: Bench, frame: str, pulse_ms: int) -> None:
    bench.hear(frame)
    assert bench.replies(wait_ms=15) == [frame]
    assert bench.world.compartments["C01"].door is Door.CLOSED
    bench.clock.advance(1000)
    assert bench.pulses() == [("C01", pulse_ms)]
    assert bench.ask(READ_COILS) == [COILS_OFF]


def test_a_flash_of_no_length_and_one_of_no_relay_are_refused(bench: Bench) -> None:
    assert bench.ask("01 05 02 00 00 00 CC 72") == ["01 85 03 02 91"]
    assert bench.ask("01 05 02 08 00 07 0C 72") == ["01 85 02 C3 51"]
    assert bench.world.pulses == []


def test_on_the_coil_stays_energised_until_off(bench: Bench) -> None:
    assert bench.ask("01 05 00 00 FF 00 8C 3A") == ["01 05 00 00 FF 00 8C 3A"]
    bench.clock.advance(60_000)
    assert bench.world.compartments["C01"].pulling
    assert bench.ask(READ_COILS) == ["01 01 01 01 90 48"]
    assert bench.ask("01 05 00 00 00 00 CD CA") == ["01 05 00 00 00 00 CD CA"]
    assert not bench.world.compartments["C01"].pulling


def test_toggle_and_a_flash_that_is_replaced_by_on(bench: Bench) -> None:
    toggle = "01 05 00 00 55 00 F2 9A"
    assert bench.ask(toggle) == [toggle]
    assert bench.world.compartments["C01"].pulling
    bench.ask(toggle)
    assert not bench.world.compartments["C01"].pulling
    bench.hear(FLASH_700)
    bench.clock.advance(10)
    bench.ask("01 05 00 00 FF 00 8C 3A")
    assert bench.world.compartments["C01"].pulling


def test_flash_off_leaves_the_relay_on(bench: Bench) -> None:
    bench.ask("01 05 04 00 00 05 0C F9")
    assert bench.world.compartments["C01"].pulling


def test_power_lost_every_relay_falls(bench: Bench) -> None:
    bench.ask("01 05 00 00 FF 00 8C 3A")
    bench.board.power_off()
    assert not bench.world.compartments["C01"].pulling


@pytest.mark.parametrize(
    ("frame", "reply"),
    [
        ("01 05 00 FF FF 00 BC 0A", "01 05 00 FF FF 00 BC 0A"),
        ("01 0F 00 00 00 08 01 FF BE D5", "01 0F 00 00 00 08 54 0D"),
        ("01 05 01 FF FF 00 BD F6", "01 05 01 FF FF 00 BD F6"),
    ],
)
def test_all_on_is_obeyed_and_written_down_and_all_off_lets_go(bench: Bench, frame: str, reply: str) -> None:
    assert bench.ask(frame) == [reply]
    assert (bench.open_doors(), bench.opened_all()) == (set(bench.world.compartments), 1)
    assert bench.ask("01 05 00 FF 00 00 FD FA") == ["01 05 00 FF 00 00 FD FA"]
    assert not any(c.pulling for c in bench.world.compartments.values())
    assert bench.opened_all() == 1


def test_inputs_are_the_switches(bench: Bench) -> None:
    for n in (2, 4, 5, 6, 7, 8):
        bench.hands.force(f"C{n:02}")
    assert bench.ask(READ_INPUTS) == ["01 02 01 05 61 8B"]


@pytest.mark.parametrize("channels", [8, 16, 32])
def test_plain_relay_boards_have_no_inputs(channels: int) -> None:
    bench = Bench("waveshare", address=1, wired=channels, model=f"relay{channels}")
    assert bench.ask(READ_INPUTS) == ["01 82 01 81 60"]
    assert bench.ask("01 03 10 00 00 01 80 CA") == ["01 83 02 C0 F1"]
    assert bench.ask("01 05 00 07 FF 00 3D FB") == ["01 05 00 07 FF 00 3D FB"]
    assert bench.open_doors() == {"C08"}


def test_linked_inputs_fire_the_lock_of_a_door_that_is_shut(bench: Bench) -> None:
    assert bench.ask("01 06 10 00 00 01 4C CA") == ["01 06 10 00 00 01 4C CA"]
    assert bench.ask("01 03 10 00 00 08 40 CC") == ["01 03 10 00 01" + 14 * " 00" + " 25 59"]
    bench.hands.force("C01")
    bench.hands.push_shut("C01")
    bench.clock.advance(1000)
    assert [p.compartment for p in bench.world.pulses] == ["C01"]
    assert bench.open_doors() == {"C01"}
    bench.ask("01 06 10 00 00 00 8D 0A")
    bench.hands.push_shut("C01")
    bench.clock.advance(1000)
    assert bench.open_doors() == set()


def test_it_can_be_shipped_with_all_inputs_linked(bench: Bench) -> None:
    assert isinstance(bench.board, WaveshareBoard)
    bench.board.link_inputs(on=True)
    assert bench.ask("01 03 10 00 00 01 80 CA") == ["01 03 02 00 01 79 84"]
    bench.hands.force("C08")
    bench.hands.push_shut("C08")
    assert [p.compartment for p in bench.world.pulses] == ["C08"]


def test_modes_are_written_back_in_one_go_and_nonsense_is_refused(bench: Bench) -> None:
    assert isinstance(bench.board, WaveshareBoard)
    bench.board.link_inputs(on=True)
    assert bench.ask("01 10 10 00 00 08 10" + 16 * " 00" + " 0B 5C") == ["01 10 10 00 00 08 C5 0F"]
    assert bench.ask("01 03 10 00 00 08 40 CC") == ["01 03 10" + 16 * " 00" + " E4 59"]
    assert bench.ask("01 06 10 00 00 04 8C C9") == ["01 86 02 C3 A1"]


def test_address_is_set_by_broadcast_which_is_echoed(bench: Bench) -> None:
    assert bench.ask("01 06 40 00 00 02 1D CB") == ["01 06 40 00 00 02 1D CB"]
    assert bench.ask(READ_COILS) == []
    assert bench.ask("00 06 40 00 00 01 5C 1B") == ["00 06 40 00 00 01 5C 1B"]
    assert bench.ask(READ_COILS) == [COILS_OFF]


def test_a_broadcast_that_fires_is_written_down(bench: Bench) -> None:
    bench.ask("00 05 02 00 00 07 8C 61")
    assert (bench.open_doors(), bench.opened_all()) == ({"C01"}, 1)


def test_an_unknown_function_and_register_are_refused(bench: Bench) -> None:
    assert bench.ask("01 11 C0 2C") == ["01 91 01 8C 50"]
    assert bench.ask("01 03 20 00 00 01 8F CA") == ["01 83 02 C0 F1"]
    assert bench.ask("01 01 00 00 00 09 FC 0C") == ["01 81 02 C1 91"]


@pytest.mark.parametrize(
    "frame",
    [
        "02 05 02 00 00 07 8D 83",  # another board
        "01 05 02 00 00 07 8D B1",  # wrong CRC
        "FA 01 05 02 00 00 07 8D B0",  # something before it without a pause
        "01 05 02 00 00 07 8D B0 00",  # a stray byte behind it, which the CRC does not find
        "00 01 00 00 00 08 3C 1D",  # a read from everybody
    ],
)
def test_what_is_not_for_it_is_ignored(bench: Bench, frame: str) -> None:
    assert bench.ask(frame) == []
    assert bench.world.pulses == []


def test_silence_ends_a_frame_and_separates_two(bench: Bench) -> None:
    bench.hear("FA FD 99 99")
    bench.clock.advance(5)
    assert bench.ask(READ_COILS) == [COILS_OFF]
    bench.hear("01 05 02 00")
    bench.clock.advance(5)
    assert bench.ask("00 07 8D B0") == []
    assert bench.world.pulses == []
