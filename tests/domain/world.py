"""A small driver around ``decide``: virtual time, people and locks, and the physical truth kept apart from belief."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import told
from belief import A01, O1, Belief
from box import Box
from policies import POLICY
from rpds import HashTrieMap

from lockerd.domain.decide import decide
from lockerd.domain.draft import Decision
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.codes import CodeForm, FreshCode
from lockerd.domain.model.compartments import Compartment, Condition, Place
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.document_classes import Steps
from lockerd.domain.model.events import (
    Accepted,
    Announce,
    Answer,
    Boot,
    Cancel,
    Clear,
    Event,
    Refused,
    Resume,
    Say,
    StartCollection,
    TechnicianOpen,
    Tick,
)
from lockerd.domain.model.fact_fields import ACTOR_FIELDS, FACT_FIELDS, WHOSE_FIELDS
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import CodeRecord, SecondSecret
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId, VisitId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState, may_be_removed
from lockerd.domain.model.readings import DoorSensor, Inputs, ItemSensor
from lockerd.domain.model.refusals import NAMES_A_WAIT, OF_ITS_NUMBER, Refusal
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
from lockerd.domain.model.staff import ConfirmLoaded, Reissue, Staff, StartLoading
from lockerd.domain.model.state import DAY_MS, Policy, State
from lockerd.domain.model.words import Word

A02: Final = CompartmentId("A02")
O2: Final = OrderId("01900000-0000-7000-8000-000000000002")
STAFF: Final = Staff("badge-7", "stadt", frozenset({BadgeRole.LOADING, BadgeRole.RETRIEVAL}))
INPUTS: Final = Inputs(door="in/1/7", latch="left/1/7", item="pins/0/7")
"""Leaf contact, switch in the lock and item sensor of one compartment hang wherever there was an input left."""
ORDINARY: Final = Needs()
SECOND: Final = 1_000
SECOND_BOOT: Final = Boot("boot-2", "0.1.0", "c0ffee")
MINUTE: Final = 60 * SECOND


def place(compartment: CompartmentId = A01, **changes: object) -> Place:
    """An A4 compartment with door contact and item sensor at a comfortable height."""
    usual = Place(compartment, 1, 1, "A4", 100, DoorSensor.CONTACT, ItemSensor.FITTED, INPUTS)
    return replace(usual, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order as central announces it."""

    order: Order
    parts: tuple[Part, ...]

    @property
    def id(self) -> OrderId:
        """Its id."""
        return self.order.id


def order(order_id: OrderId = O1, *, needs: Needs | tuple[Needs, ...] = ORDINARY, **changes: object) -> Wanted:
    """An ordinary collection that waits thirty days: one item for each of the needs."""
    each = (needs,) if isinstance(needs, Needs) else needs
    usual = Order(order_id, "stadt", Kind.COLLECTION, "passport", "case-1", len(each), 30 * DAY_MS)
    row = replace(usual, **changes)  # type: ignore[arg-type]
    ids = [PartId(order_id, number) for number in range(1, len(each) + 1)]
    parts = tuple(Part(name, Direction.OUT, row.authority, wants, 1) for name, wants in zip(ids, each, strict=True))
    return Wanted(row, parts)


def hand_in(order_id: OrderId = O1, *, parts: int = 1, **changes: object) -> Wanted:
    """Something that a person shall bring, as central announces it."""
    wanted = order(order_id, needs=(ORDINARY,) * parts, kind=Kind.HAND_IN, document_class="plates", **changes)
    waits = (replace(p, direction=Direction.IN, state=PartState.AWAITED, right=RightState.ACTIVE) for p in wanted.parts)
    return Wanted(wanted.order, tuple(waits))


def swap(order_id: OrderId = O1, **changes: object) -> Wanted:
    """A new document that a person shall get for the old one, in one compartment."""
    wanted = order(order_id, kind=Kind.SWAP, document_class="plates", **changes)
    return Wanted(wanted.order, tuple(replace(part, direction=Direction.BOTH) for part in wanted.parts))


