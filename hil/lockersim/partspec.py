"""The smallest parts of a wall's description."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lockersim.model import ItemSensor


class Part(BaseModel):
    """Something described; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
