"""Two doors of one wall: what is true of them, what lockerd believes, and everything that can happen next."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from explore_checks import BrokenRuleError
from explore_daemon import POLICY, RETENTION_MS
from explore_pair_checks import before_pulse, on_decision

from lockerd.domain.decide import decide
from lockerd.domain.model.compartments import Compartment, Condition, Leaf, Place, leaf
from lockerd.domain.model.events import (
    Boot,
    Clear,
    CodeForm,
    Event,
    Resume,
    Say,
    StartCollection,
    TechnicianOpen,
    Tick,
    Word,
)
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import CodeRecord, Grant, GrantLine
from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId, OrderId, VisitId
from lockerd.domain.model.orders import Kind, Needs, Order, OrderState
from lockerd.domain.model.readings import Door, DoorSensor, Latch, Reading
from lockerd.domain.model.reports import (
    AuxiliaryInput,
    AuxiliaryReport,
    Fired,
    NotFired,
    NotFiredReason,
    Readings,
    Unlock,
    Withdraw,
)
from lockerd.domain.model.state import Now, State
from lockerd.domain.model.visits import Phase

DOORS: Final = (CompartmentId("A01"), CompartmentId("A02"))
ORDERS: Final = (OrderId("1"), OrderId("2"))
CODES: Final = (GrantId("g1"), GrantId("g2"))
WAITS_MS: Final = (2_000, 5_100, 61_000, 121_000, 301_000)
WORDS: Final = (Word.TAKEN_OUT, Word.DONE, Word.OPEN_AGAIN)


class Truth(NamedTuple):
    """One door, and what lies behind it."""

    open: bool = False
    bolted: bool = True
    item: bool = True
    freed: bool = False
    """A pulse of ours freed the bolt, and nobody has shut the door since."""
    excused: bool = False
    """Its alarm ran, or lockerd died while it stood, or was seen, open: nobody waits for it any more."""
    pulses: int = 0
    """Under its code, openings again left out."""


class Budget(NamedTuple):
    """How often what nobody wishes for may still happen."""

    crashes: int
    forces: int = 1
    halts: int = 1


class Pair(NamedTuple):
    """One situation."""

    state: State
    doors: tuple[Truth, Truth]
    budget: Budget
    mono_ms: int = 1_000_000
    count: int = 0
    up: bool = True
    pending: AttemptId | None = None
    withdrawn: bool = False
    fired: tuple[AttemptId, int] | None = None


class Move(NamedTuple):
    """Something that can happen."""

    name: str
    taken: Callable[[Pair], Pair]


def first(sensors: tuple[DoorSensor, DoorSensor], *, crashes: int) -> Pair:
    """Both doors shut and read, a document and a code for each."""
    state = State.empty()
    for at, name in enumerate(DOORS):
        place = Place(name, row=1, column=at + 1, size="A4", height_cm=100, door_sensor=sensors[at])
        row = Compartment(place, condition=Condition.OCCUPIED, order=ORDERS[at])
        order = Order(ORDERS[at], "stadt", Kind.COLLECTION, "passport", "c", 1, Needs(), RETENTION_MS)
        order = replace(order, state=OrderState.READY, compartments=(name,))
        grant = Grant(CODES[at], order.id, (GrantLine(name),), CodeRecord(b"", b"", "1234"), RETENTION_MS)
        state = replace(
            state,
            compartments=state.compartments.insert(name, row),
            orders=state.orders.insert(order.id, order),
            grants=state.grants.insert(grant.id, grant),
        )
    pair = Pair(state, (Truth(), Truth()), Budget(crashes))
    return _report(_report(pair, 0), 1)


def moves(pair: Pair) -> Iterator[Move]:
    """Everything that can happen next."""
    for at in range(2):
        yield from _hands(pair, at)
    if not pair.up:
        yield Move("boot", lambda p: tell(p._replace(up=True), Boot("b", "1", "c"), wait_ms=1_000))
        return
    yield from _bus(pair)
    yield from _people(pair)
    yield Move("tick", lambda p: tell(p, Tick()))
    if pair.pending is None and pair.fired is None:
        for wait_ms in WAITS_MS:
            yield Move(f"after {wait_ms} ms", lambda p, ms=wait_ms: tell(p, Tick(), wait_ms=ms))
    if pair.budget.halts:
        yield Move("cabinet opened", _tamper)
    if pair.budget.crashes:
        yield Move("crash", _crash)


def _hands(pair: Pair, at: int) -> Iterator[Move]:
    door, name = pair.doors[at], DOORS[at]
    told = not pair.up or _sensed(pair, at)[1:] == _heard(pair, at)[1:]
    if door.open:
        if door.item:
            yield Move(f"take {name}", lambda p: _true(p, at, item=False))
        if told:
            yield Move(f"shut {name}", lambda p: _true(p, at, open=False, bolted=True, freed=False, excused=False))
    elif told:
        if not door.bolted:
            yield Move(f"pull {name}", lambda p: _true(p, at, open=True))
        elif pair.budget.forces:
            worn = pair.budget._replace(forces=pair.budget.forces - 1)
            yield Move(f"force {name}", lambda p: _true(p, at, open=True, bolted=False)._replace(budget=worn))


def _bus(pair: Pair) -> Iterator[Move]:
    for at in range(2):
        if pair.fired is None and _sensed(pair, at) != _heard(pair, at):
            yield Move(f"report {DOORS[at]}", lambda p, at=at: _report(p, at))
    if pair.fired is not None:
        fired = Fired(*pair.fired)
        yield Move("fired", lambda p: tell(p._replace(fired=None), fired))
    elif pair.pending is not None:
        at = DOORS.index(pair.state.attempts[pair.pending].compartment)
        reason = NotFiredReason.WITHDRAWN if pair.withdrawn else NotFiredReason.DEADLINE
        given_back = NotFired(pair.pending, reason)
        yield Move("not fired", lambda p: tell(p._replace(pending=None, withdrawn=False), given_back))
        if not pair.withdrawn and not pair.doors[at].open:
            yield Move("pulse", lambda p: _pulse(p, at, gives_way=True))
            yield Move("pulse, stuck", lambda p: _pulse(p, at, gives_way=False))


def _people(pair: Pair) -> Iterator[Move]:
    for at, code in enumerate(CODES):
        show = StartCollection(VisitId(f"v{pair.count:06}"), CodeForm.QR, code)
        yield Move(f"show {code}", lambda p, e=show: tell(p, e))
        open_it = TechnicianOpen("tech", DOORS[at], "r")
        yield Move(f"technician {DOORS[at]}", lambda p, e=open_it: tell(p, e))
        if not pair.doors[at].item and not pair.doors[at].open:
            report_empty = Clear("tech", DOORS[at], "r")
            yield Move(f"clear {DOORS[at]}", lambda p, e=report_empty: tell(p, e))
    for visit in pair.state.visits.values():
        if visit.phase is not Phase.OVER:
            for word in WORDS:
                said = Say(visit.id, word)
                yield Move(f"{visit.order} says {word}", lambda p, e=said: tell(p, e))
    if pair.state.site.halted is not None:
        yield Move("resume", lambda p: tell(p, Resume("tech", "r")))


def tell(pair: Pair, event: Event, *, wait_ms: int = 0) -> Pair:
    """Have lockerd decide; raises ``BrokenRuleError`` if what it does is wrong for what is true."""
    mono_ms = pair.mono_ms + wait_ms + 1
    now = Now(mono_ms=mono_ms, powered_ms=mono_ms, lo_s=mono_ms // 1000, hi_s=None)
    try:
        decision = decide(pair.state, event, now, POLICY)
    except Exception as error:
        raise BrokenRuleError(f"{type(error).__name__}: {error} ({event!r})") from error
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
            pair = _true(pair, at, excused=True)
    state = replace(decision.state, given_back=pair.state.given_back)
    after = pair._replace(state=state, mono_ms=mono_ms, count=pair.count + 1, pending=pending, withdrawn=withdrawn)
    on_decision(pair, after, decision)
    return after


def _pulse(pair: Pair, at: int, *, gives_way: bool) -> Pair:
    attempt = before_pulse(pair, at)
    counts = pair.doors[at].pulses + (not attempt.reopening and attempt.visit is not None)
    pair = _true(pair, at, pulses=counts)
    if gives_way:
        pair = _true(pair, at, bolted=False, freed=True)
    fired = (attempt.id, pair.mono_ms)
    return pair._replace(pending=None, withdrawn=False, fired=fired, mono_ms=pair.mono_ms + 1)


def _tamper(pair: Pair) -> Pair:
    pair = pair._replace(budget=pair.budget._replace(halts=pair.budget.halts - 1))
    for active in (True, False):
        pair = tell(pair, AuxiliaryReport(AuxiliaryInput.TAMPER, active=active))
    return pair


def _crash(pair: Pair) -> Pair:
    fresh, kept = State.empty(), pair.state
    state = replace(
        fresh,
        site=kept.site,
        compartments=kept.compartments,
        orders=kept.orders,
        grants=kept.grants,
        attempts=kept.attempts,
        waiting=kept.waiting,
    )
    for at, name in enumerate(DOORS):
        seen_open = leaf(kept.compartments[name].place, kept.reading(name)) in {Leaf.OPEN, Leaf.UNLATCHED}
        pair = _true(pair, at, excused=pair.doors[at].open or seen_open)
    budget = pair.budget._replace(crashes=pair.budget.crashes - 1)
    return pair._replace(state=state, budget=budget, up=False, pending=None, withdrawn=False, fired=None)


def _true(pair: Pair, at: int, **changes: object) -> Pair:
    doors = list(pair.doors)
    doors[at] = doors[at]._replace(**changes)
    return pair._replace(doors=(doors[0], doors[1]))


def _report(pair: Pair, at: int) -> Pair:
    seen = _sensed(pair, at)
    pair = pair._replace(mono_ms=pair.mono_ms + 1)
    return tell(pair, Readings((Reading(DOORS[at], pair.mono_ms, door=seen[1], latch=seen[2]),)))


def _sensed(pair: Pair, at: int) -> tuple[bool, Door, Latch]:
    truth, sensor = pair.doors[at], pair.state.compartments[DOORS[at]].place.door_sensor
    contact = sensor in {DoorSensor.CONTACT, DoorSensor.BOTH}
    hook = sensor in {DoorSensor.HOOK, DoorSensor.BOTH}
    door = (Door.OPEN if truth.open else Door.CLOSED) if contact else Door.UNKNOWN
    latch = (Latch.LATCHED if truth.bolted else Latch.UNLATCHED) if hook else Latch.UNKNOWN
    return True, door, latch


def _heard(pair: Pair, at: int) -> tuple[bool, Door, Latch]:
    reading = pair.state.reading(DOORS[at])
    return DOORS[at] in pair.state.readings, reading.door, reading.latch
