"""From a verified command's body to what the domain is told."""

from pydantic import ValidationError

from lockerd.central.messages import BODIES, AnnounceBody, Body, Command, CommandName, CommandRefusal
from lockerd.domain.cabinet import OrderId
from lockerd.domain.events import Announce
from lockerd.domain.orders import Needs, Order
from lockerd.domain.state import HOUR_MS


def parse(command: Command) -> Body | CommandRefusal:
    """The body as its command wants it, or why not."""
    try:
        model = BODIES[CommandName(command.name)]
    except ValueError:
        return CommandRefusal.COMMAND_UNKNOWN
    try:
        return model.model_validate(command.body)
    except ValidationError:
        return CommandRefusal.MALFORMED_BODY


def announce(body: AnnounceBody) -> Announce:
    """An announced order; whether its kind, size and authority are known here the domain decides."""
    needs = Needs(
        size=body.needs.size,
        lowest_cm=body.needs.lowest_cm,
        highest_cm=body.needs.highest_cm,
        slow_hands=body.needs.slow_hands,
    )
    return Announce(
        order=Order(
            id=OrderId(body.order),
            authority=body.authority,
            kind=body.kind,
            document_class=body.document_class,
            case_reference=body.case_reference,
            item_count=body.item_count,
            needs=needs,
            retention_ms=body.retention_h * HOUR_MS,
        )
    )
