"""Where the search of exchanges begins: what is fitted, what has happened already, and what may go wrong how often."""

from typing import Final, NamedTuple

from lockerd.domain.model.ids import GrantId, OrderId, PartId
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.state import Policy
from search.box import Fitting
from search.budget import Budget
from search.policy import taking

ORDER: Final = OrderId("1")
PART: Final[PartId] = PartId(ORDER, 1)
NEW: Final = "new"
"""What the office has put in for the person."""
OLD: Final = "old"
"""What the person is to leave for it."""
STRANGE: Final = "x"
"""What a stranger has put in, who has no code."""
CODE: Final = GrantId("g1")
ANEW: Final = GrantId("g2")
"""The code that is made anew."""
CARD: Final = "card"


class Scene(NamedTuple):
    """One configuration."""

    name: str
    fitting: Fitting
    budget: Budget
    claims: bool = True
    """The class is taken in on the person's word where no sensor proves it."""
    walk: tuple[str, ...] = ()
    """What has happened already, by the names of its moves."""

    @property
    def policy(self) -> Policy:
        """What the office takes in, and where."""
        return taking(CARD, claims=self.claims, hooks=self.fitting.door is DoorSensor.HOOK)
