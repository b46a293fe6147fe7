"""What certainly did not fire costs the wall nothing, and slows down whoever causes it again and again (rule 6)."""

from dataclasses import replace

import pytest
from policies import POLICY
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, place

from lockerd.domain.model.events import Refused, TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId, GrantId, VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import BusReport, BusTrouble, NotFiredReason
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.words import Word
from lockerd.domain.openings.brake import LONGEST_PAUSE_MS

BABBLE = BusReport("bus0", BusTrouble.BABBLE, doors=(A01,))
QUIET = BusReport("bus0", BusTrouble.QUIET)


def scan_for_an_hour(world: World, grant: GrantId) -> int:
    """Somebody shows one code again and again, as fast as the terminal takes it; gives how often it was tried."""
    tried, until_ms = 0, world.powered_ms + 60 * MINUTE
    while world.powered_ms < until_ms:
        answer = world.event(world.show(grant))
        if not isinstance(answer, Refused):
            tried += 1
            world.give_back(NotFiredReason.LINE_DISTURBED)
        world.wait(SECOND)
    return tried


def test_rule_06_one_code_shown_again_and_again_on_a_disturbed_line_closes_nothing_for_others() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    assert scan_for_an_hour(world, first) < 20
    world.opened(second)


def test_rule_06_what_did_not_fire_costs_nothing_of_the_walls_budget() -> None:
    world = World.of(place(A01), place(A02), policy=replace(POLICY, openings_per_hour=4, openings_per_badge_hour=3))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    for _ in range(2):
        world.collect(first)
        world.give_back()
    for name in ("meier", "schulz", "lang", "kurz"):
        world.accept(TechnicianOpen(name, A01, "r"))
        world.give_back()
    world.opened(second)


def test_rule_06_what_did_not_fire_costs_nothing_of_a_badges_budget() -> None:
    world = World.of(place(), policy=replace(POLICY, openings_per_badge_hour=1))
    world.accept(TechnicianOpen("meier", A01, "r"))
    world.give_back()
    world.technician()
    world.shut()
    world.wait(6 * SECOND)
    assert world.refuse(TechnicianOpen("meier", A01, "r")) is Refusal.BRAKE


def pause_ms(world: World, grant: GrantId) -> int:
    """How long whoever shows this code is told to wait; none is zero."""
    answer = world.event(world.show(grant))
    if not isinstance(answer, Refused):
        world.give_back()
        return 0
    assert answer.reason is Refusal.BRAKE
    assert answer.retry_after_ms is not None
    return answer.retry_after_ms


def test_rule_06_whoever_causes_give_backs_waits_ever_longer_to_ten_minutes() -> None:
    world = World.of(place())
    grant = world.loaded()
    pauses: list[int] = []
    while len(pauses) < 10:
        wait_ms = pause_ms(world, grant)
        if wait_ms:
            pauses.append(wait_ms)
            world.wait(wait_ms)
    assert [round(each / 5_000) for each in pauses] == [1, 2, 4, 8, 16, 32, 64, 120, 120, 120]
    assert LONGEST_PAUSE_MS == 10 * MINUTE


def test_rule_06_a_new_code_for_the_same_order_waits_as_long() -> None:
    world = World.of(place())
    grant = world.loaded()
    for _ in range(4):
        world.wait(pause_ms(world, grant))
    assert pause_ms(world, grant)
    assert pause_ms(world, world.reissue())


@pytest.mark.parametrize("after", ["it fired", "an hour"])
def test_rule_06_the_row_of_give_backs_ends(after: str) -> None:
    world = World.of(place())
    grant = world.loaded()
    for _ in range(8):
        world.wait(pause_ms(world, grant))
    if after == "it fired":
        world.wait(LONGEST_PAUSE_MS)
        world.collect(grant)
        world.fire(gives_way=False)
        world.wait(9 * SECOND, ticks=3)
        world.give_back()
        world.wait(SECOND)
    else:
        world.wait(61 * MINUTE)
    assert pause_ms(world, grant) == 0


def test_rule_06_staff_and_technicians_wait_too_each_for_themselves() -> None:
    world = World.of(place())
    world.announce()
    for _ in range(2):
        world.accept(TechnicianOpen("meier", A01, "r"))
        world.give_back()
    assert world.refuse(TechnicianOpen("meier", A01, "r")) is Refusal.BRAKE
    for _ in range(2):
        world.load()
        world.give_back()
    assert world.refuse(StartLoading(VisitId("v"), O1, STAFF)) is Refusal.BRAKE
    world.accept(TechnicianOpen("schulz", A01, "r"))


def test_what_is_remembered_of_give_backs_is_bounded() -> None:
    world = World.of(place())
    for number in range(600):
        world.accept(TechnicianOpen(f"t{number}", A01, "r"))
        world.give_back()
    assert len(world.state.given_back) <= 256


def test_f42_a_disturbed_line_answers_before_anything_is_committed() -> None:
    world = World.of(place(A01), place(A02))
    first, second = world.loaded(O1), world.loaded(O2, at=A02)
    world.event(BABBLE)
    committed = len(world.told(FactType.ATTEMPT_COMMITTED))
    assert world.refuse(world.show(first)) is Refusal.WAIT
    assert world.refuse(TechnicianOpen("meier", A01, "r")) is Refusal.WAIT
    assert len(world.told(FactType.ATTEMPT_COMMITTED)) == committed
    visit = world.opened(second)  # on another line
    world.shut(A02)
    world.say(visit, Word.DONE)
    world.wait(61 * SECOND)
    assert world.event(world.show(first)) == Refused(Refusal.OUT_OF_SERVICE)  # no noise of a moment
    world.event(QUIET)
    world.opened(first)


def test_f42_a_stuck_door_is_not_tried_again_while_its_line_is_disturbed() -> None:
    world = World.of(place())
    visit = world.collect(world.loaded())
    world.fire(gives_way=False)
    world.event(BABBLE)
    world.wait(6 * SECOND)
    world.wait(3 * SECOND)
    assert not world.unlocks
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.WAIT)


def test_f42_a_line_is_not_disturbed_any_more_after_a_start_until_its_owner_says_so() -> None:
    world = World.of(place(), place(CompartmentId("A03")))
    grant = world.loaded()
    world.event(BABBLE)
    world.crash()
    world.report()
    world.collect(grant)
