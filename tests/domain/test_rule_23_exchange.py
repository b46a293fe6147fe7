"""Exchanges in one compartment, from the loading to the retrieval: one right, one opening, one receipt (rule 23)."""

import pytest
from counter import REST_MS, last, looked
from exchange import at_the_open_door, exchanged, lies, ready, says
from hands import paper, settle
from policies import CLAIMS, POLICY
from world import A01, A02, MINUTE, SECOND, World, asking, place, swap

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.readings import Door, DoorSensor, ItemSensor
from lockerd.domain.model.reasons import DoorReason, IncidentReason
from lockerd.domain.model.receipts import Grade, Outage, Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word
from lockerd.domain.shown.speech import may


def test_an_exchange_from_the_loading_to_the_retrieval() -> None:
    world = World.of(place())
    grant = ready(world)
    before_s = world.now.lo_s
    visit = exchanged(world, grant)
    assert (world.visit(visit).role, world.order(), world.condition()) == (
        Role.EXCHANGER,
        PartState.EXCHANGING,
        Condition.HANDING_OVER,
    )
    assert world.worth(grant) is Worth.SPENT, "one seen opening"
    world.say(visit, Word.EXCHANGED)
    assert world.order() is PartState.EXCHANGING, "not before readings sampled after the word"
    settle(world)
    assert (world.order(), world.condition()) == (PartState.HANDED_IN, Condition.OCCUPIED)
    receipt = paper(world, visit)
    assert (receipt.paper, receipt.grade, receipt.outage) == (Paper.RECEIPT, Grade.SENSOR, Outage.NONE)
    assert receipt.hi_s is not None
    assert before_s - 5 <= receipt.lo_s <= receipt.hi_s
    world.say(visit, Word.DONE)
    world.wait(REST_MS)
    staff = looked(world)
    world.say(staff, Word.FOUND_OLD)
    assert (world.order(), world.condition()) == (PartState.RETRIEVED, Condition.FREE)
    assert [each.paper for each in world.state.receipts.values()] == [Paper.RECEIPT]
    assert not world.told(FactType.INCIDENT_NOTED)


def test_a_word_said_before_the_last_opening_is_void() -> None:
    world = World.of(place(), policy=CLAIMS)
    visit = at_the_open_door(world)
    assert world.refuse_to(visit, Word.EXCHANGED) is Refusal.NOT_NOW
    world.shut()
    assert world.refuse_to(visit, Word.ALL_IN) is Refusal.NOT_NOW
    assert world.refuse_to(visit, Word.TAKEN_OUT) is Refusal.NOT_NOW


def test_after_the_word_nothing_is_opened_again() -> None:
    world = World.of(place())
    visit = exchanged(world)
    world.wait(REST_MS)
    assert Word.OPEN_AGAIN in may(world.state, visit, world.now, world.policy)
    world.say(visit, Word.EXCHANGED)
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NO_MORE_OPENINGS


def test_it_is_opened_again_twice_in_the_same_visit() -> None:
    world = World.of(place())
    visit = exchanged(world, moves=())
    for _ in range(2):
        world.wait(REST_MS)
        world.say(visit, Word.OPEN_AGAIN)
        world.fire()
        world.pull()
        lies(world, inside=False)
        lies(world, inside=True)
        world.shut()
    world.wait(REST_MS)
    assert world.refuse_to(visit, Word.OPEN_AGAIN) is Refusal.NO_MORE_OPENINGS
    says(world, visit, Word.EXCHANGED)
    assert (world.order(), world.part().openings) == (PartState.HANDED_IN, 1)


def test_a_word_without_evidence_is_answered_by_the_offer_to_open_again() -> None:
    world = World.of(place())
    visit = exchanged(world, moves=())
    world.wait(REST_MS)
    world.say(visit, Word.EXCHANGED)
    assert (world.visit(visit).trouble, world.visit(visit).phase) == (Refusal.ITEM_NOT_SEEN, Phase.DOOR_SHUT)
    world.say(visit, Word.OPEN_AGAIN)
    world.fire()
    world.pull()
    lies(world, inside=False)
    lies(world, inside=True)
    world.shut()
    says(world, visit, Word.EXCHANGED)
    assert world.order() is PartState.HANDED_IN


def test_a_pulse_that_no_opening_followed_lets_nothing_pass() -> None:
    world = World.of(place(), policy=CLAIMS)
    visit = exchanged(world)
    world.wait(REST_MS)
    world.say(visit, Word.OPEN_AGAIN)
    world.fire()
    world.wait(REST_MS)
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    says(world, visit, Word.EXCHANGED)
    assert world.order() is PartState.QUARANTINED, "both, opened before"


