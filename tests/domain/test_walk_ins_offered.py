"""What is offered without a code, and its bounds: budgets, doors, reach, and nobody else is kept waiting (rule 6)."""

from dataclasses import replace

from hands import brought as handed_in
from policies import classed
from walking import KEYS, OPEN, asks, begun, brought, door, refused, wall
from world import A01, A02, O2, SECOND, Wanted, World, hand_in, order, place

from lockerd.domain.draft import Draft
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.events import Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import AuxiliaryInput, RoomReport
from lockerd.domain.model.state import DAY_MS, HOUR_MS
from lockerd.domain.model.visits import Phase
from lockerd.domain.model.walk_ins import APART_MS, PER_HOUR_CEILING
from lockerd.domain.model.words import Word
from lockerd.domain.openings.walk_ins import why_not_offered

HIGH = CompartmentId("A09")


def why(world: World, document_class: str = "keys") -> Refusal | None:
    found = why_not_offered(Draft(world.state, world.now, world.policy), document_class)
    return None if found is None else found.reason


def handed(world: World) -> None:
    """Somebody has been here, left something, and gone; the next may begin."""
    visit = brought(world)
    world.say(visit, Word.ALL_IN)
    world.wait(4 * SECOND, ticks=4)
    world.say(visit, Word.DONE)
    world.wait(APART_MS)


def test_nothing_is_offered_where_nothing_is_configured() -> None:
    world = wall(policy=replace(OPEN, walk_ins={}))
    assert refused(world) is Refusal.WALK_IN_NOT_OFFERED
    assert refused(wall(), "passports") is Refusal.WALK_IN_NOT_OFFERED
    assert not world.unlocks


def test_the_number_of_things_is_fixed_or_said() -> None:
    assert refused(wall(), "keys", count=2) is Refusal.WRONG_COUNT
    assert refused(wall(), "plates") is Refusal.COUNT_NEEDED
    world = wall()
    world.accept(asks(world, "plates", count=2))
    [walked_in] = world.told(FactType.ORDER_WALKED_IN)
    assert walked_in.data["item_count"] == 2
    assert {each.authority for each in world.state.parts.values()} == {"kreis"}


def test_a_size_that_the_site_does_not_have_is_refused_and_a_larger_one_is_taken() -> None:
    assert refused(wall(), needs=Needs(size="barn")) is Refusal.SIZE_UNKNOWN
    world = World.of(door(1, size="A5"), door(2), door(3), policy=OPEN)
    visit = begun(world, needs=Needs(size="A4"))
    assert world.visit(visit).compartment != A01


def test_no_class_holds_more_doors_than_its_share() -> None:
    world = wall(doors=9)
    handed(world)
    handed(world)
    assert refused(world) is Refusal.NO_COMPARTMENT
    assert why(world) is Refusal.NO_COMPARTMENT
    assert why(world, "plates") is None, "another class has doors of its own"


def test_all_classes_together_hold_half_of_the_doors_at_most() -> None:
    policy = replace(OPEN, walk_ins={"keys": replace(KEYS, doors=4, per_hour=12, per_day=12)})
    world = wall(doors=4, policy=policy)
    handed(world)
    handed(world)
    assert refused(world) is Refusal.NO_COMPARTMENT


def test_the_last_door_within_reach_is_never_taken() -> None:
    world = World.of(
        place(), place(A02, row=2), place(HIGH, row=3, height_cm=180), place(CompartmentId("B1")), policy=OPEN
    )
    assert world.visit(begun(world)).compartment == HIGH, "those within reach are spared"
    only = World.of(
        place(), place(HIGH, row=2, height_cm=180), place(CompartmentId("B1"), row=3, height_cm=180), policy=OPEN
    )
    assert refused(only, low=True) is Refusal.NO_COMPARTMENT
    two = World.of(place(), place(A02, row=2), policy=OPEN)
    assert two.visit(begun(two, low=True)).compartment == A01


