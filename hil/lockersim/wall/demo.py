"""The wall of the demo, and input modules for walls like it."""

from collections.abc import Mapping

from lockersim.boards import Speed
from lockersim.wall.spec import BoardSpec, BusSpec, WallSpec
from lockersim.world.model import Feedback, ItemSensor, Lock
from lockersim.world.partspec import CompartmentSpec, InputSpec

HEIGHTS_CM = (140, 105, 70, 35)
"""Shelf heights of the demo wall from the top row down."""
COLUMNS = 6
COMPARTMENTS = COLUMNS * len(HEIGHTS_CM)
"""On each of the demo's two boards."""
HAND_IN_DOORS = tuple(f"B{n:02}" for n in range(2 * COLUMNS + 1, 3 * COLUMNS + 1))
"""The row of B in which people can hand things in."""
HAND_IN_CM = HEIGHTS_CM[2]
"""The height of its shelves."""
INPUTS = "inputs"
"""The demo's line of input modules."""


def demo_wall(*, item_sensor: ItemSensor = ItemSensor.NONE, hand_ins: bool = False) -> WallSpec:
    """Return the wall of the demo: A01..A24 on a CU48 (hooks), B01..B24 on a BCC board (door contacts), one supply.

    Item sensors hang where there is an input left: those of A on the free channels of the CU48, those of B, whose board
    has none, on an input module. With ``hand_ins`` one row of B has them at least: where the sensors of the door and of
    what lies behind it tell, people can hand things in.
    """
    cu48 = BoardSpec(family="cu48", address=0, feedback=Feedback.HOOK, lock=Lock.HOOK)
    bcc = BoardSpec(family="bcc", address=1, feedback=Feedback.CONTACT, lock=Lock.BOLT)
    left = _demo_bus("bus0", "A", cu48, speed_baud=19200, first_column=1)
    right = _demo_bus("bus1", "B", bcc, speed_baud=9600, first_column=COLUMNS + 1)
    module = {n: InputSpec(bus=INPUTS, address=1, channel=n) for n in range(1, COMPARTMENTS + 1)}
    items = input_bus(INPUTS, input_module(1, inputs=COMPARTMENTS))
    if item_sensor is ItemSensor.FITTED:
        beside = {n: InputSpec(bus=left.id, address=0, channel=COMPARTMENTS + n) for n in module}
        return WallSpec(buses=(_with_items(left, beside), _with_items(right, module), items))
    if hand_ins:
        return WallSpec(
            buses=(left, _with_items(right, {n: at for n, at in module.items() if f"B{n:02}" in HAND_IN_DOORS}), items)
        )
    return WallSpec(buses=(left, right))


def _with_items(bus: BusSpec, inputs: Mapping[int, InputSpec]) -> BusSpec:
    """Fit the compartments on these channels with item sensors on these inputs."""

    def fitted(c: CompartmentSpec) -> CompartmentSpec:
        at = inputs.get(c.channel)
        return c if at is None else c.model_copy(update={"item_sensor": ItemSensor.FITTED, "item_at": at})

    return bus.model_copy(update={"compartments": tuple(fitted(c) for c in bus.compartments)})


def input_module(address: int, *, inputs: int) -> BoardSpec:
    """Return a module with so many inputs and nothing else."""
    return BoardSpec(family="modbus_in", model=str(inputs), address=address, feedback=Feedback.NONE, lock=Lock.BOLT)


def input_bus(name: str, *modules: BoardSpec) -> BusSpec:
    """Return a line with nothing but input modules."""
    return BusSpec(id=name, speed_baud=9600, power_group="psu1", boards=modules, compartments=())


def _demo_bus(
    name: str,
    letter: str,
    board: BoardSpec,
    *,
    speed_baud: Speed,
    first_column: int,
) -> BusSpec:
    compartments = tuple(
        CompartmentSpec(
            id=f"{letter}{index + 1:02}",
            address=board.address,
            channel=index + 1,
            row=index // COLUMNS + 1,
            column=index % COLUMNS + first_column,
            # Number plates (52 cm long) go where the cabinet is deepest: half of the bottom row.
            size="number_plate" if index >= 3 * COLUMNS + COLUMNS // 2 else "A4",
            height_cm=HEIGHTS_CM[index // COLUMNS],
        )
        for index in range(COMPARTMENTS)
    )
    return BusSpec(id=name, speed_baud=speed_baud, power_group="psu1", boards=(board,), compartments=compartments)