def test_a_door_left_open_is_nobodys_closing() -> None:
    world = World.of(place())
    visit = at_the_open_door(world)
    lies(world, inside=False)
    lies(world, inside=True)
    world.wait(5 * MINUTE + SECOND, ticks=10)
    assert world.visit(visit).phase is not Phase.DOOR_OPEN
    assert world.state.compartments[A01].reason == DoorReason.LEFT_OPEN
    world.shut()
    world.wait(MINUTE)
    assert (world.order(), world.condition()) == (PartState.QUARANTINED, Condition.QUARANTINED)


def test_a_door_that_never_opened_leaves_the_code_as_it_was() -> None:
    world = World.of(place())
    grant = ready(world)
    visit = world.collect(grant)
    world.give_back()
    assert world.visit(visit).phase is Phase.PAPER_READY
    assert paper(world, visit).paper is Paper.RECORD
    assert (world.order(), world.worth(grant), world.part().attempts) == (PartState.READY, Worth.ACTIVE, 0)


def test_three_pulses_without_an_opening_jam_it() -> None:
    world = World.of(place())
    grant = ready(world)
    visit = world.collect(grant)
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
        world.wait(3 * SECOND, ticks=3)
    assert (world.order(), world.condition(), world.part().right) == (
        PartState.READY,
        Condition.JAMMED,
        RightState.JAMMED,
    )
    assert paper(world, visit).paper is Paper.RECORD


def test_a_late_opening_outside_the_visit_is_not_an_exchange() -> None:
    world = World.of(place())
    visit = world.collect(ready(world))
    world.boxes[A01].stuck = Door.CLOSED
    world.fire()
    world.wait(6 * SECOND)
    world.say(visit, Word.DOES_NOT_OPEN)
    world.boxes[A01].stuck = None
    world.pull()
    assert (world.order(), world.condition(), world.part().right) == (
        PartState.QUARANTINED,
        Condition.QUARANTINED,
        RightState.SPENT,
    )


def test_any_opening_in_custody_is_an_incident_that_names_the_receipt() -> None:
    world = World.of(place())
    visit = exchanged(world)
    says(world, visit, Word.EXCHANGED)
    receipt = paper(world, visit).id
    world.wait(20 * SECOND)
    world.pull()
    assert (world.order(), world.condition()) == (PartState.HANDED_IN, Condition.QUARANTINED)
    assert last(world, FactType.INCIDENT_NOTED) == {
        "incident": 1,
        "reason": IncidentReason.DISTURBED,
        "receipt": receipt,
        "why": "",
    }


def test_in_custody_it_is_watched_on() -> None:
    world = World.of(place())
    says(world, exchanged(world), Word.EXCHANGED)
    world.wait(20 * SECOND)
    world.take()
    assert (world.order(), world.condition()) == (PartState.HANDED_IN, Condition.QUARANTINED)


@pytest.mark.parametrize(
    ("sensors", "policy", "refused"),
    [
        ({"door_sensor": DoorSensor.NONE}, CLAIMS, True),
        ({"door_sensor": DoorSensor.HOOK}, CLAIMS, True),
        ({"item_sensor": ItemSensor.NONE}, POLICY, True),
        ({"item_sensor": ItemSensor.NONE}, CLAIMS, False),
        ({}, POLICY, False),
    ],
)
def test_a_door_that_shows_too_little_is_never_taken(sensors: dict[str, object], policy: object, refused: bool) -> None:
    world = World.of(place(**sensors), policy=policy)  # type: ignore[arg-type]
    answer = world.event(asking(swap()))
    assert (getattr(answer, "reason", None) is Refusal.NEVER_FITS) is refused


def test_it_is_put_in_where_the_door_shows_enough_though_another_is_free() -> None:
    world = World.of(place(A01, item_sensor=ItemSensor.NONE), place(A02))
    world.announce(swap())
    assert world.doors() == (A02,)


def test_a_door_that_lost_its_sensor_opens_for_no_exchange() -> None:
    world = World.of(place())
    grant = ready(world)
    world.reconfigure(place(item_sensor=ItemSensor.NONE))
    world.report()
    assert world.refuse(world.show(grant)) is Refusal.ASK_STAFF


def test_an_undone_loading_frees_the_compartment_as_a_collections_does() -> None:
    world = World.of(place())
    world.announce(swap())
    visit = world.put_in()
    world.confirm(visit)
    world.wait(REST_MS)
    world.say(visit, Word.UNDO)
    world.fire()
    world.pull()
    world.take()
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    world.wait(SECOND)
    assert (world.order(), world.part().right) == (PartState.RESERVED, RightState.NONE)
