"""The verbs for staff who look behind doors: behind one, or going round."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from lockersim.people.manners import Manner
from lockersim.people.papers import Holder
from lockersim.people.retrieving import Report
from lockersim.scenario.step import Names, Step


class Retrieve(Step):
    """Staff take out under a badge what waits behind doors; ``ends`` is how it must end, or ``refused`` how it begins.

    Who finds something else leaves it there. ``says_nothing`` goes away before the report, ``leaves_open`` before that,
    ``watches`` pulls at no door. With ``emergency``, the reason, it is two people, and the door need not wait for them.
    """

    short: ClassVar[str] = "at"
    at: Names
    authority: str = "stadt"
    holder: Holder = Holder.FIRST
    emergency: str | None = None
    second: Holder = Holder.FIRST
    """Who shows the other badge in an emergency."""
    report: Report = "found"
    """Of an exchange, which of the two documents was found."""
    count: Annotated[int | None, Field(ge=1, le=99)] = None
    """How many they say; as it stands here as many as they took out."""
    manner: Literal[Manner.NORMAL, Manner.SAYS_NOTHING, Manner.LEAVES_OPEN, Manner.WATCHES] = Manner.NORMAL
    ends: str = "reported"
    refused: str | None = None


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
