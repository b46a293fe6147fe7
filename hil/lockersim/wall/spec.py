"""What a wall is made of: the description that simulator, page and lockerd's configuration are made from."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from lockersim.boards import FAMILIES, WITH_ITEM_SENSORS, Speed
from lockersim.pins.cabinet import CabinetSpec
from lockersim.pins.spec import PinsSpec
from lockersim.world.model import ChannelRef, Feedback, Lock
from lockersim.world.partspec import CompartmentSpec, Part


def _known(family: str) -> str:
    if family not in FAMILIES:
        raise ValueError(f"there is no board family {family}")
    return family


class BoardSpec(Part):
    """One lock board. ``model``, ``latency_ms`` and ``pulse_ms`` default to what is usual for the family.

    ``leaf_contacts``: contacts on the leaves hang on the inputs for item sensors, beside the switches in the locks.
    ``closed_bit`` is the wiring's: the bit, as it goes over the wire, of a switch in its closed position.
    What only some boards do: ``status_order`` (bcc) and ``index_base`` (wkly), how they count; ``unasked`` (bcc,
    kecheng), the header of frames they send when a switch moves; ``linked`` (waveshare), whether their switches drive
    their relays. ``experimental`` tells lockerd that the site accepts a family known from one source.
    """

    family: Annotated[str, AfterValidator(_known)]
    model: str | None = None
    address: int
    feedback: Feedback
    lock: Lock
    closed_bit: Literal[0, 1] = 1
    leaf_contacts: bool = False
    latency_ms: Annotated[float, Field(ge=0)] | None = None
    pulse_ms: Annotated[float, Field(gt=0)] | None = None
    experimental: bool = False
    status_order: Literal["high_first", "low_first"] | None = None
    index_base: Literal[0, 1] | None = None
    unasked: Literal[0x81, 0x82] | None = None
    linked: bool | None = None

    @model_validator(mode="after")
    def _exists(self) -> Self:
        kind = FAMILIES[self.family]
        if self.model is not None and self.model not in kind.models:
            raise ValueError(f"there is no {self.family} of model {self.model}")
        if self.address not in kind.addresses:
            raise ValueError(f"a {self.family} has no address {self.address}")
        if strange := self.options.keys() - kind.options:
            raise ValueError(f"a {self.family} has no {min(strange)}")
        if self.leaf_contacts and (self.family not in WITH_ITEM_SENSORS or self.feedback is not Feedback.HOOK):
            raise ValueError(f"contacts beside hooks need inputs for item sensors, which a {self.family} has not")
        if self.feedback is not Feedback.NONE and not kind.has_feedback(self.model):
            raise ValueError(f"a {self.family} of model {self.model} has no inputs for feedback")
        return self

    @property
    def options(self) -> dict[str, object]:
        """The settings that only some families have, where they are given."""
        return self.model_dump(include={"status_order", "index_base", "unasked", "linked"}, exclude_none=True)

    @property
    def channels(self) -> int:
        """How many channels it has."""
        models = FAMILIES[self.family].models
        return models[self.model or next(iter(models))]


class BusSpec(Part):
    """One RS-485 line with its boards and the compartments behind them; ``gateway``: lockerd reaches it over TCP."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
    speed_baud: Speed
    power_group: str
    gateway: bool = False
    boards: tuple[BoardSpec, ...]
    compartments: tuple[CompartmentSpec, ...]
    echo: bool = False
    """Whether its adapter hears what it sends, and lockerd is told so."""


class WallSpec(Part):
    """A whole wall. Refuses double names, double channels and channels no board has."""

    buses: tuple[BusSpec, ...]
    pins: PinsSpec | None = None
    """Locks on the pins of lockerd's machine."""
    cabinet: CabinetSpec | None = None
    """The cabinet's own lines, on the same pins."""

    @property
    def driven(self) -> frozenset[int]:
        """The lines that lockerd drives."""
        return frozenset(line for part in (self.pins, self.cabinet) if part is not None for line in part.outputs)

    @property
    def lines(self) -> tuple[int, ...]:
        """Every line of lockerd's pins that is used."""
        return tuple(line for part in (self.pins, self.cabinet) if part is not None for line in part.lines)

    @property
    def channels(self) -> dict[ChannelRef, CompartmentSpec]:
        """Where each compartment is meant to be wired."""
        return {ChannelRef(part.id, c.address, c.channel): c for part in self._parts for c in part.compartments}

    @property
    def _parts(self) -> tuple[BusSpec | PinsSpec, ...]:
        return self.buses if self.pins is None else (*self.buses, self.pins)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _once("bus", [part.id for part in self._parts])
        _once("compartment", [c.id for c in self.channels.values()])
        _once("line", [str(line) for line in self.lines])
        _once("input", [str(at) for c in self.channels.values() for at in c.elsewhere.values()])
        self._inputs_exist()
        for bus in self.buses:
            boards = {board.address: board for board in bus.boards}
            _once(f"address on {bus.id}", [str(board.address) for board in bus.boards])
            _once(f"channel on {bus.id}", [f"{c.address}/{c.channel}" for c in bus.compartments])
            for c in bus.compartments:
                if c.address not in boards or c.channel > boards[c.address].channels:
                    raise ValueError(f"compartment {c.id}: {bus.id} has no channel {c.address}/{c.channel}")
        return self

    def _inputs_exist(self) -> None:
        known = {(bus.id, board.address): range(1, board.channels + 1) for bus in self.buses for board in bus.boards}
        pins = set() if self.pins is None else {each.channel for each in self.pins.inputs}
        for c in self.channels.values():
            for at in c.elsewhere.values():
                on_pins = self.pins is not None and at.bus == self.pins.id
                if at.channel not in (pins if on_pins else known.get((at.bus, at.address), ())):
                    raise ValueError(f"compartment {c.id}: there is no input {at}")


def _once(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{what} {name} is there twice")
