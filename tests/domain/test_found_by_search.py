"""What the exhaustive search found, kept as stories: a door moves while a report or an attempt is on its way."""

from world import A01, MINUTE, O1, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Say, TechnicianOpen
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import Sensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import NotFiredReason
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word


def pulled_in_the_pause(world: World) -> None:
    """The first pulse was not seen to open; the door is pulled just after the second attempt is committed."""
    world.fire()
    world.wait(6 * SECOND)
    world.wait(3 * SECOND)
    assert len(world.unlocks) == 1
    world.pull()


def test_nothing_is_confirmed_while_an_attempt_is_still_on_its_way() -> None:
    world = World.of(place())
    world.announce()
    visit = world.load()
    pulled_in_the_pause(world)
    assert world.visit(visit).phase is Phase.DOOR_OPEN
    world.boxes[A01].item = True
    world.shut()
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.BUSY
    world.give_back(NotFiredReason.WITHDRAWN)
    world.confirm(visit)
    assert (world.visit(visit).phase, world.condition()) == (Phase.CODE_READY, Condition.OCCUPIED)


def test_a_visit_does_not_end_while_an_attempt_is_still_on_its_way() -> None:
    world = World.of(place())
    grant = world.loaded()
    visit = world.collect(grant)
    pulled_in_the_pause(world)
    world.take()
    assert world.refuse_to(visit, Word.TAKEN_OUT) is Refusal.WAIT
    world.shut()
    world.give_back(NotFiredReason.WITHDRAWN)
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.say(visit, Word.TAKEN_OUT)
    assert (world.order(), world.condition()) == (PartState.CLOSED, Condition.FREE)


def test_a_pulse_that_could_not_be_withdrawn_claims_the_next_opening() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    pulled_in_the_pause(world)
    world.shut()
    world.fire()
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.wait(11 * SECOND)
    world.pull()
    assert world.visit(visit).phase is Phase.DOOR_OPEN
    assert world.condition() is Condition.HANDING_OVER


def test_a_late_opening_during_a_technicians_attempt_is_judged_when_that_attempt_ends() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    world.fire()
    world.crash()
    world.report()
    world.accept(TechnicianOpen("meier", A01, "r"))
    world.pull()
    assert world.worth(grant) is Worth.SPENT
    world.take()
    world.shut()
    assert world.condition() is Condition.HANDING_OVER
    world.give_back(NotFiredReason.WITHDRAWN)
    assert (world.condition(), world.order()) == (Condition.FREE, PartState.CLOSED)


def test_an_opening_under_the_old_code_while_staff_take_the_item_back_quarantines() -> None:
    world = World.of(place())
    world.announce()
    loading = world.put_in()
    grant = world.confirm(loading)
    world.wait(6 * SECOND)
    world.collect(grant)
    world.fire()
    world.wait(6 * SECOND)
    world.wait(3 * SECOND)
    world.give_back()
    world.say(loading, Word.UNDO)
    world.pull()
    world.shut()
    world.give_back(NotFiredReason.WITHDRAWN)
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)


def test_a_crash_with_an_attempt_open_that_a_late_opening_overtook_is_no_grace() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.collect(grant)
    pulled_in_the_pause(world)
    world.shut()
    world.crash()
    world.report()
    assert world.worth(grant) is Worth.SPENT
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)


def test_a_late_opening_after_a_clearing_is_no_burglary() -> None:
    world = World.of(place())
    world.loaded()
    world.technician()
    world.take()
    world.shut()
    world.wait(6 * SECOND)
    world.accept(TechnicianOpen("meier", A01, "r"))
    world.fire()
    world.wait(6 * SECOND)
    world.clear()
    assert (world.condition(), world.order(O1)) == (Condition.FREE, PartState.RETRIEVED)
    world.pull()
    assert world.condition() is Condition.TO_CHECK
    assert world.state.site.forced == ()


def test_words_at_a_code_that_is_ready_touch_no_door() -> None:
    world = World.of(place())
    world.announce()
    loading = world.put_in()
    grant = world.confirm(loading)
    world.wait(6 * SECOND)
    collecting = world.opened(grant)
    world.take()
    world.shut()
    world.event(Say(loading, Word.DONE))
    assert world.visit(collecting).phase is Phase.DOOR_SHUT
    assert world.condition() is Condition.HANDING_OVER


def test_a_contact_that_flaps_while_a_withdrawn_attempt_is_open_leaves_nobody_at_the_door_for_ever() -> None:
    world = World.of(place())
    world.announce()
    visit = world.load()
    pulled_in_the_pause(world)
    world.boxes[A01].flapping = frozenset({Sensor.DOOR})
    world.report()
    world.give_back(NotFiredReason.WITHDRAWN)
    world.boxes[A01].flapping = frozenset()
    world.shut()
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.wait(3 * MINUTE, ticks=3)
    world.technician()
    world.shut()
    world.clear()
