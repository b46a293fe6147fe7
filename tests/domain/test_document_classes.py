"""What holds for a class of documents of one office, and the share of the wall that an office may hold."""

from dataclasses import replace
from typing import Final

import pytest
from policies import POLICY, classed
from world import A01, A02, O1, O2, SECOND, Wanted, World, hand_in, order, place

from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Nature
from lockerd.domain.model.events import Announce
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import Policy
from lockerd.domain.model.terms import ChangeOrder
from lockerd.domain.model.words import Word

O3: Final = OrderId("01900000-0000-7000-8000-000000000003")
CAREFUL: Final = replace(POLICY, handles=frozenset({Nature.OTHER}))


def of(office: str, order_id: OrderId = O1) -> Wanted:
    """An order of an office."""
    wanted = order(order_id)
    whose = tuple(replace(part, authority=office) for part in wanted.parts)
    return replace(wanted, order=replace(wanted.order, authority=office), parts=whose)


def refused(world: World, wanted: Wanted) -> Refusal:
    return world.refuse(Announce(wanted.order, wanted.parts))


@pytest.mark.parametrize("document_class", ["passport", "identity_card", "residence_card"])
def test_what_the_law_sees_in_a_document_is_refused_until_the_operator_says_otherwise(document_class: str) -> None:
    world = World.of(place(), policy=CAREFUL)
    assert refused(world, order(document_class=document_class)) is Refusal.CLASS_NOT_ALLOWED
    world.announce(order(document_class="letter"))


def test_residence_cards_need_a_word_of_their_own() -> None:
    world = World.of(place(), place(A02), policy=replace(POLICY, handles=frozenset({Nature.OTHER, Nature.IDENTITY})))
    assert refused(world, order(document_class="residence_card")) is Refusal.CLASS_NOT_ALLOWED
    world.announce(order(document_class="passport"))


def test_a_class_is_not_changed_into_one_that_is_refused() -> None:
    world = World.of(place(), policy=CAREFUL)
    world.announce(order(document_class="letter"))
    assert world.refuse(ChangeOrder("stadt", O1, document_class="passport")) is Refusal.CLASS_NOT_ALLOWED
    assert world.state.orders[O1].document_class == "letter"


def test_what_belongs_indoors_is_refused_outdoors() -> None:
    policy = classed("plates", indoor_only=True)
    World.of(place(), policy=policy).announce(order(document_class="plates"))
    world = World.of(place(), policy=replace(policy, outdoors=True))
    assert refused(world, order(document_class="plates")) is Refusal.CLASS_NOT_ALLOWED


def test_what_needs_an_item_sensor_lies_only_where_there_is_one() -> None:
    policy = classed("passport", item_sensor=True)
    world = World.of(place(item_sensor=ItemSensor.NONE), place(A02), policy=policy)
    world.announce()
    assert world.part().compartment == A02
    without = World.of(place(item_sensor=ItemSensor.NONE), policy=policy)
    assert refused(without, order()) is Refusal.NEVER_FITS


def test_the_word_of_one_office_is_not_enough_for_another() -> None:
    own = ClassPolicy(takes_claims=True)
    policy = replace(POLICY, classes={("stadt", "plates"): own, (EVERY_OFFICE, "plates"): ClassPolicy()})
    world = World.of(place(item_sensor=ItemSensor.NONE), policy=policy)
    theirs = hand_in(O2)
    whose = tuple(replace(part, authority="kreis") for part in theirs.parts)
    code = world.fresh_code()
    asked = Announce(replace(theirs.order, authority="kreis"), whose, code)
    assert world.refuse(asked) is Refusal.NEVER_FITS
    world.awaited()


SHARES: Final = replace(POLICY, quotas={"stadt": 1})


def wall(policy: Policy = SHARES) -> World:
    return World.of(place(), place(A02), policy=policy)


def test_an_office_holds_no_more_than_its_share_and_takes_nothing_from_the_other() -> None:
    world = wall()
    world.loaded()
    world.announce(order(O2))
    assert world.part(O2).state is PartState.ANNOUNCED, "it waits, though a door is free"
    world.announce(of("kreis", O3))
    assert world.part(O3).compartment == A02


def test_what_becomes_free_of_its_share_goes_to_its_next_order() -> None:
    world = wall()
    visit = world.opened()
    world.announce(order(O2))
    world.take()
    world.shut()
    assert world.part(O2).compartment is None
    world.wait(6 * SECOND)
    world.say(visit, Word.TAKEN_OUT)
    assert world.part(O2).compartment in {A01, A02}


def test_people_bring_nothing_to_an_office_that_holds_its_share() -> None:
    world = wall()
    world.loaded()
    grant = world.awaited(hand_in(O2))
    assert world.refuse(world.show(grant)) is Refusal.NO_COMPARTMENT


def test_an_order_of_more_doors_than_its_office_may_hold_never_fits() -> None:
    needs = order().parts[0].needs
    assert refused(wall(), order(needs=(needs, needs))) is Refusal.NEVER_FITS
