"""Where the search of hand-ins begins: what is fitted, who brings what, and what may go wrong how often."""

from dataclasses import replace
from typing import Final, NamedTuple

from lockerd.domain.model.ids import GrantId, OrderId, PartId, part_named
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.model.state import Policy, State
from lockerd.domain.model.walk_ins import WalkIn
from search.box import THIN, Fitting
from search.budget import Budget
from search.policy import taking
from search.statements import READER, TRUST

BRINGS: Final = OrderId("1")
"""The order of whoever brings something."""
MINE: Final[PartId] = PartId(BRINGS, 1)
OTHERS: Final[PartId] = PartId(OrderId("2"), 1)
"""What somebody else brings, or fetches."""
STRANGE: Final = "x"
"""What a stranger has put in, who has no code."""
NEW: Final[PartId] = PartId(BRINGS, 2)
"""Of an exchange behind two doors, what waits for whoever has brought the old one (rule 22)."""
CODES: Final = {MINE: GrantId("g1"), OTHERS: GrantId("g2")}
WALK_IN: Final = WalkIn(authority="stadt", doors=1, per_hour=12, per_day=48, item_count=1)
"""What the site says of that."""
ANEW: Final = GrantId("g3")
"""The code that is made anew for whoever brings."""
PASSPORT: Final = "passport"


class Scene(NamedTuple):
    """One configuration."""

    name: str
    fittings: tuple[Fitting, ...]
    budget: Budget
    claims: bool = True
    """The class is taken in on the person's word where no sensor proves it."""
    several: bool = False
    """They bring two parts, under one code."""
    walks_in: bool = False
    """They bring it without a code, to a site that takes its class in so."""
    swapped: bool = False
    """For what they bring a new one waits behind the last door, under the same code."""
    second: bool = False
    """Somebody else brings something to the same wall."""
    fetched: bool = False
    """Something of somebody else waits behind the last door."""
    secret: bool = False
    """The code is not enough: there is a second secret."""
    proof: bool = False
    """The code is not enough: a verifier has to say who stands there; with a second secret, any one of the two."""
    brings: bool = True
    """Somebody is to bring something."""
    walk: tuple[str, ...] = ()
    """What has happened already, by the names of its moves."""

    @property
    def policy(self) -> Policy:
        """What the office takes in, and where."""
        hooks = any(each.door is DoorSensor.HOOK for each in self.fittings)
        policy = taking(PASSPORT, claims=self.claims, hooks=hooks)
        policy = replace(policy, verifiers={READER: TRUST}) if self.proof else policy
        return replace(policy, walk_ins={PASSPORT: WALK_IN}) if self.walks_in else policy


def owner(thing: str) -> PartId | None:
    """Whose a thing is; None: a stranger's."""
    return None if thing == STRANGE else part_named(thing.removesuffix(THIN))


def belongs(state: State, thing: str, part: PartId) -> bool:
    """Whether a door that names this part is a door for this thing: its own, or one that was left behind."""
    whose = owner(thing)
    if whose is None or whose.order != part.order:
        return False
    return whose not in state.parts or state.parts[whose].direction is state.parts[part].direction
