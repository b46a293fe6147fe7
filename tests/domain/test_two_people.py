"""What two people put in together: both show a badge within a minute, and neither alone opens anything."""

from dataclasses import replace
from typing import Final

import pytest
from policies import classed
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, order, place

from lockerd.domain.draft import Draft, InconsistentError
from lockerd.domain.model.attempts import Right, RightKind
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import OrderId, VisitId
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, Staff, StartLoading
from lockerd.domain.model.words import Word
from lockerd.domain.openings.attempting import commit_attempt
from lockerd.domain.requests.two_people import MOST_WAITING

TWO: Final = classed("passport", two_people=True)
OTHER: Final = Staff("badge-8", "stadt", STAFF.roles)
STRANGER: Final = Staff("badge-9", "kreis", STAFF.roles)


def wall() -> World:
    """Two doors; a passport is announced, behind both."""
    world = World.of(place(), place(A02), policy=TWO)
    world.announce(order(needs=(Needs(), Needs())))
    return world


def shown(world: World, staff: Staff, name: OrderId = O1) -> StartLoading:
    """Somebody shows a badge, and the order."""
    return StartLoading(world.fresh_visit(), name, staff)


def both(world: World) -> VisitId:
    """Two people have shown theirs; the attempt waits for the bus."""
    assert world.refuse(shown(world, STAFF)) is Refusal.SECOND_BADGE_NEEDED
    second = shown(world, OTHER)
    world.accept(second)
    return second.visit


def put_in(world: World) -> None:
    """The lock of the door that waits is fired, the item put in, the door shut."""
    door = world.unlocks[-1].compartment
    world.fire()
    world.pull(door)
    world.boxes[door].item = True
    world.shut(door)


def test_the_door_opens_for_two_and_every_fact_names_both() -> None:
    world = wall()
    visit = both(world)
    for _ in range(2):
        put_in(world)
        world.accept(ConfirmLoaded(visit, world.fresh_code()))
    assert world.order() is PartState.READY
    names = {"badge": STAFF.badge, "second_badge": OTHER.badge}
    loading = {FactType.ORDER_LOADING, FactType.PART_LOADED, FactType.ORDER_READY, FactType.ATTEMPT_COMMITTED}
    told = [fact for fact in world.facts if fact.type in loading]
    assert len(told) == 7
    assert all(names.items() <= fact.data.items() for fact in told)
    assert {(fact.data["holder"], fact.data["second"]) for fact in world.told(FactType.ATTEMPT_COMMITTED)} == {
        (STAFF.badge, OTHER.badge)
    }


def test_the_first_badge_alone_changes_nothing_and_opens_nothing() -> None:
    world = wall()
    before = world.state
    assert world.refuse(shown(world, STAFF)) is Refusal.SECOND_BADGE_NEEDED
    assert (world.state.parts, world.state.site, world.unlocks) == (before.parts, before.site, [])


@pytest.mark.parametrize("times", [1, 5])
def test_the_same_badge_again_is_no_second_one(times: int) -> None:
    world = wall()
    for _ in range(1 + times):
        assert world.refuse(shown(world, STAFF)) is Refusal.SECOND_BADGE_NEEDED
    assert not world.unlocks


def test_the_same_request_delivered_again_is_no_second_person() -> None:
    world = wall()
    first = shown(world, STAFF)
    for _ in range(3):
        assert world.refuse(first) is Refusal.SECOND_BADGE_NEEDED
    assert not world.unlocks


def test_after_a_minute_the_first_badge_counts_no_more() -> None:
    world = wall()
    world.refuse(shown(world, STAFF))
    world.wait(MINUTE)
    assert world.refuse(shown(world, OTHER)) is Refusal.SECOND_BADGE_NEEDED, "now it is the first"
    world.accept(shown(world, STAFF))


