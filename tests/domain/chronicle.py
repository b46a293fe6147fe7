"""Chapters of a long chronicle of a wall, the same each time; ``python tests/domain/chronicle.py 7`` prints one.

People, staff, technicians, strangers, boards and power cuts come as the dice of the chapter say. Everything that
anybody can tell of each decision is a line: the answer, what is told, kept, asked of the bus, lit, and said to whom.
"""

import hashlib
import json
import random
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from chronicle_brought import WALK_INS, announced_exchange, announced_hand_in, exchanged, found, handed_in, walks_in
from chronicle_central import central_is_put_back, keys_change, wished
from chronicle_lines import plain, told
from chronicle_morning import morning
from chronicle_rounds import goes_round, said
from chronicle_trouble import SHORT, disturbed, doors, mend
from world import A01, A02, MINUTE, STAFF, World, order, place

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.business import business
from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.derived import state_of, worth
from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.events import (
    Announce,
    Answer,
    Cancel,
    Clear,
    Event,
    Resume,
    Say,
    StartCollection,
    TechnicianOpen,
)
from lockerd.domain.model.grants import LIVE, SecondSecret, Worth
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId
from lockerd.domain.model.orders import Kind
from lockerd.domain.model.parts import Needs, PartState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.reasons import EmergencyReason
from lockerd.domain.model.reports import (
    NotFiredReason,
    PulseFailed,
)
from lockerd.domain.model.staff import ConfirmLoaded, LoadNext, Reissue, Staff, StartLoading, StartRetrieval
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.statements import NO_STATEMENT, Purpose, Statement, Trust
from lockerd.domain.model.visits import Phase, Role, Visit
from lockerd.domain.model.words import Word
from lockerd.domain.shown.attention import attention
from lockerd.domain.shown.speech import ANOTHER_CODE, LOADED, NEXT, may

KEPT: Final = Path(__file__).with_name("chronicle.json")
CHAPTERS: Final = 80
STEPS: Final = 160
DOORS: Final = (A01, A02, CompartmentId("B01"))
ORDERS: Final = tuple(OrderId(f"01900000-0000-7000-8000-00000000000{n}") for n in range(1, 10))
OTHERS: Final = Staff("badge-8", "kreis", frozenset({BadgeRole.LOADING, BadgeRole.RETRIEVAL}))
SUPERVISOR: Final = Staff("badge-1", "stadt", frozenset({BadgeRole.RETRIEVAL, BadgeRole.SUPERVISOR}))
LONG: Final = (21_000, 31_000, 61_000, 91_000, 121_000, 5 * MINUTE, 11 * MINUTE, 16 * MINUTE, 61 * MINUTE, DAY_MS)
TO_SERVE: Final = {PartState.ANNOUNCED, PartState.RESERVED, PartState.READY, PartState.EXPIRED, PartState.RECALLED}
PUT_ASIDE: Final = {Condition.QUARANTINED, Condition.TO_CHECK, Condition.JAMMED}


class Chapter(World):
    """A world that writes down what each event leads to."""

    def event(self, event: Event) -> Answer:
        """Decide, and write it down."""
        before = self.state
        answer = World.event(self, event)
        assert self.last is not None
        WRITTEN.extend(told(before, event, self.last))
        seen = self.state, self.now, self.policy
        WRITTEN.append(f"  lit {plain(self.signals)} waits {plain(attention(*seen))}")
        there = sorted(visit.id for visit in self.state.visits.values() if visit.phase is not Phase.OVER)
        WRITTEN.extend(f"  {name} may say {sorted(may(self.state, name, self.now, self.policy))}" for name in there)
        return answer


WRITTEN: list[str] = []
"""Of the chapter that is played; dataclasses with slots have no room for it."""


