"""What of a decision is counted for the day (`lockerd.domain.shown.usage`); the rules themselves count nothing."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from lockerd.domain.draft import Decision
from lockerd.domain.model.derived import AWAY
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import Phase
from lockerd.domain.shown.usage import BADGE, ITEMS, Counted, Figure

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
