"""A wall as lockerd's configuration describes it."""

import json
from collections.abc import Mapping

from lockersim.boards import FAMILIES, WITH_ITEM_SENSORS
from lockersim.pins.cabinet import CabinetSpec
from lockersim.pins.spec import PinsSpec
from lockersim.wall.spec import BoardSpec, BusSpec, WallSpec
from lockersim.world.model import ItemSensor
from lockersim.world.partspec import CompartmentSpec, InputSpec


def config_toml(spec: WallSpec, ports: Mapping[str, tuple[str, str]]) -> str:
    """Return the sections of buses, pins and compartments of a lockerd configuration for this wall.

    ``ports``: for each bus id the key and the value that name its port.
    """
    pins = [] if spec.pins is None else _pins_toml(spec.pins)
    cabinet = [] if spec.cabinet is None else _cabinet_toml(spec.cabinet)
    return "\n".join([*(_bus_toml(bus, ports[bus.id]) for bus in spec.buses), *pins, *cabinet])


def _bus_toml(bus: BusSpec, port: tuple[str, str]) -> str:
    key, value = port
    lines = [
        "[[bus]]",
        f"id = {_quoted(bus.id)}",
        f"{key} = {_quoted(value)}",
        f"speed_baud = {bus.speed_baud}",
        f"echo = {str(bus.echo).lower()}",
        f"power_group = {_quoted(bus.power_group)}",
        "",
    ]
    for board in bus.boards:
        lines += [
            "[[bus.board]]",
            f'family = "{board.family}"',
            f"address = {board.address}",
            *(_feedback_toml(board) if FAMILIES[board.family].has_locks else []),
            *([] if board.model is None else [f"model = {_quoted(board.model)}"]),
            *(["experimental = true"] if board.experimental else []),
            *([] if board.status_order is None else [f'status_order = "{board.status_order}"']),
            *([] if board.index_base is None else [f"index_base = {board.index_base}"]),
            "",
        ]
    told_items = {board.address: board.family in WITH_ITEM_SENSORS and not board.leaf_contacts for board in bus.boards}
    for c in bus.compartments:
        lines += _compartment_toml(c, bus.id, told_items=told_items[c.address])
    return "\n".join(lines)


def _feedback_toml(board: BoardSpec) -> list[str]:
    return [f'feedback = "{"both" if board.leaf_contacts else board.feedback}"', f"closed_bit = {board.closed_bit}"]


def _pins_toml(pins: PinsSpec) -> list[str]:
    lines = ["[[gpio]]", f"id = {_quoted(pins.id)}", f"power_group = {_quoted(pins.power_group)}", ""]
    for lock in pins.locks:
        lines += [
            "[[gpio.lock]]",
            f"channel = {lock.channel}",
            'drive = "guardian"',
            f"line = {lock.line}",
            f"pulse_ms = {lock.pulse_ms}",
            'feedback = "contact"',
            f"contact = {lock.contact}",
            f"item = {lock.item}",
            "",
        ]
    for each in pins.inputs:
        lines += ["[[gpio.input]]", f"channel = {each.channel}", f"line = {each.line}", ""]
    for c in pins.compartments:
        lines += _compartment_toml(c, pins.id, told_items=True)
    return lines


def _cabinet_toml(cabinet: CabinetSpec) -> list[str]:
    lines = [
        "[auxiliary]",
        f"beeper = {{ line = {cabinet.beeper} }}",
        f'tamper = {{ line = {cabinet.tamper}, pull = "up", active_level = 1 }}',
        f'mains = {{ line = {cabinet.mains}, pull = "up", active_level = 0 }}',
        f'service_key = {{ line = {cabinet.service_key}, pull = "up", active_level = 0 }}',
        f'fire = {{ line = {cabinet.fire}, pull = "up", active_level = 1 }}',
        "",
    ]
    for light in cabinet.lights:
        names = json.dumps(light.compartments)
        lines += ["[[auxiliary.light]]", f"line = {light.line}", f"compartments = {names}", ""]
    return lines


def _compartment_toml(c: CompartmentSpec, bus: str, *, told_items: bool) -> list[str]:
    return [
        "[[compartment]]",
        f"id = {_quoted(c.id)}",
        f"bus = {_quoted(bus)}",
        f"address = {c.address}",
        f"channel = {c.channel}",
        f"row = {c.row}",
        f"column = {c.column}",
        f"size = {_quoted(c.size)}",
        f"height_cm = {c.height_cm}",
        *_sensors_toml(c, told_items=told_items),
        "",
    ]


def _sensors_toml(c: CompartmentSpec, *, told_items: bool) -> list[str]:
    named = {"leaf_contact": c.leaf_at, "item_sensor": c.item_at}
    lines = [f"{key} = {_input_toml(at)}" for key, at in named.items() if at is not None]
    beside = told_items and c.item_at is None and c.item_sensor is ItemSensor.FITTED
    return [*lines, 'item_sensor = "fitted"'] if beside else lines


def _input_toml(at: InputSpec) -> str:
    return f"{{ bus = {_quoted(at.bus)}, address = {at.address}, channel = {at.channel} }}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a TOML basic string is written like a JSON one
