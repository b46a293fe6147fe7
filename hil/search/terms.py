"""What the office wants afterwards, in every search: a door left out, another need, more time (ADR 33, 34)."""

from collections.abc import Iterator
from typing import Final

from lockerd.domain.draft import Decision
from lockerd.domain.model.attempts import Attempt, RightKind
from lockerd.domain.model.blocks import BlockCompartment, UnblockCompartment
from lockerd.domain.model.compartments import Compartment
from lockerd.domain.model.derived import in_order
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Accepted, Answer, Event, Refused
from lockerd.domain.model.grants import GrantState
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.parts import Needs, Part, PartState
from lockerd.domain.model.reports import Unlock
from lockerd.domain.model.terms import ChangeOrder, Extend, Longer
from search.broken import BrokenRuleError
from search.daemon import Daemon
from search.offer import Offer
from search.policy import NEIGHBOURS, RETENTION_MS
from search.rules import parts_of, tied
from search.wires import WallT

OURS: Final = "stadt"
LOW: Final = Needs(highest_cm=102)
"""The first door alone is for it."""
HIGH: Final = Needs(lowest_cm=103)
"""The second door alone is for it."""
NOT_PUT_IN: Final = frozenset({PartState.ANNOUNCED, PartState.RESERVED})
WANTED = BlockCompartment | UnblockCompartment | ChangeOrder | Extend


def wanted(daemon: Daemon, orders: tuple[OrderId, ...], *, longer: bool = True) -> Iterator[Offer[WallT]]:
    """All that it may want, ``longer``: more time, too; what it has had left out it gives back for nothing."""

    def wishes(node: WallT) -> bool:
        return bool(node.budget.wishes)

    for name in daemon.doors:
        for block in daemon.state.compartments[name].blocks:
            yield Offer(f"{block.by} gives {name} back", UnblockCompartment(block.by, name))
        yield Offer(f"{name} is left out", BlockCompartment(OURS, name, "r"), helpful=False, when=wishes)
        if NEIGHBOURS in daemon.policy.authorities:
            kept = BlockCompartment(NEIGHBOURS, name, "r", own_use=True)
            yield Offer(f"{name} is kept for {NEIGHBOURS}", kept, helpful=False, when=wishes)
    for order in orders:
        if order not in daemon.live:
            continue
        for what, needs in (("low", LOW), ("high", HIGH)) if len(daemon.doors) > 1 else ():
            change = ChangeOrder(OURS, order, part=1, needs=needs)
            yield Offer(f"{order} is needed {what}", change, helpful=False, when=wishes)
        more = Extend(OURS, order, Longer(at_least_ms=RETENTION_MS))
        if longer:
            yield Offer(f"more time for {order}", more, helpful=False, when=wishes)


def keeps_out(row: Compartment, authority: str) -> bool:
    """Whether somebody wants nothing new of this office put in there."""
    return any(not (block.own_use and block.by == authority) for block in row.blocks)


def meets(row: Compartment, part: Part) -> bool:
    """Whether the door is as its part needs it."""
    height, needs = row.place.height_cm, part.needs
    return (needs.lowest_cm or 0) <= height <= (needs.highest_cm or height)


def check_terms(before: Daemon, after: Daemon, event: Event, decision: Decision) -> None:
    """All checks of them that look at a decision."""
    for effect in decision.effects:
        if isinstance(effect, Unlock):
            _put_in(before, decision, decision.state.attempts[effect.attempt])
    if not isinstance(event, WANTED):
        return
    if decision.effects:
        raise BrokenRuleError(f"ADR 33: {type(event).__name__} reaches a door")
    match event:
        case BlockCompartment() | UnblockCompartment():
            _blocked(before, after, event)
        case ChangeOrder():
            _changed(before, after, event, decision.answer)
        case Extend():
            _extended(before, after, event.order, decision.answer)


