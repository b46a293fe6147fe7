"""Where every sensor hangs: beside its lock, as the board or the lock says, or where its compartment says."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from lockerd.config.gpio import GpioConfig, GpioLockConfig
from lockerd.config.inputs import InputConfig, InputKind, ItemConfig
from lockerd.config.model import Config
from lockerd.config.wall import BoardConfig, CompartmentConfig
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor, Inputs, ItemSensor, Sensor

Bit = Literal[0, 1]
_SENSORS: Final = {
    frozenset[Sensor](): DoorSensor.NONE,
    frozenset({Sensor.DOOR}): DoorSensor.CONTACT,
    frozenset({Sensor.LATCH}): DoorSensor.HOOK,
    frozenset({Sensor.DOOR, Sensor.LATCH}): DoorSensor.BOTH,
}


@dataclass(frozen=True, slots=True)
class InputAt:
    """One input of the site."""

    bus: str
    address: int
    channel: int
    kind: InputKind | None = InputKind.FEEDBACK
    """None: the line of pins for the switch in a lock, beside which there is a contact on the leaf."""

    def __str__(self) -> str:
        return f"{self.bus}/{self.address}/{self.channel}"


@dataclass(frozen=True, slots=True)
class Hanging:
    """One sensor of a compartment, and where it hangs."""

    compartment: CompartmentId
    sensor: Sensor
    at: InputAt
    true_bit: Bit
    """The bit of a shut door, of a latched hook, of something inside; of pins the level."""
    key: str
    """The key of the configuration that says so."""


def hanging_in(config: Config) -> Iterator[Hanging]:
    """Every sensor, in the order of the file; those whose board or lock does not exist are left out."""
    for n, compartment in enumerate(config.compartments):
        yield from _of(config, compartment, f"compartment[{n}]")


def places_in(config: Config) -> tuple[Place, ...]:
    """The compartments in the words of the domain; only for a configuration without problems."""
    by_name: dict[str, dict[Sensor, Hanging]] = {each.id: {} for each in config.compartments}
    for each in hanging_in(config):
        by_name[each.compartment][each.sensor] = each
    return tuple(_place(each, by_name[each.id]) for each in config.compartments)


def _place(compartment: CompartmentConfig, sensors: Mapping[Sensor, Hanging]) -> Place:
    at = {sensor.value: str(each.at) for sensor, each in sensors.items()}
    return Place(
        compartment=CompartmentId(compartment.id),
        row=compartment.row,
        column=compartment.column,
        size=compartment.size,
        height_cm=compartment.height_cm,
        door_sensor=_SENSORS[frozenset(sensors) - {Sensor.ITEM}],
        item_sensor=ItemSensor.FITTED if Sensor.ITEM in sensors else ItemSensor.NONE,
        inputs=Inputs(**at),
    )


def _of(config: Config, compartment: CompartmentConfig, key: str) -> Iterator[Hanging]:
    name, leaf, item = CompartmentId(compartment.id), compartment.leaf_contact, compartment.item_sensor
    for sensor, kind, bit in _beside_the_lock(config, compartment):
        if sensor is Sensor.DOOR and leaf is not None:
            continue
        at = InputAt(compartment.bus, compartment.address, compartment.channel, kind)
        yield Hanging(name, sensor, at, bit, f"{key}.channel")
    if leaf is not None:
        yield Hanging(name, Sensor.DOOR, at_of(leaf), _bit(config, leaf, leaf.closed_bit), f"{key}.leaf_contact")
    if isinstance(item, ItemConfig):
        yield Hanging(name, Sensor.ITEM, at_of(item), _bit(config, item, item.present_bit), f"{key}.item_sensor")


def at_of(named: InputConfig) -> InputAt:
    """The input that a compartment names."""
    return InputAt(named.bus, named.address, named.channel, named.input)


def _bit(config: Config, named: InputConfig, said: Bit | None) -> Bit:
    if said is not None:
        return said
    gpio = config.pins(named.bus)
    pin = gpio.input(named.channel) if gpio else None
    return 0 if pin is not None and pin.pull == "up" else 1


Beside = tuple[Sensor, InputKind | None, Bit]


def _beside_the_lock(config: Config, compartment: CompartmentConfig) -> Iterable[Beside]:
    fitted = compartment.item_sensor is ItemSensor.FITTED
    if gpio := config.pins(compartment.bus):
        return _on_pins(gpio, compartment.channel, fitted=fitted)
    bus = config.bus(compartment.bus)
    board = bus.board(compartment.address) if bus else None
    if board is None or not board.is_known:
        return ()
    return _on_board(board, fitted=fitted)


def _on_board(board: BoardConfig, *, fitted: bool) -> Iterator[Beside]:
    match board.sensor:
        case DoorSensor.CONTACT:
            yield Sensor.DOOR, InputKind.FEEDBACK, board.shut_bit
        case DoorSensor.HOOK:
            yield Sensor.LATCH, InputKind.FEEDBACK, board.shut_bit
        case DoorSensor.BOTH:
            yield Sensor.LATCH, InputKind.FEEDBACK, board.shut_bit
            yield Sensor.DOOR, InputKind.ITEM, 1 if board.leaf_closed_bit is None else board.leaf_closed_bit
        case DoorSensor.NONE:
            pass
    if fitted:
        yield Sensor.ITEM, InputKind.ITEM, 1


def _on_pins(gpio: GpioConfig, channel: int, *, fitted: bool) -> Iterator[Beside]:
    lock = gpio.lock(channel)
    if lock is None:
        return
    yield from sensed_by(lock)
    if fitted and lock.item is not None:
        yield Sensor.ITEM, InputKind.ITEM, lock.present_level


def sensed_by(lock: GpioLockConfig) -> Iterator[Beside]:
    """What the contacts of a lock on pins say of its door."""
    if lock.feedback is DoorSensor.HOOK:
        yield Sensor.LATCH, InputKind.FEEDBACK, lock.closed_level
    elif lock.feedback is not DoorSensor.NONE:
        yield Sensor.DOOR, InputKind.FEEDBACK, lock.closed_level
    if lock.feedback is DoorSensor.BOTH:
        yield Sensor.LATCH, None, lock.latched_level
