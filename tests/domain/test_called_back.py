"""Badges that were called back: they begin nothing more, open nothing more, and nothing said under them counts."""

from counter import begin, refused
from policies import classed
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, order, place

from lockerd.domain.model.called_back import CallBack
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Say
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext, Reissue, Staff, StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word

OTHER = Staff("badge-8", "stadt", STAFF.roles)


def called_back(world: World, *badges: str, version: int = 1) -> None:
    """Whoever issues badges calls these back, and no others."""
    world.accept(CallBack(version, frozenset(badges)))


def test_a_badge_that_was_called_back_begins_nothing_and_another_does() -> None:
    world = World.of(place(), place(A02))
    grant = world.loaded()
    world.announce(order(O2))
    called_back(world, STAFF.badge)
    assert world.refuse(StartLoading(world.fresh_visit(), O2, STAFF)) is Refusal.BADGE_NOT_VALID
    assert world.refuse(Reissue(O1, world.fresh_code(), STAFF, world.fresh_visit())) is Refusal.BADGE_NOT_VALID
    assert refused(world, None) is Refusal.BADGE_NOT_VALID
    assert not world.unlocks
    assert world.worth(grant) is Worth.ACTIVE, "what was put in under it stays good"
    world.load(O2, staff=OTHER)


def test_what_was_begun_under_it_is_not_ended_and_not_believed() -> None:
    world = World.of(place(), place(A02))
    world.announce()
    world.announce(order(O2))
    visit = world.put_in()
    called_back(world, STAFF.badge)
    assert world.refuse(LoadNext(visit, O2)) is Refusal.BADGE_NOT_VALID
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.BADGE_NOT_VALID
    world.wait(6 * SECOND)
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.BADGE_NOT_VALID
    world.say(visit, Word.HELP)
    assert not len(world.state.grants)
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.wait(2 * MINUTE)
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)


def test_a_whole_list_under_it_gets_no_code_and_the_open_door_is_judged_all_the_same() -> None:
    world = World.of(place(), place(A02))
    world.announce()
    world.announce(order(O2))
    visit = world.put_in()
    world.accept(LoadNext(visit, O2))
    world.fire()
    world.pull()
    called_back(world, STAFF.badge)
    fired = len(world.unlocks)
    world.boxes[A02].item = True
    world.shut(A02)
    assert (
        world.refuse(ConfirmLoaded(visit, world.fresh_code(), others=(world.fresh_code(),))) is Refusal.BADGE_NOT_VALID
    )
    world.wait(3 * MINUTE)
    assert {world.condition(A01), world.condition(A02)} == {Condition.QUARANTINED}
    assert len(world.unlocks) == fired
    assert not len(world.state.grants)


def test_a_report_under_it_does_not_count() -> None:
    world = World.of(place())
    world.loaded()
    world.cancel()
    visit = begin(world)
    world.fire()
    world.pull()
    world.take()
    world.shut()
    called_back(world, STAFF.badge)
    assert world.refuse(Say(visit, Word.FOUND, 1)) is Refusal.BADGE_NOT_VALID
    world.wait(2 * MINUTE)
    assert world.condition() is Condition.QUARANTINED, "rule 26: a badge that is gone"


def test_a_door_that_sticks_is_not_tried_again_under_it() -> None:
    world = World.of(place())
    world.announce()
    visit = world.load()
    world.fire(gives_way=False)
    called_back(world, STAFF.badge)
    world.wait(6 * SECOND)
    world.wait(3 * SECOND)
    assert not world.unlocks
    assert world.visit(visit).trouble is Refusal.BADGE_NOT_VALID


def test_the_other_badge_of_two_people_counts_as_much() -> None:
    world = World.of(place(), place(A02))
    world.policy = classed("passport", two_people=True)
    world.announce()
    visit = world.fresh_visit()
    world.refuse(StartLoading(visit, O1, STAFF))
    world.accept(StartLoading(visit, O1, OTHER))
    world.fire()
    world.pull()
    world.boxes[A01].item = True
    world.shut()
    called_back(world, OTHER.badge)
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.BADGE_NOT_VALID


def test_an_older_list_is_refused_and_the_same_once_more_is_not() -> None:
    world = World.of(place())
    called_back(world, "badge-1", "badge-2", version=7)
    called_back(world, "badge-2", "badge-1", version=7)
    assert len(world.told(FactType.BADGES_CALLED_BACK)) == 1
    assert world.refuse(CallBack(6, frozenset())) is Refusal.BADGE_LIST_OLD
    assert world.refuse(CallBack(7, frozenset({"badge-1"}))) is Refusal.BADGE_LIST_OLD
    assert world.state.site.badge_list.badges == ("badge-1", "badge-2")
    assert dict(world.told(FactType.BADGES_CALLED_BACK)[-1].data) == {"version": 7, "count": 2}


def test_a_newer_list_takes_the_place_of_the_one_before() -> None:
    world = World.of(place())
    world.announce()
    called_back(world, STAFF.badge)
    called_back(world, version=2)
    world.load()


def test_it_is_known_after_a_crash() -> None:
    world = World.of(place())
    world.announce()
    called_back(world, STAFF.badge, version=3)
    world.crash()
    world.report()
    assert world.refuse(StartLoading(world.fresh_visit(), O1, STAFF)) is Refusal.BADGE_NOT_VALID
    assert world.refuse(CallBack(2, frozenset())) is Refusal.BADGE_LIST_OLD
