"""A load list: forty doors under one badge, codes only at the end, undone in part or whole, cut off in the middle."""

from dataclasses import replace

from counter import begin, found
from policies import POLICY, classed
from world import A01, A02, MINUTE, SECOND, STAFF, World, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, VisitId
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext, Staff, StartLoading
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word
from lockerd.domain.requests.listing import LISTED_MAX
from lockerd.domain.shown.speech import LOADED, NEXT, may


def number(of: int) -> OrderId:
    """An order of the pile."""
    return OrderId(f"01900000-0000-7000-8000-{of:012}")


def door(of: int) -> CompartmentId:
    """A door of the wall; orders of the pile come into them in this order."""
    return CompartmentId(f"A{of:02}")


def wall(doors: int, **changes: object) -> World:
    """So many doors, and an order for each."""
    world = World.of(
        *(place(door(n), row=n, **changes) for n in range(1, doors + 1)),
        policy=replace(POLICY, openings_per_hour=240, openings_per_badge_hour=240),
    )
    for n in range(1, doors + 1):
        world.announce(order(number(n), case_reference=f"case-{n}"))
    return world


def fill(world: World, visit: VisitId) -> CompartmentId:
    """The lock is fired, the door pulled, the thing put in, the door shut."""
    world.fire()
    at = world.visit(visit).compartment
    if world.boxes[at].place.door_sensor is not DoorSensor.NONE:
        world.pull(at)
    world.boxes[at].item = True
    world.shut(at)
    return at


def going(world: World, things: int) -> VisitId:
    """So many things are put in, the last one's door shut; nothing is confirmed."""
    visit = world.load(number(1))
    fill(world, visit)
    for n in range(2, things + 1):
        world.accept(LoadNext(visit, number(n)))
        fill(world, visit)
    return visit


def confirmed(world: World, visit: VisitId) -> tuple[GrantId, ...]:
    """Staff confirm the list; gives the codes."""
    listed = world.visit(visit).listed
    codes = tuple(world.fresh_code() for _ in range(len(listed) + 1))
    world.accept(ConfirmLoaded(visit, codes[-1], others=codes[:-1]))
    return world.visit(visit).codes


def offered(world: World, visit: VisitId) -> frozenset[str]:
    """What may be said now."""
    return may(world.state, visit, world.now, world.policy)


def test_nobodys_code_opens_anything_before_the_list_is_confirmed() -> None:
    world = wall(3)
    visit = going(world, 3)
    assert not len(world.state.grants)
    assert not world.told(FactType.PART_LOADED)
    assert [world.order(number(n)) for n in (1, 2, 3)] == [PartState.LOADING] * 3
    before = len(world.facts)
    codes = confirmed(world, visit)
    told = [fact.type for fact in world.facts[before:]]
    assert told.count(FactType.GRANT_ISSUED) == told.count(FactType.ORDER_READY) == 3, "in one step"
    assert [world.order(number(n)) for n in (1, 2, 3)] == [PartState.READY] * 3
    assert [world.worth(code) for code in codes] == [Worth.ACTIVE] * 3
    assert [world.part(number(n)).session for n in (1, 2, 3)] == [1, 1, 1], "one pile (F54)"


def test_forty_documents_in_one_session() -> None:
    world = wall(40)
    codes = confirmed(world, going(world, 40))
    assert len(codes) == len(set(codes)) == 40
    assert all(world.condition(door(n)) is Condition.OCCUPIED for n in range(1, 41))
    assert len([each for each in world.state.site.openings if each.badge == STAFF.badge]) == 40, "each costs the badge"


def test_the_budget_of_the_badge_ends_a_list_and_loses_nothing() -> None:
    world = wall(3)
    world.policy = replace(world.policy, openings_per_badge_hour=2)
    visit = going(world, 2)
    assert world.refuse(LoadNext(visit, number(3))) is Refusal.BRAKE
    assert len(confirmed(world, visit)) == 2


