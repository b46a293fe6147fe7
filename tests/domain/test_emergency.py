"""An emergency: two people, the first a supervisor, have one door opened that does not wait for staff (rule 26)."""

from dataclasses import replace
from typing import Final

import pytest
from counter import OTHERS, SUPERVISOR, begin, found, last
from policies import POLICY
from waiting_doors import LATER, Scene, forced, handed_in, nobodys, recalled
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, place

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.called_back import CallBack
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Refused, TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, VisitId
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.reasons import EmergencyReason
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import Staff, StartRetrieval
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.requests.two_people import MOST_WAITING

WATER: Final = EmergencyReason.WATER
PORTER: Final = Staff("badge-5", "stadt", frozenset({BadgeRole.TECHNICIAN}))
THEIR_SUPERVISOR: Final = replace(SUPERVISOR, badge="badge-2", authority="kreis")


def asks(world: World, staff: Staff, at: CompartmentId = A01, why: EmergencyReason = WATER) -> VisitId | Refusal:
    """Somebody shows a badge, chooses a door and says why; refused, nothing of the wall has changed."""
    before = world.state.compartments, world.state.parts, world.state.grants
    visit = world.fresh_visit()
    answer = world.event(StartRetrieval(visit, staff, at, why))
    if isinstance(answer, Refused):
        assert (world.state.compartments, world.state.parts, world.state.grants) == before
        return answer.reason
    return visit


def both(world: World, at: CompartmentId = A01, why: EmergencyReason = WATER) -> VisitId:
    """The supervisor and the porter stand there; the attempt waits for the bus."""
    assert asks(world, SUPERVISOR, at, why) is Refusal.SECOND_BADGE_NEEDED
    visit = asks(world, PORTER, at, why)
    assert not isinstance(visit, Refusal), visit
    return visit


def occupied(*others: CompartmentId) -> World:
    """Something waits behind the first door for its person, whose code is good."""
    world = World.of(place(), *(place(each) for each in others))
    world.loaded()
    world.wait(LATER)
    return world


def test_two_people_open_what_waits_for_somebody_and_the_office_is_told_at_once() -> None:
    world = occupied()
    [grant] = world.state.grants
    assert isinstance(world.event(StartRetrieval(world.fresh_visit(), SUPERVISOR, A01)), Refused), "it does not wait"
    visit = both(world)
    assert (world.condition(), world.part().right) == (Condition.RETRIEVAL, RightState.ENDED)
    names = {"badge": SUPERVISOR.badge, "second_badge": PORTER.badge}
    assert last(world, FactType.INCIDENT_NOTED) == {
        **names,
        "incident": 1,
        "reason": "emergency",
        "why": "water",
        "receipt": 0,
    }
    committed = last(world, FactType.ATTEMPT_COMMITTED)
    assert (committed["holder"], committed["second"]) == (SUPERVISOR.badge, PORTER.badge)
    assert isinstance(world.event(world.show(grant)), Refused), "from the begin no code opens it"
    world.fire()
    world.pull()
    world.take()
    world.shut()
    found(world, visit)
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)
    assert names.items() <= last(world, FactType.RETRIEVAL_REPORTED).items()


@pytest.mark.parametrize("scene", [handed_in, recalled, forced, nobodys])
def test_whatever_lies_there_is_told_as_an_emergency(scene: Scene) -> None:
    world = World.of(place())
    scene(world)
    world.wait(LATER)
    before = len(world.told(FactType.INCIDENT_NOTED))
    both(world, why=EmergencyReason.COURT_ORDER)
    told = world.told(FactType.INCIDENT_NOTED)[before:]
    assert [(fact.data["reason"], fact.data["why"]) for fact in told] == [("emergency", "court_order")]
    receipt = None if scene is nobodys else world.part().receipt
    assert told[0].data["receipt"] == (receipt or 0)
    assert world.condition() is Condition.RETRIEVAL


def test_without_a_report_it_is_locked_and_on_the_list() -> None:
    world = occupied()
    visit = both(world)
    world.fire()
    world.pull()
    world.shut()
    world.wait(3 * MINUTE)
    assert visit not in world.state.visits or world.visit(visit).phase is Phase.OVER
    assert (world.condition(), world.order()) == (Condition.QUARANTINED, PartState.QUARANTINED)
    begin(world)


def test_a_report_counts_only_after_an_opening_and_a_closing() -> None:
    world = occupied()
    visit = both(world)
    world.fire()
    assert world.refuse_to(visit, Word.NOTHING) in {Refusal.NOT_NOW, Refusal.NOT_LOOKED_INSIDE}
    world.pull()
    assert world.refuse_to(visit, Word.NOTHING) is Refusal.DOOR_NOT_SHUT


