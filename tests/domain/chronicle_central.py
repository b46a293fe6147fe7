"""What central wishes in between, in the chronicle of a wall."""

import random
from dataclasses import replace

from world import ORDINARY, SECOND_BOOT, STAFF, World

from lockerd.domain.model.blocks import BlockCompartment, UnblockCompartment
from lockerd.domain.model.called_back import CallBack
from lockerd.domain.model.events import CentralRequest, Sent
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.key_list import KeyList, TakeKeyList
from lockerd.domain.model.orders import Hold
from lockerd.domain.model.state import DAY_MS
from lockerd.domain.model.terms import ChangeOrder, Extend, ExtendAll, Longer


def wished(world: World, dice: random.Random, name: OrderId, owner: str) -> CentralRequest:
    """Its office keeps it back or gives it free, has it wait longer or changes it; a door is left
    alone, or a badge not obeyed."""
    authority = dice.choice([*[owner] * 5, "gemeinde"])
    longer = Longer(dice.choice([0, DAY_MS]), dice.choice([0, 5 * DAY_MS]))
    door = dice.choice(sorted(world.state.compartments))
    match dice.randrange(10):
        case 0 | 1:
            return PutOnHold(name, "fee_unpaid")
        case 2 | 3:
            kept_back = sorted(each for each, order in world.state.orders.items() if order.hold is not Hold.NONE)
            return EndHold(dice.choice(kept_back or [name]))
        case 4:
            return Extend(authority, name, longer)
        case 5:
            return ExtendAll(authority, longer)
        case 6:
            needs = dice.choice([None, ORDINARY])
            return ChangeOrder(authority, name, needs=needs, retention_ms=dice.choice([None, 2 * DAY_MS]))
        case 7:
            return BlockCompartment(authority, door, "flood", own_use=dice.random() < 0.3)
        case 8:
            badges = dice.choice([(), (), (), ("badge-0",), (STAFF.badge,)])
            return CallBack(world.state.site.badge_list.version + dice.choice([0, 1, 1]), frozenset(badges))
        case _:
            return UnblockCompartment(authority, door)


def central_is_put_back(world: World) -> None:
    """It begins a new epoch, and then forgets what it has sent in it."""
    epoch = world.state.site.issuers[0].epoch + 1 if world.state.site.issuers else 1
    for _ in range(2):
        world.event(Sent("central", None, epoch, 1, None))


def keys_change(world: World) -> None:
    """A newer list of keys comes, and then the process dies; every other time it finds other roots configured."""
    version = world.state.site.key_list.version + 1
    world.event(TakeKeyList(KeyList(version, f"{version:064x}", ("1ba7f6d8",), "signed"), expires_s=1 << 50))
    world.crash(boot=replace(SECOND_BOOT, keys_foreign=version > 1))
