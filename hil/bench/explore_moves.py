"""Everything that can happen next in one situation: people, sensors, lock, board, crash, clock."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from explore_box import A01, Fitting, ItemKind, Stuck
from explore_checks import BrokenRuleError, after_decision, before_pulse
from explore_node import Node, asked, deadlines_ms, door_unreported, unreported, with_pulse

from lockerd.domain.attempts import RightKind, VisitId
from lockerd.domain.cabinet import Condition, Leaf, has_contact, leaf
from lockerd.domain.decide import decide
from lockerd.domain.draft import IllegalMove
from lockerd.domain.events import (
    Accepted,
    Boot,
    Cancel,
    Clear,
    CodeForm,
    ConfirmLoaded,
    Event,
    FreshCode,
    Reissue,
    Resume,
    Say,
    Staff,
    StartCollection,
    StartLoading,
    TechnicianOpen,
    Tick,
    Word,
)
from lockerd.domain.grants import CodeRecord, GrantId
from lockerd.domain.orders import OrderState
from lockerd.domain.readings import DoorSensor
from lockerd.domain.reports import (
    AuxiliaryInput,
    AuxiliaryReport,
    BusReport,
    BusTrouble,
    Fired,
    NotFired,
    NotFiredReason,
    Readings,
    Unlock,
    Withdraw,
)
from lockerd.domain.state import Policy, State
from lockerd.domain.visits import Phase, VisitKind

POLICY: Final = Policy(
    authorities=frozenset({"stadt"}), openings_per_hour=240, openings_per_badge_hour=240, keep_ended_ms=10**15
)
STAFF: Final = Staff("b1", "stadt")
WORDS: Final = (Word.TAKEN_OUT, Word.DONE, Word.OPEN_AGAIN, Word.UNDO)


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that can happen: what it is called, whether staff who mean well could bring it about, what follows."""

    name: str
    after: Node
    helpful: bool = True


def moves(node: Node, fitting: Fitting) -> Iterator[Move]:
    """All moves; raises ``BrokenRuleError`` when one of them breaks a rule."""
    yield from _hands(node, fitting)
    yield from _wear(node, fitting)
    if node.up:
        yield from _reports(node, fitting)
        if node.fired is None:
            yield from _people(node, fitting)
            yield from _office(node)
        yield from _clock(node)
        if node.budget.crashes:
            yield from _crash(node)
    else:
        yield Move("boot", _boot(node))


def _hands(node: Node, fitting: Fitting) -> Iterator[Move]:
    box = node.box
    settled = not node.up or not box.answering or not door_unreported(node, fitting)
    if box.open:
        for item in sorted(box.items):
            yield Move(f"take {item}", replace(node, box=replace(box, items=box.items - {item})))
        if node.putting in node.office:
            assert node.putting is not None
            inside = replace(box, items=box.items | {node.putting})
            yield Move(f"put {node.putting}", replace(node, box=inside, office=node.office - {node.putting}))
        if settled:
            yield Move("shut", replace(node, box=box.shut(), putting=asked(node.state)))
            if node.budget.springs:
                worn = replace(node.budget, springs=node.budget.springs - 1)
                unlatched = replace(box, open=False, bolted=False)
                yield Move("shut, not caught", replace(node, box=unlatched, budget=worn), helpful=False)
    elif settled:
        if not box.bolted:
            yield Move("pull", replace(node, box=box.pull()))
            if fitting.door in {DoorSensor.HOOK, DoorSensor.BOTH}:
                yield Move("push", replace(node, box=box.shut()))
        elif node.budget.forces:
            budget = replace(node.budget, forces=node.budget.forces - 1)
            yield Move("force", replace(node, box=box.force(), budget=budget), helpful=False)


