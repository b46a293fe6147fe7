"""One board of every family, each on its line, and hosts that speak to them."""

import tomllib
from functools import reduce
from operator import xor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sim_bench import Bench
from sim_host import VirtualHost

from lockersim.boards import WITH_LOCKS
from lockersim.wall.families import COLUMN_LETTERS, every_family_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import ManualClock


def _sum(text: str) -> str:
    return f"{text} {sum(bytes.fromhex(text)) & 0xFF:02X}"


def _xor(text: str) -> str:
    return f"{text} {reduce(xor, bytes.fromhex(text)):02X}"


ASKED = {
    # family: status request, its answer when all three doors are shut, unlock of the first lock, its answer
    "cu16": ("02 10 30 03 45", "02 10 35 07 00 00 00 03 51", "02 10 31 03 46", ""),
    "cu48": ("02 01 00 50 03 56", "02 01 00 65 07 00 00 00 00 00 03 72", "02 01 00 51 03 57", ""),
    "cu48b": ("02 01 00 60 03 66", _sum("02 01 00 75 07" + 11 * " 00" + " 03"), "02 01 00 61 03 67", ""),
    "cu12": (
        "02 01 00 80 00 00 03 86",
        "02 01 00 80 10 02 03 9F 07 00",
        "02 01 00 81 00 00 03 87",
        "02 01 00 81 10 00 03 97",
    ),
    "bcc": ("80 01 00 33 B2", "80 01 00 00 07 33 B5", "8A 01 01 11 9B", "8A 01 01 00 8A"),
    "kecheng": ("80 01 00 33 B2", "80 01 FF FF FF 33 4D", "8A 01 01 33 B9", "8A 01 01 00 8A"),
    "winnsen": ("90 07 02 01 FF FF 03", "90 07 82 01 00 00 03", "90 06 05 01 01 03", "90 07 85 01 01 01 03"),
    "wkly": (
        "57 4B 4C 59 08 01 84 84",
        _xor("57 4B 4C 59 22 01 84 00 18 01 01 01" + 21 * " 00"),
        "57 4B 4C 59 09 01 82 01 82",
        "57 4B 4C 59 0A 01 85 01 00 86 57 4B 4C 59 0B 01 82 00 01 00 80",
    ),
    "waveshare": ("01 02 00 00 00 08 79 CC", "01 02 01 07 E0 4A", "01 05 02 00 00 05 0C 71", "01 05 02 00 00 05 0C 71"),
    "lctech": ("FF 02 00 00 00 08 6C 12", "FF 02 01 07 D1 A2", "FF 05 00 00 FF 00 99 E4", "FF 05 00 00 FF 00 99 E4"),
}


@pytest.mark.parametrize("family", WITH_LOCKS)
def test_a_host_on_the_line_gets_status_and_opens_one_door(family: str) -> None:
    status, shut, unlock, answer = ASKED[family]
    clock = ManualClock()
    spec = every_family_wall()
    hosts = {bus.id: VirtualHost(clock, bus.speed_baud) for bus in spec.buses}
    wall = Wall(spec, clock, folder=Path("/nowhere"), ports=hosts, seed=1)
    host = hosts[family]
    assert host.ask(status, len(bytes.fromhex(shut))) == shut
    assert host.ask(unlock, len(bytes.fromhex(answer))) == answer
    clock.advance(2000)
    assert [c.id for c in wall.world.compartments.values() if c.door == "open"] == [f"{COLUMN_LETTERS[family]}01"]
    assert host.ask(status, len(bytes.fromhex(shut))) not in {"", shut}


def test_the_wall_can_be_made_of_some_families_only() -> None:
    spec = every_family_wall(["waveshare", "bcc"], doors=2)
    assert [(bus.id, [board.family for board in bus.boards]) for bus in spec.buses] == [
        ("bcc", ["bcc"]),
        ("waveshare", ["waveshare"]),
    ]
    assert [c.id for bus in spec.buses for c in bus.compartments] == ["E01", "E02", "I01", "I02"]
    with pytest.raises(ValueError, match="no board family plague"):
        every_family_wall(["plague"])


def test_its_config_says_what_lockerd_must_know_of_each_board() -> None:
    wall = Wall(every_family_wall(), ManualClock(), folder=Path("/run/sim"))
    buses = tomllib.loads(wall.config_toml())["bus"]
    boards = {board.pop("family"): board for bus in buses for board in bus["board"]}
    assert list(boards) == list(WITH_LOCKS)
    assert boards["cu16"] == {"address": 1, "feedback": "hook", "closed_bit": 1}
    assert boards["wkly"] == {"address": 1, "feedback": "contact", "closed_bit": 1, "experimental": True}
    assert boards["winnsen"]["closed_bit"] == 0
    assert {family: board["model"] for family, board in boards.items() if "model" in board} == {
        "cu48b": "cu48b",
        "bcc": "24",
        "waveshare": "relay8d",
        "lctech": "4",
    }


noise = st.lists(st.tuples(st.integers(0, 255), st.sampled_from([0.5, 3.0, 25.0])), max_size=60)


@pytest.mark.parametrize("family", WITH_LOCKS)
@settings(max_examples=60)
@given(noise=noise, cut=st.integers(1, 5))
def test_after_any_noise_and_a_pause_the_next_request_is_answered(
    family: str, noise: list[tuple[int, float]], cut: int
) -> None:
    status, shut, unlock, _ = ASKED[family]
    address = 255 if family == "lctech" else 1
    bench = Bench(family, address=address, wired=3, closed_bit=0 if family == "winnsen" else 1)
    for byte, gap_ms in [*noise, *((byte, 0.5) for byte in bytes.fromhex(unlock)[:-cut])]:
        bench.hear(f"{byte:02X}", gap_ms=gap_ms)
    assert bench.world.pulses == []
    bench.clock.advance(2000)
    bench.sent.clear()
    assert bench.ask(status) == [shut]
