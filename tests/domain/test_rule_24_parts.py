"""Rule 24: attempts, grace, jam, suspension and end belong to the part; the code is good while one is open."""

from dataclasses import replace

import pytest
from three_parts import A03, DOORS, THREE, loaded, put_in, take, wall
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, hand_in, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Announce, Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import Needs, PartState, RightState
from lockerd.domain.model.readings import ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, Reissue, StartLoading
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import Call, attention


def test_three_parts_are_loaded_one_after_the_other_and_the_code_comes_at_the_end() -> None:
    world = wall()
    world.announce(order(needs=THREE))
    assert world.doors() == DOORS
    visit = world.load()
    for door in DOORS[:2]:
        put_in(world, door)
        world.accept(ConfirmLoaded(visit, world.fresh_code()))
        assert not len(world.state.grants)
        assert world.order() is PartState.LOADING
    put_in(world, A03)
    grant = world.confirm(visit)
    assert (world.worth(grant), world.visit(visit).phase) == (Worth.ACTIVE, Phase.CODE_READY)
    assert [fact.compartment for fact in world.told(FactType.PART_LOADED)] == list(DOORS)
    assert len(world.told(FactType.ORDER_READY)) == 1


def test_a_pick_up_number_that_another_code_got_meanwhile_holds_up_the_last_door_only() -> None:
    world = wall()
    taken = world.fresh_code()
    world.accept(Announce(hand_in(O2).order, hand_in(O2).parts, taken))
    world.announce(order(needs=THREE))
    visit = world.load()
    same = replace(world.fresh_code(), record=taken.record)
    for door in DOORS[:2]:
        put_in(world, door)
        world.accept(ConfirmLoaded(visit, same))
    put_in(world, A03)
    assert world.refuse(ConfirmLoaded(visit, same)) is Refusal.BUSY
    assert world.worth(world.confirm(visit)) is Worth.ACTIVE


def test_one_visit_empties_one_door_after_the_other() -> None:
    world = wall()
    grant = loaded(world)
    visit = world.collect(grant)
    assert world.visit(visit).queue == (world.part(number=2).id, world.part(number=3).id)
    take(world, visit, A01)
    assert (world.condition(A01), world.worth(grant)) == (Condition.FREE, Worth.ATTEMPTING)
    take(world, visit, A02)
    assert world.order() is PartState.COLLECTING
    assert not world.told(FactType.ORDER_COLLECTED)
    take(world, visit, A03)
    assert world.visit(visit).phase is Phase.OVER
    assert world.order() is PartState.CLOSED
    assert [fact.compartment for fact in world.told(FactType.PART_COLLECTED)] == list(DOORS)
    assert len(world.told(FactType.ORDER_COLLECTED)) == len(world.told(FactType.ORDER_CLOSED)) == 1
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID


def test_who_goes_away_finds_the_rest_with_the_same_code() -> None:
    world = wall()
    grant = loaded(world)
    visit = world.collect(grant)
    take(world, visit, A01)
    world.fire()
    world.pull(A02)
    world.take(A02)
    world.shut(A02)
    world.wait(2 * MINUTE, ticks=30)
    world.wait(SECOND)
    assert (world.visit(visit).phase, world.worth(grant)) == (Phase.OVER, Worth.ACTIVE)
    assert not world.told(FactType.ORDER_COLLECTED)
    again = world.collect(grant)
    take(world, again, A03)
    assert len(world.told(FactType.ORDER_COLLECTED)) == 1
    assert len(world.told(FactType.GRANT_SPENT)) == 3


def test_a_jam_a_silent_board_and_a_power_cut_cost_no_other_door() -> None:
    """The second door jams, the third's board is dead, the power fails in between: the rest keeps the same code."""
    world = wall()
    grant = loaded(world)
    world.boxes[A03].answering = False
    world.report([A03])
    visit = world.collect(grant)
    take(world, visit, A01)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND, ticks=6)
        world.wait(3 * SECOND, ticks=3)
    assert (world.condition(A02), world.visit(visit).phase) == (Condition.JAMMED, Phase.OVER)
    assert world.worth(grant) is Worth.ACTIVE
    assert world.refuse(world.show(grant)) is Refusal.WAIT, "only the board keeps the rest"
    world.crash()
    world.report()
    assert [world.part(number=n).right for n in (1, 2, 3)] == [RightState.SPENT, RightState.JAMMED, RightState.ACTIVE]
    world.boxes[A03].answering = True
    world.report([A03])
    visit = world.collect(grant)
    take(world, visit, A03)
    assert world.worth(grant) is Worth.JAMMED
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF
    world.technician(A02)
    world.take(A02)
    world.shut(A02)
    world.clear(A02)
    assert world.order() is PartState.CLOSED or world.order() is PartState.RETRIEVED
    assert len(world.told(FactType.GRANT_SPENT)) == 2
    assert len(world.told(FactType.ORDER_CLOSED)) == 1


