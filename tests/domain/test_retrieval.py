"""Retrieval: rule 26. Which doors wait for staff, and under which badge they begin."""

from dataclasses import replace

import pytest
from counter import OTHERS, begin, found, last, looked, refused
from waiting_doors import LATER, OUT, TIED, Scene, cancelled_hand_in, forced, handed_in, nobodys
from world import A01, A02, O1, O2, STAFF, World, order, place

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Reissue, StartLoading
from lockerd.domain.model.visits import Role
from lockerd.domain.model.words import Word
from lockerd.domain.requests.retrieving import waiting_for


@pytest.mark.parametrize("scene", [handed_in, *TIED, *OUT, nobodys])
def test_staff_begin_and_from_then_on_no_code_opens_it(scene: Scene) -> None:
    world = World.of(place())
    scene(world)
    world.wait(LATER)
    visit = begin(world)
    row, stands = world.state.compartments[A01], world.visit(visit)
    assert (row.condition, row.evidence.opened, stands.role, stands.part) == (
        Condition.RETRIEVAL,
        False,
        Role.RETRIEVER,
        row.part,
    )
    assert (last(world, FactType.RETRIEVAL_BEGUN)["badge"], last(world, FactType.ATTEMPT_COMMITTED)["right"]) == (
        STAFF.badge,
        "retrieval",
    )
    if scene is nobodys:
        return
    part = world.part()
    if scene in OUT:
        assert part.state is PartState.RETRIEVAL
        assert part.right is (RightState.SUSPENDED if scene is forced else RightState.ENDED)
    elif scene is handed_in:
        assert (part.state, part.right) == (PartState.RETRIEVAL, RightState.SPENT)
    else:
        assert part.right is (RightState.ENDED if scene is cancelled_hand_in else RightState.SUSPENDED)
        assert part.grace_left_ms is None, "their begin ends the minutes after a power cut (rule 20)"
    for grant in world.state.grants.values():
        assert world.worth(grant.id) not in {Worth.ACTIVE, Worth.GRACE, Worth.ATTEMPTING}


def test_staff_go_through_their_list_door_after_door_and_named_ones_come_first() -> None:
    world = World.of(place(), place(A02))
    nobodys(world)
    world.wait(LATER)
    world.announce(order(O2))
    visit = world.load(O2)
    world.fire()
    world.pull(A02)
    world.boxes[A02].item = True
    world.shut(A02)
    world.confirm(visit)
    world.say(visit, Word.DONE)
    world.wait(LATER)
    world.cancel(O2)
    for door in (A02, A01):
        visit = begin(world, None)
        assert world.visit(visit).compartment == door
        world.fire()
        world.pull(door)
        world.boxes[door].item = False
        world.shut(door)
        found(world, visit)
    assert refused(world, None) is Refusal.NOTHING_TO_RETRIEVE


def test_what_waits_for_its_person_is_not_taken_out() -> None:
    world = World.of(place(), place(A02))
    world.loaded()
    for door in (A01, A02, None):
        assert refused(world, door) is Refusal.NOTHING_TO_RETRIEVE


def test_a_badge_takes_out_nothing_of_another_office_and_without_the_role_nothing_at_all() -> None:
    world = World.of(place())
    handed_in(world)
    assert refused(world, A01, OTHERS) is Refusal.WRONG_AUTHORITY
    assert refused(world, None, OTHERS) is Refusal.NOTHING_TO_RETRIEVE
    loader = replace(STAFF, roles=frozenset({BadgeRole.LOADING, BadgeRole.SUPERVISOR, BadgeRole.TECHNICIAN}))
    for door in (A01, None):
        assert refused(world, door, loader) is Refusal.BADGE_NOT_VALID
    assert refused(world, A02) is Refusal.COMPARTMENT_UNKNOWN
    retriever = replace(STAFF, roles=frozenset({BadgeRole.RETRIEVAL}))
    world.announce(order(O2))
    assert world.refuse(StartLoading(world.fresh_visit(), O2, retriever)) is Refusal.BADGE_NOT_VALID


def test_a_badge_of_an_office_that_does_not_use_the_site_does_nothing_whatever_its_roles() -> None:
    world = World.of(place(), place(A02))
    nobodys(world)
    lent = world.announce(order(O2)).order.id
    stranger = replace(STAFF, authority="gemeinde", roles=frozenset(BadgeRole))
    for door in (A01, A02, None):
        assert refused(world, door, stranger) is Refusal.BADGE_NOT_VALID
    assert waiting_for(world.state, world.policy, stranger) == Refused(Refusal.BADGE_NOT_VALID)
    for name in (lent, O1):
        assert world.refuse(StartLoading(world.fresh_visit(), name, stranger)) is Refusal.BADGE_NOT_VALID
        assert world.refuse(Reissue(name, world.fresh_code(), stranger)) is Refusal.BADGE_NOT_VALID
    assert world.state.compartments[A02].condition is Condition.RESERVED


def test_a_door_that_only_a_reservation_names_is_looked_into_by_any_office() -> None:
    world = World.of(place())
    nobodys(world)
    world.announce()
    assert (world.order(), world.state.compartments[A01].part) == (PartState.RESERVED, world.part().id)
    world.wait(LATER)
    world.say(looked(world, staff=OTHERS), Word.NOTHING)
    assert (world.order(), world.condition()) == (PartState.RESERVED, Condition.RESERVED)
