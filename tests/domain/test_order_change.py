"""Central asks for another thing than it announced: in every phase of an order, field by field."""

from dataclasses import replace
from typing import Final

import pytest
from phases import PHASES, exchange, handed_in, in_place, reserved, tied
from policies import CLAIMS
from world import A01, A02, O1, O2, World, hand_in, order, place

from lockerd.domain.model.events import TechnicianOpen
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.readings import ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.statements import Purpose, Trust
from lockerd.domain.model.terms import ChangeOrder, Term

WISHES: Final = {
    Term.CASE_REFERENCE: ChangeOrder("stadt", O1, case_reference="case-2"),
    Term.DOCUMENT_CLASS: ChangeOrder("stadt", O1, document_class="plates-2"),
    Term.ITEM_COUNT: ChangeOrder("stadt", O1, item_count=2),
    Term.NEEDS: ChangeOrder("stadt", O1, needs=Needs(size="A5")),
    Term.NO_DELEGATE: ChangeOrder("stadt", O1, no_delegate=True),
    Term.RETENTION_H: ChangeOrder("stadt", O1, retention_ms=DAY_MS),
}
NOT_YET: Final = Refusal.ORDER_NOT_READY
LATE: Final = Refusal.ALREADY_PUT_IN
OUT: Final = Refusal.ALREADY_COLLECTED
MAY: Final[dict[str, tuple[Refusal | None, Refusal | None, Refusal | None]]] = {
    "waiting": (None, None, None),
    "reserved": (None, None, None),
    "loading": (None, Refusal.BUSY, None),
    "in_place": (None, LATE, NOT_YET),
    "tried": (None, Refusal.BUSY, NOT_YET),
    "at_the_door": (None, Refusal.BUSY, NOT_YET),
    "collected": (OUT, OUT, OUT),
    "expired": (None, LATE, NOT_YET),
    "being_retrieved": (None, Refusal.BUSY, NOT_YET),
    "kept_back": (None, LATE, NOT_YET),
    "recalled": (None, LATE, NOT_YET),
    "cancelled": (NOT_YET, NOT_YET, NOT_YET),
    "to_be_cancelled": (Refusal.CANCELLED, Refusal.CANCELLED, Refusal.CANCELLED),
    "quarantined": (None, LATE, NOT_YET),
    "awaited": (None, None, NOT_YET),
    "handing_in": (None, Refusal.BUSY, NOT_YET),
    "tied": (None, LATE, NOT_YET),
    "handed_in": (None, Refusal.ALREADY_HANDED_IN, NOT_YET),
}
"""By phase: the case reference; what must not have been put in; the retention."""
STRICTER: Final = {
    "collected": OUT,
    "recalled": NOT_YET,
    "at_the_door": OUT,
    "cancelled": NOT_YET,
    "to_be_cancelled": Refusal.CANCELLED,
    "handed_in": Refusal.ALREADY_HANDED_IN,
}
"""Where nothing is left that anybody may come for; else it is excluded that somebody else does."""
READER: Final = Trust(frozenset({Purpose.PERSON}), from_s=0, until_s=1 << 40)


def changed(world: World) -> list[str]:
    """What was told to have changed."""
    return [str(fact.data["fields"]) for fact in world.told(FactType.ORDER_CHANGED)]


@pytest.mark.parametrize("term", Term)
@pytest.mark.parametrize("phase", PHASES)
def test_every_field_in_every_phase(phase: str, term: Term) -> None:
    world = PHASES[phase]()
    reference, put_in, retention = MAY[phase]
    others = {Term.CASE_REFERENCE: reference, Term.RETENTION_H: retention, Term.NO_DELEGATE: STRICTER.get(phase)}
    expected = others.get(term, put_in)
    world.policy = replace(world.policy, verifiers={"reader-1": READER})
    parts, orders, pulses = world.state.parts, world.state.orders, len(world.unlocks)
    if expected is None:
        world.accept(WISHES[term])
        assert changed(world) == [term]
        world.accept(WISHES[term])
        assert changed(world) == [term], "what is so already is not told again"
    else:
        assert world.refuse(WISHES[term]) is expected
        assert (world.state.parts, world.state.orders, changed(world)) == (parts, orders, [])
    assert len(world.unlocks) == pulses


def test_all_of_it_or_nothing() -> None:
    world = in_place()
    both = ChangeOrder("stadt", O1, case_reference="case-2", item_count=2)
    assert world.refuse(both) is LATE
    assert world.state.orders[O1].case_reference == "case-1"
    world = reserved()
    world.accept(replace(both, retention_ms=DAY_MS))
    (fact,) = world.told(FactType.ORDER_CHANGED)
    assert fact.data == {
        "fields": "case_reference,item_count,retention_h",
        "document_class": "passport",
        "item_count": 2,
        "retention_ms": DAY_MS,
        "asks": "",
    }