def _wear(node: Node, fitting: Fitting) -> Iterator[Move]:
    box, budget = node.box, node.budget
    if budget.sticks and has_contact(fitting.place):
        for stuck in (Stuck.CLOSED, Stuck.OPEN):
            worn = replace(budget, sticks=budget.sticks - 1)
            yield Move(
                f"sensor sticks {stuck}", replace(node, box=replace(box, stuck=stuck), budget=worn), helpful=False
            )
    if box.stuck is not Stuck.NO:
        yield Move("repair", replace(node, box=replace(box, stuck=Stuck.NO)))
    if budget.outages and box.answering:
        worn = replace(budget, outages=budget.outages - 1)
        yield Move("board dies", replace(node, box=replace(box, answering=False), budget=worn), helpful=False)
    if budget.flaps and fitting.door is not DoorSensor.NONE and not box.flapping:
        worn = replace(budget, flaps=budget.flaps - 1)
        yield Move("contact flaps", replace(node, box=replace(box, flapping=True), budget=worn), helpful=False)
    if box.flapping:
        yield Move("contact is steady", replace(node, box=replace(box, flapping=False)))
    if budget.halts and node.up and node.fired is None:
        worn = replace(node, budget=replace(budget, halts=budget.halts - 1))
        halted = step(worn, AuxiliaryReport(AuxiliaryInput.TAMPER, active=True))
        yield Move("halt", step(halted, AuxiliaryReport(AuxiliaryInput.TAMPER, active=False)), helpful=False)
    if budget.strangers and node.up and node.fired is None:
        worn = replace(node, budget=replace(budget, strangers=budget.strangers - 1))
        told = step(worn, BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock", "1/1", compartment=A01))
        yield Move("stranger fires", replace(told, box=box.pulse(None)), helpful=False)
        yield Move("stranger fires, stuck", told, helpful=False)
    if not box.answering:
        yield Move("board answers", replace(node, box=replace(box, answering=True)))


def _reports(node: Node, fitting: Fitting) -> Iterator[Move]:
    if node.fired is not None:
        attempt, began_ms = node.fired
        yield Move("fired", step(replace(node, fired=None), Fired(attempt, began_ms)))
        return
    if unreported(node, fitting):
        reading = node.box.reading(fitting, node.mono_ms)
        yield Move("report", step(node, Readings((reading,))))
    if node.pending is None:
        return
    given_back = replace(node, pending=None, withdrawn=False)
    reading = node.box.reading(fitting, 0)
    seen = leaf(fitting.place, reading)
    if node.withdrawn:
        reason = NotFiredReason.WITHDRAWN
    elif seen is Leaf.OPEN:
        reason = NotFiredReason.DOOR_OPEN
    elif seen is Leaf.UNKNOWN:
        reason = NotFiredReason.NO_READING if node.box.answering else NotFiredReason.BOARD_DEAD
    else:
        reason = NotFiredReason.DEADLINE
        for name, gives_way in (("pulse", True), ("pulse, stuck", False)):
            yield Move(name, _pulse(node, gives_way=gives_way), helpful=gives_way)
    helpful = reason is not NotFiredReason.DEADLINE
    yield Move(f"not fired: {reason}", step(given_back, NotFired(node.pending, reason)), helpful=helpful)


def _pulse(node: Node, *, gives_way: bool) -> Node:
    assert node.pending is not None
    attempt = before_pulse(node)
    code = attempt.order if attempt.right.kind is RightKind.GRANT else None
    box = node.box.pulse(code) if gives_way else node.box
    # Whatever is sampled from now on is newer than the pulse.
    pulsed = replace(node, box=box, pending=None, withdrawn=False, fired=(node.pending, node.mono_ms - 1))
    if code is not None:
        pulsed = with_pulse(pulsed, code, reopening=attempt.reopening)
    return pulsed


def _people(node: Node, fitting: Fitting) -> Iterator[Move]:
    fresh = VisitId(f"v{node.counter}")
    for grant, order in node.codes:
        event = StartCollection(visit=fresh, form=CodeForm.QR, grant=grant)
        yield Move(f"show {grant} (order {order})", step(node, event), helpful=False)
    for visit in node.state.visits.values():
        if visit.phase is Phase.OVER:
            continue
        for word in WORDS:
            yield Move(f"say {word}", step(node, Say(visit.id, word)))
        if visit.kind is not VisitKind.LOADING:
            continue
        own = frozenset({visit.order})
        if node.box.items <= own:
            yield Move("say empty", step(node, Say(visit.id, Word.EMPTY)))
        if node.box.items == own:
            event_ = ConfirmLoaded(visit.id, _fresh_code(node), although_not_seen=fitting.item is ItemKind.THIN)
            yield Move("confirm loaded", step(node, event_))


def _office(node: Node) -> Iterator[Move]:
    fresh = VisitId(f"v{node.counter}")
    for order in node.state.orders.values():
        if order.id in node.office:
            yield Move(f"load {order.id}", step(node, StartLoading(fresh, order.id, STAFF)), helpful=False)
        if order.state not in {OrderState.CLOSED, OrderState.CANCELLED} and not order.cancel_wanted:
            yield Move(f"cancel {order.id}", step(node, Cancel(order.id, "r")))
        if node.budget.reissues and order.state is OrderState.READY:
            worn = replace(node, budget=replace(node.budget, reissues=node.budget.reissues - 1))
            yield Move(f"reissue {order.id}", step(worn, Reissue(order.id, _fresh_code(node))), helpful=False)
    yield Move("technician", step(node, TechnicianOpen("tech", A01, "r")))
    if not node.box.items and not node.box.open and node.state.compartments[A01].condition is not Condition.FREE:
        yield Move("clear", step(replace(node, putting=asked(node.state)), Clear("tech", A01, "r")))
    if node.state.site.halted is not None:
        yield Move("resume", step(node, Resume("tech", "r")))


def _clock(node: Node) -> Iterator[Move]:
    yield Move("tick", step(node, Tick()))
    if node.pending is None and node.fired is None:
        for wait_ms in deadlines_ms(node):
            yield Move(f"after {wait_ms} ms", step(replace(node, mono_ms=node.mono_ms + wait_ms), Tick()))


def _crash(node: Node) -> Iterator[Move]:
    nothing = State.empty()
    down = replace(
        node,
        up=False,
        pending=None,
        withdrawn=False,
        fired=None,
        budget=replace(node.budget, crashes=node.budget.crashes - 1),
        state=replace(
            node.state,
            readings=nothing.readings,
            visits=nothing.visits,
            standing=nothing.standing,
            last_pulse=nothing.last_pulse,
            pulsed=nothing.pulsed,
            alarm_ms=nothing.alarm_ms,
        ),
    )
    yield Move("crash", down, helpful=False)
    if node.pending is not None and not node.withdrawn:
        pulsed = _pulse(node, gives_way=True)
        yield Move("crash after the pulse", replace(down, box=pulsed.box, pulses=pulsed.pulses), helpful=False)


def _boot(node: Node) -> Node:
    return step(replace(node, up=True, mono_ms=node.mono_ms + 1_000), Boot("b", "1", "c"))


def _fresh_code(node: Node) -> FreshCode:
    return FreshCode(GrantId(f"g{len(node.codes)}"), CodeRecord(b"s", b"h", "1234"), "sealed")


def step(node: Node, event: Event) -> Node:
    """Have the daemon decide, hand its effects to the bus, and check what it did."""
    try:
        decision = decide(node.state, event, node.now, POLICY)
    except (IllegalMove, KeyError, AssertionError) as error:
        raise BrokenRuleError(f"{type(error).__name__}: {error} ({event!r})") from error
    if decision.state is node.state and not decision.effects:
        return node
    after = replace(node, state=decision.state)
    for effect in decision.effects:
        match effect:
            case Unlock():
                if after.pending is not None:
                    raise BrokenRuleError("two unlocks on their way")
                after = replace(after, pending=effect.attempt, withdrawn=False)
            case Withdraw():
                if after.pending == effect.attempt:
                    after = replace(after, withdrawn=True)
    if isinstance(event, StartLoading | StartCollection) and isinstance(decision.answer, Accepted):
        after = replace(after, counter=node.counter + 1)
    for grant in decision.state.grants.values():
        if grant.id not in node.state.grants:
            after = replace(after, codes=(*after.codes, (grant.id, grant.order)))
    wanted = asked(decision.state)
    if wanted is not None:
        after = replace(after, putting=wanted)
    return after_decision(node, after, event, decision)
