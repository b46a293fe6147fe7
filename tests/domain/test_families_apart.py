"""What keeps a family's visit theirs, and strangers out of it: limits, leaving, whoever comes next, a power cut."""

import pytest
from family import A03, DOORS, O3, ORDERS, another, at_first_door, given, mixed, next_opened, passports, taken
from policies import CLAIMS
from test_second_secret import guarded
from test_second_secret import shown as shown_with
from walking import begun, wall
from world import A01, A02, MINUTE, O1, O2, SECOND, World, hand_in, order, place

from lockerd.copies import replace
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.events import Cancel, StartCollection
from lockerd.domain.model.fact_fields import FACT_FIELDS
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import OrderId, VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word
from lockerd.domain.requests.tries import FREE_FAILURES
from lockerd.domain.shown.speech import ANOTHER_CODE, may


def takes_another(world: World, visit: VisitId) -> bool:
    return ANOTHER_CODE in may(world.state, visit, world.now, world.policy)


def test_rule_11_wrong_codes_typed_in_a_visit_count_as_ever_and_disturb_nobody_in_it() -> None:
    world, grants = passports()
    visit = at_first_door(world, grants[:2])
    before = world.visit(visit)
    for _ in range(FREE_FAILURES):
        assert world.refuse(another(world, visit, None, CodeForm.TYPED)) is Refusal.CODE_NOT_VALID
    assert world.refuse(another(world, visit, grants[2], CodeForm.TYPED)) is Refusal.TOO_MANY_TRIES
    assert world.refuse(world.show(grants[2], CodeForm.TYPED)) is Refusal.TOO_MANY_TRIES, "one account, wherever"
    assert world.visit(visit) == before
    world.accept(another(world, visit, grants[2]))


def test_rule_11_a_code_that_waits_forgives_nothing_before_its_door_is_opened() -> None:
    world, grants = passports()
    visit = at_first_door(world, grants[:1])
    world.refuse(another(world, visit, None, CodeForm.TYPED))
    world.accept(another(world, visit, grants[1], CodeForm.TYPED))
    assert world.state.site.tries.since_success == 1
    taken(world, visit)
    assert world.state.site.tries.since_success == 1
    next_opened(world, visit)
    assert world.state.site.tries.since_success == 0


def test_the_second_secret_is_asked_for_when_a_code_is_shown_and_not_again_at_its_door() -> None:
    world = guarded(A01, A02)
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    event = shown_with(world, first, second=True)
    world.accept(event)
    world.fire()
    world.pull(A01)
    for said, why in ((None, Refusal.SECOND_SECRET_NEEDED), (False, Refusal.SECOND_SECRET_WRONG)):
        wrong = replace(another(world, event.visit, second), second_secret=said)
        assert world.refuse(wrong) is why
    assert world.visit(event.visit).waiting == ()
    world.accept(replace(another(world, event.visit, second), second_secret=True))
    taken(world, event.visit)
    assert next_opened(world, event.visit) == A02
    assert world.grant(second).secret_tries.failures == 0


@pytest.mark.parametrize("where", ["at the shut door", "between two doors"])
def test_who_goes_away_without_a_word_leaves_every_other_door_shut_and_its_code_good(where: str) -> None:
    world, grants = passports()
    visit = at_first_door(world, grants)
    if where == "between two doors":
        taken(world, visit)
    else:
        world.take(A01)
        world.shut(A01)
    world.wait(121 * SECOND, ticks=121)
    assert (world.visit(visit).phase, world.unlocks) == (Phase.OVER, [])
    assert len(world.visit(visit).waiting) == 2, "what was never used is told"
    assert world.refuse_to(visit, Word.NEXT_DOOR) is Refusal.VISIT_OVER
    assert world.refuse(another(world, visit, grants[2])) is Refusal.VISIT_OVER
    assert [world.worth(each) for each in grants[1:]] == [Worth.ACTIVE, Worth.ACTIVE]
    later = world.opened(grants[1])
    assert (later == visit, world.visit(later).waiting) == (False, ())


