"""Every state calls somebody or ends: what waits for people is listed until they have seen to it, and no longer."""

from dataclasses import replace

import pytest
from policies import POLICY
from world import A01, A02, MINUTE, O1, O2, SECOND, World, asking, hand_in, order, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.events import Clear, Found
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.parts import Needs
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import AuxiliaryInput
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import Attention, Call, attention


def calls(world: World) -> list[tuple[Call, str, CompartmentId | None, OrderId | None]]:
    """What is on the list now."""
    return [(a.call, a.reason, a.compartment, a.order) for a in attention(world.state, world.now, world.policy)]


def test_a_site_in_good_order_calls_nobody() -> None:
    world = World.of(place(), place(A02))
    world.wait(2 * MINUTE)
    world.loaded()
    assert calls(world) == []


def test_a_document_that_nobody_may_collect_any_more_is_to_be_taken_out() -> None:
    world = World.of(place())
    world.loaded()
    world.cancel()
    assert calls(world) == [(Call.TO_RETRIEVE, "recalled", A01, O1)]
    world.technician()
    assert calls(world) == [(Call.QUARANTINED, "technician_opened", A01, O1)]
    world.take()
    world.shut()
    world.clear()
    assert calls(world) == []


def test_a_document_that_waited_too_long_is_to_be_taken_out() -> None:
    world = World.of(place())
    world.loaded()
    world.wait(31 * 86_400 * SECOND)
    assert calls(world) == [(Call.TO_RETRIEVE, "expired", A01, O1)]


def test_a_door_that_stuck_is_called_for() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    for _ in range(3):
        world.fire(gives_way=False)
        world.wait(6 * SECOND)
        world.wait(3 * SECOND)
    [(call, _, compartment, who)] = calls(world)
    assert (call, compartment, who) == (Call.JAMMED, A01, O1)


def test_a_door_left_open_is_called_for_while_it_stands_open() -> None:
    world = World.of(place())
    world.opened()
    world.wait(6 * MINUTE)
    assert calls(world) == [(Call.LEFT_OPEN, "", A01, O1)]
    world.take()
    world.shut()
    assert calls(world) == []


def test_a_board_that_does_not_answer_is_called_for_but_not_while_it_starts() -> None:
    world = World.of(place())
    world.wait(2 * MINUTE)
    world.boxes[A01].answering = False
    world.report()
    assert calls(world) == [(Call.NO_READING, "", A01, None)]
    world.boxes[A01].answering = True
    world.crash()
    assert calls(world) == []
    world.report()
    world.wait(2 * MINUTE)
    assert calls(world) == []


def test_the_site_itself_comes_first() -> None:
    world = World.of(place())
    world.loaded()
    world.cancel()
    world.line(AuxiliaryInput.MAINS_LOST, active=True)
    world.line(AuxiliaryInput.TAMPER, active=True)
    assert [call for call, *_ in calls(world)] == [Call.HALTED, Call.MAINS_LOST, Call.TO_RETRIEVE]
    world.resume()
    assert calls(world)[0][0] is Call.MAINS_LOST


def test_a_disputed_time_is_called_for_until_it_is_set_right() -> None:
    world = World.of(place())
    world.doubt = Doubt.LEAP
    assert calls(world) == [(Call.TIME_DISPUTED, "leap", None, None)]
    world.doubt = None
    assert calls(world) == []


def test_what_its_office_keeps_back_stays_for_ever_and_is_named() -> None:
    world = World.of(place())
    world.loaded()
    world.accept(PutOnHold(O1, "fee_unpaid"))
    world.wait(81 * 86_400 * SECOND)
    assert calls(world) == [(Call.KEPT_BACK, "fee_unpaid", A01, O1)]
    world.accept(EndHold(O1))
    assert calls(world) == []
    world.wait(31 * 86_400 * SECOND)
    assert calls(world) == [(Call.TO_RETRIEVE, "expired", A01, O1)]


