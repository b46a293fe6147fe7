"""What stands around every command and its reply, as models: the published contract is generated from them.

Commands are strict: a restriction that is not understood must never open a door, so an unknown field is refused with
its place. What the single commands hold is in ``bodies``.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lockerd.central.messages import CommandId, Name, Outgoing, Positive, SiteId, UnixSeconds
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.shown.room import Room

MAX_COMMAND_BYTES = 16 * 1024
MAX_LIFETIME_S = 24 * 3600
"""A command may not be valid for longer."""
MAX_AHEAD_S = 300
"""How far ``iat`` may lie ahead of the upper end of trusted time: clocks differ."""
MAX_PLACE_CHARS = 128


class Incoming(BaseModel):
    """Base of what is received: an unknown field may be a restriction, and must never be passed over."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


class Address(BaseModel):
    """What of a command is needed to answer it, whatever else is wrong with it."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, defer_build=True)

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
    epoch: Positive
    """Of the issuer's numbers; a higher one begins anew. The Unix time at which it began is a good one, and one that
    lies more than a day ahead is `not_yet_valid`."""
    number: Positive
    """Running number of the issuer for this site, counted up within an epoch and never used for another command."""
    requires: Annotated[list[Name], Field(max_length=16)] = []
    """What the sender relies on: a site that does not know one of these words refuses the command."""
    body: dict[str, Any]


class Requirement(StrEnum):
    """Words for ``requires`` that this release fulfils."""

    STRICT_FIELDS = "strict_fields"
    """A field that is not known is refused, not passed over."""
    SAME_AGAIN = "same_again"
    """The same id and content signed again with a new time is the same command."""


class ReplyStatus(StrEnum):
    """What became of a command."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class CommandRefusal(StrEnum):
    """Reasons of the envelope, beside the domain's own (``lockerd.domain.model.refusals.Refusal``)."""

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
    DAY_UNKNOWN = "day_unknown"
    """The day is not over yet."""
    KEY_LIST_NOT_VALID = "key_list_not_valid"
    """Not signed by as many roots as this site asks for, or not such a list."""
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


class CountMessage(Outgoing):
    """One count of a day, as it may be published."""

    item: str
    """Document class, way of showing a right, or phase; `total`: of all of them."""
    count: Annotated[int, Field(ge=0)] | None = None
    """Left out: below five, or a total that would tell of one."""


class Answered(Outgoing):
    """What a question is answered; it is not remembered, but answered anew."""

    room: Annotated[Room, Field(strict=False)] | None = None
    """How much room there is for what was asked for."""
    counts: tuple[CountMessage, ...] | None = None
    """The figure of the day."""


class ReplyData(Answered):
    """What belongs to the answer; fields that do not apply are left out."""

    grant: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None
    retry_after_ms: Annotated[int, Field(ge=0)] | None = None
    epoch: Annotated[int, Field(ge=1)] | None = None
    """Refused for its numbers: the newest epoch of the issuer that this site knows,"""
    number: Annotated[int, Field(ge=1)] | None = None
    """and the highest number of that."""
    place: Annotated[str, StringConstraints(max_length=MAX_PLACE_CHARS)] | None = None
    """Where the command does not fit: ``body.needs.size``; ``?`` stands for a name that is no plain word."""
    cut: Annotated[tuple[tuple[Positive, Positive], ...], Field(max_length=8)] | None = None
    """Of a replay: first and last numbers of the runs that do not come, as they were cut; eight at most."""


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
