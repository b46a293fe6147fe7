"""What every step of a scenario has, and how it names documents and places."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from lockersim.errors import SimError


class FailedError(SimError):
    """The story did not go as it must."""


def as_list(value: Any) -> Any:
    """Take one for a list of one."""
    return [value] if isinstance(value, str) else value


def as_switch(value: Any) -> Any:
    """Take a boolean for on or off: YAML 1.1 reads these words as booleans."""
    return {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value


Names = Annotated[tuple[str, ...], BeforeValidator(as_list), Field(min_length=1)]
"""Documents by the names the scenario gives them."""
Switch = Annotated[Literal["on", "off"], BeforeValidator(as_switch)]
Place = str
"""A compartment (``A03``) or where a thing lies (``@d05``, ``@papers.2``)."""


class Step(BaseModel):
    """One step; ``short`` names the field that a bare value is meant for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    short: ClassVar[str] = "documents"
