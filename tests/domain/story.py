"""A long story on a wall of eight doors, the same each time: ``python tests/domain/story.py`` prints its log.

One line of JSON for each fact, row and effect. People, staff, strangers and power cuts come as one fixed row of dice
says; many things fall due at the same tick, so that whoever looks through a table in no order shows.
"""

import json
import random
from dataclasses import asdict, replace

from policies import POLICY
from world import MINUTE, STAFF, World, asking, order, place

from lockerd.domain.draft import Decision, key_of
from lockerd.domain.model.events import Cancel, Clear, Resume, Say, TechnicianOpen, Tick
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.reports import AuxiliaryInput, BusReport, BusTrouble
from lockerd.domain.model.staff import ConfirmLoaded, Reissue, StartLoading
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.words import Word

DOORS = [CompartmentId(f"A{n:02}") for n in range(1, 9)]
ORDERS = [OrderId(f"order-{n:02}") for n in range(1, 17)]
ITEMS = list(ItemSensor)
ROUNDS, STEPS = 20, 40


class Loud(World):
    """A world that prints what each event leads to."""

    def event(self, event: object) -> object:  # type: ignore[override]
        """Decide, and print."""
        answer = super().event(event)  # type: ignore[arg-type]
        assert self.last is not None
        for line in lines(self.last):
            print(line)
        return answer


def lines(decision: Decision) -> list[str]:
    """What of a decision is kept or done, in its order."""
    facts = [json.dumps(asdict(fact), default=str) for fact in decision.facts]
    return [*facts, *(f"row {key_of(row)}" for row in decision.rows), *map(str, decision.effects)]


def story() -> None:
    """Play it: again and again a wall is filled, is used and misused, and all that is left in it expires at once."""
    dice = random.Random(20)
    for _ in range(ROUNDS):
        places = [place(n, door_sensor=dice.choice(list(DoorSensor)), item_sensor=dice.choice(ITEMS)) for n in DOORS]
        world = Loud.of(*places, policy=replace(POLICY, openings_per_hour=240, keep_ended_ms=2 * DAY_MS))
        for name in ORDERS:
            world.event(asking(order(name, retention_ms=DAY_MS)))
        for name in ORDERS[:8]:
            fill(world, name)
        for _ in range(STEPS):
            step(world, dice)
        for _ in range(3):
            world.mono_ms += DAY_MS
            world.powered_ms += DAY_MS
            world.event(Tick())


def fill(world: World, name: OrderId) -> None:
    """An ordinary loading."""
    visit = world.fresh_visit()
    world.event(StartLoading(visit, name, STAFF))
    if not world.unlocks:
        return
    door = world.unlocks[-1].compartment
    world.fire()
    world.pull(door)
    world.boxes[door].item = True
    world.shut(door)
    world.event(ConfirmLoaded(visit, world.fresh_code(), although_not_seen=True))
    world.event(Say(visit, Word.DONE))
    world.wait(6_000)


def step(world: World, dice: random.Random) -> None:
    """One thing happens."""
    door, name = dice.choice(DOORS), dice.choice(ORDERS)
    codes, visits = sorted(world.state.grants), sorted(world.state.visits)
    match dice.randrange(24):
        case 0 | 1 | 2 | 3 if codes:
            world.event(world.show(dice.choice(codes)))
        case 4 | 5 | 6 if world.unlocks:
            world.fire(gives_way=dice.random() < 0.8)
        case 7 | 8 | 9 if world.unlocks:
            opens = world.unlocks[-1].compartment
            world.fire()
            world.pull(opens)
        case 10 | 11:
            world.take(door)
            world.shut(door)
        case 12 | 13 if visits:
            world.event(Say(dice.choice(visits), dice.choice(list(Word))))
        case 14:
            world.event(Reissue(name, world.fresh_code()))
        case 15:
            world.event(dice.choice([Cancel(name, "r"), Clear("meier", door, "r"), TechnicianOpen("meier", door, "r")]))
        case 16:
            world.wait(dice.choice([2_100, 61_000, 16 * MINUTE]))
        case 17 if dice.random() < 0.3:
            world.event(BusReport("bus0", BusTrouble.FOREIGN_ORDER, "unlock_all", meant=tuple(DOORS)))
            world.event(Resume("meier", "r"))
        case 18 if dice.random() < 0.3:
            world.line(AuxiliaryInput.TAMPER, active=True)
            world.line(AuxiliaryInput.TAMPER, active=False)
            world.event(Resume("meier", "r"))
        case 19 if dice.random() < 0.3:
            world.pull(door)
        case 20 if dice.random() < 0.3:
            later = world.mono_ms
            world.crash()
            world.mono_ms = later
            world.report()
        case 21:
            fill(world, name)
        case _:
            world.wait(6_000)


if __name__ == "__main__":
    story()