def test_a_power_cut_forgets_the_first_badge() -> None:
    world = wall()
    world.refuse(shown(world, STAFF))
    world.crash()
    world.report()
    assert world.refuse(shown(world, OTHER)) is Refusal.SECOND_BADGE_NEEDED


def test_the_badge_of_another_office_is_neither_first_nor_second() -> None:
    world = wall()
    assert world.refuse(shown(world, STRANGER)) is Refusal.WRONG_AUTHORITY
    world.refuse(shown(world, STAFF))
    assert world.refuse(shown(world, STRANGER)) is Refusal.WRONG_AUTHORITY
    world.accept(shown(world, OTHER))


def test_two_badges_for_two_orders_are_each_alone() -> None:
    world = wall()
    world.announce(order(O2))
    assert world.refuse(shown(world, STAFF)) is Refusal.SECOND_BADGE_NEEDED
    assert world.refuse(shown(world, OTHER, O2)) is Refusal.SECOND_BADGE_NEEDED


def test_both_are_shown_anew_for_the_next_loading() -> None:
    world = wall()
    visit = both(world)
    world.fire(gives_way=False)
    for _ in range(2):
        world.wait(8 * SECOND, ticks=8)
        if world.unlocks:
            world.fire(gives_way=False)
    world.wait(8 * SECOND, ticks=8)
    assert world.visit(visit).trouble is Refusal.DOOR_STUCK
    assert world.refuse(shown(world, OTHER)) is Refusal.SECOND_BADGE_NEEDED


def test_other_classes_need_one_badge() -> None:
    world = World.of(place(), policy=TWO)
    world.announce(order(document_class="letter"))
    world.accept(shown(world, STAFF))
    assert world.told(FactType.ATTEMPT_COMMITTED)[0].data["second"] == ""


def test_the_brake_counts_for_both_badges_and_gives_both_back() -> None:
    world = World.of(place(), place(A02), policy=replace(TWO, openings_per_badge_hour=1))
    world.announce(order())
    world.announce(order(O2, document_class="letter"))
    both(world)
    world.give_back()
    assert (world.state.site.openings, world.state.site.reissues) == ((), ())
    world.wait(20 * SECOND)
    both(world)
    put_in(world)
    world.wait(6 * SECOND)
    for staff in (STAFF, OTHER):
        assert world.refuse(shown(world, staff, O2)) in {Refusal.BRAKE, Refusal.BUSY}
    assert world.refuse(shown(world, OTHER, O2)) is Refusal.BRAKE


def test_an_undo_is_under_both_badges() -> None:
    world = wall()
    visit = both(world)
    for _ in range(2):
        put_in(world)
        world.accept(ConfirmLoaded(visit, world.fresh_code()))
    world.wait(6 * SECOND)
    world.say(visit, Word.UNDO)
    newest = world.told(FactType.ATTEMPT_COMMITTED)[-1].data
    assert (newest["right"], newest["holder"], newest["second"]) == ("retrieval", STAFF.badge, OTHER.badge)


@pytest.mark.parametrize("second", ["", STAFF.badge])
def test_no_lock_is_fired_for_one_badge_whoever_asks(second: str) -> None:
    """The rules' own last look, where the attempt is written down."""
    world = wall()
    part = replace(world.part(), state=PartState.LOADING)
    draft = Draft(world.state, world.now, TWO)
    draft.put(part)
    right = Right(RightKind.LOADING, STAFF.badge, authority="stadt", second=second)
    with pytest.raises(InconsistentError):
        commit_attempt(draft, A01, right, part=part.id, visit=None, number=1)


def test_however_many_orders_wait_for_a_second_badge_few_are_kept() -> None:
    world = wall()
    names = [OrderId(f"01900000-0000-7000-8000-{number:012}") for number in range(10, 10 + 3 * MOST_WAITING)]
    for name in names:
        world.announce(order(name))
        world.refuse(shown(world, STAFF, name))
    assert sorted(world.state.first_badges) == [(name,) for name in names[-MOST_WAITING:]]