def test_nobody_is_asked_for_the_next_door_who_left_the_first_one_open() -> None:
    world, grants = mixed()
    visit = world.opened(grants[1])
    world.accept(another(world, visit, grants[0]))
    world.wait(6 * MINUTE, ticks=12)
    assert (world.visit(visit).phase, takes_another(world, visit)) == (Phase.PAPER_READY, False)
    world.shut(world.visit(visit).compartment)
    assert world.refuse_to(visit, Word.NEXT_DOOR) is Refusal.NOT_NOW
    assert world.refuse(another(world, visit, grants[2])) is Refusal.NOT_NOW


def test_who_comes_next_begins_a_visit_of_their_own_and_ends_that_between_two_doors() -> None:
    world, grants = passports()
    visit = at_first_door(world, grants[:2])
    taken(world, visit)
    stranger = world.opened(grants[2])
    assert stranger != visit
    assert world.visit(stranger).papers == (), "nothing of the others is theirs to see"
    assert world.visit(visit).phase is Phase.OVER
    assert world.refuse_to(visit, Word.NEXT_DOOR) is Refusal.VISIT_OVER
    taken(world, stranger)
    assert world.opened(grants[1]), "and the code is as good as it was"


@pytest.mark.parametrize("form", list(CodeForm))
def test_who_holds_one_letter_of_a_family_that_has_gone_comes_to_no_door_of_the_others(form: CodeForm) -> None:
    """Used, it may have lain in the bin; not used, somebody else of them may come back for it."""
    world, grants = passports()
    visit = at_first_door(world, grants)
    taken(world, visit)
    assert world.refuse(world.show(grants[0], form)) is Refusal.CODE_NOT_VALID
    event = world.show(grants[2], form)
    assert world.accept(event).visit == event.visit
    assert world.visit(event.visit).compartment == A03
    assert (world.visit(event.visit).waiting, world.visit(visit).phase) == ((), Phase.OVER)


def test_who_holds_a_used_letter_is_not_led_to_the_door_that_was_opened_for_the_next() -> None:
    world, grants = passports()
    visit = at_first_door(world, grants)
    taken(world, visit)
    next_opened(world, visit)
    assert world.refuse(world.show(grants[0])) is Refusal.CODE_NOT_VALID
    world.take(A02)
    world.shut(A02)
    assert world.refuse(world.show(grants[0])) is Refusal.CODE_NOT_VALID
    event = world.show(grants[2])
    world.wait(6 * SECOND)
    assert world.accept(event).visit == event.visit, "at the shut door it is as good as anybody's"
    assert world.visit(visit).phase is Phase.OVER


def test_where_time_has_shown_the_paper_nobody_else_joins_the_visit() -> None:
    world, grants = mixed()
    visit = world.opened(grants[1])
    world.boxes[world.visit(visit).compartment].item = True
    world.shut(world.visit(visit).compartment)
    world.wait(130 * SECOND, ticks=130)
    assert world.visit(visit).phase is Phase.PAPER_READY
    assert not takes_another(world, visit)
    assert world.refuse(another(world, visit, grants[0])) is Refusal.NOT_NOW


def test_no_visit_begins_by_another_code_and_none_of_staff_takes_one() -> None:
    world, grants = passports()
    unknown = StartCollection(VisitId("fresh"), CodeForm.QR, grants[0], within=VisitId("nobody"))
    assert world.refuse(unknown) is Refusal.VISIT_OVER
    assert {VisitId("nobody"), VisitId("fresh")}.isdisjoint(world.state.visits)
    world.announce(order(OrderId(f"{O3[:-1]}9")))
    loading = world.load(OrderId(f"{O3[:-1]}9"))
    assert not takes_another(world, loading)
    assert world.refuse(another(world, loading, grants[0])) is Refusal.NOT_NOW


