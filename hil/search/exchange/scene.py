"""Where the search of exchanges begins: what is fitted, what has happened already, and what may go wrong how often."""

from dataclasses import replace
from typing import Final, NamedTuple

from lockerd.domain.model.ids import GrantId, OrderId, PartId
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.state import Policy
from search.box import Fitting
from search.policy import NEIGHBOURS, POLICY

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


class Budget(NamedTuple):
    """How often what nobody wishes for may still happen."""

    crashes: int = 0
    forces: int = 0
    """Doors broken open."""
    outages: int = 0
    """Boards that fall silent."""
    springs: int = 0
    """Doors pushed to that do not catch (F25)."""
    sticks: int = 0
    """Item sensors that stay at what they say (F33)."""
    jams: int | None = 0
    """Pulses that free no bolt, or that their bus gives back for no reason; None: any number."""
    strangers: int = 0
    """Locks fired by somebody else on the line (F42)."""
    things: int = 0
    """Things that strangers put in where the door stands open and nobody is there."""
    reissues: int = 0
    holds: int = 0
    """Orders that the office keeps back for a while."""
    halts: int = 0
    """Something elsewhere stops all openings (F68)."""
    technicians: bool = False
    """They open the door at any time; else where staff are called only."""
    bench: bool = False
    """Technicians open the door where staff are called, and report there."""
    retrievals: bool = True
    """Staff look and take out at the terminal, under a badge (rule 26)."""
    lies: int = 0
    """Reports of staff at the terminal that are not true."""


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
        card = frozenset({CARD})
        return replace(
            POLICY,
            authorities=POLICY.authorities | {NEIGHBOURS},
            takes_claims=card if self.claims else frozenset(),
            takes_hooks=card if self.fitting.door is DoorSensor.HOOK else frozenset(),
        )
