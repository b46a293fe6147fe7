"""Sensors that hang elsewhere than beside their lock: on a free channel, an input module, a pin; none of them twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from test_config_load import refusal

from lockerd.boards import FAMILIES, MODELS, codec_of
from lockerd.boards.options import Options
from lockerd.config import load
from lockerd.config.sensors import hanging_in, places_in
from lockerd.daemon.buses import owners_of
from lockerd.daemon.machine import open_link
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import DoorSensor, Inputs, ItemSensor, Sensor

Write = Callable[..., Path]
B01 = 'id = "B01"\n'
MORE = """
[[bus]]
id = "in"
port = "dev/in"
power_group = "psu1"
[[bus.board]]
family = "modbus_in"
model = 16
address = 7
[[gpio]]
id = "pins"
power_group = "psu1"
[[gpio.input]]
channel = 31
line = 22
[[gpio.input]]
channel = 32
line = 23
pull = "down"
"""


def with_b01(write: Write, *lines: str) -> Path:
    return write(B01, B01 + "".join(f"{line}\n" for line in lines), more=MORE)


def b01(write: Write, *lines: str) -> Place:
    return places_in(load(with_b01(write, *lines)))[1]


@pytest.mark.parametrize(
    ("where", "spoke"),
    [
        ('bus = "in", address = 7, channel = 3', "in/7/3"),
        ('bus = "left", address = 0, channel = 48', "left/0/48"),
        ('bus = "right", address = 1, channel = 2', "right/1/2"),
        ('bus = "pins", channel = 31', "pins/0/31"),
    ],
)
def test_a_sensor_hangs_on_any_input(write: Write, where: str, spoke: str) -> None:
    item = b01(write, f"item_sensor = {{ {where} }}")
    assert (item.door_sensor, item.item_sensor, item.inputs) == (
        DoorSensor.NONE,
        ItemSensor.FITTED,
        Inputs(item=spoke),
    )
    leaf = b01(write, f"leaf_contact = {{ {where} }}")
    assert (leaf.door_sensor, leaf.inputs) == (DoorSensor.CONTACT, Inputs(door=spoke))


def test_a_contact_elsewhere_stands_beside_a_hook_and_instead_of_a_contact(write: Write) -> None:
    leaf = 'leaf_contact = { bus = "in", address = 7, channel = 3 }'
    path = with_b01(write, leaf)
    for feedback, sensor, latch in (("hook", DoorSensor.BOTH, "right/1/24"), ("contact", DoorSensor.CONTACT, "")):
        path.write_text(path.read_text().replace('feedback = "none"', f'feedback = "{feedback}"'))
        place = places_in(load(path))[1]
        assert (place.door_sensor, place.inputs) == (sensor, Inputs(door="in/7/3", latch=latch))
        path.write_text(path.read_text().replace(f'feedback = "{feedback}"', 'feedback = "none"'))


def test_bits_are_those_of_the_wiring_and_a_pin_that_is_pulled_up_is_closed_to_ground(write: Write) -> None:
    def bit(line: str, sensor: Sensor = Sensor.ITEM) -> int:
        return next(each.true_bit for each in hanging_in(load(with_b01(write, line))) if each.sensor is sensor)

    assert bit('item_sensor = { bus = "in", address = 7, channel = 3 }') == 1
    assert bit('item_sensor = { bus = "in", address = 7, channel = 3, present_bit = 0 }') == 0
    assert bit('item_sensor = { bus = "pins", channel = 31 }') == 0
    assert bit('item_sensor = { bus = "pins", channel = 31, present_bit = 1 }') == 1
    assert bit('item_sensor = { bus = "pins", channel = 32 }') == 1
    assert bit('leaf_contact = { bus = "in", address = 7, channel = 3, closed_bit = 0 }', Sensor.DOOR) == 0


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['item_sensor = { bus = "im", channel = 1 }'], "item_sensor.bus: no [[bus]] or [[gpio]] has the id 'im'"),
        (['item_sensor = { bus = "in", channel = 1 }'], "item_sensor.address: in has no board 0; it has: 7"),
        (
            ['item_sensor = { bus = "in", address = 7, channel = 17 }'],
            "item_sensor.channel: modbus_in has no channel 17",
        ),
        (
            ['item_sensor = { bus = "pins", channel = 30 }'],
            "item_sensor.channel: pins has no [[gpio.input]] 30; it has: 31",
        ),
        (['leaf_contact = { bus = "pins", address = 1, channel = 31 }'], "leaf_contact.address: pins is a set of pins"),
        (
            ['leaf_contact = { bus = "in", address = 7, channel = 3, input = "item" }'],
            "leaf_contact.input: a modbus_in 16 has no inputs for item sensors",
        ),
        (
            ['leaf_contact = { bus = "pins", channel = 31, input = "item" }'],
            "leaf_contact.input: pins is a set of pins: each has one input",
        ),
        (
            ['leaf_contact = { bus = "left", address = 0, channel = 1 }'],
            "leaf_contact: input left/0/1 is taken by compartment[0].channel already",
        ),
        (
            [
                'leaf_contact = { bus = "in", address = 7, channel = 3 }',
                'item_sensor = { bus = "in", address = 7, channel = 3 }',
            ],
            "item_sensor: input in/7/3 is taken by compartment[1].leaf_contact already",
        ),
        (['item_sensor = { bus = "in", address = 7, chanel = 3 }'], "item_sensor"),
    ],
)
def test_mistakes_are_refused_with_their_place(write: Write, lines: list[str], said: str) -> None:
    assert any(line.startswith(f"compartment[1].{said}") for line in refusal(with_b01(write, *lines)))


def test_boards_without_inputs_carry_no_sensor(write: Write) -> None:
    path = with_b01(write, 'item_sensor = { bus = "in", address = 7, channel = 3 }')
    path.write_text(
        path.read_text().replace('family = "modbus_in"\nmodel = 16', 'family = "waveshare"\nmodel = "relay16"')
    )
    assert "compartment[1].item_sensor.channel: a waveshare relay16 has no inputs: nothing can hang on it" in refusal(
        path
    )


def test_pins_with_nothing_on_them_and_lines_twice_are_refused(write: Write) -> None:
    text = MORE.replace("line = 23", "line = 22").replace("channel = 32", "channel = 31")
    said = refusal(write(more=text))
    assert "gpio[0].input[1].channel: channel 31 is taken by gpio[0].input[0].channel already" in said
    assert "gpio[0].input[1].line: line 22 is taken by gpio[0].input[0].line already" in said
    assert refusal(write(more=MORE.split("[[gpio.input]]", maxsplit=1)[0])) == [
        "gpio[0]: has neither a [[gpio.lock]] nor a [[gpio.input]]; give one, or leave it out"
    ]


def test_input_modules_share_a_line_with_relays_and_with_nothing_else(write: Write) -> None:
    relays = '[[bus.board]]\nfamily = "{}"\naddress = {}\nexperimental = true\n[[gpio]]'
    load(write(more=MORE.replace("[[gpio]]", relays.format("waveshare", 8))))
    said = refusal(write(more=MORE.replace("[[gpio]]", relays.format("bcc", 8))))
    assert any("bcc and modbus_in share this bus" in line for line in said)


def test_the_daemon_hands_every_sensor_to_the_owner_of_its_input(write: Write) -> None:
    config = load(
        with_b01(
            write,
            'leaf_contact = { bus = "in", address = 7, channel = 3 }',
            'item_sensor = { bus = "pins", channel = 31 }',
        )
    )
    owners = owners_of(config, monotonic_ms=lambda: 0, report=print, progress=print, rests_s=1, open_link=open_link)
    raw = {name: owner.raw()[0].doors for name, owner in owners.items()}
    module, pins = raw["in"], raw["pins"]
    assert (module.compartments[2], module.sensors[2]) == (CompartmentId("B01"), Sensor.DOOR)
    assert (pins.compartments, pins.sensors, pins.true_bits) == (
        (CompartmentId("B01"), None),
        (Sensor.ITEM, None),
        (0, 1),
    )
    assert not owners["in"].compartments | owners["pins"].compartments


USABLE = [
    (family, model)
    for family in FAMILIES
    for model in MODELS.get(family, (None,))
    if not codec_of(family, Options(model=model)).profile.refused
]


@pytest.mark.parametrize(("family", "model"), USABLE)
def test_every_board_on_which_locks_hang_can_have_item_sensors_and_contacts_on_the_leaves(
    write: Write, family: str, model: str | None
) -> None:
    path = with_b01(
        write,
        'leaf_contact = { bus = "in", address = 7, channel = 3 }',
        'item_sensor = { bus = "in", address = 7, channel = 4 }',
    )
    board = f'family = "{family}"\naddress = 1\nexperimental = true\n' + (
        "" if model is None else f'model = "{model}"\n'
    )
    text = path.read_text().replace('family = "bcc"\naddress = 1\nfeedback = "none"\n', board)
    path.write_text(text.replace("channel = 24\n", "channel = 1\n"))
    place = places_in(load(path))[1]
    assert (place.item_sensor, place.inputs.item) == (ItemSensor.FITTED, "in/7/4")
    assert place.door_sensor in {DoorSensor.CONTACT, DoorSensor.BOTH}
