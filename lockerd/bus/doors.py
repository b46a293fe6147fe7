"""What is believed of every compartment, whatever boards its lock and sensors hang on, as one reading (ADR 23)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from lockerd.bus.inputs import Hung, Source
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door, Item, Latch, Reading, Sensor
from lockerd.domain.model.reports import Readings, Report

HELD_MS: Final = 2_000
"""How long a change waits for a sensor that cannot be read: a board that is silent for so long is dead (F41)."""
_DOORS: Final = {True: Door.CLOSED, False: Door.OPEN, None: Door.UNKNOWN}
_LATCHES: Final = {True: Latch.LATCHED, False: Latch.UNLATCHED, None: Latch.UNKNOWN}
_ITEMS: Final = {True: Item.PRESENT, False: Item.ABSENT, None: Item.UNKNOWN}


class Doors:
    """Puts together what the sensors of each compartment say.

    Sensors on different boards are read at different times, so a change is told only when every other sensor of the
    compartment has been read at or after it: no item that was taken before the door was shut, and put back since,
    passes for taken. Who opens, and what cannot be read any more, waits for nobody. Use from one event loop only.
    """

    def __init__(self, report: Callable[[Report], None]) -> None:
        self._report = report
        self._doors: dict[CompartmentId, _Door] = {}
        self._at: dict[Source, dict[CompartmentId, _Door]] = {}
        self._held: dict[CompartmentId, _Door] = {}

    def carry(self, compartment: CompartmentId, source: Source) -> None:
        """The lock of a compartment hangs here."""
        self._door(compartment, source).lock = source

    def hang(self, compartment: CompartmentId, sensor: Sensor, hung: Hung) -> None:
        """A sensor of a compartment hangs here."""
        self._door(compartment, hung.source).sensors[sensor] = hung

    def changed(self, source: Source, now_ms: int) -> None:
        """What is believed of inputs that hang here changed, or is not known any more."""
        self._tell(self._at.get(source, {}), now_ms)

    def reached(self, source: Source, now_ms: int) -> None:
        """The locks here can be fired from now on; where nothing is known of the door, its next reading says so too."""
        source.alive = True
        here = self._at.get(source, {}).items()
        self._tell({name: door for name, door in here if door.is_known and not door.told.reachable}, now_ms)

    def looked(self, source: Source, now_ms: int) -> None:
        """Its inputs were read once more."""
        source.wanted = False
        if self._held:
            self._tell({name: door for name, door in self._held.items() if name in self._at.get(source, {})}, now_ms)

    def proof(self, compartment: CompartmentId) -> Hung | None:
        """The sensor that tells whether its door is shut; None: nothing does.

        Where that is the switch in the lock, a held door that is only not latched is shut: it may be fired again (F20).
        """
        return self._doors[compartment].proof

    def _door(self, compartment: CompartmentId, source: Source) -> "_Door":
        door = self._doors.setdefault(compartment, _Door(compartment))
        self._at.setdefault(source, {})[compartment] = door
        return door

    def _tell(self, doors: Mapping[CompartmentId, "_Door"], now_ms: int) -> None:
        ready = []
        for name, door in doors.items():
            late = door.late()
            if late and door.may_wait(now_ms):
                self._held[name] = door
                for hung in late.values():
                    hung.source.want()
                continue
            self._held.pop(name, None)
            reading = door.tell(late)
            if reading is not None:
                ready.append(reading)
        if ready:
            self._report(Readings(tuple(ready)))


class _Door:
    """One compartment: where its lock and its sensors hang, and what was told of it last."""

    def __init__(self, compartment: CompartmentId) -> None:
        self.lock: Source | None = None
        self.sensors: dict[Sensor, Hung] = {}
        self.told = Reading(compartment, 0)
        """The newest reading that went out."""
        self._waits_ms: int | None = None

    @property
    def proof(self) -> Hung | None:
        """The sensor that proves an opening: the contact on the leaf, or else the switch in the lock."""
        return self.sensors.get(Sensor.DOOR) or self.sensors.get(Sensor.LATCH)

    @property
    def is_known(self) -> bool:
        """Whether every sensor that it has says something."""
        return all(hung.known.bit is not None for hung in self.sensors.values())

    def late(self) -> Mapping[Sensor, Hung]:
        """The sensors that were not read since the newest change of another, or are in doubt.

        None where what has changed may not wait.
        """
        now, told = self._reading(()), self.told
        if _opens(told, now) or any(map(_is_lost, _values(told), _values(now))):
            return {}
        known = {sensor: hung for sensor, hung in self.sensors.items() if hung.known.bit is not None}
        changed_ms = max((hung.known.began_ms for hung in known.values()), default=0)
        return {sensor: hung for sensor, hung in known.items() if hung.as_of_ms < changed_ms or hung.known.in_doubt}

    def may_wait(self, now_ms: int) -> bool:
        """Whether the change has not waited for long yet."""
        self._waits_ms = now_ms if self._waits_ms is None else self._waits_ms
        return now_ms - self._waits_ms < HELD_MS

    def tell(self, late: Iterable[Sensor]) -> Reading | None:
        """What is to be told now, ``late`` sensors as not known; None: nothing that was not told before."""
        self._waits_ms = None
        reading = self._reading(late)
        if not self.sensors and reading.reachable is self.told.reachable:
            return None
        self.told = reading
        return reading

    def _reading(self, late: Iterable[Sensor]) -> Reading:
        said = {sensor: None if sensor in late else hung.says for sensor, hung in self.sensors.items()}
        dated = self.proof or self.sensors.get(Sensor.ITEM)
        both = self.sensors.keys() >= {Sensor.DOOR, Sensor.LATCH}
        return Reading(
            compartment=self.told.compartment,
            sampled_ms=dated.as_of_ms if dated else 0,
            door=_DOORS[said.get(Sensor.DOOR)],
            latch=_LATCHES[said.get(Sensor.LATCH)],
            item=_ITEMS[said.get(Sensor.ITEM)],
            flapping=frozenset(sensor for sensor, hung in self.sensors.items() if hung.known.flapping),
            latch_ms=self.sensors[Sensor.LATCH].as_of_ms if both else None,
            reachable=self.lock is None or self.lock.alive,
        )


def _values(reading: Reading) -> tuple[Door | Latch | Item, ...]:
    return reading.door, reading.latch, reading.item


def _opens(told: Reading, now: Reading) -> bool:
    opened = now.door is Door.OPEN and told.door is not Door.OPEN
    return opened or (now.latch is Latch.UNLATCHED and told.latch is not Latch.UNLATCHED)


def _is_lost(was: Door | Latch | Item, is_now: Door | Latch | Item) -> bool:
    return was != is_now and is_now.value == "unknown"
