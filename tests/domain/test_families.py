"""Several codes in one visit: one door after the other, each code judged on its own (rule 25, ADR 47)."""

import pytest
from family import A03, DOORS, O3, ORDERS, another, at_first_door, given, mixed, next_opened, passports, taken
from world import A01, A02, MINUTE, O1, O2, SECOND, World, hand_in, order, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.holds import PutOnHold
from lockerd.domain.model.ids import CompartmentId, OrderId, VisitId
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.receipts import Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import AuxiliaryInput
from lockerd.domain.model.visits import CODES_PER_VISIT, Phase, Role
from lockerd.domain.model.words import Word
from lockerd.domain.shown.speech import ANOTHER_CODE, may


def offered(world: World, visit: VisitId) -> frozenset[str]:
    return may(world.state, visit, world.now, world.policy)


def test_rule_25_three_passports_are_collected_in_one_visit_one_door_after_the_other() -> None:
    world, grants = passports()
    visit = at_first_door(world, grants)
    assert world.unlocks == [], "nothing is opened by showing a code"
    assert [each.grant for each in world.visit(visit).waiting] == grants[1:]
    for door in DOORS[1:]:
        assert world.refuse_to(visit, Word.NEXT_DOOR) is Refusal.NOT_NOW, "the turn at this door goes on"
        taken(world, visit)
        assert (world.visit(visit).phase, world.unlocks) == (Phase.BETWEEN, []), "opened on the person's word alone"
        assert next_opened(world, visit) == door
    taken(world, visit)
    assert world.visit(visit).phase is Phase.OVER
    assert [world.order(each) for each in ORDERS] == [PartState.CLOSED] * 3
    papers = [world.state.receipts[number] for number in world.visit(visit).papers]
    assert [(each.part.order, each.paper) for each in papers] == [(each, Paper.RECEIPT) for each in ORDERS]
    for each in (papers[0], papers[1], papers[2], papers[0]):  # all of them can be had, one after the other
        world.say(visit, Word.PAPER)
        assert each.id in world.visit(visit).papers
    assert world.visit(visit).phase is Phase.PAPER_READY


def test_rule_25_one_to_hand_in_stands_between_two_to_collect() -> None:
    world, grants = mixed()
    visit = at_first_door(world, grants)
    taken(world, visit)
    next_opened(world, visit)
    assert world.visit(visit).role is Role.GIVER
    given(world, visit)
    assert (world.visit(visit).phase, world.order(O2)) == (Phase.BETWEEN, PartState.HANDED_IN)
    assert next_opened(world, visit) == A02
    assert world.visit(visit).role is Role.TAKER
    taken(world, visit)
    assert world.visit(visit).phase is Phase.OVER
    assert len(world.visit(visit).papers) == len(grants)


def test_after_a_hand_in_the_next_code_opens_at_once_and_the_receipt_stays() -> None:
    world, grants = mixed()
    visit = world.opened(grants[1])
    given(world, visit)
    assert world.visit(visit).phase is Phase.PAPER_READY
    receipt = world.visit(visit).papers
    world.accept(another(world, visit, grants[0]))
    assert (world.visit(visit).phase, world.visit(visit).papers) == (Phase.OPENING, receipt)
    world.fire()
    world.pull(A01)
    taken(world, visit)
    assert world.visit(visit).papers[0] == receipt[0]


def ends(world: World, how: str) -> Refusal:
    """What may happen to the second order while its person stands at the first door; gives what they are told."""
    match how:
        case "cancelled":
            world.cancel(O2)
            return Refusal.CANCELLED
        case "on hold":
            world.accept(PutOnHold(O2, "fee_unpaid"))
            return Refusal.ORDER_ON_HOLD
        case "a new code":
            world.reissue(O2)
            return Refusal.CODE_VOID
        case "its board is silent":
            world.boxes[A02].answering = False
            world.report([A02])
            world.wait(2 * MINUTE, ticks=4)
            return Refusal.OUT_OF_SERVICE
        case _:
            raise AssertionError(how)


@pytest.mark.parametrize("how", ["cancelled", "on hold", "a new code", "its board is silent"])
def test_rule_25_what_ends_the_second_is_told_and_ends_nothing_of_the_others(how: str) -> None:
    world, grants = passports()
    visit = at_first_door(world, grants)
    told = ends(world, how)
    assert world.visit(visit).phase is Phase.DOOR_OPEN, "nothing of it is felt at the first door"
    taken(world, visit)
    refused = len(world.told(FactType.CODE_REFUSED))
    world.say(visit, Word.NEXT_DOOR)
    assert (world.visit(visit).phase, world.visit(visit).trouble, world.unlocks) == (Phase.BETWEEN, told, [])
    assert world.told(FactType.CODE_REFUSED)[refused].data["reason"] == told
    assert next_opened(world, visit) == A03
    assert world.visit(visit).trouble is None
    taken(world, visit)
    assert (world.order(O1), world.order(O3)) == (PartState.CLOSED, PartState.CLOSED)


