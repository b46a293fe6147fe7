"""Who stands at the door before gets the next one when its lock has rested, and nobody else is served meanwhile."""

import pytest
import two_steps
from hands import brought, settle
from three_parts import A03, loaded, put_in, take, wall
from world import A01, A02, O1, O2, SECOND, World, old_first, order, place

from lockerd.domain.model.events import Cancel
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.holds import PutOnHold
from lockerd.domain.model.ids import CompartmentId, GrantId
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.visits import Claim, Phase, Role
from lockerd.domain.model.words import Word


def just_loaded(world: World, *doors: CompartmentId) -> tuple[World, GrantId]:
    """An order of two doors is loaded, and its person stands there at once: the second lock was fired just now."""
    world.announce(order(needs=(Needs(), Needs())))
    visit = world.load()
    put_in(world, doors[0])
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    world.wait(4 * SECOND)
    put_in(world, doors[1])
    grant = world.confirm(visit)
    world.say(visit, Word.DONE)
    world.wait(2 * SECOND)
    return world, grant


def test_the_second_door_opens_by_itself_when_its_lock_has_rested() -> None:
    world, grant = just_loaded(wall(), A01, A02)
    visit = world.collect(grant)
    take(world, visit, A01)
    waiting = world.visit(visit)
    assert (waiting.phase, waiting.compartment, waiting.trouble) == (Phase.DOOR_SHUT, A01, Refusal.WAIT)
    assert not world.unlocks, "its coil rests (rule 4)"
    world.wait(4 * SECOND, ticks=4)
    take(world, visit, A02)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, None)
    assert world.order() is PartState.CLOSED
    assert len(world.told(FactType.PART_COLLECTED)) == 2


def test_nobody_takes_their_place_meanwhile_and_they_can_still_say_what_is_wrong() -> None:
    world = wall()
    other = world.loaded(O2, at=A01)
    world, grant = just_loaded(world, A02, A03)
    visit = world.collect(grant)
    take(world, visit, A02)
    assert world.refuse(world.show(other)) is Refusal.BUSY
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NO_MORE_OPENINGS
    world.say(visit, Word.WRONG_ITEM)
    assert (world.visit(visit).claim, world.visit(visit).claim_ms) == (Claim.WRONG_ITEM, None)
    world.wait(5 * SECOND, ticks=5)
    world.fire()
    world.pull(A02)
    assert (world.visit(visit).phase, world.visit(visit).compartment) == (Phase.DOOR_OPEN, A02), "to put it back"


def test_a_board_that_stays_silent_is_not_waited_for_longer_than_ten_seconds() -> None:
    world, grant = just_loaded(wall(), A01, A02)
    world.wait(6 * SECOND)
    world.boxes[A02].answering = False
    world.report([A02])
    visit = world.collect(grant)
    take(world, visit, A01)
    world.wait(9 * SECOND, ticks=9)
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.wait(2 * SECOND, ticks=2)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.WAIT)
    world.boxes[A02].answering = True
    world.report([A02])
    take(world, world.collect(grant), A02)
    assert world.order() is PartState.CLOSED


def test_the_old_one_is_in_and_the_new_ones_lock_rests() -> None:
    world = two_steps.wall()
    world.announce(old_first())
    staff = world.put_in(O1)
    grant = world.confirm(staff)
    world.say(staff, Word.DONE)
    visit = two_steps.brought(world, grant)
    world.say(visit, Word.ALL_IN)
    world.wait(4 * SECOND, ticks=4)
    assert (world.visit(visit).role, two_steps.old(world).state) == (Role.GIVER, PartState.HANDING_IN)
    world.wait(2 * SECOND, ticks=2)
    assert (world.visit(visit).role, two_steps.old(world).state) == (Role.TAKER, PartState.HANDED_IN)
    two_steps.taken(world, visit)


def test_a_word_that_an_opening_made_void_ends_no_turn() -> None:
    """The door springs open after "all is in": they shut it again, and are asked again as if nothing had been said."""
    world = World.of(place())
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    world.wait(SECOND)
    world.pull()
    assert world.visit(visit).phase is Phase.DOOR_OPEN
    world.wait(5 * SECOND)
    world.shut()
    world.wait(5 * SECOND, ticks=5)
    assert (world.visit(visit).phase, world.part().state) == (Phase.DOOR_SHUT, PartState.HANDING_IN)
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert world.part(O1).state is PartState.HANDED_IN


@pytest.mark.parametrize("office", [None, "fee", "cancel"])
def test_what_is_not_theirs_goes_back_although_the_other_doors_of_the_order_are_kept_shut(office: str | None) -> None:
    """Until then their own order was kept back with the word, and the other person's thing stayed in their hands."""
    world = wall()
    grant = loaded(world)
    visit = world.collect(grant)
    world.fire()
    world.pull(A01)
    world.take(A01)
    world.shut(A01)
    world.say(visit, Word.WRONG_ITEM)
    assert (world.state.orders[O1].hold, world.visit(visit).phase) == (Hold.WANTED, Phase.DOOR_SHUT)
    if office is not None:
        world.accept(PutOnHold(O1, office) if office == "fee" else Cancel(O1, office))
    world.wait(6 * SECOND, ticks=6)
    assert bool(world.unlocks) is (office is None), "what the office wants stops this opening too (rule 27)"
    if office is None:
        world.fire()
        world.pull(A01)
        world.shut(A01)
        assert world.refuse(world.show(grant)) is Refusal.ORDER_ON_HOLD
