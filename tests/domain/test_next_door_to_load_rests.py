"""Staff who put things behind several doors wait, too, until the lock of the next one has rested."""

from dataclasses import replace

import pytest
from three_parts import put_in, wall
from world import A01, A02, O1, O2, SECOND, STAFF, World, order, place

from lockerd.domain.model.called_back import BadgeList
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Cancel
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, VisitId
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext, StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.shown.speech import LOADED, NEXT, may

O3 = OrderId("01900000-0000-7000-8000-000000000003")
TWO = (Needs(), Needs())


def just_fired(world: World, door: CompartmentId) -> None:
    """A technician has had it opened and shut a moment ago, as when it stuck; it is as free as before."""
    world.state = world.state._replace(pulsed=world.state.pulsed.insert(door, world.now.mono_ms))


def first_in(world: World) -> VisitId:
    """An order of two doors: the first is filled and shut, the lock of the second was fired just now."""
    world.announce(order(needs=TWO))
    visit = world.load()
    put_in(world, A01)
    just_fired(world, A02)
    return visit


def offered(world: World, visit: VisitId) -> frozenset[str]:
    """What may be said now."""
    return may(world.state, visit, world.now, world.policy)


def waits(world: World, visit: VisitId) -> bool:
    """Whether staff stand at the shut door and nothing is fired."""
    row = world.visit(visit)
    return (row.phase, row.compartment, row.trouble) == (Phase.DOOR_SHUT, A01, Refusal.WAIT) and not world.unlocks


def test_the_second_door_of_an_order_opens_by_itself() -> None:
    world = wall()
    visit = first_in(world)
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    assert waits(world, visit), "its coil rests (rule 4)"
    assert world.part().state is PartState.LOADING, "nothing is confirmed before the next lock can be fired"
    world.wait(4 * SECOND, ticks=4)
    assert waits(world, visit)
    world.wait(2 * SECOND, ticks=2)
    put_in(world, A02)
    assert world.visit(visit).trouble is None
    assert world.worth(world.confirm(visit)).name == "ACTIVE"


def test_the_next_thing_of_a_list_waits_as_well() -> None:
    world = wall()
    world.announce(order(O1))
    world.announce(order(O2))
    visit = world.load(O1)
    put_in(world, A01)
    just_fired(world, A02)
    world.accept(LoadNext(visit, O2))
    assert waits(world, visit)
    assert world.visit(visit).listed == ()
    world.wait(6 * SECOND, ticks=6)
    assert world.visit(visit).listed == (world.part(O1).id,)
    put_in(world, A02)
    assert world.accept(ConfirmLoaded(visit, world.fresh_code(), others=(world.fresh_code(),))).grant is not None
    assert len(world.visit(visit).codes) == 2


def test_nobody_is_served_meanwhile_and_nothing_is_said_twice() -> None:
    world = World.of(*(place(CompartmentId(f"A0{n}")) for n in range(1, 5)))
    other = world.loaded(O3, at=A01)
    world.announce(order(needs=TWO))
    visit = world.load()
    first, second = (world.part(number=n).compartment for n in (1, 2))
    assert first is not None
    assert second is not None
    put_in(world, first)
    just_fired(world, second)
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    assert world.refuse(world.show(other)) is Refusal.BUSY
    assert not offered(world, visit) & {LOADED, NEXT, Word.UNDO, Word.OPEN_AGAIN}
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.NOT_NOW
    assert world.refuse(LoadNext(visit, O2)) is Refusal.NOT_NOW
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NO_MORE_OPENINGS
    world.say(visit, Word.HELP)
    world.wait(6 * SECOND, ticks=6)
    assert [each.compartment for each in world.unlocks] == [second]


@pytest.mark.parametrize("what", ["cancelled", "badge", "sprang"])
def test_what_speaks_against_it_leaves_staff_where_they_stood(what: str) -> None:
    world = World.of(place(A01), place(A02))
    visit = first_in(world)
    gone = BadgeList(1, (STAFF.badge,))
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    assert waits(world, visit)
    if what == "cancelled":
        world.accept(Cancel(O1, "withdrawn"))
    elif what == "badge":
        world.state = world.state._replace(site=replace(world.state.site, badge_list=gone))
    elif what == "sprang":
        world.pull(A01)
        world.shut(A01)
    world.wait(11 * SECOND, ticks=11)
    row = world.visit(visit)
    assert (row.phase, row.claim_ms) == (Phase.DOOR_SHUT, None)
    assert not world.unlocks
    assert world.part().state is not PartState.READY
    if what == "sprang":
        world.accept(ConfirmLoaded(visit, world.fresh_code()))
        put_in(world, A02)
        assert world.worth(world.confirm(visit)).name == "ACTIVE"


def test_a_board_that_stays_silent_is_not_waited_for_longer_than_ten_seconds() -> None:
    world = World.of(place(A01), place(A02))
    visit = first_in(world)
    world.boxes[A02].answering = False
    world.report([A02])
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    world.wait(9 * SECOND, ticks=9)
    assert waits(world, visit)
    world.wait(2 * SECOND, ticks=2)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.WAIT)
    world.boxes[A02].answering = True
    world.report([A02])
    following = world.load()
    put_in(world, A02)
    assert world.worth(world.confirm(following)).name == "ACTIVE", "what lies behind the first door is not lost"


def test_where_no_contact_tells_of_the_doors_it_is_the_same() -> None:
    blind = {"door_sensor": DoorSensor.NONE, "item_sensor": ItemSensor.NONE}
    world = World.of(place(A01, **blind), place(A02, **blind))
    world.announce(order(needs=TWO))
    visit = world.load()
    world.fire()
    just_fired(world, A02)
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.DOOR_OPEN, Refusal.WAIT)
    assert not world.unlocks
    world.wait(6 * SECOND, ticks=6)
    world.fire()
    assert world.worth(world.confirm(visit)).name == "ACTIVE"


def test_whoever_collects_from_doors_without_a_contact_waits_as_well() -> None:
    """Until then they were sent away from the second door, and had to come again with the same code."""
    blind = {"door_sensor": DoorSensor.NONE, "item_sensor": ItemSensor.NONE}
    world = World.of(place(A01, **blind), place(A02, **blind))
    world.announce(order(needs=TWO))
    loading = world.load()
    world.fire()
    world.accept(ConfirmLoaded(loading, world.fresh_code()))
    world.fire()
    grant: GrantId = world.confirm(loading)
    world.say(loading, Word.DONE)
    world.wait(6 * SECOND)
    visit = world.collect(grant)
    world.fire()
    just_fired(world, A02)
    world.say(visit, Word.TAKEN_OUT)
    assert (world.visit(visit).compartment, world.visit(visit).trouble) == (A01, Refusal.WAIT)
    world.wait(6 * SECOND, ticks=6)
    assert [each.compartment for each in world.unlocks] == [A02]


def test_loading_begins_at_a_door_that_has_rested() -> None:
    world = World.of(place(A01))
    world.announce(order())
    just_fired(world, A01)
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF)) is Refusal.WAIT, "nobody stands there yet"
    assert world.condition(A01) is Condition.RESERVED
