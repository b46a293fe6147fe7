"""What no test noticed when a fault was put into the rules: handing in, and what is told besides."""

from dataclasses import replace

import pytest
from hands import brought, in_custody, paper, settle
from test_found_by_mutants import whole
from world import A01, A02, MINUTE, O1, O2, SECOND, World, hand_in, order, place

from lockerd.domain.hand_over.custody import RECORDS_MAX
from lockerd.domain.model.business import BUSINESS
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.directions import WAYS
from lockerd.domain.model.events import Announce, Resume, TechnicianOpen
from lockerd.domain.model.fact_words import words_of
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import PARTS_MAX, Needs, PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor, Sensor
from lockerd.domain.model.receipts import GRADES, Grade, Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import BusReport, BusTrouble
from lockerd.domain.model.staff import ConfirmLoaded
from lockerd.domain.model.visits import NextStep, Phase, Role
from lockerd.domain.model.words import Word


def test_f41_a_word_is_checked_for_ten_seconds_when_its_door_is_not_read_any_more() -> None:
    world = World.of(place())
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    world.boxes[A01].answering = False
    world.report()
    world.wait(6 * SECOND, ticks=6)
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    world.wait(5 * SECOND, ticks=5)
    assert (world.visit(visit).phase, world.visit(visit).trouble) != (Phase.DOOR_SHUT, None)
    assert not in_custody(world)


