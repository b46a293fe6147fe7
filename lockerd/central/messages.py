"""What travels between this site and central, as models: the published contract is generated from them.

Received: unknown fields are ignored, so that a newer central can talk to an older site. Sent: nothing but the fields
named here. Nothing names a person (design rule 12).
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from lockerd.domain.attention import Call
from lockerd.domain.cabinet import Condition
from lockerd.domain.orders import Kind
from lockerd.domain.readings import Door, Item, Latch

MAX_COMMAND_BYTES = 16 * 1024
MAX_LIFETIME_S = 24 * 3600
"""A command may not be valid for longer."""

_HEX8 = "[0-9a-f]{8}"
_UUID = rf"^{_HEX8}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}$"
_UUID7 = rf"^{_HEX8}-[0-9a-f]{{4}}-7[0-9a-f]{{3}}-[89ab][0-9a-f]{{3}}-[0-9a-f]{{12}}$"

CommandId = Annotated[str, StringConstraints(pattern=_UUID)]
"""UUID in lower case."""
OrderUuid = Annotated[str, StringConstraints(pattern=_UUID7)]
"""UUIDv7 (RFC 9562) in lower case."""
SiteId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,32}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""One level of a topic."""
Pseudonym = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}$")]
"""Names nobody; no spaces, so that nobody puts a name in."""
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""32 bytes, usually SHA-256."""
UnixSeconds = Annotated[int, Field(ge=0, lt=1 << 40)]
Positive = Annotated[int, Field(ge=1, lt=1 << 53)]
Height = Annotated[int, Field(ge=0, le=300)]


class Incoming(BaseModel):
    """Base of what is received."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, use_attribute_docstrings=True)


class Outgoing(BaseModel):
    """Base of what is sent."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)


class Command(Incoming):
    """The signed content of every command; ``exp`` is at most 24 h after ``iat`` (both Unix seconds)."""

    id: CommandId
    site: SiteId
    name: Name
    issuer: Name
    iat: UnixSeconds
    exp: UnixSeconds
    body: dict[str, Any]


class CommandName(StrEnum):
    """Commands of this release. There is none that opens everything (design rule 5)."""

    ORDER_ANNOUNCE = "order.announce"
    ORDER_CANCEL = "order.cancel"
    GRANT_REISSUE = "grant.reissue"
    STATE_REQUEST = "state.request"
    EVENTS_REPLAY = "events.replay"


class NeedsBody(Incoming):
    """What the person needs of a compartment; never why."""

    size: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,32}$")] | None = None
    lowest_cm: Height | None = None
    highest_cm: Height | None = None
    slow_hands: bool = False


class AnnounceBody(Incoming):
    """``order.announce``: an order will be brought to this site; a fitting compartment is reserved if there is one."""

    order: OrderUuid
    authority: Pseudonym
    kind: Annotated[Kind, Field(strict=False)]
    document_class: Pseudonym
    case_reference: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/+-]{0,64}$")]
    item_count: Annotated[int, Field(ge=1, le=99)]
    needs: NeedsBody = NeedsBody()
    retention_h: Annotated[int, Field(ge=1, le=2160)]
    """Hours in which the site could hand out, counted from the moment the order is ready."""


class CancelBody(Incoming):
    """``order.cancel``: the order is off; of one already loaded this is a recall."""

    order: OrderUuid
    reason: Pseudonym


class ReissueBody(Incoming):
    """``grant.reissue``: a new code for a ready order; the old one dies."""

    order: OrderUuid


class StateRequestBody(Incoming):
    """``state.request``: publish ``reported`` again."""


class ReplayBody(Incoming):
    """``events.replay``: send the events ``first`` to ``last`` (None: the newest) again."""

    first: Positive
    last: Positive | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "ReplayBody":
        if self.last is not None and self.last < self.first:
            raise ValueError("last lies before first")
        return self


Body = AnnounceBody | CancelBody | ReissueBody | StateRequestBody | ReplayBody

BODIES: dict[CommandName, type[Body]] = {
    CommandName.ORDER_ANNOUNCE: AnnounceBody,
    CommandName.ORDER_CANCEL: CancelBody,
    CommandName.GRANT_REISSUE: ReissueBody,
    CommandName.STATE_REQUEST: StateRequestBody,
    CommandName.EVENTS_REPLAY: ReplayBody,
}


class ReplyStatus(StrEnum):
    """What became of a command."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class CommandRefusal(StrEnum):
    """Reasons of the envelope, beside the domain's own (``lockerd.domain.refusals.Refusal``)."""

    COMMAND_UNKNOWN = "command_unknown"
    MALFORMED_BODY = "malformed_body"
    LIFETIME_TOO_LONG = "lifetime_too_long"
    TIME_UNKNOWN = "time_unknown"
    """The site does not know the time well enough to judge the expiry."""
    EXPIRED = "expired"
    EVENTS_UNKNOWN = "events_unknown"
    """There is no event with a number in that range."""
    ID_REUSED = "id_reused"
    """Another command came with this id before; neither its answer nor this one's can be had under it."""


class ReplyData(Outgoing):
    """What belongs to the answer; fields that do not apply are left out."""

    grant: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None
    retry_after_ms: Annotated[int, Field(ge=0)] | None = None


class ReplyMessage(Outgoing):
    """The signed content of a reply; bound to the command by its id. ``lo_s``/``hi_s``: when this reply was made."""

    id: CommandId
    site: SiteId
    name: Name
    status: ReplyStatus
    reason: str | None
    data: ReplyData
    lo_s: UnixSeconds
    hi_s: UnixSeconds | None


class Presence(Outgoing):
    """Whether the site is connected; ``offline`` comes from the broker (last will)."""

    state: Literal["online", "offline"]
    boot: str
    since: UnixSeconds | None
    """Lower bound of the time of connecting; None where nobody knows (``offline``)."""


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
    """A technician wants nothing new put in; what lies inside can still be collected."""
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
    salt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None
    """None like ``order``."""
    commitment: Hex32 | None
    """SHA-256(salt || order), hex: what the hash holds in place of the order; stays when both are erased."""
    prev: Hex32
    hash: Hex32
    fact: dict[str, str | int | bool | None]
    """What happened; its fields depend on the type of the event."""


class CloudEvent(Outgoing):
    """CloudEvents 1.0, structured JSON; ``time`` is ``lo_s``, ``sequence`` is ``number``."""

    specversion: Literal["1.0"]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,32}/[0-9]+/[0-9]+$")]
    """Site, epoch, number: the same event sent twice has the same id."""
    source: str
    """What the topics of the site begin with."""
    type: Annotated[str, StringConstraints(pattern=r"^lockerd\.[a-z_]+\.[a-z_]+$")]
    time: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
    sequence: Annotated[str, StringConstraints(pattern=r"^[0-9]+$")]
    datacontenttype: Literal["application/json"]
    data: EventData
