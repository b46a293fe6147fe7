"""How the station is used, as counts of a day: what was offered and what became of it, by document class, how rights
were shown, and where people left. No order, no person, no time of day is among it."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from lockerd.domain.draft import Decision
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.derived import AWAY
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Phase


class Figure(StrEnum):
    """What is counted."""

    OFFERED = "offered"
    """Orders that central announced."""
    LOADED = "loaded"
    """Orders of which all was put in."""
    TOLD = "told"
    """Orders whose first code was made, to be told to their person."""
    COLLECTED = "collected"
    EXPIRED = "expired"
    HANDED_IN = "handed_in"
    SHOWN = "shown"
    """How the right was shown for a door that was begun."""
    BROKEN_OFF = "broken_off"
    """Visits of people that ended with nothing handed over at the door where they stood: in which phase."""


OF_SERVICES: Final = (
    Figure.OFFERED,
    Figure.LOADED,
    Figure.TOLD,
    Figure.COLLECTED,
    Figure.EXPIRED,
    Figure.HANDED_IN,
)
"""Counted by document class."""
BADGE: Final = "badge"
WITHOUT: Final = "walk_in"
"""Of what is taken in without a code."""
ITEMS: Final = {
    Figure.SHOWN: (CodeForm.QR.value, CodeForm.TYPED.value, BADGE, WITHOUT),
    Figure.BROKEN_OFF: tuple(
        each.value for each in (Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN, Phase.DOOR_SHUT, Phase.BETWEEN)
    ),
}
"""All that there is of the other figures."""


class Counted(NamedTuple):
    """One thing that is counted."""

    figure: Figure
    item: str
    """The document class, the way or the phase."""


_OF_ORDERS: Final = {
    FactType.ORDER_ANNOUNCED: Figure.OFFERED,
    FactType.ORDER_READY: Figure.LOADED,
    FactType.ORDER_COLLECTED: Figure.COLLECTED,
    FactType.ORDER_EXPIRED: Figure.EXPIRED,
    FactType.ORDER_HANDED_IN: Figure.HANDED_IN,
}
_BEGUN: Final = frozenset({FactType.ORDER_COLLECTING, FactType.ORDER_HANDING_IN, FactType.ORDER_EXCHANGING})
_UNDER_A_BADGE: Final = frozenset({FactType.ORDER_LOADING, FactType.RETRIEVAL_BEGUN})


def usage(before: State, decision: Decision) -> Counter[Counted]:
    """What of one decision is counted."""
    found = Counter(each for fact in decision.facts for each in _counted(before, decision.state, fact))
    if before.visits is not decision.state.visits:
        found.update(_left(before, decision.state))
    return found


def _counted(before: State, after: State, fact: Fact) -> Iterator[Counted]:
    figure = _OF_ORDERS.get(fact.type)
    if fact.type is FactType.GRANT_ISSUED and not fact.data["replaces"]:
        figure = Figure.TOLD
    if figure is not None and fact.order is not None:
        order = after.orders.get(fact.order) or before.orders.get(fact.order)
        if order is not None:
            yield Counted(figure, order.document_class)
    elif fact.type in _BEGUN and fact.data["by"] in ITEMS[Figure.SHOWN]:
        yield Counted(Figure.SHOWN, str(fact.data["by"]))
    elif fact.type in _UNDER_A_BADGE and fact.data.get("badge"):
        yield Counted(Figure.SHOWN, BADGE)


def _left(before: State, after: State) -> Iterator[Counted]:
    """The turn of somebody at a door is over, and nothing has passed; or they went and had more codes to show."""
    for visit in before.visits.values():
        now = after.visits.get(visit.id)
        if now is None or visit.part is None or visit.badge is not None or visit.technician:
            continue
        if visit.phase is Phase.BETWEEN:
            left = now.phase is Phase.OVER and bool(visit.waiting)
        else:
            left = visit.phase not in AWAY and (now.phase in AWAY or now.part != visit.part)
            part = after.parts.get(visit.part)
            left = left and (part is None or part.receipt is None)
        if left:
            yield Counted(Figure.BROKEN_OFF, visit.phase.value)