def test_a_silent_board_is_wait_for_its_part_only() -> None:
    world = wall()
    grant = loaded(world)
    world.boxes[A01].answering = False
    world.report([A01])
    visit = world.collect(grant)
    take(world, visit, A02)
    assert world.visit(visit).compartment == A03
    take(world, visit, A03)
    world.wait(11 * SECOND, ticks=11)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.WAIT)
    assert world.worth(grant) is Worth.ACTIVE


def test_a_power_cut_between_two_doors_leaves_the_rest_to_the_same_code() -> None:
    world = wall()
    grant = loaded(world)
    visit = world.collect(grant)
    take(world, visit, A01)
    world.crash()
    world.report()
    assert world.part(number=1).right is RightState.SPENT
    assert (world.part(number=2).right, world.part(number=3).right) == (RightState.GRACE, RightState.ACTIVE)
    visit = world.collect(grant)
    take(world, visit, A02)
    take(world, visit, A03)
    assert len(world.told(FactType.GRANT_SPENT)) == 3


def test_a_quarantine_suspends_its_part_and_clearing_ends_that_part_alone() -> None:
    world = wall()
    grant = loaded(world)
    world.technician(A02)
    world.take(A02)
    world.shut(A02)
    assert (world.condition(A02), world.worth(grant)) == (Condition.QUARANTINED, Worth.ACTIVE)
    world.clear(A02)
    assert world.part(number=2).state is PartState.RETRIEVED
    world.wait(10 * SECOND)
    visit = world.collect(grant)
    take(world, visit, A01)
    take(world, visit, A03)
    assert world.order() is PartState.CLOSED
    assert not world.told(FactType.ORDER_COLLECTED), "one of its doors was emptied by somebody else"
    assert len(world.told(FactType.ORDER_CLOSED)) == 1


def test_only_the_last_door_may_be_opened_again() -> None:
    world = wall()
    grant = loaded(world)
    visit = world.collect(grant)
    take(world, visit, A01)
    world.fire()
    world.pull(A02)
    world.shut(A02)
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    assert world.unlocks[-1].compartment == A02


def test_what_staff_clear_elsewhere_keeps_nobody_from_opening_the_last_door_again() -> None:
    world = wall()
    grant = loaded(world)
    world.technician(A02)
    world.take(A02)
    world.shut(A02)
    world.wait(10 * SECOND)
    visit = world.collect(grant)
    take(world, visit, A01)
    world.fire()
    world.pull(A03)
    world.clear(A02)
    world.shut(A03)
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    take(world, visit, A03)
    assert world.order() is PartState.CLOSED


def test_the_next_door_that_cannot_be_opened_ends_the_visit_and_settles_this_one() -> None:
    world = wall()
    grant = loaded(world)
    visit = world.collect(grant)
    for door in (A02, A03):
        world.boxes[door].answering = False
        world.report([door])
    take(world, visit, A01)
    world.wait(11 * SECOND, ticks=11)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.WAIT)
    assert (world.condition(A01), world.worth(grant)) == (Condition.FREE, Worth.ACTIVE)


def test_staff_who_stop_half_way_are_called_and_go_on_where_they_were() -> None:
    world = wall()
    world.announce(order(needs=THREE))
    visit = world.load()
    put_in(world, A01)
    world.boxes[A02].answering = world.boxes[A03].answering = False
    world.report([A02, A03])
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    world.wait(11 * SECOND, ticks=11)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.WAIT)
    called = attention(world.state, world.now, world.policy)
    assert Call.UNFINISHED in {each.call for each in called if each.compartment == A01}
    for door in (A02, A03):
        world.boxes[door].answering = True
        world.report([door])
    visit = world.load()
    put_in(world, A02)
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    put_in(world, A03)
    grant = world.confirm(visit)
    world.wait(6 * SECOND)
    world.collect(grant)


