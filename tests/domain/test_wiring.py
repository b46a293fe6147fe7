"""What the buses say of boards and lines: written down once, and the wall stops for whoever gives orders past us."""

import pytest
from world import A01, A02, O1, SECOND, World, place

from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.grants import Worth
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import BoardHealth, BoardReport, BusReport, BusTrouble, NotFiredReason

ORDER = BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock", "1/1", meant=(A01,))


@pytest.mark.parametrize(
    ("report", "kind", "data"),
    [
        (BoardReport("bus0", 3, BoardHealth.DEAD), FactType.BOARD_DEAD, {"bus": "bus0", "address": 3}),
        (BoardReport("bus0", 3, BoardHealth.ALIVE), FactType.BOARD_ALIVE, {"bus": "bus0", "address": 3}),
        (BoardReport("bus0", 3, BoardHealth.RESTARTED), FactType.BOARD_RESTARTED, {"bus": "bus0", "address": 3}),
        (
            BoardReport("bus0", 3, BoardHealth.LATE, reply_ms=273),
            FactType.BOARD_LATE,
            {"bus": "bus0", "address": 3, "reply_ms": 273},
        ),
        (
            BoardReport("bus0", 3, BoardHealth.CONFLICT, "spoilt"),
            FactType.BOARD_CONFLICT,
            {"bus": "bus0", "address": 3, "sign": "spoilt"},
        ),
        (BusReport("bus0", BusTrouble.BABBLE), FactType.BUS_BABBLE, {"bus": "bus0"}),
        (BusReport("bus0", BusTrouble.QUIET), FactType.BUS_QUIET, {"bus": "bus0"}),
        (
            BusReport("bus0", BusTrouble.FOREIGN_QUESTION, "status", "1"),
            FactType.BUS_TAMPER,
            {"bus": "bus0", "said": "status", "target": "1"},
        ),
        (
            BusReport("bus0", BusTrouble.ERRORS, per_mille=17),
            FactType.BUS_ERRORS,
            {"bus": "bus0", "per_mille": 17},
        ),
        (BusReport("bus0", BusTrouble.CLEAN, per_mille=2), FactType.BUS_CLEAN, {"bus": "bus0", "per_mille": 2}),
    ],
)
def test_each_report_is_one_fact_and_changes_nothing_else(
    report: BoardReport | BusReport, kind: FactType, data: dict[str, object]
) -> None:
    world = World.of(place())
    before = world.state
    world.event(report)
    (fact,) = world.facts
    assert (fact.type, dict(fact.data), fact.compartment) == (kind, data, None)
    assert world.state == before


def test_f42_a_foreign_order_stops_everything_until_somebody_has_looked() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O1)
    visit = world.collect(grant)
    world.event(ORDER)
    (tamper,) = world.told(FactType.BUS_TAMPER)
    assert (tamper.compartment, tamper.data["said"], tamper.data["target"]) == (A01, "unlock", "1/1")
    assert [fact.data["reason"] for fact in world.told(FactType.SITE_HALTED)] == ["bus_tamper"]
    assert [each.attempt for each in world.withdrawn] == [world.unlocks[-1].attempt], "what was on its way as well"
    world.give_back(NotFiredReason.LINE_DISTURBED)
    assert world.visit(visit).trouble is Refusal.OUT_OF_SERVICE
    assert (world.worth(grant), world.order()) == (Worth.ACTIVE, PartState.READY), "the code stays good"
    assert world.refuse(world.show(grant)) is Refusal.OUT_OF_SERVICE
    world.resume()
    world.wait(6 * SECOND)
    world.collect(grant)


def test_f42_the_door_that_a_stranger_opens_is_forced() -> None:
    world = World.of(place(A01), place(A02))
    grant = world.loaded(O1)
    world.event(ORDER)
    world.pull(A01)
    assert [fact.compartment for fact in world.told(FactType.DOOR_FORCED)] == [A01]
    assert world.condition(A01) is Condition.QUARANTINED
    assert world.worth(grant) is Worth.SUSPENDED


def test_f42_without_a_sensor_a_door_that_was_fired_has_opened() -> None:
    bare = place(A01, door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE)
    world = World.of(bare, place(A02, door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    grant = world.loaded(O1)
    world.event(ORDER)
    assert world.condition(A01) is Condition.QUARANTINED
    assert world.worth(grant) is Worth.SUSPENDED
    assert world.condition(A02) is Condition.FREE
    world.event(BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock", "1/2", meant=(A02,)))
    assert world.condition(A02) is Condition.TO_CHECK
    assert len(world.told(FactType.SITE_HALTED)) == 1


def test_f42_without_sensors_every_door_that_an_order_meant_has_opened() -> None:
    bare = [
        place(CompartmentId(f"A{n:02}"), door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE) for n in (1, 2, 3)
    ]
    world = World.of(*bare)
    grant = world.loaded(O1)
    meant = (A01, A02, CompartmentId("not ours"))
    world.event(BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock_all", "1", meant=meant))
    assert (world.condition(A01), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)
    assert (world.condition(A02), world.condition(CompartmentId("A03"))) == (Condition.TO_CHECK, Condition.FREE)


def test_f42_a_door_that_nobody_can_read_has_opened_too() -> None:
    world = World.of(place(A01))
    grant = world.loaded(O1)
    world.boxes[A01].answering = False
    world.report()
    world.event(ORDER)
    assert (world.condition(A01), world.worth(grant)) == (Condition.QUARANTINED, Worth.SUSPENDED)


@pytest.mark.parametrize("loading", [True, False])
def test_f42_without_a_sensor_a_stranger_opens_the_door_of_whoever_still_waits_for_it(loading: bool) -> None:
    """What waits to be fired is given back as if nothing had happened at that door; something has."""
    world = World.of(place(A01, door_sensor=DoorSensor.NONE, item_sensor=ItemSensor.NONE))
    if loading:
        world.announce()
        world.load()
    else:
        world.collect(world.loaded(O1))
    world.event(ORDER)
    world.give_back(NotFiredReason.WITHDRAWN)
    assert world.condition() is Condition.QUARANTINED
    assert not [grant for grant in world.state.grants.values() if grant.state is Worth.ACTIVE]


def test_f42_an_order_for_a_lock_that_is_nobodys_stops_everything_too() -> None:
    world = World.of(place())
    world.event(BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock_all"))
    assert world.state.site.halted == "bus_tamper"
    assert world.told(FactType.BUS_TAMPER)[0].compartment is None
