"""Nobody gets the new document before the old one is with the office; whoever has given that gets it (rule 22)."""

from dataclasses import replace

import pytest
from hands import settle
from two_steps import NEW_AT, OLD_AT, at_old_door, brought, custody, new, old, ready, taken, wall
from world import A02, MINUTE, SECOND, World, place

from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Found
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.receipts import Grade, Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word
from lockerd.domain.openings.attempting import may_open


def test_one_code_one_visit_first_the_old_one_then_the_new_one() -> None:
    world = wall()
    grant = ready(world)
    visit = custody(world, grant)
    assert [fact.compartment for fact in world.told(FactType.PART_HANDED_IN)] == [OLD_AT]
    taken(world, visit)
    papers = [world.state.receipts[number] for number in world.visit(visit).papers]
    assert [(each.paper, each.grade, each.part.number) for each in papers] == [
        (Paper.RECEIPT, Grade.SENSOR, 1),
        (Paper.RECEIPT, Grade.SENSOR, 2),
    ]
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, None)
    assert (len(world.told(FactType.ORDER_COLLECTED)), world.worth(grant)) == (1, Worth.SPENT)
    assert world.order() is PartState.HANDED_IN, "until staff have taken the old one out"


def test_the_attempt_at_the_new_ones_door_is_in_the_transaction_that_writes_the_receipt() -> None:
    world = wall()
    visit = brought(world, ready(world))
    world.say(visit, Word.ALL_IN)
    while old(world).receipt is None:
        assert not world.unlocks, "not before"
        world.wait(SECOND)
    assert world.last is not None
    (unlock,) = world.unlocks
    assert (unlock.compartment, world.visit(visit).part) == (NEW_AT, new(world).id)
    types = [fact.type for fact in world.last.facts]
    assert types.index(FactType.PART_HANDED_IN) < types.index(FactType.ATTEMPT_COMMITTED)


def test_no_code_opens_the_new_ones_door_before_custody_whatever_asks() -> None:
    world = wall()
    grant = ready(world)
    right = Right(RightKind.GRANT, grant, authority="stadt")
    for state in (RightState.ATTEMPTING, RightState.SPENT):
        part = replace(new(world), right=state)
        assert not may_open(world.state, right, NEW_AT, part, reopening=state is RightState.SPENT)


@pytest.mark.parametrize("word", [Word.NOTHING_IN, None])
def test_nothing_brought_the_new_one_stays_and_so_does_the_code(word: Word | None) -> None:
    world = wall()
    grant = ready(world)
    visit = brought(world, grant, put_in=False)
    if word is not None:
        world.say(visit, word)
    else:
        world.wait(130 * SECOND, ticks=13)
    assert world.visit(visit).phase is Phase.PAPER_READY, "the door with the new one is not opened"
    assert (new(world).state, world.condition(NEW_AT)) == (PartState.READY, Condition.OCCUPIED)
    assert (old(world).state, world.condition(OLD_AT), world.worth(grant)) == (
        PartState.AWAITED,
        Condition.TO_CHECK,
        Worth.ACTIVE,
    )
    world.wait(6 * SECOND)
    taken(world, custody(world, grant))


def test_left_without_a_word_it_is_custody_and_the_new_one_waits_for_another_visit() -> None:
    world = wall()
    grant = ready(world)
    visit = brought(world, grant)
    world.wait(130 * SECOND, ticks=13)
    assert (old(world).state, world.visit(visit).role) == (PartState.HANDED_IN, Role.GIVER)
    assert not world.unlocks, "nobody stands there any more"
    again = world.collect(grant)
    assert world.visit(again).role is Role.TAKER
    taken(world, again)


def test_said_to_be_in_and_not_seen_where_the_class_takes_no_word() -> None:
    world = World.of(place(), place(A02))
    grant = ready(world)
    visit = brought(world, grant, put_in=False)
    world.say(visit, Word.ALL_IN)
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert (old(world).state, new(world).state) == (PartState.QUARANTINED, PartState.READY)
    world.wait(6 * SECOND)
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF, "the new one is not handed out for nothing"
    assert world.worth(grant) is Worth.ACTIVE, "until staff have looked"


