"""What this site tells central, as models: the published contract is generated from them.

Nothing but the fields named here is sent, and nothing names a person (design rule 12). What central asks is in
``bodies`` and ``command_models``.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from lockerd.controller.public import Why
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.orders import Kind
from lockerd.domain.model.readings import Door, Item, Latch
from lockerd.domain.shown.attention import Call
from lockerd.domain.shown.room import Room

CONTRACT = "1.1"
"""Version of the contract: the second number grows with every field, word or type that is added."""

_HEX8 = "[0-9a-f]{8}"
_UUID = rf"^{_HEX8}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}$"
_UUID7 = rf"^{_HEX8}-[0-9a-f]{{4}}-7[0-9a-f]{{3}}-[89ab][0-9a-f]{{3}}-[0-9a-f]{{12}}$"

CommandId = Annotated[str, StringConstraints(pattern=_UUID)]
"""UUID in lower case."""
OrderUuid = Annotated[OrderId, StringConstraints(pattern=_UUID7)]
"""UUIDv7 (RFC 9562) in lower case."""
SiteId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,32}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""One level of a topic."""
Pseudonym = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}$")]
"""Names nobody; no spaces, so that nobody puts a name in."""
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""32 bytes, usually SHA-256."""


def _whole(value: object) -> object:
    """JSON has one kind of number, and ``1.0`` is an integer to JSON Schema: libraries write whole numbers so."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""Comes last: bounds behind it would be missing from the schema."""
UnixSeconds = Annotated[int, Field(ge=0, lt=1 << 40), WHOLE]
Positive = Annotated[int, Field(ge=1, lt=1 << 53), WHOLE]


class Outgoing(BaseModel):
    """Base of what is sent."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


class Presence(Outgoing):
    """Whether the site is connected, and what it understands; ``offline`` comes from the broker (last will)."""

    state: Literal["online", "offline"]
    boot: str
    since: UnixSeconds | None
    """Lower bound of the time of connecting; None where nobody knows (``offline``)."""
    contract: Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+$")]
    """Version of the contract."""
    commands: tuple[str, ...]
    """Names of the commands that are known."""
    kinds: tuple[Kind, ...]
    """Kinds of orders that can be announced."""
    options: tuple[str, ...]
    """Fields that a command may leave out, as ``command/field``: none other than these and the required ones."""
    requires: tuple[str, ...]
    """Words that may stand in the ``requires`` of a command."""


class HeadMessage(Outgoing):
    """The newest event: central can prove that it has 1 to ``number`` of this epoch."""

    epoch: Positive
    number: Annotated[int, Field(ge=0)]
    hash: Hex32


class CompartmentMessage(Outgoing):
    """One compartment as it is known now; ``unknown`` is never empty, closed or free (design rule 3)."""

    id: str
    condition: Condition
    out_of_service: bool
    """A technician, or an office, wants nothing new put in; what lies inside can still be collected."""
    blocked_by: tuple[str, ...]
    """The offices that want it so (`compartment.block`), those included that keep it for their own; empty beside
    `out_of_service`: a technician alone does."""
    door: Door
    latch: Latch
    item: Item


class AuxiliaryMessage(Outgoing):
    """The lines of the cabinet; null where one is not fitted, or cannot be read now."""

    service_key: bool | None
    """The service key is on."""
    mains_lost: bool | None
    """The station runs on its battery."""
    tamper: bool | None
    """The cabinet of the electronics is open."""
    fire: bool | None
    """The building's fire alarm has gone off."""


class AttentionMessage(Outgoing):
    """Something that waits for somebody; gone as soon as it is mended."""

    call: Annotated[Call, Field(strict=False)]
    reason: str
    """Why, in the words of the events; empty where the call says it all."""
    compartment: str | None
    order: str | None


class Reported(Outgoing):
    """Snapshot of the site."""

    boot: str
    config: str
    """SHA-256 of the configuration, hex."""
    head: HeadMessage
    """Never more than a minute behind the newest event."""
    compartments: tuple[CompartmentMessage, ...]
    """In the order of their numbers."""
    left_out: Annotated[int, Field(ge=0)]
    """How many more compartments there are, which the broker's Maximum Packet Size leaves no room for."""
    auxiliary: AuxiliaryMessage
    attention: tuple[AttentionMessage, ...]
    """What waits for somebody: the site first, then door by door, then orders that no door can serve."""
    lo_s: UnixSeconds
    hi_s: UnixSeconds | None


class PublicMessage(Outgoing):
    """What everybody may know: for information boards, waiting displays and open data."""

    site: SiteId
    name: str
    """What people call the site."""
    in_service: bool
    why: Annotated[Why, Field(strict=False)] | None
    """Why it does not serve; null: it does."""
    room: dict[str, Annotated[Room, Field(strict=False)]]
    """By size, from small to large: how much room there is for things of that size. A size that fewer than five doors
    are large enough for is left out. Turns at the hour only, and only after several visits or some hours."""
    as_of_s: UnixSeconds
    """Lower bound of the time at which room was looked at. Told anew each hour: what is older than two hours says
    nothing any more."""


class EventData(Outgoing):
    """One row of the custody log, with all that is needed to check its hash."""

    epoch: Positive
    number: Positive
    boot: str
    mono_ms: Annotated[int, Field(ge=0)]
    lo_s: UnixSeconds
    hi_s: UnixSeconds | None
    compartment: str | None
    order: str | None
    """None where there is none, and once its retention is over."""
    case_reference: str | None
    """The office's own name for the order, as it came with ``order.announce``. None like ``order``; not in the hash."""
    salt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None
    """None like ``order``."""
    commitment: Hex32 | None
    """SHA-256(salt || order), hex: what the hash holds in place of the order; stays when both are erased."""
    prev: Hex32
    hash: Hex32
    fact: dict[str, str | int | bool | None]
    """What happened; its fields depend on the type of the event. Who did it, and what somebody wrote, is
    ``salted:`` and 64 hex digits once the time is over for which that is kept."""
    salts: dict[str, Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]]
    """By field of ``fact``: where the hash holds ``salted:`` and SHA-256(salt || text), hex, in place of the text."""


class CloudEvent(Outgoing):
    """CloudEvents 1.0, structured JSON; ``time`` is ``lo_s``."""

    specversion: Literal["1.0"]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,32}/[0-9]+/[0-9]+$")]
    """Site, epoch, number: the same event sent twice has the same id."""
    source: str
    """What the topics of the site begin with."""
    type: Annotated[str, StringConstraints(pattern=r"^lockerd\.[a-z_]+\.[a-z_]+$")]
    subject: Annotated[str, StringConstraints(pattern=r"^(order|compartment|site)/.+$")]
    """What it is about: the order where there is one, else the compartment, else the site."""
    time: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
    sequence: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}\.[0-9]{12}$")]
    """Epoch and number, of one length: the order of these texts is the order of the events."""
    datacontenttype: Literal["application/json"]
    data: EventData
