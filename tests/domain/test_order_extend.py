"""Central makes a code good for longer: in every phase of an order, for one and for all (ADR 34)."""

from typing import Final

import pytest
from phases import HOUR, PHASES, awaited, being_retrieved, exchange, expired, in_place, kept_back, quarantined, tied
from world import A01, A02, MINUTE, O1, O2, SECOND, STAFF, World, hand_in, order, place

from lockerd.domain.model.events import TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import GrantState, Worth
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, StartRetrieval
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.terms import RETENTION_MAX_H, Extend, ExtendAll, Longer

DAY: Final = Longer(by_ms=DAY_MS)
MORE: Final = Extend("stadt", O1, DAY)
ALL: Final = ExtendAll("stadt", DAY)

ONE: Final[dict[str, Refusal | None]] = {
    "waiting": Refusal.ORDER_NOT_READY,
    "reserved": Refusal.ORDER_NOT_READY,
    "loading": Refusal.ORDER_NOT_READY,
    "in_place": None,
    "tried": None,
    "at_the_door": Refusal.ALREADY_COLLECTED,
    "collected": Refusal.ALREADY_COLLECTED,
    "expired": None,
    "being_retrieved": Refusal.ORDER_NOT_READY,
    "kept_back": None,
    "recalled": Refusal.ORDER_NOT_READY,
    "cancelled": Refusal.ORDER_NOT_READY,
    "to_be_cancelled": Refusal.CANCELLED,
    "quarantined": None,
    "awaited": None,
    "handing_in": None,
    "tied": None,
    "handed_in": Refusal.ALREADY_HANDED_IN,
}
"""What becomes of it, by the phase."""


def left_ms(world: World) -> int:
    """Of the newest code of the order."""
    return world.grant(world.state.grants_of[O1][-1]).retention_left_ms


def tied_and_expired() -> World:
    """Nobody came back, and a door keeps its name."""
    world = tied()
    world.wait(31 * DAY_MS, ticks=40)
    return world


@pytest.mark.parametrize("phase", PHASES)
def test_one_order_in_every_phase(phase: str) -> None:
    world = PHASES[phase]()
    parts, doors, pulses = world.state.parts, world.state.compartments, len(world.unlocks)
    before = left_ms(world) if O1 in world.state.grants_of else None
    if (refusal := ONE[phase]) is not None:
        assert world.refuse(MORE) is refusal
        assert not world.told(FactType.ORDER_EXTENDED)
        assert before is None or left_ms(world) == before
    else:
        world.accept(MORE)
        assert before is not None
        assert left_ms(world) == before + DAY_MS
        (fact,) = world.told(FactType.ORDER_EXTENDED)
        assert (fact.data["retention_ms"], fact.data["revived"]) == (before + DAY_MS, phase == "expired")
    if phase != "expired":
        assert (world.state.parts, world.state.compartments) == (parts, doors)
    assert len(world.unlocks) == pulses


@pytest.mark.parametrize("phase", PHASES)
def test_all_of_an_office_in_every_phase(phase: str) -> None:
    """Never refused: what waits under a good code has more time, and nothing else changes."""
    world = PHASES[phase]()
    parts = world.state.parts
    before = left_ms(world) if O1 in world.state.grants_of else None
    world.accept(ALL)
    assert world.state.parts == parts
    good = ONE[phase] is None and phase != "expired"
    if before is not None:
        assert left_ms(world) == before + (DAY_MS if good else 0)
    facts = [fact.data for fact in world.told(FactType.ORDERS_EXTENDED)]
    assert facts == ([{"by_ms": DAY_MS, "at_least_ms": 0, "count": 1}] if good else [])


def test_what_expired_is_collected_with_the_same_letter() -> None:
    world = expired()
    (grant,) = world.state.grants_of[O1]
    assert world.refuse(world.show(grant)) is Refusal.EXPIRED
    world.accept(MORE)
    assert (world.order(), world.worth(grant), world.part().right) == (
        PartState.READY,
        Worth.ACTIVE,
        RightState.ACTIVE,
    )
    world.opened(grant)
    assert world.worth(grant) is Worth.SPENT


def test_it_expires_again_when_that_time_is_over() -> None:
    world = expired()
    world.accept(Extend("stadt", O1, Longer(at_least_ms=HOUR)))
    world.wait(HOUR - 2 * MINUTE, ticks=4)
    assert world.order() is PartState.READY
    world.wait(4 * MINUTE, ticks=4)
    assert world.order() is PartState.EXPIRED


def test_what_a_person_did_not_bring_has_ended_and_what_is_tied_comes_back() -> None:
    world = World.of(place())
    world.awaited(hand_in(retention_ms=MINUTE))
    world.wait(4 * MINUTE, ticks=4)
    assert world.refuse(MORE) is Refusal.ORDER_NOT_READY
    world = tied_and_expired()
    door = world.part().compartment
    assert (world.part().state, door) == (PartState.EXPIRED, A01)
    world.accept(MORE)
    assert (world.part().state, world.part().compartment, world.part().openings) == (PartState.AWAITED, A01, 1)
    world.collect(world.state.grants_of[O1][-1])


def test_what_staff_have_begun_to_take_out_is_not_good_again() -> None:
    world = being_retrieved()
    world.fire()
    world.pull()
    assert world.refuse(MORE) is Refusal.ORDER_NOT_READY
    assert world.worth(world.state.grants_of[O1][-1]) is Worth.REVOKED


def test_what_was_opened_since_it_expired_waits_for_staff() -> None:
    world = expired()
    world.pull()
    assert (world.order(), world.refuse(MORE)) == (PartState.QUARANTINED, Refusal.ORDER_NOT_READY)


