"""From a verified command's body to what the domain is told."""

from pydantic import ValidationError

from lockerd.central.command_models import BODIES, AnnounceBody, Body, Command, CommandName, CommandRefusal, Requirement
from lockerd.central.unfit import Unfit, unfit
from lockerd.domain.cabinet import OrderId
from lockerd.domain.events import Announce
from lockerd.domain.orders import Needs, Order
from lockerd.domain.state import HOUR_MS


def parse(command: Command) -> Body | Unfit:
    """The body as its command wants it, or why not and where."""
    try:
        model = BODIES[CommandName(command.name)]
    except ValueError:
        return Unfit(CommandRefusal.COMMAND_UNKNOWN)
    for at, word in enumerate(command.requires):
        if word not in {*Requirement}:
            return Unfit(CommandRefusal.REQUIREMENT_UNKNOWN, f"requires.{at}")
    try:
        return model.model_validate(command.body)
    except ValidationError as wrong:
        return unfit(wrong, within="body", otherwise=CommandRefusal.MALFORMED_BODY)


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
