"""Sensors of one compartment on several boards: what is told, and when (ADR 23)."""

from dataclasses import dataclass, field

from lockerd.bus.doors import HELD_MS, Doors
from lockerd.bus.inputs import Debounced, Hung, Source
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door, Item, Latch, Reading, Sensor
from lockerd.domain.model.reports import Readings, Report

A01 = CompartmentId("A01")


@dataclass
class Wall:
    """A door whose leaf contact, hook and item sensor hang on three boards, each looked at when the test says so."""

    told: list[Reading] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.doors = Doors(self._take)
        self.sources = {sensor: Source() for sensor in Sensor}
        self.inputs = {sensor: Debounced() for sensor in Sensor}
        for sensor, source in self.sources.items():
            self.doors.hang(A01, sensor, Hung(self.inputs[sensor], 1, source))
        self.doors.carry(A01, self.sources[Sensor.LATCH])
        self.doors.reached(self.sources[Sensor.LATCH], 0)

    def _take(self, report: Report) -> None:
        assert isinstance(report, Readings)
        self.told += report.readings

    def look(self, sensor: Sensor, at_ms: int, bit: int, *, times: int = 2) -> None:
        """Look at the one input of a board, 30 ms apart, as often as a change needs to be believed."""
        source, known = self.sources[sensor], self.inputs[sensor]
        for look_ms in range(at_ms, at_ms + 30 * times, 30):
            if known.sample(bool(bit), look_ms):
                self.doors.changed(source, look_ms)
            self.doors.looked(source, look_ms)

    def lose(self, sensor: Sensor, at_ms: int) -> None:
        self.sources[sensor].alive = False
        self.inputs[sensor].forget(at_ms)
        self.doors.changed(self.sources[sensor], at_ms)

    @property
    def wanted(self) -> set[Sensor]:
        return {sensor for sensor, source in self.sources.items() if source.wanted}


def shut_and_full() -> Wall:
    wall = Wall()
    for sensor in Sensor:
        wall.look(sensor, 1_000, 1)
    for sensor in Sensor:
        wall.look(sensor, 1_100, 1, times=1)
    assert _said(wall.told[-1]) == (Door.CLOSED, Latch.LATCHED, Item.PRESENT)
    wall.told.clear()
    return wall


def opened() -> Wall:
    wall = shut_and_full()
    wall.look(Sensor.LATCH, 2_000, 0)
    wall.look(Sensor.DOOR, 2_010, 0)
    assert _said(wall.told[-1])[:2] == (Door.OPEN, Latch.UNLATCHED)
    return wall


def _said(reading: Reading) -> tuple[Door, Latch, Item]:
    return reading.door, reading.latch, reading.item


def test_an_opening_waits_for_nobody_and_is_dated_by_its_own_contact():
    wall = shut_and_full()
    wall.look(Sensor.DOOR, 2_000, 0)
    (reading,) = wall.told
    assert (reading.door, reading.sampled_ms, reading.latch_ms) == (Door.OPEN, 2_000, 1_100)


def test_a_lock_that_let_go_waits_for_nobody_and_has_a_date_of_its_own():
    wall = shut_and_full()
    wall.look(Sensor.LATCH, 2_000, 0)
    (reading,) = wall.told
    assert (reading.door, reading.latch) == (Door.CLOSED, Latch.UNLATCHED)
    assert (reading.sampled_ms, reading.released_ms) == (1_100, 2_000)


def test_rule_03_a_closing_is_told_only_with_an_item_read_after_it():
    """Taken at 3,000, put back at 4,000, shut at 5,000; the board of the item sensor is slow and still says: gone."""
    wall = opened()
    wall.look(Sensor.ITEM, 3_000, 0)
    wall.look(Sensor.DOOR, 3_100, 0, times=1)
    wall.look(Sensor.LATCH, 3_100, 0, times=1)
    assert wall.told[-1].item is Item.ABSENT
    wall.told.clear()
    wall.look(Sensor.LATCH, 5_000, 1)
    wall.look(Sensor.DOOR, 5_000, 1)
    assert not wall.told
    assert wall.wanted == {Sensor.ITEM}, "its board is asked without a pause"
    wall.look(Sensor.ITEM, 5_100, 1, times=1)
    assert not wall.told, "in doubt"
    wall.look(Sensor.ITEM, 5_130, 1, times=1)
    assert not any(reading.door is Door.CLOSED and reading.item is Item.ABSENT for reading in wall.told)
    wall.look(Sensor.DOOR, 5_200, 1, times=1)
    wall.look(Sensor.LATCH, 5_200, 1, times=1)
    assert _said(wall.told[-1]) == (Door.CLOSED, Latch.LATCHED, Item.PRESENT)


