"""Several compartments and orders under random events, nonsense included, against the physical truth."""

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from random_wall import Wall, compartments
from world import STAFF, Wanted, asking, hand_in, old_first, order, swap

from lockerd.domain.decide import decide
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.derived import active_visit, parts_of, worth
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import (
    Accepted,
    Announce,
    Cancel,
    Clear,
    Event,
    Resume,
    Say,
    StartCollection,
    TechnicianOpen,
    Touched,
)
from lockerd.domain.model.grants import LIVE
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.looks import looks
from lockerd.domain.model.parts import ENDED, OPENS, Needs, PartState, RightState, is_tied
from lockerd.domain.model.readings import ItemSensor
from lockerd.domain.model.reports import Unlock
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext, Reissue, StartLoading
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import Call, attention
from lockerd.domain.shown.speech import ANOTHER_CODE, LOADED, NEXT, may

ORDERS = [OrderId(f"order-{n}") for n in range(1, 7)]
orders = st.sampled_from(ORDERS)
words = st.sampled_from(list(Word))


class Station(Wall):
    """The same with what central, staff and people wish, and what always holds."""

    # central and staff

    @rule(name=orders, reach=st.booleans(), size=st.sampled_from([None, None, "A4", "plate"]), more=st.integers(0, 2))
    def announce(self, name: OrderId, reach: bool, size: str | None, more: int) -> None:
        needs = Needs(size=size, highest_cm=120 if reach else None)
        self.send(asking(order(name, needs=(needs, *[Needs()] * more))))

    @rule(name=orders)
    def announce_hand_in(self, name: OrderId) -> None:
        wanted = hand_in(name)
        self.send(Announce(wanted.order, wanted.parts, self.world.fresh_code()))

    @rule(name=orders, kind=st.sampled_from([order, swap, old_first]), more=st.integers(0, 1))
    def announce_on_demand(self, name: OrderId, kind: Callable[..., Wanted], more: int) -> None:
        """Its person has the code from the beginning, and shows it whenever they like."""
        several = {"needs": (Needs(),) * (1 + more)} if kind is order else {}
        wanted = kind(name, on_demand=True, **several)
        self.send(Announce(wanted.order, wanted.parts, self.world.fresh_code()))

    @rule(name=orders, put_in=st.booleans(), word=st.sampled_from([None, Word.ALL_IN, Word.NOTHING_IN]))
    def bring(self, name: OrderId, put_in: bool, word: Word | None) -> None:
        """Somebody comes with what they were asked to bring, and is not disturbed while they stand there."""
        if len(self.world.state.visits) > 1:
            return  # what may be said is tried out in every visit after every step
        self.announce_hand_in(name)
        grant = next((each for each, order in self.codes.items() if order == name), None)
        visit = self.world.fresh_visit()
        self.send(StartCollection(visit, CodeForm.QR, grant))
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
    def announce_exchange(self, name: OrderId) -> None:
        self.send(asking(swap(name)))

    @rule(name=orders, leave=st.booleans(), word=st.sampled_from([None, Word.EXCHANGED, Word.NOTHING_IN]))
    def exchange(self, name: OrderId, leave: bool, word: Word | None) -> None:
        """Staff put the new one in, and its person comes, who leaves the old one or not."""
        if len(self.world.state.visits) > 1:
            return
        self.announce_exchange(name)
        self.send(StartLoading(self.world.fresh_visit(), name, STAFF))
        self.at_the_open_door(Role.LOADER)
        self.confirm(insist=True)
        for visit in list(self.world.state.visits):
            self.send(Say(visit, Word.DONE))
        self.wait(10_100)
        grant = next((each for each, order in self.codes.items() if order == name), None)
        self.send(StartCollection(self.world.fresh_visit(), CodeForm.QR, grant))
        door = self.at_the_open_door(Role.EXCHANGER, leave=leave)
        visits = [visit for visit in self.world.state.visits.values() if visit.role is Role.EXCHANGER]
        if door is not None and word is not None and visits:
            self.send(Say(visits[-1].id, word))
            self.wait(4_000)

    @rule(name=orders)
    def announce_old_first(self, name: OrderId) -> None:
        self.send(asking(old_first(name)))

    @rule(name=orders, leave=st.booleans(), word=st.sampled_from([None, Word.ALL_IN, Word.NOTHING_IN]))
    def exchange_behind_two_doors(self, name: OrderId, leave: bool, word: Word | None) -> None:
        """The same with the old one first: whoever has given that is led to the new one's door."""
        if len(self.world.state.visits) > 1:
            return
        self.announce_old_first(name)
        self.send(StartLoading(self.world.fresh_visit(), name, STAFF))
        self.at_the_open_door(Role.LOADER)
        self.confirm(insist=True)
        for visit in list(self.world.state.visits):
            self.send(Say(visit, Word.DONE))
        self.wait(10_100)
        grant = next((each for each, order in self.codes.items() if order == name), None)
        here = self.world.fresh_visit()
        self.send(StartCollection(here, CodeForm.QR, grant))
        door = self.at_the_open_door(Role.GIVER, leave=leave)
        if door is not None and word is not None and here in self.world.state.visits:
            self.send(Say(here, word))
            self.wait(4_000)
            self.at_the_open_door(Role.TAKER, leave=False)

    def at_the_open_door(self, role: Role, *, leave: bool = True) -> CompartmentId | None:
        """Whoever stands there has the door opened, does what they came for, and shuts it."""
        doors = [visit.door for visit in self.world.state.visits.values() if visit.role is role]
        if not doors or doors[-1] is None or not self.world.unlocks:
            return None
        self.fire(gives_way=True)
        self.pull(doors[-1])
        if role in {Role.EXCHANGER, Role.TAKER}:
            self.take(doors[-1])
        if leave:
            self.put(doors[-1])
        self.shut(doors[-1])
        return doors[-1]

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
        self.send(StartCollection(self.world.fresh_visit(), form, grant))

    @rule(at=st.integers(0, 30), where=st.integers(0, 5), form=st.sampled_from(list(CodeForm)))
    def show_another(self, at: int, where: int, form: CodeForm) -> None:
        """In a visit that goes on, or was over a moment ago; beside a door nothing is fired for it."""
        visits = sorted(self.world.state.visits)
        if not visits:
            return
        visit = self.world.visit(visits[where % len(visits)])
        grant = [*self.codes, None][at % (len(self.codes) + 1)]
        self.send(StartCollection(self.world.fresh_visit(), form, grant, within=visit.id))
        assert self.world.last is not None
        fired = any(isinstance(effect, Unlock) for effect in self.world.last.effects)
        assert not fired or visit.phase is Phase.PAPER_READY, "rule 25: a door is opened beside another one"

    @rule(at=st.integers(0, 30), word=words)
    def say(self, at: int, word: Word) -> None:
        visits = sorted(self.world.state.visits)
        if visits:
            visit = self.world.visit(visits[at % len(visits)])
            others = set() if visit.door is None else self.inside[visit.door] - {visit.part}
            if word is not Word.EMPTY or not others:
                self.send(Say(visit.id, word))

    @rule(insist=st.booleans())
    def confirm(self, insist: bool) -> None:
        for visit in list(self.world.state.visits.values()):
            if visit.role is Role.LOADER and self.inside[visit.compartment] == {visit.part}:
                others = tuple(self.world.fresh_code() for _ in visit.listed)
                self.send(ConfirmLoaded(visit.id, self.world.fresh_code(), insist, others=others))

    @rule(insist=st.booleans(), which=st.sampled_from(ORDERS))
    def put_next(self, insist: bool, which: OrderId) -> None:
        for visit in list(self.world.state.visits.values()):
            if visit.role is Role.LOADER and self.inside[visit.compartment] == {visit.part}:
                self.send(LoadNext(visit.id, which, insist))

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
            assert part.openings <= (3 if part.direction is Direction.IN else 1)
            first = [each for each in parts_of(state, part.id.order) if each.direction is Direction.IN]
            if part.direction is Direction.OUT and part.openings:
                assert all(each.receipt is not None for each in first), "rule 22: the new one before the old one"
            if part.direction is Direction.IN:
                continue
            if part.right in OPENS:
                assert part.compartment is not None
                where = state.compartments[part.compartment]
                assert where.condition is not Condition.QUARANTINED
                under_way = {PartState.COLLECTING, PartState.EXCHANGING}
                assert part.state in {PartState.READY, PartState.EXPIRED, *under_way}
                assert where.part == part.id
            if part.right is RightState.ATTEMPTING:
                assert part.state in {PartState.COLLECTING, PartState.EXCHANGING}
        for grant in state.grants.values():
            rows = parts_of(state, grant.order)
            if any(not part.way.brought and part.right is RightState.NONE and part.state not in ENDED for part in rows):
                assert worth(state, grant) not in LIVE, "a code opens something before all of it is put in"
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
            somewhere = (p for p in parts_of(world.state, waiting.id) if p.direction is not Direction.IN or is_tied(p))
            if {part.state for part in somewhere} - ENDED - {PartState.ANNOUNCED, PartState.RESERVED}:
                assert everywhere or waiting.id in named, f"{waiting.id} has something inside, and nobody is called"

    @invariant()
    def what_may_be_said_is_what_is_taken(self) -> None:
        world, code = self.world, self.world.fresh_code()
        for visit in world.state.visits.values():
            events: dict[str, Event] = {word.value: Say(visit.id, word) for word in Word}
            others = tuple(world.fresh_code() for _ in visit.listed)
            events[LOADED] = ConfirmLoaded(visit.id, code, although_not_seen=True, others=others)
            answers = {word: decide(world.state, event, world.now, world.policy) for word, event in events.items()}
            taken = {word for word, decision in answers.items() if isinstance(decision.answer, Accepted)}
            assert may(world.state, visit.id, world.now, world.policy) - {NEXT, ANOTHER_CODE} == taken

    @invariant()
    def lights_are_right(self) -> None:
        state = self.world.state
        for name in self.world.signals.lights:
            row, visit = state.compartments[name], active_visit(state, name)
            assert visit is not None, "a light where nobody stands"
            shut = looks(state, name) is Leaf.SHUT
            assert not shut or row.attempt is not None or visit.phase is Phase.RETRYING, "a light at a shut door"


TestWall = Station.TestCase
TestWall.settings = settings(max_examples=60, stateful_step_count=60, suppress_health_check=[HealthCheck.too_slow])