def test_the_list_has_a_bound() -> None:
    world = wall(LISTED_MAX + 1)
    visit = going(world, LISTED_MAX)
    assert NEXT not in offered(world, visit)
    assert world.refuse(LoadNext(visit, number(LISTED_MAX + 1))) is Refusal.LIST_FULL
    assert len(confirmed(world, visit)) == LISTED_MAX


def test_what_comes_next_is_refused_and_the_list_stands() -> None:
    world = wall(2)
    visit = going(world, 2)
    world.announce(order(number(8), authority="kreis"))
    world.announce(order(number(9)))
    before = world.state.visits
    assert world.refuse(LoadNext(visit, number(7))) is Refusal.ORDER_UNKNOWN
    assert world.refuse(LoadNext(visit, number(8))) is Refusal.WRONG_AUTHORITY
    assert world.refuse(LoadNext(visit, number(1))) is Refusal.ORDER_NOT_READY, "it stands on the list"
    assert world.refuse(LoadNext(visit, number(9))) is Refusal.NO_COMPARTMENT
    assert world.state.visits == before
    assert not world.unlocks
    assert len(confirmed(world, visit)) == 2


def test_what_two_people_put_in_is_listed_by_two_only() -> None:
    both = classed("passport", two_people=True)
    other = Staff("badge-8", "stadt", STAFF.roles)
    for badges in ((STAFF,), (STAFF, other)):
        world = wall(2)
        visit = world.load(number(1)) if len(badges) == 1 else world.fresh_visit()
        if len(badges) == 2:
            world.policy = replace(world.policy, classes=both.classes)
            assert world.refuse(StartLoading(visit, number(1), STAFF)) is Refusal.SECOND_BADGE_NEEDED
            world.accept(StartLoading(visit, number(1), other))
        fill(world, visit)
        world.policy = replace(world.policy, classes=both.classes)
        if len(badges) == 1:
            assert world.refuse(LoadNext(visit, number(2))) is Refusal.SECOND_BADGE_NEEDED
            assert not world.unlocks
        else:
            world.accept(LoadNext(visit, number(2)))
            fill(world, visit)
            assert len(confirmed(world, visit)) == 2


def test_others_are_served_between_two_doors() -> None:
    world = wall(3)
    visit = going(world, 2)
    confirmed(world, visit)
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)
    code = world.state.grants_of[number(1)][-1]
    loading = world.load(number(3))
    fill(world, loading)
    collecting = world.collect(code)
    assert world.visit(collecting).phase is Phase.OPENING, "staff at a shut door keep nobody from theirs"
    world.fire()
    world.pull(A01)
    assert world.visit(loading).phase is Phase.DOOR_SHUT
    world.announce(order(number(4)))
    world.boxes[A01].item = False
    assert world.refuse(LoadNext(loading, number(1))) is Refusal.ORDER_NOT_READY
    world.shut(A01)
    world.say(collecting, Word.TAKEN_OUT)
    world.wait(6 * SECOND)
    world.accept(LoadNext(loading, number(4)))


def test_a_list_that_nobody_confirms_is_locked_door_by_door_and_loaded_anew() -> None:
    world = wall(3)
    visit = going(world, 3)
    world.wait(2 * MINUTE)
    assert world.visit(visit).trouble is Refusal.LOADING_NOT_FINISHED
    assert [world.condition(door(n)) for n in (1, 2, 3)] == [Condition.QUARANTINED] * 3
    assert not len(world.state.grants)
    for n in (1, 2, 3):
        looking = begin(world, door(n))
        world.fire()
        world.pull(door(n))
        world.take(door(n))
        world.shut(door(n))
        found(world, looking)
        world.wait(6 * SECOND)
    assert len(confirmed(world, going(world, 3))) == 3, "the orders wait as before"


