"""What follows from what was seen: pure, and held against wirings whose truth is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lockerd.cli.commissioning.found import Bit, Channel, Ending, Moved, Tried
from lockerd.cli.commissioning.inputs import Look, look_from
from lockerd.cli.commissioning.judge import judge
from lockerd.cli.commissioning.sensors import Sensor
from lockerd.cli.reading.wall import Board
from lockerd.domain.model.readings import DoorSensor

DOORS = ("A01", "A02", "A03", "A04")


def at(channel: int, address: int = 0) -> Channel:
    return Channel(bus="bus0", address=address, channel=channel)


def look(sensor: str = "none", closed_bit: Bit = 1, *, inputs: bool = True, spare: int = 1) -> Look:
    """One board whose first channels are configured for the doors in their order."""
    channels = list(range(1, len(DOORS) + spare + 1))
    names = [*DOORS, *[None] * spare]
    senses = {"contact": "door", "hook": "latch"}.get(sensor)
    known = {"channels": channels, "bits": [1] * len(channels), "changes": [0] * len(channels)}
    nothing = {
        "compartments": [None] * len(channels),
        "sensors": [None] * len(channels),
        "true_bits": [1] * len(channels),
    }
    wired = {
        "compartments": [senses and name for name in names],
        "sensors": [name and senses for name in names],
        "true_bits": [closed_bit] * len(channels),
    }
    none = {column: [] for column in ("channels", "bits", "changes", "compartments", "sensors", "true_bits")}
    board = {
        "bus": "bus0",
        "address": 0,
        "name": "cu16",
        "alive": True,
        "channels": channels,
        "compartments": names,
        "doors": known | wired if inputs else none,
        "items": known | nothing,
        "reply_ms": 12.0,
        "patience_ms": 50,
    }
    return look_from([Board.model_validate(board)])


def went(channel: int, shut: Bit = 1, *, back: bool = True) -> Moved:
    wide: Bit = 0 if shut else 1
    return Moved(at=at(channel), shut=shut, open=wide, again=shut if back else wide, moves=2 if back else 1)


def seen(name: str, *opened: str, sensed: tuple[Moved, ...] | None = None, **more: Any) -> Tried:
    """The channel of a door was fired and its own input moved, where nothing else is said."""
    channel = DOORS.index(name) + 1
    doors = (went(channel),) if sensed is None else sensed
    return Tried(compartment=name, at=at(channel), ending=Ending.SEEN, opened=opened or (name,), doors=doors, **more)


@dataclass(frozen=True)
class Truth:
    """What is physically so: which door's lock and which door's sensor hang on each channel."""

    locks: tuple[str, ...]
    sensors: tuple[str, ...]
    kind: DoorSensor
    shut: Bit


truths = st.builds(
    Truth,
    st.permutations(DOORS).map(tuple),
    st.permutations(DOORS).map(tuple),
    st.sampled_from([DoorSensor.CONTACT, DoorSensor.HOOK]),
    st.sampled_from([0, 1]),
)


def walk(truth: Truth) -> list[Tried]:
    """What a technician and the inputs say when every configured channel is fired."""
    walked = []
    for name, opened in zip(DOORS, truth.locks, strict=True):
        moved = went(truth.sensors.index(opened) + 1, truth.shut)
        kind = None if walked else truth.kind
        walked.append(seen(name, opened, sensed=(moved,), kind=kind))
    return walked


@given(truths)
@settings(max_examples=200)
def test_what_is_learnt_is_what_is_wired(truth: Truth) -> None:
    judged = judge(walk(truth), look(), DOORS)
    together = {name for name in DOORS if truth.locks.index(name) == truth.sensors.index(name)}
    assert judged.places == {name: at(truth.locks.index(name) + 1) for name in together}
    assert judged.sensors == {place: Sensor(truth.kind, truth.shut) for place in judged.places.values()}
    assert judged.unproven.keys() == set(DOORS) - together
    assert all("plug" in why for why in judged.unproven.values())


def why(name: str, walked: list[Tried], *, configured: Look | None = None) -> str:
    judged = judge(walked, configured or look(), [tried.compartment for tried in walked])
    assert name not in judged.places
    return judged.unproven[name]


def test_swapped_locks_are_told_from_swapped_sensors() -> None:
    locks = [seen("A01", "A02", sensed=(went(2),)), seen("A02", "A01", sensed=(went(1),))]
    assert "plug of its lock is in bus0/0/2 and belongs into bus0/0/1" in why("A01", locks)
    assert "swap it with that of A02" in why("A01", locks)
    sensors = [seen("A01", sensed=(went(2),)), seen("A02", sensed=(went(1),))]
    assert "plug of its sensor is in bus0/0/2 and belongs into bus0/0/1" in why("A01", sensors)
    assert "swap it with that of A01" in why("A02", sensors)


def test_a_sensor_in_a_spare_socket() -> None:
    assert "plug of its sensor is in bus0/0/5" in why("A01", [seen("A01", sensed=(went(5),))])


def test_two_doors_on_one_pulse() -> None:
    walked = [seen("A01", "A01", "A03", sensed=(went(1), went(3)))]
    assert "F27" in why("A01", walked)
    assert "F27" in judge(walked, look(), ["A01"]).unproven["A03"]


def test_several_inputs_that_moved_prove_nothing() -> None:
    assert "several inputs moved" in why("A01", [seen("A01", sensed=(went(1), went(4)))])


def test_a_sensor_that_does_not_go_back() -> None:
    assert "did not go back" in why("A01", [seen("A01", sensed=(went(1, back=False),))])


def test_one_silent_sensor_among_others() -> None:
    walked = [seen("A01", kind=DoorSensor.HOOK), seen("A02", sensed=())]
    assert "its input never moved" in why("A02", walked)
    assert judge(walked, look(), ("A01", "A02")).places == {"A01": at(1)}


def test_a_wall_without_sensors_is_proven_by_the_technicians_eyes() -> None:
    for inputs in (True, False):
        judged = judge([seen(name, sensed=()) for name in DOORS], look(inputs=inputs), DOORS)
        assert (set(judged.places), judged.sensors, judged.unproven) == (set(DOORS), {}, {})


def test_a_configured_sensor_that_says_nothing_is_broken() -> None:
    assert "its input never moved" in why("A01", [seen("A01", sensed=())], configured=look("contact"))


def test_the_switch_wired_the_other_way_round() -> None:
    walked = [seen(n, sensed=(went(DOORS.index(n) + 1, 0 if n == "A03" else 1),)) for n in DOORS]
    walked[0] = walked[0].model_copy(update={"kind": DoorSensor.CONTACT})
    judged = judge(walked, look(), DOORS)
    assert "the other way round" in judged.unproven["A03"]
    assert {sensor.closed_bit for sensor in judged.sensors.values()} == {1}


def test_a_single_door_is_held_against_the_rest_of_its_board() -> None:
    assert "the other way round" in why("A01", [seen("A01", sensed=(went(1, 0),))], configured=look("contact"))
    judged = judge([seen("A01")], look("contact"), ["A01"])
    assert judged.sensors == {at(1): Sensor(DoorSensor.CONTACT, 1)}


def test_without_the_kind_nothing_is_said_about_sensors() -> None:
    assert "in the lock or on the door" in why("A01", [seen("A01")])


def test_a_dead_channel_does_not_hide_a_door_that_opened_elsewhere() -> None:
    """A02's channel fires nothing, and A01's fires A02: A01 is the one that nothing opens."""
    dead = Tried(compartment="A02", at=at(2), ending=Ending.NOTHING_OPENED, note="no door opened, no input moved")
    judged = judge([seen("A01", "A02", kind=DoorSensor.HOOK), dead], look(), ("A01", "A02"))
    assert judged.places == {"A02": at(1)}
    assert judged.unproven == {"A01": "its door opened at no pulse"}


def test_a_door_that_two_channels_open() -> None:
    assert "wired twice" in why("A01", [seen("A01"), seen("A02", "A01", sensed=(went(1),))])


def test_names_that_are_only_provisional() -> None:
    judged = judge([seen("A01", "K7", kind=DoorSensor.HOOK)], look(), ["A01"])
    assert (judged.renamed, judged.places) == ({"A01": "K7"}, {"K7": at(1)})


def test_a_channel_without_a_door() -> None:
    none = Tried(compartment="A04", at=at(4), ending=Ending.NO_DOOR)
    judged = judge([seen("A01", kind=DoorSensor.HOOK), none], look(), ("A01", "A04"))
    assert (judged.left_out, judged.unproven) == ({"A04"}, {})


def test_item_sensors() -> None:
    def item(channel: int, shut: Bit = 0) -> Mapping[str, Any]:
        return {
            "items": (went(channel, shut).model_copy(update={"kind": "item"}),),
            "items_tried": True,
            "kind": DoorSensor.HOOK,
        }

    assert judge([seen("A01", **item(1))], look(), ["A01"]).items == {"A01": True}
    assert judge([seen("A01", items_tried=True, kind=DoorSensor.HOOK)], look(), ["A01"]).items == {"A01": False}
    assert judge([seen("A01", kind=DoorSensor.HOOK)], look(), ["A01"]).items == {}
    for spoilt in (item(2), item(1, shut=1)):
        judged = judge([seen("A01", **spoilt)], look(), ["A01"])
        assert (judged.items, len(judged.troubles)) == ({}, 1)


def test_contacts_on_the_leaves_beside_the_hooks() -> None:
    """They hang on the inputs for item sensors and move with the door."""

    def door(name: str, shut: Bit | None) -> Tried:
        leaves = () if shut is None else (went(DOORS.index(name) + 1, shut),)
        return seen(name, leaves=leaves, kind=DoorSensor.HOOK if name == "A01" else None)

    judged = judge([door(name, 0) for name in DOORS], look(), DOORS)
    assert set(judged.sensors.values()) == {Sensor(DoorSensor.BOTH, 1, 0)}
    judged = judge([door("A01", 1), door("A02", 1), door("A03", 0), door("A04", None)], look(), DOORS)
    assert judged.places.keys() == {"A01", "A02"}
    assert "the other way round" in judged.unproven["A03"]
    assert "never moved" in judged.unproven["A04"]
    one_hand = judge([door(name, 0 if name == "A02" else None) for name in DOORS], look(), DOORS)
    assert set(one_hand.sensors.values()) == {Sensor(DoorSensor.HOOK, 1)}


def test_what_was_not_fired_says_why() -> None:
    refused = Tried(compartment="A01", at=at(1), ending=Ending.REFUSED, note="not_empty")
    assert why("A01", [refused]) == "not fired: not_empty"
    assert judge([], look(), ["A01"]).unproven == {"A01": "its door opened at no pulse"}