def test_who_hands_in_without_a_code_has_a_visit_that_is_the_right_and_takes_no_code() -> None:
    world = wall()
    grant = world.loaded(O1, at=A01)
    world.wait(MINUTE)
    visit = begun(world)
    assert not takes_another(world, visit)
    assert world.refuse(another(world, visit, grant)) is Refusal.NOT_NOW


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("opened", [False, True])
def test_a_power_cut_in_the_middle_is_judged_for_each_order_by_itself(at: int, *, opened: bool) -> None:
    world, grants = passports()
    visit = world.collect(grants[0])
    for grant in grants[1:]:
        world.accept(another(world, visit, grant))
    for _ in range(at):
        world.fire()
        world.pull(world.visit(visit).compartment)
        taken(world, visit)
        world.say(visit, Word.NEXT_DOOR)
    if opened:
        world.fire()
        world.pull(DOORS[at])
    world.crash()
    world.report()
    expected = [Worth.SPENT if opened else Worth.GRACE] + [Worth.ACTIVE] * (2 - at)
    assert [world.worth(each) for each in grants[at:]] == expected
    assert world.unlocks == [], "nothing re-fires by itself"
    assert world.refuse(another(world, visit, grants[2])) is Refusal.VISIT_OVER
    if opened:
        world.take(DOORS[at])
        world.shut(DOORS[at])
    world.wait(6 * SECOND, ticks=6)
    left = grants[at + opened :]
    if left:
        again = at_first_door(world, left)
        for _ in left[1:]:
            taken(world, again)
            next_opened(world, again)
        taken(world, again)
    assert [world.order(each) for each in ORDERS] == [PartState.CLOSED] * 3


def test_nothing_that_is_told_says_that_orders_came_together() -> None:
    """Rule 12: who belongs to whom is nobody's business but theirs."""
    world, grants = passports()
    visit = at_first_door(world, grants)
    taken(world, visit)
    next_opened(world, visit)
    assert all(visit not in fact.data.values() for fact in world.facts)
    assert not any("visit" in field for fields in FACT_FIELDS.values() for field in fields)


def test_rule_27_what_central_ends_while_its_person_stands_there_ends_after_its_turn_and_nothing_else() -> None:
    world, grants = mixed()
    visit = at_first_door(world, grants)
    assert world.refuse(Cancel(O1, "r")) is Refusal.ALREADY_COLLECTED
    taken(world, visit)
    next_opened(world, visit)
    assert world.visit(visit).role is Role.GIVER
    world.cancel(O2)
    given(world, visit)
    assert world.order(O2) is PartState.HANDED_IN, "custody may still pass"
    assert next_opened(world, visit) == A02


def test_an_own_code_that_was_not_used_up_is_tried_again_in_the_same_visit() -> None:
    world = World.of(place(A01), place(A02), policy=CLAIMS)
    brought = world.awaited(hand_in(O1))
    visit = world.opened(brought)
    given(world, visit, Word.NOTHING_IN)
    assert world.visit(visit).phase is Phase.PAPER_READY
    world.wait(6 * SECOND)
    world.accept(another(world, visit, brought))
    world.fire()
    world.pull(world.visit(visit).compartment)
    given(world, visit)
    assert world.order(O1) is PartState.HANDED_IN


def test_the_next_door_never_waits_for_a_code_of_another_visit() -> None:
    world, grants = passports()
    visit = at_first_door(world, grants[:1])
    taken(world, visit)
    assert world.visit(visit).phase is Phase.OVER, "with nothing more to come it is over as ever"
    other = at_first_door(world, grants[1:])
    assert world.refuse(another(world, visit, grants[2])) is Refusal.VISIT_OVER
    taken(world, other)
    assert next_opened(world, other) == A03
    assert world.told(FactType.CODE_REFUSED) == []
