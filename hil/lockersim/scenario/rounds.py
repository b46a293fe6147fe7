"""The verb for staff who go round."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from lockersim.people.manners import Manner
from lockersim.people.papers import Holder
from lockersim.scenario.step import Step


class GoRound(Step):
    """Staff go round through so many ``doors``, or until the round is over, and say what they see.

    What they say at one door whatever they see stands in ``says``. The last door may be left without a report.
    """

    short: ClassVar[str] = "kind"
    kind: Literal["stocktake", "emptying"]
    scope: Literal["all", "waiting"] | None = None
    """Left out: the round goes on."""
    authority: str = "stadt"
    holder: Holder = Holder.SUPERVISOR
    doors: Annotated[int | None, Field(ge=1, le=99)] = None
    says: dict[str, Literal["as_expected", "nothing", "other"]] = Field(default_factory=dict)
    manner: Literal[Manner.NORMAL, Manner.SAYS_NOTHING, Manner.LEAVES_OPEN] = Manner.NORMAL
    """At the last of these doors."""
    refused: str | None = None
