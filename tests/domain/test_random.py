"""Several compartments and orders under random events, nonsense included, against the physical truth."""

from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from world import CLAIMS, MINUTE, POLICY, STAFF, World, asking, hand_in, order, place

from lockerd.domain.decide import decide
from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.compartments import Condition, Leaf, Place
from lockerd.domain.model.derived import active_visit, parts_of, worth
from lockerd.domain.model.events import (
    Accepted,
    Announce,
    Cancel,
    Clear,
    CodeForm,
    ConfirmLoaded,
    EndHold,
    Event,
    PutOnHold,
    Reissue,
    Resume,
    Say,
    StartCollection,
    StartLoading,
    TechnicianOpen,
    Tick,
    Touched,
    Word,
)
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.grants import LIVE
from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId, OrderId, PartId, part_id
from lockerd.domain.model.looks import looks
from lockerd.domain.model.parts import ENDED, OPENS, Direction, Needs, PartState, RightState, is_tied
from lockerd.domain.model.readings import Door, DoorSensor, ItemSensor, Latch, Reading
from lockerd.domain.model.readings import Item as ItemSeen
from lockerd.domain.model.receipts import Grade
from lockerd.domain.model.reports import (
    AuxiliaryInput,
    AuxiliaryReport,
    BusReport,
    BusTrouble,
    Fired,
    NotFired,
    NotFiredReason,
    Readings,
    Unlock,
)
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.openings.refusing import on_battery
from lockerd.domain.shown.attention import Call, attention
from lockerd.domain.shown.speech import LOADED, may

NAMES = [CompartmentId(f"A{n:02}") for n in range(1, 5)]
ORDERS = [OrderId(f"order-{n}") for n in range(1, 7)]
compartments = st.sampled_from(NAMES)
NAMES_LEFT = st.sampled_from([*NAMES, CompartmentId("B01")])
CHANGES = {
    "door_sensor": st.sampled_from(DoorSensor),
    "item_sensor": st.sampled_from(ItemSensor),
    "size": st.sampled_from(["A5", "A4", "plate"]),
    "height_cm": st.sampled_from([60, 100, 150]),
}
places = st.builds(place, NAMES_LEFT, **CHANGES)
walls = st.lists(places, min_size=1, max_size=5, unique_by=lambda p: p.compartment)
orders = st.sampled_from(ORDERS)
words = st.sampled_from(list(Word))
waits_ms = st.sampled_from([1, 500, 2_100, 5_100, 10_100, 61_000, 121_000, 301_000, 16 * MINUTE])


