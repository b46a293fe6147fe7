"""A wall under random events: doors, sensors, locks, strangers, crashes and another configuration, and their books."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from policies import CLAIMS, POLICY
from world import MINUTE, World, place

from lockerd.domain.decide import decide
from lockerd.domain.model.attempts import RightKind
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.events import Event, Tick
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.ids import AttemptId, CompartmentId, GrantId, OrderId, PartId
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
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.openings.refusing import on_battery

NAMES = [CompartmentId(f"A{n:02}") for n in range(1, 5)]
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
waits_ms = st.sampled_from([1, 500, 2_100, 5_100, 10_100, 61_000, 121_000, 301_000, 16 * MINUTE])


class Wall(RuleBasedStateMachine):
    """Four compartments with different sensors, and what was put behind their doors."""

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
                spent = PartId(fact.order, int(str(fact.data["part"])))
                assert spent not in self.spent, "rule 2: spent twice"
                self.spent.append(spent)

    def custody(self, fact: Fact) -> None:
        """Rule 17: once, and by the sensor only where the thing lies behind that door."""
        assert fact.order is not None
        assert fact.compartment is not None
        part = PartId(fact.order, int(str(fact.data["part"])))
        assert part not in self.handed_in, "rule 17: custody passed twice"
        self.handed_in.add(part)
        if fact.data["grade"] == Grade.SENSOR:
            assert part in self.inside[fact.compartment], "rule 18: a receipt for nothing"

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
            assert attempt.part is not None
            assert attempt.part.order == owner, "a code opens another order's door"
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
            puts = visit.role in {Role.LOADER, Role.GIVER, Role.EXCHANGER}
            here = visit.door == which and puts and visit.phase is Phase.DOOR_OPEN
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
        places=walls,
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
