"""What no test noticed when a fault was put into the rules: a file that contradicts itself."""

from dataclasses import replace

from world import A01, A02, MINUTE, O2, SECOND, World, place

from lockerd.domain.draft import Draft
from lockerd.domain.hand_over.isolate import isolate
from lockerd.domain.model.attempts import Outcome
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Accepted, Clear
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason


def test_two_codes_for_one_door_in_the_file_put_it_aside_at_the_start() -> None:
    world = World.of(place(), place(A02))
    world.sound = False
    first = world.grant(world.loaded())
    other = world.loaded(O2, at=A02)
    second = replace(first, id=GrantId("grant-of-nobody"))
    state = world.state
    names = state.grants_of.insert(first.order, (first.id, second.id))
    world.state = state._replace(grants=state.grants.insert(second.id, second), grants_of=names)
    world.crash()
    world.report()
    assert world.condition() is Condition.QUARANTINED
    assert {world.refuse(world.show(each.id)) for each in (first, second)} == {
        Refusal.CODE_NOT_VALID,
        Refusal.ASK_STAFF,
    }
    assert [fact.data["grant"] for fact in world.told(FactType.GRANT_REVOKED)] == [first.id]
    world.crash()
    world.report()
    assert [fact.data["count"] for fact in world.told(FactType.SITE_DEFECT)] == [1], "a restart does not meet it again"
    world.technician()
    world.take()
    world.shut()
    world.clear()
    world.wait(MINUTE)
    world.collect(other)


def test_a_door_with_a_defect_is_not_cleared_before_the_bus_has_answered_for_its_lock() -> None:
    world = World.of(place())
    world.sound = False
    world.collect(world.loaded())
    torn = replace(world.part(), state=PartState.CLOSED)
    world.state = world.state._replace(parts=world.state.parts.insert(torn.id, torn))
    world.pull()
    assert world.condition() is Condition.QUARANTINED
    assert world.withdrawn
    world.take()
    world.shut()
    assert world.refuse(Clear("meier", A01, "empty")) is Refusal.BUSY
    world.give_back(NotFiredReason.WITHDRAWN)
    [closed] = world.told(FactType.ATTEMPT_CLOSED)[1:]
    assert closed.data["outcome"] == Outcome.NOT_FIRED
    world.wait(6 * SECOND)
    world.technician()
    world.shut()
    world.clear()
    assert world.condition() is Condition.FREE


def test_a_defect_of_a_door_that_was_taken_out_sets_nothing_apart() -> None:
    world = World.of(place())
    draft = Draft(world.state, world.now, world.policy)
    isolate(draft, A02)
    assert draft.state is world.state
    assert not draft.decision(Accepted()).facts


def test_a_door_that_names_the_part_of_another_is_put_aside_and_the_other_goes_on() -> None:
    world = World.of(place(), place(A02))
    world.sound = False
    world.loaded()
    other = world.loaded(O2, at=A02)
    torn = replace(world.state.compartments[A01], part=world.part(O2).id)
    world.state = world.state._replace(compartments=world.state.compartments.insert(A01, torn))
    world.crash()
    world.report()
    assert world.condition() is Condition.QUARANTINED
    assert world.condition(A02) is Condition.OCCUPIED
    world.collect(other)


def test_a_part_whose_door_was_put_aside_for_a_defect_ends_when_staff_have_cleared_it() -> None:
    world = World.of(place())
    world.sound = False
    world.loaded()
    torn = replace(world.part(), state=PartState.RESERVED)
    world.state = world.state._replace(parts=world.state.parts.insert(torn.id, torn))
    world.crash()
    world.report()
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)
    assert world.state.compartments[A01].part == torn.id
    world.technician()
    world.take()
    world.shut()
    world.clear()
    assert (world.condition(), world.order()) == (Condition.FREE, PartState.RETRIEVED)
