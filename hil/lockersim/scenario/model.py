"""A scenario file: what happens, in which order, and what must be true then."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from lockersim.errors import SimError
from lockersim.hands import Action
from lockersim.model import ItemSensor
from lockersim.people import By, Manner


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_switch(value: Any) -> Any:
    # YAML 1.1 reads on and off as booleans.
    return {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_list), Field(min_length=1)]
"""Documents by the names the scenario gives them."""
Switch = Annotated[Literal["on", "off"], BeforeValidator(_as_switch)]
Place = str
"""A compartment (``A03``) or where a document lies (``@d05``)."""


class Step(BaseModel):
    """One step; ``short`` names the field that a bare value is meant for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    short: ClassVar[str] = "documents"


class Announce(Step):
    """Central announces an order for each document."""

    documents: Names
    size: str | None = None
    authority: str = "stadt"
    document_class: str = "identity_card"
    lowest_cm: int | None = None
    highest_cm: int | None = None
    refused: str | None = None


class Load(Step):
    """Staff put each document in; ``ends`` is how it must end."""

    documents: Names
    manner: Manner = Manner.NORMAL
    ends: str = "loaded"


class Collect(Step):
    """Somebody comes for each document with its letter; several ``by`` are used in turn."""

    documents: Names
    by: Annotated[tuple[By, ...], BeforeValidator(_as_list)] = (By.QR,)
    manner: Manner = Manner.NORMAL
    ends: str = "collected"


class Begin(Step):
    """Somebody shows the letter and then does nothing; the visit is known by the document's name."""

    short: ClassVar[str] = "document"
    document: str
    by: By = By.QR
    refused: str | None = None


class Finish(Step):
    """Whoever began goes on as the terminal says."""

    short: ClassVar[str] = "document"
    document: str
    ends: str = "collected"


class Hand(Step):
    """Somebody's hands, asked by nobody."""

    short: ClassVar[str] = "do"
    do: Action
    at: Place
    item: str | None = None


class FaultOn(Step):
    """Something breaks; the target may be ``@d05``, ``@d05.board`` or ``@d05.bus``."""

    short: ClassVar[str] = "name"
    name: str
    target: str
    amount: float | None = None


class FaultOff(Step):
    """Something is mended; without a name everything is."""

    short: ClassVar[str] = "name"
    name: str = "all"
    target: str = ""


class Power(Step):
    """lockerd's power: off is SIGKILL."""

    short: ClassVar[str] = "state"
    state: Switch


class BrokerPower(Step):
    """The broker: off is SIGKILL, so that it loses what it had in memory."""

    short: ClassVar[str] = "state"
    state: Switch


class Technician(Step):
    """Somebody with access to the admin socket."""

    short: ClassVar[str] = "do"
    do: Literal["open", "clear", "resume"]
    at: Place = ""
    reason: str = "scenario"
    refused: str | None = None


class Mark(Step):
    """From here on events and pulses are counted anew."""

    short: ClassVar[str] = "note"
    note: str = ""


class Pause(Step):
    """Let time pass."""

    short: ClassVar[str] = "s"
    s: Annotated[float, Field(gt=0, le=60)]


class Expect(Step):
    """All of this must become true within ``within_s``; with ``for_s`` it must also stay true that long."""

    orders: Mapping[str, str] = {}
    """Document: state of its order as central knows it."""
    conditions: Mapping[Place, str] = {}
    """Compartment: condition as lockerd believes it."""
    believes: Mapping[Place, Mapping[str, Any]] = {}
    """Compartment: other fields of lockerd's belief."""
    visits: Mapping[str, str] = {}
    """Document of somebody who has begun: phase of the visit."""
    doors: Mapping[Place, str] = {}
    """Compartment: door leaf as it really is."""
    lies_in: Mapping[str, Place | None] = {}
    """Document: where it really is; null when somebody holds it."""
    events: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = ()
    """Types of events central has had since the last mark; ``door.forced@A03`` or ``door.forced@@d05`` at a place."""
    no_events: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = ()
    pulses: int | None = None
    """Coil pulses since the last mark."""
    central: Literal["complete", "mended"] | None = None
    within_s: Annotated[float, Field(ge=0, le=60)] = 5.0
    for_s: Annotated[float, Field(ge=0, le=60)] = 0.0


VERBS: dict[str, type[Step]] = {
    "announce": Announce,
    "load": Load,
    "collect": Collect,
    "begin": Begin,
    "finish": Finish,
    "hands": Hand,
    "fault": FaultOn,
    "mend": FaultOff,
    "power": Power,
    "broker": BrokerPower,
    "technician": Technician,
    "mark": Mark,
    "pause": Pause,
    "expect": Expect,
}
"""Every verb a step may begin with."""


class WallChoice(BaseModel):
    """The demo's wall, with or without item sensors; ``sizes`` names the size of all compartments of a bus."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    item_sensor: ItemSensor = ItemSensor.NONE
    sizes: Mapping[str, str] = {}


class Scenario(BaseModel):
    """A whole story."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    title: str
    about: str = ""
    wall: WallChoice = WallChoice()
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
