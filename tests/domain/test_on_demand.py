"""Loading on demand: whoever has the code before anything is in asks for it, and their office is told (ADR 49)."""

from dataclasses import replace

import pytest
from world import (
    A01,
    A02,
    MINUTE,
    O1,
    O2,
    ORDINARY,
    POLICY,
    STAFF,
    Wanted,
    World,
    asking,
    hand_in,
    old_first,
    order,
    place,
)
from world import swap as exchange

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.derived import worth
from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Nature, Precondition
from lockerd.domain.model.events import Announce, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import SecondSecret, Worth
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded, Staff
from lockerd.domain.model.state import DAY_MS, HOUR_MS
from lockerd.domain.model.terms import ChangeOrder, Extend, ExtendAll, Longer
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word
from lockerd.domain.requests.on_demand import ASKED_AGAIN_MS
from lockerd.domain.shown.attention import Call, attention
from lockerd.domain.shown.to_load import TO_LOAD_SHOWN, to_load

A03 = CompartmentId("A03")
ASKED = FactType.ORDER_ASKED_FOR


def on_demand(name: OrderId = O1, **changes: object) -> Wanted:
    return order(name, on_demand=True, **changes)  # type: ignore[arg-type]


def world_of(*doors: CompartmentId) -> World:
    return World.of(*(place(name) for name in doors or (A01, A02)))


def asked(world: World) -> int:
    return sum(fact.type is ASKED for fact in world.facts)


def put_in(world: World, name: OrderId = O1) -> GrantId:
    """Staff put it in and confirm; the grant that came of it."""
    visit = world.put_in(name)
    grant = world.confirm(visit)
    world.say(visit, Word.DONE)
    world.wait(6_000)
    return grant


def listed(world: World, staff: Staff = STAFF) -> list[OrderId]:
    orders = to_load(world.state, world.policy, staff)
    assert not isinstance(orders, Refused)
    return [each.id for each in orders]


@pytest.mark.parametrize("form", list(CodeForm))
def test_the_code_that_asked_collects_once_staff_have_put_it_in(form: CodeForm) -> None:
    world = world_of()
    grant = world.awaited(on_demand())
    assert world.refuse(world.show(grant, form)) is Refusal.NOT_PUT_IN_YET
    assert not world.unlocks, "nothing is opened"
    assert asked(world) == 1
    assert put_in(world) == grant, "the code stays the one its person has"
    assert sum(fact.type is FactType.GRANT_ISSUED for fact in world.facts) == 1
    event = world.show(grant, form)
    world.accept(event)
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(event.visit, Word.TAKEN_OUT)
    world.wait(10_000)
    assert world.order() is PartState.CLOSED
    assert world.refuse(world.show(grant, form)) is Refusal.CODE_NOT_VALID


def test_what_is_told_names_what_is_left_to_do_and_whose_it_is() -> None:
    world = world_of()
    grant = world.awaited(on_demand(needs=(ORDINARY, ORDINARY)))
    world.refuse(world.show(grant))
    [fact] = [fact for fact in world.facts if fact.type is ASKED]
    assert (fact.order, fact.compartment) == (O1, None)
    assert fact.data == {"to_put_in": 2, "authority": "stadt"}


