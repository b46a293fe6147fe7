"""What somebody with a code says they need: on top of what their office asked for, and never against those who need."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policies import POLICY
from world import A01, A02, O1, O2, SECOND, World, hand_in, old_first, place

from lockerd.domain.hand_over.reserve import fits
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Accepted, Announce, Refused, StartCollection
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId
from lockerd.domain.model.parts import Needs
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.said_needs import SaidNeeds
from lockerd.domain.model.visits import Role
from lockerd.domain.model.words import Word
from lockerd.domain.openings.needs_together import together

A03: Final = CompartmentId("A03")
LOW: Final = SaidNeeds(within_reach=True)
HIGH_DOOR: Final = {"height_cm": 180}
REACHED: Final = range(POLICY.reach_low_cm, POLICY.reach_high_cm + 1)


def shows(world: World, grant: GrantId, said: SaidNeeds = LOW) -> StartCollection:
    return replace(world.show(grant), said=said)


def leaves(world: World, event: StartCollection) -> CompartmentId:
    """Whoever began puts in what they bring, says so, and goes."""
    world.fire()
    at = world.visit(event.visit).compartment
    world.pull(at)
    world.boxes[at].item = True
    world.report([at])
    world.shut(at)
    world.say(event.visit, Word.ALL_IN)
    for _ in range(5):
        world.report()
        world.wait(2 * SECOND)
    return at


def test_the_door_for_what_is_brought_is_chosen_by_it() -> None:
    world = World.of(place(A01, **HIGH_DOOR), place(A02))
    event = shows(world, world.awaited())
    world.accept(event)
    assert world.visit(event.visit).door == A02
    ordinary = World.of(place(A01, **HIGH_DOOR), place(A02))
    event = ordinary.show(ordinary.awaited())
    ordinary.accept(event)
    assert ordinary.visit(event.visit).door == A01, "who does not need it leaves it to those who do"


def test_a_larger_door_and_slow_hands() -> None:
    world = World.of(place(A01, size="A5"), place(A02, size="plate"))
    event = shows(world, world.awaited(), SaidNeeds(size="plate", slow_hands=True))
    world.accept(event)
    assert (world.visit(event.visit).door, world.visit(event.visit).slow_hands) == (A02, True)


def test_slow_hands_are_given_time_where_something_lies_already() -> None:
    world = World.of(place(A01), place(A02))
    event = shows(world, world.loaded(), SaidNeeds(size="plate", within_reach=True, slow_hands=True))
    world.accept(event)
    assert (world.visit(event.visit).door, world.visit(event.visit).slow_hands) == (A01, True)
    assert world.part().needs == Needs(), "where it lies is not chosen any more"


def test_a_size_that_the_site_does_not_have_is_refused_and_changes_nothing() -> None:
    world = World.of(place(A01))
    grant = world.awaited()
    assert world.refuse(shows(world, grant, SaidNeeds(size="barn"))) is Refusal.SIZE_UNKNOWN
    assert world.part().needs == Needs()
    world.accept(world.show(grant))


def test_refused_nothing_of_it_is_kept_and_the_next_time_counts_what_is_said_then() -> None:
    world = World.of(place(A01, **HIGH_DOOR))
    grant = world.awaited()
    assert world.refuse(shows(world, grant)) is Refusal.NO_COMPARTMENT
    assert world.part().needs == Needs()
    world.accept(world.show(grant))


def test_the_door_that_it_is_tied_to_stays_the_one_it_is() -> None:
    world = World.of(place(A01, **HIGH_DOOR), place(A02))
    grant = world.awaited()
    first = world.show(grant)
    world.accept(first)
    world.fire()
    world.pull(A01)
    world.shut(A01)
    world.say(first.visit, Word.NOTHING_IN)
    world.wait(10 * SECOND)
    again = shows(world, grant)
    world.accept(again)
    assert world.visit(again.visit).door == A01, "rule 16"


def test_the_old_one_of_an_exchange_finds_a_door_within_reach() -> None:
    doors = (place(A01), place(A02), place(A03, **HIGH_DOOR))
    world = World.of(*doors)
    world.announce(old_first())
    grant = world.confirm(world.put_in())
    world.wait(10 * SECOND)
    free = {row.id for row in world.state.compartments.values() if row.condition is Condition.FREE}
    event = shows(world, grant)
    world.accept(event)
    door = world.visit(event.visit).door
    assert world.visit(event.visit).role is Role.GIVER
    assert door in free
    assert world.state.compartments[door].place.height_cm in REACHED


def test_of_several_codes_each_has_what_was_said_with_it() -> None:
    world = World.of(*(place(name) for name in (A01, A02)), place(A03, **HIGH_DOOR))
    first, second = world.awaited(hand_in(O1)), world.awaited(hand_in(O2))
    event = world.show(first)
    world.accept(event)
    world.accept(replace(shows(world, second), within=event.visit))
    leaves(world, event)
    world.say(event.visit, Word.NEXT_DOOR)
    door = world.visit(event.visit).compartment
    assert world.state.compartments[door].place.height_cm in REACHED


SAID = st.builds(SaidNeeds, st.sampled_from([None, "A5", "A4", "plate"]), st.booleans(), st.booleans())
ASKED = st.builds(
    Needs,
    st.sampled_from([None, "A5", "A4", "plate"]),
    st.sampled_from([None, 20, 70]),
    st.sampled_from([None, 90, 200]),
    st.booleans(),
)


@given(asked=ASKED, said=SAID, size=st.sampled_from(POLICY.sizes), height=st.integers(0, 250))
def test_a_door_suits_both_if_it_suits_each(asked: Needs, said: SaidNeeds, size: str, height: int) -> None:
    door = place(size=size, height_cm=height)
    alone = together(POLICY, Needs(), said)
    both = fits(POLICY, asked, door) and fits(POLICY, alone, door)
    assert fits(POLICY, together(POLICY, asked, said), door) is both
    assert together(POLICY, asked, said).slow_hands is (asked.slow_hands or said.slow_hands)


@settings(max_examples=120, deadline=None)
@given(
    heights=st.lists(st.sampled_from([30, 60, 100, 180]), min_size=1, max_size=6),
    share=st.integers(0, 4),
    people=st.lists(st.booleans(), min_size=1, max_size=9),
)
def test_whoever_says_that_they_need_a_door_within_reach_is_refused_only_for_others_who_do(
    heights: list[int], share: int, people: list[bool]
) -> None:
    walls = [place(CompartmentId(f"A{n:02}"), row=n, height_cm=each) for n, each in enumerate(heights, 1)]
    reachable = [each.compartment for each in walls if each.height_cm in REACHED]
    world = World.of(*walls, policy=replace(POLICY, reach_reserved=min(share, len(reachable))))
    reserved, serves = world.policy.reach_reserved, dict[CompartmentId, bool]()
    for n, needy in enumerate(people, 1):
        name = OrderId(f"01900000-0000-7000-8000-{n:012x}")
        wanted = hand_in(name)
        answer = world.event(Announce(wanted.order, wanted.parts, world.fresh_code()))
        if isinstance(answer, Refused):
            assert answer.reason is Refusal.NEVER_FITS, "all that there is here is kept for who needs it"
            continue
        assert answer.grant is not None
        event = shows(world, answer.grant, LOW if needy else SaidNeeds())
        if isinstance(world.event(event), Accepted):
            serves[leaves(world, event)] = needy
            continue
        free = [door for door in reachable if world.condition(door) is Condition.FREE]
        assert not (needy and free), "a door that would do is free, and somebody who needs it is sent away"
        others = sum(not serves.get(door, True) for door in reachable)
        assert others <= max(0, len(reachable) - reserved), "the share is kept for who needs it"
        if needy and reserved >= len(reachable):
            assert all(serves.get(door) for door in reachable), "each of them serves somebody who needs it"


@pytest.mark.parametrize("said", [LOW, SaidNeeds(size="A5"), SaidNeeds(slow_hands=True)])
def test_what_was_said_is_kept_in_no_row_and_told_to_nobody(said: SaidNeeds) -> None:
    worlds = []
    for each in (said, SaidNeeds()):
        world = World.of(place(A01), policy=replace(POLICY, reach_reserved=0))
        world.accept(shows(world, world.awaited(), each))
        assert world.last is not None
        worlds.append((world.last.rows, world.last.facts))
    assert worlds[0] == worlds[1]


def test_of_two_doors_for_what_is_brought_the_second_is_chosen_by_it_too() -> None:
    world = World.of(place(A01, **HIGH_DOOR), place(A02), place(A03))
    event = shows(world, world.awaited(hand_in(parts=2)))
    world.accept(event)
    first = leaves(world, event)
    assert world.visit(event.visit).compartment != first
    assert {first, world.visit(event.visit).compartment} == {A02, A03}


def grid(*at: tuple[str, int, int]) -> World:
    """Doors by number, row and column."""
    places = (place(CompartmentId(name), row=row, column=column) for name, row, column in at)
    return World.of(*places, policy=replace(POLICY, reach_reserved=0))


@pytest.mark.parametrize(("near", "second"), [(False, "B01"), (True, "D09")])
def test_who_says_so_finds_the_second_door_beside_the_first(near: bool, second: str) -> None:
    world = grid(("A01", 1, 1), ("B01", 9, 1), ("C09", 5, 9), ("D09", 6, 9))
    event = shows(world, world.awaited(hand_in(parts=2)), SaidNeeds(beside=near))
    world.accept(event)
    first = leaves(world, event)
    assert first == ("C09" if near else "A01")
    assert world.visit(event.visit).compartment == second


def test_the_old_one_of_an_exchange_is_left_beside_the_new_one() -> None:
    world = grid(("A01", 1, 1), ("B01", 9, 1), ("C09", 5, 9), ("D09", 6, 9))
    world.announce(old_first())
    visit = world.load(O1)
    world.fire()
    new = world.visit(visit).compartment
    world.pull(new)
    world.boxes[new].item = True
    world.shut(new)
    grant = world.confirm(visit)
    world.wait(10 * SECOND)
    event = shows(world, grant, SaidNeeds(beside=True))
    world.accept(event)
    rows = world.state.compartments
    free = [row for row in rows.values() if row.id != new]
    nearest = min(abs(r.place.row - rows[new].place.row) + abs(r.place.column - rows[new].place.column) for r in free)
    here = rows[world.visit(event.visit).compartment].place
    assert abs(here.row - rows[new].place.row) + abs(here.column - rows[new].place.column) == nearest


def test_of_one_door_it_means_nothing() -> None:
    for near in (False, True):
        world = grid(("A01", 1, 1), ("C09", 5, 9), ("D09", 6, 9))
        event = shows(world, world.awaited(), SaidNeeds(beside=near))
        world.accept(event)
        assert world.visit(event.visit).compartment == "A01"


def test_it_holds_for_the_third_door_as_for_the_second() -> None:
    world = World.of(place(A01, **HIGH_DOOR), *(place(CompartmentId(f"B0{n}")) for n in range(1, 4)))
    event = shows(world, world.awaited(hand_in(parts=3)))
    world.accept(event)
    used = [leaves(world, event), leaves(world, event), world.visit(event.visit).compartment]
    assert sorted(used) == ["B01", "B02", "B03"]
