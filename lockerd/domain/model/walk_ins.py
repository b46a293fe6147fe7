"""What people may hand in without a code: offered class by class, and never so much that the wall fills with it."""

from dataclasses import dataclass
from typing import Final

from lockerd.domain.model.ids import GrantId, OrderId, VisitId
from lockerd.domain.model.said_needs import NOTHING_SAID, SaidNeeds

PER_HOUR_CEILING: Final = 12
PER_DAY_CEILING: Final = 48
"""So many hand-ins without a code begin in a powered hour, and in a powered day, over all classes, whatever the
configuration says: each may keep a door until staff have looked."""
SHARE_CEILING: Final = 2
"""One of so many doors of the site, and no more, holds what came without a code."""
APART_MS: Final = 15_000
"""From the end of one to the beginning of the next: whoever waits with a code asks again meanwhile, and comes first."""
GIVES_WAY_MS: Final = 45_000
"""So long after it began an open door of a hand-in without a code keeps nobody waiting any more who has a code or a
badge; with a try that is still under way nobody has waited for longer than a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkIn:
    """What the configuration says of one document class that is taken in without a code."""

    authority: str
    """Whose it is then."""
    doors: int
    """So many doors hold things of this class at once, until staff have taken them out."""
    per_hour: int
    per_day: int
    """So many may begin, in powered time."""
    size: str | None = None
    """What it needs at least."""
    item_count: int | None = None
    """How many things; None: the person says it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """One that began: when (powered time), and of which class."""

    powered_ms: int
    document_class: str


@dataclass(frozen=True, slots=True)
class StartWalkIn:
    """A person without a code brings something of a class that is taken in so."""

    visit: VisitId
    order: OrderId
    """Of the order that comes into being with it, as its grant does: ids drawn before the decision."""
    grant: GrantId
    document_class: str
    said: SaidNeeds = NOTHING_SAID
    """What the person needs of the door."""
    item_count: int | None = None
    """As the person says it; None: they were not asked."""
