"""What central only asks: nothing is decided, and a repetition is answered as things stand then."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, assert_never

from pydantic import Field, StringConstraints

from lockerd.central.bodies import NeedsBody
from lockerd.central.command_models import Answered, CommandRefusal, CountMessage, Incoming
from lockerd.central.unfit import Unfit
from lockerd.controller import Controller
from lockerd.domain.model.parts import Needs
from lockerd.domain.shown.publishing import published
from lockerd.domain.shown.room import room_for
from lockerd.domain.shown.usage import Figure
from lockerd.store import DAY_S, Store

_EPOCH: Final = date(1970, 1, 1)


class RoomBody(Incoming):
    """Ask whether there is room now for a thing that asks for this: `none`, `few` or `yes` (`data.room`), never how
    many doors. Doors that are proven empty and not kept back count. Nothing is kept for whoever asks: `order.announce`
    does that."""

    needs: NeedsBody = NeedsBody()
    """As in `order.announce`."""


class StatisticsBody(Incoming):
    """Ask for one figure of a day that is over, as it may be published (`data.counts`): a count below five is left out,
    and so is a total that would tell of one. Without counts where nothing was counted that day. `day_unknown`: the day
    is not over yet."""

    day: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
    """Of UTC."""
    figure: Annotated[Figure, Field(strict=False)]
    """What is counted: docs/open-data.md."""


@dataclass(frozen=True, slots=True)
class RoomAsked:
    """How much room there is."""

    needs: Needs


@dataclass(frozen=True, slots=True)
class StatisticsAsked:
    """One figure of one day."""

    day: str
    figure: Figure


Question = RoomAsked | StatisticsAsked


def room(body: RoomBody) -> RoomAsked:
    """What a body asks."""
    needs = body.needs
    return RoomAsked(Needs(needs.size, needs.lowest_cm, needs.highest_cm, needs.slow_hands))


def statistics(body: StatisticsBody) -> StatisticsAsked:
    """What a body asks."""
    return StatisticsAsked(body.day, body.figure)


async def answered(question: Question, controller: Controller, store: Store) -> Answered | Unfit:
    """The answer as things stand now; what cannot be answered is refused."""
    match question:
        case RoomAsked(needs=needs):
            if needs.size is not None and needs.size not in controller.policy.sizes:
                return Unfit(CommandRefusal.MALFORMED_BODY, "body.needs.size")
            return Answered(room=room_for(controller.state, controller.policy, needs))
        case StatisticsAsked(day=text, figure=figure):
            try:
                day = (date.fromisoformat(text) - _EPOCH).days
            except ValueError:  # the 31st of a month that has none
                return Unfit(CommandRefusal.MALFORMED_BODY, "body.day")
            if day >= controller.now().lo_s // DAY_S:
                return Unfit(CommandRefusal.DAY_UNKNOWN)
            _, rows = await store.usage(day, day)
            cells = [cell for cell in published(rows) if cell.figure is figure]
            return Answered(counts=tuple(CountMessage(item=cell.item, count=cell.count) for cell in cells))
        case never:
            assert_never(never)