def test_a_power_cut_in_the_middle_makes_no_code_and_locks_what_was_not_confirmed() -> None:
    world = wall(3)
    visit = going(world, 2)
    world.accept(LoadNext(visit, number(3)))
    world.crash()
    world.report()
    assert not len(world.state.grants)
    assert [world.condition(door(n)) for n in (1, 2, 3)] == [Condition.QUARANTINED] * 3
    assert [row.reason for row in (world.state.compartments[door(n)] for n in (1, 2))] == ["crash_while_loading"] * 2


def test_a_door_that_does_not_open_leads_back_to_the_list() -> None:
    world = wall(3)
    visit = going(world, 2)
    world.accept(LoadNext(visit, number(3)))
    world.give_back()
    row = world.visit(visit)
    assert (row.phase, row.compartment, len(row.listed)) == (Phase.DOOR_SHUT, A02, 1)
    assert row.trouble is not None
    assert world.order(number(3)) is PartState.RESERVED
    world.wait(6 * SECOND)
    world.accept(LoadNext(visit, number(3)))
    fill(world, visit)
    assert len(confirmed(world, visit)) == 3


def test_a_door_of_the_list_that_is_forced_is_left_out_and_the_rest_confirmed() -> None:
    world = wall(3)
    visit = going(world, 3)
    world.wait(15 * SECOND)
    world.pull(A01)
    world.shut(A01)
    assert world.condition(A01) is Condition.QUARANTINED
    codes = confirmed(world, visit)
    assert {world.state.grants[code].order for code in codes} == {number(2), number(3)}
    assert world.visit(visit).trouble is Refusal.NOT_ALL_CONFIRMED
    assert number(1) not in world.state.grants_of


def test_the_door_at_which_staff_stand_is_forced_and_the_list_is_confirmed_without_it() -> None:
    world = wall(3)
    visit = going(world, 3)
    world.wait(15 * SECOND)
    world.pull(door(3))
    world.shut(door(3))
    assert world.condition(door(3)) is Condition.QUARANTINED
    codes = confirmed(world, visit)
    assert {world.state.grants[code].order for code in codes} == {number(1), number(2)}


def test_a_silent_board_costs_its_door_of_the_list_only() -> None:
    world = wall(2)
    visit = going(world, 2)
    world.boxes[A01].answering = False
    world.report([A01])
    codes = tuple(world.fresh_code() for _ in range(2))
    assert world.refuse(ConfirmLoaded(visit, codes[1], others=codes[:1])) is Refusal.WAIT
    for _ in range(7):
        world.say(visit, Word.MORE_TIME)
        world.wait(10 * SECOND)
        world.report([A02])
    left = confirmed(world, visit)
    assert [world.state.grants[code].order for code in left] == [number(2)]
    assert world.condition(A01) is Condition.QUARANTINED


def test_an_order_taken_back_meanwhile_gets_no_code() -> None:
    world = wall(2)
    visit = going(world, 2)
    world.cancel(number(1))
    codes = confirmed(world, visit)
    assert [world.state.grants[code].order for code in codes] == [number(2)]
    assert world.order(number(1)) is PartState.RECALLED


def test_what_was_put_in_last_is_taken_out_again_before_anything_is_confirmed() -> None:
    world = wall(3)
    visit = going(world, 3)
    assert Word.UNDO not in offered(world, visit), "its lock rests"
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    assert world.visit(visit).role is Role.UNDOER
    world.fire()
    world.pull(door(3))
    world.take(door(3))
    world.shut(door(3))
    world.say(visit, Word.DONE)
    row = world.visit(visit)
    assert (row.role, row.phase, row.compartment) == (Role.LOADER, Phase.DOOR_SHUT, A02)
    assert world.order(number(3)) is PartState.RESERVED
    assert len(confirmed(world, visit)) == 2
    assert number(3) not in world.state.grants_of


def test_the_whole_list_is_taken_out_again_before_it_is_confirmed() -> None:
    world = wall(2)
    visit = going(world, 2)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO_ALL)
    for n in (2, 1):
        world.fire()
        world.pull(door(n))
        world.take(door(n))
        world.shut(door(n))
        world.say(visit, Word.TAKEN_OUT)
        world.wait(SECOND)
    assert world.visit(visit).phase is Phase.OVER
    assert [world.order(number(n)) for n in (1, 2)] == [PartState.RESERVED] * 2
    assert not len(world.state.grants)