def test_f35_a_door_without_sensor_that_a_stranger_fired_is_put_aside_for_that() -> None:
    world = World.of(place(door_sensor=DoorSensor.NONE))
    world.loaded()
    world.event(BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock", "1/1", meant=(A01,)))
    [fact] = world.told(FactType.COMPARTMENT_QUARANTINED)
    assert fact.data["reason"] == "bus_tamper"


def test_of_one_part_the_newest_records_are_kept_and_those_of_others_stay() -> None:
    world = World.of(place(), place(A02))
    other = brought(world, world.awaited(hand_in(O2)), put_in=False)
    world.say(other, Word.NOTHING_IN)
    theirs = paper(world, other).id
    world.wait(6 * SECOND)
    grant = world.awaited(hand_in())
    door = A02
    for turn in range(RECORDS_MAX + 2):
        visit = brought(world, grant, put_in=False)
        door = world.visit(visit).compartment
        world.say(visit, Word.NOTHING_IN)
        world.wait(6 * SECOND)
        if turn % 3 == 2:
            world.technician(door)
            world.shut(door)
            world.clear(door)
            world.wait(6 * SECOND)
    mine = [each for each in world.state.receipts.values() if each.part == world.part().id]
    assert len(mine) == RECORDS_MAX
    assert theirs in world.state.receipts
    assert paper(world, visit) in mine


def test_an_order_may_have_nine_parts() -> None:
    world = World.of(place())
    world.announce(order(needs=(Needs(),) * 9))
    assert len(parts_of(world.state, O1)) == PARTS_MAX == 9


def test_a_receipt_says_of_the_time_no_more_than_from_the_shutting_on() -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = world.collect(grant)
    world.fire()
    world.pull()
    world.wait(40 * SECOND)
    world.boxes[A01].item = True
    world.shut()
    shut_s = world.now.lo_s
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert shut_s - 5 <= paper(world, visit).lo_s <= shut_s


def test_who_ends_a_halt_is_told_with_it() -> None:
    world = World.of(place())
    world.loaded()
    world.event(BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock", "1/1", meant=(A01,)))
    world.accept(Resume("meier", "looked"))
    [fact] = world.told(FactType.SITE_RESUMED)
    assert fact.data["who"] == "meier"


def test_a_technician_waits_while_somebody_stands_at_the_door() -> None:
    world = World.of(place())
    world.collect(world.loaded())
    assert world.refuse(TechnicianOpen("meier", A01, "look inside")) is Refusal.BUSY


def test_f30_a_door_whose_item_sensor_flaps_is_put_aside_for_that() -> None:
    world = World.of(place())
    world.boxes[A01].flapping = frozenset({Sensor.ITEM})
    world.report()
    told = world.told(FactType.COMPARTMENT_TO_CHECK)
    assert [fact.data["reason"] for fact in told] == ["sensor_flapping"]


def test_rule_11_no_time_is_counted_while_one_of_its_doors_cannot_be_opened() -> None:
    world = World.of(place(), place(A02))
    grant = whole(world)
    world.boxes[A02].answering = False
    world.report()
    before_ms = world.grant(grant).retention_left_ms
    world.wait(10 * MINUTE, ticks=20)
    assert world.grant(grant).retention_left_ms == before_ms


def test_how_sure_a_custody_is_is_one_of_the_words_of_its_fact() -> None:
    assert words_of(FactType.PART_HANDED_IN, "grade") == frozenset(Grade) - {Grade.OPENED}


def test_rule_18_what_staff_find_counts_where_it_passes_to_the_office_and_an_opening_where_it_goes_out() -> None:
    for direction, way in WAYS.items():
        assert GRADES[direction] == {Grade.SENSOR, Grade.CLAIM, Grade.FOUND if way.to_office else Grade.OPENED}


def test_who_can_reach_every_shelf_leaves_the_reachable_ones_to_those_who_cannot() -> None:
    world = World.of(place(), place(A02, height_cm=160))
    grant = world.awaited()
    assert world.visit(world.collect(grant)).compartment == A02


def test_what_is_asked_of_whoever_brings_something() -> None:
    row = BUSINESS[Role.GIVER]
    assert (row.at_open, row.at_shut) == (NextStep.PUT_IN, NextStep.CONFIRM_IN)


def test_f23_a_technicians_door_that_opens_after_a_halt_took_its_pulse_back_is_theirs() -> None:
    world = World.of(place(), place(A02))
    world.accept(TechnicianOpen("meier", A01, "look inside"))
    world.event(BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock", "1/2", meant=(A02,)))
    assert world.withdrawn
    world.fire()
    world.pull()
    assert [fact.compartment for fact in world.told(FactType.DOOR_OPENED)] == [A01]


def test_what_is_seen_behind_a_door_that_was_fired_and_never_seen_open_is_for_staff() -> None:
    world = World.of(place())
    world.collect(world.awaited())
    world.fire(gives_way=False)
    world.wait(12 * SECOND, ticks=6)
    world.boxes[A01].item = True
    world.report()
    world.wait(12 * SECOND, ticks=6)
    told = world.told(FactType.COMPARTMENT_QUARANTINED)
    assert [fact.data["reason"] for fact in told] == ["item_came_unseen"]


def test_nobody_who_collects_confirms_a_loading() -> None:
    world = World.of(place())
    visit = world.opened()
    world.shut()
    assert world.refuse(ConfirmLoaded(visit, world.fresh_code())) is Refusal.NOT_NOW


def test_whoever_said_so_at_the_open_door_is_not_asked_again_at_the_shut_one() -> None:
    world = World.of(place(item_sensor=ItemSensor.NONE))
    visit = world.opened()
    world.say(visit, Word.TAKEN_OUT)
    world.shut()
    assert world.visit(visit).phase is Phase.OVER
    assert world.condition() is Condition.TO_CHECK


def test_f33_something_that_is_seen_where_nothing_was_before_keeps_the_door_for_staff() -> None:
    world = World.of(place())
    world.boxes[A01].seen_by_sensor = False
    grant = world.loaded()
    visit = world.opened(grant)
    world.boxes[A01].seen_by_sensor = True
    world.shut()
    world.say(visit, Word.TAKEN_OUT)
    world.say(visit, Word.TAKEN_OUT)
    [fact] = world.told(FactType.COMPARTMENT_QUARANTINED)
    assert fact.data["reason"] == "item_still_seen"


def test_nobody_else_begins_between_two_tries_at_a_door_that_sticks() -> None:
    world = World.of(place(), place(A02))
    first, second = world.loaded(), world.loaded(O2, at=A02)
    visit = world.collect(first)
    world.fire(gives_way=False)
    world.wait(11 * SECOND)
    assert world.visit(visit).phase is Phase.RETRYING
    assert world.refuse(world.show(second)) is Refusal.BUSY


def test_whoever_stands_at_a_door_that_is_put_aside_for_a_defect_is_sent_to_staff() -> None:
    world = World.of(place())
    world.sound = False
    visit = world.opened()
    torn = replace(world.part(), state=PartState.RESERVED)
    world.state = world.state._replace(parts=world.state.parts.insert(torn.id, torn))
    world.shut()
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.OVER, Refusal.ASK_STAFF)
    assert world.visit(visit).phase_since_ms == world.mono_ms, "from now on it is shown for a minute"


def test_a_door_that_sticks_when_it_is_opened_again_costs_no_code() -> None:
    world = World.of(place())
    grant = world.awaited()
    visit = brought(world, grant, put_in=False)
    world.wait(6 * SECOND)
    world.say(visit, Word.OPEN_AGAIN)
    world.fire(gives_way=False)
    world.wait(11 * SECOND)
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.DOOR_SHUT, Refusal.DOOR_STUCK)
    world.say(visit, Word.NOTHING_IN)
    world.wait(6 * SECOND)
    assert world.visit(world.collect(grant)).compartment == A01


@pytest.mark.parametrize("answers", [True, False])
def test_f41_a_loading_goes_elsewhere_when_a_board_is_silent_and_only_then(*, answers: bool) -> None:
    world = World.of(place(), place(A02))
    world.announce()
    [reserved] = world.doors()
    world.boxes[reserved].answering = answers
    world.report()
    visit = world.load()
    assert (world.visit(visit).compartment == reserved) is answers


def test_a_record_says_what_it_was_that_kept_the_machine_from_taking_it() -> None:
    world = World.of(place())
    visit = brought(world, put_in=False)
    world.say(visit, Word.NOTHING_IN)
    record = paper(world, visit)
    assert (record.paper, record.reason, world.visit(visit).trouble) == (Paper.RECORD, "nothing_put_in", None)


def test_two_codes_for_what_people_bring_never_have_one_number() -> None:
    world = World.of(place())
    wanted, code = hand_in(), world.fresh_code()
    world.accept(Announce(wanted.order, wanted.parts, code))
    other = hand_in(O2)
    same = replace(world.fresh_code(), record=code.record)
    assert world.refuse(Announce(other.order, other.parts, same)) is Refusal.BUSY
    assert O2 not in world.state.orders


def test_no_paper_is_shown_before_one_was_written() -> None:
    world = World.of(place())
    visit = brought(world)
    assert world.visit(visit).paper is None
    world.say(visit, Word.ALL_IN)
    settle(world)
    assert world.visit(visit).paper is not None
