"""The cabinet's own lines: what lockerd reads and drives of them, and what somebody hears who stands there."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError
from sim_levels import Levels

from lockersim.pins.cabinet import cabinet as lines_of_cabinet
from lockersim.pins.chip_wires import ChipWires
from lockersim.pins.spec import pins
from lockersim.scenario.model import Scenario
from lockersim.scenario.obstacles import obstacles
from lockersim.site.rig import VIRTUAL, RealPins, Rig
from lockersim.wall.demo import demo_wall
from lockersim.wall.spec import WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.cabinet import Cabinet, Doing, Sound
from lockersim.world.clock import ManualClock
from lockersim.world.model import Happening

TAMPER, MAINS, KEY, BEEPER, FIRE = 25, 4, 10, 12, 8
FIRST_BUS, SECOND_BUS, ON_PINS = 18, 19, 11
SPEC = WallSpec(
    buses=demo_wall().buses,
    pins=pins(1, column=13),
    cabinet=lines_of_cabinet(["A01", "A24"], ["B01"], ["P01"]),
)


@pytest.fixture
def wall(wires: Levels, clock: ManualClock, tmp_path: Path) -> Iterator[Wall]:
    on_pins = WallSpec(buses=(), pins=SPEC.pins, cabinet=SPEC.cabinet)
    wall = Wall(on_pins, clock, folder=tmp_path, wires=wires)
    wall.start()
    yield wall
    wall.stop()


@pytest.fixture
def cabinet(wall: Wall) -> Cabinet:
    assert wall.cabinet is not None
    return wall.cabinet


def contacts(wires: Levels) -> dict[str, bool]:
    names = {TAMPER: "tamper", MAINS: "mains", KEY: "key", FIRE: "fire"}
    return {names[line]: closed for line, closed in wires.closed.items() if line in names}


@pytest.mark.parametrize(
    ("done", "undone", "changed"),
    [
        (Doing.OPEN, Doing.SHUT, {"tamper": False}),
        (Doing.KEY_ON, Doing.KEY_OFF, {"key": True}),
        (Doing.MAINS_OFF, Doing.MAINS_ON, {"mains": True}),
        (Doing.FIRE_ALARM, Doing.FIRE_OVER, {"fire": False}),
    ],
)
def test_what_is_done_to_it_is_read_at_its_line(
    cabinet: Cabinet, wires: Levels, done: Doing, undone: Doing, changed: dict[str, bool]
) -> None:
    at_rest = {"tamper": True, "mains": False, "key": False, "fire": True}
    assert contacts(wires) == at_rest
    cabinet.act(done)
    assert contacts(wires) == at_rest | changed
    cabinet.act(undone)
    assert contacts(wires) == at_rest


def test_what_is_done_to_it_is_written_down(wall: Wall, cabinet: Cabinet) -> None:
    cabinet.act(Doing.KEY_ON)
    (event,) = wall.world.events
    assert (event.kind, event.detail) == (Happening.CABINET, "key_on")


def test_lights_burn_at_their_doors_while_their_line_is_driven(wall: Wall, cabinet: Cabinet, wires: Levels) -> None:
    wires.on_level(ON_PINS, True)
    assert cabinet.lit == {"P01"}
    wires.on_level(FIRST_BUS, True)
    assert {"A01", "A24", "P01"} <= cabinet.lit
    wires.on_level(ON_PINS, False)
    assert "P01" not in cabinet.lit
    wall.stop()
    assert cabinet.lit == set()
    assert wall.world.pulses == []


@pytest.mark.parametrize(
    ("on_ms", "sound"), [(120, Sound.REMINDER), (250, Sound.OPENED), (400, Sound.ALARM), (5000, Sound.ALARM)]
)
def test_beeps_are_told_apart_by_their_length(
    cabinet: Cabinet, wires: Levels, clock: ManualClock, on_ms: float, sound: Sound
) -> None:
    wires.on_level(BEEPER, True)
    clock.advance(on_ms)
    assert [beep.sound for beep in cabinet.beeps] == [None]
    wires.on_level(BEEPER, False)
    assert [beep.sound for beep in cabinet.beeps] == [sound]


def test_a_beep_that_is_over_is_not_longer_for_the_end_of_the_wires(
    wall: Wall, cabinet: Cabinet, wires: Levels, clock: ManualClock
) -> None:
    wires.on_level(BEEPER, True)
    clock.advance(250)
    wires.on_level(BEEPER, False)
    clock.advance(1000)
    wall.stop()
    assert [beep.sound for beep in cabinet.beeps] == [Sound.OPENED]


def test_lockerd_is_told_of_every_line() -> None:
    told = tomllib.loads(Wall(SPEC, ManualClock(), folder=Path("/nowhere"), wires=Levels()).config_toml())["auxiliary"]
    lights = told.pop("light")
    assert told == {
        "beeper": {"line": BEEPER},
        "tamper": {"line": TAMPER, "pull": "up", "active_level": 1},
        "mains": {"line": MAINS, "pull": "up", "active_level": 0},
        "service_key": {"line": KEY, "pull": "up", "active_level": 0},
        "fire": {"line": FIRE, "pull": "up", "active_level": 1},
    }
    assert [(light["line"], light["compartments"][0]) for light in lights] == [
        (FIRST_BUS, "A01"),
        (SECOND_BUS, "B01"),
        (ON_PINS, "P01"),
    ]


def test_there_are_lines_for_three_lights() -> None:
    with pytest.raises(ValueError, match="3 lights, not 4"):
        lines_of_cabinet(["A01"], ["A02"], ["A03"], ["A04"])


STORY = "title: T\nwall: {pins: 1, cabinet: true}\nsteps:\n"


def test_a_rig_joins_these_lines_too_or_says_which_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(STORY + "  - cabinet: mains_off\n")
    wanted = Scenario.read(path)
    assert obstacles(wanted, VIRTUAL) == []
    doors = {17: 5, 22: 6, 16: 7}
    lacking = Rig(pins=RealPins(lines=doors | {BEEPER: 8, TAMPER: 9, KEY: 13}))
    assert obstacles(wanted, lacking) == ["the rig has no wires for these lines of lockerd's pins: 4, 8, 11, 18, 19"]
    whole = Rig(pins=RealPins(lines={line: line for line in wanted.wall.spec().lines}))
    assert obstacles(wanted, whole) == []
    assert isinstance(whole.wires(wanted.wall.spec(), tmp_path), ChipWires)
    assert wanted.wall.spec().driven == {17, BEEPER, FIRST_BUS, SECOND_BUS, ON_PINS}


@pytest.mark.parametrize("step", ["cabinet: explode", "expect: {heard: whisper}", "expect: {lights: {P01: dim}}"])
def test_what_nobody_can_do_or_hear_is_refused(tmp_path: Path, step: str) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(f"{STORY}  - {step}\n")
    with pytest.raises(Exception, match="step 1"):
        Scenario.read(path)


def test_every_line_is_used_once() -> None:
    with pytest.raises(ValidationError, match="line 12 is there twice"):
        WallSpec.model_validate({"buses": [], "cabinet": {"tamper": BEEPER}})
