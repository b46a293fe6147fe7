"""What is left of a hand-in where nothing was fired, or staff found nothing: nothing; and papers count up (rule 16)."""

from dataclasses import replace

from hands import brought, settle, staff_look
from world import A01, O1, O2, SECOND, World, hand_in, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.words import Word


def test_where_no_lock_was_fired_the_part_is_as_it_was_announced() -> None:
    world = World.of(place())
    grant = world.awaited()
    before = world.part()
    world.collect(grant)
    assert world.part() != before
    world.give_back()
    assert world.part() == before
    assert (world.state.compartments[A01].part, world.condition(), world.worth(grant)) == (
        None,
        Condition.FREE,
        Worth.ACTIVE,
    )
    assert world.told(FactType.ORDER_AWAITED)[-1].compartment == A01


def test_where_staff_found_nothing_the_part_is_as_it_was_announced() -> None:
    world = World.of(place())
    grant = world.awaited()
    before = world.part()
    world.say(brought(world, grant, put_in=False), Word.NOTHING_IN)
    assert world.part().before is not before.before
    world.crash()
    world.report()
    world.wait(20 * SECOND)
    staff_look(world, found=False)
    assert world.part() == replace(before, right=world.part().right)
    assert world.worth(grant) is Worth.ACTIVE


def test_papers_of_a_site_count_up_receipts_and_records_together() -> None:
    world = World.of(place())
    first = brought(world, world.awaited(hand_in(O1)), put_in=False)
    world.say(first, Word.NOTHING_IN)
    world.say(first, Word.DONE)
    world.crash()
    world.report()
    world.wait(20 * SECOND)
    second = brought(world, max(world.state.grants))
    world.say(second, Word.ALL_IN)
    settle(world)
    world.wait(20 * SECOND)
    staff_look(world, found=False)
    world.wait(20 * SECOND)
    third = brought(world, world.awaited(hand_in(O2)))
    world.say(third, Word.ALL_IN)
    settle(world)
    assert sorted(world.state.receipts) == [1, 2, 3]
    assert [fact.data["receipt"] for fact in world.told(FactType.PART_HANDED_IN)] == [2, 3]
