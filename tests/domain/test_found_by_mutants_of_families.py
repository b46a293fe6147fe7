"""What faults put into the rules of several codes in one visit got away with: what is said of a code passed by."""

from family import at_first_door, mixed, next_opened, passports, taken
from world import A02, O2, SECOND

from lockerd.domain.model.events import Cancel
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Claim, Phase, Role
from lockerd.domain.model.words import Word


def test_of_a_code_that_is_passed_by_the_visit_says_whose_it_was_and_stands_at_no_door() -> None:
    """The second of three is taken back while its person stands at the first door."""
    world, codes = passports()
    visit = at_first_door(world, codes)
    world.accept(Cancel(O2, "wanted"))
    taken(world, visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.NEXT_DOOR)
    passed = world.visit(visit)
    assert (passed.phase, passed.trouble, passed.door) == (Phase.BETWEEN, Refusal.CANCELLED, None)
    assert (passed.grant, passed.order, passed.role, passed.authority) == (codes[1], O2, Role.TAKER, "stadt")
    assert (passed.queue, passed.claim, passed.claim_ms, passed.opened) == ((), Claim.NONE, None, False)
    assert [each.grant for each in passed.before] == codes[:1]
    assert [each.grant for each in passed.waiting] == codes[2:]
    next_opened(world, visit)
    assert [each.grant for each in world.visit(visit).before] == codes[:2]


def test_what_was_to_be_brought_is_passed_by_as_that() -> None:
    """What its person said at the first door says nothing of it."""
    world, codes = mixed()
    visit = at_first_door(world, [codes[0], codes[1], codes[2]])
    world.accept(Cancel(O2, "wanted"))
    taken(world, visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.NEXT_DOOR)
    passed = world.visit(visit)
    assert (passed.role, passed.order, passed.door, passed.claim) == (Role.GIVER, O2, None, Claim.NONE)


def test_the_last_one_passed_by_ends_the_visit_with_that() -> None:
    world, codes = passports()
    visit = at_first_door(world, codes[:2])
    world.accept(Cancel(O2, "wanted"))
    taken(world, visit)
    world.wait(6 * SECOND)
    world.say(visit, Word.NEXT_DOOR)
    assert world.visit(visit).trouble is Refusal.CANCELLED
    assert world.visit(visit).phase in {Phase.PAPER_READY, Phase.OVER}
    assert [each.grant for each in world.visit(visit).before] == codes[:1]
    assert A02 not in {each.compartment for each in world.unlocks}