def _put_in(before: Daemon, decision: Decision, attempt: Attempt) -> None:
    """Nothing new where somebody wants it left out, or where it does not fit; what had begun there goes on."""
    known = None if attempt.part is None else before.state.parts.get(attempt.part)
    part = None if attempt.part is None else decision.state.parts[attempt.part]
    if known is None or part is None or attempt.right.kind not in {RightKind.LOADING, RightKind.GRANT}:
        return
    if attempt.right.kind is RightKind.GRANT and (known.direction is not Direction.IN or tied(known)):
        return
    if known.state is PartState.LOADING and known.compartment == attempt.compartment:
        return
    row = before.state.compartments[attempt.compartment]
    if keeps_out(row, part.authority):
        raise BrokenRuleError(f"ADR 33: {part.id} is to be put into {row.id}, which is left out")
    if not meets(row, part):
        raise BrokenRuleError(f"{part.id} is to be put into {row.id}, and needs another door")


def _blocked(before: Daemon, after: Daemon, event: BlockCompartment | UnblockCompartment) -> None:
    """What is behind the doors stays what it is, and so do codes; each office has its own block."""
    for part in in_order(before.state.parts):
        now = after.state.parts[part.id]
        if part.state is not PartState.RESERVED and part.state not in NOT_PUT_IN and now != part:
            raise BrokenRuleError(f"ADR 33: {event.compartment} is left out or back, and {part.id} is {now.state}")
    if dict(before.state.grants) != dict(after.state.grants):
        raise BrokenRuleError(f"ADR 33: {event.compartment} is left out or back, and codes change")
    for name in before.doors:
        known, row = before.state.compartments[name].blocks, after.state.compartments[name].blocks
        others = [block for block in known if name != event.compartment or block.by != event.authority]
        if [block for block in row if name != event.compartment or block.by != event.authority] != others:
            raise BrokenRuleError(f"ADR 33: {event.authority} changes what others want of {name}")
    _reserved(after, event.compartment)


def _reserved(after: Daemon, name: CompartmentId) -> None:
    row = after.state.compartments[name]
    part = None if row.part is None else after.state.parts[row.part]
    reserved = part is not None and part.state is PartState.RESERVED
    if part is not None and reserved and (keeps_out(row, part.authority) or not meets(row, part)):
        raise BrokenRuleError(f"ADR 33: {name} stays reserved for {part.id}, and is not for it")


def _changed(before: Daemon, after: Daemon, event: ChangeOrder, answer: Answer) -> None:
    """Only what was not put in, and nothing else with it; that much for certain."""
    parts = parts_of(before.state, event.order)
    part = parts[(event.part or 1) - 1]
    waits = part.state in NOT_PUT_IN or (part.state is PartState.AWAITED and part.compartment is None)
    differs = event.needs is not None and event.needs != part.needs
    match answer:
        case Accepted() if differs and not waits:
            raise BrokenRuleError(f"{part.id} is {part.state}, and what it needs is changed")
        case Refused(reason=reason) if waits and not before.state.orders[event.order].cancel_wanted:
            raise BrokenRuleError(f"{part.id} is {part.state}, and cannot be changed ({reason})")
        case _:
            pass
    if dict(before.state.grants) != dict(after.state.grants):
        raise BrokenRuleError(f"order {event.order} is changed, and codes with it")
    for each in in_order(before.state.parts):
        now = after.state.parts[each.id]
        if each.state not in NOT_PUT_IN and each.id != part.id and now != each:
            raise BrokenRuleError(f"order {event.order} is changed, and {each.id} with it")
    for name in after.doors:
        _reserved(after, name)


def _extended(before: Daemon, after: Daemon, order: OrderId, answer: Answer) -> None:
    """Never for less; what has expired is good again where nothing has happened to it, and else nothing changes."""
    codes = {name: code for name, code in before.state.grants.items() if code.order == order}
    expired = any(code.state is GrantState.EXPIRED for code in codes.values())
    for name, code in codes.items():
        now = after.state.grants[name]
        if now.retention_left_ms < code.retention_left_ms:
            raise BrokenRuleError(f"ADR 34: the code {name} is good for less")
        revoked = code.state is GrantState.REVOKED
        if isinstance(answer, Accepted) and not revoked and now.state is not GrantState.ACTIVE:
            raise BrokenRuleError(f"ADR 34: the code {name} is extended, and {now.state}")
    for part in in_order(before.state.parts):
        now_part = after.state.parts[part.id]
        back = expired and part.id.order == order and part.state is PartState.EXPIRED
        same = back and (now_part.compartment, now_part.right) == (part.compartment, part.right)
        if now_part != part and not same:
            raise BrokenRuleError(f"ADR 34: there is more time for {order}, and {part.id} is {now_part.state}")