def chapter(number: int) -> list[str]:
    """Play one."""
    dice = random.Random(number)
    WRITTEN.clear()
    conditions = [*[Condition.FREE] * 3, Condition.TO_CHECK]
    policy = replace(
        WALK_INS,
        openings_per_hour=dice.choice([20, 240]),
        keep_ended_ms=2 * DAY_MS,
        reach_reserved=number % 2,
        verifiers={"reader-1": READER},
    )
    sensors = [dice.choice(list(DoorSensor)) for _ in DOORS] if number % 3 else [DoorSensor.CONTACT] * len(DOORS)
    items = [dice.choice(list(ItemSensor)) for _ in DOORS] if number % 4 else [ItemSensor.FITTED] * len(DOORS)
    places = [
        place(
            door, row=1 + at, size=dice.choice(["A5", "A4", "A4"]), height_cm=60 + 50 * at, door_sensor=s, item_sensor=i
        )
        for at, (door, s, i) in enumerate(zip(DOORS, sensors, items, strict=True))
    ]
    condition = Condition.FREE if number % 8 == 4 else dice.choice(conditions)
    world = Chapter.of(*places, condition=condition, policy=policy)
    world.second = SecondSecret(b"salt", b"hash") if number % 10 == 7 else None
    world.asks = {7: ((Precondition.SECOND_SECRET,),), 3: ((Precondition.STATEMENT,),)}.get(number % 10, ())
    if number % 8 == 4:
        morning(world, STAFF, (SUPERVISOR, STAFF), *ORDERS[-2:])
    for _ in range(STEPS):
        step(world, dice)
    for _ in range(4):
        world.wait(20 * DAY_MS)
    return list(WRITTEN)


SHOWN: Final = LIVE | {Worth.NOT_YET}
"""What people come with, mostly."""
READER: Final = Trust(frozenset({Purpose.PERSON}), from_s=0, until_s=1 << 40)