def test_the_door_of_the_old_one_is_left_open_and_the_new_one_stays() -> None:
    world = wall()
    grant = ready(world)
    visit = at_old_door(world, grant)
    world.wait(6 * MINUTE, ticks=36)
    assert (old(world).state, new(world).state, world.visit(visit).trouble) == (
        PartState.QUARANTINED,
        PartState.READY,
        Refusal.ASK_STAFF,
    )
    world.shut(OLD_AT)
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF


def test_the_door_of_the_old_one_jams_and_staff_look_before_another_opens() -> None:
    world = wall()
    grant = ready(world)
    visit = world.collect(grant)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(8 * SECOND, ticks=8)
    assert (old(world).right, world.condition(OLD_AT)) == (RightState.JAMMED, Condition.TO_CHECK)
    assert (new(world).state, world.visit(visit).trouble) == (PartState.READY, Refusal.DOOR_STUCK)
    assert not world.told(FactType.PART_REMAINDER)
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF
    world.technician(OLD_AT)
    world.shut(OLD_AT)
    world.clear(OLD_AT)
    world.wait(6 * SECOND)
    taken(world, custody(world, grant))


def test_the_door_of_the_new_one_jams_and_the_receipt_of_the_old_one_stays() -> None:
    world = wall()
    grant = ready(world)
    visit = custody(world, grant)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(8 * SECOND, ticks=8)
    assert (old(world).state, new(world).state, new(world).right) == (
        PartState.HANDED_IN,
        PartState.READY,
        RightState.JAMMED,
    )
    assert world.visit(visit).trouble is Refusal.DOOR_STUCK
    papers = [world.state.receipts[number] for number in world.visit(visit).papers]
    assert [(each.paper, each.part.number) for each in papers] == [(Paper.RECEIPT, 1), (Paper.RECORD, 2)]
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF


def test_said_not_to_open_the_new_one_stays_for_staff_and_custody_stays() -> None:
    world = wall()
    grant = ready(world)
    visit = custody(world, grant)
    world.fire(gives_way=False)
    world.wait(6 * SECOND, ticks=3)
    world.say(visit, Word.DOES_NOT_OPEN)
    assert (old(world).state, new(world).state, new(world).receipt) == (PartState.HANDED_IN, PartState.READY, None)


def test_the_new_one_is_wrong_and_the_old_one_stays_with_its_receipt() -> None:
    world = wall()
    visit = custody(world, ready(world))
    world.fire()
    world.pull(NEW_AT)
    world.say(visit, Word.WRONG_ITEM)
    world.shut(NEW_AT)
    assert (old(world).state, new(world).state) == (PartState.HANDED_IN, PartState.QUARANTINED)
    assert new(world).receipt is None
    assert [world.state.receipts[number].part.number for number in world.visit(visit).papers] == [1, 2]


def test_found_by_staff_counts_and_the_same_code_opens_the_new_ones_door() -> None:
    world = World.of(place(), place(A02))
    grant = ready(world)
    visit = brought(world, grant, put_in=False)
    world.say(visit, Word.ALL_IN)
    world.say(visit, Word.ALL_IN)
    settle(world)
    world.boxes[OLD_AT].item = True  # thin, and not seen
    world.wait(6 * SECOND)
    world.technician(OLD_AT)
    world.boxes[OLD_AT].item = False
    world.shut(OLD_AT)
    world.accept(Found("meier", OLD_AT, "looked"))
    assert old(world).state is PartState.RETRIEVED
    assert [row.grade for row in world.state.receipts.values() if row.paper is Paper.RECEIPT] == [Grade.FOUND]
    again = world.collect(grant)
    assert world.visit(again).role is Role.TAKER
    taken(world, again)
    assert world.order() is PartState.CLOSED
    assert len(world.told(FactType.ORDER_CLOSED)) == 1