def test_a_door_is_to_be_looked_into_where_nothing_is_free_for_what_somebody_brings() -> None:
    world = World.of(place(), condition=Condition.TO_CHECK)
    assert calls(world) == [], "whatever staff bring may go in there all the same"
    world.awaited(hand_in(O2))
    assert calls(world) == [(Call.TO_CHECK, "", A01, None)]
    world.technician()
    world.shut()
    world.clear()
    assert world.condition() is Condition.FREE
    assert calls(world) == []


def test_nobody_looks_into_a_door_while_another_is_free_for_what_somebody_brings() -> None:
    world = World.of(place(), place(A02), condition=Condition.TO_CHECK)
    world.technician(A02)
    world.shut(A02)
    world.clear(A02)
    world.awaited()
    assert calls(world) == []


def test_orders_that_no_door_can_serve_are_listed_but_not_without_end() -> None:
    world = World.of(place())
    world.loaded()
    for number in range(50):
        world.announce(order(OrderId(f"order-{number:02}"), needs=Needs(size="A4")))
    world.policy = replace(POLICY, sizes=("A4", "A3"), authorities=frozenset({"kreis"}))
    found = calls(world)
    assert len(found) == 20
    assert found[0] == (Call.NO_DOOR, "authority_unknown", None, "order-00")


@pytest.mark.parametrize(
    ("needs", "answer"),
    [
        (Needs(size="plate"), Refusal.NEVER_FITS),
        (Needs(lowest_cm=130), Refusal.NEVER_FITS),
        (Needs(highest_cm=20), Refusal.NEVER_FITS),
        (Needs(lowest_cm=90, highest_cm=60), Refusal.NEVER_FITS),
        (Needs(size="barn"), Refusal.SIZE_UNKNOWN),
        (Needs(size="A4", highest_cm=110), None),
    ],
)
def test_an_order_that_no_door_can_ever_serve_is_refused(needs: Needs, answer: Refusal | None) -> None:
    world = World.of(place())
    world.loaded()
    if answer is None:
        world.announce(order(O2, needs=needs))
    else:
        assert world.refuse(asking(order(O2, needs=needs))) is answer
        assert O2 not in world.state.orders


def test_doors_kept_for_those_who_need_them_never_serve_the_others() -> None:
    world = World.of(place(), policy=replace(POLICY, reach_reserved=1))
    assert world.refuse(asking(order())) is Refusal.NEVER_FITS
    world.announce(order(needs=Needs(highest_cm=110)))


STORIES = {
    "loaded": (),
    "code shown": ("show",),
    "door open": ("show", "fire", "pull"),
    "crash at the open door": ("show", "fire", "pull", "crash"),
    "crash before the pulse": ("show", "crash"),
    "crash, and no board": ("show", "deaf", "crash"),
    "grace": ("show", "crash", "report"),
    "taken, no word": ("show", "fire", "pull", "take", "shut"),
    "left inside": ("show", "fire", "pull", "shut"),
    "forced": ("pull", "shut"),
    "recalled": ("cancel",),
    "recalled in the visit": ("show", "cancel", "fire", "pull"),
    "board dead": ("deaf",),
    "tampered": ("tamper",),
    "on battery": ("battery",),
}


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("door", DoorSensor)
@pytest.mark.parametrize("item", ItemSensor)
def test_whatever_happened_ends_or_calls_somebody(story: str, door: DoorSensor, item: ItemSensor) -> None:
    """Everybody goes away and nothing moves any more: after a long time no order is left that nobody is called for."""
    world = World.of(place(door_sensor=door, item_sensor=item))
    grant = world.loaded()
    for step in STORIES[story]:
        match step:
            case "show":
                world.event(world.show(grant))
            case "fire":
                world.fire()
            case "pull" | "take" | "shut" | "report" | "crash" | "cancel":
                getattr(world, step)()
            case "deaf":
                world.boxes[A01].answering = False
                world.report()
            case "tamper":
                world.line(AuxiliaryInput.TAMPER, active=True)
            case "battery":
                world.line(AuxiliaryInput.MAINS_LOST, active=True)
    while world.unlocks:
        world.give_back()
    world.report()
    world.wait(30 * MINUTE, ticks=180)
    world.wait(3 * 86_400 * SECOND, ticks=3)
    world.wait(40 * 86_400 * SECOND, ticks=2)
    if O1 in world.state.orders and world.state.orders[O1].ended_powered_ms is None:
        assert [a for a in attention(world.state, world.now, world.policy) if concerns(a)], world.order()


