"""Technicians, strangers, sensors, lines, another configuration, the mains: what disturbs a wall in its chronicle."""

import random
from dataclasses import replace
from typing import Final

from box import Box
from world import MINUTE, World, place

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.events import (
    Clear,
    CorrectTime,
    EraseOrder,
    FetchReceipt,
    InService,
    OutOfService,
    Resume,
    TechnicianOpen,
    Tick,
    Touched,
)
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.kept import ConfirmLog, CutLog
from lockerd.domain.model.readings import Door, DoorSensor, ItemSensor, Sensor
from lockerd.domain.model.reports import (
    AuxiliaryInput,
    BoardHealth,
    BoardReport,
    BusReport,
    BusTrouble,
    CertificatesReport,
    Reach,
    ReachReport,
    RoomReport,
)

ADDED: Final = CompartmentId("B02")
"""Comes with another configuration, and may go with the next."""
SIZES: Final = ("A5", "A4")
SHORT: Final = (300, 1_100, 2_100, 5_100, 6_100)


def disturbed(world: World, dice: random.Random) -> None:
    """A technician, a stranger, a sensor, a line or the mains."""
    door = dice.choice(doors(world))
    box = world.boxes[door]
    match dice.randrange(22):
        case 0 | 1:
            asked = (dice.random() < 0.3, dice.random() < 0.3)
            world.event(TechnicianOpen("meier", door, "look", only_if_empty=asked[0], others_shut=asked[1]))
        case 2 | 3 | 4:
            world.pull(door)
            world.wait(dice.choice(SHORT))
            box.item = False
            world.shut(door)
            world.event(Clear("meier", door, "empty"))
        case 5:
            world.event(dice.choice([Touched, OutOfService, InService])("meier", door, "seen"))
        case 6 | 7:
            world.event(Resume("meier", "looked"))
            for order in sorted(world.state.orders)[-1:]:
                world.event(EraseOrder("meier", order, "asked for it"))
        case 8:
            world.pull(door)
        case 9:
            box.open, box.bolted = False, False
            world.report([door])
        case 10:
            box.item = not box.item
            world.report([door])
        case 11:
            spoil(box, dice)
            world.report([door])
        case 12:
            mend(world)
        case 13 | 20:
            refitted(world, dice, door)
        case 14:
            world.crash(off_ms=dice.choice([0, MINUTE]))
            if dice.random() < 0.8:
                world.report()
        case 15:
            for line in AuxiliaryInput:
                world.line(line, dice.random() < 0.7)
            for low in (True, False):
                world.event(RoomReport(low=low, free_mb=40))
            for days in (7, 40):
                world.event(CertificatesReport({"central": world.lo_s + days * 86_400}))
            for reach in (Reach.AWAY, Reach.UNSTEADY, Reach.REACHED):
                world.event(ReachReport(reach, world.lo_s, 12))
            kept = world.state.site.kept.cut_to[1] + 300
            for agrees in (True, False, True):
                world.event(ConfirmLog(1, kept, agrees=agrees))
            world.event(CutLog(1, kept))
        case 16:
            for health in dice.sample(list(BoardHealth), 2):
                world.event(BoardReport("bus0", 1, health, sign="echo", reply_ms=80))
        case 17:
            there = tuple(doors(world))
            meant = tuple(each for each in there if dice.random() < 0.5)
            for trouble in dice.sample(list(BusTrouble), 2):
                world.event(BusReport("bus0", trouble, "unlock", "1/7", meant=meant, doors=there, per_mille=7))
        case 18:
            world.doubt = dice.choice(list(Doubt))
            world.wait(dice.choice(SHORT))
            world.doubt = None
            world.event(Tick())
        case 19:
            guessed(world, dice)
        case _:
            world.event(CorrectTime("meier", "clock", world.lo_s + dice.choice([-600, 30, 600])))


def doors(world: World) -> list[CompartmentId]:
    """Those there are now."""
    return sorted(world.state.compartments)


def refitted(world: World, dice: random.Random, door: CompartmentId) -> None:
    """Another configuration: a door has other sensors, one comes or goes, and all are as large as that."""
    sensor, size = dice.choice(list(DoorSensor)), dice.choice(SIZES)
    places = {each: replace(world.boxes[each].place, size=size) for each in doors(world)}
    places[door] = replace(places[door], door_sensor=sensor)
    if ADDED not in places:
        places[ADDED] = place(ADDED, row=4, size=size, height_cm=30, door_sensor=sensor, item_sensor=ItemSensor.FITTED)
    elif world.may_leave_out(ADDED):
        del places[ADDED]
    world.reconfigure(*places.values())


def guessed(world: World, dice: random.Random) -> None:
    """Somebody types numbers of receipts, or codes for a pick-up number that they have seen, and goes on."""
    grants = sorted(world.state.grants)
    for _ in range(6):
        if grants:
            number = world.grant(grants[0]).code.pickup_number
            world.event(replace(world.show(None, CodeForm.TYPED), number=number))
        world.event(FetchReceipt(world.fresh_visit(), None, dice.choice([None, None, "7"])))
        world.wait(dice.choice([1_100, 21_000]))


def spoil(box: Box, dice: random.Random) -> None:
    """Something at a door does not say what is so."""
    match dice.randrange(5):
        case 0:
            box.stuck = dice.choice([Door.OPEN, Door.CLOSED])
        case 1:
            box.answering = False
        case 2:
            box.reachable = False
        case 3:
            box.flapping = frozenset({Sensor.DOOR})
        case _:
            box.seen_by_sensor = False


def mend(world: World) -> None:
    """All sensors work again."""
    for box in world.boxes.values():
        box.stuck, box.answering, box.reachable, box.flapping, box.seen_by_sensor = None, True, True, frozenset(), True
    world.report()
