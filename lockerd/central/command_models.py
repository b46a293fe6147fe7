"""What central asks of this site, and what it is answered, as models: the published contract is generated from them.

Commands are strict: a restriction that is not understood must never open a door, so an unknown field is refused with
its place.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from lockerd.central.messages import (
    WHOLE,
    CommandId,
    Name,
    OrderUuid,
    Outgoing,
    Positive,
    Pseudonym,
    SiteId,
    UnixSeconds,
)
from lockerd.domain.orders import Kind
from lockerd.domain.refusals import Refusal

MAX_COMMAND_BYTES = 16 * 1024
MAX_LIFETIME_S = 24 * 3600
"""A command may not be valid for longer."""
MAX_AHEAD_S = 300
"""How far ``iat`` may lie ahead of the upper end of trusted time: clocks differ."""
MAX_PLACE_CHARS = 128

Height = Annotated[int, Field(ge=0, le=300), WHOLE]


class Incoming(BaseModel):
    """Base of what is received: an unknown field may be a restriction, and must never be passed over."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)


class Address(BaseModel):
    """What of a command is needed to answer it, whatever else is wrong with it."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    id: CommandId
    site: SiteId
    name: Name
    issuer: Name


class Command(Incoming):
    """The signed content of every command; ``exp`` is at most 24 h after ``iat`` (both Unix seconds)."""

    id: CommandId
    site: SiteId
    name: Name
    issuer: Name
    iat: UnixSeconds
    exp: UnixSeconds
    number: Positive | None = None
    """Running number of the issuer, for its own books; nothing is judged by it."""
    requires: Annotated[list[Name], Field(max_length=16)] = []
    """What the sender relies on: a site that does not know one of these words refuses the command."""
    body: dict[str, Any]


class Requirement(StrEnum):
    """Words for ``requires`` that this release fulfils."""

    STRICT_FIELDS = "strict_fields"
    """A field that is not known is refused, not passed over."""
    SAME_AGAIN = "same_again"
    """The same id and content signed again with a new time is the same command."""


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
    """Comes back in every event of the order, until its retention is over."""
    item_count: Annotated[int, Field(ge=1, le=99), WHOLE]
    needs: NeedsBody = NeedsBody()
    retention_h: Annotated[int, Field(ge=1, le=2160), WHOLE]
    """Hours in which the site could hand out, counted from the moment the order is ready."""


class CancelBody(Incoming):
    """``order.cancel``: the order is off; of one already loaded this is a recall."""

    order: OrderUuid
    reason: Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$", max_length=32)]
    """A word of central's own. It comes back in the events and stays in the log for ever: it can hold no reference."""


class ReissueBody(Incoming):
    """``grant.reissue``: a new code for a ready order; the old one dies."""

    order: OrderUuid


class StateRequestBody(Incoming):
    """``state.request``: publish ``reported`` again."""


class ReplayBody(Incoming):
    """``events.replay``: send the events ``first`` to ``last`` (None: the newest) of an epoch again."""

    epoch: Positive | None = None
    """None: the newest epoch, whatever its number. Of an older one the site has what its database still holds."""
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
    FIELD_UNKNOWN = "field_unknown"
    """A field that this site does not know; ``place`` says which. It may hold a restriction."""
    REQUIREMENT_UNKNOWN = "requirement_unknown"
    """A word in ``requires`` that this site does not fulfil; ``place`` says which."""
    MALFORMED_COMMAND = "malformed_command"
    """What stands around the body; ``place`` says where."""
    MALFORMED_BODY = "malformed_body"
    """``place`` says where."""
    LIFETIME_TOO_LONG = "lifetime_too_long"
    EXP_BEFORE_IAT = "exp_before_iat"
    NOT_YET_VALID = "not_yet_valid"
    """``iat`` lies more than five minutes ahead of the latest time that it can be."""
    TIME_UNKNOWN = "time_unknown"
    """The site does not know the time well enough to judge the expiry."""
    EXPIRED = "expired"
    EVENTS_UNKNOWN = "events_unknown"
    """There is no event with a number in that range."""
    ID_REUSED = "id_reused"
    """Another command came with this id before; neither its answer nor this one's can be had under it."""


OF_ITS_TIME = frozenset(
    {
        CommandRefusal.LIFETIME_TOO_LONG,
        CommandRefusal.EXP_BEFORE_IAT,
        CommandRefusal.NOT_YET_VALID,
        CommandRefusal.TIME_UNKNOWN,
        CommandRefusal.EXPIRED,
    }
)
"""Refused for its times alone: signed again with others it is judged anew."""


class ReplyData(Outgoing):
    """What belongs to the answer; fields that do not apply are left out."""

    grant: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None
    retry_after_ms: Annotated[int, Field(ge=0)] | None = None
    place: Annotated[str, StringConstraints(max_length=MAX_PLACE_CHARS)] | None = None
    """Where the command does not fit: ``body.needs.size``; ``?`` stands for a name that is no plain word."""


class ReplyMessage(Outgoing):
    """The signed content of a reply; bound to the command by its id. ``lo_s``/``hi_s``: when this reply was made."""

    id: CommandId
    site: SiteId
    name: Name
    status: ReplyStatus
    reason: Annotated[str, Field(json_schema_extra={"enum": sorted({*CommandRefusal, *Refusal})})] | None
    """A later release may know more words."""
    data: ReplyData
    lo_s: UnixSeconds
    hi_s: UnixSeconds | None
