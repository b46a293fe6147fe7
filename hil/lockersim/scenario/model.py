"""A scenario file: what happens, in which order, and what must be true then."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from lockersim.errors import SimError
from lockersim.pins.cabinet import cabinet
from lockersim.pins.spec import LINES, PinInputSpec, pins
from lockersim.scenario.step import Step
from lockersim.scenario.verbs import VERBS
from lockersim.site.walk_ins import WalkInClass
from lockersim.wall.demo import COMPARTMENTS, demo_wall, input_bus, input_module
from lockersim.wall.families import every_family_wall
from lockersim.wall.spec import BoardSpec, BusSpec, WallSpec
from lockersim.world.model import Feedback, ItemSensor
from lockersim.world.partspec import CompartmentSpec, InputSpec

FIRST_INPUT = 51
"""Channel of the first line for sensors on pins, and address of the first module for contacts on leaves."""
LEAVES = "leaves"
"""The line of those modules."""


class Sensed(StrEnum):
    """What is sensed at the doors of a bus."""

    CONTACT = "contact"
    HOOK = "hook"
    BOTH = "both"


class WallChoice(BaseModel):
    """The demo's wall, with or without item sensors, or one board of each of ``families`` on a bus of that name.

    ``sizes`` names the size of all compartments of a bus; ``gateways`` are buses that lockerd reaches over TCP,
    ``echoes`` those whose adapters echo, as lockerd is told. ``sensed`` is what is sensed at the doors of a bus where
    that is not what is usual for its boards. ``pins`` is how many doors besides hang on pins of lockerd's machine;
    their compartments are P01 and on, of the size ``pins``. With ``cabinet`` the cabinet's own lines hang there too,
    with a light for the doors of each bus and one for those on pins. ``leaves`` are the buses of the demo's wall whose
    doors have contacts on their leaves on an input module, besides what is sensed beside their locks; ``item_lines``
    the compartments whose item sensors hang on a line of the pins.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    families: tuple[str, ...] = ()
    item_sensor: ItemSensor = ItemSensor.NONE
    sizes: Mapping[str, str] = {}
    gateways: frozenset[str] = frozenset()
    echoes: frozenset[str] = frozenset()
    sensed: Mapping[str, Sensed] = {}
    pins: Annotated[int, Field(ge=0, le=len(LINES))] = 0
    cabinet: bool = False
    leaves: frozenset[str] = frozenset()
    item_lines: Mapping[str, int] = {}

    @model_validator(mode="after")
    def _exists(self) -> Self:
        self.spec()
        return self

    def spec(self) -> WallSpec:
        """Return the wall; raises ``ValueError`` for a family or bus that does not exist."""
        spec = every_family_wall(self.families) if self.families else demo_wall(item_sensor=self.item_sensor)
        if strange := {*self.sizes, *self.gateways, *self.echoes, *self.sensed, *self.leaves} - {
            bus.id for bus in spec.buses
        }:
            raise ValueError(f"the wall has no bus {min(strange)}")
        beside = max((c.column for bus in spec.buses for c in bus.compartments), default=0) + 1
        on_pins = pins(self.pins, column=beside) if self.pins else None
        if on_pins is not None:
            lines = enumerate(self.item_lines.values(), FIRST_INPUT)
            inputs = tuple(PinInputSpec(channel=channel, line=line) for channel, line in lines)
            on_pins = on_pins.model_copy(update={"inputs": inputs})
        buses = tuple(self._chosen(bus) for bus in spec.buses)
        modules = [input_module(n, inputs=COMPARTMENTS) for n, _ in enumerate(sorted(self.leaves), FIRST_INPUT)]
        buses = (*buses, *((input_bus(LEAVES, *modules),) if modules else ()))
        groups = [[c.id for c in part.compartments] for part in (*buses, on_pins) if part is not None]
        return WallSpec(buses=buses, pins=on_pins, cabinet=cabinet(*groups) if self.cabinet else None)

    def _chosen(self, bus: BusSpec) -> BusSpec:
        size = self.sizes.get(bus.id)
        compartments = tuple(
            c.model_copy(update={"size": size or c.size, **self._elsewhere(bus, c)}) for c in bus.compartments
        )
        adapter = {"gateway": bus.id in self.gateways, "echo": bus.id in self.echoes}
        boards = tuple(_sensing(board, self.sensed.get(bus.id)) for board in bus.boards)
        return bus.model_copy(update={"compartments": compartments, "boards": boards, **adapter})

    def _elsewhere(self, bus: BusSpec, c: CompartmentSpec) -> dict[str, object]:
        found: dict[str, object] = {}
        if bus.id in self.leaves:
            address = FIRST_INPUT + sorted(self.leaves).index(bus.id)
            found["leaf_at"] = InputSpec(bus=LEAVES, address=address, channel=c.channel)
        if c.id in self.item_lines:
            channel = FIRST_INPUT + list(self.item_lines).index(c.id)
            found |= {"item_at": InputSpec(bus="pins", channel=channel), "item_sensor": ItemSensor.FITTED}
        return found


def _sensing(board: BoardSpec, sensed: Sensed | None) -> BoardSpec:
    if sensed is None:
        return board
    feedback = Feedback.CONTACT if sensed is Sensed.CONTACT else Feedback.HOOK
    changes = {"feedback": feedback, "leaf_contacts": sensed is Sensed.BOTH}
    return BoardSpec.model_validate(board.model_dump() | changes)


class Scenario(BaseModel):
    """A whole story."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    title: str
    about: str = ""
    wall: WallChoice = WallChoice()
    policy: Mapping[str, int] = {}
    """Further keys of lockerd's ``[policy]``: nobody waits five minutes for an alarm in a story."""
    walk_ins: Mapping[str, WalkInClass] = {}
    """By document class: what the site takes in without a code."""
    seed: int = 1
    steps: tuple[tuple[str, Step], ...]

    @model_validator(mode="before")
    @classmethod
    def _read_steps(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and isinstance(raw.get("steps"), list):
            return raw | {"steps": [_read_step(number, step) for number, step in enumerate(raw["steps"], 1)]}
        return raw

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file; raises ``SimError`` that names file and place of a mistake."""
        try:
            return cls.model_validate(yaml.safe_load(path.read_text()))
        except OSError as error:
            raise SimError(f"{path}: {error.strerror}") from None
        except (yaml.YAMLError, ValidationError, ValueError) as error:
            raise SimError(f"{path}: {error}") from None


def _read_step(number: int, raw: Any) -> tuple[str, Step]:
    if not isinstance(raw, dict) or len(raw) != 1:
        raise ValueError(f"step {number} must be one verb with what belongs to it")
    (verb, content), *_ = raw.items()
    kind = VERBS.get(verb)
    if kind is None:
        raise ValueError(f"step {number}: there is no verb {verb}; there are {', '.join(VERBS)}")
    try:
        return verb, kind.model_validate(content if isinstance(content, dict) else {kind.short: content})
    except ValidationError as error:
        raise ValueError(f"step {number} ({verb}): {error}") from None
