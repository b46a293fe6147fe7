"""The commands of this release, in one table: what each holds, what it asks for and on whose behalf.

Whatever else is said of commands, to the site or of it, follows from here: topics, checks, the words in ``state``, the
contract with its examples, its paper. There is none that opens a door, and none that opens everything (design rule 5);
so none has to come in sequence, which is asked of openings only (design rule 9).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Protocol, TypeVar

from pydantic import ValidationError

from lockerd.central import bodies
from lockerd.central.command_models import Command, CommandRefusal, Incoming, Requirement
from lockerd.central.unfit import Unfit, unfit
from lockerd.domain.model import events, holds
from lockerd.domain.model.business import KINDS
from lockerd.domain.model.directions import WAYS, Direction
from lockerd.domain.model.ids import OrderId, PartId
from lockerd.domain.model.orders import Form, Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.state import HOUR_MS

EXAMPLE_ORDER: Final = "0197a2b0-4c1e-7d30-9f4a-6b1c2d3e4f50"


class Authority(StrEnum):
    """Which claim says on whose behalf a command acts; the command keys of central sign for all of them."""

    NAMED = "named"
    """The authority that its body names; the domain refuses one that this site does not serve."""
    OF_THE_ORDER = "of_the_order"
    """The authority of the order that its body names."""
    SITE = "site"
    """None: it is about the site itself."""


class IssuedCode(Protocol):
    """A code just made; only what is stored of it matters here."""

    @property
    def fresh(self) -> events.FreshCode:
        """The part for the domain."""
        ...


Issue = Callable[[OrderId], IssuedCode]
"""Makes a code for an order; thrown away if the decision refuses."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """To publish ``reported`` once more; nothing is decided."""


@dataclass(frozen=True, slots=True)
class Replay:
    """To put events into the outbox once more; nothing is decided. None: the newest epoch, the newest event."""

    epoch: int | None
    first: int
    last: int | None


Asked = events.Event | Snapshot | Replay


@dataclass(frozen=True, slots=True)
class Row:
    """One command."""

    body: type[Incoming]
    asks: Callable[[Any, Issue], Asked]
    """What a body asks for; takes a ``body``."""
    authority: Authority
    examples: tuple[Mapping[str, Any], ...]
    """Bodies as they may stand in the contract, the plainest first."""


_Body = TypeVar("_Body", bound=Incoming)


def _row(
    body: type[_Body],
    *,
    asks: Callable[[_Body, Issue], Asked],
    authority: Authority,
    examples: tuple[Mapping[str, Any], ...],
) -> Row:
    """A row whose two first columns fit together."""
    return Row(body, asks, authority, examples)


def _announce(body: bodies.AnnounceBody, issue: Issue) -> events.Announce:
    """Whether its kind, size and authority are known here the domain decides."""
    order = Order(
        id=body.order,
        authority=body.authority,
        kind=body.kind,
        document_class=body.document_class,
        case_reference=body.case_reference,
        parts=len(body.parts) or 1,
        retention_ms=body.retention_h * HOUR_MS,
    )
    said: Sequence[bodies.PartBody | bodies.AnnounceBody] = body.parts or [body]
    way = _direction(body)
    parts = tuple(_part(order, way, number, part) for number, part in enumerate(said, start=1))
    return events.Announce(order, parts, issue(order.id).fresh if WAYS[way].brought else None)


def _direction(body: bodies.AnnounceBody) -> Direction:
    """Of its parts; the domain refuses what is not served in that way."""
    if body.form is Form.OLD_FIRST or body.kind not in KINDS:
        return Direction.OUT
    return KINDS[body.kind].direction


def _part(order: Order, way: Direction, number: int, body: bodies.PartBody | bodies.AnnounceBody) -> Part:
    needs = Needs(
        size=body.needs.size,
        lowest_cm=body.needs.lowest_cm,
        highest_cm=body.needs.highest_cm,
        slow_hands=body.needs.slow_hands,
    )
    part = Part(
        id=PartId(order.id, number),
        direction=way,
        authority=order.authority,
        needs=needs,
        item_count=body.item_count,
    )
    return replace(part, state=PartState.AWAITED, right=RightState.ACTIVE) if WAYS[way].brought else part


COMMANDS: Final[Mapping[str, Row]] = {
    "order.announce": _row(
        bodies.AnnounceBody,
        asks=_announce,
        authority=Authority.NAMED,
        examples=(
            {
                "order": EXAMPLE_ORDER,
                "authority": "stadt",
                "kind": "collection",
                "document_class": "vehicle_registration",
                "case_reference": "KFZ-2026-0815",
                "item_count": 1,
                "needs": {"size": "A4", "lowest_cm": 60, "highest_cm": 110, "slow_hands": True},
                "retention_h": 168,
            },
            {
                "order": EXAMPLE_ORDER,
                "authority": "stadt",
                "kind": "collection",
                "document_class": "vehicle_registration",
                "case_reference": "KFZ-2026-0815",
                "parts": [{"item_count": 1, "needs": {"size": "A4", "highest_cm": 110}}, {"item_count": 2}],
                "retention_h": 168,
            },
            {
                "order": EXAMPLE_ORDER,
                "authority": "stadt",
                "kind": "hand_in",
                "document_class": "number_plates",
                "case_reference": "KFZ-2026-0816",
                "item_count": 2,
                "needs": {"size": "number_plate"},
                "retention_h": 168,
            },
            {
                "order": EXAMPLE_ORDER,
                "authority": "stadt",
                "kind": "hand_in",
                "document_class": "number_plates",
                "case_reference": "KFZ-2026-0818",
                "parts": [{"item_count": 2, "needs": {"size": "number_plate"}}, {"item_count": 1}],
                "retention_h": 168,
            },
            {
                "order": EXAMPLE_ORDER,
                "authority": "stadt",
                "kind": "swap",
                "form": "same_compartment",
                "document_class": "identity_card",
                "case_reference": "PA-2026-0817",
                "item_count": 1,
                "retention_h": 168,
            },
        ),
    ),
    "order.cancel": _row(
        bodies.CancelBody,
        asks=lambda body, _: events.Cancel(order=body.order, reason=body.reason),
        authority=Authority.OF_THE_ORDER,
        examples=({"order": EXAMPLE_ORDER, "reason": "withdrawn"},),
    ),
    "grant.reissue": _row(
        bodies.ReissueBody,
        asks=lambda body, issue: events.Reissue(order=body.order, code=issue(body.order).fresh),
        authority=Authority.OF_THE_ORDER,
        examples=({"order": EXAMPLE_ORDER},),
    ),
    "state.request": _row(
        bodies.StateRequestBody,
        asks=lambda _, __: Snapshot(),
        authority=Authority.SITE,
        examples=({},),
    ),
    "events.replay": _row(
        bodies.ReplayBody,
        asks=lambda body, _: Replay(epoch=body.epoch, first=body.first, last=body.last),
        authority=Authority.SITE,
        examples=({"epoch": 1, "first": 17, "last": 23},),
    ),
    "order.hold": _row(
        bodies.HoldBody,
        asks=lambda body, _: holds.PutOnHold(order=body.order, reason=body.reason),
        authority=Authority.OF_THE_ORDER,
        examples=({"order": EXAMPLE_ORDER, "reason": "fee_unpaid"},),
    ),
    "order.release": _row(
        bodies.ReleaseBody,
        asks=lambda body, _: holds.EndHold(order=body.order),
        authority=Authority.OF_THE_ORDER,
        examples=({"order": EXAMPLE_ORDER},),
    ),
}


def asked(command: Command, issue: Issue) -> Asked | Unfit:
    """What a command asks for, or why it does not fit and where."""
    row = COMMANDS.get(command.name)
    if row is None:
        return Unfit(CommandRefusal.COMMAND_UNKNOWN)
    for at, word in enumerate(command.requires):
        if word not in {*Requirement}:
            return Unfit(CommandRefusal.REQUIREMENT_UNKNOWN, f"requires.{at}")
    try:
        body = row.body.model_validate(command.body)
    except ValidationError as wrong:
        return unfit(wrong, within="body", otherwise=CommandRefusal.MALFORMED_BODY)
    return row.asks(body, issue)
