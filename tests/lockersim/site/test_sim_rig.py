"""Rig files: what they may say, mistakes that are named, and what a rig cannot do."""

from pathlib import Path

import pytest

from lockersim.errors import SimError
from lockersim.faults.desk import FAULTS
from lockersim.line.serial_port import SerialPort
from lockersim.scenario.model import Scenario
from lockersim.scenario.obstacles import AT_LOCKERDS_ADAPTER, obstacles
from lockersim.site.rig import VIRTUAL, Lockerd, RealLine, Rig, filled, read_rig
from lockersim.wall.demo import demo_wall

RIGS = Path(__file__).parents[3] / "hil" / "rigs"
STORIES = RIGS.parent / "scenarios"
TWO_LINES = tuple(RealLine(here=Path(f"/dev/here{n}"), lockerd_port=f"/dev/there{n}") for n in range(2))


def read(tmp_path: Path, text: str) -> Rig:
    path = tmp_path / "rig.yaml"
    path.write_text(text)
    return read_rig(path)


def story(tmp_path: Path, steps: str = "  - pause: 1\n", wall: str = "{}") -> Scenario:
    path = tmp_path / "story.yaml"
    path.write_text(f"title: T\nwall: {wall}\nsteps:\n{steps}")
    return Scenario.read(path)


def test_the_virtual_rig_is_what_is_taken_without_one() -> None:
    rig = read_rig(RIGS / "virtual.yaml")
    assert rig.model_copy(update={"about": ""}) == VIRTUAL
    assert rig.virtual
    assert rig.ports(demo_wall()) == {}


def test_the_example_of_a_pi_has_real_lines_and_another_machine() -> None:
    rig = read_rig(RIGS / "bench-pi.yaml")
    assert not rig.virtual
    ports = rig.ports(demo_wall())
    assert {bus: port.setting for bus, port in ports.items()} == {
        "bus0": ("port", "/dev/lockerd/bus0"),
        "bus1": ("port", "/dev/lockerd/bus1"),
    }
    assert all(isinstance(port, SerialPort) for port in ports.values())
    command = filled(rig.lockerd.run, site=Path("/tmp/s"), broker_port=4711, lockerd=Path("/opt/lockerd"))
    assert "-R18830:127.0.0.1:4711" in command
    assert "-L/tmp/s/runtime/admin.sock:/home/bench/lockerd-bench/runtime/admin.sock" in command


@pytest.mark.parametrize("path", sorted(STORIES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_example_of_a_pi_has_a_wire_for_every_pin_of_every_story(path: Path) -> None:
    assert read_rig(RIGS / "bench-pi.yaml").without_wire(Scenario.read(path).wall.spec()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lins: simulated\n", "lins"),
        ("lines: [{here: /dev/a}]\n", "lockerd_port"),
        ("lockerd: {run: []}\n", "at least 1"),
        ("lockerd: {run: [lockerd, '{config}']}\n", "there is no {config} to fill in; there are {broker_port}"),
        ("lockerd: {broker_port: 0}\n", "broker_port"),
        ("lockerd: [a\n", "rig.yaml"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SimError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)
    assert "rig.yaml" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="nowhere"):
        read_rig(tmp_path / "nowhere.yaml")


def test_everything_can_be_played_where_everything_is_simulated(tmp_path: Path) -> None:
    steps = "  - power: off\n  - fault: {name: unplugged, target: bus1}\n"
    assert obstacles(story(tmp_path, steps, "{gateways: [bus1]}"), VIRTUAL) == []


def test_what_a_rig_cannot_do_is_said_step_by_step(tmp_path: Path) -> None:
    rig = Rig(lines=TWO_LINES[:1], lockerd=Lockerd(cut=None))
    steps = (
        "  - power: off\n  - power: on\n"
        "  - fault: {name: echo, target: bus1}\n  - fault: {name: garbage, target: bus1}\n"
    )
    assert obstacles(story(tmp_path, steps, "{gateways: [bus1]}"), rig) == [
        "the wall has 2 buses and the rig 1 lines",
        "bus bus1 is behind a TCP gateway; the rig has cables",
        "step 1 (power): the rig cannot cut lockerd's power",
        "step 3 (fault): echo happens at lockerd's adapter, which is real",
    ]
    assert obstacles(story(tmp_path), Rig(lines=TWO_LINES)) == []


def test_faults_at_lockerds_adapter_exist() -> None:
    assert FAULTS.keys() >= AT_LOCKERDS_ADAPTER


@pytest.mark.parametrize("wall", ["{sizes: {bus7: A5}}", "{gateways: [bus7]}", "{families: [cu49]}"])
def test_a_wall_that_cannot_be_is_refused_when_it_is_read(tmp_path: Path, wall: str) -> None:
    with pytest.raises(SimError, match=r"bus7|cu49"):
        story(tmp_path, wall=wall)