def test_a_smaller_door_within_reach_does_not_stand_in_for_the_last_large_one() -> None:
    doors = (place(size="plate"), place(A02, row=2, size="A5"), place(HIGH, row=3, size="A5"))
    world = World.of(*doors, policy=OPEN)
    assert world.visit(begun(world)).compartment == A02
    assert refused(World.of(*doors, policy=OPEN), needs=Needs(size="plate")) is Refusal.NO_COMPARTMENT


def test_what_staff_shall_put_in_keeps_its_door() -> None:
    world = World.of(place(), place(A02, row=2), policy=OPEN)
    world.announce(order(needs=Needs(lowest_cm=40, highest_cm=110)))
    assert world.part().state is PartState.RESERVED
    assert refused(world) is Refusal.NO_COMPARTMENT, "the free one is the last within reach"
    assert world.part().state is PartState.RESERVED


def test_the_last_door_of_what_was_announced_is_kept_for_who_brings_it() -> None:
    doors = [place(CompartmentId(f"H{n}"), row=n, height_cm=180) for n in range(1, 4)]
    world = World.of(*doors, place(A01, row=5, size="plate", height_cm=180), policy=OPEN)
    large = Needs(size="plate")
    wanted = hand_in(O2)
    world.awaited(Wanted(wanted.order, tuple(replace(part, needs=large) for part in wanted.parts)))
    assert refused(world, needs=large) is Refusal.NO_COMPARTMENT
    assert world.visit(begun(world)).compartment != A01
    assert World.of(*doors, place(A01, row=5, size="plate", height_cm=180), policy=OPEN).accept(
        asks(world, needs=large)
    ), "where nobody announced it"


def test_what_was_announced_behind_several_doors_keeps_as_many() -> None:
    high = [place(CompartmentId(f"H{n}"), row=n, height_cm=180) for n in range(1, 4)]
    for parts, free in ((1, True), (2, True), (3, False)):
        world = World.of(*high, policy=OPEN)
        world.awaited(hand_in(O2, parts=parts))
        assert (world.event(asks(world)) == Refused(Refusal.NO_COMPARTMENT)) is not free, parts


def test_doors_that_do_not_show_what_the_class_needs_are_not_opened() -> None:
    world = wall(item_sensor=ItemSensor.NONE)
    assert refused(world) is Refusal.NO_COMPARTMENT
    assert refused(wall(door_sensor=DoorSensor.NONE)) is Refusal.NO_COMPARTMENT
    claims = wall(policy=classed("keys", OPEN, takes_claims=True), item_sensor=ItemSensor.NONE)
    begun(claims)


def test_only_doors_that_are_proven_empty_are_opened() -> None:
    world = World.of(place(), place(A02, row=2), condition=Condition.TO_CHECK, policy=OPEN)
    assert refused(world) is Refusal.NO_COMPARTMENT
    full = wall()
    for box in full.boxes.values():
        box.item = True
    full.report()
    assert refused(full) is Refusal.NO_COMPARTMENT
    assert not full.unlocks


def test_on_battery_and_while_halted_nothing_is_taken_in() -> None:
    world = wall()
    world.line(AuxiliaryInput.MAINS_LOST, True)
    assert refused(world) is Refusal.ON_BATTERY
    halted = wall()
    halted.state = halted.state._replace(site=replace(halted.state.site, halted="doors_forced"))
    assert refused(halted) is Refusal.OUT_OF_SERVICE
    crowded = wall()
    crowded.event(RoomReport(low=True, free_mb=40))
    assert refused(crowded) is Refusal.NOTHING_TAKEN_IN, "what lies inside can be fetched: it is not out of service"


def test_the_budget_of_an_hour_outlives_a_reboot_and_comes_back() -> None:
    policy = replace(OPEN, walk_ins={"keys": replace(KEYS, doors=9, per_hour=2)})
    world = wall(doors=20, policy=policy)
    handed(world)
    handed(world)
    assert refused(world) is Refusal.WALK_INS_USED_UP
    world.crash()
    world.report()
    assert refused(world) is Refusal.WALK_INS_USED_UP
    world.wait(HOUR_MS)
    begun(world)


