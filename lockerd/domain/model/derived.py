"""What follows from the state and is kept nowhere: where an order is, what a code is worth, who stands at a door."""

from __future__ import annotations  # HashTrieMap is generic for type checkers only

from collections.abc import Iterable
from typing import Final, TypeVar

from rpds import HashTrieMap

from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.business import BUSINESS
from lockerd.domain.model.document_classes import Precondition, Steps, with_more
from lockerd.domain.model.grants import DEAD, MOST_WORTH_FIRST, REFUSED, Grant, GrantState, Worth
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId, VisitId
from lockerd.domain.model.old_first import rights_of
from lockerd.domain.model.orders import Hold, Order, order_state
from lockerd.domain.model.parts import Part, PartState, RightState, is_remainder, is_to_come
from lockerd.domain.model.receipts import Receipt
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import Policy, State
from lockerd.domain.model.visits import Phase, Visit

KeyT = TypeVar("KeyT", str, int, PartId)
RowT = TypeVar("RowT")

AWAY: Final = frozenset({Phase.CODE_READY, Phase.PAPER_READY, Phase.BETWEEN, Phase.OVER})
"""Where the turn at the door is over that a visit still names."""
WAITED_FOR: Final = frozenset({Phase.OPENING, Phase.RETRYING, Phase.DOOR_OPEN})
"""Somebody stands at a door, and nobody else is served meanwhile."""


def active_visit(state: State, compartment: CompartmentId) -> Visit | None:
    """The visit going on at one door, of which there is at most one; who only prints a code is not at the door."""
    for visit in state.visits.values():
        if visit.door == compartment and visit.phase not in AWAY:
            return visit
    return None


def running_visit(state: State, grant: GrantId, within: VisitId | None = None) -> Visit | None:
    """The visit that goes on under this very code: whoever shows it to the terminal again is still in it.

    Of several codes each may be shown again ``within`` their visit. As a first one, a code whose turn is over, or still
    to come, leads nobody to a door that was opened, or will be, for another: only while all wait for that door anyhow.
    """
    for visit in in_order(state.visits):
        if BUSINESS[visit.role].right is not RightKind.GRANT or visit.phase in {Phase.PAPER_READY, Phase.OVER}:
            continue
        here = visit.id == within and grant in visit.shown
        served = visit.grant == grant and visit.phase is not Phase.BETWEEN
        waits = visit.phase in WAITED_FOR and grant in {each.grant for each in visit.waiting}
        if here or served or waits:
            return visit
    return None


def live_parts(state: State) -> list[Part]:
    """All parts for which something can fall due, by their ids."""
    return [state.parts[name] for name in sorted(state.live)]


def waiting_parts(state: State) -> list[Part]:
    """Those of them that hold no compartment yet, to be put in by staff or brought by people."""
    return [part for part in live_parts(state) if part.compartment is None]


def parts_of(state: State, order: OrderId) -> tuple[Part, ...]:
    """The parts of an order, by number."""
    return tuple(state.parts[PartId(order, number)] for number in range(1, state.orders[order].parts + 1))


def asked_for(state: State, order: OrderId) -> int:
    """How many doors its office has asked for."""
    return sum(not is_remainder(part) for part in parts_of(state, order))


def all_passed(state: State, order: OrderId) -> bool:
    """Whether all that its office asked for has passed, to the person or to the office: each part has its receipt.

    What staff took out, or nobody came for, keeps the order from that for ever, whichever part ended first.
    """
    return all(part.receipt is not None for part in parts_of(state, order) if not is_remainder(part))


def state_of(state: State, order: OrderId) -> PartState:
    """Where an order is: derived from its parts (rule 24)."""
    return order_state(part.state for part in parts_of(state, order))