def old_first(order_id: OrderId = O1, **changes: object) -> Wanted:
    """The same behind two doors: what a person brings first, and then what staff have put in for it."""
    wanted = order(order_id, needs=(ORDINARY, ORDINARY), kind=Kind.SWAP, document_class="plates", **changes)
    old, new = wanted.parts
    brought = replace(old, direction=Direction.IN, state=PartState.AWAITED, right=RightState.ACTIVE)
    return Wanted(wanted.order, (brought, new))


def asking(wanted: Wanted) -> Announce:
    """Central's announcement of it."""
    return Announce(wanted.order, wanted.parts)


@dataclass(slots=True)
class World(Belief):
    """A site in virtual time. Doors report as soon as they move; unlocks wait until a test lets them be fired."""

    policy: Policy = POLICY
    boxes: dict[CompartmentId, Box] = field(default_factory=dict)
    unlocks: list[Unlock] = field(default_factory=list)
    withdrawn: list[Withdraw] = field(default_factory=list)
    last: Decision | None = None
    count: int = 0
    second: SecondSecret | None = None
    """What is kept of the second secret of each code that is made."""
    asks: Steps = ()
    """What each code that is made needs besides."""
    sound: bool = True
    """Nothing in it contradicts itself, and nothing of what is decided does; False: a test has broken something."""

    @classmethod
    def of(cls, *places: Place, condition: Condition = Condition.FREE, policy: Policy = POLICY) -> "World":
        """A site whose compartments are in one condition and read once."""
        world = cls(policy=policy)
        rows = {p.compartment: Compartment(place=p, condition=condition) for p in places}
        world.state = world.state._replace(compartments=HashTrieMap(rows))
        world.boxes = {p.compartment: Box(p) for p in places}
        world.report()
        return world

    # time

    def wait(self, ms: int, *, ticks: int = 1) -> None:
        """Let time pass, with so many ticks on the way."""
        for _ in range(ticks):
            self.mono_ms += ms // ticks
            self.powered_ms += ms // ticks
            self.lo_s += ms // ticks // 1000
            self.event(Tick())

    # events

    def event(self, event: Event) -> Answer:
        """Have one event decided; each happens a millisecond after the one before."""
        self.mono_ms += 1
        self.powered_ms += 1
        decision = decide(self.state, event, self.now, self.policy)
        told.check(self.state, decision)
        assert not self.sound or not any(fact.type is FactType.SITE_DEFECT for fact in decision.facts), decision.facts
        self.state, self.last = decision.state, decision
        for fact in decision.facts:
            besides = {*ACTOR_FIELDS, *WHOSE_FIELDS}
            assert set(fact.data) - besides == set(FACT_FIELDS[fact.type]) - besides, fact
        self.facts += decision.facts
        if isinstance(answer := decision.answer, Refused):
            assert (answer.retry_after_ms is not None) is (answer.reason in NAMES_A_WAIT), answer
            assert (answer.known is not None) is (answer.reason in OF_ITS_NUMBER), answer
        for effect in decision.effects:
            match effect:
                case Unlock():
                    self.unlocks.append(effect)
                case Withdraw():
                    self.withdrawn.append(effect)
        return decision.answer

    def accept(self, event: Event) -> Accepted:
        """The same, and it must be accepted."""
        answer = self.event(event)
        assert isinstance(answer, Accepted), answer
        return answer

    def refuse(self, event: Event) -> Refusal:
        """The same, and it must be refused; gives the reason."""
        answer = self.event(event)
        assert isinstance(answer, Refused), answer
        return answer.reason

    # people and central

    def fresh_visit(self) -> VisitId:
        """A visit id nobody has used."""
        self.count += 1
        return VisitId(f"visit-{self.count}")

    def fresh_code(self) -> FreshCode:
        """A code nobody has used."""
        self.count += 1
        record = CodeRecord(b"salt", b"hash", f"{self.count:04}", self.second, self.asks)
        return FreshCode(GrantId(f"grant-{self.count}"), record, "sealed")

    def announce(self, wanted: Wanted | None = None) -> Wanted:
        """Central announces an order."""
        wanted = wanted or order()
        self.accept(asking(wanted))
        return wanted

    def awaited(self, wanted: Wanted | None = None) -> GrantId:
        """Central announces what a person shall bring; gives the code."""
        wanted = wanted or hand_in()
        grant = self.accept(Announce(wanted.order, wanted.parts, self.fresh_code())).grant
        assert grant is not None
        return grant

    def load(self, order_id: OrderId = O1, *, staff: Staff = STAFF) -> VisitId:
        """Staff begin to load; the attempt waits for the bus."""
        visit = self.fresh_visit()
        self.accept(StartLoading(visit, order_id, staff))
        return visit

    def confirm(self, visit: VisitId, *, although_not_seen: bool = False) -> GrantId:
        """Staff confirm; gives the grant."""
        answer = self.accept(ConfirmLoaded(visit, self.fresh_code(), although_not_seen))
        assert answer.grant is not None
        return answer.grant

    def loaded(self, order_id: OrderId = O1, *, at: CompartmentId = A01) -> GrantId:
        """The whole of an ordinary loading, its visit ended and its coil rested."""
        self.announce(order(order_id))
        visit = self.load(order_id)
        self.fire()
        if self.boxes[at].place.door_sensor is not DoorSensor.NONE:
            self.pull(at)
        if self.visit(visit).must_check:
            self.say(visit, Word.EMPTY)
        self.boxes[at].item = True
        self.shut(at)
        thin = not self.boxes[at].seen_by_sensor
        grant = self.confirm(visit, although_not_seen=thin)
        self.say(visit, Word.DONE)
        self.wait(6 * SECOND)
        return grant

    def show(self, grant: GrantId | None, form: CodeForm = CodeForm.QR) -> StartCollection:
        """A code is shown."""
        return StartCollection(self.fresh_visit(), form, grant)

    def collect(self, grant: GrantId) -> VisitId:
        """A code is shown and accepted; the attempt waits for the bus."""
        event = self.show(grant)
        self.accept(event)
        return event.visit

    def opened(self, grant: GrantId | None = None) -> VisitId:
        """A code (the first, of an ordinary loading) was shown, its lock fired and its door pulled open."""
        visit = self.collect(self.loaded() if grant is None else grant)
        self.fire()
        self.pull(self.visit(visit).compartment)
        return visit

    def put_in(self, order_id: OrderId = O1) -> VisitId:
        """Staff have put an order's item in and shut the door; they have not confirmed yet."""
        visit = self.load(order_id)
        self.fire()
        compartment = self.visit(visit).compartment
        self.pull(compartment)
        self.boxes[compartment].item = True
        self.shut(compartment)
        return visit

    def say(self, visit: VisitId, word: Word) -> None:
        """A person says something that is accepted."""
        self.accept(Say(visit, word))

    def refuse_to(self, visit: VisitId, word: Word) -> Refusal:
        """A person says something that is refused."""
        return self.refuse(Say(visit, word))

    def says(self, visit: VisitId, word: Word) -> bool:
        """A person says something; whether it was accepted."""
        return isinstance(self.event(Say(visit, word)), Accepted)

    def cancel(self, order_id: OrderId = O1) -> None:
        """Central takes an order back."""
        self.accept(Cancel(order_id, "withdrawn"))

    def reissue(self, order_id: OrderId = O1) -> GrantId:
        """Central asks for a new code."""
        grant = self.accept(Reissue(order_id, self.fresh_code())).grant
        assert grant is not None
        return grant

    def technician(self, compartment: CompartmentId = A01) -> None:
        """A technician opens a compartment and the door is pulled."""
        self.accept(TechnicianOpen("meier", compartment, "look inside"))
        self.fire()
        self.pull(compartment)

    def clear(self, compartment: CompartmentId = A01) -> None:
        """Somebody who looked reports it empty."""
        self.accept(Clear("meier", compartment, "empty"))

    def resume(self) -> None:
        """A technician ends a halt."""
        self.accept(Resume("meier", "looked"))

    # locks and doors

    def fire(self, *, gives_way: bool = True) -> None:
        """The bus fires the unlock that waits, and the bolt gives way or not."""
        unlock = self.unlocks.pop()
        box = self.boxes[unlock.compartment]
        box.bolted = box.bolted and not gives_way
        self.mono_ms += 1
        self.event(Fired(unlock.attempt, self.mono_ms))

    def give_back(self, reason: NotFiredReason = NotFiredReason.DEADLINE) -> None:
        """The bus gives the unlock that waits back."""
        self.event(NotFired(self.unlocks.pop().attempt, reason))

    def pull(self, compartment: CompartmentId = A01) -> None:
        """The door is opened, whoever has the right."""
        self.boxes[compartment].open, self.boxes[compartment].bolted = True, False
        self.report([compartment])

    def take(self, compartment: CompartmentId = A01) -> None:
        """What lies inside is taken out."""
        self.boxes[compartment].item = False
        self.report([compartment])

    def shut(self, compartment: CompartmentId = A01) -> None:
        """The door is pushed until it catches."""
        self.boxes[compartment].open, self.boxes[compartment].bolted = False, True
        self.report([compartment])

    def report(self, compartments: Iterable[CompartmentId] | None = None) -> None:
        """The sensors report."""
        self.mono_ms += 1
        names = self.boxes if compartments is None else compartments
        self.event(Readings(tuple(self.boxes[name].reading(self.mono_ms) for name in names)))

    def crash(self, *, off_ms: int = 0, boot: Boot = SECOND_BOOT) -> None:
        """The process dies and starts again; nothing has been read yet."""
        self.unlocks.clear()
        volatile = State.empty()
        self.state = self.state._replace(
            readings=volatile.readings,
            visits=volatile.visits,
            standing=volatile.standing,
            last_pulse=volatile.last_pulse,
            pulsed=volatile.pulsed,
            auxiliary=volatile.auxiliary,
            given_back=volatile.given_back,
            first_badges=volatile.first_badges,
            nonces=volatile.nonces,
            disturbed=volatile.disturbed,
            load_session=volatile.load_session,
            alarm_ms=volatile.alarm_ms,
            first_looked=volatile.first_looked,
            storage_low=volatile.storage_low,
            reach=volatile.reach,
            ending=volatile.ending,
        )
        self.mono_ms = 5_000
        self.lo_s += off_ms // 1000
        self.event(boot)

    def reconfigure(self, *places: Place, policy: Policy | None = None) -> None:
        """It is started with another configuration that leaves out nothing in use; sensors are as that one says."""
        wanted = {p.compartment: p for p in places}
        rows = self.state.compartments
        removed = tuple(sorted(set(rows) - set(wanted)))
        assert all(self.may_leave_out(name) for name in removed), "refused at the start"
        attempts = {a.id: a for a in self.state.attempts.values() if a.compartment in wanted}
        kept = {name: replace(row, place=wanted[name]) for name, row in rows.items() if name in wanted}
        self.state = self.state._replace(
            compartments=HashTrieMap(kept),
            attempts=HashTrieMap(attempts),
        )
        self.policy = policy or self.policy
        for p in places:
            self.boxes.setdefault(p.compartment, Box(p)).place = p
        self.crash(boot=Boot("boot-3", "0.1.0", "decaf", places=places, removed=removed))

    def may_leave_out(self, compartment: CompartmentId) -> bool:
        """Whether a configuration without this door is taken."""
        row = self.state.compartments[compartment]
        return may_be_removed(row, None if row.part is None else self.state.parts[row.part])

    def line(self, which: AuxiliaryInput, active: bool | None) -> None:
        """A line of the cabinet changes."""
        self.event(AuxiliaryReport(which, active))