def test_the_budget_of_a_day_counts_over_hours() -> None:
    policy = replace(OPEN, walk_ins={"keys": replace(KEYS, doors=9, per_hour=2, per_day=3)})
    world = wall(doors=20, policy=policy)
    for _ in range(3):
        handed(world)
        world.wait(HOUR_MS)
    assert refused(world) is Refusal.WALK_INS_USED_UP
    world.wait(DAY_MS)
    begun(world)


def test_all_classes_share_a_ceiling_that_no_configuration_lifts() -> None:
    kinds = {f"c{n}": replace(KEYS, doors=9, per_hour=9, per_day=9) for n in range(4)}
    world = wall(doors=40, policy=replace(OPEN, walk_ins=kinds))
    for number in range(PER_HOUR_CEILING):
        begun(world, f"c{number % 4}")
        world.give_back()
        world.wait(APART_MS)
    assert {why(world, each) for each in kinds} == {Refusal.WALK_INS_USED_UP}
    assert len(world.state.site.walk_ins) == PER_HOUR_CEILING, "what did not fire counts, too"


def test_half_of_the_walls_openings_are_for_those_with_a_code() -> None:
    world = wall(doors=20, policy=replace(OPEN, openings_per_hour=4))
    handed(world)
    handed(world)
    assert refused(world) is Refusal.WALK_INS_USED_UP
    handed_in(world, world.awaited(hand_in(O2)))


def test_one_comes_after_another_with_time_for_others_between() -> None:
    world = wall()
    begun(world)
    world.give_back()
    world.wait(APART_MS - 2 * SECOND)
    assert refused(world) is Refusal.BUSY
    world.wait(2 * SECOND)
    begun(world)


def test_who_has_no_code_ends_nobodys_visit() -> None:
    world = wall()
    visit = handed_in(world, world.awaited(hand_in(O2)))
    assert world.visit(visit).phase is Phase.DOOR_SHUT
    assert refused(world) is Refusal.BUSY
    assert world.visit(visit).phase is Phase.DOOR_SHUT


def test_an_open_door_keeps_nobody_with_a_code_waiting_for_more_than_a_minute() -> None:
    world = wall()
    grant = world.awaited(hand_in(O2))
    visit = begun(world, needs=Needs(slow_hands=True))
    world.fire()
    world.pull(A01)
    for _ in range(9):
        world.say(visit, Word.MORE_TIME)
    assert world.refuse(world.show(grant)) is Refusal.BUSY
    world.wait(46 * SECOND, ticks=46)
    assert refused(world) is Refusal.BUSY, "others without a code do wait"
    assert world.visit(visit).phase is Phase.DOOR_OPEN, "nobody has come yet"
    world.accept(world.show(grant))
    assert world.condition(A01) is Condition.QUARANTINED, "staff look: a later closing is nobody's (rule 17)"
    assert (world.visit(visit).phase, world.visit(visit).trouble) == (Phase.PAPER_READY, Refusal.ASK_STAFF)


def test_a_technician_does_not_wait_for_it_either_and_ends_nothing() -> None:
    world = wall()
    visit = begun(world)
    world.fire()
    world.pull(A01)
    world.wait(46 * SECOND, ticks=46)
    world.technician(A02)
    assert world.visit(visit).phase is Phase.DOOR_OPEN


def test_whoever_brings_something_under_a_code_has_the_time_they_had() -> None:
    world = wall()
    visit = world.opened(world.awaited(hand_in(O2)))
    world.wait(60 * SECOND, ticks=60)
    assert world.refuse(world.show(world.awaited())) is Refusal.BUSY
    assert world.visit(visit).phase is Phase.DOOR_OPEN
