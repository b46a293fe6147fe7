"""An office blocks a compartment and takes that back: in every phase of what is there, beside technicians (ADR 33)."""

from typing import Final

import pytest
from phases import PHASES, awaited, in_place
from policies import POLICY
from world import A01, A02, MINUTE, O1, O2, World, order, place

from lockerd.domain.model.blocks import Block, BlockCompartment, UnblockCompartment
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import InService, OutOfService
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import Attention, Call, attention

BLOCK: Final = BlockCompartment("stadt", A01, "cleaning")
KEEP: Final = BlockCompartment("stadt", A01, "kept_for_passports", own_use=True)
UNBLOCK: Final = UnblockCompartment("stadt", A01)


def called(world: World) -> list[Attention]:
    """The offices that have no door left."""
    found = attention(world.state, world.now, world.policy)
    return [each for each in found if each.call is Call.BLOCKED]


@pytest.mark.parametrize("event", [BLOCK, KEEP], ids=["all", "own_use"])
@pytest.mark.parametrize("phase", PHASES)
def test_in_every_phase_nothing_is_opened_and_what_goes_on_there_is_finished(
    phase: str, event: BlockCompartment
) -> None:
    world = PHASES[phase]()
    parts, grants, pulses = world.state.parts, world.state.grants, len(world.unlocks)
    visits, condition = world.state.visits, world.condition()
    world.accept(event)
    assert (world.state.grants, world.state.visits, len(world.unlocks)) == (grants, visits, pulses)
    if phase == "reserved" and not event.own_use:
        assert world.doors() == (A02,), "what was only reserved there has another door"
    else:
        assert (world.state.parts, world.condition()) == (parts, condition)
    world.accept(UNBLOCK)
    blocked, unblocked = world.told(FactType.COMPARTMENT_BLOCKED), world.told(FactType.COMPARTMENT_UNBLOCKED)
    assert [fact.data for fact in blocked] == [{"block_reason": event.reason, "own_use": event.own_use}]
    assert (len(unblocked), len(world.unlocks)) == (1, pulses)
    assert {fact.data["authority"] for fact in world.facts if fact.type is FactType.COMPARTMENT_BLOCKED} == {"stadt"}


def test_what_lies_inside_is_collected_and_nothing_new_is_put_in() -> None:
    world = World.of(place())
    grant = world.loaded()
    world.accept(BLOCK)
    visit = world.opened(grant)
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    assert world.condition() is Condition.FREE
    world.announce(order(O2))
    world.wait(10 * MINUTE, ticks=3)
    assert world.order(O2) is PartState.ANNOUNCED
    world.accept(UNBLOCK)
    assert (world.order(O2), world.doors(O2)) == (PartState.RESERVED, (A01,))


def test_nobody_puts_in_what_they_bring_and_a_tied_door_stays_that_persons() -> None:
    world = World.of(place())
    grant = world.awaited()
    world.accept(BLOCK)
    assert world.refuse(world.show(grant)) is Refusal.NO_COMPARTMENT
    world.accept(UNBLOCK)
    visit = world.opened(grant)
    world.accept(BLOCK)
    world.shut()
    world.say(visit, Word.NOTHING_IN)
    world.wait(6_000)
    again = world.collect(grant)
    assert world.visit(again).compartment == A01


def test_kept_for_its_own_use_it_takes_what_that_office_asks_for() -> None:
    world = World.of(place(), place(A02))
    world.accept(KEEP)
    world.announce(order(authority="kreis"))
    assert world.doors() == (A02,)
    world.announce(order(O2))
    assert world.doors(O2) == (A01,)


def test_what_is_reserved_for_another_gives_way_where_it_is_kept_and_its_own_stays() -> None:
    world = World.of(place(), place(A02))
    world.announce(order(authority="kreis"))
    assert world.doors() == (A01,)
    world.accept(KEEP)
    assert world.doors() == (A02,)
    assert world.told(FactType.ORDER_RELEASED)[-1].data["reason"] == "blocked"
    world = World.of(place(), place(A02))
    world.announce()
    world.accept(KEEP)
    assert world.doors() == (A01,)


