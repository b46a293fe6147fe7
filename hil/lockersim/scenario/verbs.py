"""What may happen in a scenario: one class a verb."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from lockersim.people.manners import By, Manner
from lockersim.world.cabinet import Doing, Sound
from lockersim.world.hands import Action


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
    """Staff put each document in; ``ends`` is how it must end. A thin one escapes item sensors."""

    documents: Names
    thin: bool = False
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


class AtCabinet(Step):
    """Something happens to the cabinet of the electronics, its key or the mains."""

    short: ClassVar[str] = "do"
    do: Doing


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
    """Types of events central has had since the last mark; ``door.forced@A03`` or ``door.forced@@d05`` at a place.

    Fields may follow: ``grant.jammed@@d05 reason=held``.
    """
    no_events: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = ()
    at_most: Mapping[str, int] = {}
    """So often central may have had such an event since the last mark; ``any`` is every event."""
    lights: Mapping[Place, Switch] = {}
    """Compartment: whether the light there burns."""
    heard: Annotated[tuple[Sound, ...] | None, BeforeValidator(_as_list)] = None
    """What the beeper was heard to say since the last mark, all of it and nothing else, in any order."""
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
    "cabinet": AtCabinet,
    "mark": Mark,
    "pause": Pause,
    "expect": Expect,
}
"""Every verb a step may begin with."""