def concerns(waiting: Attention) -> bool:
    """Whether it is about the order, its door, or the site as a whole."""
    return waiting.order == O1 or waiting.compartment == A01 or waiting.call in {Call.HALTED, Call.MAINS_LOST}


def test_what_is_said_in_a_visit_leaves_the_list_as_it_was() -> None:
    world = World.of(place())
    visit = world.opened()
    world.say(visit, Word.HELP)
    assert calls(world) == []


def handed_in(world: World, *, put_in: bool, word: Word) -> None:
    """A person has shown the code of a hand-in, put the thing in or not, shut the door and said so."""
    visit = world.collect(world.awaited())
    world.fire()
    world.pull()
    world.boxes[A01].item = put_in
    world.shut()
    world.say(visit, word)
    world.wait(4 * SECOND, ticks=4)
    world.say(visit, Word.DONE)
    world.wait(20 * SECOND)


def looked(world: World, *, found: bool) -> None:
    """Staff have opened it, taken out what lay there, shut it, and reported."""
    world.technician()
    world.take()
    world.shut()
    world.accept((Found if found else Clear)("meier", A01, "looked"))


def test_what_was_handed_in_waits_to_be_taken_out_until_it_is() -> None:
    world = World.of(place())
    assert calls(world) == []
    handed_in(world, put_in=True, word=Word.ALL_IN)
    assert calls(world) == [(Call.TO_RETRIEVE, "handed_in", A01, O1)]
    looked(world, found=False)
    assert calls(world) == []


def test_an_opening_in_custody_is_called_for_as_such() -> None:
    world = World.of(place())
    handed_in(world, put_in=True, word=Word.ALL_IN)
    world.pull()
    world.shut()
    assert calls(world)[0][0] is Call.QUARANTINED


@pytest.mark.parametrize("found", [True, False])
def test_a_hand_in_of_which_nobody_knows_waits_for_staff_to_look(found: bool) -> None:
    world = World.of(place())
    handed_in(world, put_in=False, word=Word.NOTHING_IN)
    assert calls(world) == [(Call.TO_LOOK, "nothing_put_in", A01, O1)]
    looked(world, found=found)
    assert calls(world) == []


def test_word_and_sensor_that_contradict_each_other_are_quarantined_and_called_for() -> None:
    world = World.of(place())
    handed_in(world, put_in=True, word=Word.NOTHING_IN)
    assert calls(world) == [(Call.QUARANTINED, "hand_in_unclear", A01, O1)]


@pytest.mark.parametrize("end", ["cancelled", "expired"])
def test_a_tied_hand_in_that_is_over_waits_for_staff_to_look(end: str) -> None:
    world = World.of(place())
    handed_in(world, put_in=False, word=Word.NOTHING_IN)
    if end == "cancelled":
        world.cancel()
    else:
        world.wait(31 * 86_400 * SECOND)
    assert calls(world) == [(Call.TO_LOOK, end, A01, O1)]
    looked(world, found=False)
    assert calls(world) == []


def test_a_hand_in_that_nobody_came_for_and_one_under_way_call_nobody() -> None:
    world = World.of(place())
    visit = world.collect(world.awaited())
    world.fire()
    world.pull()
    assert calls(world) == []
    world.shut()
    world.crash()
    world.report()
    assert calls(world) == []
    assert visit not in world.state.visits
