"""What the commands hold with which an office changes the terms of its orders, as models; more in ``bodies``."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from lockerd.central.bodies import CaseReference, Hours, ItemCount, NeedsBody
from lockerd.central.command_models import Incoming
from lockerd.central.messages import WHOLE, OrderUuid, Pseudonym
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.parts import PARTS_MAX

_CHANGED = ("case_reference", "document_class", "item_count", "needs", "no_delegate", "retention_h")
_OF_A_PART = frozenset({"item_count", "needs"})


def _some_change(schema: dict[str, Any]) -> None:
    """What ``ChangeBody`` checks of its fields together."""
    schema["anyOf"] = [{"required": [field]} for field in _CHANGED]
    schema["dependentSchemas"] = {"part": {"anyOf": [{"required": [field]} for field in sorted(_OF_A_PART)]}}
    for field in _CHANGED:
        schema["properties"][field].pop("default", None)
    del schema["properties"]["part"]["default"]


class ChangeBody(Incoming):
    """What is asked for is another thing than was announced (`order.changed`); what is not named stays. Until when:
    docs/changes.md. Refused whole: `already_put_in`, `already_collected`, `already_handed_in`; `busy` while somebody
    stands there with it; like `order.announce` where no door could ever serve it."""

    model_config = ConfigDict(json_schema_extra=_some_change)

    authority: Pseudonym
    """Whose order it is; `wrong_authority` if it is another's."""
    order: OrderUuid
    part: Annotated[int, Field(ge=1, le=PARTS_MAX), WHOLE] = 1
    """Whose `item_count` and `needs` these are; an order of several parts needs it."""
    case_reference: CaseReference = ""
    document_class: Pseudonym = ""
    """A code that is out asks for what this class asks too; a second secret comes with another code
    (`grant.issued`)."""
    item_count: ItemCount = 1
    needs: NeedsBody = NeedsBody()
    """In place of all that was asked for before: what is left out is not needed any more."""
    retention_h: Hours = 1
    """As in `order.announce`, until there is a code."""
    no_delegate: bool = False
    """As in `order.announce`. `true` as long as anything is left: a code that is out asks for it from then on. `false`
    before anything was put in and there is a code."""

    @model_validator(mode="after")
    def _some_change(self) -> "ChangeBody":
        said = self.model_fields_set
        if not said & {*_CHANGED} or ("part" in said and not said & _OF_A_PART):
            raise ValueError("nothing is to be changed, or nothing of the part that is named")
        return self


def _one_or_all(schema: dict[str, Any]) -> None:
    """What ``ExtendBody`` checks of its fields together."""
    schema["allOf"] = [
        {"oneOf": [{"required": ["order"]}, {"required": ["orders"]}]},
        {"oneOf": [{"required": ["by_h"]}, {"required": ["at_least_h"]}]},
    ]
    for field in ("order", "orders", "by_h", "at_least_h"):
        schema["properties"][field].pop("default", None)


class ExtendBody(Incoming):
    """A code is good for longer, never for less, and never for more than 2160 h. One order (`order.extended`), also one
    that has expired, as long as staff have not begun to take it out. Or all orders of an office whose code is good now
    (`orders.extended`, one event). Refused where no code is, or can be again: `order_not_ready`, `already_collected`,
    `already_handed_in`; `busy` while somebody stands at the door of one that has expired."""

    model_config = ConfigDict(json_schema_extra=_one_or_all)

    authority: Pseudonym
    """Whose orders; `wrong_authority` if `order` is another's."""
    order: OrderUuid = OrderId("")
    """Either this one."""
    orders: Literal["all"] = "all"
    """Or all."""
    by_h: Hours = 1
    """Either so many hours more than are left, counted as `retention_h`."""
    at_least_h: Hours = 1
    """Or so many from now on, if fewer are left."""

    @model_validator(mode="after")
    def _one_or_all(self) -> "ExtendBody":
        said = self.model_fields_set
        if ("order" in said) == ("orders" in said) or ("by_h" in said) == ("at_least_h" in said):
            raise ValueError("one order or all, by some hours or to at least some")
        return self