def test_one_of_the_codes_is_undone_and_the_others_stay_on_the_screen() -> None:
    world = wall(3)
    visit = going(world, 3)
    codes = confirmed(world, visit)
    world.wait(6 * SECOND)
    assert {Word.NEXT_CODE, Word.UNDO, Word.UNDO_ALL} <= offered(world, visit)
    world.say(visit, Word.NEXT_CODE)
    assert (world.visit(visit).grant, world.visit(visit).compartment) == (codes[1], A02)
    world.say(visit, Word.UNDO)
    assert [world.worth(code) for code in codes] == [Worth.ACTIVE, Worth.REVOKED, Worth.ACTIVE]
    world.fire()
    world.pull(A02)
    world.take(A02)
    world.shut(A02)
    world.say(visit, Word.DONE)
    row = world.visit(visit)
    assert (row.phase, row.role, row.codes) == (Phase.CODE_READY, Role.LOADER, (codes[2], codes[0]))
    assert world.order(number(2)) is PartState.RESERVED


def test_all_that_was_confirmed_is_undone_within_two_minutes() -> None:
    world = wall(2)
    visit = going(world, 2)
    codes = confirmed(world, visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO_ALL)
    assert [world.worth(code) for code in codes] == [Worth.REVOKED] * 2, "both die at once"
    for _ in (1, 2):
        at = world.visit(visit).compartment
        world.fire()
        world.pull(at)
        world.take(at)
        world.shut(at)
        world.say(visit, Word.TAKEN_OUT)
        world.wait(SECOND)
    assert world.visit(visit).phase is Phase.OVER
    assert [world.order(number(n)) for n in (1, 2)] == [PartState.RESERVED] * 2
    world = wall(2)
    visit = going(world, 2)
    confirmed(world, visit)
    world.wait(2 * MINUTE)
    assert world.refuse_to(visit, Word.UNDO_ALL) is Refusal.VISIT_OVER


def test_a_code_of_the_list_that_is_used_leaves_the_screen() -> None:
    world = wall(2)
    visit = going(world, 2)
    codes = confirmed(world, visit)
    world.wait(6 * SECOND)
    collecting = world.collect(codes[0])
    world.fire()
    world.pull(A01)
    assert world.visit(visit).codes == (codes[1],)
    assert world.visit(visit).phase is Phase.CODE_READY
    assert world.visit(collecting).phase is Phase.DOOR_OPEN


def test_an_order_of_two_doors_stands_on_a_list_with_others() -> None:
    world = wall(4)
    world.cancel(number(2))
    world.cancel(number(3))
    world.announce(order(number(5), needs=(Needs(), Needs())))
    visit = going(world, 1)
    world.accept(LoadNext(visit, number(5)))
    fill(world, visit)
    assert NEXT not in offered(world, visit), "another door of it comes first"
    assert world.refuse(LoadNext(visit, number(4))) is Refusal.NOT_NOW
    assert LOADED in offered(world, visit)
    codes = tuple(world.fresh_code() for _ in range(2))
    assert world.accept(ConfirmLoaded(visit, codes[1], others=codes[:1])).grant is None
    fill(world, visit)
    world.accept(LoadNext(visit, number(4)))
    fill(world, visit)
    orders = [world.state.grants[code].order for code in confirmed(world, visit)]
    assert orders == [number(1), number(5), number(4)]


def test_without_any_sensor_the_word_of_staff_leads_from_door_to_door() -> None:
    world = wall(2, door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE)
    visit = going(world, 2)
    world.wait(SECOND)
    assert len(confirmed(world, visit)) == 2


def test_codes_that_were_made_for_another_list_are_not_taken() -> None:
    world = wall(2)
    visit = going(world, 2)
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.NOT_NOW
    assert not len(world.state.grants)