@pytest.mark.parametrize("when", ["committed", "fired", "open", "shut"])
def test_a_power_cut_in_the_middle_locks_it_and_fires_nothing(when: str) -> None:
    world = occupied()
    [grant] = world.state.grants
    both(world)
    if when != "committed":
        world.fire()
    if when in {"open", "shut"}:
        world.pull()
    if when == "shut":
        world.shut()
    world.crash()
    world.report()
    world.wait(2 * MINUTE)
    assert (world.condition(), world.part().compartment) == (Condition.QUARANTINED, A01)
    assert not world.unlocks
    assert isinstance(world.event(world.show(grant)), Refused)
    assert len(world.told(FactType.INCIDENT_NOTED)) == 1


@pytest.mark.parametrize("times", [1, 5])
def test_one_badge_is_never_two_however_often_it_is_shown(times: int) -> None:
    world = occupied()
    for _ in range(1 + times):
        assert asks(world, SUPERVISOR) is Refusal.SECOND_BADGE_NEEDED
        world.wait(SECOND)
    assert not world.unlocks
    assert not world.told(FactType.INCIDENT_NOTED)


def test_the_first_is_a_supervisor_who_may_take_out() -> None:
    world = occupied()
    assert asks(world, STAFF) is Refusal.SUPERVISOR_NEEDED
    assert asks(world, PORTER) is Refusal.BADGE_NOT_VALID
    assert asks(world, replace(SUPERVISOR, roles=frozenset({BadgeRole.SUPERVISOR}))) is Refusal.BADGE_NOT_VALID
    assert asks(world, STAFF) is Refusal.SUPERVISOR_NEEDED, "two who are no supervisors are none together"
    assert not world.unlocks


def test_two_of_different_offices_open_nothing_not_even_nobodys_door() -> None:
    world = World.of(place(), place(A02))
    nobodys(world)
    world.wait(LATER)
    assert asks(world, SUPERVISOR) is Refusal.SECOND_BADGE_NEEDED
    assert asks(world, OTHERS) is Refusal.SUPERVISOR_NEEDED, "of their own office nobody has begun"
    assert asks(world, THEIR_SUPERVISOR) is Refusal.SECOND_BADGE_NEEDED
    assert not world.unlocks
    assert isinstance(asks(world, PORTER), str)
    assert world.unlocks


def test_what_belongs_to_another_office_is_not_opened() -> None:
    world = occupied()
    assert asks(world, THEIR_SUPERVISOR) is Refusal.WRONG_AUTHORITY
    assert asks(world, SUPERVISOR) is Refusal.SECOND_BADGE_NEEDED
    assert asks(world, OTHERS) is Refusal.WRONG_AUTHORITY
    assert not world.unlocks


def test_both_mean_the_same_door_and_the_same_reason() -> None:
    world = occupied(A02)
    world.loaded(O2, at=A02)
    world.wait(LATER)
    assert asks(world, SUPERVISOR) is Refusal.SECOND_BADGE_NEEDED
    assert asks(world, STAFF, A02) is Refusal.SUPERVISOR_NEEDED
    assert asks(world, STAFF, A01, EmergencyReason.OTHER) is Refusal.SUPERVISOR_NEEDED
    assert not world.unlocks
    assert isinstance(asks(world, STAFF), str)


def test_after_a_minute_or_a_power_cut_the_first_badge_counts_no_more() -> None:
    world = occupied()
    assert asks(world, SUPERVISOR) is Refusal.SECOND_BADGE_NEEDED
    world.wait(MINUTE)
    world.wait(SECOND)
    assert asks(world, STAFF) is Refusal.SUPERVISOR_NEEDED
    assert asks(world, SUPERVISOR) is Refusal.SECOND_BADGE_NEEDED
    world.crash()
    world.report()
    assert asks(world, STAFF) is Refusal.SUPERVISOR_NEEDED
    assert not world.unlocks


@pytest.mark.parametrize("badge", [SUPERVISOR.badge, PORTER.badge])
def test_a_badge_that_was_called_back_is_neither_first_nor_second(badge: str) -> None:
    world = occupied()
    assert asks(world, SUPERVISOR) is Refusal.SECOND_BADGE_NEEDED
    world.accept(CallBack(1, frozenset({badge})))
    assert asks(world, PORTER) is Refusal.BADGE_NOT_VALID
    if badge == SUPERVISOR.badge:
        assert asks(world, SUPERVISOR) is Refusal.BADGE_NOT_VALID
    assert not world.unlocks


@pytest.mark.parametrize("badge", [SUPERVISOR.badge, PORTER.badge])
def test_a_report_under_a_badge_that_was_called_back_does_not_count(badge: str) -> None:
    world = occupied()
    visit = both(world)
    world.fire()
    world.pull()
    world.shut()
    world.accept(CallBack(1, frozenset({badge})))
    assert world.refuse_to(visit, Word.NOTHING) is Refusal.BADGE_NOT_VALID