class Wall(RuleBasedStateMachine):
    """Four compartments with different sensors, six orders."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.codes: dict[GrantId, OrderId] = {}
        self.inside: dict[CompartmentId, set[PartId]] = {name: set() for name in NAMES}
        self.spent: list[PartId] = []
        self.handed_in: set[PartId] = set()

    @initialize(
        sensors=st.lists(st.sampled_from(list(DoorSensor)), min_size=4, max_size=4),
        items=st.lists(st.sampled_from(list(ItemSensor)), min_size=4, max_size=4),
    )
    def build(self, sensors: list[DoorSensor], items: list[ItemSensor]) -> None:
        self.world = World.of(
            *[place(n, door_sensor=s, item_sensor=i) for n, s, i in zip(NAMES, sensors, items, strict=True)],
            policy=replace(CLAIMS, openings_per_hour=240, openings_per_badge_hour=240),
        )

    def send(self, event: Event) -> None:
        """Decide twice from the same input, and keep the books."""
        state, before = self.world.state, repr(self.world.state) if self.world.count % 7 == 0 else ""
        now = replace(self.world.now, mono_ms=self.world.mono_ms + 1, powered_ms=self.world.powered_ms + 1)
        foretold = decide(state, event, now, self.world.policy)
        told = len(self.world.facts)
        self.world.event(event)
        assert self.world.last == foretold
        assert not before or repr(state) == before
        for effect in foretold.effects:
            if isinstance(effect, Unlock) and on_battery(state):
                begun_by = foretold.state.attempts[effect.attempt].visit
                assert begun_by in state.visits, "F8: something new is opened on battery"
        for fact in self.world.facts[told:]:
            if fact.type is FactType.GRANT_ISSUED:
                assert fact.order is not None
                self.codes[GrantId(str(fact.data["grant"]))] = fact.order
            elif fact.type is FactType.PART_HANDED_IN:
                self.custody(fact)
            elif fact.type is FactType.GRANT_SPENT:
                assert fact.order is not None
                spent = part_id(fact.order, int(str(fact.data["part"])))
                assert spent not in self.spent, "rule 2: spent twice"
                self.spent.append(spent)

    def custody(self, fact: Fact) -> None:
        """Rule 17: once, and by the sensor only where the thing lies behind that door."""
        assert fact.order is not None
        assert fact.compartment is not None
        part = part_id(fact.order, int(str(fact.data["part"])))
        assert part not in self.handed_in, "rule 17: custody passed twice"
        self.handed_in.add(part)
        if fact.data["grade"] == Grade.SENSOR:
            assert part in self.inside[fact.compartment], "rule 18: a receipt for nothing"

    # central and staff

    @rule(name=orders, reach=st.booleans(), size=st.sampled_from([None, None, "A4", "plate"]), more=st.integers(0, 2))
    def announce(self, name: OrderId, reach: bool, size: str | None, more: int) -> None:
        needs = Needs(size=size, highest_cm=120 if reach else None)
        self.send(asking(order(name, needs=(needs, *[Needs()] * more))))

    @rule(name=orders)
    def announce_hand_in(self, name: OrderId) -> None:
        wanted = hand_in(name)
        self.send(Announce(wanted.order, wanted.parts, self.world.fresh_code()))

    @rule(name=orders, put_in=st.booleans(), word=st.sampled_from([None, Word.ALL_IN, Word.NOTHING_IN]))
    def bring(self, name: OrderId, put_in: bool, word: Word | None) -> None:
        """Somebody comes with what they were asked to bring, and is not disturbed while they stand there."""
        if len(self.world.state.visits) > 1:
            return  # what may be said is tried out in every visit after every step
        self.announce_hand_in(name)
        grant = next((each for each, order in self.codes.items() if order == name), None)
        visit = self.world.fresh_visit()
        self.send(StartCollection(visit, CodeForm.QR, grant, role=Role.GIVER))
        begun = self.world.state.visits.get(visit)
        if begun is None:
            return
        self.fire(gives_way=True)
        self.pull(begun.compartment)
        if put_in:
            self.put(begun.compartment)
        if word is not None:
            self.shut(begun.compartment)
            self.send(Say(visit, word))
            self.wait(4_000)

    @rule(name=orders)
    def cancel(self, name: OrderId) -> None:
        self.send(Cancel(name, "r"))

    @rule(name=orders)
    def keep_back(self, name: OrderId) -> None:
        self.send(PutOnHold(name, "fee_unpaid"))

    @rule(name=orders)
    def give_free(self, name: OrderId) -> None:
        self.send(EndHold(name))

    @rule(name=orders)
    def load(self, name: OrderId) -> None:
        self.send(StartLoading(self.world.fresh_visit(), name, STAFF))

    @rule(name=orders)
    def reissue(self, name: OrderId) -> None:
        self.send(Reissue(name, self.world.fresh_code()))

    @rule(which=compartments)
    def technician(self, which: CompartmentId) -> None:
        self.send(TechnicianOpen("meier", which, "r"))

    @rule(which=compartments)
    def open_for_a_test(self, which: CompartmentId) -> None:
        row = self.world.state.compartments.get(which)
        if row is None:
            return
        self.send(TechnicianOpen("meier", which, "r", only_if_empty=True))
        assert self.world.last is not None
        if any(isinstance(effect, Unlock) for effect in self.world.last.effects):
            assert row.condition in {Condition.FREE, Condition.TO_CHECK}, "a held compartment is opened for a test"
            assert row.part is None
            assert not [p for p in self.world.state.parts.values() if p.compartment == which and p.state not in ENDED]
            if row.place.item_sensor is ItemSensor.FITTED:
                assert not self.inside[which], "something was seen inside"

    @rule(which=compartments)
    def touched(self, which: CompartmentId) -> None:
        self.send(Touched("meier", which, "r"))

    @rule(which=compartments)
    def clear(self, which: CompartmentId) -> None:
        if not self.inside[which] and not self.world.boxes[which].open:
            self.send(Clear("meier", which, "r"))

    @rule()
    def resume(self) -> None:
        self.send(Resume("meier", "r"))

    # people

    @rule(at=st.integers(0, 30), form=st.sampled_from(list(CodeForm)))
    def show(self, at: int, form: CodeForm) -> None:
        grant = [*self.codes, None][at % (len(self.codes) + 1)]
        order = None if grant is None else self.codes[grant]
        brings = order in self.world.state.orders and self.world.part(order).direction is Direction.IN
        role = Role.GIVER if brings else Role.TAKER
        self.send(StartCollection(self.world.fresh_visit(), form, grant, role=role))

    @rule(at=st.integers(0, 30), word=words)
    def say(self, at: int, word: Word) -> None:
        visits = sorted(self.world.state.visits)
        if visits:
            visit = self.world.visit(visits[at % len(visits)])
            others = self.inside[visit.compartment] - {visit.part}
            if word is not Word.EMPTY or not others:
                self.send(Say(visit.id, word))

    @rule(insist=st.booleans())
    def confirm(self, insist: bool) -> None:
        for visit in list(self.world.state.visits.values()):
            if visit.role is Role.LOADER and self.inside[visit.compartment] == {visit.part}:
                self.send(ConfirmLoaded(visit.id, self.world.fresh_code(), insist))

    # the wall

    @rule(gives_way=st.booleans())
    def fire(self, gives_way: bool) -> None:
        if not self.world.unlocks:
            return
        unlock = self.world.unlocks[-1]
        box = self.world.boxes[unlock.compartment]
        if box.open or unlock.attempt in {w.attempt for w in self.world.withdrawn} or not box.answering:
            self.world.unlocks.pop()
            self.send(NotFired(unlock.attempt, NotFiredReason.DOOR_OPEN))
            return
        attempt = self.world.state.attempts[unlock.attempt]
        assert attempt.outcome is None, "rule 1: fires under a closed attempt"
        if attempt.right.kind is RightKind.GRANT:
            owner = self.codes[GrantId(attempt.right.holder)]
            assert attempt.order == owner, "a code opens another order's door"
            assert self.inside[unlock.compartment] <= {attempt.part}, "rule 3: a code opens onto another's item"
            assert attempt.reopening or attempt.part not in self.spent, "rule 2: a spent right fires again"
        self.world.unlocks.pop()
        box.bolted = box.bolted and not gives_way
        self.world.mono_ms += 1
        self.send(Fired(unlock.attempt, self.world.mono_ms))
        self.report(unlock.compartment)

    @rule()
    def give_back(self) -> None:
        if self.world.unlocks:
            self.send(NotFired(self.world.unlocks.pop().attempt, NotFiredReason.DEADLINE))

    @rule(which=compartments)
    def pull(self, which: CompartmentId) -> None:
        box = self.world.boxes[which]
        if not box.bolted and not box.open:
            box.open = True
            self.report(which)

    @rule(which=compartments)
    def force(self, which: CompartmentId) -> None:
        box = self.world.boxes[which]
        if box.place.door_sensor is not DoorSensor.NONE:
            box.open, box.bolted = True, False
            self.report(which)

    @rule(which=compartments)
    def put(self, which: CompartmentId) -> None:
        for visit in self.world.state.visits.values():
            puts = visit.role in {Role.LOADER, Role.GIVER}
            here = visit.compartment == which and puts and visit.phase is Phase.DOOR_OPEN
            if here and self.world.boxes[which].open and not any(visit.part in i for i in self.inside.values()):
                self.inside[which].add(visit.part)
                self.world.boxes[which].item = True
                self.report(which)
                return

    @rule(which=compartments)
    def take(self, which: CompartmentId) -> None:
        if self.world.boxes[which].open:
            self.inside[which].clear()
            self.world.boxes[which].item = False
            self.report(which)

    @rule(which=compartments)
    def shut(self, which: CompartmentId) -> None:
        box = self.world.boxes[which]
        box.open, box.bolted = False, True
        self.report(which)

    @rule(which=compartments, answering=st.booleans())
    def board(self, which: CompartmentId, answering: bool) -> None:
        self.world.boxes[which].answering = answering
        self.report(which)

    def report(self, which: CompartmentId) -> None:
        self.world.mono_ms += 1
        self.send(Readings((self.world.boxes[which].reading(self.world.mono_ms),)))

    @rule(which=compartments, gives_way=st.booleans())
    def stranger(self, which: CompartmentId, gives_way: bool) -> None:
        """Somebody else on the line fires a lock (F42)."""
        box = self.world.boxes[which]
        box.bolted = box.bolted and not gives_way
        self.send(BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock", "1/1", meant=(which,)))
        self.report(which)

    @rule(which=st.sampled_from(AuxiliaryInput), active=st.sampled_from([True, False, None]))
    def cabinet(self, which: AuxiliaryInput, active: bool | None) -> None:
        self.send(AuxiliaryReport(which, active))

    # time, crashes, nonsense

    @rule(ms=waits_ms)
    def wait(self, ms: int) -> None:
        if self.world.unlocks:
            self.give_back()
        self.world.mono_ms += ms
        self.world.powered_ms += ms
        self.send(Tick())

    @rule(pulsed=st.booleans())
    def crash(self, pulsed: bool) -> None:
        for unlock in self.world.unlocks:
            box = self.world.boxes[unlock.compartment]
            box.bolted = box.bolted and not pulsed
        mono_ms = self.world.mono_ms
        self.world.crash()
        self.world.mono_ms = mono_ms
        assert not self.world.unlocks, "rule 1: a start fires a lock by itself"
        self.world.report()

    @rule(
        places=st.lists(
            st.builds(place, NAMES_LEFT, **CHANGES), min_size=1, max_size=5, unique_by=lambda p: p.compartment
        ),
        authorities=st.sampled_from([{"stadt", "kreis"}, {"stadt"}, {"kreis"}]),
        reach_reserved=st.integers(0, 2),
    )
    def reconfigure(self, places: list[Place], authorities: set[str], reach_reserved: int) -> None:
        """Somebody gives the station another valid configuration: doors, sensors, sizes and offices come and go."""
        rows, wanted = self.world.state.compartments, {p.compartment for p in places}
        in_use = [row.place for name, row in rows.items() if not self.world.may_leave_out(name)]
        places += [p for p in in_use if p.compartment not in wanted]
        sizes = tuple(size for size in POLICY.sizes if size in {p.size for p in places})
        policy = replace(
            self.world.policy, authorities=frozenset(authorities), sizes=sizes, reach_reserved=reach_reserved
        )
        mono_ms = self.world.mono_ms
        self.world.reconfigure(*places, policy=policy)
        self.world.mono_ms = mono_ms
        for name in self.world.boxes:
            self.inside.setdefault(name, set())
        assert not self.world.unlocks, "rule 1: a start fires a lock by itself"
        self.world.report()

    @rule(number=st.integers(0, 40))
    def late_reports(self, number: int) -> None:
        attempt = AttemptId(number)
        if any(unlock.attempt == attempt for unlock in self.world.unlocks):
            return
        self.send(Fired(attempt, self.world.mono_ms))
        self.send(NotFired(attempt, NotFiredReason.DEADLINE))

    @rule(
        name=st.sampled_from([*NAMES, CompartmentId("Z99")]),
        door=st.sampled_from(list(Door)),
        latch=st.sampled_from(list(Latch)),
        item=st.sampled_from(list(ItemSeen)),
    )
    def old_readings(self, name: CompartmentId, door: Door, latch: Latch, item: ItemSeen) -> None:
        before = self.world.state
        self.send(Readings((Reading(name, 1, door, latch, item),)))
        assert self.world.state == before

    # what always holds

    @invariant()
    def rules_hold(self) -> None:
        state = self.world.state
        open_attempts = [a for a in state.attempts.values() if a.outcome is None]
        assert len({a.compartment for a in open_attempts}) == len(open_attempts)
        assert sum(1 for a in open_attempts if not a.recovering) <= 1
        for row in state.compartments.values():
            tied = row.part is not None and is_tied(state.parts[row.part])
            unused = row.condition in {Condition.FREE, Condition.RESERVED} and not tied
            assert not (unused and self.inside[row.id]), f"rule 3: {row.id} is {row.condition} with an item inside"
            assert (row.attempt is None) == (row.id not in {a.compartment for a in open_attempts})
            if looks(state, row.id) is Leaf.OPEN:
                assert tied or row.condition not in {
                    Condition.FREE,
                    Condition.RESERVED,
                    Condition.OCCUPIED,
                    Condition.JAMMED,
                }
            if row.part is not None:
                assert state.parts[row.part].compartment == row.id
        for part in state.parts.values():
            assert part.attempts <= 3
            assert part.openings <= (1 if part.direction is Direction.OUT else 3)
            if part.direction is Direction.IN:
                continue
            if part.right in OPENS:
                assert part.compartment is not None
                where = state.compartments[part.compartment]
                assert where.condition is not Condition.QUARANTINED
                assert part.state in {PartState.READY, PartState.COLLECTING, PartState.EXPIRED}
                assert where.part == part.id
            if part.right is RightState.ATTEMPTING:
                assert part.state is PartState.COLLECTING
        for grant in state.grants.values():
            if worth(state, grant) in LIVE:
                assert any(part.right in OPENS for part in parts_of(state, grant.order))

    def teardown(self) -> None:
        """Everybody goes away, for months: what lies behind a door is waited for by somebody, or its time is over."""
        world = self.world
        while world.unlocks:
            self.give_back()
        for days in (0.1, 1, 40, 40):
            world.wait(int(days * DAY_MS))
        called = attention(world.state, world.now, world.policy)
        everywhere = any(each.call in {Call.HALTED, Call.MAINS_LOST} for each in called)
        named = {each.order for each in called}
        for waiting in world.state.orders.values():
            somewhere = (p for p in parts_of(world.state, waiting.id) if p.direction is Direction.OUT or is_tied(p))
            if {part.state for part in somewhere} - ENDED - {PartState.ANNOUNCED, PartState.RESERVED}:
                assert everywhere or waiting.id in named, f"{waiting.id} has something inside, and nobody is called"

    @invariant()
    def what_may_be_said_is_what_is_taken(self) -> None:
        world, code = self.world, self.world.fresh_code()
        for visit in world.state.visits.values():
            events: dict[str, Event] = {word.value: Say(visit.id, word) for word in Word}
            events[LOADED] = ConfirmLoaded(visit.id, code, although_not_seen=True)
            answers = {word: decide(world.state, event, world.now, world.policy) for word, event in events.items()}
            taken = {word for word, decision in answers.items() if isinstance(decision.answer, Accepted)}
            assert may(world.state, visit.id, world.now, world.policy) == taken

    @invariant()
    def lights_are_right(self) -> None:
        state = self.world.state
        for name in self.world.signals.lights:
            row, visit = state.compartments[name], active_visit(state, name)
            assert visit is not None, "a light where nobody stands"
            shut = looks(state, name) is Leaf.SHUT
            assert not shut or row.attempt is not None or visit.phase is Phase.RETRYING, "a light at a shut door"


TestWall = Wall.TestCase
TestWall.settings = settings(max_examples=60, stateful_step_count=60, suppress_health_check=[HealthCheck.too_slow])
