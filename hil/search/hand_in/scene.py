"""Where the search of hand-ins begins: what is fitted, who brings what, and what may go wrong how often."""

from dataclasses import replace
from typing import Final, NamedTuple

from lockerd.domain.model.ids import GrantId, OrderId, PartId, part_named
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.state import Policy
from search.box import THIN, Fitting
from search.policy import NEIGHBOURS, POLICY

BRINGS: Final = OrderId("1")
"""The order of whoever brings something."""
MINE: Final[PartId] = PartId(BRINGS, 1)
OTHERS: Final[PartId] = PartId(OrderId("2"), 1)
"""What somebody else brings, or fetches."""
STRANGE: Final = "x"
"""What a stranger has put in, who has no code."""
CODES: Final = {MINE: GrantId("g1"), OTHERS: GrantId("g2")}
ANEW: Final = GrantId("g3")
"""The code that is made anew for whoever brings."""
PASSPORT: Final = "passport"


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
    """Things that strangers put in where a door stands open and nobody is there."""
    reissues: int = 0
    wishes: int = 0
    """What else the office wants afterwards: a door left out, another need, more time."""
    holds: int = 0
    """Orders that the office keeps back for a while."""
    technicians: bool = False
    """They open any door at any time; else where staff are called only."""
    bench: bool = True
    """Technicians open doors where staff are called, and report there; else staff look at the terminal alone."""
    retrievals: bool = False
    """Staff look and take out at the terminal, under a badge (rule 26)."""
    lies: int = 0
    """Reports of staff at the terminal that are not true."""
    careless: bool = False
    """Staff report a door empty that they have not opened."""


class Scene(NamedTuple):
    """One configuration."""

    name: str
    fittings: tuple[Fitting, ...]
    budget: Budget
    claims: bool = True
    """The class is taken in on the person's word where no sensor proves it."""
    several: bool = False
    """They bring two parts, under one code."""
    second: bool = False
    """Somebody else brings something to the same wall."""
    fetched: bool = False
    """Something of somebody else waits behind the last door."""
    brings: bool = True
    """Somebody is to bring something."""
    walk: tuple[str, ...] = ()
    """What has happened already, by the names of its moves."""

    @property
    def policy(self) -> Policy:
        """What the office takes in, and where."""
        passport = frozenset({PASSPORT})
        hooks = any(each.door is DoorSensor.HOOK for each in self.fittings)
        return replace(
            POLICY,
            authorities=POLICY.authorities | {NEIGHBOURS},
            takes_claims=passport if self.claims else frozenset(),
            takes_hooks=passport if hooks else frozenset(),
        )


def owner(thing: str) -> PartId | None:
    """Whose a thing is; None: a stranger's."""
    return None if thing == STRANGE else part_named(thing.removesuffix(THIN))


def belongs(thing: str, part: PartId) -> bool:
    """Whether a door that names this part is a door for this thing: its own, or one that was left behind."""
    whose = owner(thing)
    return whose is not None and whose.order == part.order
