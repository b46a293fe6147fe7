"""Whatever people and boards do, the simulated world obeys physics."""

from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sim_bench import Bench

from lockersim.world.hands import HandError
from lockersim.world.model import Cause, Door, Happening, Latch, WorldEvent
from lockersim.world.pulses import overlaps

WIRED = 3
doors = st.sampled_from([f"C{n:02}" for n in range(1, WIRED + 1)])


class Physics(RuleBasedStateMachine):
    """Hands, burglars and unlock frames in any order and at any pace, on a hook wall or a bolt wall."""

    @initialize(family=st.sampled_from(["cu48", "bcc"]))
    def build(self, family: str) -> None:
        self.bench = Bench(family, address=1, wired=WIRED)
        self.asked: list[tuple[float, str]] = []
        self.bench.world.subscribe(self.watch)

    def watch(self, event: WorldEvent) -> None:
        """Judge each event at the moment it happens."""
        if event.compartment is None:
            return
        c = self.bench.world.compartments[event.compartment]
        match event.kind:
            case Happening.DOOR_OPENED:
                assert c.latch is Latch.UNLATCHED
                assert event.cause in {Cause.SPRING, Cause.HAND, Cause.FORCE}
                assert event.cause is not Cause.SPRING or not c.jammed
            case Happening.LATCH_RELEASED:
                assert event.cause is Cause.FORCE or c.pulling
            case Happening.LATCH_ENGAGED:
                assert c.door is Door.CLOSED
                assert not c.pulling
            case Happening.ITEM_IN | Happening.ITEM_OUT:
                assert c.door is Door.OPEN
            case Happening.COIL_ON:
                assert any(name == c.id for _, name in self.asked)

    @rule(door=doors)
    def unlock(self, door: str) -> None:
        number = int(door[1:])
        if self.bench.board.family == "cu48":
            frame = [0x02, 1, number - 1, 0x51, 0x03]
            frame.append(sum(frame) & 0xFF)
        else:
            frame = [0x8A, 1, number, 0x11]
            frame.append(frame[0] ^ frame[1] ^ frame[2] ^ frame[3])
        self.asked.append((self.bench.clock.now_ms(), door))
        self.bench.hear(bytes(frame).hex())

    @rule(by_ms=st.floats(0, 900))
    def wait(self, by_ms: float) -> None:
        self.bench.clock.advance(by_ms)

    @rule(door=doors)
    def pull(self, door: str) -> None:
        c = self.bench.world.compartments[door]
        could = c.door is Door.OPEN or c.latch is Latch.UNLATCHED
        assert self.bench.hands.pull(door) is could

    @rule(door=doors)
    def push(self, door: str) -> None:
        self.bench.hands.push_shut(door)
        assert self.bench.world.compartments[door].door is Door.CLOSED

    @rule(door=doors)
    def force(self, door: str) -> None:
        self.bench.hands.force(door)

    @rule(door=doors, on=st.booleans())
    def jam(self, door: str, on: bool) -> None:
        (self.bench.hands.jam if on else self.bench.hands.unjam)(door)

    @rule(door=doors, item=st.sampled_from(["passport", "plate"]))
    def put_in(self, door: str, item: str) -> None:
        free = self.bench.world.where(item) is None and self.bench.world.compartments[door].door is Door.OPEN
        try:
            self.bench.hands.put_in(door, item)
        except HandError:
            assert not free
        else:
            assert free
            assert self.bench.world.where(item) == door

    @rule(door=doors)
    def take_out(self, door: str) -> None:
        c = self.bench.world.compartments[door]
        can = bool(c.items) and c.door is Door.OPEN
        try:
            item = self.bench.hands.take_out(door)
        except HandError:
            assert not can
        else:
            assert can
            assert self.bench.world.where(item) is None

    @rule()
    def reboot(self) -> None:
        self.bench.board.reboot()

    @invariant()
    def an_open_door_is_not_latched(self) -> None:
        for c in self.bench.world.compartments.values():
            assert c.door is Door.CLOSED or c.latch is Latch.UNLATCHED

    @invariant()
    def coils_overlap_only_when_two_frames_asked(self) -> None:
        for a, b in overlaps(self.bench.world.pulses):
            assert a.compartment != b.compartment
            assert {a.compartment, b.compartment} <= {name for _, name in self.asked}

    @invariant()
    def a_pulse_lasts_no_longer_than_it_was_asked_for(self) -> None:
        for pulse in self.bench.world.pulses:
            last_ms = max(at for at, name in self.asked if name == pulse.compartment)
            latest_ms = last_ms + 10 + self.bench.board.pulse_ms
            assert (self.bench.clock.now_ms() if pulse.end_ms is None else pulse.end_ms) <= latest_ms

    @invariant()
    def events_are_numbered_without_gaps_in_order_of_time(self) -> None:
        events = self.bench.world.events
        assert [e.number for e in events] == list(range(1, len(events) + 1))
        assert all(a.at_ms <= b.at_ms for a, b in pairwise(events))


TestPhysics = Physics.TestCase
TestPhysics.settings = settings(max_examples=150, stateful_step_count=40)