def test_while_a_technician_opens_that_door_it_waits() -> None:
    world = expired()
    world.accept(TechnicianOpen("meier", A01, "look inside"))
    assert world.refuse(MORE) is Refusal.BUSY
    world.fire()
    world.pull()
    assert world.refuse(MORE) is Refusal.ORDER_NOT_READY
    world = tied_and_expired()
    world.accept(StartRetrieval(world.fresh_visit(), STAFF, A01))
    assert world.refuse(MORE) is Refusal.BUSY, "staff look there"


def test_a_hold_stays_and_so_does_what_waits_for_staff() -> None:
    world = kept_back()
    world.accept(MORE)
    assert world.state.orders[O1].hold is Hold.ON
    world = quarantined()
    world.accept(MORE)
    assert world.part().right is RightState.SUSPENDED


def test_an_exchange_comes_back_too() -> None:
    world = exchange()
    world.wait(31 * DAY_MS, ticks=40)
    assert world.order() is PartState.EXPIRED
    world.accept(MORE)
    world.collect(world.state.grants_of[O1][-1])
    assert world.order() is PartState.EXCHANGING


def test_it_is_never_shorter_than_before_and_never_longer_than_can_be() -> None:
    world = in_place()
    before = left_ms(world)
    world.accept(Extend("stadt", O1, Longer(at_least_ms=HOUR)))
    assert left_ms(world) == before
    assert not world.told(FactType.ORDER_EXTENDED), "nothing became of it"
    world.accept(Extend("stadt", O1, Longer(by_ms=RETENTION_MAX_H * HOUR)))
    assert left_ms(world) == RETENTION_MAX_H * HOUR


@pytest.mark.parametrize("event", [MORE, ALL])
def test_ten_thousand_in_a_row_leave_little(event: Extend | ExtendAll) -> None:
    """The log grows until the most that can be is reached, and then by one event a minute at the very most."""
    world = in_place()
    for _ in range(200):
        world.accept(event)
    told = len(world.facts)
    for _ in range(10_000 - 200):
        world.accept(event)
    assert len(world.facts) == told
    assert told <= RETENTION_MAX_H // 24 + 40
    world.wait(MINUTE, ticks=1)
    for _ in range(20):
        world.accept(event)
    assert len(world.facts) == told + 1


def test_all_of_an_office_are_one_event_and_only_its_own() -> None:
    world = World.of(place(), place(A02))
    for number in range(50):
        world.awaited(hand_in(type(O1)(f"01900000-0000-7000-8000-{number:012}")))
    world.awaited(hand_in(type(O1)("01900000-0000-7000-8000-100000000000"), authority="kreis"))
    told, before = len(world.facts), world.state.grants
    world.accept(ALL)
    assert [fact.data for fact in world.facts[told:]] == [
        {"authority": "stadt", "by_ms": DAY_MS, "at_least_ms": 0, "count": 50}
    ]
    longer = {(g.authority, g.retention_left_ms - before[g.id].retention_left_ms) for g in world.state.grants.values()}
    assert longer == {("stadt", DAY_MS), ("kreis", 0)}


def test_a_strange_office_extends_nothing() -> None:
    world = in_place()
    before = left_ms(world)
    assert world.refuse(Extend("kreis", O1, DAY)) is Refusal.WRONG_AUTHORITY
    assert world.refuse(ExtendAll("land", DAY)) is Refusal.AUTHORITY_UNKNOWN
    world.accept(ExtendAll("kreis", DAY))
    assert world.refuse(Extend("stadt", O2, DAY)) is Refusal.ORDER_UNKNOWN
    assert left_ms(world) == before


def test_a_new_code_goes_on_with_the_longer_time() -> None:
    world = awaited()
    world.accept(MORE)
    world.wait(10 * SECOND)
    before = left_ms(world)
    world.reissue()
    assert left_ms(world) == before


def test_an_order_of_two_parts_comes_back_as_far_as_it_lies_there() -> None:
    world = World.of(place(), place(A02))
    world.announce(order(needs=(order().parts[0].needs,) * 2, retention_ms=HOUR))
    visit = world.load()
    for door in (A01, A02):
        world.fire()
        world.pull(door)
        world.boxes[door].item = True
        world.shut(door)
        world.accept(ConfirmLoaded(visit, world.fresh_code()))
    world.wait(2 * HOUR, ticks=20)
    assert world.order() is PartState.EXPIRED
    world.pull(A02)
    world.accept(MORE)
    assert (world.part().state, world.part(number=2).state) == (PartState.READY, PartState.QUARANTINED)
    world.shut(A02)
    world.collect(world.state.grants_of[O1][-1])


def test_no_code_is_over_before_its_time_whenever_in_a_step_of_the_count_it_came() -> None:
    """Retention is counted in steps of a minute: what of one lies before the code is none of its time."""
    world = World.of(place())
    world.wait(2 * MINUTE + 50 * SECOND, ticks=17)
    grant = world.awaited(hand_in(retention_ms=60 * MINUTE))
    world.wait(60 * MINUTE - 3 * SECOND, ticks=240)
    assert world.grant(grant).state is GrantState.ACTIVE
    world.wait(2 * MINUTE, ticks=8)
    assert world.told(FactType.ORDER_EXPIRED)


def test_as_much_time_as_is_asked_for_is_from_that_moment_on() -> None:
    world = World.of(place())
    grant = world.awaited(hand_in(retention_ms=60 * MINUTE))
    world.wait(30 * MINUTE + 50 * SECOND, ticks=120)
    world.accept(Extend("stadt", O1, Longer(at_least_ms=60 * MINUTE)))
    world.wait(60 * MINUTE - 3 * SECOND, ticks=240)
    assert world.grant(grant).state is GrantState.ACTIVE
    world.wait(2 * MINUTE, ticks=8)
    assert world.told(FactType.ORDER_EXPIRED)
