"""A switch in the lock and a contact on the leaf of one door, and contacts that never rest (F25, F30)."""

from board_setups import board_setup

from lockerd.boards import CODECS
from lockerd.boards.frames import StatusReply
from lockerd.bus.arbiter import Pulse
from lockerd.bus.board.board import Board
from lockerd.bus.doors import Doors
from lockerd.bus.setup import BoardSetup
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door, DoorSensor, Item, Latch, Reading, Sensor
from lockerd.domain.model.reports import Readings, Report

A01, A02 = CompartmentId("A01"), CompartmentId("A02")


def cu16(feedback: DoorSensor = DoorSensor.BOTH, **changes: object) -> BoardSetup:
    return board_setup(
        codec=CODECS["cu16"],
        address=0,
        compartments={1: A01, 2: A02},
        feedback=feedback,
        pulse=Pulse(500),
        **changes,
    )


class Seen:
    """A CU16 whose inputs for item sensors carry the contacts of the doors, and all that it reported."""

    def __init__(self, setup: BoardSetup | None = None) -> None:
        self.told: list[dict[CompartmentId, Reading]] = []
        self.doors = Doors(self._take)
        self.board = Board("left", setup or cu16(), self._take, self.doors)

    def _take(self, report: Report) -> None:
        if isinstance(report, Readings):
            self.told.append({reading.compartment: reading for reading in report.readings})

    def look(self, sampled_ms: int, *, hooks: str = "11", leaves: str = "11") -> None:
        bits = [tuple(bit == "1" for bit in text.ljust(16, "0")) for text in (hooks, leaves)]
        self.board.looked(StatusReply(0, *bits), sampled_ms)

    def twice(self, sampled_ms: int, *, hooks: str = "11", leaves: str = "11") -> Reading:
        for at_ms in (sampled_ms, sampled_ms + 30):
            self.look(at_ms, hooks=hooks, leaves=leaves)
        return self.told[-1][A01]


def test_hook_and_leaf_are_told_apart_and_no_item_is_made_of_a_door():
    seen = Seen()
    assert seen.twice(0) == Reading(A01, 0, door=Door.CLOSED, latch=Latch.LATCHED, latch_ms=0)
    assert seen.twice(100, hooks="01") == Reading(A01, 130, door=Door.CLOSED, latch=Latch.UNLATCHED, latch_ms=100)
    assert seen.twice(200, hooks="01", leaves="01") == Reading(
        A01, 200, door=Door.OPEN, latch=Latch.UNLATCHED, latch_ms=230
    )
    assert seen.told[-1][A01].item is Item.UNKNOWN
    assert seen.told[-1][A02].door is Door.CLOSED


def test_the_leaf_decides_whether_a_lock_may_be_fired():
    seen = Seen()
    seen.twice(0, hooks="01")
    assert seen.doors.proof(A01).since(0) is True, "a held door may be pulsed again (F20)"
    seen.twice(100, leaves="01")
    assert seen.doors.proof(A01).since(0) is False
    seen.look(200)
    assert seen.doors.proof(A01).since(0) is None


def test_the_contact_on_the_leaf_has_a_polarity_of_its_own():
    seen = Seen(cu16(leaf_closed_bit=0))
    assert seen.twice(0, leaves="00").door is Door.CLOSED
    assert seen.doors.proof(A01).since(0) is True


def test_an_opening_is_dated_by_the_leaf_whatever_the_hook_does():
    """A hook that bounces at the opening must not date it before the pulse: it would pass for a forced door."""
    seen = Seen()
    seen.twice(0)
    for at_ms, hooks in ((500, "01"), (515, "11"), (530, "01"), (545, "11")):
        seen.look(at_ms, hooks=hooks, leaves="01")
    assert seen.told[-1][A01].door is Door.OPEN
    assert seen.told[-1][A01].sampled_ms == 500


def test_commissioning_sees_the_hook_where_the_hook_is():
    seen = Seen()
    seen.twice(0)
    raw = seen.board.raw()
    assert (raw.doors.sensors[0], raw.items.sensors[0]) == (Sensor.LATCH, Sensor.DOOR)
    assert raw.doors.channels[0] == raw.items.channels[0] == raw.channels[0]
    assert raw.doors.bits[0] is not None
    assert raw.items.bits[0] is not None


def test_f30_a_contact_that_never_rests_is_told_once_and_spoils_no_other():
    seen = Seen()
    seen.twice(0)
    before = len(seen.told)
    for at_ms in range(100, 60_000, 100):
        seen.look(at_ms, leaves="01" if at_ms // 500 % 2 else "11")
    told = seen.told[before:]
    assert len(told) == 17
    assert told[-1][A01].flapping == {Sensor.DOOR}
    assert (told[-1][A01].door, told[-1][A02].door) == (Door.UNKNOWN, Door.CLOSED)
    assert not seen.board.urgent, "the line is not kept busy by it"
    assert seen.doors.proof(A01).since(0) is None
    for at_ms in range(60_000, 121_000, 100):
        seen.look(at_ms)
    assert (seen.told[-1][A01].door, seen.told[-1][A01].latch) == (Door.CLOSED, Latch.LATCHED)
    assert not seen.told[-1][A01].flapping


def test_f30_each_sensor_is_named_by_what_it_senses():
    for sensor, name in ((DoorSensor.CONTACT, Sensor.DOOR), (DoorSensor.HOOK, Sensor.LATCH)):
        seen = Seen(cu16(sensor, items={1}))
        seen.twice(0)
        for at_ms in range(100, 30_000, 100):
            seen.look(at_ms, hooks="01" if at_ms // 500 % 2 else "11")
        assert seen.told[-1][A01].flapping == {name}
        for at_ms in range(30_000, 60_000, 100):
            seen.look(at_ms, hooks="01", leaves="01" if at_ms // 500 % 2 else "11")
        assert seen.told[-1][A01].flapping == {name, Sensor.ITEM}