def test_undoing_takes_out_all_parts_one_door_after_the_other() -> None:
    world = wall()
    world.announce(order(needs=THREE))
    visit = world.load()
    for door in DOORS[:2]:
        put_in(world, door)
        world.accept(ConfirmLoaded(visit, world.fresh_code()))
    put_in(world, A03)
    grant = world.confirm(visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    assert (world.worth(grant), world.visit(visit).role) == (Worth.REVOKED, Role.UNDOER)
    for door in (A03, A01, A02):
        take(world, visit, door)
    assert world.order() is PartState.RESERVED
    assert not any(box.item for box in world.boxes.values())


@pytest.mark.parametrize("collected", [0, 1, 2])
def test_cancelling_recalls_what_is_left_and_nothing_that_is_out(collected: int) -> None:
    world = wall()
    grant = loaded(world)
    if collected:
        visit = world.collect(grant)
        for door in DOORS[:collected]:
            take(world, visit, door)
        world.give_back()
        world.say(visit, Word.DONE) if world.visit(visit).phase is not Phase.OVER else None
    world.cancel()
    world.wait(SECOND)
    left = [world.part(number=n).state for n in (1, 2, 3)][collected:]
    assert set(left) == {PartState.RECALLED}
    assert world.worth(grant) is Worth.REVOKED
    assert len(world.told(FactType.ORDER_RECALLED)) == 1


def test_retention_ends_for_all_that_is_left_at_once() -> None:
    world = wall()
    grant = loaded(world)
    world.wait(31 * DAY_MS, ticks=31)
    world.wait(MINUTE)
    assert world.worth(grant) is Worth.EXPIRED
    assert {world.part(number=n).state for n in (1, 2, 3)} == {PartState.EXPIRED}
    assert len(world.told(FactType.ORDER_EXPIRED)) == 1


def test_nobody_who_stands_at_one_door_finds_the_next_expired() -> None:
    """Rule 27: expiry waits for whoever is there, also at the door of a part that is not to come any more."""
    world = wall()
    grant = loaded(world)
    world.wait(world.grant(grant).retention_left_ms - 2 * MINUTE, ticks=30)
    visit = world.collect(grant)
    world.fire()
    world.pull(A01)
    world.wait(4 * MINUTE, ticks=8)
    assert (world.grant(grant).retention_left_ms, world.worth(grant)) == (0, Worth.ACTIVE)
    world.take(A01)
    world.shut(A01)
    world.say(visit, Word.TAKEN_OUT)
    assert world.worth(grant) is Worth.ATTEMPTING
    take(world, visit, A02)
    take(world, visit, A03)
    assert world.order() is PartState.CLOSED


def test_a_new_code_keeps_what_the_doors_know() -> None:
    world = wall()
    old = loaded(world)
    visit = world.collect(old)
    take(world, visit, A01)
    world.give_back()
    new = world.reissue()
    assert (world.worth(old), world.worth(new)) == (Worth.REVOKED, Worth.ACTIVE)
    assert world.part(number=1).right is RightState.SPENT
    world.wait(6 * SECOND)
    visit = world.collect(new)
    take(world, visit, A02)
    take(world, visit, A03)


def test_a_new_code_leaves_a_jammed_part_to_staff_and_opens_the_others() -> None:
    world = wall()
    world.collect(loaded(world))
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND, ticks=6)
        world.wait(3 * SECOND, ticks=3)
    world.wait(20 * SECOND)
    new = world.reissue()
    assert [world.part(number=n).right for n in (1, 2)] == [RightState.JAMMED, RightState.ACTIVE]
    visit = world.collect(new)
    take(world, visit, A02)
    take(world, visit, A03)
    assert (world.worth(new), world.refuse(Reissue(O1, world.fresh_code()))) == (Worth.JAMMED, Refusal.ASK_STAFF)


def test_nobody_is_in_two_visits_for_one_order() -> None:
    world = wall()
    world.announce(order(needs=THREE))
    world.load()
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF)) is Refusal.ORDER_NOT_READY


def test_each_part_has_needs_of_its_own() -> None:
    world = World.of(place(height_cm=60), place(A02, height_cm=150), place(A03, size="A5"))
    world.announce(order(needs=(Needs(lowest_cm=140), Needs(size="A4", highest_cm=110), Needs())))
    assert (world.part().compartment, world.part(number=2).compartment) == (A02, A01)
    world.announce(order(O2))
    assert world.order(O2) is PartState.ANNOUNCED


def test_without_sensors_every_door_needs_its_word() -> None:
    world = World.of(*(place(name, item_sensor=ItemSensor.NONE) for name in DOORS))
    grant = loaded(world)
    visit = world.collect(grant)
    for door in DOORS:
        world.fire()
        world.pull(door)
        world.shut(door)
        world.accept(Say(visit, Word.TAKEN_OUT))
    assert {world.condition(door) for door in DOORS} == {Condition.TO_CHECK}
    assert len(world.told(FactType.ORDER_COLLECTED)) == 1