def test_a_door_that_fits_no_more_is_given_up_and_one_that_does_is_kept() -> None:
    world = World.of(place(size="A5"), place(A02))
    world.announce(order(needs=Needs(size="A5")))
    assert world.doors() == (A01,)
    world.accept(ChangeOrder("stadt", O1, needs=Needs(size="A4")))
    assert (world.order(), world.doors()) == (PartState.RESERVED, (A02,))
    assert world.told(FactType.ORDER_RELEASED)[-1].data["reason"] == "no_longer_fits"
    world.accept(ChangeOrder("stadt", O1, needs=Needs(size="A5")))
    assert world.doors() == (A02,)


@pytest.mark.parametrize(
    ("needs", "why"),
    [
        (Needs(size="plate"), Refusal.NEVER_FITS),
        (Needs(size="A0"), Refusal.SIZE_UNKNOWN),
        (Needs(highest_cm=20), Refusal.NEVER_FITS),
    ],
)
def test_what_no_door_can_ever_serve_is_not_asked_for(needs: Needs, why: Refusal) -> None:
    world = reserved()
    doors = world.doors()
    assert world.refuse(ChangeOrder("stadt", O1, needs=needs)) is why
    assert world.doors() == doors


def test_a_class_that_is_not_taken_in_behind_any_door_is_refused() -> None:
    world = World.of(place(item_sensor=ItemSensor.NONE), policy=CLAIMS)
    world.awaited()
    assert world.refuse(ChangeOrder("stadt", O1, document_class="passport")) is Refusal.NEVER_FITS


def test_who_waits_gets_what_is_asked_for_now() -> None:
    world = World.of(place(height_cm=160), place(A02, height_cm=60))
    world.accept(TechnicianOpen("meier", A02, "look inside"))
    world.announce(order(needs=Needs(highest_cm=100)))
    assert world.order() is PartState.ANNOUNCED
    world.accept(ChangeOrder("stadt", O1, needs=Needs()))
    assert world.doors() == (A01,)


def test_of_several_parts_one_is_named_and_those_that_are_in_stay() -> None:
    world = World.of(place(), place(A02))
    world.announce(order(needs=(Needs(), Needs())))
    assert world.refuse(ChangeOrder("stadt", O1, item_count=2)) is Refusal.PART_UNKNOWN
    assert world.refuse(ChangeOrder("stadt", O1, part=3, item_count=2)) is Refusal.PART_UNKNOWN
    world.accept(ChangeOrder("stadt", O1, part=2, item_count=2))
    assert [world.part(number=number).item_count for number in (1, 2)] == [1, 2]
    assert world.facts[-1].data["part"] == 2
    visit = world.put_in()
    world.accept(ConfirmLoaded(visit, world.fresh_code()))
    world.give_back()
    assert world.refuse(ChangeOrder("stadt", O1, part=1, item_count=3)) is LATE
    assert world.refuse(ChangeOrder("stadt", O1, document_class="plates-2")) is LATE
    world.accept(ChangeOrder("stadt", O1, part=2, item_count=3))
    world.accept(ChangeOrder("stadt", O1, retention_ms=DAY_MS))


def test_a_strange_office_changes_nothing() -> None:
    world = reserved()
    for wish in WISHES.values():
        assert world.refuse(replace(wish, authority="kreis")) is Refusal.WRONG_AUTHORITY
    assert world.refuse(ChangeOrder("stadt", O2, case_reference="x")) is Refusal.ORDER_UNKNOWN
    assert not changed(world)


@pytest.mark.parametrize("phase", [handed_in, tied])
def test_a_receipt_is_what_it_was(phase: type) -> None:
    world = phase()
    papers = world.state.receipts
    world.accept(WISHES[Term.CASE_REFERENCE])
    assert world.state.receipts == papers
    assert world.refuse(WISHES[Term.DOCUMENT_CLASS]) in {LATE, Refusal.ALREADY_HANDED_IN}, "it says how long copies are"


def test_what_is_put_in_for_an_exchange_stays_what_it_is() -> None:
    assert exchange().refuse(WISHES[Term.ITEM_COUNT]) is LATE


def test_a_changed_hand_in_is_taken_in_as_it_is_asked_for_now() -> None:
    world = World.of(place(), place(A02, size="plate"))
    grant = world.awaited(hand_in())
    world.accept(ChangeOrder("stadt", O1, needs=Needs(size="plate"), item_count=2))
    assert world.visit(world.collect(grant)).compartment == A02