def test_rule_03_an_item_that_went_is_told_only_with_a_door_read_after_it():
    """The door's board is slow: without waiting, the item would have gone behind a shut door."""
    wall = shut_and_full()
    wall.look(Sensor.ITEM, 3_000, 0)
    assert not wall.told
    assert wall.wanted == {Sensor.DOOR, Sensor.LATCH}
    wall.look(Sensor.DOOR, 3_100, 0)
    assert _said(wall.told[-1])[0] is Door.OPEN


def test_a_hook_that_was_not_read_since_does_not_make_a_door_shut():
    wall = shut_and_full()
    wall.look(Sensor.DOOR, 2_000, 0)
    wall.look(Sensor.DOOR, 3_000, 1)
    assert wall.told[-1].door is Door.OPEN, "the hook was read last before the opening"
    wall.look(Sensor.LATCH, 3_100, 0)
    assert (wall.told[-1].door, wall.told[-1].latch) == (Door.CLOSED, Latch.UNLATCHED)


def test_a_sensor_whose_board_dies_is_unknown_at_once_and_the_others_go_on():
    wall = opened()
    wall.look(Sensor.DOOR, 5_000, 1)
    wall.lose(Sensor.ITEM, 5_500)
    wall.look(Sensor.LATCH, 5_600, 1)
    wall.look(Sensor.DOOR, 5_700, 1, times=1)
    assert _said(wall.told[-1]) == (Door.CLOSED, Latch.LATCHED, Item.UNKNOWN)
    wall.lose(Sensor.DOOR, 6_000)
    assert _said(wall.told[-1]) == (Door.UNKNOWN, Latch.LATCHED, Item.UNKNOWN)
    assert wall.told[-1].sampled_ms == 6_000
    assert wall.told[-1].reachable
    wall.lose(Sensor.LATCH, 6_100)
    assert not wall.told[-1].reachable


def test_nothing_waits_for_ever_for_a_sensor_that_is_not_read():
    wall = opened()
    wall.told.clear()
    for at_ms in range(5_000, 5_000 + HELD_MS + 200, 60):
        wall.look(Sensor.LATCH, at_ms, 1)
        wall.look(Sensor.DOOR, at_ms, 1)
    assert _said(wall.told[0]) == (Door.CLOSED, Latch.LATCHED, Item.UNKNOWN), "late is not known, and never empty"
    wall.look(Sensor.ITEM, 9_000, 0)
    wall.look(Sensor.LATCH, 9_100, 1, times=1)
    wall.look(Sensor.DOOR, 9_100, 1, times=1)
    assert wall.told[-1].item is Item.ABSENT


def test_a_sensor_in_doubt_says_nothing_about_the_moment_of_a_closing():
    wall = opened()
    wall.look(Sensor.ITEM, 3_000, 0)
    wall.look(Sensor.LATCH, 5_000, 1)
    wall.look(Sensor.ITEM, 5_010, 0, times=1)
    wall.look(Sensor.ITEM, 5_040, 1, times=1)
    wall.told.clear()
    wall.look(Sensor.DOOR, 5_000, 1)
    assert not wall.told
    assert wall.wanted == {Sensor.ITEM}


def test_dates_never_go_back():
    """A reading older than the one before would be taken for a late one and dropped (F37)."""
    wall, times = opened(), []
    for n, (sensor, bit) in enumerate([(Sensor.DOOR, 1), (Sensor.ITEM, 0), (Sensor.LATCH, 1), (Sensor.DOOR, 0)] * 5):
        wall.look(sensor, 5_000 + 200 * n, bit)
        if n % 7 == 3:
            wall.lose(sensor, 5_100 + 200 * n)
        times += [reading.sampled_ms for reading in wall.told]
        wall.told.clear()
    assert times == sorted(times)
    assert len(set(times)) > 3


def test_a_lock_that_can_be_reached_again_is_told_although_no_sensor_moved():
    wall = Wall()
    wall.doors = Doors(wall._take)
    lock, leaf, known = Source(), Source(), Debounced()
    wall.doors.carry(A01, lock)
    wall.doors.hang(A01, Sensor.DOOR, Hung(known, 1, leaf))
    wall.sources[Sensor.DOOR], wall.inputs[Sensor.DOOR] = leaf, known
    wall.look(Sensor.DOOR, 1_000, 1)
    assert (wall.told[-1].door, wall.told[-1].reachable) == (Door.CLOSED, False)
    wall.doors.reached(lock, 2_000)
    assert (wall.told[-1].door, wall.told[-1].reachable) == (Door.CLOSED, True)
