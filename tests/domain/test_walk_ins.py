"""Handing in without a code: the visit is the right, and what was put in is judged as ever (rule 21)."""

from dataclasses import replace

import pytest
from hands import paper, settle
from walking import FIRST, begun, brought, part, refused, wall
from world import MINUTE, SECOND, World

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import grant_of
from lockerd.domain.model.events import Cancel, Found
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId, VisitId
from lockerd.domain.model.outages import Outage
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.readings import Item
from lockerd.domain.model.receipts import Grade, Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.model.staff import Reissue
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word


def order_of(world: World, visit: VisitId) -> OrderId:
    found = world.visit(visit).order
    assert found is not None
    return found


def test_what_is_put_in_passes_to_the_office_with_a_receipt() -> None:
    world = wall()
    visit = brought(world)
    assert world.visit(visit).role is Role.WALK_IN
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert (part(world, visit).state, world.condition()) == (PartState.HANDED_IN, Condition.OCCUPIED)
    assert part(world, visit).right is RightState.SPENT
    receipt = paper(world, visit)
    assert (receipt.paper, receipt.grade, receipt.authority) == (Paper.RECEIPT, Grade.SENSOR, "stadt")
    assert [fact.data["document_class"] for fact in world.told(FactType.ORDER_WALKED_IN)] == ["keys"]
    assert [fact.data["by"] for fact in world.told(FactType.ORDER_HANDING_IN)] == ["walk_in"]
    assert not world.told(FactType.GRANT_ISSUED), "nobody gets a code"


def test_order_and_right_are_durable_with_the_first_attempt_and_not_before() -> None:
    world = wall()
    visit = begun(world)
    assert world.last is not None
    kinds = {type(row).__name__ for row in world.last.rows}
    assert {"Order", "Part", "Grant", "Attempt", "Compartment", "Site"} <= kinds
    assert part(world, visit).state is PartState.HANDING_IN
    settled = wall(doors=1)
    assert refused(settled) is Refusal.NO_COMPARTMENT
    assert settled.last is not None
    assert not settled.last.rows, "what is refused leaves no row"


def test_the_end_of_the_visit_ends_the_right() -> None:
    world = wall()
    visit = brought(world, put_in=False)
    world.say(visit, Word.NOTHING_IN)
    assert (part(world, visit).state, part(world, visit).right) == (PartState.AWAITED, RightState.ENDED)
    assert world.condition() is Condition.TO_CHECK, "rule 20: staff look"
    assert paper(world, visit).paper is Paper.RECORD
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NOT_NOW
    grant = grant_of(world.state, order_of(world, visit))
    assert grant is not None
    assert world.refuse(world.show(grant.id)) is Refusal.CODE_NOT_VALID
    assert world.refuse(Reissue(order_of(world, visit), world.fresh_code())) is Refusal.ORDER_NOT_READY


@pytest.mark.parametrize("found", [False, True])
def test_staff_end_what_was_left_without_custody(*, found: bool) -> None:
    world = wall()
    visit = brought(world, put_in=False)
    world.say(visit, Word.NOTHING_IN)
    world.wait(6 * SECOND)
    world.technician(FIRST)
    world.shut(FIRST)
    if found:
        world.accept(Found("meier", FIRST, "looked"))
        assert part(world, visit).receipt is not None, "a receipt, on the word of staff"
        assert part(world, visit).state is PartState.RETRIEVED
    else:
        world.clear(FIRST)
        assert part(world, visit).state is PartState.CLOSED, "a walk-in is closed, not awaited once more"
    assert world.condition() is Condition.FREE
    assert world.told(FactType.ORDER_CLOSED)
    assert world.state.orders[order_of(world, visit)].ended_powered_ms is not None


def test_never_pulsed_is_the_end_of_it() -> None:
    world = wall()
    visit = begun(world)
    world.give_back(NotFiredReason.LINE_DISTURBED)
    assert (part(world, visit).state, world.condition()) == (PartState.CLOSED, Condition.FREE)
    assert world.visit(visit).phase is Phase.PAPER_READY, "a record of the attempt"
    assert paper(world, visit).paper is Paper.RECORD


def test_jammed_is_for_staff_and_no_other_door_opens() -> None:
    world = wall()
    visit = begun(world)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(9 * SECOND, ticks=9)
    assert (part(world, visit).right, world.condition()) == (RightState.ENDED, Condition.TO_CHECK)
    assert not world.told(FactType.PART_REMAINDER)
    assert not world.unlocks


@pytest.mark.parametrize("pulsed", [False, True])
def test_a_crash_ends_the_right_and_what_lies_there_is_judged_in_its_minutes(*, pulsed: bool) -> None:
    world = wall()
    visit = brought(world) if pulsed else begun(world)
    of = order_of(world, visit)
    world.crash()
    world.report()
    mine = next(each for each in world.state.parts.values() if each.id.order == of)
    assert mine.right is RightState.ENDED
    world.wait(16 * MINUTE, ticks=100)
    mine = world.state.parts[mine.id]
    if pulsed:
        assert (mine.state, mine.outage) == (PartState.HANDED_IN, Outage.POWER)
        receipt = world.state.receipts[mine.receipt or 0]
        assert receipt.grade is Grade.SENSOR
    else:
        assert mine.state is PartState.AWAITED, "the attempt that was open counts as fired and unseen"
        assert world.condition() is Condition.TO_CHECK
    assert not world.unlocks, "nothing fires once more"


def test_found_open_at_boot_is_for_staff() -> None:
    world = wall()
    visit = begun(world)
    of = order_of(world, visit)
    world.fire()
    world.pull(FIRST)
    world.crash()
    world.report()
    assert world.condition() is Condition.QUARANTINED
    [mine] = [each for each in world.state.parts.values() if each.id.order == of]
    assert (mine.state, mine.right) == (PartState.QUARANTINED, RightState.ENDED)


def test_a_late_opening_after_the_visit_is_nobodys() -> None:
    world = wall()
    visit = begun(world)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(9 * SECOND, ticks=9)
    world.pull(FIRST)
    assert world.condition() is Condition.QUARANTINED
    assert part(world, visit).state is PartState.QUARANTINED


def test_a_walk_in_that_its_office_cancels_afterwards_waits_for_staff() -> None:
    world = wall()
    visit = brought(world, put_in=False)
    world.say(visit, Word.NOTHING_IN)
    world.accept(Cancel(order_of(world, visit), "not_ours"))
    assert part(world, visit).state is PartState.CANCELLED
    assert world.condition() is Condition.TO_CHECK


def test_its_order_is_erased_as_any_other() -> None:
    world = wall()
    world.policy = replace(world.policy, keep_ended_ms=2 * 60 * MINUTE)
    visit = begun(world)
    of = order_of(world, visit)
    world.give_back(NotFiredReason.LINE_DISTURBED)
    world.wait(4 * 60 * MINUTE, ticks=400)
    assert of not in world.state.orders
    assert not [each for each in world.state.receipts.values() if each.part.order == of]


def test_without_a_sensor_that_proves_it_a_class_that_takes_no_claims_is_not_taken_in_on_a_word() -> None:
    world = wall()
    visit = brought(world, put_in=False)
    world.say(visit, Word.ALL_IN)
    assert world.visit(visit).trouble is Refusal.ITEM_NOT_SEEN
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert world.condition() is Condition.QUARANTINED
    assert paper(world, visit).item is Item.ABSENT
