"""The smallest parts of a wall's description."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lockersim.world.model import ChannelRef, Hung, ItemSensor


class Part(BaseModel):
    """Something described; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class InputSpec(Part):
    """An input on which a sensor hangs, elsewhere than beside its lock; a set of pins has the address 0."""

    bus: str
    address: int = 0
    channel: Annotated[int, Field(ge=1)]


class CompartmentSpec(Part):
    """One door and where it is wired; row 1 is the top one, channels count from 1 as painted on the board."""

    id: str
    address: int
    channel: Annotated[int, Field(ge=1)]
    row: Annotated[int, Field(ge=1)]
    column: Annotated[int, Field(ge=1)]
    size: str = "A4"
    height_cm: Annotated[int, Field(ge=0, le=250)]
    item_sensor: ItemSensor = ItemSensor.NONE
    spring: bool = True
    leaf_at: InputSpec | None = None
    """Where the contact on its leaf hangs; None: beside its lock, if its board has one."""
    item_at: InputSpec | None = None
    """The same of its item sensor."""

    @property
    def elsewhere(self) -> dict[Hung, ChannelRef]:
        """What of it hangs elsewhere, and where."""
        named = {Hung.LEAF: self.leaf_at, Hung.ITEM: self.item_at}
        return {hung: ChannelRef(at.bus, at.address, at.channel) for hung, at in named.items() if at is not None}