def digest(lines: Iterable[str]) -> str:
    """Of one chapter."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def step(world: Chapter, dice: random.Random) -> None:
    """Somebody does something: mostly what comes next, sometimes anything."""
    visits = [visit for _, visit in sorted(world.state.visits.items()) if visit.phase is not Phase.OVER]
    chance = dice.random()
    if world.unlocks and chance < 0.7:
        answered(world, dice)
    elif visits and chance < 0.75:
        visited(world, dice, dice.choice(visits))
    elif chance < 0.84:
        begun(world, dice)
    elif chance < 0.94:
        world.wait(dice.choice(SHORT) if dice.random() < 0.8 else dice.choice(LONG))
    elif chance < 0.965:
        looked_after(world, dice)
    else:
        disturbed(world, dice)


def answered(world: Chapter, dice: random.Random) -> None:
    """The bus does with its unlock what it can, and whoever stands there pulls."""
    unlock = world.unlocks[-1]
    match dice.randrange(18):
        case 6 | 7 | 10:
            if dice.random() < 0.5:
                world.fire(gives_way=dice.random() < 0.5)
            central_is_put_back(world)
            keys_change(world)
            world.wait(dice.choice([100, 100, 61_000]))
            world.report()
        case 8 | 9:
            for _ in range(3):
                if world.unlocks:
                    world.fire(gives_way=False)
                world.wait(6_100, ticks=6)
                world.wait(3_100, ticks=3)
        case 0 | 16:
            world.give_back(
                dice.choice([reason for reason in NotFiredReason if reason is not NotFiredReason.WITHDRAWN])
            )
        case 1:
            world.fire(gives_way=False)
        case 2:
            world.fire(gives_way=False)
            world.event(PulseFailed(unlock.attempt))
        case 3:
            world.fire()
            world.wait(dice.choice(LONG))
            world.pull(unlock.compartment)
        case 4:
            world.wait(dice.choice([2_100, 31_000]))
        case 5:
            if any(each.attempt == unlock.attempt for each in world.withdrawn):
                world.give_back(NotFiredReason.WITHDRAWN)
            else:
                world.pull(unlock.compartment)
        case _:
            world.fire()
            world.pull(unlock.compartment)


def visited(world: Chapter, dice: random.Random, visit: Visit) -> None:
    """Whoever stands at a door goes on."""
    if (door := visit.door) is None:  # it only shows a code
        world.event(Say(visit.id, Word.DONE))
        return
    box = world.boxes[door]
    allowed = sorted(may(world.state, visit.id, world.now, world.policy) - {ANOTHER_CODE})
    match visit.phase:
        case Phase.DOOR_OPEN if dice.random() < 0.75:
            if visit.must_check:
                world.event(Say(visit.id, Word.EMPTY))
            if visit.role is Role.EXCHANGER:
                exchanged(world, dice, door)
            elif dice.random() < 0.9:
                left = box.item and business(visit).reports and dice.random() < (0.8 if visit.round else 0.1)
                box.item = visit.role in {Role.LOADER, Role.GIVER, Role.WALK_IN} or left
            if dice.random() < 0.15:
                world.report([door])
            world.shut(door)
        case Phase.OPENING | Phase.RETRYING if dice.random() < 0.5:
            world.wait(dice.choice([2_100, 5_100, 9_000]))
        case _:
            likely = [word for word in allowed if word not in {Word.HELP, Word.MORE_TIME}] or allowed or [Word.DONE]
            word = dice.choice(dice.choice([likely, likely, likely, likely, allowed or likely, list(Word)]))
            if Word.AS_EXPECTED in allowed and dice.random() < 0.8:
                word = Word.AS_EXPECTED
            if word == LOADED:
                others = tuple(world.fresh_code() for _ in visit.listed)
                world.event(ConfirmLoaded(visit.id, world.fresh_code(), dice.random() < 0.7, others=others))
            elif word == NEXT:
                world.event(LoadNext(visit.id, dice.choice(ORDERS), dice.random() < 0.7))
            else:
                world.event(said(world, dice, visit.id, Word(word)))


def begun(world: Chapter, dice: random.Random) -> None:
    """Central, staff or a person begins something."""
    orders = world.state.orders
    waiting = [name for name in ORDERS if name in orders and state_of(world.state, name) in TO_SERVE]
    live = [name for name, grant in sorted(world.state.grants.items()) if worth(world.state, grant) in SHOWN]
    choice = dice.randrange(28)
    name = dice.choice(ORDERS)
    if choice < 7 and name not in orders:
        announced(world, dice, name)
    elif choice < 12 and waiting:
        name = dice.choice(waiting)
        world.event(StartLoading(world.fresh_visit(), name, dice.choice([STAFF, OTHERS, *[owner(name)] * 8])))
    elif choice < 20 and live:
        event = shown(world, dice, dice.choice(live))
        takes = [
            name
            for name in sorted(world.state.visits)
            if ANOTHER_CODE in may(world.state, name, world.now, world.policy)
        ]
        world.event(replace(event, within=takes[-1]) if takes and choice % 2 else event)
    elif choice == 20 and live:
        name = world.grant(dice.choice(live)).order
        staff = dice.choice([None, owner(name), OTHERS])
        world.event(Reissue(name, world.fresh_code(), staff, None if staff is None else world.fresh_visit()))
    elif choice == 21 and dice.random() < 0.5:
        world.event(Cancel(name, "withdrawn"))
    elif choice == 22 and dice.random() < 0.3:
        emergency(world, dice)
    elif choice == 22:
        world.event(StartLoading(world.fresh_visit(), name, owner(name)))
    elif choice == 23:
        door = dice.choice([None, None, *DOORS])
        staff = dice.choice([STAFF, OTHERS, SUPERVISOR, replace(STAFF, roles=frozenset())])
        world.event(StartRetrieval(world.fresh_visit(), staff, door))
    elif choice == 27:
        goes_round(world, dice, [STAFF, SUPERVISOR, SUPERVISOR, OTHERS])
    elif choice == 26:
        world.event(walks_in(world, dice))
    elif 23 < choice < 26:
        name = dice.choice(sorted(orders) or ORDERS)
        world.event(wished(world, dice, name, owner(name).authority))
    elif world.state.grants:
        world.event(shown(world, dice, dice.choice(sorted(world.state.grants))))


def emergency(world: Chapter, dice: random.Random) -> None:
    """A supervisor shows a badge, and then somebody else, mostly of the same office."""
    door, why = dice.choice(DOORS), dice.choice(list(EmergencyReason))
    for staff in (SUPERVISOR, dice.choice([STAFF, STAFF, OTHERS, SUPERVISOR])):
        world.event(StartRetrieval(world.fresh_visit(), staff, door, why))


def owner(name: OrderId) -> Staff:
    """Of the office whose order it is."""
    return OTHERS if name in ORDERS[:2] else STAFF


def announced(world: Chapter, dice: random.Random, name: OrderId) -> None:
    """Central announces an order of one part or more, or something that a person shall bring."""
    if dice.random() < 0.4:
        world.event(announced_hand_in(world, dice, name, owner(name).authority))
        return
    if dice.random() < 0.45:
        world.event(announced_exchange(dice, name, owner(name).authority))
        return
    needs = tuple(needs_of(dice) for _ in range(dice.choice([1, 1, 1, 2, 3])))
    kind = Kind.COLLECTION if dice.random() < 0.97 else Kind.SWAP
    days = dice.choice([1, 3, 30])
    demand = dice.random() < 0.2
    wanted = order(
        name, needs=needs, kind=kind, retention_ms=days * DAY_MS, authority=owner(name).authority, on_demand=demand
    )
    world.event(Announce(wanted.order, wanted.parts, world.fresh_code() if demand else None))


def needs_of(dice: random.Random) -> Needs:
    """What a person needs."""
    low, high = dice.choice([(None, None), (None, None), (None, None), (None, 120), (70, None), (50, 100)])
    size = dice.choice([None, None, "A4", "A5"]) if dice.random() < 0.97 else "plate"
    return Needs(size, low, high, slow_hands=dice.random() < 0.2)


def shown(world: Chapter, dice: random.Random, grant: GrantId) -> StartCollection:
    """A code, with a second secret or a statement where one is asked for: right, wrong, or none."""
    event = code_shown(world, dice, grant)
    if world.second is not None:
        return replace(event, second_secret=dice.choice([None, *[False] * 6, True]))
    return replace(event, statement=stated(world, dice, world.grant(grant).order)) if world.asks else event


def stated(world: Chapter, dice: random.Random, order_id: OrderId) -> Statement | None:
    """What a verifier has signed of somebody, if anything."""
    nonce = world.state.nonces.get(order_id)
    good = Statement("reader-1", Purpose.PERSON, order_id, "" if nonce is None else nonce.text, world.lo_s, "5ha")
    return dice.choice([None, *[NO_STATEMENT] * 4, replace(good, purpose=Purpose.DELEGATE), *[good] * 3])


def code_shown(world: Chapter, dice: random.Random, grant: GrantId) -> StartCollection:
    """A code, right or wrong, read or typed, with its number or another."""
    number = dice.choice([None, world.grant(grant).code.pickup_number, "0815"])
    match dice.randrange(14):
        case 0:
            return replace(world.show(None, CodeForm.TYPED), number=number)
        case 1:
            return replace(world.show(None), wrong_site=dice.choice([None, "kreis-1"]))
        case 2 | 3:
            return replace(world.show(grant, CodeForm.TYPED), number=number)
        case _:
            return replace(world.show(grant), exp_s=dice.choice([*[None] * 9, world.lo_s - 10, world.lo_s + 3]))


def looked_after(world: Chapter, dice: random.Random) -> None:
    """Staff make the round: halts end, sensors are mended, doors that are put aside are cleared."""
    mend(world)
    world.event(Resume("meier", "looked"))
    for door in doors(world):
        box = world.boxes[door]
        if (world.condition(door) in PUT_ASIDE or handed_in(world, door)) and dice.random() < 0.8:
            world.wait(6_100)
            world.event(TechnicianOpen("meier", door, "round"))
            if world.unlocks:
                world.fire()
            world.pull(door)
            lay = box.item
            box.item = box.item and dice.random() < 0.1
            world.shut(door)
            seen = lay and dice.random() < 0.9
            world.event(found(world, dice, door) if seen else Clear("meier", door, "looked"))
        elif box.open:
            world.shut(door)


def digests() -> list[str]:
    """Of all chapters."""
    return [digest(chapter(number)) for number in range(CHAPTERS)]


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        KEPT.write_text(json.dumps(digests(), indent=0) + "\n")
    else:
        print("\n".join(chapter(int(sys.argv[1]))))