def test_a_halt_stops_it() -> None:
    world = occupied()
    world.state = world.state._replace(site=replace(world.state.site, halted="doors_forced"))
    assert asks(world, SUPERVISOR) is Refusal.SECOND_BADGE_NEEDED
    assert asks(world, PORTER) is Refusal.OUT_OF_SERVICE
    assert not world.unlocks


def test_never_while_somebody_is_at_that_door_or_at_another() -> None:
    world = occupied(A02)
    [grant] = world.state.grants
    world.collect(grant)
    assert asks(world, SUPERVISOR) is Refusal.BUSY, "the attempt is open"
    world.fire()
    world.pull()
    assert asks(world, SUPERVISOR) is Refusal.BUSY
    assert asks(world, SUPERVISOR, A02) is Refusal.NOTHING_TO_RETRIEVE
    world.shut()
    assert asks(world, SUPERVISOR) is Refusal.BUSY, "they may have it opened again"
    assert not world.told(FactType.RETRIEVAL_BEGUN)


def test_an_attempt_of_a_technician_is_waited_for_and_the_first_badge_still_counts() -> None:
    world = occupied()
    world.accept(TechnicianOpen("meier", A01, "looks"))
    assert asks(world, SUPERVISOR) is Refusal.SECOND_BADGE_NEEDED
    assert asks(world, PORTER) is Refusal.BUSY
    world.give_back()
    assert isinstance(asks(world, PORTER), str)


def test_one_door_and_no_second_before_the_report() -> None:
    world = occupied(A02)
    world.loaded(O2, at=A02)
    world.wait(LATER)
    both(world)
    world.fire()
    world.pull()
    world.shut()
    world.wait(6 * SECOND)
    assert asks(world, SUPERVISOR, A02) is Refusal.SECOND_BADGE_NEEDED
    assert asks(world, PORTER, A02) is Refusal.BUSY
    assert not world.unlocks


def test_the_brake_counts_for_both_badges() -> None:
    world = World.of(place(), place(A02), policy=replace(POLICY, openings_per_badge_hour=1))
    world.loaded()
    world.wait(LATER)
    both(world)
    world.fire()
    charged = {each.badge for each in (*world.state.site.openings, *world.state.site.reissues)}
    assert {SUPERVISOR.badge, PORTER.badge} <= charged
    world.wait(MINUTE)
    world.wait(3 * MINUTE)
    assert world.condition() is Condition.QUARANTINED
    assert asks(world, SUPERVISOR) is Refusal.SECOND_BADGE_NEEDED
    assert asks(world, replace(PORTER, badge="badge-6")) is Refusal.BRAKE


def test_a_door_with_nothing_behind_it_is_a_technicians() -> None:
    world = World.of(place(), place(A02))
    assert asks(world, SUPERVISOR) is Refusal.NOTHING_TO_RETRIEVE
    world.announce()
    world.load()
    assert asks(world, SUPERVISOR) is Refusal.BUSY
    assert asks(world, SUPERVISOR, CompartmentId("Z99")) is Refusal.COMPARTMENT_UNKNOWN


def test_what_is_listed_and_not_confirmed_is_no_emergencys() -> None:
    world = World.of(place())
    world.announce()
    world.put_in()
    assert asks(world, SUPERVISOR) is Refusal.BUSY


def test_a_stuck_door_is_tried_again_under_both_badges() -> None:
    world = occupied()
    visit = both(world)
    world.fire(gives_way=False)
    world.wait(8 * SECOND, ticks=8)
    again = world.told(FactType.ATTEMPT_COMMITTED)[-1].data
    assert (again["number"], again["holder"], again["second"]) == (2, SUPERVISOR.badge, PORTER.badge)
    assert world.visit(visit).second == PORTER.badge


def test_both_are_shown_anew_for_another_try() -> None:
    world = occupied()
    visit = both(world)
    for _ in range(3):
        if world.unlocks:
            world.fire(gives_way=False)
        world.wait(8 * SECOND, ticks=8)
    assert world.visit(visit).trouble is Refusal.DOOR_STUCK
    assert asks(world, STAFF) is Refusal.SUPERVISOR_NEEDED


def test_an_undo_after_it_finds_nothing_to_undo() -> None:
    """The code is still shown at the terminal when the two come."""
    world = World.of(place())
    world.announce()
    loading = world.put_in()
    world.confirm(loading)
    world.wait(6 * SECOND)
    both(world)
    assert not world.says(loading, Word.UNDO)
    assert world.order(O1) is PartState.RETRIEVAL


def test_however_many_doors_one_badge_names_few_are_kept() -> None:
    world = World.of(*(place(CompartmentId(f"A{number:02}")) for number in range(1, 12)), condition=Condition.TO_CHECK)
    for door in sorted(world.state.compartments):
        for why in EmergencyReason:
            assert asks(world, SUPERVISOR, door, why) is Refusal.SECOND_BADGE_NEEDED
    assert len(world.state.first_badges) == MOST_WAITING
