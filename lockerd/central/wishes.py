"""What the larger bodies of commands ask for, in the domain's words; the others say it in ``command_table`` itself."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from lockerd.central import bodies, term_bodies
from lockerd.domain.model import events, terms
from lockerd.domain.model.business import FORMS, KINDS
from lockerd.domain.model.codes import FreshCode
from lockerd.domain.model.directions import WAYS, Direction
from lockerd.domain.model.ids import OrderId, PartId
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState, are_brought
from lockerd.domain.model.state import HOUR_MS


class IssuedCode(Protocol):
    """A code just made; only what is stored of it matters here."""

    @property
    def fresh(self) -> FreshCode:
        """The part for the domain."""
        ...


class Issue(Protocol):
    """Makes a code for an order; thrown away if the decision refuses."""

    def __call__(self, order: OrderId, announced: Order | None = None, *, document_class: str = "") -> IssuedCode:
        """``announced``: the order as it is announced just now; None: it is known already. ``document_class``: it shall
        be of another one."""
        ...


def announce(body: bodies.AnnounceBody, issue: Issue) -> events.Announce:
    """Whether its kind, size and authority are known here the domain decides."""
    order = Order(
        id=body.order,
        authority=body.authority,
        kind=body.kind,
        document_class=body.document_class,
        case_reference=body.case_reference,
        parts=len(body.parts) or 1,
        retention_ms=body.retention_h * HOUR_MS,
        no_delegate=body.no_delegate,
        on_demand=body.on_demand,
    )
    said: Sequence[bodies.PartBody | bodies.AnnounceBody] = body.parts or [body]
    parts = tuple(_part(order, _direction(body, number), number, part) for number, part in enumerate(said, start=1))
    shown_before = are_brought(parts) or order.on_demand
    return events.Announce(order, parts, issue(order.id, order).fresh if shown_before else None)


def _direction(body: bodies.AnnounceBody, number: int) -> Direction:
    """Of one part; the domain refuses what is not served in that way."""
    ways = tuple(KINDS.get(body.kind, (Direction.OUT,))) if body.form is None else FORMS[body.form]
    return ways[min(number, len(ways)) - 1]


def _part(order: Order, way: Direction, number: int, body: bodies.PartBody | bodies.AnnounceBody) -> Part:
    part = Part(
        id=PartId(order.id, number),
        direction=way,
        authority=order.authority,
        needs=_needs(body.needs),
        item_count=body.item_count,
        checklist=tuple(body.checklist),
    )
    return replace(part, state=PartState.AWAITED, right=RightState.ACTIVE) if WAYS[way].brought else part


def _needs(body: bodies.NeedsBody) -> Needs:
    return Needs(size=body.size, lowest_cm=body.lowest_cm, highest_cm=body.highest_cm, slow_hands=body.slow_hands)


def change(body: term_bodies.ChangeBody, issue: Issue) -> terms.ChangeOrder:
    """What is not named is not changed, whatever the default of its field is."""
    said = body.model_fields_set
    another = "document_class" in said
    return terms.ChangeOrder(
        authority=body.authority,
        order=body.order,
        part=body.part if "part" in said else None,
        case_reference=body.case_reference if "case_reference" in said else None,
        document_class=body.document_class if another else None,
        retention_ms=body.retention_h * HOUR_MS if "retention_h" in said else None,
        needs=_needs(body.needs) if "needs" in said else None,
        item_count=body.item_count if "item_count" in said else None,
        no_delegate=body.no_delegate if "no_delegate" in said else None,
        code=issue(body.order, document_class=body.document_class).fresh if another else None,
    )


def extend(body: term_bodies.ExtendBody, _: Issue) -> terms.Extend | terms.ExtendAll:
    said = body.model_fields_set
    longer = terms.Longer(
        by_ms=body.by_h * HOUR_MS if "by_h" in said else 0,
        at_least_ms=body.at_least_h * HOUR_MS if "at_least_h" in said else 0,
    )
    if "order" in said:
        return terms.Extend(authority=body.authority, order=body.order, longer=longer)
    return terms.ExtendAll(authority=body.authority, longer=longer)