def worth(state: State, grant: Grant) -> Worth:
    """What its code is worth now."""
    parts = parts_of(state, grant.order)
    unloaded = [part for part in parts if part.right is RightState.NONE]
    if grant.state is GrantState.ACTIVE and any(is_to_come(part) for part in unloaded):
        return Worth.NOT_YET
    return worth_of(grant, rights_of(parts) if len(parts) > 1 else (part.right for part in parts))


def why_refused(state: State, grant: Grant) -> Refusal | None:
    """Why its code opens nothing now, whatever its doors are: it is not worth it, or the office stopped its order."""
    refused, stopped = REFUSED.get(worth(state, grant)), why_stopped(state.orders[grant.order])
    # Nobody is called for what its office keeps back.
    return (stopped or refused) if refused is Refusal.NOT_PUT_IN_YET else (refused or stopped)


def why_stopped(order: Order) -> Refusal | None:
    """Why nothing more is opened under the code of this order: it is taken back, or kept back (rule 27)."""
    if order.cancel_wanted:
        return Refusal.CANCELLED
    return None if order.hold is Hold.NONE else Refusal.ORDER_ON_HOLD


def grant_of(state: State, order: OrderId) -> Grant | None:
    """The newest grant of an order in memory. Grants of ended orders are not in memory any more."""
    names = state.grants_of.get(order)
    return state.grants[names[-1]] if names else None


def live_grant(state: State, order: OrderId) -> Grant | None:
    """The one grant of an order that was not revoked, if there is one."""
    newest = grant_of(state, order)
    return None if newest is None or newest.state is GrantState.REVOKED else newest


def with_number(state: State, number: str) -> tuple[Grant, ...]:
    """The grants whose code is searched together with this pick-up number: one at most, where all was issued here."""
    return tuple(g for g in state.grants.values() if g.code.pickup_number == number and worth(state, g) not in DEAD)


def numbers_in_use(state: State) -> frozenset[str]:
    """The pick-up numbers that no new code may get (design rule 11)."""
    return frozenset(g.code.pickup_number for g in state.grants.values() if worth(state, g) not in DEAD)


def asks_of(policy: Policy, order: Order | None) -> Steps:
    """What a code that is made for it now needs besides; for an order that nobody knows none is made.

    Where delegates are excluded a verifier has to say who stands there, and nothing else is enough in its place.
    """
    if order is None:
        return ()
    steps = policy.of(order.authority, order.document_class).preconditions
    return without_delegates(steps) if excludes_delegates(policy, order) else steps


def without_delegates(steps: Steps) -> Steps:
    """The same, and a verifier has to say who stands there; nothing else is enough in its place."""
    return with_more(steps, ((Precondition.STATEMENT,),))


def excludes_delegates(policy: Policy, order: Order) -> bool:
    """Whether nobody but the person themselves may come for it."""
    return order.no_delegate or policy.of(order.authority, order.document_class).no_delegate


def worth_of(grant: Grant, rights: Iterable[RightState]) -> Worth:
    """What its code is worth, given the rights of the parts of its order."""
    found = set(rights)
    worth = next(worth for right, worth in MOST_WORTH_FIRST.items() if right in found)
    match grant.state:
        case GrantState.REVOKED:
            return Worth.REVOKED
        case GrantState.EXPIRED:
            return worth if worth in DEAD else Worth.EXPIRED
        case GrantState.ACTIVE:
            return worth


def served(state: State, visit: Visit) -> Part:
    """The part of whoever came for one."""
    assert visit.part is not None, "only staff who look behind a door without a name serve none"
    return state.parts[visit.part]


def papers_of(state: State, visit: Visit) -> tuple[Receipt, ...]:
    """What can be printed of a visit, as far as it is kept still, the one that is shown last."""
    return tuple(state.receipts[number] for number in visit.papers if number in state.receipts)


def in_order(table: HashTrieMap[KeyT, RowT]) -> list[RowT]:
    """The rows by their keys. A table's own order differs from start to start; that of facts and pulses must not."""
    return [table[key] for key in sorted(table)] if len(table) else []
