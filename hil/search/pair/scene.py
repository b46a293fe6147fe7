"""Where the search of two doors begins: what is fitted, what lies inside, and what may go wrong how often."""

from typing import Final, NamedTuple

from lockerd.domain.model.ids import GrantId, OrderId, PartId
from search.box import Fitting

ORDERS: Final = (OrderId("1"), OrderId("2"))
CODES: Final = (GrantId("g1"), GrantId("g2"))
"""Of each order its code; the second order may have none yet."""
UNUSED: Final = GrantId("g0")
"""Made for a confirmation after which no code comes into being."""


class Budget(NamedTuple):
    """How often what nobody wishes for may still happen."""

    crashes: int = 0
    forces: int = 0
    halts: int = 0
    """Something elsewhere stops all openings (F68)."""
    outages: int = 0
    """Boards that fall silent; each door has its own."""
    strangers: int = 0
    """Locks fired by somebody else on the line (F42)."""
    wishes: int = 0
    """What else the office wants: a door left out, another need of what is still to be put in."""
    jams: int | None = None
    """Pulses that free no bolt, or that their bus gives back for no reason; None: any number."""
    families: bool = False
    """Somebody has both codes, and shows them in one visit (ADR 47)."""
    undoes: bool = False
    """Staff take out again what they have put in a moment ago."""
    technicians: bool = False
    """They open any door at any time; else where staff are called, or have to look, only."""


class Scene(NamedTuple):
    """One configuration."""

    name: str
    fittings: tuple[Fitting, Fitting]
    budget: Budget
    together: bool = False
    """An order of two parts lies behind both doors; else an order of one part behind each."""
    waiting: bool = False
    """Another order, of one part, waits for the first door that gets free."""
    pile: bool = False
    """Nothing lies there yet: an order for each door is put in, one by one or as a list (ADR 42)."""

    on_demand: bool = False
    """As with a pile, and the codes are out: an order for each door, or one for both (ADR 49)."""

    @property
    def inside(self) -> tuple[PartId, PartId]:
        """What lies behind each door at the beginning."""
        one, other = ORDERS
        return (PartId(one, 1), PartId(one, 2) if self.together else PartId(other, 1))
