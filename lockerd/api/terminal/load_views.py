"""What staff have to put in, as the terminal shows it."""

from pydantic import Field

from lockerd.api.http.german import in_german
from lockerd.api.http.models import View
from lockerd.api.http.wording import Speaker
from lockerd.api.terminal.moments import moment
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import is_to_come
from lockerd.domain.model.state import State


class ToLoadView(View):
    """One order of which staff have something to put in."""

    order: str = Field(examples=["0193a2f4-7c1e-7b1a-9c55-3d2f10aa0b42"])
    case_reference: str = Field(
        description="The office's own reference, as it stands on the envelope; empty where it gave none",
        examples=["AZ-2026-004711"],
    )
    item_count: int = Field(description="How many things are to be put in, behind all doors together", examples=[2])
    doors: int = Field(description="Behind how many doors", examples=[1])
    asked_for: bool = Field(description="Somebody stood here with its code, and it was not in: it comes first")
    asked_lo_s: int | None = Field(
        description="Unix seconds, not before which that was told last, once in 15 minutes at most; null: nobody has",
        examples=[1_796_078_885],
    )
    text: str = Field(description="Whether somebody asks for it, since when, in the language asked for")
    german: str | None = Field(default=None, description="As of every text")


def to_load_view(state: State, order: Order, speaker: Speaker) -> ToLoadView:
    """For staff with a badge of the office whose order it is."""
    parts = [part for part in parts_of(state, order.id) if is_to_come(part)]

    def said(it: Speaker) -> str:
        if order.asked_lo_s is None:
            return it.say("to_load.waits")
        return it.say("to_load.asked_for", lo=moment(order.asked_lo_s, it, "%H:%M"))

    return ToLoadView(
        order=order.id,
        case_reference=order.case_reference,
        item_count=sum(part.item_count for part in parts),
        doors=len(parts),
        asked_for=order.asked_lo_s is not None,
        asked_lo_s=order.asked_lo_s,
        text=said(speaker),
        german=in_german(speaker, said),
    )