def test_a_valid_code_shown_ten_thousand_times_tells_it_once_in_a_quarter_of_an_hour() -> None:
    world = world_of()
    grant = world.awaited(on_demand())
    for _ in range(5_000):
        world.refuse(world.show(grant))
    assert asked(world) == 1
    rows = (len(world.state.orders), len(world.state.grants), len(world.state.visits))
    assert rows == (1, 1, 0)
    for _ in range(5_000):
        world.wait(ASKED_AGAIN_MS // 1_000)
        world.refuse(world.show(grant))
    assert asked(world) <= 1 + 5_000 * (ASKED_AGAIN_MS // 1_000 + 2) // ASKED_AGAIN_MS
    assert asked(world) >= 5, "who asks later is told again"


def test_a_power_cut_does_not_have_it_told_again() -> None:
    world = world_of()
    grant = world.awaited(on_demand())
    world.refuse(world.show(grant))
    since = world.state.orders[O1].asked_lo_s
    world.crash()
    world.report()
    assert world.state.orders[O1].asked_lo_s == since
    assert world.refuse(world.show(grant)) is Refusal.NOT_PUT_IN_YET
    assert asked(world) == 1
    world.wait(ASKED_AGAIN_MS)
    world.refuse(world.show(grant))
    assert asked(world) == 2


@pytest.mark.parametrize("grant", [None, GrantId("never-issued")])
def test_a_stranger_calls_nobody(grant: GrantId | None) -> None:
    world = world_of()
    world.awaited(on_demand())
    for form in CodeForm:
        world.refuse(world.show(grant, form))
    assert asked(world) == 0


def test_whoever_found_the_letter_calls_nobody_where_more_is_needed_than_the_code() -> None:
    steps = ((Precondition.SECOND_SECRET,),)
    row = ClassPolicy(nature=Nature.IDENTITY, preconditions=steps)
    world = World.of(place(A01), policy=replace(POLICY, classes={**POLICY.classes, (EVERY_OFFICE, "passport"): row}))
    world.asks, world.second = steps, SecondSecret(b"salt", b"hash")
    grant = world.awaited(on_demand())
    assert world.refuse(world.show(grant)) is Refusal.SECOND_SECRET_NEEDED
    assert world.refuse(replace(world.show(grant), second_secret=False)) is Refusal.SECOND_SECRET_WRONG
    assert asked(world) == 0
    assert world.refuse(replace(world.show(grant), second_secret=True)) is Refusal.NOT_PUT_IN_YET
    assert asked(world) == 1


def test_of_several_doors_none_is_opened_before_all_are_filled() -> None:
    world = world_of()
    grant = world.awaited(on_demand(needs=(ORDINARY, ORDINARY)))
    visit = world.put_in()
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    world.fire()
    assert world.refuse(world.show(grant)) is Refusal.STAFF_ARE_HERE
    door = world.visit(visit).compartment
    world.pull(door)
    world.boxes[door].item = True
    world.shut(door)
    assert world.confirm(visit) == grant
    world.say(visit, Word.DONE)
    world.wait(6_000)
    assert worth(world.state, world.grant(grant)) is Worth.ACTIVE
    world.accept(world.show(grant))


def test_staff_leave_one_of_two_doors_unfilled_and_are_called_for_it() -> None:
    world = world_of()
    grant = world.awaited(on_demand(needs=(ORDINARY, ORDINARY)))
    visit = world.put_in()
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    world.give_back()
    world.wait(60_000, ticks=60)
    assert [world.part(O1, number).state for number in (1, 2)] == [PartState.READY, PartState.RESERVED]
    assert worth(world.state, world.grant(grant)) is Worth.NOT_YET
    assert world.refuse(world.show(grant)) is Refusal.NOT_PUT_IN_YET
    calls = [each.call for each in attention(world.state, world.now, world.policy)]
    assert calls[0] is Call.ASKED_FOR
    assert Call.UNFINISHED in calls
    before = world.grant(grant).retention_left_ms
    world.wait(HOUR_MS, ticks=10)
    assert world.grant(grant).retention_left_ms == before, "no time runs for what cannot be fetched"


def test_its_time_begins_when_all_is_in() -> None:
    world = world_of()
    grant = world.awaited(on_demand(retention_ms=10 * DAY_MS))
    world.wait(30 * DAY_MS, ticks=30)
    assert worth(world.state, world.grant(grant)) is Worth.NOT_YET
    assert world.refuse(Extend("stadt", O1, Longer(by_ms=DAY_MS))) is Refusal.ORDER_NOT_READY
    world.accept(ExtendAll("stadt", Longer(by_ms=DAY_MS)))
    world.accept(ChangeOrder("stadt", O1, retention_ms=5 * DAY_MS))
    put_in(world)
    left = world.grant(grant).retention_left_ms
    assert 5 * DAY_MS - HOUR_MS < left <= 5 * DAY_MS + MINUTE
    assert world.refuse(ChangeOrder("stadt", O1, retention_ms=6 * DAY_MS)) is Refusal.ORDER_NOT_READY
    world.wait(6 * DAY_MS, ticks=12)
    assert world.refuse(world.show(grant)) is Refusal.EXPIRED


def test_what_is_taken_out_again_at_once_is_asked_for_with_the_same_code() -> None:
    world = world_of()
    grant = world.awaited(on_demand())
    visit = world.put_in()
    world.confirm(visit)
    world.wait(6_000)
    world.say(visit, Word.UNDO)
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.wait(10_000, ticks=10)
    if world.state.visits.get(visit) is not None and world.visit(visit).phase is not Phase.OVER:
        world.says(visit, Word.TAKEN_OUT)
        world.wait(130_000, ticks=20)
    assert world.part().state in {PartState.ANNOUNCED, PartState.RESERVED}
    assert world.refuse(world.show(grant)) is Refusal.NOT_PUT_IN_YET
    world.wait(6_000)
    assert put_in(world) == grant
    world.accept(world.show(grant))


def test_taken_back_its_code_is_not_valid_and_calls_nobody() -> None:
    world = world_of()
    grant = world.awaited(on_demand())
    world.cancel()
    assert [fact.data["reason"] for fact in world.told(FactType.GRANT_REVOKED)] == ["cancelled_by_authority"]
    assert world.refuse(world.show(grant)) is Refusal.CODE_NOT_VALID
    assert asked(world) == 0
    assert listed(world) == []


def test_kept_back_it_is_not_asked_for() -> None:
    world = world_of()
    grant = world.awaited(on_demand())
    world.accept(PutOnHold(O1, "fee_unpaid"))
    assert world.refuse(world.show(grant)) is Refusal.ORDER_ON_HOLD
    assert asked(world) == 0
    world.accept(EndHold(O1))
    assert world.refuse(world.show(grant)) is Refusal.NOT_PUT_IN_YET
    assert asked(world) == 1


def test_a_lost_code_is_made_anew_before_anything_is_in() -> None:
    world = world_of()
    old = world.awaited(on_demand())
    new = world.reissue()
    assert world.refuse(world.show(old)) is Refusal.CODE_NOT_VALID
    assert world.refuse(world.show(new)) is Refusal.NOT_PUT_IN_YET
    assert put_in(world) == new


def test_of_an_exchange_behind_two_doors_the_old_one_is_not_taken_before_the_new_one_is_in() -> None:
    world = world_of(A01, A02, A03)
    grant = world.awaited(old_first(on_demand=True))
    assert world.refuse(world.show(grant)) is Refusal.NOT_PUT_IN_YET
    world.wait(60 * DAY_MS, ticks=60)
    assert world.refuse(world.show(grant)) is Refusal.NOT_PUT_IN_YET, "it never expired"
    assert put_in(world) == grant
    event = world.show(grant)
    world.accept(event)
    assert world.visit(event.visit).role is Role.GIVER


def test_an_exchange_in_one_compartment_is_asked_for_too() -> None:
    world = world_of()
    grant = world.awaited(exchange(on_demand=True))
    assert world.refuse(world.show(grant)) is Refusal.NOT_PUT_IN_YET
    assert put_in(world) == grant
    world.accept(world.show(grant))


def test_what_a_person_brings_is_not_put_in_by_staff() -> None:
    world = world_of()
    wanted = hand_in(on_demand=True)
    assert world.refuse(Announce(wanted.order, wanted.parts, world.fresh_code())) is Refusal.KIND_NOT_SUPPORTED


def test_staff_see_first_what_was_asked_for_last_and_nothing_of_others() -> None:
    world = world_of(A01)
    names = [OrderId(f"order-{n}") for n in range(1, 6)]
    codes = {name: world.awaited(on_demand(name)) for name in names[:3]}
    for name in names[3:]:
        world.accept(asking(order(name)))
    world.awaited(on_demand(OrderId("order-9"), authority="kreis"))
    assert listed(world) == names
    world.refuse(world.show(codes[names[2]]))
    world.refuse(world.show(codes[names[1]]))
    assert listed(world) == [names[1], names[2], names[0], *names[3:]]
    called = [each for each in attention(world.state, world.now, world.policy) if each.call is Call.ASKED_FOR]
    assert [each.order for each in called] == [names[1], names[2]]
    visit = world.load(names[1])
    assert listed(world)[0] == names[2], "what is being put in is on nobody's list"
    assert world.visit(visit).door is not None
    gone = to_load(world.state, world.policy, replace(STAFF, roles=frozenset()))
    assert isinstance(gone, Refused)
    assert gone.reason is Refusal.BADGE_NOT_VALID


def test_the_list_has_an_end() -> None:
    world = world_of(A01)
    names = [OrderId(f"order-{n:03}") for n in range(TO_LOAD_SHOWN + 20)]
    for name in names:
        world.accept(asking(order(name)))
    last = OrderId("order-999")
    world.refuse(world.show(world.awaited(on_demand(last))))
    assert listed(world) == [last, *names[: TO_LOAD_SHOWN - 1]]


def test_staff_of_another_office_are_not_named_to_its_person() -> None:
    world = world_of()
    grant = world.awaited(on_demand())
    world.awaited(on_demand(O2, authority="kreis"))
    others = replace(STAFF, authority="kreis")
    visit = world.load(O2, staff=others)
    assert world.refuse(world.show(grant)) is Refusal.NOT_PUT_IN_YET
    assert world.visit(visit).authority == "kreis"
