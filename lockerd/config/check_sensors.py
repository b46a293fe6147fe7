"""What must not be said about the inputs on which sensors hang (design rule 14)."""

from collections.abc import Iterator

from lockerd.boards.profile import NotOnBoardError
from lockerd.config.claims import twice
from lockerd.config.errors import Problem
from lockerd.config.gpio import GpioConfig
from lockerd.config.inputs import InputConfig, InputKind, ItemConfig
from lockerd.config.model import Config
from lockerd.config.sensors import hanging_in
from lockerd.config.wall import BoardConfig, CompartmentConfig
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.errors import CallerError


def sensor_problems(config: Config) -> Iterator[Problem]:
    """Every input that is named and not there, does not fit, or has another sensor on it already."""
    for n, compartment in enumerate(config.compartments):
        key = f"compartment[{n}]"
        yield from _fitted(config, compartment, f"{key}.item_sensor")
        if compartment.leaf_contact is not None:
            yield from _named(config, compartment.leaf_contact, f"{key}.leaf_contact")
            yield from _contact_twice(config, compartment, f"{key}.leaf_contact")
        if isinstance(compartment.item_sensor, ItemConfig):
            yield from _named(config, compartment.item_sensor, f"{key}.item_sensor")
    yield from _twice(config)


def _twice(config: Config) -> Iterator[Problem]:
    """Inputs beside locks come first: two locks on one channel are named by their own check."""
    claims = [
        (each.key, f"input {each.at}{_row(each.at.kind)}", each.key.endswith(".channel")) for each in hanging_in(config)
    ]
    beside = {claim: key for key, claim, own in reversed(claims) if own}
    named = [(key, claim) for key, claim, own in claims if not own]
    yield from twice([*((key, claim) for claim, key in beside.items()), *named])


def _row(kind: InputKind | None) -> str:
    return " for item sensors" if kind is InputKind.ITEM else ""


def _fitted(config: Config, compartment: CompartmentConfig, key: str) -> Iterator[Problem]:
    """An item sensor beside the lock, where that has an input for one."""
    bus = config.bus(compartment.bus)
    board = bus.board(compartment.address) if bus else None
    if board is None or compartment.item_sensor is not ItemSensor.FITTED:
        return
    try:
        profile = board.codec.profile
    except CallerError:
        return  # the board is unknown, which its own check says
    if not profile.items:
        reason = (
            f"a {profile.name} has no inputs for item sensors; say where it hangs:"
            " { bus = ..., address = ..., channel = ... }"
        )
        yield Problem(key, reason)
    elif board.sensor is DoorSensor.BOTH and compartment.leaf_contact is None:
        reason = 'with feedback = "both" the inputs for item sensors carry the contacts of the doors; say another input'
        yield Problem(key, reason)


def _contact_twice(config: Config, compartment: CompartmentConfig, key: str) -> Iterator[Problem]:
    gpio = config.pins(compartment.bus)
    lock = gpio.lock(compartment.channel) if gpio else None
    if lock is not None and lock.feedback in {DoorSensor.CONTACT, DoorSensor.BOTH}:
        yield Problem(key, f"channel {lock.channel} of {compartment.bus} senses the door already; leave one out")


def _named(config: Config, named: InputConfig, key: str) -> Iterator[Problem]:
    if gpio := config.pins(named.bus):
        yield from _pin(gpio, named, key)
        return
    bus = config.bus(named.bus)
    if bus is None:
        known = ", ".join([bus.id for bus in config.buses] + [gpio.id for gpio in config.gpio])
        yield Problem(f"{key}.bus", f"no [[bus]] or [[gpio]] has the id {named.bus!r}; there are: {known}")
        return
    board = bus.board(named.address)
    if board is None:
        known = ", ".join(str(each.address) for each in bus.boards)
        yield Problem(f"{key}.address", f"{bus.id} has no board {named.address}; it has: {known}")
        return
    yield from _channel(board, named, key)


def _channel(board: BoardConfig, named: InputConfig, key: str) -> Iterator[Problem]:
    try:
        profile = board.codec.profile
        profile.check_channel(named.channel)
    except NotOnBoardError as error:
        yield Problem(f"{key}.channel", str(error))
        return
    except CallerError:
        return  # the board is unknown, which its own check says
    if named.input is InputKind.ITEM and not profile.items:
        yield Problem(f"{key}.input", f"a {profile.name} has no inputs for item sensors; leave this out")
    elif named.input is InputKind.FEEDBACK and profile.feedback is DoorSensor.NONE:
        yield Problem(f"{key}.channel", f"a {profile.name} has no inputs: nothing can hang on it")


def _pin(gpio: GpioConfig, named: InputConfig, key: str) -> Iterator[Problem]:
    if named.address != 0:
        yield Problem(f"{key}.address", f"{gpio.id} is a set of pins: its address is 0, not {named.address}")
    if named.input is InputKind.ITEM:
        yield Problem(f"{key}.input", f"{gpio.id} is a set of pins: each has one input; leave this out")
    elif gpio.input(named.channel) is None:
        known = ", ".join(str(each.channel) for each in gpio.inputs) or "none"
        yield Problem(f"{key}.channel", f"{gpio.id} has no [[gpio.input]] {named.channel}; it has: {known}")