def test_where_the_last_one_opens_nothing_the_papers_of_the_others_are_shown() -> None:
    world, grants = passports()
    visit = at_first_door(world, grants[:2])
    ends(world, "on hold")
    taken(world, visit)
    world.say(visit, Word.NEXT_DOOR)
    seen = world.visit(visit)
    assert (seen.phase, seen.trouble, len(seen.papers)) == (Phase.PAPER_READY, Refusal.ORDER_ON_HOLD, 1)
    world.say(visit, Word.DONE)
    assert world.visit(visit).phase is Phase.OVER


def test_rule_25_a_door_that_sticks_is_told_and_the_next_one_opens() -> None:
    world, grants = passports()
    visit = world.collect(grants[0])
    for grant in grants[1:]:
        world.accept(another(world, visit, grant))
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(10 * SECOND, ticks=20)
    seen = world.visit(visit)
    assert (seen.phase, seen.trouble) == (Phase.BETWEEN, Refusal.DOOR_STUCK)
    assert world.state.receipts[seen.papers[0]].paper is Paper.RECORD, "they were here, and the machine failed them"
    assert next_opened(world, visit) == A02


def test_what_is_over_in_a_moment_keeps_its_turn() -> None:
    world, grants = passports(spare=2)
    visit = at_first_door(world, grants)
    taken(world, visit)
    world.technician(CompartmentId("B01"))
    assert world.refuse_to(visit, Word.NEXT_DOOR) is Refusal.BUSY
    assert Word.NEXT_DOOR not in offered(world, visit)
    assert [each.grant for each in world.visit(visit).waiting] == grants[1:]
    world.shut(CompartmentId("B01"))
    assert next_opened(world, visit) == A02


def test_the_number_of_codes_is_bounded_and_the_rest_counts_as_no_try() -> None:
    world, grants = passports()
    visit = at_first_door(world, grants)
    more = [world.awaited(hand_in(OrderId(f"{O3[:-1]}{n}"))) for n in range(4, CODES_PER_VISIT + 2)]
    for grant in more[:-1]:
        world.accept(another(world, visit, grant))
    assert len(world.visit(visit).shown) == CODES_PER_VISIT
    assert ANOTHER_CODE not in offered(world, visit)
    assert world.refuse(another(world, visit, more[-1])) is Refusal.VISIT_FULL
    assert world.refuse(another(world, visit, None, CodeForm.TYPED)) is Refusal.VISIT_FULL
    assert world.state.site.tries.failures == ()
    taken(world, visit)
    next_opened(world, visit)
    assert world.refuse(another(world, visit, more[-1])) is Refusal.VISIT_FULL, "those that had their turn count too"


def test_the_same_code_in_its_visit_is_that_visit_and_waits_once() -> None:
    world, grants = passports()
    visit = at_first_door(world, grants[:2])
    for form in CodeForm:
        assert world.accept(another(world, visit, grants[1], form)).visit == visit
        assert world.accept(another(world, visit, grants[0], form)).visit == visit
        assert world.accept(world.show(grants[1], form)).visit == visit, "also where it is shown as a first one"
    assert [each.grant for each in world.visit(visit).waiting] == grants[1:2]
    assert world.unlocks == []
    taken(world, visit)
    assert world.accept(another(world, visit, grants[0])).visit == visit, "one that had its turn"
    assert world.unlocks == []


def test_slow_hands_and_a_call_for_help_last_for_the_whole_visit() -> None:
    world = World.of(place(A01), place(A02))
    world.announce(order(O1, needs=Needs(slow_hands=True)))
    loading = world.put_in(O1)
    first = world.confirm(loading)
    world.say(loading, Word.DONE)
    world.wait(6 * SECOND)
    second = world.loaded(O2, at=A02)
    visit = at_first_door(world, [first, second])
    world.say(visit, Word.HELP)
    taken(world, visit)
    world.say(visit, Word.NEXT_DOOR)
    assert (world.visit(visit).slow_hands, world.visit(visit).help_called) == (True, True)


def test_f8_on_battery_what_was_shown_is_finished_and_nothing_more_is_taken() -> None:
    world, grants = passports()
    visit = at_first_door(world, grants[:2])
    world.line(AuxiliaryInput.MAINS_LOST, active=True)
    assert world.refuse(another(world, visit, grants[2])) is Refusal.ON_BATTERY
    taken(world, visit)
    assert next_opened(world, visit) == A02


def test_rule_10_what_expires_while_its_person_stands_at_another_door_still_opens() -> None:
    world = World.of(place(A01), place(A02))
    first = world.loaded(O1)
    world.announce(order(O2, retention_ms=10 * MINUTE))
    loading = world.put_in(O2)
    second = world.confirm(loading)
    world.say(loading, Word.DONE)
    world.wait(9 * MINUTE, ticks=9)
    visit = at_first_door(world, [first, second])
    world.wait(3 * MINUTE, ticks=6)
    assert world.grant(second).retention_left_ms == 0
    taken(world, visit)
    assert next_opened(world, visit) == A02
