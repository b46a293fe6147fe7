"""A code on the screen, and a code before the scanner: what dies is gone at once, what goes on is not begun again."""

from dataclasses import replace

import pytest
from world import A01, MINUTE, O1, SECOND, STAFF, World, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.events import TechnicianOpen
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Reissue
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


def shown() -> tuple[World, VisitId, GrantId]:
    """Staff have put in; the code is on the screen."""
    world = World.of(place())
    world.announce()
    visit = world.put_in()
    grant = world.confirm(visit)
    world.wait(6 * SECOND)
    assert world.visit(visit).phase is Phase.CODE_READY
    return world, visit, grant


def test_a_code_that_the_office_replaces_is_gone_from_the_screen() -> None:
    world, visit, _ = shown()
    world.reissue()
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.CODE_VOID)


def test_a_code_that_a_colleague_replaces_is_gone_and_the_new_one_is_shown() -> None:
    world, visit, _ = shown()
    mine = world.fresh_visit()
    world.accept(Reissue(O1, world.fresh_code(), STAFF, mine))
    assert world.visit(visit).phase is Phase.OVER
    assert world.visit(mine).phase is Phase.CODE_READY
    world.reissue()
    assert (world.visit(mine).phase, world.visit(mine).trouble) == (Phase.OVER, Refusal.CODE_VOID)


def test_a_code_of_an_order_that_is_taken_back_is_gone_from_the_screen() -> None:
    world, visit, _ = shown()
    world.cancel()
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.CANCELLED)


def test_a_code_that_has_opened_its_door_is_gone_from_the_screen_without_a_complaint() -> None:
    world, visit, grant = shown()
    world.collect(grant)
    assert world.visit(visit).phase is Phase.CODE_READY, "still good if the door does not open"
    world.fire()
    world.pull()
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, None)


def test_a_code_whose_compartment_somebody_opened_is_gone_from_the_screen() -> None:
    world, visit, _ = shown()
    world.accept(TechnicianOpen("meier", A01, "r"))
    world.fire()
    world.pull()
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.CODE_VOID)


@pytest.mark.parametrize("form", CodeForm)
@pytest.mark.parametrize("moment", ["opening", "retrying", "open", "shut"])
def test_the_same_code_again_in_its_own_visit_gives_that_visit(moment: str, form: CodeForm) -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    if moment == "retrying":
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
    elif moment != "opening":
        world.fire()
        world.pull()
    if moment == "shut":
        world.shut()
    before, unlocks, told = world.state, list(world.unlocks), len(world.facts)
    assert world.accept(world.show(grant, form)).visit == visit
    assert (world.state, world.unlocks, len(world.facts)) == (before, unlocks, told)


def test_a_code_shown_again_after_its_visit_is_used_up() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.opened(grant)
    world.take()
    world.say(visit, Word.TAKEN_OUT)
    world.shut()
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID
    assert world.refuse(world.show(grant, CodeForm.TYPED)) is Refusal.CODE_NOT_VALID


def test_a_code_of_another_site_never_gives_a_visit() -> None:
    world = World.of(place())
    world.opened(world.loaded())
    assert world.refuse(replace(world.show(None), wrong_site=True)) is Refusal.WRONG_SITE


def test_a_visit_goes_on_after_the_outer_bound_of_its_code() -> None:
    world = World.of(place())
    grant = world.loaded()
    bound_s = world.lo_s + 60
    event = replace(world.show(grant), exp_s=bound_s)
    world.accept(event)
    world.fire()
    world.pull()
    world.wait(2 * MINUTE)
    assert world.accept(replace(world.show(grant), exp_s=bound_s)).visit == event.visit
    assert world.worth(grant) is Worth.SPENT
