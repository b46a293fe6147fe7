"""What comes of telling lockerd something, of a pulse, of a crash."""

from dataclasses import replace

from lockerd.domain.decide import decide
from lockerd.domain.model.compartments import Compartment, Condition, Leaf, Place
from lockerd.domain.model.events import Event
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import CodeRecord, Grant
from lockerd.domain.model.ids import part_id
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Direction, Needs, Part, PartState, RightState
from lockerd.domain.model.readings import DoorSensor, Reading
from lockerd.domain.model.reports import AuxiliaryInput, AuxiliaryReport, Readings, Unlock, Withdraw
from lockerd.domain.model.state import Now, State
from search.broken import BrokenRuleError, refuse_defects
from search.pair.checks import before_pulse, on_decision
from search.pair.truth import CODES, DOORS, ORDERS, Budget, Pair, Truth, sensed, with_door
from search.policy import POLICY, RETENTION_MS
from search.rules import kept, seen


def first(sensors: tuple[DoorSensor, DoorSensor], *, crashes: int) -> Pair:
    """Both doors shut and read, a document and a code for each."""
    state = State.empty()
    for at, name in enumerate(DOORS):
        place = Place(name, row=1, column=at + 1, size="A4", height_cm=100, door_sensor=sensors[at])
        part = Part(part_id(ORDERS[at], 1), Direction.OUT, "stadt", Needs(), item_count=1)
        part = replace(part, state=PartState.READY, compartment=name, right=RightState.ACTIVE)
        row = Compartment(place, condition=Condition.OCCUPIED, part=part.id)
        order = Order(ORDERS[at], "stadt", Kind.COLLECTION, "passport", "c", parts=1, retention_ms=RETENTION_MS)
        grant = Grant(CODES[at], order.id, "stadt", CodeRecord(b"", b"", "1234"), RETENTION_MS)
        state = replace(
            state,
            compartments=state.compartments.insert(name, row),
            orders=state.orders.insert(order.id, order),
            parts=state.parts.insert(part.id, part),
            grants=state.grants.insert(grant.id, grant),
            grants_of=state.grants_of.insert(order.id, (grant.id,)),
        )
    pair = Pair(state, (Truth(), Truth()), Budget(crashes))
    return report(report(pair, 0), 1)


def tell(pair: Pair, event: Event, *, wait_ms: int = 0) -> Pair:
    """Have lockerd decide; raises ``BrokenRuleError`` if what it does is wrong for what is true."""
    mono_ms = pair.mono_ms + wait_ms + 1
    now = Now(mono_ms=mono_ms, powered_ms=mono_ms, lo_s=mono_ms // 1000, hi_s=None)
    try:
        decision = decide(pair.state, event, now, POLICY)
    except Exception as error:
        raise BrokenRuleError(f"{type(error).__name__}: {error} ({event!r})") from error
    refuse_defects(decision, event)
    pending, withdrawn = pair.pending, pair.withdrawn
    for effect in decision.effects:
        match effect:
            case Unlock():
                if pending is not None or pair.fired is not None:
                    raise BrokenRuleError("rule 6: two unlocks on their way")
                pending, withdrawn = effect.attempt, False
            case Withdraw():
                withdrawn = withdrawn or pending == effect.attempt
    alarms = {f.compartment for f in decision.facts if f.type in {FactType.DOOR_LEFT_OPEN, FactType.SENSOR_FAULT}}
    for at, name in enumerate(DOORS):
        if name in alarms:
            pair = with_door(pair, at, pair.doors[at]._replace(excused=True))
    state = replace(decision.state, given_back=pair.state.given_back)
    after = pair._replace(state=state, mono_ms=mono_ms, events=pair.events + 1, pending=pending, withdrawn=withdrawn)
    on_decision(pair, after, decision)
    return after


def pulse(pair: Pair, at: int, *, gives_way: bool) -> Pair:
    """A pulse reaches a lock. Raises ``BrokenRuleError`` if it must not."""
    attempt = before_pulse(pair, at)
    door = pair.doors[at]
    door = door._replace(pulses=door.pulses + (not attempt.reopening and attempt.visit is not None))
    if gives_way:
        door = door._replace(bolted=False, freed=True)
    pair = with_door(pair, at, door)
    fired = (attempt.id, pair.mono_ms)
    return pair._replace(pending=None, withdrawn=False, fired=fired, mono_ms=pair.mono_ms + 1)


def tamper(pair: Pair) -> Pair:
    """Somebody opens the cabinet and shuts it again: all openings are stopped (F68)."""
    pair = pair._replace(budget=pair.budget._replace(halts=pair.budget.halts - 1))
    for active in (True, False):
        pair = tell(pair, AuxiliaryReport(AuxiliaryInput.TAMPER, active=active))
    return pair


def crash(pair: Pair) -> Pair:
    """The process dies; what is not durable is gone."""
    state = kept(pair.state)
    for at, name in enumerate(DOORS):
        shown = seen(state.compartments[name].place.door_sensor, pair.state.reading(name))
        excused = pair.doors[at].open or shown in {Leaf.OPEN, Leaf.UNLATCHED}
        pair = with_door(pair, at, pair.doors[at]._replace(excused=excused))
    budget = pair.budget._replace(crashes=pair.budget.crashes - 1)
    return pair._replace(state=state, budget=budget, up=False, pending=None, withdrawn=False, fired=None)


def report(pair: Pair, at: int) -> Pair:
    """One door is read."""
    seen = sensed(pair, at)
    pair = pair._replace(mono_ms=pair.mono_ms + 1)
    return tell(pair, Readings((Reading(DOORS[at], pair.mono_ms, door=seen[1], latch=seen[2]),)))