def test_each_office_takes_back_its_own_and_no_other() -> None:
    world = World.of(place())
    world.accept(BLOCK)
    world.accept(BlockCompartment("kreis", A01, "damage"))
    world.accept(UNBLOCK)
    assert [block.own_use for block in world.state.compartments[A01].blocks] == [False]
    assert world.refuse(UNBLOCK) is Refusal.BLOCKED_BY_OTHERS
    world.accept(UnblockCompartment("kreis", A01))
    assert not world.state.compartments[A01].blocks
    world.accept(UNBLOCK)
    assert len(world.told(FactType.COMPARTMENT_UNBLOCKED)) == 2


def test_what_a_technician_took_out_central_does_not_give_back() -> None:
    world = World.of(place())
    world.accept(OutOfService("anna", A01, "hinge is loose"))
    assert world.refuse(UNBLOCK) is Refusal.BLOCKED_BY_OTHERS
    world.accept(BLOCK)
    world.accept(UNBLOCK)
    assert world.state.compartments[A01].blocks == (Block("", "hinge is loose"),)


def test_a_technician_on_the_spot_gives_it_back_whoever_blocked_it() -> None:
    world = World.of(place())
    world.accept(BLOCK)
    world.accept(OutOfService("anna", A01, "wet"))
    world.accept(InService("anna", A01, "dry and clean"))
    assert not world.state.compartments[A01].blocks
    (fact,) = world.told(FactType.COMPARTMENT_IN_SERVICE)
    assert fact.data == {"who": "anna", "reason": "dry and clean"}


def test_asked_twice_it_is_told_once_and_another_reason_anew() -> None:
    world = World.of(place())
    for _ in range(1_000):
        world.accept(BLOCK)
    world.accept(KEEP)
    assert len(world.state.compartments[A01].blocks) == 1
    assert [fact.data["own_use"] for fact in world.told(FactType.COMPARTMENT_BLOCKED)] == [False, True]


def test_a_compartment_has_at_most_one_block_of_each_office_of_the_site() -> None:
    world = World.of(place())
    assert world.refuse(BlockCompartment("land", A01, "cleaning")) is Refusal.AUTHORITY_UNKNOWN
    assert world.refuse(BlockCompartment("stadt", CompartmentId("Z9"), "cleaning")) is Refusal.COMPARTMENT_UNKNOWN
    assert world.refuse(UnblockCompartment("stadt", CompartmentId("Z9"))) is Refusal.COMPARTMENT_UNKNOWN
    for number in range(50):
        for office in sorted(POLICY.authorities):
            world.accept(BlockCompartment(office, A01, f"reason_{number}"))
    assert [block.by for block in world.state.compartments[A01].blocks] == sorted(POLICY.authorities)


def test_it_outlives_a_restart() -> None:
    world = World.of(place())
    world.accept(KEEP)
    world.crash()
    world.report()
    world.announce(order(authority="kreis"))
    assert world.order() is PartState.ANNOUNCED


def test_the_last_door_within_reach_is_not_blocked_in_silence() -> None:
    world = World.of(place(), place(A02), place(CompartmentId("A03"), height_cm=160))
    world.accept(BLOCK)
    assert called(world) == []
    world.accept(BlockCompartment("kreis", A02, "own", own_use=True))
    assert called(world) == [Attention(Call.BLOCKED, "stadt")]
    world.accept(OutOfService("anna", A02, "wet"))
    assert called(world) == [Attention(Call.BLOCKED, "kreis"), Attention(Call.BLOCKED, "stadt")]
    world.accept(UNBLOCK)
    assert called(world) == []


def test_where_no_door_is_within_everybodys_reach_it_is_the_last_of_all() -> None:
    world = World.of(place(height_cm=160), place(A02, height_cm=160))
    world.accept(BLOCK)
    assert called(world) == []
    world.accept(BlockCompartment("stadt", A02, "cleaning"))
    assert [each.reason for each in called(world)] == ["kreis", "stadt"]


def test_a_block_costs_nobody_their_code() -> None:
    world = in_place()
    world.accept(BLOCK)
    world.wait(6_000)
    (grant,) = world.state.grants_of[O1]
    assert world.worth(grant) is Worth.ACTIVE
    world = awaited()
    for door in (A01, A02):
        world.accept(BlockCompartment("stadt", door, "cleaning"))
    (grant,) = world.state.grants_of[O1]
    assert (world.worth(grant), world.part().needs) == (Worth.ACTIVE, Needs())
